"""Closures: announced, followed by orders and rotas, ended early, withdrawn."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.absences import AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.closures import Closure, ClosureDraft, ClosureId
from chalicelib.domain.orders import Act, Order, OrderId, Status
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, EmployeeId, UnitId
from chalicelib.domain.records import closed_key, closure_key
from chalicelib.domain.refusals import Busy, Conflict, Forbidden, Invalid, NotFound, Stale
from chalicelib.domain.rota_changes import broken
from chalicelib.domain.rota_letters import AT_HOME
from chalicelib.domain.rota_resumed import Redrafted
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.workflows import absences, closure_effects, closures, collective, placing, queued, rota_orders, rotas
from chalicelib.workflows.asking import open_desk
from tests.factories import FRIDAY_MORNING, MAY, a_mark, a_row, an_away
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    ALTERNATING,
    BUDI,
    DEWI,
    JOKO,
    MAYOR,
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
    decide,
    fields,
    the_order,
    the_row,
    under_the_mayor,
    untouched,
)

FIRST, LAST = date(2021, 5, 3), date(2021, 5, 25)
"""A rota of three weeks."""
MONDAY = date(2021, 5, 3)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(n) for n in (1, 2, 3))
SHUT = (TUESDAY, WEDNESDAY, THURSDAY)
LATER = FRIDAY_MORNING + timedelta(minutes=1)


@pytest.fixture
def backroom() -> FakeBackroom:
    return under_the_mayor()


@pytest.fixture
def office(backroom: FakeBackroom) -> FakeOffice:
    return backroom.office


def a_draft(first: date = TUESDAY, count: int = 3, **changes: Any) -> ClosureDraft:
    return replace(ClosureDraft(first, count, "Penyemprotan disinfektan."), **changes)


def announced(
    office: FakeOffice,
    draft: ClosureDraft | None = None,
    by: Actor = RINA,
    at: datetime = FRIDAY_MORNING,
    sent: Any = None,
) -> Closure:
    draft = draft or a_draft()
    form, is_part = sent or a_fresh_form(office), bool(draft.people)
    shown = closures.announce(office, by, UNIT, draft, form, ORIGIN, at, is_part=is_part)
    return the_closure(office, shown.rpartition("/")[2])


def the_closure(office: FakeOffice, name: str) -> Closure:
    key = closure_key(UNIT, ClosureId(name))
    return office.records.read(key).get(key)


def followed(office: FakeOffice, closure: Closure, at: datetime = LATER) -> Closure:
    """The closure after its worker came."""
    about = {"unit": UNIT, "closure": closure.id, "edition": str(the_closure(office, closure.id).edition)}
    closure_effects.follow(office, about, at)
    return the_closure(office, closure.id)


def ended(office: FakeOffice, closure: Closure, last: date | None, at: datetime = FRIDAY_MORNING) -> Closure:
    seen, words = the_closure(office, closure.id).revision, "Hasil uji negatif."
    closures.end(office, RINA, UNIT, closure.id, last, words, seen, a_fresh_form(office), ORIGIN, at)
    return the_closure(office, closure.id)


def orders_of(office: FakeOffice, closure: Closure) -> list[Order]:
    return [the_order(office, name) for name in closure.orders]


def dates_of(order: Order, who: Actor) -> tuple[date, ...]:
    named = order.named(who.id)
    return named.dates if named else ()


def approved(office: FakeOffice, order: OrderId, at: datetime = LATER) -> Order:
    decide(office, order, at=at)
    placing.place(office, order, at)
    return the_order(office, order)


def published(office: FakeOffice) -> UnitRota:
    """The rota of three weeks, published, its orders approved and in the ledger."""
    rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return publish(office, LATER)


def publish(office: FakeOffice, at: datetime) -> UnitRota:
    draft = office.rotas.latest(UNIT, FIRST)
    rotas.publish(office, RINA, UNIT, FIRST, draft.revision, a_fresh_form(office), ORIGIN, at)
    about = [each for each in office.records.all(OutboxEntry) if each.errand is Errand.ORDER_ROTA][-1].about
    rota_orders.make_orders(office, about, at)
    rota = office.rotas.latest(UNIT, FIRST)
    for name in rota.orders or ():
        order = the_order(office, name)
        if order.status is Status.SUBMITTED:
            who = order.step.assignees[0].id
            decide(office, name, by=replace(BUDI, id=who), at=at)
        placing.place(office, name, at)
    return rota


def drawn(rota: UnitRota) -> dict[str, str]:
    return {line.employee: line.days for line in rota.lines}


# Announced


def test_a_closure_is_a_record_the_units_closed_days_and_errands(office: FakeOffice) -> None:
    closure = announced(office)

    assert (closure.first, closure.last, closure.people, closure.by.id) == (TUESDAY, THURSDAY, (), RINA.id)
    board = office.records.read(closed_key(UNIT)).get(closed_key(UNIT))
    assert [bool(board.on(MONDAY + timedelta(n), "siti")) for n in range(5)] == [False, True, True, True, False]
    errands = {each.errand for each in office.records.all(OutboxEntry)}
    assert errands == {Errand.FOLLOW_CLOSURE, Errand.TELL_CLOSURE}


def test_the_head_the_secretary_and_the_administrator_close_a_unit_and_nobody_else(office: FakeOffice) -> None:
    for number, who in enumerate((BUDI, RINA, JOKO)):
        announced(office, a_draft(MONDAY + timedelta(7 * number)), by=who)
    for who in (SITI, TUTI):
        untouched(office, lambda who=who: announced(office, by=who), Forbidden)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": date(2021, 4, 22)}, "first"),
        ({"first": date(2021, 6, 30)}, "first"),
        ({"first": date(2021, 5, 8), "count": 2}, "first"),
        ({"count": 0}, "count"),
        ({"count": 15}, "count"),
        ({"reason": ""}, "reason"),
        ({"people": (EmployeeId("tuti"),), "part": "Bagian Umum"}, "people"),
        ({"people": (EmployeeId("siti"),)}, "part"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(office: FakeOffice, changes: dict[str, Any], field: str) -> None:
    refused = untouched(office, lambda: announced(office, a_draft(**changes)), Invalid)
    assert [name for name, _ in fields(refused)] == [field]


def test_the_same_form_twice_closes_once_and_the_same_days_are_not_closed_twice(office: FakeOffice) -> None:
    form = a_form("closing")
    assert announced(office, sent=form) == announced(office, sent=form)
    untouched(office, lambda: announced(office), Invalid)


def test_of_two_at_once_one_is_told_to_look_again(office: FakeOffice) -> None:
    office.records.meanwhile(lambda: announced(office, by=JOKO))
    with pytest.raises(Stale):
        announced(office)


def test_one_more_look_says_whom_it_touches_and_what_is_there(office: FakeOffice) -> None:
    a_decided_order(office, Act.APPROVE, SITI, TUESDAY)
    an_order_of(office, DEWI, WEDNESDAY)
    office.records.hold(a_row(RINA.id, month=MAY, name=RINA.name, aways={THURSDAY: an_away()}))

    look = closures.look_over(office, RINA, UNIT, a_draft(), FRIDAY_MORNING, is_part=False)

    assert look.workdays == SHUT
    told = {each.name: (each.orders, each.asked, each.away) for each in look.people}
    assert told[SITI.name] == ((TUESDAY,), (), ())
    assert told[DEWI.name] == ((), (WEDNESDAY,), ())
    assert told[RINA.name] == ((), (), (THURSDAY,))


# Orders


def test_a_closure_makes_one_order_for_the_unit_and_one_for_who_signs_it(office: FakeOffice) -> None:
    closure = followed(office, announced(office))

    unit_order, head_order = orders_of(office, closure)
    assert [each.employee for each in unit_order.covers] == [DEWI.id, RINA.id, SITI.id]
    assert {each.dates for each in unit_order.covers} == {SHUT}
    assert [each.id for each in unit_order.step.assignees] == [BUDI.id]
    assert [each.id for each in head_order.step.assignees] == [MAYOR.id]
    assert unit_order.source
    assert (unit_order.source.closure, unit_order.keeper) == (closure.id, RINA.id)


def test_the_worker_twice_changes_nothing_and_cut_between_its_steps_goes_on(
    office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(office)
    closure = announced(office)
    with monkeypatch.context() as patch:
        patch.setattr(closure_effects, "_redrafted", _cut)
        with pytest.raises(ConnectionError):
            followed(office, closure)
    made = the_closure(office, closure.id)
    assert (made.ordered, made.redrafted) == (1, 0)

    done = followed(office, closure)
    before = dict(office.records.held)
    assert followed(office, closure) == done
    assert done.orders == made.orders
    assert office.records.held == before


def _cut(*_: Any) -> None:
    raise ConnectionError


def test_a_store_out_of_reach_is_no_reason_to_ask_nobody(office: FakeOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    closure = announced(office)
    with monkeypatch.context() as patch:
        patch.setattr(collective, "unit_step_for", _out_of_reach)
        with pytest.raises(Busy):
            followed(office, closure)

    assert the_closure(office, closure.id).ordered == 0
    assert len(followed(office, closure).orders) == 2


def _out_of_reach(*_: Any) -> None:
    raise Busy


def test_who_has_an_order_or_leave_is_left_out_and_requests_give_way(office: FakeOffice) -> None:
    a_decided_order(office, Act.APPROVE, SITI, TUESDAY)
    asked = an_order_of(office, DEWI, WEDNESDAY, date(2021, 5, 7))
    row = the_row(office, RINA.id, MAY)
    office.records.hold(replace(row, days={"06": an_away().packed()}))

    closure = followed(office, announced(office))

    unit_order = orders_of(office, closure)[0]
    assert dates_of(unit_order, SITI) == (WEDNESDAY, THURSDAY)
    assert dates_of(unit_order, DEWI) == SHUT
    assert dates_of(unit_order, RINA) == (TUESDAY, WEDNESDAY)
    now = the_order(office, asked)
    assert (now.status, now.dates, now.lapsed) == (Status.SUBMITTED, (date(2021, 5, 7),), (WEDNESDAY,))
    assert the_row(office, DEWI.id, MAY).mark(WEDNESDAY) is None


def test_a_part_is_closed_alone(office: FakeOffice) -> None:
    draft = a_draft(part="Bagian Umum", people=(EmployeeId("dewi"), EmployeeId("siti")))
    closure = followed(office, announced(office, draft))

    (order,) = orders_of(office, closure)
    assert [each.employee for each in order.covers] == [DEWI.id, SITI.id]


def test_more_at_home_than_may_be_is_flagged_and_not_refused(office: FakeOffice) -> None:
    office.records.hold(*(each for each in a_stage(register=ALTERNATING, headcount=4).office.records.held.values()))
    closure = followed(office, announced(office))
    approved(office, closure.orders[0])

    assert the_row(office, SITI.id, MAY).mark(TUESDAY) == a_mark(closure.orders[0], closed=True)


def test_leave_entered_before_the_approval_stays_leave(office: FakeOffice) -> None:
    closure = followed(office, announced(office))
    row = the_row(office, SITI.id, MAY)
    office.records.hold(replace(row, days={"05": an_away().packed()}))

    approved(office, closure.orders[0])

    there = the_row(office, SITI.id, MAY)
    assert there.mark(TUESDAY)
    assert there.away(WEDNESDAY)


def test_leave_entered_after_the_approval_takes_the_day_from_one_alone(office: FakeOffice) -> None:
    closure = followed(office, announced(office))
    order = approved(office, closure.orders[0])
    draft = AbsenceDraft(AbsenceKind.LEAVE, Part.WHOLE, WEDNESDAY, WEDNESDAY, "850/12/2021")

    absences.enter(office, RINA, UNIT, SITI.id, draft, a_fresh_form(office), ORIGIN, LATER)
    placing.place(office, order.id, LATER)

    now = the_order(office, order.id)
    assert {each.employee: now.standing_of(each) for each in now.covers}[SITI.id] == (TUESDAY, THURSDAY)
    assert {each.employee: now.standing_of(each) for each in now.covers}[DEWI.id] == SHUT
    assert (now.status, now.cancelled, now.reason) == (Status.APPROVED, (), "")
    assert the_row(office, SITI.id, MAY).away(WEDNESDAY)


def test_without_a_circular_the_closure_says_why_and_can_ask_again(office: FakeOffice) -> None:
    office.records.hold(CircularRegister(()))
    closure = followed(office, announced(office))
    assert (closure.orders, len(closure.troubles)) == ((), 1)

    office.records.hold(ALTERNATING)
    seen = closure.revision
    closures.ask_again(office, RINA, UNIT, closure.id, seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    closure = followed(office, closure)

    assert (len(closure.orders), closure.troubles) == (2, ())


def test_everybody_it_touches_gets_one_mail(office: FakeOffice) -> None:
    closure = announced(office, a_draft(part="Bagian Umum", people=(EmployeeId("dewi"), EmployeeId("siti"))))
    about = {"unit": UNIT, "closure": closure.id, "edition": "1", "begin": "0"}
    for _ in range(2):
        closure_effects.tell_everyone(office, about, LATER)

    told = [each.about["to"] for each in office.records.all(OutboxEntry) if each.errand is Errand.CLOSURE]
    assert sorted(told) == ["dewi", "siti"]


def test_closed_days_are_not_asked_for(office: FakeOffice) -> None:
    announced(office)

    offered = {each.day: each for each in open_desk(office, SITI, FRIDAY_MORNING).offered()}
    assert [offered[day].is_free for day in (MONDAY, *SHUT)] == [True, False, False, False]
    refused = untouched(office, lambda: an_order_of(office, SITI, TUESDAY), Invalid)
    assert "unit ditutup sementara" in fields(refused)[0][1]


# Rotas


def test_a_rota_drafted_afterwards_has_the_closed_days(office: FakeOffice) -> None:
    announced(office)
    rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    rota = office.rotas.latest(UNIT, FIRST)

    assert {line.days[1:4] for line in rota.lines} == {"zzz"}
    assert not list(broken(rota))
    homes = [line.home_days for line in rota.lines]
    assert max(homes) - min(homes) <= 1
    for line in rota.lines:
        assert (line.days[0] in "at") != (line.days[4] in "at")


def test_a_published_rota_gets_its_next_version_as_a_draft_and_its_keepers_are_told(office: FakeOffice) -> None:
    was = published(office)
    closure = followed(office, announced(office))

    draft = office.rotas.latest(UNIT, FIRST)
    assert (draft.version, draft.is_draft, draft.made_by) == (2, True, "Giliran")
    assert {days[0] for days in drawn(draft).values()} == {days[0] for days in drawn(was).values()}
    assert {days[1:4] for days in drawn(draft).values()} == {"zzz"}
    assert not list(broken(draft))
    homes = [line.home_days for line in draft.lines]
    assert max(homes) - min(homes) <= 1
    assert [(note.first, note.what) for note in closure.rotas] == [(FIRST, Redrafted.DRAFTED)]
    told = [each.about["to"] for each in office.records.all(OutboxEntry) if each.errand is Errand.ROTA_REDRAFTED]
    assert sorted(told) == ["budi", "rina"]


def test_the_next_versions_orders_leave_closed_days_out_and_keep_those_that_were_granted(office: FakeOffice) -> None:
    was = published(office)
    line = was.line_of(SITI.id)
    assert line
    granted = set(was.days_of(line, Place.HOME)) & set(SHUT)
    closure = followed(office, announced(office))
    closed = orders_of(office, closure)[0]
    assert set(dates_of(closed, SITI)) == set(SHUT) - granted
    approved(office, closed.id)

    now = publish(office, LATER)

    for name in set(now.orders or ()) - set(was.orders or ()):
        assert not {day for each in the_order(office, name).covers for day in each.dates} & set(SHUT)
    row = the_row(office, SITI.id, MAY)
    assert all((mark := row.mark(day)) and mark.approved for day in SHUT)


def test_a_draft_that_is_there_is_left_alone_and_that_is_said(office: FakeOffice) -> None:
    published(office)
    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    before = office.rotas.latest(UNIT, FIRST)

    closure = followed(office, announced(office))

    assert office.rotas.latest(UNIT, FIRST) == before
    assert [note.what for note in closure.rotas] == [Redrafted.ALREADY]


def test_a_part_that_was_closed_goes_on_with_its_turns(office: FakeOffice) -> None:
    published(office)
    draft = a_draft(part="Bagian Umum", people=(EmployeeId("dewi"), EmployeeId("siti")))
    followed(office, announced(office, draft))

    rota = office.rotas.latest(UNIT, FIRST)
    days = drawn(rota)
    assert (days["siti"][1:4], days["dewi"][1:4]) == ("zzz", "zzz")
    assert "z" not in days["budi"] + days["rina"]
    assert not list(broken(rota))
    homes = [sum(letter in AT_HOME for letter in line.days[:1] + line.days[4:]) for line in rota.lines]
    assert max(homes) - min(homes) <= 1, "on the days that are open to all of them"


# Ended


def test_ending_early_calls_the_days_off_and_the_untouched_draft_follows(office: FakeOffice) -> None:
    published(office)
    closure = followed(office, announced(office))
    order = approved(office, closure.orders[0])
    tuesday = datetime(2021, 5, 4, 9, tzinfo=FRIDAY_MORNING.tzinfo)

    closure = followed(office, ended(office, closure, TUESDAY, tuesday), tuesday)
    placing.place(office, order.id, tuesday)

    assert (closure.last, closure.planned, closure.edition) == (TUESDAY, THURSDAY, 2)
    standing = {day for each in order.covers for day in the_order(office, order.id).standing_of(each)}
    assert WEDNESDAY in {day for each in order.covers for day in each.dates}
    now = the_order(office, order.id)
    assert {day for each in now.covers for day in now.standing_of(each)} == {TUESDAY} & standing
    draft = office.rotas.latest(UNIT, FIRST)
    assert draft.version == 2
    assert all(days[1] == "z" and "z" not in days[2:] for days in drawn(draft).values())
    assert not list(broken(draft))


def test_one_that_has_not_begun_is_withdrawn_with_its_orders(office: FakeOffice) -> None:
    closure = followed(office, announced(office))
    names = closure.orders
    closure = followed(office, ended(office, closure, None))

    assert (closure.withdrawn, closure.orders) == (True, ())
    assert {the_order(office, name).status for name in names} == {Status.WITHDRAWN}
    board = office.records.read(closed_key(UNIT)).get(closed_key(UNIT))
    assert board.closed == ()
    with pytest.raises(Conflict):
        ended(office, closure, None)


def test_one_that_has_begun_is_ended_and_not_withdrawn_and_never_later_than_it_was(office: FakeOffice) -> None:
    closure = announced(office)
    tuesday = datetime(2021, 5, 4, 9, tzinfo=FRIDAY_MORNING.tzinfo)

    untouched(office, lambda: ended(office, closure, None, tuesday), Conflict)
    for last in (MONDAY, THURSDAY):
        untouched(office, lambda last=last: ended(office, closure, last, tuesday), Invalid)  # type: ignore[misc]


def test_a_tab_that_is_out_of_date_ends_nothing(office: FakeOffice) -> None:
    closure = announced(office)
    followed(office, closure)
    with pytest.raises(Stale):
        closures.end(
            office, RINA, UNIT, closure.id, TUESDAY, "x", closure.revision, a_fresh_form(office), ORIGIN, LATER
        )


def test_an_errand_that_a_change_overtook_does_nothing(office: FakeOffice) -> None:
    closure = announced(office)
    ended(office, closure, None)
    before = dict(office.records.held)

    entry = next(each for each in office.records.all(OutboxEntry) if each.errand is Errand.FOLLOW_CLOSURE)
    queued.work(office, entry, LATER)

    assert office.records.held == before


# The public notice


def test_anybody_may_know_that_a_unit_is_closed_and_nobody_is_named(office: FakeOffice) -> None:
    announced(office, a_draft(part="Bagian Umum", people=(EmployeeId("siti"),)))

    found = closures.public(office, UNIT, FRIDAY_MORNING)

    assert found.closed == (("Bagian Umum", TUESDAY, THURSDAY),)
    assert closures.public(office, UNIT, FRIDAY_MORNING + timedelta(days=30)).closed == ()
    with pytest.raises(NotFound):
        closures.public(office, UnitId("TIADA"), FRIDAY_MORNING)
