"""Who has to decide on an order: the circular's chain for one employee, and who may decide a step at a given moment.

Nobody decides on their own order, and whoever left or cannot be reached by mail is passed over: the decision climbs to
the next superior. The same person twice is one step. An acting officer with a mandate decides in the holder's place.
"""

from collections.abc import Collection, Mapping
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


def unit_step(unit: Unit, circular: Circular, known: Known, today: date) -> Step:
    """The one step of a unit's collective order: the posts of the circular's last step, the head where it names only
    everybody's own superior. Whoever has it signs, so their own days belong into another order.

    Raises Unread and Refusal as `chain_of`.
    """
    last = circular.chain[-1]
    named = {Post.HEAD: unit.head, Post.SECRETARY: unit.secretary}
    posts = tuple(post for post in last.posts if post in named) or (Post.HEAD,)
    return _given(tuple(_climbed(named[post], (), known, today) for post in posts), link_only=last.link_only)


def step_above(step: Step, known: Known, today: date) -> Step:
    """The step of the order for the days of those who have `step` themselves: the next superior's.

    Raises Unread and Refusal as `chain_of`.
    """
    return _given((next_superior(step, (), known, today),), link_only=step.link_only)


def entitled(
    step: Step, mandates: MandatesByHolder, today: date, people: Collection[EmployeeId]
) -> tuple[Assignee, ...]:
    """Who may decide `step` on `today` of an order about `people`: the holders, or who acts for them.

    Where one of the people would be acting for their own approver, the holder keeps the decision.
    """
    return tuple(_in_person_or_acting(holder, mandates, today, people) for holder in step.holders)


def next_superior(step: Step, people: Collection[EmployeeId], known: Known, today: date) -> Assignee | None:
    """The nearest superior of the step's holders who can decide and does not have it yet; None when there is none.

    Raises Unread for someone to look up.
    """
    taken = frozenset({*(each.id for each in step.holders), *(each.id for each in step.assignees)})
    for holder in step.holders:
        if holder.id not in known.people:
            raise Unread(holder.id)
        person = known.people[holder.id]
        found = _climbed(person.supervisor, people, known, today, taken) if person else None
        if found:
            return found
    return None


def in_person(person: Employee) -> Assignee:
    """Someone who decides in a post of their own."""
    return Assignee(person.id, person.name, person.post, Holder(person.id, person.name, person.post, person.unit))


def _in_person_or_acting(
    holder: Holder, mandates: MandatesByHolder, today: date, people: Collection[EmployeeId]
) -> Assignee:
    given = mandates[holder.id].on(today) if holder.id in mandates else None
    if given and given.acting not in people:
        return Assignee(given.acting, given.acting_name, given.acting_post, holder, given.kind, given.number)
    return Assignee(holder.id, holder.name, holder.post, holder)


def _step(asked: ChainStep, employee: Employee, unit: Unit, known: Known, today: date) -> Step:
    climbed = tuple(_climbed(_holder_of(post, employee, unit), (employee.id,), known, today) for post in asked.posts)
    return _given(climbed, link_only=asked.link_only)


def _given(climbed: tuple[Assignee | None, ...], *, link_only: bool) -> Step:
    """The step of those who were found. Raises Refusal when nobody was."""
    found: dict[EmployeeId, Assignee] = {}
    for each in climbed:
        if each:
            found.setdefault(each.id, each)
    if not found:
        raise Refusal(
            text("Pejabat yang memutuskan belum tercatat atau tidak memiliki alamat surel. Hubungi sekretaris unit.")
        )
    assignees = tuple(found.values())
    return Step(tuple(each.holder for each in assignees), assignees, link_only)


def _holder_of(post: Post, employee: Employee, unit: Unit) -> EmployeeId | None:
    return {Post.SUPERVISOR: employee.supervisor, Post.HEAD: unit.head, Post.SECRETARY: unit.secretary}[post]


def _climbed(
    start: EmployeeId | None,
    people: Collection[EmployeeId],
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
        is_theirs = here in people or (given is not None and given.acting in people)
        if given and not is_theirs and taken.isdisjoint((given.acting, here)):
            holder = Holder(person.id, person.name, person.post, person.unit)
            return Assignee(given.acting, given.acting_name, given.acting_post, holder, given.kind, given.number)
        if not given and not is_theirs and here not in taken and not person.has_left(today) and person.email:
            return in_person(person)
        here = person.supervisor
    return None


def _shared(before: Step, step: Step) -> tuple[Assignee, ...]:
    """Who would decide both of two steps: as they decide the later one."""
    earlier = {each.id for each in before.assignees}
    return tuple(each for each in step.assignees if each.id in earlier)
