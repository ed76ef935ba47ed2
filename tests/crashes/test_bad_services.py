"""Mail goes out whatever the mail service does, and whatever the stream tells of it or keeps to itself."""

from __future__ import annotations

import logging
from collections import Counter as Tally
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.outbox import MOST_ATTEMPTS, Delivery
from chalicelib.workflows import deliveries
from tests.crashes.scenarios import (
    SOON,
    Blows,
    Scenario,
    an_untold_approval,
    an_untold_order,
    deliver,
    lost,
    sent_often_enough,
    undisturbed,
)
from tests.crashes.world import AFTER, BEFORE, World, a_world, facts
from tests.workflows.stage import JOKO, an_order_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(autouse=True)
def _failures_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


# The mail service and the stream, each as bad as it may be


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "SendEmail")


def while_sending(errors: list[BaseException], when: str = BEFORE) -> Blows:
    """A fuse that raises at the first calls that send a mail."""

    def blows(_: int, moment: str, name: str) -> None:
        if (moment, name) == (when, "SendEmail") and errors:
            raise errors.pop(0)

    return blows


FAILURES: dict[str, Callable[[], Blows]] = {
    "throttled": lambda: while_sending([refused("TooManyRequestsException") for _ in range(3)]),
    "refused": lambda: while_sending([refused("MessageRejected")]),
    "out of reach": lambda: while_sending([lost() for _ in range(2)]),
    "sent, but the answer was lost": lambda: while_sending([lost()], AFTER),
    "sent, but the answer was an error": lambda: while_sending([refused("InternalFailure")], AFTER),
}


@pytest.mark.parametrize("prepare", [an_untold_order, an_untold_approval])
@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_the_mail_service_does_each_mail_goes_out(
    mocked: DynamoDBClient, prepare: Callable[[World], list[str]], failure: str
) -> None:
    right = undisturbed(mocked, Scenario("", prepare, deliver))
    world = a_world(mocked, right.before.clock, like=right.before)
    world.fuse.reset(FAILURES[failure]())

    deliver(world, right.given)
    world.restart(keep_fuse=True)

    assert facts(world) == right.done
    assert sent_often_enough(world)


def test_a_mail_that_is_refused_for_good_is_parked_with_its_reason_and_goes_out_when_sent_again(
    mocked: DynamoDBClient,
) -> None:
    world = a_world(mocked, SOON)
    an_untold_order(world)
    world.fuse.reset(while_sending([refused("MessageRejected") for _ in range(MOST_ATTEMPTS)]))
    world.restart(keep_fuse=True, every=timedelta(hours=3))

    (parked,) = deliveries.parked(world.office, JOKO)
    assert (parked.delivery, parked.attempts) == (Delivery.PARKED, MOST_ATTEMPTS)
    assert "MessageRejected" in parked.failure
    assert world.mails == []

    deliveries.send_again(world.office, JOKO, parked.id, world.clock)
    world.restart()
    assert [to for to, _ in world.mails] == ["budi@kota.example"]
    assert deliveries.parked(world.office, JOKO) == ()


def _deliver_late(world: World, given: list[str]) -> object:
    world.restart()
    return deliver(world, given)


STREAMS: dict[str, Callable[[World, list[str]], object]] = {
    "twice": lambda world, given: [deliver(world, given), deliver(world, given)],
    "in another order": lambda world, given: deliver(world, given[::-1]),
    "after the sweep": _deliver_late,
    "not at all": lambda _world, _given: None,
    "of what is not there": lambda world, given: deliver(world, ["tiada", *given]),
}


@pytest.mark.parametrize("prepare", [an_untold_order, an_untold_approval])
@pytest.mark.parametrize("stream", STREAMS)
def test_however_the_stream_tells_of_errands_each_is_done_once(
    mocked: DynamoDBClient, prepare: Callable[[World], list[str]], stream: str
) -> None:
    right = undisturbed(mocked, Scenario("", prepare, deliver))
    world = a_world(mocked, right.before.clock, like=right.before)

    STREAMS[stream](world, right.given)
    world.restart()

    assert facts(world) == right.done
    assert set(Tally(world.mails).values()) == {1}


# What cannot be read


def test_an_errand_that_cannot_be_read_is_set_aside_and_stops_no_other(mocked: DynamoDBClient) -> None:
    world = a_world(mocked, SOON)
    early = {"GSI1PK": {"S": "OUTBOX#PENDING"}, "GSI1SK": {"S": "0"}}
    for number in range(deliveries.BATCH + 1):
        broken = {"PK": {"S": f"OUTBOX#rusak{number}"}, "SK": {"S": "OUTBOX"}, **early}
        mocked.put_item(TableName=world.table.main, Item=broken)
    an_order_of(world.office)

    outcomes = [deliveries.sweep(world.backroom, SOON + timedelta(minutes=minute)) for minute in range(3)]

    assert outcomes[0] == (Delivery.PARKED,) * deliveries.BATCH
    assert outcomes[1] == (Delivery.PARKED, Delivery.DONE)
    assert outcomes[2] == ()
    assert len(world.table.query("OUTBOX#UNREADABLE", index=True).items) == deliveries.BATCH + 1
