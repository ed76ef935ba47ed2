"""The life of a duty order, and what may be asked for."""

from datetime import date, time, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS, Expected, Hours, dates_of, expected_days
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.ledger import DayChange, marks_after
from chalicelib.domain.orders import (
    DECISIONS,
    Act,
    Order,
    OrderDay,
    OrderId,
    Status,
    approver_of,
    decided,
    expected_hours,
    is_staff,
    link_renewed,
    new_order,
    next_status,
    pattern_problems,
    requested_days,
    resubmitted,
    task_problems,
    withdrawn,
)
from chalicelib.domain.people import EmployeeId, Kind
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Problem, Refusal
from tests.factories import (
    APRIL,
    FASTING_DAY,
    FRIDAY,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_calendar,
    a_circular,
    a_mark,
    a_supervisor,
    a_unit,
    an_employee,
    an_order,
    local,
)

SITI, BUDI, JOKO = EmployeeId("siti"), EmployeeId("budi"), EmployeeId("joko")
THURSDAY, NEXT_FRIDAY = date(2021, 4, 29), date(2021, 4, 30)
MONDAY_MORNING = local(MONDAY, 7, 0)
FORTNIGHT = timedelta(days=14)
"""How long a link decides."""

ALLOWED = {
    (None, Act.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Act.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Act.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Act.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Act.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Act.WITHDRAW): Status.WITHDRAWN,
}
FORBIDDEN = [pair for pair in product((None, *Status), Act) if pair not in ALLOWED]


def in_words(pair: object) -> str:
    return str(pair) if not isinstance(pair, tuple) else "-".join(str(each or "nothing") for each in pair)


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


def changed(order: Order, act: Act, by: EmployeeId) -> Order:
    """The order after someone tried something; what was refused changes nothing."""
    try:
        if act is Act.SUBMIT:
            return resubmitted(order, a_supervisor(), a_circular(), order.days, order.tasks, MONDAY_MORNING)
        if act is Act.WITHDRAW:
            return withdrawn(order, by)
        return decided(order, act, "Mohon dilengkapi.", by, MONDAY_MORNING, MONDAY)
    except Refusal:
        return order


@given(st.lists(st.tuples(st.sampled_from(Act), st.sampled_from([SITI, BUDI, JOKO])), max_size=12))
def test_whatever_people_try_an_order_only_takes_the_tables_steps(tries: list[tuple[Act, EmployeeId]]) -> None:
    order = an_order()

    for act, by in tries:
        before, order = order, changed(order, act, by)
        if order is not before:
            assert ALLOWED[before.status, act] is order.status
            assert order.revision == before.revision + 1
            assert act not in DECISIONS or by == BUDI
            assert act is not Act.WITHDRAW or by == SITI


# A new order


def test_a_new_order_waits_for_its_approver_for_the_links_life() -> None:
    days = (OrderDay(MONDAY, time(8), time(15)),)

    order = new_order(
        OrderId("o1"),
        an_employee(),
        a_unit(),
        a_supervisor(),
        a_circular(),
        days,
        ("Menyusun laporan",),
        FRIDAY_MORNING,
    )

    assert order.status is Status.SUBMITTED
    assert (order.step.assignee, order.step.generation, order.step.decided) == (BUDI, 1, None)
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

    order = resubmitted(returned, a_supervisor(), a_circular(), wednesday_only, ("Tugas rinci",), MONDAY_MORNING)

    assert order.status is Status.SUBMITTED
    assert (order.content, order.step.generation, order.revision) == (2, 2, 3)
    assert (order.dates, order.tasks, order.reason) == ((WEDNESDAY,), ("Tugas rinci",), "")
    assert order.submitted_at == MONDAY_MORNING
    assert order.step.decided is None
    assert order.step.decided_at is None
    assert order.step.expires == MONDAY_MORNING + FORTNIGHT


def test_an_order_sent_again_stands_under_the_circular_of_now() -> None:
    newer = a_circular(citation="Surat Edaran Nomor 9 Tahun 2021")

    order = resubmitted(
        an_order(status=Status.RETURNED), a_supervisor(), newer, an_order().days, ("Tugas",), MONDAY_MORNING
    )

    assert order.circular == "Surat Edaran Nomor 9 Tahun 2021"


def test_an_order_sent_again_goes_to_whoever_supervises_now() -> None:
    order = resubmitted(
        an_order(status=Status.RETURNED),
        a_supervisor("dewi"),
        a_circular(),
        an_order().days,
        ("Tugas",),
        MONDAY_MORNING,
    )

    assert order.step.assignee == "dewi"


