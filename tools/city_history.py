"""What happened in the city: orders asked for, decided and reported, in 2021 and in the last weeks up to yesterday.

Nothing happens on the present day itself, so that the city is the same whatever the hour it is built at.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from chalicelib.domain.calendars import Month, dates_of, following, month_of, preceding
from chalicelib.domain.mandates import Mandate, MandateKind
from chalicelib.domain.orders import Act, Order, Status
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Employee, Kind, Role, UnitId
from tools.city_books import Books
from tools.city_chance import Dice, dice, moment
from tools.city_rota import (
    REASONS_TO_REJECT,
    Request,
    Turn,
    approved,
    asked_at,
    decided_at,
    requests,
    rota,
)
from tools.city_rules import METRO_START, METRO_UNITS, PEKANBARU_START
from tools.city_units import CITY_SECRETARIAT
from tools.city_work import PlannedReport, tasks

DEMONSTRATION_UNIT = UnitId("DISPUSIP")
"""The unit of the employee and the secretary one signs in as; about 25 people, bound by Pekanbaru's circular."""
UNIT_WITHOUT_ITS_HEAD = UnitId("DISKOP")
"""Whose head is away these days, and whose rota ends with that."""
MONTHS_OF_2021 = (Month("2021-04"), Month("2021-05"))

ROTA_UNITS = (
    *("DISPUSIP", "BKPSDM", "DISKOMINFO", "BAPPEDA", "DINSOS", "SETDA", "SETDA-UMUM", "SETDA-ORG", "KEC-SAIL"),
    *("KEL-CINTARAJA", "DISNAKER", "DISKOP", "DISPORA", "DISBUDPAR", "DISKETAPANG", "KESBANGPOL"),
)
"""Units whose rota is on record in full; in the others a few people ask for a few days."""
_UNITS_OF_2021 = ("DISNAKER", "DISPUSIP", "SETDA-ORG")
_LAST_DAY_OF_2021 = date(2021, 5, 28)
_ASK_NOW_AND_THEN_PERCENT = 22
_WAITING_ELSEWHERE = 12
_MAILED_ELSEWHERE = 3
_LETTERS_MADE_AT_START = 20
"""Recent letters of the demonstration unit whose PDF is made when the city starts."""


@dataclass(frozen=True)
class Demonstration:
    """Whom one can sign in as, and what happens at start: mails to send, letters to make."""

    employee: Employee
    supervisor: Employee
    secretary: Employee
    administrator: Employee
    errands: tuple[OutboxEntry, ...]


def live(books: Books, seed: int, today: date) -> Demonstration:
    """Fills the books up to the end of the day before `today` and says whom to show them to."""
    this_month = month_of(today)
    days = _working_days(books, preceding(this_month), this_month)
    employee = demonstration_employee(books)
    planned = [*_requests_of_2021(books, seed, today)]
    for unit in books.units:
        chance = dice(seed, "history", unit)
        if unit in ROTA_UNITS:
            until = today - timedelta(days=5) if unit == UNIT_WITHOUT_ITS_HEAD else days[-1]
            home = rota(books, chance, unit, [day for day in days if day <= until])
            home.pop(employee.id, None)
            planned += requests(books, chance, home, today)
        if unit in ROTA_UNITS and unit not in METRO_UNITS:
            planned += _of_leaders(books, chance, unit, days, today)
        if unit not in ROTA_UNITS:
            planned += _now_and_then(books, chance, unit, days, today)
    chance = dice(seed, "demonstration")
    planned += _own_requests(books, chance, employee, days, today)
    _play(books, planned)
    books.lapse(today)
    waiting = _waiting(books, chance, employee, today)
    waiting = (*_waiting_in_two_steps(books, dice(seed, "two steps"), today), *waiting)
    return Demonstration(
        employee,
        books.everyone[employee.supervisor or employee.id],
        next(person for person in books.people.of(employee.unit) if Role.SECRETARY in person.roles),
        next(person for person in books.people.staff if Role.ADMINISTRATOR in person.roles),
        _errands(books, chance, employee, waiting),
    )


def demonstration_employee(books: Books) -> Employee:
    """A civil servant of the demonstration unit without a post of command, under the busiest head of a field."""
    unit = books.people.of(DEMONSTRATION_UNIT)
    teams = Tally(person.supervisor for person in unit if person.email)
    candidates = [
        person
        for person in unit
        if person.kind is Kind.PNS and person.echelon is None and person.supervisor
        if books.everyone[person.supervisor].post.startswith("Kepala Bidang")
    ]
    return max(candidates, key=lambda person: teams[person.supervisor])


def home_day_to_report(days: Sequence[date], today: date) -> date:
    """The demonstration employee's latest home day among working `days`: today, or the last one before a day off."""
    return max(day for day in days if day <= today)


