"""The recapitulations as PDF: what can be read on them, and what a screen reader is told."""

import subprocess
import sys
from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.issuing import in_own_post, signatory_of
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.months import line_of, month_table
from chalicelib.domain.recaps import MonthRecap, PersonalDay, PersonalRecap
from chalicelib.papers.recap_pdf import month_pdf, personal_pdf
from tests.factories import (
    APRIL,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_row,
    a_sheet,
    a_supervisor,
    a_unit_month,
    an_away,
    an_employee,
)

FIRST_OF_MAY = date(2021, 5, 1)
HEAD = signatory_of(in_own_post(a_supervisor()), "Pekanbaru")


def a_recap(*rows: LedgerRow, today: date = FIRST_OF_MAY, with_head: bool = True) -> MonthRecap:
    return MonthRecap(month_table(a_unit_month(*rows), today), "Pekanbaru", HEAD if with_head else None)


def a_personal_recap(row: LedgerRow | None = None, *, today: date = FIRST_OF_MAY) -> PersonalRecap:
    person, sheet = an_employee(), a_sheet()
    line = line_of(row or a_row(), sheet.expected, today)
    return PersonalRecap(
        name=person.name,
        nip=person.nip,
        rank=person.rank,
        post=person.post,
        unit_name=sheet.unit_name,
        city="Pekanbaru",
        month=APRIL,
        until=min(today, date(2021, 4, 30)),
        line=line,
        days=tuple(PersonalDay(asked, cell) for asked, cell in zip(sheet.expected, line.cells, strict=True)),
        supervisor=HEAD,
    )


