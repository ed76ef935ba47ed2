"""A stand-in for DynamoDB that costs as little as can be: records in a dictionary behind one HTTP socket.

Reads are answered from the records it was given, writes are accepted and forgotten. It runs in a process of its own, so
that what is measured on either side of a comparison is the caller's work and never the store's.
"""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final

from tools.places import LOOPBACK

Item = dict[str, Any]

_READ_UNIT: Final = 4096
_WRITE_UNIT: Final = 1024
_PAGE: Final = 1024 * 1024
"""Bytes of items that one answer to a query holds."""


class Shelf:
    """The items of one table, by key and by place in the index."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = {_name(item): item for item in items}

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What DynamoDB would answer to a read, and nothing to a write."""
        match operation:
            case "GetItem":
                found = self._items.get(_name(asked["Key"]))
                return {"Item": found} if found else {}
            case "BatchGetItem":
                return {
                    "Responses": {table: list(self._several(keys)) for table, keys in asked["RequestItems"].items()}
                }
            case "Query":
                return _page(self._query(asked), asked)
        return {}

    def units(self, operation: str, asked: dict[str, Any]) -> tuple[float, float]:
        """Read and write capacity units of a request, by DynamoDB's rules for items of this size."""
        answered = self.answer(operation, asked)
        match operation:
            case "GetItem":
                return _read_units([answered["Item"]] if answered else [{}]), 0
            case "BatchGetItem":
                keys = [key for table in asked["RequestItems"].values() for key in table["Keys"]]
                return sum(_read_units([self._items.get(_name(key), {})]) for key in keys), 0
            case "Query":
                return _read_units(answered["Items"]) * (1 if asked["ConsistentRead"] else 0.5), 0
            case "TransactWriteItems":
                writes = [next(iter(line.values())) for line in asked["TransactItems"]]
                return 0, sum(2 * self._write_units(write) + self._index_units(write) for write in writes)
        return 0, self._write_units(asked) + self._index_units(asked)

    def _several(self, asked: dict[str, Any]) -> Iterator[Item]:
        return (item for key in asked["Keys"] if (item := self._items.get(_name(key))))

    def _query(self, asked: dict[str, Any]) -> list[Item]:
        pk, sk = ("GSI1PK", "GSI1SK") if "IndexName" in asked else ("PK", "SK")
        wanted = asked["ExpressionAttributeValues"][":pk"]
        found = sorted(
            (each for each in self._items.values() if each.get(pk) == wanted), key=lambda each: each[sk]["S"]
        )
        begins = asked["ExpressionAttributeValues"].get(":sk", {}).get("S", "")
        if begins and "begins_with" in asked["KeyConditionExpression"]:
            found = [each for each in found if each[sk]["S"].startswith(begins)]
        ordered = found if asked.get("ScanIndexForward", True) else found[::-1]
        return ordered[: asked.get("Limit")]

    def _write_units(self, asked: dict[str, Any]) -> int:
        written = asked.get("Item") or self._items.get(_name(asked["Key"]), {})
        return max(1, math.ceil(size_of(written) / _WRITE_UNIT))

    @staticmethod
    def _index_units(asked: dict[str, Any]) -> int:
        item = asked.get("Item", {})
        return math.ceil(size_of(item) / _WRITE_UNIT) if "GSI1PK" in item else 0


@contextmanager
def stand_in(items: list[Item]) -> Iterator[str]:
    """A running stand-in that knows `items`; its address."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(items, theirs), daemon=True)
    process.start()
    try:
        yield f"http://{LOOPBACK}:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(items: list[Item], told: Connection) -> None:
    shelf = Shelf(items)
    remembered: dict[tuple[str, bytes], bytes] = {}

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            content = remembered.get((operation, body))
            if content is None:
                content = json.dumps(shelf.answer(operation, json.loads(body)), default=in_base64).encode()
                remembered[operation, body] = content
            self.send_response_only(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

    with ThreadingHTTPServer((LOOPBACK, 0), Door) as server:
        told.send(server.server_port)
        server.serve_forever()


def in_base64(binary: bytes) -> str:
    """A binary value as DynamoDB's JSON carries it."""
    return b64encode(binary).decode()


def _page(found: list[Item], asked: dict[str, Any]) -> dict[str, Any]:
    """As many of what was found as one answer holds, from where the last one ended."""
    after = asked.get("ExclusiveStartKey")
    names = [_name(item) for item in found] if after else []
    start = names.index(_name(after)) + 1 if after else 0
    held = 0
    for end in range(start, len(found)):
        held += size_of(found[end])
        if held > _PAGE and end + 1 < len(found):
            last = found[end]
            return {"Items": found[start : end + 1], "LastEvaluatedKey": {"PK": last["PK"], "SK": last["SK"]}}
    return {"Items": found[start:]}


def _name(item: Item) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def _read_units(items: list[Item]) -> int:
    return max(1, math.ceil(sum(map(size_of, items)) / _READ_UNIT))


def size_of(item: Item) -> int:
    """About what DynamoDB counts: the bytes of names and values."""
    return sum(len(name.encode()) + _valuesize_of(value) for name, value in item.items())


def _valuesize_of(value: dict[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "M":
            return 3 + len(held) + size_of(held)
        case "B":
            return len(held) if isinstance(held, bytes) else len(held) * 3 // 4
        case "N":
            return len(held) // 2 + 1
    return len(held.encode()) if isinstance(held, str) else 1
