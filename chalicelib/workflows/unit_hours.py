"""A unit's working week: seen and changed by administrators. Opened months that are not summed up follow.

Imports write units too, so a change here moves the roll of the staff on: a list that was compared before is refused,
and while one is being applied nobody changes a week.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.calendars import (
    Month,
    WeekPattern,
    expected_days,
    first_day,
    following,
    local_date,
    month_of,
    preceding,
)
from chalicelib.domain.people import Actor, Role, Unit, UnitId
from chalicelib.domain.records import Create, Replace, adjustment_key, calendar_key, roll_key, sheet_key, unit_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.domain.working_weeks import week_problems
from chalicelib.workflows import adjusting
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office


class WeekDesk(Struct, frozen=True):
    """A unit with its week, and how far a change of it has got."""

    unit: Unit
    adjustment: Adjustment | None
    is_stuck: bool


class MonthTouched(Struct, frozen=True):
    """An opened month in which a week comes to something else."""

    month: Month
    days: int
    is_summed_up: bool


def desk(office: Office, actor: Actor, unit_id: UnitId, adjustment: str, at: datetime) -> WeekDesk:
    """A unit's week; `adjustment` is the one to report on, "" for none. One request."""
    _administrators_only(actor)
    names = (adjustment_key(adjustment),) if adjustment else ()
    found = office.records.read(unit_key(unit_id), *names)
    running = found.find(adjustment_key(adjustment)) if adjustment else None
    return WeekDesk(found.get(unit_key(unit_id)), running, bool(running and running.is_stuck(at)))


def look_over(
    office: Office, actor: Actor, unit_id: UnitId, pattern: WeekPattern, at: datetime
) -> tuple[MonthTouched, ...]:
    """The opened months that a week would change. Two requests. Raises Invalid for what was typed."""
    unit = desk(office, actor, unit_id, "", at).unit
    _refuse_wrong(pattern)
    running = month_of(local_date(at, unit.zone.info))
    months = (preceding(running), running, following(running))
    years = {first_day(month).year for month in months}
    found = office.records.read(*map(calendar_key, years), *(sheet_key(unit_id, month) for month in months))
    touched = []
    for month in months:
        sheet, year = found.find(sheet_key(unit_id, month)), found.find(calendar_key(first_day(month).year))
        if sheet and year:
            pairs = zip(sheet.expected, expected_days(month, pattern, year), strict=True)
            days = sum(was != becomes for was, becomes in pairs)
            touched.append(MonthTouched(month, days, sheet.summary is not None))
    return tuple(each for each in touched if each.days)


def save(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    pattern: WeekPattern,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Gives a unit another week and returns where it is shown. Two requests.

    Raises Invalid for what was typed, Stale when the unit is not the one that was `seen`, Conflict while a staff list
    is being applied.
    """
    _administrators_only(actor)
    found = office.records.read(sent.name, unit_key(unit_id), roll_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit, roll = found.get(unit_key(unit_id)), found.find(roll_key())
    if unit.revision != seen:
        raise Stale
    if roll and roll.applying:
        raise Conflict(text("Daftar pegawai sedang diterapkan. Coba lagi beberapa menit lagi."))
    _refuse_wrong(pattern)
    becomes = replace(unit, pattern=pattern, revision=unit.revision + 1)
    about = f"UNIT#{unit_id}"
    adjustment, carried = adjusting.begun(office, about, (unit_id,), at)
    line = TrailEntry(about, becomes.revision, office.new_id(), at, actor.id, actor.name, "change_hours", origin)
    moved_on = [Replace(replace(roll, revision=roll.revision + 1))] if roll else []
    shown = f"/units/{unit_id}/hours?change={adjustment.id}"
    return commit_once(office, sent, shown, at, Replace(becomes), Create(line), *carried, *moved_on)


def _refuse_wrong(pattern: WeekPattern) -> None:
    problems = week_problems(pattern)
    if problems:
        raise Invalid(*problems)


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
