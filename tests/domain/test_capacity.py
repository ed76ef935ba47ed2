"""How many may be at home, day by day."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected
from chalicelib.domain.capacity import Places, rebounded
from chalicelib.domain.circulars import Base
from tests.factories import a_capacity, a_circular, a_register, a_sheet


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


def test_places_follow_a_replaced_circular_and_who_is_at_home_stays_counted() -> None:
    opened = a_capacity(headcount=24)
    busy = replace(opened, days=opened.days | {"29": Places(9, 0, 12)})
    later = a_circular("later", start=date(2021, 4, 28), max_home_pct=25)

    became = rebounded(busy, 24, a_sheet().expected, a_register(a_circular(), later))

    assert became.days["27"] == Places(0, 0, 12)
    assert became.days["28"] == Places(0, 0, 6)
    assert became.days["29"] == Places(9, 0, 6)


def test_a_circular_that_ends_leaves_those_at_home_and_no_place_for_anyone_else() -> None:
    opened = a_capacity(headcount=24)
    busy = replace(opened, days=opened.days | {"29": Places(9, 0, 12)})

    became = rebounded(busy, 24, a_sheet().expected, a_register(a_circular(end=date(2021, 4, 28))))

    assert (became.days["28"].free, became.days["29"], became.days["29"].free) == (12, Places(9, 0, 0), 0)


def test_a_day_that_becomes_a_working_day_gets_places_and_a_holiday_loses_them() -> None:
    sheet, opened = a_sheet(), a_capacity(headcount=24)
    hours = sheet.expected[0].hours
    turned = {date(2021, 4, 2): hours, date(2021, 4, 29): None}
    expected = tuple(Expected(e.date, turned[e.date]) if e.date in turned else e for e in sheet.expected)

    became = rebounded(opened, 24, expected, a_register())

    assert (became.days["02"], became.days["29"]) == (Places(0, 0, 12), Places(0, 0, 0))


def test_the_places_of_a_month_count_posts_that_are_always_in_the_office() -> None:
    register = a_register(a_circular(always_in_posts=("Sekretaris",), base=Base.ROTATING))

    became = rebounded(a_capacity(headcount=5), 5, a_sheet().expected, register, ["Sekretaris", *["Analis"] * 4])

    assert became.days["29"] == Places(0, 0, 2)
