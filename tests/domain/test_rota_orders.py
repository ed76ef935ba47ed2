"""Whom a rota's orders name, who decides on them, and what a person's rows lack of them."""

from datetime import date, time

import pytest
from msgspec.structs import replace

from chalicelib.domain.approvers import Known, entitled, step_above, unit_step
from chalicelib.domain.circulars import ChainStep, Post
from chalicelib.domain.collective import signers
from chalicelib.domain.covered import Named, OrderSource, ahead
from chalicelib.domain.deciding import Choice, decided, entitled_as, lapsed, may_cancel, may_reassign, taken_back
from chalicelib.domain.ledger import DayChange, Filed, Mark, marks_after
from chalicelib.domain.orders import NOBODY, Act, Order, OrderDay, Status
from chalicelib.domain.people import Actor, EmployeeId, Role
from chalicelib.domain.placing import placed
from chalicelib.domain.refusals import Forbidden, Refusal
from chalicelib.domain.trail import Means
from tests.factories import (
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_mandate,
    a_mark,
    a_row,
    a_secretary,
    a_supervisor,
    a_unit,
    an_actor,
    an_employee,
    an_order,
    some_mandates,
)

SITI, DEWI, RINA, BUDI = (EmployeeId(who) for who in ("siti", "dewi", "rina", "budi"))
HEAD = a_supervisor(supervisor="amran")
MAYOR = an_employee("amran", supervisor=None)


def named(who: str, *dates: date) -> Named:
    return Named(EmployeeId(who), who.title(), None, None, "Staf", dates)


def a_collective(*covers: Named, status: Status = Status.SUBMITTED) -> Order:
    """An order for Siti on Monday and Wednesday and Dewi on Tuesday, unless others are named."""
    covers = covers or (named("dewi", TUESDAY), named("siti", MONDAY, WEDNESDAY))
    dates = sorted({day for each in covers for day in each.dates})
    return replace(
        an_order(),
        employee=NOBODY,
        status=status,
        days=tuple(OrderDay(day, time(8), time(15)) for day in dates),
        covers=covers,
        source=OrderSource(MONDAY, 1, RINA, "Rina"),
    )


# What it is


def test_it_is_called_by_its_unit_and_how_many_it_names() -> None:
    called = a_collective().called

    assert called.msgid % called.values == "Dinas Komunikasi dan Informatika: 2 pegawai"
    assert an_order().called.msgid % an_order().called.values == an_order().employee_name


def test_it_takes_nothing_in_the_ledger_by_itself() -> None:
    assert marks_after(None, a_collective()) == ()
    assert marks_after(a_collective(), a_collective(status=Status.APPROVED)) == ()


@pytest.mark.parametrize("who", [SITI, DEWI])
def test_nobody_it_names_decides_it(who: EmployeeId) -> None:
    with pytest.raises(Forbidden):
        entitled_as(a_collective(), who, {}, FRIDAY)


def test_an_acting_officer_it_names_leaves_the_decision_to_the_holder() -> None:
    order = a_collective(named("rina", MONDAY), named("siti", MONDAY))
    mandates = {BUDI: some_mandates(a_mandate(acting="rina"))}

    assert [each.id for each in entitled(order.step, mandates, FRIDAY, order.people)] == [BUDI]


def test_who_publishes_and_does_the_paperwork_handles_it_and_those_it_names_do_not() -> None:
    order = a_collective()
    siti = an_actor()
    rina = Actor(RINA, "Rina", order.unit, order.unit_name, order.zone)
    other = Actor(EmployeeId("tuti"), "Tuti", order.unit, order.unit_name, order.zone, (Role.SECRETARY,))

    assert [order.is_handled_by(who) for who in (siti, rina, other)] == [False, True, True]
    assert (may_reassign(order, other), may_reassign(order, siti)) == (True, False)
    assert (may_cancel(order, other), may_cancel(order, siti)) == (True, False)


# Who decides


