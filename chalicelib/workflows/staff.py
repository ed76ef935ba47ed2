"""Employees whom mail does not reach: without an address, so that the unit's secretary enters for them what the others
enter themselves, or with one that does not work.
"""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.orders import OrderId, is_staff
from chalicelib.domain.people import OWN_WEEKS, Actor, Employee, Role
from chalicelib.domain.refusals import Forbidden
from chalicelib.domain.texts import text
from chalicelib.workflows.mail_health import marked_among
from chalicelib.workflows.ports import Office


class OnPaper(Struct, frozen=True):
    """An employee without mail, with what stands in the running month: home days to report, and orders."""

    employee: Employee
    to_report: tuple[date, ...]
    reported: tuple[date, ...]
    orders: tuple[tuple[date, OrderId], ...]
    """Each order with its first day of this month."""


class Unmailed(Struct, frozen=True):
    """A unit's employees whom mail does not reach, by name."""

    without_mail: tuple[OnPaper, ...]
    unreachable: tuple[Employee, ...]
    """Those whose address does not work."""
    own_weeks: tuple[Employee, ...] = ()
    """Those who may have a week's hours of their own, with mail or without."""


def unmailed(office: Office, actor: Actor, at: datetime) -> Unmailed:
    """The employees of the secretary's own unit whom mail does not reach. Two requests. Raises Forbidden for others."""
    if not actor.has(Role.SECRETARY):
        raise Forbidden(text("Halaman ini hanya untuk sekretaris unit."))
    today = local_date(at, actor.zone.info)
    month = office.ledger.month(actor.unit, month_of(today))
    rows = {row.employee: row for row in month.rows}
    staff = office.people.staff(actor.unit)
    on_paper = (person for person in staff if is_staff(person) and not person.email)
    with_own_weeks = tuple(person for person in staff if is_staff(person) and person.kind in OWN_WEEKS)
    found = tuple(_on_paper(person, rows.get(person.id), today) for person in on_paper)
    return Unmailed(found, marked_among(staff), with_own_weeks)


def _on_paper(person: Employee, row: LedgerRow | None, today: date) -> OnPaper:
    marks = {date.fromisoformat(f"{row.month}-{day}"): mark for day, mark in row.marks.items()} if row else {}
    approved = sorted(day for day, mark in marks.items() if mark.approved and day <= today)
    orders: dict[OrderId, date] = {}
    for day, mark in sorted(marks.items()):
        orders.setdefault(mark.order, day)
    return OnPaper(
        person,
        to_report=tuple(day for day in approved if marks[day].filed is Filed.NOT_YET),
        reported=tuple(day for day in approved if marks[day].filed is not Filed.NOT_YET and marks[day].report_entered),
        orders=tuple((day, order) for order, day in orders.items()),
    )
