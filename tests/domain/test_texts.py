"""Texts that rules hand to people: every place in a text has its value, and every value a place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import chalicelib
from chalicelib.domain.refusals import (
    Busy,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Raced,
    Refusal,
    Repeated,
    SignInNeeded,
    Stale,
    Taken,
    TooMany,
    problem,
)
from chalicelib.domain.texts import Message, text

PLACE = re.compile(r"%\((\w+)\)s")
HOUSE = Path(next(iter(chalicelib.__path__)))
NO_VALUES = {"fresh"}
"""Keywords of refusals that choose a page and fill no place."""


def msgid_of(node: ast.expr) -> str | None:
    """The text of `text("…")`, None for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text":
        (only,) = node.args
        return only.value if isinstance(only, ast.Constant) and isinstance(only.value, str) else None
    return None


def told() -> Iterator[tuple[str, str, set[str]]]:
    """Where a text is handed over together with its values: place in the code, text, names of the values."""
    for room in ("domain", "workflows"):
        for module in sorted((HOUSE / room).glob("*.py")):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or any(word.arg is None for word in node.keywords):
                    continue
                for argument in node.args:
                    msgid = msgid_of(argument)
                    if msgid is not None:
                        names = {word.arg for word in node.keywords if word.arg} - NO_VALUES
                        yield f"{room}/{module.name}:{node.lineno}", msgid, names


TOLD = list(told())


@pytest.mark.parametrize(("where", "msgid", "names"), TOLD, ids=[where for where, _, _ in TOLD])
def test_every_place_in_a_text_has_its_value(where: str, msgid: str, names: set[str]) -> None:
    assert set(PLACE.findall(msgid)) == names, where


def test_the_house_has_texts_to_check() -> None:
    assert len(TOLD) > 30


def test_a_marked_text_is_itself() -> None:
    assert text("Pilih sedikitnya satu tanggal.") == "Pilih sedikitnya satu tanggal."


def test_a_problem_belongs_to_a_field_and_carries_its_values() -> None:
    told = problem("tasks", "Paling banyak %(most)s.", most=15)

    assert (told.field, told.message) == ("tasks", Message("Paling banyak %(most)s.", {"most": 15}))


def test_a_refusal_carries_a_message_with_its_values() -> None:
    assert Conflict("Laporan %(day)s.", day=7).message == Message("Laporan %(day)s.", {"day": 7})


@pytest.mark.parametrize("kind", [NotFound, Stale, Raced, Taken, Repeated, Busy, SignInNeeded])
def test_refusals_without_words_of_their_own_have_a_sentence(kind: type[Refusal]) -> None:
    said = kind().message.msgid  # type: ignore[call-arg]

    assert said.endswith(".")
    assert not PLACE.findall(said)


def test_invalid_lists_its_problems_under_one_sentence() -> None:
    first, second = problem("dates", "Satu."), problem("tasks", "Dua.")

    refused = Invalid(first, second)

    assert refused.problems == (first, second)
    assert refused.message.msgid == "Periksa isian yang ditandai."


@pytest.mark.parametrize("kind", [NotFound, Forbidden, Conflict, Stale, Gone, TooMany, Invalid, SignInNeeded, Busy])
def test_every_no_is_of_one_family(kind: type[Exception]) -> None:
    assert issubclass(kind, Refusal)


@pytest.mark.parametrize("kind", [Stale, Raced, Taken, Repeated])
def test_whoever_was_second_meets_a_conflict(kind: type[Exception]) -> None:
    assert issubclass(kind, Conflict)
