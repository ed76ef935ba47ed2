"""What needs attention in a unit: found when somebody looks, and told to its secretary in the evening."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.attention import Found, Need, Surroundings, found_in, needs_month_before
from chalicelib.domain.calendars import following, local_date, month_of, preceding
from chalicelib.domain.ledger import LedgerRow, UnitMonth
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Employee, EmployeeId, Unit, UnitId
from chalicelib.domain.records import (
    Create,
    capacity_key,
    mandates_key,
    outbox_key,
    register_key,
    row_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound
from chalicelib.domain.reminders import late_reminder_id, owes_report, reminder_id
from chalicelib.domain.reports import last_filing_day
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

MOST_KEYS = 99
"""Of one request, beside a heading."""


class AttentionView(Struct, frozen=True):
    """A unit and what needs attention in it."""

    unit: Unit
    found: tuple[Found, ...]
    today: date
    is_working_day: bool


def view(office: Office, actor: Actor, unit_id: UnitId, origin: Origin, at: datetime) -> AttentionView:
    """What needs attention in a unit, for those who answer for it; the look is noted.

    Two queries, two requests for records by name, the note; in the first week of a month a request more for each
    hundred of the staff.
    """
    if not actor.keeps(unit_id):
        raise Forbidden(text("Halaman ini hanya untuk kepala, sekretaris unit, dan administrator."))
    found = look(office, unit_id, at)
    office.records.commit(
        Create(TrailEntry(shown_as(unit_id), None, office.new_id(), at, actor.id, actor.name, "view", origin))
    )
    return found


def look(office: Office, unit_id: UnitId, at: datetime) -> AttentionView:
    """What needs attention in a unit, whoever asks. Raises NotFound before its month is opened."""
    known = office.records.read(unit_key(unit_id), register_key())
    unit, register = known.find(unit_key(unit_id)), known.find(register_key())
    if unit is None or register is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    today = local_date(at, unit.zone.info)
    month = month_of(today)
    staff = office.people.staff(unit_id)
    months = [office.ledger.month(unit_id, month)]
    if needs_month_before(today, register, unit):
        months += _month_before(office, unit_id, staff, today)
    holders = sorted({each for each in (unit.head, unit.secretary, *(one.supervisor for one in staff)) if each})
    places = [capacity_key(unit_id, each) for each in (month, following(month))]
    mandates = [mandates_key(EmployeeId(each)) for each in holders[: MOST_KEYS - len(places)]]
    found = office.records.read(*places, *mandates)
    around = Surroundings(
        unit,
        staff,
        tuple(months),
        tuple(each for key in places if (each := found.find(key))),
        tuple(one for key in mandates if (one := found.find(key)) and one.unit == unit_id),
        register,
        at,
    )
    return AttentionView(unit, found_in(around), today, months[0].sheet.on(today).hours is not None)


def to_tell(office: Office, unit_id: UnitId, at: datetime) -> AttentionView | None:
    """What a unit's secretary is told in the evening; None on days off, and where nothing is to be mended."""
    try:
        found = look(office, unit_id, at)
    except NotFound:
        return None
    return found if found.found and found.is_working_day and found.unit.secretary else None


def remind_all(office: Office, actor: Actor, unit_id: UnitId, sent: Sent, origin: Origin, at: datetime) -> str:
    """Has everybody reminded whose report of today is not there, whatever they chose; once a day each.

    Returns where that is seen. Two requests.
    """
    found = office.records.read(sent.name, unit_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    if not actor.keeps(unit_id):
        raise Forbidden(text("Halaman ini hanya untuk kepala, sekretaris unit, dan administrator."))
    today = local_date(at, found.get(unit_key(unit_id)).zone.info)
    errand = entry(office.new_id(), Errand.REMIND, at, unit=unit_id, day=today.isoformat(), by=actor.id)
    line = TrailEntry(shown_as(unit_id), None, office.new_id(), at, actor.id, actor.name, "remind_all", origin)
    return commit_once(office, sent, f"/units/{unit_id}/attention", at, Create(line), Create(errand))


def remind_one(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    employee: EmployeeId,
    day: date,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Has one person reminded of one day whose report is not there, whatever they chose; once a day.

    Returns where that is seen. Two requests. Raises Conflict for a report that is not owed or accepted any more.
    """
    if not actor.keeps(unit_id):
        raise Forbidden(text("Halaman ini hanya untuk kepala, sekretaris unit, dan administrator."))
    of_row = row_key(unit_id, month_of(day), employee)
    today = local_date(at, actor.zone.info)
    name = reminder_id(employee, day, by_hand=True) if day == today else late_reminder_id(employee, day, today)
    found = office.records.read(sent.name, unit_key(unit_id), register_key(), of_row, outbox_key(name))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit, register, row = found.get(unit_key(unit_id)), found.get(register_key()), found.find(of_row)
    circular = register.governing(unit_id, day)
    if not (
        row
        and circular
        and owes_report(row, day)
        and day <= today <= last_filing_day(day, circular, unit.zone, register.outages)
    ):
        raise Conflict(text("Laporan hari itu sudah ada atau tidak diterima lagi."))
    shown = f"/units/{unit_id}/attention"
    if found.find(outbox_key(name)):
        return shown
    about = {"employee": employee, "unit": unit_id, "day": day.isoformat(), "by": actor.id}
    line = TrailEntry(
        shown_as(unit_id), None, office.new_id(), at, actor.id, actor.name, "remind_one", origin, concerns=employee
    )
    return commit_once(office, sent, shown, at, Create(line), Create(entry(name, Errand.REPORT_REMINDER, at, **about)))


def shown_as(unit: UnitId) -> str:
    """What the trail calls the list of what a unit needs."""
    return f"ATTENTION#{unit}"


def _month_before(office: Office, unit: UnitId, staff: tuple[Employee, ...], today: date) -> list[UnitMonth]:
    """The rows of the present staff, by name: the month's own query is kept for the running one."""
    before = preceding(month_of(today))
    rows: list[LedgerRow] = []
    sheet = None
    for start in range(0, len(staff), MOST_KEYS):
        keys = [row_key(unit, before, each.id) for each in staff[start : start + MOST_KEYS]]
        found = office.records.read(sheet_key(unit, before), *keys)
        sheet = sheet or found.find(sheet_key(unit, before))
        rows += (row for key in keys if (row := found.find(key)))
    return [UnitMonth(sheet, tuple(rows))] if sheet else []


def of_today(found: AttentionView) -> tuple[Found, ...]:
    """Whose report of today is not there."""
    return tuple(each for each in found.found if each.need is Need.UNREPORTED and each.day == found.today)
