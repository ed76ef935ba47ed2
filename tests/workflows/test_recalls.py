"""Calling somebody in: the home day becomes an office day, and each answer has its moment."""

from datetime import datetime, time, timedelta

import pytest

from chalicelib.domain.calendars import Month
from chalicelib.domain.orders import Act as OrderAct
from chalicelib.domain.orders import OrderId, Status
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.presence import Recalled
from chalicelib.domain.recalls import Act, Recall, RecallId, Stage
from chalicelib.domain.records import recall_key, sheet_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Repeated, Stale
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import placing, recalls, reports
from chalicelib.workflows.recalls import Call
from chalicelib.workflows.today import open_today
from tests.factories import (
    APRIL,
    MAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_draft,
    a_mark,
    a_register,
    a_row,
    local,
)
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    at_home,
    delivered,
    fields,
    the_order,
    the_row,
    untouched,
)
from tests.workflows.test_rota_orders import carried_out, dates_of

MORNING = local(MONDAY, 8)
TEN = time(10)


def an_office() -> tuple[FakeBackroom, OrderId]:
    """Siti is at home on Monday and Wednesday, and has been told so."""
    backroom = a_stage()
    order = a_decided_order(backroom.office, OrderAct.APPROVE)
    delivered(backroom, MORNING)
    return backroom, order


def call(
    office: FakeOffice,
    *,
    by: Actor = RINA,
    employee: EmployeeId = SITI.id,
    typed: Call | None = None,
    at: datetime = MORNING,
) -> Recall:
    form = a_fresh_form(office)
    wanted = typed or Call(employee, MONDAY, TEN, "Rapat anggaran")
    return kept(office, recalls.call(office, by, UNIT, wanted, form, ORIGIN, at))


def kept(office: FakeOffice, shown: str) -> Recall:
    _, _, employee, name = shown.split("/")
    key = recall_key(EmployeeId(employee), RecallId(name))
    return office.records.read(key).get(key)


def act(office: FakeOffice, recall: Recall, what: Act, by: Actor, at: datetime = MORNING) -> Recall:
    form = a_fresh_form(office)
    shown = recalls.act(office, by, recall.employee, recall.id, what, recall.revision, form, ORIGIN, at)
    return kept(office, shown)


def told_today(office: FakeOffice, at: datetime = MORNING) -> str | None:
    """The recall that Siti's page of the day announces."""
    called = open_today(office, SITI, at).called
    return called.recall if called else None


def test_the_days_page_announces_the_recall_until_it_is_over() -> None:
    backroom, _ = an_office()
    office = backroom.office
    assert told_today(office) is None

    recall = call(office)

    assert told_today(office) == recall.id
    assert told_today(office, MORNING + timedelta(days=1)) is None
    recall = act(office, recall, Act.ACKNOWLEDGE, SITI)
    assert told_today(office) == recall.id
    act(office, recall, Act.ARRIVE, RINA)
    assert told_today(office) is None


def test_what_ends_an_earlier_recall_leaves_the_later_one_announced() -> None:
    backroom, _ = an_office()
    office = backroom.office
    first = call(office)
    a_decided_order(office, OrderAct.APPROVE, SITI, MONDAY, at=MORNING)
    second = call(office)

    act(office, first, Act.WITHDRAW, RINA)
    assert told_today(office) == second.id
    act(office, second, Act.WITHDRAW, RINA)
    assert told_today(office) is None


@pytest.mark.parametrize("by", [RINA, BUDI, JOKO], ids=["the secretary", "the head", "an administrator"])
def test_the_home_day_becomes_an_office_day_and_the_employee_is_told(by: Actor) -> None:
    backroom, order = an_office()
    office = backroom.office

    recall = call(office, by=by)

    assert not recall.below
    assert (recall.stage, recall.called_by.id, recall.employee_name) == (Stage.CALLED, by.id, "Siti Rahmawati, S.E.")
    assert (the_row(office).mark(MONDAY), at_home(office, MONDAY)) == (None, 0)
    assert the_order(office, order).standing == (WEDNESDAY,)
    assert the_order(office, order).reason == "Rapat anggaran"
    assert [mail.name for mail in delivered(backroom, MORNING + timedelta(minutes=1))] == [Errand.RECALLED]
    line = next(each for each in office.records.all(TrailEntry) if each.what == "call_in")
    assert (line.about, line.concerns) == (f"RECALL#{recall.id}", SITI.id)
    assert line.note == "26-04-2021: Rapat anggaran"


def test_calling_takes_three_requests_and_one_transaction() -> None:
    backroom, _ = an_office()
    backroom.office.records.requests.clear()

    recalls.call(
        backroom.office,
        RINA,
        UNIT,
        Call(SITI.id, MONDAY, TEN, "Rapat"),
        a_fresh_form(backroom.office),
        ORIGIN,
        MORNING,
    )

    assert backroom.office.records.requests == ["read", "read", "commit"]


