"""Approvals that hold: two steps, acting officers, other approvers, the desk, and days that end before they came.

Hendra is Siti's direct supervisor here and Budi, the head of the unit, signs; Rina, the secretary, may act for Budi.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address
from chalicelib.domain.circulars import ChainStep, Post
from chalicelib.domain.deciding import Choice
from chalicelib.domain.ledger import Filed
from chalicelib.domain.mandates import MandateKind, Mandates
from chalicelib.domain.orders import Act, OrderId, Status
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, actor_of
from chalicelib.domain.records import mandates_key
from chalicelib.domain.refusals import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Refusal,
    SignInNeeded,
    Stale,
    TooFew,
)
from chalicelib.domain.trail import Means, TrailEntry
from chalicelib.domain.waiting import Kind, Waiting
from chalicelib.workflows import (
    asking,
    decisions,
    deliveries,
    desk,
    ending,
    letters,
    mandates,
    orders,
    queued,
    reassigning,
    schedule,
    today,
)
from chalicelib.workflows.decisions import LinkState
from chalicelib.workflows.ending import CallOff
from chalicelib.workflows.mandates import Grant
from chalicelib.workflows.picked import Picked
from tests.factories import (
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_mark,
    a_register,
    a_row,
    a_supervisor,
    an_employee,
    expiring,
    local,
)
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    BY_LINK,
    DEWI,
    JOKO,
    ORIGIN,
    OUR_UNIT,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_draft_order,
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    at_home,
    decide,
    delivered,
    fields,
    last_number,
    link_of,
    the_order,
    the_row,
    untouched,
    with_home,
)

CHAIN = (ChainStep((Post.SUPERVISOR,)), ChainStep((Post.HEAD,)))
SUPERVISOR = an_employee("hendra", name="Hendra", post="Kepala Bidang Data", echelon="III.b", supervisor="budi")
HENDRA = actor_of(SUPERVISOR, OUR_UNIT)
THURSDAY = date(2021, 4, 29)
A_MOMENT = timedelta(seconds=1)


def the_stage(*more: Any, chain: tuple[ChainStep, ...] = CHAIN) -> FakeBackroom:
    staff = (SUPERVISOR, an_employee(supervisor="hendra"), an_employee("dewi", name="Dewi", supervisor="hendra"))
    return a_stage(*staff, *more, register=a_register(a_circular(chain=chain)))


def who_has(office: FakeOffice, order: OrderId) -> list[str]:
    """Whose turn it is, by what waits for whom."""
    return sorted(each.person for each in office.records.all(Waiting) if each.order == order)


def acts(office: FakeOffice, order: OrderId) -> list[tuple[str, str]]:
    return [(line.who_name, line.what) for line in office.orders.history(order)]


def in_two_steps(office: FakeOffice, order: OrderId) -> None:
    decide(office, order, by=HENDRA)
    decide(office, order, by=BUDI)


# Chains


def test_an_order_goes_from_one_approver_to_the_next_and_the_last_one_signs() -> None:
    backroom = the_stage()
    office = backroom.office
    order = an_order_of(office)
    (asked,) = delivered(backroom, FRIDAY_MORNING + A_MOMENT)

    decide(office, order, by=HENDRA, token=asked.secret)

    between = the_order(office, order)
    assert (between.status, between.turn, between.letter) == (Status.SUBMITTED, 1, None)
    assert (who_has(office, order), last_number(office)) == (["budi"], 0)
    (then,) = delivered(backroom, FRIDAY_MORNING + A_MOMENT)
    assert [asked.to, then.to] == ["hendra", "budi"]

    decide(office, order, by=BUDI, token=then.secret)

    done = the_order(office, order)
    assert (done.status, who_has(office, order), last_number(office)) == (Status.APPROVED, [], 1)
    assert done.letter
    assert done.letter.letter.signatory.name == BUDI.name
    assert [made for _, made in acts(office, order)] == ["submit", "endorse", "approve"]


def test_each_approver_is_mailed_only_when_it_is_their_turn() -> None:
    backroom = the_stage()
    an_order_of(backroom.office)

    assert [mail.to for mail in delivered(backroom, FRIDAY_MORNING + A_MOMENT)] == ["hendra"]


def test_the_next_approver_cannot_decide_before_their_turn() -> None:
    office = the_stage().office
    order = an_order_of(office)

    untouched(office, lambda: decide(office, order, by=BUDI, token=link_of(office, order)), Forbidden)


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
def test_the_second_approver_may_say_no_and_everything_is_given_back(act: Act) -> None:
    office = the_stage().office
    order = an_order_of(office)
    decide(office, order, by=HENDRA)

    decide(office, order, act, by=BUDI)

    assert (the_row(office).marks, at_home(office, MONDAY)) == ({}, 0)
    assert who_has(office, order) == (["siti"] if act is Act.RETURN else [])


def test_what_is_returned_by_the_second_begins_again_with_the_first() -> None:
    office = the_stage().office
    order = an_order_of(office)
    decide(office, order, by=HENDRA)
    decide(office, order, Act.RETURN, by=BUDI)

    asking.resubmit(office, SITI, order, a_draft_order(TUESDAY), a_fresh_form(office), ORIGIN, FRIDAY_MORNING)

    again = the_order(office, order)
    assert (again.turn, [step.decision for step in again.steps]) == (0, [None, None])
    assert who_has(office, order) == ["hendra"]
    in_two_steps(office, order)
    assert the_order(office, order).status is Status.APPROVED


def test_the_chain_is_frozen_when_the_order_is_sent() -> None:
    office = the_stage().office
    order = an_order_of(office)
    office.records.hold(a_register(revision=2), an_employee(supervisor="rina"))

    in_two_steps(office, order)

    assert the_order(office, order).status is Status.APPROVED


def test_deciding_takes_three_requests_at_each_step() -> None:
    office = the_stage().office
    order = an_order_of(office)
    for by in (HENDRA, BUDI):
        token = link_of(office, order)
        office.records.requests.clear()
        decide(office, order, by=by, token=token)
        assert office.records.requests == ["read", "read", "commit"]


def test_submitting_takes_three_requests_and_one_more_for_a_superior_passed_over() -> None:
    for gone, requests in ((), 3), ((replace(SUPERVISOR, email=None, supervisor="sekda"),), 4):
        office = the_stage(*gone, an_employee("sekda", name="Fauzi")).office
        asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)
        assert office.records.requests == [*["read"] * (requests - 1), "commit"]


def test_any_of_several_approvers_decides_and_the_others_hear_who_was_first() -> None:
    backroom = the_stage(chain=(ChainStep((Post.HEAD, Post.SECRETARY)),))
    office = backroom.office
    order = an_order_of(office)
    links = {mail.to: mail.secret for mail in delivered(backroom, FRIDAY_MORNING + A_MOMENT)}
    assert sorted(links) == who_has(office, order) == ["budi", "rina"]

    decide(office, order, by=RINA, token=links["rina"])

    refused = untouched(office, lambda: decide(office, order, by=BUDI, token=links["budi"]), Conflict)
    assert refused.message.values["name"] == RINA.name
    assert decisions.open_link(office, order, links["budi"], BUDI, BY_LINK, FRIDAY_MORNING).state is LinkState.DECIDED
    assert who_has(office, order) == []


def test_of_two_approvers_at_the_same_instant_one_decides() -> None:
    office = the_stage(chain=(ChainStep((Post.HEAD, Post.SECRETARY)),)).office
    order = an_order_of(office)
    tokens = {each: link_of(office, order, each.id) for each in (BUDI, RINA)}
    office.records.meanwhile(lambda: decide(office, order, Act.REJECT, by=RINA, token=tokens[RINA]))

    with pytest.raises(Conflict, match="sudah memutuskan"):
        decide(office, order, by=BUDI, token=tokens[BUDI])

    assert (the_order(office, order).status, last_number(office)) == (Status.REJECTED, 0)


# Acting officers


def grant(office: FakeOffice, first: date = FRIDAY, last: date = WEDNESDAY, **more: Any) -> str:
    typed = Grant(BUDI.id, MandateKind.PLH, "800/12/2021", "rina@kota.example", first, last)
    sent = a_fresh_form(office)
    return mandates.grant(office, JOKO, UNIT, replace(typed, **more), sent, ORIGIN, FRIDAY_MORNING)


def with_addresses(*more: Any) -> FakeBackroom:
    return the_stage(Address("rina@kota.example", RINA.id), Address("budi@kota.example", BUDI.id), *more)


def run_errands(backroom: FakeBackroom, at: datetime) -> list[str]:
    """What follows, worker's errands included; who was mailed."""
    before = len(backroom.post.sent)
    for n in range(3):
        deliveries.sweep(backroom, at + timedelta(milliseconds=n))
        while backroom.queue.entries:
            queued.work(backroom.office, backroom.queue.entries.pop(0), at)
    return [mail.to for mail in backroom.post.sent[before:]]


