"""What waits for somebody's verification, and several verified at once, each by itself."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import verifications as rules
from chalicelib.domain.calendars import local_date, month_of, preceding
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.records import Create, report_key
from chalicelib.domain.refusals import Invalid, NotFound, problem
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.texts import Message, text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.domain.verifications import Finding
from chalicelib.workflows.once import Sent
from chalicelib.workflows.picked import MOST_SHOWN, Picked, own_form, refusal_of
from chalicelib.workflows.ports import Office
from chalicelib.workflows.verifications import mandates_of, post_of, verify

SEPARATOR = "_"
"""Between employee and date, where a form names a report."""


class ReportOutcome(Struct, frozen=True):
    """What became of one picked report; `refused` says why nothing did."""

    report: DailyReport | None
    refused: Message | None


def to_verify(
    office: Office, actor: Actor, at: datetime, *, as_secretary: bool, holder: EmployeeId | None = None
) -> tuple[DailyReport, ...]:
    """The reports that wait for the actor's verification, by day.

    One query for a supervisor, and for a secretary the ledgers of this month and the last, and a batch of reports. An
    officer acting for `holder` sees what waits for that post.
    """
    today = local_date(at, actor.zone.info)
    mandates = mandates_of(office, (holder,)) if holder else {}
    there = office.reports.to_verify(actor.id, MOST_SHOWN)
    if holder:
        there += office.reports.to_verify(holder, MOST_SHOWN)
    if as_secretary:
        there += _of_unit(office, actor, today)
    one_each = {(report.employee, report.date): report for report in there}
    allowed = [each for each in one_each.values() if rules.verifier_of(each, actor, post_of(each, mandates), today)]
    return tuple(sorted(allowed, key=lambda each: (each.date, each.employee_name))[:MOST_SHOWN])


def look_over(
    office: Office, actor: Actor, picked: tuple[Picked, ...], origin: Origin, at: datetime
) -> tuple[DailyReport, ...]:
    """The picked reports as they stand, for the actor to confirm; each look is noted. Three requests.

    Raises Invalid when nothing was picked that waits for the actor.
    """
    found = _read(office, (named(each.name) for each in picked[:MOST_SHOWN]))
    today = local_date(at, actor.zone.info)
    mandates = mandates_of(office, (each.supervisor for each in found))
    waiting = tuple(
        each
        for each in found
        if each.verification is None and rules.verifier_of(each, actor, post_of(each, mandates), today)
    )
    if not waiting:
        raise nothing_picked()
    office.records.commit(*(_look(office, actor, each, origin, at) for each in waiting))
    return waiting


def verify_all(
    office: Office,
    actor: Actor,
    picked: tuple[Picked, ...],
    finding: Finding,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> tuple[ReportOutcome, ...]:
    """Verifies each picked report in a transaction of its own; what is refused is that report's outcome alone."""
    if not picked:
        raise nothing_picked()
    refused: dict[tuple[EmployeeId, date], Message | None] = {}
    for each in picked[:MOST_SHOWN]:
        owner, day = named(each.name)
        own, seen = own_form(sent, each), each.seen
        refused[owner, day] = refusal_of(_verifying(office, actor, owner, day, seen, finding, own, origin, at))
    there = {(each.employee, each.date): each for each in _read(office, refused)}
    today = local_date(at, actor.zone.info)
    mandates = mandates_of(office, (each.supervisor for each in there.values()))
    return tuple(
        ReportOutcome(
            report
            if (report := there.get(name)) and rules.may_see(report, actor, post_of(report, mandates), today)
            else None,
            why,
        )
        for name, why in refused.items()
    )


def nothing_picked() -> Invalid:
    """The refusal of a verification of nothing."""
    return Invalid(problem("reports", text("Pilih sedikitnya satu laporan.")))


def name_of(report: DailyReport) -> str:
    """How a form names a report."""
    return f"{report.employee}{SEPARATOR}{report.date}"


def named(typed: str) -> tuple[EmployeeId, date]:
    """The report that a form names. Raises NotFound for what is no name of ours."""
    employee, _, day = typed.rpartition(SEPARATOR)
    try:
        return EmployeeId(employee), date.fromisoformat(day)
    except ValueError:
        raise NotFound from None


def _verifying(
    office: Office,
    actor: Actor,
    owner: EmployeeId,
    day: date,
    seen: int,
    finding: Finding,
    own: Sent,
    origin: Origin,
    at: datetime,
) -> Callable[[], str]:
    return lambda: verify(office, actor, owner, day, seen, finding, own, origin, at)


def _look(office: Office, actor: Actor, report: DailyReport, origin: Origin, at: datetime) -> Create:
    about = f"REPORT#{report.employee}#{report.date}"
    return Create(
        TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin, concerns=report.employee)
    )


def _of_unit(office: Office, actor: Actor, today: date) -> tuple[DailyReport, ...]:
    """What waits in the secretary's unit, the oldest days first."""
    waiting: list[tuple[date, EmployeeId]] = []
    for month in (preceding(month_of(today)), month_of(today)):
        try:
            rows = office.ledger.month(actor.unit, month).rows
        except NotFound:
            continue
        waiting += [
            (date.fromisoformat(f"{month}-{day}"), row.employee)
            for row in rows
            for day, mark in row.marks.items()
            if mark.awaits_verification and row.employee != actor.id
        ]
    return _read(office, ((owner, day) for day, owner in sorted(waiting)[:MOST_SHOWN]))


def _read(office: Office, names: Iterable[tuple[EmployeeId, date]]) -> tuple[DailyReport, ...]:
    keys = tuple(dict.fromkeys(report_key(owner, day) for owner, day in names))
    if not keys:
        return ()
    found = office.records.read(*keys)
    return tuple(report for key in keys if (report := found.find(key)))
