"""CSV as offices make it: UTF-8 with or without a byte order mark, commas or semicolons, and what Excel leaves behind.

Reading finds what is wrong with the file as such; what the cells mean is judged elsewhere.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO

from msgspec import Struct, field

from chalicelib.domain.import_changes import RowProblem
from chalicelib.domain.texts import text
from chalicelib.domain.written_dates import day_of

MOST_ROWS = 20_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet; exports put an apostrophe before it."""
EXCEL_NUMBER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
"""What Excel makes of a long number, e.g. 1.98609E+17."""
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
HINT = re.compile(r"sep=(.)\r?\n")
"""A first line by which Excel tells itself the separator."""

NO_TEXT = (b"PK\x03\x04", b"\x89PNG", b"%PDF-", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")
"""How workbooks, pictures and papers begin that are handed in by mistake."""
EARLIEST, LATEST = date(1940, 1, 1), date(2100, 1, 1)

Row = dict[str, str]


class Column(Struct, frozen=True):
    """A column by its heading, and the most characters a cell of it holds."""

    name: str
    longest: int
    required: bool = False
    may_lack: bool = False
    """Whether a file may come without it."""


class CsvRow(Struct, frozen=True):
    """A row's cells by column, all columns present; `line` is where it begins, from 1."""

    line: int
    cells: Row


class Findings(Struct):
    """What is wrong, or looks wrong, in a file, growing while it is read."""

    file: str
    """What people call it."""
    problems: list[RowProblem] = field(default_factory=list)

    def tell(self, line: int, column: str, msgid: str, **values: str | int) -> None:
        """Something is wrong."""
        self.problems.append(RowProblem(self.file, line, column, msgid, values))

    def doubt(self, line: int, column: str, msgid: str, **values: str | int) -> None:
        """Something looks wrong and stands in nobody's way."""
        self.problems.append(RowProblem(self.file, line, column, msgid, values, warning=True))


def rows_of(
    content: bytes, columns: tuple[Column, ...], findings: Findings, most: int = MOST_ROWS
) -> tuple[CsvRow, ...]:
    """The rows of a file that can be read; what is wrong with the others or with the whole is among the findings."""
    if content.startswith(NO_TEXT):
        findings.tell(1, "", text("Berkas ini bukan CSV. Di Excel, simpan sebagai “CSV UTF-8 (dipisahkan koma)”."))
        return ()
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.tell(line, "", text("Berkas bukan UTF-8. Di Excel, simpan sebagai “CSV UTF-8 (dipisahkan koma)”."))
        return ()
    hint = HINT.match(written)
    skipped = 1 if hint else 0
    written = written[hint.end() :] if hint else written
    head = written.partition("\n")[0]
    separator = hint[1] if hint else ";" if head.count(";") > head.count(",") else ","
    lines = _lines(written, separator, skipped, findings)
    heading = next(lines, None)
    if heading is None:
        findings.tell(1, "", text("Berkas kosong: baris pertama harus berisi nama kolom."))
        return ()
    names = _headings(heading, columns, findings)
    if findings.problems:
        return ()
    return tuple(_rows(lines, names, columns, findings, most))


def tell_excel(row: CsvRow, column: str, findings: Findings) -> None:
    """A long number of which Excel has left only the beginning."""
    findings.tell(
        row.line,
        column,
        text(
            "Excel telah mengubah nomor ini menjadi %(written)s dan sebagian angkanya hilang. Ubah kolom menjadi teks."
        ),
        written=row.cells[column],
    )


def date_in(row: CsvRow, column: str, findings: Findings) -> date | None:
    """The date in a cell, None for an empty one and for one that holds none, which is told."""
    written = row.cells[column]
    if not written:
        return None
    day = day_of(written)
    if day and EARLIEST <= day <= LATEST:
        return day
    findings.tell(row.line, column, text("Tanggal “%(written)s” tidak ada. Tulis seperti 2021-04-26."), written=written)
    return None


def _lines(written: str, separator: str, skipped: int, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not blank, with its number; ends where the quoting goes wrong."""
    reader = csv.reader(StringIO(written, newline=""), delimiter=separator, strict=True)
    begins = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [_tidied(cell) for cell in cells]
            begins = skipped + reader.line_num + 1
    except csv.Error:
        findings.tell(
            begins, "", text("Tanda kutip pada baris ini tidak berpasangan, sehingga baris berikutnya tidak terbaca.")
        )


def _tidied(cell: str) -> str:
    seen = INVISIBLE.sub("", cell.replace("\u00a0", " ")).strip()
    return seen[1:] if seen[:1] == "'" and seen[1:2] in FORMULA_STARTS else seen


def _headings(heading: tuple[int, list[str]], columns: tuple[Column, ...], findings: Findings) -> list[str]:
    line, cells = heading
    while cells and not cells[-1]:
        cells = cells[:-1]
    names = ["_".join(cell.lower().replace("_", " ").split()) for cell in cells]
    known = {column.name for column in columns}
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        findings.tell(line, name, text("Kolom ini ada lebih dari satu kali."))
    for name in names:
        if name not in known:
            findings.tell(line, name[:40], text("Nama kolom ini tidak dikenal."))
    for column in columns:
        if column.name not in names and not column.may_lack:
            findings.tell(line, column.name, text("Kolom ini tidak ada di baris pertama."))
    return names


def _rows(
    lines: Iterator[tuple[int, list[str]]],
    names: list[str],
    columns: tuple[Column, ...],
    findings: Findings,
    most: int,
) -> Iterator[CsvRow]:
    absent = {column.name: "" for column in columns if column.name not in names}
    for number, (line, cells) in enumerate(lines):
        if number >= most:
            findings.tell(line, "", text("Paling banyak %(most)s baris per berkas. Bagilah berkasnya."), most=most)
            return
        filled = len(cells) - next((n for n, cell in enumerate(reversed(cells)) if cell), len(cells))
        if filled > len(names):
            findings.tell(
                line,
                "",
                text("Baris ini memiliki %(cells)s isian untuk %(columns)s kolom."),
                cells=filled,
                columns=len(names),
            )
            continue
        filled_in = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
        yield _checked(CsvRow(line, absent | filled_in), columns, findings)


def _checked(row: CsvRow, columns: tuple[Column, ...], findings: Findings) -> CsvRow:
    for column in columns:
        cell = row.cells[column.name]
        if column.required and not cell:
            findings.tell(row.line, column.name, text("Kolom ini harus diisi."))
        if len(cell) > column.longest:
            findings.tell(row.line, column.name, text("Paling panjang %(most)s huruf."), most=column.longest)
    return row
