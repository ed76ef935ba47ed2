"""The duty orders of a published rota: made once for each version, in the place of what the version before still asks.

One transaction writes them together with their names in the rota, so that a second run finds them made. What the
version before asked and nobody decided is withdrawn; of what it was granted, days that the new version does not have
are called off, and the others stand by the letter they have. From then on the version holds the places of what its
orders name.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import deciding
from chalicelib.domain.calendars import local_date
from chalicelib.domain.circulars import Circular
from chalicelib.domain.covered import MOST_NAMED, Named, RotaSource
from chalicelib.domain.orders import Act, Order, OrderDay, OrderId, Status, Step
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Replace,
    order_key,
    register_key,
    rota_book_key,
    rota_key,
    unit_key,
)
from chalicelib.domain.refusals import Refusal, Stale
from chalicelib.domain.rota_changes import ordered
from chalicelib.domain.rota_orders import home_days, hours_of, marked_days, rota_order, signers, to_order
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.texts import text
from chalicelib.domain.trail import SCHEDULED
from chalicelib.workflows.chains import step_above_for, unit_step_for
from chalicelib.workflows.holding import hold_named
from chalicelib.workflows.orders import order_changes, requests_to_decide, trail_of
from chalicelib.workflows.placing import place_again
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import expected_in, months_of, rows_of

MOST_TRIES = 3
"""How often the orders are made anew when somebody decides on an earlier version's at the same moment."""

NOBODY_ABOVE = text("Hari pejabat yang memutuskan belum memiliki surat: atasannya tidak tercatat atau tanpa surel.")

Held = dict[EmployeeId, frozenset[date]]
"""Each person's days that stand under an order."""


class _Making(Struct, frozen=True):
    """A version whose orders are made, on behalf of who published it."""

    office: Office
    rota: UnitRota
    source: RotaSource
    today: date
    at: datetime

    @property
    def note(self) -> str:
        return f"{self.rota.first:%d-%m-%Y} – {self.rota.last:%d-%m-%Y}, versi {self.rota.version}"

    def order_changes(self, was: Order | None, becomes: Order, act: Act) -> tuple[Change, ...]:
        who = (self.source.by, self.source.by_name)
        line = trail_of(becomes, act, who, SCHEDULED, self.at, self.office.new_id(), self.note)
        return (*order_changes(was, becomes), Create(line))


def make_orders(office: Office, about: Mapping[str, str], at: datetime) -> None:
    """Makes the orders of a published version; a second run makes nothing.

    Where nobody can be asked to decide, the rota keeps why. Raises Stale when the orders of the version before keep
    changing, and while those are still to be made.
    """
    for _ in range(MOST_TRIES - 1):
        with suppress(Stale):
            return _make(office, about, at)
    return _make(office, about, at)


def _make(office: Office, about: Mapping[str, str], at: datetime) -> None:
    unit, first, version = UnitId(about["unit"]), date.fromisoformat(about["first"]), int(about["version"])
    name, before = rota_key(unit, first, version), rota_key(unit, first, version - 1)
    found = office.records.read(name, before, rota_book_key(unit), unit_key(unit), register_key())
    rota = found.get(name)
    if rota.orders is not None:
        return
    earlier = _orders_of(office, found.find(before))
    source = RotaSource(first, version, EmployeeId(about["by"]), rota.published_by)
    making = _Making(office, rota, source, local_date(at, rota.zone.info), at)
    period = found.get(rota_book_key(unit)).period(first)
    if period and period.published > version:
        office.records.commit(Replace(ordered(rota, tuple(order.id for order in earlier), ())))
        return
    standing, changes = _replaced(making, earlier)
    held = _held(making, earlier, standing)
    made, troubles = _new_orders(making, found, held)
    for order in made:
        changes += making.order_changes(None, order, Act.SUBMIT)
        changes += [Create(each) for each in requests_to_decide(office, order, at)]
    changes += hold_named(office, rota, _named(standing, made), at)
    names = tuple(order.id for order in (*standing, *made))
    office.records.commit(Replace(ordered(rota, names, troubles)), *changes)


