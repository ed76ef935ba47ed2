"""The links in mails that ask for a decision: what they open, and what kills them."""

import re

import pytest

from chalicelib.domain import links
from chalicelib.domain.asking import resubmitted
from chalicelib.domain.deciding import Choice, decided, link_renewed, reassigned, withdrawn
from chalicelib.domain.links import KID_LENGTH, Keys, link_of_token
from chalicelib.domain.orders import Act, Order, Status, opened
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.trail import Means
from tests.factories import FRIDAY_MORNING, MONDAY, a_circular, a_holder, a_step, an_assignee, an_order, local

BUDI = EmployeeId("budi")

KEYS: Keys = {"k002": b"2" * 32, "k001": b"1" * 32}


def decision_token(keys: Keys, order: Order, assignee: EmployeeId = BUDI) -> str:
    return links.decision_token(keys, order, assignee)


def token_was_ours(keys: Keys, order: Order, token: str) -> bool:
    return link_of_token(keys, order, token) is not None


def token_is_current(keys: Keys, order: Order, token: str) -> bool:
    link = link_of_token(keys, order, token)
    return link is not None and links.is_current(order, link)


def sent_again() -> Order:
    days = an_order().days
    return resubmitted(an_order(status=Status.RETURNED), (a_step(),), a_circular(), days, ("Tugas",), FRIDAY_MORNING)


def handed_on() -> Order:
    """An order of two steps whose first approver has agreed."""
    order = an_order(steps=(a_step(), a_step(a_holder("sekda"))))
    return decided(order, Choice(Act.APPROVE, ""), BUDI, Means.LINK, FRIDAY_MORNING, MONDAY, {})


TOKEN = decision_token(KEYS, an_order())


def test_a_link_is_current_for_the_order_it_was_made_for() -> None:
    assert token_is_current(KEYS, an_order(), TOKEN)
    assert token_was_ours(KEYS, an_order(), TOKEN)


def test_a_mail_sent_again_carries_the_same_link() -> None:
    assert decision_token(KEYS, an_order()) == TOKEN


def test_a_link_needs_no_escaping_in_an_address() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{47}", TOKEN)


def test_the_first_key_signs_and_is_named() -> None:
    assert TOKEN[:KID_LENGTH] == "k002"


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_one_character_changed_anywhere_kills_a_link(place: int) -> None:
    for other in "AZaz09-_":
        forged = TOKEN[:place] + other + TOKEN[place + 1 :]
        if forged != TOKEN:
            assert not token_is_current(KEYS, an_order(), forged)
            assert not token_was_ours(KEYS, an_order(), forged)


@pytest.mark.parametrize(
    "forged",
    ["", "k002", TOKEN[:-1], TOKEN + "A", TOKEN + "=", TOKEN[KID_LENGTH:], "k001" + TOKEN[KID_LENGTH:], "é" * 47],
    ids=["empty", "key-id-only", "cut", "longer", "padded", "no-key-id", "other-key-id", "not-ascii"],
)
def test_what_is_not_the_whole_link_is_none(forged: str) -> None:
    assert not token_is_current(KEYS, an_order(), forged)
    assert not token_was_ours(KEYS, an_order(), forged)


@pytest.mark.parametrize(
    "other",
    [
        an_order("aaaaaaaaaaaaaaaa"),
        an_order(assignee="dewi"),
    ],
    ids=["order", "assignee"],
)
def test_a_link_says_nothing_about_another_order_or_person(other: Order) -> None:
    assert not token_is_current(KEYS, other, TOKEN)
    assert not token_was_ours(KEYS, other, TOKEN)


@pytest.mark.parametrize(
    "later",
    [
        link_renewed(an_order(), FRIDAY_MORNING),
        sent_again(),
        handed_on(),
        reassigned(an_order(), an_assignee(a_holder("dewi")), "Pindah tugas.", FRIDAY_MORNING),
    ],
    ids=["renewed", "sent again", "handed on", "reassigned"],
)
def test_a_link_dies_when_the_order_moves_on_but_its_holder_may_hear_of_it(later: Order) -> None:
    assert not token_is_current(KEYS, later, TOKEN)
    assert token_was_ours(KEYS, later, TOKEN)


@pytest.mark.parametrize("later", [link_renewed(an_order(), FRIDAY_MORNING), sent_again()], ids=["renewed", "again"])
def test_a_link_that_was_not_sent_yet_is_not_ours(later: Order) -> None:
    assert not token_was_ours(KEYS, an_order(), decision_token(KEYS, later))


def test_a_step_to_come_has_no_link_yet() -> None:
    order = an_order(steps=(a_step(), a_step(a_holder("sekda"))))

    assert not token_was_ours(KEYS, order, decision_token(KEYS, order, EmployeeId("sekda")))


def test_each_of_several_approvers_has_a_link_of_their_own() -> None:
    order = an_order(steps=(a_step(a_holder(), a_holder("rina")),))
    theirs = [decision_token(KEYS, order, each.id) for each in order.step.assignees]

    assert len(set(theirs)) == 2
    assert [found.assignee for each in theirs if (found := link_of_token(KEYS, order, each))] == ["budi", "rina"]


def test_no_generation_is_ever_given_twice() -> None:
    order = handed_on()
    for _ in range(3):
        order = opened(order, 0, order.steps[0].assignees, FRIDAY_MORNING)

    assert len({(link.step, link.assignee, link.generation, link.content) for link in order.links}) == 5
    assert [link.generation for link in order.links] == [1, 2, 3, 4, 5]


def test_a_renewed_link_replaces_the_old_one() -> None:
    renewed = link_renewed(an_order(), FRIDAY_MORNING)

    assert token_is_current(KEYS, renewed, decision_token(KEYS, renewed))
    assert not token_is_current(KEYS, renewed, TOKEN)


def test_an_order_sent_again_has_a_link_of_its_own() -> None:
    again = sent_again()

    assert token_is_current(KEYS, again, decision_token(KEYS, again))
    assert not token_is_current(KEYS, again, TOKEN)


def test_what_is_decided_still_tells_the_holder_of_its_link() -> None:
    approved = decided(an_order(), Choice(Act.APPROVE, ""), BUDI, Means.LINK, local(MONDAY, 7), MONDAY, {})

    for order in (approved, withdrawn(an_order(), an_order().employee)):
        assert token_was_ours(KEYS, order, TOKEN)
        assert not token_is_current(KEYS, order, TOKEN)


# Keys come and go


def test_a_new_key_signs_new_links_and_keeps_young_ones() -> None:
    rotated: Keys = {"k003": b"3" * 32, "k002": b"2" * 32}

    assert decision_token(rotated, an_order())[:KID_LENGTH] == "k003"
    assert token_is_current(rotated, an_order(), TOKEN)


def test_a_key_that_is_gone_takes_its_links_along() -> None:
    rotated: Keys = {"k004": b"4" * 32, "k003": b"3" * 32}

    assert not token_is_current(rotated, an_order(), TOKEN)
    assert not token_was_ours(rotated, an_order(), TOKEN)


def test_another_key_under_the_same_id_makes_another_link() -> None:
    assert decision_token({"k002": b"x" * 32}, an_order()) != TOKEN
