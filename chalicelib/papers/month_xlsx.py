"""A unit's month as a workbook: the recapitulation, and a second sheet with the days.

Numbers are numbers, dates are dates, a NIP is text. Totals are formulas and carry their value too, for viewers that do
not calculate. Nobody's text can become a formula or a link. The same recapitulation gives the same bytes: the moment
of making does not go in. Rows are written as they come, so that memory does not grow with the unit.
"""

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chalicelib.domain.calendars import first_day
from chalicelib.domain.letters import nip_printed
from chalicelib.domain.recaps import MonthRecap, RecapLine
from chalicelib.papers.words import DAY_WORDS, NO_DATA, TRAVEL_NOTE, clean, month_named, until_words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

A4 = 9
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
NUMBER_FORMATS = {"halves": "General", "number": "#,##0", "hours": "#,##0.00", "date": "dd-mm-yyyy", "day": "d"}


class _Looks(Struct, frozen=True):
    """The formats of the workbook by name, made once."""

    book: "Workbook"
    made: dict[str, "Format"]

    def of(self, name: str, **more: Any) -> "Format":
        """The format called `name`, made from `more` when it is first asked for."""
        if name not in self.made:
            self.made[name] = self.book.add_format({"font_name": "Calibri", "font_size": 10, **more})
        return self.made[name]


def month_xlsx(recap: MonthRecap) -> bytes:
    """The workbook. Minutes are shown as hours with two decimals, so that they can be added and compared."""
    from xlsxwriter.workbook import Workbook

    written = BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, {"constant_memory": True, **literal}) as book:
        made_for = datetime.combine(first_day(recap.month), time(), UTC).replace(tzinfo=None)
        title = f"Rekapitulasi jam kerja {clean(recap.unit_name)}"
        book.set_properties({"title": title, "author": clean(recap.unit_name), "created": made_for})
        looks = _Looks(book, {})
        _recap_sheet(book.add_worksheet("Rekap"), recap, looks)
        _days_sheet(book.add_worksheet("Hari"), recap, looks)
    return written.getvalue()


def _recap_sheet(sheet: "Worksheet", recap: MonthRecap, looks: _Looks) -> None:
    for at, (_, _, width, _) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
    _print_setup(sheet, recap)
    _titles(sheet, recap, looks, "REKAPITULASI JAM KERJA PEGAWAI")
    for at, (heading, _, _, _) in enumerate(COLUMNS):
        sheet.write_string(TOP, at, heading, _head(looks))
    sheet.set_row(TOP, 32)
    row = TOP
    for row, line in enumerate(recap.lines, start=TOP + 1):
        _recap_row(sheet, row, row - TOP, line, looks)
    _total_row(sheet, row + 1, recap, looks)
    sheet.autofilter(TOP, 0, max(row, TOP + 1), len(COLUMNS) - 1)
    sheet.freeze_panes(TOP + 1, 2)
    note = looks.of("note", italic=True, font_color="#444444")
    sheet.write_string(
        row + 3, 1, f"“{NO_DATA}”: belum dicatat atau belum diimpor; bukan nol dan bukan tidak hadir.", note
    )
    sheet.write_string(row + 4, 1, "Jam dalam desimal: 7,50 berarti 7 jam 30 menit.", note)
    sheet.write_string(row + 5, 1, TRAVEL_NOTE, note)
    for below, citation in enumerate(recap.circulars, start=row + 6):
        sheet.write_string(below, 1, f"Dasar: {clean(citation)}", note)


def _recap_row(sheet: "Worksheet", row: int, number: int, line: RecapLine, looks: _Looks) -> None:
    sheet.write_number(row, 0, number, _cell(looks, "number"))
    sheet.write_string(row, 1, clean(line.name), _cell(looks, "text"))
    sheet.write_string(row, 2, nip_printed(line.nip), _cell(looks, "text"))
    for at in SUMMED:
        _, name, _, kind = COLUMNS[at]
        value: int | None = getattr(line, str(name))
        if value is None:
            sheet.write_string(row, at, NO_DATA, _missing(looks))
        elif at == DIFFERENCE:
            formula = f"={_letter(COUNTED)}{row + 1}-{_letter(REQUIRED)}{row + 1}"
            sheet.write_formula(row, at, formula, _cell(looks, kind), value / 60)
        else:
            sheet.write_number(row, at, value / UNITS[kind] if kind in UNITS else value, _cell(looks, kind))


