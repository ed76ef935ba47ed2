"""The town in English: browsers that chose it, and what their pages say that no catalogue gave.

Here every text of the English catalogue stands between two marks. What a page shows outside of marks is then either
data, a date or a number, or a text that somebody wrote into the page.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any, Self, cast

from msgspec.structs import replace

from chalicelib.domain.texts import Language
from chalicelib.storage.table import load
from chalicelib.wording import wording
from tests.web.browser import Browser
from tests.web.town import PEOPLE, Town

LANGUAGE_COOKIE = "__Host-bahasa"
BEGIN, END = "⟦", "⟧"
ENGLISH = wording(Language.ENGLISH)
READ_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
UNREAD = ("style", "script", "code", "textarea")
"""Elements whose content is no text of ours: column names of CSV files are the same in every language."""
DATES = re.compile(
    rf"({'|'.join(ENGLISH.weekdays)})(, \d+ ({'|'.join(ENGLISH.months)})( \d{{4}})?)?"
    rf"|(\d+ )?({'|'.join(ENGLISH.months)}) \d{{4}}( at \d\d:\d\d WI(B|TA|T))?"
    r"|\d\d:\d\d[–-]\d\d:\d\d WI(B|TA|T)|[\d,]+ (h|min)\b|\bWI(B|TA|T)\b"
)
ADDRESSES = re.compile(r"https://\S+|\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b")
"""And the fingerprints of letters, whose letters spell something on some days."""
WORD = re.compile(r"[^\W\d_]{2,}")
SAME = ("Giliran", "Indonesia", "Surat Perintah Tugas", "Surat Tugas")
"""What is the same in every language: our name, a language's own name, and what letters are called."""


@contextmanager
def marked_catalogue() -> Iterator[None]:
    """Every English text between marks."""
    translations = cast(Any, ENGLISH.translations)
    given = dict(translations._catalog)
    for key, said in given.items():
        if key:
            translations._catalog[key] = f"{BEGIN}{said}{END}"
    try:
        yield
    finally:
        translations._catalog = given


class Shown(HTMLParser):
    """What a page or a mail shows, piece by piece."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces += [value for name, value in attrs if name in READ_ATTRIBUTES and value]
        if tag in UNREAD:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.pieces.append(data)


def unmarked(text: str) -> str:
    """What stands outside of all marks."""
    outside, depth = "", 0
    for character in text:
        depth += (character == BEGIN) - (character == END)
        outside += "" if depth or character == END else character
    return outside


@cache
def _names(data: frozenset[str]) -> re.Pattern[str]:
    """What finds the words of the data, longer ones first."""
    known = sorted((each for each in (*data, *SAME) if WORD.search(each)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(re.escape(each) for each in known)})(?!\w)")


def words_of_nobody(markup: str, data: set[str]) -> list[str]:
    """Words that neither the catalogue nor the data gave."""
    found: list[str] = []
    named = _names(frozenset(data))
    for piece in Shown(markup).pieces:
        left = ADDRESSES.sub(" ", DATES.sub(" ", unmarked(piece)))
        found += WORD.findall(named.sub(" ", left)) if WORD.search(left) else []
    return found


@dataclass
class Reader(Browser):
    """A browser that chose English and keeps every page it saw."""

    pages: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Self:
        super().send(method, path, body, **headers)
        if self.headers.get("Content-Type", "").startswith("text/html"):
            self.pages.append(self.body.decode())
        return self


@dataclass
class EnglishTown(Town):
    """A town in which everybody reads English."""

    pages: list[str] = field(default_factory=list)
    """Every page that was shown."""

    def browser(self) -> Reader:
        return self._reader({})

    def browser_of(self, person: str) -> Reader:
        return self._reader(self.cloud.cookies[person])

    def _reader(self, cookies: dict[str, str]) -> Reader:
        told = ENGLISH.told
        return Reader(self.cloud.client, {**cookies, LANGUAGE_COOKIE: "en"}, told=told, pages=self.pages)

    def everybody_reads_english(self) -> None:
        """Writes it on every record, for the mails."""
        load(self.table, [replace(self.person(each.id), language=Language.ENGLISH) for each in PEOPLE])

    @property
    def data(self) -> set[str]:
        """Every text that is stored."""
        return {text for item in self.cloud.contents().values() for text in _texts(item)}


def _texts(value: Any) -> Iterator[str]:
    """Every text in an item; lists lie in it as JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and set(value) == {"B"}:
        yield from _texts(json.loads(value["B"]))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
