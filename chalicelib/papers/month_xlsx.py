"""A unit's month as a workbook: the recapitulation, and a second sheet with the days.

Numbers are numbers, dates are dates, a NIP is text. Totals are formulas and carry their value too, for viewers that do
not calculate.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from chalicelib.domain.letters import nip_printed
from chalicelib.domain.recaps import MonthRecap, RecapLine
from chalicelib.papers.seals import seal_lines, short_foot, standing_of
from chalicelib.papers.sheets import Looks, dated, headings, letter, printed_as, titles, workbook
from chalicelib.papers.words import DAY_WORDS, NO_DATA, TRAVEL_NOTE, clean, month_named, until_words

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TOP = 4
"""The row of the column headings, counted from 0."""

COLUMNS: tuple[tuple[str, str | None, int, str], ...] = (
    ("No", None, 5, "number"),
    ("Nama", None, 32, "text"),
    ("NIP", None, 23, "text"),
    ("Hari Kerja", "work_days", 8, "number"),
    ("WFO", "office", 8, "number"),
    ("WFH", "home", 8, "number"),
    ("Cuti", "leave", 8, "halves"),
    ("Sakit", "sick", 8, "halves"),
    ("DL", "travel", 8, "halves"),
    ("TK", "absent", 8, "number"),
    ("Laporan Disetujui", "accepted", 10, "number"),
    ("Jam Wajib", "required", 11, "hours"),
    ("Jam Diakui", "counted", 11, "hours"),
    ("Selisih", "difference", 11, "hours"),
)
"""Heading, what of a line it shows, width, and how it is written."""
SUMMED = tuple(at for at, column in enumerate(COLUMNS) if column[1])
REQUIRED, COUNTED, DIFFERENCE = 11, 12, 13
UNITS = {"hours": 60, "halves": 2}
"""What a figure is divided by to be shown: minutes are shown as hours, half days as days."""


def month_xlsx(recap: MonthRecap) -> bytes:
    """The workbook. Minutes are shown as hours with two decimals, so that they can be added and compared."""
    written = BytesIO()
    title = f"Rekapitulasi jam kerja {clean(recap.unit_name)}"
    with workbook(written, recap.month, title, clean(recap.unit_name)) as looks:
        lines = recap.lines
        _recap_sheet(looks.book.add_worksheet("Rekap"), recap, lines, looks)
        _days_sheet(looks.book.add_worksheet("Hari"), recap, lines, looks)
    return written.getvalue()


def _recap_sheet(sheet: "Worksheet", recap: MonthRecap, lines: tuple[RecapLine, ...], looks: Looks) -> None:
    _titles(sheet, recap, looks, "REKAPITULASI JAM KERJA PEGAWAI")
    headings(sheet, looks, TOP, tuple((heading, width) for heading, _, width, _ in COLUMNS))
    sheet.set_row(TOP, 32)
    row = TOP
    for row, line in enumerate(lines, start=TOP + 1):
        _recap_row(sheet, row, row - TOP, line, looks)
    _total_row(sheet, row + 1, lines, looks)
    sheet.autofilter(TOP, 0, max(row, TOP + 1), len(COLUMNS) - 1)
    sheet.freeze_panes(TOP + 1, 2)
    notes = (
        *seal_lines(recap.seal, recap.table.month.sheet.zone),
        *([f"Isi (SHA-256): {recap.seal.content_hash}", f"Periksa di {recap.seal.address}"] if recap.seal else ()),
        f"“{NO_DATA}”: belum dicatat atau belum diimpor; bukan nol dan bukan tidak hadir.",
        "Jam dalam desimal: 7,50 berarti 7 jam 30 menit.",
        TRAVEL_NOTE,
        *(f"Dasar: {clean(citation)}" for citation in recap.circulars),
    )
    for below, note in enumerate(notes, start=row + 3):
        sheet.write_string(below, 1, note, looks.note())
    printed_as(sheet, TOP, (row + 2 + len(notes), len(COLUMNS) - 1), _foot(recap), short_foot(recap.seal))


def _recap_row(sheet: "Worksheet", row: int, number: int, line: RecapLine, looks: Looks) -> None:
    sheet.write_number(row, 0, number, looks.cell("number"))
    sheet.write_string(row, 1, clean(line.name), looks.cell("text"))
    sheet.write_string(row, 2, nip_printed(line.nip), looks.cell("text"))
    for at in SUMMED:
        _, name, _, kind = COLUMNS[at]
        value: int | None = getattr(line, str(name))
        if value is None:
            sheet.write_string(row, at, NO_DATA, looks.missing())
        elif at == DIFFERENCE:
            formula = f"={letter(COUNTED)}{row + 1}-{letter(REQUIRED)}{row + 1}"
            sheet.write_formula(row, at, formula, looks.cell(kind), value / 60)
        else:
            sheet.write_number(row, at, value / UNITS[kind] if kind in UNITS else value, looks.cell(kind))


def _total_row(sheet: "Worksheet", row: int, lines: tuple[RecapLine, ...], looks: Looks) -> None:
    """A column in which something is not recorded has no total either."""
    sheet.set_row(row, 24)
    for at, words in enumerate(("", "Jumlah", "")):
        sheet.write_string(row, at, words, looks.total("text"))
    for at in SUMMED:
        _, name, _, kind = COLUMNS[at]
        values = [getattr(line, str(name)) for line in lines]
        span = f"{letter(at)}{TOP + 2}:{letter(at)}{max(row, TOP + 2)}"
        known = sum(values) / UNITS.get(kind, 1) if None not in values else NO_DATA
        formula = f'=IF(COUNT({span})=ROWS({span}),SUM({span}),"{NO_DATA}")' if lines else "=0"
        look = looks.total_missing() if known == NO_DATA else looks.total(kind)
        sheet.write_formula(row, at, formula, look, known)


def _days_sheet(sheet: "Worksheet", recap: MonthRecap, lines: tuple[RecapLine, ...], looks: Looks) -> None:
    expected = recap.table.month.sheet.expected
    sheet.set_column(3, 2 + len(expected), 3.3)
    _titles(sheet, recap, looks, "HARI KERJA PEGAWAI")
    headings(sheet, looks, TOP, tuple((heading, width) for heading, _, width, _ in COLUMNS[:3]))
    for at, each in enumerate(expected, start=3):
        sheet.write_datetime(TOP, at, dated(each.date), looks.head("day", off=each.hours is None))
    row = TOP
    for row, line in enumerate(lines, start=TOP + 1):
        sheet.write_number(row, 0, row - TOP, looks.cell("number"))
        sheet.write_string(row, 1, clean(line.name), looks.cell("text"))
        sheet.write_string(row, 2, nip_printed(line.nip), looks.cell("text"))
        for at, cell in enumerate(line.cells, start=3):
            sheet.write_string(row, at, cell.plain, looks.cell("letter"))
    sheet.autofilter(TOP, 0, max(row, TOP + 1), 2 + len(expected))
    sheet.freeze_panes(TOP + 1, 2)
    for at, (kind, words) in enumerate(DAY_WORDS.items(), start=row + 2):
        sheet.write_string(at, 1, f"{kind.value} = {words}", looks.note())
    printed_as(sheet, TOP, (row + 1 + len(DAY_WORDS), 2 + len(expected)), _foot(recap), short_foot(recap.seal))


def _titles(sheet: "Worksheet", recap: MonthRecap, looks: Looks, title: str) -> None:
    unit = f"{clean(recap.unit_name)}, Pemerintah Kota {clean(recap.city)}"
    standing = f"{until_words(recap.table.until)}. {standing_of(recap.seal)}."
    titles(sheet, looks, title, unit, f"Bulan {month_named(recap.month)}", standing)


def _foot(recap: MonthRecap) -> str:
    return f"{clean(recap.unit_name)}, {month_named(recap.month)}"
