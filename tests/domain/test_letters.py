"""The letter: a fingerprint that no change escapes, numbers as offices write them, NIPs printed and masked."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from chalicelib.domain.letters import (
    DEFAULT_PATTERN,
    Letter,
    LetterDay,
    Listed,
    Person,
    Signatory,
    SigningPost,
    check_pattern,
    content_hash,
    nip_masked,
    nip_printed,
    number_from,
    shows_degrees,
    shows_rank,
)
from tests.factories import FRIDAY, MONDAY, a_letter

ROOT = Path(__file__).parents[2]
NIP = "198609262015051001"

# The fingerprint


def others(value: Any) -> Iterator[tuple[str, Any]]:
    """Values like `value` that differ from it in one place, each with a name of what was changed."""
    if isinstance(value, Struct):
        for field in fields(value):
            for how, other in others(getattr(value, field.name)):
                yield f".{field.name}{how}", replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        yield from other_tuples(value)
    elif isinstance(value, str):
        yield " with a letter more", value + "x"
        yield " with a space more", value + " "
        yield " in capitals", value.swapcase()
        yield " empty", ""
    else:
        yield "", other_scalar(value)


def other_tuples(value: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for at, each in enumerate(value):
        for how, other in others(each):
            yield f"[{at}]{how}", (*value[:at], other, *value[at + 1 :])
    yield " with one more", (*value, value[-1])
    if len(value) > 1:
        yield " without the last", value[:-1]
        yield " in another order", value[::-1]


def other_scalar(value: bool | date | time) -> bool | date | time:
    if isinstance(value, bool):
        return not value
    return value + timedelta(1) if isinstance(value, date) else value.replace(minute=value.minute + 1)


FULL = replace(
    a_letter(), attachment=(Listed("Siti Rahmawati, S.E.", NIP, "Penata (III/c)", "Analis", (MONDAY, FRIDAY)),)
)
"""A letter without a field left empty."""

CHANGED = [(how, letter) for how, letter in others(FULL) if letter != FULL]
"""Capitals of a NIP, for one, are the same letter."""


@pytest.mark.parametrize("changed", [letter for _, letter in CHANGED], ids=[how for how, _ in CHANGED])
def test_a_change_anywhere_changes_the_fingerprint(changed: Letter) -> None:
    assert content_hash(changed) != content_hash(FULL)


def test_a_letter_without_an_attachment_is_hashed_as_before_there_were_any() -> None:
    assert content_hash(replace(FULL, attachment=())) == content_hash(a_letter())


def test_no_two_changes_share_a_fingerprint() -> None:
    assert len({content_hash(letter) for _, letter in CHANGED}) == len(CHANGED)


@pytest.mark.parametrize("record", [Letter, Person, LetterDay, Signatory, Listed])
def test_every_field_was_among_the_changes(record: type) -> None:
    tried = {part.split("[")[0].split(" ")[0] for how, _ in CHANGED for part in how.split(".")}

    assert {field.name for field in fields(record)} <= tried


WORDS = st.lists(st.text('a",[]\\', max_size=3), max_size=3)


@given(WORDS, WORDS)
def test_tasks_are_told_apart_however_their_texts_are_cut(ones: list[str], others: list[str]) -> None:
    one, other = (replace(a_letter(), tasks=tuple(tasks)) for tasks in (ones, others))

    assert (content_hash(one) == content_hash(other)) == (ones == others)


def test_no_nip_is_not_an_empty_nip() -> None:
    without, empty = (replace(a_letter(), to=replace(a_letter().to, nip=nip)) for nip in (None, ""))

    assert content_hash(without) != content_hash(empty)


def test_texts_are_not_normalised() -> None:
    composed, decomposed = (replace(a_letter(), place=place) for place in ("\u00e9", "e\u0301"))

    assert content_hash(composed) != content_hash(decomposed)


def test_the_fingerprint_is_that_of_the_encoding_anyone_can_write_down() -> None:
    letter = Letter(
        title="Surat Perintah Tugas",
        city="Pekanbaru",
        unit_name="Dinas Sosial",
        address_lines=(),
        number="800/007/DINSOS/IV/2021",
        circular="Surat Edaran “7”",
        place="Pekanbaru",
        issued_on=FRIDAY,
        zone_label="WIB",
        to=Person("Siti", None, None, "Analis", "Dinas Sosial"),
        days=(LetterDay(MONDAY, time(7, 30), time(16)),),
        tasks=("Menyusun laporan",),
        instructions=(),
        signatory=Signatory("Budi", NIP, None, ("Kepala Dinas Sosial,",), shows_rank=True),
        copies=("Wali Kota",),
    )
    encoding = (
        '{"format":"letter/1","letter":{"address_lines":[],"circular":"Surat Edaran “7”","city":"Pekanbaru",'
        '"copies":["Wali Kota"],"days":[{"date":"2021-04-26","end":"16:00:00","start":"07:30:00"}],"instructions":[],'
        '"issued_on":"2021-04-23","number":"800/007/DINSOS/IV/2021","place":"Pekanbaru",'
        '"signatory":{"name":"Budi","nip":"198609262015051001","post_line":["Kepala Dinas Sosial,"],"rank":null,'
        '"shows_rank":true},"tasks":["Menyusun laporan"],"title":"Surat Perintah Tugas",'
        '"to":{"name":"Siti","nip":null,"post":"Analis","rank":null,"unit":"Dinas Sosial"},'
        '"unit_name":"Dinas Sosial","zone_label":"WIB"}}'
    )

    assert content_hash(letter) == hashlib.sha256(encoding.encode()).hexdigest()


def test_another_process_arrives_at_the_same_fingerprint() -> None:
    program = (
        "from chalicelib.domain.letters import content_hash\n"
        "from tests.factories import a_letter\n"
        "print(content_hash(a_letter()))"
    )
    elsewhere = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Jayapura", "LC_ALL": "C"}

    told = subprocess.run([sys.executable, "-c", program], env=elsewhere, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == content_hash(a_letter())


def test_a_letter_without_a_day_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        replace(a_letter(), days=())


# The number


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (DEFAULT_PATTERN, "800/007/DINSOS/IV/2021"),
        ("{no}/{tahun}", "007/2021"),
        ("{tahun}-{bulan}-{unit}-{no}", "2021-IV-DINSOS-007"),
        ("{no}/{no}/{tahun}", "007/007/2021"),
        ("800.1.11.1/{no}/100%/{tahun}", "800.1.11.1/007/100%/2021"),
        (r"\1{no}\g<0>/{tahun}", r"\1007\g<0>/2021"),
    ],
)
def test_a_number_is_its_pattern_filled_in(pattern: str, number: str) -> None:
    assert number_from(pattern, serial=7, unit_code="DINSOS", on=FRIDAY) == number


def test_a_units_code_is_taken_as_it_stands() -> None:
    code = r"{no}\1"

    assert number_from("{no}/{unit}/{tahun}", serial=7, unit_code=code, on=FRIDAY) == r"007/{no}\1/2021"


@pytest.mark.parametrize(
    ("month", "roman"),
    list(enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], start=1)),
)
def test_months_are_roman(month: int, roman: str) -> None:
    number = number_from("{no}/{bulan}/{tahun}", serial=1, unit_code="", on=date(2021, month, 1))

    assert number == f"001/{roman}/2021"


@pytest.mark.parametrize(("serial", "printed"), [(1, "001"), (42, "042"), (999, "999"), (1000, "1000")])
def test_a_serial_has_three_digits_or_more(serial: int, printed: str) -> None:
    assert number_from("{no}/{tahun}", serial=serial, unit_code="", on=FRIDAY) == f"{printed}/2021"


@pytest.mark.parametrize("serial", [0, -1])
def test_letters_are_counted_from_one(serial: int) -> None:
    with pytest.raises(ValueError, match="start at 1"):
        number_from(DEFAULT_PATTERN, serial=serial, unit_code="DINSOS", on=FRIDAY)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("{no}/{bulan}", "lacks {tahun}"),
        ("{tahun}", "lacks {no}"),
        ("800/2021", "lacks {no}"),
        ("", "lacks {no}"),
        ("{no}/{tahun}/{hari}", "unknown token {hari}"),
        ("{no}/{tahun}/{NO}", "unknown token {NO}"),
        ("{no}/{tahun}/{ unit }", "unknown token { unit }"),
        ("{no}/{tahun}/{}", "unknown token {}"),
        ("{no}/{tahun}/{unit", "no partner"),
        ("{no}/{tahun}}", "no partner"),
        ("{{no}}/{tahun}", "no partner"),
    ],
)
def test_a_pattern_that_makes_no_number_is_refused_and_told_why(pattern: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="pattern") as checked:
        check_pattern(pattern)
    with pytest.raises(ValueError, match="pattern") as used:
        number_from(pattern, serial=7, unit_code="DINSOS", on=FRIDAY)

    assert complaint in str(checked.value)
    assert str(used.value) == str(checked.value)


# The NIP


@pytest.mark.parametrize(
    ("nip", "printed", "masked"),
    [
        (None, "", ""),
        ("", "", ""),
        ("   ", "", ""),
        # 18 digits, however they were typed
        ("198609262015051001", "19860926 201505 1 001", "******** 201505 * 001"),
        ("19860926 201505 1 001", "19860926 201505 1 001", "******** 201505 * 001"),
        (" 198609262015051001\n", "19860926 201505 1 001", "******** 201505 * 001"),
        # 17 and 19 digits
        ("19860926201505100", "19860926201505100", "**************100"),
        ("1986092620150510011", "1986092620150510011", "****************011"),
        # 18 characters, not all of them digits of ours
        ("19860926201505100X", "19860926201505100X", "***************00X"),
        ("１９８６０９２６２０１５０５１００１", "１９８６０９２６２０１５０５１００１", "***************００１"),
        ("19860926²015051001", "19860926²015051001", "***************001"),
        # the length from which three characters are shown
        ("123456789", "123456789", "******789"),
        ("1234 56789", "1234 56789", "******789"),
        ("12345678", "12345678", "********"),
        ("1 2 3 4 5", "1 2 3 4 5", "*****"),
        ("7", "7", "*"),
    ],
)
def test_a_nip_is_printed_in_groups_and_masked_for_strangers(nip: str | None, printed: str, masked: str) -> None:
    assert (nip_printed(nip), nip_masked(nip)) == (printed, masked)


@given(st.dates(), st.sampled_from("12"))
def test_a_masked_nip_tells_neither_birth_date_nor_sex(born: date, sex: str) -> None:
    assert nip_masked(f"{born:%Y%m%d}".zfill(8) + "201505" + sex + "001") == "******** 201505 * 001"


@given(st.text(max_size=17) | st.text(min_size=30, max_size=40).map(lambda text: "x" * 19 + text))
def test_of_what_is_no_nip_at_most_three_characters_are_shown(nip: str) -> None:
    assert sum(char not in "* " for char in nip_masked(nip)) <= 3


# Who signs


@pytest.mark.parametrize(
    ("post", "rank", "degrees", "degrees_when_acting"),
    [
        (SigningPost.MAYOR, False, True, False),
        (SigningPost.VICE_MAYOR, False, True, False),
        (SigningPost.CITY_SECRETARY, False, True, False),
        (SigningPost.OTHER, True, True, True),
    ],
)
def test_rank_and_degrees_go_by_the_post(
    post: SigningPost,
    rank: bool,
    degrees: bool,
    degrees_when_acting: bool,
) -> None:
    assert shows_rank(post) is rank
    assert shows_degrees(post, acting=False) is degrees
    assert shows_degrees(post, acting=True) is degrees_when_acting
