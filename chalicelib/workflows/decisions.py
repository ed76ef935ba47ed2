"""Deciding on an order by the link in the mail.

Opening a link changes nothing. A decision needs the link, a browser known for the assignee, and a choice the person
made; it is one transaction conditional on the order's revision, which moves with everything the link depends on.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import orders as rules
from chalicelib.domain.calendars import local_date
from chalicelib.domain.issuing import issued_letter
from chalicelib.domain.links import token_is_current, token_was_ours
from chalicelib.domain.orders import Act, Order, OrderId, Status
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor
from chalicelib.domain.records import (
    Change,
    Counter,
    Create,
    LetterNumber,
    Replace,
    Spend,
    counter_key,
    employee_key,
    order_key,
    register_key,
    style_key,
    unit_key,
)
from chalicelib.domain.refusals import Busy, Conflict, Forbidden, Gone, NumberTaken, Raced
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view, order_changes, trail_of
from chalicelib.workflows.ports import Office

MOST_ATTEMPTS = 8
RENEWALS_PER_HOUR = 3

TOLD = {
    Act.APPROVE: Errand.ORDER_APPROVED,
    Act.RETURN: Errand.ORDER_RETURNED,
    Act.REJECT: Errand.ORDER_REJECTED,
}
"""The mail the employee gets for each decision."""


class LinkState(StrEnum):
    """What a genuine link finds."""

    OPEN = "open"
    DECIDED = "decided"
    """Nothing is waiting any more: it was decided or taken back."""
    MOVED = "moved"
    """A newer link was sent."""
    EXPIRED = "expired"
    STRANGER = "stranger"
    """This browser is not known for the assignee: nothing about the order may be shown."""


class LinkView(Struct, frozen=True):
    """A genuine link and the order behind it, which only the assignee's browser may show."""

    state: LinkState
    order: Order


def open_link(
    office: Office, order_id: OrderId, token: str, viewer: Actor | None, origin: Origin, at: datetime
) -> LinkView:
    """What the link finds; the assignee's look is noted. Two requests. Raises Gone for a link that never was ours."""
    order = _linked(office, order_id, token)
    if viewer is None or viewer.id != order.step.assignee:
        return LinkView(LinkState.STRANGER, order)
    note_view(office, viewer, f"ORDER#{order.id}", order.employee, origin, at)
    return LinkView(_state(office, order, token, at), order)


def decide(
    office: Office,
    actor: Actor,
    order_id: OrderId,
    token: str,
    act: Act,
    reason: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Decides the order and returns where the outcome is shown. At most three requests, one of them the transaction.

    An approval takes the next number of the issuing unit, the assignee's; when only that counter moved on meanwhile,
    everything is loaded and decided again. Raises Forbidden in a browser of anyone but the assignee, Gone for a link
    that is no longer good, Conflict when someone was first.
    """
    skipped = 0
    for attempt in range(1, MOST_ATTEMPTS + 1):
        found = office.records.read(sent.name, order_key(order_id))
        earlier = earlier_result(found, sent)
        if earlier:
            return earlier
        order = found.get(order_key(order_id))
        state = _state(office, order, token, at)
        if actor.id != order.step.assignee:
            raise Forbidden(text("Tautan ini ditujukan kepada orang lain."))
        _refuse_dead_link(state)
        today = local_date(at, order.zone.info)
        becomes = rules.decided(order, act, reason, actor.id, at, today)
        numbered: tuple[Change, ...] = ()
        if act is Act.APPROVE:
            becomes, numbered = _numbered(office, becomes, actor, skipped, at)
        errands = [TOLD[act], *([Errand.MAKE_LETTER] if becomes.letter else [])]
        try:
            return commit_once(
                office,
                sent,
                f"/decide/{order.id}/{token}",
                at,
                *order_changes(order, becomes),
                *numbered,
                Create(trail_of(becomes, act, actor, origin, at, office.new_id())),
                *(Create(entry(office.new_id(), errand, at, order=order.id)) for errand in errands),
            )
        except Raced as lost:
            skipped += isinstance(lost, NumberTaken)
            office.wait(attempt)
    raise Busy


def renew_link(office: Office, order_id: OrderId, token: str, at: datetime) -> None:
    """Sends the assignee a fresh link in place of one that expired: to the registered address, never to the visitor."""
    order = _linked(office, order_id, token)
    if _state(office, order, token, at) is not LinkState.EXPIRED:
        raise Gone(text("Tautan ini sudah tidak berlaku. Gunakan tautan pada surel terbaru."))
    renewed = rules.link_renewed(order, at)
    office.records.commit(
        Spend(f"renew#{order.id}", at, RENEWALS_PER_HOUR),
        Replace(renewed),
        Create(entry(office.new_id(), Errand.ORDER_SUBMITTED, at, order=order.id)),
    )


def assignee_of(office: Office, order_id: OrderId, token: str) -> Order:
    """The order whose assignee is to be sent a code. Raises Gone for a link that never was ours."""
    return _linked(office, order_id, token)


def _linked(office: Office, order_id: OrderId, token: str) -> Order:
    order = office.records.read(order_key(order_id)).find(order_key(order_id))
    if order is None or not token_was_ours(office.keys(), order, token):
        raise Gone(text("Tautan ini tidak berlaku. Gunakan tautan pada surel terbaru."))
    return order


def _state(office: Office, order: Order, token: str, at: datetime) -> LinkState:
    is_current = token_is_current(office.keys(), order, token)
    if not is_current and not token_was_ours(office.keys(), order, token):
        raise Gone(text("Tautan ini tidak berlaku. Gunakan tautan pada surel terbaru."))
    if order.status is not Status.SUBMITTED:
        return LinkState.DECIDED
    if not is_current:
        return LinkState.MOVED
    return LinkState.EXPIRED if at >= order.step.expires else LinkState.OPEN


def _refuse_dead_link(state: LinkState) -> None:
    if state is LinkState.DECIDED:
        raise Conflict(text("Permohonan ini sudah diputuskan atau ditarik kembali. Keputusan pertama yang berlaku."))
    if state is not LinkState.OPEN:
        raise Gone(text("Tautan ini sudah tidak berlaku. Gunakan tautan pada surel terbaru."))


def _numbered(
    office: Office, order: Order, signer: Actor, skipped: int, at: datetime
) -> tuple[Order, tuple[Change, ...]]:
    """The order with its letter, and the changes that take the number; the year is that of the letter's date.

    `skipped` numbers after the counter turned out to be taken already.
    """
    on = local_date(at, order.zone.info)
    counter_name = counter_key(signer.unit, on.year)
    found = office.records.read(
        unit_key(signer.unit),
        style_key(signer.unit),
        employee_key(order.employee),
        employee_key(signer.id),
        register_key(),
        counter_name,
    )
    counter = found.find(counter_name)
    serial = (counter.last if counter else 0) + 1 + skipped
    circular = found.get(register_key()).in_force(order.unit, order.dates[0])
    letter = issued_letter(
        order,
        found.get(employee_key(order.employee)),
        found.get(employee_key(signer.id)),
        found.get(unit_key(signer.unit)),
        serial,
        circular.instructions if circular else (),
        office.city,
        on,
        found.find(style_key(signer.unit)),
    )
    counted: Change = (
        Replace(replace(counter, last=serial, revision=counter.revision + 1))
        if counter
        else Create(Counter(signer.unit, on.year, serial))
    )
    return replace(order, letter=letter), (counted, Create(LetterNumber(letter.letter.number, order.id)))
