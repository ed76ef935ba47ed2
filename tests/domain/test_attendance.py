"""Attendance: what a machine's export says, in whatever shape, and the minutes that count."""

from datetime import date, time
from io import BytesIO

import pytest
from xlsxwriter.workbook import Workbook

from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.attendance import AttendanceDraft, draft_problems
from chalicelib.domain.attendance_rows import AttendanceRow, attendance_rows, days_of
from chalicelib.domain.calendars import Hours
from chalicelib.domain.csv_rows import Findings, lines_of
from chalicelib.domain.hours import minutes_at_office
from chalicelib.domain.ledger import Filed, slot_of
from chalicelib.domain.months import DayClass, line_of
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.presence import DAY, Presence, unpacked_presence
from chalicelib.papers.workbook import workbook_rows
from tests.factories import MONDAY, TUESDAY, WEDNESDAY, a_mark, a_row, a_sheet, an_away

NIP = "198609262015051001"
REPORTED = a_mark(filed=Filed.IN_TIME, minutes=200)
USUAL = Hours(time(7, 30), time(16), 60)


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def read(*lines: str) -> tuple[tuple[AttendanceRow, ...], Findings]:
    findings = Findings("presensi")
    return attendance_rows(lines_of("\r\n".join(lines).encode(), findings), findings), findings


@pytest.mark.parametrize(
    "lines",
    [
        ("NIP;Tanggal;Masuk;Pulang", "19860926 201505 1 001;26-04-2021;07.30;16.00"),
        ("Employee No.,Name,Date,Clock In,Clock Out,Late", f"{NIP},Siti,2021-04-26,07:30:11,16:00:59,0"),
        ("No. ID\tNama\tTgl\tJam Masuk\tJam Pulang", f"{NIP}\tSiti\t26/4/2021\t7:30 AM\t4:00 PM"),
        (
            "LAPORAN PRESENSI;;;",
            "Unit: Dinsos;;;",
            "PIN;Hari/Tanggal;Scan Masuk;Scan Keluar",
            f"{NIP};Senin, 26 April 2021;07:30;16:00",
        ),
        ("No;Nama;NIP;Tanggal;In;Out", f"1;Siti;{NIP};2021-04-26 00:00:00;2021-04-26 07:30:00;2021-04-26 16:00:00"),
    ],
)
def test_an_export_is_read_whatever_machine_wrote_it(lines: tuple[str, ...]) -> None:
    (row,), findings = read(*lines)

    assert (row.who, row.day, row.start, row.end) == (NIP, MONDAY, at(7, 30), at(16))
    assert findings.problems == []


def test_a_workbook_says_the_same_as_a_csv() -> None:
    written = BytesIO()
    with Workbook(written) as book:
        sheet = book.add_worksheet("Kosong")
        sheet = book.add_worksheet("Log")
        day, clock = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
        for column, name in enumerate(("No. Pegawai", "Nama", "Tanggal", "Masuk", "Pulang")):
            sheet.write_string(2, column, name)
        sheet.write_number(3, 0, 17)
        sheet.write_string(3, 1, "Adi")
        sheet.write_datetime(3, 2, date(2021, 4, 26), day)
        sheet.write_datetime(3, 3, time(7, 30), clock)
        sheet.write_string(3, 4, "16:00")
    findings = Findings("presensi")

    rows = workbook_rows(written.getvalue()) or ()
    (row,) = attendance_rows(((line, list(cells)) for line, cells in enumerate(rows, 1)), findings)

    assert (row.who, row.line, row.day, row.start, row.end) == ("17", 4, MONDAY, at(7, 30), at(16))
    assert findings.problems == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 half a workbook", b"\xd0\xcf\x11\xe0 an old one"])
