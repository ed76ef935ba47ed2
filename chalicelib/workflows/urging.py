"""Waiting has an end: the tick's rounds through what waits in a unit, and the mails they cause.

A round goes through the unit's undecided orders and makes of each what is owed at the moment the tick stands for. Each
order is a transaction of its own, conditional on its revision, with its line in the trail and the mails it causes: a
round may come twice, late, or while somebody decides.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from chalicelib.domain import urging as rules
from chalicelib.domain.calendars import local_date
from chalicelib.domain.circulars import CircularRegister, Patience
from chalicelib.domain.orders import Act, Order, OrderId, Status, Urged
from chalicelib.domain.outbox import Errand, OutboxEntry, entry, entry_due
from chalicelib.domain.people import EmployeeId, Unit, UnitId
from chalicelib.domain.records import (
    Bundle,
    Create,
    calendar_key,
    order_key,
    outbox_key,
    register_key,
    unit_key,
)
from chalicelib.domain.refusals import Stale
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED
from chalicelib.domain.urging import WorkingDays
from chalicelib.domain.waiting import Kind
from chalicelib.workflows.chains import superior_for
from chalicelib.workflows.orders import order_changes, requests_to_decide, trail_of
from chalicelib.workflows.ports import Office

BATCH = 90
"""Orders read in one request, and listed in one mail."""

TELL_AFTER = timedelta(minutes=5)
"""The secretary's mail says what it finds: by then the round is through."""


class _Round(Struct):
    """One urging of a unit: what all its orders share, and the entries that are written already."""

    unit: Unit
    register: CircularRegister
    working: WorkingDays
    moment: datetime
    slot: str
    written: set[str]

    @property
    def today(self) -> date:
        return local_date(self.moment, self.unit.zone.info)

    @property
    def for_secretary(self) -> str:
        return f"waiting-long-{self.unit.id}-{self.slot}"


def urge(office: Office, unit: UnitId, slot: str, moment: datetime, at: datetime) -> int:
    """Makes of what waits in `unit` what is owed at `moment`, whatever time it is now; returns how many orders changed.

    One query and two requests, one more for each ninety orders; for each order that is urged a transaction, and what
    looking up a superior takes.
    """
    waiting = office.orders.waiting_in(unit)
    names = tuple(dict.fromkeys(each.order for each in waiting if each.kind is Kind.DECISION))
    if not names:
        return 0
    years = {moment.year, *(day.year for each in waiting for day in (each.since, each.first_day))}
    calendars = tuple(calendar_key(year) for year in range(min(years) - 1, max(years) + 2))
    found = office.records.read(unit_key(unit), register_key(), *calendars)
    there = found.get(unit_key(unit))
    working = rules.working_days(there.pattern, (year for key in calendars if (year := found.find(key))))
    this = _Round(there, found.get(register_key()), working, moment, slot, set())
    changed = 0
    for start in range(0, len(names), BATCH):
        orders = office.records.read(*map(order_key, names[start : start + BATCH]))
        due = [(order, stage) for order in _found(orders, names) if (stage := _due(this, order)) > order.step.urged]
        this.written |= _written(office, this, [order for order, _ in due])
        changed += sum(_urge(office, this, order, stage, at) for order, stage in due)
    return changed


def hold_back(office: Office, order: Order, to: EmployeeId, at: datetime) -> bool:
    """Leaves asking `to` to the next morning's digest, where enough others of the day wait and there is time.

    One query, and two requests where it is held back: the digest is then certain to be sent.
    """
    if not rules.may_be_held(order, to, office.orders.waiting_for(to, BATCH)):
        return False
    years = range(at.year, order.dates[0].year + 2)
    found = office.records.read(unit_key(order.unit), *map(calendar_key, years))
    calendars = (year for each in years if (year := found.find(calendar_key(each))))
    working = rules.working_days(found.get(unit_key(order.unit)).pattern, calendars)
    morning = rules.held_until(order, working, at)
    if morning is None:
        return False
    digest = rules.digest_id(to, local_date(morning, order.zone.info))
    try:
        office.records.commit(Create(entry_due(digest, Errand.WAITING_DIGEST, at, morning, to=to)))
    except Stale:  # another request, or an earlier attempt of this errand, has asked for that morning's digest
        return True
    return True


