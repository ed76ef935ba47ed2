"""What every store promises of rotas."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.capacity import Capacity
from chalicelib.domain.covered import MOST_NAMED, Named, OrderSource
from chalicelib.domain.letters import Listed
from chalicelib.domain.orders import NOBODY, Order, OrderDay
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.placing import Placing
from chalicelib.domain.records import (
    Change,
    CountHome,
    Create,
    GivePlaces,
    HeldDays,
    HoldPlaces,
    Replace,
    TakePlaces,
    bounding,
    capacity_key,
    order_key,
    placing_key,
    rota_book_key,
    rota_key,
)
from chalicelib.domain.refusals import NotFound, Raced, Stale
from chalicelib.domain.rota_books import GroupRule, RotaBook, RotaRules, entered
from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.rotas import RotaLine
from chalicelib.storage.table import Table, load
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_capacity,
    a_closure,
    a_rota,
    an_issued_letter,
    an_order,
)
from tests.storage.conftest import Store, store_on

UNIT, SITI = UnitId("DISKOMINFO"), EmployeeId("siti")


def test_a_rota_comes_back_as_it_was(store: Store) -> None:
    store.records.commit(Create(a_rota(people=("siti", "dewi"))))
    name = rota_key(UNIT, MONDAY, 1)
    assert store.records.read(name).get(name) == a_rota(people=("siti", "dewi"))


def test_the_latest_version_of_a_period_is_found(store: Store) -> None:
    for version in (2, 10, 9):
        store.records.commit(Create(a_rota(version)))
    store.records.commit(Create(a_rota(11, first=TUESDAY)))
    assert store.rotas.latest(UNIT, MONDAY).version == 10
    with pytest.raises(NotFound):
        store.rotas.latest(UNIT, date(2021, 1, 4))
    with pytest.raises(NotFound):
        store.rotas.latest(UnitId("BKPSDM"), MONDAY)


def test_of_two_changes_at_once_the_second_is_refused(store: Store) -> None:
    store.records.commit(Create(a_rota()))
    store.records.commit(Replace(replace(a_rota(), revision=2)))
    with pytest.raises(Stale):
        store.records.commit(Replace(replace(a_rota(), revision=2)))


def test_a_units_book_comes_back_as_it_was(store: Store) -> None:
    rules = RotaRules(Turns.WEEKDAYS, (4,), 2, 2, (GroupRule("Loket", 1, (SITI,)),), (SITI,), (EmployeeId("adi"),))
    book = entered(RotaBook(UNIT, rules, revision=0), a_rota())
    store.records.commit(Create(book))
    assert store.records.read(rota_book_key(UNIT)).get(rota_book_key(UNIT)) == book


def large_lines() -> Iterator[RotaLine]:
    """Lines as long as real ones: ids of 16 characters, names with titles, a month of working days."""
    for number in range(2_000):
        name = f"Dr. Hj. Siti Rahmawati Kusumaningrum {number}, S.E., M.Si."
        yield RotaLine(EmployeeId(f"kq3vd5c2x7ma{number:04d}"), name, "a0" * 15, 1, (0, 1, 2))


def test_the_largest_unit_fits_into_one_record(store: Store) -> None:
    store.records.commit(Create(replace(a_rota(), lines=tuple(large_lines()))))
    assert len(store.rotas.latest(UNIT, MONDAY).lines) == 2_000


def test_a_units_closures_come_by_when_they_were_announced(store: Store) -> None:
    first, second = a_closure("b2"), a_closure("a1", announced_at=FRIDAY_MORNING + timedelta(minutes=1))
    store.hold(first, second, a_closure("c3", unit="BKPSDM"))

    assert store.rotas.closures(UNIT) == (second, first)


# The orders that rotas make


def at_home(store: Store) -> dict[str, int]:
    name = capacity_key(UNIT, APRIL)
    return {day: places.home for day, places in store.records.read(name).get(name).days.items() if places.home}


def the_places(store: Store) -> Capacity:
    return store.records.read(capacity_key(UNIT, APRIL)).get(capacity_key(UNIT, APRIL))


def test_people_are_counted_at_home_whatever_the_bounds_are(store: Store) -> None:
    store.hold(a_capacity(headcount=4))
    store.records.commit(CountHome(UNIT, APRIL, ((MONDAY, 3), (WEDNESDAY, 1))))
    assert at_home(store) == {"26": 3, "28": 1}
    store.records.commit(CountHome(UNIT, APRIL, ((MONDAY, -2), (WEDNESDAY, -1))))
    assert at_home(store) == {"26": 1}


def test_nobody_is_counted_away_who_was_not_at_home(store: Store) -> None:
    store.hold(a_capacity())
    store.records.commit(CountHome(UNIT, APRIL, ((MONDAY, 1),)))
    with pytest.raises(Stale):
        store.records.commit(CountHome(UNIT, APRIL, ((MONDAY, -2),)))
    assert at_home(store) == {"26": 1}


HELD = {"2021-04-26#1": {SITI: "2628", EmployeeId("dewi"): "26"}}


def test_places_are_held_until_each_is_marked_or_released(store: Store) -> None:
    store.hold(a_capacity())
    store.records.commit(HoldPlaces(the_places(store), HELD, (("26", 2), ("28", 1))))
    assert at_home(store) == {"26": 2, "28": 1}
    assert the_places(store).held_by(SITI) == {"26", "28"}

    store.records.commit(CountHome(UNIT, APRIL, (), (HeldDays("2021-04-26#1", SITI, "2628", "28"),)))
    released = HeldDays("2021-04-26#1", SITI, "28", ""), HeldDays("2021-04-26#1", EmployeeId("dewi"), "26", "")
    store.records.commit(CountHome(UNIT, APRIL, ((WEDNESDAY, -1),), released))

    assert at_home(store) == {"26": 2}
    assert not any(the_places(store).holds.values())


def test_places_from_before_rotas_held_any_are_held_and_taken_like_others(tables: Table) -> None:
    load(tables, [a_capacity()])
    key: Any = {"PK": {"S": f"CAP#{UNIT}"}, "SK": {"S": APRIL}}
    tables.client.update_item(TableName=tables.main, Key=key, UpdateExpression="REMOVE holds, changed")
    store = store_on(tables)

    store.records.commit(HoldPlaces(the_places(store), HELD, (("26", 2), ("28", 1))))
    store.records.commit(TakePlaces(UNIT, APRIL, (MONDAY,)))

    assert (the_places(store).holds, the_places(store).changed, at_home(store)["26"]) == (HELD, 2, 3)


@pytest.mark.parametrize(
    "known",
    [("2021-04-26#1", "26"), ("2021-04-26#2", "2628"), ("2021-05-10#1", "2628")],
    ids=["days", "version", "rota"],
)
def test_what_is_held_ends_only_as_it_is_known(store: Store, known: tuple[str, str]) -> None:
    store.hold(a_capacity())
    store.records.commit(HoldPlaces(the_places(store), HELD, (("26", 2), ("28", 1))))
    rota, was = known
    with pytest.raises(Stale):
        store.records.commit(CountHome(UNIT, APRIL, ((MONDAY, -1),), (HeldDays(rota, SITI, was, ""),)))
    assert at_home(store) == {"26": 2, "28": 1}
    assert the_places(store).holds == HELD


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda _: TakePlaces(UNIT, APRIL, (TUESDAY,)),
        lambda _: GivePlaces(UNIT, APRIL, (MONDAY,)),
        lambda _: CountHome(UNIT, APRIL, ((TUESDAY, 1),)),
        lambda places: HoldPlaces(places, {}, ()),
        lambda places: bounding(places, replace(places, headcount=30)),
    ],
    ids=["take", "give", "count", "hold", "bound"],
)
def test_places_are_held_only_as_they_were_seen(store: Store, meanwhile: Callable[[Capacity], Change]) -> None:
    store.hold(a_capacity())
    store.records.commit(TakePlaces(UNIT, APRIL, (MONDAY,)))
    seen = the_places(store)
    store.records.commit(meanwhile(seen))
    with pytest.raises(Raced):
        store.records.commit(HoldPlaces(seen, HELD, (("26", 2), ("28", 1))))
    assert the_places(store).holds == {}


def test_how_far_an_order_is_comes_back_as_it_was(store: Store) -> None:
    record = Placing(an_order().id, 24, FRIDAY_MORNING, 12, 1, 2, (MONDAY,))
    store.records.commit(Create(record))
    assert store.records.read(placing_key(record.order)).get(placing_key(record.order)) == record
    store.records.commit(Replace(replace(record, done=24, revision=2)))
    with pytest.raises(Stale):
        store.records.commit(Replace(replace(record, done=18, revision=2)))


def largest_order() -> Order:
    """Everybody at home on each of a long month's working days, all of it called off again, and the letter."""
    dates = tuple(MONDAY + timedelta(number) for number in range(23))
    post, rank = "Analis Kebijakan Ahli Muda pada Bidang Rehabilitasi Sosial", "Penata Tingkat I (III/d)"
    names = [f"Dr. Hj. Siti Rahmawati Kusumaningrum {n}, S.E., M.Si." for n in range(MOST_NAMED)]
    nip = "198609262015052001"
    covers = tuple(
        Named(EmployeeId(f"kq3vd5c2x7ma{n:04d}"), name, nip, rank, post, dates, dates[::2])
        for n, name in enumerate(names)
    )
    order, issued = an_order(), an_issued_letter()
    listed = tuple(Listed(name, nip, rank, post, dates) for name in names)
    return replace(
        order,
        employee=NOBODY,
        days=tuple(OrderDay(day, time(7, 30), time(16)) for day in dates),
        covers=covers,
        source=OrderSource(MONDAY, 1, EmployeeId("rina"), "Rina Marlina, S.Sos."),
        letter=replace(issued, letter=replace(issued.letter, attachment=listed)),
    )


def test_the_largest_collective_order_fits_into_one_record_and_is_in_nobodys_list(store: Store) -> None:
    order = largest_order()
    store.records.commit(Create(order))
    assert store.records.read(order_key(order.id)).get(order_key(order.id)) == order
    for person in (NOBODY, EmployeeId("siti"), order.covers[0].employee):
        assert store.orders.of_employee(person, None, 5) == ((), None)
