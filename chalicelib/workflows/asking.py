"""Asking for a duty order, and sending a returned one again."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from chalicelib.domain import asking as rules
from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Expected, Month, dates_of, following, local_date, month_of, preceding
from chalicelib.domain.capacity import Capacity, ClosedDays, Places
from chalicelib.domain.circulars import Circular, CircularRegister, Pattern
from chalicelib.domain.eligibility import first_day_in
from chalicelib.domain.ledger import LedgerRow, MonthSheet
from chalicelib.domain.orders import Act, Order, OrderDay, OrderId, Step, is_staff, next_status
from chalicelib.domain.people import Actor, Employee, EmployeeId, EnteredBy, Unit, refuse_on_behalf
from chalicelib.domain.records import (
    Bundle,
    Key,
    capacity_key,
    closed_key,
    employee_key,
    order_key,
    register_key,
    row_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Refusal
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.workflows.chains import chain_for
from chalicelib.workflows.judging import day_problems, officer_problems
from chalicelib.workflows.once import Sent, earlier_result
from chalicelib.workflows.orders import commit_act, own_order
from chalicelib.workflows.ports import Office


class Draft(Struct, frozen=True):
    """What was typed: dates in any order, one task a line."""

    dates: tuple[date, ...]
    tasks: tuple[str, ...]


class OfferedDay(Struct, frozen=True):
    """A working day that can be asked for, or why not."""

    day: date
    expected: Expected
    places: Places | None
    taken_by: OrderId | None
    is_allowed: bool
    """Whether the circular lets anyone be at home on that weekday."""
    away: Away | None = None
    """An absence of the day, or of half of it."""
    is_held: bool = False
    """Whether a published rota holds the day for the person: their order is on its way."""
    is_closed: bool = False
    """Whether the office is closed to the person, whom the closure's order sends home."""

    @property
    def is_absent(self) -> bool:
        """Whether nothing of the day is left to be asked for."""
        return self.away is not None and self.away.is_whole

    @property
    def is_free(self) -> bool:
        """Whether the day can be had."""
        if self.taken_by or self.is_held or self.is_absent or self.is_closed or not self.is_allowed:
            return False
        return self.places is not None and self.places.free > 0


class RequestDesk(Struct, frozen=True):
    """What an employee needs to ask for days at home: the opened months with their places, and the policy."""

    today: date
    employee: Employee
    unit: Unit
    register: CircularRegister
    sheets: tuple[MonthSheet, ...]
    rows: tuple[LedgerRow, ...]
    capacities: tuple[Capacity, ...]
    order: Order | None
    """The returned order that is being put right, None for a new one."""
    elsewhere: tuple[LedgerRow, ...] = ()
    """Rows in the unit the employee came from, where earlier orders may stand."""
    entered_by: EnteredBy | None = None
    """The secretary at work for an employee without mail."""
    closed: ClosedDays | None = None
    """When the unit is closed."""

    @property
    def expected(self) -> tuple[Expected, ...]:
        """Every date of the opened months."""
        return tuple(each for sheet in self.sheets for each in sheet.expected)

    @property
    def opened_until(self) -> date:
        """The last date that can be asked for."""
        return dates_of(self.sheets[-1].month)[-1]

    @property
    def circular(self) -> Circular | None:
        """The circular in force today."""
        return self.register.in_force(self.unit.id, self.today)

    @property
    def begun(self) -> date | None:
        """The employee's first day in the unit, None when nobody knows."""
        return first_day_in(self.employee, self.rows)

    def offered(self) -> tuple[OfferedDay, ...]:
        """Working days from today on, each with its places and with the order it already has."""
        places = {capacity.month: capacity for capacity in self.capacities}
        return tuple(offered for sheet in self.sheets for offered in self._offered_in(sheet, places.get(sheet.month)))

    @property
    def held(self) -> frozenset[date]:
        """Days that a published rota holds for the employee."""
        return frozenset(
            date.fromisoformat(f"{capacity.month}-{day}")
            for capacity in self.capacities
            for day in capacity.held_by(self.employee.id)
        )

    def _offered_in(self, sheet: MonthSheet, capacity: Capacity | None) -> Iterator[OfferedDay]:
        places, held = (capacity.days, capacity.held_by(self.employee.id)) if capacity else ({}, frozenset())
        here = [row for row in self.rows if row.month == sheet.month]
        marks = {
            day: mark for row in (*self.elsewhere, *here) if row.month == sheet.month for day, mark in row.marks.items()
        }
        fixes = any(each.pattern is Pattern.FIXED_WEEKDAYS for each in self.register.circulars)
        for each in sheet.expected:
            if each.hours and each.date >= self.today and any(row.covers(each.date) for row in here):
                day = f"{each.date:%d}"
                mark = marks.get(day)
                away = next((found for row in here if (found := row.away(each.date))), None)
                circular = self.register.in_force(self.unit.id, each.date) if fixes else None
                allowed = circular is None or circular.allows(each.date)
                order = mark.order if mark else None
                closed = self.closed is not None and self.closed.on(each.date, self.employee.id) is not None
                yield OfferedDay(each.date, each, places.get(day), order, allowed, away, day in held, closed)


