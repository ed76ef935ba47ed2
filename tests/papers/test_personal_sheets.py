"""One person's month as a spreadsheet opens it."""

import csv
from datetime import datetime, time
from io import BytesIO, StringIO

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.presence import Presence
from chalicelib.papers.personal_sheets import TOP, personal_csv, personal_xlsx
from tests.factories import MONDAY, TUESDAY, WEDNESDAY, a_mark, a_row, a_sheet
from tests.papers.test_recap_pdf import a_personal_recap

HEAD = TOP + 1
MISSING = "belum ada data"


def a_busy_row() -> LedgerRow:
    """Reported late on Monday, at the office on Tuesday, without a report on Wednesday."""
    days = {MONDAY: a_mark(filed=Filed.LATE, minutes=350), WEDNESDAY: a_mark()}
    return a_row(days=days, presences={TUESDAY: Presence(480, 900)})


def opened(row: LedgerRow, *, values: bool = False) -> Worksheet:
    found = load_workbook(BytesIO(personal_xlsx(a_personal_recap(row))), data_only=values).active
    assert isinstance(found, Worksheet)
    return found


def lines(row: LedgerRow) -> list[dict[str, str]]:
    written = personal_csv(a_personal_recap(row)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(written, newline=""), delimiter=";"))


def test_every_date_has_a_row_of_real_dates_times_and_hours() -> None:
    sheet = opened(a_busy_row())
    rows = {row[1].value.day: [cell.value for cell in row] for row in sheet.iter_rows(HEAD + 1, HEAD + 30)}

    assert sorted(rows) == list(range(1, 31))
    assert rows[26][1:] == [
        datetime(2021, 4, 26),  # noqa: DTZ001 - spreadsheets know no zones
        "Senin",
        6.5,
        None,
        None,
        pytest.approx(350 / 60),
        "WFH",
        "laporan terlambat",
    ]
    assert rows[27][4:8] == [time(8), time(15), 6.5, "WFO"]
    assert rows[28][6:] == [0, "WFH", "belum lapor"]
    assert rows[1][6:] == [0, "–", "belum dijelaskan"]
    assert rows[29][6:8] == [MISSING, MISSING]
    assert (rows[2][3], rows[2][7], rows[2][8]) == (0, "Libur", "Wafat Isa Almasih")


def test_totals_are_formulas_that_carry_their_value() -> None:
    formulas, values = opened(a_busy_row()), opened(a_busy_row(), values=True)
    last = HEAD + 30

    assert formulas.cell(last + 1, 4).value == f"=SUM(D{HEAD + 1}:D{last})"
    assert values.cell(last + 1, 4).value == pytest.approx(143.5)
    assert values.cell(last + 1, 7).value == pytest.approx((350 + 390) / 60)
    assert values.cell(last + 2, 7).value == MISSING


def test_the_difference_is_there_once_every_day_is_known() -> None:
    days = {
        each.date: a_mark(filed=Filed.IN_TIME, minutes=each.target - 30) for each in a_sheet().expected if each.hours
    }
    row = a_row(days=days)
    last = HEAD + 30

    assert opened(row, values=True).cell(last + 2, 7).value == pytest.approx(-21 * 0.5)
    assert f"G{last + 1}-D{last + 1}" in str(opened(row).cell(last + 2, 7).value)


def test_it_can_be_filtered_scrolled_and_printed() -> None:
    sheet = opened(a_busy_row())

    assert sheet.auto_filter.ref == f"A{HEAD}:I{HEAD + 30}"
    assert sheet.freeze_panes == f"C{HEAD + 1}"
    assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
    assert sheet.print_area
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_csv_has_the_same_with_indonesian_separators() -> None:
    monday, tuesday = lines(a_busy_row())[25:27]

    assert (monday["Nama"], monday["NIP"]) == ("Siti Rahmawati, S.E.", "19860926 201505 2 001")
    assert (monday["Tanggal"], monday["Hari"], monday["Jam Wajib"], monday["Jam Diakui"]) == (
        "26-04-2021",
        "Senin",
        "6,5",
        "5,83",
    )
    assert (tuesday["Datang"], tuesday["Pulang"], tuesday["Kehadiran"]) == ("08.00", "15.00", "WFO")


def test_days_before_somebody_came_ask_nothing_of_them() -> None:
    row = replace(a_row(), since=WEDNESDAY)

    assert lines(row)[0]["Jam Wajib"] == "0"
    assert lines(row)[0]["Keterangan"] == "tidak bertugas di unit ini"
    # 28, 29 and 30 April, in the fasting month
    assert opened(row, values=True).cell(HEAD + 31, 4).value == pytest.approx(3 * 6.5)
