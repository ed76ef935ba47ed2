"""A published rota goes on after its unit was closed or its calendar corrected: the next version, planned anew from a
day on.

What lies before that day stands as it was published; whoever had more home days there has fewer afterwards. Where a
hand placed somebody, they stay. On closed days everybody is at home, whatever the caps say, and it is nobody's turn.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from chalicelib.domain.capacity import ClosedDays
from chalicelib.domain.rota_bounds import Group
from chalicelib.domain.rota_letters import BY_HAND, place_of
from chalicelib.domain.rota_terms import Place, Reason
from chalicelib.domain.rotas import RotaLine, UnitRota

CLOSED, AWAY, OFFICE = Reason.CLOSED.value, Reason.AWAY.value, Reason.OFFICE_TURN.value
HANDS = frozenset(BY_HAND.values())


class Redrafted(StrEnum):
    """What became of a published rota when what it was made under changed."""

    DRAFTED = "drafted"
    """Its next version waits to be published."""
    ALREADY = "already"
    """A draft was there already, and was left as it is."""
    UNPLANNED = "unplanned"
    """The next version has what changed; the days after it could not be planned anew within the rules."""


def with_closed(rota: UnitRota, closed: ClosedDays, today: date) -> UnitRota:
    """The rota with the days from `today` on as the office is open or closed on them, everything else as it is.

    Who was at home because it was closed, and it is not any more, is in the office.
    """
    lines = tuple(replace(line, days="".join(_letters(rota, line, closed, today))) for line in rota.lines)
    touched = [day >= today and any(closed.on(day, line.employee) for line in rota.lines) for day in rota.days]
    bounds = tuple(
        replace(each, fewest=0, wanted=None) if is_closed else each
        for each, is_closed in zip(rota.bounds, touched, strict=True)
    )
    groups = tuple(_spared(group, lines, index, touched) for index, group in enumerate(rota.groups))
    return replace(rota, lines=lines, bounds=bounds, groups=groups)


def with_workdays(rota: UnitRota, workdays: Iterable[date], today: date) -> UnitRota:
    """The rota with `workdays` for its days after `today`; on one that is new everybody is in the office."""
    days = tuple(sorted({*(day for day in rota.days if day <= today), *(day for day in workdays if day > today)}))
    if days == rota.days:
        return rota
    numbers = {day: number for number, day in enumerate(rota.days)}
    near = [max((n for day, n in numbers.items() if day <= each), default=0) for each in days]
    known = [day in numbers for day in days]

    def placed(line: RotaLine) -> str:
        there = (line.days[n] for n in near)
        return "".join(at if is_known or at == AWAY else OFFICE for at, is_known in zip(there, known, strict=True))

    return replace(
        rota,
        days=days,
        bounds=tuple(rota.bounds[n] for n in near),
        groups=tuple(Group(each.name, each.minimum, tuple(each.on(n) for n in near)) for each in rota.groups),
        lines=tuple(replace(line, days=placed(line)) for line in rota.lines),
    )


def _letters(rota: UnitRota, line: RotaLine, closed: ClosedDays, today: date) -> Iterable[str]:
    for day, letter in zip(rota.days, line.days, strict=True):
        if day < today or letter == AWAY:
            yield letter
        elif closed.on(day, line.employee):
            yield CLOSED
        else:
            yield OFFICE if letter == CLOSED else letter


def _spared(group: Group, lines: Iterable[RotaLine], index: int, touched: list[bool]) -> Group:
    """The group's minimum, on closed days no more than are still there."""
    if not any(touched):
        return group
    those = [line for line in lines if index in line.groups]
    there = [sum(place_of(line.days[n]) is Place.OFFICE for line in those) for n in range(len(touched))]
    minima = (min(group.on(n), there[n]) if is_closed else group.on(n) for n, is_closed in enumerate(touched))
    return Group(group.name, group.minimum, tuple(minima))


def continued(was: UnitRota, anew: UnitRota) -> UnitRota:
    """`was` up to the first day of `anew`, and from there on as that has it; `anew` ends with `was`."""
    begin = was.days.index(anew.days[0])
    names = [group.name for group in anew.groups]
    renamed = {
        str(n): str(names.index(each.name)) if each.name in names else OFFICE for n, each in enumerate(was.groups)
    }
    planned = {line.employee: line for line in anew.lines}
    lines = tuple(_line(line, planned.get(line.employee), begin, renamed, len(anew.days)) for line in was.lines)
    return replace(
        was,
        citation="; ".join(dict.fromkeys((*was.citation.split("; "), *anew.citation.split("; ")))),
        bounds=(*was.bounds[:begin], *anew.bounds),
        turns=anew.turns,
        per_week=anew.per_week,
        groups=tuple(_group(each, was, begin, len(anew.days)) for each in anew.groups),
        lines=lines,
    )


def _line(was: RotaLine, anew: RotaLine | None, begin: int, renamed: dict[str, str], count: int) -> RotaLine:
    so_far = "".join(renamed.get(letter, letter) for letter in was.days[:begin])
    if anew is None:
        return replace(was, days=so_far + AWAY * count, groups=())
    pairs = zip(was.days[begin:], anew.days, strict=True)
    later = "".join(old if old in HANDS and new not in (CLOSED, AWAY) else new for old, new in pairs)
    return replace(was, days=so_far + later, owed=anew.owed, groups=anew.groups)


def _group(anew: Group, was: UnitRota, begin: int, count: int) -> Group:
    old = next((each for each in was.groups if each.name == anew.name), Group(anew.name, 0))
    minima = (*(old.on(number) for number in range(begin)), *(anew.on(number) for number in range(count)))
    return Group(anew.name, anew.minimum, minima)
