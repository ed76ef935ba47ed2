"""The unit's month: one small row per employee, so that a month is read with one query however long its reports are.

The ledger is a projection of orders, reports and absences, written in the same transaction as what it reflects. An
absence of a whole day takes the place of an order's mark, so that neither can be written over the other; one of half a
day stands beside it. Attendance at the office stands beside either, and so does a call to the office, whose day at home
is gone.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.absences import Absence, Away, unpacked_away
from chalicelib.domain.calendars import Expected, Month, dates_of
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import Employee, EmployeeId, UnitId, Zone
from chalicelib.domain.presence import Presence, Recalled, unpacked_presence, unpacked_recalled


class Filed(StrEnum):
    """Whether the day's report has arrived; the value is the letter it is packed as."""

    NOT_YET = "-"
    IN_TIME = "t"
    LATE = "l"


class Verdict(StrEnum):
    """What verification made of the day's report; the value ends the packed string."""

    NONE = ""
    ACCEPTED = "+"
    """Its minutes are final."""
    RETURNED = "!"
    """It has to be corrected."""


class Mark(Struct, frozen=True):
    """What is recorded of one employee's day: an order, whether it is approved, its report and the minutes counted.

    What the unit's secretary entered for an employee without mail is marked as such.
    """

    order: OrderId
    approved: bool = False
    filed: Filed = Filed.NOT_YET
    minutes: int = 0
    order_entered: bool = False
    report_entered: bool = False
    verdict: Verdict = Verdict.NONE
    closed: bool = False
    """Whether the order is that of a closed unit; approved, as those always are."""

    @property
    def is_final(self) -> bool:
        """Whether its minutes were found right; before that they count provisionally."""
        return self.verdict is Verdict.ACCEPTED

    @property
    def awaits_verification(self) -> bool:
        """Whether its report has come and nobody has verified it."""
        return self.filed is not Filed.NOT_YET and self.verdict is Verdict.NONE

    @property
    def entered(self) -> bool:
        """Whether any of it was entered by the secretary."""
        return self.order_entered or self.report_entered

    def packed(self) -> str:
        """The mark as the short string that is stored, e.g. "at450kq3vd5c2x7mabnop"; capitals where it was entered.

        "a" for approved, "c" for approved because the unit is closed, "s" for asked for. A report that was verified
        ends it with "+" or "!", which no order's id does.
        """
        order, report = ("c" if self.closed else "a") if self.approved else "s", self.filed.value
        order = order.upper() if self.order_entered else order
        report = report.upper() if self.report_entered else report
        return f"{order}{report}{self.minutes:03d}{self.order}{self.verdict}"


_VERDICTS = frozenset({Verdict.ACCEPTED.value, Verdict.RETURNED.value})


def unpacked(packed: str) -> Mark:
    """The mark that `packed` was made from."""
    order, report = packed[0], packed[1]
    verdict = Verdict(packed[-1]) if packed[-1] in _VERDICTS else Verdict.NONE
    return Mark(
        OrderId(packed[5:].removesuffix(verdict)),
        order.lower() != "s",
        Filed(report.lower()),
        int(packed[2:5]),
        order_entered=order.isupper(),
        report_entered=report.isupper(),
        verdict=verdict,
        closed=order.lower() == "c",
    )


BESIDE = "h"
"""Follows the two digits of a day under which an absence of half a day stands."""


AT_OFFICE = "k"
"""Follows the two digits of a day under which attendance at the office (kantor) stands."""
CALLED_IN = "r"
"""Follows the two digits of a day under which a call to the office (recall) stands."""
BESIDES = ("+", "@", ">")
"""What begins a packed fact that is no order's mark: an absence, attendance, a call."""

Fact = Mark | Away | Presence | Recalled


def slot_of(day: date, fact: Fact) -> str:
    """Under what a row keeps `fact` of `day`: its two digits, and a letter for what stands beside an order's mark."""
    if isinstance(fact, Presence | Recalled):
        return f"{day:%d}{AT_OFFICE if isinstance(fact, Presence) else CALLED_IN}"
    return f"{day:%d}{BESIDE}" if isinstance(fact, Away) and not fact.is_whole else f"{day:%d}"


