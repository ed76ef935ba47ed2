"""How the time of a rota grows with its people: linearly, or a large unit would outgrow its Lambda."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from typing import Final

from chalicelib.domain.rota import make_rota
from chalicelib.domain.rota_bounds import Bounds, Group, Turns
from chalicelib.domain.rota_terms import Brief, Impossible, Member

SMALL, LARGE = 500, 5_000
DAYS: Final = tuple(date(2026, 3, 1) + timedelta(number) for number in range(31))
TURNS: Final = 3
EVERY_TENTH = 10


def figures() -> Iterator[tuple[str, float]]:
    """The time at 5,000 people over the time at 500, 31 days each, and what the large one takes.

    What the other measurements left in memory is hidden from the collector, which a Lambda's is not burdened with.
    """
    gc.collect()
    gc.freeze()
    turns = [(_seconds(_brief(LARGE)), _seconds(_brief(SMALL))) for _ in range(TURNS)]
    gc.unfreeze()
    yield "rota_growth", median(large / small for large, small in turns)
    yield "rota_5000_ms", 1000 * median(large for large, _ in turns)


def _seconds(brief: Brief) -> float:
    """CPU seconds. Raises RuntimeError when the brief has no rota: that would be another measurement."""
    began = time.process_time()
    made = make_rota(brief)
    spent = time.process_time() - began
    match made:
        case Impossible():
            raise RuntimeError("the unit of the bench has no rota")
    return spent


def _brief(people: int) -> Brief:
    """A unit with everything that binds: turns, both caps, a number of home days a week, a counter, leave."""
    members = tuple(
        Member(
            f"p{number:05d}",
            away=frozenset(DAYS[number * 7 % 31 :][: number % 5]),
            groups=("counter",) if number % EVERY_TENTH == 0 else (),
        )
        for number in range(people)
    )
    bounds = Bounds(people // 3, people // 2)
    return Brief(DAYS, (bounds,) * len(DAYS), members, Turns.ALTERNATE, (Group("counter", people // 15),), per_week=3)
