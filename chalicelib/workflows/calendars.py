"""The city's calendar for the administrator: a year imported, corrected, and what either comes to in months that are
counted already.

A worker reads what the holidays package says; the page shows how that differs, and nothing is taken over before the
administrator agrees. What changes a year also writes an adjustment, by which the opened months follow.
"""

from datetime import date, datetime
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import correcting as rules
from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.calendars import Holiday, Month, YearCalendar, expected_days, local_date, month_of
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.correcting import YEARS_AHEAD, YEARS_BACK, CalendarChange, Difference, Reading
from chalicelib.domain.ledger import MonthSheet
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Role, Unit
from chalicelib.domain.records import (
    Bundle,
    Create,
    Key,
    Put,
    Replace,
    adjustment_key,
    calendar_key,
    capacity_key,
    reading_key,
    sheet_key,
)
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Refusal, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows import adjusting, almanac
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

T = TypeVar("T")

MOST_READ = 100
"""Records of one request."""


class CalendarDesk(Struct, frozen=True):
    """A year as it stands, what an import would change of it, and how far the last change has got."""

    calendar: YearCalendar
    reading: Reading | None
    differences: tuple[Difference, ...]
    """Between the calendar and what was read."""
    adjustment: Adjustment | None
    is_stuck: bool
    today: date

    @property
    def is_reading(self) -> bool:
        """Whether a worker has still to read the year."""
        return self.reading is not None and self.reading.holidays is None


class Touched(Struct, frozen=True):
    """A unit's month in which a change falls."""

    unit: Unit
    month: Month
    days: tuple[date, ...]
    is_summed_up: bool
    """Then it stays as it is."""
    at_home: int
    """People who are at home, or asked to be, on those of the days that would become holidays."""


class CalendarPreview(Struct, frozen=True):
    """What a change of a year comes to."""

    calendar: YearCalendar
    """As it would be; its revision is one more than what was seen."""
    differences: tuple[Difference, ...]
    touched: tuple[Touched, ...]


def desk(office: Office, actor: Actor, year: int, at: datetime) -> CalendarDesk:
    """A year of the calendar. Two requests."""
    _administrators_only(actor)
    today = local_date(at, actor.zone.info)
    _refuse_far(year, today)
    found = office.records.read(calendar_key(year), reading_key(year))
    calendar = found.find(calendar_key(year)) or rules.empty_year(year)
    reading = found.find(reading_key(year))
    name = adjustment_key(calendar.adjustment)
    adjustment = office.records.read(name).find(name) if calendar.adjustment else None
    imported = rules.changed(calendar, CalendarChange(imports=True), reading)
    is_stuck = bool(adjustment and adjustment.is_stuck(at))
    return CalendarDesk(calendar, reading, rules.differences(calendar, imported), adjustment, is_stuck, today)


def ask_for_reading(office: Office, actor: Actor, year: int, sent: Sent, at: datetime) -> str:
    """Has a worker read what the holidays package says of a year, and returns where it will be shown. Two requests."""
    _administrators_only(actor)
    _refuse_far(year, local_date(at, actor.zone.info))
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    errand = entry(office.new_id(), Errand.READ_HOLIDAYS, at, year=str(year))
    return commit_once(office, sent, f"/calendar/{year}", at, Put(Reading(year, at)), Create(errand))


def read_holidays(office: Office, year: int, at: datetime) -> None:
    """Reads a year from the holidays package; nothing of the calendar changes."""
    found, fasting = almanac.holidays_of(year), almanac.fasting_before_eid(year)
    office.records.commit(Put(Reading(year, at, found, fasting)))


def look_over(office: Office, actor: Actor, year: int, change: CalendarChange, at: datetime) -> CalendarPreview:
    """What a change would come to. Two requests, and one for every hundred unit months that are open.

    Raises Invalid for what was typed, and where nothing would change.
    """
    _administrators_only(actor)
    calendar, becomes = _changed(office, year, change, local_date(at, actor.zone.info))
    days = rules.touched(calendar, becomes)
    return CalendarPreview(becomes, rules.differences(calendar, becomes), _touched(office, becomes, days))


