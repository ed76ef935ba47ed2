"""The month as a workbook, read back as a spreadsheet would read it."""

import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.issuing import in_own_post, signatory_of
from chalicelib.domain.ledger import Filed, LedgerRow, Mark
from chalicelib.domain.months import month_table
from chalicelib.domain.recaps import MonthRecap
from chalicelib.papers.month_xlsx import COLUMNS, TOP, month_xlsx
from tests.factories import MONDAY, TUESDAY, WEDNESDAY, a_mark, a_row, a_sheet, a_supervisor, a_unit_month, an_away

MISSING = "belum ada data"
HEAD = TOP + 1
FIRST = HEAD + 1


def a_recap(*rows: LedgerRow, unit_name: str = "Dinas Sosial", today: date = date(2021, 5, 1)) -> MonthRecap:
    month = a_unit_month(*rows, sheet=a_sheet(unit_name=unit_name))
    return MonthRecap(month_table(month, today), "Pekanbaru", signatory_of(in_own_post(a_supervisor()), "Pekanbaru"))


def everywhere_at_home() -> Mapping[date, Mark]:
    """A month without a day at the office, so that nothing depends on attendance."""
    return {
        each.date: a_mark(filed=Filed.IN_TIME, minutes=each.target - 30) for each in a_sheet().expected if each.hours
    }


def sheet(written: bytes, name: str = "Rekap", *, values: bool = False) -> Worksheet:
    found = load_workbook(BytesIO(written), data_only=values)[name]
    assert isinstance(found, Worksheet)
    return found


def row_of(written: bytes, row: int, *, values: bool = False) -> list[Any]:
    return [cell.value for cell in sheet(written, values=values)[row]]


def test_the_columns_are_those_officials_know() -> None:
    assert row_of(month_xlsx(a_recap()), HEAD) == [
        "No",
        "Nama",
        "NIP",
        "Hari Kerja",
        "WFO",
        "WFH",
        "Cuti",
        "Sakit",
        "DL",
        "TK",
        "Laporan Disetujui",
        "Jam Wajib",
        "Jam Diakui",
        "Selisih",
    ]


def test_what_nobody_recorded_is_said_and_is_not_nought() -> None:
    row = row_of(month_xlsx(a_recap(a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)}))), FIRST)

    assert row[:4] == [1, "Siti Rahmawati, S.E.", "19860926 201505 2 001", 21]
    assert row[4:11] == [MISSING, 1, 0, 0, 0, MISSING, 0]
    assert row[11:] == [pytest.approx(143.5), 6.5, MISSING]


def test_someone_of_whom_nothing_is_known_has_no_hours_yet() -> None:
    assert row_of(month_xlsx(a_recap()), FIRST)[12] == MISSING


def test_a_month_fully_known_has_its_difference_as_a_formula_with_its_value() -> None:
    written = month_xlsx(a_recap(a_row(days=everywhere_at_home())))

    assert row_of(written, FIRST)[13] == f"=M{FIRST}-L{FIRST}"
    assert row_of(written, FIRST, values=True)[4:6] == [0, 21]
    assert row_of(written, FIRST, values=True)[13] == pytest.approx(-21 * 0.5)


def test_totals_are_formulas_that_carry_their_value() -> None:
    days = everywhere_at_home()
    written = month_xlsx(a_recap(a_row("a", name="A", days=days), a_row("b", name="B", days=days)))

    total, known = row_of(written, FIRST + 2), row_of(written, FIRST + 2, values=True)
    assert total[1] == "Jumlah"
    span = f"L{FIRST}:L{FIRST + 1}"
    assert total[11] == f'=IF(COUNT({span})=ROWS({span}),SUM({span}),"{MISSING}")'
    assert known[3:6] == [42, 0, 42]
    assert known[6:11] == [0, 0, 0, 0, 0]
    assert known[11:] == [pytest.approx(287), pytest.approx(266), pytest.approx(-21)]


def test_absences_are_counted_in_days_and_halves() -> None:
    away = {MONDAY: an_away(), WEDNESDAY: an_away(part=Part.AFTERNOON), TUESDAY: an_away(AbsenceKind.TRAINING)}
    written = month_xlsx(a_recap(a_row("a", name="A", aways=away), a_row("b", name="B")))

    assert row_of(written, FIRST)[6:9] == [1.5, 0, 1]
    assert row_of(written, FIRST + 2, values=True)[6:9] == [1.5, 0, 1]
    letters = [cell.value for cell in sheet(written, "Hari")[FIRST]]
    assert letters[3 + 25 : 3 + 28] == ["C", "P", "K/C"]


