"""A duty order's letter as a PDF.

The words that never change and the layout are in `templates/papers/letter.typ`. This module turns a `Letter` into the
plain strings that the template sets, dates and hours written out in Indonesian, and hands them over as JSON: to Typst
they are data, never markup, so a name such as `#read("x")` is printed as it stands.

The same arguments give the same bytes, on any machine: only the fonts inside the typst package are used, and the
document's own date is the moment of approval.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby
from pathlib import Path
from typing import TypedDict

from chalicelib.domain.letters import Letter, LetterDay, Listed, Person, Signatory, nip_printed
from chalicelib.papers.qr import qr_svg
from chalicelib.papers.words import clean, cleaned, written_date

_PAPERS = Path(__file__).parents[2] / "templates" / "papers"

_ZONES = {label: timezone(timedelta(hours=hours)) for label, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9))}

_ABBREVIATED = re.compile(r"\b(?:dll|dsb|dst|dkk|tsb|s\.d|a\.n)\.$", re.IGNORECASE)

_DUTY = "melaksanakan tugas kedinasan dari tempat tinggal pada hari"

_CLOSING_AT_MOST = 600
"""Characters of a last item that may be kept on one page with the signature."""


class _Item(TypedDict):
    """One numbered item under "Untuk", with either a table of days, lettered tasks, or neither."""

    text: str
    days: list[dict[str, str]]
    tasks: list[str]


def letter_pdf(letter: Letter, *, verify_url: str, content_hash: str, approved_at: datetime) -> bytes:
    """The letter, A4, tagged for screen readers (PDF/UA-1) and fit for the archive (PDF/A-2a).

    `verify_url` is where anyone can compare the letter with its record; the QR code holds it. `content_hash` is the one
    recorded with the approval. `approved_at` is aware and is printed in the letter's own zone. Raises ValueError for a
    naive time or a zone other than WIB, WITA and WIT.
    """
    if approved_at.tzinfo is None:
        raise ValueError("the moment of approval needs a time zone")
    if letter.zone_label not in _ZONES:
        raise ValueError(f"no Indonesian time zone is called {letter.zone_label}")

    contents = _contents(letter) | {
        "sample": False,
        "approved_at": _moment(letter, approved_at),
        "fingerprint": " ".join(content_hash[at : at + 4] for at in range(0, 16, 4)),
        "verify_url": verify_url,
    }
    return _compiled(contents, qr_svg(verify_url).decode(), int(approved_at.timestamp()))


def sample_pdf(letter: Letter) -> bytes:
    """A letter that shows what letters of a unit look like: CONTOH across it, nothing to verify, nobody's approval."""
    midnight = datetime.combine(letter.issued_on, time(), _ZONES[letter.zone_label])
    return _compiled(_contents(letter) | {"sample": True}, "", int(midnight.timestamp()))


def _compiled(contents: dict[str, object], qr: str, timestamp: int) -> bytes:
    import typst

    return typst.compile(
        _PAPERS / "letter.typ",
        root=_PAPERS,
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=timestamp,
        sys_inputs={"letter": json.dumps(contents), "qr": qr},
    )


def _contents(letter: Letter) -> dict[str, object]:
    """What the template reads. Each text is one clean line; a list that is empty is simply not printed."""
    items, closing = _items(letter)
    return {
        "title": clean(letter.title),
        "city": clean(letter.city),
        "unit_name": clean(letter.unit_name),
        "address_lines": cleaned(letter.address_lines),
        "number": clean(letter.number),
        "circular": _unpointed(letter.circular),
        "place": clean(letter.place),
        "issued_on": _long_date(letter.issued_on),
        "to": _addressee(letter.to),
        "to_those_listed": clean(letter.to.name),
        "attachment": [_listed(each) for each in letter.attachment],
        "items": items,
        "closing": closing,
        "signatory": _signature(letter.signatory),
        "copies": _pointed(letter.copies),
    }


def _moment(letter: Letter, at: datetime) -> str:
    """The instant in the letter's own zone."""
    local = at.astimezone(_ZONES[letter.zone_label])
    return f"{_long_date(local.date())} pukul {_clock(local.time())} {letter.zone_label}"


def _addressee(person: Person) -> list[tuple[str, str]]:
    rows = (
        ("Nama", clean(person.name)),
        ("NIP", nip_printed(person.nip)),
        ("Pangkat/golongan", clean(person.rank or "")),
        ("Jabatan", clean(person.post)),
        ("Unit kerja", clean(person.unit)),
    )
    return [(label, value) for label, value in rows if value]


