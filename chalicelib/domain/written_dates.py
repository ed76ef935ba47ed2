"""Dates as Indonesian offices write them: 2021-04-26, 26-04-2021, 26/4/2021, 26.04.2021, Senin, 26 April 2021.

The day always comes before the month; a year of two digits is none, because nobody knows what Excel took it from.
"""

import re
from datetime import date

MONTHS = (
    ("januari", "jan"),
    ("februari", "pebruari", "feb", "peb"),
    ("maret", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "jun"),
    ("juli", "jul"),
    ("agustus", "agu", "agt", "ags", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "des", "dec"),
)
"""Names and abbreviations, those of an English Excel too."""
NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
NAMED = re.compile(r"(\d{1,2})[-/. ]+([a-z]+)\.?[-/. ]+(\d{4})")
WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)[, ]+")


def day_of(written: str) -> date | None:
    """The date that was written, None when it is none."""
    words = WEEKDAY.sub("", " ".join(written.lower().split()), count=1)
    if found := YEAR_FIRST.fullmatch(words):
        year, month, day = found.groups()
        return _day(year, int(month), day)
    if found := DAY_FIRST.fullmatch(words):
        day, month, year = found.groups()
        return _day(year, int(month), day)
    if found := NAMED.fullmatch(words):
        day, name, year = found.groups()
        return _day(year, NUMBERS.get(name, 0), day)
    return None


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