def open_desk(
    office: Office, actor: Actor, at: datetime, order_id: OrderId | None = None, whose: EmployeeId | None = None
) -> RequestDesk:
    """What the request form needs, in one request; with `order_id` to put a returned order right.

    `whose` is an employee without mail whose secretary is at work; Forbidden for anyone else's desk.
    """
    order_names = (order_key(order_id),) if order_id else ()
    found = office.records.read(*_desk_keys(actor, at, whose), *order_names)
    return _desk(found, actor, at, _returned(found, actor, order_id, whose) if order_id else None, whose)


def check(office: Office, desk: RequestDesk, draft: Draft) -> "Checked":
    """The draft as it would be submitted, for the employee to look over.

    Raises Invalid with every problem of every field. One request.
    """
    return _checked(office, desk, draft)


def submit(
    office: Office,
    actor: Actor,
    draft: Draft,
    sent: Sent,
    origin: Origin,
    at: datetime,
    whose: EmployeeId | None = None,
) -> str:
    """Submits a new order and returns where it is shown. At most three requests, one of them the transaction.

    Raises Invalid for what was typed, Taken when the last place went while it was sent, Repeated for a form key that
    was used for something else.
    """
    found = office.records.read(sent.name, *_desk_keys(actor, at, whose))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    checked = _checked(office, _desk(found, actor, at, None, whose), draft)
    order = rules.new_order(
        OrderId(office.new_id()),
        checked.desk.employee,
        checked.desk.unit,
        checked.steps,
        checked.circular,
        checked.days,
        draft.tasks,
        at,
        checked.desk.entered_by,
    )
    return commit_act(office, None, order, Act.SUBMIT, actor, sent, origin, at)


def resubmit(
    office: Office,
    actor: Actor,
    order_id: OrderId,
    draft: Draft,
    sent: Sent,
    origin: Origin,
    at: datetime,
    whose: EmployeeId | None = None,
) -> str:
    """Sends a returned order again with new content. At most three requests; refusals as for `submit`."""
    found = office.records.read(sent.name, order_key(order_id), *_desk_keys(actor, at, whose))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    order = _returned(found, actor, order_id, whose)
    checked = _checked(office, _desk(found, actor, at, order, whose), draft)
    changed = rules.resubmitted(order, checked.steps, checked.circular, checked.days, draft.tasks, at)
    return commit_act(office, order, changed, Act.SUBMIT, actor, sent, origin, at)


