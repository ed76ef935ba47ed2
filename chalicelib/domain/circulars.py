"""Circulars (Surat Edaran): the policy as data.

Metro (April 2021) caps how many may be at home; Pekanbaru (3 May 2021) caps how many may be in the office. The two are
different rules and are kept apart.
"""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.people import UnitId


class Pattern(StrEnum):
    """How home days follow one another."""

    ALTERNATE_DAYS = "alternate_days"
    """One working day in the office, one at home: never two home days in a row."""
    SET_BY_HEAD = "set_by_head_of_unit"
    """The head of the unit decides."""


class Post(StrEnum):
    """Whose decision a step of the approval chain asks for, as seen from the employee."""

    SUPERVISOR = "supervisor"
    """Atasan langsung."""
    HEAD = "head"
    """Kepala OPD."""
    SECRETARY = "secretary"
    """Sekretaris OPD."""


class ChainStep(Struct, frozen=True):
    """One step of the approval chain: the holder of any of `posts` decides it."""

    posts: tuple[Post, ...]
    link_only: bool = False
    """Whether the link in the mail is enough, on whatever browser: for steps of little risk, and the trail says so."""


class Patience(Struct, frozen=True):
    """How many working days a decision may take: the approver is reminded, the secretary told, the next superior asked
    on the morning of the so-manieth working day after the request; its own day does not count.
    """

    remind: int = 1
    tell: int = 2
    escalate: int = 3


class Circular(Struct, frozen=True):
    """One circular. Percentages are of the unit's active staff; None means the circular sets no such cap."""

    id: str
    title: str
    citation: str
    """As a letter cites it under "Dasar"."""
    units: tuple[UnitId, ...]
    start: date
    end: date | None
    """Open when None: until further notice."""
    max_home_pct: int | None
    max_office_pct: int | None
    pattern: Pattern
    report_deadline: time
    """Unit time; a report received later the same day or within the grace is late, not absent."""
    report_grace_days: int
    instructions: tuple[str, ...] = ()
    chain: tuple[ChainStep, ...] = (ChainStep((Post.SUPERVISOR,)),)
    """Who decides, one after the other; the last one signs the letter."""
    patience: Patience = Patience()

    def bounds(self, headcount: int) -> tuple[int, int]:
        """Fewest and most people at home in a unit of `headcount`.

        A share is never exceeded: the most at home is rounded down, and so is the most in the office, which leaves the
        fewest at home rounded up.
        """
        most = headcount if self.max_home_pct is None else headcount * self.max_home_pct // 100
        fewest = 0 if self.max_office_pct is None else headcount - headcount * self.max_office_pct // 100
        return fewest, most


class CircularRegister(Struct, frozen=True):
    """Every circular of the city; few and small, kept as one record."""

    circulars: tuple[Circular, ...]
    revision: int = 1

    def in_force(self, unit: UnitId, on: date) -> Circular | None:
        """The circular that binds `unit` on `on`.

        A later one replaces an earlier one from its date for good: when it ends, the earlier one does not come back.
        """
        begun = [circular for circular in self.circulars if unit in circular.units and circular.start <= on]
        latest = max(begun, key=lambda circular: circular.start, default=None)
        return latest if latest and (latest.end is None or on <= latest.end) else None
