"""One person's days of a rota as a calendar file (RFC 5545): all-day events, the home days marked."""

from datetime import UTC, date, timedelta

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota

LONGEST_LINE = 75
"""Octets before a line is folded."""
WORDS = {
    Place.HOME: "Bekerja dari rumah",
    Place.OFFICE: "Bekerja di kantor",
    Place.CLOSED: "Bekerja dari rumah, unit ditutup",
}


def rota_calendar(rota: UnitRota, employee: EmployeeId) -> bytes:
    """The calendar, in Indonesian like every paper. The events of a later version replace those of an earlier one."""
    line = rota.line_of(employee)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Giliran//Jadwal kerja//ID", "CALSCALE:GREGORIAN"]
    for place, words in WORDS.items():
        for day in rota.days_of(line, place) if line else ():
            lines += _event(rota, employee, day, f"{words}: {rota.unit_name}")
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(each)}\r\n" for each in lines).encode()


def _event(rota: UnitRota, employee: EmployeeId, day: date, summary: str) -> list[str]:
    stamp = (rota.published_at or rota.made_at).astimezone(UTC)
    return [
        "BEGIN:VEVENT",
        f"UID:{rota.unit}-{employee}-{day:%Y%m%d}@giliran".lower(),
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{rota.version}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(words: str) -> str:
    for mark in ("\\", ";", ","):
        words = words.replace(mark, f"\\{mark}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, those after the first begun by a space."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece])
