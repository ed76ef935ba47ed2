"""Proving that a unit's month agrees with the records it is a projection of, and mending it where it does not.

For whoever runs the system, by `make ledger`: workers carry things to the ledgers all the time, so what they still have
to do shows as a difference until they did it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from chalicelib.domain.calendars import Month, dates_of
from chalicelib.domain.ledger import LedgerRow, opened_row, works_in
from chalicelib.domain.orders import Order, OrderId, is_staff
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.recalls import Recall
from chalicelib.domain.records import (
    Change,
    Create,
    KeepRow,
    attendance_key,
    order_key,
    rota_book_key,
    rota_key,
)
from chalicelib.domain.recounting import RowDifference, Sources, rebuilt
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.ports import Office

BATCH = 90
PAGE = 100
MOST_RECALLS = 2000


def recount(office: Office, unit: UnitId, month: Month) -> tuple[RowDifference, ...]:
    """The unit's rows of a month that differ from the records, by name; nothing where all agree.

    A handful of requests for each employee. Raises NotFound before the month is opened.
    """
    rows = office.ledger.month(unit, month).rows
    lists = _listed_orders(office, unit, month)
    recalls = office.recalls.of_unit(unit, MOST_RECALLS)
    here = {row.employee for row in rows}
    staff = [one for one in office.people.staff(unit) if is_staff(one) and works_in(one, month)]
    missing = [opened_row(one, month, one.placed) for one in staff if one.id not in here]
    found = []
    for row, is_there in (*((row, True) for row in rows), *((row, False) for row in missing)):
        wanted = rebuilt(row, _sources(office, row, lists, recalls))
        if not is_there or wanted.days != row.days:
            found.append(RowDifference(row if is_there else None, wanted))
    return tuple(sorted(found, key=lambda each: each.becomes.name))


def mend(office: Office, difference: RowDifference, who: tuple[str, str], origin: Origin, at: datetime) -> None:
    """Writes a row as it should be, with a line in the trail. Raises Stale when it changed since it was recounted."""
    row = difference.becomes
    change: Change = KeepRow(row, difference.was) if difference.was else Create(row)
    note = ", ".join(slot for slot, _, _ in difference.slots)
    about = f"MONTH#{row.unit}#{row.month}"
    line = TrailEntry(about, None, office.new_id(), at, *who, "mend_ledger", origin, note, concerns=row.employee)
    office.records.commit(change, Create(line))


def _sources(office: Office, row: LedgerRow, lists: tuple[Order, ...], recalls: tuple[Recall, ...]) -> Sources:
    reports = tuple(each for each in office.reports.of_month(row.employee, row.month) if each.unit == row.unit)
    orders = (*_own_orders(office, row.employee), *lists)
    reported = {each.order for each in reports} - {each.id for each in orders}
    name = attendance_key(row.employee, row.month)
    return Sources(
        (*orders, *_orders(office, sorted(reported))),
        reports,
        office.absences.of_employee(row.employee),
        office.records.read(name).find(name),
        tuple(each for each in recalls if each.employee == row.employee),
    )


def _own_orders(office: Office, employee: EmployeeId) -> Iterable[Order]:
    page: str | None = None
    while True:
        orders, page = office.orders.of_employee(employee, page, PAGE)
        yield from orders
        if page is None:
            return


def _listed_orders(office: Office, unit: UnitId, month: Month) -> tuple[Order, ...]:
    """The orders that published rotas and closures made for days of the month."""
    days = dates_of(month)
    book = office.records.read(rota_book_key(unit)).find(rota_book_key(unit))
    periods = [each for each in book.periods if each.published] if book else []
    names = [rota_key(unit, each.first, each.published) for each in periods if _meet(each.first, each.last, days)]
    rotas = office.records.read(*names) if names else None
    made = {order for name in names if rotas for order in rotas.get(name).orders or ()}
    closures = office.rotas.closures(unit)
    made |= {order for each in closures if _meet(each.first, each.planned, days) for order in each.orders}
    return _orders(office, sorted(made))


def _meet(first: date, last: date, days: tuple[date, ...]) -> bool:
    return first <= days[-1] and days[0] <= last


def _orders(office: Office, names: list[OrderId]) -> tuple[Order, ...]:
    found: list[Order] = []
    for start in range(0, len(names), BATCH):
        keys = [order_key(name) for name in names[start : start + BATCH]]
        read = office.records.read(*keys)
        found += (order for key in keys if (order := read.find(key)))
    return tuple(found)