def test_an_acting_officer_takes_over_in_the_middle_and_gives_back_at_the_end() -> None:
    backroom = with_addresses()
    office = backroom.office
    order = an_order_of(office, SITI, WEDNESDAY, THURSDAY)
    decide(office, order, by=HENDRA)
    run_errands(backroom, FRIDAY_MORNING + A_MOMENT)
    old = link_of(office, order)

    grant(office, last=MONDAY)
    assert run_errands(backroom, FRIDAY_MORNING + 2 * A_MOMENT) == ["rina"]

    assert who_has(office, order) == ["rina"]
    refused = untouched(office, lambda: decide(office, order, by=BUDI, token=old), Gone)
    assert "sudah tidak berlaku" in str(refused)
    assert decisions.open_link(office, order, old, BUDI, BY_LINK, FRIDAY_MORNING).state is LinkState.MOVED
    assert run_errands(backroom, local(MONDAY, 23, 59)) == []
    assert run_errands(backroom, local(TUESDAY, 0) + A_MOMENT) == ["budi"]
    assert who_has(office, order) == ["budi"]
    assert [what for _, what in acts(office, order)] == ["submit", "endorse", "move", "move"]


def test_the_letter_of_an_acting_officer_says_so_and_stays_as_it_was_signed() -> None:
    backroom = with_addresses()
    office = backroom.office
    order = an_order_of(office)
    decide(office, order, by=HENDRA)
    grant(office)
    run_errands(backroom, FRIDAY_MORNING + A_MOMENT)

    decide(office, order, by=RINA)

    signed = the_order(office, order).letter
    assert signed
    block = signed.letter.signatory
    assert (block.name, block.post_line) == (RINA.name, (f"Plh. {a_supervisor().post},",))
    line = office.orders.history(order)[-1]
    assert (line.who, line.as_whom) == ("rina", f"Plh. {a_supervisor().post}, 800/12/2021")
    (given,) = office.records.all(Mandates)
    mandates.end(office, JOKO, UNIT, BUDI.id, given.mandates[0].id, a_form("end"), ORIGIN, FRIDAY_MORNING)
    run_errands(backroom, FRIDAY_MORNING + 2 * A_MOMENT)
    assert the_order(office, order).letter == signed


