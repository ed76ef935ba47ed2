"""The life of a duty order, and what may be asked for."""

from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain import deciding
from chalicelib.domain.asking import new_order, resubmitted
from chalicelib.domain.deciding import cancelled, given_back, lapsed, link_renewed, moved, reassigned, withdrawn
from chalicelib.domain.ledger import DayChange, marks_after
from chalicelib.domain.mandates import Mandates
from chalicelib.domain.orders import (
    DECISIONS,
    Act,
    Decision,
    Order,
    OrderDay,
    OrderId,
    Status,
    is_staff,
    next_status,
)
from chalicelib.domain.people import EmployeeId, Kind
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Refusal
from chalicelib.domain.trail import Means
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_holder,
    a_mandate,
    a_mark,
    a_step,
    a_unit,
    an_assignee,
    an_employee,
    an_order,
    local,
    some_mandates,
)

SITI, BUDI, JOKO = EmployeeId("siti"), EmployeeId("budi"), EmployeeId("joko")
THURSDAY, NEXT_FRIDAY = date(2021, 4, 29), date(2021, 4, 30)
MONDAY_MORNING = local(MONDAY, 7, 0)
FORTNIGHT = timedelta(days=14)
"""How long a link decides."""

ALLOWED = {
    (None, Act.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Act.ENDORSE): Status.SUBMITTED,
    (Status.SUBMITTED, Act.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Act.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Act.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.SUBMITTED, Act.REASSIGN): Status.SUBMITTED,
    (Status.SUBMITTED, Act.MOVE): Status.SUBMITTED,
    (Status.SUBMITTED, Act.RENEW): Status.SUBMITTED,
    (Status.SUBMITTED, Act.REMIND): Status.SUBMITTED,
    (Status.SUBMITTED, Act.TELL): Status.SUBMITTED,
    (Status.SUBMITTED, Act.ESCALATE): Status.SUBMITTED,
    (Status.SUBMITTED, Act.LAPSE_DAYS): Status.SUBMITTED,
    (Status.SUBMITTED, Act.LAPSE): Status.LAPSED,
    (Status.RETURNED, Act.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Act.LAPSE): Status.LAPSED,
    (Status.APPROVED, Act.CANCEL_DAYS): Status.APPROVED,
    (Status.APPROVED, Act.CANCEL): Status.CANCELLED,
    (Status.SUBMITTED, Act.FREE_DAYS): Status.SUBMITTED,
    (Status.APPROVED, Act.FREE_DAYS): Status.APPROVED,
    (Status.SUBMITTED, Act.FREE): Status.LAPSED,
    (Status.APPROVED, Act.FREE): Status.CANCELLED,
    (Status.SUBMITTED, Act.CLOSE_DAYS): Status.SUBMITTED,
    (Status.SUBMITTED, Act.CLOSE): Status.LAPSED,
    (Status.APPROVED, Act.RECALL_DAY): Status.APPROVED,
    (Status.APPROVED, Act.RECALL): Status.CANCELLED,
}
FORBIDDEN = [pair for pair in product((None, *Status), Act) if pair not in ALLOWED]


def in_words(pair: object) -> str:
    return str(pair) if not isinstance(pair, tuple) else "-".join(str(each or "nothing") for each in pair)


def decided(
    order: Order, act: Act, reason: str, by: EmployeeId, at: datetime, today: date, *mandates: Mandates
) -> Order:
    """The order after `by` decided it by the link."""
    given = {each.holder: each for each in mandates}
    return deciding.decided(order, deciding.Choice(act, reason), by, Means.LINK, at, today, given)


# The state machine


@pytest.mark.parametrize("pair", ALLOWED, ids=in_words)
def test_what_may_be_done_leads_where_the_table_says(pair: tuple[Status | None, Act]) -> None:
    assert next_status(*pair) is ALLOWED[pair]


@pytest.mark.parametrize("pair", FORBIDDEN, ids=in_words)
def test_everything_else_is_a_conflict(pair: tuple[Status | None, Act]) -> None:
    with pytest.raises(Conflict):
        next_status(*pair)


def test_every_pair_is_either_allowed_or_forbidden() -> None:
    assert len(ALLOWED) + len(FORBIDDEN) == (len(Status) + 1) * len(Act)


