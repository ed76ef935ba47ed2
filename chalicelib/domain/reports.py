"""Daily reports (laporan harian): one per employee and home day."""

from datetime import date, datetime, time, timedelta
from typing import NewType

from msgspec import Struct

from chalicelib.domain.absences import AbsenceKind, Away
from chalicelib.domain.calendars import Hours, minutes_between
from chalicelib.domain.circulars import Circular
from chalicelib.domain.hours import counted_minutes
from chalicelib.domain.ledger import Filed, Mark
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, EnteredBy, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Problem, Refusal, problem
from chalicelib.domain.texts import text

Receipt = NewType("Receipt", str)
"""The number the employee keeps, e.g. "LH-20210426-K3QZ7D"."""

MOST_ENTRIES = 10
LONGEST_TEXT = 1000
LONGEST_ACTIVITY = 200


class Activity(Struct, frozen=True):
    """What was done and what came of it; `volume` counts `measure` (dokumen, surat, orang, …)."""

    activity: str
    output: str
    volume: int
    measure: str


class ReportDraft(Struct, frozen=True):
    """A report as it was typed, types already right; `rest` in minutes."""

    start: time
    end: time
    rest: int
    activities: tuple[Activity, ...]
    obstacles: str
    plan: str


class DailyReport(Struct, frozen=True):
    """A report as received. The claimed times are the employee's, `received_at` is the server's."""

    employee: EmployeeId
    date: date
    unit: UnitId
    order: OrderId
    draft: ReportDraft
    receipt: Receipt
    received_at: datetime
    late: bool
    minutes: int
    """Counted minutes, provisional until the report is accepted."""
    revision: int = 1
    entered_by: EnteredBy | None = None
    """The secretary who filed it for an employee without mail."""


NOT_NEEDED = {
    AbsenceKind.LEAVE: text("%(day)s tercatat sebagai cuti, sehingga laporan tidak diperlukan."),
    AbsenceKind.SICK: text("%(day)s tercatat sebagai sakit, sehingga laporan tidak diperlukan."),
    AbsenceKind.TRAVEL: text("%(day)s tercatat sebagai dinas luar, sehingga laporan tidak diperlukan."),
    AbsenceKind.TRAINING: text("%(day)s tercatat sebagai diklat, sehingga laporan tidak diperlukan."),
}


def refuse_unreportable(
    day: date, mark: Mark | None, today: date, circular: Circular | None, away: Away | None = None
) -> Circular:
    """The circular the report falls under. Raises Refusal unless a report of `day` can be filed on `today`."""
    if away and away.is_whole:
        raise Refusal(NOT_NEEDED[away.kind], day=day)
    if circular is None or mark is None or not mark.approved:
        raise Refusal(
            text("Tidak ada surat perintah tugas yang disetujui untuk %(day)s, sehingga laporan tidak diperlukan."),
            day=day,
        )
    if mark.filed is not Filed.NOT_YET:
        raise Conflict(text("Laporan %(day)s sudah diterima. Satu hari, satu laporan."), day=day)
    if day > today:
        raise Refusal(text("Laporan %(day)s baru dapat diisi pada hari itu."), day=day)
    last = last_filing_day(day, circular)
    if today > last:
        raise Refusal(
            text("Batas menyusulkan laporan %(day)s adalah %(last)s. Hubungi sekretaris unit Anda."), day=day, last=last
        )
    return circular


def last_filing_day(day: date, circular: Circular) -> date:
    """The last date on which a report of `day` is still accepted, as late."""
    return day + timedelta(days=circular.report_grace_days)


def is_late(day: date, received_at: datetime, circular: Circular, zone: Zone) -> bool:
    """Whether a report of `day` came after the circular's deadline, in unit time."""
    return received_at > datetime.combine(day, circular.report_deadline, zone.info)


def time_problems(start: time, end: time, rest: int) -> tuple[Problem, ...]:
    """What is wrong with a report's times and its rest in minutes, per field."""
    found: list[Problem] = []
    length = minutes_between(start, end)
    if length <= 0:
        found.append(problem("end", text("Jam selesai harus sesudah jam mulai pada hari yang sama.")))
    elif rest >= length:
        found.append(problem("rest", text("Istirahat harus lebih singkat daripada waktu kerja.")))
    if rest < 0:
        found.append(problem("rest", text("Istirahat tidak boleh kurang dari 0 menit.")))
    return tuple(found)


def draft_problems(draft: ReportDraft) -> tuple[Problem, ...]:
    """What is wrong with a report, per field."""
    missing = () if draft.activities else (problem("activities", text("Tuliskan sedikitnya satu kegiatan.")),)
    return (*time_problems(draft.start, draft.end, draft.rest), *missing)


def filed_report(
    employee: EmployeeId,
    unit: UnitId,
    day: date,
    order: OrderId,
    draft: ReportDraft,
    receipt: Receipt,
    hours: Hours,
    *,
    late: bool,
    at: datetime,
    entered_by: EnteredBy | None = None,
    away: Away | None = None,
) -> DailyReport:
    """The report as it is stored, with the minutes it counts."""
    minutes = counted_minutes(draft.start, draft.end, draft.rest, hours, away)
    return DailyReport(employee, day, unit, order, draft, receipt, at, late, minutes, entered_by=entered_by)
