"""The link in the evening's mail that leads to one report.

Opening shows, and only a choice posted from the page verifies. A browser that is not known for whom the link was sent
to sees no personal data, and can have a code sent to their address.
"""

from chalice.app import Response

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Invalid
from chalicelib.domain.trail import Means
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.sign_in import browser_of
from chalicelib.web.verification_forms import VerificationForm
from chalicelib.web.verifications import report_page
from chalicelib.web.written import day_of
from chalicelib.workflows import sign_in, verification_links
from chalicelib.workflows.decisions import LinkState


def open_link(request: Request, employee: str, day: str, token: str) -> Response:
    """What the link finds."""
    return _shown(request, employee, day, token, VerificationForm())


def verify(request: Request, employee: str, day: str, token: str) -> Response:
    """Verifies, once. Whether the sender may is told by the link and the session together."""
    form, actor = VerificationForm(request.form), request.session.actor if request.session else None
    sent, origin = request.sent_by(actor.id if actor else employee), request.origin(Means.LINK)
    owner, on = EmployeeId(employee), day_of(day)
    try:
        finding = form.finding()
        shown = verification_links.verify_by_link(
            request.office, actor, owner, on, token, finding, sent, origin, request.at
        )
        return redirect(request, shown)
    except Invalid as refusal:
        return _shown(request, employee, day, token, form, refusal)


def send_code(request: Request, employee: str, day: str, token: str) -> Response:
    """Sends a code to the registered address of whom the link was sent to, whoever asks."""
    _, link = verification_links.linked(request.office, EmployeeId(employee), day_of(day), token)
    here = _address(employee, day, token)
    sign_in.send_code_to(request.office, link.assignee, browser_of(request), here, request.source, request.at)
    return redirect(request, "/sign-in/code")


def _shown(
    request: Request, employee: str, day: str, token: str, form: VerificationForm, refusal: Invalid | None = None
) -> Response:
    viewer, origin = request.session.actor if request.session else None, request.origin(Means.LINK)
    owner, on = EmployeeId(employee), day_of(day)
    found = verification_links.open_link(request.office, owner, on, token, viewer, origin, request.at)
    if found.state is LinkState.STRANGER:
        return page(request, "decisions/stranger.html", base=_address(employee, day, token))
    if found.view and found.state in (LinkState.OPEN, LinkState.DECIDED):
        return report_page(request, found.view, _address(employee, day, token), form, refusal)
    return page(request, "verifications/stale.html", is_expired=found.state is LinkState.EXPIRED)


def _address(employee: str, day: str, token: str) -> str:
    return f"/verify/{employee}/{day}/{token}"
