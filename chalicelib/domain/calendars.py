"""Working time: months, the city's calendar, and a unit's working week.

Sources: Perpres 21/2023 (37 h 30 m a week, 32 h 30 m in the fasting month, rest excluded, start 07.30 and 08.00) and,
before it, Keppres 68/1995 with the same 37 h 30 m. Usual hours within them are set by each city.
"""

import calendar
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import NewType

from msgspec import Struct

from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text

Month = NewType("Month", str)
"""A calendar month as "2026-11"."""


def month_of(day: date) -> Month:
    """The month `day` lies in."""
    return Month(f"{day.year:04d}-{day.month:02d}")


def parse_month(written: str) -> Month:
    """`written` as a month. Raises NotFound unless it reads like "2026-11"."""
    try:
        return month_of(date.fromisoformat(f"{written}-01"))
    except ValueError:
        raise NotFound(text("Bulan ini tidak dikenal.")) from None


def first_day(month: Month) -> date:
    """The first of `month`."""
    return date.fromisoformat(f"{month}-01")


def dates_of(month: Month) -> tuple[date, ...]:
    """Every date of `month`, in order."""
    first = first_day(month)
    return tuple(first + timedelta(n) for n in range(calendar.monthrange(first.year, first.month)[1]))


def following(month: Month) -> Month:
    """The month after `month`."""
    return month_of(first_day(month) + timedelta(31))


def preceding(month: Month) -> Month:
    """The month before `month`."""
    return month_of(first_day(month) - timedelta(1))


def local_date(at: datetime, zone: tzinfo) -> date:
    """The date that `at` falls on in `zone`."""
    return at.astimezone(zone).date()


def minutes_between(start: time, end: time) -> int:
    """Whole minutes from `start` to `end` on one day; negative if `end` is earlier."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute


WEEK, FASTING_WEEK = 2250, 1950
"""Minutes that are asked of a week, rest excluded: 37 h 30 m and 32 h 30 m (Perpres 21/2023; Keppres 68/1995)."""


class Hours(Struct, frozen=True):
    """The permitted hours of a working day, local time, and the rest within them in minutes."""

    start: time
    end: time
    rest: int

    @property
    def target(self) -> int:
        """Required working minutes of the day."""
        return minutes_between(self.start, self.end) - self.rest


class WeekPattern(Struct, frozen=True):
    """A unit's working week: seven days from Monday, None for days off, ordinarily and in the fasting month."""

    ordinary: tuple[Hours | None, ...]
    fasting: tuple[Hours | None, ...]


FIVE_DAYS = WeekPattern(
    ordinary=(Hours(time(7, 30), time(16), 60),) * 4 + (Hours(time(7, 30), time(16, 30), 90), None, None),
    fasting=(Hours(time(8), time(15), 30),) * 4 + (Hours(time(8), time(15, 30), 60), None, None),
)
"""Monday to Friday, 450 minutes a day, 390 in the fasting month."""


class Holiday(Struct, frozen=True):
    """A public holiday, a day of collective leave (cuti bersama, SKB 3 Menteri), or a holiday of the city's own."""

    date: date
    name: str
    collective: bool = False
    local: bool = False
    estimated: bool = False
    """Whether the day was computed and is still to be announced."""


class Correction(Struct, frozen=True):
    """What the administrator says of a date, whatever is imported: this holiday, or None for no holiday at all."""

    date: date
    holiday: Holiday | None


class Span(Struct, frozen=True):
    """From `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class YearCalendar(Struct, frozen=True):
    """One year of the city's calendar."""

    year: int
    holidays: tuple[Holiday, ...]
    fasting: tuple[Span, ...]
    """The fasting month, as kept in Indonesia; a year can hold two."""
    revision: int = 1
    imported: tuple[Holiday, ...] = ()
    """What was imported last; `holidays` are these with the corrections."""
    corrections: tuple[Correction, ...] = ()
    fasting_estimated: bool = False
    """Whether the fasting month was computed and is still to be announced."""
    adjustment: str = ""
    """What carries the last change to the months that were open then."""


class Expected(Struct, frozen=True, omit_defaults=True):
    """What a date asks of everyone in a unit: its hours, or None and the reason why it is a day off."""

    date: date
    hours: Hours | None
    holiday: str = ""
    """The holiday's name; "" on ordinary days and on the week's own days off."""
    fasting: bool = False
    """Whether the hours are those of the fasting month."""
    norm: int = 0
    """The date's part of the 37 h 30 m, or 32 h 30 m, that a whole week is held against, in minutes; holidays too."""

    @property
    def target(self) -> int:
        """Required minutes, 0 on days off."""
        return self.hours.target if self.hours else 0


def expected_days(month: Month, pattern: WeekPattern, year: YearCalendar) -> tuple[Expected, ...]:
    """What each date of `month` asks of staff working by `pattern`; `year` is the calendar of that month's year."""
    holidays = {holiday.date: holiday.name for holiday in year.holidays}

    norms = norms_of(pattern.ordinary, WEEK), norms_of(pattern.fasting, FASTING_WEEK)

    def expected(day: date) -> Expected:
        is_fasting = any(day in span for span in year.fasting)
        hours = (pattern.fasting if is_fasting else pattern.ordinary)[day.weekday()]
        norm = norms[is_fasting][day.weekday()]
        if day in holidays:
            return Expected(day, None, holidays[day], is_fasting, norm)
        return Expected(day, hours, "", is_fasting, norm)

    return tuple(expected(day) for day in dates_of(month))


def norms_of(week: tuple[Hours | None, ...], whole: int) -> tuple[int, ...]:
    """A week's norm of `whole` minutes, divided among its days as their targets are; the parts make up the whole.

    Perpres 21/2023 gives the week's hours and art. 7 lets units spread them otherwise; how they are divided where a
    month cuts a week is our convention.
    """
    targets = [hours.target if hours else 0 for hours in week]
    total = sum(targets) or 1
    until = [sum(targets[:number]) * whole // total for number in range(len(targets) + 1)]
    return tuple(after - before for before, after in pairwise(until))


def neighbours(day: date, expected: Iterable[Expected]) -> tuple[date | None, date | None]:
    """The working days right before and right after `day` among `expected` days."""
    working = [each.date for each in expected if each.hours]
    before = [each for each in working if each < day]
    after = [each for each in working if each > day]
    return (max(before, default=None), min(after, default=None))
