"""The month as people read it: every day of every employee classified, required and counted minutes summed.

Nobody and no day is silently missing: an office day without imported attendance is "belum ada data", never an absence,
and a shortfall is shown in minutes, never as a sanction.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.absences import AbsenceKind, Away
from chalicelib.domain.calendars import Expected
from chalicelib.domain.hours import minutes_at_office
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, UnitMonth, Verdict
from chalicelib.domain.presence import Presence


class DayClass(StrEnum):
    """What a day was, or is going to be; the value is the letter shown for it."""

    OFF = "L"
    """Libur: a day off or a holiday."""
    HOME = "R"
    """Rumah: at home by an approved order, report received in time."""
    HOME_LATE = "T"
    """Terlambat: as above, report received after the deadline."""
    HOME_TODAY = "H"
    """Hari ini or later: at home by an approved order, the report is not due yet."""
    UNREPORTED = "B"
    """Belum lapor: at home by an approved order, and no report."""
    WAITING = "M"
    """Menunggu: asked for, not decided yet."""
    UNDECIDED = "?"
    """Asked for and the day passed without a decision: an office day without data."""
    OFFICE = "O"
    """Office: attendance recorded, both times known."""
    INCOMPLETE = "I"
    """Office: only one of the two times was recorded."""
    NO_DATA = "K"
    """Kantor: an office day whose attendance is not imported yet."""
    AHEAD = "-"
    """An office day that has not come yet."""
    ELSEWHERE = "·"
    """Not in this unit on that day: before joining or a move, or after it."""
    LEAVE = "C"
    """Cuti, the whole day."""
    SICK = "S"
    """Sakit, the whole day."""
    TRAVEL = "D"
    """Dinas luar, the whole day."""
    TRAINING = "P"
    """Diklat atau pelatihan, the whole day."""


UNKNOWN = frozenset({DayClass.NO_DATA, DayClass.UNDECIDED, DayClass.INCOMPLETE})
"""What can be required of and is not known yet."""

HOME_CLASSES = frozenset({DayClass.HOME, DayClass.HOME_LATE, DayClass.HOME_TODAY, DayClass.UNREPORTED})


class DayCell(Struct, frozen=True):
    """One employee's day: its class and the minutes it counted."""

    date: date
    kind: DayClass
    minutes: int
    entered: bool = False
    """Whether the secretary entered the order or the report for the employee."""
    presence: Presence | None = None
    """When they came to the office and went; None where the day was not worked there, or nothing is recorded."""
    verdict: Verdict = Verdict.NONE
    """What verification made of the report; until it is accepted its minutes are provisional."""
    away: Away | None = None
    """The absence of a working day; of half a day where `kind` says what became of the other half."""

    @property
    def half(self) -> AbsenceKind | None:
        """Why half of the day was not worked, None for whole days."""
        return self.away.kind if self.away and not self.away.is_whole else None

    @property
    def plain(self) -> str:
        """The class as papers show it: half a day's absence follows a stroke."""
        return f"{self.kind}/{self.half}" if self.half else self.kind

    @property
    def letter(self) -> str:
        """The class as pages show it, with an asterisk where the secretary entered it."""
        return f"{self.plain}*" if self.entered else self.plain


class MonthLine(Struct, frozen=True):
    """One employee's month. Minutes are integers; `required` covers the days up to today."""

    employee: str
    name: str
    nip: str | None
    cells: tuple[DayCell, ...]
    required: int
    counted: int
    home_days: int
    without_data: int

    @property
    def accepted(self) -> int:
        """Reports that were found right."""
        return sum(cell.verdict is Verdict.ACCEPTED for cell in self.cells)

    @property
    def final(self) -> int:
        """Of the counted minutes those that are final."""
        return sum(cell.minutes for cell in self.cells if cell.verdict is Verdict.ACCEPTED)

    @property
    def unreported(self) -> int:
        """Home days that passed without a report."""
        return sum(cell.kind is DayClass.UNREPORTED for cell in self.cells)


