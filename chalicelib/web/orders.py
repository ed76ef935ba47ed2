"""Asking for a duty order, looking at it, taking it back."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from chalice.app import Response

from chalicelib.domain.absences import Away
from chalicelib.domain.orders import Act, Order, OrderId
from chalicelib.domain.refusals import Conflict, Invalid, Refusal, Taken
from chalicelib.domain.scans import ATTACHED
from chalicelib.domain.texts import Message, text
from chalicelib.web.door import is_secretary_today, need_todays_code, whose_of
from chalicelib.web.forms import OrderForm, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.tags import ABSENCE_NAMES, PARTS, STATUS_TAGS
from chalicelib.wording import Wording
from chalicelib.workflows import asking, letters, orders
from chalicelib.workflows.asking import OfferedDay, RequestDesk

LONGEST_PLACE = 64
"""Characters of what names the next page."""
ACT_NAMES: dict[str, str] = {
    Act.SUBMIT: text("Dikirim"),
    Act.ENDORSE: text("Disetujui, diteruskan ke pejabat berikutnya"),
    Act.APPROVE: text("Disetujui"),
    Act.RETURN: text("Dikembalikan untuk perbaikan"),
    Act.REJECT: text("Ditolak"),
    Act.WITHDRAW: text("Ditarik kembali"),
    Act.REASSIGN: text("Dialihkan ke pejabat lain"),
    Act.MOVE: text("Beralih ke pemegang jabatan"),
    Act.RENEW: text("Tautan keputusan diperbarui"),
    Act.REMIND: text("Diingatkan untuk memutuskan"),
    Act.TELL: text("Sekretaris unit diberi tahu"),
    Act.ESCALATE: text("Atasan berikutnya ikut diminta memutuskan"),
    Act.LAPSE_DAYS: text("Tanggal yang lewat gugur"),
    Act.LAPSE: text("Gugur karena tidak diputuskan"),
    Act.CANCEL_DAYS: text("Sebagian tanggal dibatalkan"),
    Act.CANCEL: text("Dibatalkan"),
    Act.FREE_DAYS: text("Sebagian tanggal tidak berlaku lagi karena pegawai tidak masuk"),
    Act.RECALL_DAY: text("Dipanggil ke kantor"),
    Act.RECALL: text("Dipanggil ke kantor"),
    Act.CLOSE_DAYS: text("Sebagian tanggal digantikan surat kolektif karena unit ditutup"),
    Act.CLOSE: text("Digantikan surat kolektif karena unit ditutup"),
    Act.FREE: text("Tidak berlaku lagi karena pegawai tidak masuk"),
    ATTACHED: text("Pindaian bertanda tangan dilampirkan"),
}


def list_orders(request: Request) -> Response:
    """The person's own orders, a page at a time."""
    listed, after = orders.listed(request.office, request.actor, request.query.get("after", "")[:LONGEST_PLACE] or None)
    return page(
        request,
        "orders/list.html",
        here="orders",
        orders=listed,
        after=after,
        tags=STATUS_TAGS,
        zone=request.actor.zone,
    )


def new_order(request: Request) -> Response:
    """The request form."""
    return _form(request, OrderForm(), _desk(request))


def check_order(request: Request) -> Response:
    """Shows what would be submitted, or what is wrong with it."""
    return _check(request, _desk(request))


def submit_order(request: Request) -> Response:
    """Submits a new order."""
    form, whose = OrderForm(request.form), whose_of(request)
    try:
        refuse_misread(form)
        origin = request.origin()
        shown = asking.submit(request.office, request.actor, form.draft(), request.sent, origin, request.at, whose)
        return redirect(request, shown)
    except (Invalid, Conflict) as refusal:
        return _form(request, form, _desk(request), refusal)


def show_order(request: Request, order_id: str) -> Response:
    """An order with its history."""
    view = orders.view(request.office, request.actor, OrderId(order_id), request.origin(), request.at)
    need_code_for_others(request, view.order)
    return page(
        request, "orders/order.html", here="orders", view=view, order=view.order, tags=STATUS_TAGS, acts=ACT_NAMES
    )


def edit_order(request: Request, order_id: str) -> Response:
    """The form of a returned order, with what it says now."""
    desk = _desk(request, order_id)
    said = {"dates": desk.order.dates, "tasks": "\n".join(desk.order.tasks)} if desk.order else {}
    return _form(request, OrderForm(data=said), desk)


def check_changed_order(request: Request, order_id: str) -> Response:
    """Shows what would be sent again, or what is wrong with it."""
    return _check(request, _desk(request, order_id))