class LedgerRow(Struct, frozen=True):
    """One employee's month; `days` maps the day in two digits to a packed mark or absence, days without facts missing.

    An absence of half a day stands under the digits and an "h", attendance and a "k", a call to the office and an "r".
    """

    unit: UnitId
    month: Month
    employee: EmployeeId
    name: str
    nip: str | None
    days: dict[str, str] = field(default_factory=dict)
    since: date | None = None
    """First day in this unit, when it lies within the month."""
    until: date | None = None
    """Last day in this unit, when it is known."""
    weekly: int | None = None
    """Minutes of an ordinary week where they are this person's own, None for the unit's."""
    short: int | None = None
    """Minutes that the year's months before this one fell short, None before they are worked out."""

    def covers(self, day: date) -> bool:
        """Whether the employee belongs to the unit on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def mark(self, day: date) -> Mark | None:
        """The order of `day` and what came of it, None when there is none."""
        packed = self.days.get(f"{day:%d}", "")
        return unpacked(packed) if packed and not packed.startswith("+") else None

    @property
    def marks(self) -> dict[str, Mark]:
        """Every day with an order by its two digits."""
        return {day: unpacked(packed) for day, packed in self.days.items() if not packed.startswith(BESIDES)}

    def presence(self, day: date) -> Presence | None:
        """The attendance at the office on `day`, None as long as none was imported or entered."""
        packed = self.days.get(f"{day:%d}{AT_OFFICE}")
        return unpacked_presence(packed) if packed else None

    def recalled(self, day: date) -> Recalled | None:
        """The call that took the day at home on `day`, None when there was none."""
        packed = self.days.get(f"{day:%d}{CALLED_IN}")
        return unpacked_recalled(packed) if packed else None

    @property
    def imported_until(self) -> date | None:
        """The last day of which the machine, and not the secretary, says when this person was at the office."""
        ends = (slot[:2] for slot, packed in self.days.items() if slot[2:] == AT_OFFICE and not packed.endswith("m"))
        last = max(ends, default=None)
        return date.fromisoformat(f"{self.month}-{last}") if last else None

    def away(self, day: date) -> Away | None:
        """The absence on `day`, None when there is none."""
        packed = self.days.get(f"{day:%d}{BESIDE}") or self.days.get(f"{day:%d}", "")
        return unpacked_away(packed) if packed.startswith("+") else None

    @property
    def aways(self) -> dict[date, Away]:
        """Every day with an absence."""
        packed_ones = {name[:2]: packed for name, packed in self.days.items() if packed.startswith("+")}
        return {date.fromisoformat(f"{self.month}-{day}"): unpacked_away(each) for day, each in packed_ones.items()}


class Summary(Struct, frozen=True):
    """The month's summary as it was made: what it came to, and the file that holds it."""

    made_at: datetime
    required: int
    counted: int
    content_hash: str
    """SHA-256 (hex) of the CSV."""
    file: str
    """The CSV; the other formats lie beside it."""
    circulars: tuple[str, ...] = ()
    """Citations of those that bound the unit in that month."""

    def file_as(self, ending: str) -> str:
        """The summary in another format."""
        return f"{self.file.removesuffix('.csv')}.{ending}"


class MonthSheet(Struct, frozen=True):
    """What the month asks of the whole unit; the heading of its ledger."""

    unit: UnitId
    unit_name: str
    month: Month
    zone: Zone
    expected: tuple[Expected, ...]
    summary: Summary | None = None
    revision: int = 1

    def on(self, day: date) -> Expected:
        """What `day`, a date of this month, asks."""
        return self.expected[day.day - 1]


class UnitMonth(Struct, frozen=True):
    """A unit's month as it is read: the heading and a row per employee by name."""

    sheet: MonthSheet
    rows: tuple[LedgerRow, ...]


def works_in(employee: Employee, month: Month) -> bool:
    """Whether the employee works here on any day of `month`."""
    days = dates_of(month)
    return (employee.joined is None or employee.joined <= days[-1]) and (
        employee.left is None or days[0] < employee.left
    )


