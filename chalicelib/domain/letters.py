"""The letter of a duty order (Surat Perintah Tugas): what it says, its number, and the fingerprint of its content.

A `Letter` holds every word that a person or a date puts on the paper. It is frozen when the last approval is given;
from then on its content hash proves that a copy says what was approved. How it looks lives in `papers/`.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum

from msgspec import Struct, to_builtins

DEFAULT_TITLE = "Surat Perintah Tugas"
DEFAULT_PATTERN = "800/{no}/{unit}/{bulan}/{tahun}"

PATTERN_TOKENS = ("no", "unit", "bulan", "tahun")
_REQUIRED_TOKENS = ("no", "tahun")
_TOKEN = re.compile(r"\{([^{}]*)\}")
_ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_HASH_FORMAT = "letter/1"
_HASH_FORMAT_WITH_ATTACHMENT = "letter/2"
_NIP_DIGITS = 18
_LONG_ENOUGH_TO_SHOW = 9


class Person(Struct, frozen=True):
    """Whom the letter sends: the name with titles as printed; `nip` in bare digits, None for contract workers."""

    name: str
    nip: str | None
    rank: str | None
    post: str
    unit: str


class SigningPost(StrEnum):
    """The post on whose authority a letter is signed, as far as Permendagri 1/2023 art. 44 tells posts apart."""

    MAYOR = "mayor"
    VICE_MAYOR = "vice_mayor"
    CITY_SECRETARY = "city_secretary"
    OTHER = "other"


def shows_rank(post: SigningPost) -> bool:
    """Whether rank and NIP stand under the signer's name: all but the city's three highest (art. 44 (3) to (5))."""
    return post is SigningPost.OTHER


def shows_degrees(post: SigningPost, *, acting: bool) -> bool:
    """Whether the signer's name carries academic degrees.

    Letters of assignment print them (Permendagri 1/2023 art. 44 (2)); who acts as mayor or as city secretary signs
    with the bare name (art. 44 (4) and (5)).
    """
    return post is SigningPost.OTHER or not acting


_DEGREES_BEFORE = frozenset({"Prof.", "Dr.", "dr.", "drg.", "drh.", "Drs.", "Dra.", "Ir."})


def bare_name(name: str) -> str:
    """A name without academic degrees: "Dr. Ir. H. Amran Yusuf, M.Si." becomes "H. Amran Yusuf"."""
    words = name.partition(",")[0].split()
    while words and words[0] in _DEGREES_BEFORE:
        words.pop(0)
    return " ".join(words)


class Signatory(Struct, frozen=True):
    """Who signs, frozen as of the moment of signing.

    `name` is as printed (see `shows_degrees`). `post_line` is one or more lines, comma included:
    `("Kepala Dinas Sosial,")` or `("a.n. Wali Kota Pekanbaru", "Sekretaris Daerah,")`. `shows_rank` decides the rest.
    """

    name: str
    nip: str | None
    rank: str | None
    post_line: tuple[str, ...]
    shows_rank: bool


class LetterDay(Struct, frozen=True):
    """One day at home; the hours are local times of the unit."""

    date: date
    start: time
    end: time


class Listed(Struct, frozen=True, array_like=True):
    """One person on the attachment (Lampiran) of a letter to several people."""

    name: str
    nip: str | None
    rank: str | None
    post: str
    dates: tuple[date, ...]


class Letter(Struct, frozen=True):
    """Everything that one duty order's letter says.

    `circular` is the citation under "Dasar"; `place` where the letter is given; `issued_on` a local date of the unit;
    `zone_label` WIB, WITA or WIT; `copies` the "Tembusan". A letter without a day is a ValueError.
    """

    title: str
    city: str
    unit_name: str
    address_lines: tuple[str, ...]
    number: str
    circular: str
    place: str
    issued_on: date
    zone_label: str
    to: Person
    days: tuple[LetterDay, ...]
    tasks: tuple[str, ...]
    instructions: tuple[str, ...]
    signatory: Signatory
    copies: tuple[str, ...]
    attachment: tuple[Listed, ...] = ()
    """Whom it sends and when, where it sends several people; `to` then only points here."""

    def __post_init__(self) -> None:
        if not self.days:
            raise ValueError("a letter names at least one day")


def content_hash(letter: Letter) -> str:
    """The SHA-256, in hexadecimal, of the letter's canonical encoding.

    The encoding is UTF-8 JSON of `{"format": "letter/1", "letter": {...}}`: keys sorted, no spaces, characters not
    escaped, one key per field and no field left out, tuples as lists, None as null, dates `2021-04-26`, times
    `07:30:00`. Texts are taken as they are, without any normalisation. A new field is a new format, so that an older
    letter stays recognisable as one: with an attachment it is `letter/2`, which has `attachment`, a list of lists.
    """
    said = to_builtins(letter)
    if not letter.attachment:
        del said["attachment"]
    canonical = json.dumps(
        {"format": _HASH_FORMAT_WITH_ATTACHMENT if letter.attachment else _HASH_FORMAT, "letter": said},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_pattern(pattern: str) -> None:
    """Raise ValueError, saying what is wrong, unless letter numbers can be made from the pattern.

    `{no}` and `{tahun}` are required: the counter starts anew each year. Without `{unit}` two units can arrive at the
    same number, and the later one is refused when it is recorded.
    """
    tokens = _TOKEN.findall(pattern)
    for token in tokens:
        if token not in PATTERN_TOKENS:
            raise ValueError(f"unknown token {{{token}}} in the letter number's pattern")
    if set("{}") & set(_TOKEN.sub("", pattern)):
        raise ValueError("a brace in the letter number's pattern has no partner")
    for token in _REQUIRED_TOKENS:
        if token not in tokens:
            raise ValueError(f"the letter number's pattern lacks {{{token}}}")


def number_from(pattern: str, *, serial: int, unit_code: str, on: date) -> str:
    """The letter number: `800/007/DINSOS/IV/2021` for serial 7 in April 2021 by the default pattern.

    `{no}` is the serial in three digits or more, `{unit}` the unit's code, `{bulan}` the month in Roman numerals,
    `{tahun}` the year. Raises ValueError for a serial below 1 and for a pattern that `check_pattern` refuses.
    """
    check_pattern(pattern)
    if serial < 1:
        raise ValueError("letter numbers start at 1")
    values: Mapping[str, str] = {
        "no": f"{serial:03d}",
        "unit": unit_code,
        "bulan": _ROMAN_MONTHS[on.month - 1],
        "tahun": f"{on.year:04d}",
    }
    return _TOKEN.sub(lambda token: values[token[1]], pattern)


def nip_printed(nip: str | None) -> str:
    """The NIP as letters print it, `19860926 201505 1 001`; empty for None, anything but 18 digits as it came."""
    if nip is None:
        return ""
    digits = _digits_of(nip)
    if digits is None:
        return nip.strip()
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def nip_masked(nip: str | None) -> str:
    """The NIP as anyone may see it: `******** 201505 * 001`; empty for None.

    A NIP spells out its holder's birth date (digits 1 to 8) and sex (digit 15). Neither is needed to compare a letter
    with its record, so neither is disclosed (UU 27/2022 art. 16 (2): limited and specific processing). The month of
    appointment and the serial tell of the employment alone, and are enough for the comparison. Of anything but
    18 digits only the last three characters remain, and none of fewer than nine.
    """
    if nip is None:
        return ""
    digits = _digits_of(nip)
    if digits is not None:
        return f"******** {digits[8:14]} * {digits[15:]}"
    text = "".join(nip.split())
    kept = 3 if len(text) >= _LONG_ENOUGH_TO_SHOW else 0
    return "*" * (len(text) - kept) + text[len(text) - kept :]


def _digits_of(nip: str) -> str | None:
    """The 18 digits of a NIP typed with or without spaces, or None when it is something else."""
    digits = "".join(nip.split())
    return digits if len(digits) == _NIP_DIGITS and digits.isascii() and digits.isdecimal() else None
