"""Attendance (presensi): when somebody was at the office, a record for each person and month.

The record is what counts, the ledger's days are a projection of it. What the secretary entered by hand stands against
the machine; a day of which nothing is recorded is not known, and never an absence.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import DayChange, LedgerRow
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.presence import DAY, Presence, clock_of
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text

LONGEST_REASON = 500
MONTHS_BACK = 2
"""Whole months before the present one whose attendance may still be recorded."""


class AttendanceDay(Struct, frozen=True):
    """One day's attendance and where it comes from."""

    day: date
    presence: Presence
    by: EmployeeId
    by_name: str
    at: datetime
    reason: str = ""
    """Why it was entered by hand; "" for what was imported."""


class AttendanceMonth(Struct, frozen=True):
    """Somebody's attendance of a month, by day."""

    employee: EmployeeId
    month: Month
    days: tuple[AttendanceDay, ...] = ()
    revision: int = 1

    def on(self, day: date) -> Presence | None:
        """What is recorded of `day`, None for nothing."""
        return next((each.presence for each in self.days if each.day == day), None)


class AttendanceDraft(Struct, frozen=True):
    """A day's attendance as it was typed; both None takes back what is recorded."""

    employee: EmployeeId
    day: date
    start: int | None
    end: int | None
    reason: str

    @property
    def presence(self) -> Presence | None:
        """What is to be recorded: an end before the start is of the next morning."""
        if self.start is None and self.end is None:
            return None
        is_next_day = self.start is not None and self.end is not None and self.end < self.start
        return Presence(self.start, self.end + DAY if is_next_day and self.end is not None else self.end, entered=True)


def draft_problems(draft: AttendanceDraft, today: date, earliest: date) -> list[Problem]:
    """What is wrong with a day that was typed, per field."""
    found: list[Problem] = []
    if not earliest <= draft.day <= today:
        msgid = text("Pilih tanggal dari %(first)s sampai %(last)s.")
        found.append(problem("day", msgid, first=earliest, last=today))
    if draft.start is not None and draft.start == draft.end:
        found.append(problem("end", text("Jam pulang sama dengan jam masuk. Kosongkan yang tidak diketahui.")))
    if not draft.reason:
        found.append(problem("reason", text("Tuliskan alasannya.")))
    return found


def recorded(
    month: AttendanceMonth, days: Iterable[tuple[date, Presence | None]], by: tuple[str, str], at: datetime, reason: str
) -> AttendanceMonth:
    """The next revision of a month, with `days` as they are now."""
    turned = dict(days)
    kept = [each for each in month.days if each.day not in turned]
    new = [
        AttendanceDay(day, presence, EmployeeId(by[0]), by[1], at, reason)
        for day, presence in turned.items()
        if presence
    ]
    ordered = tuple(sorted((*kept, *new), key=lambda each: each.day))
    return replace(month, days=ordered, revision=month.revision + 1)


def ledger_changes(row: LedgerRow, month: AttendanceMonth) -> tuple[DayChange, ...]:
    """How a row follows the attendance of its month; nothing once it does."""
    return tuple(
        DayChange(each.day, there, each.presence)
        for each in month.days
        if row.covers(each.day) and (there := row.presence(each.day)) != each.presence
    )


def told(presence: Presence | None) -> str:
    """Attendance in the trail's words, e.g. "07.30-16.00"."""
    return "-".join(_clock(each) for each in presence.times) if presence else "belum ada data"


def _clock(minutes: int | None) -> str:
    found = clock_of(minutes)
    return f"{found:%H.%M}" if found else "?"