def apply(
    office: Office,
    actor: Actor,
    year: int,
    change: CalendarChange,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Takes a change over and returns where the year is shown. Four requests.

    Raises Invalid for what was typed, Stale when the year is not the one that was `seen`.
    """
    _administrators_only(actor)
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    calendar, becomes = _changed(office, year, change, local_date(at, actor.zone.info))
    if calendar.revision != seen:
        raise Stale(text("Kalender tahun ini baru saja diubah. Periksa keadaan terbarunya, lalu ulangi."))
    about = f"CALENDAR#{year}"
    units = tuple(unit.id for unit in office.people.units())
    adjustment, carried = adjusting.begun(office, about, units, at)
    kept = replace(becomes, adjustment=adjustment.id)
    what = "import_holidays" if change.imports else "correct_calendar"
    line = TrailEntry(
        about, kept.revision, office.new_id(), at, actor.id, actor.name, what, origin, _noted(calendar, kept)
    )
    changes = (Replace(kept) if calendar.revision else Create(kept), Create(line), *carried)
    return commit_once(office, sent, f"/calendar/{year}", at, *changes)


def _changed(office: Office, year: int, change: CalendarChange, today: date) -> tuple[YearCalendar, YearCalendar]:
    _refuse_far(year, today)
    found = office.records.read(calendar_key(year), reading_key(year))
    calendar = found.find(calendar_key(year)) or rules.empty_year(year)
    problems = rules.change_problems(change, year)
    if problems:
        raise Invalid(*problems)
    becomes = rules.changed(calendar, change, found.find(reading_key(year)))
    if _told(becomes) == _told(calendar):
        raise Refusal(text("Tidak ada yang berubah."))
    return calendar, becomes


def _told(year: YearCalendar) -> tuple[Any, ...]:
    """What a year says, wherever it comes from."""
    return year.holidays, year.corrections, year.fasting, year.fasting_estimated


def _noted(was: YearCalendar, becomes: YearCalendar) -> str:
    """The trail's words: every date that changes."""
    lines = [
        f"{each.date:%d-%m-%Y}: {_named(each.was)} > {_named(each.becomes)}" for each in rules.differences(was, becomes)
    ]
    if was.fasting != becomes.fasting:
        lines += [f"puasa {span.first:%d-%m-%Y} s.d. {span.last:%d-%m-%Y}" for span in becomes.fasting]
    return "; ".join(lines)


def _named(holiday: Holiday | None) -> str:
    return holiday.name if holiday else "-"


def _touched(office: Office, becomes: YearCalendar, days: tuple[date, ...]) -> tuple[Touched, ...]:
    """Every opened month in which any of `days` changes what it asks."""
    units = office.people.units()
    months = sorted({month_of(day) for day in days})
    names: list[Key[Any]] = [
        key for unit in units for month in months for key in (sheet_key(unit.id, month), capacity_key(unit.id, month))
    ]
    found: list[Bundle] = []
    for start in range(0, len(names), MOST_READ):
        found.append(office.records.read(*names[start : start + MOST_READ]))

    def kept(key: Key[T]) -> T | None:
        return next((record for bundle in found if (record := bundle.find(key))), None)

    return tuple(
        touched
        for unit in units
        for month in months
        if (sheet := kept(sheet_key(unit.id, month)))
        if (touched := _touched_month(unit, sheet, kept(capacity_key(unit.id, month)), becomes, days))
    )


def _touched_month(
    unit: Unit, sheet: MonthSheet, places: Capacity | None, becomes: YearCalendar, days: tuple[date, ...]
) -> Touched | None:
    after = {each.date: each for each in expected_days(sheet.month, unit.pattern, becomes)}
    turned = tuple(day for day in days if day in after and sheet.on(day).hours != after[day].hours)
    if not turned:
        return None
    freed = [f"{day:%d}" for day in turned if after[day].hours is None]
    at_home = sum(places.days[day].home for day in freed if day in places.days) if places else 0
    return Touched(unit, sheet.month, turned, sheet.summary is not None, at_home)


def _refuse_far(year: int, today: date) -> None:
    if not today.year - YEARS_BACK <= year <= today.year + YEARS_AHEAD:
        raise NotFound(text("Kalender tahun ini tidak disimpan."))


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
