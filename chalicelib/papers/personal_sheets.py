"""One person's month for spreadsheets: a row for every date, as a workbook and as CSV."""

import csv
from datetime import time
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.calendars import minutes_between
from chalicelib.domain.letters import nip_printed
from chalicelib.domain.months import UNKNOWN
from chalicelib.domain.recaps import PersonalDay, PersonalRecap
from chalicelib.papers.month_csv import guarded
from chalicelib.papers.recap_pdf import attendance_words, remark_words
from chalicelib.papers.seals import seal_lines, short_foot, standing_of
from chalicelib.papers.sheets import Looks, dated, headings, letter, printed_as, titles, workbook
from chalicelib.papers.words import NO_DATA, clean, month_named, until_words, written_date
from chalicelib.wording import INDONESIAN

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TOP = 5
"""The row of the column headings, counted from 0."""
COLUMNS: tuple[tuple[str, int], ...] = (
    ("No", 5),
    ("Tanggal", 12),
    ("Hari", 10),
    ("Jam Wajib", 11),
    ("Datang", 9),
    ("Pulang", 9),
    ("Jam Diakui", 11),
    ("Kehadiran", 18),
    ("Keterangan", 44),
)
REQUIRED, CAME, COUNTED, ATTENDANCE = 3, 4, 6, 7
DAY_MINUTES = 24 * 60


class _Line(Struct, frozen=True):
    """A date as both formats show it; None is nothing to show, and `is_known` whether that is all there is to know."""

    day: PersonalDay
    required: int
    counted: int | None
    is_known: bool


def personal_xlsx(recap: PersonalRecap) -> bytes:
    """The workbook: minutes as hours with two decimals, times and dates as such, the totals as formulas."""
    written = BytesIO()
    name = clean(recap.name)
    with workbook(written, recap.month, f"Rekapitulasi jam kerja {name}", clean(recap.unit_name)) as looks:
        sheet = looks.book.add_worksheet("Rekap")
        lines = _lines(recap)
        titles(
            sheet,
            looks,
            "REKAPITULASI JAM KERJA PERORANGAN",
            ", NIP ".join(part for part in (name, nip_printed(recap.nip)) if part),
            f"{clean(recap.post)}, {clean(recap.unit_name)}, Pemerintah Kota {clean(recap.city)}",
            f"Bulan {month_named(recap.month)}",
            f"{until_words(recap.until)}. {standing_of(recap.seal)}.",
        )
        headings(sheet, looks, TOP, COLUMNS)
        for row, line in enumerate(lines, start=TOP + 1):
            _row(sheet, row, line, looks)
        last = TOP + len(lines)
        _totals(sheet, last + 1, lines, looks)
        sheet.autofilter(TOP, 0, last, len(COLUMNS) - 1)
        sheet.freeze_panes(TOP + 1, 2)
        notes = (
            *seal_lines(recap.seal, recap.zone),
            *([f"Isi (SHA-256): {recap.seal.content_hash}", f"Periksa di {recap.seal.address}"] if recap.seal else ()),
            f"“{NO_DATA}”: presensi kantor belum diimpor; bukan nol dan bukan tidak hadir.",
            "Jam dalam desimal: 7,50 berarti 7 jam 30 menit.",
        )
        for below, note in enumerate(notes, start=last + 4):
            sheet.write_string(below, 1, note, looks.note())
        foot = f"{name}, {month_named(recap.month)}"
        printed_as(sheet, TOP, (last + 3 + len(notes), len(COLUMNS) - 1), foot, short_foot(recap.seal), high=1)
    return written.getvalue()


