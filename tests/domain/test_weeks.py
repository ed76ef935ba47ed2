"""The month week by week."""

from datetime import date

from chalicelib.domain.absences import Part
from chalicelib.domain.ledger import Filed
from chalicelib.domain.months import line_of, month_table
from chalicelib.domain.weeks import weeks_of
from chalicelib.domain.working_weeks import SIX_DAYS
from tests.factories import MONDAY, TUESDAY, WEDNESDAY, a_mark, a_row, a_sheet, a_unit_month, an_away

LAST = date(2021, 4, 30)


def test_weeks_are_held_against_the_weeks_hours_and_cut_ones_against_their_part() -> None:
    weeks = weeks_of([line_of(a_row(), a_sheet().expected, LAST)], LAST)

    assert [(week.first.day, week.last.day, week.is_whole) for week in weeks] == [
        (1, 4, False),
        (5, 11, True),
        (12, 18, True),
        (19, 25, True),
        (26, 30, False),
    ]
    # Good Friday (2 April) is in what the week is held against and not in what was required;
    # the fasting month begins on Tuesday the 13th
    assert [week.norm for week in weeks] == [900, 2250, 450 + 4 * 390, 1950, 1950]
    assert [week.required for week in weeks] == [450, 2250, 2010, 1950, 1950]


def test_a_running_week_requires_what_has_come() -> None:
    row = a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=380), TUESDAY: a_mark()})
    week = weeks_of([line_of(row, a_sheet().expected, TUESDAY)], TUESDAY)[-1]

    assert (week.norm, week.required, week.counted, week.final, week.short) == (1950, 780, 380, 0, 10)


def test_absences_lower_what_is_required_and_part_time_both() -> None:
    aways = {MONDAY: an_away(), WEDNESDAY: an_away(part=Part.MORNING)}
    full = weeks_of([line_of(a_row(aways=aways), a_sheet().expected, LAST)], LAST)[-1]
    half = weeks_of([line_of(a_row(weekly=1125), a_sheet().expected, LAST)], LAST)[-1]

    assert (full.norm, full.required) == (1950, 1950 - 390 - 195)
    assert (half.norm, half.required) == (975, 975)


def test_a_six_day_week_comes_to_the_same_hours() -> None:
    weeks = weeks_of([line_of(a_row(), a_sheet(pattern=SIX_DAYS).expected, LAST)], LAST)

    assert [week.norm for week in weeks[1:4]] == [2250, 390 + 4 * 330 + 300, 1950]


def test_a_units_weeks_are_those_of_its_people_together() -> None:
    table = month_table(a_unit_month(a_row("siti"), a_row("joko")), LAST)

    both, one = weeks_of(table.lines, LAST), weeks_of(table.lines[:1], LAST)

    assert [week.required for week in both] == [2 * week.required for week in one]
    assert sum(week.required for week in both) == table.required
