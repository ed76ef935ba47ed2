"""What needs attention (yang perlu perhatian) in a unit: the breaks in the chain from order to verification.

Worked out from what is on record anyway; nothing is kept of it. Each need has the one page that mends it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from chalicelib.domain.capacity import Capacity
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, UnitMonth
from chalicelib.domain.mandates import Mandates
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.reminders import owes_report
from chalicelib.domain.reports import deadline_of, last_filing_day
from chalicelib.domain.texts import text

AHEAD = timedelta(days=7)
"""How far ahead orders, places and the ends of mandates are looked at."""
BACK = timedelta(days=7)
"""How far back late reports and days that nobody accounted for are listed."""


class Need(StrEnum):
    """What is wrong, the most urgent first."""

    UNREPORTED = "unreported"
    """At home by an approved order, the report not there and still accepted."""
    MISSED = "missed"
    """At home by an approved order, and the report is not accepted any more: whether they were there is to be said."""
    UNDECIDED = "undecided"
    """Asked for today or the next working days and not decided: an order is missing."""
    NO_ORDER = "no_order"
    """A published rota has them at home, and no order covers the day."""
    ORDERLESS = "orderless"
    """A report without an order that holds."""
    LATE = "late"
    UNVERIFIED = "unverified"
    OVER_CAP = "over_cap"
    """More at home than may be."""
    UNREACHABLE = "unreachable"
    """Mail does not arrive."""
    MANDATE = "mandate"
    """An acting officer's mandate ends."""


NAMES = {
    Need.UNREPORTED: text("Belum lapor"),
    Need.MISSED: text("Tanpa laporan sampai batas akhir"),
    Need.UNDECIDED: text("Surat perintah belum diputuskan"),
    Need.NO_ORDER: text("Terjadwal di rumah tanpa surat perintah"),
    Need.ORDERLESS: text("Laporan tanpa surat perintah"),
    Need.LATE: text("Laporan terlambat, belum diverifikasi"),
    Need.UNVERIFIED: text("Laporan menunggu verifikasi"),
    Need.OVER_CAP: text("Melebihi kuota WFH"),
    Need.UNREACHABLE: text("Surel tidak sampai"),
    Need.MANDATE: text("Masa tugas pejabat pengganti berakhir"),
}
"""What people call them."""


class Found(Struct, frozen=True):
    """One need: of whom, of which day."""

    need: Need
    day: date
    employee: EmployeeId | None = None
    name: str = ""
    has_mail: bool = True
    supervisor: EmployeeId | None = None
    is_due: bool = False
    """Of a report: whether its deadline has passed."""
    home: int = 0
    most: int = 0


class Surroundings(NamedTuple):
    """What a unit's needs are found in."""

    unit: Unit
    staff: tuple[Employee, ...]
    months: tuple[UnitMonth, ...]
    """The present month, and the one before as long as its reports are accepted."""
    capacities: tuple[Capacity, ...]
    mandates: tuple[Mandates, ...]
    register: CircularRegister
    at: datetime

    @property
    def today(self) -> date:
        """The unit's date."""
        return self.at.astimezone(self.unit.zone.info).date()


def found_in(around: Surroundings) -> tuple[Found, ...]:
    """Everything that needs attention, by need, then by day and name."""
    people = {person.id: person for person in around.staff}
    rows = [row for month in around.months for row in month.rows]
    found = [each for row in rows for each in _of_row(around, row, people)]
    found += _without_order(around, rows, people)
    found += _places(around)
    found += (
        Found(Need.UNREACHABLE, around.today, person.id, person.name)
        for person in around.staff
        if person.mail_trouble and not person.has_left(around.today)
    )
    found += (
        Found(Need.MANDATE, each.last, each.acting, each.acting_name)
        for mandates in around.mandates
        for each in mandates.mandates
        if each.first <= around.today <= each.last <= around.today + AHEAD
        and not any(other.first <= each.last + timedelta(1) <= other.last for other in mandates.mandates)
    )
    order = list(Need)
    return tuple(sorted(found, key=lambda each: (order.index(each.need), each.day, each.name)))


def counted(found: Iterable[Found]) -> dict[Need, int]:
    """How many there are of each need that there is any of."""
    each_need = [each.need for each in found]
    return {need: each_need.count(need) for need in Need if need in each_need}


def _of_row(around: Surroundings, row: LedgerRow, people: Mapping[EmployeeId, Employee]) -> list[Found]:
    found: list[Found] = []
    person = people.get(row.employee)
    has_mail, supervisor = person is None or bool(person.email), person.supervisor if person else None
    for digits, mark in row.marks.items():
        day = date.fromisoformat(f"{row.month}-{digits}")
        need = _need_of(around, row, day, mark)
        if need:
            is_due = need is Need.UNREPORTED and _is_due(around, day)
            found.append(Found(need, day, row.employee, row.name, has_mail, supervisor, is_due))
    return found


def _need_of(around: Surroundings, row: LedgerRow, day: date, mark: Mark) -> Need | None:
    today = around.today
    is_filed = mark.filed is not Filed.NOT_YET
    if is_filed and not mark.approved:
        return Need.ORDERLESS
    if is_filed and mark.awaits_verification:
        return Need.LATE if mark.filed is Filed.LATE and today - BACK <= day else Need.UNVERIFIED
    if owes_report(row, day) and day <= today:
        return _of_missing(around, day)
    if not mark.approved and today <= day <= today + AHEAD and not is_filed:
        return Need.UNDECIDED
    return None


def _of_missing(around: Surroundings, day: date) -> Need | None:
    circular = around.register.governing(around.unit.id, day)
    if circular is None:
        return None
    if around.today <= last_filing_day(day, circular, around.unit.zone, around.register.outages):
        return Need.UNREPORTED
    return Need.MISSED if around.today - BACK <= day else None


def _is_due(around: Surroundings, day: date) -> bool:
    circular = around.register.governing(around.unit.id, day)
    if circular is None:
        return False
    return around.at > deadline_of(day, circular, around.unit.zone, around.register.outages)[0]


def _without_order(
    around: Surroundings, rows: Iterable[LedgerRow], people: Mapping[EmployeeId, Employee]
) -> Iterable[Found]:
    """Days that a published rota holds and no order marks: somebody would be at home without one."""
    by_person = {(row.employee, row.month): row for row in rows}
    for capacity in around.capacities:
        for employee in sorted({person for held in capacity.holds.values() for person in held}):
            person, row = people.get(employee), by_person.get((employee, capacity.month))
            for digits in sorted(capacity.held_by(employee)):
                day = date.fromisoformat(f"{capacity.month}-{digits}")
                is_near = around.today <= day <= around.today + AHEAD
                if person and is_near and (row is None or not row.days.get(digits)):
                    yield Found(Need.NO_ORDER, day, employee, person.name)


def _places(around: Surroundings) -> Iterable[Found]:
    for capacity in around.capacities:
        for digits, places in sorted(capacity.days.items()):
            day = date.fromisoformat(f"{capacity.month}-{digits}")
            if places.home > places.most and around.today <= day <= around.today + AHEAD:
                yield Found(Need.OVER_CAP, day, home=places.home, most=places.most)


def needs_month_before(around_day: date, register: CircularRegister, unit: Unit) -> bool:
    """Whether the last day of the month before is still looked at on `around_day`, or its report still accepted."""
    last = around_day.replace(day=1) - timedelta(days=1)
    if around_day <= last + BACK:
        return True
    circular = register.governing(unit.id, last)
    if circular is None:
        return False
    return around_day <= last_filing_day(last, circular, unit.zone, register.outages)
