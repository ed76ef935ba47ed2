"""Employees without mail, for the unit's secretary."""

from chalice.app import Response

from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows import staff

PAGE_SIZE = 20


def list_without_mail(request: Request) -> Response:
    """Whom the secretary enters orders and reports for, and what is to be entered."""
    people = staff.without_mail(request.office, request.actor, request.at)
    pager = Pager.of(request, "/staff", len(people), PAGE_SIZE)
    return page(request, "staff/list.html", here="staff", people=people[pager.part], pager=pager)
