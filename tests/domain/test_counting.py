"""What a day counts, rule by rule: whole months are in `test_golden_months`."""

from datetime import date, time

import pytest

from chalicelib.domain.absences import Part
from chalicelib.domain.calendars import FASTING_WEEK, FIVE_DAYS, WEEK, Hours, norms_of
from chalicelib.domain.hours import Shares, asked_of, counted_minutes, minutes_at_office, minutes_recalled
from chalicelib.domain.ledger import Filed, LedgerRow, Verdict
from chalicelib.domain.months import DayCell, DayClass, line_of
from chalicelib.domain.presence import Presence, Recalled
from chalicelib.domain.working_weeks import SIX_DAYS
from tests.factories import (
    FRIDAY,
    MONDAY,
    ORDINARY_DAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_row,
    a_sheet,
    an_away,
)

SATURDAY, GOOD_FRIDAY = date(2021, 4, 24), date(2021, 4, 2)
SHEET = a_sheet()
AFTERWARDS = date(2021, 5, 1)
FRIDAY_HOURS, FASTING_FRIDAY = FIVE_DAYS.ordinary[4], FIVE_DAYS.fasting[4]


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def cell(row: LedgerRow, day: date, today: date = AFTERWARDS) -> DayCell:
    return line_of(row, SHEET.expected, today).cells[day.day - 1]


@pytest.mark.parametrize(
    ("presence", "minutes"),
    [
        (Presence(at(7, 30), at(16, 30)), 450),  # 540 less the Friday's 90
        (Presence(at(7), at(17)), 450),  # early start and late end count nothing
        (Presence(at(8), at(16, 30)), 420),
    ],
)
def test_a_friday_rests_ninety_minutes(presence: Presence, minutes: int) -> None:
    assert FRIDAY_HOURS is not None
    assert minutes_at_office(presence, FRIDAY_HOURS) == minutes


def test_rest_in_the_fasting_month_is_thirty_minutes_and_sixty_on_fridays() -> None:
    assert FASTING_FRIDAY is not None
    assert minutes_at_office(Presence(at(8), at(15)), Hours(time(8), time(15), 30)) == 390
    assert minutes_at_office(Presence(at(8), at(15, 30)), FASTING_FRIDAY) == 390


@pytest.mark.parametrize(
    ("target", "weekly", "asked"),
    [(450, None, 450), (450, 1200, 240), (390, 1200, 208), (300, 1200, 160), (450, 2250, 450), (0, 1200, 0)],
)
def test_part_time_staff_are_asked_for_their_share_of_each_day(target: int, weekly: int | None, asked: int) -> None:
    assert asked_of(target, None, weekly) == asked


def test_part_time_staff_count_no_more_than_their_share() -> None:
    assert counted_minutes(time(7, 30), time(16), 60, ORDINARY_DAY, None, 1200) == 240
    assert minutes_at_office(Presence(at(7, 30), at(11, 30)), ORDINARY_DAY, None, 1100) == 220  # half: no rest
    assert minutes_at_office(Presence(at(7, 30), at(12, 30)), ORDINARY_DAY, None, 1500) == 240  # less the hour's rest


def test_half_a_day_of_a_part_time_share_is_half_of_it() -> None:
    assert asked_of(450, an_away(part=Part.MORNING), 1200) == 120
    assert asked_of(450, an_away(), 1200) == 0


# A day split by a call to the office


@pytest.mark.parametrize(
    ("since", "presence", "home", "office"),
    [
        (at(10), Presence(at(11), at(16)), 150, 240),  # the rest off the longer share, the way there in neither
        (at(14), Presence(at(14, 30), at(16)), 330, 90),
        (at(10), Presence(at(10), at(18)), 150, 300),  # not beyond the permitted hours
        (at(7), Presence(at(7, 30), at(16)), 0, 450),  # called before the day began
        (at(10), Presence(at(9, 30), at(16)), 120, 330),  # arrived before the call was noted: no minute twice
        (at(10), Presence(at(11), None), 0, 0),  # not known yet when they went
    ],
)
def test_a_day_split_by_a_call_counts_both_shares(since: int, presence: Presence, home: int, office: int) -> None:
    assert minutes_recalled(since, presence, ORDINARY_DAY) == Shares(home, office)


def test_a_split_day_never_counts_more_than_it_asks() -> None:
    shares = minutes_recalled(at(12), Presence(at(12), at(16)), ORDINARY_DAY, None, 1500)

    assert (shares, shares.total) == (Shares(210, 90), asked_of(450, None, 1500))


def test_a_day_whose_call_came_before_it_is_an_office_day() -> None:
    row = a_row(calls={MONDAY: Recalled("kq3vd5c2x7mabnop")}, presences={MONDAY: Presence(at(9), at(15))})

    found = cell(row, MONDAY)

    assert (found.kind, found.minutes, found.home, found.final) == (DayClass.RECALLED, 330, 0, 330)


