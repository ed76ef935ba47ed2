"""Working time: targets, the fasting month, holidays, and months before and after one another."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendars import (
    FIVE_DAYS,
    Expected,
    Holiday,
    Hours,
    Month,
    Span,
    YearCalendar,
    dates_of,
    expected_days,
    first_day,
    following,
    local_date,
    minutes_between,
    month_of,
    neighbours,
    parse_month,
    preceding,
)
from chalicelib.domain.people import Zone
from chalicelib.domain.refusals import NotFound

# The calendar of 2021 as it was kept: public holidays, and collective leave as last cut by the joint decree.
YEAR_2021 = YearCalendar(
    2021,
    holidays=(
        Holiday(date(2021, 4, 2), "Wafat Isa Almasih"),
        Holiday(date(2021, 5, 1), "Hari Buruh Internasional"),  # a Saturday
        Holiday(date(2021, 5, 12), "Cuti Bersama Hari Raya Idul Fitri", collective=True),
        Holiday(date(2021, 5, 13), "Hari Raya Idul Fitri; Kenaikan Isa Almasih"),
        Holiday(date(2021, 5, 14), "Hari Kedua Idul Fitri"),
        Holiday(date(2021, 5, 26), "Hari Raya Waisak"),
    ),
    fasting=(Span(date(2021, 4, 13), date(2021, 5, 12)),),
)
APRIL, MAY = Month("2021-04"), Month("2021-05")

months = st.dates(date(1945, 8, 17), date(2100, 12, 31)).map(month_of)


def day_of(day: date, year: YearCalendar = YEAR_2021) -> Expected:
    return expected_days(month_of(day), FIVE_DAYS, year)[day.day - 1]


# Targets


@pytest.mark.parametrize(
    ("day", "target", "start", "end"),
    [
        (date(2021, 4, 12), 450, time(7, 30), time(16)),  # Monday, the day before the fasting month
        (date(2021, 4, 9), 450, time(7, 30), time(16, 30)),  # a Friday: longer rest, same target
        (date(2021, 4, 13), 390, time(8), time(15)),  # first day of the fasting month
        (date(2021, 4, 16), 390, time(8), time(15, 30)),  # a Friday in it
        (date(2021, 5, 11), 390, time(8), time(15)),  # its last working day
        (date(2021, 5, 17), 450, time(7, 30), time(16)),  # first working day after Eid
        (date(2024, 2, 29), 450, time(7, 30), time(16)),  # a leap day is a day like any other
    ],
)
def test_a_working_day_asks_for_its_hours(day: date, target: int, start: time, end: time) -> None:
    expected = day_of(day)

    assert expected.target == target
    assert expected.hours is not None
    assert (expected.hours.start, expected.hours.end) == (start, end)
    assert expected.holiday == ""


@pytest.mark.parametrize(
    ("week", "minutes"),
    [
        (FIVE_DAYS.ordinary, 37 * 60 + 30),  # Perpres 21/2023
        (FIVE_DAYS.fasting, 32 * 60 + 30),
    ],
)
def test_a_week_asks_for_what_the_regulation_says(week: tuple[Hours | None, ...], minutes: int) -> None:
    assert len(week) == 7
    assert sum(hours.target for hours in week if hours) == minutes


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2021, 4, 24), ""),  # Saturday
        (date(2021, 4, 25), ""),  # Sunday
        (date(2021, 4, 2), "Wafat Isa Almasih"),  # Good Friday
        (date(2021, 5, 12), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2021, 5, 1), "Hari Buruh Internasional"),  # on a Saturday, still named
    ],
)
def test_a_day_off_asks_for_nothing_and_a_holiday_says_its_name(day: date, name: str) -> None:
    expected = day_of(day)

    assert (expected.hours, expected.target, expected.holiday) == (None, 0, name)


def test_a_year_can_hold_two_fasting_months() -> None:
    # 2030: January and December.
    year = YearCalendar(
        2030, (), (Span(date(2030, 1, 6), date(2030, 2, 3)), Span(date(2030, 12, 26), date(2031, 1, 23)))
    )

    assert [day_of(day, year).target for day in (date(2030, 1, 4), date(2030, 1, 7), date(2030, 2, 4))] == [
        450,
        390,
        450,
    ]
    assert [day_of(day, year).target for day in (date(2030, 12, 24), date(2030, 12, 26))] == [450, 390]


# Whole months


@pytest.mark.parametrize(
    ("month", "days", "working", "minutes"),
    [
        (APRIL, 30, 21, 7 * 450 + 14 * 390),  # 1 to 12 April ordinary, then fasting
        (MAY, 31, 17, 7 * 390 + 10 * 450),  # 3 to 11 May fasting; after Eid ordinary
    ],
)
def test_the_months_of_2021_have_their_working_days(month: Month, days: int, working: int, minutes: int) -> None:
    expected = expected_days(month, FIVE_DAYS, YEAR_2021)

    assert len(expected) == days
    assert sum(each.hours is not None for each in expected) == working
    assert sum(each.target for each in expected) == minutes


@pytest.mark.parametrize(
    ("month", "days"),
    [
        ("2021-02", 28),
        ("2024-02", 29),
        ("2100-02", 28),  # no leap year
        ("2021-04", 30),
        ("2021-12", 31),
    ],
)
def test_a_month_has_all_its_dates(month: str, days: int) -> None:
    dates = dates_of(Month(month))

    assert [day.day for day in dates] == list(range(1, days + 1))
    assert {month_of(day) for day in dates} == {month}


# Months before and after one another


@pytest.mark.parametrize(
    ("month", "after"),
    [("2021-04", "2021-05"), ("2021-12", "2022-01"), ("2024-01", "2024-02"), ("2024-02", "2024-03")],
)
def test_months_follow_one_another(month: str, after: str) -> None:
    assert following(Month(month)) == after
    assert preceding(Month(after)) == month


@given(months)
def test_the_month_before_the_next_is_this_one(month: Month) -> None:
    assert preceding(following(month)) == month == following(preceding(month))


@given(months)
def test_months_join_without_gap_or_overlap(month: Month) -> None:
    assert dates_of(month)[-1] + timedelta(1) == first_day(following(month))
    assert dates_of(month)[0] == first_day(month)


@given(months, months)
def test_months_sort_as_time_passes(one: Month, other: Month) -> None:
    assert (one < other) == (first_day(one) < first_day(other))


@given(months)
def test_a_month_reads_as_it_is_written(month: Month) -> None:
    assert parse_month(month) == month


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2021",
        "2021-13",
        "2021-00",
        "21-04",
        "2021-04-01",
        "April",
        "2021/04",
        "-",
        "202104",
        "2021-4",
        "２０２１-04",
    ],
)
def test_what_is_no_month_is_not_found(written: str) -> None:
    with pytest.raises(NotFound):
        parse_month(written)


# Dates and minutes


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (Zone.WIB, date(2021, 4, 30)),  # 23.30
        (Zone.WITA, date(2021, 5, 1)),  # 00.30
        (Zone.WIT, date(2021, 5, 1)),  # 01.30
    ],
)
def test_the_same_instant_is_another_date_further_east(zone: Zone, day: date) -> None:
    assert local_date(datetime(2021, 4, 30, 16, 30, tzinfo=UTC), zone.info) == day


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (time(7, 30), time(16), 510),
        (time(8, 15), time(8, 15), 0),
        (time(16), time(7, 30), -510),  # the wrong way round
        (time(0), time(23, 59), 1439),
    ],
)
def test_minutes_are_counted_within_a_day(start: time, end: time, minutes: int) -> None:
    assert minutes_between(start, end) == minutes


# Neighbours


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2021, 4, 27), date(2021, 4, 26), date(2021, 4, 28)),
        (date(2021, 4, 26), date(2021, 4, 23), date(2021, 4, 27)),  # Monday: over the weekend
        (date(2021, 5, 11), date(2021, 5, 10), date(2021, 5, 17)),  # before Eid
        (date(2021, 5, 13), date(2021, 5, 11), date(2021, 5, 17)),  # a holiday itself
        (date(2021, 4, 30), date(2021, 4, 29), date(2021, 5, 3)),  # over the turn of the month
        (date(2021, 4, 1), None, date(2021, 4, 5)),  # the first that is known
        (date(2021, 5, 31), date(2021, 5, 28), None),  # the last that is known
    ],
)
def test_a_days_neighbours_are_working_days(day: date, before: date | None, after: date | None) -> None:
    expected = (*expected_days(APRIL, FIVE_DAYS, YEAR_2021), *expected_days(MAY, FIVE_DAYS, YEAR_2021))

    assert neighbours(day, expected) == (before, after)
