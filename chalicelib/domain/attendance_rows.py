"""The export of a fingerprint machine: who, which date, in, out; a line each, in any order, several a day.

Makes differ, so the row with the column names may come after some titles, names are known in both languages, and
columns of which nothing is read are passed over.
"""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta

from msgspec import Struct

from chalicelib.domain.csv_rows import EXCEL_NUMBER, CsvRow, Findings, date_in, tell_excel
from chalicelib.domain.presence import DAY, Presence, minutes_of
from chalicelib.domain.texts import text

FILE = "presensi"
MOST_ROWS = 20_000
TITLES = 15
"""Lines among which the row with the names is looked for."""
HEADINGS = {
    "who": (
        "nip",
        "nomor pegawai",
        "no pegawai",
        "nomor induk",
        "no induk",
        "no id",
        "id",
        "id pegawai",
        "id karyawan",
        "pin",
        "nik",
        "no",
        "employee id",
        "employee no",
        "employee number",
        "emp no",
        "emp id",
        "ac no",
        "user id",
        "badge number",
        "enroll no",
        "personnel id",
        "person id",
    ),
    "name": ("nama", "nama pegawai", "nama karyawan", "name", "employee name", "full name"),
    "day": ("tanggal", "tgl", "hari tanggal", "tanggal presensi", "tanggal absensi", "date", "attendance date"),
    "start": (
        "masuk",
        "jam masuk",
        "scan masuk",
        "absen masuk",
        "presensi masuk",
        "datang",
        "jam datang",
        "scan 1",
        "in",
        "clock in",
        "check in",
        "time in",
        "first in",
        "on duty scan",
    ),
    "end": (
        "pulang",
        "jam pulang",
        "scan pulang",
        "absen pulang",
        "presensi pulang",
        "keluar",
        "jam keluar",
        "scan keluar",
        "scan 2",
        "out",
        "clock out",
        "check out",
        "time out",
        "last out",
    ),
}
"""Names of the columns in small letters without punctuation, the usual ones before the doubtful ones."""
COLUMN_NAMES = {"who": "nip", "name": "nama", "day": "tanggal", "start": "masuk", "end": "pulang"}
CLOCK = re.compile(r"(?:(\S+)[T ])?(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
NOON = 12
NOTHING = frozenset({"", "-", "--", "--:--", "-:-", "0", "00:00:00"})
"""What machines write where nothing was scanned."""
TIME_OF_DAY = re.compile(r"[T ]\d{1,2}[:.]\d{2}.*$")

Line = tuple[int, list[str]]


class AttendanceRow(Struct, frozen=True):
    """A line of the export; minutes after the midnight of `day`, None where nothing was scanned."""

    line: int
    who: str
    """NIP or employee number without spaces and dots, capitals."""
    name: str
    day: date
    start: int | None
    end: int | None


def attendance_rows(lines: Iterable[Line], findings: Findings) -> tuple[AttendanceRow, ...]:
    """The lines that can be read; what is wrong with the others or with the whole is among the findings."""
    remaining = iter(lines)
    places: dict[str, int] = {}
    first = 1
    for number, (line, cells) in enumerate(remaining):
        first = first if number else line
        places = _places(cells)
        if "who" in places and "day" in places and ("start" in places or "end" in places):
            break
        if number >= TITLES:
            places = {}
            break
    else:
        places = {}
    if not places:
        findings.tell(
            first,
            "",
            text("Baris nama kolom tidak ditemukan. Diperlukan NIP atau nomor pegawai, tanggal, masuk, pulang."),
        )
        return ()
    rows: list[AttendanceRow] = []
    for number, (line, cells) in enumerate(remaining):
        if number >= MOST_ROWS:
            msgid = text("Paling banyak %(most)s baris per berkas. Bagilah berkasnya.")
            findings.tell(line, "", msgid, most=MOST_ROWS)
            break
        row = _row(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}, findings)
        if row:
            rows.append(row)
    return tuple(rows)


