"""What holds of every rota, on units nobody thought of, and what an exact solver says of them."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.rota import MOST_OWED, fairly_placed, make_rota
from chalicelib.domain.rota_fairness import spread
from chalicelib.domain.rota_frame import Frame
from chalicelib.domain.rota_reasons import TEXTS, explained
from chalicelib.domain.rota_terms import Brief, Impossible, Place, Placement, Reason, Rota
from tests.domain.rota_optimum import Optimum, optimum
from tests.domain.rota_units import a_random_unit, broken_rules

COMPARED = range(25)
"""Enough that a lost day here and there is seen; two hundred and more were compared when the engine was made."""

seeds = st.integers(0, 10**9)
units = seeds.map(lambda seed: a_random_unit(Random(seed)))
larger_units = seeds.map(lambda seed: a_random_unit(Random(seed), people=60, days=23))


@given(units)
def test_no_hard_rule_is_broken_or_it_is_said_which_collide(brief: Brief) -> None:
    rota = make_rota(brief)

    if isinstance(rota, Impossible):
        assert rota.collisions
        assert all(each.day in brief.days and each.rules for each in rota.collisions)
    else:
        assert broken_rules(brief, rota) == []
        assert all(0 <= line.owed <= MOST_OWED for line in rota.lines)


@given(larger_units)
def test_nor_in_larger_units(brief: Brief) -> None:
    rota = make_rota(brief)

    assert isinstance(rota, Impossible) or broken_rules(brief, rota) == []


@settings(max_examples=15)
@given(units, seeds)
def test_the_order_of_the_people_makes_no_difference(brief: Brief, seed: int) -> None:
    mixed = list(brief.members)
    Random(seed).shuffle(mixed)

    assert make_rota(replace(brief, members=tuple(mixed))) == make_rota(brief)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_text_and_a_place(reason: Reason) -> None:
    message = explained(Placement(reason, "Loket"), home=12, minimum=2, per_week=3)

    assert message.msgid == TEXTS[reason]
    assert message.msgid % message.values
    assert Placement(reason).place in Place


def test_no_rota_is_missed_and_hardly_one_could_be_fairer() -> None:
    best = {seed: optimum(a_random_unit(Random(seed))) for seed in COMPARED}
    ours = {seed: _reached(a_random_unit(Random(seed))) for seed in COMPARED}

    assert [seed for seed in COMPARED if (best[seed] is None) != (ours[seed] is None)] == []
    pairs = [(mine, theirs) for seed in COMPARED if (mine := ours[seed]) and (theirs := best[seed])]
    assert [mine.home for mine, _ in pairs] == [theirs.home for _, theirs in pairs]
    behind = [mine.spread - theirs.spread for mine, theirs in pairs]
    assert max(behind) <= 1
    assert behind.count(1) <= len(pairs) * 5 // 100


def _reached(brief: Brief) -> Optimum | None:
    rota, frame = make_rota(brief), Frame(brief)
    if not isinstance(rota, Rota):
        return None
    placing = fairly_placed(frame)
    assert placing is not None
    home = sum(each.place is Place.HOME for line in rota.lines for each in line.placements)
    return Optimum(home, spread(placing))