def pages(written: bytes) -> list[str]:
    """The words of each page, in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(written)).pages]


def test_every_page_of_a_month_has_the_headings_and_its_number() -> None:
    people = [a_row(f"e{n}", name=f"Pegawai {n:02}") for n in range(60)]

    printed = pages(month_pdf(a_recap(*people)))

    assert len(printed) == 3
    for number, page in enumerate(printed, start=1):
        assert "No Nama NIP" in page
        assert "Laporan Disetujui" in page
        assert f"Halaman {number} dari 3" in page
    assert "Pegawai 00" in printed[0]
    assert "Pegawai 59" in printed[2]


def test_a_month_is_signed_by_the_head_under_the_last_row() -> None:
    (page,) = pages(month_pdf(a_recap()))

    assert "Mengetahui, Kepala Dinas Komunikasi dan Informatika, Budi Hartono, S.Sos., M.Si." in page
    assert "NIP 19750312 199803 1 002" in page


def test_without_a_head_the_paper_leaves_room_for_one() -> None:
    (page,) = pages(month_pdf(a_recap(with_head=False)))

    assert "Kepala Dinas Komunikasi dan Informatika, ......" in page


def test_a_month_says_what_is_missing_and_how_far_it_goes() -> None:
    (page,) = pages(month_pdf(a_recap(a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)}))))

    assert "Keadaan sampai dengan Jumat, 30 April 2021" in page
    assert "143,50 6,50" in page
    assert page.count("belum ada data") > 6


def test_a_persons_month_has_the_heading_and_a_row_for_every_date() -> None:
    days = {
        MONDAY: a_mark(filed=Filed.LATE, minutes=350),
        TUESDAY: a_mark(approved=False),
        WEDNESDAY: a_mark(),
    }

    (page,) = pages(personal_pdf(a_personal_recap(a_row(days=days))))

    for line in (
        "Nama : Siti Rahmawati, S.E.",
        "NIP : 19860926 201505 2 001",
        "Pangkat : Penata (III/c)",
        "Unit : Dinas Komunikasi dan Informatika",
        "Jabatan : Analis Kepegawaian",
        "Bulan : April 2021",
        "Jumlah Hari Kerja : 21 hari",
        "No Hari/Tanggal Jumlah Waktu Kerja Keterangan Kehadiran Ket",
        "1 Kamis, 1 April 2021 belum ada data belum ada data",
        "2 Jumat, 2 April 2021 – Libur Wafat Isa Almasih",
        "26 Senin, 26 April 2021 5 jam 50 menit WFH laporan terlambat",
        "27 Selasa, 27 April 2021 belum ada data belum ada data permohonan WFH tidak diputuskan",
        "28 Rabu, 28 April 2021 – WFH belum lapor",
        "Jumlah diakui 5 jam 50 menit (wajib 143 jam 30 menit)",
        "Halaman 1 dari 1",
    ):
        assert line in page


def test_absences_stand_on_both_papers() -> None:
    aways = {
        MONDAY: an_away(),
        TUESDAY: an_away(AbsenceKind.TRAVEL),
        WEDNESDAY: an_away(AbsenceKind.SICK, Part.MORNING),
    }
    row = a_row(aways=aways)

    (page,) = pages(personal_pdf(a_personal_recap(row)))
    assert "26 Senin, 26 April 2021 – Cuti 27 Selasa, 27 April 2021 – Dinas luar 28 Rabu" in page
    assert "28 Rabu, 28 April 2021 belum ada data belum ada data setengah hari sakit" in page

    (page,) = pages(month_pdf(a_recap(row)))
    assert "1 0,5 1 belum ada data 0 127,25" in page
    assert "DL: dinas luar, termasuk diklat dan pelatihan." in page


def test_a_persons_month_is_signed_by_both() -> None:
    (page,) = pages(personal_pdf(a_personal_recap()))

    assert "Atasan langsung, Kepala Dinas Komunikasi dan Informatika, Pegawai," in page
    assert "Budi Hartono, S.Sos., M.Si." in page
    assert page.count("Siti Rahmawati, S.E.") == 3


@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "*tebal* $x$ <label> @ref", "= Judul", "A" * 200])
def test_anybodys_text_is_printed_and_never_obeyed(typed: str) -> None:
    recap = a_recap(a_row(name=typed))

    (page,) = pages(month_pdf(recap))

    assert typed.replace(" ", "") in page.replace(" ", "").replace("\u200b", "")


@pytest.mark.parametrize("written", [month_pdf(a_recap()), personal_pdf(a_personal_recap())], ids=["unit", "person"])
def test_screen_readers_are_told_the_table(written: bytes) -> None:
    catalog = PdfReader(BytesIO(written)).root_object

    marked = catalog["/MarkInfo"]
    assert isinstance(marked, DictionaryObject)
    assert str(marked["/Marked"]) == "True"
    assert str(catalog["/Lang"]) == "id-ID"
    for tag in (b"/Table", b"/TH", b"/TD", b"/H1"):
        assert tag in written
    assert "Rekapitulasi jam kerja" in str(PdfReader(BytesIO(written)).metadata)


PRINTS_A_HASH = """
from hashlib import sha256
from tests.papers.test_recap_pdf import a_personal_recap, a_recap
from chalicelib.papers.recap_pdf import month_pdf, personal_pdf
print(sha256(month_pdf(a_recap()) + personal_pdf(a_personal_recap())).hexdigest())
"""


def test_another_process_prints_the_same_bytes() -> None:
    there = subprocess.run([sys.executable, "-c", PRINTS_A_HASH], capture_output=True, text=True, check=True)

    here = sha256(month_pdf(a_recap()) + personal_pdf(a_personal_recap())).hexdigest()
    assert there.stdout.strip() == here


def test_a_units_month_cites_the_circulars_it_was_worked_under() -> None:
    recap = replace(a_recap(a_row()), circulars=("Surat Edaran Nomor 7", "Surat Edaran Nomor 8"))
    words = " ".join(pages(month_pdf(recap)))

    assert "Dasar: Surat Edaran Nomor 7 Dasar: Surat Edaran Nomor 8" in words
    assert recap.fingerprint != a_recap(a_row()).fingerprint
