"""Errands: tried until they are done, parked when they cannot be, and nothing lost on the way."""

import logging
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.calendars import Month
from chalicelib.domain.orders import Act, OrderId
from chalicelib.domain.outbox import LEASE, MOST_ATTEMPTS, Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.records import outbox_key
from chalicelib.domain.refusals import Forbidden, NotFound
from chalicelib.workflows import deliveries, orders, queued
from tests.factories import APRIL, FRIDAY_MORNING, a_unit, an_employee, an_entry
from tests.fakes import FakeBackroom, Mail
from tests.workflows.stage import (
    BUDI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_form,
    a_stage,
    an_order_of,
    delivered,
    link_of,
    untouched,
)

A_MOMENT = timedelta(seconds=1)
SOON = FRIDAY_MORNING + A_MOMENT


@pytest.fixture(autouse=True)
def _failures_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def the_entry(backroom: FakeBackroom, entry: str = an_entry().id) -> OutboxEntry:
    return backroom.office.records.read(outbox_key(entry)).get(outbox_key(entry))


def the_only_entry(backroom: FakeBackroom) -> OutboxEntry:
    (entry,) = backroom.office.records.all(OutboxEntry)
    return entry


# Mail


def test_a_submitted_order_is_a_mail_to_the_assignee_with_the_link_that_decides() -> None:
    backroom = a_stage()
    order = an_order_of(backroom.office)

    sent = delivered(backroom, SOON)

    assert sent == [Mail(Errand.ORDER_SUBMITTED, BUDI.id, link_of(backroom.office, order))]
    assert the_only_entry(backroom).delivery is Delivery.DONE


def test_what_was_withdrawn_before_the_mail_went_asks_nobody() -> None:
    backroom = a_stage()
    order = an_order_of(backroom.office)
    orders.withdraw(backroom.office, SITI, order, a_form(), ORIGIN, FRIDAY_MORNING)

    assert delivered(backroom, SOON) == []
    assert the_only_entry(backroom).delivery is Delivery.DONE


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (Act.APPROVE, Errand.ORDER_APPROVED),
        (Act.RETURN, Errand.ORDER_RETURNED),
        (Act.REJECT, Errand.ORDER_REJECTED),
    ],
)
def test_a_decision_is_a_mail_to_the_employee(act: Act, name: Errand) -> None:
    backroom = a_stage()
    a_decided_order(backroom.office, act)

    assert delivered(backroom, SOON) == [Mail(name, SITI.id)]


def test_an_approval_is_a_letter_in_the_bucket_too() -> None:
    backroom = a_stage()
    order = a_decided_order(backroom.office, Act.APPROVE)

    delivered(backroom, SOON)

    assert [name.split("/")[1] for name in backroom.office.files.kept] == [order]


def test_an_employee_without_address_is_told_by_the_pages_alone() -> None:
    backroom = a_stage()
    a_decided_order(backroom.office, Act.REJECT)
    backroom.office.records.hold(an_employee(email=None))

    assert delivered(backroom, SOON) == []
    assert {entry.delivery for entry in backroom.office.records.all(OutboxEntry)} == {Delivery.DONE}


def test_a_mail_that_is_sent_again_carries_the_same_link() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    (first,) = delivered(backroom, SOON)
    backroom.office.records.hold(an_entry("again", about=the_only_entry(backroom).about))

    assert delivered(backroom, SOON) == [first]


# Once and only when due


def test_what_is_done_is_not_tried_again() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    entry = the_only_entry(backroom).id
    deliveries.deliver(backroom, entry, SOON)

    assert deliveries.deliver(backroom, entry, SOON) is None
    assert len(backroom.post.sent) == 1


def test_an_errand_that_never_was_is_left_alone() -> None:
    backroom = a_stage()

    assert deliveries.deliver(backroom, "none", FRIDAY_MORNING) is None


