"""Holding the places of a published rota in the transaction that publishes it, and releasing those nobody needs."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from chalicelib.domain.calendars import Month, dates_of, following, local_date, month_of
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.holding import Days, held_now, is_overtaken, lacking, leaving, too_many
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import OrderId
from chalicelib.domain.records import Change, capacity_key, rota_key
from chalicelib.domain.refusals import Busy, NotFound, Raced, Refusal
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.texts import text
from chalicelib.workflows.months import open_month
from chalicelib.workflows.ports import Office

MOST_TRIES = 8
"""How often a rota is published anew when somebody takes a place at the same moment."""


def until_settled(office: Office, act: Callable[[], str]) -> str:
    """What `act` returns, done anew while places it counted on are taken or given back. Raises Busy in the end."""
    for attempt in range(1, MOST_TRIES + 1):
        with suppress(Raced):
            return act()
        office.wait(attempt)
    raise Busy


def hold(office: Office, rota: UnitRota, at: datetime) -> tuple[Change, ...]:
    """What the months' places become by the publication of `rota`: to be written with it.

    Months that are not open yet are opened. A request, and for each month a query; one more for a later version.
    Raises Refusal naming the days on which, with what was asked for since the draft, too many would be at home.
    """
    today = local_date(at, rota.zone.info)
    home, before = rota.everybodys(Place.HOME), _orders_before(office, rota)
    changes: list[Change] = []
    full: list[date] = []
    for capacity in _opened(office, rota, today):
        rows = _rows(office, capacity)
        change = held_now(capacity, rota.first, rota.version, lacking(home, rows, capacity.month, today))
        if change:
            changes.append(change)
            full += too_many(change, leaving(home, rows, before, today))
    if full:
        raise Refusal(
            text(
                "Jadwal belum dapat diterbitkan: karena permohonan perorangan, pegawai di rumah melebihi batas pada "
                "%(days)s. Pindahkan pegawai pada hari itu, atau susun ulang drafnya."
            ),
            days=tuple(full),
        )
    return tuple(changes)


def hold_named(office: Office, rota: UnitRota, named: Days, at: datetime) -> tuple[Change, ...]:
    """What makes the held days of a version those that its orders have `named`: to be written with them. A request, and
    for each month a query.

    Bounds are not asked: the version is published.
    """
    today = local_date(at, rota.zone.info)
    changes = []
    for capacity in _capacities(office, rota, today):
        wanted = lacking(named, _rows(office, capacity), capacity.month, today)
        change = held_now(capacity, rota.first, rota.version, wanted)
        if change and not is_overtaken(capacity, rota.first, rota.version):
            changes.append(change)
    return tuple(changes)


def _capacities(office: Office, rota: UnitRota, today: date) -> tuple[Capacity, ...]:
    """The places of the period's months from `today` on, of those that are open. One request."""
    keys = [capacity_key(rota.unit, month) for month in _months(rota, today)]
    found = office.records.read(*keys) if keys else None
    return tuple(there for key in keys if found and (there := found.find(key)))


def _rows(office: Office, capacity: Capacity) -> tuple[LedgerRow, ...]:
    """The rows of a month, read after its places: what changes them later changes those too."""
    with suppress(NotFound):
        return office.ledger.month(capacity.unit, capacity.month).rows
    return ()


def _opened(office: Office, rota: UnitRota, today: date) -> tuple[Capacity, ...]:
    there = _capacities(office, rota, today)
    closed = [month for month in _months(rota, today) if month not in {each.month for each in there}]
    for month in closed:
        with suppress(NotFound):
            open_month(office, rota.unit, month)
    return _capacities(office, rota, today) if closed else there


def _months(rota: UnitRota, today: date) -> tuple[Month, ...]:
    month, months = month_of(max(rota.first, today)), []
    while dates_of(month)[0] <= rota.last:
        months.append(month)
        month = following(month)
    return tuple(months)


def _orders_before(office: Office, rota: UnitRota) -> frozenset[OrderId]:
    """The orders of the version before, whose days that `rota` lacks are about to be called off."""
    if rota.version == 1:
        return frozenset()
    name = rota_key(rota.unit, rota.first, rota.version - 1)
    before = office.records.read(name).find(name)
    return frozenset(before.orders or ()) if before else frozenset()
