"""What waits for whom: a small record for each order and each person who has to do something about it.

A projection of the orders, written in the same transaction as what it reflects, so that a desk is one query.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import EmployeeId, UnitId


class Kind(StrEnum):
    """What is to be done; the value begins the key it lies under."""

    DECISION = "WAIT"
    CORRECTION = "FIX"
    """By the employee whose order was returned, or whoever published the rota that made it."""


class Waiting(Struct, frozen=True):
    """An order that waits for `person`; `holder` is in whose post they would decide, themselves as a rule."""

    person: EmployeeId
    kind: Kind
    order: OrderId
    unit: UnitId
    first_day: date
    holder: EmployeeId
    since: datetime


class Desk(Struct, frozen=True):
    """Marks that `person` was ever asked for a decision, so that nobody else's first page looks for any."""

    person: EmployeeId


def waiting_of(order: Order | None) -> dict[tuple[EmployeeId, Kind], Waiting]:
    """Whom `order` waits for; for nobody once it is decided."""
    if order is None:
        return {}
    first = order.days[0].date
    if order.status is Status.SUBMITTED:
        since = order.step.since or order.submitted_at
        return {
            (each.id, Kind.DECISION): Waiting(
                each.id, Kind.DECISION, order.id, order.unit, first, each.holder.id, since
            )
            for each in order.step.assignees
        }
    if order.status is Status.RETURNED:
        decision = order.step.decision
        since = decision.at if decision else order.submitted_at
        owner = order.keeper
        return {(owner, Kind.CORRECTION): Waiting(owner, Kind.CORRECTION, order.id, order.unit, first, owner, since)}
    return {}
