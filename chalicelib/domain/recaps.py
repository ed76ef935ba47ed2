"""Recapitulations (rekap): the month as officials print and sign it, of a whole unit and of one person.

What nobody has recorded yet is None, printed as "belum ada data" and never as 0: attendance at the office as long as a
day of it is missing, and days that nobody explained; a difference between required and counted hours means nothing as
long as office days are missing from it. Leave, sickness and official travel are what the unit's secretary entered.
"""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from chalicelib.domain.absences import AbsenceKind
from chalicelib.domain.calendars import Expected, Month
from chalicelib.domain.ledger import Verdict
from chalicelib.domain.letters import Signatory
from chalicelib.domain.months import HOME_CLASSES, OFFICE_CLASSES, UNKNOWN, DayCell, DayClass, MonthLine, MonthTable
from chalicelib.domain.people import Zone

LAYOUT = 4
"""Goes up when the same figures are to be printed differently: papers that are kept are then made again."""


MOST_IN_ONE = 500
"""Employees in one PDF: setting it takes 90 MB."""


class PaperFormat(StrEnum):
    """What a month can be downloaded as; the value ends the file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    PARTS = "zip"
    """The PDF of a large unit, in parts."""

    def of(self, people: int) -> "PaperFormat":
        """What a unit of so many gets when this is asked for."""
        return PaperFormat.PARTS if self is PaperFormat.PDF and people > MOST_IN_ONE else self

    @property
    def media_type(self) -> str:
        """The Content-Type it is kept under."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    PaperFormat.CSV: "text/csv; charset=utf-8",
    PaperFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperFormat.PDF: "application/pdf",
    PaperFormat.PARTS: "application/zip",
}


class Standing(StrEnum):
    """How far a month's paper has come."""

    DRAFT = "draft"
    CLOSED = "closed"
    """Closed by the secretary, not signed."""
    SIGNED = "signed"


class Seal(Struct, frozen=True):
    """What closed a month, printed on its papers: the revision, its content, and who signed when."""

    revision: int
    """From 1; a month that is reopened gets the next."""
    content_hash: str
    """SHA-256 of the frozen content, in hexadecimal."""
    address: str
    """The public page behind the QR code."""
    closed_at: datetime
    signer: Signatory | None = None
    signed_at: datetime | None = None
    reason: str = ""
    """Why there is a revision after the first."""

    @property
    def standing(self) -> Standing:
        """Whether it is signed."""
        return Standing.SIGNED if self.signer and self.signed_at else Standing.CLOSED


class RecapLine(Struct, frozen=True):
    """One employee's month in the columns of the unit's recapitulation. Days and minutes; None is not recorded yet."""

    name: str
    nip: str | None
    work_days: int
    """Hari Kerja: days with working hours, as far as the month has come."""
    office: int | None
    """WFO: days at the office by attendance."""
    home: int
    """WFH: days at home by an approved order."""
    leave: int
    """Cuti. This and the next two are in half days."""
    sick: int
    travel: int
    """DL: official travel, training among it: both are ordered by a surat tugas."""
    absent: int | None
    """TK: office days that nobody has explained, where every other day is known."""
    accepted: int
    """Laporan Disetujui: reports that were verified and found right."""
    required: int
    counted: int | None
    """None while days are missing and none of the others counted anything."""
    difference: int | None
    """Counted less required."""
    cells: tuple[DayCell, ...]


