"""From a unit's records to a rota's brief, and from the finished rota to the record that keeps it."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import Expected
from chalicelib.domain.circulars import Circular, CircularRegister, Pattern
from chalicelib.domain.eligibility import first_day_in, kept_in
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.rota_books import RotaRules
from chalicelib.domain.rota_bounds import STRUCTURAL, Bounds, Group, Turns, monday_of
from chalicelib.domain.rota_letters import letter_of
from chalicelib.domain.rota_terms import Always, Brief, Line, Member, Place, Rota
from chalicelib.domain.rotas import RotaLine, UnitRota


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
    """The ledger's rows of the period's opened months, and of the month before."""
    workday_before: date | None
    """The last working day before the period, None when no calendar tells."""
    before: UnitRota | None
    """The rota that was published last before the period."""


def brief_of(known: Circumstances) -> Brief:
    """What the rota is made from; each day is bound by the circular in force on it."""
    days = tuple(each.date for each in known.expected if each.hours)
    circulars = {day: known.register.in_force(known.unit.id, day) for day in days}
    facts = _facts(known, days, circulars)
    groups = _groups(known, facts, circulars)
    rules = known.rules
    return Brief(
        days,
        tuple(_bounds(known, facts, day, circular) for day, circular in circulars.items()),
        tuple(_member(known, facts[person.id], groups, days) for person in known.staff),
        rules.turns,
        tuple(group.rule for group in groups),
        rules.weekdays if rules.turns is Turns.WEEKDAYS else None,
        rules.per_week,
    )


_TURNS = {Pattern.ALTERNATE_DAYS: Turns.ALTERNATE, Pattern.FIXED_WEEKDAYS: Turns.WEEKDAYS}
"""Patterns that leave the head no choice."""


def _bounds(known: Circumstances, facts: "dict[EmployeeId, _Facts]", day: date, circular: Circular | None) -> Bounds:
    """By the circular of the day; without one nobody is at home. Where no weekdays are fixed, half of the unit is
    wanted there, within the caps. Who is away is not in the office either: fewer need be at home.
    """
    if circular is None:
        return Bounds(0, 0, is_open=False)
    headcount = len(known.staff)
    fewest, most = circular.bounds_of(known.unit.id, headcount, (person.post for person in known.staff))
    away = sum(day in each.away and circular.counts(each.person.post) for each in facts.values())
    fewest = max(0, fewest - away)
    turns = _TURNS.get(circular.pattern)
    if not circular.allows(day):
        return Bounds(0, most, 0, turns, circular.most_per_week, is_open=False)
    wanted = most if (turns or known.rules.turns) is Turns.WEEKDAYS else headcount // 2
    return Bounds(fewest, most, max(fewest, min(most, wanted)), turns, circular.most_per_week)


class _Facts(Struct, frozen=True):
    """What is known of one person's days before the rota is made."""

    person: Employee
    away: frozenset[date]
    held: frozenset[date]
    """Home days of orders, approved or waiting, within the period and before it."""
    kept_in: frozenset[date]
    carried: RotaLine | None
    """Their days in the last published rota."""


def _facts(
    known: Circumstances, days: Sequence[date], circulars: dict[date, Circular | None]
) -> dict[EmployeeId, _Facts]:
    rows: dict[EmployeeId, list[LedgerRow]] = {}
    for row in known.rows:
        rows.setdefault(row.employee, []).append(row)
    under: dict[str, tuple[Circular, list[date]]] = {}
    for day, circular in circulars.items():
        if circular:
            under.setdefault(circular.id, (circular, []))[1].append(day)
    lines = {line.employee: line for line in known.before.lines} if known.before else {}

    def facts(person: Employee) -> _Facts:
        theirs = rows.get(person.id, [])
        begun = first_day_in(person, theirs)
        ruled = [kept_in(person, known.unit, begun, bound, circular) for circular, bound in under.values()]
        return _Facts(
            person,
            frozenset(day for day in days if not _serves(person, day)) | _absent(theirs),
            frozenset(date.fromisoformat(f"{row.month}-{day}") for row in theirs for day in row.marks),
            frozenset().union(*ruled),
            lines.get(person.id),
        )

    return {person.id: facts(person) for person in known.staff}


def _absent(rows: Sequence[LedgerRow]) -> frozenset[date]:
    """Days of which an absence leaves nothing to work."""
    return frozenset(day for row in rows for day, away in row.aways.items() if away.is_whole)


class _GroupWithMembers(Struct, frozen=True):
    rule: Group
    members: frozenset[EmployeeId]


def _groups(
    known: Circumstances, facts: dict[EmployeeId, _Facts], circulars: dict[date, Circular | None]
) -> list[_GroupWithMembers]:
    """The unit's posts, and the structural officers that the unit or the circular of the day wants present."""
    groups = [_GroupWithMembers(Group(each.name, each.minimum), frozenset(each.members)) for each in known.rules.groups]
    officers = [each for each in facts.values() if each.person.echelon]
    minima = []
    for day, circular in circulars.items():
        there = sum(day not in each.away and day not in each.held for each in officers)
        minima.append(max(known.rules.structural, min(circular.structural_present if circular else 0, there)))
    if any(minima):
        rule = Group(STRUCTURAL, minima[0]) if len(set(minima)) == 1 else Group(STRUCTURAL, min(minima), tuple(minima))
        groups.append(_GroupWithMembers(rule, frozenset(each.person.id for each in officers)))
    return groups


def _member(known: Circumstances, facts: _Facts, groups: Sequence[_GroupWithMembers], days: Sequence[date]) -> Member:
    before = _home_before(known, facts)
    monday = monday_of(days[0]) if days else date.max
    return Member(
        facts.person.id,
        always=_always(known.rules, facts.person.id),
        away=facts.away,
        home=facts.held & frozenset(days),
        kept_in=facts.kept_in,
        groups=tuple(group.rule.name for group in groups if facts.person.id in group.members),
        owed=facts.carried.owed if facts.carried else 0,
        was_home=known.workday_before in before,
        week_used=sum(monday <= day for day in before),
    )


def _home_before(known: Circumstances, facts: _Facts) -> frozenset[date]:
    """Home days before the period, ordered or on the last published rota."""
    first = known.expected[0].date
    on_rota = known.before.days_of(facts.carried, Place.HOME) if known.before and facts.carried else ()
    return frozenset(day for day in facts.held if day < first) | frozenset(on_rota)


def _always(rules: RotaRules, person: EmployeeId) -> Always | None:
    if person in rules.always_home:
        return Always.HOME
    return Always.OFFICE if person in rules.always_office else None


def _serves(person: Employee, day: date) -> bool:
    return (person.joined is None or person.joined <= day) and (person.left is None or day < person.left)


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
        "; ".join(known.register.cited(known.unit.id, brief.days)),
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