def test_a_called_day_is_split_and_is_not_known_before_attendance_is_there() -> None:
    called = {MONDAY: Recalled("kq3vd5c2x7mabnop", at(10))}
    split = cell(a_row(calls=called, presences={MONDAY: Presence(at(11), at(15))}), MONDAY)
    unknown = cell(a_row(calls=called), MONDAY)

    assert (split.kind, split.home, split.office, split.final) == (DayClass.RECALLED, 120, 210, 330)
    assert (unknown.kind, unknown.minutes, unknown.recalled) == (DayClass.NO_DATA, 0, called[MONDAY])


def test_who_is_at_home_again_after_a_call_was_withdrawn_is_at_home() -> None:
    row = a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)}, calls={MONDAY: Recalled("x", at(9))})

    assert (cell(row, MONDAY).kind, cell(row, MONDAY).recalled) == (DayClass.HOME, None)


# Days off, closures, days nobody explained


def test_work_on_a_day_off_is_shown_and_counts_nothing() -> None:
    came, filed = Presence(at(8), at(12)), a_mark(filed=Filed.IN_TIME, minutes=390)
    row = a_row(days={GOOD_FRIDAY: filed}, presences={SATURDAY: came})

    assert (cell(row, SATURDAY).kind, cell(row, SATURDAY).minutes, cell(row, SATURDAY).presence) == ("L", 0, came)
    assert (cell(row, GOOD_FRIDAY).kind, cell(row, GOOD_FRIDAY).minutes) == (DayClass.HOME, 0)


def test_a_closed_unit_is_a_class_of_its_own_once_the_report_is_there() -> None:
    days = {
        MONDAY: a_mark(closed=True, filed=Filed.IN_TIME, minutes=390, verdict=Verdict.ACCEPTED),
        TUESDAY: a_mark(closed=True, filed=Filed.LATE, minutes=390),
        WEDNESDAY: a_mark(closed=True),
    }
    cells = [cell(a_row(days=days), day) for day in days]

    assert "".join(each.kind for each in cells) == "UTB"
    assert all(each.closed for each in cells)
    assert [each.final for each in cells] == [390, 0, 0]


def test_an_office_day_that_the_machine_passed_over_is_to_be_explained() -> None:
    later = {TUESDAY: Presence(at(8), at(15))}
    by_hand = {TUESDAY: Presence(at(8), at(15), entered=True)}

    assert cell(a_row(presences=later), MONDAY).kind is DayClass.UNEXPLAINED
    assert cell(a_row(presences=later), WEDNESDAY).kind is DayClass.NO_DATA
    assert cell(a_row(presences=by_hand), MONDAY).kind is DayClass.NO_DATA


def test_what_is_not_known_falls_short_of_nothing() -> None:
    line = line_of(
        a_row(days={MONDAY: a_mark()}, presences={TUESDAY: Presence(at(9), None)}), SHEET.expected, WEDNESDAY
    )

    assert line.cells[25].kind is DayClass.UNREPORTED
    assert line.cells[26].kind is DayClass.INCOMPLETE
    explained = [each for each in line.cells if each.kind is DayClass.UNEXPLAINED]
    assert line.short == 390 + sum(each.target for each in explained)


def test_days_outside_the_unit_ask_and_count_nothing() -> None:
    filed = a_mark(filed=Filed.IN_TIME, minutes=390)
    row = a_row(days={FRIDAY: filed, MONDAY: filed}, since=MONDAY)

    line = line_of(row, SHEET.expected, AFTERWARDS)

    assert (line.required, line.counted) == (5 * 390, 390)


def test_provisional_and_final_minutes_make_up_what_is_counted() -> None:
    row = a_row(
        days={
            MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390),
            TUESDAY: a_mark(filed=Filed.IN_TIME, minutes=380, verdict=Verdict.ACCEPTED),
            WEDNESDAY: a_mark(filed=Filed.IN_TIME, minutes=300, verdict=Verdict.RETURNED),
        },
        presences={FRIDAY: Presence(at(8), at(15))},
    )

    line = line_of(row, SHEET.expected, AFTERWARDS)

    assert (line.counted, line.final, line.provisional) == (390 + 380 + 300 + 360, 380 + 360, 690)


def test_the_years_shortfall_stands_before_and_after_the_month() -> None:
    reported = a_mark(filed=Filed.IN_TIME, minutes=300)
    line = line_of(a_row(days={MONDAY: reported}, short=500), SHEET.expected, AFTERWARDS)

    assert (line.before, line.short, line.after) == (500, 90, 590)
    assert line_of(a_row(), SHEET.expected, AFTERWARDS).after is None


@pytest.mark.parametrize("pattern", [FIVE_DAYS, SIX_DAYS])
def test_a_weeks_norm_is_divided_among_its_days(pattern: object) -> None:
    assert isinstance(pattern, type(FIVE_DAYS))
    assert sum(norms_of(pattern.ordinary, WEEK)) == 2250
    assert sum(norms_of(pattern.fasting, FASTING_WEEK)) == 1950