def attempts(order: Order, act: Act, by: EmployeeId) -> tuple[Act, Order]:
    """What someone's act comes to, and the order afterwards."""
    found: tuple[Act, Order] | None = None
    match act:
        case Act.SUBMIT:
            found = act, resubmitted(order, (a_step(),), a_circular(), order.days, order.tasks, MONDAY_MORNING)
        case Act.WITHDRAW:
            found = act, withdrawn(order, by)
        case Act.RENEW:
            found = act, link_renewed(order, MONDAY_MORNING)
        case Act.REASSIGN:
            found = act, reassigned(order, an_assignee(a_holder(by)), "Pindah tugas.", MONDAY_MORNING)
        case Act.MOVE:
            acting = {BUDI: some_mandates(a_mandate(acting=by, last=MONDAY))}
            becomes = moved(order, acting, MONDAY_MORNING, MONDAY)
            found = (act, becomes) if becomes else None
        case Act.LAPSE | Act.LAPSE_DAYS:
            found = lapsed(order, NEXT_FRIDAY if act is Act.LAPSE else TUESDAY)
        case Act.CANCEL | Act.CANCEL_DAYS:
            days = order.standing if act is Act.CANCEL else order.standing[:1]
            found = cancelled(order, days, "Dibutuhkan di kantor.", MONDAY, frozenset())
        case Act.FREE | Act.FREE_DAYS | Act.RECALL | Act.RECALL_DAY | Act.CLOSE | Act.CLOSE_DAYS:
            pairs = ((Act.FREE_DAYS, Act.FREE), (Act.RECALL_DAY, Act.RECALL), (Act.CLOSE_DAYS, Act.CLOSE))
            acts = next(pair for pair in pairs if act in pair)
            days = order.standing if act is acts[1] else order.standing[:1]
            found = given_back(order, order.employee, frozenset(days), "Tidak masuk.", acts)
        case Act.APPROVE | Act.RETURN | Act.REJECT:
            found = act, decided(order, act, "Mohon dilengkapi.", by, MONDAY_MORNING, MONDAY)
    return found or (act, order)


def changed(order: Order, act: Act, by: EmployeeId) -> tuple[Act, Order]:
    """The same; what was refused changes nothing."""
    try:
        return attempts(order, act, by)
    except Refusal:
        return act, order


@given(st.lists(st.tuples(st.sampled_from(Act), st.sampled_from([SITI, BUDI, JOKO])), max_size=12))
def test_whatever_people_try_an_order_only_takes_the_tables_steps(tries: list[tuple[Act, EmployeeId]]) -> None:
    order = an_order()

    for act, by in tries:
        before = order
        made, order = changed(order, act, by)
        if order is not before:
            assert ALLOWED[before.status, made] is order.status
            assert order.revision == before.revision + 1
            assert made not in DECISIONS or by in [holder.id for holder in before.step.holders]
            assert made is not Act.WITHDRAW or by == SITI
            assert not order.step.assigned(SITI)


# A new order


def test_a_new_order_waits_for_its_approver_for_the_links_life() -> None:
    days = (OrderDay(MONDAY, time(8), time(15)),)

    order = new_order(
        OrderId("o1"),
        an_employee(),
        a_unit(),
        (a_step(),),
        a_circular(),
        days,
        ("Menyusun laporan",),
        FRIDAY_MORNING,
    )

    assert order.status is Status.SUBMITTED
    assert (order.step.assigned(BUDI), order.step.generation, order.step.decision) == (an_assignee(), 1, None)
    assert order.step.since == FRIDAY_MORNING
    assert order.step.expires == FRIDAY_MORNING + FORTNIGHT
    assert (order.content, order.revision) == (1, 1)
    assert order.circular == a_circular().citation
    assert order.dates == (MONDAY,)


def test_an_order_over_the_turn_of_a_month_lies_in_both_months() -> None:
    assert an_order(dates=(NEXT_FRIDAY, date(2021, 5, 3), date(2021, 5, 5))).months == (APRIL, MAY)


@pytest.mark.parametrize(("person", "concerned"), [(SITI, True), (BUDI, True), (JOKO, False)])
def test_an_order_concerns_its_owner_and_its_approver(person: EmployeeId, concerned: bool) -> None:
    assert an_order().concerns(person) is concerned


# Sending a returned order again