def test_what_is_no_workbook_is_none(content: bytes) -> None:
    assert workbook_rows(content) is None


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{NIP};31-02-2021;07.30;16.00", "tanggal"),
        (f"{NIP};26-04-2021;07.30;pulang", "pulang"),
        (f"{NIP};26-04-2021;25.10;16.00", "masuk"),
        ("1.98609E+17;26-04-2021;07.30;16.00", "nip"),
        (";26-04-2021;07.30;16.00", "nip"),
        (f"{NIP};;07.30;16.00", "tanggal"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_holds_up_no_other(line: str, column: str) -> None:
    rows, findings = read("NIP;Tanggal;Masuk;Pulang", line, f"{NIP};27-04-2021;07.30;16.00")

    assert [row.day for row in rows] == [TUESDAY]
    assert [(each.line, each.column) for each in findings.problems] == [(2, column)]


def test_a_day_without_times_is_no_attendance_and_no_mistake() -> None:
    rows, findings = read("NIP;Tanggal;Masuk;Pulang", f"{NIP};26-04-2021;;", f"{NIP};27-04-2021;00:00:00;-")

    assert (rows, findings.problems) == ((), [])


def test_a_file_without_names_of_columns_is_told() -> None:
    rows, findings = read("nama;umur", "Siti;40")

    assert rows == ()
    assert "Baris nama kolom tidak ditemukan" in findings.problems[0].msgid


def a_line(day: date, start: int | None, end: int | None) -> AttendanceRow:
    return AttendanceRow(2, NIP, "", day, start, end)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        # in and out on one line
        ([a_line(MONDAY, at(7, 30), at(16))], {MONDAY: Presence(at(7, 30), at(16))}),
        # several lines, in any order: the first in and the last out
        (
            [a_line(MONDAY, at(13), at(16)), a_line(MONDAY, at(7, 30), at(12))],
            {MONDAY: Presence(at(7, 30), at(16))},
        ),
        # one scan a line
        ([a_line(MONDAY, None, at(16)), a_line(MONDAY, at(8), None)], {MONDAY: Presence(at(8), at(16))}),
        # only one of both is known, also where the machine wrote it twice
        ([a_line(MONDAY, at(8), None)], {MONDAY: Presence(at(8), None)}),
        ([a_line(MONDAY, at(8), at(8))], {MONDAY: Presence(at(8), None)}),
        ([a_line(MONDAY, None, at(16))], {MONDAY: Presence(None, at(16))}),
        # a shift over midnight belongs to the day it starts, on one line and on two
        ([a_line(MONDAY, at(22), at(6))], {MONDAY: Presence(at(22), DAY + at(6))}),
        (
            [a_line(TUESDAY, None, at(6)), a_line(MONDAY, at(22), None)],
            {MONDAY: Presence(at(22), DAY + at(6))},
        ),
        # a night after a night
        (
            [a_line(MONDAY, at(22), None), a_line(TUESDAY, at(22), at(6)), a_line(WEDNESDAY, None, at(6))],
            {MONDAY: Presence(at(22), None), TUESDAY: Presence(at(22), DAY + at(6)), WEDNESDAY: Presence(None, at(6))},
        ),
    ],
)
def test_lines_make_days(lines: list[AttendanceRow], days: dict[date, Presence]) -> None:
    assert days_of(lines) == days


@pytest.mark.parametrize(
    ("presence", "minutes"),
    [
        (Presence(at(7, 30), at(16)), 450),  # as asked
        (Presence(at(6), at(20)), 450),  # extra counts nothing
        (Presence(at(9), at(16)), 360),  # late
        (Presence(at(7, 30), at(8)), 0),  # less than the rest
        (Presence(at(16, 30), at(18)), 0),  # outside the hours
        (Presence(at(7, 30), None), 0),  # one of both
        (Presence(at(22), DAY + at(6)), 420),  # a night shift, by its whole length
    ],
)
def test_minutes_at_the_office(presence: Presence, minutes: int) -> None:
    assert minutes_at_office(presence, USUAL) == minutes


def test_half_a_day_beside_an_absence_has_no_rest() -> None:
    half = an_away(AbsenceKind.LEAVE, Part.AFTERNOON)

    assert minutes_at_office(Presence(at(7, 30), at(12)), USUAL, half) == 225
    assert minutes_at_office(Presence(at(9), at(12)), USUAL, half) == 180


@pytest.mark.parametrize(
    "presence",
    [Presence(at(7, 30), at(16)), Presence(None, at(16)), Presence(at(22), DAY + at(6), entered=True)],
)
def test_attendance_is_packed_and_unpacked(presence: Presence) -> None:
    assert unpacked_presence(presence.packed()) == presence
    assert slot_of(MONDAY, presence) == "26k"


def test_an_office_day_with_attendance_is_one_and_counts() -> None:
    there = {MONDAY: Presence(at(8), at(15)), TUESDAY: Presence(at(8), None, entered=True)}
    row = a_row(presences=there)

    line = line_of(row, a_sheet().expected, WEDNESDAY)
    monday, tuesday, wednesday = line.cells[25:28]

    assert (monday.kind, monday.minutes) == (DayClass.OFFICE, 390)
    assert (tuesday.kind, tuesday.minutes, tuesday.letter) == (DayClass.INCOMPLETE, 0, "I*")
    assert wednesday.kind is DayClass.NO_DATA
    assert row.marks == {}
    assert row.aways == {}


def test_who_came_although_at_home_was_where_more_of_their_minutes_are() -> None:
    came, expected = {MONDAY: Presence(at(8), at(15))}, a_sheet().expected

    there = line_of(a_row(days={MONDAY: a_mark()}, presences=came), expected, WEDNESDAY).cells[25]
    less = line_of(a_row(days={MONDAY: REPORTED}, presences=came), expected, WEDNESDAY).cells[25]
    home = line_of(a_row(days={MONDAY: REPORTED}, presences={MONDAY: Presence(at(8), at(10))}), expected, WEDNESDAY)

    assert (there.kind, there.minutes, there.home) == (DayClass.OFFICE, 390, 0)
    assert (less.kind, less.minutes) == (DayClass.OFFICE, 390)  # a report never lowers what attendance shows
    assert (home.cells[25].kind, home.counted, home.final) == (DayClass.HOME, 200, 90)


def test_what_is_typed_by_hand_needs_a_day_in_reach_and_a_reason() -> None:
    draft = AttendanceDraft(EmployeeId("siti"), WEDNESDAY, at(8), at(8), "")

    fields = [each.field for each in draft_problems(draft, TUESDAY, MONDAY)]

    assert fields == ["day", "end", "reason"]
    assert AttendanceDraft(EmployeeId("siti"), MONDAY, at(22), at(6), "Piket").presence == Presence(
        at(22), DAY + at(6), entered=True
    )
    assert AttendanceDraft(EmployeeId("siti"), MONDAY, None, None, "Keliru").presence is None
