"""Carrying a changed circular or calendar to the months that are open, a unit at a time.

Each unit is one transaction with the count of how many have followed, so that a worker may be cut anywhere and two at
once cannot both advance. What a month comes to is worked out from the register, the calendar and the unit as they are
then; the transaction holds only while those are the ones that were read. A month that is summed up stays as it is.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment, Progress, advanced, resumed
from chalicelib.domain.calendars import Month, expected_days, first_day, following, local_date, month_of, preceding
from chalicelib.domain.capacity import rebounded
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, Role, Unit, UnitId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Key,
    Replace,
    Still,
    adjustment_key,
    bounding,
    calendar_key,
    capacity_key,
    register_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, Stale
from chalicelib.domain.texts import text
from chalicelib.workflows.months import open_month
from chalicelib.workflows.ports import Office

CLAIM = 100
"""Units of one claim: a few seconds of a worker's two minutes."""
SLOW_CLAIM = 10
"""Units whose late reports are recounted one by one."""
MOST_TRIES = 3
"""How often a unit is worked out again when its records change while it is."""


def begun(
    office: Office, about: str, units: Iterable[UnitId], at: datetime, errand: Errand = Errand.ADJUST_MONTHS
) -> tuple[Adjustment, tuple[Change, ...]]:
    """A new adjustment of `units`, and what has it carried out: to be written with the change that causes it."""
    made = Adjustment(office.new_id(), about, tuple(units), at, errand=errand)
    return made, (Create(made), Create(_errand(office, made, at)))


def apply(office: Office, name: str, at: datetime) -> None:
    """Carries out a claim of an adjustment, and leaves the errand for the next claim.

    Somebody else's claim at the same time ends this one with Stale.
    """
    record = office.records.read(adjustment_key(name)).get(adjustment_key(name))
    claim = CLAIM if record.errand is Errand.ADJUST_MONTHS else SLOW_CLAIM
    for number in range(1, claim + 1):
        if record.progress is Progress.DONE:
            return
        is_last = number == claim and record.done + 1 < len(record.units)
        record = _advance(office, record, at, leaves_errand=is_last)


def resume(office: Office, actor: Actor, name: str, at: datetime) -> str:
    """Has an adjustment that came to a stop go on, and returns the trail's name of what was changed. Two requests.

    Raises Conflict when it did not stop.
    """
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
    again = resumed(office.records.read(adjustment_key(name)).get(adjustment_key(name)), at)
    office.records.commit(Replace(again), Create(_errand(office, again, at)))
    return again.about


def _errand(office: Office, record: Adjustment, at: datetime) -> OutboxEntry:
    return entry(office.new_id(), record.errand, at, adjustment=record.id)


def _advance(office: Office, record: Adjustment, at: datetime, *, leaves_errand: bool) -> Adjustment:
    further, unit = advanced(record, at), record.units[record.done]
    errands: list[Change] = []
    if record.errand is Errand.ADJUST_MONTHS:
        errands.append(Create(entry(office.new_id(), Errand.FOLLOW_RULES, at, unit=unit)))
    if leaves_errand:
        errands.append(Create(_errand(office, record, at)))

    def follow() -> Adjustment:
        office.records.commit(Replace(further), *_step(office, record, at), *errands)
        return further

    for _ in range(MOST_TRIES - 1):
        with suppress(Stale):
            return follow()
    return follow()


def _step(office: Office, record: Adjustment, at: datetime) -> list[Change]:
    """What the next unit lacks; what cannot be one transaction with it is written at once."""
    unit = record.units[record.done]
    if record.errand is Errand.ADJUST_MONTHS:
        return _changes(office, unit, at)
    from chalicelib.workflows import excusing

    excusing.recount(office, unit, record.about, at)
    return []


class _Here(Struct, frozen=True):
    """A unit, and the records that its opened months follow from."""

    unit: Unit
    register: CircularRegister | None
    posts: tuple[str, ...]
    found: Bundle
    running: Month


def _changes(office: Office, unit_id: UnitId, at: datetime) -> list[Change]:
    """What the opened months of a unit lack of what is in force now; months that should be open are opened."""
    unit = office.records.read(unit_key(unit_id)).find(unit_key(unit_id))
    if unit is None:
        return []
    running = month_of(local_date(at, unit.zone.info))
    coming = following(running)
    months = (preceding(running), running, coming, following(coming))
    years = {first_day(month).year for month in months}
    found = office.records.read(
        register_key(),
        *map(calendar_key, sorted(years)),
        *(sheet_key(unit_id, month) for month in months),
        *(capacity_key(unit_id, month) for month in months),
    )
    register = found.find(register_key())
    here = _Here(unit, register, _posts(office, unit_id, register), found, running)
    changes: list[Change] = []
    for month in months:
        if found.find(sheet_key(unit_id, month)):
            changes += _followed(here, month)
        elif month <= coming:
            _open(office, here, month)
    return [*changes, *_basis(here, years)] if changes else []


def _basis(here: _Here, years: Iterable[int]) -> Iterable[Change]:
    """That what the months were worked out from is still so."""
    yield Still(unit_key(here.unit.id), here.unit.revision)
    names: tuple[Key[Any], ...] = (register_key(), *map(calendar_key, years))
    for name in names:
        there = here.found.find(name)
        yield Still(name, there.revision if there else 0)


def _posts(office: Office, unit: UnitId, register: CircularRegister | None) -> tuple[str, ...]:
    """The posts of the unit's active staff, where any circular asks for them. One query, or none."""
    asked = register and any(each.always_in_posts for each in register.circulars if unit in each.units)
    return tuple(each.post for each in office.people.staff(unit) if is_staff(each)) if asked else ()


def _open(office: Office, here: _Here, month: Month) -> None:
    """Opens a running or coming month that waited for the city's first circular or calendar."""
    has_all = here.register and here.found.find(calendar_key(first_day(month).year))
    if has_all and month >= here.running:
        open_month(office, here.unit.id, month)


def _followed(here: _Here, month: Month) -> list[Change]:
    sheet = here.found.get(sheet_key(here.unit.id, month))
    if sheet.summary:
        return []
    year = here.found.find(calendar_key(first_day(month).year))
    expected = expected_days(month, here.unit.pattern, year) if year else sheet.expected
    changes: list[Change] = []
    if expected != sheet.expected:
        changes.append(Replace(replace(sheet, expected=expected, revision=sheet.revision + 1)))
    was = here.found.find(capacity_key(here.unit.id, month))
    if was and here.register and month >= here.running:
        becomes = rebounded(was, was.headcount, expected, here.register, here.posts)
        changes += [bounding(was, becomes, same_staff=True)] if becomes != was else []
    return changes
