"""Calling off days that were approved."""

from typing import Any

from chalice.app import Response

from chalicelib.domain.orders import OrderId
from chalicelib.domain.refusals import Invalid, Refusal, Stale, TooFew
from chalicelib.web.approval_forms import CancelForm, seen_revision
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.orders import need_code_for_others
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import ending


def ask_cancel(request: Request, order_id: str) -> Response:
    """Which days, and why."""
    return _form(request, OrderId(order_id), CancelForm())


def cancel_days(request: Request, order_id: str) -> Response:
    """Calls days off."""
    form, name = CancelForm(request.form), OrderId(order_id)
    need_code_for_others(request, ending.open_cancellation(request.office, request.actor, name, request.at).order)
    try:
        refuse_misread(form)
        typed = form.call_off(seen_revision(request.form.one("seen")))
        return redirect(
            request,
            ending.cancel(request.office, request.actor, name, typed, request.sent, request.origin(), request.at),
        )
    except (Invalid, Stale, TooFew) as refusal:
        return _form(request, name, form, refusal)


def _form(request: Request, order_id: OrderId, form: CancelForm, refusal: Refusal | None = None) -> Response:
    found = ending.open_cancellation(request.office, request.actor, order_id, request.at)
    need_code_for_others(request, found.order)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    options = [
        (day.isoformat(), request.words.day_month(day), "", day in form.dates.data, False) for day in found.possible
    ]
    group: dict[str, Any] = {"title": "", "options": options}
    return page(
        request,
        "orders/cancel.html",
        409 if isinstance(refusal, Stale | TooFew) else 422 if refusal else 200,
        here="orders",
        order=found.order,
        form=form,
        group=group,
        is_short=isinstance(refusal, TooFew) or bool(form.in_any_case.data),
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
