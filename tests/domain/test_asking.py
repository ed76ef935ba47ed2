"""Which days and tasks may be asked for."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.asking import expected_hours, pattern_problems, requested_days, task_problems
from chalicelib.domain.calendars import FIVE_DAYS, Expected, Hours, dates_of, expected_days
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.orders import OrderDay
from chalicelib.domain.refusals import Problem
from tests.factories import APRIL, FASTING_DAY, FRIDAY, MAY, MONDAY, TUESDAY, WEDNESDAY, a_calendar, a_circular

THURSDAY, NEXT_FRIDAY = date(2021, 4, 29), date(2021, 4, 30)

# Which days may be asked for

OPENED = (*expected_days(APRIL, FIVE_DAYS, a_calendar()), *expected_days(MAY, FIVE_DAYS, a_calendar()))
OPENED_UNTIL = date(2021, 5, 31)


def asked(*dates: date, today: date = FRIDAY) -> tuple[tuple[OrderDay, ...], tuple[Problem, ...]]:
    return requested_days(dates, expected_hours(OPENED), today=today, opened_until=OPENED_UNTIL)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (FRIDAY, None),  # today
        (date(2021, 4, 22), "sudah lewat"),  # yesterday
        (date(2020, 4, 27), "sudah lewat"),  # a year ago
        (date(2021, 4, 24), "hari libur"),  # Saturday
        (date(2021, 4, 25), "hari libur"),  # Sunday
        (date(2021, 5, 12), "hari libur"),  # collective leave
        (date(2021, 5, 13), "hari libur"),  # Eid
        (date(2021, 5, 31), None),  # the last opened day
        (date(2021, 6, 1), "belum dibuka"),  # the day after it
        (FRIDAY + timedelta(400), "belum dibuka"),  # 400 days ahead
        (date(9999, 12, 31), "belum dibuka"),  # the end of time
    ],
)
def test_a_day_is_offered_or_its_refusal_says_why(day: date, said: str | None) -> None:
    days, problems = asked(day)

    if said is None:
        assert (tuple(each.date for each in days), problems) == ((day,), ())
    else:
        assert days == ()
        assert [each.field for each in problems] == ["dates"]
        assert said in problems[0].message.msgid
        assert problems[0].message.values["day"] == day


def test_days_come_sorted_and_once() -> None:
    days, problems = asked(WEDNESDAY, MONDAY, WEDNESDAY)

    assert ([each.date for each in days], problems) == ([MONDAY, WEDNESDAY], ())


def test_each_day_carries_its_own_hours() -> None:
    days, _ = asked(MONDAY, NEXT_FRIDAY, date(2021, 5, 17))

    assert days == (
        OrderDay(MONDAY, time(8), time(15)),  # fasting
        OrderDay(NEXT_FRIDAY, time(8), time(15, 30)),  # fasting, a Friday
        OrderDay(date(2021, 5, 17), time(7, 30), time(16)),  # after Eid
    )


def test_good_days_are_kept_beside_bad_ones() -> None:
    days, problems = asked(date(2021, 4, 22), date(2021, 4, 24), MONDAY)

    assert [each.date for each in days] == [MONDAY]
    assert [each.message.values["day"] for each in problems] == [date(2021, 4, 22), date(2021, 4, 24)]


def test_asking_for_no_day_is_a_problem() -> None:
    assert [each.field for each in asked()[1]] == ["dates"]


@given(st.sets(st.dates(date(2021, 1, 1), date(2022, 12, 31)), max_size=20))
def test_every_asked_date_is_either_taken_or_explained(dates: set[date]) -> None:
    days, problems = asked(*dates)

    explained = {each.message.values["day"] for each in problems if "day" in each.message.values}
    assert {each.date for each in days} | explained == dates
    assert {each.date for each in days} & explained == set()
    assert bool(problems) or bool(days)


# Alternate days


def order_days(*dates: date) -> tuple[OrderDay, ...]:
    return tuple(OrderDay(day, time(8), time(15)) for day in dates)


def clashes(dates: tuple[date, ...], held: tuple[date, ...] = ()) -> dict[object, object]:
    """The days refused under an alternating circular, each with the day it stands next to."""
    circular = a_circular(pattern=Pattern.ALTERNATE_DAYS)
    problems = pattern_problems(order_days(*dates), frozenset(held), OPENED, circular)
    assert all(each.field == "dates" for each in problems)
    return {each.message.values["day"]: each.message.values["other"] for each in problems}


@pytest.mark.parametrize(
    ("dates", "held", "refused"),
    [
        # Monday and Wednesday: a day in the office between them
        ((MONDAY, WEDNESDAY), (), {}),
        # Monday and Tuesday
        ((MONDAY, TUESDAY), (), {TUESDAY: MONDAY}),
        # three in a row: every follower is named
        ((MONDAY, TUESDAY, WEDNESDAY), (), {TUESDAY: MONDAY, WEDNESDAY: TUESDAY}),
        # Friday and Monday: the weekend is no day in the office
        ((FRIDAY, MONDAY), (), {MONDAY: FRIDAY}),
        # Thursday and Monday: Friday lies between
        ((date(2021, 4, 22), MONDAY), (), {}),
        # 11 and 17 May: only Eid, collective leave and a weekend between
        ((date(2021, 5, 11), date(2021, 5, 17)), (), {date(2021, 5, 17): date(2021, 5, 11)}),
        # 10 and 17 May: the 11th lies between
        ((date(2021, 5, 10), date(2021, 5, 17)), (), {}),
        # 25 and 27 May: the 26th is a holiday in mid-week
        ((date(2021, 5, 25), date(2021, 5, 27)), (), {date(2021, 5, 27): date(2021, 5, 25)}),
        # 30 April and 3 May: over the turn of the month, Labour Day on the Saturday
        ((NEXT_FRIDAY, date(2021, 5, 3)), (), {date(2021, 5, 3): NEXT_FRIDAY}),
        # right after a day that was ordered already
        ((TUESDAY,), (MONDAY,), {TUESDAY: MONDAY}),
        # right before one
        ((MONDAY,), (TUESDAY,), {MONDAY: TUESDAY}),
        # right before one, over a weekend
        ((FRIDAY,), (MONDAY,), {FRIDAY: MONDAY}),
        # between two
        ((TUESDAY,), (MONDAY, WEDNESDAY), {TUESDAY: MONDAY}),
        # with a day in the office on either side
        ((WEDNESDAY,), (MONDAY, NEXT_FRIDAY), {}),
    ],
)
def test_where_days_alternate_no_two_working_days_in_a_row_are_at_home(
    dates: tuple[date, ...], held: tuple[date, ...], refused: dict[date, date]
) -> None:
    assert clashes(dates, held) == refused


def test_where_the_head_sets_the_days_any_may_follow_another() -> None:
    circular = a_circular(pattern=Pattern.SET_BY_HEAD)

    assert pattern_problems(order_days(MONDAY, TUESDAY, WEDNESDAY), frozenset({FRIDAY}), OPENED, circular) == ()


WORKING = [each.date for each in OPENED if each.hours]


@given(
    st.sets(st.sampled_from(WORKING), max_size=12),
    st.sets(st.integers(0, len(WORKING) // 2 - 1), max_size=6),
)
def test_days_pass_exactly_when_no_two_neighbours_are_at_home(dates: set[date], held_pairs: set[int]) -> None:
    held = {WORKING[2 * each] for each in held_pairs} - dates
    at_home = dates | held

    refused = clashes(tuple(sorted(dates)), tuple(held))

    in_a_row = [(one, two) for one, two in pairwise(WORKING) if {one, two} <= at_home and not {one, two} <= held]
    assert bool(refused) == bool(in_a_row)


# Tasks


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        (("Menyusun laporan",), None),
        (("x" * 200,), None),
        (("x",) * 15, None),
        ((), "sedikitnya satu"),
        (("x" * 201,), "paling panjang"),
        (("x",) * 16, "paling banyak"),
    ],
    ids=["one", "longest", "most", "none", "too-long", "too-many"],
)
def test_tasks_are_some_few_and_short(tasks: tuple[str, ...], said: str | None) -> None:
    problems = task_problems(tasks)

    assert [each.field for each in problems] == ([] if said is None else ["tasks"])
    assert said is None or said in problems[0].message.msgid


def test_the_hours_of_a_month_are_none_on_days_off() -> None:
    hours = expected_hours(OPENED)

    assert set(hours) == {*dates_of(APRIL), *dates_of(MAY)}
    assert hours[MONDAY] == FASTING_DAY
    assert hours[date(2021, 4, 25)] is None


def test_hours_of_another_pattern_are_taken_over() -> None:
    short = Hours(time(9), time(12), 0)

    days, _ = requested_days(
        (MONDAY,), expected_hours((Expected(MONDAY, short),)), today=MONDAY, opened_until=OPENED_UNTIL
    )

    assert days == (OrderDay(MONDAY, time(9), time(12)),)
