"""A unit's month as it really is, of any size: every working day of everybody has its fact.

People alternate between home and office; every eleventh report is late, every tenth person had two days of leave, every
fifteenth half a day. The same facts make the ledger's rows and the rows of the comparison's tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.domain.absences import AbsenceId, AbsenceKind, Away, Part
from chalicelib.domain.calendars import FIVE_DAYS, Expected, Month, YearCalendar, expected_days
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, MonthSheet, Verdict, slot_of
from chalicelib.domain.letters import DEFAULT_PATTERN
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, Unit, UnitId, Zone
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import Record

MONTH: Final = Month("2026-10")
"""31 days, 22 of them working days."""
OVER: Final = date(2026, 11, 1)
EXPECTED: Final[tuple[Expected, ...]] = expected_days(MONTH, FIVE_DAYS, YearCalendar(2026, (), ()))
UNIT: Final = UnitId("DISDIKPLUS")
LATE, LEAVE, HALF = 11, 10, 15


@dataclass(frozen=True)
class Person:
    """Somebody and the facts of their month."""

    id: str
    name: str
    nip: str
    home: tuple[tuple[date, Mark], ...]
    office: tuple[tuple[date, Presence], ...]
    away: tuple[tuple[date, Away], ...]

    @property
    def row(self) -> LedgerRow:
        """Their row of the ledger, as it is stored."""
        facts: list[tuple[date, Mark | Presence | Away]] = [*self.home, *self.office, *self.away]
        packed = {slot_of(day, fact): fact.packed() for day, fact in facts}
        return LedgerRow(UNIT, MONTH, EmployeeId(self.id), self.name, self.nip, packed, short=135)


def people(count: int) -> Iterator[Person]:
    """So many of them, always the same."""
    return (_person(number) for number in range(count))


def records(count: int) -> list[Record]:
    """A unit of so many with its month."""
    unit = Unit(
        id=UNIT,
        name="Dinas Pendidikan",
        kind="dinas",
        direct_service=True,
        parent=None,
        zone=Zone.WIB,
        pattern=FIVE_DAYS,
        head=None,
        secretary=None,
        address=("Jalan Patimura",),
        number_pattern=DEFAULT_PATTERN,
    )
    sheet = MonthSheet(UNIT, unit.name, MONTH, Zone.WIB, EXPECTED)
    return [unit, CircularRegister(()), sheet, *(person.row for person in people(count))]


def _person(number: int) -> Person:
    days = [each.date for each in EXPECTED if each.hours]
    away: dict[date, Away] = {}
    if number % LEAVE == 0:
        away = {day: Away(AbsenceKind.LEAVE, Part.WHOLE, AbsenceId(f"{number:016d}")) for day in days[4:6]}
    elif number % HALF == 1:
        away = {days[number % 2 + 1]: Away(AbsenceKind.LEAVE, Part.MORNING, AbsenceId(f"{number:016d}"))}
    home, office = [], []
    for at, day in enumerate(days):
        absence = away.get(day)
        if absence and absence.is_whole:
            continue
        if (number + at) % 2 == 0 and not absence:
            filed = Filed.LATE if (number + at) % LATE == 0 else Filed.IN_TIME
            minutes = 450 - number * at % 30
            order = OrderId(f"o{number:011d}{at // 5:04d}")
            home.append((day, Mark(order, approved=True, filed=filed, minutes=minutes, verdict=Verdict.ACCEPTED)))
        else:
            office.append((day, Presence(440 + number * at % 25, 955 + (number + at) % 20)))
    name = f"Dr. Muhammad Rizky Ramadhan Siregar {number:05d}, S.Sos., M.Si."
    return Person(
        f"p{number:015d}", name, f"19860926201505{number:04d}", tuple(home), tuple(office), tuple(away.items())
    )
