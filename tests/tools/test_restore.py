"""A table is brought back to what its restored copy holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from tests.simulated import simulated_aws
from tests.tools.cloud import FakeClients, FakeStacks
from tools import restore
from tools.places import REGION
from tools.stack import DeploymentError
from tools.stages import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STAGE = Stage(Path("stage-prod.json"), "giliran", REGION, {})
KEYS: Any = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
TYPES: Any = [{"AttributeName": "PK", "AttributeType": "S"}, {"AttributeName": "SK", "AttributeType": "S"}]


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBClient]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with simulated_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        for table in ("main", "trail", "copy"):
            client.create_table(
                TableName=table, KeySchema=KEYS, AttributeDefinitions=TYPES, BillingMode="PAY_PER_REQUEST"
            )
        yield client


class Functions:
    """Lambda; those named may run."""

    def __init__(self, *running: str) -> None:
        self.running = running

    def get_function_concurrency(self, **asked: str) -> dict[str, int]:
        return {} if asked["FunctionName"] in self.running else {"ReservedConcurrentExecutions": 0}


class Clients(FakeClients):
    """A cloud with tables in it, and functions."""

    def __init__(self, dynamodb: DynamoDBClient, *running: str) -> None:
        super().__init__(FakeStacks("UPDATE_COMPLETE"))
        self._dynamodb = dynamodb
        self._functions = Functions(*running)

    def dynamodb(self) -> DynamoDBClient:
        return self._dynamodb

    def functions(self) -> Functions:
        return self._functions


def put(dynamodb: DynamoDBClient, table: str, **items: str) -> None:
    for name, value in items.items():
        dynamodb.put_item(TableName=table, Item={"PK": {"S": name}, "SK": {"S": name}, "value": {"S": value}})


def held(dynamodb: DynamoDBClient, table: str) -> dict[str, str]:
    return {item["PK"]["S"]: item["value"]["S"] for item in dynamodb.scan(TableName=table)["Items"]}


def bring_back(
    dynamodb: DynamoDBClient, *running: str, which: str = "main", copy: str = "copy", agrees: bool = True
) -> None:
    restore.restore(STAGE, cast(Any, Clients(dynamodb, *running)), which, copy, lambda: agrees, workers=1)


def test_what_changed_is_undone_what_went_comes_back_what_came_goes(
    dynamodb: DynamoDBClient, capsys: pytest.CaptureFixture[str]
) -> None:
    put(dynamodb, "copy", same="1", changed="old", lost="3")
    put(dynamodb, "main", same="1", changed="new", later="4")

    bring_back(dynamodb)

    assert held(dynamodb, "main") == {"same": "1", "changed": "old", "lost": "3"}
    assert "2 items to write, 1 to delete" in capsys.readouterr().out


def test_more_than_one_batch_is_copied(dynamodb: DynamoDBClient) -> None:
    put(dynamodb, "copy", **{f"item{n}": "old" for n in range(130)})
    put(dynamodb, "main", **{f"later{n}": "new" for n in range(110)})

    bring_back(dynamodb)

    assert held(dynamodb, "main") == held(dynamodb, "copy")


def test_tables_that_are_alike_are_left_alone(dynamodb: DynamoDBClient) -> None:
    put(dynamodb, "copy", same="1")
    put(dynamodb, "trail", same="1")

    bring_back(dynamodb, which="trail", agrees=False)

    assert held(dynamodb, "trail") == {"same": "1"}


def test_nothing_is_written_before_somebody_agrees(dynamodb: DynamoDBClient) -> None:
    put(dynamodb, "main", later="4")
    with pytest.raises(DeploymentError, match="Nothing was changed"):
        bring_back(dynamodb, agrees=False)

    assert held(dynamodb, "main") == {"later": "4"}


def test_nothing_is_written_while_a_function_may_run(dynamodb: DynamoDBClient) -> None:
    put(dynamodb, "main", later="4")
    with pytest.raises(DeploymentError, match="giliran-sweep may still run"):
        bring_back(dynamodb, "giliran-sweep")

    assert held(dynamodb, "main") == {"later": "4"}


def test_a_table_is_not_its_own_copy(dynamodb: DynamoDBClient) -> None:
    with pytest.raises(DeploymentError, match="the table itself"):
        bring_back(dynamodb, copy="main")


@pytest.mark.parametrize("arguments", [["prod"], ["prod", "table", "copy"], ["prod", "main"]])
def test_without_its_names_it_says_what_is_missing(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="make restore STAGE="):
        restore.main(arguments)
