"""Absences: entered, corrected and withdrawn by those who do a unit's paperwork; ledgers and orders follow.

The absence is what counts; `absence_effects` knows what follows from it.
"""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import absences as rules
from chalicelib.domain.absences import Absence, AbsenceDraft, AbsenceId, Away, Part
from chalicelib.domain.calendars import Month, local_date
from chalicelib.domain.ledger import absent_in
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import Actor, Employee, EmployeeId, EnteredBy, Unit, UnitId
from chalicelib.domain.records import (
    Bundle,
    Create,
    absence_key,
    employee_key,
    rota_book_key,
    row_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, NotFound, Stale
from chalicelib.domain.rota_books import RotaPeriod
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.absence_effects import (
    keys_of,
    ledger_keys,
    turned_days,
)
from chalicelib.workflows.absence_entries import admitted, changes_of, open_months, refuse_days, refuse_draft
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office

PAGE_SIZE = 30


class AbsencePage(Struct, frozen=True):
    """Part of a unit's absences, latest first, and what names the next part."""

    unit: Unit
    absences: tuple[Absence, ...]
    after: str | None


class AbsenceDesk(Struct, frozen=True):
    """Of whom an absence may be entered."""

    unit: Unit
    staff: tuple[Employee, ...]


class AbsenceView(Struct, frozen=True):
    """An absence, what was done to it, and how far the ledgers have followed."""

    unit: Unit
    absence: Absence
    history: tuple[TrailEntry, ...]
    is_behind: bool
    """Whether days of open months are still to be marked."""
    later: tuple[Month, ...]
    """Months that are not open yet."""
    rotas: tuple[RotaPeriod, ...] = ()
    """Published rotas that have days of it."""


# Looking


def listed(
    office: Office, actor: Actor, unit_id: UnitId, page: str | None, origin: Origin, at: datetime
) -> AbsencePage:
    """A unit's absences, a page at a time; the look is noted. Two requests and the note."""
    unit = own_unit(office.records.read(unit_key(unit_id)), actor, unit_id, looks=True)
    absences, after = office.absences.of_unit(unit_id, page, PAGE_SIZE)
    about, looked_at = f"ABSENCES#{unit_id}", office.new_id()
    office.records.commit(Create(TrailEntry(about, None, looked_at, at, actor.id, actor.name, "view", origin)))
    return AbsencePage(unit, absences, after)


def open_desk(office: Office, actor: Actor, unit_id: UnitId) -> AbsenceDesk:
    """Of whom an absence may be entered. Two requests."""
    unit = own_unit(office.records.read(unit_key(unit_id)), actor, unit_id)
    return AbsenceDesk(unit, tuple(each for each in office.people.staff(unit_id) if is_staff(each)))


def view(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    employee: EmployeeId,
    absence_id: AbsenceId,
    origin: Origin,
    at: datetime,
    *,
    to_write: bool = False,
) -> AbsenceView:
    """An absence with its history; the look is noted. Three requests and the note.

    Raises NotFound for another unit's, Forbidden for others than those who answer for the unit; with `to_write` for
    others than those who do its paperwork.
    """
    found = office.records.read(unit_key(unit_id), absence_key(employee, absence_id), rota_book_key(unit_id))
    unit, absence = _own(found, actor, unit_id, employee, absence_id, looks=not to_write)
    book = found.find(rota_book_key(unit_id))
    periods = (each for each in book.periods if each.published) if book else ()
    note_view(office, actor, f"ABSENCE#{absence.id}", employee, origin, at)
    ledgers = office.records.read(*ledger_keys(absence))
    later = tuple(month for month in absence.months if ledgers.find(row_key(unit_id, month, employee)) is None)
    return AbsenceView(
        unit,
        absence,
        office.trail.acts(f"ABSENCE#{absence.id}"),
        bool(turned_days(ledgers, absence)),
        later,
        tuple(each for each in periods if absence.part is Part.WHOLE and absence.overlaps(each.first, each.last)),
    )


def absent_between(office: Office, unit: UnitId, first: date, last: date) -> dict[EmployeeId, dict[date, Away]]:
    """Who of a unit is away on which days from `first` to `last`, as far as its months are open. One query a month."""
    found: dict[EmployeeId, dict[date, Away]] = {}
    for month in rules.months_between(first, last):
        for employee, aways in absent_in(office.ledger.month(unit, month)).items():
            within = {day: away for day, away in aways.items() if first <= day <= last}
            if within:
                found[employee] = found.get(employee, {}) | within
    return found


# Entering, correcting, withdrawing


def enter(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    employee: EmployeeId,
    draft: AbsenceDraft,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Enters an absence and returns where it is shown. Four requests at most, one of them the transaction.

    Raises Invalid for what was typed, Forbidden for others than those who do the unit's paperwork.
    """
    ledgers = keys_of(unit_id, employee, open_months(draft, local_date(at, actor.zone.info)))
    found = office.records.read(sent.name, unit_key(unit_id), employee_key(employee), *ledgers)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit = own_unit(found, actor, unit_id)
    name, by = AbsenceId(office.new_id()), EnteredBy(actor.id, actor.name)
    absence = admitted(office, found, unit, employee, name, draft, by, at)
    return _commit(office, found, None, absence, "enter_absence", actor, sent, origin, at)


def correct(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    employee: EmployeeId,
    absence_id: AbsenceId,
    draft: AbsenceDraft,
    reason: str,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Puts an absence right, as somebody who saw the revision `seen`; returns where it is shown.

    Home days that were given back are not granted again. Refusals as for `enter`, and Stale when it changed since.
    """
    found = office.records.read(sent.name, unit_key(unit_id), absence_key(employee, absence_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    _, absence = _own(found, actor, unit_id, employee, absence_id)
    _refuse_stale(absence, seen)
    refuse_draft(office, employee, absence_id, draft, local_date(at, absence.zone.info))
    becomes = rules.corrected(absence, draft, reason, EnteredBy(actor.id, actor.name), at)
    ledgers = office.records.read(*ledger_keys(becomes))
    refuse_days(ledgers, becomes)
    return _commit(office, ledgers, absence, becomes, "correct_absence", actor, sent, origin, at)


def withdraw(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    employee: EmployeeId,
    absence_id: AbsenceId,
    reason: str,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Takes an absence back, as somebody who saw the revision `seen`; returns where it is shown."""
    found = office.records.read(sent.name, unit_key(unit_id), absence_key(employee, absence_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    _, absence = _own(found, actor, unit_id, employee, absence_id)
    _refuse_stale(absence, seen)
    becomes = rules.withdrawn(absence, reason)
    ledgers = office.records.read(*ledger_keys(becomes))
    return _commit(office, ledgers, absence, becomes, "withdraw_absence", actor, sent, origin, at)


def _commit(
    office: Office,
    found: Bundle,
    was: Absence | None,
    becomes: Absence,
    what: str,
    actor: Actor,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    changes = changes_of(office, found, was, becomes, what, (actor.id, actor.name), origin, at)
    return commit_once(office, sent, f"/units/{becomes.unit}/absences/{becomes.employee}/{becomes.id}", at, *changes)


# Refusing


def _refuse_stale(absence: Absence, seen: int) -> None:
    if absence.revision != seen:
        raise Stale


def own_unit(found: Bundle, actor: Actor, unit_id: UnitId, *, looks: bool = False) -> Unit:
    """The unit among `found`, for those who do its paperwork; with `looks` for its head too."""
    if not (actor.keeps(unit_id) if looks else actor.writes_for(unit_id)):
        raise Forbidden(text("Hanya sekretaris unit atau administrator yang mencatat ketidakhadiran."))
    unit = found.find(unit_key(unit_id))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    return unit


def _own(
    found: Bundle, actor: Actor, unit_id: UnitId, employee: EmployeeId, absence_id: AbsenceId, *, looks: bool = False
) -> tuple[Unit, Absence]:
    unit = own_unit(found, actor, unit_id, looks=looks)
    absence = found.get(absence_key(employee, absence_id))
    if absence.unit != unit_id:
        raise NotFound
    return unit, absence
