"""Minutes that count."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendars import FIVE_DAYS, Hours, minutes_between
from chalicelib.domain.hours import counted_minutes
from tests.factories import FASTING_DAY, ORDINARY_DAY

times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
rests = st.integers(0, 600)
days = st.sampled_from([hours for week in (FIVE_DAYS.ordinary, FIVE_DAYS.fasting) for hours in week if hours])


@pytest.mark.parametrize(
    ("start", "end", "rest", "minutes"),
    [
        (time(7, 30), time(16), 60, 450),  # as the pattern asks
        (time(7, 30), time(16), 0, 450),  # without rest: no more than the target
        (time(7, 30), time(16), 90, 420),  # a longer rest
        (time(8, 30), time(16), 60, 390),  # an hour late
        (time(7, 30), time(15, 59), 60, 449),  # a minute short
        (time(6), time(20), 60, 450),  # early and late: time outside does not count
        (time(6), time(11), 0, 210),  # only what lies inside
        (time(5), time(7, 30), 0, 0),  # all before
        (time(16), time(22), 0, 0),  # all after
        (time(7, 30), time(8), 60, 0),  # rested longer than worked
        (time(16), time(7, 30), 0, 0),  # the wrong way round
        (time(12), time(12), 0, 0),  # no time at all
    ],
)
def test_the_minutes_of_an_ordinary_day(start: time, end: time, rest: int, minutes: int) -> None:
    assert counted_minutes(start, end, rest, ORDINARY_DAY) == minutes


@pytest.mark.parametrize(
    ("start", "end", "rest", "minutes"),
    [
        (time(8), time(15), 30, 390),
        (time(7, 30), time(16), 30, 390),  # an ordinary day's hours in the fasting month
        (time(8), time(15), 60, 360),
    ],
)
def test_the_minutes_of_a_day_in_the_fasting_month(start: time, end: time, rest: int, minutes: int) -> None:
    assert counted_minutes(start, end, rest, FASTING_DAY) == minutes


@given(times, times, rests, days)
def test_never_above_the_target_and_never_below_nothing(start: time, end: time, rest: int, hours: Hours) -> None:
    assert 0 <= counted_minutes(start, end, rest, hours) <= hours.target


@given(times, times, rests, days)
def test_never_more_than_was_worked(start: time, end: time, rest: int, hours: Hours) -> None:
    assert counted_minutes(start, end, rest, hours) <= max(0, minutes_between(start, end) - rest)


@given(st.tuples(times, times, times, times).map(sorted), rests, days)
def test_working_longer_never_counts_less(clock: list[time], rest: int, hours: Hours) -> None:
    earlier, start, end, later = clock

    worked = counted_minutes(start, end, rest, hours)

    assert counted_minutes(earlier, end, rest, hours) >= worked
    assert counted_minutes(start, later, rest, hours) >= worked


@given(times, times, rests, rests, days)
def test_resting_longer_never_counts_more(start: time, end: time, rest: int, more: int, hours: Hours) -> None:
    assert counted_minutes(start, end, rest + more, hours) <= counted_minutes(start, end, rest, hours)


@given(days)
def test_the_patterns_own_hours_meet_its_target_exactly(hours: Hours) -> None:
    assert counted_minutes(hours.start, hours.end, hours.rest, hours) == hours.target
