"""From a unit's records to a rota's brief, and from the finished rota to the record that keeps it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain

from msgspec import Struct

from chalicelib.domain.calendars import Expected
from chalicelib.domain.capacity import ClosedDays
from chalicelib.domain.circulars import Circular, CircularRegister, Pattern
from chalicelib.domain.eligibility import first_day_in, kept_in
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.rota_books import GroupRule, RotaRules
from chalicelib.domain.rota_bounds import STRUCTURAL, Bounds, Group, Turns, monday_of
from chalicelib.domain.rota_letters import BY_HAND, letter_of, place_of
from chalicelib.domain.rota_terms import Always, Brief, Line, Member, Place, Placement, Reason, Rota
from chalicelib.domain.rotas import RotaLine, UnitRota

SHUT = Bounds(0, 0, 0, is_open=False)
"""What bounds a day on which the office is closed to everybody."""


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
    workdays_before: tuple[date, ...]
    """The working days before the period as far as calendars tell, in order."""
    before: UnitRota | None
    """The rota that was published last before the period."""
    closed: ClosedDays | None = None
    """When the unit is closed."""
    so_far: UnitRota | None = None
    """The version whose days before the period stand, where a rota is planned anew from within its own period."""

    def is_closed(self, day: date, person: str) -> bool:
        """Whether the office is closed to somebody."""
        return self.closed is not None and self.closed.on(day, person) is not None

    @property
    def workdays(self) -> tuple[date, ...]:
        """The working days of the period."""
        return tuple(each.date for each in self.expected if each.hours)

    @property
    def open_days(self) -> tuple[date, ...]:
        """Those on which the office is open to anybody; for everybody's turns the others are days off."""
        if self.closed is None or not self.staff:
            return self.workdays
        return tuple(day for day in self.workdays if not all(self.is_closed(day, one.id) for one in self.staff))

    @property
    def replaced(self) -> frozenset[OrderId]:
        """Orders that the rota to be made will narrow or replace: their days do not bind it."""
        return frozenset(self.so_far.orders or ()) if self.so_far else frozenset()


def brief_of(known: Circumstances) -> Brief:
    """What the rota is made from; each day is bound by the circular in force on it."""
    days = known.open_days
    circulars = {day: known.register.in_force(known.unit.id, day) for day in days}
    facts = _facts(known, circulars)
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


def first_day_of_others(rota: UnitRota, register: CircularRegister, today: date) -> date | None:
    """The first day after `today` that is bound by a circular other than those the rota was made under, or by none any
    more; None where there is no such day.
    """
    cited = rota.citation.split("; ")
    for day, bounds in zip(rota.days, rota.bounds, strict=True):
        circular = register.in_force(rota.unit, day)
        if day > today and (circular.citation not in cited if circular else bounds.most > 0):
            return day
    return None


_TURNS = {Pattern.ALTERNATE_DAYS: Turns.ALTERNATE, Pattern.FIXED_WEEKDAYS: Turns.WEEKDAYS}
"""Patterns that leave the head no choice."""


def _bounds(known: Circumstances, facts: "dict[EmployeeId, _Facts]", day: date, circular: Circular | None) -> Bounds:
    """By the circular of the day; without one nobody is at home. Where no weekdays are fixed, half of the unit is
    wanted there, within the caps. People to whom the office is closed count for none of it; who is away is not in the
    office either, so fewer need be at home.
    """
    if circular is None:
        return Bounds(0, 0, is_open=False)
    there = [person for person in known.staff if not known.is_closed(day, person.id)]
    headcount = len(there)
    fewest, most = circular.bounds_of(known.unit.id, headcount, (person.post for person in there))
    away = sum(day in facts[person.id].away and circular.counts(person.post) for person in there)
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
    closed: frozenset[date]
    """Days on which the office is closed to them."""
    by_hand: dict[date, Place]
    """Where a hand placed them on days of the period that is planned anew."""
    kept_in: frozenset[date]
    carried: RotaLine | None
    """Their days in the last published rota."""


def _facts(known: Circumstances, circulars: dict[date, Circular | None]) -> dict[EmployeeId, _Facts]:
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
            frozenset(day for day in known.workdays if not _serves(person, day)) | _absent(theirs),
            frozenset(day for day in _marked(theirs, known.replaced) if not known.is_closed(day, person.id)),
            frozenset(day for day in known.workdays if known.is_closed(day, person.id)),
            _by_hand(known, person.id),
            frozenset().union(*ruled),
            lines.get(person.id),
        )

    return {person.id: facts(person) for person in known.staff}


def _marked(rows: Sequence[LedgerRow], but: frozenset[OrderId]) -> Iterator[date]:
    """Days with an order that is none of `but`."""
    for row in rows:
        for day, mark in row.marks.items():
            if mark.order not in but:
                yield date.fromisoformat(f"{row.month}-{day}")


def _by_hand(known: Circumstances, person: EmployeeId) -> dict[date, Place]:
    line = known.so_far.line_of(person) if known.so_far else None
    if known.so_far is None or line is None:
        return {}
    placed = zip(known.so_far.days, line.days, strict=True)
    hands = {letter: place for place, letter in BY_HAND.items()}
    return {day: hands[letter] for day, letter in placed if letter in hands and day in known.workdays}


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
    groups = [
        _GroupWithMembers(_spared(known, each, tuple(circulars)), frozenset(each.members))
        for each in known.rules.groups
    ]
    officers = [each for each in facts.values() if each.person.echelon]
    minima = []
    for day, circular in circulars.items():
        here = [each for each in officers if day not in each.closed]
        there = sum(day not in each.away and day not in each.held for each in here)
        own = known.rules.structural if len(here) == len(officers) else min(known.rules.structural, len(here))
        minima.append(max(own, min(circular.structural_present if circular else 0, there)))
    if any(minima):
        rule = Group(STRUCTURAL, minima[0]) if len(set(minima)) == 1 else Group(STRUCTURAL, min(minima), tuple(minima))
        groups.append(_GroupWithMembers(rule, frozenset(each.person.id for each in officers)))
    return groups


