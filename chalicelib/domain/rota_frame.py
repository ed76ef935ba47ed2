"""A rota's brief as numbers: days are bits, a person's home days one integer.

What is known of a person beforehand is taken into account once, here: days on which the rota may place them at home are
the bits of `can`, and every rule that remains binds only what the rota itself places.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.rota_terms import Always, Brief

NO_CLASS = -1
"""People whose days are settled beforehand, and who are nobody's equals."""


class Frame:
    """The hard rules of one rota, by the index of the day, of the person (by id) and of the group."""

    def __init__(self, brief: Brief) -> None:
        self.days = brief.days
        self.people = sorted(brief.members, key=lambda member: member.id)
        self.alternate = brief.turns is Turns.ALTERNATE
        self.weeks = _weeks(brief.days)
        self.week_of = [week for week, mask in enumerate(self.weeks) for _ in bits(mask)]
        self._index = {day: number for number, day in enumerate(brief.days)}
        self._allowed: dict[tuple[int, ...] | None, int] = {None: self._weekdays(brief.weekdays)}
        names = {group.name: number for number, group in enumerate(brief.groups)}
        self.groups = [tuple(names[name] for name in person.groups) for person in self.people]
        self.away = [self._mask(person.away) for person in self.people]
        self.granted = [self._granted(n) for n in range(len(self.people))]
        self.quota = [self._quota(n, brief.per_week) for n in range(len(self.people))]
        self.can = [self._can(n) for n in range(len(self.people))]
        self.fixed = self._count(self.granted)
        self.lowest = [max(0, bound.fewest - home) for bound, home in zip(brief.bounds, self.fixed, strict=True)]
        self.highest = [max(0, bound.aim - home) for bound, home in zip(brief.bounds, self.fixed, strict=True)]
        self.most = [bound.most - home for bound, home in zip(brief.bounds, self.fixed, strict=True)]
        self.room = [self._room(number, group.minimum) for number, group in enumerate(brief.groups)]
        self.even = self._even()
        self.klass = self._classes()
        self.start = self._starts()

    @property
    def is_open(self) -> bool:
        """Whether what is settled beforehand breaks no rule by itself."""
        return min(self.most, default=0) >= 0 and all(min(room, default=0) >= 0 for room in self.room)

    def fits(self, person: int, row: int) -> bool:
        """Whether the rota may give `person` the home days of `row`."""
        if row & ~self.can[person] or (self.alternate and row & row << 1):
            return False
        quota = self.quota[person]
        return quota is None or all(
            (row & week).bit_count() <= left for week, left in zip(self.weeks, quota, strict=True)
        )

    def takes(self, person: int, row: int, day: int) -> bool:
        """Whether `person`, who has `row`, may be at home on `day` too."""
        bit = 1 << day
        if not self.can[person] & bit or row & bit or (self.alternate and row & (bit << 1 | bit >> 1)):
            return False
        quota, week = self.quota[person], self.week_of[day]
        return quota is None or (row & self.weeks[week]).bit_count() < quota[week]

    def is_weekday(self, person: int, day: int) -> bool:
        """Whether the weekday of `day` is one on which `person` may be at home."""
        return bool(self._allowed[self.people[person].weekdays] & 1 << day)

    def _mask(self, days: frozenset[date]) -> int:
        return sum(1 << self._index[day] for day in days if day in self._index)

    def _weekdays(self, weekdays: tuple[int, ...] | None) -> int:
        if weekdays is None:
            return (1 << len(self.days)) - 1
        return sum(1 << number for number, day in enumerate(self.days) if day.weekday() in weekdays)

    def _granted(self, person: int) -> int:
        member = self.people[person]
        everything = (1 << len(self.days)) - 1
        return (everything if member.always is Always.HOME else self._mask(member.home)) & ~self.away[person]

    def _quota(self, person: int, per_week: int | None) -> tuple[int, ...] | None:
        """What is left of each week's home days."""
        if per_week is None:
            return None
        used = [(self.granted[person] & week).bit_count() for week in self.weeks]
        if used:
            used[0] += self.people[person].week_used
        return tuple(max(0, per_week - each) for each in used)

    def _can(self, person: int) -> int:
        member, granted = self.people[person], self.granted[person]
        if member.weekdays not in self._allowed:
            self._allowed[member.weekdays] = self._weekdays(member.weekdays)
        if member.always is not None:
            return 0
        can = self._allowed[member.weekdays] & ~(self.away[person] | granted | self._mask(member.office))
        if self.alternate:
            can &= ~(granted << 1 | granted >> 1)
            can &= ~1 if member.was_home else ~0
        quota = self.quota[person]
        full = sum(week for week, left in zip(self.weeks, quota, strict=True) if not left) if quota else 0
        return can & ~full

    def _count(self, rows: Sequence[int]) -> list[int]:
        return [sum(row >> day & 1 for row in rows) for day in range(len(self.days))]

    def _room(self, group: int, minimum: int) -> list[int]:
        """How many of a group the rota may send home on each day; negative where too few are there anyway."""
        those = [person for person in range(len(self.people)) if group in self.groups[person]]
        gone = self._count([self.granted[person] | self.away[person] for person in those])
        return [len(those) - each - minimum for each in gone]

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
        free = (free + 1) // 2 if self.alternate else free
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


def _weeks(days: Sequence[date]) -> list[int]:
    """The days of each calendar week, in order."""
    weeks: dict[tuple[int, int], int] = {}
    for number, day in enumerate(days):
        year, week, _ = day.isocalendar()
        weeks[year, week] = weeks.get((year, week), 0) | 1 << number
    return list(weeks.values())
