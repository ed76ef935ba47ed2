"""The day's report: the form with its draft, filing it, and its receipt."""

from datetime import date, datetime, time
from typing import Any

from msgspec import Struct

from chalicelib.domain import reports as rules
from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Expected, Hours, local_date, month_of
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import DayChange, Mark, MonthSheet, reported
from chalicelib.domain.orders import Order
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, EmployeeId, EnteredBy, UnitId, refuse_on_behalf
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Delete,
    Key,
    MarkDays,
    Replace,
    employee_key,
    order_key,
    register_key,
    report_key,
    row_key,
    saved_draft_key,
    sheet_key,
)
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.domain.report_versions import DRAFT_LIFE, DraftMoved, SavedDraft
from chalicelib.domain.reports import DailyReport, Receipt, ReportDraft
from chalicelib.domain.signed import refuse_signed
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office


class Place(Struct, frozen=True):
    """Where a day stands in the ledger, whatever may be done with it."""

    owner: EmployeeId
    day: date
    unit: UnitId
    """Whose ledger holds the day: the unit the order was asked for in."""
    sheet: MonthSheet
    mark: Mark | None
    register: CircularRegister
    away: Away | None
    """An absence of the day, or of half of it."""
    weekly: int | None = None
    """Minutes of the owner's own week, where it is not the unit's."""

    @property
    def expected(self) -> Expected:
        """What the day asks of the unit."""
        return self.sheet.on(self.day)

    @property
    def about(self) -> str:
        """The trail's name of the day's report."""
        return f"REPORT#{self.owner}#{self.day}"


class ReportDesk(Struct, frozen=True):
    """A home day whose report may be filed."""

    owner: EmployeeId
    day: date
    unit: UnitId
    hours: Hours
    mark: Mark
    deadline: datetime
    """Until when it is in time, in unit time."""
    last: date
    """The last date on which it is accepted."""
    late: bool
    """Whether a report received now is late."""
    excused: str = ""
    """The outage for whose sake it is not, by id."""
    away: Away | None = None
    """An absence of half the day."""
    draft: SavedDraft | None = None
    """What was typed of it so far."""
    weekly: int | None = None
    """Minutes of the owner's own week, where it is not the unit's."""

    @property
    def is_moved(self) -> bool:
        """Whether an outage moved the deadline to another day."""
        return self.deadline.date() != self.day


def open_report(
    office: Office, actor: Actor, day: date, at: datetime, whose: EmployeeId | None = None
) -> tuple[ReportDesk, Order]:
    """The day to be reported and the order behind it. Two requests. Raises Refusal when there is nothing to report.

    `whose` is an employee without mail whose secretary is at work; Forbidden for anyone else's day.
    """
    desk = _desk(office.records.read(*_keys(actor, day, whose)), actor, day, at, whose)
    return desk, office.records.read(order_key(desk.mark.order)).get(order_key(desk.mark.order))


def save_draft(
    office: Office, desk: ReportDesk, typed: tuple[tuple[str, str], ...], seen: int, at: datetime
) -> SavedDraft:
    """Keeps what was typed, by somebody who saw revision `seen` of the draft (0 for none). One request.

    Raises DraftMoved, with the draft that is there, when it was saved from another device meanwhile.
    """
    there = desk.draft
    if there and there.revision != seen:
        raise DraftMoved(there)
    expires = datetime.combine(desk.last, time(23, 59), desk.deadline.tzinfo) + DRAFT_LIFE
    saved = SavedDraft(desk.owner, desk.day, typed, at, expires, (there.revision if there else 0) + 1)
    try:
        office.records.commit(Replace(saved) if there else Create(saved))
    except Stale:
        name = saved_draft_key(desk.owner, desk.day)
        raise DraftMoved(office.records.read(name).get(name)) from None
    return saved


