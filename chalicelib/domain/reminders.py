"""Reminding people of the day's report before its deadline: by mail, by their own calendar, or not at all."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.people import EmployeeId

AHEAD = timedelta(minutes=90)
"""How long before the deadline a mail goes out."""
ALARM = timedelta(minutes=60)
"""How long before the deadline a calendar rings."""


class How(StrEnum):
    """How somebody wants to be reminded."""

    MAIL = "mail"
    CALENDAR = "calendar"
    """By a file that their own calendar reads."""
    NOTHING = "nothing"


class ReminderChoice(Struct, frozen=True):
    """What somebody chose; who never chose is reminded by mail."""

    employee: EmployeeId
    how: How


class ToReport(Struct, frozen=True):
    """A day whose report is to be filed, and until when it is in time."""

    day: date
    deadline: datetime


def how_of(choice: ReminderChoice | None) -> How:
    """How somebody is reminded."""
    return choice.how if choice else How.MAIL


def owes_report(row: LedgerRow, day: date) -> bool:
    """Whether a report of `day` is still to be filed: at home by an approved order, not absent, not at the office."""
    mark, away = row.mark(day), row.away(day)
    if mark is None or not mark.approved or mark.filed is not Filed.NOT_YET or (away and away.is_whole):
        return False
    return row.presence(day) is None


def reminder_id(employee: EmployeeId, day: date, *, by_hand: bool) -> str:
    """The one reminder of a person and a day, and the one more that the unit's secretary may ask for."""
    return f"{'nudge' if by_hand else 'reminder'}-{employee}-{day}"


def late_reminder_id(employee: EmployeeId, day: date, today: date) -> str:
    """The one more that may be asked for on each of the days after, as long as the report is accepted."""
    return f"{reminder_id(employee, day, by_hand=True)}-{today}"
