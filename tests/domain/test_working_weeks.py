"""Working weeks of five and six days, and what is wrong with one."""

from datetime import time

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import FASTING_WEEK, FIVE_DAYS, WEEK, Hours, WeekPattern
from chalicelib.domain.working_weeks import PATTERNS, SIX_DAYS, minutes_of, week_problems


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_the_usual_weeks_come_to_what_is_asked_for(pattern: WeekPattern) -> None:
    assert (minutes_of(pattern.ordinary), minutes_of(pattern.fasting)) == (WEEK, FASTING_WEEK)
    assert week_problems(pattern) == ()


def test_six_days_leave_sunday_free() -> None:
    assert [bool(hours) for hours in SIX_DAYS.ordinary] == [True] * 6 + [False]


def with_monday(hours: Hours | None) -> WeekPattern:
    return replace(FIVE_DAYS, ordinary=(hours, *FIVE_DAYS.ordinary[1:]))


@pytest.mark.parametrize(
    ("pattern", "fields"),
    [
        (WeekPattern((None,) * 7, (None,) * 7), [""]),
        (with_monday(None), ["days-0-start"]),
        (with_monday(Hours(time(16), time(7, 30), 0)), ["days-0-start"]),
        (with_monday(Hours(time(8), time(9), 60)), ["days-0-start"]),
        (replace(FIVE_DAYS, fasting=(Hours(time(9), time(8), 0), *FIVE_DAYS.fasting[1:])), ["days-0-fasting_start"]),
        (with_monday(Hours(time(8), time(9), 59)), []),
    ],
)
def test_what_cannot_be_is_told_beside_its_day(pattern: WeekPattern, fields: list[str]) -> None:
    assert [each.field for each in week_problems(pattern)] == fields
