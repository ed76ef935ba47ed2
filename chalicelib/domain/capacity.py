"""How many of a unit may be at home on each day of a month, and when everybody is because the office is closed."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected, Month
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.people import EmployeeId, UnitId


class Places(Struct, frozen=True):
    """One day: people at home (asked for or granted), and the fewest and the most there may be."""

    home: int
    fewest: int
    most: int

    @property
    def free(self) -> int:
        """Places left."""
        return max(0, self.most - self.home)


class Capacity(Struct, frozen=True):
    """The places of a unit's month; `days` is keyed by the day of the month in two digits, working days only."""

    unit: UnitId
    month: Month
    headcount: int
    days: dict[str, Places] = field(default_factory=dict)


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