def _working_days(books: Books, *months: Month) -> list[date]:
    """The city's working days; every unit keeps the same week."""
    return [each.date for month in months for each in books.sheets[CITY_SECRETARIAT, month].expected if each.hours]


class _Story:
    """One request while it is lived through."""

    def __init__(self, books: Books, request: Request) -> None:
        self.books = books
        self.request = request
        self.order: Order | None = None

    def events(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """What happens when."""
        yield self.request.at, self._ask
        for turn in self.request.turns:
            yield turn.at, self._turn(turn)
        for planned in self.request.reports:
            yield planned.at, self._report(planned)

    @property
    def _standing(self) -> Order:
        if self.order is None:
            raise LookupError("the order is not asked for yet")
        return self.order

    def _ask(self) -> None:
        self.order = self.books.submit(self.request.employee, self.request.dates, self.request.tasks, self.request.at)

    def _turn(self, turn: Turn) -> Callable[[], None]:
        def happen() -> None:
            if turn.act is Act.SUBMIT:
                more = (*self.request.tasks, "menyerahkan hasil kerja kepada atasan")
                self.order = self.books.resubmit(self._standing, more, turn.at)
            elif turn.act is Act.WITHDRAW:
                self.order = self.books.withdraw(self._standing, turn.at)
            elif turn.act is Act.CANCEL:
                self.order = self.books.cancel(self._standing, turn.reason, turn.at)
            else:
                self.order = self.books.decide(self._standing, turn.act, turn.reason, turn.at)

        return happen

    def _report(self, planned: PlannedReport) -> Callable[[], None]:
        return lambda: _done(self.books.report(self._standing, planned))


def _done(_: object) -> None:
    """Nothing: an event has no result."""


def _play(books: Books, planned: Sequence[Request]) -> None:
    """Lets everything happen in the order of time."""
    events = [event for request in planned for event in _Story(books, request).events()]
    for _, happen in sorted(events, key=lambda event: event[0]):
        happen()


def _requests_of_2021(books: Books, seed: int, today: date) -> Iterator[Request]:
    """Rotas from the third day of each circular on: two days to ask and to decide."""
    for name in _UNITS_OF_2021:
        unit = UnitId(name)
        start = METRO_START if unit in METRO_UNITS else PEKANBARU_START
        first = start + timedelta(days=2)
        days = [day for day in _working_days(books, *MONTHS_OF_2021) if first <= day <= _LAST_DAY_OF_2021]
        chance = dice(seed, "2021", unit)
        yield from requests(books, chance, rota(books, chance, unit, days), today)


def _of_leaders(books: Books, chance: Dice, unit: UnitId, days: Sequence[date], today: date) -> Iterator[Request]:
    """Heads and secretaries stay in the office but for a day or two; the city secretary's order goes to the mayor."""
    for person in books.people.of(unit)[:2]:
        for day in chance.some([day for day in days if day < today], 1, 2):
            yield approved(books, chance, person.id, (day,), today)


def _now_and_then(books: Books, chance: Dice, unit: UnitId, days: Sequence[date], today: date) -> Iterator[Request]:
    """A few people with a few days; not everything they ask for is granted."""
    for person in books.people.of(unit):
        if not person.email or not chance.happens(_ASK_NOW_AND_THEN_PERCENT):
            continue
        month = month_of(chance.choice(days))
        dates = tuple(sorted(chance.some([day for day in days if month_of(day) == month], 1, 3)))
        request = approved(books, chance, person.id, dates, today)
        outcome = chance.random() * 100
        if outcome < 8:
            request = _rejected(chance, request)
        elif outcome < 14:
            taken_back = Turn(request.at + timedelta(minutes=12), Act.WITHDRAW)
            request = replace(request, turns=(taken_back,), reports=())
        elif outcome < 17:
            returned = Turn(
                request.at + timedelta(minutes=18), Act.RETURN, "Mohon tanggalnya disesuaikan jadwal piket."
            )
            request = replace(request, turns=(returned,), reports=())
        elif outcome < 19:
            called_off = Turn(
                request.turns[-1].at + timedelta(minutes=30), Act.CANCEL, "Dibutuhkan untuk pelayanan loket."
            )
            request = replace(request, turns=(*request.turns, called_off), reports=())
        yield request


def _rejected(chance: Dice, request: Request) -> Request:
    turn = Turn(request.turns[-1].at, Act.REJECT, chance.choice(REASONS_TO_REJECT))
    return replace(request, turns=(turn,), reports=())


def _own_requests(
    books: Books, chance: Dice, employee: Employee, days: Sequence[date], today: date
) -> Iterator[Request]:
    """The demonstration employee's: reported days, one rejection, and a last day at home that waits for its report."""
    last = home_day_to_report(days, today)
    earlier = [day for day in days if day < last]
    at_home = earlier[-2::-3][:9][::-1]
    for _, together in groupby(at_home, key=lambda day: day.isocalendar()[:2]):
        yield approved(books, chance, employee.id, tuple(together), today, all_reported=True)
    unasked = [day for day in earlier if day not in at_home]
    yield _rejected(chance, approved(books, chance, employee.id, (unasked[len(unasked) // 2],), today))
    at = asked_at(books, chance, employee.id, last, today)
    approval = Turn(decided_at(chance, at, last, today), Act.APPROVE)
    yield Request(employee.id, (last,), tasks(chance), at, (approval,))


def _waiting(books: Books, chance: Dice, employee: Employee, today: date) -> tuple[Order, ...]:
    """Orders nobody has decided yet: first those before the demonstration employee's supervisor, then the city's."""
    colleagues = [
        person for person in books.people.of(employee.unit) if person.supervisor == employee.supervisor and person.email
    ]
    near = [person for person in colleagues if person.id != employee.id][:2]
    others = [
        person
        for person in books.people.staff
        if person.email and person.unit not in METRO_UNITS and person.unit != employee.unit
    ]
    asked_on = max(day for day in _working_days(books, preceding(month_of(today)), month_of(today)) if day < today)
    opened_until = dates_of(following(month_of(asked_on)))[-1]
    orders = []
    for person in (*near, *chance.some(others, _WAITING_ELSEWHERE, _WAITING_ELSEWHERE)):
        dates = chance.some(_free_days(books, person, today, opened_until), 1, 2)
        asked = moment(asked_on, time(15, 30), chance.randint(0, 300))
        orders.append(books.submit(person.id, tuple(sorted(dates)), tasks(chance), asked))
    return tuple(orders)


def _waiting_in_two_steps(books: Books, chance: Dice, today: date) -> tuple[Order, ...]:
    """Orders under the circular of two steps: one before its first approver, two before the head of the unit, who is
    away and for whom the secretary acts.
    """
    head, secretary, *staff = books.people.of(UNIT_WITHOUT_ITS_HEAD)
    asked_on = max(day for day in _working_days(books, preceding(month_of(today)), month_of(today)) if day < today)
    at = moment(asked_on, time(8), 0)
    books.appoint(
        head,
        Mandate(
            id=chance.new_id(),
            kind=MandateKind.PLH,
            number=f"800/21/{CITY_SECRETARIAT}/{today.year}",
            acting=secretary.id,
            acting_name=secretary.name,
            acting_post=secretary.post,
            first=asked_on,
            last=today + timedelta(days=9),
            entered_by=secretary.id,
            entered_by_name=secretary.name,
            entered_at=at,
        ),
    )
    opened_until = dates_of(following(month_of(asked_on)))[-1]
    able = [each for each in staff if each.email and each.supervisor not in (head.id, secretary.id)]
    orders = []
    for number, person in enumerate(able[:3]):
        dates = _free_days(books, person, today, opened_until)[:1]
        order = books.submit(person.id, tuple(dates), tasks(chance), at + timedelta(hours=1 + number))
        has_agreed = number > 0
        orders.append(books.decide_step(order, Act.APPROVE, "", at + timedelta(hours=7)) if has_agreed else order)
    return tuple(orders)


def _free_days(books: Books, person: Employee, today: date, opened_until: date) -> list[date]:
    """The person's next working days from the day after tomorrow on that no order covers."""
    ahead = (
        each.date
        for month in (month_of(today), following(month_of(today)))
        for each in books.sheets[person.unit, month].expected
        if each.hours and today + timedelta(days=1) < each.date <= opened_until
    )
    free = [day for day in ahead if books.rows[month_of(day), person.id].mark(day) is None]
    return free[:4]


def _errands(books: Books, chance: Dice, employee: Employee, waiting: tuple[Order, ...]) -> tuple[OutboxEntry, ...]:
    """Mails with real links for the latest of the waiting orders, and PDFs for the letters one is likely to open."""
    mailed = waiting[: len(waiting) - _WAITING_ELSEWHERE + _MAILED_ELSEWHERE]
    mails = [
        entry(chance.new_id(), Errand.ORDER_SUBMITTED, each.step.since or each.submitted_at, order=each.id, to=to.id)
        for each in mailed
        for to in each.step.assignees
    ]
    issued = [order for order in books.orders.values() if order.unit == employee.unit and order.letter]
    own = [order for order in issued if order.employee == employee.id]
    recent = [order for order in issued if order.employee != employee.id][-_LETTERS_MADE_AT_START:]
    letters = [
        entry(chance.new_id(), Errand.MAKE_LETTER, order.approved_at or order.submitted_at, order=order.id)
        for order in (*own, *recent)
        if order.status is Status.APPROVED
    ]
    return (*mails, *letters)
