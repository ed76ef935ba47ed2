"""Closing as the city sees it: drafts for every unit, what failed and is tried again, and who has not closed.

A unit's draft is made by one message of the queue. What prevents it is noted on the tick's claim of that unit and
month, so that it can be read while the queue tries again, and after it gave up; the other units go on.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.closing import MonthClosing, Stage
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Employee, Role, Unit, UnitId
from chalicelib.domain.records import Create, Put, RunClaim, closing_key, run_key
from chalicelib.domain.refusals import Conflict, Forbidden, Stale
from chalicelib.domain.schedule import Job
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows import months
from chalicelib.workflows.ports import Office

MOST_TRIES = 5
"""How often the queue gives a message back before it is parked (maxReceiveCount)."""
MOST_KEYS = 100
"""Of one request."""
AT_ONCE = 100
"""Mails that one errand asks for."""


class State(StrEnum):
    """Where a unit's month stands, the most pressing first."""

    PARKED = "parked"
    """The queue gave up; the reason is known."""
    FAILED = "failed"
    """Tried without success, and tried again."""
    WAITING = "waiting"
    """Handed out, or not owed yet."""
    DRAFTED = "drafted"
    CLOSED = "closed"
    SIGNED = "signed"


class UnitProgress(Struct, frozen=True):
    """One unit's month."""

    unit: Unit
    state: State
    closing: MonthClosing | None
    failure: str = ""
    tries: int = 0
    is_opened: bool = True
    """Whether the month was ever opened for it: a unit that came later has nothing to close."""


class Progress(Struct, frozen=True):
    """The city's month."""

    month: Month
    units: tuple[UnitProgress, ...]

    @property
    def counts(self) -> dict[State, int]:
        """How many units stand where."""
        found = [each.state for each in self.units]
        return {state: found.count(state) for state in State}

    @property
    def not_closed(self) -> tuple[UnitProgress, ...]:
        """Those whose secretary has not closed it."""
        done = (State.CLOSED, State.SIGNED)
        return tuple(each for each in self.units if each.is_opened and each.state not in done)


def draft(office: Office, unit: UnitId, month: Month, at: datetime) -> None:
    """Makes a unit's draft. Raises what prevents it, having noted that; a lost race is simply tried again."""
    try:
        months.make_summary(office, unit, month, at)
    except Stale:
        raise
    except Exception as reason:
        _note_failure(office, unit, month, f"{type(reason).__name__}: {reason}"[:300], at)
        raise


def progress(office: Office, actor: Actor, month: Month) -> Progress:
    """Every unit's month, for the administrator. Three requests, one more for each further hundred of units."""
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
    return _progress(office, month)


def retry(office: Office, actor: Actor, month: Month, unit: UnitId, origin: Origin, at: datetime) -> None:
    """Has a unit's draft tried again from the beginning. Two requests. Raises Conflict where nothing failed."""
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
    name = run_key(month, unit, Job.SUMMARY)
    claim = office.records.read(name).get(name)
    if not claim.failure:
        raise Conflict(text("Rekap unit ini tidak sedang gagal."))
    about = f"CLOSING#{unit}#{month}"
    line = TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "retry_draft", origin, note=claim.failure)
    again = entry(office.new_id(), Errand.MAKE_SUMMARY, at, unit=unit, month=month)
    office.records.commit(Put(replace(claim, tries=0, failure="")), Create(again), Create(line))


def tell_employees(office: Office, unit: UnitId, month: Month, begin: int, at: datetime) -> None:
    """Asks for a mail to each of the next hundred people of a drafted month, and for the errand of those after them.

    Every errand has the name of what it does, so that a second run asks for nothing twice.
    """
    rows = office.ledger.month(unit, month).rows
    for row in rows[begin : begin + AT_ONCE]:
        name = f"month-{unit}-{month}-{row.employee}"
        _once(office, Create(entry(name, Errand.MONTH_DRAFT, at, unit=unit, month=month, to=row.employee)))
    if begin + AT_ONCE < len(rows):
        rest = str(begin + AT_ONCE)
        about = {"unit": unit, "month": month, "begin": rest}
        _once(office, Create(entry(f"month-{unit}-{month}-{rest}", Errand.TELL_MONTH, at, **about)))


def name_late_units(office: Office, month: Month, at: datetime) -> None:
    """Asks for a mail to every administrator if units have not closed `month`; doing it twice asks for nothing twice.

    A query for each unit: once a month, to find who administers the city.
    """
    late = _progress(office, month).not_closed
    if not late:
        return
    for person in _administrators(office):
        name = f"overdue-{month}-{person.id}"
        _once(office, Create(entry(name, Errand.MONTHS_OVERDUE, at, month=month, to=person.id)))


def late_units(office: Office, month: Month) -> tuple[UnitProgress, ...]:
    """The units that have not closed a month. Three requests."""
    return _progress(office, month).not_closed


def _progress(office: Office, month: Month) -> Progress:
    units = office.people.units()
    runs = office.outbox.runs(month)
    claims = {claim.unit: claim for claim in runs if claim.job == Job.SUMMARY}
    opened = {claim.unit for claim in runs if claim.job == Job.OPEN}
    closings: dict[UnitId, MonthClosing] = {}
    for start in range(0, len(units), MOST_KEYS):
        keys = [closing_key(unit.id, month) for unit in units[start : start + MOST_KEYS]]
        found = office.records.read(*keys)
        closings |= {each.unit: each for key in keys if (each := found.find(key))}
    each_unit = (_of_unit(unit, claims.get(unit.id), closings.get(unit.id)) for unit in units)
    return Progress(month, tuple(replace(each, is_opened=each.unit.id in opened) for each in each_unit))


def _of_unit(unit: Unit, claim: RunClaim | None, closing: MonthClosing | None) -> UnitProgress:
    if closing:
        return UnitProgress(unit, _STATES[closing.stage], closing)
    if claim and claim.failure:
        state = State.PARKED if claim.tries >= MOST_TRIES else State.FAILED
        return UnitProgress(unit, state, None, claim.failure, claim.tries)
    return UnitProgress(unit, State.WAITING, None)


_STATES = {Stage.DRAFTED: State.DRAFTED, Stage.CLOSED: State.CLOSED, Stage.SIGNED: State.SIGNED}


def _note_failure(office: Office, unit: UnitId, month: Month, reason: str, at: datetime) -> None:
    name = run_key(month, unit, Job.SUMMARY)
    claim = office.records.read(name).find(name) or RunClaim(month, unit, Job.SUMMARY, at)
    office.records.commit(Put(replace(claim, tries=claim.tries + 1, failure=reason)))


def _administrators(office: Office) -> Iterable[Employee]:
    for unit in office.people.units():
        staff = office.people.staff(unit.id)
        yield from (each for each in staff if Role.ADMINISTRATOR in each.roles and each.email and each.active)


def _once(office: Office, change: Create) -> None:
    with suppress(Stale):
        office.records.commit(change)
