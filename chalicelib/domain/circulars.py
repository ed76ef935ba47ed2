"""Circulars (Surat Edaran): the policy as data.

Metro (April 2021) caps how many may be at home; Pekanbaru (3 May 2021) caps how many may be in the office. The two are
different rules and are kept apart.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.people import UnitId


class Pattern(StrEnum):
    """How home days follow one another."""

    ALTERNATE_DAYS = "alternate_days"
    """One working day in the office, one at home: never two home days in a row."""
    FIXED_WEEKDAYS = "fixed_weekdays"
    """The weekdays that the circular names."""
    SET_BY_HEAD = "set_by_head_of_unit"
    """The head of the unit decides."""


class Rounding(StrEnum):
    """What becomes of a share that is no whole number of people."""

    DOWN = "down"
    """The share is never exceeded."""
    NEAREST = "nearest"
    """Half a person counts as one."""
    UP = "up"

    def share(self, base: int, pct: int) -> int:
        """How many people `pct` per cent of `base` are."""
        added = {Rounding.DOWN: 0, Rounding.NEAREST: 50, Rounding.UP: 99}[self]
        return (base * pct + added) // 100


class Base(StrEnum):
    """Of whom a cap is a share.

    The established posts (formasi) are no base: no circular that we know of counts them, and the city's lists name
    people, not vacancies.
    """

    ACTIVE = "active"
    """Everyone who works in the unit."""
    ROTATING = "rotating"
    """Everyone but those whose post is always in the office."""


class Risk(StrEnum):
    """How far the disease had spread in the region; each level caps the office (SE Menteri PANRB 67/2020)."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def max_office_pct(self) -> int:
        """The largest share that may be in the office."""
        return {Risk.NONE: 100, Risk.LOW: 75, Risk.MEDIUM: 50, Risk.HIGH: 25}[self]


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


class Circular(Struct, frozen=True, omit_defaults=True):
    """One circular, or one version of it. None stands for what the circular does not set, and is not stored."""

    id: str
    title: str
    citation: str
    """As a letter cites it under "Dasar"."""
    units: tuple[UnitId, ...]
    start: date
    end: date | None
    """Open when None: until further notice. Before `start`: called back, it never binds anyone."""
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
    number: str = ""
    signer: str = ""
    """The office that issued it, e.g. "Wali Kota Metro"."""
    issued_on: date | None = None
    base: Base = Base.ACTIVE
    rounding: Rounding = Rounding.DOWN
    risk: Risk | None = None
    weekdays: tuple[int, ...] = ()
    """Days at home where the pattern fixes them, Monday being 0."""
    most_per_week: int | None = None
    """Days at home in a calendar week (PermenPANRB 4/2025 art. 13: two)."""
    always_in_posts: tuple[str, ...] = ()
    """Posts that begin with any of these words are always in the office, however they are written."""
    always_in_units: tuple[UnitId, ...] = ()
    """Units that are bound and whose staff are all always in the office."""
    disciplined: tuple[str, ...] = ()
    """Numbers of staff under or in discipline procedure, who may not work from home (PermenPANRB 4/2025 art. 25)."""
    newly_placed: tuple[str, ...] = ()
    """Numbers of newly placed staff, who may not either."""
    settling_days: int = 0
    """For so many days after the first one in the unit someone counts as newly placed."""
    structural_present: int = 0
    """Structural officers of the unit who must be in the office (SE Menteri PANRB 19/2020: two)."""
    meeting_cap: int | None = None
    """Most people in the room at a meeting."""
    recall_minutes: int | None = None
    """Minutes within which someone who is called to the office has to answer."""
    reachability: tuple[str, ...] = ()
    """What is asked of heads who work from home."""
    protocol: tuple[str, ...] = ()
    """Health protocol."""
    replaces: str = ""
    """The circular whose next version this is, "" for a new one."""

    @property
    def office_pct(self) -> int | None:
        """The largest share in the office: by the circular's own cap and by the level of risk, whichever is less."""
        by_risk = self.risk.max_office_pct if self.risk else None
        return min((cap for cap in (self.max_office_pct, by_risk) if cap is not None), default=None)

    @property
    def orders(self) -> tuple[str, ...]:
        """What a letter tells the employee to do: the instructions, and the health protocol."""
        return (*self.instructions, *(line for line in self.protocol if line not in self.instructions))

    @property
    def officers_orders(self) -> tuple[str, ...]:
        """What a letter adds where it sends structural officers, who are reached more closely: one line, or none."""
        if not self.reachability:
            return ()
        return (f"pejabat yang bekerja dari rumah: {', '.join(line.rstrip(' ;,.') for line in self.reachability)}",)

    @property
    def is_called_back(self) -> bool:
        """Whether it was ended before it began."""
        return self.end is not None and self.end < self.start

    def allows(self, day: date) -> bool:
        """Whether its pattern lets anyone be at home on that weekday."""
        return self.pattern is not Pattern.FIXED_WEEKDAYS or day.weekday() in self.weekdays

    def is_always_in(self, post: str) -> bool:
        """Whether the holder of `post` is always in the office."""
        words = post.casefold().split()
        return any(words[: len(asked)] == asked for asked in (each.casefold().split() for each in self.always_in_posts))

    def bounds(self, headcount: int, always_in: int = 0) -> tuple[int, int]:
        """Fewest and most people at home in a unit of `headcount`, `always_in` of whom never are.

        Rounded down as usual, a share is never exceeded: the most at home is rounded down, and so is the most in the
        office, which leaves the fewest at home rounded up. Nobody is asked to be at home who cannot.
        """
        able = headcount - always_in
        base = able if self.base is Base.ROTATING else headcount
        most = base if self.max_home_pct is None else self.rounding.share(base, self.max_home_pct)
        fewest = 0 if self.office_pct is None else base - self.rounding.share(base, self.office_pct)
        return min(able, fewest), min(able, most)

    def counts(self, post: str) -> bool:
        """Whether somebody in `post` is among those of whom the caps are shares."""
        return self.base is not Base.ROTATING or not self.is_always_in(post)

    def bounds_of(self, unit: UnitId, headcount: int, posts: Iterable[str]) -> tuple[int, int]:
        """Fewest and most at home in `unit`, whose active staff hold `posts`."""
        if unit in self.always_in_units:
            return 0, 0
        return self.bounds(headcount, sum(map(self.is_always_in, posts)) if self.always_in_posts else 0)


