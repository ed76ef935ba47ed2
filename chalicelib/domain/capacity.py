"""How many of a unit may be at home on each day of a month, and when everybody is because the office is closed."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected, Month
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.people import EmployeeId, UnitId


class Places(Struct, frozen=True):
    """One day: people at home (asked for, granted or held by a published rota), and the fewest and the most there may
    be.
    """

    home: int
    fewest: int
    most: int

    @property
    def free(self) -> int:
        """Places left."""
        return max(0, self.most - self.home)

    def least(self, away: int) -> int:
        """The fewest at home while so many are absent all day: they are not in the office either, where the cap is."""
        return max(0, self.fewest - away)


class Capacity(Struct, frozen=True):
    """The places of a unit's month; `days` is keyed by the day of the month in two digits, working days only."""

    unit: UnitId
    month: Month
    headcount: int
    days: dict[str, Places] = field(default_factory=dict)
    holds: dict[str, dict[EmployeeId, str]] = field(default_factory=dict)
    """Whose days published rotas hold until an order marks them in the ledger, see `holding`: by the rota's version,
    then by person, the days in two digits one after the other. They are among those at `home`.
    """
    changed: int = 0
    """How often places were taken, given back or bounded: who holds many at once has seen them all."""

    def held_by(self, employee: EmployeeId) -> frozenset[str]:
        """The days, in two digits, that a published rota holds for somebody."""
        return frozenset(day for people in self.holds.values() for day in unpacked_days(people.get(employee, "")))


def packed_days(days: Iterable[str]) -> str:
    """Days in two digits as one text."""
    return "".join(sorted(days))


def unpacked_days(packed: str) -> tuple[str, ...]:
    """The days that `packed` was made from."""
    return tuple(packed[at : at + 2] for at in range(0, len(packed), 2))


class Closed(Struct, frozen=True, array_like=True):
    """Days on which the office is closed (unit ditutup sementara): calendar days, both ends included."""

    closure: str
    part: str
    """What is closed, in words; "" for the whole unit."""
    people: tuple[EmployeeId, ...]
    """Those of the part; () for everybody."""
    first: date
    last: date

    def holds(self, day: date, person: str) -> bool:
        """Whether the office is closed to `person` on `day`."""
        return self.first <= day <= self.last and (not self.people or person in self.people)


class ClosedDays(Struct, frozen=True):
    """When a unit is or was closed lately; what pages look at beside the month. Closures are told in `closures`."""

    unit: UnitId
    closed: tuple[Closed, ...] = ()
    """By the first day."""
    revision: int = 1

    def on(self, day: date, person: str) -> Closed | None:
        """What closes the office to `person` on `day`."""
        return next((each for each in self.closed if each.holds(day, person)), None)


def opened_capacity(
    unit: UnitId,
    month: Month,
    headcount: int,
    expected: tuple[Expected, ...],
    register: CircularRegister,
    posts: Iterable[str] = (),
) -> Capacity:
    """The empty places of a month, day by day under the circular that binds the unit on that day.

    `posts` are those of its active staff.
    """
    return rebounded(Capacity(unit, month, headcount), headcount, expected, register, posts)


def rebounded(
    capacity: Capacity,
    headcount: int,
    expected: tuple[Expected, ...],
    register: CircularRegister,
    posts: Iterable[str] = (),
) -> Capacity:
    """The places of a month after its staff, its circular or its calendar has changed; who is at home stays counted.

    A working day under a circular gets places. A day that is none any more keeps those who are at home and has no
    place left for anyone else.
    """
    held_posts = tuple(posts)
    days: dict[str, Places] = {}
    for each in expected:
        day = f"{each.date:%d}"
        there = capacity.days.get(day)
        circular = register.in_force(capacity.unit, each.date) if each.hours else None
        if circular:
            fewest, most = circular.bounds_of(capacity.unit, headcount, held_posts)
            days[day] = Places(there.home if there else 0, fewest, most)
        elif there:
            days[day] = Places(there.home, 0, 0)
    return replace(capacity, headcount=headcount, days=days)
