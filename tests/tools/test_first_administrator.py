"""The first staff list of an empty city."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address
from chalicelib.domain.imports import Import, Status
from chalicelib.domain.people import Employee, Role, Unit
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import deliveries, queued
from tests.factories import FRIDAY_MORNING
from tests.fakes import FakeBackroom, a_backroom
from tools import first_administrator as first
from tools.first_administrator import FirstList
from tools.places import PROJECT
from tools.stack import DeploymentError

UNITS = (
    b"kode;nama;jenis;layanan_langsung;induk;zona;alamat;nomor_kepala;nomor_sekretaris\r\n"
    b"BKPSDM;Badan Kepegawaian;badan;tidak;;WIB;;;\r\n"
)
HEADING = b"nomor_pegawai;nip;nama;jenis;pangkat;jabatan;eselon;unit;nomor_atasan;surel;peran;masuk;berhenti\r\n"
SARI = b"P-0001;;Sari Wulandari, S.Kom.;PNS;;Pranata Komputer;;BKPSDM;;sari@example.go.id;administrator;2015-03-01;\r\n"
LIST = FirstList(UNITS, HEADING + SARI)


def worked_off(backroom: FakeBackroom) -> None:
    """Lets the sweep and the worker do everything."""
    soon = FRIDAY_MORNING + timedelta(seconds=2)
    deliveries.sweep(backroom, soon)
    while backroom.queue.entries:
        queued.work(backroom.office, backroom.queue.entries.pop(0), soon)


def test_an_administrator_who_can_sign_in_comes_of_it() -> None:
    backroom = a_backroom()
    name = first.hand_in(backroom.office, LIST, FRIDAY_MORNING)
    worked_off(backroom)
    first.wait_for(backroom.office, name, seconds=1)

    (sari,) = first.administrators(backroom.office)
    records = backroom.office.records
    assert (sari.email, sari.roles, sari.unit) == ("sari@example.go.id", (Role.ADMINISTRATOR,), "BKPSDM")
    assert [each.employee for each in records.all(Address)] == [sari.id]
    assert [each.id for each in records.all(Unit)] == ["BKPSDM"]
    assert {entry.who_name for entry in records.all(TrailEntry)} == {"Pemasangan sistem"}


def test_nobody_is_waited_for_in_vain() -> None:
    backroom = a_backroom()
    name = first.hand_in(backroom.office, LIST, FRIDAY_MORNING)

    with pytest.raises(DeploymentError, match="nobody has applied it"):
        first.wait_for(backroom.office, name, seconds=0.02, every=0.01)


def test_a_list_that_failed_says_why() -> None:
    backroom = a_backroom()
    name = first.hand_in(backroom.office, LIST, FRIDAY_MORNING)
    (record,) = backroom.office.records.all(Import)
    backroom.office.records.hold(replace(record, status=Status.FAILED, failure="rusak"))

    with pytest.raises(DeploymentError, match="rusak"):
        first.wait_for(backroom.office, name, seconds=1)


def test_a_second_list_at_the_same_time_is_refused() -> None:
    backroom = a_backroom()
    first.hand_in(backroom.office, LIST, FRIDAY_MORNING)

    with pytest.raises(Conflict):
        first.hand_in(backroom.office, LIST, FRIDAY_MORNING)


@pytest.mark.parametrize(
    ("staff", "words"),
    [
        (SARI.replace(b"PNS", b"XXX"), r"staff\.csv:2 jenis"),
        (SARI.replace(b"sari@example.go.id", b"sari"), r"staff\.csv:2 surel"),
        (SARI.replace(b"administrator", b""), 'role "administrator"'),
        (SARI.replace(b"sari@example.go.id", b""), 'role "administrator"'),
    ],
)
def test_a_list_that_would_not_help_writes_nothing(staff: bytes, words: str) -> None:
    backroom = a_backroom()
    with pytest.raises(DeploymentError, match=words):
        first.hand_in(backroom.office, FirstList(UNITS, HEADING + staff), FRIDAY_MORNING)
    worked_off(backroom)

    assert backroom.office.records.all(Employee) == []


def test_who_left_administers_nothing() -> None:
    backroom = a_backroom()
    first.hand_in(backroom.office, LIST, FRIDAY_MORNING)
    worked_off(backroom)
    (sari,) = first.administrators(backroom.office)
    backroom.office.records.hold(replace(sari, active=False))

    assert first.administrators(backroom.office) == ()


@pytest.mark.parametrize("arguments", [[], ["prod"], ["prod", "units.csv"]])
def test_without_its_files_it_says_what_is_missing(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="make first-administrator STAGE="):
        first.main(arguments)


def test_the_guides_own_files_are_a_list_that_helps() -> None:
    """What docs/deploy.md has people write down."""
    guide = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8")
    files = {}
    for name in ("units.csv", "staff.csv"):
        files[name] = guide.partition(f"cat > {name} <<'END'\n")[2].partition("END\n")[0].encode()
    backroom = a_backroom()
    first.hand_in(backroom.office, FirstList(files["units.csv"], files["staff.csv"]), FRIDAY_MORNING)
    worked_off(backroom)

    assert len(first.administrators(backroom.office)) == 1
