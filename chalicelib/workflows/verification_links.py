"""The link in the evening's mail that leads to one report.

Opening it changes nothing. A verification needs the link and a browser known for whom it was sent to, and a choice made
on the page it leads to.
"""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import verifications as rules
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.records import evidence_key, report_key
from chalicelib.domain.refusals import Gone, NotFound, SignInNeeded
from chalicelib.domain.report_links import ReportLink, has_expired, report_link_of
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.domain.verifications import Finding
from chalicelib.workflows.decisions import LinkState
from chalicelib.workflows.once import Sent
from chalicelib.workflows.ports import Office
from chalicelib.workflows.verifications import ReportView, evidence_in, mandates_of, post_of, verify_checked, view_of


class ReportLinkView(Struct, frozen=True):
    """A genuine link; `view` is None where nothing of the report may be shown."""

    state: LinkState
    assignee: EmployeeId
    view: ReportView | None


def open_link(
    office: Office, owner: EmployeeId, day: date, token: str, viewer: Actor | None, origin: Origin, at: datetime
) -> ReportLinkView:
    """What a link finds; the assignee's look is noted. Raises Gone for a link that never was ours."""
    report, link = linked(office, owner, day, token)
    state = _state(report, link, at)
    if viewer is None or viewer.id != link.assignee:
        return ReportLinkView(LinkState.STRANGER, link.assignee, None)
    found = office.records.read(evidence_key(owner, day))
    try:
        view = view_of(office, viewer, report, evidence_in(found, owner, day), origin, at)
    except NotFound:  # it was sent to an officer whose mandate is over
        return ReportLinkView(LinkState.MOVED, link.assignee, None)
    moved = state is LinkState.OPEN and view.verifier is None
    return ReportLinkView(LinkState.MOVED if moved else state, link.assignee, view)


def verify_by_link(
    office: Office,
    actor: Actor | None,
    owner: EmployeeId,
    day: date,
    token: str,
    finding: Finding,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Verifies by a link and returns where the outcome is shown.

    Raises SignInNeeded or Forbidden in a browser of anyone but the assignee, Gone for a link that is no longer good,
    Conflict for a report that was verified.
    """
    _, link = linked(office, owner, day, token)
    if actor is None:
        raise SignInNeeded
    if actor.id != link.assignee:
        raise rules.not_yours()

    def as_linked(report: DailyReport) -> None:
        state = _state(report, link, at)
        if state is LinkState.DECIDED and report.verification:
            raise rules.first_was(day, report.verification)
        if state is not LinkState.OPEN:
            raise Gone(text("Tautan ini sudah tidak berlaku. Gunakan tautan pada surel terbaru."))

    return verify_checked(office, actor, owner, day, as_linked, finding, sent, origin, at)


def linked(office: Office, owner: EmployeeId, day: date, token: str) -> tuple[DailyReport, ReportLink]:
    """The report and what the token was given for. Two requests. Raises Gone for a link that never was ours."""
    report = office.records.read(report_key(owner, day)).find(report_key(owner, day))
    link = _link(office, report, token) if report else None
    if report is None or link is None:
        raise Gone(text("Tautan ini tidak berlaku. Gunakan tautan pada surel terbaru."))
    return report, link


def _link(office: Office, report: DailyReport, token: str) -> ReportLink | None:
    """Links go to the supervisor, or to who acts in that post."""
    if report.supervisor is None:
        return None
    there = post_of(report, mandates_of(office, (report.supervisor,)))
    officers = there.officers if there else frozenset()
    return report_link_of(office.keys(), report, token, (report.supervisor, *sorted(officers)))


def _state(report: DailyReport, link: ReportLink, at: datetime) -> LinkState:
    if link.content != report.content:
        return LinkState.MOVED
    if report.verification is not None:
        return LinkState.DECIDED
    return LinkState.EXPIRED if has_expired(report, at) else LinkState.OPEN
