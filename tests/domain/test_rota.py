"""Rotas by example: whole months of whole units, and what is said where no rota can be."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS, expected_days
from chalicelib.domain.rota import make_rota
from chalicelib.domain.rota_bounds import Bounds, Group, Turns
from chalicelib.domain.rota_terms import (
    Always,
    Brief,
    Collision,
    Impossible,
    Member,
    Place,
    Placement,
    Reason,
    Rota,
    Rule,
)
from tests.domain.rota_units import MONDAY, broken_rules, working_days
from tests.factories import MAY, a_calendar

MAY_2021 = tuple(each.date for each in expected_days(MAY, FIVE_DAYS, a_calendar()) if each.hours)
WEEK = working_days(5)


def people(count: int) -> tuple[Member, ...]:
    return tuple(Member(f"p{number:02d}") for number in range(count))


def a_brief(
    members: tuple[Member, ...],
    days: tuple[date, ...] = WEEK,
    bounds: Bounds | None = None,
    turns: Turns = Turns.ALTERNATE,
    groups: tuple[Group, ...] = (),
    per_week: int | None = None,
    weekdays: tuple[int, ...] | None = None,
) -> Brief:
    """A brief in which half may be at home unless `bounds` say otherwise."""
    bound = bounds or Bounds(0, len(members) // 2)
    return Brief(days, (bound,) * len(days), members, turns, groups, weekdays, per_week)


def made(brief: Brief) -> Rota:
    rota = make_rota(brief)
    assert isinstance(rota, Rota)
    assert broken_rules(brief, rota) == []
    return rota


def drawn(rota: Rota) -> list[str]:
    """A rota as lines of letters: h at home, . in the office, x away."""
    letters = {Place.HOME: "h", Place.OFFICE: ".", Place.AWAY: "x"}
    return ["".join(letters[each.place] for each in line.placements) for line in rota.lines]


def home_days(rota: Rota) -> list[int]:
    return [line.count("h") for line in drawn(rota)]


def at_home(rota: Rota) -> list[int]:
    return [column.count("h") for column in zip(*drawn(rota), strict=True)]


# Metro, May 2021: at most half at home, one day in the office, one at home


def test_an_even_unit_falls_into_two_halves_that_take_turns() -> None:
    rota = made(a_brief(people(24), MAY_2021))

    assert len(MAY_2021) == 17
    assert drawn(rota) == ["h.h.h.h.h.h.h.h.h"] * 12 + [".h.h.h.h.h.h.h.h."] * 12
    assert at_home(rota) == [12] * 17


def test_weekdays_swap_from_week_to_week() -> None:
    rota = made(a_brief(people(24), working_days(10)))

    first = drawn(rota)[0]
    assert (first[:5], first[5:]) == ("h.h.h", ".h.h.")


def test_in_an_odd_unit_everybody_is_the_odd_one_out_in_turn() -> None:
    rota = made(a_brief(people(25), MAY_2021))

    assert at_home(rota) == [12] * 17
    assert sorted(home_days(rota)) == [8] * 21 + [9] * 4
    twice_in_the_office = [line.count("..") for line in drawn(rota)]
    assert max(twice_in_the_office) == 1
    assert sum(twice_in_the_office) == 16


def test_who_had_fewer_home_days_is_owed_them_and_comes_first_next_time() -> None:
    brief = a_brief(people(25), MAY_2021)
    may = made(brief)
    assert [line.owed for line in may.lines] == [9 - days for days in home_days(may)]

    june = made(a_brief(carried(brief, may), working_days(21, date(2021, 6, 1))))

    both = [one + other for one, other in zip(home_days(may), home_days(june), strict=True)]
    assert max(both) - min(both) <= 1


def test_nobody_is_at_home_on_the_last_day_of_a_period_and_the_first_of_the_next() -> None:
    brief = a_brief(people(24), MAY_2021)
    may = made(brief)

    june = made(a_brief(carried(brief, may), working_days(4, date(2021, 6, 1))))

    assert not [
        line for one, other in zip(drawn(may), drawn(june), strict=True) if (line := one[-1] + other[0]) == "hh"
    ]


def carried(brief: Brief, rota: Rota) -> tuple[Member, ...]:
    """The members as they enter the next period."""
    by_id = {line.member: line for line in rota.lines}
    return tuple(
        replace(member, owed=by_id[member.id].owed, was_home=by_id[member.id].placements[-1].place is Place.HOME)
        for member in brief.members
    )


def test_a_year_of_an_odd_unit_stays_balanced() -> None:
    members, total = people(7), [0] * 7
    for month in range(12):
        brief = a_brief(members, working_days(20 + month % 3, MONDAY + timedelta(28 * month)))
        rota = made(brief)
        total = [before + now for before, now in zip(total, home_days(rota), strict=True)]
        members = carried(brief, rota)

    assert max(total) - min(total) <= 1


# Pekanbaru, from 3 May 2021: at most half in the office, the head decides the turns


@pytest.mark.parametrize(("count", "fewest"), [(24, 12), (25, 13)])
def test_the_office_cap_keeps_enough_at_home(count: int, fewest: int) -> None:
    rota = made(a_brief(people(count), MAY_2021, Bounds(fewest, count, fewest), Turns.CUSTOM))

    assert at_home(rota) == [fewest] * 17
    assert max(home_days(rota)) - min(home_days(rota)) <= 1


def test_an_odd_unit_cannot_alternate_under_the_office_cap() -> None:
    brief = a_brief(people(25), MAY_2021, Bounds(13, 25))

    assert make_rota(brief) == Impossible(
        tuple(Collision(date(2021, 5, day), (Rule.OFFICE_CAP, Rule.ALTERNATE)) for day in (3, 4))
    )


# The national rule of 2025: two home days a week


def test_two_home_days_a_week_are_spread_over_its_days() -> None:
    rota = made(a_brief(people(10), working_days(5), per_week=2))

    assert home_days(rota) == [2] * 10
    assert at_home(rota) == [4] * 5


def test_home_days_of_the_week_before_the_period_count_in_it() -> None:
    members = tuple(replace(member, week_used=2) for member in people(4))

    rota = made(a_brief(members, working_days(7, MONDAY + timedelta(3)), per_week=2))

    assert [line[:2] for line in drawn(rota)] == [".."] * 4


def test_fridays_at_home() -> None:
    rota = made(a_brief(people(4), working_days(10), Bounds(0, 4), Turns.WEEKDAYS, weekdays=(4,)))

    assert drawn(rota) == ["....h....h"] * 4


def test_a_person_can_have_weekdays_of_their_own() -> None:
    members = (*people(3), Member("q", weekdays=(0,)))

    rota = made(a_brief(members, WEEK, Bounds(0, 4), Turns.WEEKDAYS, weekdays=(4,)))

    assert drawn(rota)[3] == "h...."


# Coverage, and what is settled beforehand


def test_a_counter_keeps_its_minimum_and_its_people_take_turns() -> None:
    members = tuple(replace(member, groups=("Loket",)) for member in people(3)) + people(9)[3:]

    rota = made(a_brief(members, working_days(10), groups=(Group("Loket", 2),)))

    counter = [line.count("h") for line in drawn(rota)[:3]]
    assert max(counter) - min(counter) <= 1
    reasons = {each for line in rota.lines[:3] for each in line.placements}
    assert Placement(Reason.OFFICE_COVERAGE, "Loket") in reasons


def test_what_is_settled_stands_and_says_why() -> None:
    monday, tuesday, wednesday = WEEK[:3]
    members = (
        Member("always home", always=Always.HOME),
        Member("always office", always=Always.OFFICE),
        Member("granted", home=frozenset({tuesday, wednesday})),
        Member("needed", office=frozenset({monday})),
        Member("on leave", away=frozenset({monday, tuesday})),
    )

    rota = made(a_brief(members, bounds=Bounds(0, 4)))

    lines = {line.member: "".join(each.reason.value for each in line.placements) for line in rota.lines}
    assert lines["always home"] == "hhhhh"
    assert lines["always office"] == "ooooo"
    assert lines["granted"] == "nggba"
    assert lines["needed"].startswith("k")
    assert lines["on leave"].startswith("xx")


def test_leave_neither_earns_home_days_nor_costs_any() -> None:
    absent = Member("p00", away=frozenset(working_days(10)[:4]))

    rota = made(a_brief((absent, *people(12)[1:]), working_days(10)))

    assert home_days(rota)[0] == 3
    assert set(home_days(rota)[1:]) <= {4, 5, 6}


def test_a_newcomer_and_an_empty_unit() -> None:
    assert home_days(made(a_brief(people(1)))) == [0]
    assert made(a_brief(())).lines == ()
    assert made(a_brief(people(2), ())).lines[0].placements == ()


# What collides is named


def test_granted_days_over_the_cap() -> None:
    members = tuple(replace(member, home=frozenset({WEEK[1]})) for member in people(3)) + people(4)[3:]

    assert make_rota(a_brief(members)) == Impossible((Collision(WEEK[1], (Rule.HOME_CAP, Rule.GRANTED)),))


def test_a_counter_without_enough_people_because_of_leave() -> None:
    members = tuple(replace(member, groups=("Loket",), away=frozenset({WEEK[2]})) for member in people(2))

    found = make_rota(a_brief((*members, *people(6)[2:]), groups=(Group("Loket", 1),)))

    assert found == Impossible((Collision(WEEK[2], (Rule.COVERAGE, Rule.LEAVE), ("Loket",)),))


def test_a_counter_against_the_office_cap() -> None:
    members = tuple(replace(member, groups=("Loket",)) for member in people(3)) + people(4)[3:]

    found = make_rota(a_brief(members, WEEK[:1], Bounds(2, 4), Turns.CUSTOM, groups=(Group("Loket", 3),)))

    assert found == Impossible((Collision(WEEK[0], (Rule.OFFICE_CAP, Rule.COVERAGE), ("Loket",)),))


def test_too_few_home_days_a_week_for_the_office_cap() -> None:
    found = make_rota(a_brief(people(4), WEEK, Bounds(2, 4), Turns.CUSTOM, per_week=2))

    assert isinstance(found, Impossible)
    assert {each.rules for each in found.collisions} == {(Rule.OFFICE_CAP, Rule.PER_WEEK)}


def test_a_group_that_nobody_named_is_an_error() -> None:
    with pytest.raises(KeyError):
        make_rota(a_brief((Member("p", groups=("Loket",)),)))
