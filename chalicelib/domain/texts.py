"""Texts that rules hand to people, marked for translation and translated only where they are shown."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum

from msgspec import Struct, field

Value = str | int | date | time | tuple[date, ...]


class Language(StrEnum):
    """What pages and mails are written in, by its code. Papers are always Indonesian."""

    INDONESIAN = "id"
    ENGLISH = "en"


class Word(str):
    """A text of ours that stands as a value in another one, and is translated with it."""

    __slots__ = ()


def text(msgid: str) -> str:
    """Marks `msgid` (Indonesian, with `%(name)s` places) for the catalogue and returns it unchanged."""
    return msgid


class Message(Struct, frozen=True):
    """A text with its values; dates and times among them are formatted where the message is shown."""

    msgid: str
    values: Mapping[str, Value] = field(default_factory=dict)
