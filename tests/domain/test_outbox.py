"""Errands: held by one worker, tried again later and later, parked in the end, and never lost."""

from datetime import timedelta

import pytest

from chalicelib.domain.outbox import (
    MOST_ATTEMPTS,
    Delivery,
    Errand,
    OutboxEntry,
    claimed,
    done,
    entry,
    failed,
    sent_again,
)
from tests.factories import FRIDAY_MORNING, an_entry

LATER = FRIDAY_MORNING + timedelta(minutes=5)


def test_a_new_errand_is_due_at_once() -> None:
    new = entry("e1", Errand.ORDER_APPROVED, FRIDAY_MORNING, order="o1")

    assert (new.delivery, new.next_attempt, new.attempts, new.revision) == (Delivery.PENDING, FRIDAY_MORNING, 0, 1)
    assert new.about == {"order": "o1"}


def test_a_worker_that_holds_an_errand_keeps_others_off_until_the_lease_ends() -> None:
    held = claimed(an_entry(), LATER)

    assert held.next_attempt == LATER + timedelta(seconds=90)
    assert held.delivery is Delivery.PENDING  # a worker that dies leaves it to the next
    assert (held.attempts, held.revision) == (1, 2)


def test_two_workers_cannot_both_hold_it() -> None:
    # Both read revision 1; writing is conditional on it, so the second write is refused.
    assert claimed(an_entry(), LATER).revision == claimed(an_entry(), LATER).revision == an_entry().revision + 1


def test_an_errand_that_is_done_goes_after_a_month() -> None:
    finished = done(an_entry(attempts=1, failure="earlier", revision=2), LATER)

    assert (finished.delivery, finished.failure) == (Delivery.DONE, "")
    assert finished.expires == LATER + timedelta(days=30)
    assert finished.revision == 3


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 64)],
)
def test_after_each_failure_the_next_attempt_is_further_off(attempts: int, minutes: int) -> None:
    waiting = failed(an_entry(attempts=attempts, revision=4), "SES: Throttling", LATER)

    assert waiting.delivery is Delivery.PENDING
    assert waiting.next_attempt == LATER + timedelta(minutes=minutes)
    assert (waiting.failure, waiting.revision) == ("SES: Throttling", 5)


def test_after_the_last_attempt_an_errand_is_parked_with_its_reason() -> None:
    parked = failed(an_entry(attempts=MOST_ATTEMPTS), "SES: MessageRejected", LATER)

    assert (parked.delivery, parked.failure) == (Delivery.PARKED, "SES: MessageRejected")
    assert parked.expires is None  # parked entries stay until someone looks at them


def attempts_until_parked(waiting: OutboxEntry) -> int:
    """How often it is tried when every attempt fails."""
    at = FRIDAY_MORNING
    while waiting.delivery is Delivery.PENDING:
        assert waiting.next_attempt >= at  # time never runs back
        at = waiting.next_attempt
        waiting = failed(claimed(waiting, at), "SES: Throttling", at)
    return waiting.attempts


def test_an_errand_that_never_works_is_tried_eight_times_over_two_hours() -> None:
    assert attempts_until_parked(an_entry()) == MOST_ATTEMPTS == 8


def test_a_long_reason_is_cut_to_what_a_page_can_show() -> None:
    assert failed(an_entry(attempts=1), "x" * 5000, LATER).failure == "x" * 300


def test_a_parked_errand_can_be_sent_again_from_the_beginning() -> None:
    again = sent_again(an_entry(delivery=Delivery.PARKED, attempts=8, failure="SES: MessageRejected"), LATER)

    assert (again.delivery, again.attempts, again.next_attempt) == (Delivery.PENDING, 0, LATER)
    assert attempts_until_parked(again) == MOST_ATTEMPTS


@pytest.mark.parametrize("step", [claimed, done, sent_again])
def test_every_step_moves_the_revision_on_and_keeps_what_it_is_about(step: object) -> None:
    assert callable(step)
    before = an_entry(attempts=1, revision=4)

    after = step(before, LATER)

    assert after.revision == 5
    assert (after.id, after.errand, after.about, after.created_at) == (
        before.id,
        before.errand,
        before.about,
        before.created_at,
    )
