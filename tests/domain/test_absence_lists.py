"""Lists of absences: what is read, what is refused and where, and what is on record already."""

from datetime import date

import pytest

from chalicelib.domain.absence_lists import AbsencePlan, Surroundings, plan_of, strangers
from chalicelib.domain.absence_rows import COLUMNS, FILE, absence_rows
from chalicelib.domain.absences import AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.csv_rows import Findings
from chalicelib.domain.ledger import Filed
from chalicelib.domain.written_dates import day_of
from tests.factories import (
    APRIL,
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    a_mark,
    a_row,
    a_sheet,
    a_supervisor,
    a_unit,
    a_unit_month,
    an_absence,
    an_employee,
)

SITI, BUDI = "198609262015052001", "197503121998031002"
STAFF = (an_employee(), a_supervisor())
HEADING = "nip;nomor_pegawai;keterangan;mulai;sampai;lamanya;nomor_surat"
LEAVE = f"{SITI};;cuti;26-04-2021;27-04-2021;;850/1"
REPORTED = a_unit_month(
    a_row("siti", days={MONDAY: a_mark(approved=True, filed=Filed.IN_TIME, minutes=450)}),
    sheet=a_sheet(APRIL),
)


def plan(*rows: str, absences: tuple[object, ...] = (), months: object = None, heading: str = HEADING) -> AbsencePlan:
    return plan_of_file("\n".join([heading, *rows]).encode(), absences, months)


def plan_of_file(content: bytes, absences: tuple[object, ...] = (), months: object = None) -> AbsencePlan:
    findings = Findings(FILE)
    rows = absence_rows(content, findings)
    elsewhere = strangers(rows, STAFF) & {"199001012015052009"}
    around = Surroundings(a_unit(), STAFF, elsewhere, absences, months or {}, FRIDAY)  # type: ignore[arg-type]
    return plan_of(rows, findings, around, tuple(f"name{n:012d}" for n in range(len(rows))), FRIDAY_MORNING)


def told(found: AbsencePlan) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.msgid % each.values) for each in found.problems]


@pytest.mark.parametrize(
    "written",
    [
        "2021-04-26",
        "26-04-2021",
        "26/4/2021",
        "26.04.2021",
        "26 April 2021",
        "Senin, 26 April 2021",
        "26-Apr-2021",
        "26 APR. 2021",
        "2021-04-26 00:00:00",
    ],
)
def test_dates_are_read_as_offices_write_them(written: str) -> None:
    assert day_of(written) == MONDAY


@pytest.mark.parametrize(
    ("written", "day"),
    [("17 Agustus 2021", (8, 17)), ("1 Nopember 2021", (11, 1)), ("2 Mei 2021", (5, 2)), ("3 Agt 2021", (8, 3))],
)
def test_months_go_by_their_names(written: str, day: tuple[int, int]) -> None:
    assert day_of(written) == date(2021, *day)


