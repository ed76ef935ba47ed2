"""Daily reports (laporan harian): one per employee and home day."""

from datetime import date, datetime, time, timedelta
from typing import NewType

from msgspec import Struct

from chalicelib.domain.absences import AbsenceKind, Away
from chalicelib.domain.calendars import Hours, minutes_between
from chalicelib.domain.circulars import Circular, Outage
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
RUSH = timedelta(hours=1)
"""Before a deadline, when most reports arrive: an outage in it moves the deadline."""


class Activity(Struct, frozen=True):
    """An entry: what was done and what came of it; `volume` counts `measure` (dokumen, surat, orang, …)."""

    activity: str
    output: str
    volume: int
    measure: str
    start: time | None = None
    """Unit time; both ends are given, or neither is."""
    end: time | None = None
    task: str = ""
    """Which of the order's tasks it belongs to, in the order's words; "" for none of them."""

    @property
    def minutes(self) -> int | None:
        """How long it took, None where that was not said."""
        return minutes_between(self.start, self.end) if self.start and self.end else None


class ReportDraft(Struct, frozen=True):
    """A report as it was typed, types already right; `rest` in minutes."""

    start: time
    end: time
    rest: int
    activities: tuple[Activity, ...]
    obstacles: str
    plan: str


class AlreadyFiled(Conflict):
    """The day's report has arrived, whichever device it came from."""


class Verification(Struct, frozen=True):
    """What the supervisor or the unit's secretary found of a report."""

    accepted: bool
    """False: returned, to be corrected."""
    by: EmployeeId
    by_name: str
    at: datetime
    note: str = ""
    as_whom: str = ""
    """In whose post an acting officer found it, "" in one's own."""


class DailyReport(Struct, frozen=True):
    """A report as received. The claimed times are the employee's, `received_at` is the server's.

    `revision` numbers every change, `content` every sending: a correction is the next one, and what was sent before is
    kept beside it, see `report_versions`.
    """

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
    content: int = 1
    reason: str = ""
    """Why it was corrected; "" for a first sending."""
    form: str = ""
    """The one-time key of the form it came by, from which the sender's device knows that it arrived."""
    verification: Verification | None = None
    """None as long as nobody has looked at it, and again once it was corrected."""
    excused: str = ""
    """The outage for whose sake it is not late, "" for none."""
    employee_name: str = ""
    supervisor: EmployeeId | None = None
    """Who had the employee under them when it was filed, and finds it among what waits for verification."""
    first_received_at: datetime | None = None
    """When its first sending was received, None where it was not corrected since: by this it is late or not."""

    @property
    def is_accepted(self) -> bool:
        """Whether it was verified and found right: its minutes are final, and only a return opens it again."""
        return self.verification is not None and self.verification.accepted

    @property
    def is_returned(self) -> bool:
        """Whether it was verified and has to be corrected."""
        return self.verification is not None and not self.verification.accepted


NOT_NEEDED = {
    AbsenceKind.LEAVE: text("%(day)s tercatat sebagai cuti, sehingga laporan tidak diperlukan."),
    AbsenceKind.SICK: text("%(day)s tercatat sebagai sakit, sehingga laporan tidak diperlukan."),
    AbsenceKind.TRAVEL: text("%(day)s tercatat sebagai dinas luar, sehingga laporan tidak diperlukan."),
    AbsenceKind.TRAINING: text("%(day)s tercatat sebagai diklat, sehingga laporan tidak diperlukan."),
}


