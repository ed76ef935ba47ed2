"""What every store promises to imports of units and staff."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address
from chalicelib.domain.adjusting import Adjustment, advanced
from chalicelib.domain.calendars import Correction, Holiday, Span
from chalicelib.domain.capacity import Places, rebounded
from chalicelib.domain.circulars import Base, Risk, Rounding
from chalicelib.domain.correcting import Reading
from chalicelib.domain.imports import Counts, File, Import, StaffRoll
from chalicelib.domain.people import EmployeeId, Posting, UnitId
from chalicelib.domain.records import (
    BoundPlaces,
    CarryShort,
    Create,
    KeepRow,
    Put,
    Replace,
    Still,
    TakePlaces,
    address_key,
    adjustment_key,
    bounding,
    calendar_key,
    capacity_key,
    import_key,
    reading_key,
    register_key,
    roll_key,
    row_key,
)
from chalicelib.domain.refusals import Stale
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MONDAY,
    a_calendar,
    a_capacity,
    a_circular,
    a_mark,
    a_register,
    a_row,
    a_sheet,
    an_employee,
)
from tests.storage.conftest import Store

THURSDAY = date(2021, 4, 29)
SITI, UNIT = EmployeeId("siti"), UnitId("DISKOMINFO")


def an_import(name: str = "impor7mabnopq3vd", minutes: int = 0) -> Import:
    at = FRIDAY_MORNING + timedelta(minutes=minutes)
    return Import(
        id=name,
        by=EmployeeId("joko"),
        by_name="Joko",
        at=at,
        files=(File.UNITS, File.STAFF),
        seen=3,
        counts=Counts(added=7),
        steps=9,
    )


def test_who_a_row_is_about_is_written_and_its_days_stay(store: Store) -> None:
    store.hold(a_row(days={MONDAY: a_mark()}))
    kept = replace(a_row(), name="Siti R.", nip=None, since=date(2021, 4, 5), until=date(2021, 4, 25))
    store.records.commit(KeepRow(kept))
    row = store.records.read(row_key(UNIT, APRIL, SITI)).get(row_key(UNIT, APRIL, SITI))
    assert (row.name, row.nip, row.since, row.until) == ("Siti R.", None, date(2021, 4, 5), date(2021, 4, 25))
    assert row.mark(MONDAY) == a_mark()
    store.records.commit(KeepRow(replace(kept, since=None, until=None)))
    row = store.records.read(row_key(UNIT, APRIL, SITI)).get(row_key(UNIT, APRIL, SITI))
    assert (row.since, row.until) == (None, None)


def test_what_is_carried_over_stays_when_somebody_elses_name_is_mended(store: Store) -> None:
    store.hold(a_row(days={MONDAY: a_mark()}))
    store.records.commit(CarryShort(UNIT, APRIL, SITI, 345))
    store.records.commit(KeepRow(replace(a_row(), weekly=1200)))
    row = store.records.read(row_key(UNIT, APRIL, SITI)).get(row_key(UNIT, APRIL, SITI))
    assert (row.short, row.weekly, row.mark(MONDAY)) == (345, 1200, a_mark())
    with pytest.raises(Stale):
        store.records.commit(CarryShort(UNIT, APRIL, EmployeeId("nobody"), 0))


def an_adjustment() -> Adjustment:
    return Adjustment("a1", "CIRCULAR#se-2", (UNIT, UnitId("RSUD")), FRIDAY_MORNING)


def test_a_row_that_is_not_there_is_not_made(store: Store) -> None:
    with pytest.raises(Stale):
        store.records.commit(KeepRow(a_row()))
    assert store.records.read(row_key(UNIT, APRIL, SITI)).find(row_key(UNIT, APRIL, SITI)) is None


def test_a_row_is_mended_as_long_as_its_days_are_what_they_were(store: Store) -> None:
    damaged = replace(a_row(), days={"26": "rusak", "27k": "@07301600"})
    mended = replace(a_row(), days={"26": "s-000kq3vd5c2x7mabnop"})
    store.hold(damaged)

    store.records.commit(KeepRow(mended, damaged))

    assert store.records.read(row_key(UNIT, APRIL, SITI)).get(row_key(UNIT, APRIL, SITI)) == mended
    with pytest.raises(Stale):
        store.records.commit(KeepRow(mended, damaged))


def test_bounds_change_and_who_is_at_home_stays_counted(store: Store) -> None:
    store.hold(a_capacity(headcount=24))
    store.records.commit(TakePlaces(UNIT, APRIL, (MONDAY,)))
    was = a_capacity(headcount=24)
    store.records.commit(bounding(was, rebounded(was, 10, a_sheet().expected, a_register())))
    places = store.records.read(capacity_key(UNIT, APRIL)).get(capacity_key(UNIT, APRIL))
    assert (places.headcount, places.days["26"].home, places.days["26"].most) == (10, 1, 5)


def test_days_without_places_get_them_and_a_day_that_came_meanwhile_keeps_who_is_at_home(store: Store) -> None:
    early = a_register(a_circular(end=date(2021, 4, 27)))
    was = a_capacity(headcount=24, register=early)
    later = rebounded(was, 24, a_sheet().expected, a_register())
    store.hold(was)
    for _ in range(2):
        store.records.commit(bounding(was, later))
        store.records.commit(TakePlaces(UNIT, APRIL, (THURSDAY,)))
    places = store.records.read(capacity_key(UNIT, APRIL)).get(capacity_key(UNIT, APRIL))
    assert places.days["29"] == Places(2, 0, 12)
    assert places.days.keys() == later.days.keys()


def test_bounds_for_a_headcount_that_moved_on_are_refused(store: Store) -> None:
    was = a_capacity(headcount=24)
    store.hold(replace(was, headcount=30))
    with pytest.raises(Stale):
        store.records.commit(bounding(was, rebounded(was, 24, a_sheet().expected, a_register()), same_staff=True))


@pytest.mark.parametrize(("there", "seen", "holds"), [(4, 4, True), (5, 4, False), (None, 0, True), (1, 0, False)])
def test_what_must_still_be_so_stops_the_whole_transaction(
    store: Store, there: int | None, seen: int, holds: bool
) -> None:
    if there:
        store.hold(a_register(revision=there))
    change = Create(an_adjustment())
    if holds:
        store.records.commit(Still(register_key(), seen), change)
    else:
        with pytest.raises(Stale):
            store.records.commit(Still(register_key(), seen), change)
    assert (store.records.read(adjustment_key("a1")).find(adjustment_key("a1")) is not None) is holds


def test_an_adjustment_advances_one_revision_at_a_time(store: Store) -> None:
    store.hold(an_adjustment())
    store.records.commit(Replace(advanced(an_adjustment(), FRIDAY_MORNING)))
    with pytest.raises(Stale):
        store.records.commit(Replace(advanced(an_adjustment(), FRIDAY_MORNING)))
    assert store.records.read(adjustment_key("a1")).get(adjustment_key("a1")).done == 1


def test_bounds_of_a_month_that_is_not_open_are_not_made(store: Store) -> None:
    with pytest.raises(Stale):
        store.records.commit(BoundPlaces(a_capacity()))


def test_a_reading_of_a_year_takes_the_place_of_the_one_before(store: Store) -> None:
    holiday = Holiday(MONDAY, "Hari Jadi Kota", local=True, estimated=True)
    asked, read = Reading(2021, FRIDAY_MORNING), Reading(2021, FRIDAY_MORNING, (holiday,), (Span(MONDAY, THURSDAY),))
    for each in (asked, read):
        store.records.commit(Put(each))
        assert store.records.read(reading_key(2021)).get(reading_key(2021)) == each


def test_a_year_and_a_register_are_kept_with_all_they_say(store: Store) -> None:
    holiday = Holiday(MONDAY, "Hari Jadi Kota", local=True)
    corrections = (Correction(MONDAY, None), Correction(THURSDAY, holiday))
    year = replace(a_calendar(), imported=(holiday,), corrections=corrections)
    circular = a_circular(risk=Risk.HIGH, base=Base.ROTATING, rounding=Rounding.UP, weekdays=(0, 4), most_per_week=2)
    register = a_register(replace(circular, issued_on=MONDAY, always_in_units=(UNIT,), protocol=("memakai masker",)))
    store.records.commit(Create(year), Create(register))
    found = store.records.read(calendar_key(2021), register_key())
    assert (found.get(calendar_key(2021)), found.get(register_key())) == (year, register)


def test_a_posting_and_an_address_are_put_over_what_was_there(store: Store) -> None:
    for unit, owner in (("DISDIK", "siti"), ("DISKOMINFO", "dewi")):
        store.records.commit(
            Put(Posting(SITI, MONDAY, UnitId(unit), None)), Put(Address("satu@kota.example", EmployeeId(owner)))
        )
    name = address_key("satu@kota.example")
    assert store.records.read(name).get(name).employee == "dewi"


def test_an_import_and_the_roll_are_kept_as_they_were(store: Store) -> None:
    store.records.commit(Create(an_import()), Create(StaffRoll("impor7mabnopq3vd")))
    found = store.records.read(import_key("impor7mabnopq3vd"), roll_key())
    assert found.get(import_key("impor7mabnopq3vd")) == an_import()
    assert found.get(roll_key()) == StaffRoll("impor7mabnopq3vd")


def test_a_roll_that_moved_on_lets_nobody_else_begin(store: Store) -> None:
    store.hold(StaffRoll(None, 4))
    store.records.commit(Replace(StaffRoll("first", 5)))
    with pytest.raises(Stale):
        store.records.commit(Replace(StaffRoll("second", 5)))


def test_imports_are_listed_newest_first(store: Store) -> None:
    store.hold(an_import("old"), an_import("new", 5), an_import("older", -5), an_employee())
    assert [each.id for each in store.people.imports(2)] == ["new", "old"]
