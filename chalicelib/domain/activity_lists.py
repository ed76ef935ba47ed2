"""What somebody did in a month, in the shape that an e-Kinerja entry asks for: nobody types it twice."""

from datetime import date, time
from hashlib import sha256

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import Verdict
from chalicelib.domain.reports import Activity, DailyReport

LAYOUT = 1
"""Goes up when the same activities are to be printed differently."""


class ActivityLine(Struct, frozen=True):
    """One activity: date, activity, output, volume with its measure, and time."""

    date: date
    start: time | None
    end: time | None
    minutes: int | None
    """None where the report does not say how long it took."""
    activity: str
    output: str
    volume: int
    measure: str
    task: str
    verdict: Verdict
    """Of the report it stands in."""


class ActivityList(Struct, frozen=True):
    """One employee's activities of a month, by date and time."""

    name: str
    nip: str | None
    post: str
    unit_name: str
    city: str
    month: Month
    lines: tuple[ActivityLine, ...]

    @property
    def fingerprint(self) -> str:
        """A hash of everything the papers say."""
        return sha256(repr((LAYOUT, self)).encode()).hexdigest()


def activity_lines(reports: tuple[DailyReport, ...]) -> tuple[ActivityLine, ...]:
    """The activities of reports by date, those of a day by their time, those without one in the order they came."""
    return tuple(
        _line(report, each)
        for report in sorted(reports, key=lambda one: one.date)
        for each in sorted(report.draft.activities, key=lambda one: one.start or time.max)
    )


def _line(report: DailyReport, each: Activity) -> ActivityLine:
    verdict = Verdict.ACCEPTED if report.is_accepted else Verdict.RETURNED if report.is_returned else Verdict.NONE
    return ActivityLine(
        report.date,
        each.start,
        each.end,
        each.minutes,
        each.activity,
        each.output,
        each.volume,
        each.measure,
        each.task,
        verdict,
    )
