"""Duty orders for people who did not ask for them, as a published rota and a closure make them.

Whoever makes them says who is to be at home on which days; what was asked for the same before gives way. What nobody
decided is withdrawn; of what was granted, days that are wanted no longer are called off, and the others stand by the
letter they have.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import deciding
from chalicelib.domain.circulars import Circular
from chalicelib.domain.collective import collective_order, hours_of, marked_days, signers, to_order
from chalicelib.domain.covered import MOST_NAMED, Named, OrderSource
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import Act, Order, OrderDay, OrderId, Status, Step
from chalicelib.domain.people import EmployeeId, Unit
from chalicelib.domain.records import Bundle, Change, Create, order_key
from chalicelib.domain.refusals import Busy, Refusal
from chalicelib.domain.texts import text
from chalicelib.domain.trail import SCHEDULED
from chalicelib.workflows.chains import step_above_for, unit_step_for
from chalicelib.workflows.orders import order_changes, requests_to_decide, trail_of
from chalicelib.workflows.placing import place_again
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import expected_in, months_of

NOBODY_ABOVE = text("Hari pejabat yang memutuskan belum memiliki surat: atasannya tidak tercatat atau tanpa surel.")

Days = Mapping[EmployeeId, frozenset[date]]
"""Each person's days."""


class Wanted(Struct, frozen=True):
    """Whose days at home are to stand under orders."""

    unit: Unit
    first: date
    last: date
    home: Days
    """The days for which orders are to be made."""
    kept: Days
    """The days that granted orders may keep."""
    circular: Circular | None
    source: OrderSource
    note: str
    """For the trail: what it is for."""
    today: date
    at: datetime


class Made(Struct, frozen=True):
    """The orders that stand afterwards, what writes them, and why any is lacking."""

    orders: tuple[Order, ...]
    changes: tuple[Change, ...]
    troubles: tuple[str, ...]

    @property
    def names(self) -> tuple[OrderId, ...]:
        """The orders by name."""
        return tuple(order.id for order in self.orders)

    @property
    def named(self) -> Days:
        """Whose days an order has named, asked for or granted."""
        days: dict[EmployeeId, frozenset[date]] = {}
        for order in self.orders:
            for each in order.covers:
                theirs = order.standing_of(each) if order.status is Status.APPROVED else each.dates
                days[each.employee] = days.get(each.employee, frozenset()).union(theirs)
        return days


def orders_named(office: Office, names: tuple[OrderId, ...]) -> tuple[Order, ...]:
    """The orders of those names. One request, none for none."""
    keys = tuple(map(order_key, names))
    found = office.records.read(*keys) if keys else Bundle({})
    return tuple(found.get(key) for key in keys)


def made_orders(office: Office, wanted: Wanted, earlier: tuple[Order, ...], rows: Iterable[LedgerRow]) -> Made:
    """The orders for `wanted` in the place of `earlier` ones; `rows` are the ledger's of its months.

    Days on which the ledger has another order, or an absence takes the whole day, are left out.
    """
    standing, changes = _replaced(office, wanted, earlier)
    made, troubles = _new_orders(office, wanted, _held(rows, earlier, standing))
    for order in made:
        changes += _written(office, wanted, None, order, Act.SUBMIT)
        changes += [Create(each) for each in requests_to_decide(office, order, wanted.at)]
    return Made((*standing, *made), tuple(changes), troubles)


def _written(office: Office, wanted: Wanted, was: Order | None, becomes: Order, act: Act) -> tuple[Change, ...]:
    who = (wanted.source.by, wanted.source.by_name)
    line = trail_of(becomes, act, who, SCHEDULED, wanted.at, office.new_id(), wanted.note)
    return (*order_changes(was, becomes), Create(line))


def _replaced(office: Office, wanted: Wanted, earlier: Iterable[Order]) -> tuple[list[Order], list[Change]]:
    """The earlier orders that go on standing, and what withdraws or narrows them."""
    standing: list[Order] = []
    changes: list[Change] = []
    for order in earlier:
        if order.status in (Status.SUBMITTED, Status.RETURNED):
            changes += _written(office, wanted, order, deciding.withdrawn(order, order.employee), Act.WITHDRAW)
            continue
        act, becomes = deciding.taken_back(order, wanted.kept, wanted.today) or (None, order)
        if act:
            changes += _written(office, wanted, order, becomes, act)
            changes += place_again(office, becomes, wanted.at)
        if becomes.status is Status.APPROVED:
            standing.append(becomes)
    return standing, changes


def _new_orders(office: Office, wanted: Wanted, held: Days) -> tuple[tuple[Order, ...], tuple[str, ...]]:
    """The unit's orders and that of whoever decides on them, and why any of them cannot be made."""
    unit = wanted.unit
    months = months_of(wanted.first, wanted.last)
    hours = hours_of(expected_in(office, unit, months, wanted.first, wanted.last), wanted.today)
    covers = to_order(wanted.home, office.people.staff(unit.id), hours, held)
    if not covers:
        return (), ()
    if wanted.circular is None:
        return (), (text("Tidak ada surat edaran yang berlaku bagi unit ini pada awal periode."),)
    try:
        step = unit_step_for(office, unit, wanted.circular, wanted.today)
    except Busy:
        raise
    except Refusal as refused:
        return (), (refused.message.msgid,)
    theirs = tuple(each for each in covers if each.employee in signers(step))
    others = tuple(each for each in covers if each not in theirs)
    parts = [others[begin : begin + MOST_NAMED] for begin in range(0, len(others), MOST_NAMED)]
    made = [_order(office, wanted, part, hours, step, wanted.circular) for part in parts]
    if not theirs:
        return tuple(made), ()
    try:
        above = step_above_for(office, step, wanted.today)
    except Busy:
        raise
    except Refusal:
        return tuple(made), (NOBODY_ABOVE,)
    return (*made, _order(office, wanted, theirs, hours, above, wanted.circular)), ()


def _held(rows: Iterable[LedgerRow], earlier: Iterable[Order], standing: Iterable[Order]) -> Days:
    """By the ledger; of the earlier orders, which may still be on their way there, by what they say themselves."""
    there = tuple(rows)
    held = marked_days(there, frozenset(order.id for order in earlier))
    for row in there:
        absent = frozenset(day for day, away in row.aways.items() if away.is_whole)
        held[row.employee] = held.get(row.employee, frozenset()) | absent
    for order in standing:
        for named in order.covers:
            days = frozenset(order.standing_of(named))
            held[named.employee] = held.get(named.employee, frozenset()) | days
    return held


def _order(
    office: Office,
    wanted: Wanted,
    covers: tuple[Named, ...],
    hours: Mapping[date, OrderDay],
    step: Step,
    circular: Circular,
) -> Order:
    name = OrderId(office.new_id())
    return collective_order(name, wanted.unit, covers, hours, step, circular, wanted.source, wanted.at)
