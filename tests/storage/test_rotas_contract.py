"""What every store promises of rotas."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId, UnitId, Zone
from chalicelib.domain.records import Create, Replace, rota_book_key, rota_key
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.rota_books import GroupRule, RotaBook, RotaRules, entered
from chalicelib.domain.rota_terms import Bounds, Group, Turns
from chalicelib.domain.rotas import RotaLine, UnitRota
from tests.factories import FRIDAY_MORNING, MONDAY, TUESDAY
from tests.storage.conftest import Store

UNIT, SITI = UnitId("DISKOMINFO"), EmployeeId("siti")


def a_rota(version: int = 1, first: date = MONDAY, people: int = 1) -> UnitRota:
    lines = tuple(
        RotaLine(EmployeeId(f"siti{number}"), f"Siti Rahmawati {number}, S.E.", "a0" * 15, 1, (0,), was_home=True)
        for number in range(people)
    )
    return UnitRota(
        UNIT,
        "Dinas Komunikasi",
        Zone.WIB,
        first,
        TUESDAY,
        version,
        "se-2021",
        "Surat Edaran",
        (MONDAY, TUESDAY),
        (Bounds(0, 1), Bounds(1, 2, 1)),
        Turns.ALTERNATE,
        (Group("Loket", 2),),
        None,
        lines,
        FRIDAY_MORNING,
        "Rina",
    )


def test_a_rota_comes_back_as_it_was(store: Store) -> None:
    store.records.commit(Create(a_rota(people=3)))
    name = rota_key(UNIT, MONDAY, 1)
    assert store.records.read(name).get(name) == a_rota(people=3)


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


def test_the_largest_unit_fits_into_one_record(store: Store) -> None:
    store.records.commit(Create(a_rota(people=2_000)))
    assert len(store.rotas.latest(UNIT, MONDAY).lines) == 2_000
