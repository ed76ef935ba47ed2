"""Outages: entered by the administrator, and carried to the reports that were late for their sake.

An outage stands beside the circulars, so that whatever asks for a deadline knows of it at once. What was late already
is recounted by a worker, a unit at a time and report by report; each report is one transaction with its day of the
ledger, so that the worker may be cut anywhere and do a unit again.
"""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.calendars import month_of
from chalicelib.domain.circulars import CircularRegister, Outage
from chalicelib.domain.ledger import DayChange, Filed, LedgerRow, Mark, UnitMonth, excused
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import Actor, Role, UnitId, Zone
from chalicelib.domain.records import (
    Create,
    MarkDays,
    Replace,
    adjustment_key,
    register_key,
    report_key,
)
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem, problem
from chalicelib.domain.reports import DailyReport, deadline_of, excused_by
from chalicelib.domain.texts import text
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED, Origin, TrailEntry
from chalicelib.workflows import adjusting
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

LONGEST = timedelta(days=7)
FARTHEST = timedelta(days=60)
"""How long ago an outage may have begun that is entered."""
CHAIN = timedelta(days=14)
"""How far before an outage the days lie whose deadline it moves after earlier outages did."""
LONGEST_WHY = 300
MOST_OUTAGES = 200
AT_ONCE = 50
"""Reports that are read together."""


def outages(office: Office, actor: Actor) -> tuple[tuple[Outage, ...], dict[str, Adjustment]]:
    """Every outage, latest first, and how far those of late have come, by outage. Two requests."""
    _administrators_only(actor)
    register = office.records.read(register_key()).find(register_key())
    latest = tuple(reversed(register.outages)) if register else ()
    names = [adjustment_key(each.adjustment) for each in latest[:AT_ONCE]]
    found = office.records.read(*names) if names else None
    carried = {
        each.id: there for each in latest[:AT_ONCE] if found and (there := found.find(adjustment_key(each.adjustment)))
    }
    return latest, carried


def enter(
    office: Office,
    actor: Actor,
    first: datetime,
    last: datetime,
    why: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Records an outage from `first` to `last` and has late reports recounted; returns where it is shown. Two requests.

    Raises Invalid for what was typed, and Forbidden for anybody but an administrator.
    """
    _administrators_only(actor)
    found = office.records.read(sent.name, register_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    problems = outage_problems(first, last, why, at)
    if problems:
        raise Invalid(*problems)
    register = found.find(register_key())
    if register is None:
        raise Conflict(text("Belum ada surat edaran, sehingga belum ada batas lapor yang dapat digeser."))
    if len(register.outages) >= MOST_OUTAGES:
        raise Conflict(text("Daftar gangguan sudah penuh. Hubungi pengelola sistem."))
    name = office.new_id()
    units = dict.fromkeys(unit for circular in register.circulars for unit in circular.units)
    carried, changes = adjusting.begun(office, f"OUTAGE#{name}", units, at, Errand.EXCUSE_LATE)
    outage = Outage(name, first, last, why, actor.name, carried.id)
    kept = tuple(sorted((*register.outages, outage), key=lambda each: each.first))
    return commit_once(
        office,
        sent,
        "/outages",
        at,
        Replace(replace(register, outages=kept, revision=register.revision + 1)),
        *changes,
        Create(TrailEntry(f"OUTAGE#{name}", 1, office.new_id(), at, actor.id, actor.name, "outage", origin, note=why)),
    )


def outage_problems(first: datetime, last: datetime, why: str, at: datetime) -> tuple[Problem, ...]:
    """What is wrong with an outage, per field."""
    found: list[Problem] = []
    if last <= first:
        found.append(problem("last_time", text("Akhir gangguan harus sesudah awalnya.")))
    elif last - first > LONGEST:
        found.append(problem("last", text("Satu gangguan paling lama %(most)s hari."), most=LONGEST.days))
    if first > at:
        found.append(problem("first", text("Gangguan dicatat sesudah terjadi.")))
    elif at - first > FARTHEST:
        found.append(
            problem("first", text("Gangguan dicatat paling lama %(most)s hari sesudahnya."), most=FARTHEST.days)
        )
    if not why:
        found.append(problem("why", text("Tuliskan apa yang terganggu.")))
    elif len(why) > LONGEST_WHY:
        found.append(problem("why", text("Paling panjang %(most)s huruf."), most=LONGEST_WHY))
    return tuple(found)


def excuse_late(office: Office, unit: UnitId, about: str, at: datetime) -> None:
    """Turns a unit's late reports to in time where an outage excuses them; doing it twice changes nothing.

    `about` is the trail's name of the outage. One query a month it touches, and for each report a read and a write.
    """
    register = office.records.read(register_key()).get(register_key())
    outage = next((each for each in register.outages if f"OUTAGE#{each.id}" == about), None)
    if outage is None:
        return
    days = (outage.first.date() - CHAIN, outage.last.date() + timedelta(days=1))
    for month in dict.fromkeys(month_of(day) for day in days):
        try:
            there = office.ledger.month(unit, month)
        except NotFound:
            continue
        _excuse_month(office, register, there, at)


def _excuse_month(office: Office, register: CircularRegister, month: UnitMonth, at: datetime) -> None:
    zone = month.sheet.zone
    late = [
        (row, day, mark)
        for row in month.rows
        for each in month.sheet.expected
        if (mark := row.mark(day := each.date)) and mark.filed is Filed.LATE
        if _is_moved(register, row.unit, day, zone)
    ]
    for start in range(0, len(late), AT_ONCE):
        chunk = late[start : start + AT_ONCE]
        found = office.records.read(*(report_key(row.employee, day) for row, day, _ in chunk))
        for row, day, mark in chunk:
            report = found.find(report_key(row.employee, day))
            if report:
                _excuse(office, register, row, mark, report, zone, at)


def _is_moved(register: CircularRegister, unit: UnitId, day: date, zone: Zone) -> bool:
    """Whether any outage moves the day's deadline: only then is its report worth reading."""
    circular = register.governing(unit, day)
    return circular is not None and deadline_of(day, circular, zone, register.outages)[1] is not None


def _excuse(
    office: Office,
    register: CircularRegister,
    row: LedgerRow,
    mark: Mark,
    report: DailyReport,
    zone: Zone,
    at: datetime,
) -> None:
    circular = register.governing(row.unit, report.date)
    received = report.first_received_at or report.received_at
    by = excused_by(report.date, received, circular, zone, register.outages) if circular else None
    if by is None or not report.late:
        return
    after = replace(report, late=False, excused=by.id, revision=report.revision + 1)
    about = f"REPORT#{report.employee}#{report.date}"
    office.records.commit(
        Replace(after),
        MarkDays(row.unit, row.month, row.employee, (DayChange(report.date, mark, excused(mark)),)),
        Create(
            TrailEntry(
                about,
                after.revision,
                office.new_id(),
                at,
                *BY_THE_CLOCK,
                "excuse",
                SCHEDULED,
                by.why,
                concerns=report.employee,
            )
        ),
    )


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
