"""`units.csv`: the city's units, a row each.

Heads and secretaries are named by their employee number.
"""

import re

from msgspec import Struct

from chalicelib.domain.csv_rows import Column, CsvRow, Findings, rows_of
from chalicelib.domain.people import Unit, Zone
from chalicelib.domain.texts import text

COLUMNS = (
    Column("kode", 24, required=True),
    Column("nama", 160, required=True),
    Column("jenis", 20, required=True),
    Column("layanan_langsung", 5, required=True),
    Column("induk", 24),
    Column("zona", 4, required=True),
    Column("alamat", 300),
    Column("nomor_kepala", 32),
    Column("nomor_sekretaris", 32),
)
KINDS = (
    *("sekretariat", "inspektorat", "dinas", "badan", "satuan", "kecamatan", "kelurahan", "bagian", "uptd"),
    *("puskesmas", "rumah sakit", "sekolah"),
)
YES, NO = "ya", "tidak"
ADDRESS_LINES = " | "
"""Between the lines of an address; a line break within quotes does as well."""
CODE = re.compile(r"[A-Za-z0-9_-]+")


class UnitRow(Struct, frozen=True):
    """A unit as the file gives it; `head` and `secretary` are employee numbers."""

    line: int
    code: str
    name: str
    kind: str
    direct_service: bool
    parent: str | None
    zone: Zone
    address: tuple[str, ...]
    head: str | None
    secretary: str | None


def unit_rows(content: bytes, findings: Findings) -> tuple[UnitRow, ...]:
    """The units of a file; what is wrong with it is among the findings."""
    return tuple(_unit_row(row, findings) for row in rows_of(content, COLUMNS, findings))


def unit_cells(unit: Unit, numbers: dict[str, str]) -> dict[str, str]:
    """A unit as the file writes it; `numbers` are employee numbers by id."""
    return {
        "kode": unit.id,
        "nama": unit.name,
        "jenis": unit.kind,
        "layanan_langsung": YES if unit.direct_service else NO,
        "induk": unit.parent or "",
        "zona": unit.zone.name,
        "alamat": ADDRESS_LINES.join(unit.address),
        "nomor_kepala": numbers.get(unit.head or "", ""),
        "nomor_sekretaris": numbers.get(unit.secretary or "", ""),
    }


def _unit_row(row: CsvRow, findings: Findings) -> UnitRow:
    cells = row.cells
    code, kind, serves, zone = (cells[name] for name in ("kode", "jenis", "layanan_langsung", "zona"))
    if code and not CODE.fullmatch(code):
        findings.tell(row.line, "kode", text("Kode hanya boleh berisi huruf, angka, “-” dan “_”."))
    if kind and kind.lower() not in KINDS:
        findings.tell(
            row.line, "jenis", text("Jenis unit ini tidak dikenal. Pilih salah satu: %(all)s."), all=", ".join(KINDS)
        )
    if serves and serves.lower() not in (YES, NO):
        findings.tell(row.line, "layanan_langsung", text("Tulis “ya” atau “tidak”."))
    if zone and zone.upper() not in Zone.__members__:
        findings.tell(row.line, "zona", text("Tulis WIB, WITA, atau WIT."))
    return UnitRow(
        line=row.line,
        code=code,
        name=" ".join(cells["nama"].split()),
        kind=kind.lower(),
        direct_service=serves.lower() == YES,
        parent=cells["induk"] or None,
        zone=Zone.__members__.get(zone.upper(), Zone.WIB),
        address=tuple(line for part in re.split(r"[|\n]", cells["alamat"]) if (line := " ".join(part.split()))),
        head=cells["nomor_kepala"] or None,
        secretary=cells["nomor_sekretaris"] or None,
    )
