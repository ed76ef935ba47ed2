"""Reminders of the day's report: written ahead for whoever is at home, and silent once the report is there."""

from contextlib import suppress
from datetime import date, datetime

from chalicelib.domain.calendars import following, local_date, month_of
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.outbox import Errand, OutboxEntry, entry, entry_due
from chalicelib.domain.people import Actor, EmployeeId, UnitId
from chalicelib.domain.records import (
    Create,
    Put,
    register_key,
    reminder_key,
    row_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.reminders import AHEAD, How, ReminderChoice, ToReport, how_of, owes_report, reminder_id
from chalicelib.domain.reports import deadline_of
from chalicelib.workflows.ports import Office

AT_ONCE = 300
"""People of one claim, a request each: a few seconds of a worker's two minutes."""
MOST_KEYS = 100
"""Of one request."""
ICS = "text/calendar; charset=utf-8"


def choose(office: Office, actor: Actor, how: How) -> None:
    """Keeps how the actor wants to be reminded. One request."""
    office.records.commit(Put(ReminderChoice(actor.id, how)))


def chosen(office: Office, actor: Actor) -> How:
    """How the actor is reminded. One request."""
    return how_of(office.records.read(reminder_key(actor.id)).find(reminder_key(actor.id)))


def remind(office: Office, unit_id: UnitId, day: date, at: datetime, by: str = "", after: str = "") -> int:
    """Asks for a mail to everybody in the unit who owes a report of `day`, once each; returns how many were asked for.

    Nobody owes one on a day off. What somebody else asks for (`by`) goes out at once, whatever people chose. A claim
    takes so many people and leaves the others, those after `after`, to the next.
    """
    found = office.records.read(unit_key(unit_id), register_key())
    unit, register = found.get(unit_key(unit_id)), found.get(register_key())
    circular = register.governing(unit_id, day)
    month = _month(office, unit_id, day)
    if circular is None or month is None:
        return 0
    deadline, _ = deadline_of(day, circular, unit.zone, register.outages)
    owing = sorted(row.employee for row in month if owes_report(row, day) and row.employee > after)
    if not by and at >= deadline:
        return 0
    claim = owing[:AT_ONCE]
    by_mail = frozenset(claim) if by else _by_mail(office, claim)
    wanted = [each for each in claim if each in by_mail]
    asked = 0
    for employee in wanted:
        name = reminder_id(employee, day, by_hand=bool(by))
        about = {"employee": employee, "unit": unit_id, "day": day.isoformat(), "by": by}
        with suppress(Stale):
            office.records.commit(Create(_due(name, at, at if by else deadline - AHEAD, about)))
            asked += 1
    if len(owing) > len(claim):
        about = {"unit": unit_id, "day": day.isoformat(), "by": by, "after": claim[-1]}
        office.records.commit(Create(entry(office.new_id(), Errand.REMIND, at, **about)))
    return asked


def to_report(office: Office, about: dict[str, str], at: datetime) -> ToReport | None:
    """What a reminder is still about, None once nothing is owed, or the person chose not to be reminded by mail."""
    employee, unit_id, day = EmployeeId(about["employee"]), UnitId(about["unit"]), date.fromisoformat(about["day"])
    of_row = row_key(unit_id, month_of(day), employee)
    found = office.records.read(of_row, unit_key(unit_id), register_key(), reminder_key(employee))
    row, register = found.find(of_row), found.get(register_key())
    circular = register.governing(unit_id, day)
    if row is None or circular is None or not owes_report(row, day):
        return None
    deadline, _ = deadline_of(day, circular, found.get(unit_key(unit_id)).zone, register.outages)
    is_wanted = how_of(found.find(reminder_key(employee))) is How.MAIL and at < deadline
    return ToReport(day, deadline) if is_wanted or about["by"] else None


def calendar_link(office: Office, actor: Actor, at: datetime) -> str:
    """An address that downloads the actor's home days to come, with an alarm before each deadline. One request."""
    today = local_date(at, actor.zone.info)
    months = (month_of(today), following(month_of(today)))
    rows = [row_key(unit, month, actor.id) for unit in actor.units for month in months]
    sheets = [sheet_key(unit, month) for unit in actor.units for month in months]
    found = office.records.read(register_key(), *rows, *sheets)
    register = found.get(register_key())
    days = []
    for of_row, of_sheet in zip(rows, sheets, strict=True):
        row, sheet = found.find(of_row), found.find(of_sheet)
        for each in sheet.expected if row and sheet else ():
            circular = register.governing(row.unit, each.date) if row else None
            if row and circular and each.date >= today and owes_report(row, each.date):
                days.append(ToReport(each.date, deadline_of(each.date, circular, actor.zone, register.outages)[0]))
    name = f"exports/{office.new_id()}/pengingat.ics"
    office.files.save(name, office.papers.report_calendar(tuple(days), actor.id, at), ICS)
    return office.files.link(name, "pengingat-laporan.ics")


def _due(name: str, at: datetime, due: datetime, about: dict[str, str]) -> OutboxEntry:
    return entry_due(name, Errand.REPORT_REMINDER, at, due, **about)


def _month(office: Office, unit: UnitId, day: date) -> tuple[LedgerRow, ...] | None:
    """The rows of a working day's month, None for a day off and a month that is not open."""
    try:
        month = office.ledger.month(unit, month_of(day))
    except NotFound:
        return None
    return month.rows if month.sheet.on(day).hours else None


def _by_mail(office: Office, people: list[EmployeeId]) -> frozenset[EmployeeId]:
    """Those of `people` who are reminded by mail."""
    wanted: set[EmployeeId] = set()
    for start in range(0, len(people), MOST_KEYS):
        part = people[start : start + MOST_KEYS]
        found = office.records.read(*map(reminder_key, part))
        wanted |= {each for each in part if how_of(found.find(reminder_key(each))) is How.MAIL}
    return frozenset(wanted)
