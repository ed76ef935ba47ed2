"""The city at a glance: how each unit's day stands, as it was when the tick last looked."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.ledger import Filed, UnitMonth
from chalicelib.domain.months import HOME_CLASSES, classify
from chalicelib.domain.people import UnitId
from chalicelib.domain.reminders import owes_report


class UnitSnapshot(Struct, frozen=True):
    """A unit's day, counted in people; filing a report does not touch it."""

    unit: UnitId
    unit_name: str
    day: date
    taken_at: datetime
    staff: int
    """Who works in the unit on that day."""
    at_home: int
    """By an approved order, absent ones not among them."""
    reported: int
    late: int
    """Of the reported ones."""
    missing: int
    """At home and not reported."""
    is_working_day: bool = True

    @property
    def home_share(self) -> int:
        """Percent at home."""
        return self.at_home * 100 // self.staff if self.staff else 0

    @property
    def reported_share(self) -> int:
        """Percent of those at home who reported."""
        return self.reported * 100 // self.at_home if self.at_home else 100


def snapshot_of(month: UnitMonth, day: date, at: datetime) -> UnitSnapshot:
    """How a unit's `day` stands."""
    sheet = month.sheet
    here = [row for row in month.rows if row.covers(day)]
    expected = sheet.on(day)
    home = reported = late = missing = 0
    for row in here:
        mark = row.mark(day)
        kind = classify(expected, mark, day, away=row.away(day), presence=row.presence(day))
        if mark is None or kind not in HOME_CLASSES:
            continue
        home += 1
        reported += mark.filed is not Filed.NOT_YET
        late += mark.filed is Filed.LATE
        missing += owes_report(row, day)
    is_working_day = expected.hours is not None
    return UnitSnapshot(sheet.unit, sheet.unit_name, day, at, len(here), home, reported, late, missing, is_working_day)


def worst_first(snapshots: Iterable[UnitSnapshot]) -> tuple[UnitSnapshot, ...]:
    """By how many reports are missing, then late, then by the share at home; by name where all that is alike."""
    return tuple(sorted(snapshots, key=lambda each: (-each.missing, -each.late, -each.home_share, each.unit_name)))
