"""The main table and the trail: reading, paging and writing together.

Access patterns (index = index1; every read is consistent but those on the index):

| who asks                        | request  | key                                                      |
|---------------------------------|----------|----------------------------------------------------------|
| any page: its session           | GetItem  | EMP#<employee> / SESSION#<hash>                          |
| any page: its records           | BatchGet | by name, see `layout`                                    |
| a person's sessions and devices | Query    | EMP#<employee> / SESSION#…, DEVICE#…                     |
| a person's orders, newest first | Query    | index ORDERS#<employee> / <first date>#<order>           |
| how far an order's days are     | GetItem  | ORDER#<order> / PLACING                                  |
| a person's absences             | Query    | EMP#<employee> / ABSENCE#<absence>                       |
| a person's reports of a month   | Query    | EMP#<employee> / REPORT#<month>…                         |
| how a person's year stands      | BatchGet | EMP#<employee> / YEAR#<year>                             |
| reports a supervisor is to verify | Query  | index VERIFY#<supervisor> / <date>#<employee>            |
| evidence of a person's day      | BatchGet | EMP#<employee> / EVIDENCE#<date>                         |
| a unit's absences, latest first | Query    | index ABSENCES#<unit> / <last date>#<employee>#<absence> |
| lists of a unit's absences      | Query    | index ABSENCELISTS#<unit> / <handed in>#<list>           |
| a unit's attendance, handed in   | Query    | index ATTENDANCELISTS#<unit> / <handed in>#<list>        |
| a unit's recalls, latest first  | Query    | index RECALLS#<unit> / <called>                          |
| who is called in on a day       | BatchGet | EMP#<employee> / CALLED#<date>                           |
| a unit's closures, latest first | Query    | index CLOSURES#<unit> / <announced>                      |
| when a unit is closed           | BatchGet | UNIT#<unit> / CLOSED                                     |
| what waits for a person         | Query    | EMP#<employee> / WAIT#<order>; then the orders: BatchGet |
| what waits in a unit            | Query    | index WAITING#<unit> / <first date>#<order>#<employee>   |
| a report, what it said before  | BatchGet | EMP#<employee> / REPORT#<date>, PASTREPORT#<date>#<n>    |
| what is typed of a report       | BatchGet | EMP#<employee> / DRAFT#<date>                            |
| who acts for an office-holder   | BatchGet | EMP#<holder> / MANDATES                                  |
| a unit's month                  | Query    | MONTH#<unit>#<month> / #SHEET, ROW#<employee>            |
| a unit's rota of a period       | Query    | ROTA#<unit> / <first day>#<version>, the last version    |
| a unit's swaps, latest first    | Query    | index SWAPS#<unit> / <asked at>#<swap>                   |
| a unit's staff by name          | Query    | index STAFF#<unit> / <name>                              |
| a unit's meetings, latest first | Query    | index MEETINGS#<unit> / <date>#<start>#<meeting>         |
| staff lists handed in           | Query    | index IMPORTS / <handed in>                              |
| the city's units                | Query    | index UNITS / <name>                                     |
| what the tick handed out        | Query    | RUN#<month, date or time> / <unit>#<job>                 |
| errands that are due            | Query    | index OUTBOX#PENDING / <next attempt>                    |
| errands that are parked, held   | Query    | index OUTBOX#PARKED, OUTBOX#HELD / <created>             |
| an order's history              | Query    | trail: ORDER#<order> / <number>                          |
| what was done to a record       | Query    | trail: <about> / <number>                                |
| who looked at a record          | Query    | trail: <about> / VIEW#<at>#<id>                          |
| what concerns an employee       | Query    | trail: index CONCERNS#<employee> / <at>#<id>             |

Nothing is ever scanned.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from random import SystemRandom
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from msgspec import Struct

from chalicelib.domain.records import Bundle, Change, Key, Record
from chalicelib.domain.refusals import Busy
from chalicelib.domain.trail import TrailEntry
from chalicelib.storage.changes import Request, lost_by, request_of
from chalicelib.storage.codec import Item, item_of, record_of, value_of
from chalicelib.storage.layout import place_of_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")
_dice = SystemRandom()

INDEX = "index1"
MOST_ATTEMPTS = 8
LONGEST_WAIT = 1.0
"""Seconds before one further attempt; eight attempts take less than five altogether."""
COLLISIONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons that say nothing about our conditions: the same transaction may simply be tried again."""
UNREACHABLE = (ConnectTimeoutError, ReadTimeoutError, ConnectionClosedError, EndpointConnectionError)


def pause(attempt: int) -> None:
    """Waits at random, so that those who collided part, and longer with each attempt."""
    time.sleep(_dice.uniform(0, min(LONGEST_WAIT, 0.05 * 2**attempt)))


@contextmanager
def reached() -> Iterator[None]:
    """Turns a store that is out of reach or overloaded into Busy, for reads: a page that may be asked for again."""
    try:
        yield
    except UNREACHABLE:
        raise Busy from None
    except ClientError as error:
        if COLLISIONS.intersection(_reasons(error)):
            raise Busy from None
        raise


class Page(Struct, frozen=True):
    """Part of a query's answer; `after` continues it, None at the end."""

    items: tuple[Item, ...]
    after: Item | None


