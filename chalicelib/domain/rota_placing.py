"""Placing home days so that every hard rule holds and as many are at home as the unit wants.

Days are gone through once, and whoever has had least is placed first. Where that leaves a day short, a chain is looked
for: one person takes the day and leaves another day, which a second person takes, and so on. In small units every way
of reaching the fewest is gone through in the end, so that nothing is called impossible that is not.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from chalicelib.domain.rota_frame import Frame, Placing, bits

DEEPEST = 6
"""Links of a chain."""
SMALL = 16
"""People of a unit in which every way is gone through."""
MOST_STEPS = 10_000
"""People looked at for the chains of a small unit's rota."""
MOST_STATES = 30_000


def placed(frame: Frame) -> Placing | None:
    """Home days for everyone; None when no way was found to have the fewest at home on every day."""
    placing = Placing(frame)
    _go_through(placing)
    chains = _Chains(placing)
    chains.fill(frame.lowest, keeps=False)
    if _short(placing):
        rows = _every_way(frame) if len(frame.people) <= SMALL else None
        if rows is None:
            return None
        for person, row in enumerate(rows):
            placing.become(person, row)
    chains.fill(frame.highest, keeps=True)
    return placing


def short_days(frame: Frame) -> list[int]:
    """The days on which the fewest could not be placed, as far as one gets."""
    placing = Placing(frame)
    _go_through(placing)
    _Chains(placing).fill(frame.lowest, keeps=False)
    return _short(placing)


def _short(placing: Placing) -> list[int]:
    return [day for day, fewest in enumerate(placing.frame.lowest) if placing.home[day] < fewest]


def _go_through(placing: Placing) -> None:
    """Day by day: first those with the fewest home days, among them those whose last one is longest ago."""
    frame, rows, longest = placing.frame, placing.rows, len(placing.frame.days) + 2
    order = [person for person, can in enumerate(frame.can) if can]
    ranks = [
        score * longest + (1 if person.was_home else 0) for score, person in zip(frame.start, frame.people, strict=True)
    ]
    for day, aim in enumerate(frame.even):
        ready = [person for person in order if frame.takes(person, rows[person], day)]
        ready.sort(key=ranks.__getitem__)
        spare = _spare(frame, day)
        for person in ready:
            if placing.home[day] >= aim:
                break
            is_wanted = spare > 0 or placing.home[day] < frame.lowest[day] or not frame.can[person] >> day + 1 & 1
            if is_wanted and placing.has_room(person, day):
                placing.put(person, day)
                spare -= frame.can[person] >> day + 1 & 1
                ranks[person] = placing.score(person) * longest + day + 2


def _spare(frame: Frame, day: int) -> int:
    """How many people the next day can do without, where who is at home on `day` cannot be on the next."""
    if not frame.pairs >> day + 1 & 1:
        return len(frame.can)
    tomorrow = sum(can >> day + 1 & 1 for can in frame.can)
    return tomorrow - frame.lowest[day + 1]


