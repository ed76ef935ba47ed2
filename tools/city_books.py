"""The city's books, kept in memory while its history is lived through.

Every entry is made by the rules of the domain, in the order in which it happened: a book that refuses an entry refuses
the whole city.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain import asking
from chalicelib.domain import deciding as rules
from chalicelib.domain.access import Address
from chalicelib.domain.approvers import Known, chain_of, entitled
from chalicelib.domain.calendars import (
    Expected,
    Month,
    YearCalendar,
    dates_of,
    expected_days,
    first_day,
    following,
    local_date,
    month_of,
)
from chalicelib.domain.capacity import Capacity, opened_capacity
from chalicelib.domain.circulars import Circular, CircularRegister
from chalicelib.domain.deciding import Choice
from chalicelib.domain.issuing import Signer, issued_letter
from chalicelib.domain.ledger import DayChange, LedgerRow, MonthSheet, marks_after, opened_row, reported
from chalicelib.domain.mandates import Mandate, Mandates
from chalicelib.domain.orders import Act, Assignee, IssuedLetter, Order, OrderDay, OrderId, Status, Step, is_staff
from chalicelib.domain.people import Employee, EmployeeId, Role, Unit, UnitId
from chalicelib.domain.records import Counter, LetterNumber, Record, RunClaim
from chalicelib.domain.refusals import Invalid, Taken
from chalicelib.domain.reports import DailyReport, Receipt, draft_problems, filed_report, is_late, refuse_unreportable
from chalicelib.domain.schedule import Job
from chalicelib.domain.trail import BY_THE_CLOCK, Means, Origin, TrailEntry
from chalicelib.domain.waiting import Desk, Kind, waiting_of
from tools.city_chance import Dice, dice
from tools.city_staff import People
from tools.city_units import CITY
from tools.city_work import PlannedReport

RowName = tuple[Month, EmployeeId]


class Books:
    """Everything that is on record, growing."""

    def __init__(
        self, seed: int, people: People, register: CircularRegister, calendars: dict[int, YearCalendar]
    ) -> None:
        self.people = people
        self.register = register
        self.calendars = calendars
        self.everyone = people.everyone
        self.units: dict[UnitId, Unit] = {unit.id: unit for unit in people.units}
        self.sheets: dict[tuple[UnitId, Month], MonthSheet] = {}
        self.rows: dict[RowName, LedgerRow] = {}
        self.capacities: dict[tuple[UnitId, Month], Capacity] = {}
        self.orders: dict[OrderId, Order] = {}
        self.reports: list[DailyReport] = []
        self.counters: dict[tuple[UnitId, int], int] = defaultdict(int)
        self.numbers: list[LetterNumber] = []
        self.claims: list[RunClaim] = []
        self.trail: list[TrailEntry] = []
        self.mandates: dict[EmployeeId, Mandates] = {}
        self._ids: Dice = dice(seed, "books")

    def open_month(self, month: Month, at: datetime) -> None:
        """Opens the month for every unit: its heading, a row for everyone, its places."""
        year = self.calendars[first_day(month).year]
        for unit in self.people.units:
            expected = expected_days(month, unit.pattern, year)
            staff = [person for person in self.people.of(unit.id) if is_staff(person)]
            self.sheets[unit.id, month] = MonthSheet(unit.id, unit.name, month, unit.zone, expected)
            self.rows |= {(month, person.id): opened_row(person, month) for person in staff}
            self.capacities[unit.id, month] = opened_capacity(unit.id, month, len(staff), expected, self.register)
            self.claims.append(RunClaim(month, unit.id, Job.OPEN, at))

    def expected_on(self, unit: UnitId, day: date) -> Expected:
        """What `day` asks of a unit; its month must be open."""
        return self.sheets[unit, month_of(day)].on(day)

    def in_force(self, unit: UnitId, day: date) -> Circular:
        """The circular that binds `unit` on `day`; there must be one."""
        circular = self.register.in_force(unit, day)
        if circular is None:
            raise LookupError(f"no circular binds {unit} on {day}")
        return circular

    def submit(self, employee: EmployeeId, dates: tuple[date, ...], tasks: tuple[str, ...], at: datetime) -> Order:
        """A new order for `dates`, as the employee sends it."""
        person = self.everyone[employee]
        unit = self.units[person.unit]
        circular = self.in_force(unit.id, dates[0])
        days = self._checked_days(person, circular, dates, at)
        steps = self._chain(person, circular, at)
        order = asking.new_order(OrderId(self._ids.new_id()), person, unit, steps, circular, days, tasks, at)
        self._keep(None, order)
        self._note(order, Act.SUBMIT, (person.id, person.name), Means.SIGNED_IN, at)
        return order

    def resubmit(self, order: Order, tasks: tuple[str, ...], at: datetime) -> Order:
        """A returned order with other tasks and the same dates."""
        person = self.everyone[order.employee]
        circular = self.in_force(order.unit, order.dates[0])
        days = self._checked_days(person, circular, order.dates, at)
        again = asking.resubmitted(order, self._chain(person, circular, at), circular, days, tasks, at)
        self._keep(order, again)
        self._note(again, Act.SUBMIT, (person.id, person.name), Means.SIGNED_IN, at)
        return again

    def decide(self, order: Order, act: Act, reason: str, at: datetime) -> Order:
        """The order after its approvers decided, one after the other; the last approval gives it its letter."""
        after = self.decide_step(order, act, reason, at)
        while after.status is Status.SUBMITTED:
            after = self.decide_step(after, act, reason, at)
        return after

    def decide_step(self, order: Order, act: Act, reason: str, at: datetime) -> Order:
        """The order after the first of those whose turn it is decided."""
        today = local_date(at, order.zone.info)
        (by, *_) = entitled(order.step, self.mandates, today, order.people)
        after = rules.decided(order, Choice(act, reason), by.id, Means.LINK, at, today, self.mandates)
        if after.status is Status.APPROVED:
            after = replace(after, letter=self._letter(after, by, today))
        self._keep(order, after)
        made = after.steps[order.turn].decision
        as_whom = f"{by.as_whom}, {by.mandate}" if by.acting else ""
        self._note(after, made.act if made else act, (by.id, by.name), Means.LINK, at, as_whom)
        return after

    def withdraw(self, order: Order, at: datetime) -> Order:
        """The order after its owner took it back."""
        after = rules.withdrawn(order, order.employee)
        self._keep(order, after)
        self._note(after, Act.WITHDRAW, (order.employee, order.employee_name), Means.SIGNED_IN, at)
        return after

    def cancel(self, order: Order, reason: str, at: datetime) -> Order:
        """The order after the unit's secretary called off all of its days."""
        today = local_date(at, order.zone.info)
        act, after = rules.cancelled(order, order.standing, reason, today, frozenset())
        secretary = next(each for each in self.people.of(order.unit) if Role.SECRETARY in each.roles)
        self._keep(order, after)
        self._note(after, act, (secretary.id, secretary.name), Means.SIGNED_IN, at)
        return after

    def lapse(self, today: date) -> None:
        """Ends the orders whose days passed before `today` while nobody decided or corrected them."""
        for order in tuple(self.orders.values()):
            ended = rules.lapsed(order, today)
            if ended:
                act, after = ended
                self._keep(order, after)
                midnight = datetime.combine(order.dates[-1] + timedelta(days=1), time(), order.zone.info)
                self._note(after, act, BY_THE_CLOCK, Means.SCHEDULE, midnight)

    def appoint(self, holder: Employee, mandate: Mandate) -> None:
        """Has somebody act for an office-holder."""
        zone = self.units[holder.unit].zone
        self.mandates[holder.id] = Mandates(holder.id, holder.name, holder.post, holder.unit, zone, (mandate,))

    def report(self, order: Order, planned: PlannedReport) -> DailyReport:
        """The report of one day of an approved order."""
        problems = draft_problems(planned.draft)
        if problems:
            raise Invalid(*problems)
        unit = self.units[order.unit]
        name = (month_of(planned.day), order.employee)
        mark = self.rows[name].mark(planned.day)
        received_on = local_date(planned.at, unit.zone.info)
        in_force = self.register.in_force(unit.id, planned.day)
        circular = refuse_unreportable(planned.day, mark, received_on, in_force, unit.zone)
        hours = self.expected_on(unit.id, planned.day).hours
        if hours is None or mark is None:
            raise LookupError(f"{planned.day} is no home day of {order.employee}")
        late = is_late(planned.day, planned.at, circular, unit.zone)
        receipt = Receipt(f"LH-{planned.day:%Y%m%d}-{self._ids.receipt_code()}")
        report = filed_report(
            *(order.employee, unit.id, planned.day, order.id, planned.draft, receipt, hours),
            late=late,
            at=planned.at,
            employee_name=order.employee_name,
            supervisor=self.everyone[order.employee].supervisor,
        )
        self._mark(order.employee, DayChange(planned.day, mark, reported(mark, report.minutes, late=late)))
        self.reports.append(report)
        return report

    def records(self) -> Iterator[Record]:
        """Everything on record."""
        yield from self.people.units
        yield from self.everyone.values()
        yield from self.people.postings
        yield from (Address(person.email, person.id) for person in self.everyone.values() if person.email)
        yield self.register
        yield from self.calendars.values()
        yield from self.sheets.values()
        yield from self.rows.values()
        yield from self.capacities.values()
        yield from self.claims
        yield from self.mandates.values()
        yield from self.orders.values()
        waiting = [each for order in self.orders.values() for each in waiting_of(order).values()]
        yield from waiting
        yield from (Desk(person) for person in sorted({each.person for each in waiting if each.kind is Kind.DECISION}))
        yield from self.reports
        yield from (Counter(unit, year, last, last) for (unit, year), last in self.counters.items())
        yield from self.numbers
        yield from self.trail

    def _chain(self, person: Employee, circular: Circular, at: datetime) -> tuple[Step, ...]:
        unit = self.units[person.unit]
        known = Known(self.everyone, self.mandates)
        return chain_of(person, unit, circular, known, local_date(at, unit.zone.info))

    def _checked_days(
        self, person: Employee, circular: Circular, dates: tuple[date, ...], at: datetime
    ) -> tuple[OrderDay, ...]:
        months = sorted({month_of(day) for day in dates})
        expected = tuple(each for month in months for each in self.sheets[person.unit, month].expected)
        today = local_date(at, self.units[person.unit].zone.info)
        opened_until = dates_of(following(month_of(today)))[-1]
        days, problems = asking.requested_days(
            dates, asking.expected_hours(expected), today=today, opened_until=opened_until
        )
        held = frozenset(
            each.date for each in expected if self.rows[month_of(each.date), person.id].mark(each.date) is not None
        )
        problems += asking.pattern_problems(days, held, expected, circular)
        if problems:
            raise Invalid(*problems)
        return days

    def _keep(self, was: Order | None, becomes: Order) -> None:
        for change in marks_after(was, becomes):
            self._mark(becomes.employee, change)
        self.orders[becomes.id] = becomes

    def _mark(self, employee: EmployeeId, change: DayChange) -> None:
        month, key = month_of(change.day), f"{change.day:%d}"
        row = self.rows[month, employee]
        if row.mark(change.day) != change.was:
            raise Taken
        days = {day: mark for day, mark in row.days.items() if day != key}
        if change.becomes:
            days[key] = change.becomes.packed()
        self.rows[month, employee] = replace(row, days=days)
        taken = (change.becomes is not None) - (change.was is not None)
        if taken:
            self._take(row.unit, month, key, taken)

    def _take(self, unit: UnitId, month: Month, key: str, taken: int) -> None:
        capacity = self.capacities[unit, month]
        places = capacity.days[key]
        if taken > places.free:
            raise Taken
        self.capacities[unit, month] = replace(
            capacity, days=capacity.days | {key: replace(places, home=places.home + taken)}
        )

    def _letter(self, order: Order, by: Assignee, today: date) -> IssuedLetter:
        issuing = self.units[by.holder.unit]
        self.counters[issuing.id, today.year] += 1
        letter = issued_letter(
            order,
            self.everyone[order.employee],
            Signer(self.everyone[by.id], self.everyone[by.holder.id], by.acting),
            issuing,
            self.counters[issuing.id, today.year],
            self.in_force(order.unit, order.dates[0]).instructions,
            CITY,
            today,
        )
        self.numbers.append(LetterNumber(letter.letter.number, order.id))
        return letter

    def _note(
        self, order: Order, act: Act, who: tuple[str, str], means: Means, at: datetime, as_whom: str = ""
    ) -> None:
        # RFC 5737 keeps these addresses for examples.
        source = f"192.0.2.{self._ids.randint(1, 254)}"
        self.trail.append(
            TrailEntry(
                about=f"ORDER#{order.id}",
                number=order.revision,
                id=self._ids.new_id(),
                at=at,
                who=who[0],
                who_name=who[1],
                what=act,
                origin=Origin("" if means is Means.SCHEDULE else source, means),
                note=order.reason,
                concerns=order.employee,
                as_whom=as_whom,
            )
        )
