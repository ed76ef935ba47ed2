"""The sample of a unit's letters."""

from io import BytesIO

from pypdf import PdfReader

from chalicelib.domain.issuing import sample_letter
from chalicelib.domain.letter_styles import LetterStyle
from chalicelib.papers.letter import letter_pdf, sample_pdf
from tests.factories import FRIDAY, FRIDAY_MORNING, a_supervisor, a_unit, an_issued_letter


def a_style(title: str = "Surat Tugas") -> LetterStyle:
    unit = a_unit()
    return LetterStyle(unit.id, title, ("Jalan Melati 1",), "800/{no}/{unit}/{tahun}", (), "", ("Arsip",))


def words(written: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(written)).pages)


def test_a_sample_says_that_it_is_one_and_has_nothing_to_verify() -> None:
    printed = words(sample_pdf(sample_letter(a_style(), a_unit(), a_supervisor(), "Pekanbaru", FRIDAY)))

    assert "CONTOH" in printed
    assert "Contoh bentuk surat; bukan surat." in printed
    assert "Persetujuan tercatat" not in printed
    assert "Pindai kode QR" not in printed


def test_the_title_decides_the_command() -> None:
    tasked = words(sample_pdf(sample_letter(a_style(), a_unit(), None, "Pekanbaru", FRIDAY)))
    ordered = words(sample_pdf(sample_letter(a_style("Surat Perintah Tugas"), a_unit(), None, "Pekanbaru", FRIDAY)))

    assert "SURAT TUGAS" in tasked
    assert "MENUGASKAN:" in tasked
    assert "MEMERINTAHKAN:" in ordered


def test_a_real_letter_is_no_sample() -> None:
    issued = an_issued_letter()

    printed = words(
        letter_pdf(
            issued.letter,
            verify_url="https://x.example/l",
            content_hash=issued.content_hash,
            approved_at=FRIDAY_MORNING,
        )
    )

    assert "CONTOH" not in printed
    assert "Persetujuan tercatat dalam sistem" in printed


def test_the_same_sample_is_the_same_bytes() -> None:
    letter = sample_letter(a_style(), a_unit(), a_supervisor(), "Pekanbaru", FRIDAY)

    assert sample_pdf(letter) == sample_pdf(letter)