@pytest.mark.parametrize("delivery", [Delivery.DONE, Delivery.PARKED, Delivery.DROPPED])
def test_what_is_not_pending_is_left_alone(delivery: Delivery) -> None:
    backroom = a_stage(an_entry(delivery=delivery))

    assert deliveries.deliver(backroom, an_entry().id, SOON) is None
    assert the_entry(backroom).delivery is delivery


def test_what_is_not_due_is_left_alone() -> None:
    backroom = a_stage(an_entry(next_attempt=SOON))

    assert deliveries.deliver(backroom, an_entry().id, FRIDAY_MORNING) is None
    assert deliveries.sweep(backroom, FRIDAY_MORNING) == ()


def test_of_two_workers_one_holds_the_errand() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    entry = the_only_entry(backroom).id
    outcomes: list[Delivery | None] = []
    backroom.office.records.meanwhile(lambda: outcomes.append(deliveries.deliver(backroom, entry, SOON)))

    outcomes.append(deliveries.deliver(backroom, entry, SOON))

    assert outcomes == [Delivery.DONE, None]
    assert len(backroom.post.sent) == 1


def test_a_worker_that_died_leaves_the_errand_to_the_next_after_its_lease() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    entry = the_only_entry(backroom)
    held = an_entry(entry.id, about=entry.about, attempts=1, next_attempt=SOON + LEASE, revision=2)
    backroom.office.records.hold(held)

    assert delivered(backroom, SOON + LEASE) == []
    assert len(delivered(backroom, SOON + LEASE + A_MOMENT)) == 1


def test_a_sweep_takes_a_batch_and_the_next_one_the_rest() -> None:
    backroom = a_stage(*(an_entry(f"e{n:02d}") for n in range(30)))

    assert len(deliveries.sweep(backroom, SOON)) == deliveries.BATCH
    assert len(deliveries.sweep(backroom, SOON)) == 30 - deliveries.BATCH


# What fails


def test_a_refused_mail_is_tried_again_after_growing_waits_and_then_parked() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    backroom.post.refuses_because = "SES: Throttling"
    entry = the_only_entry(backroom).id
    at, waits, outcomes = SOON, [], []

    for _ in range(MOST_ATTEMPTS):
        outcomes.append(deliveries.deliver(backroom, entry, at))
        next_attempt = the_entry(backroom, entry).next_attempt
        waits.append((next_attempt - at).total_seconds() / 60)
        assert deliveries.deliver(backroom, entry, next_attempt - A_MOMENT) is None
        at = next_attempt

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]
    assert outcomes == [Delivery.PENDING] * 7 + [Delivery.PARKED]
    parked = the_entry(backroom, entry)
    assert (parked.attempts, parked.failure) == (8, "SES: Throttling")
    assert deliveries.sweep(backroom, at + timedelta(days=30)) == ()


def test_a_mail_that_is_accepted_at_last_is_done_and_has_no_failure() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    backroom.post.refuses_because = "SES: Throttling"
    deliveries.sweep(backroom, SOON)
    backroom.post.refuses_because = ""

    assert len(delivered(backroom, SOON + timedelta(minutes=1, seconds=1))) == 1
    assert (the_only_entry(backroom).delivery, the_only_entry(backroom).failure) == (Delivery.DONE, "")


def test_one_that_fails_holds_up_no_other() -> None:
    backroom = a_stage(an_entry("bad", about={"order": "none", "to": "budi"}, created_at=FRIDAY_MORNING - A_MOMENT))
    order = an_order_of(backroom.office)

    assert [mail.secret for mail in delivered(backroom, SOON)] == [link_of(backroom.office, order)]
    assert the_entry(backroom, "bad").failure.startswith("NotFound")


@pytest.mark.parametrize(
    ("errand", "about"),
    [
        (Errand.ORDER_SUBMITTED, {"order": "none"}),
        (Errand.ORDER_SUBMITTED, {}),
        (Errand.MAKE_LETTER, {"order": "none"}),
        (Errand.SUMMARY_READY, {"unit": "DISKOMINFO", "month": "2021-06"}),
    ],
)
def test_what_breaks_an_errand_is_its_reason(errand: Errand, about: dict[str, str]) -> None:
    backroom = a_stage(an_entry(errand=errand, about=about))

    assert deliveries.deliver(backroom, an_entry().id, SOON) is Delivery.PENDING
    assert the_entry(backroom).failure


