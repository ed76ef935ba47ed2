"""What the clock owes each unit, in the unit's own time zone."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.calendars import following, month_of, preceding
from chalicelib.domain.people import Zone

URGE_FROM = (time(7, 30), time(14, 45))
"""Twice a day, unit time: before work begins, and so that a tick before 15.00 is in time for the last call."""

SUMMARY_FROM = time(1)
"""On the 1st, unit time: late enough that the last evening's reports are in."""


VERIFY_FROM = time(17, 30)
"""Each evening, unit time: the reports of the day are in, and who verifies them is asked to."""


REMIND_FROM = time(13)
"""Each day, unit time: hours before any deadline, so that reminders are written ahead and wait for their moment."""

ATTENTION_FROM = time(17, 30)
"""Each evening, unit time: what needs attention is told to the unit's secretary."""

EVENING_MAIL_AFTER = timedelta(minutes=5)
"""By then every unit's evening is through, and whoever gets two lists gets them in one mail."""

SNAPSHOT_HOURS = range(7, 20)
"""Each of these hours, unit time: how the unit's day stands is counted for the city's overview."""


class Job(StrEnum):
    """A job that is done once per unit and period."""

    OPEN = "open"
    """Open the month's ledger and capacity for everyone in the unit."""
    SUMMARY = "summary"
    """Make the summary of the month that ended."""
    LAPSE = "lapse"
    """Let undecided days lapse, once a day: the day before is over."""
    VERIFY = "verify"
    """Ask whoever verifies the unit's reports, once an evening."""
    REMIND = "remind"
    """Remind those who owe the day's report, once a day."""
    ATTENTION = "attention"
    """Tell the unit's secretary what needs attention, once an evening."""
    SNAPSHOT = "snapshot"
    """Count how the unit's day stands, once an hour."""
    URGE = "urge"
    """Urge those who have not decided, twice a day."""


class Due(Struct, frozen=True):
    """A job that is owed."""

    job: Job
    period: str
    """A month as "2026-11", a date of the unit as "2026-11-23", or a time of such a date as "2026-11-23T0730"."""


def due_jobs(at: datetime, zone: Zone) -> tuple[Due, ...]:
    """What a unit in `zone` is owed at `at`, whether or not an earlier tick already handed it out.

    This month and the next are open, so that orders can be asked for ahead; the last month's summary is owed from the
    1st at 01.00 on, for as long as it takes a tick to come. A day's lapsing makes up for days that no tick came on, and
    one urging for those before it.
    """
    local = at.astimezone(zone.info)
    month = month_of(local.date())
    begun = [each for each in URGE_FROM if each <= local.time()]
    evening = local.time() >= VERIFY_FROM
    daily = (
        Due(Job.LAPSE, local.date().isoformat()),
        *([Due(Job.REMIND, f"{local.date()}T{REMIND_FROM:%H%M}")] if local.time() >= REMIND_FROM else []),
        *([Due(Job.ATTENTION, f"{local.date()}T{ATTENTION_FROM:%H%M}")] if local.time() >= ATTENTION_FROM else []),
        *([Due(Job.SNAPSHOT, f"{local:%Y-%m-%dT%H00}")] if local.hour in SNAPSHOT_HOURS else []),
        *([Due(Job.VERIFY, f"{local.date()}T{VERIFY_FROM:%H%M}")] if evening else []),
        *(Due(Job.URGE, f"{local.date()}T{each:%H%M}") for each in begun[-1:]),
    )
    opened = (Due(Job.OPEN, month), Due(Job.OPEN, following(month)), *daily)
    summary_is_owed = local.day > 1 or local.time() >= SUMMARY_FROM
    return (*opened, Due(Job.SUMMARY, preceding(month))) if summary_is_owed else opened
