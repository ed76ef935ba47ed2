"""Deciding by the link in the mail: once, by the assignee, on what the mail showed."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.ledger import Mark
from chalicelib.domain.links import decision_token
from chalicelib.domain.orders import LINK_LIFE, Act, Decision, Order, OrderId, Status
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.records import Counter, LetterNumber
from chalicelib.domain.refusals import (
    Busy,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Refusal,
    Repeated,
    TooMany,
)
from chalicelib.domain.trail import Means, TrailEntry
from chalicelib.workflows import asking, decisions, orders
from chalicelib.workflows.decisions import LinkState
from tests.factories import (
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_register,
    an_assignee,
    an_order,
    local,
)
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    BY_LINK,
    DEWI,
    JOKO,
    ORIGIN,
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
)

NEXT_WEEK = local(date(2021, 5, 3), 9)
EXPIRED = FRIDAY_MORNING + LINK_LIFE


def open_link(office: FakeOffice, order: OrderId, token: str, viewer: Actor | None = BUDI) -> LinkState:
    return decisions.open_link(office, order, token, viewer, BY_LINK, FRIDAY_MORNING).state


def errands(office: FakeOffice) -> list[Errand]:
    """What waits, besides the mail that asked for the decision."""
    return [entry.errand for entry in office.records.all(OutboxEntry) if entry.errand is not Errand.ORDER_SUBMITTED]


# Approving


def test_an_approval_gives_a_number_a_letter_and_everything_that_follows() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)

    shown = decide(office, order)

    approved = the_order(office, order)
    assert shown == f"/decide/{order}/{token}"
    assert (approved.status, approved.revision, approved.step.decision) == (
        Status.APPROVED,
        2,
        Decision(Act.APPROVE, an_assignee(), FRIDAY_MORNING, Means.LINK),
    )
    assert approved.letter
    assert approved.letter.letter.number == "800/001/DISKOMINFO/IV/2021"
    assert approved.letter.letter.instructions == a_circular().instructions
    assert the_row(office).marks == {day: Mark(order, approved=True) for day in ("26", "28")}
    assert (at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (1, 1)
    assert errands(office) == [Errand.ORDER_APPROVED, Errand.MAKE_LETTER]
    assert office.records.all(LetterNumber) == [LetterNumber("800/001/DISKOMINFO/IV/2021", order)]
    last = office.orders.history(order)[-1]
    assert (last.number, last.who, last.what, last.origin) == (2, BUDI.id, Act.APPROVE, BY_LINK)


def test_deciding_takes_three_requests_one_of_them_the_transaction() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    office.records.requests.clear()

    decide(office, order, token=token)

    assert office.records.requests == ["read", "read", "commit"]


def test_numbers_follow_one_another() -> None:
    office = a_stage().office
    waiting = [an_order_of(office, SITI, MONDAY), an_order_of(office, DEWI, MONDAY), an_order_of(office, SITI, TUESDAY)]

    for order in waiting:
        decide(office, order)

    numbers = [letter.letter.number for order in waiting if (letter := the_order(office, order).letter)]
    assert numbers == [f"800/{n:03d}/DISKOMINFO/IV/2021" for n in (1, 2, 3)]


def test_each_year_counts_from_one() -> None:
    office = a_stage(Counter(UNIT, 2020, 41, 7)).office

    decide(office, an_order_of(office))

    assert (last_number(office, 2020), last_number(office, 2021)) == (41, 1)


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
def test_what_is_not_approved_takes_no_number_and_gives_its_places_back(act: Act) -> None:
    office = a_stage().office
    order = an_order_of(office)

    decide(office, order, act, reason="Mohon rincikan.")

    kept = the_order(office, order)
    assert (kept.reason, kept.letter, last_number(office)) == ("Mohon rincikan.", None, 0)
    assert the_row(office).marks == {}
    assert (at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (0, 0)
    assert errands(office) == [Errand.ORDER_RETURNED if act is Act.RETURN else Errand.ORDER_REJECTED]


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
@pytest.mark.parametrize("reason", ["", "a" * 501], ids=["none", "too long"])
def test_a_decision_against_needs_a_reason_of_some_length(act: Act, reason: str) -> None:
    office = a_stage().office
    order = an_order_of(office)

    refused = untouched(office, lambda: decide(office, order, act, reason=reason), Invalid)

    assert [field for field, _ in fields(refused)] == ["reason"]


def test_days_that_passed_lapse_and_give_their_places_back() -> None:
    office = a_stage().office
    order = an_order_of(office)

    decide(office, order, at=local(TUESDAY, 8))

    kept = the_order(office, order)
    assert (kept.dates, kept.lapsed) == ((WEDNESDAY,), (MONDAY,))
    assert the_row(office).marks == {"28": Mark(order, approved=True)}
    assert (at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (0, 1)
    assert kept.letter
    assert [day.date for day in kept.letter.letter.days] == [WEDNESDAY]


def test_an_approval_on_the_day_covers_the_day() -> None:
    office = a_stage().office
    order = an_order_of(office)

    decide(office, order, at=local(MONDAY, 23, 59))

    assert the_order(office, order).dates == (MONDAY, WEDNESDAY)


def test_an_order_whose_days_have_all_passed_is_not_approved_but_can_be_rejected() -> None:
    office = a_stage().office
    order = an_order_of(office)

    refused = untouched(office, lambda: decide(office, order, at=NEXT_WEEK), Refusal)
    decide(office, order, Act.REJECT, at=NEXT_WEEK)

    assert "sudah lewat" in str(refused)
    assert the_order(office, order).status is Status.REJECTED
    assert at_home(office, MONDAY) == 0


# Once


def test_the_same_form_decides_once() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    first = decide(office, order, token=token, sent=a_form())
    held = dict(office.records.held)

    again = decide(office, order, token=token, sent=a_form())

    assert again == first
    assert office.records.held == held


def test_the_same_form_with_another_choice_is_refused() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    decide(office, order, token=token, sent=a_form())

    untouched(office, lambda: decide(office, order, Act.REJECT, token=token, sent=a_form(content="other")), Repeated)


@pytest.mark.parametrize("first", [Act.APPROVE, Act.REJECT, Act.RETURN])
def test_a_link_decides_once(first: Act) -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    decide(office, order, first, token=token)

    refused = untouched(office, lambda: decide(office, order, Act.APPROVE, token=token), Conflict)

    assert "Keputusan pertama yang berlaku" in str(refused)
    assert open_link(office, order, token) is LinkState.DECIDED


def test_of_two_decisions_at_the_same_moment_the_first_counts() -> None:
    office = a_stage().office
    order = an_order_of(office)
    office.records.meanwhile(lambda: decide(office, order, Act.REJECT))

    with pytest.raises(Conflict, match="sudah memutuskan"):
        decide(office, order)

    assert the_order(office, order).status is Status.REJECTED
    assert last_number(office) == 0


def test_a_number_that_was_taken_meanwhile_is_followed_by_the_next() -> None:
    office = a_stage().office
    first, second = an_order_of(office, SITI), an_order_of(office, DEWI)
    office.records.meanwhile(lambda: decide(office, first))

    decide(office, second)

    letter = the_order(office, second).letter
    assert letter
    assert letter.letter.number == "800/002/DISKOMINFO/IV/2021"
    assert last_number(office) == 2


def test_a_race_that_never_ends_is_given_up_and_writes_nothing() -> None:
    office = a_stage().office
    order = an_order_of(office)
    races: list[int] = []

    def race() -> None:
        races.append(len(races))
        office.records.hold(Counter(UNIT, 2021, last_number(office) + 1, len(races) + 10))

    office.records.before_every_commit = race

    with pytest.raises(Busy):
        decide(office, order)

    assert len(races) == decisions.MOST_ATTEMPTS
    assert the_order(office, order).status is Status.SUBMITTED


def test_an_approval_whose_answer_was_lost_is_answered_all_the_same() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    office.records.lose_answer()

    assert decide(office, order, token=token) == f"/decide/{order}/{token}"
    assert last_number(office) == 1


# Whose link, and which


@pytest.mark.parametrize("actor", [SITI, DEWI, RINA, JOKO, TUTI], ids=lambda actor: actor.id)
def test_nobody_but_the_assignee_decides(actor: Actor) -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: decide(office, order, by=actor), Forbidden)


def test_nobody_decides_their_own_order_though_it_were_assigned_to_them() -> None:
    own = an_order("own", employee="budi", assignee="budi")
    office = a_stage(own).office

    untouched(office, lambda: decide(office, own.id), Forbidden)


@pytest.mark.parametrize("token", ["", "k001", "k001" + "A" * 43, "k009" + "A" * 43, "é" * 20], ids=ascii)
def test_a_link_that_never_was_ours_is_gone(token: str) -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: decide(office, order, token=token), Gone)
    untouched(office, lambda: open_link(office, order, token), Gone)
    untouched(office, lambda: decisions.renew_link(office, order, token, EXPIRED), Gone)
    untouched(office, lambda: decisions.linked(office, order, token), Gone)


def test_the_link_of_another_order_is_gone() -> None:
    office = a_stage().office
    first, second = an_order_of(office, SITI), an_order_of(office, DEWI)

    untouched(office, lambda: decide(office, first, token=link_of(office, second)), Gone)


def test_a_link_to_an_order_that_never_was_is_gone_or_not_found() -> None:
    office = a_stage().office
    token = decision_token(office.keys(), an_order(), BUDI.id)

    untouched(office, lambda: open_link(office, an_order().id, token), Gone)
    untouched(office, lambda: decide(office, an_order().id, token=token), NotFound)


def test_an_old_link_is_dead_after_return_and_resubmission() -> None:
    office = a_stage().office
    order = an_order_of(office)
    old = link_of(office, order)
    decide(office, order, Act.RETURN)
    asking.resubmit(office, SITI, order, a_draft_order(TUESDAY), a_fresh_form(office), ORIGIN, FRIDAY_MORNING)

    untouched(office, lambda: decide(office, order, token=old), Gone)
    assert open_link(office, order, old) is LinkState.MOVED
    assert open_link(office, order, link_of(office, order)) is LinkState.OPEN


def test_what_was_withdrawn_while_it_waited_is_not_decided() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    orders.withdraw(office, SITI, order, a_form(), ORIGIN, FRIDAY_MORNING)

    untouched(office, lambda: decide(office, order, token=token), Conflict)
    assert open_link(office, order, token) is LinkState.DECIDED


def test_what_is_withdrawn_while_it_is_being_decided_stays_withdrawn() -> None:
    office = a_stage().office
    order = an_order_of(office)
    office.records.meanwhile(lambda: orders.withdraw(office, SITI, order, a_form(), ORIGIN, FRIDAY_MORNING))

    with pytest.raises(Conflict, match="sudah ditarik kembali"):
        decide(office, order)

    assert (the_order(office, order).status, at_home(office, MONDAY)) == (Status.WITHDRAWN, 0)


def test_a_link_made_with_the_previous_key_still_decides() -> None:
    office = a_stage().office
    order = an_order_of(office)
    young = decision_token({"k000": b"previous"}, the_order(office, order), BUDI.id)
    keys = {"k001": b"key-of-the-tests", "k000": b"previous"}
    rotated = replace(office, keys=lambda: keys)

    decide(rotated, order, token=young)

    assert the_order(office, order).status is Status.APPROVED


# Opening


@pytest.mark.parametrize("viewer", [None, SITI, RINA, JOKO], ids=lambda viewer: viewer.id if viewer else "nobody")
def test_a_browser_not_known_for_the_assignee_is_a_strangers(viewer: Actor | None) -> None:
    office = a_stage().office
    order = an_order_of(office)
    held = dict(office.records.held)

    assert open_link(office, order, link_of(office, order), viewer) is LinkState.STRANGER
    assert office.records.held == held


def test_opening_decides_nothing_and_notes_the_look() -> None:
    office = a_stage().office
    order = an_order_of(office)
    before = the_order(office, order)

    for _ in range(3):
        assert open_link(office, order, link_of(office, order)) is LinkState.OPEN

    assert the_order(office, order) == before
    assert [line.what for line in office.records.all(TrailEntry)] == ["submit", "view", "view", "view"]


# Expired links


def test_a_link_expires_when_its_time_is_over() -> None:
    office = a_stage().office
    order = an_order_of(office)
    token = link_of(office, order)
    just_before = EXPIRED - timedelta(seconds=1)

    assert decisions.open_link(office, order, token, BUDI, BY_LINK, just_before).state is LinkState.OPEN
    assert decisions.open_link(office, order, token, BUDI, BY_LINK, EXPIRED).state is LinkState.EXPIRED
    untouched(office, lambda: decide(office, order, Act.REJECT, token=token, at=EXPIRED), Gone)


def test_an_expired_link_is_renewed_by_mail_to_the_assignee() -> None:
    backroom = a_stage()
    office = backroom.office
    order = an_order_of(office, SITI, date(2021, 5, 31))
    (first,) = delivered(backroom, FRIDAY_MORNING + timedelta(seconds=1))

    decisions.renew_link(office, order, first.secret, EXPIRED)
    (fresh,) = delivered(backroom, EXPIRED + timedelta(seconds=1))

    assert (fresh.to, fresh.name) == (BUDI.id, Errand.ORDER_SUBMITTED)
    assert fresh.secret != first.secret
    untouched(office, lambda: decide(office, order, token=first.secret, at=EXPIRED), Gone)
    decide(office, order, token=fresh.secret, at=EXPIRED)
    assert the_order(office, order).status is Status.APPROVED


def test_a_link_that_is_still_good_is_not_renewed() -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: decisions.renew_link(office, order, link_of(office, order), FRIDAY_MORNING), Gone)


def test_an_old_link_is_not_renewed_again() -> None:
    office = a_stage().office
    order = an_order_of(office)
    old = link_of(office, order)
    decisions.renew_link(office, order, old, EXPIRED)

    untouched(office, lambda: decisions.renew_link(office, order, old, EXPIRED), Gone)


def expired(order: Order) -> Order:
    return replace(order, steps=(replace(order.step, expires=FRIDAY_MORNING),))


def test_renewing_has_a_limit() -> None:
    office = a_stage().office
    order = an_order_of(office)
    for _ in range(decisions.RENEWALS_PER_HOUR):
        office.records.hold(expired(the_order(office, order)))
        decisions.renew_link(office, order, link_of(office, order), FRIDAY_MORNING)
    office.records.hold(expired(the_order(office, order)))

    act = lambda: decisions.renew_link(office, order, link_of(office, order), FRIDAY_MORNING)  # noqa: E731
    untouched(office, act, TooMany)


def test_the_letter_keeps_to_the_circular_it_was_asked_under_when_another_replaced_it_meanwhile() -> None:
    office = a_stage().office
    order = an_order_of(office)
    later = a_circular("se-2022", citation="Surat Edaran lain", instructions=("hal lain",), start=date(2021, 4, 24))
    kept = a_circular(end=date(2021, 4, 24), protocol=("memakai masker",))
    office.records.hold(a_register(kept, later, revision=2))

    decide(office, order)

    letter = the_order(office, order).letter
    assert letter
    assert letter.letter.instructions == (*a_circular().instructions, "memakai masker")
    assert letter.letter.circular == a_circular().citation


def test_a_number_given_by_hand_is_skipped() -> None:
    office = a_stage().office
    order = an_order_of(office)
    office.records.hold(LetterNumber(f"800/001/{UNIT}/IV/2021", OrderId("by-hand")))

    decide(office, order)

    issued = the_order(office, order).letter
    assert issued
    assert issued.letter.number == f"800/002/{UNIT}/IV/2021"
    assert last_number(office) == 2
