"""The city's month for spreadsheets: units by kind, each unit, the days; and a line for each unit as CSV."""

import csv
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.city_recap import CityRecap, Total
from chalicelib.papers.month_csv import guarded
from chalicelib.papers.sheets import Looks, dated, headings, letter, printed_as, titles, workbook
from chalicelib.papers.words import clean, month_named
from chalicelib.wording import INDONESIAN

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TOP = 3
"""The row of the column headings, counted from 0."""
DIVISORS = {"hours": 60, "percent": 100}


class Figure(Struct, frozen=True):
    """A column: its heading and kind, what it holds, and whether the last row adds it up."""

    heading: str
    kind: str
    of: Callable[[Total], float]
    is_summed: bool = True


FIGURES = (
    Figure("Unit", "number", lambda total: len(total.units)),
    Figure("Pegawai", "number", lambda total: total.staff),
    Figure("Hari kerja", "number", lambda total: sum(each.staff_days for each in total.units)),
    Figure("Hari di rumah", "number", lambda total: sum(each.home_days for each in total.units)),
    Figure("Di rumah", "percent", lambda total: total.home_share, is_summed=False),
    Figure("Laporan tepat waktu", "number", lambda total: total.reports[0]),
    Figure("Laporan terlambat", "number", lambda total: total.reports[1]),
    Figure("Belum lapor", "number", lambda total: total.reports[2]),
    Figure("Tepat waktu", "percent", lambda total: total.in_time_share, is_summed=False),
    Figure("Jam wajib", "hours", lambda total: total.required),
    Figure("Jam diakui", "hours", lambda total: total.counted),
    Figure("Jam diakui final", "hours", lambda total: total.final),
    Figure("Hari belum ada data", "number", lambda total: total.without_data),
)
_STAFF_DAYS, _HOME_DAYS, _IN_TIME, _MISSING = 2, 3, 5, 7


def city_month_csv(recap: CityRecap) -> bytes:
    """A line for each unit, hours with a decimal comma; units of which nothing is known are not there."""
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(["Bulan", "Unit", "Jenis", *(figure.heading for figure in FIGURES[1:]), "Keadaan sampai"])
    for each in recap.alone:
        (unit,) = each.units
        said = [_said(figure, each) for figure in FIGURES[1:]]
        out.writerow([recap.month, guarded(clean(each.name)), guarded(unit.kind), *said, f"{unit.until:%d-%m-%Y}"])
    return ("\ufeff" + written.getvalue()).encode()


def city_month_xlsx(recap: CityRecap) -> bytes:
    """The workbook; sums and shares are formulas that carry their value."""
    written = BytesIO()
    with workbook(written, recap.month, f"Rekap kota {clean(recap.city)}", clean(recap.city)) as looks:
        _totals_sheet(looks, recap, "Jenis", recap.kinds)
        _totals_sheet(looks, recap, "Unit", recap.alone)
        _days_sheet(looks, recap)
    return written.getvalue()


def _said(figure: Figure, total: Total) -> str:
    value = figure.of(total)
    if figure.kind == "hours":
        return INDONESIAN.decimal_hours(int(value))
    return INDONESIAN.decimal(value)


def _totals_sheet(looks: Looks, recap: CityRecap, name: str, totals: Sequence[Total]) -> None:
    sheet = looks.book.add_worksheet(name)
    heading = "Jenis unit" if name == "Jenis" else "Unit"
    _titles(sheet, looks, recap, f"REKAP KOTA MENURUT {heading.upper()}")
    headings(sheet, looks, TOP, (("No", 5), (heading, 40), *((figure.heading, 11) for figure in FIGURES)))
    sheet.set_row(TOP, 32)
    for row, total in enumerate(totals, start=TOP + 1):
        sheet.write_number(row, 0, row - TOP, looks.cell("number"))
        sheet.write_string(row, 1, clean(total.name), looks.cell("text"))
        for at, figure in enumerate(FIGURES, start=2):
            value = figure.of(total) / DIVISORS.get(figure.kind, 1)
            if figure.is_summed:
                sheet.write_number(row, at, value, looks.cell(figure.kind))
            else:
                sheet.write_formula(row, at, _share(at, row), looks.cell(figure.kind), value)
    last = TOP + len(totals)
    _last_row(sheet, looks, last + 1, recap.total)
    sheet.autofilter(TOP, 0, max(last, TOP + 1), len(FIGURES) + 1)
    sheet.freeze_panes(TOP + 1, 2)
    printed_as(sheet, TOP, (last + 1, len(FIGURES) + 1), _foot(recap), "")


