"""The mails about closing a month: each is made of what is on record at the moment it is sent."""

from collections.abc import Callable
from datetime import date, datetime

from chalicelib.domain.calendars import Month
from chalicelib.domain.closing import Stage
from chalicelib.domain.month_links import sign_token
from chalicelib.domain.objections import Objection, Objections
from chalicelib.domain.outbox import Errand, OutboxEntry, Undeliverable
from chalicelib.domain.people import Employee, EmployeeId, UnitId
from chalicelib.domain.records import closing_key, employee_key, objections_key, sheet_key, unit_key
from chalicelib.workflows import closing_rounds
from chalicelib.workflows.address_mails import reachable
from chalicelib.workflows.ports import Backroom, Office


def _ask_to_sign(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Asks who signs; silent once the month is signed or returned, or somebody else is asked."""
    unit, month, to = UnitId(entry.about["unit"]), Month(entry.about["month"]), EmployeeId(entry.about["to"])
    found = backroom.office.records.read(closing_key(unit, month), employee_key(to))
    closing = found.get(closing_key(unit, month))
    is_asked = any(link.assignee == to and link.content == closing.content for link in closing.links)
    if closing.stage is Stage.CLOSED and is_asked:
        token = sign_token(backroom.office.keys(), closing, to)
        backroom.post.sign_month(reachable(found.get(employee_key(to))), closing, token)


def _tell_of_return(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells the secretary that the head gave the month back; silent once it is closed again."""
    unit, month = UnitId(entry.about["unit"]), Month(entry.about["month"])
    closing = backroom.office.records.read(closing_key(unit, month)).get(closing_key(unit, month))
    if closing.stage is Stage.DRAFTED and closing.returned:
        backroom.post.month_returned(_secretary(backroom.office, unit), closing)


def _tell_employee(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells one person that their month is drafted; silent for those without mail, whose secretary prints it."""
    unit, month, to = UnitId(entry.about["unit"]), Month(entry.about["month"]), EmployeeId(entry.about["to"])
    found = backroom.office.records.read(sheet_key(unit, month), employee_key(to))
    person = found.get(employee_key(to))
    if person.email:
        backroom.post.month_drafted(reachable(person), found.get(sheet_key(unit, month)))


def _name_late_units(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Names the units that have not closed a month; silent when all have meanwhile."""
    month, to = Month(entry.about["month"]), EmployeeId(entry.about["to"])
    late = closing_rounds.late_units(backroom.office, month)
    if late:
        person = reachable(backroom.office.records.read(employee_key(to)).get(employee_key(to)))
        backroom.post.months_overdue(person, month, tuple(each.unit for each in late))


def _tell_of_objection(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells the unit's secretary; silent once it is answered."""
    raised, of_day = _objection(backroom.office, entry)
    waiting = raised.open_on(of_day.day)
    if waiting:
        backroom.post.objection(_secretary(backroom.office, raised.unit), raised, waiting)


def _tell_of_answer(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells who objected; silent for those without mail, and where they objected again meanwhile."""
    raised, of_day = _objection(backroom.office, entry)
    whose = employee_key(raised.employee)
    person = backroom.office.records.read(whose).get(whose)
    if person.email and of_day.answer:
        backroom.post.objection_answered(reachable(person), raised, of_day)


def _objection(office: Office, entry: OutboxEntry) -> tuple[Objections, Objection]:
    """Somebody's objections of a month, and the latest to the day that the errand is about."""
    day = date.fromisoformat(entry.about["day"])
    name = objections_key(UnitId(entry.about["unit"]), Month(entry.about["month"]), EmployeeId(entry.about["employee"]))
    raised = office.records.read(name).get(name)
    return raised, next(each for each in reversed(raised.entries) if each.day == day)


def _secretary(office: Office, unit_id: UnitId) -> Employee:
    unit = office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    if unit.secretary is None:
        raise Undeliverable(f"unit {unit_id} has no secretary")
    return reachable(office.records.read(employee_key(unit.secretary)).get(employee_key(unit.secretary)))


MAILS: dict[Errand, Callable[[Backroom, OutboxEntry, datetime], None]] = {
    Errand.SIGN_MONTH: _ask_to_sign,
    Errand.MONTH_RETURNED: _tell_of_return,
    Errand.MONTH_DRAFT: _tell_employee,
    Errand.MONTHS_OVERDUE: _name_late_units,
    Errand.OBJECTION: _tell_of_objection,
    Errand.OBJECTION_ANSWERED: _tell_of_answer,
}
