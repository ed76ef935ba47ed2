"""What a staff list would change."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.import_changes import ChangeKind, FieldChange, Headcount
from chalicelib.domain.people import UnitId
from chalicelib.papers.city_csv import staff_csv as staff_export
from chalicelib.papers.city_csv import units_csv as units_export
from tests.domain.cities import (
    A_UNIT,
    HEAD,
    MOVES_FROM,
    ON_PAPER,
    SECOND_UNIT,
    SECRETARY,
    STAFF,
    TODAY,
    WORKER,
    Cells,
    a_city,
    after,
    changed,
    plan,
    renamed,
    staff_csv,
    the_step,
    units_csv,
)

UNITS = units_csv(A_UNIT, SECOND_UNIT)


def test_an_empty_city_gets_everything() -> None:
    made = plan(UNITS, staff_csv(*STAFF))
    assert [step.kind for step in made.units] == [ChangeKind.ADDED] * 2
    assert [step.kind for step in made.staff] == [ChangeKind.ADDED] * 4
    posts = ("Analis Kepegawaian", "Kepala Dinas", "Sekretaris Dinas", "Tenaga Administrasi")
    assert made.headcounts == (Headcount(UnitId("DISDIK"), 0), Headcount(UnitId("DISKOMINFO"), 4, posts))


def test_heads_and_supervisors_are_named_by_number_and_kept_by_id() -> None:
    city = a_city()
    by_number = {person.number: person for person in city.staff}
    assert by_number["P-3"].supervisor == by_number["P-2"].id
    assert city.units[0].head == by_number["P-1"].id


def test_the_same_files_again_change_nothing() -> None:
    made = plan(UNITS, staff_csv(*STAFF), a_city())
    assert (made.steps, made.unchanged_units, made.unchanged_staff) == (0, 2, 4)


def test_who_is_not_in_the_file_stays_as_they_are() -> None:
    assert plan(None, staff_csv(WORKER), a_city()).steps == 0


KINDS = [
    # what is different in Siti's row              what happens             what is told to change
    ({"jabatan": "Analis Data"},                   ChangeKind.CHANGED,     ["jabatan"]),
    ({"surel": ""},                                ChangeKind.CHANGED,     ["surel"]),
    ({"nip": ""},                                  ChangeKind.CHANGED,     ["nip"]),
    ({"jenis": "PPPK", "pangkat": "IX"},           ChangeKind.CHANGED,     ["jenis", "pangkat"]),
    ({"peran": "administrator"},                   ChangeKind.CHANGED,     ["peran"]),
    ({"berhenti": "2021-05-01"},                   ChangeKind.CHANGED,     ["berhenti"]),
    ({"unit": "DISDIK"},                           ChangeKind.MOVED,       ["unit"]),
    ({"nomor_atasan": "P-1"},                      ChangeKind.MOVED,       ["nomor_atasan"]),
    ({"unit": "DISDIK", "jabatan": "Guru"},        ChangeKind.MOVED,       ["jabatan", "unit"]),
    ({"berhenti": "2021-04-23"},                   ChangeKind.DEACTIVATED, ["berhenti"]),
    ({"berhenti": "2021-04-01", "surel": ""},      ChangeKind.DEACTIVATED, ["surel", "berhenti"]),
]  # fmt: skip


@pytest.mark.parametrize(("different", "kind", "columns"), KINDS)
def test_what_happens_to_somebody(different: Cells, kind: ChangeKind, columns: list[str]) -> None:
    step = the_step(plan(None, staff_csv(changed(WORKER, **different)), a_city()))
    assert (step.kind, [field.column for field in step.fields]) == (kind, columns)


def test_a_change_says_what_was_and_what_becomes() -> None:
    step = the_step(plan(None, staff_csv(changed(WORKER, nomor_atasan="P-1")), a_city()))
    assert step.fields == (FieldChange("nomor_atasan", "P-2", "P-1"),)


def test_a_move_remembers_the_unit_it_leaves_and_begins_a_posting() -> None:
    made = plan(None, staff_csv(changed(WORKER, unit="DISDIK")), a_city())
    step = the_step(made)
    assert (step.left_unit, step.is_posted, step.signs_out) == ("DISKOMINFO", True, True)
    assert (step.employee.moved_from, made.moves_from) == ("DISKOMINFO", MOVES_FROM)
    assert {each.unit: each.staff for each in made.headcounts} == {"DISKOMINFO": 3, "DISDIK": 1}


def test_another_supervisor_in_the_same_unit_is_a_posting_too() -> None:
    step = the_step(plan(None, staff_csv(changed(WORKER, nomor_atasan="P-1")), a_city()))
    assert (step.is_posted, step.left_unit, step.signs_out) == (True, None, False)


@pytest.mark.parametrize(
    ("left", "is_active"), [("2021-04-22", False), ("2021-04-23", False), ("2021-04-24", True), ("", True)]
)
def test_somebody_is_inactive_from_the_day_they_left(left: str, *, is_active: bool) -> None:
    city = after(a_city(), plan(None, staff_csv(changed(WORKER, berhenti=left)), a_city()))
    (siti,) = (person for person in city.staff if person.number == "P-3")
    assert (siti.active, siti.has_left(TODAY)) == (is_active, not is_active)


def test_who_comes_back_is_active_again() -> None:
    gone = plan(None, staff_csv(changed(WORKER, berhenti="2021-04-01")), a_city())
    step = the_step(plan(None, staff_csv(WORKER), after(a_city(), gone)))
    assert step.employee.active


def test_who_became_inactive_without_a_date_stays_so() -> None:
    city = a_city()
    siti = next(person for person in city.staff if person.number == "P-3")
    others = tuple(person for person in city.staff if person.number != "P-3")
    city = replace(city, staff=(*others, replace(siti, active=False)))
    assert plan(None, staff_csv(WORKER), city).steps == 0


def test_an_address_that_nobody_has_any_more_is_freed() -> None:
    assert the_step(plan(None, staff_csv(changed(WORKER, surel="")), a_city())).frees == "siti@kota.example"


def test_two_people_may_exchange_their_addresses() -> None:
    rows = changed(WORKER, surel="rina@kota.example"), changed(SECRETARY, surel="siti@kota.example")
    made = plan(None, staff_csv(*rows), a_city())
    assert (made.errors, [step.frees for step in made.staff]) == (0, [None, None])


def test_an_id_never_changes_and_a_newcomer_gets_a_new_one() -> None:
    city = a_city()
    made = plan(None, staff_csv(*STAFF, changed(ON_PAPER, nomor_pegawai="P-5", nama="Eko")), city)
    assert the_step(made).kind is ChangeKind.ADDED
    assert {person.id for person in city.staff} <= {person.id for person in after(city, made).staff}


def test_a_unit_keeps_its_week_and_its_letter_numbers() -> None:
    city = a_city()
    own = replace(city.units[0], number_pattern="094/{no}/{tahun}")
    city = replace(city, units=(own, *city.units[1:]))
    (step,) = plan(units_csv(changed(A_UNIT, nama="Dinas Kominfo")), None, city).units
    assert (step.kind, step.unit.number_pattern, step.unit.name) == (
        ChangeKind.CHANGED,
        "094/{no}/{tahun}",
        "Dinas Kominfo",
    )
    assert [field.column for field in step.fields] == ["nama"]


def test_what_is_exported_changes_nothing_when_it_comes_back() -> None:
    odd = changed(ON_PAPER, nomor_pegawai="P-5", nama='=Eko; “Bin” "Ali", S.E.', jabatan="-", berhenti="2021-04-01")
    city = renamed(a_city(odd), **{"P-4": "adi@kota.example"})
    numbers: dict[str, str] = {person.id: person.number or "" for person in city.staff}
    made = plan(units_export(city.units, numbers), staff_export(city.staff, numbers), city)
    assert made.problems == ()
    assert (made.steps, made.unchanged_units, made.unchanged_staff) == (0, 2, 5)


NUMBERS = ("P-1", "P-2", "P-3", "P-4")
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "nomor_atasan": st.sampled_from(("", *NUMBERS)),
        "unit": st.sampled_from(("DISKOMINFO", "DISDIK")),
        "surel": st.sampled_from(("", "satu@kota.example", "dua@kota.example", "siti@kota.example")),
        "berhenti": st.sampled_from(("", "2021-04-01", "2021-04-23", "2022-01-01")),
        "peran": st.sampled_from(("", "kepala", "sekretaris, administrator")),
        "jabatan": st.text("abc =+-@;\"'", min_size=1, max_size=8).map(lambda typed: f"x{typed}x"),
    },
)


@given(st.tuples(ROWS, ROWS, ROWS, ROWS), st.sets(st.integers(0, 3), min_size=1))
def test_an_applied_file_changes_nothing_the_second_time(different: tuple[Cells, ...], chosen: set[int]) -> None:
    rows = [changed(STAFF[n], **different[n]) for n in sorted(chosen)]
    city = a_city()
    made = plan(UNITS, staff_csv(*rows), city)
    if made.errors:
        assert made.steps == 0
        return
    left = after(city, made)
    again = plan(UNITS, staff_csv(*rows), left)
    assert (again.errors, again.steps) == (0, 0)
    mails = [person.email for person in left.staff if person.email]
    assert len(mails) == len(set(mails))


def test_a_circle_never_gets_through() -> None:
    made = plan(UNITS, staff_csv(changed(HEAD, nomor_atasan="P-4"), SECRETARY, WORKER, ON_PAPER))
    assert made.errors == 3


def test_a_move_is_dated_by_the_administrator() -> None:
    assert plan(None, staff_csv(WORKER), a_city(), moves_from=date(2021, 4, 5)).moves_from == date(2021, 4, 5)


def test_ids_of_newcomers_are_given_once() -> None:
    made = plan(UNITS, staff_csv(*STAFF))
    assert len({step.employee.id for step in made.staff}) == 4
    assert made.staff[1].employee.supervisor == made.staff[0].employee.id