@pytest.mark.parametrize(
    ("posts", "asked"),
    [
        ((Post.HEAD,), ["budi"]),
        ((Post.SUPERVISOR,), ["budi"]),
        ((Post.SECRETARY,), ["rina"]),
        ((Post.SUPERVISOR, Post.HEAD), ["budi"]),
        ((Post.HEAD, Post.SECRETARY), ["budi", "rina"]),
    ],
)
def test_the_last_step_of_the_circular_decides_and_everybodys_own_superior_is_the_head(
    posts: tuple[Post, ...], asked: list[str]
) -> None:
    circular = a_circular(chain=(ChainStep((Post.SUPERVISOR,)), ChainStep(posts)))
    known = Known({BUDI: HEAD, RINA: a_secretary()}, {})

    step = unit_step(a_unit(secretary="rina"), circular, known, FRIDAY)

    assert [each.id for each in step.assignees] == asked
    assert signers(step) == set(asked)


def test_the_next_superior_decides_on_the_days_of_who_signs() -> None:
    known = Known({BUDI: HEAD, MAYOR.id: MAYOR}, {})
    step = unit_step(a_unit(), a_circular(), known, FRIDAY)

    assert [each.id for each in step_above(step, known, FRIDAY).assignees] == [MAYOR.id]
    with pytest.raises(Refusal):
        step_above(step, Known({BUDI: replace(HEAD, supervisor=None)}, {}), FRIDAY)


# Days that pass, days that are taken back


def test_only_days_ahead_stay_and_those_without_any_are_off_the_list() -> None:
    order = decided(a_collective(), Choice(Act.APPROVE, ""), BUDI, Means.LINK, FRIDAY_MORNING, TUESDAY, {})

    assert [(each.employee, each.dates) for each in order.covers] == [(DEWI, (TUESDAY,)), (SITI, (WEDNESDAY,))]
    assert ahead(order.covers, WEDNESDAY) == (order.covers[1],)
    assert order.lapsed == (MONDAY,)


def test_undecided_days_lapse_for_everybody() -> None:
    ended = lapsed(a_collective(), WEDNESDAY)

    assert ended
    assert ended[0] is Act.LAPSE_DAYS
    assert [(each.employee, each.dates) for each in ended[1].covers] == [(SITI, (WEDNESDAY,))]


def test_a_new_version_takes_back_what_it_lacks_after_today_alone() -> None:
    order = a_collective(status=Status.APPROVED)

    taken = taken_back(order, {SITI: frozenset({MONDAY})}, MONDAY)

    assert taken
    act, becomes = taken
    assert act is Act.CANCEL_DAYS
    assert {each.employee: becomes.standing_of(each) for each in becomes.covers} == {DEWI: (), SITI: (MONDAY,)}
    assert becomes.cancelled == (TUESDAY, WEDNESDAY)


def test_a_new_version_that_has_it_all_changes_nothing_and_one_that_has_none_cancels_it() -> None:
    order = a_collective(status=Status.APPROVED)
    everything = {each.employee: frozenset(each.dates) for each in order.covers}

    assert taken_back(order, everything, FRIDAY) is None
    assert taken_back(a_collective(), {}, FRIDAY) is None
    taken = taken_back(order, {}, FRIDAY)
    assert taken
    assert (taken[0], taken[1].status) == (Act.CANCEL, Status.CANCELLED)


# What a row lacks


def test_a_granted_day_is_marked_once() -> None:
    order = a_collective(status=Status.APPROVED)
    siti = order.covers[1]
    mark = Mark(order.id, approved=True)

    lacking = placed(order, siti, (a_row(),))

    assert lacking.changes == (DayChange(MONDAY, None, mark), DayChange(WEDNESDAY, None, mark))
    assert placed(order, siti, (a_row(days={MONDAY: mark, WEDNESDAY: mark}),)).changes == ()


def test_a_day_of_another_order_is_left_and_one_outside_the_unit_is_missing() -> None:
    order = a_collective(status=Status.APPROVED)
    row = replace(a_row(days={MONDAY: a_mark("anotherorder2345")}), until=TUESDAY)

    lacking = placed(order, order.covers[1], (row,))

    assert (lacking.changes, lacking.taken, lacking.missing) == ((), 1, 1)
    assert placed(order, order.covers[1], ()).missing == 2


def test_a_day_called_off_is_unmarked_unless_it_was_reported() -> None:
    order = replace(a_collective(status=Status.APPROVED), cancelled=(MONDAY, WEDNESDAY))
    kept = Mark(order.id, approved=True, filed=Filed.IN_TIME, minutes=400)
    gone = Mark(order.id, approved=True)

    lacking = placed(order, order.covers[1], (a_row(days={MONDAY: kept, WEDNESDAY: gone}),))

    assert lacking.changes == (DayChange(WEDNESDAY, gone, None),)
