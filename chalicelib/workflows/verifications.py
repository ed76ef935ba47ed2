"""Verifying a daily report, and reading it with its evidence.

A verification is one transaction, conditional on the report's revision: the report, its day in the ledger, the trail's
line, and the mail to an employee whose report is returned.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from chalicelib.domain import verifications as rules
from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.ledger import DayChange, Filed, verified
from chalicelib.domain.mandates import Mandates
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Key,
    MarkDays,
    Replace,
    evidence_key,
    mandates_key,
    past_report_key,
    report_key,
    row_key,
    sheet_key,
)
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.report_versions import PastReport
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.signed import refuse_signed
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.domain.verifications import Finding, Verifier
from chalicelib.workflows.evidence import link_to
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office

MOST_VERSIONS = 20
"""Earlier versions that a page shows."""


class ReportView(Struct, frozen=True):
    """A report as those who may read it see it."""

    report: DailyReport
    evidence: Evidence
    earlier: tuple[PastReport, ...]
    """What it said before it was corrected, latest first."""
    history: tuple[TrailEntry, ...]
    verifier: Verifier | None
    """The viewer as who may verify it, None for whoever only reads it."""


def see(office: Office, actor: Actor, owner: EmployeeId, day: date, origin: Origin, at: datetime) -> ReportView:
    """A report with its evidence and history; others' looks are noted. Three requests and the note.

    Raises NotFound for everybody who has no business with it.
    """
    found = office.records.read(report_key(owner, day), evidence_key(owner, day))
    return view_of(office, actor, found.get(report_key(owner, day)), evidence_in(found, owner, day), origin, at)


def verify(
    office: Office,
    actor: Actor,
    owner: EmployeeId,
    day: date,
    seen: int,
    finding: Finding,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Verifies a report as it was `seen`, and returns where it is shown. At most three requests.

    Raises Forbidden for who may not, Conflict for one that was verified, Stale for one that changed since.
    """

    def as_seen(report: DailyReport) -> None:
        if report.revision == seen:
            return
        if report.verification:
            raise rules.first_was(day, report.verification)
        raise Stale(text("Laporan ini berubah sejak Anda membukanya. Periksa isinya yang terbaru."))

    return verify_checked(office, actor, owner, day, as_seen, finding, sent, origin, at)


def piece_link(
    office: Office, actor: Actor, owner: EmployeeId, day: date, piece: str, origin: Origin, at: datetime
) -> str:
    """A short-lived address that downloads a file of the day's evidence; others' looks are noted.

    Before the report is filed only its owner has it, and the secretary who files it for them. Raises NotFound for
    everybody else.
    """
    found = office.records.read(report_key(owner, day), evidence_key(owner, day))
    report, evidence = found.find(report_key(owner, day)), evidence_in(found, owner, day)
    if (
        actor.id != owner
        and not _attached(evidence, piece, actor)
        and not (report and _sees(office, actor, report, at))
    ):
        raise NotFound
    chosen = evidence.piece(piece)
    note_view(office, actor, f"EVIDENCE#{owner}#{day}", owner, origin, at)
    return link_to(office, evidence, chosen)


def address_of(report: DailyReport) -> str:
    """Where a report is shown to whoever verifies it."""
    return f"/verifications/{report.employee}/{report.date}"