def _listed(person: Listed) -> dict[str, object]:
    """A row of the attachment; the NIP stands above the rank."""
    below = (nip_printed(person.nip), clean(person.rank or ""))
    return {
        "name": clean(person.name),
        "person": [line for line in below if line] or ["–"],
        "post": clean(person.post),
        "dates": _dates(person.dates),
    }


def _dates(days: Iterable[date]) -> str:
    """ "26, 28–30 April 2021; 3 Mei 2021" """
    months = groupby(days, key=lambda day: (day.year, day.month))
    return "; ".join(_in_month(tuple(same)) for _, same in months)


def _in_month(days: tuple[date, ...]) -> str:
    """Days of one month, those that follow each other as a range."""
    runs = groupby(enumerate(days), key=lambda numbered: numbered[1].toordinal() - numbered[0])
    spans = [[day for _, day in run] for _, run in runs]
    written = (str(span[0].day) if len(span) == 1 else f"{span[0].day}–{span[-1].day}" for span in spans)
    return f"{', '.join(written)} {written_date(days[0], 'MMMM y')}"


def _signature(signatory: Signatory) -> dict[str, object]:
    below = (clean(signatory.rank or ""), f"NIP {nip_printed(signatory.nip)}" if signatory.nip else "")
    return {
        "post_line": cleaned(signatory.post_line),
        "name": clean(signatory.name),
        "below": [line for line in below if line] if signatory.shows_rank else [],
    }


def _items(letter: Letter) -> tuple[list[_Item], str | None]:
    """The items under "Untuk", and the last of them apart when it can go with the signature.

    A signature alone on a page could be put under any text, so the last instruction stands above it, or a closing
    sentence where no instruction is short enough.
    """
    listed = bool(letter.attachment)
    items = [_listed_days(letter.days, letter.zone_label) if listed else _days_item(letter.days, letter.zone_label)]
    if letter.tasks:
        items.append({"text": "melaksanakan pekerjaan sebagai berikut:", "days": [], "tasks": _pointed(letter.tasks)})
    instructions = _pointed(letter.instructions)
    items += [{"text": text, "days": [], "tasks": []} for text in instructions]
    closing = None
    if instructions and len(instructions[-1]) <= _CLOSING_AT_MOST:
        closing = items.pop()["text"]
    return items, closing


def _listed_days(days: tuple[LetterDay, ...], zone: str) -> _Item:
    """The days of everybody on the attachment: the hours once, with the dates that have them."""
    alike: dict[str, list[date]] = {}
    for day in days:
        alike.setdefault(_hours(day, zone), []).append(day.date)
    lines = [f"{_dates(dates)}, {hours};" for hours, dates in alike.items()]
    duty = f"{_DUTY} sebagaimana tercantum bagi masing-masing dalam lampiran, di antara tanggal"
    if len(lines) == 1:
        return {"text": f"{duty} {lines[0]}", "days": [], "tasks": []}
    return {"text": f"{duty} berikut:", "days": [], "tasks": lines}


def _days_item(days: tuple[LetterDay, ...], zone: str) -> _Item:
    if len(days) == 1:
        day = days[0]
        return {"text": f"{_DUTY} {_weekday_and_date(day.date)}, {_hours(day, zone)};", "days": [], "tasks": []}
    rows = [{"day": _weekday(day.date), "date": _long_date(day.date), "hours": _hours(day, zone)} for day in days]
    return {"text": f"{_DUTY} dan tanggal berikut:", "days": rows, "tasks": []}


def _weekday(on: date) -> str:
    return written_date(on, "EEEE")


def _long_date(on: date) -> str:
    return written_date(on)


def _weekday_and_date(on: date) -> str:
    return f"{_weekday(on)}, {_long_date(on)}"


def _clock(at: time) -> str:
    from babel.dates import format_time

    return format_time(at, "HH.mm", locale="id")


def _hours(day: LetterDay, zone: str) -> str:
    return f"pukul {_clock(day.start)} s.d. {_clock(day.end)} {zone}"


def _unpointed(text: str) -> str:
    """The text without the mark that ends it, whatever its writer put there; `dll.` keeps its own full stop."""
    line = clean(text).rstrip(";, ")
    return line.removesuffix(".") if not _ABBREVIATED.search(line) else line


def _pointed(texts: tuple[str, ...]) -> list[str]:
    """An enumeration as Indonesian letters point it: a semicolon after each, a full stop after the last."""
    lines = [line for text in texts if (line := _unpointed(text))]
    ends = [";"] * (len(lines) - 1) + ["."]
    return [line if end == "." and line.endswith(".") else line + end for line, end in zip(lines, ends, strict=False)]
