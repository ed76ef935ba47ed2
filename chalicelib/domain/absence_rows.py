"""`absences.csv`: absences of a unit's staff, a row each, named by NIP, or by employee number for who has none.

The file has no room for what ails anybody: the kind is all that is read.
"""

from msgspec import Struct

from chalicelib.domain.absences import LONGEST_NUMBER, AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.csv_rows import Column, CsvRow, Findings, Row, date_in, rows_of
from chalicelib.domain.import_staff import nip_in
from chalicelib.domain.texts import text

FILE = "absences.csv"
MOST_ROWS = 1_000
REASONS = "perlu_diperbaiki"
"""The column in which refused rows are given back with what is wrong; handed in again it is not read."""
COLUMNS = (
    Column("nip", 30, may_lack=True),
    Column("nomor_pegawai", 32, may_lack=True),
    Column("nama", 120, may_lack=True),
    Column("keterangan", 40, required=True),
    Column("mulai", 40, required=True),
    Column("sampai", 40, may_lack=True),
    Column("lamanya", 40, may_lack=True),
    Column("nomor_surat", LONGEST_NUMBER, may_lack=True),
    Column(REASONS, 4_000, may_lack=True),
)
KINDS = {
    AbsenceKind.LEAVE: ("cuti",),
    AbsenceKind.SICK: ("sakit",),
    AbsenceKind.TRAVEL: ("dinas luar", "dl", "dinas luar (dl)"),
    AbsenceKind.TRAINING: ("diklat", "pelatihan", "diklat atau pelatihan"),
}
PARTS = {
    Part.WHOLE: ("", "penuh", "sehari penuh"),
    Part.MORNING: ("pagi", "setengah hari pagi", "setengah hari, pagi"),
    Part.AFTERNOON: ("siang", "setengah hari siang", "setengah hari, siang"),
}
SAMPLE: tuple[Row, ...] = (
    {
        "nip": "19860926 201505 1 001",
        "nama": "Contoh Pegawai",
        "keterangan": "cuti",
        "mulai": "26-04-2021",
        "sampai": "28-04-2021",
        "lamanya": "penuh",
        "nomor_surat": "850/12/2021",
    },
    {"nomor_pegawai": "P-017", "nama": "Contoh THL", "keterangan": "sakit", "mulai": "26-04-2021", "lamanya": "pagi"},
)
"""Made-up rows to start from."""


class AbsenceRow(Struct, frozen=True):
    """An absence as the file gives it; `draft` is None where it cannot be read."""

    line: int
    nip: str | None
    number: str | None
    draft: AbsenceDraft | None
    cells: Row


def absence_rows(content: bytes, findings: Findings) -> tuple[AbsenceRow, ...]:
    """The absences of a file; what is wrong with it is among the findings."""
    return tuple(_absence_row(row, findings) for row in rows_of(content, COLUMNS, findings, MOST_ROWS))


def _absence_row(row: CsvRow, findings: Findings) -> AbsenceRow:
    cells = row.cells
    nip, number = nip_in(row, findings), cells["nomor_pegawai"] or None
    if not cells["nip"] and number is None:
        findings.tell(row.line, "nip", text("Isi NIP, atau nomor pegawai bagi yang tidak mempunyai NIP."))
    kind = next((kind for kind, names in KINDS.items() if _said(row, "keterangan") in names), None)
    if kind is None and cells["keterangan"]:
        findings.tell(row.line, "keterangan", text("Tulis cuti, sakit, dinas luar, atau diklat."))
    part = next((part for part, names in PARTS.items() if _said(row, "lamanya") in names), None)
    if part is None:
        findings.tell(row.line, "lamanya", text("Tulis penuh, pagi, atau siang; kosong berarti penuh."))
    first, last = date_in(row, "mulai", findings), date_in(row, "sampai", findings)
    is_dated = first and (last or not cells["sampai"])
    draft = None
    if kind and part and first and is_dated:
        draft = AbsenceDraft(kind, part, first, last or first, " ".join(cells["nomor_surat"].split()))
    return AbsenceRow(row.line, nip, number, draft, cells)


def _said(row: CsvRow, column: str) -> str:
    return " ".join(row.cells[column].lower().split())
