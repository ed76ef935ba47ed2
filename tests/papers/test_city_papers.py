"""The city's month as paper: formulas that agree with their values, charts that say what they show."""

import csv
import os
import re
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from chalicelib import charts
from chalicelib.domain.recaps import PaperFormat
from chalicelib.papers.city_sheets import FIGURES, TOP, city_month_csv, city_month_xlsx
from chalicelib.wiring import Papers
from tests.domain.test_city_recap import a_city, some_figures

HEAD = TOP + 1
CITY = a_city(some_figures("Dinas A"), some_figures("=B", "badan"), some_figures("Dinas C"))


def test_the_workbook_adds_up_by_formulas_that_carry_their_value() -> None:
    written = BytesIO(city_month_xlsx(CITY))
    formulas, values = load_workbook(written), load_workbook(written, data_only=True)

    assert formulas.sheetnames == ["Jenis", "Unit", "Hari"]
    kinds = [[cell.value for cell in row] for row in values["Jenis"].iter_rows(HEAD + 1, HEAD + 3)]
    assert kinds[0][:6] == [1, "badan", 1, 10, 20, 9]
    assert kinds[1][1:6] == ["dinas", 2, 20, 40, 18]
    assert kinds[2][1:7] == ["Jumlah", 3, 30, 60, 27, pytest.approx(0.45)]
    assert formulas["Jenis"].cell(HEAD + 3, 4).value == f"=SUM(D{HEAD + 1}:D{HEAD + 2})"
    assert formulas["Jenis"].cell(HEAD + 3, 7).value == f"=IF(E{HEAD + 3}=0,0,ROUND(F{HEAD + 3}/E{HEAD + 3},3))"
    (first,) = values["Hari"].iter_rows(HEAD + 1, HEAD + 1)
    assert [cell.value for cell in first][:5] == [
        datetime(2021, 4, 26),  # noqa: DTZ001 - spreadsheets know no zones
        30,
        12,
        pytest.approx(0.4),
        9,
    ]
    assert first[6].value == "=B, Dinas A, Dinas C"
    assert first[6].data_type == "s"


def test_every_sheet_can_be_filtered_scrolled_and_printed() -> None:
    for sheet in load_workbook(BytesIO(city_month_xlsx(CITY))).worksheets:
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
        assert sheet.print_area
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
        assert sheet.page_setup.orientation == "landscape"


def test_the_csv_has_a_line_for_each_unit_and_no_formulas() -> None:
    lines = list(csv.DictReader(StringIO(city_month_csv(CITY).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert [line["Unit"] for line in lines] == ["'=B", "Dinas A", "Dinas C"]
    assert (lines[1]["Jam wajib"], lines[1]["Di rumah"], lines[1]["Keadaan sampai"]) == ("150", "45", "27-04-2021")
    assert set(lines[0]) >= {figure.heading for figure in FIGURES[1:]}


def test_the_pdf_has_the_tables_of_its_charts() -> None:
    written = Papers().city(CITY, PaperFormat.PDF)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages).split())

    assert "REKAP KOTA: BEKERJA DARI RUMAH DAN JAM KERJA" in words
    assert "Belum ada data: Unit Lain." in words
    assert "dinas 2 20 45% 12 4 2 300 200 8" in words
    assert "Senin, 26 April 30 12 40% 30% =B, Dinas A, Dinas C" in words
    for tag in (b"/Figure", b"/Table", b"/H2"):
        assert tag in written


def everything() -> str:
    """A hash of all three."""
    forms = (PaperFormat.PDF, PaperFormat.XLSX, PaperFormat.CSV)
    return sha256(b"".join(Papers().city(CITY, form) for form in forms)).hexdigest()


def test_the_same_month_gives_the_same_bytes_in_any_process() -> None:
    asked = [sys.executable, "-c", "from tests.papers.test_city_papers import everything; print(everything())"]
    env = os.environ | {"PYTHONHASHSEED": "7"}

    assert subprocess.run(asked, capture_output=True, text=True, check=True, env=env).stdout.strip() == everything()


# Charts


def test_columns_are_as_high_as_they_say_and_the_cap_is_a_line() -> None:
    drawn = charts.columns("x", [charts.Column("1", 50, 25), charts.Column("2", 100, None)])

    half, whole = (float(height) for height in re.findall(r'<rect .*? height="(.*?)"', drawn))
    assert half * 2 == pytest.approx(whole)
    assert drawn.count("stroke-width") == 1
    assert re.findall(">([^<]+)</text>", drawn) == ["0%", "50%", "100%", "1", "2"]


def test_bars_share_one_scale() -> None:
    drawn = charts.bars("x", [charts.Bar("a", (3, 1), "empat"), charts.Bar("b", (2,), "dua")])

    assert re.findall(r'<rect .*? width="(.*?)"', drawn) == ["180", "60", "120"]


def test_nothing_is_styled_inline_and_nobodys_text_is_markup() -> None:
    drawn = charts.bars('"><script>', [charts.Bar("<b>", (), "&")])

    assert "style" not in drawn
    assert "<script>" not in drawn
    assert "&lt;b&gt;" in drawn
    assert charts.columns("leer", []).startswith("<svg")
