"""Chance with a memory: the demonstration city throws the same dice every time.

Every purpose ("the staff of this unit", "the letters of that one") has dice of its own, so that a change in one part of
the city leaves the others as they were.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

JAKARTA = ZoneInfo("Asia/Jakarta")
_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 16
_RECEIPT_LENGTH = 6


class Dice(random.Random):
    """Seeded chance for one purpose."""

    def new_id(self) -> str:
        """An id as the application makes them: 16 characters of base 32."""
        return "".join(self.choices(_ID_ALPHABET, k=_ID_LENGTH))

    def receipt_code(self) -> str:
        """The end of a report's receipt number."""
        return "".join(self.choices(_ID_ALPHABET, k=_RECEIPT_LENGTH)).upper()

    def happens(self, percent: float) -> bool:
        """Whether something that happens in `percent` of cases happens now."""
        return self.random() * 100 < percent

    def weighted(self, weights: dict[T, int]) -> T:
        """One of the keys, by weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def some(self, choices: Sequence[T], fewest: int, most: int) -> tuple[T, ...]:
        """Between `fewest` and `most` different ones, in random order."""
        return tuple(self.sample(choices, min(len(choices), self.randint(fewest, most))))


def dice(seed: int, *purpose: str) -> Dice:
    """The dice of a purpose: same seed and purpose, same throws."""
    return Dice("/".join((str(seed), *purpose)))


def moment(day: date, at: time, plus_minutes: int = 0) -> datetime:
    """An instant of the city's own time."""
    return datetime.combine(day, at, JAKARTA) + timedelta(minutes=plus_minutes)
