"""Records to DynamoDB items and back. msgspec knows the shapes from the records; the keys are laid around them.

A list is stored as JSON in one binary value: nothing ever updates or asks for a part of one, and botocore would take
half of a form page's time to read the values of a month's days one by one. Maps are stored as maps, since updates reach
into them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from chalicelib.domain.records import Record
from chalicelib.storage.layout import index_of, place_of

T = TypeVar("T")
Item = dict[str, Any]
"""An item as the low-level client speaks it: `{"name": {"S": "…"}}`."""


def value_of(plain: Any) -> dict[str, Any]:
    """A plain value as an attribute value. Raises TypeError for what is none, fractions among them."""
    match plain:
        case str():
            return {"S": plain}
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": plain}
        case int():
            return {"N": str(plain)}
        case dict():
            return {"M": {name: value_of(value) for name, value in plain.items()}}
        case list() | tuple():
            return {"B": msgspec.json.encode(plain)}
    raise TypeError(f"{type(plain).__name__} cannot be stored")


def plain_of(value: Mapping[str, Any]) -> Any:
    """The plain value of an attribute value; every number we store is an integer."""
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return held
        case "N":
            return int(held)
        case "NULL":
            return None
        case "M":
            return {name: plain_of(each) for name, each in held.items()}
        case "B":
            return msgspec.json.decode(held)
    return held


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
    return msgspec.convert({name: plain_of(value) for name, value in item.items()}, kind, strict=False)
