"""Looking up who decides: superiors and mandates, as few requests as the city's records allow."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from chalicelib.domain.approvers import (
    Known,
    Unread,
    chain_of,
    first_asked,
    next_superior,
    step_above,
    unit_step,
)
from chalicelib.domain.circulars import Circular
from chalicelib.domain.mandates import MandatesByHolder
from chalicelib.domain.orders import Assignee, Order, Step
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.records import Bundle, employee_key, mandates_key
from chalicelib.workflows.ports import Office

T = TypeVar("T")


def chain_for(office: Office, employee: Employee, unit: Unit, circular: Circular, today: date) -> tuple[Step, ...]:
    """The steps of an order of `employee`. One request, and one more for each superior who has to be passed over.

    Raises Refusal when nobody can be reached.
    """
    known = Known({employee.id: employee}, {})
    wanted = first_asked(employee, unit, circular)
    return _found(office, known, wanted, lambda those: chain_of(employee, unit, circular, those, today))


def unit_step_for(office: Office, unit: Unit, circular: Circular, today: date) -> Step:
    """The one step of a unit's collective order; requests and refusals as `chain_for`."""
    return _found(office, Known({}, {}), (), lambda those: unit_step(unit, circular, those, today))


def step_above_for(office: Office, step: Step, today: date) -> Step:
    """The step that decides on the days of those who have `step`; requests and refusals as `chain_for`."""
    return _found(office, Known({}, {}), (), lambda those: step_above(step, those, today))


def superior_for(office: Office, order: Order, today: date) -> Assignee | None:
    """The nearest superior who may be asked beside those who have the order; None when nobody can be reached.

    Two requests, and one more for each superior who has to be passed over.
    """
    wanted = tuple(holder.id for holder in order.step.holders)
    return _found(office, Known({}, {}), wanted, lambda those: next_superior(order.step, order.people, those, today))


def _found(office: Office, known: Known, wanted: tuple[EmployeeId, ...], find: Callable[[Known], T]) -> T:
    """What `find` gives, having looked up whomever it asked for."""
    while True:
        known = _looked_up(office, known, wanted)
        try:
            return find(known)
        except Unread as further_up:
            wanted = (further_up.person,)


def _looked_up(office: Office, known: Known, wanted: Iterable[EmployeeId]) -> Known:
    unread = tuple(each for each in wanted if each not in known.people)
    if not unread:
        return known
    found = office.records.read(*map(employee_key, unread), *map(mandates_key, unread))
    people = {each: found.find(employee_key(each)) for each in unread}
    return Known({**known.people, **people}, {**known.mandates, **mandates_among(found, unread)})


def mandates_among(found: Bundle, holders: Iterable[EmployeeId]) -> MandatesByHolder:
    """The mandates of `holders` among records that were read together."""
    return {each: mandates for each in holders if (mandates := found.find(mandates_key(each)))}