def test_whoever_holds_the_post_at_the_moment_of_deciding_decides_though_nothing_moved_yet() -> None:
    office = with_addresses().office
    order = an_order_of(office)
    decide(office, order, by=HENDRA)
    token = link_of(office, order)
    grant(office)

    refused = untouched(office, lambda: decide(office, order, by=BUDI, token=token), Gone)
    assert RINA.name in str(refused.message.values["names"])

    seen = the_order(office, order).revision
    sent = a_fresh_form(office)
    decisions.decide_at_desk(office, RINA, order, seen, Choice(Act.APPROVE, ""), sent, ORIGIN, FRIDAY_MORNING)
    assert the_order(office, order).status is Status.APPROVED


def test_new_orders_and_later_steps_go_straight_to_the_acting_officer() -> None:
    office = with_addresses().office
    grant(office)
    order = an_order_of(office)

    decide(office, order, by=HENDRA)

    assert who_has(office, order) == ["rina"]
    assert the_order(office, order).step.assignees[0].as_whom == f"Plh. {a_supervisor().post}"


@pytest.mark.parametrize("times", [1, 2, 3])
def test_moving_again_late_or_twice_moves_nothing_twice(times: int) -> None:
    office = with_addresses().office
    order = an_order_of(office)
    decide(office, order, by=HENDRA)
    grant(office)

    moves = [mandates.move_waiting(office, BUDI.id, FRIDAY_MORNING) for _ in range(times)]

    assert moves == [1, *[0] * (times - 1)]
    assert who_has(office, order) == ["rina"]


def test_moving_while_somebody_decides_is_tried_again_and_finds_it_decided() -> None:
    office = with_addresses().office
    order = an_order_of(office)
    decide(office, order, by=HENDRA)
    grant(office)
    seen = the_order(office, order).revision
    choice = Choice(Act.REJECT, "Tidak.")
    office.records.meanwhile(
        lambda: decisions.decide_at_desk(office, RINA, order, seen, choice, a_form("d"), ORIGIN, FRIDAY_MORNING)
    )

    with pytest.raises(Stale):
        mandates.move_waiting(office, BUDI.id, FRIDAY_MORNING)

    assert mandates.move_waiting(office, BUDI.id, FRIDAY_MORNING) == 0
    assert the_order(office, order).status is Status.REJECTED