def test_called_acknowledged_arrived_each_with_its_moment() -> None:
    backroom, _ = an_office()
    recall = call(backroom.office)

    answered = act(backroom.office, recall, Act.ACKNOWLEDGE, SITI, MORNING + timedelta(minutes=3, seconds=59))
    there = act(backroom.office, answered, Act.ARRIVE, RINA, MORNING + timedelta(hours=2))

    assert (answered.stage, answered.answer_minutes) == (Stage.ACKNOWLEDGED, 3)
    assert (there.stage, there.arrived_at) == (Stage.ARRIVED, MORNING + timedelta(hours=2))
    assert (there.possible(MONDAY), there.revision) == ((), 3)


def test_who_comes_without_an_answer_has_come() -> None:
    backroom, _ = an_office()

    there = act(backroom.office, call(backroom.office), Act.ARRIVE, BUDI)

    assert (there.stage, there.answer_minutes) == (Stage.ARRIVED, None)


def test_a_withdrawn_call_is_told_and_leaves_the_day_at_the_office() -> None:
    backroom, order = an_office()
    recall = call(backroom.office)
    delivered(backroom, MORNING + timedelta(minutes=1))

    assert the_row(backroom.office).recalled(MONDAY) == Recalled(recall.id, 8 * 60)
    ended = act(backroom.office, recall, Act.WITHDRAW, RINA)

    assert the_row(backroom.office).recalled(MONDAY) is None
    assert (ended.stage, the_order(backroom.office, order).standing) == (Stage.WITHDRAWN, (WEDNESDAY,))
    mails = delivered(backroom, MORNING + timedelta(minutes=2))
    assert [(mail.name, mail.to) for mail in mails] == [(Errand.RECALL_WITHDRAWN, SITI.id)]


def test_a_call_that_was_withdrawn_before_its_mail_went_out_is_not_mailed() -> None:
    backroom, _ = an_office()
    act(backroom.office, call(backroom.office), Act.WITHDRAW, RINA)

    mails = delivered(backroom, MORNING + timedelta(minutes=2))

    assert [mail.name for mail in mails] == [Errand.RECALL_WITHDRAWN]


@pytest.mark.parametrize(
    ("what", "by"),
    [(Act.ACKNOWLEDGE, RINA), (Act.ARRIVE, SITI), (Act.WITHDRAW, SITI)],
)
def test_each_does_what_is_theirs(what: Act, by: Actor) -> None:
    backroom, _ = an_office()
    recall = call(backroom.office)

    untouched(backroom.office, lambda: act(backroom.office, recall, what, by), Forbidden)


@pytest.mark.parametrize("by", [DEWI, TUTI])
def test_to_strangers_there_is_no_recall(by: Actor) -> None:
    backroom, _ = an_office()
    recall = call(backroom.office)

    untouched(backroom.office, lambda: act(backroom.office, recall, Act.ARRIVE, by), NotFound)
    untouched(
        backroom.office,
        lambda: recalls.view(backroom.office, by, recall.employee, recall.id, ORIGIN, MORNING),
        NotFound,
    )


def test_what_moved_on_is_not_moved_twice() -> None:
    backroom, _ = an_office()
    office, recall = backroom.office, call(backroom.office)
    ended = act(office, recall, Act.WITHDRAW, RINA)

    untouched(office, lambda: act(office, recall, Act.ACKNOWLEDGE, SITI), Stale)
    untouched(office, lambda: act(office, ended, Act.ACKNOWLEDGE, SITI), Conflict)
    untouched(office, lambda: act(office, ended, Act.ARRIVE, RINA), Conflict)


def test_two_answers_at_once_count_once() -> None:
    backroom, _ = an_office()
    office, recall = backroom.office, call(backroom.office)
    office.records.meanwhile(lambda: act(office, recall, Act.WITHDRAW, RINA))

    with pytest.raises(Stale):
        act(office, recall, Act.ACKNOWLEDGE, SITI)


