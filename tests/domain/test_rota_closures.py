"""Closed days in a rota: nobody's turn, whatever the caps, and the turns go on as after days off."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected
from chalicelib.domain.capacity import Closed, ClosedDays
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.rota import make_rota
from chalicelib.domain.rota_bounds import Bounds, Turns
from chalicelib.domain.rota_briefs import Circumstances
from chalicelib.domain.rota_resumed import continued, with_closed
from chalicelib.domain.rota_terms import Brief, Member, Place, Placement, Reason, Rota
from tests.domain.rota_units import a_random_unit, broken_rules, working_days
from tests.domain.test_rota_briefs import MONDAY, NAMES, UNIT, circumstances, drawn
from tests.factories import a_circular

spans = st.tuples(st.integers(0, 9), st.integers(1, 4))
"""Where among ten working days a closure begins, and how long it lasts."""


def shut(first: date, last: date, *people: str) -> ClosedDays:
    return ClosedDays(UNIT.id, (Closed("c", "", tuple(map(EmployeeId, people)), first, last),))


def as_days_off(known: Circumstances, first: date, last: date) -> Circumstances:
    """The same period with days off in the place of the closed ones."""
    off = (Expected(each.date, None, "") if first <= each.date <= last else each for each in known.expected)
    return replace(known, expected=tuple(off))


@given(spans, st.sampled_from(Pattern))
def test_a_closed_unit_goes_on_as_after_days_off(span: tuple[int, int], pattern: Pattern) -> None:
    known = circumstances(a_circular(pattern=pattern, weekdays=(0, 2, 4)), days=14)
    begin = MONDAY + timedelta(span[0])
    end = begin + timedelta(span[1] - 1)

    with_closure = drawn(replace(known, closed=shut(begin, end)))
    with_days_off = drawn(as_days_off(known, begin, end))

    turns = {line.employee: line.days.replace(Reason.CLOSED.value, "") for line in with_closure.lines}
    assert turns == {line.employee: line.days for line in with_days_off.lines}
    for number, day in enumerate(with_closure.days):
        at = {with_closure.placement(line, number).place for line in with_closure.lines}
        assert (at == {Place.CLOSED}) is (begin <= day <= end)


@settings(max_examples=30)
@given(st.integers(4, 14), spans, st.sampled_from([Turns.ALTERNATE, Turns.CUSTOM]), st.integers(0, 99))
def test_a_part_that_was_closed_neither_wins_nor_loses_turns(
    count: int, span: tuple[int, int], turns: Turns, seed: int
) -> None:
    days = working_days(10)
    closed = frozenset(days[span[0] : span[0] + span[1]])
    part = frozenset(Random(seed).sample(range(count), count // 2))
    members = tuple(
        Member(f"m{number:02d}", closed=closed if number in part else frozenset()) for number in range(count)
    )
    bounds = tuple(Bounds(0, (count - len(part)) // 2) if day in closed else Bounds(0, count // 2) for day in days)

    rota = make_rota(Brief(days, bounds, members, turns))

    assert isinstance(rota, Rota)
    places = [[each.place for each in line.placements] for line in rota.lines]
    homes = [line.count(Place.HOME) for line in places]
    for those in ([homes[n] for n in part], [homes[n] for n in range(count) if n not in part]):
        assert max(those) - min(those) <= 1
    for number, line in enumerate(places):
        assert [day for day, place in zip(days, line, strict=True) if place is Place.CLOSED] == (
            sorted(closed) if number in part else []
        )
        open_days = [place for place in line if place is not Place.CLOSED]
        if turns is Turns.ALTERNATE:
            assert (Place.HOME, Place.HOME) not in pairwise(open_days), "closed days are days off"


@settings(max_examples=30)
@given(st.integers(0, 9999))
def test_no_hard_rule_is_broken_around_closed_days(seed: int) -> None:
    dice = Random(seed)
    brief = a_random_unit(dice)
    begin = dice.randrange(len(brief.days))
    closed = frozenset(brief.days[begin : begin + dice.randint(1, 3)])
    members = tuple(replace(each, closed=closed) if dice.random() < 0.5 else each for each in brief.members)

    rota = make_rota(replace(brief, members=members))

    if isinstance(rota, Rota):
        away = tuple(replace(each, away=each.away | each.closed) for each in members)
        assert broken_rules(replace(brief, members=away), absent_instead(rota)) == []


def absent_instead(rota: Rota) -> Rota:
    """The rota with absence in the place of closed days."""
    away = Placement(Reason.AWAY)
    lines = (
        replace(line, placements=tuple(away if each.place is Place.CLOSED else each for each in line.placements))
        for line in rota.lines
    )
    return Rota(tuple(lines))


def test_a_counter_asks_for_no_more_than_are_there_on_closed_days() -> None:
    known = circumstances(a_circular(structural_present=2), people=None)
    officers = tuple(replace(each, echelon="III.a") for each in known.staff)
    known = replace(known, staff=officers, closed=shut(MONDAY, MONDAY, *NAMES[:3]))

    rota = drawn(known)

    assert [group.on(0) for group in rota.groups] == [1]
    assert rota.groups[0].on(1) == 2


def test_a_rota_goes_on_from_a_day_and_makes_up_for_what_was_before() -> None:
    """Two who had three home days of the first week more than the others have fewer in the second."""
    known = circumstances(a_circular(), days=10)
    was = drawn(known)
    uneven = {"ani": "tttss", "ben": "tttss", "cut": "sssss", "dan": "sssss"}
    lines = tuple(replace(line, days=uneven[line.employee] + line.days[5:]) for line in was.lines)
    so_far = with_closed(replace(was, lines=lines), ClosedDays(UNIT.id), MONDAY)
    second = tuple(each for each in known.expected if each.date >= MONDAY + timedelta(7))

    anew = drawn(replace(known, expected=second, so_far=so_far, workdays_before=so_far.days[:5]))
    rota = continued(so_far, anew)

    homes = {line.employee: line.home_days for line in rota.lines}
    assert {line.employee: line.days[:5] for line in rota.lines} == uneven
    assert max(homes.values()) - min(homes.values()) <= 1
    assert sum(homes.values()) == 6 + 2 * 2, "two on each of the two days left"