@pytest.mark.parametrize(
    "written", ["", "44312", "26/4/21", "31-02-2021", "4/26/2021", "26 Foo 2021", "besok", "26-04"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert day_of(written) is None


def test_a_list_is_read_with_kinds_parts_and_single_days() -> None:
    found = plan(LEAVE, f"{BUDI};;DL;28 April 2021;;pagi;094/7")

    assert found.problems == ()
    assert [(each.line, each.employee, each.draft) for each in found.entries] == [
        (2, "siti", AbsenceDraft(AbsenceKind.LEAVE, Part.WHOLE, MONDAY, TUESDAY, "850/1")),
        (3, "budi", AbsenceDraft(AbsenceKind.TRAVEL, Part.MORNING, date(2021, 4, 28), date(2021, 4, 28), "094/7")),
    ]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (";;cuti;26-04-2021;;;850/1", "nip", "Isi NIP"),
        ("199001012015052009;;cuti;26-04-2021;;;850/1", "nip", "bekerja di unit lain"),
        ("199912312015052009;;cuti;26-04-2021;;;850/1", "nip", "tidak dikenal"),
        ("1,98609E+17;;cuti;26-04-2021;;;850/1", "nip", "Excel telah mengubah"),
        (f"{SITI};P-9;cuti;26-04-2021;;;850/1", "nomor_pegawai", "orang yang sama"),
        (f"{SITI};;demam;26-04-2021;;;850/1", "keterangan", "Tulis cuti, sakit"),
        (f"{SITI};;;26-04-2021;;;850/1", "keterangan", "harus diisi"),
        (f"{SITI};;cuti;26/4/21;;;850/1", "mulai", "tidak ada. Tulis seperti"),
        (f"{SITI};;cuti;26-04-2021;30-02-2021;;850/1", "sampai", "tidak ada. Tulis seperti"),
        (f"{SITI};;cuti;26-04-2021;23-04-2021;;850/1", "sampai", "mendahului"),
        (f"{SITI};;cuti;26-04-2021;;;", "nomor_surat", "Isi nomor suratnya"),
        (f"{SITI};;sakit;26-04-2021;27-04-2021;;", "nomor_surat", "Isi nomor suratnya"),
        (f"{SITI};;cuti;26-04-2021;;sore;850/1", "lamanya", "Tulis penuh, pagi"),
        (f"{SITI};;cuti;26-04-2021;27-04-2021;pagi;850/1", "lamanya", "satu tanggal saja"),
        (f"{SITI};;cuti;26-02-2021;;;850/1", "mulai", "Paling awal 01-03-2021"),
        (f"{SITI};;cuti;26-04-2021;;;850/1;lebih", "", "8 isian untuk 7 kolom"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column_and_holds_up_no_other(row: str, column: str, said: str) -> None:
    found = plan(row, f"{BUDI};;cuti;26-04-2021;;;850/2")

    (problem,) = told(found)
    assert problem[:2] == (2, column)
    assert said in problem[2]
    assert [each.line for each in found.entries] == [3]


def test_rows_of_one_person_do_not_repeat_or_overlap() -> None:
    found = plan(LEAVE, LEAVE, f"{SITI};;sakit;27-04-2021;;;")

    assert [each.line for each in found.entries] == [2]
    assert told(found) == [
        (3, "", "Baris ini sama dengan baris 2."),
        (4, "mulai", "Tanggalnya bertumpang tindih dengan baris 2."),
    ]
    assert [each.line for each in found.refused] == [3, 4]


def test_what_is_on_record_changes_nothing_and_what_was_withdrawn_does_not_come_back_by_itself() -> None:
    there = an_absence(first=MONDAY, last=TUESDAY, letter="850/1")
    again = plan(LEAVE, absences=(there,))
    other = plan(f"{SITI};;cuti;26-04-2021;28-04-2021;;850/1", absences=(there,))
    withdrawn = plan(LEAVE, absences=(an_absence(first=MONDAY, last=TUESDAY, letter="850/1", withdrawn=True),))

    assert (again.known, again.entries, again.problems) == (1, (), ())
    assert "sudah tercatat tidak masuk" in told(other)[0][2]
    assert "sudah ditarik" in told(withdrawn)[0][2]


def test_a_day_whose_report_came_and_days_off_are_refused() -> None:
    found = plan(LEAVE, f"{BUDI};;cuti;25-04-2021;;;850/2", months={APRIL: REPORTED})

    assert [(line, column) for line, column, _ in told(found)] == [(2, "mulai"), (3, "mulai")]
    assert "sudah diterima" in told(found)[0][2]
    assert "Tidak ada hari kerja" in told(found)[1][2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Berkas kosong"),
        (b"PK\x03\x04\x14\x00\x06\x00", "bukan CSV"),
        (b"\x89PNG\r\n\x1a\n", "bukan CSV"),
        (HEADING.encode("utf-16"), "bukan UTF-8"),
        (f"{HEADING}\n{SITI};;cuti;26–04–2021".encode("cp1252"), "bukan UTF-8"),
        (b"nama;umur\nSiti;34", "Nama kolom ini tidak dikenal"),
    ],
    ids=["empty", "a workbook", "a picture", "UTF-16", "Windows", "another file"],
)
def test_a_file_that_is_none_is_said_to_be_so(content: bytes, said: str) -> None:
    found = plan_of_file(content)

    assert (found.entries, found.refused) == ((), ())
    assert said in "".join(words for _, _, words in told(found))


def test_every_problem_has_a_column_that_there_is() -> None:
    found = plan("x;;y;z;w;v;")

    assert {column for _, column, _ in told(found)} == {"nip", "keterangan", "mulai", "sampai", "lamanya"}
    assert {column for _, column, _ in told(found)} <= {column.name for column in COLUMNS}