def days_of(rows: Iterable[AttendanceRow]) -> dict[date, Presence]:
    """One person's days: of each the first time in and the last time out.

    A shift that crosses midnight belongs to the day on which it starts, whether the machine wrote it on one line or its
    end on a line of the next day.
    """
    starts: dict[date, list[int]] = {}
    ends: dict[date, list[int]] = {}
    alone: dict[date, list[int]] = {}
    for row in rows:
        if row.start is not None:
            starts.setdefault(row.day, []).append(row.start)
        if row.end is not None and row.start is None:
            alone.setdefault(row.day, []).append(row.end)
        elif row.end is not None and row.end != row.start:
            is_next_day = row.start is not None and row.end < row.start
            ends.setdefault(row.day, []).append(row.end + DAY if is_next_day else row.end)
    for day in sorted(alone):
        before, earliest = day - timedelta(1), min(starts.get(day, [DAY]))
        for end in alone[day]:
            is_of_night = before in starts and before not in ends and before not in alone
            if is_of_night and end < earliest and end < min(starts[before]):
                ends[before] = [end + DAY]
            else:
                ends.setdefault(day, []).append(end)
    return {day: found for day in sorted({*starts, *ends}) if (found := _presence(starts.get(day), ends.get(day)))}


def _presence(starts: list[int] | None, ends: list[int] | None) -> Presence | None:
    start = min(starts) if starts else None
    later = [end for end in ends or () if start is None or end > start]
    return Presence(start, max(later, default=None)) if starts or later else None


def _places(cells: list[str]) -> dict[str, int]:
    """Which column holds what, by the names in `cells`; the more usual name wins."""
    said = [" ".join(re.sub(r"[^a-z0-9]+", " ", cell.lower()).split()) for cell in cells]
    found = {name: next((said.index(each) for each in names if each in said), None) for name, names in HEADINGS.items()}
    return {name: at for name, at in found.items() if at is not None}


def _row(line: int, cells: dict[str, str], findings: Findings) -> AttendanceRow | None:
    """A line, None for one that says nothing or cannot be read."""
    written = {COLUMN_NAMES[name]: cell for name, cell in cells.items()}
    row = CsvRow(line, written | {"tanggal": TIME_OF_DAY.sub("", written["tanggal"])})
    before = len(findings.problems)
    if EXCEL_NUMBER.fullmatch(cells["who"]):
        tell_excel(row, "nip", findings)
    start = _minutes(row, "masuk", findings)
    end = _minutes(row, "pulang", findings)
    if start is None and end is None and len(findings.problems) == before:
        return None
    day = date_in(row, "tanggal", findings)
    if not cells["who"]:
        findings.tell(line, "nip", text("Isi NIP, atau nomor pegawai bagi yang tidak mempunyai NIP."))
    if day is None and not cells["day"]:
        findings.tell(line, "tanggal", text("Kolom ini harus diisi."))
    if day is None or len(findings.problems) > before:
        return None
    who = re.sub(r"[\s.]", "", cells["who"].removesuffix(".0")).upper()
    return AttendanceRow(line, who, cells.get("name", ""), day, start, end)


def _minutes(row: CsvRow, column: str, findings: Findings) -> int | None:
    written = row.cells.get(column, "")
    if written in NOTHING:
        return None
    found = CLOCK.fullmatch(written)
    clock = _clock(int(found[2]), int(found[3]), (found[4] or "").lower()) if found else None
    if clock is None:
        msgid = text("“%(written)s” bukan jam. Tulis seperti 07.30 atau 07:30.")
        findings.tell(row.line, column, msgid, written=written[:40])
        return None
    return minutes_of(clock)


def _clock(hour: int, minute: int, half: str) -> time | None:
    """A time of day; `half` is "a" or "p" where it was written by the twelve-hour clock."""
    try:
        if half:
            return time(hour % NOON + (NOON if half == "p" else 0), minute)
        return time(hour, minute)
    except ValueError:
        return None
