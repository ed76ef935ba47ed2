"""From a unit's records to a rota's brief, and from the finished rota to the record that keeps it."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import Expected
from chalicelib.domain.circulars import Circular, CircularRegister, Pattern
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.rota_books import RotaRules
from chalicelib.domain.rota_bounds import Bounds, Group, Turns
from chalicelib.domain.rota_changes import monday_of
from chalicelib.domain.rota_letters import letter_of, place_of
from chalicelib.domain.rota_terms import Always, Brief, Line, Member, Place, Rota
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import text

STRUCTURAL = text("Pejabat struktural")


class Circumstances(Struct, frozen=True):
    """What is known when a unit's rota is made."""

    unit: Unit
    staff: tuple[Employee, ...]
    """Those it is for, by name."""
    rules: RotaRules
    register: CircularRegister
    expected: tuple[Expected, ...]
    """Every date of the period."""
    rows: tuple[LedgerRow, ...]
    """The ledger's rows of the period's opened months."""
    before: UnitRota | None
    """The rota that was published last before the period."""


def brief_of(known: Circumstances, circular: Circular) -> Brief:
    """What the rota is made from. `circular` binds the unit on the period's first day and gives the turns."""
    days = tuple(each.date for each in known.expected if each.hours)
    alternates = circular.pattern is Pattern.ALTERNATE_DAYS
    turns = Turns.ALTERNATE if alternates else known.rules.turns
    groups = _groups(known)
    return Brief(
        days,
        tuple(_bounds(known, day) for day in days),
        tuple(_members(known, days, groups)),
        turns,
        tuple(Group(group.name, group.minimum) for group in groups),
        known.rules.weekdays if turns is Turns.WEEKDAYS else None,
        known.rules.per_week,
    )


def _bounds(known: Circumstances, day: date) -> Bounds:
    """By the circular of the day; without one nobody is at home. Half of the unit is wanted there, within the caps."""
    circular = known.register.in_force(known.unit.id, day)
    if circular is None:
        return Bounds(0, 0)
    headcount = len(known.staff)
    fewest, most = circular.bounds(headcount)
    half = headcount // 2 if circular.pattern is Pattern.ALTERNATE_DAYS or known.rules.turns is Turns.CUSTOM else most
    return Bounds(fewest, most, max(fewest, min(most, half)))


class _GroupWithMembers(Struct, frozen=True):
    name: str
    minimum: int
    members: frozenset[EmployeeId]


def _groups(known: Circumstances) -> list[_GroupWithMembers]:
    groups = [_GroupWithMembers(each.name, each.minimum, frozenset(each.members)) for each in known.rules.groups]
    if known.rules.structural:
        officers = frozenset(person.id for person in known.staff if person.echelon)
        groups.append(_GroupWithMembers(STRUCTURAL, known.rules.structural, officers))
    return groups


def _members(known: Circumstances, days: Sequence[date], groups: Sequence[_GroupWithMembers]) -> list[Member]:
    granted = _granted(known.rows)
    absent = _absent(known.rows)
    carried = _carried(known, days)
    return [
        Member(
            person.id,
            always=_always(known.rules, person.id),
            away=frozenset(day for day in days if not _serves(person, day)) | absent.get(person.id, frozenset()),
            home=granted.get(person.id, frozenset()),
            groups=tuple(group.name for group in groups if person.id in group.members),
            owed=carried[person.id].owed if person.id in carried else 0,
            was_home=person.id in carried and carried[person.id].was_home,
            week_used=carried[person.id].week_used if person.id in carried else 0,
        )
        for person in known.staff
    ]


def _always(rules: RotaRules, person: EmployeeId) -> Always | None:
    if person in rules.always_home:
        return Always.HOME
    return Always.OFFICE if person in rules.always_office else None


def _serves(person: Employee, day: date) -> bool:
    return (person.joined is None or person.joined <= day) and (person.left is None or day < person.left)


def _granted(rows: Sequence[LedgerRow]) -> dict[EmployeeId, frozenset[date]]:
    """Home days of approved orders."""
    found: dict[EmployeeId, frozenset[date]] = {}
    for row in rows:
        days = {date.fromisoformat(f"{row.month}-{day}") for day, mark in row.marks.items() if mark.approved}
        found[row.employee] = found.get(row.employee, frozenset()) | days
    return found


def _absent(rows: Sequence[LedgerRow]) -> dict[EmployeeId, frozenset[date]]:
    """Days of which an absence leaves nothing to work."""
    found: dict[EmployeeId, frozenset[date]] = {}
    for row in rows:
        days = frozenset(day for day, away in row.aways.items() if away.is_whole)
        found[row.employee] = found.get(row.employee, frozenset()) | days
    return found


class _Carried(Struct, frozen=True):
    owed: int
    was_home: bool
    week_used: int


def _carried(known: Circumstances, days: Sequence[date]) -> dict[EmployeeId, _Carried]:
    """What everybody brings from the last published rota; where they were on its last day if it ends right before."""
    before = known.before
    if before is None or not before.days or not days:
        return {}
    monday = monday_of(days[0])
    week = [number for number, day in enumerate(before.days) if day >= monday]
    is_next = (known.expected[0].date - before.last).days == 1
    return {
        line.employee: _Carried(
            line.owed,
            is_next and place_of(line.days[-1]) is Place.HOME,
            sum(place_of(line.days[number]) is Place.HOME for number in week),
        )
        for line in before.lines
    }


def rota_of(
    known: Circumstances, circular: Circular, brief: Brief, made: Rota, *, version: int, by: str, at: datetime
) -> UnitRota:
    """The draft that keeps a finished rota; a line for each person, by name."""
    lines = {line.member: line for line in made.lines}
    members = {member.id: member for member in brief.members}
    return UnitRota(
        known.unit.id,
        known.unit.name,
        known.unit.zone,
        known.expected[0].date,
        known.expected[-1].date,
        version,
        circular.id,
        circular.citation,
        brief.days,
        brief.bounds,
        brief.turns,
        brief.groups,
        brief.per_week,
        tuple(_kept(person, lines[person.id], members[person.id], brief) for person in known.staff),
        at,
        by,
    )


def _kept(person: Employee, line: Line, member: Member, brief: Brief) -> RotaLine:
    names = [group.name for group in brief.groups]
    return RotaLine(
        person.id,
        person.name,
        "".join(letter_of(each, brief.groups) for each in line.placements),
        line.owed,
        tuple(names.index(name) for name in member.groups),
        member.was_home,
        member.week_used,
    )
