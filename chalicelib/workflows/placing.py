"""Carrying the days of an order that a rota made to the ledgers, some people at a time, and ending what was held for
them: with its mark a day's held place becomes that of the order, without one it is released.

Every few people are one transaction with the count of how many were seen to, so that a worker may be cut anywhere and
two at once cannot both advance. A claim is small enough for one Lambda; with its last transaction it leaves the errand
for the next. Bounds are not asked: the rota kept them, and where they are broken since, the day is flagged.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from chalicelib.domain.calendars import Month, month_of
from chalicelib.domain.covered import Named
from chalicelib.domain.holding import ended
from chalicelib.domain.orders import Order, OrderId
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.placing import Placed, Placing, advanced, begun_again, placed
from chalicelib.domain.records import (
    Bundle,
    Change,
    CountHome,
    Create,
    HeldDays,
    Key,
    MarkDays,
    Replace,
    capacity_key,
    order_key,
    placing_key,
    row_key,
    sheet_key,
)
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, TrailEntry
from chalicelib.workflows.months import open_month
from chalicelib.workflows.ports import Office

AT_ONCE = 12
"""People of one transaction: their rows of at most three months each, and the months' places."""
CLAIM = 15
"""Transactions of one claim: 180 people, a few seconds of a worker's two minutes."""
MOST_TRIES = 3
"""How often some people are worked out again when their records change while they are."""


def begin_placing(order: Order, at: datetime) -> tuple[Change, ...]:
    """What has an order's days carried to the ledgers once it is approved, and what is held for them released when it
    ends without: to be written with the decision, the withdrawal or the lapse.
    """
    if not order.covers:
        return ()
    record = Placing(order.id, len(order.covers), at)
    return Create(record), Create(_errand(record, at))


def place_again(office: Office, order: Order, at: datetime) -> tuple[Change, ...]:
    """What has the ledgers follow an order whose days were called off: to be written with that. One request."""
    was = office.records.read(placing_key(order.id)).get(placing_key(order.id))
    record = begun_again(was, order, at)
    return Replace(record), Create(_errand(record, at))


def place(office: Office, order_id: OrderId, at: datetime) -> None:
    """Carries a claim of an order's people to the ledgers, and leaves the errand for the next claim.

    Somebody else's claim at the same time ends this one with Stale.
    """
    for number in range(1, CLAIM + 1):
        if _advance(office, order_id, at, leaves_errand=number == CLAIM):
            return


def _advance(office: Office, order_id: OrderId, at: datetime, *, leaves_errand: bool) -> bool:
    for _ in range(MOST_TRIES - 1):
        with suppress(Stale):
            return _step(office, order_id, at, leaves_errand=leaves_errand)
    return _step(office, order_id, at, leaves_errand=leaves_errand)


def _step(office: Office, order_id: OrderId, at: datetime, *, leaves_errand: bool) -> bool:
    """Sees to the next people; returns whether everybody was seen to."""
    found = office.records.read(order_key(order_id), placing_key(order_id))
    order, record = found.get(order_key(order_id)), found.get(placing_key(order_id))
    if record.is_done:
        return True
    people = order.covers[record.done : record.done + AT_ONCE]
    known = _ledgers(office, order, people)
    seen_to = [_placed(known, order, each) for each in people]
    held, released = _held(known, order, people, seen_to)
    counts = _counts(seen_to)
    counts.subtract(released)
    further = advanced(record, seen_to, (), at)
    if further.is_done:
        further = advanced(record, seen_to, _out_of_bounds(known, order, counts), at)
    office.records.commit(
        Replace(further),
        *_marks(order, people, seen_to),
        *_counted(known, order, counts, held),
        *_lines(office, further, people, seen_to, at),
        *([Create(_errand(further, at))] if leaves_errand and not further.is_done else []),
    )
    return further.is_done


def _errand(record: Placing, at: datetime) -> OutboxEntry:
    return entry(f"place-{record.order}-{record.revision}", Errand.PLACE_ORDER, at, order=record.order)