def test_a_returned_order_sent_again_is_new_content_under_a_new_link() -> None:
    returned = an_order(status=Status.RETURNED)
    wednesday_only = returned.days[1:]

    order = resubmitted(returned, (a_step(),), a_circular(), wednesday_only, ("Tugas rinci",), MONDAY_MORNING)

    assert order.status is Status.SUBMITTED
    assert (order.content, order.step.generation, order.revision) == (2, 2, 3)
    assert (order.dates, order.tasks, order.reason) == ((WEDNESDAY,), ("Tugas rinci",), "")
    assert order.submitted_at == MONDAY_MORNING
    assert order.step.decision is None
    assert order.step.expires == MONDAY_MORNING + FORTNIGHT


def test_an_order_sent_again_stands_under_the_circular_of_now() -> None:
    newer = a_circular(citation="Surat Edaran Nomor 9 Tahun 2021")

    order = resubmitted(
        an_order(status=Status.RETURNED), (a_step(),), newer, an_order().days, ("Tugas",), MONDAY_MORNING
    )

    assert order.circular == "Surat Edaran Nomor 9 Tahun 2021"


def test_an_order_sent_again_goes_to_whoever_supervises_now() -> None:
    order = resubmitted(
        an_order(status=Status.RETURNED),
        (a_step(a_holder("dewi")),),
        a_circular(),
        an_order().days,
        ("Tugas",),
        MONDAY_MORNING,
    )

    assert [each.id for each in order.step.assignees] == ["dewi"]


def test_a_renewed_link_kills_the_old_one_and_changes_nothing_else() -> None:
    order = an_order()

    renewed = link_renewed(order, MONDAY_MORNING)

    assert (renewed.step.generation, renewed.step.expires) == (2, MONDAY_MORNING + FORTNIGHT)
    assert renewed.revision == order.revision + 1
    assert replace(renewed, steps=order.steps, links=order.links, revision=order.revision) == order


# Deciding


def test_an_approval_covers_the_day_itself() -> None:
    order = decided(an_order(), Act.APPROVE, "", BUDI, local(MONDAY, 23, 59), MONDAY)

    assert order.status is Status.APPROVED
    assert order.dates == (MONDAY, WEDNESDAY)
    assert order.lapsed == ()


def test_dates_that_passed_before_the_approval_lapse() -> None:
    order = decided(an_order(), Act.APPROVE, "", BUDI, local(TUESDAY, 8), TUESDAY)

    assert order.dates == (WEDNESDAY,)
    assert order.lapsed == (MONDAY,)


def test_an_order_whose_dates_have_all_passed_cannot_be_approved() -> None:
    with pytest.raises(Refusal, match="sudah lewat"):
        decided(an_order(), Act.APPROVE, "", BUDI, local(THURSDAY, 8), THURSDAY)


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
def test_an_order_whose_dates_have_all_passed_can_still_be_sent_back(act: Act) -> None:
    order = decided(an_order(), act, "Sudah lewat.", BUDI, local(THURSDAY, 8), THURSDAY)

    assert order.status is ALLOWED[Status.SUBMITTED, act]
    assert order.dates == (MONDAY, WEDNESDAY)
    assert order.lapsed == ()


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
def test_sending_back_keeps_the_approvers_words(act: Act) -> None:
    order = decided(an_order(), act, "Mohon rincikan tugas kedua.", BUDI, MONDAY_MORNING, MONDAY)

    assert order.reason == "Mohon rincikan tugas kedua."


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
def test_sending_back_needs_a_reason(act: Act) -> None:
    with pytest.raises(Invalid) as refused:
        decided(an_order(), act, "", BUDI, MONDAY_MORNING, MONDAY)

    assert [each.field for each in refused.value.problems] == ["reason"]


def test_an_approval_needs_no_reason_and_keeps_none() -> None:
    assert decided(an_order(), Act.APPROVE, "Baik.", BUDI, MONDAY_MORNING, MONDAY).reason == ""


def test_a_reason_may_be_as_long_as_its_limit_and_no_longer() -> None:
    longest = "x" * 500

    assert decided(an_order(), Act.RETURN, longest, BUDI, MONDAY_MORNING, MONDAY).reason == longest
    with pytest.raises(Invalid):
        decided(an_order(), Act.RETURN, longest + "x", BUDI, MONDAY_MORNING, MONDAY)


