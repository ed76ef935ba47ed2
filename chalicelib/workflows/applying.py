"""Applying a confirmed import, step by step.

A handful of steps and the record of how far the import is are one transaction, so that a worker may be cut anywhere and
the next one goes on where it stopped; two at once cannot both advance. A claim is small enough for one Lambda; with its
last transaction it leaves the errand for the next claim. Only imports write units and staff, one import at a time;
people themselves write the language they read, which imports leave as they find it, and their mail address, and
administrators a unit's week; both move the roll on as an import does (see `addresses`, `unit_hours`).
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import imports as rules
from chalicelib.domain.access import Address
from chalicelib.domain.calendars import Month, dates_of, following, local_date, month_of
from chalicelib.domain.capacity import rebounded
from chalicelib.domain.import_changes import ChangeKind, Headcount, Plan, StaffStep, UnitStep
from chalicelib.domain.import_plan import kept_of
from chalicelib.domain.imports import Import, Status
from chalicelib.domain.ledger import LedgerRow, opened_row, works_in
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import EmployeeId, Posting, Zone
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Delete,
    KeepRow,
    Key,
    Put,
    Replace,
    Still,
    address_key,
    bounding,
    capacity_key,
    device_key,
    employee_key,
    import_key,
    register_key,
    roll_key,
    row_key,
    session_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Busy, NotFound, Refusal, Stale
from chalicelib.domain.trail import Means, Origin, TrailEntry
from chalicelib.workflows.imports import plan_name
from chalicelib.workflows.months import open_month
from chalicelib.workflows.ports import Office

BATCHES = 40
"""Transactions of one claim: some 480 people, a few seconds of a worker's two minutes."""
MOST_STEPS = 12
"""Steps looked at together: eight records each are read at most, of the hundred that one request may read."""
MOST_CHANGES = 92
"""Of one transaction, under DynamoDB's hundred, with room for the import's own."""
BY_IMPORT = Origin("", Means.IMPORT)
CITY_ZONE = Zone.WIB
"""Whose date says which months are open, for units that are only being added."""

Step = UnitStep | StaffStep | Headcount


class Surroundings(Struct, frozen=True):
    """What is known while steps are applied."""

    office: Office
    record: Import
    plan: Plan
    months: tuple[Month, Month]
    at: datetime


def apply(office: Office, name: str, at: datetime) -> None:
    """Applies a claim of a confirmed import, and leaves the errand for the next claim.

    Somebody else's claim at the same time ends this one. What no second try would mend is kept as the import's failure.
    """
    record = office.records.read(import_key(name)).get(import_key(name))
    if not record.has_begun:
        return
    try:
        _claim(office, record, at)
    except (Stale, Busy):
        raise
    except Refusal as refusal:
        record = office.records.read(import_key(name)).get(import_key(name))
        office.records.commit(Replace(rules.failed(record, refusal.message.msgid, at)))


def _claim(office: Office, record: Import, at: datetime) -> None:
    plan = office.files.plan(plan_name(record.id), Plan)
    steps: tuple[Step, ...] = (*plan.units, *plan.staff, *plan.headcounts)
    month = month_of(local_date(at, CITY_ZONE.info))
    for batch in range(1, BATCHES + 1):
        here = Surroundings(office, record, plan, (month, following(month)), at)
        made, changes = _batch(here, steps[record.done : record.done + MOST_STEPS])
        record = rules.advanced(record, made, at)
        is_last = batch == BATCHES
        ending = _ending(office, record, at) if record.status is Status.DONE else ()
        more: Iterable[Change] = [Create(_errand(office, record, at))] if is_last and not ending else ending
        office.records.commit(Replace(record), *changes, *more)
        if record.status is Status.DONE:
            return


def _errand(office: Office, record: Import, at: datetime) -> Any:
    return entry(office.new_id(), Errand.APPLY_IMPORT, at, handed_in=record.id)


def _ending(office: Office, record: Import, at: datetime) -> tuple[Change, ...]:
    """The roll is free again, and the trail says that it is done."""
    roll = office.records.read(roll_key()).get(roll_key())
    freed = replace(roll, applying=None, revision=roll.revision + 1)
    return Replace(freed), Create(_line(office, f"IMPORT#{record.id}", record.revision, "done", record, at))


def _batch(here: Surroundings, steps: tuple[Step, ...]) -> tuple[int, list[Change]]:
    """The changes of as many of `steps` as one transaction takes, and how many those are."""
    kind = type(steps[0])
    alike = [step for n, step in enumerate(steps) if all(type(each) is kind for each in steps[: n + 1])]
    if isinstance(alike[0], UnitStep):
        return 1, _unit_changes(here, alike[0])
    if isinstance(alike[0], Headcount):
        return 1, _bounds(here, alike[0])
    staff = [step for step in alike if isinstance(step, StaffStep)]
    found = here.office.records.read(*{key for step in staff for key in _keys(here, step)})
    changes: list[Change] = []
    for number, step in enumerate(staff):
        more = _staff_changes(here, step, found)
        if number and len(changes) + len(more) > MOST_CHANGES:
            return number, changes
        changes += more
    return len(staff), changes


# Units


def _unit_changes(here: Surroundings, step: UnitStep) -> list[Change]:
    """A unit and its trail; a new one has its months opened at once, so that its staff finds them."""
    name = unit_key(step.unit.id)
    was = here.office.records.read(name).find(name)
    unit = replace(step.unit, revision=was.revision + 1 if was else 1)
    if was is None:
        _open_new_unit(here, step)
    line = _line(here.office, f"UNIT#{unit.id}", unit.revision, step.kind, here.record, here.at)
    return [Replace(unit) if was else Create(unit), Create(line)]


