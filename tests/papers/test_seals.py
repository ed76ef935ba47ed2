"""Of what standing a month's papers are, in every format: a draft, closed, signed, and signed anew."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from pypdf import PdfReader

from chalicelib.domain.people import Zone
from chalicelib.domain.recaps import MOST_IN_ONE, MonthRecap, PaperFormat, PersonalRecap, Seal, Standing
from chalicelib.wiring import Papers
from tests.factories import a_row, local
from tests.papers.test_recap_pdf import HEAD, a_personal_recap, a_recap

HASH = "5f2a" * 16
CLOSED = Seal(1, HASH, "https://giliran.example/recaps/abc", local(date(2021, 5, 3), 8, 5))
SIGNED = replace(CLOSED, signer=HEAD, signed_at=local(date(2021, 5, 4), 9))
ANEW = replace(SIGNED, revision=2, reason="Presensi 12 April diperbaiki.")
PAPERS = Papers()
LEGAL = "Persetujuan tercatat dalam sistem; bukan tanda tangan elektronik tersertifikasi."
FORMATS = (PaperFormat.PDF, PaperFormat.XLSX, PaperFormat.CSV)


def of_unit(seal: Seal | None, form: PaperFormat) -> bytes:
    return PAPERS.month(replace(a_recap(a_row()), seal=seal), form)


def of_person(seal: Seal | None, form: PaperFormat) -> bytes:
    return PAPERS.personal(replace(a_personal_recap(), seal=seal), form)


def said(written: bytes, form: PaperFormat) -> str:
    """Everything that can be read on a paper, in one line."""
    if form is PaperFormat.PDF:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages).split())
    if form is PaperFormat.XLSX:
        sheet = load_workbook(BytesIO(written)).worksheets[0]
        cells = [str(cell) for row in sheet.values for cell in row if cell is not None]
        return " ".join([*cells, str(sheet.oddFooter.center.text)])
    return written.decode("utf-8-sig")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("made", [of_unit, of_person], ids=["unit", "person"])
def test_every_paper_says_of_what_standing_it_is(
    made: Callable[[Seal | None, PaperFormat], bytes], form: PaperFormat
) -> None:
    draft, closed, signed = (said(made(seal, form), form) for seal in (None, CLOSED, ANEW))

    assert "Draf, belum ditandatangani" in draft
    assert "Menunggu tanda tangan, revisi 1" in closed
    assert "Ditandatangani, revisi 2" in signed
    assert "Draf" not in closed + signed
    assert "Menunggu" not in signed
    assert HASH not in draft
    for each in (closed, signed):
        assert HASH in each


@pytest.mark.parametrize("form", [PaperFormat.PDF, PaperFormat.XLSX])
@pytest.mark.parametrize("made", [of_unit, of_person], ids=["unit", "person"])
def test_a_signed_paper_names_signer_and_time_and_why_it_was_signed_anew(
    made: Callable[[Seal | None, PaperFormat], bytes], form: PaperFormat
) -> None:
    signed = said(made(ANEW, form), form)

    assert "Ditandatangani oleh Budi Hartono, S.Sos., M.Si. (Kepala Dinas Komunikasi dan Informatika)" in signed
    assert "4 Mei 2021 pukul 09.00 WIB" in signed
    assert LEGAL in signed
    assert "Revisi 2 menggantikan revisi 1: Presensi 12 April diperbaiki." in signed
    assert LEGAL not in said(made(CLOSED, form), form)


def test_times_are_those_of_the_units_zone() -> None:
    recap = replace(a_personal_recap(), seal=SIGNED, zone=Zone.WIT)

    assert "4 Mei 2021 pukul 11.00 WIT" in said(PAPERS.personal(recap, PaperFormat.PDF), PaperFormat.PDF)


def test_the_code_of_a_closed_month_leads_to_its_public_page() -> None:
    assert CLOSED.address.encode() in of_unit(CLOSED, PaperFormat.PDF)
    assert b"Kode QR" not in of_unit(None, PaperFormat.PDF)


def test_the_seal_is_part_of_what_is_said() -> None:
    recap, person = a_recap(a_row()), a_personal_recap()

    for each in (recap, person):
        assert len({each.fingerprint, *(replace(each, seal=seal).fingerprint for seal in (CLOSED, SIGNED, ANEW))}) == 4
    assert (CLOSED.standing, SIGNED.standing) == (Standing.CLOSED, Standing.SIGNED)


# A large unit


def test_the_pdf_of_a_large_unit_comes_in_parts_that_are_whole_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.papers.recap_pdf.MOST_IN_ONE", 40)
    people = [a_row(f"e{n}", name=f"Pegawai {n:03}") for n in range(100)]

    parts = ZipFile(BytesIO(PAPERS.month(replace(a_recap(*people), seal=SIGNED), PaperFormat.PARTS)))

    names = [f"rekap-2021-04-bagian-{n:02}-dari-03.pdf" for n in (1, 2, 3)]
    assert parts.namelist() == names
    read = [said(parts.read(name), PaperFormat.PDF) for name in names]
    for number, (name, words) in enumerate(zip(names, read, strict=True), start=1):
        assert f"bagian {number} dari 3" in words
        assert HASH in words
        assert b"/MarkInfo" in parts.read(name)
    assert "40 Pegawai 039" in read[0]
    assert "41 Pegawai 040" in read[1]
    assert "100 Pegawai 099" in read[2]
    assert [("Jumlah 2.100" in words, LEGAL in words) for words in read] == [
        (False, False),
        (False, False),
        (True, True),
    ]


def test_what_a_unit_gets_depends_on_its_size() -> None:
    assert PaperFormat.PDF.of(MOST_IN_ONE) is PaperFormat.PDF
    assert PaperFormat.PDF.of(MOST_IN_ONE + 1) is PaperFormat.PARTS
    assert PaperFormat.XLSX.of(5_000) is PaperFormat.XLSX


# The same bytes


def everything() -> str:
    """A hash of every paper there is, parts among them."""
    unit: MonthRecap = replace(a_recap(*(a_row(f"e{n}", name=f"Pegawai {n}") for n in range(3))), seal=ANEW)
    person: PersonalRecap = replace(a_personal_recap(), seal=ANEW)
    papers = [PAPERS.month(unit, form) for form in PaperFormat] + [PAPERS.personal(person, form) for form in FORMATS]
    return sha256(b"".join(papers)).hexdigest()


def test_the_same_revision_gives_the_same_bytes_in_any_process() -> None:
    asked = [sys.executable, "-c", "from tests.papers.test_seals import everything; print(everything())"]
    there = [
        subprocess.run(asked, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]

    assert {each.stdout.strip() for each in there} == {everything()}
    assert everything() == everything()


def test_the_csv_says_it_on_each_line() -> None:
    (line,) = csv.DictReader(StringIO(of_unit(ANEW, PaperFormat.CSV).decode("utf-8-sig"), newline=""), delimiter=";")

    assert (line["Keadaan"], line["Isi (SHA-256)"]) == ("Ditandatangani, revisi 2", HASH)
