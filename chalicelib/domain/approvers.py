"""Who has to decide on an order: the circular's chain for one employee, and who may decide a step at a given moment.

Nobody decides on their own order, and whoever left or cannot be reached by mail is passed over: the decision climbs to
the next superior. The same person twice is one step. An acting officer with a mandate decides in the holder's place.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.circulars import ChainStep, Circular, Post
from chalicelib.domain.mandates import MandatesByHolder
from chalicelib.domain.orders import Assignee, Holder, Step
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.texts import text


class Known(Struct, frozen=True):
    """The people and mandates that were looked up so far; None stands for an id that nobody has."""

    people: Mapping[EmployeeId, Employee | None]
    mandates: MandatesByHolder


class Unread(Exception):
    """Somebody further up has to be looked up first."""

    def __init__(self, person: EmployeeId) -> None:
        super().__init__(person)
        self.person = person


def first_asked(employee: Employee, unit: Unit, circular: Circular) -> tuple[EmployeeId, ...]:
    """Whom the chain names before anybody is passed over: all there is to look up in ordinary cases."""
    named = (_holder_of(post, employee, unit) for step in circular.chain for post in step.posts)
    return tuple(dict.fromkeys(each for each in named if each))


def chain_of(employee: Employee, unit: Unit, circular: Circular, known: Known, today: date) -> tuple[Step, ...]:
    """The steps of an order of `employee` under `circular`, none of them given to anyone yet.

    Raises Unread for someone to look up, and Refusal when a step has nobody who could be reached.
    """
    steps: list[Step] = []
    for asked in circular.chain:
        step = _step(asked, employee, unit, known, today)
        before = steps[-1] if steps else None
        shared = _shared(before, step) if before else ()
        if shared:
            steps.pop()
            step = replace(step, holders=tuple(each.holder for each in shared), assignees=shared)
        steps.append(step)
    return tuple(steps)


def entitled(step: Step, mandates: MandatesByHolder, today: date, employee: EmployeeId) -> tuple[Assignee, ...]:
    """Who may decide `step` on `today` of an order of `employee`: the holders, or who acts for them.

    Where the employee would be acting for their own approver, the holder keeps the decision.
    """
    return tuple(_in_person_or_acting(holder, mandates, today, employee) for holder in step.holders)


def next_superior(step: Step, employee: EmployeeId, known: Known, today: date) -> Assignee | None:
    """The nearest superior of the step's holders who can decide and does not have it yet; None when there is none.

    Raises Unread for someone to look up.
    """
    taken = frozenset({*(each.id for each in step.holders), *(each.id for each in step.assignees)})
    for holder in step.holders:
        if holder.id not in known.people:
            raise Unread(holder.id)
        person = known.people[holder.id]
        found = _climbed(person.supervisor, employee, known, today, taken) if person else None
        if found:
            return found
    return None


def in_person(person: Employee) -> Assignee:
    """Someone who decides in a post of their own."""
    return Assignee(person.id, person.name, person.post, Holder(person.id, person.name, person.post, person.unit))


def _in_person_or_acting(holder: Holder, mandates: MandatesByHolder, today: date, employee: EmployeeId) -> Assignee:
    given = mandates[holder.id].on(today) if holder.id in mandates else None
    if given and given.acting != employee:
        return Assignee(given.acting, given.acting_name, given.acting_post, holder, given.kind, given.number)
    return Assignee(holder.id, holder.name, holder.post, holder)


def _step(asked: ChainStep, employee: Employee, unit: Unit, known: Known, today: date) -> Step:
    found: dict[EmployeeId, Assignee] = {}
    for post in asked.posts:
        assignee = _climbed(_holder_of(post, employee, unit), employee.id, known, today)
        if assignee:
            found.setdefault(assignee.id, assignee)
    if not found:
        raise Refusal(
            text("Pejabat yang memutuskan belum tercatat atau tidak memiliki alamat surel. Hubungi sekretaris unit.")
        )
    assignees = tuple(found.values())
    return Step(tuple(each.holder for each in assignees), assignees, asked.link_only)


def _holder_of(post: Post, employee: Employee, unit: Unit) -> EmployeeId | None:
    return {Post.SUPERVISOR: employee.supervisor, Post.HEAD: unit.head, Post.SECRETARY: unit.secretary}[post]


def _climbed(
    start: EmployeeId | None,
    employee: EmployeeId,
    known: Known,
    today: date,
    taken: frozenset[EmployeeId] = frozenset(),
) -> Assignee | None:
    """The first, from `start` upwards, who can decide and be told so, and is not among `taken`."""
    passed: set[EmployeeId] = set()
    here = start
    while here is not None and here not in passed:
        passed.add(here)
        if here not in known.people:
            raise Unread(here)
        person = known.people[here]
        if person is None:
            return None
        given = known.mandates[here].on(today) if here in known.mandates else None
        if given and employee not in (given.acting, here) and taken.isdisjoint((given.acting, here)):
            holder = Holder(person.id, person.name, person.post, person.unit)
            return Assignee(given.acting, given.acting_name, given.acting_post, holder, given.kind, given.number)
        if not given and here != employee and here not in taken and not person.has_left(today) and person.email:
            return in_person(person)
        here = person.supervisor
    return None


def _shared(before: Step, step: Step) -> tuple[Assignee, ...]:
    """Who would decide both of two steps: as they decide the later one."""
    earlier = {each.id for each in before.assignees}
    return tuple(each for each in step.assignees if each.id in earlier)
