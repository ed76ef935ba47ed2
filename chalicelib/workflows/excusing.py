"""Recounting which reports are late after an outage was entered, corrected or withdrawn, a unit at a time.

Each report is one transaction with its day of the ledger, so that the worker may be cut anywhere and do a unit again.
What was late for an outage's sake is in time; what such an outage alone excused that was none after all is late again,
unless its month is signed.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from chalicelib.domain.calendars import month_of
from chalicelib.domain.circulars import CircularRegister, Outage
from chalicelib.domain.ledger import DayChange, Filed, LedgerRow, Mark, UnitMonth, excused, late_again
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import Change, Create, MarkDays, Replace, register_key, report_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.reports import DailyReport, deadline_of, excused_by
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, TrailEntry
from chalicelib.workflows.ports import Office

CHAIN = timedelta(days=14)
"""How far before an outage the days lie whose deadline it moves after earlier outages did."""
AT_ONCE = 50
"""Reports that are read together."""


class _Case(NamedTuple):
    """An outage as it stands, and what may follow from it."""

    register: CircularRegister
    outage: Outage
    widest: tuple[Outage, ...]
    """Every outage, and this one as long as it ever was said to last: what they move is worth reading."""
    is_changed: bool
    """Whether it was corrected or withdrawn, so that what it excused may be late again."""


def recount(office: Office, unit: UnitId, about: str, at: datetime) -> None:
    """Has a unit's reports be late or in time as the outages say now; doing it twice changes nothing.

    `about` is the trail's name of the outage. One query a month it touches, and for each report a read and a write.
    """
    register = office.records.read(register_key()).get(register_key())
    known = (*register.outages, *register.withdrawn)
    outage = next((each for each in known if f"OUTAGE#{each.id}" == about), None)
    if outage is None:
        return
    first, last = outage.reach or (outage.first, outage.last)
    widest = sorted((*register.outages, replace(outage, first=first, last=last)), key=lambda each: each.first)
    is_changed = outage.reach is not None or outage not in register.outages
    case = _Case(register, outage, tuple(widest), is_changed)
    for month in dict.fromkeys(map(month_of, (first.date() - CHAIN, last.date() + timedelta(days=1)))):
        try:
            there = office.ledger.month(unit, month)
        except NotFound:
            continue
        _recount_month(office, case, there, at)


def _recount_month(office: Office, case: _Case, month: UnitMonth, at: datetime) -> None:
    days = [each.date for each in month.sheet.expected if _is_moved(case, month, each.date)]
    worth = (Filed.LATE, Filed.IN_TIME) if case.is_changed else (Filed.LATE,)
    filed = [(row, day, mark) for row in month.rows for day in days if (mark := row.mark(day)) and mark.filed in worth]
    for start in range(0, len(filed), AT_ONCE):
        chunk = filed[start : start + AT_ONCE]
        found = office.records.read(*(report_key(row.employee, day) for row, day, _ in chunk))
        for row, day, mark in chunk:
            report = found.find(report_key(row.employee, day))
            changes = _changes(office, case, month, row, mark, report, at) if report else ()
            if changes:
                office.records.commit(*changes)


def _is_moved(case: _Case, month: UnitMonth, day: date) -> bool:
    """Whether any outage moves the day's deadline, or did: only then are its reports worth reading."""
    circular = case.register.governing(month.sheet.unit, day)
    return circular is not None and deadline_of(day, circular, month.sheet.zone, case.widest)[1] is not None


def _changes(
    office: Office, case: _Case, month: UnitMonth, row: LedgerRow, mark: Mark, report: DailyReport, at: datetime
) -> tuple[Change, ...]:
    """What makes a report late or in time; nothing where it is already as it should be."""
    circular = case.register.governing(row.unit, report.date)
    received = report.first_received_at or report.received_at
    zone, outages = month.sheet.zone, case.register.outages
    by = excused_by(report.date, received, circular, zone, outages) if circular else None
    was_excused_by_it = not report.late and report.excused == case.outage.id
    if by and (report.late or (was_excused_by_it and by.id != report.excused)):
        after, now, what, why = replace(report, late=False, excused=by.id), excused(mark), "excuse", by.why
    elif by is None and was_excused_by_it and not month.sheet.signed:
        what, why = "no_excuse", case.outage.reason
        after, now = replace(report, late=True, excused=""), late_again(mark)
    else:
        return ()
    after = replace(after, revision=report.revision + 1)
    about = f"REPORT#{report.employee}#{report.date}"
    by_whom = (office.new_id(), at, *BY_THE_CLOCK, what, SCHEDULED, why)
    line = TrailEntry(about, after.revision, *by_whom, concerns=report.employee)
    marked = MarkDays(row.unit, row.month, row.employee, (DayChange(report.date, mark, now),))
    return (Replace(after), *([marked] if now != mark else []), Create(line))
