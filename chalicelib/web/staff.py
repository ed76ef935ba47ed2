"""Employees whom mail does not reach, for the unit's secretary."""

from chalice.app import Response

from chalicelib.domain.mail_health import Trouble
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.texts import text
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import mail_health, staff

TROUBLES = {
    Trouble.BOUNCED: text("Server penerima menolak alamat ini."),
    Trouble.COMPLAINED: text("Penerima menandai surel kami sebagai tidak diinginkan."),
}

PAGE_SIZE = 20


def list_unmailed(request: Request) -> Response:
    """Whose address does not work, whom the secretary enters orders and reports for, and what is to be entered."""
    found = staff.unmailed(request.office, request.actor, request.at)
    pager = Pager.of(request, "/staff", len(found.without_mail), PAGE_SIZE)
    return page(
        request,
        "staff/list.html",
        here="staff",
        people=found.without_mail[pager.part],
        pager=pager,
        unreachable=found.unreachable,
        troubles=TROUBLES,
        zone=request.actor.zone,
    )


def try_address_again(request: Request, employee: str) -> Response:
    """Gives an address that is said to work again another try."""
    mail_health.try_again(request.office, request.actor, EmployeeId(employee), request.origin(), request.at)
    return redirect(request, "/staff")
