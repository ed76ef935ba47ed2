"""Random small units for rotas, and an independent check of what a rota may not do."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from chalicelib.domain.rota_bounds import Bounds, Group, Turns
from chalicelib.domain.rota_terms import Always, Brief, Member, Place, Rota

MONDAY = date(2021, 5, 3)


def working_days(count: int, first: date = MONDAY) -> tuple[date, ...]:
    """So many days from Monday to Friday."""
    every = (first + timedelta(n) for n in range(2 * count + 7))
    return tuple(day for day in every if day.weekday() < 5)[:count]


def a_random_unit(dice: Random, people: int = 12, days: int = 10) -> Brief:
    """Up to `people` people and `days` days, with odd caps, coverage, leave, and what was granted before."""
    working = working_days(dice.randint(2, days), MONDAY + timedelta(dice.randint(0, 4)))
    count = dice.randint(2, people)
    groups = tuple(Group(name, dice.randint(1, 2)) for name in ("loket", "pejabat")[: dice.randint(0, 2)])
    turns = dice.choice((Turns.ALTERNATE, Turns.ALTERNATE, Turns.CUSTOM, Turns.WEEKDAYS))
    weekdays = tuple(sorted(dice.sample(range(5), 3))) if turns is Turns.WEEKDAYS else None
    per_week = dice.choice((None, None, 2, 3))
    members = tuple(_member(dice, f"m{number:02d}", working, groups) for number in range(count))
    bounds = tuple(_bounds(dice, count, day, weekdays) for day in working)
    return Brief(working, bounds, members, turns, groups, weekdays, per_week)


def _bounds(dice: Random, count: int, day: date, weekdays: tuple[int, ...] | None) -> Bounds:
    most = dice.choice((count // 2, (count + 1) // 2, max(1, count // 3), count))
    fewest = dice.choice((0, 0, 0, count // 4, count // 3, count - count // 2 if dice.random() < 0.15 else 0))
    if weekdays is not None and day.weekday() not in weekdays:
        fewest = 0
    most = max(most, fewest)
    return Bounds(fewest, most, dice.choice((None, None, max(fewest, most // 2))))


def _member(dice: Random, name: str, days: tuple[date, ...], groups: tuple[Group, ...]) -> Member:
    chance = dice.random
    away: frozenset[date] = frozenset()
    if chance() < 0.25:
        start = dice.randrange(len(days))
        away = frozenset(days[start : start + dice.randint(1, 4)])
    return Member(
        name,
        always=dice.choice(tuple(Always)) if chance() < 0.06 else None,
        away=away,
        home=frozenset(dice.sample(days, 1)) if chance() < 0.12 else frozenset(),
        office=frozenset(dice.sample(days, min(len(days), 2))) if chance() < 0.15 else frozenset(),
        groups=tuple(group.name for group in groups if chance() < 0.4),
        owed=dice.choice((0, 0, 0, 1)),
        was_home=chance() < 0.3,
        week_used=dice.choice((0, 0, 1)),
    )


def broken_rules(brief: Brief, rota: Rota) -> list[str]:
    """Every hard rule that the rota breaks, in words; written without the engine's arithmetic."""
    places = {line.member: [each.place for each in line.placements] for line in rota.lines}
    return [*_broken_for_the_unit(brief, places), *_broken_for_people(brief, places)]


def _broken_for_the_unit(brief: Brief, places: dict[str, list[Place]]) -> Iterator[str]:
    if sorted(places) != sorted(member.id for member in brief.members):
        yield "not everybody is on the rota"
    for number, (day, bounds) in enumerate(zip(brief.days, brief.bounds, strict=True)):
        home = sum(line[number] is Place.HOME for line in places.values())
        if not bounds.fewest <= home <= bounds.most:
            yield f"{home} at home on {day}, not {bounds.fewest} to {bounds.most}"
        for group in brief.groups:
            there = sum(
                places[member.id][number] is Place.OFFICE for member in brief.members if group.name in member.groups
            )
            if there < group.minimum:
                yield f"{there} of {group.name} in the office on {day}"


def _broken_for_people(brief: Brief, places: dict[str, list[Place]]) -> Iterator[str]:
    for member in brief.members:
        line = dict(zip(brief.days, places[member.id], strict=True))
        granted = {day for day in brief.days if _is_granted(member, day)}
        for day, place in line.items():
            if (place is Place.AWAY) != (day in member.away):
                yield f"{member.id} is wrongly absent or not on {day}"
            if day in granted and place is not Place.HOME:
                yield f"{member.id} lost {day}"
        placed = [day for day, place in line.items() if place is Place.HOME and day not in granted]
        yield from _wrongly_placed(brief, member, granted, placed)


def _is_granted(member: Member, day: date) -> bool:
    return day not in member.away and (member.always is Always.HOME or day in member.home)


def _wrongly_placed(brief: Brief, member: Member, granted: set[date], placed: list[date]) -> Iterator[str]:
    weekdays = brief.weekdays if member.weekdays is None else member.weekdays
    home = granted | set(placed)
    weeks = Counter(day.isocalendar()[:2] for day in home)
    if brief.days:
        weeks[brief.days[0].isocalendar()[:2]] += member.week_used
    for day in placed:
        number = brief.days.index(day)
        beside = {brief.days[n] for n in (number - 1, number + 1) if 0 <= n < len(brief.days)}
        if brief.turns is Turns.ALTERNATE and (home & beside or (number == 0 and member.was_home)):
            yield f"{member.id} is at home on {day} and beside it"
        if brief.per_week is not None and weeks[day.isocalendar()[:2]] > brief.per_week:
            yield f"{member.id} is at home too often in the week of {day}"
        if (weekdays is not None and day.weekday() not in weekdays) or day in member.office or member.always:
            yield f"{member.id} is at home on {day} against their rule"
