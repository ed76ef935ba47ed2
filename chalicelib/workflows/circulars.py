"""Circulars (Surat Edaran) for the administrator: written, looked over, put in force, replaced, ended; and for everyone
the one that binds their unit.

The register is the one authority. What changes it also writes an adjustment, by which the opened months follow.
"""

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import drafting as rules
from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.calendars import dates_of, following, local_date, month_of
from chalicelib.domain.circulars import Circular, CircularRegister
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import Actor, Employee, Role, Unit, UnitId
from chalicelib.domain.presets import Preset, preset
from chalicelib.domain.records import Change, Create, Replace, adjustment_key, register_key, rota_book_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Stale
from chalicelib.domain.rota_books import RotaBook
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows import adjusting
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

BATCH = 90


class Shelf(Struct, frozen=True):
    """Every circular there is, and how far the last change has got."""

    register: CircularRegister
    """Of revision 0 before there is any."""
    today: date
    adjustment: Adjustment | None
    is_stuck: bool
    unbound: tuple[Unit, ...]
    """Units that no circular binds today."""
    without_rota: tuple[tuple[date, tuple[Unit, ...]], ...] = ()
    """This month and the next by their first days, with the bound units that have no published rota in it."""


class Writing(Struct, frozen=True):
    """What a form is filled from: a preset or the circular to be replaced, and the units to choose from."""

    circular: Circular
    seen: int
    """The register's revision."""
    units: tuple[Unit, ...]


class Effect(Struct, frozen=True):
    """What a circular comes to in one unit on its first day."""

    unit: Unit
    headcount: int
    fewest: int
    most: int
    replaces: Circular | None
    """What binds the unit on that day without it."""


class Preview(Struct, frozen=True):
    """A circular as it would bind, unit by unit, and who keeps the one it replaces."""

    circular: Circular
    effects: tuple[Effect, ...]
    left: tuple[Unit, ...]
    """Units of the replaced circular that the new one does not name: they stay as they are."""


class CircularView(Struct, frozen=True):
    """A circular as it stands."""

    circular: Circular
    effects: tuple[Effect, ...]
    bound: tuple[UnitId, ...]
    """The units it binds today."""
    without_rota: tuple[Unit, ...]
    """Those of them whose people have no published rota for today or later."""
    replaced_by: tuple[Circular, ...]
    history: tuple[TrailEntry, ...]
    today: date
    seen: int

    @property
    def may_end(self) -> bool:
        """Whether it has a last day to be given or brought forward."""
        return not self.circular.is_called_back and (self.circular.end is None or self.circular.end > self.today)


class Binding(Struct, frozen=True):
    """What binds a unit today, and what will from a later day on."""

    now: Circular | None
    coming: tuple[Circular, ...]


def shelf(office: Office, actor: Actor, at: datetime) -> Shelf:
    """The list. Four requests, and one more for each ninety units."""
    _administrators_only(actor)
    register = _register(office)
    adjustment = _adjustment(office, register)
    today = local_date(at, actor.zone.info)
    units = office.people.units()
    unbound = tuple(unit for unit in units if register.in_force(unit.id, today) is None)
    rotas = _rotas_missing(office, register, units, today)
    return Shelf(register, today, adjustment, bool(adjustment and adjustment.is_stuck(at)), unbound, rotas)


def _rotas_missing(
    office: Office, register: CircularRegister, units: tuple[Unit, ...], today: date
) -> tuple[tuple[date, tuple[Unit, ...]], ...]:
    """This month and the next by their first days, each with the units that a circular binds and that have no published
    rota in it. Months in which none lacks one are missing.
    """
    month = month_of(today)
    days = {each: dates_of(each) for each in (month, following(month))}
    asked_on = {month: today, following(month): days[following(month)][0]}
    bound = {each: [unit for unit in units if register.in_force(unit.id, asked_on[each])] for each in days}
    books = _books(office, tuple(dict.fromkeys(unit.id for found in bound.values() for unit in found)))
    lacking = (
        (days[each][0], tuple(unit for unit in found if not books[unit.id].reaches(days[each][0], days[each][-1])))
        for each, found in bound.items()
    )
    return tuple((first, found) for first, found in lacking if found)


