"""What a circular asks of a rota: the rules of the moment of asking, day by day."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS, expected_days
from chalicelib.domain.circulars import Base, Circular, Pattern, Rounding
from chalicelib.domain.eligibility import kept_in
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.people import Employee
from chalicelib.domain.rota import make_rota
from chalicelib.domain.rota_books import RotaRules
from chalicelib.domain.rota_bounds import STRUCTURAL, Bounds, Turns
from chalicelib.domain.rota_briefs import Circumstances, brief_of, rota_of
from chalicelib.domain.rota_changes import broken, moved
from chalicelib.domain.rota_terms import Place, Reason, Rota
from chalicelib.domain.rotas import UnitRota
from tests.factories import (
    FRIDAY_MORNING,
    MAY,
    a_calendar,
    a_circular,
    a_mark,
    a_register,
    a_row,
    a_unit,
    an_employee,
)

MONDAY = date(2021, 5, 17)
"""Two weeks without a holiday but Wednesday, 26 May."""
FIRST_WEEK = tuple(MONDAY + timedelta(n) for n in range(5))
UNIT = a_unit()
NAMES = ("ani", "ben", "cut", "dan")


def staff(**ani: Any) -> tuple[Employee, ...]:
    """Four people; `ani` is what is special about the first of them."""
    people = [an_employee(name, name=name) for name in NAMES]
    return (replace(people[0], **ani), *people[1:])


def circumstances(
    *circulars: Circular,
    people: tuple[Employee, ...] | None = None,
    rules: RotaRules | None = None,
    rows: tuple[LedgerRow, ...] = (),
    days: int = 5,
) -> Circumstances:
    last = MONDAY + timedelta(days - 1)
    expected = tuple(each for each in expected_days(MAY, FIVE_DAYS, a_calendar()) if MONDAY <= each.date <= last)
    return Circumstances(
        UNIT,
        staff() if people is None else people,
        rules or RotaRules(),
        a_register(*circulars),
        expected,
        rows,
        (MONDAY - timedelta(3),),
        None,
    )


def drawn(known: Circumstances) -> UnitRota:
    brief = brief_of(known)
    made = make_rota(brief)
    assert isinstance(made, Rota)
    circular = known.register.in_force(UNIT.id, MONDAY)
    assert circular
    rota = rota_of(known, circular, brief, made, version=1, by="Rina", at=FRIDAY_MORNING)
    assert not list(broken(rota))
    return rota


def lines(known: Circumstances) -> dict[str, str]:
    return {line.employee: line.days for line in drawn(known).lines}


def home_days(known: Circumstances) -> dict[str, int]:
    return {line.employee: line.home_days for line in drawn(known).lines}


# The number of days and the weekdays


def test_the_circulars_number_of_days_a_week_binds_and_the_units_may_only_be_smaller() -> None:
    two = a_circular(most_per_week=2)

    assert set(home_days(circumstances(two)).values()) == {2}
    assert max(home_days(circumstances(two, rules=RotaRules(per_week=4))).values()) == 2
    assert max(home_days(circumstances(two, rules=RotaRules(per_week=1))).values()) == 1


def test_home_days_ordered_in_the_same_week_before_the_period_count() -> None:
    ordered = a_row("ani", month=MAY, days={date(2021, 5, day): a_mark(approved=day == 18) for day in (17, 18)})
    known = circumstances(a_circular(most_per_week=2), rows=(ordered,))
    later = [each for each in known.expected if each.date > date(2021, 5, 18)]
    brief = brief_of(
        Circumstances(
            UNIT, known.staff, known.rules, known.register, tuple(later), known.rows, (date(2021, 5, 18),), None
        )
    )

    ani = brief.members[0]
    assert (ani.week_used, ani.was_home, ani.home) == (2, True, frozenset())


def test_only_the_weekdays_of_the_circular_are_days_at_home() -> None:
    fridays = a_circular(pattern=Pattern.FIXED_WEEKDAYS, weekdays=(4,))
    known = circumstances(fridays, rules=RotaRules(Turns.WEEKDAYS, (0, 1)))

    rota = drawn(known)

    assert [rota.home_on(number) for number in range(5)] == [0, 0, 0, 0, 2]
    assert {line.days[4] for line in rota.lines} == {"w", "u"}
    assert {line.days[0] for line in rota.lines} == {Reason.OFFICE_WEEKDAY.value}


def test_a_hand_that_moves_against_the_circulars_weekdays_is_told() -> None:
    rota = drawn(circumstances(a_circular(pattern=Pattern.FIXED_WEEKDAYS, weekdays=(4,))))

    (found,) = broken(moved(rota, "ani", MONDAY, Place.HOME, MONDAY))

    assert "bukan hari bekerja dari rumah" in found.message.msgid


def test_the_heads_weekdays_hold_where_the_circular_leaves_the_choice() -> None:
    rota = drawn(circumstances(rules=RotaRules(Turns.WEEKDAYS, (0,))))

    assert [rota.home_on(number) for number in range(5)] == [2, 0, 0, 0, 0]


# Who is kept in the office

KEPT_IN = [
    ({"post": "Kepala Bidang Aptika"}, {"always_in_posts": ("kepala bidang",)}, "rrrrr"),
    ({"number": "D-7"}, {"disciplined": ("D-7",)}, "rrrrr"),
    ({"number": "D-7"}, {"newly_placed": ("D-7",)}, "rrrrr"),
    ({"placed": date(2021, 5, 10)}, {"settling_days": 9}, "rr"),
]


@pytest.mark.parametrize(("who", "rule", "begins"), KEPT_IN)
@pytest.mark.parametrize("always_home", [False, True])
def test_the_circular_keeps_people_in_the_office_whatever_the_unit_says(
    who: dict[str, Any], rule: dict[str, Any], begins: str, always_home: bool
) -> None:
    people = staff(**who)
    rules = RotaRules(always_home=(people[0].id,) if always_home else ())

    days = lines(circumstances(a_circular(**rule), people=people, rules=rules))

    assert days["ani"].startswith(begins)
    assert (Reason.OFFICE_RULED.value in days["ani"][len(begins) :]) is False
    assert not any(Reason.OFFICE_RULED.value in line for name, line in days.items() if name != "ani")


def test_a_rota_and_the_moment_of_asking_keep_the_same_days() -> None:
    who, circular = staff(placed=date(2021, 5, 10))[0], a_circular(settling_days=9)

    assert kept_in(who, UNIT, who.begun, FIRST_WEEK, circular) == set(FIRST_WEEK[:2])
    assert brief_of(circumstances(circular, people=(who,))).members[0].kept_in == set(FIRST_WEEK[:2])


def test_a_unit_that_is_always_in_the_office_has_nobody_at_home() -> None:
    assert set(lines(circumstances(a_circular(always_in_units=(UNIT.id,)))).values()) == {"rrrrr"}


def test_caps_are_of_those_who_take_turns_and_rounded_as_the_circular_says() -> None:
    circular = a_circular(always_in_posts=("kepala",), base=Base.ROTATING, rounding=Rounding.UP)

    rota = drawn(circumstances(circular, people=staff(post="Kepala Dinas")))

    assert {each.most for each in rota.bounds} == {2}
    assert circular.bounds_of(UNIT.id, 4, ["Kepala Dinas", "Analis", "Analis", "Analis"]) == (0, 2)


def test_somebody_always_at_home_takes_turns_while_the_circular_spaces_home_days_out() -> None:
    rules = RotaRules(always_home=(staff()[0].id,))

    assert lines(circumstances(rules=rules))["ani"] == "hhhhh"
    assert home_days(circumstances(a_circular(most_per_week=2), rules=rules))["ani"] == 2
    assert lines(circumstances(a_circular(pattern=Pattern.ALTERNATE_DAYS), rules=rules))["ani"] in ("ababa", "babab")


# Structural officers


def officers(count: int) -> tuple[Employee, ...]:
    return tuple(an_employee(name, name=name, echelon="III.a" if n < count else None) for n, name in enumerate(NAMES))


@pytest.mark.parametrize(("count", "gone"), [(3, 1), (2, 0), (1, 0)])
def test_so_many_structural_officers_stay_as_the_circular_asks(count: int, gone: int) -> None:
    """Where the unit has fewer, all of them do; half the unit is at home all the same."""
    days = lines(circumstances(a_circular(structural_present=2), people=officers(count)))

    away = [sum(days[name][day] == "t" for name in NAMES[:count]) for day in range(5)]
    assert max(away) == gone
    assert sum(line.count("t") for line in days.values()) == 10


def test_the_unit_may_ask_for_more_officers_than_the_circular() -> None:
    known = circumstances(a_circular(structural_present=1), people=officers(3), rules=RotaRules(structural=3))

    (group,) = brief_of(known).groups

    assert (group.name, group.minimum) == (STRUCTURAL, 3)


# Replaced in the middle of the period


def test_each_day_is_bound_by_the_circular_in_force_on_it() -> None:
    """Metro's day about until Wednesday, then an office cap under which the head chooses two days a week."""
    metro = a_circular("metro", pattern=Pattern.ALTERNATE_DAYS, citation="SE Nomor 1")
    later = a_circular(
        "later",
        start=date(2021, 5, 20),
        max_home_pct=None,
        max_office_pct=75,
        most_per_week=2,
        structural_present=1,
        always_in_posts=("kepala",),
        citation="SE Nomor 2",
    )

    rota = drawn(circumstances(metro, later, people=staff(post="Kepala Dinas", echelon="II.b")))

    assert rota.bounds[2] == Bounds(0, 2, 2, Turns.ALTERNATE)
    assert rota.bounds[3] == Bounds(1, 3, 2, None, 2)
    assert [rota.groups[0].on(number) for number in range(5)] == [0, 0, 0, 1, 1]
    assert {str(line.employee): line.days for line in rota.lines}["ani"][3:] == "rr"
    assert {letter for line in rota.lines for letter in line.days[:3]} & set("at") == {"a"}
    assert {letter for line in rota.lines for letter in line.days[3:]} & set("at") == {"t"}
    assert rota.citation == "SE Nomor 1; SE Nomor 2"


def test_days_after_the_end_of_a_circular_are_in_the_office() -> None:
    rota = drawn(circumstances(a_circular(end=date(2021, 5, 19))))

    assert [rota.home_on(number) for number in range(5)] == [2, 2, 2, 0, 0]