def _returned(found: Bundle, actor: Actor, order_id: OrderId, whose: EmployeeId | None) -> Order:
    """The actor's own order, which may be sent again.

    Raises Conflict unless it was returned, and for what a rota made.
    """
    order = own_order(found, actor, order_id, whose)
    if order.source and order.source.closure:
        raise Conflict(text("Surat ini dibuat dari penutupan unit. Ajukan lagi dari halaman penutupannya."))
    if order.source:
        raise Conflict(text("Surat ini dibuat dari jadwal. Perbaiki dengan menerbitkan versi baru jadwalnya."))
    next_status(order.status, Act.SUBMIT)
    return order


class Checked(Struct, frozen=True):
    """A draft that may be submitted: its days with hours, who decides one after the other, under which circular."""

    desk: RequestDesk
    days: tuple[OrderDay, ...]
    steps: tuple[Step, ...]
    circular: Circular


def _desk_keys(actor: Actor, at: datetime, whose: EmployeeId | None = None) -> tuple[Key[Any], ...]:
    months = _months(actor, at)
    owner = whose or actor.id
    return (
        employee_key(owner),
        unit_key(actor.unit),
        closed_key(actor.unit),
        register_key(),
        *(sheet_key(actor.unit, month) for month in months),
        *(
            row_key(unit, month, owner)
            for unit in (actor.units if owner == actor.id else (actor.unit,))
            for month in months
        ),
        *(capacity_key(actor.unit, month) for month in months),
    )


def _months(actor: Actor, at: datetime) -> tuple[Month, Month, Month]:
    """The last month, whose final days may adjoin the first asked ones, the running month, and the next, open too."""
    month = month_of(local_date(at, actor.zone.info))
    return preceding(month), month, following(month)


def _desk(
    found: Bundle, actor: Actor, at: datetime, order: Order | None, whose: EmployeeId | None = None
) -> RequestDesk:
    owner = whose or actor.id
    employee = found.get(employee_key(owner))
    if owner != actor.id:
        refuse_on_behalf(actor, employee)
    if not is_staff(employee) or employee.unit != actor.unit:
        raise Forbidden(text("Data kepegawaian Anda berubah. Silakan keluar, lalu masuk kembali."))
    today = local_date(at, actor.zone.info)
    months = _months(actor, at)
    opened = [month for month in months if found.find(sheet_key(actor.unit, month))]
    rows = tuple(row for month in opened if (row := found.find(row_key(actor.unit, month, owner))))
    before = (row_key(unit, month, owner) for unit in actor.units[1:] for month in months)
    if not any(row.month == month_of(today) for row in rows):
        raise Refusal(text("Bulan ini belum dibuka untuk unit Anda. Coba lagi seperempat jam lagi."))
    return RequestDesk(
        today,
        employee,
        found.get(unit_key(actor.unit)),
        found.get(register_key()),
        tuple(found.get(sheet_key(actor.unit, row.month)) for row in rows),
        rows,
        tuple(places for month in opened if (places := found.find(capacity_key(actor.unit, month)))),
        order,
        elsewhere=tuple(row for name in before if (row := found.find(name))),
        entered_by=EnteredBy(actor.id, actor.name) if owner != actor.id else None,
        closed=found.find(closed_key(actor.unit)),
    )


def _checked(office: Office, desk: RequestDesk, draft: Draft) -> Checked:
    days, problems = rules.requested_days(
        draft.dates, rules.expected_hours(desk.expected), today=desk.today, opened_until=desk.opened_until
    )
    circulars = {day.date: desk.register.in_force(desk.unit.id, day.date) for day in days}
    found = [*problems, *day_problems(desk, days, circulars), *rules.task_problems(draft.tasks)]
    circular = next((each for each in circulars.values() if each), None)
    if not found and circular:
        found += officer_problems(office, desk, days, circular)
    if found or circular is None:
        raise Invalid(*found)
    steps = chain_for(office, desk.employee, desk.unit, circular, desk.today)
    return Checked(desk, days, steps, circular)
