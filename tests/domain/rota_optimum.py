"""The exact optimum of a small rota, by a constraint solver: what the engine is compared with."""

from collections import defaultdict
from datetime import date
from typing import Any

from msgspec import Struct
from ortools.sat.python import cp_model

from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.rota_frame import NO_CLASS, Frame
from chalicelib.domain.rota_terms import Always, Brief, Member


class Optimum(Struct, frozen=True):
    """How many home days can be had at most, and how small the greatest difference among equals can then be."""

    home: int
    spread: int


def optimum(brief: Brief) -> Optimum | None:
    """The best that any rota of `brief` can do; None when none keeps the hard rules."""
    model = _Model(brief)
    model.maximise_home()
    home = model.solved()
    if home is None:
        return None
    model.keep_home(home)
    model.minimise_spread()
    spread = model.solved()
    assert spread is not None
    return Optimum(home, spread)


class _Model:
    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.model = cp_model.CpModel()
        self.home: dict[tuple[str, date], Any] = {}
        for member in brief.members:
            self._add_person(member)
        for number, day in enumerate(brief.days):
            self._add_day(number, day)
        self.total = sum(self.home.values())

    def _add_person(self, member: Member) -> None:
        brief, model = self.brief, self.model
        weekdays = brief.weekdays if member.weekdays is None else member.weekdays
        granted = {day for day in brief.days if day not in member.away} & (
            set(brief.days) if member.always is Always.HOME else member.home
        )
        weeks = defaultdict(list)
        for day in brief.days:
            self.home[member.id, day] = x = model.new_bool_var(f"{member.id} {day}")
            weeks[day.isocalendar()[:2]].append(day)
            free = weekdays is None or day.weekday() in weekdays
            if day in granted:
                model.add(x == 1)
            elif not free or member.always or day in member.away or day in member.office:
                model.add(x == 0)
        if brief.turns is Turns.ALTERNATE:
            for one, other in zip(brief.days, brief.days[1:], strict=False):
                if not {one, other} <= granted:
                    model.add(self.home[member.id, one] + self.home[member.id, other] <= 1)
            if member.was_home and brief.days[0] not in granted:
                model.add(self.home[member.id, brief.days[0]] == 0)
        if brief.per_week is not None:
            for number, days in enumerate(weeks.values()):
                used = member.week_used if number == 0 else 0
                settled = sum(day in granted for day in days)
                most = max(settled, brief.per_week - used)
                model.add(sum(self.home[member.id, day] for day in days) <= most)

    def _add_day(self, number: int, day: date) -> None:
        brief, bounds = self.brief, self.brief.bounds[number]
        at_home = sum(self.home[member.id, day] for member in brief.members)
        settled = sum((m.always is Always.HOME or day in m.home) and day not in m.away for m in brief.members)
        self.model.add(at_home >= bounds.fewest)
        self.model.add(at_home <= min(bounds.most, max(bounds.aim, settled)))
        for group in brief.groups:
            there = [m for m in brief.members if group.name in m.groups and day not in m.away]
            self.model.add(sum(1 - self.home[m.id, day] for m in there) >= group.minimum)

    def maximise_home(self) -> None:
        self.model.maximize(self.total)

    def keep_home(self, home: int) -> None:
        self.model.add(self.total == home)

    def minimise_spread(self) -> None:
        """What counts for each person, and who are equals, is the engine's own word."""
        frame = Frame(self.brief)
        spread = self.model.new_int_var(0, 100, "spread")
        scores = defaultdict(list)
        for number, person in enumerate(frame.people):
            if frame.klass[number] != NO_CLASS:
                before = frame.start[number] - frame.granted[number].bit_count()
                scores[frame.klass[number]].append(before + sum(self.home[person.id, day] for day in frame.days))
        for number, each in enumerate(scores.values()):
            lowest = self.model.new_int_var(-100, 100, f"lowest {number}")
            for score in each:
                self.model.add(score >= lowest)
                self.model.add(score - lowest <= spread)
        self.model.minimize(spread)

    def solved(self) -> int | None:
        """The objective's best value; None when nothing keeps the rules."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return round(solver.objective_value) if status == cp_model.OPTIMAL else None
