"""Filing the day's report, and its receipt."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from chalicelib.domain import reports as rules
from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Expected, Hours, local_date, month_of
from chalicelib.domain.circulars import Circular
from chalicelib.domain.ledger import DayChange, Mark, reported
from chalicelib.domain.orders import Order
from chalicelib.domain.people import Actor, EmployeeId, EnteredBy, UnitId, refuse_on_behalf
from chalicelib.domain.records import (
    Bundle,
    Create,
    Key,
    MarkDays,
    employee_key,
    order_key,
    register_key,
    report_key,
    row_key,
    sheet_key,
)
from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.reports import DailyReport, Receipt, ReportDraft
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office


class ReportDesk(Struct, frozen=True):
    """A home day whose report may be filed."""

    day: date
    unit: UnitId
    """Whose ledger holds the day: the unit the order was asked for in."""
    hours: Hours
    mark: Mark
    circular: Circular
    late: bool
    """Whether a report received now is late."""
    away: Away | None = None
    """An absence of half the day."""


def open_report(
    office: Office, actor: Actor, day: date, at: datetime, whose: EmployeeId | None = None
) -> tuple[ReportDesk, Order]:
    """The day to be reported and the order behind it. Two requests. Raises Refusal when there is nothing to report.

    `whose` is an employee without mail whose secretary is at work; Forbidden for anyone else's day.
    """
    desk = _desk(office.records.read(*_keys(actor, day, whose)), actor, day, at, whose)
    return desk, office.records.read(order_key(desk.mark.order)).get(order_key(desk.mark.order))


def file_report(
    office: Office,
    actor: Actor,
    day: date,
    draft: ReportDraft,
    sent: Sent,
    origin: Origin,
    at: datetime,
    whose: EmployeeId | None = None,
) -> str:
    """Files the report and its minutes together and returns where the receipt is shown. At most three requests.

    Raises Invalid for what was typed, Refusal when the day cannot be reported, Repeated for another form's key.
    """
    found = office.records.read(sent.name, *_keys(actor, day, whose))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    desk = _desk(found, actor, day, at, whose)
    problems = rules.draft_problems(draft)
    if problems:
        raise Invalid(*problems)
    number = Receipt(f"LH-{day:%Y%m%d}-{office.new_id()[:6].upper()}")
    owner = whose or actor.id
    entered = EnteredBy(actor.id, actor.name) if owner != actor.id else None
    report = rules.filed_report(
        owner,
        desk.unit,
        day,
        desk.mark.order,
        draft,
        number,
        desk.hours,
        late=desk.late,
        at=at,
        entered_by=entered,
        away=desk.away,
        employee_name=found.get(employee_key(owner)).name,
        supervisor=found.get(employee_key(owner)).supervisor,
    )
    turned = reported(desk.mark, report.minutes, late=desk.late, entered=entered is not None)
    about = f"REPORT#{owner}#{day}"
    return commit_once(
        office,
        sent,
        f"/reports/{day}?whose={owner}" if entered else f"/reports/{day}",
        at,
        Create(report),
        MarkDays(desk.unit, month_of(day), owner, (DayChange(day, desk.mark, turned),)),
        Create(
            TrailEntry(
                about, report.revision, office.new_id(), at, actor.id, actor.name, "file", origin, concerns=owner
            )
        ),
    )


def receipt(office: Office, actor: Actor, day: date) -> DailyReport:
    """The actor's own report of `day`. One request. Raises NotFound when there is none."""
    return office.records.read(report_key(actor.id, day)).get(report_key(actor.id, day))


def receipt_of(
    office: Office, actor: Actor, owner: EmployeeId, day: date, origin: Origin, at: datetime
) -> tuple[DailyReport, str]:
    """The report of `day` of someone without mail, for the secretary, and their name; the look is noted.

    One request and the note. Raises NotFound when there is none, Forbidden for anyone else's.
    """
    found = office.records.read(report_key(owner, day), employee_key(owner))
    employee = found.get(employee_key(owner))
    refuse_on_behalf(actor, employee)
    report = found.get(report_key(owner, day))
    about = f"REPORT#{owner}#{day}"
    looked = TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin, concerns=owner)
    office.records.commit(Create(looked))
    return report, employee.name


def _keys(actor: Actor, day: date, whose: EmployeeId | None = None) -> tuple[Key[Any], ...]:
    """The circulars, the heading and row of every unit whose ledger may hold the day, and whose day it is."""
    month, owner = month_of(day), whose or actor.id
    units = actor.units if owner == actor.id else (actor.unit,)
    ledgers = (name for unit in units for name in (sheet_key(unit, month), row_key(unit, month, owner)))
    return register_key(), *ledgers, employee_key(owner)


def _desk(found: Bundle, actor: Actor, day: date, at: datetime, whose: EmployeeId | None = None) -> ReportDesk:
    owner, month = whose or actor.id, month_of(day)
    if owner != actor.id:
        refuse_on_behalf(actor, found.get(employee_key(owner)))
    units = actor.units if owner == actor.id else (actor.unit,)
    opened = [unit for unit in units if found.find(row_key(unit, month, owner)) and found.find(sheet_key(unit, month))]
    if not opened:
        raise Refusal(text("Bulan laporan ini belum dibuka untuk unit Anda."))
    unit = next((unit for unit in opened if found.get(row_key(unit, month, owner)).mark(day)), opened[0])
    expected: Expected = found.get(sheet_key(unit, month)).on(day)
    row = found.get(row_key(unit, month, owner))
    mark, away = row.mark(day), row.away(day)
    register = found.get(register_key())
    today = local_date(at, actor.zone.info)
    circular = rules.refuse_unreportable(
        day, mark, today, register.governing(unit, day), actor.zone, away, register.outages
    )
    if mark is None or expected.hours is None:
        raise Refusal(text("Hari ini libur menurut kalender unit Anda; tidak ada laporan yang diperlukan."))
    late = rules.is_late(day, at, circular, actor.zone)
    return ReportDesk(day, unit, expected.hours, mark, circular, late, away)
