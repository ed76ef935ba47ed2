"""Filing the day's report, and its receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.domain import reports as rules
from chalicelib.domain.calendars import Expected, Hours, local_date, month_of
from chalicelib.domain.circulars import Circular
from chalicelib.domain.ledger import DayChange, Mark, reported
from chalicelib.domain.orders import Order
from chalicelib.domain.people import Actor
from chalicelib.domain.records import (
    Bundle,
    Create,
    Key,
    MarkDays,
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


@dataclass(frozen=True)
class ReportDesk:
    """A home day whose report may be filed."""

    day: date
    hours: Hours
    mark: Mark
    circular: Circular
    late: bool
    """Whether a report received now is late."""


def open_report(office: Office, actor: Actor, day: date, at: datetime) -> tuple[ReportDesk, Order]:
    """The day to be reported and the order behind it. Two requests. Raises Refusal when there is nothing to report."""
    desk = _desk(office.records.read(*_keys(actor, day)), actor, day, at)
    return desk, office.records.read(order_key(desk.mark.order)).get(order_key(desk.mark.order))


def file_report(
    office: Office, actor: Actor, day: date, draft: ReportDraft, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Files the report and its minutes together and returns where the receipt is shown. At most three requests.

    Raises Invalid for what was typed, Refusal when the day cannot be reported, Repeated for another form's key.
    """
    found = office.records.read(sent.name, *_keys(actor, day))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    desk = _desk(found, actor, day, at)
    problems = rules.draft_problems(draft)
    if problems:
        raise Invalid(*problems)
    number = Receipt(f"LH-{day:%Y%m%d}-{office.new_id()[:6].upper()}")
    report = rules.filed_report(
        actor.id, actor.unit, day, desk.mark.order, draft, number, desk.hours, late=desk.late, at=at
    )
    about = f"REPORT#{actor.id}#{day}"
    return commit_once(
        office,
        sent,
        f"/reports/{day}",
        at,
        Create(report),
        MarkDays(
            actor.unit,
            month_of(day),
            actor.id,
            (DayChange(day, desk.mark, reported(desk.mark, report.minutes, late=desk.late)),),
        ),
        Create(TrailEntry(about, report.revision, office.new_id(), at, actor.id, actor.name, "file", origin)),
    )


def receipt(office: Office, actor: Actor, day: date) -> DailyReport:
    """The actor's own report of `day`. One request. Raises NotFound when there is none."""
    return office.records.read(report_key(actor.id, day)).get(report_key(actor.id, day))


def _keys(actor: Actor, day: date) -> tuple[Key[Any], ...]:
    month = month_of(day)
    return register_key(), sheet_key(actor.unit, month), row_key(actor.unit, month, actor.id)


def _desk(found: Bundle, actor: Actor, day: date, at: datetime) -> ReportDesk:
    register, sheet_name, row_name = _keys(actor, day)
    sheet, row = found.find(sheet_name), found.find(row_name)
    if sheet is None or row is None:
        raise Refusal(text("Bulan laporan ini belum dibuka untuk unit Anda."))
    expected: Expected = sheet.on(day)
    mark = row.mark(day)
    in_force = found.get(register).in_force(actor.unit, day)
    circular = rules.refuse_unreportable(day, mark, local_date(at, actor.zone.info), in_force)
    if mark is None or expected.hours is None:
        raise Refusal(text("Hari ini libur menurut kalender unit Anda; tidak ada laporan yang diperlukan."))
    late = rules.is_late(day, at, circular, actor.zone)
    return ReportDesk(day, expected.hours, mark, circular, late)
