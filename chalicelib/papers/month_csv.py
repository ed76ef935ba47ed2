"""A unit's month as CSV, for spreadsheets."""

import csv
from datetime import date
from io import StringIO

from chalicelib.domain.letters import nip_printed
from chalicelib.domain.months import MonthLine, MonthTable
from chalicelib.domain.recaps import Seal, absences_of
from chalicelib.papers.seals import standing_of
from chalicelib.papers.words import in_days
from chalicelib.wording import INDONESIAN

SUMS = (
    "Hari WFH",
    "Cuti",
    "Sakit",
    "DL",
    "Belum lapor",
    "Belum ada data",
    "Jam wajib",
    "Jam diakui",
    "Selisih",
    "Keadaan",
    "Isi (SHA-256)",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def month_csv(table: MonthTable, seal: Seal | None = None) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as Indonesian spreadsheets expect; hours with a decimal comma.

    NIPs are written in groups, so that no spreadsheet turns them into numbers. Each line says of what standing it is:
    there is no page to say it on.
    """
    standing = (standing_of(seal), seal.content_hash if seal else "")
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    dates = [f"{each.date:%d-%m-%Y}" for each in table.month.sheet.expected]
    out.writerow(["No", "Nama", "NIP", *dates, *SUMS])
    for number, line in enumerate(table.lines, start=1):
        out.writerow([number, *_cells(line, table.until), *standing])
    return ("\ufeff" + written.getvalue()).encode()


def _cells(line: MonthLine, until: date) -> list[str | int]:
    return [
        guarded(line.name),
        guarded(nip_printed(line.nip)),
        *(cell.plain for cell in line.cells),
        line.home_days,
        *(in_days(halves) for halves in absences_of(line, until)),
        line.unreported,
        line.without_data,
        INDONESIAN.decimal_hours(line.required),
        INDONESIAN.decimal_hours(line.counted),
        INDONESIAN.decimal_hours(line.counted - line.required),
    ]


def guarded(typed: str) -> str:
    """Anybody's text as a cell that no spreadsheet takes for a formula."""
    return f"'{typed}" if typed.startswith(FORMULA_STARTS) else typed
