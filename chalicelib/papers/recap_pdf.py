"""Recapitulations as PDF: a unit's month, and one person's.

The layout is in `templates/papers/`. This module turns figures into the strings that the templates set as data, never
as markup. The same recapitulation gives the same bytes: the document's own date is the first of its month.
"""

import json
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from chalicelib.domain.calendars import Month, first_day
from chalicelib.domain.letters import Signatory, nip_printed
from chalicelib.domain.months import HOME_CLASSES, OFF_CLASSES, OFFICE_CLASSES, UNKNOWN, DayClass
from chalicelib.domain.recaps import MOST_IN_ONE, MonthRecap, PersonalDay, PersonalRecap, RecapLine
from chalicelib.papers.seals import seal_said
from chalicelib.papers.words import (
    DAY_WORDS,
    NO_DATA,
    TRAVEL_NOTE,
    clean,
    cleaned,
    in_days,
    month_named,
    until_words,
    written_date,
)
from chalicelib.wording import INDONESIAN

PAPERS = Path(__file__).parents[2] / "templates" / "papers"

_REMEMBERED = 10

MONTH_HEADINGS = (
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
)
HALF_DAY_COLUMNS = ("leave", "sick", "travel")
DAY_COLUMNS = ("work_days", "office", "home", "leave", "sick", "travel", "absent", "accepted")
HOUR_COLUMNS = ("required", "counted", "difference")
ABSENCES = {
    DayClass.LEAVE: "Cuti",
    DayClass.SICK: "Sakit",
    DayClass.TRAVEL: "Dinas luar",
    DayClass.TRAINING: "Diklat",
}
PERSONAL_HEADINGS = ("No", "Hari/Tanggal", "Jumlah Waktu Kerja", "Keterangan Kehadiran", "Ket")
NOTE = (
    f"“{NO_DATA}”: belum dicatat atau belum diimpor; bukan nol dan bukan tidak hadir. "
    f"Jam dalam desimal: 7,50 berarti 7 jam 30 menit. {TRAVEL_NOTE}"
)
PERSONAL_NOTE = f"“{NO_DATA}”: presensi kantor belum diimpor; bukan nol dan bukan tidak hadir."


def month_pdf(recap: MonthRecap) -> bytes:
    """A unit's month, A4 landscape, tagged for screen readers (PDF/UA-1) and fit for the archive (PDF/A-2a)."""
    lines = recap.lines
    return _month_part(recap, lines, lines, 0, 1)