class MonthTable(Struct, frozen=True):
    """A unit's month, classified, with its totals in minutes; `until` is the last date they cover."""

    month: UnitMonth
    lines: tuple[MonthLine, ...]
    required: int
    counted: int
    until: date

    @property
    def without_data(self) -> int:
        """Office days of everyone together whose attendance is not known."""
        return sum(line.without_data for line in self.lines)


def classify(
    expected: Expected,
    mark: Mark | None,
    today: date,
    *,
    here: bool = True,
    away: Away | None = None,
    presence: Presence | None = None,
) -> DayClass:
    """The class of a day of one employee, seen on `today`; `here` is whether they belonged to the unit."""
    if away and away.is_whole and expected.hours:
        return DayClass(away.kind.value)
    if presence and expected.hours and here and (mark is None or not mark.approved or mark.filed is Filed.NOT_YET):
        return DayClass.OFFICE if presence.is_complete else DayClass.INCOMPLETE
    return _class_at_work(expected, mark, today, here=here)


def _class_at_work(expected: Expected, mark: Mark | None, today: date, *, here: bool) -> DayClass:
    if mark and mark.approved:
        if mark.filed is Filed.NOT_YET:
            return DayClass.UNREPORTED if expected.date < today else DayClass.HOME_TODAY
        return DayClass.HOME_LATE if mark.filed is Filed.LATE else DayClass.HOME
    if not here and mark is None:
        return DayClass.ELSEWHERE
    if expected.hours is None:
        return DayClass.OFF
    if mark:
        return DayClass.WAITING if expected.date >= today else DayClass.UNDECIDED
    return DayClass.NO_DATA if expected.date <= today else DayClass.AHEAD


def line_of(row: LedgerRow, expected: tuple[Expected, ...], today: date) -> MonthLine:
    """One employee's month as seen on `today`."""
    cells = tuple(_cell(row, each, today) for each in expected)
    targets = (
        required_of(each, row.away(each.date)) for each in expected if each.date <= today and row.covers(each.date)
    )
    return MonthLine(
        employee=row.employee,
        name=row.name,
        nip=row.nip,
        cells=cells,
        required=sum(targets),
        counted=sum(cell.minutes for cell in cells),
        home_days=sum(cell.kind in HOME_CLASSES for cell in cells),
        without_data=sum(cell.kind in UNKNOWN for cell in cells),
    )


def required_of(expected: Expected, away: Away | None) -> int:
    """Minutes that a day asks of somebody: an absence lowers its target, by half or to nothing."""
    return away.left_of(expected.target) if away else expected.target


def _cell(row: LedgerRow, expected: Expected, today: date) -> DayCell:
    """A report that came before half of its day was found to be an absence counts no more than what is left."""
    day = expected.date
    mark, away = row.mark(day), row.away(day) if expected.hours and row.covers(day) else None
    presence = row.presence(day)
    kind = classify(expected, mark, today, here=row.covers(day), away=away, presence=presence)
    if presence and expected.hours and kind in (DayClass.OFFICE, DayClass.INCOMPLETE):
        minutes = minutes_at_office(presence, expected.hours, away)
        return DayCell(day, kind, minutes, presence.entered, presence, away=away)
    minutes = mark.minutes if mark else 0
    return DayCell(
        day,
        kind,
        min(minutes, required_of(expected, away)) if away else minutes,
        entered=mark is not None and mark.entered,
        verdict=mark.verdict if mark else Verdict.NONE,
        away=away,
    )


def month_table(month: UnitMonth, today: date) -> MonthTable:
    """The unit's month as seen on `today`, a line per employee, those without a single event too.

    Who had left before the month began, or comes after it, has a line only if something is recorded of them.
    """
    days = [each.date for each in month.sheet.expected]
    present = [row for row in month.rows if row.days or any(row.covers(day) for day in days)]
    lines = tuple(line_of(row, month.sheet.expected, today) for row in present)
    required, counted = sum(line.required for line in lines), sum(line.counted for line in lines)
    return MonthTable(month, lines, required, counted, min(today, days[-1]))
