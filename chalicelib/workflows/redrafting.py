"""The next version of a published rota, drafted by the clock because what it was made under has changed: the unit was
closed, the calendar was corrected, another circular is in force.

What is over stands, and the days from the first change on are planned anew. Nobody's days change before somebody
publishes; head and secretary are told that a draft waits.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import local_date
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import EmployeeId, Unit, UnitId
from chalicelib.domain.records import (
    Bundle,
    Create,
    Replace,
    closed_key,
    register_key,
    rota_book_key,
    unit_key,
)
from chalicelib.domain.refusals import Busy, Refusal
from chalicelib.domain.rota import make_rota
from chalicelib.domain.rota_books import RotaPeriod, entered
from chalicelib.domain.rota_briefs import brief_of, first_day_of_others, rota_of
from chalicelib.domain.rota_changes import reopened
from chalicelib.domain.rota_resumed import Redrafted, continued, with_workdays
from chalicelib.domain.rota_terms import Impossible
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, TrailEntry
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import circumstances, expected_in, months_of, published_version

CALENDAR, CIRCULAR, CLOSURE = "calendar", "circular", "closure"
"""Why a rota is drafted anew, as errands say it."""


class Cause(Struct, frozen=True):
    """What changed for a rota."""

    why: str
    called: str
    """For the trail."""
    begin: date
    """The first day that may be planned anew."""
    patched: Callable[[UnitRota], UnitRota]
    """The rota with what has changed, before anything is planned anew."""
    known: dict[str, str] = field(default_factory=dict)
    """What the mail's errand needs besides."""


def follow_rules(office: Office, unit_id: UnitId, at: datetime) -> None:
    """Lets a unit's rotas follow its calendar and the circulars as they are now; doing it twice changes nothing.

    A published rota gets its next version as a draft. A draft that somebody made has the days off taken out and new
    working days put in, and is left to them otherwise. Raises Stale when somebody changed one at that very moment.
    """
    found = office.records.read(unit_key(unit_id), rota_book_key(unit_id))
    unit, book = found.find(unit_key(unit_id)), found.find(rota_book_key(unit_id))
    if unit is None or book is None:
        return
    today = local_date(at, unit.zone.info)
    for period in book.periods:
        if period.last > today:
            _follow(office, unit, period, today, at)


def _follow(office: Office, unit: Unit, period: RotaPeriod, today: date, at: datetime) -> None:
    rota = office.rotas.latest(unit.id, period.first)
    cause = _days_changed(office, unit, rota, today) or _circular_changed(office, rota, today)
    if cause and next_version(office, unit.id, period, cause, at) is Redrafted.ALREADY:
        becomes = cause.patched(rota)
        if becomes != rota:
            becomes = replace(becomes, revision=rota.revision + 1)
            office.records.commit(Replace(becomes), Create(_line(office, becomes, cause, at)))


def _days_changed(office: Office, unit: Unit, rota: UnitRota, today: date) -> Cause | None:
    months = months_of(rota.first, rota.last)
    workdays = tuple(each.date for each in expected_in(office, unit, months, rota.first, rota.last) if each.hours)
    turned = sorted(day for day in {*workdays} ^ {*rota.days} if day > today)
    if not turned:
        return None
    called = ", ".join(f"{day:%d-%m-%Y}" for day in turned)
    return Cause(CALENDAR, called, turned[0], lambda rota: with_workdays(rota, workdays, today))


def _circular_changed(office: Office, rota: UnitRota, today: date) -> Cause | None:
    register = office.records.read(register_key()).find(register_key())
    begin = register and first_day_of_others(rota, register, today)
    if not register or not begin:
        return None
    return Cause(CIRCULAR, "; ".join(register.cited(rota.unit, rota.days)), begin, lambda rota: rota)


def next_version(office: Office, unit: UnitId, period: RotaPeriod, cause: Cause, at: datetime) -> Redrafted | None:
    """Drafts the next version of a published rota, over one that the clock drafted and nobody touched; None where there
    is nothing to change.
    """
    found = _read(office, unit)
    there = office.rotas.latest(unit, period.first)
    is_ours = period.published > 0 and there.made_by == BY_THE_CLOCK[1]
    if there.is_draft and not is_ours:
        return None if cause.patched(there) == there else Redrafted.ALREADY
    was = published_version(office, unit, period.first, period.published) if there.is_draft else there
    patched = cause.patched(was)
    begin = max(local_date(at, there.zone.info) + timedelta(1), cause.begin)
    is_touched = patched != was or cause.why == CIRCULAR
    if not is_touched and not there.is_draft:
        return None
    anew = _planned(office, found, patched, begin, at)
    if anew is None and patched == was and not there.is_draft:
        return None
    becomes = reopened(continued(patched, anew) if anew else patched, BY_THE_CLOCK[1], at)
    is_unplanned = anew is None and any(day >= begin for day in patched.days)
    what = Redrafted.UNPLANNED if is_unplanned else Redrafted.DRAFTED
    if there.is_draft:
        becomes = replace(becomes, revision=there.revision + 1)
        if (becomes.days, becomes.bounds, becomes.lines) == (there.days, there.bounds, there.lines):
            return what
    _commit_draft(office, found, cause, becomes, at, is_there=there.is_draft)
    return what


def _read(office: Office, unit: UnitId) -> Bundle:
    """What a rota of a unit is drafted from. One request."""
    return office.records.read(unit_key(unit), register_key(), closed_key(unit), rota_book_key(unit))


def _planned(office: Office, found: Bundle, so_far: UnitRota, begin: date, at: datetime) -> UnitRota | None:
    """The rota from `begin` to its end; None where no day is left, or the rules cannot all hold."""
    days = [day for day in so_far.days if day >= begin]
    book, register = found.get(rota_book_key(so_far.unit)), found.get(register_key())
    circular = register.in_force(so_far.unit, days[0]) if days else None
    if circular is None:
        return None
    try:
        known = circumstances(office, found, book, days[0], so_far.last, so_far)
    except Busy:
        raise
    except Refusal:
        return None
    if known.workdays != tuple(days):
        return None
    brief = brief_of(known)
    made = make_rota(brief)
    if isinstance(made, Impossible):
        return None
    return rota_of(known, circular, brief, made, version=so_far.version, by=so_far.made_by, at=at)


def _commit_draft(
    office: Office, found: Bundle, cause: Cause, draft: UnitRota, at: datetime, *, is_there: bool
) -> None:
    book, unit = found.get(rota_book_key(draft.unit)), found.get(unit_key(draft.unit))
    known = {"unit": draft.unit, "first": str(draft.first), "version": str(draft.version), "why": cause.why}
    keepers: list[EmployeeId] = [who for who in dict.fromkeys((unit.head, unit.secretary)) if who]
    name = f"rota-{draft.unit}-{draft.first}-{draft.version}-redrafted-{draft.revision}"
    office.records.commit(
        Replace(draft) if is_there else Create(draft),
        Replace(entered(book, draft)),
        Create(_line(office, draft, cause, at)),
        *(Create(entry(f"{name}-{who}", Errand.ROTA_REDRAFTED, at, **known, **cause.known, to=who)) for who in keepers),
    )


def _line(office: Office, draft: UnitRota, cause: Cause, at: datetime) -> TrailEntry:
    about = f"ROTA#{draft.unit}#{draft.first}#{draft.version}"
    return TrailEntry(
        about, draft.revision, office.new_id(), at, *BY_THE_CLOCK, "redraft_rota", SCHEDULED, cause.called
    )
