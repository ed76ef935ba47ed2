"""What all workbooks share: looks, titles, how they print.

The same contents give the same bytes: the moment of making does not go in. Nobody's text becomes a formula, a link or a
number. Rows are written as they come, so that memory does not grow with them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chalicelib.domain.calendars import Month, first_day

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

A4 = 9
LONGEST_FOOT = 120
"""Characters of a name in the footer; Excel takes 255 of the whole."""
NUMBER_FORMATS = {
    "halves": "General",
    "number": "#,##0",
    "percent": "0.0%",
    "hours": "#,##0.00",
    "date": "dd-mm-yyyy",
    "day": "d",
    "clock": "hh:mm",
}
_SOFT = "#444444"


class Looks(Struct, frozen=True):
    """The formats of a workbook by name, each made when it is first asked for."""

    book: "Workbook"
    made: dict[str, "Format"]

    def of(self, name: str, **more: Any) -> "Format":
        """The format called `name`, made from `more` when it is first asked for."""
        if name not in self.made:
            self.made[name] = self.book.add_format({"font_name": "Calibri", "font_size": 10, **more})
        return self.made[name]

    def head(self, kind: str = "text", *, off: bool = False) -> "Format":
        """A column's heading; grey over a day off."""
        return self.of(
            f"head {kind} {off}",
            bold=True,
            border=1,
            bg_color="#D9D9D9" if off else "#DCEBE7",
            align="center",
            valign="vcenter",
            text_wrap=True,
            num_format=NUMBER_FORMATS.get(kind, "General"),
        )

    def cell(self, kind: str) -> "Format":
        """A cell of a row."""
        align = {"letter": "center", "text": "left"}.get(kind, "right")
        return self.of(f"cell {kind}", border=1, align=align, num_format=NUMBER_FORMATS.get(kind, "@"))

    def missing(self) -> "Format":
        """A cell of which nothing is recorded."""
        small = {"font_size": 7, "italic": True, "font_color": _SOFT, "text_wrap": True}
        return self.of("missing", border=1, align="center", valign="vcenter", **small)

    def total(self, kind: str) -> "Format":
        """A cell of the last row."""
        form = NUMBER_FORMATS.get(kind, "@")
        return self.of(
            f"total {kind}", bold=True, border=1, top=2, bg_color="#F2F2F2", num_format=form, valign="vcenter"
        )

    def total_missing(self) -> "Format":
        """The total of a column in which something is not recorded."""
        small = {"font_size": 7, "text_wrap": True, "num_format": NUMBER_FORMATS["hours"]}
        centred = {"align": "center", "valign": "vcenter"}
        return self.of("total missing", bold=True, border=1, top=2, bg_color="#F2F2F2", **small, **centred)

    def note(self) -> "Format":
        """What is said below the figures."""
        return self.of("note", italic=True, font_color=_SOFT)


@contextmanager
def workbook(written: BytesIO, month: Month, title: str, author: str) -> Iterator[Looks]:
    """A workbook of `month` that is in `written` afterwards; its own date is the first of the month."""
    from xlsxwriter.workbook import Workbook

    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, {"constant_memory": True, **literal}) as book:
        book.set_properties({"title": title, "author": author, "created": dated(first_day(month))})
        yield Looks(book, {})


def titles(sheet: "Worksheet", looks: Looks, *lines: str) -> None:
    """The first rows: what it is, whose and when in bold, how far and of what standing."""
    for row, line in enumerate(lines):
        look = looks.of("name", bold=True, font_size=13) if row == 0 else looks.of("title", bold=True)
        sheet.write_string(row, 0, line, looks.of("plain") if row == len(lines) - 1 else look)


def headings(sheet: "Worksheet", looks: Looks, row: int, columns: tuple[tuple[str, int], ...]) -> None:
    """A row of headings and widths; what is above it and itself stays in sight."""
    for at, (heading, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(row, at, heading, looks.head())


def printed_as(sheet: "Worksheet", head: int, last: tuple[int, int], foot: str, sealed: str, *, high: int = 0) -> None:
    """Landscape A4, as wide as a page, the headings of row `head` on each; `last` is the last cell that is printed.

    `high` is how many pages it takes at most, 0 for as many as there are.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, high)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, *last)
    plain = foot.replace("&", "&&")[:LONGEST_FOOT]
    sheet.set_footer(f"&L&8{plain}&C&8{sealed}&R&8Halaman &P dari &N")


def dated(day: date) -> datetime:
    """A date as workbooks hold them."""
    return datetime.combine(day, time(), UTC).replace(tzinfo=None)


def letter(column: int) -> str:
    """The name of one of the first 26 columns, counted from 0."""
    return chr(ord("A") + column)
