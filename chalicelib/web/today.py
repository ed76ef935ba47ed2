"""The first page."""

from chalice.app import Blueprint, Response

from chalicelib.web.door import Who, get
from chalicelib.web.orders import STATUS_TAGS
from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows.today import open_today

pages = Blueprint(__name__)


@get(pages, "/", Who.PERSON)
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
        zone=request.actor.zone,
    )
