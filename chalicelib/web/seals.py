"""The public page behind the QR code of a closed month: enough to compare a paper with, nothing about any person."""

from chalice.app import Response

from chalicelib.domain.calendars import first_day, parse_month
from chalicelib.domain.people import UnitId
from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows.seals import verify


def verify_recap(request: Request, unit: str, month: str, seal: str) -> Response:
    """Whether a recapitulation is genuine and still in force."""
    wanted = parse_month(month)
    found = verify(request.office, UnitId(unit), wanted, seal)
    return page(request, "closings/public.html", seal=found, first=first_day(wanted))
