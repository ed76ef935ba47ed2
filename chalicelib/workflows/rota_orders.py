"""The duty orders of a published rota: made once for each version, in the place of what the version before still asks.

One transaction writes them together with their names in the rota, so that a second run finds them made. From then on
the version holds the places of what its orders name.
"""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.domain.calendars import local_date
from chalicelib.domain.covered import OrderSource
from chalicelib.domain.orders import Order
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import Replace, register_key, rota_book_key, rota_key, unit_key
from chalicelib.domain.refusals import Stale
from chalicelib.domain.rota_changes import ordered
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.texts import text
from chalicelib.workflows.collective import Wanted, made_orders, orders_named
from chalicelib.workflows.holding import hold_named
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import months_of, rows_of


def make_orders(office: Office, about: Mapping[str, str], at: datetime) -> None:
    """Makes the orders of a published version; a second run makes nothing.

    Where nobody can be asked to decide, the rota keeps why. Raises Stale when somebody decides on an order of the
    version before at that very moment, and while those are still to be made.
    """
    unit, first, version = UnitId(about["unit"]), date.fromisoformat(about["first"]), int(about["version"])
    name, before = rota_key(unit, first, version), rota_key(unit, first, version - 1)
    found = office.records.read(name, before, rota_book_key(unit), unit_key(unit), register_key())
    rota = found.get(name)
    if rota.orders is not None:
        return
    earlier = _orders_of(office, found.find(before))
    period = found.get(rota_book_key(unit)).period(first)
    if period and period.published > version:
        office.records.commit(Replace(ordered(rota, tuple(order.id for order in earlier), ())))
        return
    register = found.get(register_key())
    home = rota.everybodys(Place.HOME)
    wanted = Wanted(
        found.get(unit_key(unit)),
        rota.first,
        rota.last,
        home,
        {who: days | rota.everybodys(Place.CLOSED)[who] for who, days in home.items()},
        register.find(rota.circular) or register.in_force(unit, rota.first),
        OrderSource(first, version, EmployeeId(about["by"]), rota.published_by),
        f"{rota.first:%d-%m-%Y} – {rota.last:%d-%m-%Y}, versi {rota.version}",
        local_date(at, rota.zone.info),
        at,
    )
    rows = (row for month in months_of(rota.first, rota.last) for row in rows_of(office, unit, month))
    made = made_orders(office, wanted, earlier, rows)
    held = hold_named(office, rota, made.named, at)
    office.records.commit(Replace(ordered(rota, made.names, made.troubles)), *made.changes, *held)


def _orders_of(office: Office, before: UnitRota | None) -> tuple[Order, ...]:
    """The orders that grant the days of the version before."""
    if before is None:
        return ()
    if before.orders is None:
        raise Stale(text("Surat perintah tugas versi sebelumnya masih disiapkan."))
    return orders_named(office, before.orders)
