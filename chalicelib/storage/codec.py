"""Records to DynamoDB items and back. msgspec knows the shapes from the dataclasses; the keys are laid around them."""

from datetime import datetime
from typing import Any, TypeVar, cast

import msgspec
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from chalicelib.domain.records import Record
from chalicelib.storage.layout import index_of, place_of

T = TypeVar("T")
Item = dict[str, Any]
"""An item as the low-level client speaks it: `{"name": {"S": "…"}}`."""


class _Deserializer(TypeDeserializer):
    """Every number we store is an integer."""

    def _deserialize_n(self, value: str) -> int:
        return int(value)


_serialize = TypeSerializer().serialize
_deserialize = _Deserializer().deserialize


def value_of(plain: Any) -> dict[str, Any]:
    """A plain value as an attribute value."""
    return cast(dict[str, Any], _serialize(plain))


def item_of(record: Record) -> Item:
    """The item of a record: its keys, its place in the index, its time to live, and its fields."""
    plain: dict[str, Any] = msgspec.to_builtins(record)
    plain["PK"], plain["SK"] = place_of(record)
    index = index_of(record)
    if index:
        plain["GSI1PK"], plain["GSI1SK"] = index
    expires = getattr(record, "expires", None)
    if isinstance(expires, datetime):
        plain["ttl"] = int(expires.timestamp())
    return {name: value_of(value) for name, value in plain.items()}


def record_of(item: Item, kind: type[T]) -> T:
    """The record an item holds."""
    return msgspec.convert({name: _deserialize(value) for name, value in item.items()}, kind, strict=False)
