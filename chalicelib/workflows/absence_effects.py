"""What follows from an absence: days of the ledger, home days that are given back, and their orders.

What is a handful is in the transaction that enters the absence. More than that, and months that open later, is an
errand's, which may come twice, late, or beside a correction: it writes only what is missing, and moves the absence on
by a revision so that it cannot write what is no longer so.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.absences import Absence, AbsenceId, months_between
from chalicelib.domain.calendars import Month, dates_of, first_day, local_date, month_of, preceding
from chalicelib.domain.deciding import given_back
from chalicelib.domain.ledger import DayChange, Mark, absence_changes
from chalicelib.domain.orders import OrderId
from chalicelib.domain.outbox import Errand, OutboxEntry, entry, entry_due
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    GivePlaces,
    Key,
    MarkDays,
    Replace,
    absence_key,
    order_key,
    row_key,
    sheet_key,
)
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, Origin, TrailEntry
from chalicelib.workflows.orders import order_changes, trail_of
from chalicelib.workflows.ports import Office

MOST_ORDERS = 8
"""Orders that one transaction changes, each with some six lines of the hundred that DynamoDB takes."""
OPENED_BY = time(2)
"""On the first of the month before, unit time: when a month is surely open."""
LOOK_AGAIN = timedelta(hours=6)
FREED = "Pegawai tercatat tidak masuk pada tanggal tersebut."
"""What the order says of days that were given back; never why the employee is absent."""


class Followed(Struct, frozen=True):
    """What follows from an absence, as far as one transaction goes."""

    changes: tuple[Change, ...]
    freed: tuple[date, ...]
    """Home days that are given back."""
    is_complete: bool


def apply(office: Office, employee: EmployeeId, absence_id: AbsenceId, at: datetime) -> None:
    """Writes what ledgers and orders still lack of an absence, a transaction at a time; doing it twice changes nothing.

    Raises Stale when one of them changed at that very moment, so that the errand is tried again.
    """
    name = absence_key(employee, absence_id)
    absence = office.records.read(name).get(name)
    while True:
        found = office.records.read(*ledger_keys(absence))
        what = followed(office, found, absence, BY_THE_CLOCK, SCHEDULED, at)
        if not what.changes:
            break
        absence = replace(absence, revision=absence.revision + 1)
        line = line_of(office, absence, "apply_absence", BY_THE_CLOCK, SCHEDULED, at, flags(what))
        office.records.commit(Replace(absence), Create(line), *what.changes)
    later = later_month(found, absence, at)
    if later and not absence.withdrawn:
        office.records.commit(Create(errand_for(office, absence, later, at)))


def followed(
    office: Office, found: Bundle, absence: Absence, who: tuple[str, str], origin: Origin, at: datetime
) -> Followed:
    """The next transaction's worth of what the ledgers among `found`, and the orders in them, lack of `absence`."""
    turned = turned_days(found, absence)
    held: dict[OrderId, list[date]] = {}
    for each in turned:
        if isinstance(each.was, Mark):
            held.setdefault(each.was.order, []).append(each.day)
    now = list(held)[:MOST_ORDERS]
    turned = [each for each in turned if not isinstance(each.was, Mark) or each.was.order in now]
    freed = tuple(each.day for each in turned if isinstance(each.was, Mark))
    orders = office.records.read(*map(order_key, now)) if now else Bundle({})
    changes: list[Change] = []
    for name in now:
        was = orders.get(order_key(name))
        act, becomes = given_back(was, absence.employee, frozenset(held[name]), FREED)
        written = order_changes(was, becomes)
        changes += (each for each in written if not isinstance(each, MarkDays | GivePlaces))
        changes.append(Create(trail_of(becomes, act, who, origin, at, office.new_id())))
        changes.append(Create(entry(office.new_id(), Errand.ORDER_FREED, at, order=name, to=absence.employee)))
    for month in sorted({month_of(each.day) for each in turned}):
        days = tuple(each for each in turned if month_of(each.day) == month)
        changes.append(MarkDays(absence.unit, month, absence.employee, days))
        given = tuple(day for day in freed if month_of(day) == month)
        if given:
            changes.append(GivePlaces(absence.unit, month, given))
    return Followed(tuple(changes), freed, len(now) == len(held))


def turned_days(found: Bundle, absence: Absence) -> list[DayChange]:
    """The days that the ledgers among `found` lack of `absence`, or still have of what it was."""
    rows = (found.find(row_key(absence.unit, month, absence.employee)) for month in absence.months)
    return [each for row in rows if row for each in absence_changes(row, absence)]


def flags(what: Followed) -> str:
    """What the trail says of home days that were given back.

    None of them lets too many be in the office: whoever is on leave is not there either.
    """
    return f"hari WFH dilepas: {_dates(what.freed)}" if what.freed else ""


def _dates(days: tuple[date, ...]) -> str:
    return ", ".join(f"{day:%d-%m-%Y}" for day in sorted(days))


def later_month(found: Bundle, absence: Absence, at: datetime) -> Month | None:
    """The first month that the absence still reaches into and that is not open, None when there is none."""
    today = local_date(at, absence.zone.info)
    months = months_between(absence.first, absence.last)
    closed = (each for each in months if found.find(row_key(absence.unit, each, absence.employee)) is None)
    return next((each for each in closed if today <= dates_of(each)[-1]), None)


def errand_for(office: Office, absence: Absence, month: Month, at: datetime) -> OutboxEntry:
    """Comes back when `month` will be open, or a little later where it should be already."""
    opened = datetime.combine(first_day(preceding(month)), OPENED_BY, absence.zone.info)
    due = max(opened, at + LOOK_AGAIN)
    about = {"employee": absence.employee, "absence": absence.id}
    return entry_due(office.new_id(), Errand.APPLY_ABSENCE, at, due, **about)


def errand_now(office: Office, absence: Absence, at: datetime) -> OutboxEntry:
    """Does at once what was too much for one transaction."""
    return entry(office.new_id(), Errand.APPLY_ABSENCE, at, employee=absence.employee, absence=absence.id)


def ledger_keys(absence: Absence) -> tuple[Key[Any], ...]:
    """What to read to let ledgers follow `absence`."""
    return keys_of(absence.unit, absence.employee, absence.months)


def keys_of(unit: UnitId, employee: EmployeeId, months: tuple[Month, ...]) -> tuple[Key[Any], ...]:
    """The headings and the employee's rows of a unit's `months`."""
    return tuple(key for month in months for key in (sheet_key(unit, month), row_key(unit, month, employee)))


def line_of(
    office: Office, absence: Absence, what: str, who: tuple[str, str], origin: Origin, at: datetime, note: str
) -> TrailEntry:
    """The trail's line of what was done to an absence; `who` is an id and a name."""
    about, number = f"ABSENCE#{absence.id}", absence.revision
    return TrailEntry(about, number, office.new_id(), at, *who, what, origin, note, concerns=absence.employee)