class Outage(Struct, frozen=True):
    """A time in which reports could not be sent, `first` and `last` included, as the administrator entered it."""

    id: str
    first: datetime
    last: datetime
    why: str
    entered_by: str
    """The administrator's name."""
    adjustment: str = ""
    """What carries it, or its last change, to the reports that were late meanwhile."""
    reach: tuple[datetime, datetime] | None = None
    """Once it was corrected: from when until when it ever was said to last. What followed from it lies there."""
    reason: str = ""
    """Why it was corrected or withdrawn last."""
    revision: int = 1

    def touches(self, day: date, zone: tzinfo) -> bool:
        """Whether any of it lies on `day` in `zone`."""
        return self.first.astimezone(zone).date() <= day <= self.last.astimezone(zone).date()


class CircularRegister(Struct, frozen=True):
    """Every circular of the city, in the order in which they were put in force; few and small, kept as one record.

    Beside them the outages during which their deadlines did not run, by their beginning (decision 0034).
    """

    circulars: tuple[Circular, ...]
    revision: int = 1
    adjustment: str = ""
    """What carries the last change to the months that were open then."""
    outages: tuple[Outage, ...] = ()
    withdrawn: tuple[Outage, ...] = ()
    """Outages that were none; they move nothing any more."""

    def in_force(self, unit: UnitId, on: date) -> Circular | None:
        """The circular that binds `unit` on `on`.

        A later one replaces an earlier one from its date for good: when it ends, the earlier one does not come back. Of
        two from the same date the one that was put in force last binds.
        """
        latest = self._latest(unit, on)
        return latest if latest and (latest.end is None or on <= latest.end) else None

    def cited(self, unit: UnitId, days: Iterable[date]) -> tuple[str, ...]:
        """The citations of the circulars that bind `unit` on `days`, in that order, each once."""
        binding = (self.in_force(unit, day) for day in days)
        return tuple(dict.fromkeys(each.citation for each in binding if each))

    def governing(self, unit: UnitId, on: date) -> Circular | None:
        """The circular whose deadlines hold for what was decided for `on`: once it has ended, still the one before."""
        return self._latest(unit, on) or self._latest(unit, on, called_back=True)

    def _latest(self, unit: UnitId, on: date, *, called_back: bool = False) -> Circular | None:
        latest: Circular | None = None
        for each in self.circulars:
            begun = each.start <= on and unit in each.units and each.is_called_back == called_back
            if begun and (latest is None or latest.start <= each.start):
                latest = each
        return latest

    def find(self, name: str) -> Circular | None:
        """The circular of that id."""
        return next((each for each in self.circulars if each.id == name), None)

    def binding(self, name: str, on: date) -> tuple[UnitId, ...]:
        """The units that circular `name` binds on `on`."""
        found = self.find(name)
        return tuple(
            unit for unit in (found.units if found else ()) if (now := self.in_force(unit, on)) and now.id == name
        )
