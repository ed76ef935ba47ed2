"""A unit's month counts a day once for everybody whose row says the same of it."""

from typing import Any

from msgspec.structs import replace

from chalicelib.domain.absences import Part
from chalicelib.domain.ledger import Filed, Verdict
from chalicelib.domain.months import line_of, month_table
from chalicelib.domain.presence import Presence, Recalled
from tests.factories import MONDAY, TUESDAY, WEDNESDAY, a_mark, a_row, a_sheet, a_unit_month, an_away


def test_rows_that_say_the_same_share_what_a_day_counts_and_others_do_not() -> None:
    """Whatever differs between two rows of a unit, each comes to what it comes to alone."""
    away, there, called = an_away(), Presence(480, 900), Recalled("panggil", 600)
    facts: tuple[dict[str, Any], ...] = (
        {},
        {"days": {MONDAY: a_mark("a" * 16, filed=Filed.IN_TIME, minutes=390)}},
        {"days": {MONDAY: a_mark("b" * 16, filed=Filed.IN_TIME, minutes=390)}},
        {"days": {MONDAY: replace(a_mark(filed=Filed.IN_TIME, minutes=390), verdict=Verdict.ACCEPTED)}},
        {"days": {MONDAY: replace(a_mark(filed=Filed.IN_TIME, minutes=390), closed=True)}},
        {"days": {MONDAY: a_mark(filed=Filed.LATE, minutes=390)}},
        {"days": {MONDAY: a_mark(approved=False)}},
        {"aways": {MONDAY: away}},
        {"aways": {MONDAY: replace(away, part=Part.MORNING)}, "presences": {MONDAY: there}},
        {"presences": {MONDAY: there}},
        {"presences": {TUESDAY: there}},
        {"presences": {MONDAY: there}, "calls": {MONDAY: called}},
        {"presences": {MONDAY: there}, "weekly": 1200},
        {"presences": {MONDAY: there}, "since": TUESDAY},
        {"presences": {MONDAY: there}, "until": MONDAY},
    )
    rows = [a_row(f"e{number}", **each) for number, each in enumerate(facts)]

    lines = month_table(a_unit_month(*rows), WEDNESDAY).lines

    assert lines == tuple(line_of(row, a_sheet().expected, WEDNESDAY) for row in rows)
    assert len({repr(line.cells) for line in lines}) == len(facts) - 1
    assert lines[1].cells[25] is lines[2].cells[25]