class MonthRecap(Struct, frozen=True):
    """A unit's month to be printed: its figures, and whose signature the paper waits for."""

    table: MonthTable
    city: str
    head: Signatory | None
    circulars: tuple[str, ...] = ()
    """Citations of the circulars that bind the unit in that month; of a summary, those that did when it was made."""
    seal: Seal | None = None
    """None as long as the month is not closed."""

    @property
    def unit_name(self) -> str:
        """The unit as the month knows it."""
        return self.table.month.sheet.unit_name

    @property
    def month(self) -> Month:
        """The month."""
        return self.table.month.sheet.month

    @property
    def lines(self) -> tuple[RecapLine, ...]:
        """A line per employee, by name."""
        work_days = work_days_of(self.table.month.sheet.expected, self.table.until)
        return tuple(_line(line, work_days, self.table.until) for line in self.table.lines)

    @property
    def fingerprint(self) -> str:
        """A hash of everything the papers say; the same figures and signatory give the same, in any format."""
        table = self.table
        lines = [(line.name, line.nip, _said(line.cells), line.required, line.counted) for line in table.lines]
        said = (self.city, self.unit_name, self.month, table.until, self.head, self.circulars, lines)
        return _hash(LAYOUT, *said, *((self.seal,) if self.seal else ()))


class PersonalDay(Struct, frozen=True):
    """A date of one employee's month: what it asked, what it was and what it counted."""

    expected: Expected
    cell: DayCell


class PersonalRecap(Struct, frozen=True):
    """One employee's month to be printed, signed by the employee and the direct supervisor."""

    name: str
    nip: str | None
    rank: str | None
    post: str
    unit_name: str
    city: str
    month: Month
    until: date
    line: MonthLine
    days: tuple[PersonalDay, ...]
    supervisor: Signatory | None
    seal: Seal | None = None
    """That of the unit's month; None as long as it is not closed."""
    zone: Zone = Zone.WIB
    """In which times are printed."""

    @property
    def work_days(self) -> int:
        """Jumlah Hari Kerja, as far as the month has come."""
        return work_days_of(tuple(day.expected for day in self.days), self.until)

    @property
    def fingerprint(self) -> str:
        """A hash of everything the paper says."""
        person = (self.name, self.nip, self.rank, self.post, self.unit_name, self.city)
        days = [(day.expected.date, day.expected.holiday, day.cell.plain, day.cell.minutes) for day in self.days]
        said = (person, self.month, self.until, self.line.required, self.supervisor, days)
        return _hash(LAYOUT, *said, *((self.seal,) if self.seal else ()))


def work_days_of(expected: tuple[Expected, ...], until: date) -> int:
    """How many days up to `until` had working hours."""
    return sum(each.hours is not None and each.date <= until for each in expected)


def _line(line: MonthLine, work_days: int, until: date) -> RecapLine:
    passed = [cell for cell in line.cells if cell.date <= until]
    leave, sick, travel = absences_of(line, until)
    is_known = not any(cell.kind in UNKNOWN for cell in passed)
    return RecapLine(
        name=line.name,
        nip=line.nip,
        work_days=work_days,
        office=sum(cell.kind in OFFICE_CLASSES for cell in passed) if is_known else None,
        home=sum(cell.kind in HOME_CLASSES for cell in passed),
        leave=leave,
        sick=sick,
        travel=travel,
        absent=sum(cell.kind is DayClass.UNEXPLAINED for cell in passed) if is_known else None,
        accepted=sum(cell.verdict is Verdict.ACCEPTED for cell in passed),
        required=line.required,
        counted=line.counted if is_known or line.counted else None,
        difference=line.counted - line.required if is_known else None,
        cells=line.cells,
    )


def absences_of(line: MonthLine, until: date) -> tuple[int, int, int]:
    """Half working days of leave, of sickness and of official travel with training, as far as the month has come."""
    columns = ((AbsenceKind.LEAVE,), (AbsenceKind.SICK,), (AbsenceKind.TRAVEL, AbsenceKind.TRAINING))
    aways = [cell.away for cell in line.cells if cell.away and cell.date <= until]
    leave, sick, travel = (sum(2 if each.is_whole else 1 for each in aways if each.kind in kinds) for kinds in columns)
    return leave, sick, travel


def _said(cells: tuple[DayCell, ...]) -> str:
    return " ".join(f"{cell.plain}{cell.verdict}" for cell in cells)


def _hash(*said: object) -> str:
    return sha256(repr(said).encode()).hexdigest()
