"""A unit's rota (jadwal kerja) as it is kept: drafted, changed by hand, published and then frozen.

Each person's days are one letter each, the reason they are where they are; so a month of a unit of 2,000 people is one
record of some 300 KB, below DynamoDB's 400. It holds the bounds and the groups it was made under: whatever becomes of
the circular, a rota can be judged by its own rules.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, UnitId, Zone
from chalicelib.domain.rota_bounds import Bounds, Group, Turns, monday_of, week_limits

if TYPE_CHECKING:
    from chalicelib.domain.rota_terms import Place, Placement
    from chalicelib.domain.texts import Message

MOST_PEOPLE = 2_000


class RotaLine(Struct, frozen=True, array_like=True):
    """One person's days."""

    employee: EmployeeId
    name: str
    days: str
    """A letter for each working day: a `Reason`, or the number of the group that needs the person in the office."""
    owed: int = 0
    """Home days they are behind their equals after the period."""
    groups: tuple[int, ...] = ()
    was_home: bool = False
    """At home on the last working day before the period."""
    week_used: int = 0
    """Home days in the period's first week that lie before it."""

    @property
    def home_days(self) -> int:
        """Days at home."""
        from chalicelib.domain.rota_letters import AT_HOME

        return sum(letter in AT_HOME for letter in self.days)


class UnitRota(Struct, frozen=True):
    """One version of a unit's rota for a period."""

    unit: UnitId
    unit_name: str
    zone: Zone
    first: date
    last: date
    version: int
    circular: str
    citation: str
    """Of the circulars it was made under; `circular` is the one of its first day."""
    days: tuple[date, ...]
    """The period's working days."""
    bounds: tuple[Bounds, ...]
    turns: Turns
    groups: tuple[Group, ...]
    per_week: int | None
    lines: tuple[RotaLine, ...]
    """By name."""
    made_at: datetime
    made_by: str
    published_at: datetime | None = None
    published_by: str = ""
    revision: int = 1
    orders: tuple[OrderId, ...] | None = None
    """The duty orders that grant its days, those of earlier versions that still do among them; None until they are
    made, which is the one thing that follows into a published version.
    """
    troubles: tuple[str, ...] = ()
    """Why an order could not be made."""

    @property
    def edition(self) -> str:
        """The version as it sorts."""
        return edition_of(self.version)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.published_at is None

    def line_of(self, employee: str) -> RotaLine | None:
        """The person's days."""
        return next((line for line in self.lines if line.employee == employee), None)

    def placement(self, line: RotaLine, number: int) -> "Placement":
        """Where somebody is on a day, by the day's number, and why."""
        from chalicelib.domain.rota_letters import placement_of

        return placement_of(line.days[number], self.groups)

    def home_on(self, number: int) -> int:
        """How many are at home on a day, by the day's number."""
        from chalicelib.domain.rota_letters import AT_HOME

        return sum(line.days[number] in AT_HOME for line in self.lines)

    def everybodys(self, place: "Place") -> dict[EmployeeId, frozenset[date]]:
        """Everybody's days at `place`."""
        return {line.employee: frozenset(self.days_of(line, place)) for line in self.lines}

    def week_limits(self) -> dict[date, int]:
        """Most home days of a person in each week that has a limit, by its Monday."""
        return week_limits(self.days, self.bounds, self.per_week)

    def explained(self, line: RotaLine, number: int, home: int) -> "Message":
        """Where somebody is on a day, by the day's number, and why, in words; `home` are at home on that day."""
        from chalicelib.domain.rota_reasons import explained

        placement = self.placement(line, number)
        minimum = next((group.on(number) for group in self.groups if group.name == placement.group), 0)
        most = self.week_limits().get(monday_of(self.days[number]))
        return explained(placement, home=home, minimum=minimum, per_week=most)

    def days_of(self, line: RotaLine, place: "Place") -> tuple[date, ...]:
        """The dates on which somebody is at `place`."""
        from chalicelib.domain.rota_letters import place_of

        return tuple(day for day, letter in zip(self.days, line.days, strict=True) if place_of(letter) is place)


def edition_of(version: int) -> str:
    """A version's number as it sorts."""
    return f"{version:03d}"
