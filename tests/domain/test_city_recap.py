"""The city's month: what a unit's comes to, and how the units are added up."""

from datetime import date

from msgspec.structs import replace

from chalicelib.domain.capacity import Places
from chalicelib.domain.city_recap import CityRecap, HomeDay, UnitFigures, city_recap, figures_of, share
from chalicelib.domain.ledger import Filed, LedgerRow, Verdict
from chalicelib.domain.months import month_table
from chalicelib.domain.people import UnitId
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_capacity,
    a_mark,
    a_row,
    a_unit,
    a_unit_month,
    an_away,
)

FIRST_OF_MAY = date(2021, 5, 1)


def figures(*rows: LedgerRow, today: date = FIRST_OF_MAY) -> UnitFigures:
    places = replace(a_capacity(), days={f"{MONDAY:%d}": Places(0, 0, 1)})
    return figures_of(month_table(a_unit_month(*rows), today), a_unit(), places, FRIDAY_MORNING)


def some_figures(name: str, kind: str = "dinas", **changes: object) -> UnitFigures:
    """A unit of ten: four at home on Monday, where three may be, and five on Tuesday, where nothing binds."""
    days = (HomeDay(MONDAY, 10, 4, 3), HomeDay(TUESDAY, 10, 5, None))
    made = UnitFigures(
        UnitId(name), name, kind, APRIL, FRIDAY_MORNING, TUESDAY, 10, 2, days, 6, 2, 1, 9000, 6000, 3000, 4
    )
    return replace(made, **changes)


def a_city(*units: UnitFigures) -> CityRecap:
    return city_recap("Pekanbaru", APRIL, units, [a_unit("LAIN", name="Unit Lain")])


def test_a_units_figures_are_those_of_its_month() -> None:
    filed = {MONDAY: replace(a_mark(filed=Filed.IN_TIME, minutes=390), verdict=Verdict.ACCEPTED)}
    late = {MONDAY: a_mark(filed=Filed.LATE, minutes=300), WEDNESDAY: a_mark()}
    found = figures(a_row("a", name="A", days=filed), a_row("b", name="B", days=late))

    assert (found.kind, found.staff, found.work_days) == ("dinas", 2, 21)
    assert (found.in_time, found.late, found.missing) == (1, 1, 1)
    assert (found.required, found.counted, found.final) == (2 * 8610, 690, 390)
    assert found.without_data == 2 * 21 - 3
    assert [day for day in found.days if day.home] == [HomeDay(MONDAY, 2, 2, 1), HomeDay(WEDNESDAY, 2, 1, None)]


def test_days_that_have_not_come_and_people_who_are_elsewhere_are_not_counted() -> None:
    gone = replace(a_row("a", name="A"), until=MONDAY)
    found = figures(gone, a_row("b", name="B", aways={MONDAY: an_away()}), today=TUESDAY)

    assert found.days[-1].date == TUESDAY == found.until
    assert [day.staff for day in found.days[-2:]] == [2, 1]


def test_units_are_added_up_by_kind() -> None:
    recap = a_city(some_figures("B"), some_figures("A"), some_figures("C", "badan", staff=30))

    assert [(kind.name, len(kind.units), kind.staff) for kind in recap.kinds] == [("badan", 1, 30), ("dinas", 2, 20)]
    total = recap.total
    assert (total.reports, total.in_time_share, total.home_share) == ((18, 6, 3), 66.7, 45.0)
    assert (total.required, total.counted, total.left, total.final) == (27000, 18000, 9000, 9000)
    assert [each.name for each in recap.alone] == ["A", "B", "C"]
    assert recap.unseen == ("Unit Lain",)


def test_a_day_stands_beside_the_cap_of_the_units_that_have_one() -> None:
    free = (HomeDay(MONDAY, 10, 10, None),)
    monday, tuesday = a_city(some_figures("A"), some_figures("B", days=free)).days

    assert (monday.staff, monday.home, monday.home_share) == (20, 14, 70.0)
    assert (monday.most_share, monday.over) == (30.0, ("A",))
    assert (tuesday.home_share, tuesday.most_share, tuesday.over) == (50.0, None, ())


def test_the_same_figures_have_the_same_name() -> None:
    assert a_city(some_figures("A")).fingerprint == a_city(some_figures("A")).fingerprint
    assert a_city(some_figures("A")).fingerprint != a_city(some_figures("A", late=3)).fingerprint


def test_a_share_of_nothing_is_nought() -> None:
    assert (share(1, 0), share(1, 3)) == (0.0, 33.3)