def resubmit_order(request: Request, order_id: str) -> Response:
    """Sends a returned order again."""
    form, whose = OrderForm(request.form), whose_of(request)
    name, origin = OrderId(order_id), request.origin()
    try:
        refuse_misread(form)
        draft, sent = form.draft(), request.sent
        shown = asking.resubmit(request.office, request.actor, name, draft, sent, origin, request.at, whose)
        return redirect(request, shown)
    except (Invalid, Taken) as refusal:
        return _form(request, form, _desk(request, order_id), refusal)


def ask_withdraw(request: Request, order_id: str) -> Response:
    """Asks once more before an order is taken back."""
    order = orders.own(request.office, request.actor, OrderId(order_id), whose_of(request))
    return page(request, "orders/withdraw.html", here="orders", order=order, form_key=request.office.new_id())


def withdraw_order(request: Request, order_id: str) -> Response:
    """Takes an order back."""
    name, origin = OrderId(order_id), request.origin()
    whose = whose_of(request)
    shown = orders.withdraw(request.office, request.actor, name, request.sent, origin, request.at, whose)
    return redirect(request, shown)


def download_letter(request: Request, order_id: str) -> Response:
    """The letter as PDF, by a short-lived address."""
    name, origin = OrderId(order_id), request.origin()
    order, link = letters.letter_link(request.office, request.actor, name, origin, request.at)
    need_code_for_others(request, order)
    return redirect(request, link)


def need_code_for_others(request: Request, order: Order) -> None:
    """Looking at an order as the unit's secretary or an administrator needs a code of today.

    Someone it names among others does not: they see no NIP.
    """
    is_named = order.named(request.actor.id) is not None and not request.actor.keeps(order.unit)
    if not (order.concerns(request.actor.id) or is_named):
        need_todays_code(request)


def _desk(request: Request, order_id: str = "") -> RequestDesk:
    name = OrderId(order_id) if order_id else None
    return asking.open_desk(request.office, request.actor, request.at, name, whose_of(request))


def _check(request: Request, desk: RequestDesk) -> Response:
    form = OrderForm(request.form)
    if request.form.one("change"):
        return _form(request, form, desk)
    try:
        refuse_misread(form)
        checked = asking.check(request.office, desk, form.draft())
    except Invalid as refusal:
        return _form(request, form, desk, refusal)
    return page(
        request,
        "orders/check.html",
        here="orders",
        checked=checked,
        draft=form.draft(),
        base=_base(desk.order),
        form_key=request.form.one("form_key") or request.office.new_id(),
    )


def _base(order: Order | None) -> str:
    return f"/orders/{order.id}" if order else "/orders"


def _form(request: Request, form: OrderForm, desk: RequestDesk, refusal: Refusal | None = None) -> Response:
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "orders/form.html",
        422 if form.errors else 200,
        here="orders",
        form=form,
        desk=desk,
        order=desk.order,
        offers_behalf=is_secretary_today(request),
        groups=list(_weeks(request.words, desk, frozenset(form.dates.data or ()))),
        base=_base(desk.order),
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _weeks(words: Wording, desk: RequestDesk, chosen: frozenset[date]) -> Iterator[dict[str, Any]]:
    """The days on offer by week, each with its free places or the reason why it cannot be had."""
    for monday, days in groupby(desk.offered(), key=lambda each: each.day - timedelta(each.day.weekday())):
        options = [
            (
                each.day.isoformat(),
                words.day_month(each.day),
                _note(words, each, desk),
                each.day in chosen,
                not each.is_free,
            )
            for each in days
        ]
        title = words.told(Message(text("Pekan mulai %(monday)s"), {"monday": monday}))
        yield {"title": title, "options": options, "is_open": any(option[3] for option in options)}


def _note(words: Wording, offered: OfferedDay, desk: RequestDesk) -> str:
    if offered.taken_by:
        return words.told(text("Sudah Anda ajukan"))
    if offered.away and (offered.is_absent or offered.is_free):
        return _absence(words, offered.away)
    hours, places = offered.expected.hours, offered.places
    if hours is None or places is None or not offered.is_free:
        return words.told(_why_not(offered))
    shown = f"{words.clock(hours.start)}–{words.clock(hours.end)} {desk.unit.zone.name}"
    return words.told(Message(text("%(hours)s · sisa %(free)s"), {"hours": shown, "free": places.free}))


def _why_not(offered: OfferedDay) -> str:
    """Why a day without an order and without an absence cannot be asked for."""
    if offered.is_closed:
        return text("Unit ditutup")
    if offered.is_held:
        return text("Hari WFH Anda menurut jadwal")
    if offered.places is None:
        return text("Tidak ada surat edaran")
    return text("Penuh") if offered.is_allowed else text("Hari kantor menurut surat edaran")


def _absence(words: Wording, away: Away) -> str:
    kind = words.told(ABSENCE_NAMES[away.kind])
    if away.is_whole:
        return kind
    return words.told(Message(text("%(kind)s, %(part)s"), {"kind": kind, "part": words.told(PARTS[away.part])}))
