"""Who may work from home under a circular, and on which days."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.circulars import Circular, Pattern
from chalicelib.domain.eligibility import day_problems, person_problems, structural_problems
from chalicelib.domain.orders import OrderDay
from chalicelib.domain.people import Employee
from chalicelib.domain.refusals import Problem
from tests.factories import a_circular, a_unit, an_employee

MONDAY = date(2021, 4, 26)


def asked(*days: int) -> tuple[OrderDay, ...]:
    """Days from that Monday on."""
    return tuple(OrderDay(MONDAY + timedelta(day), time(7, 30), time(16)) for day in days)


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [each.message.msgid % each.message.values for each in problems]


def of(person: Employee, circular: Circular, placed: date | None = None) -> list[str]:
    return said(person_problems(person, a_unit(), placed, asked(0, 2), circular))


def test_whom_nothing_keeps_in_the_office_may_ask() -> None:
    assert (
        of(replace(an_employee(), number="1001"), a_circular(disciplined=("1002",), always_in_posts=("Sekretaris",)))
        == []
    )


def test_a_unit_that_is_always_in_the_office_is_told_so() -> None:
    circular = a_circular(always_in_units=("DISKOMINFO",))
    assert of(an_employee(), circular) == ["Menurut surat edaran, seluruh pegawai unit Anda bekerja di kantor."]


def test_a_post_that_is_always_in_the_office_is_told_so() -> None:
    (why,) = of(an_employee(post="Petugas Loket"), a_circular(always_in_posts=("petugas",)))
    assert why == "Menurut surat edaran, jabatan Petugas Loket selalu bekerja di kantor."


@pytest.mark.parametrize("circular", [a_circular(disciplined=("1001",)), a_circular(newly_placed=("1001",))])
def test_excluded_staff_are_refused_without_a_word_of_discipline(circular: Circular) -> None:
    (why,) = of(replace(an_employee(), number="1001"), circular)
    assert "dikecualikan" in why
    assert "disiplin" not in why


def test_nobody_without_a_number_is_taken_for_another() -> None:
    assert of(an_employee(), a_circular(disciplined=("1001",))) == []


@pytest.mark.parametrize(
    ("placed", "refused"),
    [
        (MONDAY - timedelta(30), 0),  # settled on that very Monday
        (MONDAY - timedelta(29), 1),
        (MONDAY - timedelta(27), 2),
        (None, 0),
    ],
)
def test_newly_placed_staff_wait_until_they_have_settled(placed: date | None, refused: int) -> None:
    assert len(of(an_employee(), a_circular(settling_days=30), placed)) == refused


def test_without_days_of_settling_a_newcomer_may_ask() -> None:
    assert of(an_employee(), a_circular(), MONDAY) == []


def test_where_weekdays_are_fixed_others_are_refused_and_the_right_ones_named() -> None:
    fridays = a_circular(pattern=Pattern.FIXED_WEEKDAYS, weekdays=(4,))
    (wrong,) = day_problems(asked(3, 4), frozenset(), fridays)
    assert wrong.message.values == {"day": MONDAY + timedelta(3), "days": (MONDAY + timedelta(4),)}


@pytest.mark.parametrize(
    ("days", "held", "refused"),
    [
        ((0, 2), (), 0),
        ((0, 2, 4), (), 1),
        ((0, 2), (3,), 1),  # held ones count
        ((0,), (0, 2), 0),  # the same day counts once
        ((0, 7), (2, 9), 0),  # two a week in both
        ((0, 2, 4, 7, 9, 11), (), 2),  # each week is named
        ((6,), (0, 1), 1),  # Sunday ends the week
        ((0,), (-1, -2), 0),  # the days before belong to the last one
    ],
)
def test_a_week_holds_no_more_days_than_allowed(days: tuple[int, ...], held: tuple[int, ...], refused: int) -> None:
    at_home = frozenset(MONDAY + timedelta(day) for day in held)
    assert len(day_problems(asked(*days), at_home, a_circular(most_per_week=2))) == refused


def test_without_a_weekly_limit_every_day_may_be_asked_for() -> None:
    assert day_problems(asked(0, 1, 2, 3, 4), frozenset(), a_circular()) == ()


@pytest.mark.parametrize(("officers", "away", "refused"), [(4, 1, 0), (4, 2, 1), (3, 0, 0), (2, 0, 1), (1, 0, 1)])
def test_enough_structural_officers_stay_in_the_office(officers: int, away: int, refused: int) -> None:
    found = structural_problems(asked(0), officers, {MONDAY: away}, a_circular(structural_present=2))
    assert len(found) == refused
