"""The day's report: its form and draft, its receipt, and correcting it."""

from datetime import date
from typing import Any

from chalice.app import Response

from chalicelib.domain.orders import Order
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.report_versions import DraftMoved, SavedDraft
from chalicelib.domain.reports import MOST_ENTRIES, AlreadyFiled
from chalicelib.domain.texts import text
from chalicelib.web.door import labelled, whose_of
from chalicelib.web.forms import refuse_misread
from chalicelib.web.report_forms import ReportForm, form_of_draft, form_of_report, typed_into, with_frame
from chalicelib.web.request import Form, Request
from chalicelib.web.responses import page, redirect, scripted
from chalicelib.workflows import reports

MEASURES = ("dokumen", "surat", "laporan", "orang", "kegiatan", "berkas", "rapat")


def new_report(request: Request, day: str) -> Response:
    """The report form: as it was saved, or with the hours of the day filled in. A report that came has its receipt."""
    on, whose = _day(day), whose_of(request)
    try:
        desk, order = reports.open_report(request.office, request.actor, on, request.at, whose)
    except AlreadyFiled:
        return redirect(request, _shown(on, whose))
    if desk.draft:
        form = form_of_draft(desk.draft)
    else:
        form = ReportForm(data={"start": desk.hours.start, "end": desk.hours.end, "rest": desk.hours.rest})
    return _form(request, desk, order, form, whose, draft=desk.draft)


def file_report(request: Request, day: str) -> Response:
    """Files the report; or keeps what was typed, adds a row, or takes over the frame of the report before."""
    on, whose, form = _day(day), whose_of(request), ReportForm(request.form)
    asked = next((name for name in ("more", "save", "copy") if request.form.one(name)), "")
    if asked:
        return _step(request, on, whose, asked)
    try:
        refuse_misread(form)
        draft, sent, origin = form.draft(), request.sent, request.origin()
        shown = reports.file_report(
            *(request.office, request.actor, on, draft, sent, origin, request.at, whose),
            seen=_number(request, "draft_revision"),
            mailed=form.mail.data,
        )
        return redirect(request, shown)
    except Invalid as refusal:
        form.show_refusal(refusal)
        return _kept(request, on, whose, form, 422)
    except DraftMoved as moved:
        desk, order = reports.open_report(request.office, request.actor, on, request.at, whose)
        return _form(request, desk, order, form, whose, 409, draft=desk.draft or moved.there, other=moved.there)


def show_receipt(request: Request, day: str) -> Response:
    """The receipt, with everything that was reported."""
    whose, on = whose_of(request), _day(day)
    name = ""
    if whose:
        report, name = reports.receipt_of(request.office, request.actor, whose, on, request.origin(), request.at)
    else:
        report = reports.receipt(request.office, request.actor, on)
    here = "staff" if whose else "today"
    values: dict[str, Any] = {
        "name": name,
        "whose": whose,
        "zone": request.actor.zone,
        "copy": _copy(request, on, whose),
    }
    return scripted(page(request, "reports/receipt.html", here=here, report=report, shown=report, **values))


def show_version(request: Request, day: str, content: str) -> Response:
    """What a report said before it was corrected."""
    from chalicelib.workflows import report_versions

    whose, on, name = whose_of(request), _day(day), ""
    number = int(content) if content.isascii() and content.isdecimal() and len(content) < len("1000000") else 0
    where = (on, number)
    if whose:
        before, name = report_versions.past_report_of(
            request.office, request.actor, whose, *where, request.origin(), request.at
        )
    else:
        before = report_versions.past_report(request.office, request.actor, *where)
    values: dict[str, Any] = {"name": name, "whose": whose, "zone": request.actor.zone, "copy": ""}
    return page(request, "reports/receipt.html", here="today", report=before.report, shown=None, **values)


def ask_correction(request: Request, day: str) -> Response:
    """The form with what the report says now."""
    return _correction(request, _day(day), whose_of(request), None)


