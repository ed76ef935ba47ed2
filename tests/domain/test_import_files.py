"""Rows that cannot be taken: each is told with its line, its column and why."""

import pytest

from chalicelib.domain.imports import File
from chalicelib.domain.people import Role
from tests.domain.cities import (
    A_UNIT,
    HEAD,
    ON_PAPER,
    SECOND_UNIT,
    SECRETARY,
    STAFF,
    WORKER,
    Cells,
    a_city,
    changed,
    plan,
    staff_csv,
    units_csv,
)

UNITS = units_csv(A_UNIT, SECOND_UNIT)

BAD_STAFF: list[tuple[Cells, str, str]] = [
    # what is different in line 4      column           what is said
    ({"nip": "1.98609E+17"},           "nip",           "Excel telah mengubah nomor ini menjadi 1.98609E+17"),
    ({"nip": "1,98609E+17"},           "nip",           "Excel"),
    ({"nip": "19860926 ABC"},          "nip",           "hanya boleh berisi angka"),
    ({"nip": "19800115 200501 2 003"}, "nip",           "lebih dari satu baris"),
    ({"nomor_pegawai": ""},            "nomor_pegawai", "harus diisi"),
    ({"nomor_pegawai": "P-2"},         "nomor_pegawai", "lebih dari satu baris"),
    ({"nomor_pegawai": "1E+10"},       "nomor_pegawai", "Excel"),
    ({"nomor_pegawai": "P 3"},         "nomor_pegawai", "hanya boleh berisi"),
    ({"nama": ""},                     "nama",          "harus diisi"),
    ({"nama": "x" * 121},              "nama",          "Paling panjang 120 huruf"),
    ({"jenis": "CPNS"},                "jenis",         "tidak dikenal"),
    ({"jabatan": ""},                  "jabatan",       "harus diisi"),
    ({"eselon": "sembilan"},           "eselon",        "seperti III.a"),
    ({"unit": "TIADA"},                "unit",          "Unit TIADA tidak dikenal"),
    ({"unit": ""},                     "unit",          "harus diisi"),
    ({"nomor_atasan": "P-9"},          "nomor_atasan",  "Nomor atasan P-9 tidak dikenal"),
    ({"nomor_atasan": "P-3"},          "nomor_atasan",  "berputar: P-3 → P-3"),
    ({"surel": "siti di kota"},        "surel",         "tidak benar"),
    ({"surel": "RINA@kota.example"},   "surel",         "lebih dari satu baris"),
    ({"peran": "bos"},                 "peran",         "Peran “bos” tidak dikenal"),
    ({"masuk": "2021-04-31"},          "masuk",         "Tanggal “2021-04-31” tidak ada"),
    ({"masuk": "kemarin"},             "masuk",         "tidak ada"),
    ({"jam_per_minggu": "40", "jenis": "THL", "nip": ""}, "jam_per_minggu", "paling banyak 37,5"),
    ({"berhenti": "2010-01-01"},       "berhenti",      "mendahului tanggal masuk"),
]  # fmt: skip

BAD_UNITS: list[tuple[Cells, str, str]] = [
    # what is different in line 3      column              what is said
    ({"kode": "DISKOMINFO"},           "kode",             "lebih dari satu baris"),
    ({"kode": "DIS DIK"},              "kode",             "hanya boleh berisi"),
    ({"nama": ""},                     "nama",             "harus diisi"),
    ({"jenis": "pabrik"},              "jenis",            "tidak dikenal"),
    ({"layanan_langsung": "kadang"},   "layanan_langsung", "“ya” atau “tidak”"),
    ({"zona": "GMT"},                  "zona",             "WIB, WITA, atau WIT"),
    ({"induk": "TIADA"},               "induk",            "Unit TIADA tidak dikenal"),
    ({"induk": "DISDIK"},              "induk",            "berputar: DISDIK → DISDIK"),
    ({"nomor_kepala": "P-9"},          "nomor_kepala",     "Nomor pegawai P-9 tidak dikenal"),
]  # fmt: skip


def told(units: bytes | None = None, staff: bytes | None = None) -> list[tuple[int, str, str]]:
    found = plan(units, staff).problems
    return [(each.line, each.column, each.msgid % each.values if each.values else each.msgid) for each in found]


@pytest.mark.parametrize(("different", "column", "said"), BAD_STAFF)
def test_a_bad_row_of_staff_is_told_with_its_line_and_column(different: Cells, column: str, said: str) -> None:
    problems = told(UNITS, staff_csv(HEAD, SECRETARY, changed(WORKER, **different), ON_PAPER))
    assert any(line == 4 and of == column and said in why for line, of, why in problems), problems


@pytest.mark.parametrize(("different", "column", "said"), BAD_UNITS)
def test_a_bad_row_of_units_is_told_with_its_line_and_column(different: Cells, column: str, said: str) -> None:
    problems = told(units_csv(A_UNIT, changed(SECOND_UNIT, **different)), staff_csv(*STAFF))
    assert any(line == 3 and of == column and said in why for line, of, why in problems), problems


def test_a_single_bad_row_leaves_nothing_to_apply() -> None:
    made = plan(UNITS, staff_csv(HEAD, SECRETARY, changed(WORKER, unit="TIADA"), ON_PAPER))
    assert (made.errors, made.steps) == (1, 0)


def test_a_circle_of_supervisors_is_told_for_each_row_in_it() -> None:
    problems = told(UNITS, staff_csv(changed(HEAD, nomor_atasan="P-3"), SECRETARY, WORKER, ON_PAPER))
    assert [(line, why) for line, _, why in problems] == [
        (2, "Rantai atasan berputar: P-1 → P-3 → P-2 → P-1."),
        (3, "Rantai atasan berputar: P-2 → P-1 → P-3 → P-2."),
        (4, "Rantai atasan berputar: P-3 → P-2 → P-1 → P-3."),
    ]