def verify_checked(
    office: Office,
    actor: Actor,
    owner: EmployeeId,
    day: date,
    check: Callable[[DailyReport], None],
    finding: Finding,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Verifies a report that `check` lets pass, having found who verifies it. Requests and refusals as `verify`."""
    found = office.records.read(sent.name, report_key(owner, day))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    report, month = found.get(report_key(owner, day)), month_of(day)
    name = row_key(report.unit, month, owner)
    sheet = sheet_key(report.unit, month)
    beside = office.records.read(name, sheet, *_mandates_name(report))
    mandates = beside.find(mandates_key(report.supervisor)) if report.supervisor else None
    verifier = rules.verifier_of(report, actor, mandates, local_date(at, actor.zone.info))
    if verifier is None:
        raise rules.not_yours()
    check(report)
    refuse_signed(beside.find(sheet))
    becomes = rules.verified(report, finding, verifier, at)
    row = beside.find(name)
    mark = row.mark(day) if row else None
    changes: list[Change] = [Replace(becomes), Create(_line(office, becomes, verifier, finding, origin, at))]
    if mark and mark.filed is not Filed.NOT_YET:
        turned = DayChange(day, mark, verified(mark, accepted=finding.accepted))
        changes.append(MarkDays(report.unit, month, owner, (turned,)))
    if not finding.accepted:
        about = {"employee": owner, "date": day.isoformat()}
        changes.append(Create(entry(office.new_id(), Errand.REPORT_RETURNED, at, **about)))
    return commit_once(office, sent, address_of(becomes), at, *changes)


def _line(
    office: Office, report: DailyReport, by: Verifier, finding: Finding, origin: Origin, at: datetime
) -> TrailEntry:
    about = f"REPORT#{report.employee}#{report.date}"
    return TrailEntry(
        about,
        report.revision,
        office.new_id(),
        at,
        by.id,
        by.name,
        finding.act,
        origin,
        finding.note,
        by.as_whom,
        report.employee,
    )


def view_of(
    office: Office, actor: Actor, report: DailyReport, evidence: Evidence, origin: Origin, at: datetime
) -> ReportView:
    """What the actor may read of a report that was read with its evidence. Two requests and the note."""
    owner, day = report.employee, report.date
    before = range(report.content - 1, max(0, report.content - 1 - MOST_VERSIONS), -1)
    names = [past_report_key(owner, day, content) for content in before]
    wanted: tuple[Key[Any], ...] = (*_mandates_name(report), *names)
    beside = office.records.read(*wanted) if wanted else Bundle({})
    mandates = beside.find(mandates_key(report.supervisor)) if report.supervisor else None
    today = local_date(at, actor.zone.info)
    if not rules.may_see(report, actor, mandates, today):
        raise NotFound
    note_view(office, actor, f"REPORT#{owner}#{day}", owner, origin, at)
    return ReportView(
        report,
        evidence,
        tuple(each for name in names if (each := beside.find(name))),
        office.trail.acts(f"REPORT#{owner}#{day}"),
        rules.verifier_of(report, actor, mandates, today),
    )


def evidence_in(found: Bundle, owner: EmployeeId, day: date) -> Evidence:
    """The evidence of a day among what was read, empty where there is none."""
    return found.find(evidence_key(owner, day)) or Evidence(owner, day)


def _attached(evidence: Evidence, piece: str, actor: Actor) -> bool:
    """Whether the actor brought the file themselves, for somebody without mail."""
    return any(each.id == piece and each.stored.by == actor.id for each in evidence.pieces)


def _sees(office: Office, actor: Actor, report: DailyReport, at: datetime) -> bool:
    mandates = post_of(report, mandates_of(office, (report.supervisor,)))
    return rules.may_see(report, actor, mandates, local_date(at, actor.zone.info))


def _mandates_name(report: DailyReport) -> tuple[Key[Mandates], ...]:
    return (mandates_key(report.supervisor),) if report.supervisor else ()


def mandates_of(office: Office, holders: Iterable[EmployeeId | None]) -> dict[EmployeeId, Mandates]:
    """The mandates for the posts of `holders`, as far as there are any. One request."""
    names = tuple(dict.fromkeys(each for each in holders if each))
    if not names:
        return {}
    found = office.records.read(*map(mandates_key, names))
    return {each: mandates for each in names if (mandates := found.find(mandates_key(each)))}


def post_of(report: DailyReport, mandates: dict[EmployeeId, Mandates]) -> Mandates | None:
    """The mandates for the post of the report's supervisor."""
    return mandates.get(report.supervisor) if report.supervisor else None
