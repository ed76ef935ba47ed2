"""An export of attendance that a secretary hands in: what it would record, whom nobody knows, and how far it is.

A day that is on record already changes nothing, so that the same export, or a corrected one, may be handed in again. A
day that was entered by hand stays as it is.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct

from chalicelib.domain.attendance import MONTHS_BACK, AttendanceMonth
from chalicelib.domain.attendance_rows import AttendanceRow, days_of
from chalicelib.domain.calendars import Month, first_day, month_of, preceding
from chalicelib.domain.csv_rows import Findings
from chalicelib.domain.import_changes import RowProblem
from chalicelib.domain.imports import UnitList
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.people import Employee, EmployeeId
from chalicelib.domain.presence import Presence
from chalicelib.domain.texts import text


class PlannedDay(Struct, frozen=True):
    """A day that is going to be recorded, and what is on record."""

    day: date
    was: Presence | None
    becomes: Presence


class Entry(Struct, frozen=True):
    """What is going to be recorded of one person and month."""

    employee: EmployeeId
    employee_name: str
    month: Month
    days: tuple[PlannedDay, ...]

    @property
    def changed(self) -> tuple[PlannedDay, ...]:
        """Days that are on record and turn into something else."""
        return tuple(each for each in self.days if each.was)


class Unknown(Struct, frozen=True):
    """Somebody in the file who is none of the unit's staff."""

    who: str
    name: str
    line: int
    lines: int
    elsewhere: bool
    """Whether they work in another unit."""


class AttendancePlan(Struct, frozen=True):
    """Everything an export would do, and everything that is wrong with it."""

    entries: tuple[Entry, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    known: int = 0
    """Days that are on record already."""
    kept: int = 0
    """Days that were entered by hand and that the machine says something else of."""


class AttendanceList(UnitList, frozen=True, kw_only=True):
    """An export that was handed in."""

    days: int = 0
    known: int = 0
    kept: int = 0
    unknown: int = 0
    refused: int = 0


class Surroundings(NamedTuple):
    """What an export is compared with."""

    staff: tuple[Employee, ...]
    elsewhere: frozenset[str]
    """NIPs and numbers of other units' staff, as far as the export names any."""
    months: Mapping[tuple[EmployeeId, Month], AttendanceMonth]
    rows: Mapping[tuple[EmployeeId, Month], LedgerRow]
    today: date


def earliest_day(today: date) -> date:
    """The first day whose attendance may still be recorded."""
    month = month_of(today)
    for _ in range(MONTHS_BACK):
        month = preceding(month)
    return first_day(month)


def names_of(person: Employee) -> set[str]:
    """What an export may call somebody."""
    number = (person.number or "").replace(" ", "").replace(".", "").upper()
    return {name for name in (person.nip, number, number.lstrip("0")) if name}


def by_name(staff: Iterable[Employee]) -> dict[str, Employee]:
    """Staff by what an export calls them; who shares a name with another has none."""
    found: dict[str, list[Employee]] = {}
    for person in staff:
        for name in names_of(person):
            found.setdefault(name, []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}


def named(who: str, known: Mapping[str, Employee]) -> Employee | None:
    """Whom an export means by `who`; machines drop or add zeros at the front."""
    return known.get(who) or known.get(who.lstrip("0"))


def plan_of(rows: tuple[AttendanceRow, ...], findings: Findings, around: Surroundings) -> AttendancePlan:
    """What an export would do."""
    known = by_name(around.staff)
    in_time = _in_time(rows, findings, around.today)
    of_people: dict[EmployeeId, list[AttendanceRow]] = {}
    strangers: dict[str, list[AttendanceRow]] = {}
    for row in in_time:
        person = named(row.who, known)
        if person:
            of_people.setdefault(person.id, []).append(row)
        else:
            strangers.setdefault(row.who, []).append(row)
    entries: list[Entry] = []
    already = kept = 0
    for person in around.staff:
        found = days_of(of_people.get(person.id, ()))
        first = min((row.line for row in of_people.get(person.id, ())), default=1)
        for month in sorted({month_of(day) for day in found}):
            within = {day: each for day, each in found.items() if month_of(day) == month}
            there = around.months.get((person.id, month)) or AttendanceMonth(person.id, month)
            ledger = around.rows.get((person.id, month))
            days = _planned(person, ledger, there, within, first, findings)
            already += sum(each.was is not None and each.was.times == each.becomes.times for each in days)
            new = [each for each in days if each.was is None or each.was.times != each.becomes.times]
            kept += sum(each.was is not None and each.was.entered for each in new)
            written = tuple(each for each in new if each.was is None or not each.was.entered)
            if written:
                entries.append(Entry(person.id, person.name, month, written))
    unknown = tuple(
        Unknown(who, found[0].name, found[0].line, len(found), elsewhere=who in around.elsewhere)
        for who, found in sorted(strangers.items(), key=lambda each: each[1][0].line)
    )
    problems = tuple(sorted(findings.problems, key=lambda each: each.line))
    return AttendancePlan(tuple(entries), unknown, problems, already, kept)


def _in_time(rows: tuple[AttendanceRow, ...], findings: Findings, today: date) -> list[AttendanceRow]:
    """The rows that may be recorded; those of last year or of tomorrow are told together."""
    first = earliest_day(today)
    old = [row for row in rows if row.day < first]
    ahead = [row for row in rows if row.day > today]
    if old:
        findings.tell(
            old[0].line,
            "tanggal",
            text(
                "%(count)s baris dari %(first)s sampai %(last)s tidak dicatat: presensi dicatat mulai %(earliest)s. "
                "Periksa rentang tanggal dan jam mesin, lalu ekspor kembali."
            ),
            count=len(old),
            first=f"{min(row.day for row in old):%d-%m-%Y}",
            last=f"{max(row.day for row in old):%d-%m-%Y}",
            earliest=f"{first:%d-%m-%Y}",
        )
    if ahead:
        findings.tell(
            ahead[0].line,
            "tanggal",
            text("%(count)s baris bertanggal sesudah hari ini tidak dicatat. Periksa jam mesin."),
            count=len(ahead),
        )
    return [row for row in rows if first <= row.day <= today]


def _planned(
    person: Employee,
    ledger: LedgerRow | None,
    there: AttendanceMonth,
    found: Mapping[date, Presence],
    line: int,
    findings: Findings,
) -> list[PlannedDay]:
    """Somebody's days of a month as far as they are the unit's to record."""
    here = {day: each for day, each in found.items() if ledger and ledger.covers(day)}
    if len(here) < len(found):
        missing = sorted(day for day in found if day not in here)
        findings.tell(
            line,
            "tanggal",
            text("%(name)s tidak bertugas di unit ini pada %(count)s hari mulai %(day)s; hari tersebut tidak dicatat."),
            name=person.name,
            count=len(missing),
            day=f"{missing[0]:%d-%m-%Y}",
        )
    return [PlannedDay(day, there.on(day), each) for day, each in here.items()]


def months_in(rows: Iterable[AttendanceRow], today: date) -> tuple[Month, ...]:
    """The months of an export that may be recorded; the day before too, to which the end of a night may belong."""
    first = earliest_day(today)
    days = {day for row in rows for day in (row.day, row.day - timedelta(1)) if first <= day <= today}
    return tuple(sorted({month_of(day) for day in days}))