def test_a_circle_through_people_on_record_is_told() -> None:
    found = plan(None, staff_csv(changed(HEAD, nomor_atasan="P-3")), a_city()).problems
    assert [(each.line, each.column) for each in found] == [(2, "nomor_atasan")]


def test_an_address_of_somebody_on_record_is_told() -> None:
    (found,) = plan(None, staff_csv(changed(ON_PAPER, surel="siti@kota.example")), a_city()).problems
    assert (found.column, found.values) == ("surel", {"name": "Siti Rahmawati, S.E."})


def test_a_nip_that_looks_like_pppk_is_a_warning_that_stops_nobody() -> None:
    made = plan(UNITS, staff_csv(HEAD, SECRETARY, changed(WORKER, nip="19860926 201521 2 001"), ON_PAPER))
    (warning,) = made.problems
    assert (warning.line, warning.column, warning.warning, made.errors) == (4, "nip", True, 0)
    assert made.steps


def test_a_nip_that_two_people_have_is_a_warning_that_stops_nobody() -> None:
    twice = plan(None, staff_csv(WORKER, changed(SECRETARY, nip=WORKER["nip"])), a_city())
    assert [(each.column, each.warning) for each in twice.problems] == [("nip", True)] * 2
    another = plan(None, staff_csv(changed(WORKER, nip=SECRETARY["nip"])), a_city())
    assert [(each.column, each.warning, another.errors) for each in another.problems] == [("nip", True, 0)]


def test_who_still_answers_to_somebody_who_left_is_a_warning() -> None:
    made = plan(UNITS, staff_csv(HEAD, changed(SECRETARY, berhenti="2021-04-01"), WORKER, ON_PAPER))
    assert [(each.line, each.column, each.warning) for each in made.problems] == [
        (4, "nomor_atasan", True),
        (5, "nomor_atasan", True),
    ]


FILES = [
    # content                                           line, said
    (b"",                                               1, "Berkas kosong"),
    (b"\r\n\r\n",                                       1, "Berkas kosong"),
    (b"nomor_pegawai;nama\n",                           1, "Kolom ini tidak ada di baris pertama"),
    (staff_csv() + b",gaji",                            1, "tidak dikenal"),
    (staff_csv() + b",nip",                             1, "lebih dari satu kali"),
    (staff_csv(*STAFF).decode().encode("utf-16"),       1, "bukan UTF-8"),
    (staff_csv(HEAD) + b"\r\nP-2,,Ren\xe9",             3, "bukan UTF-8"),
    (staff_csv(HEAD) + b'\r\nP-2,,"Rina',               3, "Tanda kutip"),
    (staff_csv(HEAD) + b"\r\nP-2" + b"," * 14 + b"x",   3, "15 isian untuk 14 kolom"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "said"), FILES)
def test_a_file_that_cannot_be_read_says_where_and_why(content: bytes, line: int, said: str) -> None:
    problems = told(UNITS, content)
    assert any(where == line and said in why for where, _, why in problems), problems


def test_lines_are_counted_as_an_editor_does() -> None:
    spread = changed(HEAD, jabatan="Kepala\nDinas")
    problems = told(UNITS, staff_csv(spread, SECRETARY, changed(WORKER, unit="TIADA"), ON_PAPER))
    assert [line for line, _, _ in problems] == [5]


GOOD_FILES = [
    staff_csv(*STAFF),
    staff_csv(*STAFF, separator=";"),
    b"\xef\xbb\xbf" + staff_csv(*STAFF, separator=";"),
    b"sep=;\r\n" + staff_csv(*STAFF, separator=";"),
    staff_csv(*STAFF).replace(b"\r\n", b"\n"),
    staff_csv(*STAFF) + b"\r\n,,,,,,,,,,,,\r\n\r\n",
    staff_csv(*STAFF).replace(b"nomor_pegawai", b" Nomor Pegawai "),
    staff_csv(*STAFF).replace(b"1998-03-01", b"01/03/1998").replace(b"2005-01-01", b"01-01-2005"),
    staff_csv(*STAFF).replace(b"19860926 201505 2 001", b"198609262015052001"),
    staff_csv(*STAFF).replace(b"Adi Saputra", b"Adi\xc2\xa0Saputra\xe2\x80\x8b"),
]
"""The same staff, as different spreadsheets write them."""


@pytest.mark.parametrize("content", GOOD_FILES)
def test_however_a_spreadsheet_writes_it_the_same_is_read(content: bytes) -> None:
    made = plan(UNITS, content)
    assert made.problems == ()
    assert [step.employee for step in made.staff] == [step.employee for step in plan(UNITS, GOOD_FILES[0]).staff]


def test_what_is_read_is_what_stands_there() -> None:
    head = plan(UNITS, staff_csv(*STAFF)).staff[0].employee
    assert (head.number, head.nip, head.echelon, head.roles) == ("P-1", "197503121998031002", "II.b", (Role.HEAD,))


def test_problems_come_in_the_order_of_the_files_errors_first() -> None:
    bad_unit = changed(SECOND_UNIT, jenis="pabrik")
    doubted = changed(HEAD, nip="")
    found = plan(
        units_csv(A_UNIT, bad_unit), staff_csv(doubted, changed(SECRETARY, unit="X"), WORKER, ON_PAPER)
    ).problems
    assert [(each.file, each.line, each.warning) for each in found] == [
        (File.UNITS, 3, False),
        (File.STAFF, 3, False),
        (File.STAFF, 2, True),
    ]
