"""Circles in chains of superiors."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.chains import cycles

NAMES = st.sampled_from("abcdefgh")
CHAINS = st.dictionaries(NAMES, st.one_of(st.none(), NAMES))


def climbs_forever(above: dict[str, str | None], start: str) -> bool:
    """Whether who starts at `start` comes back to it."""
    here: str | None = above.get(start)
    for _ in range(len(above) + 1):
        if here is None:
            return False
        if here == start:
            return True
        here = above.get(here)
    return False


def test_a_chain_that_ends_has_no_circle() -> None:
    assert cycles({"a": "b", "b": "c", "c": None}) == ()


def test_a_chain_that_leads_to_nobody_known_has_no_circle() -> None:
    assert cycles({"a": "stranger"}) == ()


def test_ones_own_superior_is_a_circle() -> None:
    assert cycles({"a": "a"}) == (("a",),)


def test_a_circle_begins_with_who_comes_first_and_leaves_out_who_leads_into_it() -> None:
    assert cycles({"z": "b", "a": "b", "b": "c", "c": "a"}) == (("a", "b", "c"),)


def test_two_circles_are_two() -> None:
    assert cycles({"a": "b", "b": "a", "c": "d", "d": "c"}) == (("a", "b"), ("c", "d"))


@given(CHAINS)
def test_exactly_those_who_come_back_to_themselves_are_in_a_circle(above: dict[str, str | None]) -> None:
    found = [name for circle in cycles(above) for name in circle]
    assert len(found) == len(set(found))
    assert set(found) == {name for name in above if climbs_forever(above, name)}


@given(CHAINS)
def test_each_in_a_circle_names_the_next(above: dict[str, str | None]) -> None:
    for circle in cycles(above):
        assert [above[name] for name in circle] == [*circle[1:], circle[0]]
