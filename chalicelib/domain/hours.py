"""Minutes that count. Integer minutes throughout; formatting belongs to templates."""

from datetime import time

from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Hours, minutes_between


def counted_minutes(start: time, end: time, rest: int, hours: Hours, away: Away | None = None) -> int:
    """Minutes of a home day that count towards its target.

    What lies inside the permitted hours, less the rest (minutes), and never more than the target: extra time on one day
    does not pay for shortfall on another (our convention, within Perpres 21/2023's daily pattern). An absence of half
    the day halves the target.
    """
    inside = minutes_between(max(start, hours.start), min(end, hours.end))
    return max(0, min(inside - rest, away.left_of(hours.target) if away else hours.target))