def _last_row(sheet: "Worksheet", looks: Looks, row: int, total: Total) -> None:
    sheet.write_string(row, 0, "", looks.total("text"))
    sheet.write_string(row, 1, "Jumlah", looks.total("text"))
    for at, figure in enumerate(FIGURES, start=2):
        column = letter(at)
        formula = f"=SUM({column}{TOP + 2}:{column}{row})" if figure.is_summed else _share(at, row)
        value = figure.of(total) / DIVISORS.get(figure.kind, 1)
        sheet.write_formula(row, at, formula, looks.total(figure.kind), value)


def _share(at: int, row: int) -> str:
    """The formula of a share: of the days at home, or of the reports in time."""
    if FIGURES[at - 2].heading == "Di rumah":
        part, whole = f"{letter(_HOME_DAYS + 2)}{row + 1}", f"{letter(_STAFF_DAYS + 2)}{row + 1}"
    else:
        part = f"{letter(_IN_TIME + 2)}{row + 1}"
        whole = f"SUM({part}:{letter(_MISSING + 2)}{row + 1})"
    return f"=IF({whole}=0,0,ROUND({part}/{whole},3))"


def _days_sheet(looks: Looks, recap: CityRecap) -> None:
    sheet = looks.book.add_worksheet("Hari")
    _titles(sheet, looks, recap, "REKAP KOTA MENURUT HARI")
    names = ("Tanggal", "Pegawai", "Di rumah", "Bagian di rumah", "Batas paling banyak", "Bagian batas")
    headings(sheet, looks, TOP, (*((name, 12) for name in names), ("Unit melebihi batas", 60)))
    sheet.set_row(TOP, 32)
    days = recap.days
    for row, day in enumerate(days, start=TOP + 1):
        sheet.write_datetime(row, 0, dated(day.date), looks.cell("date"))
        sheet.write_number(row, 1, day.staff, looks.cell("number"))
        sheet.write_number(row, 2, day.home, looks.cell("number"))
        formula = f"=IF(B{row + 1}=0,0,ROUND(C{row + 1}/B{row + 1},3))"
        sheet.write_formula(row, 3, formula, looks.cell("percent"), day.home_share / 100)
        for at, value in ((4, day.most), (5, (day.most_share or 0) / 100)):
            if day.most_share is None:
                sheet.write_blank(row, at, None, looks.cell("number"))
            else:
                sheet.write_number(row, at, value, looks.cell("number" if at == len(names) - 2 else "percent"))
        sheet.write_string(row, 6, ", ".join(map(clean, day.over)), looks.cell("text"))
    last = TOP + len(days)
    sheet.autofilter(TOP, 0, max(last, TOP + 1), len(names))
    sheet.freeze_panes(TOP + 1, 1)
    printed_as(sheet, TOP, (last, len(names)), _foot(recap), "")


def _titles(sheet: "Worksheet", looks: Looks, recap: CityRecap, title: str) -> None:
    unseen = f" Belum ada data: {', '.join(map(clean, recap.unseen))}." if recap.unseen else ""
    titles(sheet, looks, title, f"Pemerintah Kota {clean(recap.city)}", f"Bulan {month_named(recap.month)}.{unseen}")


def _foot(recap: CityRecap) -> str:
    return f"Rekap kota {clean(recap.city)}, {month_named(recap.month)}"