def test_a_unit_without_secretary_is_told_to_the_administrator() -> None:
    about = {"unit": UNIT, "month": APRIL}
    backroom = a_stage(an_entry(errand=Errand.SUMMARY_READY, about=about), a_unit(secretary=None))

    deliveries.sweep(backroom, SOON)

    assert the_entry(backroom).failure == "unit DISKOMINFO has no secretary"


def test_an_assignee_without_address_is_told_to_the_administrator() -> None:
    backroom = a_stage()
    an_order_of(backroom.office)
    backroom.office.records.hold(an_employee("budi", email=None))

    deliveries.sweep(backroom, SOON)

    assert the_only_entry(backroom).failure == "employee budi has no mail address"


# Parked


def a_parked_stage() -> tuple[FakeBackroom, OrderId]:
    backroom = a_stage()
    order = an_order_of(backroom.office)
    entry = the_only_entry(backroom)
    parked = an_entry(
        entry.id, about=entry.about, delivery=Delivery.PARKED, attempts=8, failure="SES: gone", revision=17
    )
    backroom.office.records.hold(parked)
    return backroom, order


def test_the_administrator_sees_what_is_parked_and_why() -> None:
    backroom, _ = a_parked_stage()
    backroom.office.records.requests.clear()

    (parked,) = deliveries.parked(backroom.office, JOKO)

    assert parked.failure == "SES: gone"
    assert backroom.office.records.requests == ["query", "query"]


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA, TUTI], ids=lambda actor: actor.id)
def test_nobody_else_sees_or_sends_what_is_parked(actor: Actor) -> None:
    backroom, _ = a_parked_stage()
    entry = the_only_entry(backroom).id

    untouched(backroom.office, lambda: deliveries.parked(backroom.office, actor), Forbidden)
    untouched(backroom.office, lambda: deliveries.send_again(backroom.office, actor, entry, SOON), Forbidden)


def test_what_is_sent_again_gets_a_fresh_start() -> None:
    backroom, order = a_parked_stage()

    deliveries.send_again(backroom.office, JOKO, the_only_entry(backroom).id, SOON)

    assert (the_only_entry(backroom).delivery, the_only_entry(backroom).attempts) == (Delivery.PENDING, 0)
    assert [mail.secret for mail in delivered(backroom, SOON + A_MOMENT)] == [link_of(backroom.office, order)]
    assert deliveries.parked(backroom.office, JOKO) == ()


@pytest.mark.parametrize("delivery", [Delivery.PENDING, Delivery.DONE, Delivery.DROPPED])
def test_only_what_is_parked_is_sent_again(delivery: Delivery) -> None:
    backroom = a_stage(an_entry(delivery=delivery, next_attempt=SOON))

    deliveries.send_again(backroom.office, JOKO, an_entry().id, FRIDAY_MORNING)

    assert the_entry(backroom) == an_entry(delivery=delivery, next_attempt=SOON)


def test_what_never_was_is_not_sent_again() -> None:
    backroom = a_stage()

    untouched(backroom.office, lambda: deliveries.send_again(backroom.office, JOKO, "none", SOON), NotFound)


# The queue


@pytest.mark.parametrize("errand", [Errand.OPEN_MONTH, Errand.MAKE_SUMMARY])
def test_long_errands_go_over_the_queue_and_done_twice_change_nothing(errand: Errand) -> None:
    month = Month("2021-04")
    backroom = a_stage(an_entry(errand=errand, about={"unit": UNIT, "month": month}))
    deliveries.sweep(backroom, SOON)
    (handed,) = backroom.queue.entries

    queued.work(backroom.office, handed, SOON)
    held = dict(backroom.office.records.held)
    queued.work(backroom.office, handed, datetime.fromisoformat("2021-05-02T00:00:00+07:00"))

    assert backroom.office.records.held == held
