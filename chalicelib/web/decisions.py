"""The link in the approver's mail.

Mail scanners open links and run their scripts: opening shows, and only a choice posted from the page decides. A browser
that is not known for the assignee sees no personal data, and can have a code sent to the assignee's address; only where
the circular lets the link alone decide, the page shows itself to whoever holds it.
"""

from chalice.app import Response

from chalicelib.domain.orders import Order, OrderId
from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.trail import Means
from chalicelib.web.forms import DecisionForm, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.sign_in import browser_of
from chalicelib.web.tags import STATUS_TAGS
from chalicelib.workflows import decisions, sign_in
from chalicelib.workflows.decisions import LinkState, LinkView

TEMPLATES = {
    LinkState.OPEN: "decisions/decide.html",
    LinkState.DECIDED: "decisions/decided.html",
    LinkState.MOVED: "decisions/moved.html",
    LinkState.EXPIRED: "decisions/expired.html",
    LinkState.STRANGER: "decisions/stranger.html",
}


def open_link(request: Request, order_id: str, token: str) -> Response:
    """What the link finds."""
    return _shown(request, _found(request, order_id, token), order_id, token)


def decide(request: Request, order_id: str, token: str) -> Response:
    """Decides, once. Whether the sender may is told by the link and the session together."""
    form, actor = DecisionForm(request.form), request.session.actor if request.session else None
    sent = request.sent_by(actor.id if actor else order_id)
    try:
        choice, origin = form.choice_made(), request.origin(Means.LINK)
        shown = decisions.decide(request.office, actor, OrderId(order_id), token, choice, sent, origin, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        found = _found(request, order_id, token)
        if found.state is not LinkState.OPEN:
            return _shown(request, found, order_id, token)
        action = f"/decide/{order_id}/{token}"
        return decide_page(request, found.order, action, form, refusal, alone=found.by_link_alone)


def send_code(request: Request, order_id: str, token: str) -> Response:
    """Sends a code to the assignee's registered address, whoever asks."""
    _, link = decisions.linked(request.office, OrderId(order_id), token)
    here = f"/decide/{order_id}/{token}"
    sign_in.send_code_to(request.office, link.assignee, browser_of(request), here, request.source, request.at)
    return redirect(request, "/sign-in/code")


def renew(request: Request, order_id: str, token: str) -> Response:
    """Sends the assignee a fresh link in place of an expired one."""
    decisions.renew_link(request.office, OrderId(order_id), token, request.at)
    return page(request, "decisions/renewed.html")


def decide_page(
    request: Request,
    order: Order,
    action: str,
    form: DecisionForm,
    refusal: Refusal | None = None,
    *,
    alone: bool = False,
) -> Response:
    """The whole order and a choice that nobody made before; `alone` where the link is all there is."""
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "decisions/decide.html",
        422 if refusal else 200,
        order=order,
        form=form,
        action=request.url(action),
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
        alone=alone,
    )


def _found(request: Request, order_id: str, token: str) -> LinkView:
    viewer = request.session.actor if request.session else None
    origin = request.origin(Means.LINK)
    return decisions.open_link(request.office, OrderId(order_id), token, viewer, origin, request.at)


def _shown(request: Request, found: LinkView, order_id: str, token: str) -> Response:
    base = f"/decide/{order_id}/{token}"
    if found.state is LinkState.OPEN:
        return decide_page(request, found.order, base, DecisionForm(), alone=found.by_link_alone)
    shown = None if found.state is LinkState.STRANGER else found.order
    return page(request, TEMPLATES[found.state], order=shown, assignee=found.assignee, base=base, tags=STATUS_TAGS)
