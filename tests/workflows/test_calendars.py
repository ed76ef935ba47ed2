"""Importing and correcting a year of the calendar."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import Correction, Holiday, Span, YearCalendar
from chalicelib.domain.correcting import CalendarChange, Reading
from chalicelib.domain.outbox import QUEUED, Errand, OutboxEntry
from chalicelib.domain.records import calendar_key, reading_key, sheet_key
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Refusal, Stale
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import adjusting, almanac, calendars, queued
from tests.factories import APRIL, FRIDAY_MORNING, MONDAY, a_sheet, a_summary
from tests.fakes import FakeBackroom
from tests.workflows.stage import JOKO, ORIGIN, RINA, SITI, UNIT, a_form, a_fresh_form, a_stage, an_order_of, untouched

CLOSED = Holiday(MONDAY, "Hari Jadi Kota", local=True)
CLOSE_MONDAY = CalendarChange(correction=Correction(MONDAY, CLOSED))
IMPORT = CalendarChange(imports=True)


def the_year(stage: FakeBackroom, year: int = 2021) -> YearCalendar:
    return stage.office.records.read(calendar_key(year)).get(calendar_key(year))


def applied(stage: FakeBackroom, change: CalendarChange = CLOSE_MONDAY, seen: int = 1, year: int = 2021) -> str:
    return calendars.apply(stage.office, JOKO, year, change, seen, a_fresh_form(stage.office), ORIGIN, FRIDAY_MORNING)


def read(stage: FakeBackroom, year: int = 2021) -> None:
    """Asks for a reading and lets the worker do it."""
    calendars.ask_for_reading(stage.office, JOKO, year, a_fresh_form(stage.office), FRIDAY_MORNING)
    (errand,) = (each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.READ_HOLIDAYS)
    assert errand.errand in QUEUED
    queued.work(stage.office, errand, FRIDAY_MORNING)


def test_holidays_are_read_by_a_worker_and_nothing_changes_before_they_are_taken_over() -> None:
    stage = a_stage()
    calendars.ask_for_reading(stage.office, JOKO, 2021, a_fresh_form(stage.office), FRIDAY_MORNING)
    assert calendars.desk(stage.office, JOKO, 2021, FRIDAY_MORNING).is_reading
    before = the_year(stage)

    read(a_stage())
    calendars.read_holidays(stage.office, 2021, FRIDAY_MORNING)

    desk = calendars.desk(stage.office, JOKO, 2021, FRIDAY_MORNING)
    assert not desk.is_reading
    assert date(2021, 1, 1) in [each.date for each in desk.differences]
    assert the_year(stage) == before


def test_an_import_is_taken_over_and_the_next_one_finds_no_difference() -> None:
    stage = a_stage()
    calendars.read_holidays(stage.office, 2021, FRIDAY_MORNING)
    assert applied(stage, IMPORT) == "/calendar/2021"
    assert the_year(stage).holidays == almanac.holidays_of(2021)
    assert calendars.desk(stage.office, JOKO, 2021, FRIDAY_MORNING).differences == ()


def test_a_year_nobody_knew_of_is_made_by_its_first_import() -> None:
    stage = a_stage()
    calendars.read_holidays(stage.office, 2022, FRIDAY_MORNING)
    applied(stage, IMPORT, seen=0, year=2022)
    assert the_year(stage, 2022).revision == 1
    assert len(the_year(stage, 2022).holidays) > 10


def test_a_correction_names_the_months_it_touches_before_anything_changes() -> None:
    stage = a_stage()
    an_order_of(stage.office, SITI, MONDAY)
    before = dict(stage.office.records.held)

    preview = calendars.look_over(stage.office, JOKO, 2021, CLOSE_MONDAY, FRIDAY_MORNING)

    (touched,) = preview.touched
    assert (touched.unit.id, touched.month, touched.days) == (UNIT, APRIL, (MONDAY,))
    assert (touched.is_summed_up, touched.at_home) == (False, 1)
    assert stage.office.records.held == before


def test_a_correction_reaches_the_opened_months_by_the_worker_and_not_those_summed_up() -> None:
    stage = a_stage()
    applied(stage)
    adjusting.apply(stage.office, the_year(stage).adjustment, FRIDAY_MORNING)
    sheet = stage.office.records.read(sheet_key(UNIT, APRIL)).get(sheet_key(UNIT, APRIL))
    assert (sheet.on(MONDAY).hours, sheet.on(MONDAY).holiday) == (None, "Hari Jadi Kota")

    frozen = a_sheet(summary=a_summary())
    late = a_stage(frozen)
    (touched,) = calendars.look_over(late.office, JOKO, 2021, CLOSE_MONDAY, FRIDAY_MORNING).touched
    assert touched.is_summed_up
    applied(late)
    adjusting.apply(late.office, the_year(late).adjustment, FRIDAY_MORNING)
    assert late.office.records.read(sheet_key(UNIT, APRIL)).get(sheet_key(UNIT, APRIL)) == frozen


def test_a_day_off_that_becomes_a_holiday_touches_no_month() -> None:
    sunday = Holiday(date(2021, 4, 25), "Hari Minggu", local=True)
    change = CalendarChange(correction=Correction(sunday.date, sunday))
    preview = calendars.look_over(a_stage().office, JOKO, 2021, change, FRIDAY_MORNING)
    assert (len(preview.differences), preview.touched) == (1, ())


def test_the_trail_says_what_changed() -> None:
    stage = a_stage()
    applied(stage)
    (line,) = (each for each in stage.office.records.all(TrailEntry) if each.about == "CALENDAR#2021")
    assert (line.what, line.note) == ("correct_calendar", "26-04-2021: - > Hari Jadi Kota")


def test_a_year_that_moved_on_is_not_written_over() -> None:
    stage = a_stage()
    assert isinstance(untouched(stage.office, lambda: applied(stage, seen=0), Stale), Stale)
    stage.office.records.meanwhile(lambda: stage.office.records.hold(replace(the_year(stage), revision=2)))
    with pytest.raises(Stale):
        applied(stage)


def test_a_form_that_is_sent_twice_counts_once() -> None:
    stage = a_stage()
    sent = a_form("twice")
    for _ in range(2):
        calendars.apply(stage.office, JOKO, 2021, CLOSE_MONDAY, 1, sent, ORIGIN, FRIDAY_MORNING)
    assert the_year(stage).revision == 2


@pytest.mark.parametrize("year", [2014, 2027])
def test_years_far_away_are_not_kept(year: int) -> None:
    stage = a_stage()
    untouched(stage.office, lambda: calendars.desk(stage.office, JOKO, year, FRIDAY_MORNING), NotFound)
    untouched(stage.office, lambda: applied(stage, year=year), NotFound)


def test_what_changes_nothing_and_what_cannot_be_is_refused() -> None:
    stage = a_stage()
    untouched(stage.office, lambda: applied(stage, CalendarChange(restores=MONDAY)), Refusal)
    wrong = CalendarChange(fasting=(Span(date(2021, 5, 12), date(2021, 4, 13)),))
    untouched(stage.office, lambda: applied(stage, wrong), Invalid)


def test_only_administrators_change_the_calendar() -> None:
    stage = a_stage()
    for act in (
        lambda: calendars.desk(stage.office, RINA, 2021, FRIDAY_MORNING),
        lambda: calendars.ask_for_reading(stage.office, RINA, 2021, a_form(), FRIDAY_MORNING),
        lambda: calendars.look_over(stage.office, RINA, 2021, CLOSE_MONDAY, FRIDAY_MORNING),
        lambda: calendars.apply(stage.office, RINA, 2021, CLOSE_MONDAY, 1, a_form(), ORIGIN, FRIDAY_MORNING),
    ):
        untouched(stage.office, act, Forbidden)


def test_the_almanac_knows_collective_leave_and_marks_estimates() -> None:
    of_2021 = almanac.holidays_of(2021)
    assert [each.date for each in of_2021 if each.collective] == [date(2021, 5, 12)]
    assert [each.name for each in almanac.holidays_of(2027) if each.estimated][:1] == ["Hari Raya Idul Fitri"]
    assert not any("perkiraan" in each.name or "Pegangti" in each.name for each in almanac.holidays_of(2027))


def test_fasting_months_are_estimated_from_the_eids_and_a_year_can_hold_two() -> None:
    assert almanac.fasting_before_eid(2021) == (Span(date(2021, 4, 13), date(2021, 5, 12)),)
    assert len(almanac.fasting_before_eid(2030)) == 2


def test_a_reading_is_kept_until_the_next() -> None:
    stage = a_stage()
    calendars.read_holidays(stage.office, 2021, FRIDAY_MORNING)
    kept = stage.office.records.read(reading_key(2021)).get(reading_key(2021))
    assert isinstance(kept, Reading)
    assert kept.holidays == almanac.holidays_of(2021)