def test_a_decision_says_what_was_decided_and_when() -> None:
    order = decided(an_order(), Act.REJECT, "Dibutuhkan di kantor.", BUDI, MONDAY_MORNING, MONDAY)

    assert order.step.decision == Decision(Act.REJECT, an_assignee(), MONDAY_MORNING, Means.LINK)
    assert order.revision == 2


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("person", [SITI, JOKO])
def test_only_the_assignee_decides(act: Act, person: EmployeeId) -> None:
    with pytest.raises(Forbidden):
        decided(an_order(), act, "Alasan.", person, MONDAY_MORNING, MONDAY)


@pytest.mark.parametrize("act", DECISIONS)
def test_nobody_decides_their_own_even_when_the_record_names_them(act: Act) -> None:
    own = an_order(employee="budi", assignee="budi")

    with pytest.raises(Forbidden):
        decided(own, act, "Alasan.", BUDI, MONDAY_MORNING, MONDAY)


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("status", [status for status in Status if status is not Status.SUBMITTED])
def test_what_does_not_wait_is_not_decided(status: Status, act: Act) -> None:
    with pytest.raises(Conflict):
        decided(an_order(status=status), act, "Alasan.", BUDI, MONDAY_MORNING, MONDAY)


def test_someone_elses_order_says_nothing_of_its_state() -> None:
    with pytest.raises(Forbidden):
        decided(an_order(status=Status.APPROVED), Act.APPROVE, "", JOKO, MONDAY_MORNING, MONDAY)


# Taking back


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.RETURNED])
def test_the_owner_takes_an_undecided_order_back(status: Status) -> None:
    order = withdrawn(an_order(status=status), SITI)

    assert order.status is Status.WITHDRAWN
    assert order.revision == an_order(status=status).revision + 1


@pytest.mark.parametrize("person", [BUDI, JOKO])
def test_nobody_takes_back_an_order_of_others(person: EmployeeId) -> None:
    with pytest.raises(Forbidden):
        withdrawn(an_order(), person)


@pytest.mark.parametrize("status", [status for status in Status if status not in (Status.SUBMITTED, Status.RETURNED)])
def test_a_decided_order_is_not_taken_back(status: Status) -> None:
    with pytest.raises(Conflict):
        withdrawn(an_order(status=status), SITI)


@pytest.mark.parametrize(
    ("kind", "active", "counts"),
    [
        (Kind.PNS, True, True),
        (Kind.PPPK, True, True),
        (Kind.THL, True, True),
        (Kind.OFFICIAL, True, False),  # the mayor
        (Kind.PNS, False, False),  # retired
    ],
)
def test_orders_and_hours_are_for_active_staff(kind: Kind, active: bool, counts: bool) -> None:
    assert is_staff(an_employee(kind=kind, active=active)) is counts


# What the ledger makes of it

SUBMITTED_MARK, APPROVED_MARK = a_mark(approved=False), a_mark(approved=True)


def test_a_submitted_order_stands_on_its_days_unapproved() -> None:
    assert marks_after(None, an_order()) == (
        DayChange(MONDAY, None, SUBMITTED_MARK),
        DayChange(WEDNESDAY, None, SUBMITTED_MARK),
    )


def test_an_approval_turns_the_days_that_are_left_and_frees_the_lapsed() -> None:
    approved = decided(an_order(), Act.APPROVE, "", BUDI, local(TUESDAY, 8), TUESDAY)

    assert marks_after(an_order(), approved) == (
        DayChange(MONDAY, SUBMITTED_MARK, None),
        DayChange(WEDNESDAY, SUBMITTED_MARK, APPROVED_MARK),
    )


@pytest.mark.parametrize("status", [status for status in Status if status not in (Status.SUBMITTED, Status.APPROVED)])
def test_an_order_that_stands_no_longer_leaves_its_days(status: Status) -> None:
    assert marks_after(an_order(), an_order(status=status)) == (
        DayChange(MONDAY, SUBMITTED_MARK, None),
        DayChange(WEDNESDAY, SUBMITTED_MARK, None),
    )


def test_an_order_sent_again_takes_its_new_days_only() -> None:
    again = an_order(dates=(TUESDAY,), content=2)

    assert marks_after(an_order(status=Status.RETURNED), again) == (DayChange(TUESDAY, None, SUBMITTED_MARK),)


def test_taking_back_a_returned_order_leaves_the_ledger_alone() -> None:
    assert marks_after(an_order(status=Status.RETURNED), an_order(status=Status.WITHDRAWN)) == ()


def test_a_renewed_link_leaves_the_ledger_alone() -> None:
    assert marks_after(an_order(), link_renewed(an_order(), MONDAY_MORNING)) == ()
