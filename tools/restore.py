"""`make restore STAGE=prod TABLE=main FROM=<its restored copy>`: makes a table hold exactly what its copy holds.

DynamoDB restores to a new table, and the stack's functions, policies and stream go on naming the old one. So what
differs is copied back: the two are compared, the differences are counted and shown, and after "yes" they are written.
The stack stays as it is, with its stream, expiry and backups. docs/deploy.md says what to do before and after.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from tools import stack
from tools.aws import Clients
from tools.deploy import asked
from tools.stack import DeploymentError
from tools.stages import Stage, stage_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
Write = dict[str, Any]
"""A PutRequest or a DeleteRequest of BatchWriteItem."""

TABLES: Final = {"main": "TableName", "trail": "TrailName"}
FUNCTIONS: Final = ("api", "deliver", "sweep", "tick", "work")
_READ_AT_ONCE: Final = 100
_WRITTEN_AT_ONCE: Final = 25
_PAUSE: Final = 0.5
_KEYS: Final = "PK, SK"


def differences(dynamodb: DynamoDBClient, copy: str, live: str, segment: int = 0, of: int = 1) -> Iterator[Write]:
    """What must be written to `live` so that it holds what `copy` holds, of one segment of both tables."""
    for items in _pages(dynamodb, copy, segment, of):
        there = {_place(item): item for item in _read(dynamodb, live, items)}
        yield from ({"PutRequest": {"Item": item}} for item in items if there.get(_place(item)) != item)
    for items in _pages(dynamodb, live, segment, of, ProjectionExpression=_KEYS):
        kept = {_place(item) for item in _read(dynamodb, copy, items, ProjectionExpression=_KEYS)}
        yield from ({"DeleteRequest": {"Key": item}} for item in items if _place(item) not in kept)


def count(dynamodb: DynamoDBClient, copy: str, live: str, workers: int) -> Counter[str]:
    """How many items would be written ("PutRequest") and how many deleted ("DeleteRequest")."""
    found: Counter[str] = Counter()
    for tally in _by_segment(workers, lambda n: Counter(_kinds(differences(dynamodb, copy, live, n, workers)))):
        found += tally
    return found


def copy_back(dynamodb: DynamoDBClient, copy: str, live: str, workers: int) -> None:
    """Write every difference. It may be cut off and begun anew: what is alike already is left alone."""

    def write(segment: int) -> None:
        remaining = differences(dynamodb, copy, live, segment, workers)
        while batch := list(islice(remaining, _WRITTEN_AT_ONCE)):
            _write(dynamodb, live, batch)

    list(_by_segment(workers, write))


def refuse_while_running(clients: Clients, name: str) -> None:
    """Raises DeploymentError while any function of a stack may still run and write."""
    functions = clients.functions()
    for each in FUNCTIONS:
        allowed = functions.get_function_concurrency(FunctionName=f"{name}-{each}")
        if allowed.get("ReservedConcurrentExecutions") != 0:
            raise DeploymentError(f"{name}-{each} may still run. Stop the application first, as docs/deploy.md says.")


def restore(
    stage: Stage, clients: Clients, which: str, copy: str, agrees: Callable[[], bool], workers: int = 8
) -> None:
    """Bring one of a stage's two tables back to what its copy holds. Raises DeploymentError."""
    live = stack.outputs_of(clients.cloudformation(), stage.stack)[TABLES[which]]
    if copy == live:
        raise DeploymentError("That is the table itself, not its restored copy.")
    refuse_while_running(clients, stage.stack)
    dynamodb = clients.dynamodb()
    found = count(dynamodb, copy, live, workers)
    print(f"{live}: {found['PutRequest']} items to write, {found['DeleteRequest']} to delete.", flush=True)
    if not found:
        return
    if not agrees():
        raise DeploymentError("Nothing was changed.")
    copy_back(dynamodb, copy, live, workers)
    print("Done: it holds what its copy holds.")


def _by_segment(workers: int, work: Callable[[int], Any]) -> Iterator[Any]:
    with ThreadPoolExecutor(workers) as threads:
        yield from threads.map(work, range(workers))


def _kinds(writes: Iterable[Write]) -> Iterator[str]:
    return (next(iter(write)) for write in writes)


def _pages(dynamodb: DynamoDBClient, table: str, segment: int, of: int, **more: Any) -> Iterator[list[Item]]:
    """A segment of a table, as many items at a time as can be read by name together."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table, Segment=segment, TotalSegments=of, ConsistentRead=True, **more
    )
    for page in pages:
        for start in range(0, len(page["Items"]), _READ_AT_ONCE):
            yield page["Items"][start : start + _READ_AT_ONCE]


def _read(dynamodb: DynamoDBClient, table: str, items: list[Item], **more: Any) -> Iterator[Item]:
    """The items of the same names in a table."""
    keys = [{"PK": item["PK"], "SK": item["SK"]} for item in items]
    wanted: Any = {table: {"Keys": keys, "ConsistentRead": True, **more}}
    while wanted:
        answer = dynamodb.batch_get_item(RequestItems=wanted)
        yield from answer["Responses"].get(table, [])
        wanted = answer.get("UnprocessedKeys")
        if wanted:
            time.sleep(_PAUSE)


def _write(dynamodb: DynamoDBClient, table: str, batch: list[Write]) -> None:
    wanted: Any = {table: batch}
    while wanted:
        wanted = dynamodb.batch_write_item(RequestItems=wanted).get("UnprocessedItems")
        if wanted:
            time.sleep(_PAUSE)


def _place(item: Item) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def main(arguments: list[str]) -> None:
    """Restore a table of the stage named from its copy."""
    name, which, copy, answer = (*arguments, "", "", "", "")[:4]
    if which not in TABLES or not copy:
        sys.exit("Name the table and its restored copy:  make restore STAGE=prod TABLE=main FROM=giliran-main-restored")
    try:
        stage = stage_of(name)
        restore(stage, stage.clients, which, copy, lambda: asked(answer))
    except (DeploymentError, BotoCoreError, ClientError) as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main(sys.argv[1:])
