"""What a report said before it was corrected, and what is typed of one before it is sent."""

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Hours
from chalicelib.domain.hours import counted_minutes
from chalicelib.domain.people import EmployeeId, EnteredBy
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.reports import DailyReport, ReportDraft
from chalicelib.domain.texts import text

DRAFT_LIFE = timedelta(days=7)
"""How long a draft outlives the last day on which it can be sent."""
LONGEST_CORRECTION = 500
"""Letters of the reason for a correction."""


class PastReport(Struct, frozen=True):
    """A report as it was before a correction; `content` says which sending it was."""

    employee: EmployeeId
    date: date
    content: int
    report: DailyReport


class SavedDraft(Struct, frozen=True):
    """A report that is being typed, one per employee and day: the form's fields as they were typed."""

    employee: EmployeeId
    date: date
    typed: tuple[tuple[str, str], ...]
    """Names and values of the form's fields, what cannot be read as well."""
    saved_at: datetime
    expires: datetime
    revision: int = 1


class DraftMoved(Conflict):
    """The draft was saved from another device meanwhile; `there` is what it saved."""

    def __init__(self, there: SavedDraft) -> None:
        super().__init__(text("Draf laporan ini baru saja disimpan dari perangkat lain."))
        self.there = there


def past(report: DailyReport) -> PastReport:
    """The report as it is kept once a correction takes its place."""
    return PastReport(report.employee, report.date, report.content, report)


def refuse_correcting(report: DailyReport) -> None:
    """Raises Conflict for a report that was found right: only who verified it can open it again, by returning it."""
    if report.is_accepted:
        raise Conflict(
            text("Laporan %(day)s sudah diverifikasi. Untuk memperbaikinya, minta pemeriksa mengembalikannya dahulu."),
            day=report.date,
        )


def corrected(
    report: DailyReport,
    draft: ReportDraft,
    reason: str,
    hours: Hours,
    *,
    at: datetime,
    form: str,
    entered_by: EnteredBy | None = None,
    away: Away | None = None,
    weekly: int | None = None,
) -> DailyReport:
    """The report after a correction: as late or in time as it was first received, and to be verified anew.

    Raises Conflict for one that was found right.
    """
    refuse_correcting(report)
    return replace(
        report,
        draft=draft,
        received_at=at,
        minutes=counted_minutes(draft.start, draft.end, draft.rest, hours, away, weekly),
        revision=report.revision + 1,
        content=report.content + 1,
        reason=reason,
        entered_by=entered_by,
        form=form,
        verification=None,
        first_received_at=report.first_received_at or report.received_at,
    )
