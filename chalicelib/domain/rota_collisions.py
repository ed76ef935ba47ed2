"""Which hard rules collide on which day, where no rota can keep them all."""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from chalicelib.domain.rota_bounds import Bounds, Group, Turns
from chalicelib.domain.rota_frame import Frame
from chalicelib.domain.rota_placing import placed, short_days
from chalicelib.domain.rota_terms import Always, Brief, Collision, Member, Rule

SMALL = 2_000
"""People times days up to which every day is tried without."""


def collisions(brief: Brief) -> tuple[Collision, ...]:
    """What collides in a brief that has no rota: on the days that fail by themselves, else where days fail together."""
    found = tuple(_by_themselves(brief))
    return found or tuple(_together(brief))


def _by_themselves(brief: Brief) -> Iterator[Collision]:
    """Days on which settled home days exceed the cap, or a group has too few people left."""
    frame = Frame(brief)
    for day, bounds in enumerate(brief.bounds):
        if frame.fixed[day] > bounds.most:
            settled = (Rule.GRANTED, Rule.ALWAYS_HOME)
            yield Collision(brief.days[day], (Rule.HOME_CAP, *_present(brief, frame, day, settled)))
        for number, group in enumerate(brief.groups):
            if frame.room[number][day] < 0:
                facts = (Rule.LEAVE, Rule.GRANTED, Rule.ALWAYS_HOME)
                causes = _present(brief, frame, day, facts, number)
                yield Collision(brief.days[day], (Rule.COVERAGE, *causes), (group.name,))


def _present(brief: Brief, frame: Frame, day: int, facts: Sequence[Rule], group: int | None = None) -> tuple[Rule, ...]:
    """Which of the facts hold for anybody (of the group) on a day."""
    those = [n for n in range(len(frame.people)) if group is None or group in frame.groups[n]]
    bit = 1 << day
    holds: dict[Rule, Callable[[int], bool]] = {
        Rule.LEAVE: lambda person: bool(frame.away[person] & bit),
        Rule.GRANTED: lambda person: brief.days[day] in frame.people[person].home and not frame.away[person] & bit,
        Rule.ALWAYS_HOME: lambda person: frame.people[person].always is Always.HOME,
    }
    return tuple(fact for fact in facts if any(holds[fact](person) for person in those))


def _together(brief: Brief) -> Iterator[Collision]:
    """The days that are short of people at home, and the rules without any one of which they would not be."""
    bounds = list(brief.bounds)
    short = short_days(Frame(brief))
    if len(brief.days) * len(brief.members) <= SMALL:
        for number in reversed(range(len(bounds))):
            fewer = [*bounds[:number], Bounds(0, bounds[number].most), *bounds[number + 1 :]]
            if not _possible(replace(brief, bounds=tuple(fewer))):
                bounds = fewer
        short = [number for number, each in enumerate(bounds) if each.fewest]
    rules, groups = _needed(replace(brief, bounds=tuple(bounds)))
    yield from (Collision(brief.days[day], (Rule.OFFICE_CAP, *rules), groups) for day in short)


def _needed(brief: Brief) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """An impossible brief's rules and groups, less those without which it is impossible still."""
    rules = []
    for rule, without in _WITHOUT.items():
        freer = without(brief)
        if freer == brief:
            continue
        if _possible(freer):
            rules.append(rule)
        else:
            brief = freer
    groups = []
    for group in brief.groups:
        freer = replace(brief, groups=tuple(Group(g.name, 0) if g == group else g for g in brief.groups))
        if not group.minimum or _possible(freer):
            groups += [group.name] * bool(group.minimum)
        else:
            brief = freer
    return (*rules, *[Rule.COVERAGE] * bool(groups)), tuple(groups)


def _possible(brief: Brief) -> bool:
    frame = Frame(brief)
    return frame.is_open and placed(frame) is not None


def _freed(change: Callable[[Member], Member]) -> Callable[[Brief], Brief]:
    return lambda brief: replace(brief, members=tuple(change(member) for member in brief.members))


_WITHOUT: dict[Rule, Callable[[Brief], Brief]] = {
    Rule.LEAVE: _freed(lambda member: replace(member, away=frozenset())),
    Rule.OFFICE_DAYS: _freed(lambda member: replace(member, office=frozenset())),
    Rule.ALWAYS_OFFICE: _freed(lambda m: replace(m, always=None) if m.always is Always.OFFICE else m),
    Rule.WEEKDAYS: lambda brief: replace(
        brief, weekdays=None, members=tuple(replace(member, weekdays=None) for member in brief.members)
    ),
    Rule.PER_WEEK: lambda brief: replace(brief, per_week=None),
    Rule.ALTERNATE: lambda brief: replace(brief, turns=Turns.CUSTOM) if brief.turns is Turns.ALTERNATE else brief,
}
"""The brief without one of its rules; home days already granted are none that could forbid one."""