def _spared(known: Circumstances, rule: GroupRule, days: tuple[date, ...]) -> Group:
    """A post's minimum; no more than are left of its people on days on which the office is closed to some."""
    closed = [sum(known.is_closed(day, who) for who in rule.members) for day in days]
    minima = [min(rule.minimum, len(rule.members) - gone) if gone else rule.minimum for gone in closed]
    return Group(rule.name, rule.minimum, tuple(minima)) if any(closed) else Group(rule.name, rule.minimum)


def _member(known: Circumstances, facts: _Facts, groups: Sequence[_GroupWithMembers], days: Sequence[date]) -> Member:
    before = _home_before(known, facts)
    monday = monday_of(days[0]) if days else date.max
    workdays = (day for day in reversed(known.workdays_before) if not known.is_closed(day, facts.person.id))
    by_hand = {place: frozenset(day for day, at in facts.by_hand.items() if at is place) for place in Place}
    on_rota = known.so_far.line_of(facts.person.id) if known.so_far else None
    had = sum(place is Place.HOME for place in _placed_before(known, on_rota).values()) if on_rota else 0
    return Member(
        facts.person.id,
        always=_always(known.rules, facts.person.id),
        away=facts.away,
        home=(facts.held | by_hand[Place.HOME]) & frozenset(days),
        office=by_hand[Place.OFFICE],
        closed=facts.closed,
        kept_in=facts.kept_in,
        groups=tuple(group.rule.name for group in groups if facts.person.id in group.members),
        owed=(facts.carried.owed if facts.carried else 0) - had,
        was_home=next(workdays, None) in before,
        week_used=sum(monday <= day for day in before),
    )


def _home_before(known: Circumstances, facts: _Facts) -> frozenset[date]:
    """Home days before the period, ordered or on the last published rota."""
    first = known.expected[0].date
    on_rota = known.before.days_of(facts.carried, Place.HOME) if known.before and facts.carried else ()
    placed = _placed_before(known, known.so_far.line_of(facts.person.id) if known.so_far else None)
    at_home = (day for day, place in placed.items() if place is Place.HOME)
    return frozenset(chain((day for day in facts.held if day < first), on_rota, at_home))


def _placed_before(known: Circumstances, line: RotaLine | None) -> dict[date, Place]:
    """Where the version that is planned anew has somebody before that."""
    if known.so_far is None or line is None:
        return {}
    first = known.expected[0].date
    places = (place_of(letter) for letter in line.days)
    return {day: place for day, place in zip(known.so_far.days, places, strict=True) if day < first}


def _always(rules: RotaRules, person: EmployeeId) -> Always | None:
    if person in rules.always_home:
        return Always.HOME
    return Always.OFFICE if person in rules.always_office else None


def _serves(person: Employee, day: date) -> bool:
    return (person.joined is None or person.joined <= day) and (person.left is None or day < person.left)


def rota_of(
    known: Circumstances, circular: Circular, brief: Brief, made: Rota, *, version: int, by: str, at: datetime
) -> UnitRota:
    """The draft that keeps a finished rota; a line for each person, by name.

    Days on which the office is closed to everybody stand among the others.
    """
    lines = {line.member: line for line in made.lines}
    members = {member.id: member for member in brief.members}
    bounds = dict(zip(brief.days, brief.bounds, strict=True))
    return UnitRota(
        known.unit.id,
        known.unit.name,
        known.unit.zone,
        known.expected[0].date,
        known.expected[-1].date,
        version,
        circular.id,
        "; ".join(known.register.cited(known.unit.id, known.workdays)),
        known.workdays,
        tuple(bounds.get(day, SHUT) for day in known.workdays),
        brief.turns,
        tuple(_group_on(group, brief, known.workdays) for group in brief.groups),
        brief.per_week,
        tuple(_kept(person, lines[person.id], members[person.id], brief, known.workdays) for person in known.staff),
        at,
        by,
    )


def _group_on(group: Group, brief: Brief, workdays: tuple[date, ...]) -> Group:
    """The group with its minimum of each working day, none where the office is closed to everybody."""
    if len(brief.days) == len(workdays):
        return group
    minima = {day: group.on(number) for number, day in enumerate(brief.days)}
    return Group(group.name, group.minimum, tuple(minima.get(day, 0) for day in workdays))


def _kept(person: Employee, line: Line, member: Member, brief: Brief, workdays: tuple[date, ...]) -> RotaLine:
    names = [group.name for group in brief.groups]
    placed = dict(zip(brief.days, line.placements, strict=True))
    shut = (Reason.AWAY if day in member.away else Reason.CLOSED for day in workdays)
    letters = (placed.get(day, Placement(reason)) for day, reason in zip(workdays, shut, strict=True))
    return RotaLine(
        person.id,
        person.name,
        "".join(letter_of(each, brief.groups) for each in letters),
        line.owed,
        tuple(names.index(name) for name in member.groups),
        member.was_home,
        member.week_used,
    )
