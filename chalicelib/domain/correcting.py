"""A year of the calendar as it is imported and corrected; a correction outlives every import that comes after it."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Correction, Holiday, Span, YearCalendar
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text

LONGEST_NAME = 100
LONGEST_FAST = 31
"""Days of a fasting month, and one more for a day still to be decided."""
YEARS_BACK, YEARS_AHEAD = 6, 5


class Reading(Struct, frozen=True):
    """What the holidays package says of a year; None until a worker has read it."""

    year: int
    asked_at: datetime
    holidays: tuple[Holiday, ...] | None = None
    fasting: tuple[Span, ...] = ()
    """The thirty days before each Eid it computes."""


class Difference(Struct, frozen=True):
    """A date on which a calendar says something else than before; None is a day that is no holiday."""

    date: date
    was: Holiday | None
    becomes: Holiday | None


class CalendarChange(Struct, frozen=True):
    """One change of a year: one of an import, a correction, a correction taken back, or the fasting months."""

    imports: bool = False
    correction: Correction | None = None
    restores: date | None = None
    fasting: tuple[Span, ...] | None = None


def empty_year(year: int) -> YearCalendar:
    """A year of which nothing is known; of revision 0, since it was never saved."""
    return YearCalendar(year, (), (), 0)


def changed(calendar: YearCalendar, change: CalendarChange, reading: Reading | None) -> YearCalendar:
    """The next revision of a year. Without a reading nothing is imported."""
    becomes = replace(calendar, revision=calendar.revision + 1)
    if change.fasting is not None:
        return replace(becomes, fasting=change.fasting, fasting_estimated=False)
    was_kept_so = calendar.imported or calendar.corrections
    imported, corrections = calendar.imported if was_kept_so else calendar.holidays, calendar.corrections
    if change.imports and reading and reading.holidays is not None:
        imported = reading.holidays
        if not calendar.fasting:
            becomes = replace(becomes, fasting=reading.fasting, fasting_estimated=bool(reading.fasting))
    day = change.correction.date if change.correction else change.restores
    corrections = tuple(each for each in corrections if each.date != day)
    if change.correction:
        corrections = tuple(sorted((*corrections, change.correction), key=lambda each: each.date))
    return replace(becomes, imported=imported, corrections=corrections, holidays=merged(imported, corrections))


def merged(imported: Iterable[Holiday], corrections: Iterable[Correction]) -> tuple[Holiday, ...]:
    """What was imported, with what the administrator says of single dates, by date."""
    corrected = {each.date: each.holiday for each in corrections}
    found = {each.date: each for each in imported if each.date not in corrected}
    found |= {day: holiday for day, holiday in corrected.items() if holiday}
    return tuple(holiday for _, holiday in sorted(found.items()))


def differences(was: YearCalendar, becomes: YearCalendar) -> tuple[Difference, ...]:
    """Every date whose holiday comes, goes or is called something else, by date."""
    before, after = ({each.date: each for each in of.holidays} for of in (was, becomes))
    return tuple(
        Difference(day, before.get(day), after.get(day))
        for day in sorted(before.keys() | after.keys())
        if before.get(day) != after.get(day)
    )


def touched(was: YearCalendar, becomes: YearCalendar) -> tuple[date, ...]:
    """Dates on which people work where they did not, or the other way round, or by other hours, in order."""
    holidays = {day.date for day in differences(was, becomes) if bool(day.was) != bool(day.becomes)}
    fasting = _days(was.fasting) ^ _days(becomes.fasting)
    return tuple(sorted(holidays | fasting))


def change_problems(change: CalendarChange, year: int) -> tuple[Problem, ...]:
    """What is wrong with a change as it was typed, per field."""
    correction = change.correction
    if correction:
        found = [] if correction.date.year == year else [_other_year("date", year)]
        name = correction.holiday.name if correction.holiday else "-"
        if not name:
            found.append(problem("name", text("Isi nama hari liburnya.")))
        if len(name) > LONGEST_NAME:
            found.append(problem("name", text("Paling panjang %(most)s huruf."), most=LONGEST_NAME))
        return tuple(found)
    return tuple(found for span in change.fasting or () for found in _span_problems(span, year))


def _span_problems(span: Span, year: int) -> Iterable[Problem]:
    if year not in (span.first.year, span.last.year):
        yield _other_year("first", year)
    if not 0 <= (span.last - span.first).days < LONGEST_FAST:
        yield problem("first", text("Bulan puasa paling lama %(most)s hari."), most=LONGEST_FAST)


def _other_year(field: str, year: int) -> Problem:
    return problem(field, text("Isi tanggal dalam tahun %(year)s."), year=year)


def _days(spans: Iterable[Span]) -> frozenset[date]:
    return frozenset(
        date.fromordinal(number)
        for span in spans
        for number in range(span.first.toordinal(), span.last.toordinal() + 1)
    )