def waiting_long(office: Office, unit: UnitId) -> tuple[Order, ...]:
    """The unit's undecided orders that its secretary is to know of, by first day. Two requests."""
    waiting = (each.order for each in office.orders.waiting_in(unit) if each.kind is Kind.DECISION)
    names = tuple(dict.fromkeys(waiting))[:BATCH]
    if not names:
        return ()
    found = office.records.read(*map(order_key, names))
    return tuple(
        order
        for order in _found(found, names)
        if order.status is Status.SUBMITTED and order.step.urged >= Urged.SECRETARY_TOLD
    )


def _found(found: Bundle, names: tuple[OrderId, ...]) -> Iterator[Order]:
    return (order for name in names if (order := found.find(order_key(name))))


def _due(this: _Round, order: Order) -> Urged:
    circular = this.register.in_force(order.unit, order.dates[0])
    stage = rules.owed(order, circular.patience if circular else Patience(), this.working, this.moment)
    return Urged.REMINDED if stage is Urged.SECRETARY_TOLD and this.unit.secretary is None else stage


def _written(office: Office, this: _Round, orders: list[Order]) -> set[str]:
    """Those of the mails to be caused that an earlier round, or a held request, asked for already."""
    people = {each.id for order in orders for each in order.step.assignees}
    wanted = [this.for_secretary, *(rules.digest_id(person, this.today) for person in sorted(people))]
    if not orders:
        return set()
    found = office.records.read(*map(outbox_key, wanted[:100]))
    return {each for each in wanted[:100] if found.find(outbox_key(each))}


def _urge(office: Office, this: _Round, order: Order, stage: Urged, at: datetime) -> bool:
    becomes, act, note, mails = _urged(office, this, order, stage, at)
    if becomes is None:
        return False
    new = [each for each in mails if each.id not in this.written]
    try:
        office.records.commit(
            *order_changes(order, becomes),
            Create(trail_of(becomes, act, BY_THE_CLOCK, SCHEDULED, at, office.new_id(), note)),
            *map(Create, new),
        )
    except Stale:  # decided at this moment, or another round was here first; what is still owed is found by the next
        return False
    this.written |= {each.id for each in new}
    return True


def _urged(
    office: Office, this: _Round, order: Order, stage: Urged, at: datetime
) -> tuple[Order | None, Act, str, tuple[OutboxEntry, ...]]:
    """What becomes of the order, what the trail says of it, and the mails.

    Where nobody is above, the farthest is that the secretary is told, and where there is none, the reminder.
    """
    told = _to_secretary(this, at) if order.step.urged < Urged.SECRETARY_TOLD <= stage else ()
    superior = superior_for(office, order, this.today) if stage is Urged.ESCALATED else None
    if superior:
        becomes = rules.escalated(order, superior, at)
        note = f"{superior.name} ({superior.as_whom})"
        return becomes, Act.ESCALATE, note, (*requests_to_decide(office, becomes, at), *told)
    asked = dict.fromkeys(each.id for each in order.step.assignees)  # an acting officer may be among them twice
    digests = tuple(entry(rules.digest_id(each, this.today), Errand.WAITING_DIGEST, at, to=each) for each in asked)
    note = ", ".join(order.step.names)
    if told:
        return rules.secretary_told(order), Act.TELL, note, (*digests, *told)
    if order.step.urged < Urged.REMINDED:
        return rules.reminded(order), Act.REMIND, note, digests
    return None, Act.REMIND, "", ()


def _to_secretary(this: _Round, at: datetime) -> tuple[OutboxEntry, ...]:
    if this.unit.secretary is None:
        return ()
    return (entry_due(this.for_secretary, Errand.WAITING_LONG, at, at + TELL_AFTER, unit=this.unit.id),)
