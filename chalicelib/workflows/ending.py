"""Days that come to an end before they came: undecided ones that passed, approved ones that are called off."""

from contextlib import suppress
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import deciding as rules
from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.orders import Act, Order, OrderId, next_status
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, UnitId
from chalicelib.domain.records import Create, capacity_key, order_key, row_key
from chalicelib.domain.refusals import Forbidden, NotFound, Stale, TooFew
from chalicelib.domain.texts import text
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, Origin
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import order_changes, trail_of
from chalicelib.workflows.placing import begin_placing, place_again
from chalicelib.workflows.ports import Office


def lapse_days(office: Office, unit: UnitId, today: date, at: datetime) -> int:
    """Lets the undecided days of a unit lapse that lie before `today`; returns how many orders that changed.

    Doing it twice, late, or while somebody decides changes nothing twice: each order is a transaction of its own,
    conditional on its revision, and one that was decided meanwhile is left alone.
    """
    overdue = dict.fromkeys(each.order for each in office.orders.waiting_in(unit, before=today))
    return sum(_lapse(office, name, today, at) for name in overdue)


def _lapse(office: Office, name: OrderId, today: date, at: datetime) -> bool:
    order = office.records.read(order_key(name)).get(order_key(name))
    ended = rules.lapsed(order, today)
    if ended is None:
        return False
    act, becomes = ended
    changes = [
        *order_changes(order, becomes),
        Create(trail_of(becomes, act, BY_THE_CLOCK, SCHEDULED, at, office.new_id())),
    ]
    if act is Act.LAPSE:
        changes += begin_placing(becomes, at)
        changes.append(Create(entry(office.new_id(), Errand.ORDER_LAPSED, at, order=order.id)))
    try:
        office.records.commit(*changes)
    except Stale:  # decided, taken back or sent again at this moment; what is still undecided is found tomorrow
        return False
    return True


class Cancellation(Struct, frozen=True):
    """An approved order and which of its days can still be called off."""

    order: Order
    possible: tuple[date, ...]
    reported: frozenset[date]


BELOW = " (walaupun kurang dari ketentuan)"
"""What the trail adds where whoever called off said that the office cap shall not hinder it."""


class CallOff(Struct, frozen=True):
    """What was typed: the days, why, and whether it shall be so even where the office cap then is broken."""

    dates: tuple[date, ...]
    reason: str
    in_any_case: bool
    seen: int


def open_cancellation(office: Office, actor: Actor, order_id: OrderId, at: datetime) -> Cancellation:
    """What can be called off. Two requests, of an order that a rota made one and a query for each month.

    Raises NotFound for strangers, Forbidden for those who only look. A day is called off for everybody on the order, so
    of several people the first report of a day keeps it.
    """
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if not (order.concerns(actor.id) or actor.keeps(order.unit)):
        raise NotFound
    if not rules.may_cancel(order, actor):
        raise Forbidden(text("Hanya pejabat yang memutuskan atau sekretaris unit yang dapat membatalkan."))
    next_status(order.status, Act.CANCEL_DAYS)
    reported = frozenset(
        day
        for row in _rows(office, order)
        for day in order.dates
        if f"{day:%Y-%m}" == row.month
        and (mark := row.mark(day))
        and mark.order == order.id
        and mark.filed is not Filed.NOT_YET
    )
    today = local_date(at, order.zone.info)
    return Cancellation(order, rules.remaining(order, today, reported), reported)


def _rows(office: Office, order: Order) -> list[LedgerRow]:
    if not order.covers:
        keys = [row_key(order.unit, month, order.employee) for month in order.months]
        found = office.records.read(*keys)
        return [row for key in keys if (row := found.find(key))]
    rows: list[LedgerRow] = []
    for month in order.months:
        with suppress(NotFound):
            rows += office.ledger.month(order.unit, month).rows
    return rows


def cancel(
    office: Office, actor: Actor, order_id: OrderId, typed: CallOff, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Calls days off: they leave the ledger, their places are given back, the letter's public page marks them, and the
    employee is told. Returns where it is shown.

    What a rota made follows in the ledgers by the worker, for everybody it names; the office cap hinders none of that.
    Raises Invalid for what was typed, TooFew when an office cap would be broken and nobody said that it shall be so,
    Stale when the order changed since it was seen.
    """
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    found = open_cancellation(office, actor, order_id, at)
    order = found.order
    if order.revision != typed.seen:
        raise Stale
    today = local_date(at, order.zone.info)
    act, becomes = rules.cancelled(order, typed.dates, typed.reason, today, found.reported)
    days = ", ".join(f"{day:%d-%m-%Y}" for day in typed.dates)
    flag = BELOW if typed.in_any_case else ""
    note = f"{days}{flag}: {typed.reason}"
    further = (
        Create(trail_of(becomes, act, (actor.id, actor.name), origin, at, office.new_id(), note)),
        Create(entry(office.new_id(), Errand.ORDER_CANCELLED, at, order=order.id)),
        *(place_again(office, becomes, at) if order.covers else ()),
    )
    keeps, shown = not typed.in_any_case, f"/orders/{order_id}"
    try:
        return commit_once(office, sent, shown, at, *order_changes(order, becomes, keeps_fewest=keeps), *further)
    except TooFew:
        least = _least(office, order, typed.dates)
    changes = order_changes(order, becomes, keeps_fewest=keeps, least=least)
    return commit_once(office, sent, shown, at, *changes, *further)


def _least(office: Office, order: Order, days: tuple[date, ...]) -> dict[date, int]:
    """How many must stay at home on each of `days`, less those who are absent: they are not in the office either.

    Raises TooFew saying how full the office is, on the first day that has to stay a day at home all the same.
    """
    from chalicelib.workflows.away_counts import places_and_away

    least: dict[date, int] = {}
    for day, (places, away) in places_and_away(office, order.unit, days).items():
        least[day] = places.least(away)
        if places.home <= least[day]:
            raise _office_full(office, order, day, away)
    if set(least) != set(days):
        raise TooFew
    return least


def _office_full(office: Office, order: Order, day: date, away: int) -> TooFew:
    """How full the office is. One request."""
    capacity = office.records.read(capacity_key(order.unit, month_of(day))).get(capacity_key(order.unit, month_of(day)))
    places = capacity.days[f"{day:%d}"]
    count, most = capacity.headcount - places.home - away, capacity.headcount - places.fewest
    msgid = text(
        "Kantor pada %(day)s sudah penuh: %(count)s dari %(all)s pegawai bekerja di kantor, paling banyak %(most)s."
    )
    return TooFew(msgid, day=day, count=count, all=capacity.headcount, most=most)
