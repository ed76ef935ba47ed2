"""Closing a unit or a part of it for some days: looked over, announced, ended early, withdrawn.

A closure and the unit's closed days are one transaction with the errands of whatever follows: duty orders and rotas
(see `closure_effects`), and everybody's mail.
"""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import closures as rules
from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Expected, expected_days, local_date, month_of
from chalicelib.domain.capacity import ClosedDays
from chalicelib.domain.closures import Closure, ClosureDraft, ClosureId
from chalicelib.domain.ledger import LedgerRow, Mark
from chalicelib.domain.meetings import Meeting, State
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, Employee, EmployeeId, EnteredBy, Unit, UnitId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Replace,
    calendar_key,
    closed_key,
    closure_key,
    rota_book_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Stale, problem
from chalicelib.domain.rota_books import GroupRule, RotaBook, RotaPeriod
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import rows_of

LOOKED_AT = 50
"""Meetings of the unit that are looked through for those on closed days, the latest."""


class ClosureDesk(Struct, frozen=True):
    """A unit's closures, latest first, and its staff to choose from."""

    unit: Unit
    today: date
    closures: tuple[Closure, ...]
    staff: tuple[Employee, ...]
    groups: tuple[GroupRule, ...]
    """Posts of the unit's rota, by which people can be picked."""


class Touched(Struct, frozen=True):
    """Somebody whom a closure sends home, and what stands on their days already."""

    name: str
    post: str
    orders: tuple[date, ...] = ()
    """Days under an approved order, which stays."""
    asked: tuple[date, ...] = ()
    """Days of requests that nobody decided; the closure's order covers them."""
    away: tuple[date, ...] = ()
    """Days of leave and the like, which stay out of the order."""


class Look(Struct, frozen=True):
    """A closure as it would be announced, and what it meets."""

    unit: Unit
    draft: ClosureDraft
    workdays: tuple[date, ...]
    people: tuple[Touched, ...]
    rotas: tuple[RotaPeriod, ...]
    meetings: tuple[Meeting, ...]


