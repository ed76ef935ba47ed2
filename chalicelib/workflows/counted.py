"""How a month was counted, day by day, for its owner and for those who answer for the unit."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.attendance import AttendanceDay
from chalicelib.domain.calendars import Expected, Month, local_date
from chalicelib.domain.circulars import Circular, CircularRegister
from chalicelib.domain.explaining import Rule, Times, rules_of, times_of
from chalicelib.domain.hours import rest_of
from chalicelib.domain.ledger import LedgerRow, Mark, MonthSheet
from chalicelib.domain.months import DayCell, MonthLine, line_of
from chalicelib.domain.people import Actor, EmployeeId, UnitId
from chalicelib.domain.records import attendance_key, register_key, row_key, sheet_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.domain.weeks import Week, weeks_of
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office


class CountedDay(Struct, frozen=True):
    """A day with what it was counted from and the rules it was counted by."""

    expected: Expected
    cell: DayCell
    mark: Mark | None
    report: DailyReport | None
    attendance: AttendanceDay | None
    """Who recorded the times at the office, and when."""
    times: Times | None
    circular: Circular | None
    """The circular of a day at home, whose deadline and cap it has."""
    rules: tuple[Rule, ...]


class CountedPart(Struct, frozen=True):
    """A month in one unit; who moved in mid-month has two."""

    sheet: MonthSheet
    row: LedgerRow
    line: MonthLine
    weeks: tuple[Week, ...]
    days: tuple[CountedDay, ...]


class CountedMonth(Struct, frozen=True):
    """Somebody's month and how it was counted."""

    employee: EmployeeId
    name: str
    parts: tuple[CountedPart, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that a day was counted by, in their order."""
        used = {rule for part in self.parts for day in part.days for rule in day.rules}
        return tuple(rule for rule in Rule if rule in used)


def own(office: Office, actor: Actor, month: Month, at: datetime) -> CountedMonth:
    """The actor's own month, in the unit before as well where they moved. A request for records and a query.

    Raises NotFound before the month is opened.
    """
    return _read(office, actor.units, actor.id, month, at)


def of_person(
    office: Office, actor: Actor, unit: UnitId, employee: EmployeeId, month: Month, origin: Origin, at: datetime
) -> CountedMonth:
    """Somebody's month in a unit, for those who answer for it; the look is noted. As above, and the note."""
    if not actor.keeps(unit):
        raise NotFound
    found = _read(office, (unit,), employee, month, at)
    note_view(office, actor, f"MONTH#{unit}#{month}", employee, origin, at)
    return found


def _read(office: Office, units: tuple[UnitId, ...], employee: EmployeeId, month: Month, at: datetime) -> CountedMonth:
    ledgers = [(sheet_key(unit, month), row_key(unit, month, employee)) for unit in units]
    names = [name for pair in ledgers for name in pair]
    found = office.records.read(*names, register_key(), attendance_key(employee, month))
    opened = [(sheet, row) for pair in ledgers if (sheet := found.find(pair[0])) and (row := found.find(pair[1]))]
    if not opened:
        raise NotFound(text("Bulan ini belum dibuka untuk pegawai tersebut."))
    register, attendance = found.find(register_key()), found.find(attendance_key(employee, month))
    reports = {report.date: report for report in office.reports.of_month(employee, month)}
    recorded = {each.day: each for each in attendance.days} if attendance else {}
    parts = [_part(sheet, row, register, reports, recorded, at) for sheet, row in opened]
    has_days = [part for part in parts if part.row.days or any(part.row.covers(day.cell.date) for day in part.days)]
    ordered = sorted(has_days or parts[:1], key=lambda part: part.row.since or date.min)
    return CountedMonth(employee, opened[0][1].name, tuple(ordered))


def _part(
    sheet: MonthSheet,
    row: LedgerRow,
    register: CircularRegister | None,
    reports: dict[date, DailyReport],
    recorded: dict[date, AttendanceDay],
    at: datetime,
) -> CountedPart:
    today = local_date(at, sheet.zone.info)
    line = line_of(row, sheet.expected, today)
    days: list[CountedDay] = []
    for expected, cell in zip(sheet.expected, line.cells, strict=True):
        mark, report = row.mark(expected.date), reports.get(expected.date)
        rest = rest_of(expected.hours, cell.target) if expected.hours else 0
        times = times_of(cell, expected, report, rest)
        circular = register.governing(sheet.unit, expected.date) if register and mark else None
        rules = rules_of(expected, cell, row, times)
        attendance = recorded.get(expected.date) if cell.presence else None
        days.append(CountedDay(expected, cell, mark, report if mark else None, attendance, times, circular, rules))
    until = min(today, sheet.expected[-1].date)
    return CountedPart(sheet, row, line, weeks_of([line], until), tuple(days))