def refuse_unreportable(
    day: date,
    mark: Mark | None,
    today: date,
    circular: Circular | None,
    zone: Zone,
    away: Away | None = None,
    outages: tuple[Outage, ...] = (),
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
        raise AlreadyFiled(text("Laporan %(day)s sudah diterima. Satu hari, satu laporan."), day=day)
    if day > today:
        raise Refusal(text("Laporan %(day)s baru dapat diisi pada hari itu."), day=day)
    last = last_filing_day(day, circular, zone, outages)
    if today > last:
        raise Refusal(
            text("Batas menyusulkan laporan %(day)s adalah %(last)s. Hubungi sekretaris unit Anda."), day=day, last=last
        )
    return circular


def last_filing_day(day: date, circular: Circular, zone: Zone, outages: tuple[Outage, ...] = ()) -> date:
    """The last date on which a report of `day` is still accepted, as late.

    A day of the grace that an outage touches does not count, and the grace never ends before the deadline.
    """
    last, left = day, circular.report_grace_days
    while left:
        last += timedelta(days=1)
        left -= not any(outage.touches(last, zone.info) for outage in outages)
    return max(last, deadline_of(day, circular, zone, outages)[0].date())


def deadline_of(
    day: date, circular: Circular, zone: Zone, outages: tuple[Outage, ...] = ()
) -> tuple[datetime, Outage | None]:
    """Until when a report of `day` is in time, in unit time, and the outage that moved it there.

    An outage that lay in the last hour before the deadline, or on it, moves it to the end of the day after the outage.
    """
    due, moved_by = datetime.combine(day, circular.report_deadline, zone.info), None
    for outage in outages:
        if outage.first <= due and due - RUSH <= outage.last:
            following = outage.last.astimezone(zone.info).date() + timedelta(days=1)
            due, moved_by = datetime.combine(following, time(23, 59), zone.info), outage
    return due, moved_by


def is_late(day: date, received_at: datetime, circular: Circular, zone: Zone, outages: tuple[Outage, ...] = ()) -> bool:
    """Whether a report of `day` came after its deadline."""
    return received_at > deadline_of(day, circular, zone, outages)[0]


def excused_by(
    day: date, received_at: datetime, circular: Circular, zone: Zone, outages: tuple[Outage, ...]
) -> Outage | None:
    """The outage but for which a report would have been late, None for one in time anyway or late all the same."""
    due, moved_by = deadline_of(day, circular, zone, outages)
    return moved_by if received_at <= due and is_late(day, received_at, circular, zone) else None


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
    if not draft.activities:
        missing = problem("activities", text("Tuliskan sedikitnya satu kegiatan."))
        return (*time_problems(draft.start, draft.end, draft.rest), missing)
    return time_problems(draft.start, draft.end, draft.rest) or entry_problems(draft)


def entry_problems(draft: ReportDraft) -> tuple[Problem, ...]:
    """What is wrong with the times of a report's entries: each within the day, none over another, all in its length.

    Fields are named by the entry's place in the draft.
    """
    found: list[Problem] = []
    timed = [(number, each.start, each.end) for number, each in enumerate(draft.activities) if each.start and each.end]
    free = draft.start
    for number, start, end in sorted(timed, key=lambda each: each[1:]):
        field = f"activities-{number}-end"
        if end <= start:
            found.append(problem(field, text("Jam selesai kegiatan harus sesudah jam mulainya.")))
        elif start < draft.start or end > draft.end:
            found.append(
                problem(
                    field,
                    text("Kegiatan ini di luar jam kerja yang Anda isi, %(start)s s.d. %(end)s."),
                    start=draft.start,
                    end=draft.end,
                )
            )
        elif start < free:
            found.append(problem(field, text("Waktu kegiatan ini bertumpuk dengan kegiatan lain.")))
        free = max(free, end)
    taken = sum(minutes_between(start, end) for _, start, end in timed)
    worked = minutes_between(draft.start, draft.end) - draft.rest
    if not found and taken > worked:
        found.append(
            problem(
                "activities",
                text("Kegiatan berjumlah %(taken)s menit, sedangkan waktu kerja tanpa istirahat %(worked)s menit."),
                taken=taken,
                worked=worked,
            )
        )
    return tuple(found)


def task_problems(draft: ReportDraft, tasks: tuple[str, ...]) -> tuple[Problem, ...]:
    """Entries that name a task which the order does not."""
    return tuple(
        problem(f"activities-{number}-task", text("Tugas ini tidak ada pada surat perintah Anda."))
        for number, each in enumerate(draft.activities)
        if each.task and each.task not in tasks
    )


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
    weekly: int | None = None,
    form: str = "",
    excused: str = "",
    employee_name: str = "",
    supervisor: EmployeeId | None = None,
) -> DailyReport:
    """The report as it is stored, with the minutes it counts."""
    minutes = counted_minutes(draft.start, draft.end, draft.rest, hours, away, weekly)
    return DailyReport(
        employee,
        day,
        unit,
        order,
        draft,
        receipt,
        at,
        late,
        minutes,
        entered_by=entered_by,
        form=form,
        excused=excused,
        employee_name=employee_name,
        supervisor=supervisor,
    )
