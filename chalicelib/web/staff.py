"""Employees without mail, for the unit's secretary."""

from chalice.app import Response

from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows import staff


def list_without_mail(request: Request) -> Response:
    """Whom the secretary enters orders and reports for, and what is to be entered."""
    people = staff.without_mail(request.office, request.actor, request.at)
    return page(request, "staff/list.html", here="staff", people=people)
