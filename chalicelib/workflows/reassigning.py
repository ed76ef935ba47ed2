"""What waits in a unit, and having somebody else decide: when an approver changes, leaves or cannot be reached."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain import deciding as rules
from chalicelib.domain.approvers import in_person
from chalicelib.domain.calendars import local_date
from chalicelib.domain.orders import Act, Order, OrderId, next_status
from chalicelib.domain.people import Actor, Employee, EmployeeId, Unit, UnitId
from chalicelib.domain.records import Create, employee_key, order_key, unit_key
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Stale, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.domain.waiting import Kind
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view, order_changes, requests_to_decide, trail_of
from chalicelib.workflows.ports import Office

MOST_SHOWN = 90


class WaitingOrder(Struct, frozen=True):
    """An order that waits, and those of its approvers who left or have no mail address."""

    order: Order
    unreachable: tuple[str, ...]


class UnitDesk(Struct, frozen=True):
    """What waits for a decision in a unit, by first day; `more` orders are not shown."""

    unit: Unit
    waiting: tuple[WaitingOrder, ...]
    more: int


class Reassignment(Struct, frozen=True):
    """An order and who may be asked to decide in place of those who have it."""

    order: Order
    candidates: tuple[Employee, ...]


def open_unit_desk(office: Office, actor: Actor, unit_id: UnitId, origin: Origin, at: datetime) -> UnitDesk:
    """What waits in a unit, for those who answer for it. Three requests. Raises Forbidden for others."""
    if not actor.keeps(unit_id):
        raise Forbidden(text("Halaman ini tidak termasuk wewenang Anda."))
    waiting = (each.order for each in office.orders.waiting_in(unit_id) if each.kind is Kind.DECISION)
    names = tuple(dict.fromkeys(waiting))
    found = office.records.read(unit_key(unit_id), *map(order_key, names[:MOST_SHOWN]))
    unit = found.find(unit_key(unit_id))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    orders = tuple(order for name in names[:MOST_SHOWN] if (order := found.find(order_key(name))))
    asked = {each.id for order in orders for each in order.step.assignees}
    people = office.records.read(*map(employee_key, asked)) if asked else found
    today = local_date(at, unit.zone.info)

    def cannot(person: EmployeeId) -> bool:
        known = people.find(employee_key(person))
        return known is None or known.has_left(today) or not known.email

    note_view(office, actor, f"UNIT#{unit_id}#WAITING", EmployeeId(""), origin, at)
    shown = tuple(
        WaitingOrder(order, tuple(each.name for each in order.step.assignees if cannot(each.id))) for order in orders
    )
    return UnitDesk(unit, shown, max(0, len(names) - MOST_SHOWN))


def open_reassignment(office: Office, actor: Actor, order_id: OrderId, at: datetime) -> Reassignment:
    """An order with the officers who may decide it instead. Four requests. Raises Forbidden for others than the unit's
    secretary and administrators, and for the owner; Conflict when nobody is deciding.
    """
    return _reassignment(office, _order(office, actor, order_id), at)


def reassign(
    office: Office,
    actor: Actor,
    order_id: OrderId,
    to: EmployeeId,
    seen: int,
    reason: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Has `to` decide the present step, with a link of their own; earlier links die and say so. Returns where it is
    shown. Raises Invalid for what was chosen, Stale when the order changed since it was `seen`.
    """
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    desk = _reassignment(office, _order(office, actor, order_id), at)
    if desk.order.revision != seen:
        raise Stale
    chosen = next((each for each in desk.candidates if each.id == to), None)
    if chosen is None:
        raise Invalid(problem("to", text("Pilih salah satu pejabat.")))
    becomes = rules.reassigned(desk.order, in_person(chosen), reason, at)
    note = f"{', '.join(desk.order.step.names)} → {chosen.name}: {reason}"
    return commit_once(
        office,
        sent,
        f"/orders/{order_id}",
        at,
        *order_changes(desk.order, becomes),
        Create(trail_of(becomes, Act.REASSIGN, (actor.id, actor.name), origin, at, office.new_id(), note)),
        *(Create(each) for each in requests_to_decide(office, becomes, at)),
    )


def _order(office: Office, actor: Actor, order_id: OrderId) -> Order:
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if not rules.may_reassign(order, actor):
        raise Forbidden(text("Hanya sekretaris unit atau administrator yang dapat mengalihkan, bukan pemohonnya."))
    next_status(order.status, Act.REASSIGN)
    return order


def _reassignment(office: Office, order: Order, at: datetime) -> Reassignment:
    """Officers of the unit and the superior of its head; active, with an address, and not those who have it already."""
    staff = office.people.staff(order.unit)
    unit = office.records.read(unit_key(order.unit)).get(unit_key(order.unit))
    head = next((each for each in staff if each.id == unit.head), None)
    above = head.supervisor if head else None
    superior = office.records.read(employee_key(above)).find(employee_key(above)) if above else None
    today = local_date(at, unit.zone.info)
    officers = [each for each in staff if each.echelon] + ([superior] if superior else [])
    taken = {*order.people, *(each.id for each in order.step.assignees)}
    fit = {each.id: each for each in officers if each.email and not each.has_left(today) and each.id not in taken}
    return Reassignment(order, tuple(fit.values()))
