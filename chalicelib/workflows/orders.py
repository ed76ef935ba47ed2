"""Duty orders as they stand: looking at them, taking them back, and what any change of one writes."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import deciding as rules
from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.circulars import Circular
from chalicelib.domain.ledger import marks_after
from chalicelib.domain.orders import Act, Order, OrderId, Status
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, EmployeeId, Role
from chalicelib.domain.placing import Placing
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Delete,
    GivePlaces,
    MarkDays,
    Put,
    Replace,
    TakePlaces,
    order_key,
    placing_key,
    register_key,
    waiting_key,
)
from chalicelib.domain.refusals import Conflict, NotFound, Stale
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.domain.waiting import waiting_of
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

PAGE_SIZE = 20
BY_THE_SECRETARY = (Act.SUBMIT, Act.WITHDRAW)
"""What a secretary does in the place of an employee without mail."""


def withdraw(
    office: Office,
    actor: Actor,
    order_id: OrderId,
    sent: Sent,
    origin: Origin,
    at: datetime,
    whose: EmployeeId | None = None,
) -> str:
    """Takes an undecided or returned order back. Two requests."""
    found = office.records.read(sent.name, order_key(order_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    order = own_order(found, actor, order_id, whose)
    becomes = rules.withdrawn(order, order.employee)
    try:
        return commit_act(office, order, becomes, Act.WITHDRAW, actor, sent, origin, at, *_released(becomes, at))
    except Stale:
        raise lost_race(office, order) from None


def _released(order: Order, at: datetime) -> tuple[Change, ...]:
    """What lets go of the places held for a rota's order that ends here."""
    if not order.covers:
        return ()
    from chalicelib.workflows.placing import begin_placing

    return begin_placing(order, at)


def lost_race(office: Office, seen: Order) -> Conflict:
    """Who was first, or that something else about the order changed since it was `seen`. One request."""
    now = office.records.read(order_key(seen.id)).get(order_key(seen.id))
    was_decided = now.status is not seen.status or now.turn != seen.turn
    return rules.first_was(now) if was_decided else Stale()


def own(office: Office, actor: Actor, order_id: OrderId, whose: EmployeeId | None = None) -> Order:
    """The actor's own order, or one they keep for `whose`. One request. Raises NotFound for anyone else's."""
    return own_order(office.records.read(order_key(order_id)), actor, order_id, whose)


def own_order(found: Bundle, actor: Actor, order_id: OrderId, whose: EmployeeId | None = None) -> Order:
    """The actor's own order among `found`, one they keep for `whose`, or one whose rota they answer for.

    Raises NotFound for anyone else's.
    """
    order = found.get(order_key(order_id))
    is_theirs = order.source is not None or order.employee == (whose or actor.id)
    if not (is_theirs and order.is_handled_by(actor)):
        raise NotFound
    return order


class OrderView(Struct, frozen=True):
    """An order with its history, as those concerned see it."""

    order: Order
    history: tuple[TrailEntry, ...]
    is_own: bool
    """Whether the viewer may change it: its owner, or the secretary who keeps it for them."""
    may_attach: bool
    """Whether the viewer may attach the letter signed by hand."""
    may_reassign: bool
    """Whether the viewer may have somebody else decide."""
    may_cancel: bool
    """Whether the viewer may call off days."""
    circular: Circular | None
    """What it was asked under, None on orders from before versions were kept."""
    placing: Placing | None
    """How far its days are in the ledgers, where a rota made it and it was approved."""
    shows_nips: bool
    """Whether the viewer may see the NIP of everybody it names."""


def view(office: Office, actor: Actor, order_id: OrderId, origin: Origin, at: datetime) -> OrderView:
    """An order for its owner, its approver, those it names, and those who answer for the unit; others' looks are noted
    in the trail.

    Raises NotFound for everyone else. Two requests, and one more for the note.
    """
    found = office.records.read(order_key(order_id), register_key(), placing_key(order_id))
    order = found.get(order_key(order_id))
    answers = order.concerns(actor.id) or actor.keeps(order.unit)
    if not (answers or order.named(actor.id)):
        raise NotFound
    register = found.find(register_key())
    note_view(office, actor, f"ORDER#{order.id}", order.employee, origin, at)
    may_attach = order.letter is not None and may_attach_scan(order, actor)
    today = local_date(at, order.zone.info)
    return OrderView(
        order,
        office.orders.history(order_id),
        order.is_handled_by(actor),
        may_attach,
        may_reassign=order.status is Status.SUBMITTED and rules.may_reassign(order, actor),
        may_cancel=rules.may_cancel(order, actor) and bool(rules.remaining(order, today)),
        circular=register.find(order.circular_id) if register else None,
        placing=found.find(placing_key(order_id)),
        shows_nips=answers,
    )


