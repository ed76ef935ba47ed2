"""The day's report and its receipt."""

from datetime import date

from chalice.app import Response

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.texts import text
from chalicelib.web.door import whose_of
from chalicelib.web.forms import ReportForm, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import reports

MEASURES = ("dokumen", "surat", "laporan", "orang", "kegiatan", "berkas", "rapat")


def new_report(request: Request, day: str) -> Response:
    """The report form, with the hours of the order filled in."""
    return _form(request, _day(day), None, whose=whose_of(request))


def file_report(request: Request, day: str) -> Response:
    """Files the report, or adds a row to the form."""
    form, whose = ReportForm(request.form), whose_of(request)
    on = _day(day)
    if request.form.one("more"):
        return _form(request, on, form, more=1, whose=whose)
    try:
        refuse_misread(form)
        draft, sent, origin = form.draft(), request.sent, request.origin()
        shown = reports.file_report(request.office, request.actor, on, draft, sent, origin, request.at, whose)
        return redirect(request, shown)
    except Invalid as refusal:
        return _form(request, on, form, refusal, whose=whose)


def show_receipt(request: Request, day: str) -> Response:
    """The receipt, with everything that was reported."""
    whose, on = whose_of(request), _day(day)
    name = ""
    if whose:
        report, name = reports.receipt_of(request.office, request.actor, whose, on, request.origin(), request.at)
    else:
        report = reports.receipt(request.office, request.actor, on)
    here = "staff" if whose else "today"
    return page(request, "reports/receipt.html", here=here, report=report, name=name, zone=request.actor.zone)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound(text("Tanggal ini tidak dikenal.")) from None


def _form(
    request: Request,
    day: date,
    form: ReportForm | None,
    refusal: Refusal | None = None,
    more: int = 0,
    whose: EmployeeId | None = None,
) -> Response:
    desk, order = reports.open_report(request.office, request.actor, day, request.at, whose)
    if form is None:
        form = ReportForm(data={"start": desk.hours.start, "end": desk.hours.end, "rest": desk.hours.rest})
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    form.show_rows(more)
    return page(
        request,
        "reports/form.html",
        422 if refusal else 200,
        here="today",
        form=form,
        desk=desk,
        order=order,
        whose=whose,
        measures=MEASURES,
        form_key=request.form.one("form_key") if more else request.office.new_id(),
        has_errors=bool(form.errors),
    )
