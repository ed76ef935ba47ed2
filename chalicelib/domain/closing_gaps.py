"""What a month leaves unexplained before it is closed, each with the day and person that it is about."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.ledger import Verdict
from chalicelib.domain.months import UNKNOWN, DayCell, DayClass, MonthTable
from chalicelib.domain.objections import Objections
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.texts import text


class Gap(StrEnum):
    """What is open, in the order it is shown."""

    OBJECTION = "objection"
    UNREPORTED = "unreported"
    RETURNED = "returned"
    UNVERIFIED = "unverified"
    UNEXPLAINED = "unexplained"
    NO_DATA = "no_data"


NAMES = {
    Gap.OBJECTION: text("Keberatan belum dijawab"),
    Gap.UNREPORTED: text("Belum lapor"),
    Gap.RETURNED: text("Laporan dikembalikan, belum diperbaiki"),
    Gap.UNVERIFIED: text("Laporan belum diverifikasi"),
    Gap.UNEXPLAINED: text("Hari kantor belum dijelaskan"),
    Gap.NO_DATA: text("Belum ada data presensi"),
}
"""What people call them."""

_REPORTED = frozenset({DayClass.HOME, DayClass.HOME_LATE, DayClass.CLOSURE})


class FoundGap(Struct, frozen=True):
    """One thing that is open."""

    gap: Gap
    day: date
    employee: EmployeeId
    name: str


def gaps_of(table: MonthTable, objections: Iterable[Objections]) -> tuple[FoundGap, ...]:
    """Everything that is open, by kind, then by day and name."""
    found = [
        FoundGap(gap, cell.date, EmployeeId(line.employee), line.name)
        for line in table.lines
        for cell in line.cells
        if (gap := _gap_of(cell))
    ]
    found += (
        FoundGap(Gap.OBJECTION, one.day, each.employee, each.employee_name) for each in objections for one in each.open
    )
    order = list(Gap)
    return tuple(sorted(found, key=lambda each: (order.index(each.gap), each.day, each.name)))


def _gap_of(cell: DayCell) -> Gap | None:
    if cell.kind is DayClass.UNREPORTED:
        return Gap.UNREPORTED
    if cell.kind is DayClass.UNEXPLAINED:
        return Gap.UNEXPLAINED
    if cell.kind in UNKNOWN:
        return Gap.NO_DATA
    if cell.kind in _REPORTED and cell.verdict is not Verdict.ACCEPTED:
        return Gap.RETURNED if cell.verdict is Verdict.RETURNED else Gap.UNVERIFIED
    return None