def _total_row(sheet: "Worksheet", row: int, recap: MonthRecap, looks: _Looks) -> None:
    """A column in which something is not recorded has no total either."""
    lines = recap.lines
    sheet.set_row(row, 24)
    sheet.write_string(row, 0, "", _total(looks, "text"))
    sheet.write_string(row, 1, "Jumlah", _total(looks, "text"))
    sheet.write_string(row, 2, "", _total(looks, "text"))
    for at in SUMMED:
        _, name, _, kind = COLUMNS[at]
        values = [getattr(line, str(name)) for line in lines]
        span = f"{_letter(at)}{TOP + 2}:{_letter(at)}{max(row, TOP + 2)}"
        known = sum(values) / UNITS.get(kind, 1) if None not in values else NO_DATA
        formula = f'=IF(COUNT({span})=ROWS({span}),SUM({span}),"{NO_DATA}")' if lines else "=0"
        look = _total_missing(looks) if known == NO_DATA else _total(looks, kind)
        sheet.write_formula(row, at, formula, look, known)


def _days_sheet(sheet: "Worksheet", recap: MonthRecap, looks: _Looks) -> None:
    expected = recap.table.month.sheet.expected
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 2, 23)
    sheet.set_column(3, 2 + len(expected), 3.3)
    _print_setup(sheet, recap)
    _titles(sheet, recap, looks, "HARI KERJA PEGAWAI")
    for at, (heading, _, _, _) in enumerate(COLUMNS[:3]):
        sheet.write_string(TOP, at, heading, _head(looks))
    for at, each in enumerate(expected, start=3):
        sheet.write_datetime(TOP, at, _dated(each.date), _head(looks, "day", off=each.hours is None))
    row = TOP
    for row, line in enumerate(recap.lines, start=TOP + 1):
        sheet.write_number(row, 0, row - TOP, _cell(looks, "number"))
        sheet.write_string(row, 1, clean(line.name), _cell(looks, "text"))
        sheet.write_string(row, 2, nip_printed(line.nip), _cell(looks, "text"))
        for at, cell in enumerate(line.cells, start=3):
            sheet.write_string(row, at, cell.plain, _cell(looks, "letter"))
    sheet.autofilter(TOP, 0, max(row, TOP + 1), 2 + len(expected))
    sheet.freeze_panes(TOP + 1, 2)
    for at, (kind, words) in enumerate(DAY_WORDS.items(), start=row + 2):
        sheet.write_string(at, 1, f"{kind.value} = {words}", looks.of("note", italic=True, font_color="#444444"))


def _titles(sheet: "Worksheet", recap: MonthRecap, looks: _Looks, title: str) -> None:
    bold = looks.of("title", bold=True)
    sheet.write_string(0, 0, title, looks.of("name", bold=True, font_size=13))
    sheet.write_string(1, 0, f"{clean(recap.unit_name)}, Pemerintah Kota {clean(recap.city)}", bold)
    sheet.write_string(2, 0, f"Bulan {month_named(recap.month)}", bold)
    sheet.write_string(3, 0, until_words(recap.table.until), looks.of("plain"))


def _print_setup(sheet: "Worksheet", recap: MonthRecap) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)
    unit = clean(recap.unit_name).replace("&", "&&")[:120]
    sheet.set_footer(f"&L&8{unit}, {month_named(recap.month)}&R&8Halaman &P dari &N")


def _dated(day: date) -> datetime:
    return datetime.combine(day, time(), UTC).replace(tzinfo=None)


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMN"[column]


def _head(looks: _Looks, kind: str = "text", *, off: bool = False) -> "Format":
    colour = "#D9D9D9" if off else "#DCEBE7"
    form = NUMBER_FORMATS.get(kind, "General")
    return looks.of(
        f"head {kind} {off}",
        bold=True,
        border=1,
        bg_color=colour,
        align="center",
        valign="vcenter",
        text_wrap=True,
        num_format=form,
    )


def _cell(looks: _Looks, kind: str) -> "Format":
    align = {"letter": "center", "text": "left"}.get(kind, "right")
    return looks.of(f"cell {kind}", border=1, align=align, num_format=NUMBER_FORMATS.get(kind, "@"))


def _missing(looks: _Looks) -> "Format":
    small = {"font_size": 7, "italic": True, "font_color": "#444444", "text_wrap": True}
    return looks.of("missing", border=1, align="center", valign="vcenter", **small)


def _total_missing(looks: _Looks) -> "Format":
    small = {"font_size": 7, "text_wrap": True, "num_format": NUMBER_FORMATS["hours"]}
    centred = {"align": "center", "valign": "vcenter"}
    return looks.of("total missing", bold=True, border=1, top=2, bg_color="#F2F2F2", **small, **centred)


def _total(looks: _Looks, kind: str) -> "Format":
    form = NUMBER_FORMATS.get(kind, "@")
    return looks.of(f"total {kind}", bold=True, border=1, top=2, bg_color="#F2F2F2", num_format=form, valign="vcenter")
