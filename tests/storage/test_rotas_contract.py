"""What every store promises of rotas."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import Create, Replace, rota_book_key, rota_key, swap_key
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.rota_books import GroupRule, RotaBook, RotaRules, entered
from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.rotas import RotaLine
from tests.factories import FRIDAY_MORNING, MONDAY, TUESDAY, a_rota, a_swap
from tests.storage.conftest import Store

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


def test_a_units_swaps_are_listed_latest_first(store: Store) -> None:
    swaps = [a_swap(f"tukar{number}", asked_at=FRIDAY_MORNING + timedelta(hours=number)) for number in range(3)]
    store.records.commit(*map(Create, swaps), Create(a_swap("lain", unit=UnitId("BKPSDM"))))
    assert store.records.read(swap_key("tukar1")).get(swap_key("tukar1")) == swaps[1]
    assert store.rotas.swaps(UNIT) == tuple(reversed(swaps))
    store.records.commit(Replace(replace(swaps[0], revision=2)))
    with pytest.raises(Stale):
        store.records.commit(Replace(replace(swaps[0], revision=2)))