def test_the_acting_officers_own_order_stays_with_the_holder() -> None:
    office = with_addresses().office
    order = an_order_of(office, RINA)
    grant(office)

    assert mandates.move_waiting(office, BUDI.id, FRIDAY_MORNING) == 0
    assert who_has(office, order) == ["budi"]


def test_a_mandate_is_entered_once_and_told_in_the_trail() -> None:
    office = with_addresses().office
    typed = Grant(BUDI.id, MandateKind.PLH, "800/12/2021", "rina@kota.example", FRIDAY, WEDNESDAY)

    for _ in range(2):
        mandates.grant(office, RINA, UNIT, typed, a_form("same"), ORIGIN, FRIDAY_MORNING)

    (given,) = office.records.all(Mandates)
    assert len(given.mandates) == 1
    (line,) = [line for line in office.records.all(TrailEntry) if line.about == "MANDATES#budi"]
    assert (line.who, line.what, line.number) == ("rina", "grant", 1)
    due = [each.next_attempt for each in office.records.all(OutboxEntry) if each.errand is Errand.MOVE_WAITING]
    assert due == [FRIDAY_MORNING, local(THURSDAY, 0)]


@pytest.mark.parametrize("actor", [SITI, BUDI, HENDRA, TUTI], ids=lambda actor: actor.id)
def test_only_the_units_secretary_and_administrators_appoint(actor: Actor) -> None:
    office = with_addresses().office
    typed = Grant(BUDI.id, MandateKind.PLH, "1", "rina@kota.example", FRIDAY, WEDNESDAY)

    act = lambda: mandates.grant(office, actor, UNIT, typed, a_form(), ORIGIN, FRIDAY_MORNING)  # noqa: E731
    untouched(office, act, Forbidden)
    untouched(office, lambda: mandates.open_mandates(office, actor, UNIT, FRIDAY_MORNING), Forbidden)


def test_nobody_is_appointed_for_a_post_of_another_unit_or_from_nowhere() -> None:
    office = with_addresses().office

    untouched(office, lambda: grant(office, holder=TUTI.id), NotFound)
    refused = untouched(office, lambda: grant(office, email="tiada@kota.example"), Invalid)
    assert [field for field, _ in fields(refused)] == ["acting"]


def test_the_desk_of_mandates_shows_posts_and_who_acts() -> None:
    office = with_addresses().office
    grant(office)

    shown = mandates.open_mandates(office, RINA, UNIT, FRIDAY_MORNING)

    assert [post.holder.id for post in shown.posts if post.mandates] == ["budi"]
    assert {post.holder.id for post in shown.posts} == {"budi", "hendra", "rina"}
    name = mandates_key(BUDI.id)
    assert office.records.read(name).get(name).mandates == next(p.mandates for p in shown.posts if p.mandates)


# Somebody else decides


def reassign(office: FakeOffice, order: OrderId, to: str = "rina", by: Actor = RINA, reason: str = "Pindah.") -> str:
    seen, sent = the_order(office, order).revision, a_fresh_form(office)
    person = next(each for each in (BUDI, RINA, HENDRA, SITI, DEWI) if each.id == to).id
    return reassigning.reassign(office, by, order, person, seen, reason, sent, ORIGIN, FRIDAY_MORNING)


def test_the_secretary_has_somebody_else_decide_and_old_links_tell_who() -> None:
    backroom = the_stage()
    office = backroom.office
    order = an_order_of(office)
    old = link_of(office, order)
    run_errands(backroom, FRIDAY_MORNING + A_MOMENT)

    reassign(office, order, "budi")

    assert who_has(office, order) == ["budi"]
    assert run_errands(backroom, FRIDAY_MORNING + 2 * A_MOMENT) == ["budi"]
    found = decisions.open_link(office, order, old, HENDRA, BY_LINK, FRIDAY_MORNING)
    assert (found.state, found.order.step.names) == (LinkState.MOVED, (BUDI.name,))
    untouched(office, lambda: decide(office, order, by=HENDRA, token=old), Gone)
    line = office.orders.history(order)[-1]
    assert (line.who, line.what, line.note) == ("rina", "reassign", f"Hendra → {BUDI.name}: Pindah.")
    decide(office, order, by=BUDI)
    assert the_order(office, order).turn == 1


@pytest.mark.parametrize("actor", [SITI, BUDI, HENDRA, TUTI], ids=lambda actor: actor.id)
def test_only_the_units_secretary_and_administrators_reassign(actor: Actor) -> None:
    office = the_stage().office
    order = an_order_of(office)

    untouched(office, lambda: reassign(office, order, by=actor), Forbidden)


