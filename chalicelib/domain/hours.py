"""Minutes that count. Integer minutes throughout; formatting belongs to templates."""

from datetime import time

from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import Hours, minutes_between
from chalicelib.domain.presence import Presence, minutes_of


def counted_minutes(start: time, end: time, rest: int, hours: Hours, away: Away | None = None) -> int:
    """Minutes of a home day that count towards its target.

    What lies inside the permitted hours, less the rest (minutes), and never more than the target: extra time on one day
    does not pay for shortfall on another (our convention, within Perpres 21/2023's daily pattern). An absence of half
    the day halves the target.
    """
    inside = minutes_between(max(start, hours.start), min(end, hours.end))
    return max(0, min(inside - rest, away.left_of(hours.target) if away else hours.target))


def minutes_at_office(presence: Presence, hours: Hours, away: Away | None = None) -> int:
    """Minutes of an office day that count towards its target, 0 as long as only one of its two times is known.

    As at home: what lies inside the permitted hours, less the rest of the day, and never more than the target. Half a
    day beside an absence has no rest. A shift that crosses midnight lies outside any unit's hours and counts by its
    whole length.
    """
    if presence.start is None or presence.end is None:
        return 0
    inside = presence.end - presence.start
    if not presence.is_overnight:
        inside = min(presence.end, minutes_of(hours.end)) - max(presence.start, minutes_of(hours.start))
    return max(0, min(inside, away.left_of(hours.target)) if away else min(inside - hours.rest, hours.target))
