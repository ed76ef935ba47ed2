"""Who may work from home under a circular, and on which of the days that are asked for.

Caps are not judged here: places are counted where they lie (`capacity`), in the transaction that takes them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from chalicelib.domain.circulars import Circular
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import OrderDay
from chalicelib.domain.people import Employee, Unit
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text


def person_problems(
    employee: Employee, unit: Unit, placed_on: date | None, days: tuple[OrderDay, ...], circular: Circular
) -> tuple[Problem, ...]:
    """Why `employee` may not work from home on any of `days` under `circular`; empty when they may.

    `placed_on` is their first day in the city's service or in the unit, whichever is later, None when nobody knows.
    Discipline is not named as the reason: the page may be looked at by others.
    """
    standing = _standing_problem(employee, unit, circular)
    if standing:
        return (standing,)
    settled = _settled_on(placed_on, circular)
    return tuple(
        problem(
            "dates",
            text("%(day)s belum dapat diajukan: menurut surat edaran, pegawai baru bekerja di kantor sampai %(last)s."),
            day=day.date,
            last=settled - timedelta(days=1),
        )
        for day in days
        if settled and day.date < settled
    )


def kept_in(
    employee: Employee, unit: Unit, placed_on: date | None, days: Iterable[date], circular: Circular
) -> frozenset[date]:
    """Those of `days` on which `circular` keeps `employee` in the office; see `person_problems`."""
    if _standing_problem(employee, unit, circular):
        return frozenset(days)
    settled = _settled_on(placed_on, circular)
    return frozenset(day for day in days if settled and day < settled)


def first_day_in(employee: Employee, rows: Iterable[LedgerRow]) -> date | None:
    """The employee's first day in the unit whose ledger has `rows` of theirs, None when nobody knows."""
    known = (employee.begun, *(row.since for row in rows))
    return max((day for day in known if day), default=None)


def _standing_problem(employee: Employee, unit: Unit, circular: Circular) -> Problem | None:
    """Why `employee` is in the office as long as `circular` binds."""
    if unit.id in circular.always_in_units:
        return problem("dates", text("Menurut surat edaran, seluruh pegawai unit Anda bekerja di kantor."))
    if circular.is_always_in(employee.post):
        msgid = text("Menurut surat edaran, jabatan %(post)s selalu bekerja di kantor.")
        return problem("dates", msgid, post=employee.post)
    if employee.number and employee.number in (*circular.disciplined, *circular.newly_placed):
        msgid = text("Anda tercatat sebagai pegawai yang dikecualikan surat edaran. Tanyakan kepada BKPSDM.")
        return problem("dates", msgid)
    return None


def _settled_on(placed_on: date | None, circular: Circular) -> date | None:
    """From when somebody no longer counts as newly placed; None when they never did."""
    return placed_on + timedelta(days=circular.settling_days) if placed_on and circular.settling_days else None


def day_problems(days: tuple[OrderDay, ...], held: frozenset[date], circular: Circular) -> tuple[Problem, ...]:
    """Asked days on which the circular lets nobody work from home, and weeks with more than it allows.

    `held` are days ordered already.
    """
    msgid = text("%(day)s: menurut surat edaran, hari bekerja dari rumah pada pekan itu hanya %(days)s.")
    found = [
        problem("dates", msgid, day=day.date, days=_allowed_in_week(day.date, circular))
        for day in days
        if not circular.allows(day.date)
    ]
    return (*found, *_week_problems(days, held, circular.most_per_week))


def _week_problems(days: tuple[OrderDay, ...], held: frozenset[date], most: int | None) -> list[Problem]:
    if most is None:
        return []
    msgid = text(
        "Pekan mulai %(monday)s: menurut surat edaran paling banyak %(most)s hari di rumah sepekan; "
        "dengan permohonan ini menjadi %(count)s."
    )
    at_home = held | {day.date for day in days}
    mondays = sorted({_monday(day.date) for day in days})
    counts = {monday: sum(_monday(day) == monday for day in at_home) for monday in mondays}
    return [
        problem("dates", msgid, monday=monday, most=most, count=count)
        for monday, count in counts.items()
        if count > most
    ]


def structural_problems(
    days: tuple[OrderDay, ...], officers: int, away: dict[date, int], circular: Circular
) -> tuple[Problem, ...]:
    """Days on which too few structural officers would stay in the office if one more of `officers` were at home.

    `away` counts those who are at home already, or absent.
    """
    msgid = text(
        "%(day)s: menurut surat edaran sedikitnya %(least)s pejabat struktural bekerja di kantor; "
        "di unit Anda ada %(officers)s, %(away)s di antaranya bekerja dari rumah atau tidak masuk."
    )
    return tuple(
        problem(
            "dates",
            msgid,
            day=day.date,
            least=circular.structural_present,
            officers=officers,
            away=away.get(day.date, 0),
        )
        for day in days
        if officers - away.get(day.date, 0) - 1 < circular.structural_present
    )


def _allowed_in_week(day: date, circular: Circular) -> tuple[date, ...]:
    return tuple(_monday(day) + timedelta(days=each) for each in sorted(circular.weekdays))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
