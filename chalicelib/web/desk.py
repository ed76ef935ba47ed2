"""The approver's desk: everything that waits for one person."""

from chalice.app import Response

from chalicelib.domain.deciding import refuse_words
from chalicelib.domain.orders import Act, OrderId, Status
from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.web.approval_forms import DeskForm, picked_value, seen_revision
from chalicelib.web.decisions import decide_page
from chalicelib.web.forms import CHOICES, DecisionForm, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.tags import STATUS_TAGS
from chalicelib.workflows import decisions, desk
from chalicelib.workflows.picked import MOST_SHOWN


def open_desk(request: Request) -> Response:
    """What waits, each order in full, to be picked and decided."""
    return _desk(request, DeskForm())


def look_over(request: Request) -> Response:
    """Shows the picked orders once more with what would be decided, for one confirmation."""
    form = DeskForm(request.form)
    if request.form.one("change"):
        return _desk(request, form)
    try:
        choice = form.choice_made()
        refuse_words(choice.reason, needed=choice.act is not Act.APPROVE)
        orders = desk.look_over(request.office, request.actor, form.orders.data, request.origin(), request.at)
    except Invalid as refusal:
        return _desk(request, form, refusal)
    return page(
        request,
        "desk/check.html",
        here="desk",
        orders=orders,
        form=form,
        choice=choice,
        label=CHOICES[choice.act],
        picked=picked_value,
        form_key=request.form.one("form_key") or request.office.new_id(),
    )


def decide_all(request: Request) -> Response:
    """Decides what was picked; a line says what became of each."""
    form = DeskForm(request.form)
    choice, picked = form.choice_made(), form.orders.data
    origin = request.origin()
    outcomes = desk.decide_all(request.office, request.actor, picked, choice, request.sent, origin, request.at)
    return page(
        request,
        "desk/decided.html",
        here="desk",
        outcomes=[(each.order, request.words.told(each.refused) if each.refused else "") for each in outcomes],
        tags=STATUS_TAGS,
    )


def show_one(request: Request, order_id: str) -> Response:
    """One order, to be decided, or what became of it."""
    return _one(request, OrderId(order_id), DecisionForm())


def decide_one(request: Request, order_id: str) -> Response:
    """Decides one order."""
    form, name = DecisionForm(request.form), OrderId(order_id)
    try:
        seen = seen_revision(request.form.one("seen"))
        choice, origin = form.choice_made(), request.origin()
        shown = decisions.decide_at_desk(
            request.office, request.actor, name, seen, choice, request.sent, origin, request.at
        )
        return redirect(request, shown)
    except Invalid as refusal:
        return _one(request, name, form, refusal)


def _one(request: Request, order_id: OrderId, form: DecisionForm, refusal: Refusal | None = None) -> Response:
    order = decisions.see_at_desk(request.office, request.actor, order_id, request.origin(), request.at)
    if order.status is Status.SUBMITTED and order.step.assigned(request.actor.id):
        return decide_page(request, order, f"/desk/{order_id}", form, refusal)
    return page(request, "decisions/decided.html", order=order, assignee=request.actor.id, tags=STATUS_TAGS)


def _desk(request: Request, form: DeskForm, refusal: Invalid | None = None) -> Response:
    if refusal and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "desk/desk.html",
        422 if refusal else 200,
        here="desk",
        orders=desk.open_desk(request.office, request.actor),
        chosen={each.name for each in form.orders.data},
        most=MOST_SHOWN,
        form=form,
        picked=picked_value,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
