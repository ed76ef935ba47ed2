"""The city at a glance, for the administrator."""

from chalice.app import Response

from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows import overview


def show(request: Request) -> Response:
    """Every unit's day, worst first."""
    found = overview.view(request.office, request.actor)
    minutes = int((request.at - found.oldest).total_seconds()) // 60 if found.oldest else 0
    return page(
        request, "overview/overview.html", here="overview", found=found, minutes=minutes, zone=request.actor.zone
    )