def may_attach_scan(order: Order, actor: Actor) -> bool:
    """Whether the actor holds the signed paper: the employee, the approver, the secretary of the employee's unit."""
    return order.concerns(actor.id) or (actor.unit == order.unit and actor.has(Role.SECRETARY))


def note_view(office: Office, actor: Actor, about: str, owner: EmployeeId, origin: Origin, at: datetime) -> None:
    """Appends to the trail that someone looked at another person's record (UU 27/2022: processing is recorded)."""
    if actor.id != owner:
        looked = TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin, concerns=owner)
        office.records.commit(Create(looked))


def listed(office: Office, actor: Actor, page: str | None) -> tuple[tuple[Order, ...], str | None]:
    """A page of the actor's own orders, latest first. One request."""
    return office.orders.of_employee(actor.id, page, PAGE_SIZE)


def order_changes(
    was: Order | None, becomes: Order, *, keeps_fewest: bool = False, least: Mapping[date, int] | None = None
) -> tuple[Change, ...]:
    """What a change of an order writes: itself, the ledgers of its months, the places it takes or gives back, and for
    whom it waits. With `keeps_fewest` no place is given back that the office cap needs: as the places say, or `least`.
    """
    changes: list[Change] = [Replace(becomes) if was else Create(becomes)]
    turned = marks_after(was, becomes)
    for month in sorted({month_of(each.day) for each in turned}):
        here = tuple(each for each in turned if month_of(each.day) == month)
        changes.append(MarkDays(becomes.unit, month, becomes.employee, here))
        taken = tuple(each.day for each in here if each.was is None)
        given = tuple(each.day for each in here if each.becomes is None)
        if taken:
            changes.append(TakePlaces(becomes.unit, month, taken))
        if given:
            fewest = tuple(least[day] for day in given) if least and keeps_fewest else ()
            changes.append(GivePlaces(becomes.unit, month, given, keeps_fewest, fewest))
    return (*changes, *_waiting_changes(was, becomes))


def _waiting_changes(was: Order | None, becomes: Order) -> tuple[Change, ...]:
    """One change for each record of who has to do something: the order's revision is the condition of them all."""
    before, after = waiting_of(was), waiting_of(becomes)
    gone = (Delete(waiting_key(person, kind, becomes.id)) for person, kind in before.keys() - after.keys())
    come = (Put(waiting) for name, waiting in after.items() if before.get(name) != waiting)
    return (*gone, *come)


def trail_of(
    order: Order,
    act: Act,
    who: tuple[str, str],
    origin: Origin,
    at: datetime,
    entry_id: str,
    note: str = "",
    as_whom: str = "",
) -> TrailEntry:
    """The trail's line of one act on an order; `who` is an id and a name."""
    return TrailEntry(
        f"ORDER#{order.id}", order.revision, entry_id, at, *who, act, origin, note, as_whom, order.employee
    )


def requests_to_decide(office: Office, order: Order, at: datetime) -> tuple[OutboxEntry, ...]:
    """The mails that ask those whose turn it is, each an errand of its own."""
    return tuple(
        entry(office.new_id(), Errand.ORDER_SUBMITTED, at, order=order.id, to=each.id) for each in order.step.assignees
    )


def commit_act(
    office: Office,
    was: Order | None,
    becomes: Order,
    act: Act,
    actor: Actor,
    sent: Sent,
    origin: Origin,
    at: datetime,
    *more: Change,
) -> str:
    """Writes what the employee, or the secretary for them, did with an order, and returns where it is shown."""
    note = f"untuk {becomes.employee_name}" if becomes.entered_by and act in BY_THE_SECRETARY else ""
    asked = requests_to_decide(office, becomes, at) if becomes.status is Status.SUBMITTED else ()
    line = trail_of(becomes, act, (actor.id, actor.name), origin, at, office.new_id(), note)
    changes = (*order_changes(was, becomes), Create(line), *(Create(each) for each in asked), *more)
    return commit_once(office, sent, f"/orders/{becomes.id}", at, *changes)
