"""Attendance at the office: a machine's export handed in, looked over and recorded, and single days by hand."""

from typing import Any, cast

from chalice.app import Response
from wtforms import FileField, Form, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from chalicelib.domain.attendance import LONGEST_REASON, AttendanceDraft
from chalicelib.domain.attendance_rows import MOST_ROWS
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.presence import minutes_of
from chalicelib.domain.refusals import Conflict, Invalid, Refusal
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import LONGEST_NAME, DayField
from chalicelib.web.forms import ClockField, Longest, refuse_misread, show_refusal
from chalicelib.web.imports import PAGE_SIZE, STATUS_TAGS, problems_by_row
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.written import asked_day
from chalicelib.workflows import attendance, attendance_lists


class ListForm(Form):
    """Handing in an export."""

    attendance = FileField(text("Berkas presensi (CSV atau Excel)"))


class DayForm(Form):
    """A day that is entered by hand."""

    employee = SelectField(text("Pegawai"), [InputRequired(text("Pilih pegawainya."))], validate_choice=False)
    day = DayField(text("Tanggal presensi"), [InputRequired(text("Isi tanggalnya."))])
    start = ClockField(text("Jam masuk"), [Optional()])
    end = ClockField(text("Jam pulang"), [Optional()])
    reason = TextAreaField(
        text("Alasan"),
        [
            InputRequired(text("Tuliskan alasannya.")),
            Longest(LONGEST_REASON, text("Alasan paling panjang %(most)s huruf.")),
        ],
    )

    def draft(self) -> AttendanceDraft:
        """What was typed; only after validation."""
        start, end = self.start.data, self.end.data
        return AttendanceDraft(
            EmployeeId((self.employee.data or "")[:LONGEST_NAME]),
            cast(Any, self.day.data),
            minutes_of(start) if start else None,
            minutes_of(end) if end else None,
            " ".join((self.reason.data or "").split()),
        )


def list_lists(request: Request, unit: str) -> Response:
    """The form, what the file looks like, and the latest exports."""
    return _form(request, UnitId(unit), None)


def hand_in(request: Request, unit: str) -> Response:
    """Has what was handed in read; nothing is recorded."""
    chosen = request.files.get("attendance")
    content = chosen.content if chosen else None
    try:
        office, actor = request.office, request.actor
        return redirect(
            request, attendance_lists.hand_in(office, actor, UnitId(unit), content, request.sent, request.at)
        )
    except Invalid as refusal:
        return _form(request, UnitId(unit), refusal)


def show_list(request: Request, unit: str, list_id: str) -> Response:
    """What an export would record or recorded, whom nobody knows, what cannot be read, and how far it is."""
    view = attendance_lists.view(request.office, request.actor, UnitId(unit), list_id, request.origin(), request.at)
    here = f"/units/{unit}/attendance/{list_id}"
    pager = Pager.of(request, here, len(view.plan.entries), PAGE_SIZE)
    return page(
        request,
        "attendance/import.html",
        here="months",
        view=view,
        record=view.record,
        at=here,
        tags=STATUS_TAGS,
        problems=problems_by_row(request, view.plan.problems[:PAGE_SIZE]) if pager.number == 1 else (),
        unknown=view.plan.unknown if pager.number == 1 else (),
        entries=view.plan.entries[pager.part],
        pager=pager,
        percent=view.record.done * 100 // max(1, view.record.steps),
        form_key=request.office.new_id(),
    )


def confirm(request: Request, unit: str, list_id: str) -> Response:
    """Has what is right of it recorded."""
    office, actor, origin = request.office, request.actor, request.origin()
    shown = attendance_lists.confirm(office, actor, UnitId(unit), list_id, request.sent, origin, request.at)
    return redirect(request, shown)


def resume(request: Request, unit: str, list_id: str) -> Response:
    """Has one that came to a stop go on."""
    office, actor, origin = request.office, request.actor, request.origin()
    return redirect(request, attendance_lists.resume(office, actor, UnitId(unit), list_id, origin, request.at))


def new_day(request: Request, unit: str) -> Response:
    """The form for a single day."""
    return _day(
        request,
        UnitId(unit),
        DayForm(data={"employee": request.query.get("employee"), "day": asked_day(request.query)}),
    )


def enter_day(request: Request, unit: str) -> Response:
    """Records a single day."""
    form, of = DayForm(request.form), UnitId(unit)
    try:
        refuse_misread(form)
        office, actor, origin = request.office, request.actor, request.origin()
        return redirect(request, attendance.enter(office, actor, of, form.draft(), request.sent, origin, request.at))
    except (Invalid, Conflict) as refusal:
        return _day(request, of, form, refusal)


def _form(request: Request, unit: UnitId, refusal: Invalid | None) -> Response:
    of, lists = attendance_lists.listed(request.office, request.actor, unit)
    form = ListForm()
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "attendance/imports.html",
        422 if refusal else 200,
        here="months",
        form=form,
        unit=of,
        lists=lists,
        tags=STATUS_TAGS,
        most=MOST_ROWS,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _day(request: Request, unit: UnitId, form: DayForm, refusal: Refusal | None = None) -> Response:
    desk = attendance.open_desk(request.office, request.actor, unit, request.at)
    form.employee.choices = [("", text("Pilih…")), *((each.id, each.name) for each in desk.staff)]
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "attendance/new.html",
        409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
        here="months",
        desk=desk,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
