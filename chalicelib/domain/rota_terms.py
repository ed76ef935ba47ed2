"""The words of the rota (jadwal kerja): what it is made from, and what comes out.

Everything is a plain value: whoever asks has taken holidays out of the days and turned the circular's shares into
people.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.rota_bounds import Bounds, Group, Turns


class Always(StrEnum):
    """Where someone works whatever the rota says."""

    HOME = "home"
    OFFICE = "office"


class Member(Struct, frozen=True):
    """One person of the unit, with what is known of their days before the rota is made."""

    id: str
    always: Always | None = None
    away: frozenset[date] = frozenset()
    """Leave, sickness, travel, training: neither at home nor in the office, and not counted for either."""
    home: frozenset[date] = frozenset()
    """Home days that are granted already. They are facts: the person's own turns do not forbid them."""
    office: frozenset[date] = frozenset()
    """Days on which they must be in the office."""
    closed: frozenset[date] = frozenset()
    """Days on which the office is closed to them while it is open to others. For their turns these are days off: the
    days before and after follow one another, and they count like an absence.
    """
    kept_in: frozenset[date] = frozenset()
    """Days on which the circular keeps them there: by their post, or as newly placed; a standing home rule yields."""
    groups: tuple[str, ...] = ()
    weekdays: tuple[int, ...] | None = None
    """Weekdays on which they may be at home (Monday is 0); the unit's when None."""
    owed: int = 0
    """Home days they are behind their equals from the periods before."""
    was_home: bool = False
    """At home on the last working day before the period."""
    week_used: int = 0
    """Home days in the period's first week (from Monday) that lie before it."""


class Brief(Struct, frozen=True):
    """What a rota is made from."""

    days: tuple[date, ...]
    """The working days of the period, in order."""
    bounds: tuple[Bounds, ...]
    """One for each day."""
    members: tuple[Member, ...]
    turns: Turns
    """The unit's own, for days on which the circular leaves it the choice."""
    groups: tuple[Group, ...] = ()
    weekdays: tuple[int, ...] | None = None
    """Weekdays on which anybody may be at home, on days of the unit's choice; every working day when None."""
    per_week: int | None = None
    """Most home days of a person in a week from Monday, by the unit's own rule; none when None."""


class Place(StrEnum):
    """Where someone is on a day."""

    HOME = "home"
    OFFICE = "office"
    AWAY = "away"
    CLOSED = "closed"
    """At home because the office is closed: nobody's turn."""


class Reason(StrEnum):
    """Why someone is where they are; the value is the letter it is stored as."""

    HOME_ALTERNATE = "a"
    HOME_WEEKDAY = "w"
    HOME_TURN = "t"
    HOME_ALWAYS = "h"
    HOME_GRANTED = "g"
    HOME_BY_HAND = "H"
    OFFICE_ALTERNATE = "b"
    """At home on the working day before."""
    OFFICE_BEFORE_HOME = "n"
    """At home on the next working day."""
    OFFICE_WEEKDAY = "d"
    OFFICE_WEEK_FULL = "f"
    OFFICE_COVERAGE = "c"
    OFFICE_FULL = "u"
    """As many are at home as may be."""
    OFFICE_TURN = "s"
    """It is the others' turn."""
    OFFICE_ALWAYS = "o"
    OFFICE_NEEDED = "k"
    """Needed in the office on this very day."""
    OFFICE_BY_HAND = "O"
    OFFICE_RULED = "r"
    """Kept there by the circular."""
    AWAY = "x"
    CLOSED = "z"

    @property
    def place(self) -> Place:
        """Where the reason puts someone."""
        return Place(self.name.partition("_")[0].lower())


class Placement(Struct, frozen=True):
    """Where someone is on a day and why; `group` names the group that needs them."""

    reason: Reason
    group: str = ""

    @property
    def place(self) -> Place:
        """Home, office or away."""
        return self.reason.place


class Line(Struct, frozen=True):
    """One person's part of a rota: a placement for each day, and what they are owed afterwards."""

    member: str
    placements: tuple[Placement, ...]
    owed: int


class Rule(StrEnum):
    """The hard rules, and the facts about people they can collide with."""

    HOME_CAP = "home_cap"
    OFFICE_CAP = "office_cap"
    COVERAGE = "coverage"
    ALTERNATE = "alternate"
    PER_WEEK = "per_week"
    WEEKDAYS = "weekdays"
    ALWAYS_OFFICE = "always_office"
    OFFICE_DAYS = "office_days"
    KEPT_IN = "kept_in"
    LEAVE = "leave"
    GRANTED = "granted"
    ALWAYS_HOME = "always_home"


class Collision(Struct, frozen=True):
    """Rules that cannot all hold on `day`."""

    day: date
    rules: tuple[Rule, ...]
    groups: tuple[str, ...] = ()
    """The groups whose minimum is among them."""


class Rota(Struct, frozen=True):
    """A rota that keeps every hard rule; a line for each member, by id."""

    lines: tuple[Line, ...]


class Impossible(Struct, frozen=True):
    """No rota keeps every hard rule: which of them collide on which day, by day."""

    collisions: tuple[Collision, ...]
