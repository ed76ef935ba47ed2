"""How far the city's months are closed, for the administrator."""

from chalice.app import Response

from chalicelib.domain.calendars import first_day, following, local_date, month_of, parse_month, preceding
from chalicelib.domain.people import UnitId
from chalicelib.domain.texts import text
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import closing_rounds
from chalicelib.workflows.closing_rounds import State

STATES = {
    State.PARKED: (text("Gagal, tidak dicoba lagi"), "bad"),
    State.FAILED: (text("Gagal, dicoba lagi"), "bad"),
    State.WAITING: (text("Menunggu draf"), "neutral"),
    State.DRAFTED: (text("Belum ditutup"), "waiting"),
    State.CLOSED: (text("Menunggu tanda tangan"), "info"),
    State.SIGNED: (text("Ditandatangani"), "good"),
}


def last_month(request: Request) -> Response:
    """The month that ended."""
    today = local_date(request.at, request.actor.zone.info)
    return redirect(request, f"/closings/{preceding(month_of(today))}")


def show(request: Request, month: str) -> Response:
    """Every unit's month, the most pressing first."""
    wanted = parse_month(month)
    found = closing_rounds.progress(request.office, request.actor, wanted)
    order = list(State)
    return page(
        request,
        "closings/progress.html",
        here="closings",
        progress=found,
        units=sorted(found.units, key=lambda each: order.index(each.state)),
        states=STATES,
        first=first_day(wanted),
        zone=request.actor.zone,
        before=f"/closings/{preceding(wanted)}",
        after=f"/closings/{following(wanted)}",
    )


def retry(request: Request, month: str) -> Response:
    """Has a unit's draft tried again."""
    wanted, unit = parse_month(month), UnitId(request.form.one("unit"))
    closing_rounds.retry(request.office, request.actor, wanted, unit, request.origin(), request.at)
    return redirect(request, f"/closings/{wanted}")
