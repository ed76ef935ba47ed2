"""Attendance: an export handed in, read, confirmed and recorded; single days by hand."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attendance import AttendanceDraft, AttendanceMonth
from chalicelib.domain.attendance_lists import AttendanceList, AttendancePlan
from chalicelib.domain.imports import Status
from chalicelib.domain.people import Actor
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import attendance_list_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import attendance, attendance_lists
from tests.factories import FRIDAY, FRIDAY_MORNING
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_fresh_form,
    a_stage,
    fields,
    the_row,
    untouched,
    worked_off,
)

HEADING = "No. Pegawai;Nama;Tanggal;Masuk;Pulang"
THURSDAY = FRIDAY - timedelta(1)
TWO = ("P-1;Siti;22-04-2021;07.30;16.00", "2;Dewi;22-04-2021;08.00;", "P-1;Siti;21-04-2021;07.30;15.00")
WORKED = Presence(450, 960)


def a_numbered_stage(*more: Any) -> FakeBackroom:
    numbers = {SITI.id: "P-1", DEWI.id: "0002"}
    staff = [each for each in a_stage().office.people.staff(UNIT) if each.id in numbers]
    return a_stage(*(replace(each, number=numbers[each.id]) for each in staff), *more)


def handed_in(backroom: FakeBackroom, *rows: str, by: Actor = RINA) -> str:
    office, content = backroom.office, "\r\n".join([HEADING, *(rows or TWO)]).encode()
    shown = attendance_lists.hand_in(office, by, UNIT, content, a_fresh_form(office), FRIDAY_MORNING)
    worked_off(backroom)
    return shown.rpartition("/")[2]


def confirmed(backroom: FakeBackroom, name: str) -> AttendanceList:
    office = backroom.office
    attendance_lists.confirm(office, RINA, UNIT, name, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    worked_off(backroom)
    return the_list(office, name)


def the_list(office: FakeOffice, name: str) -> AttendanceList:
    return office.records.read(attendance_list_key(name)).get(attendance_list_key(name))


def the_plan(office: FakeOffice, name: str) -> AttendancePlan:
    return office.files.plan(attendance_lists.plan_name(name), AttendancePlan)


def entered(office: FakeOffice, start: int | None, end: int | None, *, by: Actor = RINA, reason: str = "Lupa") -> str:
    draft = AttendanceDraft(SITI.id, THURSDAY, start, end, reason)
    return attendance.enter(office, by, UNIT, draft, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def test_nothing_is_recorded_before_it_is_confirmed() -> None:
    backroom = a_numbered_stage()
    office = backroom.office

    name = handed_in(backroom)

    record = the_list(office, name)
    assert (record.status, record.steps, record.days, record.unknown) == (Status.CHECKED, 2, 3, 0)
    assert office.records.all(AttendanceMonth) == []
    assert the_row(office).presence(THURSDAY) is None


@pytest.mark.parametrize("at_once", [1, 200])
def test_what_is_confirmed_is_recorded_and_stands_in_the_ledger(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(attendance_lists, "AT_ONCE", at_once)
    backroom = a_numbered_stage()

    record = confirmed(backroom, handed_in(backroom))

    assert record.status is Status.DONE
    assert the_row(backroom.office).presence(THURSDAY) == WORKED
    assert the_row(backroom.office, DEWI.id).presence(THURSDAY) == Presence(480, None)
    lines = [line for line in backroom.office.records.all(TrailEntry) if line.what == "import_attendance"]
    assert sorted(line.concerns for line in lines) == ["dewi", "siti"]


def test_the_same_export_again_changes_nothing() -> None:
    backroom = a_numbered_stage()
    confirmed(backroom, handed_in(backroom))

    again = the_list(backroom.office, handed_in(backroom))

    assert (again.steps, again.known) == (0, 3)
    untouched(
        backroom.office,
        lambda: attendance_lists.confirm(
            backroom.office, RINA, UNIT, again.id, a_fresh_form(backroom.office), ORIGIN, FRIDAY_MORNING
        ),
        Conflict,
    )


def test_a_message_that_comes_twice_records_nothing_twice() -> None:
    backroom = a_numbered_stage()
    name = handed_in(backroom)
    confirmed(backroom, name)

    attendance_lists.apply(backroom.office, name, FRIDAY_MORNING)

    assert {each.revision for each in backroom.office.records.all(AttendanceMonth)} == {1}


def test_a_corrected_export_puts_right_what_it_says_differently() -> None:
    backroom = a_numbered_stage()
    confirmed(backroom, handed_in(backroom))

    name = handed_in(backroom, *TWO[:2], TWO[2].replace("15.00", "16.00"))
    (entry,) = the_plan(backroom.office, name).entries
    confirmed(backroom, name)

    assert [(each.was, each.becomes) for each in entry.changed] == [(Presence(450, 900), WORKED)]
    assert the_row(backroom.office).presence(THURSDAY - timedelta(1)) == WORKED
    assert "21-04-2021 07.30-15.00 menjadi 07.30-16.00" in backroom.office.records.all(TrailEntry)[-1].note


def test_what_was_entered_by_hand_stands_against_the_machine() -> None:
    backroom = a_numbered_stage()
    entered(backroom.office, 460, 960)

    record = confirmed(backroom, handed_in(backroom))

    assert (record.kept, record.days) == (1, 2)
    assert the_row(backroom.office).presence(THURSDAY) == Presence(460, 960, entered=True)


def test_unknown_people_are_listed_with_how_many_lines_they_have() -> None:
    backroom = a_numbered_stage()

    name = handed_in(backroom, *TWO, "99;Tamu;22-04-2021;08.00;09.00", "99;Tamu;21-04-2021;08.00;09.00")

    (stranger,) = the_plan(backroom.office, name).unknown
    assert (stranger.who, stranger.name, stranger.lines, stranger.line) == ("99", "Tamu", 2, 5)
    assert the_list(backroom.office, name).steps == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("P-1;Siti;22-04-2020;07.30;16.00", "presensi dicatat mulai"),
        ("P-1;Siti;24-04-2021;07.30;16.00", "bertanggal sesudah hari ini"),
        ("P-1;Siti;22-03-2021;07.30;16.00", "tidak bertugas di unit ini"),
    ],
    ids=["last year", "tomorrow", "a month that is not open"],
)
def test_a_day_out_of_reach_is_told_and_not_recorded(row: str, said: str) -> None:
    backroom = a_numbered_stage()

    name = handed_in(backroom, row)

    (problem,) = the_plan(backroom.office, name).problems
    assert said in problem.msgid
    assert the_list(backroom.office, name).steps == 0


def test_a_day_by_hand_is_recorded_corrected_and_taken_back_with_its_reason() -> None:
    office = a_numbered_stage().office

    entered(office, 450, 960)
    assert the_row(office).presence(THURSDAY) == Presence(450, 960, entered=True)
    entered(office, 460, 960, reason="Salah ketik")
    entered(office, None, None, reason="Bukan harinya")

    assert the_row(office).presence(THURSDAY) is None
    notes = [line.note for line in office.records.all(TrailEntry) if line.what == "enter_attendance"]
    assert notes == [
        "22-04-2021 belum ada data menjadi 07.30-16.00; Lupa",
        "22-04-2021 07.30-16.00 menjadi 07.40-16.00; Salah ketik",
        "22-04-2021 07.40-16.00 menjadi belum ada data; Bukan harinya",
    ]


def test_what_is_on_record_already_is_not_entered_again() -> None:
    office = a_numbered_stage().office
    entered(office, 450, 960)

    refused = untouched(office, lambda: entered(office, 450, 960), Invalid)

    assert fields(refused) == [("start", "Presensi hari itu sudah tercatat demikian.")]


def test_only_who_does_the_units_paperwork_records_attendance() -> None:
    backroom = a_numbered_stage()
    office, name = backroom.office, handed_in(backroom)

    for actor in (SITI, BUDI, TUTI):
        untouched(office, partial(entered, office, 450, 960, by=actor), Forbidden)
        with pytest.raises(Forbidden):
            attendance_lists.view(office, actor, UNIT, name, ORIGIN, FRIDAY_MORNING)
    with pytest.raises(NotFound):
        attendance_lists.view(office, TUTI, TUTI.unit, name, ORIGIN, FRIDAY_MORNING)
