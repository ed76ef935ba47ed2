"""Attaching a letter signed by hand: a form to the bucket, a look at what arrived, and the attaching itself."""

from chalice.app import Response

from chalicelib.domain.orders import OrderId
from chalicelib.domain.uploads import Unfit
from chalicelib.web.orders import need_code_for_others
from chalicelib.web.request import Request
from chalicelib.web.responses import page, posting_to, redirect
from chalicelib.workflows import scans


def choose_scan(request: Request, order_id: str) -> Response:
    """The form that brings one file to the bucket; no other page's form leads there."""
    return _choose(request, OrderId(order_id), None)


def check_scan(request: Request, order_id: str, upload: str) -> Response:
    """What arrived, to be attached; arriving alone changes nothing. What cannot be attached may be chosen again."""
    try:
        found = scans.arrived(request.office, request.actor, OrderId(order_id), upload)
    except Unfit as refusal:
        return _choose(request, OrderId(order_id), refusal)
    need_code_for_others(request, found.order)
    return page(
        request,
        "scans/check.html",
        here="orders",
        order=found.order,
        kind=found.media_type.ending.upper(),
        kilobytes=-(-len(found.content) // 1024),
        action=f"/orders/{order_id}/uploads/{upload}",
        form_key=request.office.new_id(),
    )


def attach_scan(request: Request, order_id: str, upload: str) -> Response:
    """Attaches what arrived."""
    name, origin = OrderId(order_id), request.origin()
    need_code_for_others(request, scans.permitted(request.office, request.actor, name))
    shown = scans.attach(request.office, request.actor, name, upload, request.sent, origin, request.at)
    return redirect(request, shown)


def download_scan(request: Request, order_id: str) -> Response:
    """The scan, by a short-lived address, as an attachment only."""
    order, link = scans.scan_link(request.office, request.actor, OrderId(order_id), request.origin(), request.at)
    need_code_for_others(request, order)
    return redirect(request, link)


def _choose(request: Request, order_id: OrderId, refusal: Unfit | None) -> Response:
    upload = request.office.new_id()
    back = request.absolute(f"/orders/{order_id}/uploads/{upload}")
    order, form = scans.open_upload(request.office, request.actor, order_id, upload, back)
    need_code_for_others(request, order)
    wrong = request.words.told(refusal.message) if refusal else ""
    shown = page(
        request,
        "scans/new.html",
        422 if wrong else 200,
        here="orders",
        order=order,
        upload=form,
        wrong=wrong,
        has_errors=bool(wrong),
    )
    return posting_to(shown, form.url)
