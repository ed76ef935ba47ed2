"""A rota's brief as numbers: days are bits, a person's home days one integer.

What is known of a person beforehand is taken into account once, here: days on which the rota may place them at home are
the bits of `can`, and every rule that remains binds only what the rota itself places.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from chalicelib.domain.rota_bounds import Group, alternating, monday_of, week_limits
from chalicelib.domain.rota_terms import Always, Brief

NO_CLASS = -1
"""People whose days are settled beforehand, and who are nobody's equals."""


class Frame:
    """The hard rules of one rota, by the index of the day, of the person (by id) and of the group."""

    def __init__(self, brief: Brief) -> None:
        self.days = brief.days
        self.people = sorted(brief.members, key=lambda member: member.id)
        self._alternates = alternating(brief.bounds, brief.turns)
        self.pairs, self.beside = _pairs(self._alternates)
        self.weeks = _weeks(brief.days)
        self.week_of = [week for week, mask in enumerate(self.weeks) for _ in bits(mask)]
        self._index = {day: number for number, day in enumerate(brief.days)}
        self._open = _mask(each.is_open for each in brief.bounds)
        self._standing = self._open & ~_mask(each.is_limited for each in brief.bounds)
        ruled = _mask(each.turns is not None for each in brief.bounds)
        ours = self._open if brief.weekdays is None else self._weekdays(brief.weekdays)
        self._allowed: dict[tuple[int, ...] | None, int] = {None: ours | ruled & self._open}
        names = {group.name: number for number, group in enumerate(brief.groups)}
        self.groups = [tuple(names[name] for name in person.groups) for person in self.people]
        self.away = [self._mask(person.away | person.closed) for person in self.people]
        self.across = self._across()
        self.granted = [self._granted(n) for n in range(len(self.people))]
        limits = week_limits(brief.days, brief.bounds, brief.per_week)
        self._limits = [limits.get(monday_of(brief.days[next(bits(week))])) for week in self.weeks]
        self.quota = [self._quota(n) for n in range(len(self.people))]
        self.can = [self._can(n) for n in range(len(self.people))]
        self.fixed = self._count(self.granted)
        self.lowest = [max(0, bound.fewest - home) for bound, home in zip(brief.bounds, self.fixed, strict=True)]
        self.highest = [max(0, bound.aim - home) for bound, home in zip(brief.bounds, self.fixed, strict=True)]
        self.most = [bound.most - home for bound, home in zip(brief.bounds, self.fixed, strict=True)]
        self.room = [self._room(number, group) for number, group in enumerate(brief.groups)]
        self.even = self._even()
        self.klass = self._classes()
        self.start = self._starts()

    @property
    def is_open(self) -> bool:
        """Whether what is settled beforehand breaks no rule by itself."""
        return min(self.most, default=0) >= 0 and all(min(room, default=0) >= 0 for room in self.room)

    def fits(self, person: int, row: int) -> bool:
        """Whether the rota may give `person` the home days of `row`."""
        if row & ~self.can[person] or row & row << 1 & self.pairs:
            return False
        if self.across and row & self.barred_across(person, row):
            return False
        quota = self.quota[person]
        return quota is None or all(
            (row & week).bit_count() <= left for week, left in zip(self.weeks, quota, strict=True)
        )

    def takes(self, person: int, row: int, day: int) -> bool:
        """Whether `person`, who has `row`, may be at home on `day` too."""
        bit = 1 << day
        if not self.can[person] & bit or row & (bit | self.beside[day]):
            return False
        if self.across and self.barred_across(person, row) & bit:
            return False
        quota, week = self.quota[person], self.week_of[day]
        return quota is None or (row & self.weeks[week]).bit_count() < quota[week]

    def next_to(self, person: int, day: int) -> int:
        """The days on which `person` cannot be at home if they are on `day`, as neither may follow the other."""
        return self.beside[day] | self.barred_across(person, 1 << day)

    def barred_across(self, person: int, row: int) -> int:
        """The days that a home day of `row` forbids across days on which the office is closed to `person`."""
        barred = 0
        for before, after in self.across.get(person, ()):
            barred |= (after if row & before else 0) | (before if row & after else 0)
        return barred

    def follows_before(self, person: int, day: int) -> bool:
        """Whether `day` is the first for `person`, and may not follow a home day before the period."""
        return day == self._first_open(person) and bool(self._alternates) and self._alternates[day]

    def is_weekday(self, person: int, day: int) -> bool:
        """Whether the weekday of `day` is one on which `person` may be at home."""
        return bool(self._allowed[self.people[person].weekdays] & 1 << day)

    def _mask(self, days: frozenset[date]) -> int:
        return sum(1 << self._index[day] for day in days if day in self._index)

    def _weekdays(self, weekdays: tuple[int, ...]) -> int:
        return self._open & sum(1 << number for number, day in enumerate(self.days) if day.weekday() in weekdays)

    def _granted(self, person: int) -> int:
        member = self.people[person]
        standing = self._standing & ~self._mask(member.kept_in) if member.always is Always.HOME else 0
        return (standing | self._mask(member.home)) & ~self.away[person]

    def _quota(self, person: int) -> tuple[int, ...] | None:
        """What is left of each week's home days; a week without a limit has as many as days."""
        if not any(limit is not None for limit in self._limits):
            return None
        used = [(self.granted[person] & week).bit_count() for week in self.weeks]
        if used:
            used[0] += self.people[person].week_used
        return tuple(
            week.bit_count() if limit is None else max(0, limit - each)
            for week, limit, each in zip(self.weeks, self._limits, used, strict=True)
        )

    def _can(self, person: int) -> int:
        member, granted = self.people[person], self.granted[person]
        if member.weekdays is not None and member.weekdays not in self._allowed:
            self._allowed[member.weekdays] = self._weekdays(member.weekdays)
        if member.always is Always.OFFICE:
            return 0
        can = self._allowed[member.weekdays] & ~(self.away[person] | granted | self._mask(member.office))
        can &= ~(self._mask(member.kept_in) | granted << 1 & self.pairs | (granted & self.pairs) >> 1)
        can &= ~self.barred_across(person, granted)
        first = self._first_open(person)
        can &= ~(1 << first) if member.was_home and self.follows_before(person, first) else ~0
        quota = self.quota[person]
        full = sum(week for week, left in zip(self.weeks, quota, strict=True) if not left) if quota else 0
        return can & ~full

    def _first_open(self, person: int) -> int:
        """The first day on which the office is open to `person`; the first day for most."""
        closed = self.people[person].closed
        return next((n for n, day in enumerate(self.days) if day not in closed), 0) if closed else 0

    def _across(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """For people to whom the office is closed within the period, the open days before and after, as bits, where
        neither may follow the other.
        """
        found = {}
        for number, person in enumerate(self.people):
            open_days = (
                [day for day, each in enumerate(self.days) if each not in person.closed] if person.closed else []
            )
            found[number] = tuple(
                (1 << before, 1 << after)
                for before, after in pairwise(open_days)
                if after - before > 1 and (self._alternates[before] or self._alternates[after])
            )
        return {number: pairs for number, pairs in found.items() if pairs}

    def _count(self, rows: Sequence[int]) -> list[int]:
        return [sum(row >> day & 1 for row in rows) for day in range(len(self.days))]

    def _room(self, number: int, group: Group) -> list[int]:
        """How many of a group the rota may send home on each day; negative where too few are there anyway."""
        those = [person for person in range(len(self.people)) if number in self.groups[person]]
        gone = self._count([self.granted[person] | self.away[person] for person in those])
        return [len(those) - each - group.on(day) for day, each in enumerate(gone)]

    def _even(self) -> list[int]:
        """The aim of each day where a week's home days are too few for every day's aim: spread over the week."""
        even = list(self.highest)
        for number, week in enumerate(self.weeks):
            days = list(bits(week))
            most = sum(self._most_in(person, number) for person in range(len(self.people)))
            share = -(-most // len(days))
            for day in days:
                even[day] = max(self.lowest[day], min(even[day], share))
        return even

    def _most_in(self, person: int, week: int) -> int:
        """About how many home days a week can hold for a person."""
        free = (self.can[person] & self.weeks[week]).bit_count()
        quota = self.quota[person]
        free = (free + 1) // 2 if self.pairs & self.weeks[week] else free
        return free if quota is None else min(free, quota[week])

    def _classes(self) -> list[int]:
        """Equals: those with the same groups and weekdays, whose turns the rota decides."""
        known: dict[tuple[tuple[int, ...], tuple[int, ...] | None], int] = {}
        return [
            known.setdefault((self.groups[number], person.weekdays), len(known)) if self.can[number] else NO_CLASS
            for number, person in enumerate(self.people)
        ]

    def _starts(self) -> list[int]:
        """Home days that count for each person before the rota places any.

        Those granted, less those owed, and for days of absence the part of them that the others are at home on average:
        leave neither earns home days nor costs any.
        """
        placed, possible = sum(self.even), sum(can.bit_count() for can in self.can)
        starts = []
        for number, person in enumerate(self.people):
            absent = (self.away[number] & self._allowed[person.weekdays]).bit_count()
            credit = (2 * absent * placed + possible) // (2 * possible) if possible else 0
            starts.append(self.granted[number].bit_count() + credit - person.owed)
        return starts


class Placing:
    """The home days that a rota places: a row of bits for each person, counted by day and by group and day."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.rows = [0] * len(frame.people)
        self.home = [0] * len(frame.days)
        self.used = [[0] * len(frame.days) for _ in frame.room]

    def has_room(self, person: int, day: int) -> bool:
        """Whether the groups of `person` can spare one more on `day`."""
        return all(self.used[group][day] < self.frame.room[group][day] for group in self.frame.groups[person])

    def put(self, person: int, day: int) -> None:
        """Places `person` at home on `day`."""
        self.rows[person] |= 1 << day
        self._count(person, day, 1)

    def drop(self, person: int, day: int) -> None:
        """Takes `person` back into the office on `day`."""
        self.rows[person] &= ~(1 << day)
        self._count(person, day, -1)

    def become(self, person: int, row: int) -> None:
        """Gives `person` the home days of `row`."""
        was, self.rows[person] = self.rows[person], row
        for day in bits(was & ~row):
            self._count(person, day, -1)
        for day in bits(row & ~was):
            self._count(person, day, 1)

    def score(self, person: int) -> int:
        """The home days that count for `person`."""
        return self.frame.start[person] + self.rows[person].bit_count()

    def _count(self, person: int, day: int, by: int) -> None:
        self.home[day] += by
        for group in self.frame.groups[person]:
            self.used[group][day] += by


def bits(mask: int) -> Iterator[int]:
    """The days of `mask`, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _pairs(alternates: Sequence[bool]) -> tuple[int, list[int]]:
    """The days that may not follow a home day on the working day before, and for each day those that may not stand
    beside it: where either of the two alternates.
    """
    last = len(alternates) - 1
    pairs = sum(1 << day for day, each in enumerate(alternates) if each or (day and alternates[day - 1]))
    return pairs, [
        (1 << day >> 1 if pairs >> day & 1 else 0) | (2 << day if day < last and pairs >> day + 1 & 1 else 0)
        for day in range(len(alternates))
    ]


def _mask(holds: Iterable[bool]) -> int:
    return sum(1 << number for number, each in enumerate(holds) if each)


def _weeks(days: Sequence[date]) -> list[int]:
    """The days of each calendar week, in order."""
    weeks: dict[tuple[int, int], int] = {}
    for number, day in enumerate(days):
        year, week, _ = day.isocalendar()
        weeks[year, week] = weeks.get((year, week), 0) | 1 << number
    return list(weeks.values())