class ClosureView(Struct, frozen=True):
    """A closure with its history, and what can be done about it."""

    closure: Closure
    today: date
    names: tuple[str, ...]
    """Of the people of a part."""
    history: tuple[TrailEntry, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done any more."""
        return self.closure.is_over(self.today)

    @property
    def may_withdraw(self) -> bool:
        """Whether it has not begun."""
        return not self.is_over and self.today < self.closure.first

    @property
    def may_end(self) -> bool:
        """Whether an earlier last day is left."""
        return not self.is_over and max(self.today, self.closure.first) < self.closure.last


class PublicUnit(Struct, frozen=True):
    """What anybody may know of a unit: whether it is closed, now or soon, and what its letterhead says."""

    unit: Unit
    today: date
    closed: tuple[tuple[str, date, date], ...]
    """What is closed, from when until when, those that are not over; by the first day."""


def open_desk(office: Office, actor: Actor, unit_id: UnitId, at: datetime) -> ClosureDesk:
    """A unit's closures and its staff. One request and two queries."""
    refuse_others(actor, unit_id)
    found = office.records.read(unit_key(unit_id), rota_book_key(unit_id))
    unit = _unit(found, unit_id)
    staff = _staff(office, unit_id)
    book = found.find(rota_book_key(unit_id)) or RotaBook(unit_id)
    today = local_date(at, unit.zone.info)
    return ClosureDesk(unit, today, office.rotas.closures(unit_id), staff, book.rules.groups)


def look_over(
    office: Office, actor: Actor, unit_id: UnitId, draft: ClosureDraft, at: datetime, *, is_part: bool
) -> Look:
    """The closure for one more look: whom it touches and what is on their days. Raises Invalid for what does not hold.

    Two requests, two queries, and one for each month.
    """
    refuse_others(actor, unit_id)
    found = office.records.read(unit_key(unit_id), closed_key(unit_id), rota_book_key(unit_id))
    unit = _unit(found, unit_id)
    staff = _staff(office, unit_id)
    workdays = _checked(office, found, unit, staff, draft, at, is_part=is_part)
    months = sorted({month_of(day) for day in workdays})
    rows = [row for month in months for row in rows_of(office, unit_id, month)]
    book = found.find(rota_book_key(unit_id)) or RotaBook(unit_id)
    touched = (each for each in staff if not draft.people or each.id in draft.people)
    return Look(
        unit,
        draft,
        workdays,
        tuple(_touched(each, workdays, rows) for each in touched),
        tuple(each for each in book.periods if each.first <= draft.last and draft.first <= each.last),
        tuple(
            each
            for each in office.meetings.of_unit(unit_id, None, LOOKED_AT)[0]
            if each.state is State.CALLED and draft.first <= each.date <= draft.last and each.room
        ),
    )


def announce(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    draft: ClosureDraft,
    sent: Sent,
    origin: Origin,
    at: datetime,
    *,
    is_part: bool,
) -> str:
    """Closes the unit, or a part of it, and returns where that is shown; refusals as for `look_over`.

    Of two at once the second is told to look again.
    """
    refuse_others(actor, unit_id)
    found = office.records.read(sent.name, unit_key(unit_id), closed_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit = _unit(found, unit_id)
    _checked(office, found, unit, _staff(office, unit_id), draft, at, is_part=is_part)
    closure = Closure(
        ClosureId(office.new_id()),
        unit_id,
        unit.name,
        unit.zone,
        draft.part,
        draft.people,
        draft.first,
        draft.last,
        draft.last,
        draft.reason,
        draft.letter,
        EnteredBy(actor.id, actor.name),
        at,
    )
    line = _line(office, closure, "announce_closure", actor, origin, at, draft.reason)
    changes = (Create(closure), Create(line), _posted(found, closure, at), *_followed(closure, at, tells=True))
    return commit_once(office, sent, shown_at(closure), at, *changes)


def end(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    closure_id: ClosureId,
    last: date | None,
    words: str,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Ends a closure after `last`, or with None takes back one that has not begun; returns where it is shown.

    The days that are open again are called off from tomorrow on. Raises Stale when it changed since it was seen.
    """
    found, closure = _seen(office, actor, unit_id, closure_id, sent, seen)
    if closure is None:
        return earlier_result(found, sent) or shown_at(found.get(closure_key(unit_id, closure_id)))
    today = local_date(at, closure.zone.info)
    becomes = rules.ended(closure, last, words, today) if last else rules.withdrawn(closure, words, today)
    what = "end_closure" if last else "withdraw_closure"
    note = f"{last:%d-%m-%Y}: {words}" if last else words
    line = _line(office, becomes, what, actor, origin, at, note)
    changes = (Replace(becomes), Create(line), _posted(found, becomes, at), *_followed(becomes, at, tells=True))
    return commit_once(office, sent, shown_at(closure), at, *changes)


def ask_again(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    closure_id: ClosureId,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Has the orders made anew for whoever has none; returns where the closure is shown. Refusals as for `end`."""
    found, closure = _seen(office, actor, unit_id, closure_id, sent, seen)
    if closure is None:
        return earlier_result(found, sent) or shown_at(found.get(closure_key(unit_id, closure_id)))
    becomes = rules.asked_again(closure, local_date(at, closure.zone.info))
    line = _line(office, becomes, "renew_closure", actor, origin, at)
    changes = (Replace(becomes), Create(line), *_followed(becomes, at, tells=False))
    return commit_once(office, sent, shown_at(closure), at, *changes)


def view(
    office: Office, actor: Actor, unit_id: UnitId, closure_id: ClosureId, origin: Origin, at: datetime
) -> ClosureView:
    """A closure for those who answer for the unit; the look is noted. One request, a query or two, and the note."""
    refuse_others(actor, unit_id)
    closure = office.records.read(closure_key(unit_id, closure_id)).get(closure_key(unit_id, closure_id))
    about = f"CLOSURE#{closure.id}"
    office.records.commit(Create(TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    staff = _staff(office, unit_id) if closure.people else ()
    names = tuple(each.name for each in staff if each.id in closure.people)
    return ClosureView(closure, local_date(at, closure.zone.info), names, office.trail.acts(about))


def public(office: Office, unit_id: UnitId, at: datetime) -> PublicUnit:
    """What anybody may know of a unit. One request. Raises NotFound for an unknown one."""
    found = office.records.read(unit_key(unit_id), closed_key(unit_id))
    unit = _unit(found, unit_id)
    board = found.find(closed_key(unit_id)) or ClosedDays(unit_id)
    today = local_date(at, unit.zone.info)
    closed = tuple((each.part or unit.name, each.first, each.last) for each in board.closed if each.last >= today)
    return PublicUnit(unit, today, closed)


def refuse_others(actor: Actor, unit: UnitId) -> None:
    """Raises Forbidden unless the actor answers for the unit."""
    if not actor.keeps(unit):
        raise Forbidden(text("Unit hanya ditutup oleh kepala atau sekretarisnya, atau oleh administrator."))


def shown_at(closure: Closure) -> str:
    """Where a closure is shown."""
    return f"/units/{closure.unit}/closures/{closure.id}"


def _unit(found: Bundle, unit_id: UnitId) -> Unit:
    unit = found.find(unit_key(unit_id))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    return unit


def _staff(office: Office, unit: UnitId) -> tuple[Employee, ...]:
    return tuple(each for each in office.people.staff(unit) if is_staff(each))


def _checked(
    office: Office,
    found: Bundle,
    unit: Unit,
    staff: tuple[Employee, ...],
    draft: ClosureDraft,
    at: datetime,
    *,
    is_part: bool,
) -> tuple[date, ...]:
    """The working days of the closure. Raises Invalid for what was typed."""
    problems = rules.draft_problems(draft, local_date(at, unit.zone.info), is_part=is_part)
    known = {each.id for each in staff}
    if set(draft.people) - known:
        problems.append(problem("people", text("Salah satu pegawai yang dipilih tidak bertugas di unit ini.")))
    if problems:
        raise Invalid(*problems)
    workdays = _workdays(office, unit, draft)
    if not workdays:
        raise Invalid(problem("first", text("Tidak ada hari kerja pada tanggal tersebut.")))
    rules.refuse_repeated(found.find(closed_key(unit.id)) or ClosedDays(unit.id), draft)
    return workdays


def _workdays(office: Office, unit: Unit, draft: ClosureDraft) -> tuple[date, ...]:
    years = sorted({draft.first.year, draft.last.year})
    found = office.records.read(*map(calendar_key, years))
    days: list[Expected] = []
    for month in sorted({month_of(draft.first), month_of(draft.last)}):
        days += expected_days(month, unit.pattern, found.get(calendar_key(int(month[:4]))))
    return tuple(each.date for each in days if each.hours and draft.first <= each.date <= draft.last)


def _touched(person: Employee, workdays: tuple[date, ...], rows: list[LedgerRow]) -> Touched:
    theirs = {row.month: row for row in rows if row.employee == person.id}
    there = [(day, row) for day in workdays if (row := theirs.get(month_of(day)))]
    marks: dict[date, Mark] = {day: mark for day, row in there if (mark := row.mark(day))}
    aways: dict[date, Away] = {day: away for day, row in there if (away := row.away(day))}
    return Touched(
        person.name,
        person.post,
        tuple(day for day, mark in marks.items() if mark.approved),
        tuple(day for day, mark in marks.items() if not mark.approved),
        tuple(day for day, away in aways.items() if away.is_whole),
    )


def _seen(
    office: Office, actor: Actor, unit_id: UnitId, closure_id: ClosureId, sent: Sent, seen: int
) -> tuple[Bundle, Closure | None]:
    """The closure as it was seen, None where the form was accepted before."""
    refuse_others(actor, unit_id)
    found = office.records.read(sent.name, closure_key(unit_id, closure_id), closed_key(unit_id))
    if earlier_result(found, sent):
        return found, None
    closure = found.get(closure_key(unit_id, closure_id))
    if closure.revision != seen:
        raise Stale
    return found, closure


def _posted(found: Bundle, closure: Closure, at: datetime) -> Change:
    """The unit's closed days with those of the closure, in the place of those that were read."""
    was = found.find(closed_key(closure.unit))
    today = local_date(at, closure.zone.info)
    becomes = rules.posted(was or ClosedDays(closure.unit, revision=0), closure, today)
    return Replace(becomes) if was else Create(becomes)


def _followed(closure: Closure, at: datetime, *, tells: bool) -> tuple[Change, ...]:
    """The errands of what a change of a closure causes."""
    orders = Create(_errand(closure, Errand.FOLLOW_CLOSURE, "follow", at))
    return (orders, Create(telling(closure, 0, at))) if tells else (orders,)


def telling(closure: Closure, begin: int, at: datetime) -> OutboxEntry:
    """Asks for the mails of the next people from the `begin`th on."""
    return _errand(closure, Errand.TELL_CLOSURE, f"all-{begin}", at, begin=str(begin))


def mail_to(closure: Closure, employee: EmployeeId, at: datetime) -> OutboxEntry:
    """Asks for the mail that tells one person."""
    return _errand(closure, Errand.CLOSURE, employee, at, to=employee)


def _errand(closure: Closure, errand: Errand, whose: str, at: datetime, **about: str) -> OutboxEntry:
    name = f"closure-{closure.id}-{closure.edition}-{whose}"
    known = {"unit": closure.unit, "closure": closure.id, "edition": str(closure.edition)}
    return entry(name, errand, at, **known, **about)


def _line(
    office: Office, closure: Closure, what: str, actor: Actor, origin: Origin, at: datetime, note: str = ""
) -> TrailEntry:
    """Trail lines are numbered by the edition: what the worker writes into a closure is told by its orders' trails."""
    about = f"CLOSURE#{closure.id}"
    return TrailEntry(about, closure.edition, office.new_id(), at, actor.id, actor.name, what, origin, note)
