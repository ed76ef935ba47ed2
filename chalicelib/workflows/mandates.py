"""Acting officers: entering their mandates, and giving them what waits for those they stand in for."""

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from chalicelib.domain import deciding as rules
from chalicelib.domain import mandates as mandate_rules
from chalicelib.domain.calendars import local_date
from chalicelib.domain.mandates import Mandate, MandateKind, Mandates
from chalicelib.domain.orders import Act, OrderId
from chalicelib.domain.outbox import Errand, OutboxEntry, entry_due
from chalicelib.domain.people import Actor, Employee, EmployeeId, Kind, Unit, UnitId, Zone
from chalicelib.domain.records import (
    Create,
    Replace,
    address_key,
    employee_key,
    mandates_key,
    order_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, NotFound
from chalicelib.domain.texts import text
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, Origin, TrailEntry
from chalicelib.domain.urging import escalated
from chalicelib.workflows.chains import superior_for
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import order_changes, requests_to_decide, trail_of
from chalicelib.workflows.ports import Office

MOST_MOVED = 1000
"""Orders waiting for one person that are looked at; far more than anybody has."""


class Post(Struct, frozen=True):
    """A post of the unit, who holds or held it, and its mandates that are not over."""

    holder: Employee
    mandates: tuple[Mandate, ...]


class MandateDesk(Struct, frozen=True):
    """The posts of a unit with their acting officers."""

    unit: Unit
    posts: tuple[Post, ...]
    officers: tuple[Employee, ...]
    """Those of the unit who may be asked to act."""
    today: date


class Grant(Struct, frozen=True):
    """A mandate as it was typed; the acting officer by mail address, of whatever unit."""

    holder: EmployeeId
    kind: MandateKind
    number: str
    email: str
    first: date
    last: date


def open_mandates(office: Office, actor: Actor, unit_id: UnitId, at: datetime) -> MandateDesk:
    """A unit's posts and acting officers, for its secretary and administrators. Three requests."""
    unit = _own_unit(office, actor, unit_id)
    staff = office.people.staff(unit_id)
    officers = tuple(each for each in staff if each.echelon or each.kind is Kind.OFFICIAL)
    keys = {each.id: mandates_key(each.id) for each in officers}
    found = office.records.read(*keys.values()) if keys else None
    today = local_date(at, unit.zone.info)
    posts = tuple(
        Post(each, tuple(one for one in there.mandates if today <= one.last) if there else ())
        for each in officers
        for there in (found.find(keys[each.id]) if found else None,)
    )
    able = tuple(each for each in officers if each.email and not each.has_left(today))
    return MandateDesk(unit, posts, able, today)


def grant(office: Office, actor: Actor, unit_id: UnitId, typed: Grant, sent: Sent, origin: Origin, at: datetime) -> str:
    """Records a mandate; what waits moves to the acting officer when it begins, and back when it is over.

    Returns where it is shown. Raises Invalid for what was typed, Forbidden for others than the unit's secretary and
    administrators.
    """
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    unit = _own_unit(office, actor, unit_id)
    address = address_key(typed.email)
    found = office.records.read(employee_key(typed.holder), mandates_key(typed.holder), address)
    holder, known = found.find(employee_key(typed.holder)), found.find(address)
    if holder is None or holder.unit != unit_id:
        raise NotFound(text("Pejabat ini tidak ada di unit tersebut."))
    acting = office.records.read(employee_key(known.employee)).find(employee_key(known.employee)) if known else None
    wanted = Mandate(
        office.new_id(),
        typed.kind,
        typed.number,
        acting.id if acting else EmployeeId(""),
        acting.name if acting else "",
        acting.post if acting else "",
        typed.first,
        typed.last,
        actor.id,
        actor.name,
        at,
    )
    there = found.find(mandates_key(typed.holder))
    empty = Mandates(holder.id, holder.name, holder.post, holder.unit, unit.zone)
    becomes = mandate_rules.granted(there, empty, wanted, acting, local_date(at, unit.zone.info))
    note = f"{wanted.kind} {holder.post}: {wanted.acting_name}, {wanted.number}, {_span(wanted)}"
    begins, ends = _start_of(wanted.first, unit.zone), _start_of(wanted.last + timedelta(days=1), unit.zone)
    return commit_once(
        office,
        sent,
        f"/units/{unit_id}/mandates",
        at,
        Replace(becomes) if there else Create(becomes),
        Create(_line(office, becomes, "grant", actor, origin, at, note)),
        *(Create(_errand(office, holder.id, at, due)) for due in (begins, ends)),
    )


def end(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    holder: EmployeeId,
    mandate: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Ends a mandate today, before its time; what waits goes back at once. Returns where it is shown."""
    found = office.records.read(sent.name, mandates_key(holder))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit = _own_unit(office, actor, unit_id)
    there = found.get(mandates_key(holder))
    if there.unit != unit_id:
        raise NotFound
    becomes = mandate_rules.ended(there, mandate, local_date(at, unit.zone.info))
    over = next(each for each in there.mandates if each.id == mandate)
    note = f"{over.kind} {there.post}: {over.acting_name}, {over.number}"
    return commit_once(
        office,
        sent,
        f"/units/{unit_id}/mandates",
        at,
        Replace(becomes),
        Create(_line(office, becomes, "end", actor, origin, at, note)),
        Create(_errand(office, holder, at, at)),
    )


def move_waiting(office: Office, holder: EmployeeId, at: datetime) -> int:
    """Gives what waits for the holder's post to whoever holds it now, with fresh links; returns how many orders moved.

    An order about the days of who acts stays with the holder, and the next superior is asked beside them.
    Looks at the desks of the holder and of everybody who ever acted for them, so that it may come twice, late, or not
    at all when it should: what is where it belongs stays. Raises Stale when an order changed at that very moment, so
    that the errand is tried again.
    """
    there = office.records.read(mandates_key(holder)).find(mandates_key(holder))
    if there is None:
        return 0
    today = local_date(at, there.zone.info)
    waiting = (
        each
        for person in (holder, *sorted(there.officers))
        for each in office.orders.waiting_for(person, MOST_MOVED)
        if each.holder == holder
    )
    return sum(_move(office, name, at, today) for name in dict.fromkeys(each.order for each in waiting))


def _move(office: Office, name: OrderId, at: datetime, today: date) -> bool:
    order = office.records.read(order_key(name)).get(order_key(name))
    holders = [holder.id for holder in order.step.holders]
    found = office.records.read(*map(mandates_key, holders))
    mandates = {each: known for each in holders if (known := found.find(mandates_key(each)))}
    act, becomes = Act.MOVE, rules.moved(order, mandates, at, today)
    if becomes is None and rules.is_left_with_holder(order, mandates, today):
        superior = superior_for(office, order, today)
        act, becomes = Act.ESCALATE, escalated(order, superior, at) if superior else None
    if becomes is None:
        return False
    note = ", ".join(f"{each.name} ({each.as_whom})" for each in becomes.step.assignees)
    office.records.commit(
        *order_changes(order, becomes),
        Create(trail_of(becomes, act, BY_THE_CLOCK, SCHEDULED, at, office.new_id(), note)),
        *(Create(each) for each in requests_to_decide(office, becomes, at)),
    )
    return True


def _own_unit(office: Office, actor: Actor, unit_id: UnitId) -> Unit:
    if not actor.writes_for(unit_id):
        raise Forbidden(text("Hanya sekretaris unit atau administrator yang mencatat pejabat pengganti."))
    unit = office.records.read(unit_key(unit_id)).find(unit_key(unit_id))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    return unit


def _start_of(day: date, zone: Zone) -> datetime:
    return datetime.combine(day, time(), zone.info)


def _span(mandate: Mandate) -> str:
    return f"{mandate.first:%d-%m-%Y} s.d. {mandate.last:%d-%m-%Y}"


def _errand(office: Office, holder: EmployeeId, at: datetime, due: datetime) -> OutboxEntry:
    return entry_due(office.new_id(), Errand.MOVE_WAITING, at, due, holder=holder)


def _line(
    office: Office, mandates: Mandates, what: str, actor: Actor, origin: Origin, at: datetime, note: str
) -> TrailEntry:
    about, whose = f"MANDATES#{mandates.holder}", mandates.holder
    entry_id = office.new_id()
    return TrailEntry(about, mandates.revision, entry_id, at, actor.id, actor.name, what, origin, note, concerns=whose)
