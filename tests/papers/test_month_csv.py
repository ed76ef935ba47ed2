"""The month as a spreadsheet opens it: Indonesian separators, and nobody's text taken for a formula."""

import csv
from datetime import date
from io import StringIO

import pytest

from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.months import month_table
from chalicelib.papers.month_csv import FORMULA_STARTS, guarded, month_csv
from tests.factories import FRIDAY, MONDAY, WEDNESDAY, a_mark, a_row, a_unit_month, an_away

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def written(*rows: LedgerRow) -> bytes:
    """The unit's April as seen on Wednesday the 28th."""
    return month_csv(month_table(a_unit_month(*rows), WEDNESDAY))


def opened(*rows: LedgerRow) -> list[dict[str, str]]:
    """What a spreadsheet shows of it, a dictionary for each line."""
    return list(csv.DictReader(StringIO(written(*rows).decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_begins_with_one_byte_order_mark() -> None:
    assert written().startswith(BYTE_ORDER_MARK + b"No;Nama;NIP;")
    assert written().count(BYTE_ORDER_MARK) == 1


def test_lines_end_as_windows_ends_them() -> None:
    assert written().endswith(b"\r\n")
    assert written().count(b"\n") == written().count(b"\r\n") == 2


def test_the_heading_names_every_day_of_the_month() -> None:
    days = [f"{day:02d}-04-2021" for day in range(1, 31)]
    sums = ["Hari WFH", "Cuti", "Sakit", "DL", "Belum lapor", "Belum ada data", "Jam wajib", "Jam diakui", "Selisih"]

    heading = written().decode("utf-8-sig").splitlines()[0].split(";")

    assert heading == ["No", "Nama", "NIP", *days, *sums, "Keadaan", "Isi (SHA-256)"]


def test_every_employee_has_a_numbered_line_in_the_order_of_the_month() -> None:
    rows = (a_row("siti", name="Siti"), a_row("agus", name="Agus"), a_row("rina", name="Rina"))

    assert [(line["No"], line["Nama"]) for line in opened(*rows)] == [("1", "Siti"), ("2", "Agus"), ("3", "Rina")]


@pytest.mark.parametrize(("nip", "shown"), [("198609262015052001", "19860926 201505 2 001"), (None, "")])
def test_a_nip_is_written_in_groups_so_that_it_stays_a_text(nip: str | None, shown: str) -> None:
    assert opened(a_row(nip=nip))[0]["NIP"] == shown


def test_days_and_hours_are_those_of_the_month() -> None:
    row = a_row(days={date(2021, 4, 21): a_mark(), MONDAY: a_mark(filed=Filed.IN_TIME, minutes=375)})

    (line,) = opened(row)

    assert [line[f"{day}-04-2021"] for day in (20, 21, 25, 26, 29)] == ["K", "B", "L", "R", "-"]
    assert (line["Hari WFH"], line["Belum lapor"], line["Belum ada data"]) == ("2", "1", "17")
    # 7 ordinary days of 450 minutes and 12 of the fasting month of 390
    assert (line["Jam wajib"], line["Jam diakui"], line["Selisih"]) == ("130,5", "6,25", "-124,25")


def test_absences_have_their_letters_and_their_columns() -> None:
    sick, travel = an_away(AbsenceKind.SICK), an_away(AbsenceKind.TRAVEL, Part.MORNING)
    days = {WEDNESDAY: a_mark()}

    (line,) = opened(a_row(days=days, aways={FRIDAY: an_away(), MONDAY: sick, WEDNESDAY: travel}))

    assert [line[f"{day}-04-2021"] for day in (23, 26, 28)] == ["C", "S", "H/D"]
    assert (line["Cuti"], line["Sakit"], line["DL"]) == ("1", "1", "0,5")
    # of 7 days of 450 minutes and 12 of 390, two days and a half less
    assert line["Jam wajib"] == "114,25"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_name_that_a_spreadsheet_would_calculate_is_guarded(start: str) -> None:
    name = f'{start}HYPERLINK("https://x.example";"Siti")'

    assert opened(a_row(name=name))[0]["Nama"] == f"'{name}"


def test_the_starts_that_are_guarded_are_those_tested() -> None:
    assert set(FORMULA_STARTS) == set("=+-@\t\r\n")


@pytest.mark.parametrize("name", ["Siti Rahmawati, S.E.", "Nur'aini", "A=B", "Ani - Budi", "D@ni", ""])
def test_an_ordinary_name_is_written_as_it_is(name: str) -> None:
    assert guarded(name) == name
    assert opened(a_row(name=name))[0]["Nama"] == name


@pytest.mark.parametrize("name", ["Siti; Budi", 'Siti "Titi"', "Siti\nRahmawati", "Siti\r\n=1+1;2"])
def test_a_name_stays_in_its_cell_whatever_it_holds(name: str) -> None:
    lines = opened(a_row(name=name), a_row("budi", name="Budi"))

    assert [line["Nama"] for line in lines] == [name, "Budi"]
    assert [line["NIP"] for line in lines] == ["19860926 201505 2 001"] * 2
