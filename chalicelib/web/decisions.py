"""The link in the supervisor's mail.

Mail scanners open links and run their scripts: opening shows, and only a choice posted from the page decides. A browser
that is not known for the assignee sees no personal data, and can have a code sent to the assignee's address.
"""

from chalice.app import Response

from chalicelib.domain.orders import Order, OrderId
from chalicelib.domain.refusals import Conflict, Invalid, Refusal
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Means
from chalicelib.web.forms import DecisionForm, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.sign_in import browser_of
from chalicelib.web.tags import STATUS_TAGS
from chalicelib.workflows import decisions, sign_in
from chalicelib.workflows.decisions import LinkState

TEMPLATES = {
    LinkState.OPEN: "decisions/decide.html",
    LinkState.DECIDED: "decisions/decided.html",
    LinkState.MOVED: "decisions/moved.html",
    LinkState.EXPIRED: "decisions/expired.html",
    LinkState.STRANGER: "decisions/stranger.html",
}


def open_link(request: Request, order_id: str, token: str) -> Response:
    """What the link finds."""
    viewer = request.session.actor if request.session else None
    found = decisions.open_link(
        request.office, OrderId(order_id), token, viewer, request.origin(Means.LINK), request.at
    )
    if found.state is LinkState.OPEN:
        return _decide_page(request, found.order, token, DecisionForm())
    shown = None if found.state is LinkState.STRANGER else found.order
    return page(request, TEMPLATES[found.state], order=shown, base=f"/decide/{order_id}/{token}", tags=STATUS_TAGS)


def decide(request: Request, order_id: str, token: str) -> Response:
    """Decides, once."""
    form = DecisionForm(request.form)
    name, origin = OrderId(order_id), request.origin(Means.LINK)
    try:
        act = form.act()
        reason = (form.reason.data or "").strip()
        shown = decisions.decide(
            request.office, request.actor, name, token, act, reason, request.sent, origin, request.at
        )
        return redirect(request, shown)
    except Invalid as refusal:
        found = decisions.open_link(request.office, name, token, request.actor, origin, request.at)
        if found.state is not LinkState.OPEN:
            raise Conflict(text("Permohonan ini sudah diputuskan atau ditarik kembali.")) from None
        return _decide_page(request, found.order, token, form, refusal)


def send_code(request: Request, order_id: str, token: str) -> Response:
    """Sends a code to the assignee's registered address, whoever asks."""
    order = decisions.assignee_of(request.office, OrderId(order_id), token)
    here = f"/decide/{order_id}/{token}"
    sign_in.send_code_to(request.office, order.step.assignee, browser_of(request), here, request.source, request.at)
    return redirect(request, "/sign-in/code")


def renew(request: Request, order_id: str, token: str) -> Response:
    """Sends the assignee a fresh link in place of an expired one."""
    decisions.renew_link(request.office, OrderId(order_id), token, request.at)
    return page(request, "decisions/renewed.html")


def _decide_page(
    request: Request, order: Order, token: str, form: DecisionForm, refusal: Refusal | None = None
) -> Response:
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "decisions/decide.html",
        422 if refusal else 200,
        order=order,
        form=form,
        action=request.url(f"/decide/{order.id}/{token}"),
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