def file_report(
    office: Office,
    actor: Actor,
    day: date,
    draft: ReportDraft,
    sent: Sent,
    origin: Origin,
    at: datetime,
    whose: EmployeeId | None = None,
    *,
    seen: int = 0,
    mailed: bool = False,
) -> str:
    """Files the report and its minutes together and returns where the receipt is shown.

    At most three requests, a fourth to learn what became of a transaction whose answer was lost. The draft goes with
    it; `seen` is the draft's revision that the form knew. With `mailed` the receipt goes by mail, too.

    Raises Invalid for what was typed, Refusal when the day cannot be reported, Repeated for another form's key, and
    DraftMoved when another device saved something else meanwhile.
    """
    found = office.records.read(sent.name, *_keys(actor, day, whose))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    desk = _desk(found, actor, day, at, whose)
    if desk.draft and desk.draft.revision != seen:
        raise DraftMoved(desk.draft)
    refuse_wrong(office, draft, desk.mark)
    number = Receipt(f"LH-{day:%Y%m%d}-{office.new_id()[:6].upper()}")
    owner, entered = desk.owner, entered_by(actor, desk.owner)
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
        weekly=desk.weekly,
        employee_name=found.get(employee_key(owner)).name,
        supervisor=found.get(employee_key(owner)).supervisor,
        form=form_of(sent),
        excused=desk.excused,
    )
    turned = reported(desk.mark, report.minutes, late=desk.late, entered=entered is not None)
    about = f"REPORT#{owner}#{day}"
    also: list[Change] = [Delete(saved_draft_key(owner, day))] if desk.draft else []
    also += [Create(receipt_mail(office, report, at))] if mailed else []
    return commit_once(
        office,
        sent,
        where_shown(report),
        at,
        Create(report),
        MarkDays(desk.unit, month_of(day), owner, (DayChange(day, desk.mark, turned),)),
        Create(
            TrailEntry(
                about, report.revision, office.new_id(), at, actor.id, actor.name, "file", origin, concerns=owner
            )
        ),
        *also,
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


def refuse_wrong(office: Office, draft: ReportDraft, mark: Mark) -> None:
    """Raises Invalid for what was typed. One request where entries name tasks of the order, otherwise none."""
    problems = rules.draft_problems(draft)
    if not problems and any(each.task for each in draft.activities):
        order = office.records.read(order_key(mark.order)).get(order_key(mark.order))
        problems = rules.task_problems(draft, order.tasks)
    if problems:
        raise Invalid(*problems)


def entered_by(actor: Actor, owner: EmployeeId) -> EnteredBy | None:
    """The actor, where the report is somebody else's."""
    return EnteredBy(actor.id, actor.name) if owner != actor.id else None


def form_of(sent: Sent) -> str:
    """The form's one-time key without its sender, as the page holds it."""
    return sent.key.rpartition("#")[2]


def where_shown(report: DailyReport) -> str:
    """The receipt's page."""
    path = f"/reports/{report.date}"
    return f"{path}?whose={report.employee}" if report.entered_by else path


def receipt_mail(office: Office, report: DailyReport, at: datetime) -> Any:
    """The errand that mails the receipt."""
    return entry(office.new_id(), Errand.REPORT_RECEIPT, at, employee=report.employee, day=report.date.isoformat())


def place_keys(actor: Actor, day: date, whose: EmployeeId | None = None) -> tuple[Key[Any], ...]:
    """The circulars, the heading and row of every unit whose ledger may hold the day, and whose day it is."""
    month, owner = month_of(day), whose or actor.id
    units = actor.units if owner == actor.id else (actor.unit,)
    ledgers = (name for unit in units for name in (sheet_key(unit, month), row_key(unit, month, owner)))
    return register_key(), *ledgers, employee_key(owner)


def place_of(found: Bundle, actor: Actor, day: date, whose: EmployeeId | None = None) -> Place:
    """Where the day stands, by what `place_keys` named.

    Raises Refusal before the month is opened, and Forbidden for somebody else's day.
    """
    owner, month = whose or actor.id, month_of(day)
    if owner != actor.id:
        refuse_on_behalf(actor, found.get(employee_key(owner)))
    units = actor.units if owner == actor.id else (actor.unit,)
    opened = [unit for unit in units if found.find(row_key(unit, month, owner)) and found.find(sheet_key(unit, month))]
    if not opened:
        raise Refusal(text("Bulan laporan ini belum dibuka untuk unit Anda."))
    unit = next((unit for unit in opened if found.get(row_key(unit, month, owner)).mark(day)), opened[0])
    sheet, row = found.get(sheet_key(unit, month)), found.get(row_key(unit, month, owner))
    return Place(owner, day, unit, sheet, row.mark(day), found.get(register_key()), row.away(day), row.weekly)


def _keys(actor: Actor, day: date, whose: EmployeeId | None) -> tuple[Key[Any], ...]:
    return *place_keys(actor, day, whose), saved_draft_key(whose or actor.id, day)


def _desk(found: Bundle, actor: Actor, day: date, at: datetime, whose: EmployeeId | None = None) -> ReportDesk:
    place = place_of(found, actor, day, whose)
    mark, away, outages, zone = place.mark, place.away, place.register.outages, actor.zone
    today = local_date(at, zone.info)
    refuse_signed(place.sheet)
    governing = place.register.governing(place.unit, day)
    circular = rules.refuse_unreportable(day, mark, today, governing, zone, away, outages)
    hours = place.expected.hours
    if mark is None or hours is None:
        raise Refusal(text("Hari ini libur menurut kalender unit Anda; tidak ada laporan yang diperlukan."))
    due, _ = rules.deadline_of(day, circular, zone, outages)
    excused = rules.excused_by(day, at, circular, zone, outages)
    return ReportDesk(
        place.owner,
        day,
        place.unit,
        hours,
        mark,
        due,
        rules.last_filing_day(day, circular, zone, outages),
        at > due,
        excused.id if excused else "",
        away,
        found.find(saved_draft_key(place.owner, day)),
        place.weekly,
    )