def test_a_renewed_link_kills_the_old_one_and_changes_nothing_else() -> None:
    order = an_order()

    renewed = link_renewed(order, MONDAY_MORNING)

    assert (renewed.step.generation, renewed.step.expires) == (2, MONDAY_MORNING + FORTNIGHT)
    assert renewed.revision == order.revision + 1
    assert replace(renewed, step=order.step, revision=order.revision) == order


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

    assert (order.step.decided, order.step.decided_at) == (Act.REJECT, MONDAY_MORNING)
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


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED, Status.WITHDRAWN])
def test_a_decided_order_is_not_taken_back(status: Status) -> None:
    with pytest.raises(Conflict):
        withdrawn(an_order(status=status), SITI)


# Who decides


def test_the_direct_supervisor_decides() -> None:
    assert approver_of(an_employee(), a_supervisor()).id == BUDI


@pytest.mark.parametrize(
    "supervisor",
    [
        None,  # not on record
        an_employee("siti"),  # themselves
        an_employee("budi", active=False),  # gone
        an_employee("budi", email=None),  # out of reach
    ],
    ids=["missing", "oneself", "inactive", "no-address"],
)
def test_without_a_reachable_supervisor_nothing_is_asked(supervisor: object) -> None:
    with pytest.raises(Refusal, match="Atasan langsung"):
        approver_of(an_employee(), supervisor)  # type: ignore[arg-type]


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


# Which days may be asked for

OPENED = (*expected_days(APRIL, FIVE_DAYS, a_calendar()), *expected_days(MAY, FIVE_DAYS, a_calendar()))
OPENED_UNTIL = date(2021, 5, 31)


def asked(*dates: date, today: date = FRIDAY) -> tuple[tuple[OrderDay, ...], tuple[Problem, ...]]:
    return requested_days(dates, expected_hours(OPENED), today=today, opened_until=OPENED_UNTIL)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (FRIDAY, None),  # today
        (date(2021, 4, 22), "sudah lewat"),  # yesterday
        (date(2020, 4, 27), "sudah lewat"),  # a year ago
        (date(2021, 4, 24), "hari libur"),  # Saturday
        (date(2021, 4, 25), "hari libur"),  # Sunday
        (date(2021, 5, 12), "hari libur"),  # collective leave
        (date(2021, 5, 13), "hari libur"),  # Eid
        (date(2021, 5, 31), None),  # the last opened day
        (date(2021, 6, 1), "belum dibuka"),  # the day after it
        (FRIDAY + timedelta(400), "belum dibuka"),  # 400 days ahead
        (date(9999, 12, 31), "belum dibuka"),  # the end of time
    ],
)
def test_a_day_is_offered_or_its_refusal_says_why(day: date, said: str | None) -> None:
    days, problems = asked(day)

    if said is None:
        assert (tuple(each.date for each in days), problems) == ((day,), ())
    else:
        assert days == ()
        assert [each.field for each in problems] == ["dates"]
        assert said in problems[0].message.msgid
        assert problems[0].message.values["day"] == day


def test_days_come_sorted_and_once() -> None:
    days, problems = asked(WEDNESDAY, MONDAY, WEDNESDAY)

    assert ([each.date for each in days], problems) == ([MONDAY, WEDNESDAY], ())


def test_each_day_carries_its_own_hours() -> None:
    days, _ = asked(MONDAY, NEXT_FRIDAY, date(2021, 5, 17))

    assert days == (
        OrderDay(MONDAY, time(8), time(15)),  # fasting
        OrderDay(NEXT_FRIDAY, time(8), time(15, 30)),  # fasting, a Friday
        OrderDay(date(2021, 5, 17), time(7, 30), time(16)),  # after Eid
    )


def test_good_days_are_kept_beside_bad_ones() -> None:
    days, problems = asked(date(2021, 4, 22), date(2021, 4, 24), MONDAY)

    assert [each.date for each in days] == [MONDAY]
    assert [each.message.values["day"] for each in problems] == [date(2021, 4, 22), date(2021, 4, 24)]


def test_asking_for_no_day_is_a_problem() -> None:
    assert [each.field for each in asked()[1]] == ["dates"]


@given(st.sets(st.dates(date(2021, 1, 1), date(2022, 12, 31)), max_size=20))
def test_every_asked_date_is_either_taken_or_explained(dates: set[date]) -> None:
    days, problems = asked(*dates)

    explained = {each.message.values["day"] for each in problems if "day" in each.message.values}
    assert {each.date for each in days} | explained == dates
    assert {each.date for each in days} & explained == set()
    assert bool(problems) or bool(days)


# Alternate days


def order_days(*dates: date) -> tuple[OrderDay, ...]:
    return tuple(OrderDay(day, time(8), time(15)) for day in dates)


def clashes(dates: tuple[date, ...], held: tuple[date, ...] = ()) -> dict[object, object]:
    """The days refused under an alternating circular, each with the day it stands next to."""
    circular = a_circular(pattern=Pattern.ALTERNATE_DAYS)
    problems = pattern_problems(order_days(*dates), frozenset(held), OPENED, circular)
    assert all(each.field == "dates" for each in problems)
    return {each.message.values["day"]: each.message.values["other"] for each in problems}