def test_a_secretary_does_not_choose_who_decides_on_herself() -> None:
    office = the_stage().office
    order = an_order_of(office, RINA)

    untouched(office, lambda: reassign(office, order, "hendra"), Forbidden)


@pytest.mark.parametrize(("to", "field"), [("siti", "to"), ("dewi", "to"), ("hendra", "to")])
def test_only_other_officers_are_asked(to: str, field: str) -> None:
    office = the_stage().office
    order = an_order_of(office)

    refused = untouched(office, lambda: reassign(office, order, to), Invalid)

    assert [found for found, _ in fields(refused)] == [field]


def test_reassigning_needs_a_reason_an_open_step_and_the_latest_sight() -> None:
    office = the_stage().office
    order = an_order_of(office)

    untouched(office, lambda: reassign(office, order, reason=""), Invalid)
    untouched(
        office,
        lambda: reassigning.reassign(office, RINA, order, BUDI.id, 7, "Pindah.", a_form(), ORIGIN, FRIDAY_MORNING),
        Stale,
    )
    orders.withdraw(office, SITI, order, a_form("w"), ORIGIN, FRIDAY_MORNING)
    untouched(office, lambda: reassign(office, order), Conflict)


def test_the_unit_sees_what_waits_with_whom_and_who_cannot_be_reached() -> None:
    office = the_stage().office
    first, second = an_order_of(office, SITI, TUESDAY), an_order_of(office, DEWI, MONDAY)
    reassign(office, first, "budi")
    office.records.hold(replace(SUPERVISOR, active=False))

    shown = reassigning.open_unit_desk(office, RINA, UNIT, ORIGIN, FRIDAY_MORNING)

    assert [(each.order.id, each.unreachable) for each in shown.waiting] == [(second, ("Hendra",)), (first, ())]
    untouched(office, lambda: reassigning.open_unit_desk(office, TUTI, UNIT, ORIGIN, FRIDAY_MORNING), Forbidden)


# The link alone


def test_where_the_circular_says_so_the_link_alone_decides_and_the_trail_says_so() -> None:
    office = the_stage(chain=(ChainStep((Post.SUPERVISOR,), link_only=True), CHAIN[1])).office
    order = an_order_of(office)
    token = link_of(office, order)

    seen = decisions.open_link(office, order, token, None, BY_LINK, FRIDAY_MORNING)
    assert (seen.state, seen.by_link_alone) == (LinkState.OPEN, True)
    choice = Choice(Act.APPROVE, "")
    decisions.decide(office, None, order, token, choice, a_form(), BY_LINK, FRIDAY_MORNING)

    line = office.orders.history(order)[-1]
    assert (line.who, line.what, line.origin.means) == ("hendra", "endorse", Means.LINK_ONLY)
    signing = link_of(office, order)
    assert decisions.open_link(office, order, signing, None, BY_LINK, FRIDAY_MORNING).state is LinkState.STRANGER
    act = lambda: decisions.decide(office, None, order, signing, choice, a_form("x"), BY_LINK, FRIDAY_MORNING)  # noqa: E731
    untouched(office, act, SignInNeeded)


def test_the_assignees_own_browser_is_told_apart_from_the_link_alone() -> None:
    office = the_stage(chain=(ChainStep((Post.SUPERVISOR,), link_only=True), CHAIN[1])).office
    order = an_order_of(office)

    decide(office, order, by=HENDRA)

    assert office.orders.history(order)[-1].origin.means is Means.LINK


# The desk


def picked(office: FakeOffice, *names: OrderId) -> tuple[Picked, ...]:
    return tuple(Picked(name, the_order(office, name).revision) for name in names)


def decide_all(
    office: FakeOffice, *chosen: Picked, act: Act = Act.APPROVE, reason: str = "", key: str = "bulk", by: Actor = BUDI
) -> list[str]:
    choice, sent = Choice(act, reason), a_form(key)
    outcomes = desk.decide_all(office, by, chosen, choice, sent, ORIGIN, FRIDAY_MORNING)
    return ["" if each.refused is None else each.refused.msgid for each in outcomes]


def twenty(office: FakeOffice) -> tuple[OrderId, ...]:
    days = [date(2021, 5, day) for day in (3, 4, 5, 6, 7, 10, 11, 17, 18, 19)]
    return tuple(an_order_of(office, actor, day) for actor in (SITI, DEWI) for day in days)


