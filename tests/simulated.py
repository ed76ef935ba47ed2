"""AWS as moto simulates it: its services, what it leaves out of them, and three shortcuts through its slowest work."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, cast

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.core.serialize import ResponseSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

ATTRIBUTE_TYPES = {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"}


@contextmanager
def simulated_aws() -> Iterator[None]:
    """Every call to AWS is answered by moto, from services that hold nothing yet."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setattr(ResponseSerializer, "get_value", _value_by_its_name)
        patch.setattr(DynamoDBBackend, "transact_write_items", _transact_on_one_copy)
        patch.setattr(Table, "all_items", _items_by_key)
        yield


_any_value = ResponseSerializer.get_value
_transact = DynamoDBBackend.transact_write_items


def _value_by_its_name(serializer: ResponseSerializer, value: Any, key: str, shape: Any) -> Any:
    """A member of an attribute's value, `{"S": "text"}`; moto looks for each of the ten there are under four names."""
    if type(value) is dict and len(value) == 1 and value.keys() <= ATTRIBUTE_TYPES:
        return value.get(key)
    return _any_value(serializer, value, key, shape)


def _transact_on_one_copy(backend: DynamoDBBackend, items: list[dict[str, Any]]) -> None:
    """A transaction that puts each table aside once, and of its items only those it touches are copied; moto copies
    all of them for each of its lines.
    """
    aside: dict[str, Table] = {}

    def copied(table: Table, memo: dict[int, Any]) -> Table:
        if table.name not in aside:
            made = aside[table.name] = cast(Table, object.__new__(cast(Any, Table)))
            made.__dict__.update(
                deepcopy({name: value for name, value in vars(table).items() if name != "items"}, memo)
            )
            made.items = defaultdict(dict, {key: dict(held) for key, held in table.items.items()})
            for first, second in _touched(table, items):
                if second in made.items.get(first, ()):
                    made.items[first][second] = deepcopy(made.items[first][second])
        return aside[table.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "__deepcopy__", copied, raising=False)
        _transact(backend, items)


def _touched(table: Table, items: list[dict[str, Any]]) -> Iterator[tuple[DynamoType, DynamoType]]:
    """The keys of the items of a table that a transaction writes."""
    for line in items:
        ((_, asked),) = line.items()
        if asked["TableName"] == table.name:
            key = asked.get("Item") or asked["Key"]
            yield DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr])


def _items_by_key(table: Table) -> list[Item]:
    """Every item of a table whose keys are texts; moto compares what it casts anew for each comparison."""
    every = (item for held in table.items.values() for item in held.values())
    return sorted(every, key=lambda item: (item.hash_key.value, item.range_key.value))


def nobody_is_suppressed(**_: Any) -> tuple[AWSResponse, dict[str, Any]]:
    """SES's answer for an address that is not on its list of suppressed ones: a handler of botocore's `before-call`."""
    refused = {"Error": {"Code": "NotFoundException", "Message": "not on the list"}, "ResponseMetadata": {}}
    return AWSResponse("https://email.example", 404, HTTPHeaders(), None), refused