class Table(Struct, frozen=True):
    """The two tables of a city."""

    client: "DynamoDBClient"
    main: str
    trail: str
    wait: Callable[[int], None] = pause

    def read(self, *keys: Key[Any]) -> Bundle:
        """The records of `keys` as they are now, in one request (a GetItem for one, a BatchGetItem for up to 100)."""
        names = {place_of_key(key): key for key in keys}
        wanted = [{"PK": {"S": pk}, "SK": {"S": sk}} for pk, sk in names]
        with reached():
            found = self._get(wanted[0]) if len(wanted) == 1 else self._get_many(wanted)
        placed = {(item["PK"]["S"], item["SK"]["S"]): item for item in found}
        return Bundle({key: record_of(placed[place], key.kind) for place, key in names.items() if place in placed})

    def commit(self, *changes: Change) -> None:
        """Writes all of `changes` or none, in one request.

        Raises the refusal of the first change whose condition failed (Repeated, Taken, TooMany, Raced, Stale), and Busy
        when the store did not settle in time.
        """
        requests = [request_of(change, self.main, self.trail) for change in changes]
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                self._write(requests)
            except ClientError as error:
                reasons = _reasons(error)
                for change, reason in zip(changes, reasons, strict=False):
                    if reason == "ConditionalCheckFailed":
                        raise lost_by(change) from None
                if not COLLISIONS.intersection(reasons):
                    raise
            except UNREACHABLE:
                raise Busy from None
            else:
                return
            if attempt < MOST_ATTEMPTS:
                self.wait(attempt)
        raise Busy

    def query(
        self,
        pk: str,
        *,
        index: bool = False,
        trail: bool = False,
        begins: str = "",
        before: str = "",
        since: str = "",
        newest_first: bool = False,
        limit: int | None = None,
        after: Item | None = None,
    ) -> Page:
        """One request's worth of the items under `pk`: whose sort key begins with, is before or not before a text."""
        pk_name, sk_name = ("GSI1PK", "GSI1SK") if index else ("PK", "SK")
        condition, values = f"{pk_name} = :pk", {":pk": value_of(pk)}
        if begins or before or since:
            sign = "<" if before else ">="
            condition += f" AND begins_with({sk_name}, :sk)" if begins else f" AND {sk_name} {sign} :sk"
            values[":sk"] = value_of(begins or before or since)
        asked: dict[str, Any] = {
            "TableName": self.trail if trail else self.main,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": not newest_first,
            "ConsistentRead": not index,
        }
        asked |= {"IndexName": INDEX} if index else {}
        asked |= {"Limit": limit} if limit else {}
        asked |= {"ExclusiveStartKey": after} if after else {}
        with reached():
            answer = self.client.query(**asked)
        return Page(tuple(answer["Items"]), answer.get("LastEvaluatedKey"))

    def query_all(
        self, pk: str, *, index: bool = False, trail: bool = False, before: str = "", since: str = ""
    ) -> Iterator[Item]:
        """All items under `pk`, page by page as they are needed."""
        after: Item | None = None
        while True:
            page = self.query(pk, index=index, trail=trail, before=before, since=since, after=after)
            yield from page.items
            after = page.after
            if after is None:
                return

    def _write(self, requests: list[Request]) -> None:
        """One request either way; a single change needs no transaction, which costs twice as much."""
        if len(requests) > 1:
            self.client.transact_write_items(TransactItems=cast(Any, requests))
            return
        ((kind, asked),) = requests[0].items()
        writes = {"Put": self.client.put_item, "Update": self.client.update_item, "Delete": self.client.delete_item}
        cast(Any, writes[kind])(**asked)

    def _get(self, key: dict[str, Any]) -> list[Item]:
        answer = self.client.get_item(TableName=self.main, Key=key, ConsistentRead=True)
        return [answer["Item"]] if "Item" in answer else []

    def _get_many(self, wanted: list[dict[str, Any]]) -> list[Item]:
        found: list[Item] = []
        asked: Any = {self.main: {"Keys": wanted, "ConsistentRead": True}}
        for attempt in range(MOST_ATTEMPTS):
            answer = self.client.batch_get_item(RequestItems=asked)
            found += answer["Responses"].get(self.main, [])
            asked = answer.get("UnprocessedKeys")
            if not asked:
                return found
            self.wait(attempt)
        raise Busy


def load(table: Table, records: Iterable[Record]) -> None:
    """Writes `records` in bulk and unconditionally: for filling an empty table, never for what users do."""
    remaining = iter(records)
    while chunk := tuple(islice(remaining, 25)):
        asked: Any = {}
        for record in chunk:
            name = table.trail if isinstance(record, TrailEntry) else table.main
            asked.setdefault(name, []).append({"PutRequest": {"Item": item_of(record)}})
        while asked:
            asked = table.client.batch_write_item(RequestItems=asked).get("UnprocessedItems")
            if asked:
                table.wait(1)


def _reasons(error: ClientError) -> list[str]:
    """Why each change of a failed write failed, by position; "None" for those that did not."""
    code = error.response["Error"]["Code"]
    if code == "TransactionCanceledException":
        return [reason.get("Code", "None") for reason in cast(Any, error.response).get("CancellationReasons", [])]
    if code == "ConditionalCheckFailedException":
        return ["ConditionalCheckFailed"]
    if code in ("TransactionInProgressException", "TransactionConflictException"):
        return ["TransactionConflict"]
    throttled = code in ("ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded")
    return ["ThrottlingError"] if throttled else []
