"""Who is at home on which day: the rotas that heads of units keep, and the orders that people ask for under them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from chalicelib.domain.calendars import month_of
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.orders import Act
from chalicelib.domain.people import Employee, EmployeeId, Kind, Role, UnitId
from tools.city_books import Books
from tools.city_chance import Dice, moment
from tools.city_work import PlannedReport, planned_report, tasks

REASONS_TO_RETURN = (
    "Mohon tugasnya dirinci sesuai rencana kerja bulan ini.",
    "Mohon dilengkapi dengan keluaran yang akan diserahkan.",
)
REASONS_TO_REJECT = (
    "Pada tanggal tersebut Anda dijadwalkan melayani loket.",
    "Ada pemeriksaan barang inventaris, kehadiran di kantor diperlukan.",
)
_MIDDLE_OF_MONTH = 15
_NEVER_ASK_PERCENT = 5
_TWO_ORDERS_PERCENT = 30
_RETURNED_PERCENT = 4
_FRIDAY = 4
_SPARE = 2
"""How many more than needed a head sends home, so that an illness does not fill the office."""


@dataclass(frozen=True)
class Turn:
    """What is done to an order after it was asked for; SUBMIT is sending it again after a return."""

    at: datetime
    act: Act
    reason: str = ""


@dataclass(frozen=True)
class Request:
    """An order as someone will ask for it, what becomes of it, and the reports that answer it."""

    employee: EmployeeId
    dates: tuple[date, ...]
    tasks: tuple[str, ...]
    at: datetime
    turns: tuple[Turn, ...] = ()
    reports: tuple[PlannedReport, ...] = field(default=())


def rota(books: Books, chance: Dice, unit: UnitId, days: Sequence[date]) -> dict[EmployeeId, list[date]]:
    """The home days of a unit's staff among `days` (working days in order, one circular).

    Where the circular alternates, two groups take turns and neither exceeds the cap on homes. Where the head decides, a
    window moves over the staff, wide enough to keep the office at its cap.
    """
    circular = books.in_force(unit, days[0])
    headcount = len(books.people.of(unit))
    fewest, most = circular.bounds(headcount)
    alternates = circular.pattern is Pattern.ALTERNATE_DAYS
    pool = [person.id for person in books.people.of(unit) if _may_be_home(person, civil_servants_only=alternates)]
    chance.shuffle(pool)
    if alternates:
        half = min(most, -(-len(pool) // 2))
        groups = (pool[:half], pool[half : half + most])
        turns: Iterable[tuple[date, Sequence[EmployeeId]]] = (
            (day, groups[number % 2]) for number, day in enumerate(days)
        )
    else:
        width = min(len(pool), fewest + _SPARE)
        turns = ((day, _window(pool, number * width, width)) for number, day in enumerate(days))
    silent = {person for person in pool if chance.happens(_NEVER_ASK_PERCENT)}
    home: dict[EmployeeId, list[date]] = {}
    for day, people in turns:
        for person in people:
            if person not in silent:
                home.setdefault(person, []).append(day)
    return home


def _may_be_home(person: Employee, *, civil_servants_only: bool) -> bool:
    """The two highest levels of a unit stay in the office (SE MenPANRB 19/2020); orders need a mail address."""
    leads = Role.HEAD in person.roles or Role.SECRETARY in person.roles or Role.ADMINISTRATOR in person.roles
    return bool(person.email) and not leads and not (civil_servants_only and person.kind is Kind.THL)


def _window(pool: Sequence[EmployeeId], start: int, width: int) -> list[EmployeeId]:
    return [pool[(start + number) % len(pool)] for number in range(width)]


def requests(books: Books, chance: Dice, home: dict[EmployeeId, list[date]], today: date) -> Iterator[Request]:
    """The orders that people ask for to be at home on their days: one a month, some of them two."""
    for person, days in home.items():
        splits = chance.happens(_TWO_ORDERS_PERCENT)
        for _, together in groupby(days, key=lambda day: (month_of(day), splits and day.day > _MIDDLE_OF_MONTH)):
            yield approved(books, chance, person, tuple(together), today)


def approved(
    books: Books, chance: Dice, person: EmployeeId, dates: tuple[date, ...], today: date, *, all_reported: bool = False
) -> Request:
    """An order that is approved before its days come, a few after a return; past days are mostly reported."""
    at = asked_at(books, chance, person, dates[0], today)
    turns = [Turn(decided_at(chance, at, dates[0], today), Act.APPROVE)]
    if chance.happens(_RETURNED_PERCENT):
        returned = Turn(at + timedelta(minutes=6), Act.RETURN, chance.choice(REASONS_TO_RETURN))
        turns = [returned, Turn(at + timedelta(minutes=15), Act.SUBMIT), *turns]
    unit = books.everyone[person].unit
    covered = [day for day in dates if day >= turns[-1].at.date() and day < today]
    expected = [books.expected_on(unit, day) for day in covered]
    reports = [
        planned_report(chance, each.date, each.hours, today, surely=all_reported) for each in expected if each.hours
    ]
    return Request(person, dates, tasks(chance), at, tuple(turns), tuple(each for each in reports if each))


def asked_at(books: Books, chance: Dice, person: EmployeeId, first: date, today: date) -> datetime:
    """A moment in office hours some days before the `first` day, before `today`, and not before there is a circular."""
    day = min(first - timedelta(days=chance.randint(2, 5)), today - timedelta(days=1))
    day -= timedelta(days=max(0, day.weekday() - _FRIDAY))
    circular = books.in_force(books.everyone[person].unit, first)
    day = max(day, min(circular.start, first - timedelta(days=1)))
    return moment(day, time(7, 40), chance.randint(0, 440))


def decided_at(chance: Dice, asked: datetime, first: date, today: date) -> datetime:
    """Hours after it was `asked`, in waking hours; hardly ever as late as the morning of the `first` day."""
    at = asked + timedelta(minutes=chance.choice((25, 70, 130, 200, 900, 1300)) + chance.randint(0, 40))
    if not time(6, 30) <= at.time() <= time(20, 30):
        at = moment(at.date() + timedelta(days=at.hour >= time(12).hour), time(7), chance.randint(0, 60))
    before = moment(min(first, today) - timedelta(days=1), time(20, 30))
    return max(min(at, before), asked + timedelta(minutes=20))
