"""Correcting a report that was sent, what it said before, and the frame of the one before it."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from chalicelib.domain.calendars import Hours, month_of, preceding
from chalicelib.domain.ledger import DayChange, Filed, corrected
from chalicelib.domain.orders import Order
from chalicelib.domain.people import Actor, EmployeeId, refuse_on_behalf
from chalicelib.domain.records import (
    Create,
    MarkDays,
    Replace,
    employee_key,
    order_key,
    past_report_key,
    report_key,
    row_key,
)
from chalicelib.domain.refusals import Invalid, NotFound, Refusal, problem
from chalicelib.domain.report_versions import (
    LONGEST_CORRECTION,
    PastReport,
    past,
    refuse_correcting,
)
from chalicelib.domain.report_versions import corrected as corrected_report
from chalicelib.domain.reports import DailyReport, ReportDraft
from chalicelib.domain.signed import refuse_signed
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.reports import (
    Place,
    entered_by,
    form_of,
    place_keys,
    place_of,
    receipt_mail,
    refuse_wrong,
    where_shown,
)

FRAME_REACH = timedelta(days=31)
"""How far back a report is looked for whose frame may be copied."""


class Correction(Struct, frozen=True):
    """A report that may be corrected."""

    report: DailyReport
    hours: Hours
    order: Order


def open_correction(office: Office, actor: Actor, day: date, whose: EmployeeId | None = None) -> Correction:
    """The report to be corrected. Two requests. Raises Refusal when it cannot be, NotFound when there is none."""
    found = office.records.read(*place_keys(actor, day, whose), report_key(whose or actor.id, day))
    place = place_of(found, actor, day, whose)
    report = found.get(report_key(place.owner, day))
    hours = _hours(place, report)
    return Correction(report, hours, office.records.read(order_key(report.order)).get(order_key(report.order)))


def correct_report(
    office: Office,
    actor: Actor,
    day: date,
    draft: ReportDraft,
    reason: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
    whose: EmployeeId | None = None,
    *,
    seen: int,
    mailed: bool = False,
) -> str:
    """Sends the report anew and keeps what it said before; returns where the receipt is shown. At most three requests.

    `seen` is the sending that the form began with. Raises Invalid, Refusal, Repeated likewise, and Refusal when it was
    corrected from another device meanwhile.
    """
    found = office.records.read(sent.name, *place_keys(actor, day, whose), report_key(whose or actor.id, day))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    place = place_of(found, actor, day, whose)
    report = found.get(report_key(place.owner, day))
    hours = _hours(place, report)
    if report.content != seen:
        raise Invalid(problem("", text("Laporan ini baru saja diperbaiki dari perangkat lain. Periksa isinya dahulu.")))
    if not reason:
        raise Invalid(problem("reason", text("Tuliskan alasan perbaikan.")))
    if len(reason) > LONGEST_CORRECTION:
        raise Invalid(problem("reason", text("Alasan paling panjang %(most)s huruf."), most=LONGEST_CORRECTION))
    if place.mark is None:
        raise NotFound
    refuse_wrong(office, draft, place.mark)
    entered = entered_by(actor, place.owner)
    after = corrected_report(
        report,
        draft,
        reason,
        hours,
        at=at,
        form=form_of(sent),
        entered_by=entered,
        away=place.away,
        weekly=place.weekly,
    )
    turned = corrected(place.mark, after.minutes, entered=entered is not None)
    line = TrailEntry(
        place.about,
        after.revision,
        office.new_id(),
        at,
        actor.id,
        actor.name,
        "correct",
        origin,
        note=reason,
        concerns=place.owner,
    )
    return commit_once(
        office,
        sent,
        where_shown(after),
        at,
        Replace(after),
        Create(past(report)),
        MarkDays(place.unit, month_of(day), place.owner, (DayChange(day, place.mark, turned),)),
        Create(line),
        *([Create(receipt_mail(office, after, at))] if mailed else []),
    )


def past_report(office: Office, actor: Actor, day: date, content: int) -> PastReport:
    """What the actor's own report said in its sending `content`. One request. Raises NotFound when there is none."""
    name = past_report_key(actor.id, day, content)
    return office.records.read(name).get(name)


def past_report_of(
    office: Office, actor: Actor, owner: EmployeeId, day: date, content: int, origin: Origin, at: datetime
) -> tuple[PastReport, str]:
    """The same of someone without mail, for the secretary, and their name; the look is noted."""
    name = past_report_key(owner, day, content)
    found = office.records.read(name, employee_key(owner))
    employee, before = found.get(employee_key(owner)), found.get(name)
    refuse_on_behalf(actor, employee)
    about = f"REPORT#{owner}#{day}"
    looked = TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin, concerns=owner)
    office.records.commit(Create(looked))
    return before, employee.name


def frame(office: Office, actor: Actor, day: date, whose: EmployeeId | None = None) -> ReportDraft:
    """The latest report before `day`, whose frame can be copied. Two requests. Raises Refusal when there is none."""
    owner = whose or actor.id
    months = (preceding(month_of(day)), month_of(day))
    names = [row_key(unit, month, owner) for unit in actor.units for month in months]
    found = office.records.read(*names, employee_key(owner))
    if owner != actor.id:
        refuse_on_behalf(actor, found.get(employee_key(owner)))
    filed = [
        on
        for name in names
        if (row := found.find(name))
        for digits, mark in row.marks.items()
        if mark.filed is not Filed.NOT_YET
        if day - FRAME_REACH <= (on := date.fromisoformat(f"{row.month}-{digits}")) < day
    ]
    if not filed:
        raise Refusal(text("Belum ada laporan sebelumnya yang dapat disalin."))
    name = report_key(owner, max(filed))
    return office.records.read(name).get(name).draft


def _hours(place: Place, report: DailyReport) -> Hours:
    """The day's permitted hours. Raises Refusal when the report cannot be corrected any more."""
    refuse_correcting(report)
    refuse_signed(place.sheet)
    if place.expected.hours is None:
        raise Refusal(text("Hari ini libur menurut kalender unit Anda; tidak ada laporan yang diperlukan."))
    return place.expected.hours
