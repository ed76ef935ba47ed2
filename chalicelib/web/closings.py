"""Closing a unit's month, for its secretary; the head looks on."""

from itertools import groupby
from typing import Any

from chalice.app import Response
from wtforms import Form, TextAreaField

from chalicelib.domain.calendars import Month, first_day, following, parse_month, preceding
from chalicelib.domain.closing import LONGEST_NOTE, LONGEST_REASON, Stage, refuse_unexplained
from chalicelib.domain.closing_gaps import NAMES, FoundGap, Gap
from chalicelib.domain.people import UnitId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import Longest, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import closings
from chalicelib.workflows.closings import ClosingView

FEW = 5
"""Lines of each kind that are listed; the month's page has them all."""
FORMATS = {PaperFormat.PDF: text("PDF"), PaperFormat.XLSX: text("Excel"), PaperFormat.CSV: text("CSV")}
STAGES = {
    Stage.DRAFTED: (text("Draf, pada sekretaris unit"), "waiting"),
    Stage.CLOSED: (text("Ditutup, menunggu tanda tangan"), "info"),
    Stage.SIGNED: (text("Ditandatangani"), "good"),
}
STEPS = {
    "summarise": text("Draf disusun"),
    "note_month": text("Keterangan disimpan"),
    "close_month": text("Ditutup"),
    "ask_signature": text("Tautan tanda tangan dikirim"),
    "sign_month": text("Ditandatangani"),
    "return_month": text("Dikembalikan"),
    "reopen_month": text("Dibuka kembali"),
}


class NotesForm(Form):
    """The unit's explanation of its month."""

    notes = TextAreaField(text("Keterangan unit"), [Longest(LONGEST_NOTE)])

    @property
    def typed(self) -> str:
        """What was typed."""
        return (self.notes.data or "").strip()


class ReasonForm(Form):
    """Why something is done."""

    reason = TextAreaField(text("Alasan"), [Longest(LONGEST_REASON)])


def show(request: Request, unit: str, month: str) -> Response:
    """Where the month stands, what is open, and what may be done."""
    view = _view(request, unit, month)
    return _page(request, view, NotesForm(data={"notes": view.closing.notes if view.closing else ""}))


def check(request: Request, unit: str, month: str) -> Response:
    """Keeps the notes, or shows once more what would be closed."""
    form, of, wanted = NotesForm(request.form), UnitId(unit), parse_month(month)
    seen = seen_revision(request.form.one("seen"))
    try:
        refuse_misread(form)
        if request.form.one("step") == "save":
            office, actor, origin = request.office, request.actor, request.origin()
            typed = form.typed
            return redirect(
                request, closings.save_notes(office, actor, of, wanted, typed, seen, request.sent, origin, request.at)
            )
        if request.form.one("change"):
            return _page(request, _view(request, unit, month), form)
    except Invalid as refusal:
        return _page(request, _view(request, unit, month), form, refusal)
    view = _view(request, unit, month)
    try:
        refuse_unexplained(form.typed, has_gaps=bool(view.gaps))
    except Invalid as refusal:
        return _page(request, view, form, refusal)
    return page(
        request,
        "closings/check.html",
        here="months",
        view=view,
        first=first_day(wanted),
        form=form,
        groups=_counted(view),
        names=NAMES,
        seen=seen,
        form_key=request.form.one("form_key"),
    )


def close(request: Request, unit: str, month: str) -> Response:
    """Closes the month."""
    form, of, wanted = NotesForm(request.form), UnitId(unit), parse_month(month)
    seen, origin = seen_revision(request.form.one("seen")), request.origin()
    try:
        refuse_misread(form)
        office, actor = request.office, request.actor
        typed = form.typed
        return redirect(
            request, closings.close(office, actor, of, wanted, typed, seen, request.sent, origin, request.at)
        )
    except Invalid as refusal:
        return _page(request, _view(request, unit, month), form, refusal)


def ask_again(request: Request, unit: str, month: str) -> Response:
    """Sends the link once more, to whoever signs now."""
    of, wanted, seen = UnitId(unit), parse_month(month), seen_revision(request.form.one("seen"))
    office, actor, origin = request.office, request.actor, request.origin()
    return redirect(request, closings.ask_again(office, actor, of, wanted, seen, request.sent, origin, request.at))