def correct_report(request: Request, day: str) -> Response:
    """Sends the report anew, or adds a row."""
    from chalicelib.workflows import report_versions

    on, whose, form = _day(day), whose_of(request), ReportForm(request.form)
    if request.form.one("more"):
        return _correction(request, on, whose, form, more=1)
    try:
        refuse_misread(form)
        draft, reason = form.draft(), (form.reason.data or "").strip()
        shown = report_versions.correct_report(
            *(request.office, request.actor, on, draft, reason, request.sent, request.origin(), request.at, whose),
            seen=_number(request, "content"),
            mailed=form.mail.data,
        )
        return redirect(request, shown)
    except Invalid as refusal:
        form.show_refusal(refusal)
        return _correction(request, on, whose, form, status=422)


def _step(request: Request, day: date, whose: EmployeeId | None, asked: str) -> Response:
    """A step on the way, after which the draft is on the server."""
    if asked != "copy":
        return _kept(request, day, whose, ReportForm(request.form), more=int(asked == "more"))
    from chalicelib.workflows import report_versions

    desk, order = reports.open_report(request.office, request.actor, day, request.at, whose)
    try:
        frame = report_versions.frame(request.office, request.actor, day, whose)
    except Refusal as refusal:
        form = ReportForm(request.form)
        form.show_refusal(refusal)
        return _form(request, desk, order, form, whose, 422, draft=desk.draft)
    framed = with_frame(request.form, frame, order.tasks)
    return _kept(request, day, whose, ReportForm(framed), posted=framed)


def _kept(
    request: Request,
    day: date,
    whose: EmployeeId | None,
    form: ReportForm,
    status: int = 200,
    *,
    more: int = 0,
    posted: Form | None = None,
) -> Response:
    """The form again, with what was typed kept as a draft; beside what another device saved meanwhile."""
    desk, order = reports.open_report(request.office, request.actor, day, request.at, whose)
    typed, seen = typed_into(posted or request.form), _number(request, "draft_revision")
    try:
        saved = reports.save_draft(request.office, desk, typed, seen, request.at)
    except DraftMoved as moved:
        return _form(request, desk, order, form, whose, 409, draft=moved.there, other=moved.there, more=more)
    return _form(request, desk, order, form, whose, status, draft=saved, more=more)


def _form(
    request: Request,
    desk: reports.ReportDesk,
    order: Order,
    form: ReportForm,
    whose: EmployeeId | None,
    status: int = 200,
    *,
    draft: SavedDraft | None,
    other: SavedDraft | None = None,
    more: int = 0,
) -> Response:
    form.show_rows(order.tasks, more)
    return scripted(
        page(
            request,
            "reports/form.html",
            status,
            **_shared(request, desk.day, order, form, whose),
            desk=desk,
            draft=draft,
            other=labelled(request.words, other.typed) if other else (),
            correcting=None,
        )
    )


def _correction(
    request: Request, day: date, whose: EmployeeId | None, form: ReportForm | None, status: int = 200, more: int = 0
) -> Response:
    from chalicelib.workflows import report_versions

    found = report_versions.open_correction(request.office, request.actor, day, whose)
    form = form or form_of_report(found.report)
    form.show_rows(found.order.tasks, more)
    shared = _shared(request, day, found.order, form, whose)
    values: dict[str, Any] = {"desk": None, "draft": None, "other": (), "correcting": found.report}
    return scripted(page(request, "reports/form.html", status, **shared, **values))


def _shared(request: Request, day: date, order: Order, form: ReportForm, whose: EmployeeId | None) -> dict[str, Any]:
    key = request.form.one("form_key")
    return {
        "here": "staff" if whose else "today",
        "day": day,
        "order": order,
        "form": form,
        "whose": whose,
        "measures": MEASURES,
        "most": MOST_ENTRIES,
        "form_key": key or request.office.new_id(),
        "posted": request.method == "POST",
        "copy": _copy(request, day, whose),
        "zone": request.actor.zone,
        "has_errors": bool(form.errors),
    }


def _copy(request: Request, day: date, whose: EmployeeId | None) -> str:
    """Under what this person's browser keeps what is typed of the report."""
    return f"giliran/{request.actor.id}/{whose or request.actor.id}/{day}"


def _shown(day: date, whose: EmployeeId | None) -> str:
    return f"/reports/{day}?whose={whose}" if whose else f"/reports/{day}"


def _number(request: Request, name: str) -> int:
    """A number that a page of ours sends along, 0 for anything else."""
    typed = request.form.one(name)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len("1000000") else 0


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound(text("Tanggal ini tidak dikenal.")) from None
