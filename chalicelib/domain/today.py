"""What today asks of an employee: where they are expected, and the one thing still to do."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Expected, month_of
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, MonthSheet
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.reports import last_filing_day

LONGEST_GRACE = timedelta(days=14)
"""How far back an unfiled report is looked for."""


class Place(StrEnum):
    """Where the employee is expected."""

    HOME = "home"
    OFFICE = "office"
    OFF = "off"
    AWAY = "away"
    """Nowhere: absent the whole day."""


class Todo(StrEnum):
    """The one thing the page offers."""

    FILE_REPORT = "file_report"
    REQUEST_ORDER = "request_order"
    NOTHING = "nothing"


class CalledIn(Struct, frozen=True):
    """That a recall stands for somebody's day: found by the day, without looking for it."""

    employee: EmployeeId
    day: date
    recall: str
    hour: time
    """When they are to be there, unit time."""
    expires: datetime


class Today(Struct, frozen=True):
    """The employee's day. `missing` are earlier home days whose report is still accepted, oldest first."""

    day: date
    expected: Expected
    place: Place
    mark: Mark | None
    missing: tuple[date, ...]
    todo: Todo
    report_day: date | None
    """The day the big button reports, None unless `todo` is FILE_REPORT."""
    away: Away | None = None
    """The absence of the day, or of half of it."""
    orders: tuple[str, ...] = ()
    """What the circular tells those who are at home, its health protocol included; () elsewhere."""


def today_of(
    day: date, sheets: tuple[MonthSheet, ...], rows: tuple[LedgerRow, ...], register: CircularRegister
) -> Today:
    """The employee's `day` from the ledgers of the month before and its own, which must be among them.

    The present unit's come first; whoever moved brings the ledgers of the unit before, where earlier orders stand.
    """
    sheet = next(each for each in sheets if each.month == month_of(day))
    expected = sheet.on(day)
    marks = {
        each.date: mark
        for month in sheets
        for row in rows
        if (row.unit, row.month) == (month.unit, month.month)
        for each in month.expected
        if (mark := row.mark(each.date))
    }
    mark = marks.get(day)
    away = next((found for row in rows if row.month == month_of(day) and (found := row.away(day))), None)
    at_home = mark is not None and mark.approved
    missing = tuple(
        past
        for past, each in sorted(marks.items())
        if day - LONGEST_GRACE <= past < day and each.approved and each.filed is Filed.NOT_YET
        if (circular := register.governing(sheet.unit, past))
        and day <= last_filing_day(past, circular, sheet.zone, register.outages)
    )
    report_due = at_home and mark is not None and mark.filed is Filed.NOT_YET
    report_day = day if report_due else next(iter(missing), None)
    place = Place.HOME if at_home else Place.OFFICE if expected.hours else Place.OFF
    if away and away.is_whole and place is Place.OFFICE:
        place = Place.AWAY
    can_request = any(register.in_force(sheet.unit, each.date) for each in sheet.expected if each.date >= day)
    todo = Todo.FILE_REPORT if report_day else Todo.REQUEST_ORDER if can_request else Todo.NOTHING
    away = away if expected.hours else None
    circular = register.governing(sheet.unit, day) if place is Place.HOME else None
    orders = circular.orders if circular else ()
    return Today(day, expected, place, mark, missing, todo, report_day, away, orders)
