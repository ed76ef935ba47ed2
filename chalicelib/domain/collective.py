"""Duty orders for people who did not ask: whom a rota's or a closure's orders name, and the order as it is sent.

Nobody signs for themselves: those who decide on the unit's order, and those in whose post they do, are on an order of
their own to the next superior.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from chalicelib.domain.calendars import Expected
from chalicelib.domain.circulars import Circular
from chalicelib.domain.covered import Named, OrderSource
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import NOBODY, Act, Order, OrderDay, OrderId, Step, next_status, opened
from chalicelib.domain.people import Employee, EmployeeId, Unit

TASKS = ("Tugas dan fungsi jabatan masing-masing",)
"""What a collective order tells its people to do; the attachment names their posts."""


def hours_of(expected: Iterable[Expected], today: date) -> dict[date, OrderDay]:
    """The working days from `today` on, with their hours."""
    return {
        each.date: OrderDay(each.date, each.hours.start, each.hours.end)
        for each in expected
        if each.hours and each.date >= today
    }


def marked_days(rows: Iterable[LedgerRow], but: frozenset[OrderId]) -> dict[EmployeeId, frozenset[date]]:
    """The days on which the ledger has an order already, asked for or granted, that is not one of `but`, and those that
    an absence takes whole.
    """
    found: dict[EmployeeId, frozenset[date]] = {}
    for row in rows:
        marked = (day for day, mark in row.marks.items() if mark.order not in but)
        absent = frozenset(day for day, away in row.aways.items() if away.is_whole)
        days = frozenset(date.fromisoformat(f"{row.month}-{day}") for day in marked) | absent
        found[row.employee] = found.get(row.employee, frozenset()) | days
    return found


def to_order(
    home: Mapping[EmployeeId, frozenset[date]],
    staff: Iterable[Employee],
    days: Iterable[date],
    held: Mapping[EmployeeId, frozenset[date]],
) -> tuple[Named, ...]:
    """Those of the unit's `staff` for whom home days among `days` are still to be ordered, by name.

    `held` are each person's days that stand under an order.
    """
    possible = frozenset(days)
    found = []
    for person in staff:
        dates = (home.get(person.id, frozenset()) & possible) - held.get(person.id, frozenset())
        if dates:
            named = Named(person.id, person.name, person.nip, person.rank, person.post, tuple(sorted(dates)))
            found.append(named)
    return tuple(found)


def signers(step: Step) -> frozenset[EmployeeId]:
    """Those who have `step`, and those in whose post they do."""
    return frozenset({each.id for each in step.holders} | {each.id for each in step.assignees})


def collective_order(
    order_id: OrderId,
    unit: Unit,
    covers: tuple[Named, ...],
    hours: Mapping[date, OrderDay],
    step: Step,
    circular: Circular,
    source: OrderSource,
    at: datetime,
) -> Order:
    """Such an order as it is submitted: for one person in their name, for several in nobody's."""
    only = covers[0] if len(covers) == 1 else None
    order = Order(
        id=order_id,
        employee=only.employee if only else NOBODY,
        employee_name=only.name if only else unit.name,
        nip=only.nip if only else None,
        unit=unit.id,
        unit_name=unit.name,
        zone=unit.zone,
        circular=circular.citation,
        days=tuple(hours[day] for day in sorted({day for each in covers for day in each.dates})),
        tasks=TASKS,
        status=next_status(None, Act.SUBMIT),
        steps=(step,),
        submitted_at=at,
        circular_id=circular.id,
        covers=covers,
        source=source,
    )
    return opened(order, 0, step.assignees, at)
