"""The approver's desk: everything that waits for one person, decided one by one or several at once."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.deciding import Choice
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.records import Create, order_key
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.texts import Message, text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.decisions import decide_at_desk
from chalicelib.workflows.once import Sent
from chalicelib.workflows.picked import MOST_SHOWN, Picked, own_form, refusal_of
from chalicelib.workflows.ports import Office


class Outcome(Struct, frozen=True):
    """What became of one picked order; `refused` says why nothing did."""

    order: Order | None
    refused: Message | None


def open_desk(office: Office, actor: Actor) -> tuple[Order, ...]:
    """What waits for the actor in full, by first day. Two requests, a query and a batch of the orders."""
    return waiting_for(office, actor.id)


def waiting_for(office: Office, person: EmployeeId) -> tuple[Order, ...]:
    """What waits for `person` in full, by first day. Two requests."""
    waiting = office.orders.waiting_for(person, MOST_SHOWN)
    return _orders(office, person, (each.order for each in waiting))


def look_over(
    office: Office, actor: Actor, picked: tuple[Picked, ...], origin: Origin, at: datetime
) -> tuple[Order, ...]:
    """The picked orders as they stand, for the actor to confirm; each look is noted. Two requests.

    Raises Invalid when nothing was picked that waits for the actor.
    """
    found = _orders(office, actor.id, (OrderId(each.name) for each in picked[:MOST_SHOWN]))
    if not found:
        raise nothing_picked()
    office.records.commit(
        *(
            Create(
                TrailEntry(
                    f"ORDER#{order.id}",
                    None,
                    office.new_id(),
                    at,
                    actor.id,
                    actor.name,
                    "view",
                    origin,
                    concerns=order.employee,
                )
            )
            for order in found
        )
    )
    return found


def nothing_picked() -> Invalid:
    """The refusal of a decision on nothing."""
    return Invalid(problem("orders", text("Pilih sedikitnya satu permohonan.")))


def decide_all(
    office: Office,
    actor: Actor,
    picked: tuple[Picked, ...],
    choice: Choice,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> tuple[Outcome, ...]:
    """Decides each picked order in a transaction of its own; what is refused is that order's outcome alone.

    Each order has a form key of its own made from the form's, so that the same form sent again decides nothing twice.
    """
    if not picked:
        raise nothing_picked()
    refusals = {
        OrderId(each.name): _decided(office, actor, each, choice, sent, origin, at) for each in picked[:MOST_SHOWN]
    }
    found = office.records.read(*(order_key(name) for name in refusals))
    return tuple(
        Outcome(order if (order := found.find(order_key(name))) and order.concerns(actor.id) else None, refused)
        for name, refused in refusals.items()
    )


def _decided(
    office: Office, actor: Actor, picked: Picked, choice: Choice, sent: Sent, origin: Origin, at: datetime
) -> Message | None:
    name, own = OrderId(picked.name), own_form(sent, picked)
    return refusal_of(lambda: decide_at_desk(office, actor, name, picked.seen, choice, own, origin, at))


def _orders(office: Office, person: EmployeeId, names: Iterable[OrderId]) -> tuple[Order, ...]:
    """Those of the named orders that wait for `person` as they stand."""
    keys = tuple(dict.fromkeys(order_key(name) for name in names))
    if not keys:
        return ()
    found = office.records.read(*keys)
    waiting = (order for key in keys if (order := found.find(key)) and order.status is Status.SUBMITTED)
    own = (order for order in waiting if order.step.assigned(person) and person not in order.people)
    return tuple(sorted(own, key=lambda order: (order.dates[0], order.submitted_at)))
