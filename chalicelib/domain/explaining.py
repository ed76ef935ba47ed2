"""Which rules made a day count what it counts: named here, said in plain words by the page that shows them.

Each is one of those that `hours` and `months` count by; nothing is counted here.
"""

from datetime import time
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.calendars import Expected
from chalicelib.domain.ledger import LedgerRow, Verdict
from chalicelib.domain.months import HOME_CLASSES, OFF_CLASSES, DayCell, DayClass
from chalicelib.domain.presence import clock_at, minutes_of
from chalicelib.domain.reports import DailyReport

FRIDAY = 4


class Rule(StrEnum):
    """A rule of counting."""

    PATTERN = "pattern"
    """What the day asks is the unit's pattern."""
    FASTING = "fasting"
    FRIDAY_REST = "friday_rest"
    PART_TIME = "part_time"
    DAY_OFF = "day_off"
    WORK_ON_DAY_OFF = "work_on_day_off"
    ABSENCE = "absence"
    HALF_DAY = "half_day"
    HOME = "home"
    """At home by an order: counts by the report."""
    PROVISIONAL = "provisional"
    FINAL = "final"
    LATE = "late"
    UNREPORTED = "unreported"
    CLOSURE = "closure"
    OFFICE = "office"
    INSIDE_HOURS = "inside_hours"
    """Time before or after the permitted hours counts nothing."""
    TARGET = "target"
    """More than the target does not count."""
    NO_REST = "no_rest"
    OVERNIGHT = "overnight"
    SPLIT = "split"
    """Called to the office on the day itself."""
    CALLED_BEFORE = "called_before"
    MORE_COUNTS = "more_counts"
    """Both a report and attendance: the one that counts more."""
    NO_DATA = "no_data"
    INCOMPLETE = "incomplete"
    UNEXPLAINED = "unexplained"
    ASKED = "asked"
    """Asked for; not or never decided."""
    ELSEWHERE = "elsewhere"
    AHEAD = "ahead"


BY_CLASS = {
    DayClass.UNREPORTED: Rule.UNREPORTED,
    DayClass.INCOMPLETE: Rule.INCOMPLETE,
    DayClass.NO_DATA: Rule.NO_DATA,
    DayClass.UNEXPLAINED: Rule.UNEXPLAINED,
    DayClass.WAITING: Rule.ASKED,
    DayClass.UNDECIDED: Rule.ASKED,
    DayClass.ELSEWHERE: Rule.ELSEWHERE,
    DayClass.AHEAD: Rule.AHEAD,
    DayClass.HOME_TODAY: Rule.AHEAD,
}
"""Rules that one class alone makes plain."""


class Times(Struct, frozen=True):
    """From when to when somebody worked, minutes after midnight, and the rest that was taken off, in minutes."""

    start: int
    end: int
    rest: int

    @property
    def came(self) -> time:
        """When they began."""
        return clock_at(self.start)

    @property
    def went(self) -> time:
        """When they ended, on the next day for a shift that crosses midnight."""
        return clock_at(self.end)


def rules_of(expected: Expected, cell: DayCell, row: LedgerRow, times: Times | None) -> tuple[Rule, ...]:
    """The rules behind a day, what it asks first; `times` are those that its minutes were counted from."""
    if cell.kind is DayClass.ELSEWHERE:
        return (Rule.ELSEWHERE,)
    if expected.hours is None:
        worked = cell.presence is not None or cell.kind not in OFF_CLASSES
        return (Rule.DAY_OFF, Rule.WORK_ON_DAY_OFF) if worked else (Rule.DAY_OFF,)
    if cell.away and cell.away.is_whole:
        return (Rule.ABSENCE,)
    asks = [
        Rule.FASTING if expected.fasting else Rule.PATTERN,
        *([Rule.FRIDAY_REST] if expected.date.weekday() == FRIDAY and expected.hours.rest else []),
        *([Rule.PART_TIME] if row.weekly is not None else []),
        *([Rule.HALF_DAY] if cell.half else []),
    ]
    return (*asks, *_counted_by(cell), *_limits(expected, cell, times))


def _counted_by(cell: DayCell) -> list[Rule]:
    if cell.kind in BY_CLASS:
        return [BY_CLASS[cell.kind]]
    if cell.recalled:
        return [Rule.CALLED_BEFORE if cell.recalled.since is None else Rule.SPLIT]
    if cell.kind not in HOME_CLASSES:
        is_reported = cell.verdict is not Verdict.NONE
        return [Rule.OFFICE, *([Rule.MORE_COUNTS] if is_reported else [])]
    return [
        Rule.CLOSURE if cell.closed else Rule.HOME,
        *([Rule.LATE] if cell.kind is DayClass.HOME_LATE else []),
        Rule.FINAL if cell.verdict is Verdict.ACCEPTED else Rule.PROVISIONAL,
    ]


def _limits(expected: Expected, cell: DayCell, times: Times | None) -> list[Rule]:
    """What was cut off."""
    if times is None or expected.hours is None or cell.kind in BY_CLASS:
        return []
    found: list[Rule] = []
    opens, closes = minutes_of(expected.hours.start), minutes_of(expected.hours.end)
    is_overnight = cell.presence is not None and cell.presence.is_overnight
    if is_overnight:
        found.append(Rule.OVERNIGHT)
    elif times.start < opens or times.end > closes:
        found.append(Rule.INSIDE_HOURS)
    inside = times.end - times.start if is_overnight else min(times.end, closes) - max(times.start, opens)
    if inside - times.rest > cell.minutes and not cell.recalled:
        found.append(Rule.TARGET)
    if cell.kind not in HOME_CLASSES and expected.hours.rest and not times.rest:
        found.append(Rule.NO_REST)
    return found


def times_of(cell: DayCell, expected: Expected, report: DailyReport | None, rest: int) -> Times | None:
    """What a day's minutes were counted from, None where nothing was; `rest` is an office day's."""
    presence = cell.presence
    if presence and presence.start is not None and presence.end is not None and cell.kind not in HOME_CLASSES:
        return Times(presence.start, presence.end, rest)
    if report and cell.kind in HOME_CLASSES and expected.hours:
        return Times(minutes_of(report.draft.start), minutes_of(report.draft.end), report.draft.rest)
    return None
