"""Minutes that count. Integer minutes throughout; formatting belongs to templates.

The week's hours are those of Perpres 21/2023 (before it Keppres 68/1995), rest excluded: 37 h 30 m, and 32 h 30 m in
the fasting month; a day's are those of the unit's pattern within them. What a day counts is:

- what lies inside the permitted hours, so that coming early and staying late counts nothing (our convention: the
  Perpres sets the hours in which work is done, and overtime is ordered on its own);
- less the rest: of a home day as the report says, of an office day as the pattern says, on Fridays longer (90 minutes;
  in the fasting month 30 and 60: Perpres 21/2023);
- never more than the day asks of the person, so that extra time on one day does not pay for shortfall on another, and
  work on a day off counts 0 and is shown (our convention).

Half a day's absence halves what the day asks; whoever is asked for half a day or less, or for four hours or less, has
no rest taken off (our convention, after UU 13/2003 art. 79: rest follows upon four hours of work).
"""

from datetime import time

from msgspec import Struct

from chalicelib.domain.absences import Away
from chalicelib.domain.calendars import WEEK, Hours, minutes_between
from chalicelib.domain.presence import Presence, minutes_of

FOUR_HOURS = 240


class Shares(Struct, frozen=True):
    """A day's minutes by where they were worked."""

    home: int
    office: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.home + self.office


def asked_of(target: int, away: Away | None = None, weekly: int | None = None) -> int:
    """Minutes that a day with `target` asks of one person.

    Part-time staff (PPPK paruh waktu) are asked for `weekly` minutes of an ordinary week, which the PPK sets
    (KepmenPANRB 16/2025; of THL the contract says it): of each day as much less as their week is less than 37 h 30 m,
    whole minutes rounded down (our convention). An absence then lowers that by half or to nothing.
    """
    own = target if weekly is None else min(target, target * weekly // WEEK)
    return away.left_of(own) if away else own


def rest_of(hours: Hours, asked: int) -> int:
    """Minutes of rest taken off a day at the office of somebody who is asked for `asked` minutes."""
    return 0 if asked <= max(FOUR_HOURS, hours.target - hours.target // 2) else hours.rest


def counted_minutes(
    start: time, end: time, rest: int, hours: Hours, away: Away | None = None, weekly: int | None = None
) -> int:
    """Minutes of a home day that count towards what it asks; `rest` as the report says."""
    inside = minutes_between(max(start, hours.start), min(end, hours.end))
    return max(0, min(inside - rest, asked_of(hours.target, away, weekly)))


def minutes_at_office(presence: Presence, hours: Hours, away: Away | None = None, weekly: int | None = None) -> int:
    """Minutes of an office day that count towards what it asks, 0 as long as only one of its two times is known.

    A shift that crosses midnight belongs to the day on which it starts, lies outside any unit's hours and counts by its
    whole length (our convention; Perpres 21/2023 art. 7 lets such units keep hours of their own).
    """
    if presence.start is None or presence.end is None:
        return 0
    inside = presence.end - presence.start
    if not presence.is_overnight:
        inside = min(presence.end, minutes_of(hours.end)) - max(presence.start, minutes_of(hours.start))
    asked = asked_of(hours.target, away, weekly)
    return max(0, min(inside - rest_of(hours, asked), asked))


def minutes_recalled(
    since: int, presence: Presence, hours: Hours, away: Away | None = None, weekly: int | None = None
) -> Shares:
    """Minutes of a day at home that ended with a call to the office at `since`, minutes after midnight.

    At home from the beginning of the permitted hours until the call, at the office from the arrival that attendance
    shows until they went. The way there counts in neither. No report is asked for the home share, since the call took
    its order away. The day's rest is taken off the longer share, and what is over the day's target off the office's.
    All of it our convention (decision 0039); 0 as long as attendance shows only one of its two times.
    """
    if presence.start is None or presence.end is None:
        return Shares(0, 0)
    opens, closes = minutes_of(hours.start), minutes_of(hours.end)
    home = max(0, min(since, presence.start, closes) - opens)
    office = max(0, min(presence.end, closes) - max(presence.start, opens))
    asked = asked_of(hours.target, away, weekly)
    rest = rest_of(hours, asked)
    if home > office:
        home = max(0, home - rest)
    else:
        office = max(0, office - rest)
    home = min(home, asked)
    return Shares(home, min(office, asked - home))
