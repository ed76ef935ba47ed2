"""Nothing in the product can change or take back a line of the trail."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from chalicelib.domain.records import Change, Create, Delete, Key, Put, Replace
from chalicelib.domain.trail import TrailEntry
from chalicelib.storage.changes import is_new, request_of
from chalicelib.storage.layout import LAYOUTS
from tests.factories import FRIDAY_MORNING
from tests.workflows.stage import ORIGIN

ROOM = Path(__file__).parents[1] / "chalicelib"
CHANGES = frozenset({"update_item", "delete_item", "put_item", "batch_write_item", "transact_write_items"})
"""Calls of DynamoDB's client that write."""
WRITERS = {"storage/table.py", "storage/outbox.py"}
"""Where the product writes: one transaction for all, and the setting aside of what cannot be read."""


def a_line(number: int | None) -> TrailEntry:
    return TrailEntry("ORDER#x", number, "id", FRIDAY_MORNING, "siti", "Siti", "submit", ORIGIN)


@pytest.mark.parametrize("number", [1, None], ids=["an act", "a look"])
def test_a_line_is_put_only_where_none_stands(number: int | None) -> None:
    asked = request_of(Create(a_line(number)), "main", "trail")

    assert asked["Put"]["TableName"] == "trail"
    assert asked["Put"]["ConditionExpression"] == is_new


def test_no_other_change_can_be_one_of_the_trail() -> None:
    """By type for what replaces, by table for what updates and deletes: a key of the trail cannot even be made."""
    for kind in (Replace, Put):
        assert TrailEntry not in get_args(kind.__annotations__["record"])
    assert TrailEntry.__name__ not in LAYOUTS
    with pytest.raises(KeyError):
        request_of(Delete(Key(TrailEntry, ("ORDER#x", "1"))), "main", "trail")


def test_every_change_but_a_line_goes_to_the_main_table() -> None:
    """`request_of` names the trail once, for a new line."""
    source = (ROOM / "storage" / "changes.py").read_text()
    (function,) = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == "request_of"
    ]
    used = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == "trail"]
    assert len(used) == 1
    assert len(get_args(Change)) > 2


def test_nobody_writes_past_the_store() -> None:
    found = {
        path.relative_to(ROOM).as_posix()
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in CHANGES
    }
    assert found == WRITERS


def test_what_is_set_aside_lies_in_the_main_table() -> None:
    assert ".trail" not in (ROOM / "storage" / "outbox.py").read_text()
