"""How many may be at home, day by day."""

from datetime import date

import pytest

from chalicelib.domain.capacity import Places
from tests.factories import a_capacity, a_circular, a_register


@pytest.mark.parametrize(
    ("places", "free"),
    [
        (Places(0, 0, 12), 12),
        (Places(11, 0, 12), 1),
        (Places(12, 0, 12), 0),
        (Places(14, 0, 12), 0),  # over the cap, after a correction: none is free, and none is owed
    ],
)
def test_what_is_free_is_what_the_cap_leaves(places: Places, free: int) -> None:
    assert places.free == free


def test_a_month_opens_with_places_on_working_days_only() -> None:
    opened = a_capacity("2021-05", headcount=25)

    # Labour Day, weekends, Eid with its collective leave, and Waisak have none.
    assert list(opened.days) == [
        *("03", "04", "05", "06", "07", "10", "11"),
        *("17", "18", "19", "20", "21", "24", "25", "27", "28", "31"),
    ]
    assert set(opened.days.values()) == {Places(0, 0, 12)}


def test_a_circular_that_starts_in_mid_month_opens_places_from_its_first_day() -> None:
    opened = a_capacity(register=a_register(a_circular(start=date(2021, 4, 26))))

    assert list(opened.days) == ["26", "27", "28", "29", "30"]


def test_each_day_has_the_places_of_the_circular_that_binds_on_it() -> None:
    metro = a_circular("metro", start=date(2021, 4, 26), max_home_pct=50)
    pekanbaru = a_circular("pekanbaru", start=date(2021, 4, 29), max_home_pct=None, max_office_pct=50)

    opened = a_capacity(headcount=25, register=a_register(metro, pekanbaru))

    assert opened.days["28"] == Places(0, 0, 12)
    assert opened.days["29"] == Places(0, 13, 25)
