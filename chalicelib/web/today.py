"""The first page."""

from chalice.app import Response

from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.web.tags import ABSENCE_NAMES, PARTS, STATUS_TAGS
from chalicelib.workflows.today import open_today


def today(request: Request) -> Response:
    """Where the person is expected, and the one thing to do."""
    view = open_today(request.office, request.actor, request.at)
    return page(
        request,
        "today/today.html",
        here="today",
        view=view,
        today=view.today,
        tags=STATUS_TAGS,
        absences=ABSENCE_NAMES,
        parts=PARTS,
        zone=request.actor.zone,
    )