def opened_row(employee: Employee, month: Month, since: date | None = None) -> LedgerRow:
    """An employee's month before anything happened; `since` is the first day in the unit, if that is not the first day
    in the city's service.
    """
    first = dates_of(month)[0]
    begun = max((day for day in (employee.joined, since) if day), default=first)
    until = employee.left - timedelta(days=1) if employee.left else None
    return LedgerRow(
        employee.unit,
        month,
        employee.id,
        employee.name,
        employee.nip,
        since=begun if begun > first else None,
        until=until,
        weekly=employee.weekly,
        short=0 if first.month == 1 else None,
    )


class DayChange(Struct, frozen=True):
    """A day of a row that turns from one mark into another; None is a day without facts.

    What stands beside an order's mark is a change of its own.
    """

    day: date
    was: Fact | None
    becomes: Fact | None

    @property
    def slot(self) -> str:
        """Under what the row keeps what changes."""
        fact = self.becomes or self.was
        return slot_of(self.day, fact) if fact else f"{self.day:%d}"


def marks_after(was: Order | None, becomes: Order) -> tuple[DayChange, ...]:
    """How the ledger follows when an order changes: only a submitted or approved order stands on its days.

    What a rota made is carried there by a worker, see `placing`.
    """
    if becomes.covers:
        return ()

    def standing(order: Order | None) -> dict[date, Mark]:
        if order is None:
            return {}
        mark = Mark(order.id, order.status is Status.APPROVED, order_entered=order.entered_by is not None)
        return dict.fromkeys(order.standing, mark)

    old, new = standing(was), standing(becomes)
    return tuple(
        DayChange(day, old.get(day), new.get(day))
        for day in sorted(old.keys() | new.keys())
        if old.get(day) != new.get(day)
    )


def absence_changes(row: LedgerRow, absence: Absence) -> tuple[DayChange, ...]:
    """How a row follows an absence, which it may reflect already in part; nothing once it does.

    A day whose report has come, or that another absence holds, stays as it is. Days off are marked too, so that a
    calendar that is corrected later finds them.
    """
    changes: list[DayChange] = []
    for day in dates_of(row.month):
        wanted = absence.on(day) if row.covers(day) else None
        there, mark = row.away(day), row.mark(day)
        is_ours = there is not None and there.absence == absence.id
        if wanted == there or (there and not is_ours) or (wanted and wanted.is_whole and _is_filed(mark)):
            continue
        if there and wanted and there.is_whole == wanted.is_whole:
            changes.append(DayChange(day, there, wanted))
            continue
        if there:
            changes.append(DayChange(day, there, None))
        if wanted:
            changes.append(DayChange(day, mark if wanted.is_whole else None, wanted))
    return tuple(changes)


def _is_filed(mark: Mark | None) -> bool:
    return mark is not None and mark.filed is not Filed.NOT_YET


def absent_in(month: UnitMonth) -> dict[EmployeeId, dict[date, Away]]:
    """Who of a unit is away on which days of a month, from what one query reads; who is not away is missing."""
    return {row.employee: aways for row in month.rows if (aways := row.aways)}


def excused(mark: Mark) -> Mark:
    """The mark of a late report after an outage turned out to excuse it."""
    return replace(mark, filed=Filed.IN_TIME)


def late_again(mark: Mark) -> Mark:
    """The mark of a report that only an outage excused which turned out to be none."""
    return replace(mark, filed=Filed.LATE)


def corrected(mark: Mark, minutes: int, *, entered: bool = False) -> Mark:
    """The mark after the day's report was corrected: as late or in time as first received, to be verified anew."""
    return replace(mark, minutes=minutes, report_entered=entered, verdict=Verdict.NONE)


def verified(mark: Mark, *, accepted: bool) -> Mark:
    """The mark after the day's report was verified."""
    return replace(mark, verdict=Verdict.ACCEPTED if accepted else Verdict.RETURNED)


def reported(mark: Mark, minutes: int, *, late: bool, entered: bool = False) -> Mark:
    """The mark after the day's report arrived."""
    return replace(mark, filed=Filed.LATE if late else Filed.IN_TIME, minutes=minutes, report_entered=entered)