def personal_csv(recap: PersonalRecap) -> bytes:
    """UTF-8 with a byte order mark and semicolons; each line says whose it is and of what standing."""
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(["Nama", "NIP", *(heading for heading, _ in COLUMNS), "Keadaan", "Isi (SHA-256)"])
    person = [guarded(clean(recap.name)), guarded(nip_printed(recap.nip))]
    standing = [standing_of(recap.seal), recap.seal.content_hash if recap.seal else ""]
    for number, line in enumerate(_lines(recap), start=1):
        day = line.day.cell.date
        counted = INDONESIAN.decimal_hours(line.counted) if line.counted is not None else ""
        out.writerow(
            [
                *person,
                number,
                f"{day:%d-%m-%Y}",
                written_date(day, "EEEE"),
                INDONESIAN.decimal_hours(line.required),
                *(INDONESIAN.clock(at) if at else "" for at in _times(line.day)),
                counted if line.is_known else NO_DATA,
                attendance_words(line.day),
                guarded(remark_words(line.day)),
                *standing,
            ]
        )
    return ("\ufeff" + written.getvalue()).encode()


def _row(sheet: "Worksheet", row: int, line: _Line, looks: Looks) -> None:
    day = line.day.cell.date
    sheet.write_number(row, 0, row - TOP, looks.cell("number"))
    sheet.write_datetime(row, 1, dated(day), looks.cell("date"))
    sheet.write_string(row, 2, written_date(day, "EEEE"), looks.cell("text"))
    sheet.write_number(row, REQUIRED, line.required / 60, looks.cell("hours"))
    for at, clock in enumerate(_times(line.day), start=CAME):
        if clock is None:
            sheet.write_blank(row, at, None, looks.cell("clock"))
        else:
            sheet.write_number(row, at, minutes_between(time(), clock) / DAY_MINUTES, looks.cell("clock"))
    if not line.is_known:
        sheet.write_string(row, COUNTED, NO_DATA, looks.missing())
    elif line.counted is None:
        sheet.write_blank(row, COUNTED, None, looks.cell("hours"))
    else:
        sheet.write_number(row, COUNTED, line.counted / 60, looks.cell("hours"))
    sheet.write_string(row, ATTENDANCE, attendance_words(line.day), looks.cell("text"))
    sheet.write_string(row, ATTENDANCE + 1, remark_words(line.day), looks.cell("text"))


def _totals(sheet: "Worksheet", row: int, lines: tuple[_Line, ...], looks: Looks) -> None:
    """What is required and counted, and below it the difference, which means nothing while a day is missing."""
    required, counted = sum(line.required for line in lines), sum(line.counted or 0 for line in lines)
    is_known = all(line.is_known for line in lines)
    for at, (heading, _) in enumerate(COLUMNS):
        words = "Jumlah" if heading == "Tanggal" else ""
        sheet.write_string(row, at, words, looks.total("text"))
    for at, minutes in ((REQUIRED, required), (COUNTED, counted)):
        span = f"{letter(at)}{TOP + 2}:{letter(at)}{row}"
        sheet.write_formula(row, at, f"=SUM({span})", looks.total("hours"), minutes / 60)
    sheet.write_string(row + 1, 1, "Selisih", looks.total("text"))
    held = f"{letter(COUNTED)}{TOP + 2}:{letter(COUNTED)}{row}"
    less = f"{letter(COUNTED)}{row + 1}-{letter(REQUIRED)}{row + 1}"
    formula = f'=IF(COUNTIF({held},"{NO_DATA}")=0,{less},"{NO_DATA}")'
    look = looks.total("hours") if is_known else looks.total_missing()
    sheet.write_formula(row + 1, COUNTED, formula, look, (counted - required) / 60 if is_known else NO_DATA)


def _lines(recap: PersonalRecap) -> tuple[_Line, ...]:
    return tuple(_line(day, is_past=day.cell.date <= recap.until) for day in recap.days)


def _line(day: PersonalDay, *, is_past: bool) -> _Line:
    cell = day.cell
    required = cell.target if is_past else 0
    is_known = cell.minutes > 0 or cell.kind not in UNKNOWN
    return _Line(day, required, cell.minutes if cell.minutes or (required and is_known) else None, is_known)


def _times(day: PersonalDay) -> tuple[time | None, time | None]:
    presence = day.cell.presence
    return (presence.came, presence.went) if presence else (None, None)