@pytest.mark.parametrize("by", [SITI, DEWI, TUTI])
def test_nobody_else_calls(by: Actor) -> None:
    backroom, _ = an_office()

    untouched(backroom.office, lambda: call(backroom.office, by=by), Forbidden)
    untouched(backroom.office, lambda: recalls.open_desk(backroom.office, by, UNIT, ORIGIN, MORNING), Forbidden)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Call(SITI.id, TUESDAY, TEN, "Rapat"), "pick"),  # at the office already
        (Call(DEWI.id, MONDAY, TEN, "Rapat"), "pick"),  # asked, and nobody decided
        (Call(EmployeeId("nobody"), MONDAY, TEN, "Rapat"), "pick"),
        (Call(SITI.id, MONDAY.replace(year=2031), TEN, "Rapat"), "pick"),
        (Call(SITI.id, MONDAY, TEN, ""), "purpose"),
        (Call(SITI.id, MONDAY, TEN, "x" * 201), "purpose"),
        (Call(SITI.id, MONDAY, time(7, 59), "Rapat"), "hour"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(typed: Call, field: str) -> None:
    backroom, _ = an_office()
    an_order_of(backroom.office, DEWI, MONDAY)

    refused = untouched(backroom.office, lambda: call(backroom.office, typed=typed), Invalid)

    assert [name for name, _ in fields(refused)] == [field]


def test_nobody_calls_themselves() -> None:
    office = a_stage(a_row(BUDI.id, name=BUDI.name, days={MONDAY: a_mark()})).office
    own = Call(BUDI.id, MONDAY, TEN, "Rapat")

    refused = untouched(office, lambda: call(office, by=BUDI, typed=own), Invalid)

    assert fields(refused) == [("pick", "Anda tidak dapat memanggil diri sendiri.")]


def test_a_day_that_was_reported_is_over() -> None:
    backroom, _ = an_office()
    office = backroom.office
    reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON)

    untouched(office, lambda: call(office, at=MORNING), Invalid)


def test_a_report_that_comes_meanwhile_wins() -> None:
    backroom, _ = an_office()
    office = backroom.office
    office.records.meanwhile(
        lambda: reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON)
    )

    with pytest.raises(Stale):
        call(office)
    assert office.records.all(Recall) == []


def test_a_broken_cap_is_told_and_stops_nothing() -> None:
    capped = a_register(a_circular(max_home_pct=None, max_office_pct=50))
    office = a_stage(register=capped).office
    a_decided_order(office, OrderAct.APPROVE)

    assert call(office).below


def test_of_a_rotas_order_only_the_days_of_whom_it_calls_are_called_off() -> None:
    office = a_stage(register=a_register(a_circular())).office
    order = carried_out(office)
    first, *rest = dates_of(order, SITI)
    others = {each.employee: each.dates for each in order.covers if each.employee != SITI.id}
    before = at_home(office, first, MAY)

    call(office, typed=Call(SITI.id, first, TEN, "Rapat anggaran"))
    placing.place(office, order.id, MORNING)

    now = the_order(office, order.id)
    assert {each.employee: now.standing_of(each) for each in now.covers} == {**others, SITI.id: tuple(rest)}
    assert (now.reason, now.off_for(SITI.id)) == ("", (first,))
    assert (the_row(office, SITI.id, MAY).mark(first), at_home(office, first, MAY)) == (None, before - 1)


def test_the_last_day_ends_the_order() -> None:
    office = a_stage().office
    order = a_decided_order(office, OrderAct.APPROVE, SITI, MONDAY)

    call(office)

    assert the_order(office, order).status is Status.CANCELLED


def test_the_same_form_counts_once() -> None:
    backroom, _ = an_office()
    office, typed = backroom.office, Call(SITI.id, MONDAY, TEN, "Rapat")

    first = recalls.call(office, RINA, UNIT, typed, a_form(), ORIGIN, MORNING)

    assert recalls.call(office, RINA, UNIT, typed, a_form(), ORIGIN, MORNING) == first
    untouched(
        office, lambda: recalls.call(office, RINA, UNIT, typed, a_form(content="other"), ORIGIN, MORNING), Repeated
    )
    assert len(office.records.all(Recall)) == 1


def test_the_desk_offers_who_is_at_home_and_lists_who_was_called() -> None:
    backroom, _ = an_office()
    office = backroom.office
    a_decided_order(office, OrderAct.APPROVE, DEWI, MONDAY.replace(month=5, day=3))
    recall = call(office)

    desk = recalls.open_desk(office, RINA, UNIT, ORIGIN, MORNING)

    assert [(each.employee, each.day.day) for each in desk.home_days] == [(SITI.id, 28), (DEWI.id, 3)]
    assert desk.recalls == (recall,)


def test_a_next_month_that_is_not_open_is_no_hindrance() -> None:
    backroom, _ = an_office()
    office = backroom.office
    del office.records.held[sheet_key(UNIT, Month(MAY))]

    desk = recalls.open_desk(office, RINA, UNIT, ORIGIN, MORNING)

    assert {each.day.month for each in desk.home_days} == {int(APRIL[-2:])}


def test_looking_is_noted_for_others_only() -> None:
    backroom, _ = an_office()
    office, recall = backroom.office, call(backroom.office)

    mine = recalls.view(office, SITI, recall.employee, recall.id, ORIGIN, MORNING)
    theirs = recalls.view(office, RINA, recall.employee, recall.id, ORIGIN, MORNING)

    assert (mine.possible, mine.is_own) == ((Act.ACKNOWLEDGE,), True)
    assert (theirs.possible, theirs.is_own) == ((Act.ARRIVE, Act.WITHDRAW), False)
    looked = [line.who for line in office.records.all(TrailEntry) if line.what == "view"]
    assert looked == [RINA.id]
