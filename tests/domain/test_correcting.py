"""A year of the calendar, imported and corrected."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import Correction, Holiday, Span, YearCalendar
from chalicelib.domain.correcting import (
    CalendarChange,
    Reading,
    change_problems,
    changed,
    differences,
    empty_year,
    merged,
    touched,
)
from tests.factories import FRIDAY_MORNING, a_calendar

EID, NEXT = date(2027, 3, 10), date(2027, 3, 11)
ESTIMATE = Holiday(EID, "Idul Fitri", estimated=True)
LATER = Holiday(NEXT, "Idul Fitri")
CITY = Holiday(date(2027, 6, 23), "Hari Jadi Kota", local=True)
FAST = Span(date(2027, 2, 8), date(2027, 3, 9))
IMPORT = CalendarChange(imports=True)


def a_reading(*holidays: Holiday) -> Reading:
    return Reading(2027, FRIDAY_MORNING, holidays, (FAST,))


def corrected(day: date, holiday: Holiday | None) -> CalendarChange:
    return CalendarChange(correction=Correction(day, holiday))


def after(*changes: CalendarChange, reading: Reading | None = None) -> YearCalendar:
    """A year after several changes, one after the other."""
    year = empty_year(2027)
    for change in changes:
        year = changed(year, change, reading or a_reading(ESTIMATE))
    return year


def test_a_first_import_takes_holidays_and_the_estimated_fasting_month() -> None:
    year = after(IMPORT)
    assert (year.holidays, year.fasting, year.fasting_estimated, year.revision) == ((ESTIMATE,), (FAST,), True, 1)


def test_an_import_again_leaves_corrections_as_they_are() -> None:
    year = after(IMPORT, corrected(CITY.date, CITY), corrected(EID, None))
    again = changed(year, IMPORT, a_reading(ESTIMATE, LATER))
    assert again.holidays == (LATER, CITY)
    assert again.corrections == year.corrections


def test_a_correction_can_rename_and_is_taken_back_to_what_was_imported() -> None:
    renamed = replace(ESTIMATE, name="Hari Raya", estimated=False)
    year = after(IMPORT, corrected(EID, renamed))
    assert year.holidays == (renamed,)
    assert changed(year, CalendarChange(restores=EID), None).holidays == (ESTIMATE,)


def test_a_second_correction_of_a_date_takes_the_place_of_the_first() -> None:
    year = after(IMPORT, corrected(EID, None), corrected(EID, LATER))
    assert year.corrections == (Correction(EID, LATER),)


def test_corrections_without_any_import_can_be_taken_back() -> None:
    year = after(corrected(CITY.date, CITY), corrected(EID, ESTIMATE))
    assert changed(year, CalendarChange(restores=CITY.date), None).holidays == (ESTIMATE,)


def test_a_year_from_before_imports_were_kept_counts_as_imported() -> None:
    year = changed(a_calendar(), corrected(date(2021, 4, 26), CITY), None)
    assert set(a_calendar().holidays) <= set(year.holidays)
    assert year.imported == a_calendar().holidays


def test_an_announced_fasting_month_is_no_estimate_and_outlives_an_import() -> None:
    announced = Span(FAST.first + timedelta(1), FAST.last)
    year = after(IMPORT, CalendarChange(fasting=(announced,)), IMPORT)
    assert (year.fasting, year.fasting_estimated) == ((announced,), False)


def test_nothing_is_imported_before_it_was_read() -> None:
    waiting = Reading(2027, FRIDAY_MORNING)
    assert changed(empty_year(2027), IMPORT, waiting).holidays == ()
    assert changed(empty_year(2027), IMPORT, None).holidays == ()


def test_differences_name_what_comes_goes_and_is_called_otherwise() -> None:
    was, becomes = after(IMPORT), changed(after(IMPORT), IMPORT, a_reading(replace(ESTIMATE, estimated=False), CITY))
    assert [(each.date, each.was, each.becomes) for each in differences(was, becomes)] == [
        (EID, ESTIMATE, replace(ESTIMATE, estimated=False)),
        (CITY.date, None, CITY),
    ]


def test_a_date_that_is_only_renamed_touches_nobodys_hours() -> None:
    was = after(IMPORT)
    assert touched(was, changed(was, corrected(EID, replace(ESTIMATE, name="Lebaran")), None)) == ()
    assert touched(was, changed(was, corrected(EID, None), None)) == (EID,)
    shorter = CalendarChange(fasting=(Span(FAST.first + timedelta(1), FAST.last),))
    assert touched(was, changed(was, shorter, None)) == (FAST.first,)


def test_merging_is_by_date() -> None:
    assert merged((LATER, ESTIMATE), ()) == (ESTIMATE, LATER)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (corrected(date(2026, 1, 1), CITY), "date"),
        (corrected(CITY.date, replace(CITY, name="")), "name"),
        (corrected(CITY.date, replace(CITY, name="x" * 101)), "name"),
        (CalendarChange(fasting=(Span(date(2026, 2, 8), date(2026, 3, 9)),)), "first"),
        (CalendarChange(fasting=(Span(FAST.last, FAST.first),)), "first"),
        (CalendarChange(fasting=(Span(FAST.first, FAST.first + timedelta(31)),)), "first"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(change: CalendarChange, field: str) -> None:
    assert [each.field for each in change_problems(change, 2027)] == [field]


@pytest.mark.parametrize(
    "change",
    [
        corrected(CITY.date, CITY),
        corrected(CITY.date, None),
        IMPORT,
        CalendarChange(fasting=(Span(date(2026, 12, 20), date(2027, 1, 18)),)),
    ],
)
def test_what_can_be_is_let_through(change: CalendarChange) -> None:
    assert change_problems(change, 2027) == ()