def month_parts(recap: MonthRecap) -> bytes:
    """A large unit's month: a ZIP of PDFs of `MOST_IN_ONE` people each, the last with the totals and the signature.

    Setting a table takes memory by its rows, so each part is set, kept and forgotten before the next.
    """
    lines = recap.lines
    count = max(1, -(-len(lines) // MOST_IN_ONE))
    first = first_day(recap.month)
    written = BytesIO()
    with ZipFile(written, "w") as parts:
        for number in range(count):
            part = lines[number * MOST_IN_ONE : (number + 1) * MOST_IN_ONE]
            name = f"rekap-{recap.month}-bagian-{number + 1:02}-dari-{count:02}.pdf"
            dated = ZipInfo(name, (first.year, first.month, first.day, 0, 0, 0))
            parts.writestr(dated, _month_part(recap, lines, part, number, count))
            forget()
    return written.getvalue()


def _month_part(
    recap: MonthRecap, lines: tuple[RecapLine, ...], part: tuple[RecapLine, ...], number: int, count: int
) -> bytes:
    unit = clean(recap.unit_name)
    of_parts = f", bagian {number + 1} dari {count}" if count > 1 else ""
    is_last = number + 1 == count
    contents: dict[str, object] = {
        "title": f"Rekapitulasi jam kerja {unit}, {month_named(recap.month)}{of_parts}",
        "foot": f"{unit}, {month_named(recap.month)}{of_parts}",
        "unit": unit,
        "month": f"{month_named(recap.month)}{of_parts}",
        "until": until_words(recap.table.until),
        "circulars": cleaned(recap.circulars),
        "headings": MONTH_HEADINGS,
        "rows": [_month_row(at, line) for at, line in enumerate(part, start=number * MOST_IN_ONE + 1)],
        "total": _total(lines) if is_last else None,
        "missing": NO_DATA,
        "note": NOTE,
        "place": clean(recap.city),
        "head": _signature(recap.seal.signer if recap.seal and recap.seal.signer else recap.head),
        "seal": seal_said(recap.seal, recap.table.month.sheet.zone),
    }
    return compiled("month.typ", contents, recap.month)


def personal_pdf(recap: PersonalRecap) -> bytes:
    """One person's month, A4, tagged and fit for the archive as above."""
    name, unit = clean(recap.name), clean(recap.unit_name)
    person = (
        ("Nama", name),
        ("NIP", nip_printed(recap.nip) or "–"),
        ("Pangkat", clean(recap.rank or "") or "–"),
        ("Unit", unit),
        ("Jabatan", clean(recap.post)),
        ("Bulan", month_named(recap.month)),
        ("Jumlah Hari Kerja", f"{recap.work_days} hari"),
    )
    signer = {"post_line": [], "name": name, "below": _below(recap.nip, None)}
    contents: dict[str, object] = {
        "title": f"Rekapitulasi jam kerja {name}, {month_named(recap.month)}",
        "foot": f"{name}, {month_named(recap.month)}",
        "unit": unit,
        "until": until_words(recap.until),
        "person": person,
        "headings": PERSONAL_HEADINGS,
        "rows": [_personal_row(number, day) for number, day in enumerate(recap.days, start=1)],
        "total": f"{INDONESIAN.hours(recap.line.counted)} (wajib {INDONESIAN.hours(recap.line.required)})",
        "note": PERSONAL_NOTE,
        "place": clean(recap.city),
        "employee": signer,
        "supervisor": _signature(recap.supervisor),
        "seal": seal_said(recap.seal, recap.zone),
    }
    return compiled("personal.typ", contents, recap.month)


def compiled(template: str, contents: dict[str, object], month: Month) -> bytes:
    """A paper of a month by its template, tagged for screen readers (PDF/UA-1) and fit for the archive (PDF/A-2a)."""
    import typst

    return typst.compile(
        PAPERS / template,
        root=PAPERS,
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(datetime.combine(first_day(month), time(), UTC).timestamp()),
        sys_inputs={"recap": json.dumps(contents)},
    )


def forget() -> None:
    """Frees what typst remembers of what it set: it drops what its last ten settings had no use for."""
    import typst

    nothing = typst.Compiler(ignore_system_fonts=True)
    for _ in range(_REMEMBERED + 1):
        nothing.compile(input=b"", format="svg")


def _month_row(number: int, line: RecapLine) -> list[str | None]:
    days = [_days(name, getattr(line, name)) for name in DAY_COLUMNS]
    return [str(number), clean(line.name), nip_printed(line.nip), *days, *_in_hours(line)]


def _in_hours(line: RecapLine) -> list[str | None]:
    return [_hours(getattr(line, name)) for name in HOUR_COLUMNS]


def _total(lines: tuple[RecapLine, ...]) -> list[str | None]:
    """A column in which something is not recorded has no total either."""

    def summed(name: str) -> int | None:
        values = [getattr(line, name) for line in lines]
        return None if None in values else sum(values)

    days = [_days(name, summed(name)) for name in DAY_COLUMNS]
    return ["", "Jumlah", "", *days, *(_hours(summed(name)) for name in HOUR_COLUMNS)]


def _days(column: str, value: int | None) -> str | None:
    return in_days(value) if value is not None and column in HALF_DAY_COLUMNS else _number(value)


def _number(value: int | None) -> str | None:
    return None if value is None else f"{value:,}".replace(",", ".")


def _hours(minutes: int | None) -> str | None:
    """ "1.234,50": hours with two decimals, as figures under one another need them."""
    if minutes is None:
        return None
    return f"{minutes / 60:,.2f}".translate(str.maketrans(",.-", ".,−"))


def _personal_row(number: int, day: PersonalDay) -> list[str]:
    cell = day.cell
    return [
        str(number),
        written_date(cell.date, "EEEE, d MMMM y"),
        _worked(day),
        attendance_words(day),
        remark_words(day),
    ]


def _worked(day: PersonalDay) -> str:
    kind = day.cell.kind
    if day.cell.minutes or kind in (DayClass.HOME, DayClass.HOME_LATE, DayClass.CLOSURE, *OFFICE_CLASSES):
        return INDONESIAN.hours(day.cell.minutes)
    return NO_DATA if kind in UNKNOWN else "–"


def attendance_words(day: PersonalDay) -> str:
    """Keterangan Kehadiran: where they were, or why not at work."""
    kind = day.cell.kind
    if kind in HOME_CLASSES:
        return "WFH"
    if kind in ABSENCES:
        return ABSENCES[kind]
    if kind in OFFICE_CLASSES or kind is DayClass.INCOMPLETE:
        return "WFO"
    if kind in OFF_CLASSES:
        return "Libur"
    return NO_DATA if kind in UNKNOWN else "–"


def remark_words(day: PersonalDay) -> str:
    """What the attendance alone does not say."""
    half = f"setengah hari {DAY_WORDS[DayClass(day.cell.half.value)]}" if day.cell.half else ""
    return "; ".join(part for part in (half, _whole_remark(day)) if part)


def _whole_remark(day: PersonalDay) -> str:
    kind = day.cell.kind
    if kind in OFF_CLASSES:
        return clean(day.expected.holiday)
    if kind in ABSENCES:
        return ""
    if kind in (DayClass.NO_DATA, DayClass.OFFICE):
        return ""
    return (
        DAY_WORDS[kind]
        .removeprefix("WFH, ")
        .removeprefix("kantor, ")
        .removesuffix(f"; {NO_DATA} kantor")
        .replace("laporan diterima", "")
    )


def _signature(signatory: Signatory | None) -> dict[str, object] | None:
    if signatory is None:
        return None
    below = _below(signatory.nip, signatory.rank) if signatory.shows_rank else []
    return {"post_line": cleaned(signatory.post_line), "name": clean(signatory.name), "below": below}


def _below(nip: str | None, rank: str | None) -> list[str]:
    return cleaned((rank or "", f"NIP {nip_printed(nip)}" if nip else ""))
