"""What a circular allows, and which one binds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.circulars import Circular
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


def test_no_circular_binds_nobody() -> None:
    assert type(a_register())(()).in_force(UNIT, date(2021, 4, 26)) is None
