"""What a unit's letters look like: what may be typed, and what comes of it on the letter."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.issuing import in_own_post, issued_letter, sample_letter
from chalicelib.domain.letter_styles import LONGEST_LINE, LetterStyle, style_problems, usual_style
from chalicelib.domain.letters import Letter
from chalicelib.domain.people import Employee
from tests.factories import FRIDAY, a_secretary, a_supervisor, a_unit, an_employee, an_order

STYLE = LetterStyle(
    unit=a_unit().id,
    title="Surat Tugas",
    letterhead=("Jalan Melati 1",),
    number_pattern="800.1.11.1/{no}/{unit}/{tahun}",
    head_lines=("Plt. Kepala Dinas Komunikasi", "Kota Pekanbaru,"),
    on_behalf="a.n. Kepala Dinas Komunikasi",
    copies=("Arsip",),
)


def a_styled_letter(signer: Employee, style: LetterStyle | None = STYLE) -> Letter:
    return issued_letter(
        an_order(), an_employee(), in_own_post(signer), a_unit(), 7, (), "Pekanbaru", FRIDAY, style
    ).letter


def wrong_fields(style: LetterStyle) -> list[str]:
    return [each.field for each in style_problems(style)]


def test_a_letter_is_written_in_the_units_style() -> None:
    letter = a_styled_letter(a_supervisor())

    assert (letter.title, letter.number) == ("Surat Tugas", "800.1.11.1/007/DISKOMINFO/2021")
    assert (letter.address_lines, letter.copies) == (("Jalan Melati 1",), ("Arsip",))


def test_the_heads_lines_stand_above_the_head_alone() -> None:
    assert a_styled_letter(a_supervisor()).signatory.post_line == STYLE.head_lines
    other = a_styled_letter(a_secretary()).signatory.post_line
    assert other == ("a.n. Kepala Dinas Komunikasi", "Sekretaris Dinas,")


def test_without_either_the_signers_own_post_stands_there() -> None:
    plain = replace(STYLE, head_lines=(), on_behalf="")

    assert a_styled_letter(a_supervisor(), plain).signatory.post_line == ("Kepala Dinas Komunikasi dan Informatika,",)
    assert a_styled_letter(a_secretary(), plain).signatory.post_line == ("Sekretaris Dinas,",)


def test_the_city_secretary_signs_for_the_mayor_whatever_the_style_says() -> None:
    sekda = replace(a_secretary(), echelon="II.a", post="Sekretaris Daerah")

    assert a_styled_letter(sekda).signatory.post_line == ("a.n. Wali Kota Pekanbaru", "Sekretaris Daerah,")


def test_a_unit_without_a_style_writes_as_it_did() -> None:
    usual = usual_style(a_unit(), "Pekanbaru")

    assert usual.revision == 0
    assert style_problems(usual) == ()
    assert a_styled_letter(a_supervisor(), usual) == a_styled_letter(a_supervisor(), None)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "800/{no}",
        "800/{tahun}",
        "{no}/{unit}/{tahun",
        "{no}/{kode}/{tahun}",
        "{no}/{tahun}",
        '{no}/{unit}/{tahun}/"x"',
        "{no}/{unit}/{tahun}/" + "x" * 60,
        "{no}/{unit}/{tahun}\r\nX",
    ],
)
def test_a_pattern_that_makes_no_good_numbers_is_refused(pattern: str) -> None:
    assert wrong_fields(replace(STYLE, number_pattern=pattern)) == ["number_pattern"]


def test_a_pattern_may_spell_the_unit_out() -> None:
    assert wrong_fields(replace(STYLE, number_pattern="800/{no}/DISKOMINFO/{tahun}")) == []


def test_too_much_of_anything_is_refused_beside_its_field() -> None:
    long = "x" * (LONGEST_LINE + 1)
    style = replace(STYLE, title="Nota", letterhead=(long,), head_lines=("x",) * 5, on_behalf=long, copies=("x",) * 9)

    assert wrong_fields(style) == ["title", "letterhead", "head_lines", "on_behalf", "copies"]


def test_a_sample_names_nobody_and_asks_working_days() -> None:
    letter = sample_letter(STYLE, a_unit(), a_supervisor(), "Pekanbaru", FRIDAY)

    assert (letter.to.name, letter.to.nip) == ("Nama Pegawai", None)
    assert [day.date.weekday() for day in letter.days] == [0, 2]
    assert letter.number == "800.1.11.1/001/DISKOMINFO/2021"


def test_a_sample_of_a_unit_without_a_head_leaves_the_name_open() -> None:
    signatory = sample_letter(replace(STYLE, head_lines=()), a_unit(), None, "Pekanbaru", FRIDAY).signatory

    assert signatory.name == "Nama Penanda Tangan"
    assert signatory.post_line == ("Kepala Dinas Komunikasi dan Informatika,",)