def test_the_desk_shows_what_waits_for_one_person_in_two_requests() -> None:
    office = a_stage().office
    names = twenty(office)
    decide(office, names[0])
    office.records.requests.clear()

    shown = desk.open_desk(office, BUDI)

    assert office.records.requests == ["query", "read"]
    assert {order.id for order in shown} == set(names[1:])
    assert [order.dates[0] for order in shown] == sorted(order.dates[0] for order in shown)
    assert desk.open_desk(office, RINA) == ()


def test_twenty_are_decided_at_once_with_a_line_for_each_and_numbers_without_gaps() -> None:
    office = a_stage().office
    names = twenty(office)

    assert decide_all(office, *picked(office, *names)) == [""] * 20

    assert {the_order(office, name).status for name in names} == {Status.APPROVED}
    assert last_number(office) == 20


def test_the_same_confirmation_sent_twice_decides_once() -> None:
    office = a_stage().office
    chosen = picked(office, an_order_of(office, SITI, MONDAY), an_order_of(office, DEWI, MONDAY))
    first = decide_all(office, *chosen)
    held = dict(office.records.held)

    assert decide_all(office, *chosen) == first == ["", ""]
    assert office.records.held == held


def test_what_was_refused_is_one_lines_outcome_and_stops_no_other() -> None:
    office = a_stage().office
    kept, withdrawn, changed = (an_order_of(office, actor, MONDAY) for actor in (SITI, DEWI, RINA))
    chosen = picked(office, withdrawn, changed, kept)
    orders.withdraw(office, DEWI, withdrawn, a_form("w"), ORIGIN, FRIDAY_MORNING)
    decide(office, changed, Act.RETURN)
    asking.resubmit(office, RINA, changed, a_draft_order(TUESDAY), a_form("s"), ORIGIN, FRIDAY_MORNING)

    lines = decide_all(office, *chosen)

    assert lines[0].startswith("Permohonan ini sudah ditarik kembali")
    assert lines[1].startswith("Permohonan ini berubah sejak")
    assert lines[2] == ""
    assert the_order(office, changed).status is Status.SUBMITTED


def test_others_orders_are_neither_shown_nor_decided_at_a_desk() -> None:
    office = a_stage().office
    order = an_order_of(office)

    (line,) = decide_all(office, *picked(office, order), by=RINA)
    outcomes = desk.decide_all(
        office, DEWI, picked(office, order), Choice(Act.APPROVE, ""), a_form("d"), ORIGIN, FRIDAY_MORNING
    )

    assert "bukan wewenang" in line
    assert [each.order for each in outcomes] == [None]
    untouched(office, lambda: desk.look_over(office, RINA, picked(office, order), ORIGIN, FRIDAY_MORNING), Invalid)
    untouched(office, lambda: decisions.see_at_desk(office, SITI, order, ORIGIN, FRIDAY_MORNING), Forbidden)


def test_looking_over_what_was_picked_is_noted_for_each() -> None:
    office = a_stage().office
    names = [an_order_of(office, actor, MONDAY) for actor in (SITI, DEWI)]

    shown = desk.look_over(office, BUDI, picked(office, *names), ORIGIN, FRIDAY_MORNING)

    looks = [line.about for line in office.records.all(TrailEntry) if line.what == "view"]
    assert sorted(looks) == sorted(f"ORDER#{order.id}" for order in shown)


def test_the_first_page_tells_how_many_wait_to_those_who_were_ever_asked() -> None:
    backroom = a_stage()
    office = backroom.office
    an_order_of(office)
    assert today.open_today(office, BUDI, FRIDAY_MORNING).waiting == 0
    delivered(backroom, FRIDAY_MORNING + A_MOMENT)
    office.records.requests.clear()

    assert today.open_today(office, BUDI, FRIDAY_MORNING).waiting == 1
    assert office.records.requests == ["read", "query", "query"]
    office.records.requests.clear()
    assert today.open_today(office, SITI, FRIDAY_MORNING).waiting == 0
    assert office.records.requests == ["read", "query"]


# Days that pass


def lapse(office: FakeOffice, on: date) -> int:
    return ending.lapse_days(office, UNIT, on, local(on, 0, 15))


