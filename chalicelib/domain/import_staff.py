"""`staff.csv`: the city's staff, a row each, named by employee number (nomor pegawai).

The NIP is an attribute and checked with doubts only (`nips`); a cell in which Excel has turned it into 1.98609E+17 has
lost digits for good and is wrong.
"""

import re
from datetime import date

from msgspec import Struct

from chalicelib.domain.calendars import WEEK
from chalicelib.domain.csv_rows import EXCEL_NUMBER, Column, CsvRow, Findings, date_in, rows_of, tell_excel
from chalicelib.domain.letters import nip_printed
from chalicelib.domain.nips import nip_doubts
from chalicelib.domain.people import OWN_WEEKS, Employee, Kind, Role
from chalicelib.domain.texts import text

COLUMNS = (
    Column("nomor_pegawai", 32, required=True),
    Column("nip", 30),
    Column("nama", 120, required=True),
    Column("jenis", 20, required=True),
    Column("pangkat", 80),
    Column("jabatan", 160, required=True),
    Column("eselon", 10),
    Column("unit", 24, required=True),
    Column("nomor_atasan", 32),
    Column("surel", 254),
    Column("peran", 60),
    Column("masuk", 10),
    Column("berhenti", 10),
    Column("jam_per_minggu", 10, may_lack=True),
)
ROLES = {"kepala": Role.HEAD, "sekretaris": Role.SECRETARY, "administrator": Role.ADMINISTRATOR}
"""In the order in which a record holds them."""
KINDS = {kind.value.lower(): kind for kind in Kind}
NUMBER = re.compile(r"[A-Za-z0-9./_-]+")
MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
WEEKLY = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?")
"""Hours with up to two decimals."""
ECHELON = re.compile(r"(I|II|III|IV|V)\.?/?([a-e])")


class StaffRow(Struct, frozen=True):
    """An employee as the file gives them; `supervisor` is an employee number, `unit` a unit's code."""

    line: int
    number: str
    nip: str | None
    name: str
    kind: Kind
    rank: str | None
    post: str
    echelon: str | None
    unit: str
    supervisor: str | None
    email: str | None
    roles: tuple[Role, ...]
    joined: date | None
    left: date | None
    weekly: int | None = None
    """Minutes of an ordinary week, None where the file does not say."""


def staff_rows(content: bytes, findings: Findings) -> tuple[StaffRow, ...]:
    """The staff of a file; what is wrong with it is among the findings."""
    return tuple(_staff_row(row, findings) for row in rows_of(content, COLUMNS, findings))


def staff_cells(person: Employee, numbers: dict[str, str]) -> dict[str, str]:
    """An employee as the file writes them; `numbers` are employee numbers by id.

    The NIP is written in groups, so that no spreadsheet takes it for a number.
    """
    return {
        "nomor_pegawai": person.number or "",
        "nip": nip_printed(person.nip),
        "nama": person.name,
        "jenis": person.kind.value,
        "pangkat": person.rank or "",
        "jabatan": person.post,
        "eselon": person.echelon or "",
        "unit": person.unit,
        "nomor_atasan": numbers.get(person.supervisor or "", ""),
        "surel": person.email or "",
        "peran": ", ".join(name for name, role in ROLES.items() if role in person.roles),
        "masuk": person.joined.isoformat() if person.joined else "",
        "berhenti": person.left.isoformat() if person.left else "",
        "jam_per_minggu": weekly_written(person.weekly),
    }


def _staff_row(row: CsvRow, findings: Findings) -> StaffRow:
    cells = row.cells
    kind = KINDS.get(cells["jenis"].lower())
    if kind is None and cells["jenis"]:
        known = ", ".join(each.value for each in Kind)
        findings.tell(row.line, "jenis", text("Jenis pegawai ini tidak dikenal. Pilih salah satu: %(all)s."), all=known)
    joined, left = date_in(row, "masuk", findings), date_in(row, "berhenti", findings)
    if joined and left and left < joined:
        findings.tell(row.line, "berhenti", text("Tanggal berhenti mendahului tanggal masuk."))
    return StaffRow(
        line=row.line,
        number=_number(row, findings),
        nip=_nip(row, kind, findings),
        name=" ".join(cells["nama"].split()),
        kind=kind or Kind.PNS,
        rank=cells["pangkat"] or None,
        post=" ".join(cells["jabatan"].split()),
        echelon=_echelon(row, findings),
        unit=cells["unit"],
        supervisor=cells["nomor_atasan"] or None,
        email=_mail(row, findings),
        roles=_roles(row, findings),
        joined=joined,
        left=left,
        weekly=_weekly(row, kind, findings),
    )


