"""The month as people read it: every day of every employee classified, required and counted minutes summed.

Nobody and no day is silently missing: an office day without imported attendance is "belum ada data", never an absence,
and a shortfall is shown in minutes, never as a sanction. How a day's minutes are counted says `hours`. Besides:

- What a day asks follows from the unit's pattern and the city's calendar (Perpres 21/2023; SKB 3 Menteri for holidays
  and collective leave), less leave, sickness, official travel and training (PP 11/2017, Peraturan BKN 24/2017).
- A home day counts once its report is there, provisionally, and finally once that was found right; an office day counts
  finally by its attendance (our convention; PermenPANRB 4/2025 asks for both and does not say when they count).
- On a day with both, the one that counts more counts, and never their sum (our convention).
- Each unit's row holds the days from joining or moving in until leaving or moving out, and nothing else counts there;
  who moved has two rows, which their own page shows together (our convention).
- Whether a report was late, and until when it could be sent, follows the circular of that day: one that replaces it in
  mid-month changes no earlier day (our convention, decision 0023).
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from chalicelib.domain.absences import AbsenceKind, Away
from chalicelib.domain.calendars import Expected, Hours
from chalicelib.domain.hours import Shares, asked_of, minutes_at_office, minutes_recalled
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, UnitMonth, Verdict
from chalicelib.domain.presence import Presence, Recalled


class DayClass(StrEnum):
    """What a day was, or is going to be; the value is the letter shown for it."""

    OFF = "L"
    """Libur: a day off of the unit's week."""
    HOLIDAY = "N"
    """Hari libur: national, collective leave (cuti bersama), or the city's own."""
    HOME = "R"
    """Rumah: at home by an approved order, report received in time."""
    HOME_LATE = "T"
    """Terlambat: as above, report received after the deadline."""
    CLOSURE = "U"
    """Unit ditutup: at home because the unit is closed, report received in time."""
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
    RECALLED = "G"
    """Panggilan: called to the office from a day at home, attendance recorded."""
    INCOMPLETE = "I"
    """Office: only one of the two times was recorded."""
    NO_DATA = "K"
    """Kantor: an office day whose attendance is not imported yet."""
    UNEXPLAINED = "X"
    """An office day without attendance, though the machine's data of this person reach beyond it: to be explained."""
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
UNSETTLED = UNKNOWN | {DayClass.UNEXPLAINED}
"""What somebody has to see to: attendance to be imported, or an absence to be entered."""

HOME_CLASSES = frozenset(
    {DayClass.HOME, DayClass.HOME_LATE, DayClass.CLOSURE, DayClass.HOME_TODAY, DayClass.UNREPORTED}
)
OFFICE_CLASSES = frozenset({DayClass.OFFICE, DayClass.RECALLED})
"""At the office, attendance recorded."""
OFF_CLASSES = frozenset({DayClass.OFF, DayClass.HOLIDAY})


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
    target: int = 0
    """Minutes that the day asks of this person in this unit, whether it has come or not; 0 on days off."""
    final: int = 0
    """Of `minutes` those that nothing is awaited for: of accepted reports and of attendance."""
    home: int = 0
    """Of `minutes` those at home."""
    recalled: Recalled | None = None
    """The call to the office that took the day at home."""
    closed: bool = False
    """Whether they were at home because the unit was closed."""
    norm: int = 0
    """The day's part of a whole week's minutes, of this person in this unit."""

    @property
    def office(self) -> int:
        """Of `minutes` those at the office."""
        return self.minutes - self.home

    @property
    def short(self) -> int:
        """Minutes that the day fell short, 0 where that is not known."""
        return 0 if self.kind in UNKNOWN else self.target - self.minutes

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
    """Days that are not known or not explained."""
    short: int = 0
    """Minutes that the days up to today fell short, those left out of which nothing is known; today is one of them only
    once it counts something."""
    before: int | None = None
    """The same of the year's months before this one, None before it is worked out."""

    @property
    def after(self) -> int | None:
        """The year's shortfall with this month, in minutes."""
        return None if self.before is None else self.before + self.short

    @property
    def accepted(self) -> int:
        """Reports that were found right."""
        return sum(cell.verdict is Verdict.ACCEPTED for cell in self.cells)

    @property
    def final(self) -> int:
        """Of the counted minutes those that are final."""
        return sum(cell.final for cell in self.cells)

    @property
    def provisional(self) -> int:
        """Of the counted minutes those of reports that nobody has verified, or that were returned."""
        return self.counted - self.final

    @property
    def unexplained(self) -> int:
        """Office days that nobody has explained."""
        return sum(cell.kind is DayClass.UNEXPLAINED for cell in self.cells)

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
        in_time = DayClass.CLOSURE if mark.closed else DayClass.HOME
        return DayClass.HOME_LATE if mark.filed is Filed.LATE else in_time
    if not here and mark is None:
        return DayClass.ELSEWHERE
    if expected.hours is None:
        return DayClass.HOLIDAY if expected.holiday else DayClass.OFF
    if mark:
        return DayClass.WAITING if expected.date >= today else DayClass.UNDECIDED
    return DayClass.NO_DATA if expected.date <= today else DayClass.AHEAD


