"""The catalogues of texts: which texts there are, and what they are in English.

Indonesian texts are the message ids. `make texts` does three things::

    templates/, chalicelib/ ─► locale/giliran.pot ─► locale/en/LC_MESSAGES/giliran.po ─► giliran.mo

It lists every text in the template, brings the English catalogue up to date (new texts come in untranslated, texts that
are gone go out), and compiles that to what pages read. With `--check` it only tells what is stale, untranslated or does
not match. No dates and no lines go in, so that the same texts give the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.places import PROJECT

LOCALE: Final = PROJECT / "locale"
TEMPLATE: Final = LOCALE / "giliran.pot"
ENGLISH: Final = LOCALE / "en" / "LC_MESSAGES" / "giliran.po"
COMPILED: Final = ENGLISH.with_suffix(".mo")

_WHERE: Final = {
    "chalicelib": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
}
_KEYWORDS: Final = {**DEFAULT_KEYWORDS, "text": None}
"""`text` marks a rule's text; a template's macro of that name gets no text of its own."""
_HEADER: Final = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_HEADER_ENGLISH: Final = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Babel writes a date into what it compiles."""
_JINJA: Final = {"encoding": "utf-8", "silent": "false", "trimmed": "true"}
_PLACE: Final = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def texts() -> Catalog:
    """Every text of the templates and of the code, with where it stands."""
    catalog = Catalog(project="Giliran", charset="utf-8")
    for folder, methods in _WHERE.items():
        options = {pattern: _JINJA for pattern, method in methods if method == "jinja2"}
        found = extract_from_dir(PROJECT / folder, methods, options, _KEYWORDS, comment_tags=("Translators:",))
        for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
            catalog.add(message, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def english() -> Catalog:
    """The English catalogue as it is written down."""
    with ENGLISH.open("rb") as written:
        return read_po(written, locale="en")


def updated(written: Catalog, current: Catalog) -> Catalog:
    """`current` with what `written` says of it; nothing is guessed from texts that are alike."""
    catalog = Catalog(locale="en", charset="utf-8")
    for message in told(current):
        known = written.get(message.id)
        catalog.add(
            message.id,
            known.string if known else "",
            locations=message.locations,
            flags=message.flags | ({"fuzzy"} if known and known.fuzzy else set()),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
        )
    return catalog


def told(catalog: Catalog) -> Iterator[Message]:
    """The texts of a catalogue, without its header."""
    return (message for message in catalog if message.id)


def problems(written: Catalog, current: Catalog) -> list[str]:
    """What is wrong with a catalogue: texts it lacks, has needlessly, leaves untranslated, or with other places."""
    ids, known = ({message.id for message in told(each)} for each in (current, written))
    return [
        *(f"missing: {each!r}" for each in ids - known),
        *(f"unused: {each!r}" for each in known - ids),
        *(f"untranslated: {each.id!r}" for each in told(written) if each.fuzzy or not all(_strings(each.string))),
        *(f"unmatched: {each.id!r}" for each in told(written) if all(_strings(each.string)) and not _matches(each)),
    ]


def _matches(message: Message) -> bool:
    """Whether the translation has the places of the text, each as often; plural forms included."""
    wanted = sorted(_PLACE.findall(_strings(message.id)[0]))
    return all(sorted(_PLACE.findall(each)) == wanted for each in _strings(message.string))


def _strings(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)


def template(current: Catalog) -> bytes:
    """The catalogue template."""
    return _HEADER + _written(current)


def catalogue(written: Catalog) -> bytes:
    """A translated catalogue, to be read and edited."""
    return _HEADER_ENGLISH + _written(written)


def compiled(written: Catalog) -> bytes:
    """A translated catalogue, as pages read it."""
    whole = read_po(io.BytesIO(catalogue(written)), locale="en")
    whole.creation_date = whole.revision_date = _NO_DATE
    made = io.BytesIO()
    write_mo(made, whole)
    return made.getvalue()


def _written(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_by_file=True, omit_header=True, include_lineno=False)
    return written.getvalue()


def main(arguments: list[str]) -> None:
    """Bring the catalogues up to date, or with `--check` fail when they are not."""
    current = texts()
    written = updated(english(), current)
    files = {TEMPLATE: template(current), ENGLISH: catalogue(written), COMPILED: compiled(written)}
    if "--check" in arguments:
        stale = [file.relative_to(PROJECT) for file, content in files.items() if file.read_bytes() != content]
        wrong = [f"{file} is stale: run `make texts` and commit what it wrote." for file in stale]
        wrong += problems(english(), current)
        sys.exit("\n".join(wrong) or 0)
    for file, content in files.items():
        file.write_bytes(content)
    wrong = problems(written, current)
    print("\n".join([f"locale: {len(list(told(current)))} texts", *wrong]))


if __name__ == "__main__":
    main(sys.argv[1:])
