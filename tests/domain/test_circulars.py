"""What a circular allows, and which one binds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.circulars import Base, Circular, Risk, Rounding
from chalicelib.domain.people import UnitId
from tests.factories import a_circular, a_register

UNIT = UnitId("DISKOMINFO")

headcounts = st.integers(0, 5000)
shares = st.integers(0, 100)


def metro(pct: int = 50) -> Circular:
    """Caps how many are at home."""
    return a_circular(max_home_pct=pct, max_office_pct=None)


def pekanbaru(pct: int = 50) -> Circular:
    """Caps how many are in the office."""
    return a_circular(max_home_pct=None, max_office_pct=pct)


@pytest.mark.parametrize(
    ("circular", "headcount", "fewest", "most"),
    [
        # half of an odd number: a share is never exceeded
        (metro(), 24, 0, 12),
        (metro(), 25, 0, 12),
        (metro(), 1, 0, 0),
        (metro(), 0, 0, 0),
        (metro(33), 10, 0, 3),
        (metro(100), 7, 0, 7),
        (metro(0), 7, 0, 0),
        # at most 12 of 25 in the office leaves at least 13 at home
        (pekanbaru(), 24, 12, 24),
        (pekanbaru(), 25, 13, 25),
        (pekanbaru(), 1, 1, 1),
        (pekanbaru(), 0, 0, 0),
        (pekanbaru(33), 10, 7, 10),
        (pekanbaru(100), 7, 0, 7),
        (pekanbaru(0), 7, 7, 7),
        # neither cap
        (a_circular(max_home_pct=None, max_office_pct=None), 25, 0, 25),
        # both
        (a_circular(max_home_pct=75, max_office_pct=50), 25, 13, 18),
    ],
)
def test_the_caps_of_a_unit(circular: Circular, headcount: int, fewest: int, most: int) -> None:
    assert circular.bounds(headcount) == (fewest, most)


@pytest.mark.parametrize(
    ("rounding", "most", "fewest"),
    [(Rounding.DOWN, 12, 13), (Rounding.NEAREST, 13, 12), (Rounding.UP, 13, 12)],
)
def test_half_of_twenty_five_by_the_circulars_rounding(rounding: Rounding, most: int, fewest: int) -> None:
    assert a_circular(rounding=rounding).bounds(25) == (0, most)
    assert a_circular(max_home_pct=None, max_office_pct=50, rounding=rounding).bounds(25) == (fewest, 25)


def test_a_third_of_ten_is_nearer_to_three_and_rounded_up_it_is_four() -> None:
    assert a_circular(max_home_pct=33, rounding=Rounding.NEAREST).bounds(10) == (0, 3)
    assert a_circular(max_home_pct=33, rounding=Rounding.UP).bounds(10) == (0, 4)


@pytest.mark.parametrize(
    ("circular", "fewest", "most"),
    [
        # 4 of 24 are always in: of all 24 half may be at home, of the 20 who take turns ten
        (a_circular(), 0, 12),
        (a_circular(base=Base.ROTATING), 0, 10),
        # never more than could be at home at all
        (a_circular(max_home_pct=100), 0, 20),
        (a_circular(max_home_pct=None, max_office_pct=0), 20, 20),
        (a_circular(max_home_pct=None, max_office_pct=50, base=Base.ROTATING), 10, 20),
    ],
)
def test_those_who_are_always_in_the_office_count_as_the_base_says(circular: Circular, fewest: int, most: int) -> None:
    assert circular.bounds(24, always_in=4) == (fewest, most)


@given(headcounts, st.integers(0, 5000), shares, shares, st.sampled_from(Rounding), st.sampled_from(Base))
def test_bounds_never_ask_for_people_there_are_not(
    headcount: int, always_in: int, home: int, office: int, rounding: Rounding, base: Base
) -> None:
    always_in = min(always_in, headcount)
    circular = a_circular(max_home_pct=home, max_office_pct=office, rounding=rounding, base=base)
    for bound in circular.bounds(headcount, always_in):
        assert 0 <= bound <= headcount - always_in


@pytest.mark.parametrize(("risk", "fewest"), [(Risk.NONE, 0), (Risk.LOW, 6), (Risk.MEDIUM, 12), (Risk.HIGH, 18)])
def test_the_level_of_risk_caps_the_office(risk: Risk, fewest: int) -> None:
    assert a_circular(max_home_pct=None, risk=risk).bounds(24) == (fewest, 24)


def test_of_the_circulars_own_cap_and_the_level_of_risk_the_stricter_holds() -> None:
    assert a_circular(max_office_pct=50, risk=Risk.LOW).office_pct == 50
    assert a_circular(max_office_pct=50, risk=Risk.HIGH).office_pct == 25


@pytest.mark.parametrize(
    ("post", "always_in"),
    [
        ("Kepala Dinas Sosial", True),
        ("kepala  dinas", True),
        ("Kepala Bidang Sosial", False),
        ("Wakil Kepala Dinas", False),
        ("Kepala Dinasti", False),
    ],
)
def test_a_post_is_named_by_its_first_words(post: str, always_in: bool) -> None:
    assert a_circular(always_in_posts=("Kepala Dinas",)).is_always_in(post) is always_in


def test_a_unit_that_is_always_in_the_office_has_no_places() -> None:
    circular = a_circular(units=("RSUD", "BKPSDM"), always_in_units=("RSUD",), max_office_pct=50, max_home_pct=None)

    assert circular.bounds_of(UnitId("RSUD"), 24, ()) == (0, 0)
    assert circular.bounds_of(UnitId("BKPSDM"), 24, ()) == (12, 24)


def test_posts_that_are_always_in_are_counted_among_those_there_are() -> None:
    circular = a_circular(always_in_posts=("Sekretaris",), base=Base.ROTATING)

    assert circular.bounds_of(UNIT, 3, ("Sekretaris Dinas", "Analis", "Analis")) == (0, 1)


@given(headcounts, shares)
def test_a_home_cap_is_filled_as_far_as_it_goes_and_never_exceeded(headcount: int, pct: int) -> None:
    fewest, most = metro(pct).bounds(headcount)

    assert fewest == 0
    assert most * 100 <= headcount * pct < (most + 1) * 100


@given(headcounts, shares)
def test_an_office_cap_holds_when_the_fewest_are_at_home_and_breaks_with_one_less(headcount: int, pct: int) -> None:
    fewest, most = pekanbaru(pct).bounds(headcount)

    assert most == headcount
    assert (headcount - fewest) * 100 <= headcount * pct < (headcount - fewest + 1) * 100


@pytest.mark.parametrize(
    ("on", "bound"),
    [
        (date(2021, 4, 25), False),  # the day before it starts
        (date(2021, 4, 26), True),
        (date(2021, 5, 7), True),  # its last day
        (date(2021, 5, 8), False),
    ],
)
def test_a_circular_binds_from_its_first_day_to_its_last(on: date, bound: bool) -> None:
    circular = a_circular(start=date(2021, 4, 26), end=date(2021, 5, 7))

    assert a_register(circular).in_force(UNIT, on) == (circular if bound else None)


def test_a_circular_without_an_end_binds_until_further_notice() -> None:
    circular = a_circular(start=date(2021, 5, 3), end=None)

    assert a_register(circular).in_force(UNIT, date(2071, 5, 3)) == circular


def test_a_circular_binds_only_the_units_it_names() -> None:
    register = a_register(a_circular(units=("DISKOMINFO", "BKPSDM")))

    assert register.in_force(UnitId("BKPSDM"), date(2021, 4, 26)) is not None
    assert register.in_force(UnitId("RSUD"), date(2021, 4, 26)) is None


@pytest.mark.parametrize("turned", [False, True], ids=["in-order", "turned-round"])
def test_a_later_circular_replaces_an_earlier_one_from_its_date(turned: bool) -> None:
    april, may = a_circular("april", start=date(2021, 4, 1)), a_circular("may", start=date(2021, 5, 3))
    register = a_register(may, april) if turned else a_register(april, may)

    assert register.in_force(UNIT, date(2021, 5, 2)) == april
    assert register.in_force(UNIT, date(2021, 5, 3)) == may


def test_a_later_circular_for_other_units_replaces_nothing() -> None:
    april = a_circular("april", start=date(2021, 4, 1))
    register = a_register(april, a_circular("may", units=("RSUD",), start=date(2021, 5, 3)))

    assert register.in_force(UNIT, date(2021, 5, 3)) == april


def test_of_two_from_the_same_date_the_one_put_in_force_last_binds() -> None:
    first, second = a_circular("first"), a_circular("second", replaces="first")

    assert a_register(first, second).in_force(UNIT, date(2021, 4, 1)) == second


def test_one_that_was_called_back_before_it_began_leaves_the_earlier_one_in_force() -> None:
    april, may = a_circular("april"), a_circular("may", start=date(2021, 5, 3), end=date(2021, 5, 2))

    assert a_register(april, may).in_force(UNIT, date(2021, 5, 3)) == april


def test_one_that_has_ended_still_governs_what_was_decided_under_it() -> None:
    ended = a_circular(end=date(2021, 4, 20))

    assert a_register(ended).governing(UNIT, date(2021, 4, 26)) == ended
    assert a_register(ended).governing(UnitId("RSUD"), date(2021, 4, 26)) is None


def test_a_circular_that_was_replaced_for_some_units_binds_the_others() -> None:
    april = a_circular("april", units=("DISKOMINFO", "RSUD"))
    register = a_register(april, a_circular("may", units=("RSUD",), start=date(2021, 5, 3)))

    assert register.binding("april", date(2021, 5, 3)) == ("DISKOMINFO",)
    assert register.binding("april", date(2021, 5, 2)) == ("DISKOMINFO", "RSUD")
    assert register.binding("unknown", date(2021, 5, 2)) == ()


def test_a_letter_tells_instructions_and_protocol_and_nothing_twice() -> None:
    circular = a_circular(instructions=("melapor", "memakai masker"), protocol=("memakai masker", "menjaga jarak"))

    assert circular.orders == ("melapor", "memakai masker", "menjaga jarak")


def test_no_circular_binds_nobody() -> None:
    assert type(a_register())(()).in_force(UNIT, date(2021, 4, 26)) is None
