"""The employee's first page."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date, month_of, preceding
from chalicelib.domain.capacity import Closed
from chalicelib.domain.mail_health import MailTrouble
from chalicelib.domain.orders import Order
from chalicelib.domain.people import Actor
from chalicelib.domain.records import called_key, closed_key, desk_key, employee_key, register_key, row_key, sheet_key
from chalicelib.domain.today import CalledIn, Today, today_of
from chalicelib.workflows.ports import Office

LATEST_ORDERS = 3
MOST_COUNTED = 50
"""Decisions that are counted; more are "50" too."""


class TodayView(Struct, frozen=True):
    """Today, and the latest orders. `today` is None without a ledger: for the mayor, or before the month opens."""

    today: Today | None
    latest: tuple[Order, ...]
    mail_trouble: MailTrouble | None = None
    """Why mail to the person does not arrive, where it does not."""
    waiting: int = 0
    """Decisions that wait for the person."""
    closed: Closed | None = None
    """What closes the office to the person today."""
    called: CalledIn | None = None
    """The recall of today."""


def open_today(office: Office, actor: Actor, at: datetime) -> TodayView:
    """Where the actor is expected and what is to be done. Two requests, a third for those who are asked to decide."""
    day = local_date(at, actor.zone.info)
    months = (preceding(month_of(day)), month_of(day))
    sheet_names = [sheet_key(unit, month) for unit in actor.units for month in months]
    row_names = [row_key(unit, month, actor.id) for unit in actor.units for month in months]
    own = (
        register_key(),
        employee_key(actor.id),
        desk_key(actor.id),
        closed_key(actor.unit),
        called_key(actor.id, day),
    )
    found = office.records.read(*own, *sheet_names, *row_names)
    sheets = tuple(sheet for name in sheet_names if (sheet := found.find(name)))
    rows = tuple(row for name in row_names if (row := found.find(name)))
    register = found.find(register_key())
    latest, _ = office.orders.of_employee(actor.id, None, LATEST_ORDERS)
    is_open = register is not None and any((row.unit, row.month) == (actor.unit, month_of(day)) for row in rows)
    is_asked = found.find(desk_key(actor.id)) is not None
    person = found.find(employee_key(actor.id))
    return TodayView(
        today_of(day, sheets, rows, register) if is_open and register else None,
        latest,
        person.mail_trouble if person else None,
        len(office.orders.waiting_for(actor.id, MOST_COUNTED)) if is_asked else 0,
        board.on(day, actor.id) if (board := found.find(closed_key(actor.unit))) else None,
        found.find(called_key(actor.id, day)),
    )
