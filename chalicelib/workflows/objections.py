"""Objections to a day: raised by whose day it is, answered by the unit's secretary, on the trail of both."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import objections as rules
from chalicelib.domain.calendars import Month, local_date
from chalicelib.domain.closing import refuse_other_than_clerk
from chalicelib.domain.ledger import MonthSheet
from chalicelib.domain.months import DayCell, line_of
from chalicelib.domain.objections import Answer, Objection, Objections
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, EmployeeId, UnitId
from chalicelib.domain.records import Create, Replace, objections_key, row_key, sheet_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office


class ObjectionDesk(Struct, frozen=True):
    """A day of somebody's month as it is counted, and what they have against it."""

    sheet: MonthSheet
    employee: EmployeeId
    name: str
    cell: DayCell
    raised: Objections | None
    waiting: Objection | None
    """The objection to this day that nobody has answered."""


def open_form(office: Office, actor: Actor, month: Month, day: date, at: datetime) -> ObjectionDesk:
    """One's own day. One request. Raises NotFound before the month is opened and for a day outside it."""
    return _desk(office, actor.unit, actor.id, month, day, at)


def raise_objection(
    office: Office, actor: Actor, month: Month, day: date, words: str, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Objects to one's own day; the secretary is told. Returns where it is seen. Two requests.

    Possible after the month was signed, too: then it asks for reopening. Raises Invalid for what was typed.
    """
    names = (sheet_key(actor.unit, month), objections_key(actor.unit, month, actor.id))
    found = office.records.read(sent.name, row_key(actor.unit, month, actor.id), *names)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    sheet, row = found.find(names[0]), found.find(row_key(actor.unit, month, actor.id))
    if sheet is None or row is None:
        raise NotFound(text("Bulan ini belum dibuka untuk pegawai tersebut."))
    there = found.find(names[1]) or Objections(actor.unit, month, actor.id, row.name, revision=0)
    today = local_date(at, sheet.zone.info)
    becomes = rules.raised(there, day, words, at, today, after_signing=bool(sheet.signed))
    about = {"unit": actor.unit, "month": month, "employee": actor.id, "day": day.isoformat()}
    return commit_once(
        office,
        sent,
        f"/my-month/{month}",
        at,
        Replace(becomes) if there.revision else Create(becomes),
        Create(_line(office, becomes, "object", actor, origin, at, f"{day:%d-%m-%Y}: {words}")),
        Create(entry(office.new_id(), Errand.OBJECTION, at, **about)),
    )


def see(
    office: Office,
    actor: Actor,
    unit: UnitId,
    month: Month,
    employee: EmployeeId,
    day: date,
    origin: Origin,
    at: datetime,
) -> ObjectionDesk:
    """Somebody's day and objection, for who answers it; the look is noted. One request and the note."""
    refuse_other_than_clerk(actor, unit)
    desk = _desk(office, unit, employee, month, day, at)
    if desk.raised is None:
        raise NotFound
    about, who = f"OBJECTIONS#{unit}#{month}#{employee}", (actor.id, actor.name)
    looked = TrailEntry(about, None, office.new_id(), at, *who, "view", origin, concerns=employee)
    office.records.commit(Create(looked))
    return desk


def answer(
    office: Office,
    actor: Actor,
    unit: UnitId,
    month: Month,
    employee: EmployeeId,
    day: date,
    choice: Answer,
    words: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Answers an objection; the employee is told. Returns where it is seen. Two requests.

    Raises Conflict for one that was answered, Invalid without words.
    """
    refuse_other_than_clerk(actor, unit)
    name = objections_key(unit, month, employee)
    found = office.records.read(sent.name, name)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    becomes = rules.answered(found.get(name), day, choice, words, actor.name, at)
    what = "accept_objection" if choice is Answer.ACCEPTED else "decline_objection"
    about = {"unit": unit, "month": month, "employee": employee, "day": day.isoformat()}
    return commit_once(
        office,
        sent,
        f"/months/{unit}/{month}/closing",
        at,
        Replace(becomes),
        Create(_line(office, becomes, what, actor, origin, at, f"{day:%d-%m-%Y}: {words}")),
        Create(entry(office.new_id(), Errand.OBJECTION_ANSWERED, at, **about)),
    )


def _desk(office: Office, unit: UnitId, employee: EmployeeId, month: Month, day: date, at: datetime) -> ObjectionDesk:
    names = (sheet_key(unit, month), row_key(unit, month, employee), objections_key(unit, month, employee))
    found = office.records.read(*names)
    sheet, row, raised = found.find(names[0]), found.find(names[1]), found.find(names[2])
    if sheet is None or row is None:
        raise NotFound(text("Bulan ini belum dibuka untuk pegawai tersebut."))
    line = line_of(row, sheet.expected, local_date(at, sheet.zone.info))
    cell = next((each for each in line.cells if each.date == day), None)
    if cell is None:
        raise NotFound(text("Tanggal ini tidak ada pada bulan tersebut."))
    return ObjectionDesk(sheet, employee, row.name, cell, raised, raised.open_on(day) if raised else None)


def _line(
    office: Office, raised: Objections, what: str, actor: Actor, origin: Origin, at: datetime, note: str
) -> TrailEntry:
    about = f"OBJECTIONS#{raised.unit}#{raised.month}#{raised.employee}"
    who = (actor.id, actor.name)
    return TrailEntry(
        about, raised.revision, office.new_id(), at, *who, what, origin, note[:1000], concerns=raised.employee
    )
