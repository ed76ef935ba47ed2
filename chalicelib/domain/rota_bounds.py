"""What bounds a rota: how turns are taken, how many may be at home, who must be in the office. Kept with every rota."""

from enum import StrEnum

from msgspec import Struct


class Turns(StrEnum):
    """How a unit's people take turns."""

    ALTERNATE = "alternate"
    """A working day at home, the next in the office (SE Wali Kota Metro, April 2021): never two home days in a row."""
    WEEKDAYS = "weekdays"
    """At home on fixed weekdays only (national flexible work since 2026: Fridays)."""
    CUSTOM = "custom"
    """As the head of the unit decides (SE Wali Kota Pekanbaru, 3 May 2021): any day, or each person's own weekdays."""


class Bounds(Struct, frozen=True):
    """How many of a unit are at home on one day: the fewest, the most, and how many the unit would like to be."""

    fewest: int
    most: int
    wanted: int | None = None
    """Between the two; `most` when None."""

    @property
    def aim(self) -> int:
        """How many the rota tries to place at home."""
        return self.most if self.wanted is None else max(self.fewest, min(self.most, self.wanted))


class Group(Struct, frozen=True):
    """People of whom some must always be in the office: a post, a counter, the structural officers."""

    name: str
    minimum: int
    """Present on every day of the period; a day off, leave and home days are no presence."""
