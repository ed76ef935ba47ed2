"""Small units: small changes are tried by the thousand, and what is no worse is kept.

Chains and direct trades leave a day unfilled here and there, or somebody two days ahead, where odd caps, leave and
groups meet. In a large unit that is lost among many; in a small one it is somebody's day.
"""

from chalicelib.domain.rota_fairness import balance, scores_of
from chalicelib.domain.rota_frame import Placing, bits

SMALL = 16
"""People; in larger units the time would be felt and little be won."""
PATIENCE = 1000
"""Changes in a row that lead to nothing better."""
DARING = 25
"""One worse step in so many is kept: the way to something better can lead through it."""
_Merit = tuple[int, int, int, int]


def polish(placing: Placing) -> None:
    """Makes the placing of a small unit better, never worse: more at home as far as wanted, then fairer."""
    if len(placing.frame.people) > SMALL:
        return
    tries = _Tries(placing)
    merit, rows = _merit(placing), list(placing.rows)
    best, best_rows, since = merit, rows, 0
    while best < tries.ideal and since < PATIENCE:
        since += 1
        tried = _merit(placing) if tries.shake() else None
        if tried is not None and (tried >= merit or tries.dares()):
            merit, rows = tried, list(placing.rows)
        else:
            tries.restore(rows)
        if merit > best:
            best, best_rows, since = merit, rows, 0
    tries.restore(best_rows)


def _merit(placing: Placing) -> _Merit:
    """Home days, then differences among equals: the greatest, all of them, and how uneven the home days are."""
    classes = scores_of(placing).values()
    spreads = [max(scores) - min(scores) for scores in classes]
    squares = sum(score * score for scores in classes for score in scores)
    return sum(placing.home), -max(spreads, default=0), -sum(spreads), -squares


class _Tries:
    """Small changes, drawn by a generator that always begins alike."""

    def __init__(self, placing: Placing) -> None:
        self.placing = placing
        self.frame = placing.frame
        self.cells = [(person, day) for person, can in enumerate(self.frame.can) for day in bits(can)]
        self.ideal = self._ideal()
        self._drawn = 1

    def restore(self, rows: list[int]) -> None:
        """The placing as it was."""
        for person, row in enumerate(rows):
            if self.placing.rows[person] != row:
                self.placing.become(person, row)

    def dares(self) -> bool:
        """Whether to go on from something worse, now and then."""
        return self._draw(DARING) == 0

    def shake(self) -> bool:
        """Turns one day of one person round and lets the others follow; whether the hard rules hold afterwards."""
        person, day = self.cells[self._draw(len(self.cells))]
        if self.placing.rows[person] >> day & 1:
            self.placing.drop(person, day)
        else:
            self._force(person, day)
        self._refill(but=(person, day))
        if not self._holds():
            return False
        balance(self.placing)
        return True

    def _holds(self) -> bool:
        """Whether the unit's rules hold; those of each person always do."""
        placing, frame = self.placing, self.frame
        days = zip(frame.lowest, placing.home, frame.highest, strict=True)
        groups = zip(placing.used, frame.room, strict=True)
        return all(fewest <= home <= most for fewest, home, most in days) and all(
            gone <= room for used, rooms in groups for gone, room in zip(used, rooms, strict=True)
        )

    def _ideal(self) -> _Merit:
        """What no rota can surpass, as far as one sees at once."""
        frame = self.frame
        wanted = sum(min(most, sum(can >> day & 1 for can in frame.can)) for day, most in enumerate(frame.highest))
        classes = {klass for klass in frame.klass if klass >= 0}
        odd = 0
        if len(classes) == 1:
            equals = [person for person, klass in enumerate(frame.klass) if klass >= 0]
            odd = int((wanted + sum(frame.start[person] for person in equals)) % len(equals) > 0)
        return wanted, -odd, -odd * len(classes), -(10**9)

    def _draw(self, below: int) -> int:
        self._drawn = (self._drawn * 1103515245 + 12345) % 2**31
        return (self._drawn >> 8) % below

    def _force(self, person: int, day: int) -> None:
        """Places `person` at home on `day`; they leave what forbids it, and others leave the day if it is full."""
        frame, placing, bit = self.frame, self.placing, 1 << day
        row = placing.rows[person] & ~frame.next_to(person, day)
        if not frame.fits(person, row | bit):
            others = list(bits(row & frame.weeks[frame.week_of[day]]))
            row &= ~(1 << others[self._draw(len(others))])
        placing.become(person, row | bit)
        for group in frame.groups[person]:
            if placing.used[group][day] > frame.room[group][day]:
                self._evict(day, [n for n in self._at_home(day) if n != person and group in frame.groups[n]])
        if placing.home[day] > frame.highest[day]:
            self._evict(day, [n for n in self._at_home(day) if n != person])

    def _at_home(self, day: int) -> list[int]:
        return [person for person, row in enumerate(self.placing.rows) if row >> day & 1]

    def _evict(self, day: int, those: list[int]) -> None:
        """One of those with the most home days, or anybody."""
        if not those:
            return
        some = [those[self._draw(len(those))] for _ in range(2)]
        self.placing.drop(max(some, key=self.placing.score), day)

    def _refill(self, but: tuple[int, int]) -> None:
        """Days with places left are given to those with the fewest home days."""
        placing, frame = self.placing, self.frame
        first = self._draw(len(frame.days))
        for turn in range(len(frame.days)):
            day = (first + turn) % len(frame.days)
            while placing.home[day] < frame.highest[day]:
                ready = [
                    person
                    for person, row in enumerate(placing.rows)
                    if frame.takes(person, row, day) and (person, day) != but and placing.has_room(person, day)
                ]
                if not ready:
                    break
                start = self._draw(len(ready))
                placing.put(min(ready[start:] + ready[:start], key=placing.score), day)
