"""Where an employee is expected today, and the one thing still to do."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.absences import Away, Part
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import Filed, Mark
from chalicelib.domain.today import Place, Today, Todo, today_of
from tests.factories import (
    APRIL,
    FRIDAY,
    MAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_mark,
    a_register,
    a_row,
    a_sheet,
    an_away,
)

ASKED = a_mark(approved=False)
APPROVED = a_mark()
REPORTED = a_mark(filed=Filed.IN_TIME, minutes=390)
LATE = a_mark(filed=Filed.LATE, minutes=390)
SUNDAY = date(2021, 4, 25)


def seen(day: date, days: dict[date, Mark], register: CircularRegister | None = None) -> Today:
    """The day of an employee of whom `days` are on record, April and May being open."""
    return today_of(
        day,
        (a_sheet(APRIL), a_sheet(MAY)),
        (
            a_row(days={each: mark for each, mark in days.items() if each.month == 4}),
            a_row(month=MAY, days={each: mark for each, mark in days.items() if each.month == 5}),
        ),
        register or a_register(),
    )


def with_away(away: Away) -> Today:
    """Monday of somebody who is away."""
    return today_of(MONDAY, (a_sheet(APRIL),), (a_row(aways={MONDAY: away}),), a_register())


def test_who_is_away_all_day_is_expected_nowhere() -> None:
    assert (with_away(an_away()).place, with_away(an_away()).away) == (Place.AWAY, an_away())


def test_half_a_day_away_leaves_the_other_half() -> None:
    half = an_away(part=Part.MORNING)

    assert (with_away(half).place, with_away(half).away) == (Place.OFFICE, half)


def test_a_day_off_is_a_day_off_in_the_middle_of_leave() -> None:
    found = today_of(SUNDAY, (a_sheet(APRIL),), (a_row(aways={SUNDAY: an_away()}),), a_register())

    assert (found.place, found.away) == (Place.OFF, None)


@pytest.mark.parametrize(
    ("day", "mark", "missing", "place", "todo", "report_day"),
    [
        # at home
        (MONDAY, APPROVED, False, Place.HOME, Todo.FILE_REPORT, MONDAY),
        (MONDAY, APPROVED, True, Place.HOME, Todo.FILE_REPORT, MONDAY),  # today first, the older one beside it
        (MONDAY, REPORTED, False, Place.HOME, Todo.REQUEST_ORDER, None),
        (MONDAY, REPORTED, True, Place.HOME, Todo.FILE_REPORT, FRIDAY),
        (MONDAY, LATE, False, Place.HOME, Todo.REQUEST_ORDER, None),
        # in the office
        (MONDAY, None, False, Place.OFFICE, Todo.REQUEST_ORDER, None),
        (MONDAY, None, True, Place.OFFICE, Todo.FILE_REPORT, FRIDAY),
        # asked for, not decided: the office it is
        (MONDAY, ASKED, False, Place.OFFICE, Todo.REQUEST_ORDER, None),
        (MONDAY, ASKED, True, Place.OFFICE, Todo.FILE_REPORT, FRIDAY),
        # a day off
        (SUNDAY, None, False, Place.OFF, Todo.REQUEST_ORDER, None),
        (SUNDAY, None, True, Place.OFF, Todo.FILE_REPORT, FRIDAY),
    ],
)
def test_today_says_where_to_be_and_the_one_thing_to_do(
    day: date,
    mark: Mark | None,
    missing: bool,
    place: Place,
    todo: Todo,
    report_day: date | None,
) -> None:
    days = ({day: mark} if mark else {}) | ({FRIDAY: APPROVED} if missing else {})

    today = seen(day, days)

    assert (today.place, today.todo, today.report_day) == (place, todo, report_day)
    assert today.missing == ((FRIDAY,) if missing else ())
    assert today.mark == mark


def test_who_is_at_home_reads_what_the_circular_tells_them_and_its_health_protocol() -> None:
    register = a_register(a_circular(instructions=("tetap di rumah",), protocol=("mencuci tangan",)))

    assert seen(MONDAY, {MONDAY: APPROVED}, register).orders == ("tetap di rumah", "mencuci tangan")
    assert seen(MONDAY, {MONDAY: ASKED}, register).orders == ()


def test_without_a_circular_there_is_nothing_to_ask_for() -> None:
    assert seen(MONDAY, {}, a_register(a_circular(end=FRIDAY))).todo is Todo.NOTHING


def test_a_report_is_still_owed_after_the_circular_ended() -> None:
    today = seen(MONDAY, {FRIDAY: APPROVED}, a_register(a_circular(end=FRIDAY)))

    assert (today.todo, today.report_day) == (Todo.FILE_REPORT, FRIDAY)


@pytest.mark.parametrize(
    ("grace", "missing"),
    [
        (2, ()),  # until Sunday
        (3, (FRIDAY,)),  # until Monday, today
        (4, (FRIDAY,)),
    ],
)
def test_a_report_is_asked_for_as_long_as_it_is_accepted(grace: int, missing: tuple[date, ...]) -> None:
    today = seen(MONDAY, {FRIDAY: APPROVED}, a_register(a_circular(report_grace_days=grace)))

    assert today.missing == missing


def test_reports_are_not_looked_for_longer_than_a_fortnight_back() -> None:
    days = {MONDAY - timedelta(14): APPROVED, MONDAY - timedelta(15): APPROVED}

    assert seen(MONDAY, days, a_register(a_circular(report_grace_days=90))).missing == (MONDAY - timedelta(14),)


def test_of_several_missing_reports_the_oldest_comes_first() -> None:
    today = seen(WEDNESDAY, {TUESDAY: APPROVED, MONDAY: APPROVED})

    assert today.missing == (MONDAY, TUESDAY)
    assert today.report_day == MONDAY


@pytest.mark.parametrize("mark", [ASKED, REPORTED, LATE])
def test_only_approved_days_without_a_report_are_missing(mark: Mark) -> None:
    assert seen(MONDAY, {FRIDAY: mark}).missing == ()


def test_days_ahead_are_not_missing() -> None:
    assert seen(MONDAY, {TUESDAY: APPROVED, WEDNESDAY: APPROVED}).missing == ()


def test_on_the_first_working_days_last_months_report_is_still_asked_for() -> None:
    today = seen(date(2021, 5, 3), {date(2021, 4, 30): APPROVED})

    assert (today.todo, today.report_day) == (Todo.FILE_REPORT, date(2021, 4, 30))


def test_the_same_day_of_another_month_is_another_day() -> None:
    today = seen(date(2021, 5, 3), {date(2021, 4, 3): APPROVED})

    assert (today.place, today.mark) == (Place.OFFICE, None)


def test_today_carries_the_hours_that_are_asked() -> None:
    today = seen(MONDAY, {})

    assert (today.expected.date, today.expected.target) == (MONDAY, 390)


def test_a_holiday_is_off_and_says_its_name() -> None:
    today = seen(date(2021, 5, 13), {})

    assert today.place is Place.OFF
    assert today.expected.holiday == "Hari Raya Idul Fitri; Kenaikan Isa Almasih"
