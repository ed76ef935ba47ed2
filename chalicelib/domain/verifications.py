"""Verification (verifikasi) of daily reports: who may verify, and what becomes of a report.

A report is accepted, or returned with a reason; until it is accepted its minutes count provisionally. Whoever may
verify can still return an accepted report, which opens it for correction. Nobody verifies their own report, nor one
that they filed for somebody else.
"""

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.deciding import refuse_words
from chalicelib.domain.mandates import Mandates
from chalicelib.domain.people import Actor, EmployeeId, Role, UnitId
from chalicelib.domain.refusals import Conflict, Forbidden
from chalicelib.domain.reports import DailyReport, Verification
from chalicelib.domain.texts import text

ACCEPTED, RETURNED = "accept_report", "return_report"
"""What the trail calls it."""


class Finding(Struct, frozen=True):
    """What a verifier found of a report; the note is needed where it is returned."""

    accepted: bool
    note: str = ""

    @property
    def act(self) -> str:
        """What the trail calls it."""
        return ACCEPTED if self.accepted else RETURNED


class Verifier(Struct, frozen=True):
    """Who verifies a report; `as_whom` is the post of an acting officer with their mandate, "" in one's own right."""

    id: EmployeeId
    name: str
    as_whom: str = ""


def verifier_of(report: DailyReport, actor: Actor, mandates: Mandates | None, today: date) -> Verifier | None:
    """The actor as who may verify the report on `today`, None for everybody else.

    That is the supervisor it was filed under, an acting officer in their post, or the secretary of its unit.
    `mandates` are those of the supervisor's post.
    """
    entered = report.entered_by
    if actor.id == report.employee or (entered and entered.id == actor.id):
        return None
    if actor.id == report.supervisor or _is_secretary(actor, report.unit):
        return Verifier(actor.id, actor.name)
    mandate = mandates.on(today) if mandates else None
    if mandates and mandate and mandate.acting == actor.id and mandates.holder == report.supervisor:
        return Verifier(actor.id, actor.name, f"{mandate.kind} {mandates.post}, {mandate.number}")
    return None


def may_see(report: DailyReport, actor: Actor, mandates: Mandates | None, today: date) -> bool:
    """Whether the actor may read the report and open its evidence: its owner, who may verify it, who filed it."""
    is_keeper = _is_secretary(actor, report.unit)
    return actor.id == report.employee or is_keeper or verifier_of(report, actor, mandates, today) is not None


def verified(report: DailyReport, finding: Finding, by: Verifier, at: datetime) -> DailyReport:
    """The report after it was verified.

    Raises Invalid for a return without a reason, Conflict, naming who was first, for one that was verified already.
    """
    refuse_words(finding.note, needed=not finding.accepted)
    done = report.verification
    if done and (finding.accepted or not done.accepted):
        raise first_was(report.date, done)
    found = Verification(finding.accepted, by.id, by.name, at, finding.note, by.as_whom)
    return replace(report, verification=found, revision=report.revision + 1)


def first_was(day: date, done: Verification) -> Conflict:
    """The refusal of what comes after somebody else verified the report."""
    if done.accepted:
        return Conflict(text("Laporan %(day)s sudah diterima oleh %(name)s."), day=day, name=done.by_name)
    return Conflict(text("Laporan %(day)s sudah dikembalikan oleh %(name)s."), day=day, name=done.by_name)


def not_yours() -> Forbidden:
    """The refusal of whoever may not verify."""
    return Forbidden(text("Laporan diverifikasi oleh atasan langsung atau sekretaris unit, tidak oleh diri sendiri."))


def _is_secretary(actor: Actor, unit: UnitId) -> bool:
    return actor.unit == unit and actor.has(Role.SECRETARY)