def _open_new_unit(here: Surroundings, step: UnitStep) -> None:
    """Before the unit is there itself: whoever is cut in between finds the months open the next time.

    A city that has no calendar or no circulars yet has nothing to open; the tick makes good for it once it has.
    """
    for month in here.months:
        with suppress(NotFound):
            open_month(here.office, step.unit.id, month, step.unit)


def _bounds(here: Surroundings, step: Headcount) -> list[Change]:
    places = [capacity_key(step.unit, month) for month in here.months]
    sheets = [sheet_key(step.unit, month) for month in here.months]
    found = here.office.records.read(*places, *sheets, register_key())
    register = found.find(register_key())
    if register is None:
        return []
    changes: list[Change] = [Still(register_key(), register.revision)]
    for at, of in zip(places, sheets, strict=True):
        was, sheet = found.find(at), found.find(of)
        if was and sheet:
            changes.append(bounding(was, rebounded(was, step.staff, sheet.expected, register, step.posts)))
    return changes


# Staff


def _keys(here: Surroundings, step: StaffStep) -> list[Key[Any]]:
    person = step.employee
    keys: list[Key[Any]] = [employee_key(person.id)]
    for month in here.months:
        keys += [sheet_key(person.unit, month), row_key(person.unit, month, person.id)]
        keys += [row_key(step.left_unit, month, person.id)] if step.left_unit else []
    return keys


def _staff_changes(here: Surroundings, step: StaffStep, found: Bundle) -> list[Change]:
    was = found.find(employee_key(step.employee.id))
    person = replace(kept_of(was, step.employee), revision=was.revision + 1) if was else step.employee
    if step.left_unit:
        person = replace(person, placed=here.plan.moves_from)
    what = replace(
        _line(here.office, f"EMP#{person.id}", person.revision, step.kind, here.record, here.at), concerns=person.id
    )
    changes: list[Change] = [Replace(person) if was else Create(person), Create(what)]
    if person.email and (was is None or was.email != person.email):
        changes.append(Put(Address(person.email, person.id)))
    if was and was.mail_trouble and not person.mail_trouble:
        changes.append(Create(entry(here.office.new_id(), Errand.RELEASE_MAIL, here.at, employee=person.id)))
    if step.frees:
        changes.append(Delete(address_key(step.frees)))
    if step.is_posted:
        changes.append(Put(Posting(person.id, _posted_on(here, step), person.unit, person.supervisor)))
    if step.signs_out:
        changes += _signed_out(here.office, person.id, forget=not person.active)
    return [*changes, *_row_changes(here, step, found)]


def _posted_on(here: Surroundings, step: StaffStep) -> date:
    return step.employee.joined or here.plan.moves_from if step.kind is ChangeKind.ADDED else here.plan.moves_from


def _signed_out(office: Office, person: EmployeeId, *, forget: bool) -> list[Change]:
    """Ends the person's sessions, which hold what is no longer so; who left is forgotten on every device."""
    ended: list[Change] = [Delete(session_key(person, each.id)) for each in office.people.sessions(person)]
    known = office.people.devices(person) if forget else ()
    return (ended + [Delete(device_key(person, each.id)) for each in known])[: MOST_CHANGES // 2]


def _row_changes(here: Surroundings, step: StaffStep, found: Bundle) -> list[Change]:
    """Rows of the opened months: in the new unit from the move on, in the old one until the day before."""
    person, moves_from = step.employee, here.plan.moves_from
    since = moves_from if step.left_unit else None
    changes: list[Change] = []
    for month in here.months:
        is_open = found.find(sheet_key(person.unit, month)) is not None
        there = found.find(row_key(person.unit, month, person.id))
        wanted = opened_row(person, month, since)
        before = found.find(row_key(step.left_unit, month, person.id)) if step.left_unit else None
        wanted = replace(wanted, short=before.short) if before else wanted
        if there:
            changes += _kept(there, replace(wanted, since=there.since if since is None else _earlier(there, wanted)))
        elif is_open and is_staff(person) and works_in(person, month) and _begins_by(since, month):
            changes.append(Create(wanted))
        if step.left_unit:
            old = found.find(row_key(step.left_unit, month, person.id))
            changes += _kept(old, replace(old, until=moves_from - timedelta(days=1))) if old else []
    return changes


def _earlier(there: LedgerRow, wanted: LedgerRow) -> date | None:
    """Who comes back to a unit they left this month was there before."""
    return min(there.since, wanted.since) if there.since and wanted.since else None


def _begins_by(since: date | None, month: Month) -> bool:
    return since is None or since <= dates_of(month)[-1]


def _kept(there: LedgerRow, wanted: LedgerRow) -> list[Change]:
    becomes = replace(there, name=wanted.name, nip=wanted.nip, since=wanted.since, until=wanted.until)
    becomes = replace(becomes, weekly=wanted.weekly)
    return [KeepRow(becomes)] if becomes != there else []


def _line(office: Office, about: str, number: int, what: str, record: Import, at: datetime) -> TrailEntry:
    return TrailEntry(
        about, number, office.new_id(), at, record.by, record.by_name, what, BY_IMPORT, f"IMPORT#{record.id}"
    )
