"""How papers write what their figures mean: dates in Indonesian, clean lines of anybody's text, days in words."""

import unicodedata
from datetime import date

from chalicelib.domain.calendars import Month, first_day
from chalicelib.domain.months import DayClass

NO_DATA = "belum ada data"
"""Stands where nothing is recorded yet; never 0."""

DAY_WORDS = {
    DayClass.HOME: "WFH, laporan diterima",
    DayClass.HOME_LATE: "WFH, laporan terlambat",
    DayClass.CLOSURE: "WFH karena unit ditutup, laporan diterima",
    DayClass.UNREPORTED: "WFH, belum lapor",
    DayClass.HOME_TODAY: "WFH, laporan belum jatuh tempo",
    DayClass.WAITING: "permohonan WFH menunggu persetujuan",
    DayClass.UNDECIDED: "permohonan WFH tidak diputuskan; belum ada data kantor",
    DayClass.OFFICE: "kantor",
    DayClass.RECALLED: "kantor, dipanggil dari rumah",
    DayClass.INCOMPLETE: "kantor, presensi belum lengkap",
    DayClass.NO_DATA: "kantor, belum ada data presensi",
    DayClass.UNEXPLAINED: "kantor, belum dijelaskan",
    DayClass.AHEAD: "kantor, belum tiba harinya",
    DayClass.LEAVE: "cuti",
    DayClass.SICK: "sakit",
    DayClass.TRAVEL: "dinas luar",
    DayClass.TRAINING: "diklat atau pelatihan",
    DayClass.HOLIDAY: "hari libur",
    DayClass.OFF: "libur",
    DayClass.ELSEWHERE: "tidak bertugas di unit ini",
}

TRAVEL_NOTE = "DL: dinas luar, termasuk diklat dan pelatihan. “R/C”: setengah hari cuti; demikian pula /S, /D, /P."

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Unicode categories that have no business on paper; among them the marks that reverse the direction of a text."""


def in_days(halves: int) -> str:
    """Half days as days: "2", "1,5"."""
    return f"{halves // 2},5" if halves % 2 else str(halves // 2)


def clean(text: str) -> str:
    """The text on one line, without characters that nobody can see."""
    visible = (" " if char.isspace() else char for char in text)
    return " ".join("".join(c for c in visible if unicodedata.category(c) not in _INVISIBLE).split())


def cleaned(texts: tuple[str, ...]) -> list[str]:
    """Each text on one line, empty ones left out."""
    return [line for text in texts if (line := clean(text))]


def written_date(on: date, pattern: str = "d MMMM y") -> str:
    """ "26 April 2021", or another of Babel's patterns, in Indonesian."""
    from babel.dates import format_date

    return format_date(on, pattern, locale="id")


def month_named(month: Month) -> str:
    """ "April 2021" """
    return written_date(first_day(month), "MMMM y")


def until_words(until: date) -> str:
    """How far the figures reach."""
    return f"Keadaan sampai dengan {written_date(until, 'EEEE, d MMMM y')}"