def _books(office: Office, units: tuple[UnitId, ...]) -> dict[UnitId, RotaBook]:
    """What units keep about their rotas, ninety to a request."""
    books: dict[UnitId, RotaBook] = {}
    for start in range(0, len(units), BATCH):
        batch = units[start : start + BATCH]
        found = office.records.read(*map(rota_book_key, batch))
        books |= {unit: found.find(rota_book_key(unit)) or RotaBook(unit) for unit in batch}
    return books


def begin(office: Office, actor: Actor, start_from: Preset, replaces: str, at: datetime) -> Writing:
    """What to fill the form of a new circular from, or that of the next version of `replaces`. Two requests."""
    _administrators_only(actor)
    register = _register(office)
    today = local_date(at, actor.zone.info)
    circular = preset(start_from, today)
    if replaces:
        earlier = _found(register, replaces)
        circular = replace(earlier, id="", start=max(today, earlier.start), replaces=replaces)
    return Writing(circular, register.revision, office.people.units())


def look_over(office: Office, actor: Actor, draft: Circular, at: datetime) -> Preview:
    """The draft as it would bind. Two requests and a query for each unit. Raises Invalid for what was typed."""
    _administrators_only(actor)
    register, units = _register(office), office.people.units()
    staff = {unit: office.people.staff(unit) for unit in _known(draft, units)}
    _refuse_wrong(draft, local_date(at, actor.zone.info), units, staff, office)
    earlier = register.find(draft.replaces)
    left = tuple(unit for unit in units if earlier and unit.id in earlier.units and unit.id not in draft.units)
    return Preview(draft, _effects(draft, register, units, staff), left)


