"""One summary in a process of its own, by the product's own use case: `python -m tools.bench.summary_child`.

Prints as JSON the CPU seconds of each part, the greatest resident memory in bytes, and the requests that read the
ledger. The bucket swallows; the table is the stand-in. A small summary comes first, so that no import is measured.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from chalicelib import wiring
from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import UnitMonth
from chalicelib.domain.people import UnitId
from chalicelib.domain.recaps import MonthRecap, PaperFormat
from chalicelib.workflows import months
from tools.bench.summary_unit import MONTH, UNIT

T = TypeVar("T")
WARM = UnitId("WARM")


class Clock:
    """CPU seconds by part."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def timed(self, part: str, work: Callable[[], T]) -> T:
        """Does the work on the account of `part`."""
        began = time.process_time()
        done = work()
        self.seconds[part] += time.process_time() - began  # type: ignore[assignment]
        return done


class Books:
    """The ledger with a clock, which hands the warming unit out of the measured one."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._ledger = clock, wiring.office().ledger

    def month(self, unit: UnitId, month: Month) -> UnitMonth:
        """A unit's month."""
        return self._clock.timed("reading", lambda: self._ledger.month(unit, month))


class Press:
    """The papers of a month with a clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._papers = clock, wiring.office().papers

    def month(self, recap: MonthRecap, form: PaperFormat) -> bytes:
        """One of its formats."""
        part = "pdf" if form is PaperFormat.PARTS else form.value
        return self._clock.timed(part, lambda: self._papers.month(recap, form))


class Swallowing:
    """A bucket that keeps nothing."""

    def save(self, name: str, content: bytes, media_type: str) -> None:
        """Forgets it."""


def main() -> None:
    """Makes the summary of the measured unit."""
    clock = Clock()
    known: Any = wiring.office()
    office = replace(known, ledger=Books(clock), papers=Press(clock), files=Swallowing())
    at = datetime.now(UTC)
    months.make_summary(office, WARM, MONTH, at)
    clock.seconds.clear()
    began = time.process_time()
    months.make_summary(office, UNIT, MONTH, at)
    whole = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    counting = whole - sum(clock.seconds.values())
    json.dump({"whole": whole, "counting": counting, "peak": peak, **clock.seconds}, sys.stdout)


if __name__ == "__main__":
    main()
