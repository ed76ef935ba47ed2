"""One's own days of the published rota."""

from chalice.app import Response

from chalicelib.domain.rota_reasons import explained
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.rotas import PLACES
from chalicelib.workflows import rota_views


def show(request: Request) -> Response:
    """One's own days, a row each, with the reason."""
    mine = rota_views.own(request.office, request.actor, request.at)
    days = []
    if mine:
        rota, told = mine.rota, request.words.told
        for number, day in enumerate(rota.days):
            placement = rota.placement(mine.line, number)
            minimum = next((group.minimum for group in rota.groups if group.name == placement.group), 0)
            why = explained(placement, home=rota.home_on(number), minimum=minimum, per_week=rota.per_week)
            days.append((day, placement.place, told(why)))
    return page(request, "rotas/mine.html", here="rota", mine=mine, days=days, places=PLACES)


def download_calendar(request: Request) -> Response:
    """One's own days as a calendar file, by a short-lived address."""
    return redirect(request, rota_views.own_calendar_link(request.office, request.actor, request.at))
