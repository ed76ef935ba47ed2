"""A list of absences: handed in, confirmed, entered by a worker row by row."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.absence_lists import AbsenceList
from chalicelib.domain.absences import Absence
from chalicelib.domain.imports import Status
from chalicelib.domain.orders import Act
from chalicelib.domain.people import Actor
from chalicelib.domain.records import absence_list_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from chalicelib.domain.trail import Means, TrailEntry
from chalicelib.workflows import absence_lists
from tests.factories import FRIDAY_MORNING, MONDAY, TUESDAY, an_absence, an_employee
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    UNIT,
    a_decided_order,
    a_fresh_form,
    a_stage,
    at_home,
    the_row,
    untouched,
    worked_off,
)

THEIRS, NOBODYS = "199001012015052009", "199001012015052008"
HEADING = "nomor_pegawai;keterangan;mulai;sampai;lamanya;nomor_surat"
TWO = ("P-1;cuti;26-04-2021;27-04-2021;;850/1", "P-2;dinas luar;26-04-2021;;siang;094/2")


def a_numbered_stage(*more: Any) -> FakeBackroom:
    numbers = {SITI.id: "P-1", DEWI.id: "P-2"}
    staff = [each for each in a_stage().office.people.staff(UNIT) if each.id in numbers]
    return a_stage(*(replace(each, number=numbers[each.id]) for each in staff), *more)


def handed_in(office: FakeOffice, *rows: str, by: Actor = RINA) -> str:
    content = "\r\n".join([HEADING, *(rows or TWO)]).encode()
    shown = absence_lists.check(office, by, UNIT, content, a_fresh_form(office), FRIDAY_MORNING)
    return shown.rpartition("/")[2]


def confirm(office: FakeOffice, name: str) -> None:
    absence_lists.confirm(office, RINA, UNIT, name, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def the_list(office: FakeOffice, name: str) -> AbsenceList:
    return office.records.read(absence_list_key(name)).get(absence_list_key(name))


def test_nothing_is_entered_before_it_is_confirmed() -> None:
    office = a_numbered_stage().office

    name = handed_in(office)

    assert (the_list(office, name).steps, the_list(office, name).status) == (2, Status.CHECKED)
    assert office.records.all(Absence) == []


@pytest.mark.parametrize("at_once", [1, 2, 200])
def test_a_confirmed_list_is_entered_with_all_that_follows(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(absence_lists, "AT_ONCE", at_once)
    backroom = a_numbered_stage()
    office = backroom.office
    a_decided_order(office, Act.APPROVE, SITI, MONDAY)
    name = handed_in(office)

    confirm(office, name)
    worked_off(backroom)

    assert (the_list(office, name).status, the_list(office, name).entered) == (Status.DONE, 2)
    assert {each.employee: each.entered_by.id for each in office.records.all(Absence)} == {
        "siti": "rina",
        "dewi": "rina",
    }
    assert sorted(the_row(office).aways) == [MONDAY, TUESDAY]
    assert at_home(office, MONDAY) == 0, "the home day is given back"
    lines = [line for line in office.records.all(TrailEntry) if line.what == "enter_absence"]
    assert {(line.who, line.origin.means) for line in lines} == {("rina", Means.IMPORT)}


def test_the_same_list_again_changes_nothing() -> None:
    backroom = a_numbered_stage()
    office = backroom.office
    confirm(office, handed_in(office))
    worked_off(backroom)

    again = the_list(office, handed_in(office))

    assert (again.steps, again.known, again.refused) == (0, 2, 0)
    untouched(office, lambda: confirm(office, again.id), Conflict)


def test_a_message_that_comes_twice_enters_nothing_twice() -> None:
    backroom = a_numbered_stage()
    office = backroom.office
    name = handed_in(office)
    confirm(office, name)

    for _ in range(3):
        absence_lists.apply(office, name, FRIDAY_MORNING)

    assert len(office.records.all(Absence)) == 2


def test_what_came_in_between_refuses_its_row_only_and_is_given_back() -> None:
    backroom = a_numbered_stage()
    office = backroom.office
    name = handed_in(office)
    confirm(office, name)
    office.records.hold(an_absence("lain", first=MONDAY, last=MONDAY))

    worked_off(backroom)

    record = the_list(office, name)
    assert (record.status, record.entered) == (Status.DONE, 1)
    assert [(each.line, each.column) for each in record.late] == [(2, "mulai")]
    link = absence_lists.refused_link(office, RINA, UNIT, name, lambda m: m.msgid % m.values, ORIGIN, FRIDAY_MORNING)
    given = office.files.kept[link.split("?")[0].removeprefix("https://files.example/")].decode()
    assert "P-1" in given
    assert "sudah tercatat tidak masuk" in given
    assert "P-2" not in given


def test_what_is_given_back_can_be_handed_in_again_once_it_is_mended() -> None:
    office = a_numbered_stage().office
    name = handed_in(office, TWO[0], "P-2;cuti;26-04-2021;;;")
    link = absence_lists.refused_link(office, RINA, UNIT, name, lambda m: m.msgid % m.values, ORIGIN, FRIDAY_MORNING)
    given = office.files.kept[link.split("?")[0].removeprefix("https://files.example/")]

    mended = given.replace(b";26-04-2021;;;;", b";26-04-2021;;;850/9;")
    assert mended != given
    shown = absence_lists.check(office, RINA, UNIT, mended, a_fresh_form(office), FRIDAY_MORNING)

    record = the_list(office, shown.rpartition("/")[2])
    assert (record.steps, record.refused) == (1, 0)


def test_a_stranger_is_named_as_anothers_or_nobodys() -> None:
    other = an_employee("uli", unit="BKPSDM", nip=THEIRS)
    office = a_numbered_stage(other).office
    rows = (
        "nip;keterangan;mulai;nomor_surat\n199001012015052009;cuti;26-04-2021;1\n199001012015052008;cuti;26-04-2021;1"
    )

    shown = absence_lists.check(office, RINA, UNIT, rows.encode(), a_fresh_form(office), FRIDAY_MORNING)

    view = absence_lists.view(office, RINA, UNIT, shown.rpartition("/")[2], ORIGIN, FRIDAY_MORNING)
    assert [each.msgid for each in view.plan.problems] == [
        "Pegawai ini bekerja di unit lain.",
        "Pegawai ini tidak dikenal.",
    ]


@pytest.mark.parametrize("by", [SITI, BUDI], ids=["an employee", "the head"])
def test_only_who_does_the_paperwork_hands_in(by: Actor) -> None:
    office = a_numbered_stage().office

    untouched(office, lambda: handed_in(office, by=by), Forbidden)


def test_a_list_belongs_to_its_unit_and_an_empty_form_is_told() -> None:
    office = a_numbered_stage().office
    name = handed_in(office)

    def of_another_unit() -> object:
        return absence_lists.view(office, JOKO, JOKO.unit, name, ORIGIN, FRIDAY_MORNING)

    untouched(office, of_another_unit, NotFound)
    untouched(
        office,
        lambda: absence_lists.check(office, RINA, UNIT, None, a_fresh_form(office), FRIDAY_MORNING),
        Invalid,
    )


def test_a_list_that_stands_still_is_made_to_go_on() -> None:
    backroom = a_numbered_stage()
    office = backroom.office
    name = handed_in(office)
    confirm(office, name)
    later = FRIDAY_MORNING + timedelta(minutes=5)
    assert absence_lists.view(office, RINA, UNIT, name, ORIGIN, later).is_stuck

    absence_lists.resume(office, RINA, UNIT, name, ORIGIN, later)
    worked_off(backroom, later)

    assert the_list(office, name).status is Status.DONE
