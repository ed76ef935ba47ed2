"""What bounds a rota: how turns are taken, how many may be at home, who must be in the office. Kept with every rota."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.texts import Word, text


class Turns(StrEnum):
    """How a unit's people take turns."""

    ALTERNATE = "alternate"
    """A working day at home, the next in the office (SE Wali Kota Metro, April 2021): never two home days in a row."""
    WEEKDAYS = "weekdays"
    """At home on fixed weekdays only (national flexible work since 2026: Fridays)."""
    CUSTOM = "custom"
    """As the head of the unit decides (SE Wali Kota Pekanbaru, 3 May 2021): any day, or each person's own weekdays."""


class Bounds(Struct, frozen=True, omit_defaults=True):
    """What bounds one day: how many of a unit are at home, and what the circular of that day says besides."""

    fewest: int
    most: int
    wanted: int | None = None
    """How many the unit would like to be, between the two; `most` when None."""
    turns: Turns | None = None
    """How the circular lets people take turns; as the unit decides when None."""
    per_week: int | None = None
    """Most home days of a person in the week, by the circular."""
    is_open: bool = True
    """Whether the circular lets anybody be at home on this weekday."""

    @property
    def is_limited(self) -> bool:
        """Whether the circular spaces out each person's home days, so that nobody can be at home every day."""
        return self.turns is Turns.ALTERNATE or self.per_week is not None

    @property
    def aim(self) -> int:
        """How many the rota tries to place at home."""
        return self.most if self.wanted is None else max(self.fewest, min(self.most, self.wanted))


STRUCTURAL = text("Pejabat struktural")
"""The group of the structural officers, the one that units do not name themselves."""


def called(group: str) -> str:
    """A group's name as a message says it: what a unit named stays as it is, what we did is translated."""
    return Word(group) if group == STRUCTURAL else group


class Group(Struct, frozen=True):
    """People of whom some must always be in the office: a post, a counter, the structural officers."""

    name: str
    minimum: int
    """Present on every day of the period; a day off, leave and home days are no presence."""
    minima: tuple[int, ...] = ()
    """One for each day, where days differ."""

    def on(self, number: int) -> int:
        """How many must be present on a day, by the day's number."""
        return self.minima[number] if self.minima else self.minimum


def alternating(bounds: Sequence[Bounds], turns: Turns) -> list[bool]:
    """For each day, whether nobody may be at home on it and on a working day beside it; `turns` are the unit's own."""
    return [(each.turns or turns) is Turns.ALTERNATE for each in bounds]


def week_limits(days: Sequence[date], bounds: Sequence[Bounds], per_week: int | None) -> dict[date, int]:
    """Most home days of a person in each week that has a limit, by its Monday; `per_week` is the unit's own.

    A week that two circulars share keeps the smaller number.
    """
    limits: dict[date, int] = {}
    for day, each in zip(days, bounds, strict=True):
        known = [limit for limit in (limits.get(monday_of(day)), each.per_week, per_week) if limit is not None]
        if known:
            limits[monday_of(day)] = min(known)
    return limits


def monday_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())