def test_undecided_days_lapse_one_by_one_and_the_order_with_the_last() -> None:
    backroom = a_stage()
    office = backroom.office
    order = an_order_of(office)
    token = link_of(office, order)
    delivered(backroom, FRIDAY_MORNING + A_MOMENT)

    assert [lapse(office, day) for day in (FRIDAY, MONDAY, TUESDAY, TUESDAY, WEDNESDAY)] == [0, 0, 1, 0, 0]

    between = the_order(office, order)
    assert (between.status, between.dates, between.lapsed) == (Status.SUBMITTED, (WEDNESDAY,), (MONDAY,))
    assert (at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (0, 1)
    assert decisions.open_link(office, order, token, BUDI, BY_LINK, local(TUESDAY, 9)).state is LinkState.OPEN

    assert lapse(office, THURSDAY) == 1

    over = the_order(office, order)
    assert (over.status, over.lapsed, who_has(office, order)) == (Status.LAPSED, (MONDAY, WEDNESDAY), [])
    assert (the_row(office).marks, at_home(office, WEDNESDAY)) == ({}, 0)
    assert acts(office, order)[1:] == [("Giliran", "lapse_days"), ("Giliran", "lapse")]
    assert [mail.name for mail in delivered(backroom, local(THURSDAY, 1))] == [Errand.ORDER_LAPSED]
    untouched(office, lambda: decide(office, order, token=token, at=local(THURSDAY, 1)), Conflict)


@pytest.mark.parametrize("on", [THURSDAY, date(2021, 5, 20)], ids=["in time", "weeks late"])
def test_a_missed_day_is_made_up_for_at_once(on: date) -> None:
    office = a_stage().office
    order = an_order_of(office)

    assert lapse(office, on) == 1
    assert the_order(office, order).status is Status.LAPSED


def test_a_returned_order_lapses_when_its_last_day_is_over() -> None:
    office = a_stage().office
    order = an_order_of(office)
    decide(office, order, Act.RETURN)

    assert [lapse(office, day) for day in (WEDNESDAY, THURSDAY, THURSDAY)] == [0, 1, 0]
    assert (the_order(office, order).status, at_home(office, MONDAY)) == (Status.LAPSED, 0)


def test_what_is_decided_does_not_lapse() -> None:
    office = a_stage().office
    order = an_order_of(office)
    decide(office, order)

    assert lapse(office, THURSDAY) == 0


def test_what_is_decided_at_the_moment_of_lapsing_is_decided() -> None:
    office = a_stage().office
    order = an_order_of(office)
    at = local(TUESDAY, 0, 15)
    office.records.meanwhile(lambda: decide(office, order, at=at))

    assert lapse(office, TUESDAY) == 0
    assert the_order(office, order).status is Status.APPROVED


def test_the_tick_brings_lapsing_on_its_way_and_doubled_ticks_do_nothing_twice() -> None:
    backroom = a_stage()
    office = backroom.office
    order = an_order_of(office)
    for at in (local(THURSDAY, 0, 15), local(THURSDAY, 0, 15), local(THURSDAY, 0, 30)):
        schedule.tick(office, at, at)
        run_errands(backroom, at + A_MOMENT)

    assert [what for _, what in acts(office, order)] == ["submit", "lapse"]


# Days that are called off


def call_off(office: FakeOffice, order: OrderId, *days: date, by: Actor = RINA, **more: Any) -> str:
    typed = CallOff(days, "Dibutuhkan di kantor.", in_any_case=False, seen=the_order(office, order).revision)
    sent = a_fresh_form(office)
    return ending.cancel(office, by, order, replace(typed, **more), sent, ORIGIN, FRIDAY_MORNING)


@pytest.mark.parametrize("actor", [BUDI, RINA], ids=lambda actor: actor.id)
def test_a_day_is_called_off_and_then_the_rest(actor: Actor) -> None:
    backroom = a_stage()
    office = backroom.office
    order = an_order_of(office)
    decide(office, order)
    delivered(backroom, FRIDAY_MORNING + A_MOMENT)

    call_off(office, order, MONDAY, by=actor)

    one = the_order(office, order)
    assert (one.status, one.cancelled, one.standing) == (Status.APPROVED, (MONDAY,), (WEDNESDAY,))
    assert (list(the_row(office).marks), at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (["28"], 0, 1)
    public = letters.verify(office, order, FRIDAY_MORNING)
    assert (public.dates, public.cancelled) == ((MONDAY, WEDNESDAY), (MONDAY,))
    assert [mail.name for mail in delivered(backroom, FRIDAY_MORNING + A_MOMENT)] == [Errand.ORDER_CANCELLED]

    call_off(office, order, WEDNESDAY, by=actor)

    rest = the_order(office, order)
    assert (rest.status, rest.standing, rest.letter) == (Status.CANCELLED, (), one.letter)
    assert (the_row(office).marks, at_home(office, WEDNESDAY)) == ({}, 0)
    assert [what for _, what in acts(office, order)][2:] == ["cancel_days", "cancel"]


@pytest.mark.parametrize("actor", [SITI, DEWI, JOKO, TUTI], ids=lambda actor: actor.id)
def test_nobody_else_calls_days_off(actor: Actor) -> None:
    office = a_stage().office
    order = an_order_of(office)
    decide(office, order)

    with pytest.raises(Refusal) as raised:
        call_off(office, order, MONDAY, by=actor)
    assert raised.type in (Forbidden, NotFound)
    assert the_order(office, order).cancelled == ()


def test_a_secretary_does_not_call_off_her_own_days() -> None:
    office = a_stage().office
    order = an_order_of(office, RINA)
    decide(office, order)

    untouched(office, lambda: call_off(office, order, MONDAY), Forbidden)


def test_days_that_passed_or_were_reported_stay() -> None:
    reported = a_mark(filed=Filed.IN_TIME, minutes=390)
    office = a_stage().office
    order = an_order_of(office)
    decide(office, order)
    office.records.hold(a_row(days={MONDAY: replace(reported, order=order), WEDNESDAY: replace(a_mark(), order=order)}))

    found = ending.open_cancellation(office, RINA, order, FRIDAY_MORNING)
    assert found.possible == (WEDNESDAY,)
    refused = untouched(office, lambda: call_off(office, order, MONDAY), Invalid)
    assert [field for field, _ in fields(refused)] == ["dates"]


def test_calling_off_needs_a_day_a_reason_and_the_latest_sight() -> None:
    office = a_stage().office
    order = an_order_of(office)
    decide(office, order)

    assert [field for field, _ in fields(untouched(office, lambda: call_off(office, order), Invalid))] == ["dates"]
    untouched(office, lambda: call_off(office, order, MONDAY, reason=""), Invalid)
    untouched(office, lambda: call_off(office, order, MONDAY, seen=1), Stale)


def test_what_is_not_approved_is_not_called_off() -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: call_off(office, order, MONDAY), Conflict)


def test_below_the_office_caps_minimum_a_day_is_called_off_only_by_saying_so() -> None:
    register = a_register(a_circular(max_home_pct=None, max_office_pct=50))
    office = a_stage(register=register).office
    order = an_order_of(office)
    decide(office, order)

    told = untouched(office, lambda: call_off(office, order, MONDAY), TooFew).message
    assert told.msgid.startswith("Kantor pada %(day)s sudah penuh")
    assert told.values["day"] == MONDAY
    assert (told.values["count"], told.values["all"], told.values["most"]) == (23, 24, 12)
    call_off(office, order, MONDAY, in_any_case=True)

    assert the_order(office, order).cancelled == (MONDAY,)
    assert "walaupun kurang dari ketentuan" in office.orders.history(order)[-1].note


def test_above_the_minimum_no_more_has_to_be_said() -> None:
    office = a_stage(with_home(MONDAY, 3)).office
    order = an_order_of(office)
    decide(office, order)

    call_off(office, order, MONDAY)

    assert at_home(office, MONDAY) == 3


# Links that expired


def test_a_fresh_link_in_place_of_an_expired_one_is_told_in_the_trail() -> None:
    office = the_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    office.records.hold(expiring(the_order(office, order), FRIDAY_MORNING))

    decisions.renew_link(office, order, token, FRIDAY_MORNING)

    assert acts(office, order)[-1] == ("Giliran", "renew")
    assert the_order(office, order).step.generation == 2


def test_an_order_concerns_those_asked_so_far_and_no_one_further_up() -> None:
    office = the_stage().office
    order = an_order_of(office)

    def concerned() -> list[str]:
        return [each.id for each in (SITI, HENDRA, BUDI, RINA) if the_order(office, order).concerns(each.id)]

    assert concerned() == ["siti", "hendra"]
    decide(office, order, by=HENDRA)
    assert concerned() == ["siti", "hendra", "budi"]


def test_the_waiting_of_each_kind_lies_with_whom_it_concerns() -> None:
    office = the_stage().office
    order = an_order_of(office)
    (waiting,) = office.records.all(Waiting)
    assert (waiting.person, waiting.kind, waiting.holder) == ("hendra", Kind.DECISION, "hendra")

    decide(office, order, Act.RETURN, by=HENDRA)

    (waiting,) = office.records.all(Waiting)
    assert (waiting.person, waiting.kind, waiting.first_day) == ("siti", Kind.CORRECTION, MONDAY)
