"""What a unit's letters look like: letterhead, title, number pattern, signatory block, copies (tembusan).

A unit without a style of its own writes as `usual_style` says. A style is read when a letter is issued; what was issued
stays as it is.
"""

import re

from msgspec import Struct

from chalicelib.domain.letters import DEFAULT_TITLE, check_pattern
from chalicelib.domain.people import Unit, UnitId
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text

TITLES = (DEFAULT_TITLE, "Surat Tugas")
"""Cities use either for the same letter."""
MOST_LINES = 4
MOST_COPIES = 8
LONGEST_LINE = 100
LONGEST_PATTERN = 60

_PATTERN_CHARACTERS = re.compile(r"[A-Za-z0-9 ./_{}-]+")
"""Numbers end up in file names and in the headers that carry them."""


class LetterStyle(Struct, frozen=True):
    """How the letters of the unit that issues them are written. `revision` 0 has never been saved."""

    unit: UnitId
    title: str
    letterhead: tuple[str, ...]
    """Address, telephone, site: what stands under the unit's name."""
    number_pattern: str
    head_lines: tuple[str, ...]
    """The post above the head's name, in place of the head's own post; empty for that."""
    on_behalf: str
    """What stands above the post of anyone else who signs, such as "a.n. Kepala Dinas Sosial"; empty for nothing."""
    copies: tuple[str, ...]
    revision: int = 1


def usual_style(unit: Unit, city: str) -> LetterStyle:
    """The style of a unit that has not chosen one."""
    copies = (f"Sekretaris Daerah Kota {city}", f"Kepala BKPSDM Kota {city}")
    return LetterStyle(unit.id, DEFAULT_TITLE, unit.address, unit.number_pattern, (), "", copies, revision=0)


def style_problems(style: LetterStyle) -> tuple[Problem, ...]:
    """What is wrong with a style as it was typed, per field."""
    found: list[Problem] = []
    if style.title not in TITLES:
        found.append(problem("title", text("Pilih salah satu judul.")))
    found += _line_problems("letterhead", style.letterhead, MOST_LINES)
    found += _line_problems("head_lines", style.head_lines, MOST_LINES)
    found += _line_problems("on_behalf", (style.on_behalf,), 1)
    found += _line_problems("copies", style.copies, MOST_COPIES)
    return (*found, *_pattern_problems(style))


def _pattern_problems(style: LetterStyle) -> tuple[Problem, ...]:
    pattern = style.number_pattern
    if len(pattern) > LONGEST_PATTERN:
        return (problem("number_pattern", text("Pola nomor paling panjang %(most)s huruf."), most=LONGEST_PATTERN),)
    if not _PATTERN_CHARACTERS.fullmatch(pattern):
        return (problem("number_pattern", text("Pola nomor hanya memuat huruf, angka, spasi, dan tanda . / _ -")),)
    try:
        check_pattern(pattern)
    except ValueError:
        msgid = text("Pola nomor harus memuat {no} dan {tahun}. Selain itu yang dikenal hanya {unit} dan {bulan}.")
        return (problem("number_pattern", msgid),)
    if "{unit}" not in pattern and style.unit not in pattern:
        msgid = text("Pola nomor harus memuat {unit} atau kode unit, agar tidak sama dengan nomor unit lain.")
        return (problem("number_pattern", msgid),)
    return ()


def _line_problems(field: str, lines: tuple[str, ...], most: int) -> tuple[Problem, ...]:
    if len(lines) > most:
        return (problem(field, text("Paling banyak %(most)s baris."), most=most),)
    if any(len(line) > LONGEST_LINE for line in lines):
        return (problem(field, text("Satu baris paling panjang %(most)s huruf."), most=LONGEST_LINE),)
    return ()