def _orders_of(office: Office, before: UnitRota | None) -> tuple[Order, ...]:
    """The orders that grant the days of the version before."""
    if before is None:
        return ()
    if before.orders is None:
        raise Stale(text("Surat perintah tugas versi sebelumnya masih disiapkan."))
    keys = tuple(map(order_key, before.orders))
    found = office.records.read(*keys) if keys else Bundle({})
    return tuple(found.get(key) for key in keys)


def _replaced(making: _Making, earlier: Iterable[Order]) -> tuple[list[Order], list[Change]]:
    """The orders of the version before that go on standing, and what withdraws or narrows them."""
    kept = home_days(making.rota)
    standing: list[Order] = []
    changes: list[Change] = []
    for order in earlier:
        if order.status in (Status.SUBMITTED, Status.RETURNED):
            changes += making.order_changes(order, deciding.withdrawn(order, order.employee), Act.WITHDRAW)
            continue
        act, becomes = deciding.taken_back(order, kept, making.today) or (None, order)
        if act:
            changes += making.order_changes(order, becomes, act)
            changes += place_again(making.office, becomes, making.at)
        if becomes.status is Status.APPROVED:
            standing.append(becomes)
    return standing, changes


def _new_orders(making: _Making, found: Bundle, held: Held) -> tuple[tuple[Order, ...], tuple[str, ...]]:
    """The unit's orders and that of whoever decides on them, and why any of them cannot be made."""
    office, rota = making.office, making.rota
    unit, register = found.get(unit_key(rota.unit)), found.get(register_key())
    months = months_of(rota.first, rota.last)
    hours = hours_of(expected_in(office, unit, months, rota.first, rota.last), making.today)
    covers = to_order(rota, office.people.staff(unit.id), hours, held)
    circular = register.find(rota.circular) or register.in_force(unit.id, rota.first)
    if not covers:
        return (), ()
    if circular is None:
        return (), (text("Tidak ada surat edaran yang berlaku bagi unit ini pada awal periode."),)
    try:
        step = unit_step_for(office, unit, circular, making.today)
    except Refusal as refused:
        return (), (refused.message.msgid,)
    theirs = tuple(each for each in covers if each.employee in signers(step))
    others = tuple(each for each in covers if each not in theirs)
    parts = [others[begin : begin + MOST_NAMED] for begin in range(0, len(others), MOST_NAMED)]
    made = [_order(making, part, hours, step, circular) for part in parts]
    if not theirs:
        return tuple(made), ()
    try:
        above = step_above_for(office, step, making.today)
    except Refusal:
        return tuple(made), (NOBODY_ABOVE,)
    return (*made, _order(making, theirs, hours, above, circular)), ()


def _held(making: _Making, earlier: Iterable[Order], standing: Iterable[Order]) -> Held:
    """By the ledger; of the earlier orders, which may still be on their way there, by what they say themselves."""
    rota = making.rota
    months = months_of(rota.first, rota.last)
    rows = (row for month in months for row in rows_of(making.office, rota.unit, month))
    held = marked_days(rows, frozenset(order.id for order in earlier))
    for order in standing:
        for named in order.covers:
            days = frozenset(order.standing_of(named))
            held[named.employee] = held.get(named.employee, frozenset()) | days
    return held


def _named(standing: Iterable[Order], made: Iterable[Order]) -> Held:
    """Whose days an order has named, asked for or granted: the others are held no more."""
    days: dict[EmployeeId, set[date]] = {}
    for order in standing:
        for each in order.covers:
            days.setdefault(each.employee, set()).update(order.standing_of(each))
    for order in made:
        for each in order.covers:
            days.setdefault(each.employee, set()).update(each.dates)
    return {who: frozenset(those) for who, those in days.items()}


def _order(
    making: _Making, covers: tuple[Named, ...], hours: Mapping[date, OrderDay], step: Step, circular: Circular
) -> Order:
    name = OrderId(making.office.new_id())
    return rota_order(name, making.rota, covers, hours, step, circular, making.source, making.at)