def put_in_force(
    office: Office, actor: Actor, draft: Circular, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Puts a circular in force from its first day and returns where it is shown.

    Three requests, and a query for each unit where staff are excluded by number. Raises Invalid for what was typed,
    Stale when the register is not the one that was `seen`.
    """
    _administrators_only(actor)
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    register = _register(office)
    _refuse_stale(register, seen)
    _refuse_wrong(draft, local_date(at, actor.zone.info), office.people.units(), {}, office)
    circular = replace(draft, id=office.new_id())
    becomes = rules.put_in_force(register, circular)
    what = "replace" if draft.replaces else "put_in_force"
    note = f"{circular.citation}; {circular.start:%d-%m-%Y}"
    changes = _changes(office, becomes, circular, actor, what, note, origin, at)
    return commit_once(office, sent, f"/circulars/{circular.id}", at, *changes)


def show(office: Office, actor: Actor, name: str, at: datetime) -> CircularView:
    """A circular with what it comes to. Three requests, a query for each unit, and one for each ninety units."""
    _administrators_only(actor)
    register = _register(office)
    circular = _found(register, name)
    today = local_date(at, actor.zone.info)
    units = office.people.units()
    staff = {unit: office.people.staff(unit) for unit in _known(circular, units)}
    bound = register.binding(name, today)
    return CircularView(
        circular,
        _effects(circular, register, units, staff),
        bound,
        _without_rota(office, tuple(unit for unit in units if unit.id in bound), today),
        tuple(each for each in register.circulars if each.replaces == name),
        office.trail.acts(f"CIRCULAR#{name}"),
        today,
        register.revision,
    )


def _without_rota(office: Office, units: tuple[Unit, ...], today: date) -> tuple[Unit, ...]:
    books = _books(office, tuple(unit.id for unit in units))
    return tuple(unit for unit in units if books[unit.id].covering(today) is None)


def end(
    office: Office, actor: Actor, name: str, last: date, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Gives a circular its last day; a day before it begins calls it back. Three requests.

    Raises Invalid for the day, Stale when the register is not the one that was `seen`.
    """
    _administrators_only(actor)
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    register = _register(office)
    circular = _found(register, name)
    _refuse_stale(register, seen)
    today = local_date(at, actor.zone.info)
    if circular.is_called_back or (circular.end and circular.end < today):
        raise Conflict(text("Surat edaran ini sudah tidak berlaku."))
    problems = rules.end_problems(circular, last, today)
    if problems:
        raise Invalid(*problems)
    what = "call_back" if last < circular.start else "end_circular"
    becomes = rules.ended(register, name, last)
    changes = _changes(office, becomes, circular, actor, what, f"{last:%d-%m-%Y}", origin, at)
    return commit_once(office, sent, f"/circulars/{name}", at, *changes)


def own(office: Office, actor: Actor, at: datetime) -> Binding:
    """What binds the actor's unit. One request."""
    register = _register(office)
    today = local_date(at, actor.zone.info)
    coming = sorted({each.start for each in register.circulars if actor.unit in each.units and each.start > today})
    later = (register.in_force(actor.unit, start) for start in coming)
    now = register.in_force(actor.unit, today)
    return Binding(now, tuple({each.id: each for each in later if each and each != now}.values()))


def _register(office: Office) -> CircularRegister:
    return office.records.read(register_key()).find(register_key()) or CircularRegister((), 0)


def _adjustment(office: Office, register: CircularRegister) -> Adjustment | None:
    if not register.adjustment:
        return None
    name = adjustment_key(register.adjustment)
    return office.records.read(name).find(name)


def _found(register: CircularRegister, name: str) -> Circular:
    circular = register.find(name)
    if circular is None:
        raise NotFound
    return circular


def _changes(
    office: Office,
    becomes: CircularRegister,
    circular: Circular,
    actor: Actor,
    what: str,
    note: str,
    origin: Origin,
    at: datetime,
) -> tuple[Change, ...]:
    """The register, what carries it to the opened months, and the line of the trail."""
    about = f"CIRCULAR#{circular.id}"
    adjustment, carried = adjusting.begun(office, about, circular.units, at)
    kept = replace(becomes, adjustment=adjustment.id)
    line = TrailEntry(about, becomes.revision, office.new_id(), at, actor.id, actor.name, what, origin, note)
    return (Replace(kept) if kept.revision > 1 else Create(kept), Create(line), *carried)


def _effects(
    circular: Circular,
    register: CircularRegister,
    units: tuple[Unit, ...],
    staff: dict[UnitId, tuple[Employee, ...]],
) -> tuple[Effect, ...]:
    def effect(unit: Unit) -> Effect:
        posts = [each.post for each in staff[unit.id] if is_staff(each)]
        fewest, most = circular.bounds_of(unit.id, len(posts), posts)
        before = register.in_force(unit.id, circular.start)
        return Effect(unit, len(posts), fewest, most, before if before != circular else None)

    return tuple(effect(unit) for unit in units if unit.id in staff)


def _known(circular: Circular, units: tuple[Unit, ...]) -> tuple[UnitId, ...]:
    return tuple(unit.id for unit in units if unit.id in circular.units)


def _refuse_wrong(
    draft: Circular, today: date, units: tuple[Unit, ...], staff: dict[UnitId, tuple[Employee, ...]], office: Office
) -> None:
    """`staff` are those known already; the rest of the city is looked up only for lists of numbers."""
    problems = rules.circular_problems(draft, today, {unit.id for unit in units})
    if draft.disciplined or draft.newly_placed:
        everyone = (one for unit in units for one in staff.get(unit.id) or office.people.staff(unit.id))
        problems += rules.exclusion_problems(draft, {one.number for one in everyone if one.number})
    if problems:
        raise Invalid(*problems)


def _refuse_stale(register: CircularRegister, seen: int) -> None:
    if register.revision != seen:
        raise Stale(text("Daftar surat edaran baru saja diubah. Isian Anda masih ada; periksa lagi, lalu kirim."))


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