class Weighed(NamedTuple):
    """A day's cell with what it adds to its line's sums; a plain tuple, since there are millions of them."""

    cell: DayCell
    required: int
    counted: int
    home: int
    unsettled: int
    short: int


Seen = dict[tuple[object, ...], Weighed]
"""Days that were counted already, by what a row says of them: whoever's row says the same has the same cell."""


def line_of(row: LedgerRow, expected: tuple[Expected, ...], today: date, seen: Seen | None = None) -> MonthLine:
    """One employee's month as seen on `today`; `expected` is the whole month.

    `seen` is of other rows of that month, seen on the same day: two rows that say the same of a day share its cell.
    """
    known: Seen = {} if seen is None else seen
    imported = row.imported_until
    days_imported = imported.day if imported else 0
    is_always_here, weekly = row.since is None and row.until is None, row.weekly
    weighed: list[Weighed] = []
    for number, (each, said) in enumerate(zip(expected, row.said(len(expected)), strict=True), start=1):
        here = is_always_here or row.covers(each.date)
        says = (said, here, weekly, number < days_imported)
        found = known.get(says)
        if found is None:
            found = known[says] = _weighed(_cell(row, each, today, imported), today)
        weighed.append(found)
    cells, required, counted, home_days, unsettled, short = zip(*weighed, strict=True)
    return MonthLine(
        employee=row.employee,
        name=row.name,
        nip=row.nip,
        cells=cells,
        required=sum(required),
        counted=sum(counted),
        home_days=sum(home_days),
        without_data=sum(unsettled),
        short=sum(short),
        before=row.short,
    )


def _weighed(cell: DayCell, today: date) -> Weighed:
    return Weighed(
        cell,
        required=cell.target if cell.date <= today else 0,
        counted=cell.minutes,
        home=cell.kind in HOME_CLASSES,
        unsettled=cell.kind in UNSETTLED,
        short=cell.short if cell.date < today or (cell.date == today and cell.minutes) else 0,
    )


def _cell(row: LedgerRow, expected: Expected, today: date, imported_until: date | None) -> DayCell:
    """What a day was and what it counts.

    A report that came before half of its day was found to be an absence, or before the day was found to be off, counts
    no more than what the day asks now.
    """
    day, hours, here = expected.date, expected.hours, row.covers(expected.date)
    mark, away = row.mark(day), row.away(day) if expected.hours and row.covers(day) else None
    presence, recalled = row.presence(day), row.recalled(day)
    target = asked_of(expected.target, away, row.weekly) if here else 0
    kind = classify(expected, mark, today, here=here, away=away, presence=presence)
    if kind in (DayClass.NO_DATA, DayClass.UNDECIDED) and imported_until and day < imported_until:
        kind = DayClass.UNEXPLAINED
    at_home = min(mark.minutes, target) if mark and mark.filed is not Filed.NOT_YET else 0
    at_office = Shares(0, 0)
    if presence and hours and target:
        at_office = _at_office(presence, recalled if mark is None else None, hours, away, row.weekly)
    final = at_home if mark and mark.is_final else 0
    if kind in HOME_CLASSES and at_office.total > at_home:
        kind = DayClass.OFFICE
    if kind is DayClass.OFFICE:
        kind = DayClass.RECALLED if recalled and mark is None else kind
        at_home, minutes, final = at_office.home, at_office.total, at_office.total
    else:
        minutes = at_home
        final = max(final, min(at_office.total, minutes))
    is_of_office = kind in OFFICE_CLASSES or kind is DayClass.INCOMPLETE
    entered = presence.entered if presence and is_of_office else mark is not None and mark.entered
    return DayCell(
        day,
        kind,
        minutes,
        entered,
        presence if is_of_office or kind in OFF_CLASSES else None,
        mark.verdict if mark and not (is_of_office and mark.filed is Filed.NOT_YET) else Verdict.NONE,
        away,
        target,
        final,
        at_home,
        recalled if mark is None else None,
        mark is not None and mark.closed,
        asked_of(expected.norm, None, row.weekly) if here else 0,
    )


def _at_office(
    presence: Presence, recalled: Recalled | None, hours: Hours, away: Away | None, weekly: int | None
) -> Shares:
    if recalled and recalled.since is not None and not presence.is_overnight:
        return minutes_recalled(recalled.since, presence, hours, away, weekly)
    return Shares(0, minutes_at_office(presence, hours, away, weekly))


def month_table(month: UnitMonth, today: date) -> MonthTable:
    """The unit's month as seen on `today`, a line per employee, those without a single event too.

    Who had left before the month began, or comes after it, has a line only if something is recorded of them.
    """
    days = [each.date for each in month.sheet.expected]
    present = [row for row in month.rows if row.days or any(row.covers(day) for day in days)]
    seen: Seen = {}
    lines = tuple(line_of(row, month.sheet.expected, today, seen) for row in present)
    required, counted = sum(line.required for line in lines), sum(line.counted for line in lines)
    return MonthTable(month, lines, required, counted, min(today, days[-1]))