def test_a_total_over_something_missing_is_missing_too() -> None:
    written = month_xlsx(a_recap(a_row("a", name="A", days=everywhere_at_home()), a_row("b", name="B")))

    assert row_of(written, FIRST + 2, values=True)[13] == MISSING


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://x")', "https://x.example", "007"]
)
def test_nobodys_text_becomes_a_formula_a_link_or_a_number(typed: str) -> None:
    written = month_xlsx(a_recap(a_row(name=typed, nip=typed), unit_name=typed))

    for name in ("Rekap", "Hari"):
        page = sheet(written, name)
        for cell in (page.cell(FIRST, 2), page.cell(FIRST, 3)):
            assert (cell.value, cell.data_type, cell.hyperlink) == (typed, "s", None)
        assert page["A2"].data_type == "s"
    formulas = re.findall(rb"<f>(.*?)</f>", ZipFile(BytesIO(written)).read("xl/worksheets/sheet1.xml"))
    assert all(formula.startswith((b"IF(COUNT(", b"M")) for formula in formulas)


def test_a_units_name_cannot_write_its_own_footer() -> None:
    footer = sheet(month_xlsx(a_recap(unit_name="Seni & Budaya &D"))).oddFooter

    assert "Seni && Budaya &&D" in str(footer.left.text)


def test_invisible_characters_stay_out() -> None:
    assert row_of(month_xlsx(a_recap(a_row(name="Si\u202eti\x07\nR"))), FIRST)[1] == "Siti R"


def test_the_days_stand_under_real_dates() -> None:
    days = {MONDAY: a_mark(filed=Filed.LATE, minutes=300), WEDNESDAY: a_mark()}
    page = sheet(month_xlsx(a_recap(a_row(days=days))), "Hari")

    dates = [cell.value for cell in page[HEAD]][3:]
    assert dates == [datetime(2021, 4, day) for day in range(1, 31)]  # noqa: DTZ001 - spreadsheets know no zones
    letters = dict(zip((each.day for each in dates), (cell.value for cell in page[FIRST][3:]), strict=True))
    assert (letters[1], letters[2], letters[26], letters[28]) == ("K", "N", "T", "B")


def test_it_can_be_filtered_scrolled_and_printed() -> None:
    written = month_xlsx(a_recap(a_row("a", name="A"), a_row("b", name="B")))

    for name, last in (("Rekap", "N"), ("Hari", "AG")):
        page = sheet(written, name)
        assert page.auto_filter.ref == f"A{HEAD}:{last}{FIRST + 1}"
        assert page.freeze_panes == f"C{FIRST}"
        assert page.print_title_rows == f"${HEAD}:${HEAD}"
        assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
        assert page.oddFooter.right.text == "Halaman &P dari &N"


def test_a_unit_without_anybody_is_a_workbook_too() -> None:
    month = a_unit_month(sheet=a_sheet())
    empty = MonthRecap(month_table(type(month)(month.sheet, ()), MONDAY), "Pekanbaru", None)

    assert row_of(month_xlsx(empty), FIRST)[1] == "Jumlah"


def test_numbers_and_hours_have_formats() -> None:
    page = sheet(month_xlsx(a_recap(a_row(days=everywhere_at_home()))))

    assert page.cell(FIRST, 3).number_format == "@"
    assert {page.cell(FIRST, at).number_format for at in (12, 13, 14)} == {"#,##0.00"}
    assert len(COLUMNS) == page.max_column


PRINTS_A_HASH = """
from hashlib import sha256
from tests.papers.test_month_xlsx import a_recap
from chalicelib.papers.month_xlsx import month_xlsx
print(sha256(month_xlsx(a_recap())).hexdigest())
"""


def test_another_process_writes_the_same_bytes() -> None:
    there = subprocess.run([sys.executable, "-c", PRINTS_A_HASH], capture_output=True, text=True, check=True)

    assert there.stdout.strip() == sha256(month_xlsx(a_recap())).hexdigest()


def test_the_circulars_stand_below_the_figures() -> None:
    made = sheet(month_xlsx(replace(a_recap(a_row()), circulars=("Surat Edaran Nomor 7",))))

    assert "Dasar: Surat Edaran Nomor 7" in [made.cell(row, 2).value for row in range(1, 40)]