def weekly_written(minutes: int | None) -> str:
    """A week's minutes in hours as files and forms have them, e.g. "20" or "22,5"; "" for none."""
    return "" if minutes is None else f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def weekly_in(written: str) -> int | None:
    """The minutes of hours as they are written; None for what is not above 0 or above a whole week's 37 h 30 m."""
    found = WEEKLY.fullmatch(written.strip())
    minutes = round(float(f"{found[1]}.{found[2] or 0}") * 60) if found else 0
    return minutes if 0 < minutes <= WEEK else None


def _weekly(row: CsvRow, kind: Kind | None, findings: Findings) -> int | None:
    """Only of kinds that may have a week of their own; the file's word about others is doubted and not kept."""
    written = row.cells["jam_per_minggu"]
    if not written:
        return None
    if kind and kind not in OWN_WEEKS:
        findings.doubt(row.line, "jam_per_minggu", text("Hanya untuk PPPK Paruh Waktu dan THL; tidak dipakai."))
        return None
    minutes = weekly_in(written)
    if minutes is None:
        findings.tell(
            row.line, "jam_per_minggu", text("Tulis jam per minggu seperti 20 atau 22,5, paling banyak 37,5.")
        )
    return minutes


def _number(row: CsvRow, findings: Findings) -> str:
    written = row.cells["nomor_pegawai"]
    if EXCEL_NUMBER.fullmatch(written):
        tell_excel(row, "nomor_pegawai", findings)
    elif written and not NUMBER.fullmatch(written):
        findings.tell(row.line, "nomor_pegawai", text("Nomor pegawai hanya boleh berisi huruf, angka, dan . / _ -"))
    return written


def nip_in(row: CsvRow, findings: Findings) -> str | None:
    """The bare digits of a cell `nip`, None for an empty one and for one that holds none, which is told."""
    written = row.cells["nip"]
    if EXCEL_NUMBER.fullmatch(written):
        tell_excel(row, "nip", findings)
        return None
    nip = re.sub(r"[\s.]", "", written) or None
    if nip and not (nip.isascii() and nip.isdecimal()):
        findings.tell(row.line, "nip", text("NIP hanya boleh berisi angka dan spasi."))
        return None
    return nip


def _nip(row: CsvRow, kind: Kind | None, findings: Findings) -> str | None:
    nip = nip_in(row, findings)
    is_misread = nip is None and row.cells["nip"] != ""
    for doubt in nip_doubts(nip, kind) if kind and not is_misread else ():
        findings.doubt(row.line, "nip", doubt)
    return nip


def _mail(row: CsvRow, findings: Findings) -> str | None:
    written = row.cells["surel"].lower()
    if written and not MAIL.fullmatch(written):
        findings.tell(row.line, "surel", text("Alamat surel tidak benar. Tulis seperti nama@contoh.go.id."))
    return written or None


def _roles(row: CsvRow, findings: Findings) -> tuple[Role, ...]:
    written = [part for part in re.split(r"[\s,;|/]+", row.cells["peran"].lower()) if part]
    for name in written:
        if name not in ROLES:
            known = ", ".join(ROLES)
            findings.tell(
                row.line, "peran", text("Peran “%(name)s” tidak dikenal. Pilih dari: %(all)s."), name=name, all=known
            )
    return tuple(role for name, role in ROLES.items() if name in written)


def _echelon(row: CsvRow, findings: Findings) -> str | None:
    written = row.cells["eselon"]
    found = ECHELON.fullmatch(written)
    if written and not found:
        findings.tell(row.line, "eselon", text("Tulis eselon seperti III.a, atau kosongkan."))
    return f"{found[1]}.{found[2]}" if found else None
