"""Orders as they are listed, and their history."""

from datetime import date

from msgspec import Struct

from chalicelib.domain.orders import Order, OrderId
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.waiting import Kind, Waiting
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

VIEWS_FROM = "V"
"""Numbered entries sort before the views of a record, which begin with this letter."""


class Orders(Struct, frozen=True):
    """Queries over orders."""

    table: Table

    def of_employee(self, employee: EmployeeId, page: str | None, size: int) -> tuple[tuple[Order, ...], str | None]:
        """Up to `size` orders of the employee by first day, latest first, after the order that `page` names.

        `page` is the sort key of the last order seen, as the previous call returned it.
        """
        pk = f"ORDERS#{employee}"
        after = None
        if page:
            order = page.partition("#")[2]
            place = {"GSI1PK": pk, "GSI1SK": page, "PK": f"ORDER#{order}", "SK": "ORDER"}
            after = {name: {"S": value} for name, value in place.items()}
        found = self.table.query(pk, index=True, newest_first=True, limit=size, after=after)
        orders = tuple(record_of(item, Order) for item in found.items)
        return orders, found.after["GSI1SK"]["S"] if found.after else None

    def history(self, order: OrderId) -> tuple[TrailEntry, ...]:
        """What was done to the order, oldest first; who looked at it is not among it."""
        return tuple(
            record_of(item, TrailEntry)
            for item in self.table.query_all(f"ORDER#{order}", trail=True, before=VIEWS_FROM)
        )

    def waiting_for(self, person: EmployeeId, most: int) -> tuple[Waiting, ...]:
        """Up to `most` decisions that wait for the person, consistently: what was just decided is not among them."""
        found = self.table.query(f"EMP#{person}", begins=f"{Kind.DECISION}#", limit=most)
        return tuple(record_of(item, Waiting) for item in found.items)

    def waiting_in(self, unit: UnitId, before: date | None = None) -> tuple[Waiting, ...]:
        """What waits in the unit for anyone, by its first day; only what begins before `before` where it is given."""
        until = before.isoformat() if before else ""
        return tuple(
            record_of(item, Waiting) for item in self.table.query_all(f"WAITING#{unit}", index=True, before=until)
        )
