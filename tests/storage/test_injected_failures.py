"""What the emulator never does and AWS does: collisions, throttling, time-outs, lost answers.

Answers are put into a real client's mouth, so everything of ours and of botocore's is the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber
from msgspec.structs import replace

from chalicelib.domain.ledger import DayChange
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import (
    Change,
    Counter,
    Create,
    FormReceipt,
    LetterNumber,
    MarkDays,
    Replace,
    Spend,
    TakePlaces,
    employee_key,
    form_key,
    order_key,
)
from chalicelib.domain.refusals import Busy, NumberTaken, Raced, Refusal, Repeated, Stale, Taken, TooMany
from chalicelib.storage.codec import item_of
from chalicelib.storage.table import MOST_ATTEMPTS, Table
from chalicelib.workflows.once import commit_once
from tests.factories import APRIL, FRIDAY_MORNING, MONDAY, a_mark, an_employee, an_order
from tests.storage.conftest import new_client, new_tables, office_on
from tests.workflows.stage import a_form

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UNIT = UnitId("DISKOMINFO")
A_FORM = FormReceipt("siti#form", "hash", "/orders/1", FRIDAY_MORNING)

CHANGES: tuple[Change, ...] = (
    Create(A_FORM),
    Create(an_order()),
    MarkDays(UNIT, APRIL, an_employee().id, (DayChange(MONDAY, None, a_mark()),)),
    TakePlaces(UNIT, APRIL, (MONDAY,)),
    Replace(Counter(UNIT, 2021, 7, 2)),
    Create(LetterNumber("800/7/DISKOMINFO/IV/2021", OrderId("order"))),
    Spend("code#siti", FRIDAY_MORNING, 3),
)
FORM, ORDER, DAYS, PLACES, COUNTER, NUMBER, LIMIT = range(len(CHANGES))

CONFLICT, THROTTLED, FAILED, FINE = "TransactionConflict", "ThrottlingError", "ConditionalCheckFailed", "None"


@pytest.fixture(scope="module")
def table() -> Table:
    """Tables that nothing stands behind."""
    return Table(new_client(), "main", "trail")


@pytest.fixture
def answers(table: Table) -> Iterator[Stubber]:
    """What DynamoDB is going to say; every answer must be asked for."""
    with Stubber(table.client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def cancels(answers: Stubber, reasons: dict[int, str], times: int = 1) -> None:
    """Lets transactions be cancelled for `reasons`, by the position of the change."""
    told = [{"Code": reasons.get(position, FINE)} for position in range(len(CHANGES))]
    for _ in range(times):
        answers.add_client_error(
            "transact_write_items",
            service_error_code="TransactionCanceledException",
            modeled_fields={"CancellationReasons": told},
        )


def accepts(answers: Stubber) -> None:
    answers.add_response("transact_write_items", {})


@pytest.mark.parametrize("reason", [CONFLICT, THROTTLED, "ProvisionedThroughputExceeded"])
@pytest.mark.parametrize("position", range(len(CHANGES)))
def test_a_collision_at_any_position_is_tried_again(table: Table, answers: Stubber, position: int, reason: str) -> None:
    cancels(answers, {position: reason})
    accepts(answers)

    table.commit(*CHANGES)


def test_two_collisions_in_a_row_are_tried_a_third_time(table: Table, answers: Stubber) -> None:
    cancels(answers, {ORDER: CONFLICT, PLACES: CONFLICT}, times=2)
    accepts(answers)

    table.commit(*CHANGES)


@pytest.mark.parametrize(
    "code",
    [
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "TransactionInProgressException",
    ],
)
def test_a_request_that_is_turned_away_as_a_whole_is_tried_again(table: Table, answers: Stubber, code: str) -> None:
    answers.add_client_error("transact_write_items", service_error_code=code)
    accepts(answers)

    table.commit(*CHANGES)


def test_a_single_write_that_meets_a_transaction_is_tried_again(table: Table, answers: Stubber) -> None:
    answers.add_client_error("put_item", service_error_code="TransactionConflictException")
    answers.add_response("put_item", {})

    table.commit(Create(A_FORM))


def test_collisions_without_an_end_are_busy_within_the_limit(table: Table) -> None:
    tries: list[int] = []
    waits: list[int] = []

    def collide(**_: Any) -> None:
        tries.append(len(tries))
        raise conflict()

    table.client.meta.events.register("before-call.dynamodb.TransactWriteItems", collide, unique_id="collide")

    with pytest.raises(Busy):
        replace(table, wait=waits.append).commit(*CHANGES)

    table.client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="collide")
    assert len(tries) == MOST_ATTEMPTS
    assert len(waits) == MOST_ATTEMPTS - 1


def conflict() -> ClientError:
    reasons = [{"Code": CONFLICT}] * len(CHANGES)
    answer: Any = {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}
    return ClientError(answer, "TransactWriteItems")


REFUSALS: list[tuple[int, type[Refusal]]] = [
    (FORM, Repeated),
    (ORDER, Stale),
    (DAYS, Stale),
    (PLACES, Taken),
    (COUNTER, Raced),
    (NUMBER, NumberTaken),
    (LIMIT, TooMany),
]


@pytest.mark.parametrize(("position", "refusal"), REFUSALS)
def test_a_failed_condition_is_never_tried_again(
    table: Table, answers: Stubber, position: int, refusal: type[Refusal]
) -> None:
    cancels(answers, {position: FAILED})

    with pytest.raises(Refusal) as raised:
        table.commit(*CHANGES)

    assert raised.type is refusal


@pytest.mark.parametrize(
    ("reasons", "refusal"),
    [
        ({FORM: FAILED, ORDER: FAILED, COUNTER: FAILED}, Repeated),
        ({ORDER: FAILED, COUNTER: FAILED}, Stale),
        ({PLACES: FAILED, LIMIT: FAILED}, Taken),
        ({ORDER: CONFLICT, COUNTER: FAILED}, Raced),
        ({FORM: THROTTLED, PLACES: FAILED}, Taken),
    ],
)
def test_the_first_failed_condition_is_told_and_collisions_beside_it_are_not(
    table: Table, answers: Stubber, reasons: dict[int, str], refusal: type[Refusal]
) -> None:
    cancels(answers, reasons)

    with pytest.raises(Refusal) as raised:
        table.commit(*CHANGES)

    assert raised.type is refusal


def test_what_a_second_try_meets_is_told(table: Table, answers: Stubber) -> None:
    cancels(answers, {PLACES: CONFLICT})
    cancels(answers, {PLACES: FAILED})

    with pytest.raises(Taken):
        table.commit(*CHANGES)


@pytest.mark.parametrize("reason", ["ItemCollectionSizeLimitExceeded", "ValidationError", "AccessDenied"])
def test_any_other_reason_is_a_bug_and_shows_as_one(table: Table, answers: Stubber, reason: str) -> None:
    cancels(answers, {ORDER: reason})

    with pytest.raises(ClientError):
        table.commit(*CHANGES)


def test_keys_that_were_not_processed_are_asked_for_again(table: Table, answers: Stubber) -> None:
    siti, budi = an_employee(), an_employee("budi")
    left = {"main": {"Keys": [{"PK": {"S": "EMP#budi"}, "SK": {"S": "EMP"}}], "ConsistentRead": True}}
    answers.add_response("batch_get_item", {"Responses": {"main": [item_of(siti)]}, "UnprocessedKeys": left})
    answers.add_response(
        "batch_get_item",
        {"Responses": {"main": [item_of(budi)]}, "UnprocessedKeys": {}},
        expected_params={"RequestItems": left},
    )

    found = table.read(employee_key(siti.id), employee_key(budi.id))

    assert found.get(employee_key(siti.id)) == siti
    assert found.get(employee_key(budi.id)) == budi


# Time-outs, on tables that keep what was written although the answer never came

LOST = [
    ReadTimeoutError(endpoint_url="https://dynamodb.example"),
    ConnectTimeoutError(endpoint_url="https://dynamodb.example"),
    EndpointConnectionError(endpoint_url="https://dynamodb.example"),
]


@pytest.fixture
def kept(mocked: DynamoDBClient) -> Iterator[Table]:
    """Tables in moto, whose client loses its event hooks again."""
    yield new_tables(mocked)
    for event in ("before-call", "after-call"):
        mocked.meta.events.unregister(f"{event}.dynamodb.TransactWriteItems", unique_id=f"lost {event}")


def loses(table: Table, event: str, error: Exception) -> None:
    """Lets transactions fail with `error`, before they are written or after."""

    def lose(**_: Any) -> None:
        raise error

    table.client.meta.events.register(f"{event}.dynamodb.TransactWriteItems", lose, unique_id=f"lost {event}")


@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error).__name__)
def test_a_store_that_cannot_be_reached_is_busy(kept: Table, error: Exception) -> None:
    loses(kept, "before-call", error)

    with pytest.raises(Busy):
        kept.commit(Create(A_FORM), Create(an_order()))

    assert kept.read(form_key(A_FORM.key)).find(form_key(A_FORM.key)) is None


def test_a_form_whose_answer_was_lost_is_known_by_its_key(kept: Table) -> None:
    loses(kept, "after-call", LOST[0])

    shown = commit_once(office_on(kept), a_form(), "/orders/1", FRIDAY_MORNING, Create(an_order()))

    assert shown == "/orders/1"
    assert kept.read(order_key(an_order().id)).get(order_key(an_order().id)) == an_order()


def test_a_form_that_never_arrived_is_busy_and_may_be_sent_again(kept: Table) -> None:
    office = office_on(kept)
    loses(kept, "before-call", LOST[0])
    with pytest.raises(Busy):
        commit_once(office, a_form(), "/orders/1", FRIDAY_MORNING, Create(an_order()))
    kept.client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="lost before-call")

    assert commit_once(office, a_form(), "/orders/1", FRIDAY_MORNING, Create(an_order())) == "/orders/1"


def test_a_form_whose_answer_was_lost_is_not_mistaken_for_another(kept: Table) -> None:
    office = office_on(kept)
    commit_once(office, a_form(), "/orders/1", FRIDAY_MORNING, Create(an_order()))
    loses(kept, "before-call", LOST[0])

    with pytest.raises(Repeated):
        commit_once(office, a_form(content="other"), "/orders/2", FRIDAY_MORNING, Create(an_order("other")))
