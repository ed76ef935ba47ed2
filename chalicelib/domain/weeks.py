"""A month week by week, held against the 37 h 30 m of an ordinary week and the 32 h 30 m of one in the fasting month.

Perpres 21/2023, and before it Keppres 68/1995, ask for those hours each week. A week that is cut by the month's ends or
those of the fasting month, or that somebody spent in the unit only in part, is held against the parts of its days: each
day's part is to the whole as its target is to the targets of a whole week (our convention). Holidays and absences lower
what is required and not what it is held against, so that the difference between the two is seen.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from chalicelib.domain.months import MonthLine


class Week(Struct, frozen=True):
    """The days of one calendar week (from Monday) that lie in the month; all in minutes."""

    first: date
    last: date
    norm: int
    """What a week without holidays and absences would ask of these days."""
    required: int
    """What they asked, as far as the month has come."""
    counted: int
    final: int
    short: int
    """By how much they fell short, days left out of which nothing is known."""

    @property
    def is_whole(self) -> bool:
        """Whether all seven days lie in the month."""
        return (self.last - self.first).days == 6  # noqa: PLR2004 - a week has seven days


def weeks_of(lines: Iterable[MonthLine], until: date) -> tuple[Week, ...]:
    """The weeks of a month, of one person's line or of several together; `until` is the last day that has come."""
    found: dict[date, list[int]] = {}
    ends: dict[date, tuple[date, date]] = {}
    for line in lines:
        for cell in line.cells:
            monday = cell.date - timedelta(days=cell.date.weekday())
            first, last = ends.get(monday, (cell.date, cell.date))
            ends[monday] = min(first, cell.date), max(last, cell.date)
            sums = found.setdefault(monday, [0, 0, 0, 0, 0])
            has_come = cell.date <= until
            is_over = cell.date < until or cell.minutes > 0
            values = (cell.norm, cell.target * has_come, cell.minutes, cell.final, cell.short * has_come * is_over)
            for number, value in enumerate(values):
                sums[number] += value
    return tuple(Week(*ends[monday], *sums) for monday, sums in sorted(found.items()))
