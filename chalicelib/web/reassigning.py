"""What waits in a unit, and having somebody else decide it."""

from chalice.app import Response

from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.web.approval_forms import ReassignForm, seen_revision
from chalicelib.web.door import need_todays_code
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import reassigning


def list_waiting(request: Request, unit: str) -> Response:
    """What waits in the unit, with whom and since when; who cannot be reached is marked."""
    found = reassigning.open_unit_desk(request.office, request.actor, UnitId(unit), request.origin(), request.at)
    return page(
        request, "units/waiting.html", here="months", desk=found, may_write=request.actor.writes_for(found.unit.id)
    )


def ask_reassign(request: Request, order_id: str) -> Response:
    """Who shall decide instead, and why."""
    return _form(request, OrderId(order_id), ReassignForm())


def reassign(request: Request, order_id: str) -> Response:
    """Has somebody else decide."""
    need_todays_code(request)
    form, name = ReassignForm(request.form), OrderId(order_id)
    try:
        refuse_misread(form)
        shown = reassigning.reassign(
            request.office,
            request.actor,
            name,
            EmployeeId(form.to.data or ""),
            seen_revision(request.form.one("seen")),
            (form.reason.data or "").strip(),
            request.sent,
            request.origin(),
            request.at,
        )
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _form(request, name, form, refusal)


def _form(request: Request, order_id: OrderId, form: ReassignForm, refusal: Refusal | None = None) -> Response:
    need_todays_code(request)
    found = reassigning.open_reassignment(request.office, request.actor, order_id, request.at)
    form.offer(found.candidates)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    return page(
        request,
        "orders/reassign.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="orders",
        order=found.order,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
