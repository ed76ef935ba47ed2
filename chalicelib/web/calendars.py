"""The city's calendar, a year at a time: what an import would change, corrections, the fasting month."""

from datetime import date
from typing import Any

from chalice.app import Response
from wtforms import Form

from chalicelib.domain.calendars import first_day, local_date
from chalicelib.domain.correcting import YEARS_AHEAD, YEARS_BACK, CalendarChange
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.calendar_forms import CorrectionForm, FastingForm
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import calendars

DIGITS_OF_YEAR = 4
UNTYPED = frozenset({"csrf", "form_key", "seen"})
IMPORT, CORRECTION, RESTORE, FASTING = "import", "correction", "restore", "fasting"


def this_year(request: Request) -> Response:
    """On to the year we are in."""
    return redirect(request, f"/calendar/{local_date(request.at, request.actor.zone.info).year}")


def show_year(request: Request, year: str) -> Response:
    """A year's holidays and fasting month, and what an import would change."""
    return _page(request, _year(year))


def read_holidays(request: Request, year: str) -> Response:
    """Has a worker read what the holidays package says."""
    wanted = _year(year)
    return redirect(request, calendars.ask_for_reading(request.office, request.actor, wanted, request.sent, request.at))


def check_change(request: Request, year: str) -> Response:
    """Shows what a change comes to, and which months it touches, before anything changes."""
    wanted, forms = _year(year), _forms(request)
    try:
        preview = calendars.look_over(request.office, request.actor, wanted, _change(request, forms), request.at)
    except Invalid as refusal:
        return _page(request, wanted, forms, refusal)
    return page(
        request,
        "calendars/check.html",
        here="calendar",
        year=wanted,
        preview=preview,
        months=[(each, first_day(each.month)) for each in preview.touched],
        typed=[pair for pair in request.form.pairs if pair[0] not in UNTYPED],
        seen=seen_revision(request.form.one("seen")),
        form_key=request.office.new_id(),
    )


def apply_change(request: Request, year: str) -> Response:
    """Takes a change over."""
    wanted, forms, seen = _year(year), _forms(request), seen_revision(request.form.one("seen"))
    try:
        change, sent, origin = _change(request, forms), request.sent, request.origin()
        shown = calendars.apply(request.office, request.actor, wanted, change, seen, sent, origin, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _page(request, wanted, forms, refusal)


def _year(typed: str) -> int:
    """Raises NotFound for what is no year."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) == DIGITS_OF_YEAR):
        raise NotFound
    return int(typed)


def _forms(request: Request) -> dict[str, Form]:
    """The form that was sent, filled; the others are filled from the year."""
    asked: dict[str, type[Form]] = {CORRECTION: CorrectionForm, FASTING: FastingForm}
    kind = request.form.one("change")
    return {kind: asked[kind](request.form)} if kind in asked else {}


def _change(request: Request, forms: dict[str, Form]) -> CalendarChange:
    kind = request.form.one("change")
    if kind == IMPORT:
        return CalendarChange(imports=True)
    if kind == RESTORE:
        return CalendarChange(restores=_date(request.form.one("day")))
    form = forms.get(kind)
    if not isinstance(form, CorrectionForm | FastingForm):
        raise Refusal(text("Formulir tidak lengkap. Buka kembali halamannya, lalu kirim sekali lagi."))
    refuse_misread(form)
    return form.change()


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal(text("Formulir tidak lengkap. Buka kembali halamannya, lalu kirim sekali lagi.")) from None


def _page(
    request: Request, year: int, forms: dict[str, Form] | None = None, refusal: Invalid | None = None
) -> Response:
    desk = calendars.desk(request.office, request.actor, year, request.at)
    blank: dict[str, Any] = {CORRECTION: CorrectionForm(), FASTING: FastingForm.of(desk.calendar.fasting)}
    filled = blank | (forms or {})
    wrong = next(iter((forms or {}).values()), None)
    if refusal and refusal.problems and wrong is not None:
        show_refusal(wrong, refusal)
    return page(
        request,
        "calendars/year.html",
        422 if refusal else 200,
        here="calendar",
        year=year,
        desk=desk,
        calendar=desk.calendar,
        corrected={each.date for each in desk.calendar.corrections},
        years=range(desk.today.year - YEARS_BACK, desk.today.year + YEARS_AHEAD + 1),
        wrong=wrong if refusal else None,
        correction=filled[CORRECTION],
        fasting=filled[FASTING],
        zone=request.actor.zone,
        new_key=request.office.new_id,
        has_errors=refusal is not None,
    )