@pytest.mark.parametrize(
    ("dates", "held", "refused"),
    [
        # Monday and Wednesday: a day in the office between them
        ((MONDAY, WEDNESDAY), (), {}),
        # Monday and Tuesday
        ((MONDAY, TUESDAY), (), {TUESDAY: MONDAY}),
        # three in a row: every follower is named
        ((MONDAY, TUESDAY, WEDNESDAY), (), {TUESDAY: MONDAY, WEDNESDAY: TUESDAY}),
        # Friday and Monday: the weekend is no day in the office
        ((FRIDAY, MONDAY), (), {MONDAY: FRIDAY}),
        # Thursday and Monday: Friday lies between
        ((date(2021, 4, 22), MONDAY), (), {}),
        # 11 and 17 May: only Eid, collective leave and a weekend between
        ((date(2021, 5, 11), date(2021, 5, 17)), (), {date(2021, 5, 17): date(2021, 5, 11)}),
        # 10 and 17 May: the 11th lies between
        ((date(2021, 5, 10), date(2021, 5, 17)), (), {}),
        # 25 and 27 May: the 26th is a holiday in mid-week
        ((date(2021, 5, 25), date(2021, 5, 27)), (), {date(2021, 5, 27): date(2021, 5, 25)}),
        # 30 April and 3 May: over the turn of the month, Labour Day on the Saturday
        ((NEXT_FRIDAY, date(2021, 5, 3)), (), {date(2021, 5, 3): NEXT_FRIDAY}),
        # right after a day that was ordered already
        ((TUESDAY,), (MONDAY,), {TUESDAY: MONDAY}),
        # right before one
        ((MONDAY,), (TUESDAY,), {MONDAY: TUESDAY}),
        # right before one, over a weekend
        ((FRIDAY,), (MONDAY,), {FRIDAY: MONDAY}),
        # between two
        ((TUESDAY,), (MONDAY, WEDNESDAY), {TUESDAY: MONDAY}),
        # with a day in the office on either side
        ((WEDNESDAY,), (MONDAY, NEXT_FRIDAY), {}),
    ],
)
def test_where_days_alternate_no_two_working_days_in_a_row_are_at_home(
    dates: tuple[date, ...], held: tuple[date, ...], refused: dict[date, date]
) -> None:
    assert clashes(dates, held) == refused


def test_where_the_head_sets_the_days_any_may_follow_another() -> None:
    circular = a_circular(pattern=Pattern.SET_BY_HEAD)

    assert pattern_problems(order_days(MONDAY, TUESDAY, WEDNESDAY), frozenset({FRIDAY}), OPENED, circular) == ()


WORKING = [each.date for each in OPENED if each.hours]


@given(
    st.sets(st.sampled_from(WORKING), max_size=12),
    st.sets(st.integers(0, len(WORKING) // 2 - 1), max_size=6),
)
def test_days_pass_exactly_when_no_two_neighbours_are_at_home(dates: set[date], held_pairs: set[int]) -> None:
    held = {WORKING[2 * each] for each in held_pairs} - dates
    at_home = dates | held

    refused = clashes(tuple(sorted(dates)), tuple(held))

    in_a_row = [(one, two) for one, two in pairwise(WORKING) if {one, two} <= at_home and not {one, two} <= held]
    assert bool(refused) == bool(in_a_row)


# Tasks


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        (("Menyusun laporan",), None),
        (("x" * 200,), None),
        (("x",) * 15, None),
        ((), "sedikitnya satu"),
        (("x" * 201,), "paling panjang"),
        (("x",) * 16, "paling banyak"),
    ],
    ids=["one", "longest", "most", "none", "too-long", "too-many"],
)
def test_tasks_are_some_few_and_short(tasks: tuple[str, ...], said: str | None) -> None:
    problems = task_problems(tasks)

    assert [each.field for each in problems] == ([] if said is None else ["tasks"])
    assert said is None or said in problems[0].message.msgid


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


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REJECTED, Status.WITHDRAWN])
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


def test_the_hours_of_a_month_are_none_on_days_off() -> None:
    hours = expected_hours(OPENED)

    assert set(hours) == {*dates_of(APRIL), *dates_of(MAY)}
    assert hours[MONDAY] == FASTING_DAY
    assert hours[date(2021, 4, 25)] is None


def test_hours_of_another_pattern_are_taken_over() -> None:
    short = Hours(time(9), time(12), 0)

    days, _ = requested_days(
        (MONDAY,), expected_hours((Expected(MONDAY, short),)), today=MONDAY, opened_until=OPENED_UNTIL
    )

    assert days == (OrderDay(MONDAY, time(9), time(12)),)
