"""The unit's month: one small row per employee, so that a month is read with one query however long its reports are.

The ledger is a projection of orders and reports, written in the same transaction as what it reflects.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected, Month, dates_of
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import Employee, EmployeeId, UnitId, Zone


class Filed(StrEnum):
    """Whether the day's report has arrived; the value is the letter it is packed as."""

    NOT_YET = "-"
    IN_TIME = "t"
    LATE = "l"


class Mark(Struct, frozen=True):
    """What is recorded of one employee's day: an order, whether it is approved, its report and the minutes counted.

    What the unit's secretary entered for an employee without mail is marked as such.
    """

    order: OrderId
    approved: bool = False
    filed: Filed = Filed.NOT_YET
    minutes: int = 0
    order_entered: bool = False
    report_entered: bool = False

    @property
    def entered(self) -> bool:
        """Whether any of it was entered by the secretary."""
        return self.order_entered or self.report_entered

    def packed(self) -> str:
        """The mark as the short string that is stored, e.g. "at450kq3vd5c2x7mabnop"; capitals where it was entered."""
        order, report = "a" if self.approved else "s", self.filed.value
        order = order.upper() if self.order_entered else order
        report = report.upper() if self.report_entered else report
        return f"{order}{report}{self.minutes:03d}{self.order}"


def unpacked(packed: str) -> Mark:
    """The mark that `packed` was made from."""
    order, report = packed[0], packed[1]
    return Mark(
        OrderId(packed[5:]),
        order.lower() == "a",
        Filed(report.lower()),
        int(packed[2:5]),
        order_entered=order.isupper(),
        report_entered=report.isupper(),
    )


class LedgerRow(Struct, frozen=True):
    """One employee's month; `days` maps the day in two digits to a packed mark, days without facts missing."""

    unit: UnitId
    month: Month
    employee: EmployeeId
    name: str
    nip: str | None
    days: dict[str, str] = field(default_factory=dict)
    since: date | None = None
    """First day in this unit, when it lies within the month."""
    until: date | None = None
    """Last day in this unit, when it is known."""

    def covers(self, day: date) -> bool:
        """Whether the employee belongs to the unit on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def mark(self, day: date) -> Mark | None:
        """What is recorded of `day`, None when nothing is."""
        packed = self.days.get(f"{day:%d}")
        return unpacked(packed) if packed else None

    @property
    def marks(self) -> dict[str, Mark]:
        """Every recorded day by its two digits."""
        return {day: unpacked(packed) for day, packed in self.days.items()}


class Summary(Struct, frozen=True):
    """The month's summary as it was made: what it came to, and the file that holds it."""

    made_at: datetime
    required: int
    counted: int
    content_hash: str
    """SHA-256 (hex) of the CSV."""
    file: str
    """The CSV; the other formats lie beside it."""
    circulars: tuple[str, ...] = ()
    """Citations of those that bound the unit in that month."""

    def file_as(self, ending: str) -> str:
        """The summary in another format."""
        return f"{self.file.removesuffix('.csv')}.{ending}"


class MonthSheet(Struct, frozen=True):
    """What the month asks of the whole unit; the heading of its ledger."""

    unit: UnitId
    unit_name: str
    month: Month
    zone: Zone
    expected: tuple[Expected, ...]
    summary: Summary | None = None
    revision: int = 1

    def on(self, day: date) -> Expected:
        """What `day`, a date of this month, asks."""
        return self.expected[day.day - 1]


class UnitMonth(Struct, frozen=True):
    """A unit's month as it is read: the heading and a row per employee by name."""

    sheet: MonthSheet
    rows: tuple[LedgerRow, ...]


def works_in(employee: Employee, month: Month) -> bool:
    """Whether the employee works here on any day of `month`."""
    days = dates_of(month)
    return (employee.joined is None or employee.joined <= days[-1]) and (
        employee.left is None or days[0] < employee.left
    )


def opened_row(employee: Employee, month: Month, since: date | None = None) -> LedgerRow:
    """An employee's month before anything happened; `since` is the first day in the unit, if that is not the first day
    in the city's service.
    """
    first = dates_of(month)[0]
    begun = max((day for day in (employee.joined, since) if day), default=first)
    until = employee.left - timedelta(days=1) if employee.left else None
    return LedgerRow(
        employee.unit,
        month,
        employee.id,
        employee.name,
        employee.nip,
        since=begun if begun > first else None,
        until=until,
    )


class DayChange(Struct, frozen=True):
    """A day of a row that turns from one mark into another; None is a day without facts."""

    day: date
    was: Mark | None
    becomes: Mark | None


def marks_after(was: Order | None, becomes: Order) -> tuple[DayChange, ...]:
    """How the ledger follows when an order changes: only a submitted or approved order stands on its days.

    What a rota made is carried there by a worker, see `placing`.
    """
    if becomes.covers:
        return ()

    def standing(order: Order | None) -> dict[date, Mark]:
        if order is None:
            return {}
        mark = Mark(order.id, order.status is Status.APPROVED, order_entered=order.entered_by is not None)
        return dict.fromkeys(order.standing, mark)

    old, new = standing(was), standing(becomes)
    return tuple(
        DayChange(day, old.get(day), new.get(day))
        for day in sorted(old.keys() | new.keys())
        if old.get(day) != new.get(day)
    )


def reported(mark: Mark, minutes: int, *, late: bool, entered: bool = False) -> Mark:
    """The mark after the day's report arrived."""
    return replace(mark, filed=Filed.LATE if late else Filed.IN_TIME, minutes=minutes, report_entered=entered)