def _ledgers(office: Office, order: Order, people: Iterable[Named]) -> Bundle:
    """The people's rows and the months' places; a month that is not open yet is opened."""
    sheets = [sheet_key(order.unit, month) for month in order.months]
    rows = [row_key(order.unit, month, each.employee) for month in order.months for each in people]
    names: list[Key[Any]] = [*sheets, *rows, *(capacity_key(order.unit, month) for month in order.months)]
    found = office.records.read(*names)
    closed = [month for month, sheet in zip(order.months, sheets, strict=True) if found.find(sheet) is None]
    for month in closed:
        with suppress(NotFound):
            open_month(office, order.unit, month)
    return office.records.read(*names) if closed else found


def _placed(known: Bundle, order: Order, named: Named) -> Placed:
    names = (row_key(order.unit, month, named.employee) for month in order.months)
    return placed(order, named, (row for name in names if (row := known.find(name))))


def _counts(seen_to: Iterable[Placed]) -> Counter[date]:
    """How many more are at home on each day, negative for fewer."""
    counts: Counter[date] = Counter()
    for each in seen_to:
        for change in each.changes:
            counts[change.day] += 1 if change.becomes else -1
    return counts


def _held(
    known: Bundle, order: Order, people: Iterable[Named], seen_to: Iterable[Placed]
) -> tuple[dict[Month, list[HeldDays]], Counter[date]]:
    """What ends of what is held for the people in each month, and how many places that is on each day."""
    found: dict[Month, list[HeldDays]] = {}
    counts: Counter[date] = Counter()
    for named, each in zip(people, seen_to, strict=True):
        marked = frozenset(change.day for change in each.changes if change.becomes)
        for month in order.months:
            capacity = known.find(capacity_key(order.unit, month))
            if capacity:
                held, released = ended(capacity, named, marked, order.source)
                found.setdefault(month, []).extend(held)
                counts.update(released)
    return found, counts


def _marks(order: Order, people: Iterable[Named], seen_to: Iterable[Placed]) -> Iterable[Change]:
    for named, each in zip(people, seen_to, strict=True):
        for month in sorted({month_of(change.day) for change in each.changes}):
            here = tuple(change for change in each.changes if month_of(change.day) == month)
            yield MarkDays(order.unit, month, named.employee, here)


def _lines(
    office: Office, record: Placing, people: Iterable[Named], seen_to: Iterable[Placed], at: datetime
) -> Iterable[Change]:
    """A line in each person's trail: the order's own concerns nobody in particular."""
    for named, each in zip(people, seen_to, strict=True):
        if each.changes:
            days = ", ".join(f"{change.day:%d-%m-%Y}" for change in each.changes)
            is_granted = any(change.becomes for change in each.changes)
            yield Create(
                TrailEntry(
                    f"ORDER#{record.order}#{named.employee}",
                    record.revision,
                    office.new_id(),
                    at,
                    *BY_THE_CLOCK,
                    "place_days" if is_granted else "take_days_back",
                    SCHEDULED,
                    days,
                    concerns=named.employee,
                )
            )


def _counted(known: Bundle, order: Order, counts: Counter[date], held: dict[Month, list[HeldDays]]) -> Iterable[Change]:
    """A day without places, off by now, is marked and not counted."""
    for month in order.months:
        days = tuple((day, counts[day]) for day in sorted(counts) if counts[day] and _home(known, order, month, day))
        if days or held.get(month):
            yield CountHome(order.unit, month, days, tuple(held.get(month, ())))


def _home(known: Bundle, order: Order, month: Month, day: date) -> bool:
    capacity = known.find(capacity_key(order.unit, month))
    return month_of(day) == month and capacity is not None and f"{day:%d}" in capacity.days


def _out_of_bounds(known: Bundle, order: Order, counts: Counter[date]) -> Iterable[date]:
    """Days of the order with more people at home than may be; of those called off, with fewer than must."""
    for day in order.dates:
        capacity = known.find(capacity_key(order.unit, month_of(day)))
        places = capacity.days.get(f"{day:%d}") if capacity else None
        if places:
            home = places.home + counts[day]
            is_off = day in order.cancelled
            if (home < places.fewest) if is_off else (home > places.most):
                yield day