def ask_reopening(request: Request, unit: str, month: str) -> Response:
    """The form that reopens a signed month."""
    return _reopening(request, unit, month, ReasonForm())


def reopen(request: Request, unit: str, month: str) -> Response:
    """Reopens a signed month."""
    form, of, wanted = ReasonForm(request.form), UnitId(unit), parse_month(month)
    seen, origin = seen_revision(request.form.one("seen")), request.origin()
    try:
        refuse_misread(form)
        office, actor, reason = request.office, request.actor, (form.reason.data or "").strip()
        return redirect(
            request, closings.reopen(office, actor, of, wanted, reason, seen, request.sent, origin, request.at)
        )
    except Invalid as refusal:
        return _reopening(request, unit, month, form, refusal)


def download(request: Request, unit: str, month: str, edition: str, form: str) -> Response:
    """An edition of the month, an earlier one too."""
    if form not in FORMATS:
        raise NotFound
    of, wanted, origin = UnitId(unit), parse_month(month), request.origin()
    office, actor, number = request.office, request.actor, seen_revision(edition)
    return redirect(
        request, closings.edition_link(office, actor, of, wanted, number, PaperFormat(form), origin, request.at)
    )


def _view(request: Request, unit: str, month: str) -> ClosingView:
    office, origin = request.office, request.origin()
    return closings.view(office, request.actor, UnitId(unit), parse_month(month), origin, request.at)


def _page(request: Request, view: ClosingView, form: NotesForm, refusal: Refusal | None = None) -> Response:
    if refusal:
        show_refusal(form, refusal)
    sheet = view.month.sheet
    groups = [(gap, count, [(each, _mended(view, each)) for each in few]) for gap, count, few in _counted(view)]
    return page(
        request,
        "closings/closing.html",
        422 if refusal else 200,
        here="months",
        view=view,
        closing=view.closing,
        sheet=sheet,
        first=first_day(sheet.month),
        form=form,
        groups=groups,
        names=NAMES,
        rest={Gap.UNVERIFIED: "/verifications", Gap.NO_DATA: f"/units/{sheet.unit}/attendance"},
        stages=STAGES,
        steps=STEPS,
        base=f"/months/{sheet.unit}/{sheet.month}",
        before=f"/months/{sheet.unit}/{preceding(sheet.month)}/closing",
        after=f"/months/{sheet.unit}/{following(sheet.month)}/closing",
        signs=view.signer == request.actor.id,
        formats=FORMATS,
        new_key=request.office.new_id,
        has_errors=bool(form.errors),
    )


def _reopening(request: Request, unit: str, month: str, form: ReasonForm, refusal: Refusal | None = None) -> Response:
    view = _view(request, unit, month)
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "closings/reopen.html",
        422 if refusal else 200,
        here="months",
        view=view,
        closing=view.closing,
        first=first_day(Month(month)),
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _counted(view: ClosingView) -> list[tuple[Gap, int, list[FoundGap]]]:
    """What is open by kind: how much, and the first few."""
    kinds: list[tuple[Gap, int, list[FoundGap]]] = []
    for gap, found in groupby(view.gaps, lambda each: each.gap):
        of_kind = list(found)
        kinds.append((gap, len(of_kind), of_kind[:FEW]))
    return kinds


def _mended(view: ClosingView, found: FoundGap) -> tuple[Any, str]:
    """What mends it, and where."""
    unit, month, about = view.unit.id, view.month.sheet.month, f"employee={found.employee}&day={found.day}"
    if found.gap is Gap.OBJECTION:
        return text("Jawab"), f"/months/{unit}/{month}/objections/{found.employee}?day={found.day}"
    if found.gap in (Gap.RETURNED, Gap.UNVERIFIED):
        return text("Buka laporan"), f"/verifications/{found.employee}/{found.day}"
    if found.gap is Gap.NO_DATA:
        return text("Catat presensi"), f"/units/{unit}/attendance/new?{about}"
    return text("Catat ketidakhadiran"), f"/units/{unit}/absences/new?{about}"