class _Chains:
    """Chains of people who take over each other's days.

    In small units every chain begins its search anew, within a budget of people looked at; in large ones nobody is
    looked at twice for the same day.
    """

    def __init__(self, placing: Placing) -> None:
        self.placing = placing
        self.frame = placing.frame
        self.everyone = [person for person, can in enumerate(self.frame.can) if can]
        self.is_small = len(self.everyone) <= SMALL
        self.steps = MOST_STEPS
        self._next: dict[tuple[int, bool], int] = {}
        self._need: list[int] = []
        self._seen: set[tuple[int, int]] = set()
        self._undo: list[tuple[int, int]] = []

    def fill(self, aims: list[int], *, keeps: bool) -> None:
        """Brings each day up to its aim where that can be; no day falls below its fewest, nor with `keeps` below what
        it has.
        """
        self._next = {}
        for day, aim in enumerate(aims):
            while self.placing.home[day] < aim:
                self._need = list(self.placing.home) if keeps else self.frame.lowest
                self._seen, self._undo = set(), []
                if self.is_small:
                    self.everyone.sort(key=self.placing.score)
                if not self._taken(day, DEEPEST):
                    break

    def _taken(self, day: int, links: int) -> bool:
        """Whether somebody could take `day`, directly or by a chain; the rows are as before when nobody can."""
        for person in self._candidates(day, directly=True):
            row = self.placing.rows[person]
            if self.frame.takes(person, row, day) and self._is_new(person, day):
                self._change(person, row | 1 << day)
                return True
        candidates = self._candidates(day, directly=False)
        return links > 0 and any(self._gives_up(person, day, links) for person in candidates)

    def _candidates(self, day: int, *, directly: bool) -> Iterator[int]:
        """Who might be at home on `day` and is not: in small units those with the fewest home days first."""
        for person in self._within_budget() if self.is_small else self._once(day, directly=directly):
            is_free = self.frame.can[person] >> day & 1 and not self.placing.rows[person] >> day & 1
            if is_free and self.placing.has_room(person, day):
                yield person

    def _within_budget(self) -> Iterator[int]:
        for person in self.everyone:
            self.steps -= 1
            if self.steps < 0:
                return
            yield person

    def _once(self, day: int, *, directly: bool) -> Iterator[int]:
        while (number := self._next.get((day, directly), 0)) < len(self.everyone):
            self._next[day, directly] = number + 1
            yield self.everyone[number]

    def _gives_up(self, person: int, day: int, links: int) -> bool:
        """Whether `person` can take `day` by leaving days that are not needed or that others take."""
        if not self._is_new(person, day):
            return False
        row = self.placing.rows[person]
        for leaves in self._in_the_way(person, row, day):
            begun = len(self._undo)
            self._change(person, row & ~leaves | 1 << day)
            if all(self._refilled(left, links) for left in bits(leaves)):
                return True
            while len(self._undo) > begun:
                self.placing.become(*self._undo.pop())
        return False

    def _refilled(self, day: int, links: int) -> bool:
        return self.placing.home[day] >= self._need[day] or self._taken(day, links - 1)

    def _in_the_way(self, person: int, row: int, day: int) -> Iterator[int]:
        """Home days that `person` would have to leave for `day`."""
        frame, bit = self.frame, 1 << day
        beside = row & frame.next_to(person, day)
        if frame.fits(person, row & ~beside | bit):
            yield beside
            return
        for other in bits(row & frame.weeks[frame.week_of[day]] & ~beside):
            if frame.fits(person, row & ~beside & ~(1 << other) | bit):
                yield beside | 1 << other

    def _is_new(self, person: int, day: int) -> bool:
        if (person, day) in self._seen:
            return False
        self._seen.add((person, day))
        return True

    def _change(self, person: int, row: int) -> None:
        self._undo.append((person, self.placing.rows[person]))
        self.placing.become(person, row)


_State = tuple[int, tuple[int, ...], int, tuple[int, ...] | None]
"""What the past leaves of a person: the days still possible, their groups, home days this week, the weeks' quotas."""


def _every_way(frame: Frame) -> list[int] | None:
    """Rows that have exactly the fewest at home on every day, or None when there are none.

    More than the fewest never helps: every other rule forbids home days. People of whom the past leaves the same are
    alike, and what failed once is not tried again.
    """
    return _Ways(frame).rows()


class _Ways:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._failed: set[tuple[int, frozenset[tuple[_State, int]]]] = set()
        self._rows = [0] * len(frame.people)

    def rows(self) -> list[int] | None:
        """The rows, when there is a way."""
        return self._rows if self._from(0) else None

    def _from(self, day: int) -> bool:
        if day == len(self.frame.days):
            return True
        states = [self._state(person, day) for person in range(len(self._rows))]
        known = (day, frozenset(Counter(states).items()))
        if known in self._failed or len(self._failed) > MOST_STATES:
            return False
        for chosen in self._choices(day, states):
            for person in chosen:
                self._rows[person] |= 1 << day
            if self._from(day + 1):
                return True
            for person in chosen:
                self._rows[person] &= ~(1 << day)
        self._failed.add(known)
        return False

    def _state(self, person: int, day: int) -> _State:
        frame, row = self.frame, self._rows[person]
        left = frame.can[person] >> day
        if row & frame.beside[day] & (1 << day) - 1:
            left &= ~1
        left &= ~(frame.barred_across(person, row) >> day)
        quota = frame.quota[person]
        used = (row & frame.weeks[frame.week_of[day]]).bit_count() if quota else 0
        return left, frame.groups[person], used, quota

    def _choices(self, day: int, states: list[_State]) -> Iterator[tuple[int, ...]]:
        """Sets of people who may be at home on `day`, as many as there must be, one of each set of like ones."""
        frame, rows = self.frame, self._rows
        ready = [person for person in range(len(rows)) if frame.takes(person, rows[person], day)]
        ready.sort(key=lambda person: (states[person][0].bit_count(), person))
        tried = set()
        for chosen in combinations(ready, frame.lowest[day]):
            kind = tuple(sorted((states[person][:3], states[person][3] or ()) for person in chosen))
            if kind in tried or not self._has_room(chosen, day):
                continue
            tried.add(kind)
            yield chosen

    def _has_room(self, chosen: tuple[int, ...], day: int) -> bool:
        used = Counter(group for person in chosen for group in self.frame.groups[person])
        return all(count <= self.frame.room[group][day] for group, count in used.items())
