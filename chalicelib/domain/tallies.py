"""The year so far: by how many minutes each month fell short, kept for one person and year.

PP 53/2010 added lateness and leaving early up over the year, 7 h 30 m making a day, and offices go on reading them so
under PP 94/2021. The sum is shown in minutes and in such days; nothing is ever concluded from it.
"""

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month, following
from chalicelib.domain.months import MonthLine
from chalicelib.domain.people import EmployeeId, UnitId


class MonthTally(Struct, frozen=True, array_like=True):
    """What somebody's month in one unit came to, in minutes. Who moved in mid-month has two of a month."""

    month: Month
    unit: UnitId
    required: int
    counted: int
    short: int


class YearTally(Struct, frozen=True):
    """Somebody's months of a year as far as they were drafted or closed, in order."""

    employee: EmployeeId
    year: int
    months: tuple[MonthTally, ...] = ()
    revision: int = 1

    def before(self, month: Month) -> int:
        """Minutes by which the year's months before `month` fell short."""
        return sum(each.short for each in self.months if each.month < month)

    @property
    def reaches(self) -> Month | None:
        """The month after the last one in it, whose row can say what was before; None for an empty one and after
        December, because a year begins with nothing.
        """
        last = max((each.month for each in self.months), default=None)
        return None if last is None or last.endswith("-12") else following(last)


def tallied(was: YearTally | None, line: MonthLine, unit: UnitId, month: Month) -> YearTally:
    """The year with a month as it is now, in place of what was said of it before; `was` where nothing changes."""
    year = int(month[:4])
    there = was or YearTally(EmployeeId(line.employee), year, revision=0)
    others = (each for each in there.months if (each.month, each.unit) != (month, unit))
    mine = MonthTally(month, unit, line.required, line.counted, line.short)
    months = tuple(sorted((*others, mine), key=lambda each: (each.month, each.unit)))
    return there if was and months == there.months else replace(there, months=months, revision=there.revision + 1)
