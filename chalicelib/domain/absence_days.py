"""What the days of a ledger have against an absence."""

from collections.abc import Iterable
from datetime import date

from chalicelib.domain.absences import Absence, Part
from chalicelib.domain.ledger import Filed, LedgerRow, MonthSheet
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text


def day_problems(
    absence: Absence, sheets: Iterable[MonthSheet | None], rows: Iterable[LedgerRow | None]
) -> list[Problem]:
    """Days that were reported as worked at home, and nothing but days off.

    `sheets` and `rows` are those of its months, None where one is not open.
    """
    known = list(sheets)
    expected = [each for sheet in known if sheet for each in sheet.expected if absence.on(each.date)]
    if None not in known and not any(each.hours for each in expected):
        return [problem("first", text("Tidak ada hari kerja pada tanggal ini."))]
    if absence.part is not Part.WHOLE:
        return []
    days = [
        date.fromisoformat(f"{row.month}-{day}")
        for row in rows
        if row
        for day, mark in row.marks.items()
        if mark.filed is not Filed.NOT_YET
    ]
    msgid = text("Laporan %(day)s sudah diterima; hari itu tidak dapat dicatat sehari penuh.")
    return [problem("first", msgid, day=day) for day in days if absence.on(day)]
