"""The public page behind a letter's QR code."""

from chalice.app import Response

from chalicelib.domain.orders import OrderId
from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows.letters import verify


def verify_letter(request: Request, order_id: str) -> Response:
    """Whether a letter is genuine and still in force."""
    return page(request, "letters/verify.html", letter=verify(request.office, OrderId(order_id), request.at))
