"""Whole months worked out by hand: `golden/*.toml` hold what is on record, what each day
comes to, and how that is found.

The numbers there are worked from the rules with pencil and paper; nothing of this program wrote them.
"""

import re
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.absences import AbsenceKind, Away, Part
from chalicelib.domain.calendars import FIVE_DAYS, Holiday, Hours, Month, Span, expected_days, month_of
from chalicelib.domain.hours import counted_minutes
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, Verdict
from chalicelib.domain.months import line_of, month_table
from chalicelib.domain.people import EmployeeId, EnteredBy, UnitId, Zone
from chalicelib.domain.presence import DAY, Presence, Recalled, minutes_of
from chalicelib.domain.recalls import Recall, RecallId
from chalicelib.domain.weeks import weeks_of
from chalicelib.domain.working_weeks import PATTERNS
from tests.factories import a_calendar, a_mark, a_row, a_sheet, a_unit_month, an_away

GOLDEN = Path(__file__).with_name("golden")
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.toml"))}
CASES = [(name, number) for name, months in FILES.items() for number in range(len(months["people"]))]
VERDICTS = {"accepted": Verdict.ACCEPTED, "sent": Verdict.NONE, "returned": Verdict.RETURNED}
ABSENCES = {
    "leave": AbsenceKind.LEAVE,
    "sick": AbsenceKind.SICK,
    "travel": AbsenceKind.TRAVEL,
    "training": AbsenceKind.TRAINING,
}
PARTS = {"": Part.WHOLE, "morning": Part.MORNING, "afternoon": Part.AFTERNOON}
LINE = re.compile(r"\s*(\d+)\s*\|([^|]+)\|\s*(\d+)\s*\|\s*(\d+)\s*\|.*")


def clock(written: str) -> time:
    return time.fromisoformat(written.replace(".", ":"))


def presence_in(words: list[str]) -> Presence:
    """ "07.30-16.00"; nothing after the dash where only coming is recorded; an earlier end is of the next morning."""
    came, _, went = words[1].partition("-")
    start, end = minutes_of(clock(came)), minutes_of(clock(went)) if went else None
    return Presence(start, end + DAY if end is not None and end < start else end)


def mark_in(words: list[str], hours: Hours | None, away: Away | None, weekly: int | None) -> Mark:
    """ "home 08.00-15.00 rest 30 accepted late", or "home" for no report; "closed" instead of "home"."""
    is_closed = words[0] == "closed"
    if len(words) == 1:
        return a_mark(closed=is_closed)
    (start, _, end), rest = words[1].partition("-"), int(words[3])
    minutes = counted_minutes(clock(start), clock(end), rest, hours, away, weekly) if hours else 0
    filed = Filed.LATE if words[-1] == "late" else Filed.IN_TIME
    return a_mark(filed=filed, minutes=minutes, verdict=VERDICTS[words[4]], closed=is_closed)


def recalled_in(words: list[str], day: date, zone: Zone) -> Recalled:
    """ "called 10.00" on the day itself by the unit's clock, or "called before"."""
    called = datetime.combine(day, time(8), zone.info) - timedelta(days=1)
    if words[1] != "before":
        called = datetime.combine(day, clock(words[1]), zone.info)
    recall = Recall(
        RecallId("kq3vd5c2x7mabnop"),
        EmployeeId("siti"),
        "Siti",
        UnitId("DISKOMINFO"),
        "Dinas",
        zone,
        day,
        time(12),
        "Rapat",
        EnteredBy(EmployeeId("rina"), "Rina"),
        called.astimezone(Zone.WIB.info),
    )
    return recall.on_ledger


class Golden:
    """One person's month as a file tells it."""

    def __init__(self, month: dict[str, Any], number: int) -> None:
        person = month["people"][number]
        holidays = tuple(Holiday(date.fromisoformat(day), name) for day, name in month["holidays"].items())
        first, last = month["fasting"]
        self.month, self.person, self.seen = Month(month["month"]), person, month["seen"]
        year = a_calendar(self.seen.year, holidays=holidays, fasting=(Span(first, last),))
        self.expected = expected_days(self.month, PATTERNS[person.get("week", month["week"])], year)
        self.lines = [found.groups() for line in person["days"].splitlines() if (found := LINE.fullmatch(line))]
        self.row = self._row(Zone[month["zone"]])

    def _row(self, zone: Zone) -> LedgerRow:
        facts: dict[str, Any] = {"days": {}, "aways": {}, "presences": {}, "calls": {}}
        weekly = self.person.get("weekly")
        for digits, written, *_ in self.lines:
            asked = self.expected[int(digits) - 1]
            day, away = asked.date, None
            for words in (fact.split() for fact in written.split("+")):
                if words[0] in ABSENCES:
                    part = PARTS[words[1] if len(words) > 1 else ""]
                    away = facts["aways"][day] = an_away(ABSENCES[words[0]], part)
                elif words[0] in ("home", "closed"):
                    facts["days"][day] = mark_in(words, asked.hours, away, weekly)
                elif words[0] == "office":
                    facts["presences"][day] = presence_in(words)
                elif words[0] == "called":
                    facts["calls"][day] = recalled_in(words, day, zone)
                else:
                    assert words == ["-"], written
        since, until, before = (self.person.get(name) for name in ("since", "until", "before"))
        return a_row(month=self.month, **facts, weekly=weekly, since=since, until=until, short=before)


@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{name}-{number}" for name, number in CASES])
def test_a_month_comes_to_what_was_worked_out_by_hand(name: str, number: int) -> None:
    golden = Golden(FILES[name], number)
    wanted = golden.person

    line = line_of(golden.row, golden.expected, golden.seen)

    days = {int(digits): (int(asked), int(counted)) for digits, _, asked, counted in golden.lines}
    assert {day: (line.cells[day - 1].target, line.cells[day - 1].minutes) for day in days} == days
    assert "".join(cell.kind for cell in line.cells) == wanted["classes"]
    sums = {each: getattr(line, each) for each in ("required", "counted", "final", "short", "after")}
    assert sums == {each: wanted.get(each) for each in sums}
    weeks = weeks_of([line], golden.expected[-1].date)
    assert [[week.norm, week.required, week.counted] for week in weeks] == wanted["weeks"]


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_a_file_is_read(name: str) -> None:
    for number, person in enumerate(FILES[name]["people"]):
        assert len(Golden(FILES[name], number).lines) == sum("|" in line for line in person["days"].splitlines())


def test_who_moved_has_both_units_days_and_no_day_twice() -> None:
    before, after = (Golden(FILES["wit-2024-08"], number) for number in (0, 1))
    lines = [line_of(each.row, each.expected, each.seen) for each in (before, after)]

    asked = [[cell.date for cell in line.cells if cell.target] for line in lines]

    assert not set(asked[0]) & set(asked[1])
    assert (sum(line.required for line in lines), sum(line.counted for line in lines)) == (8850, 8550)


def test_a_unit_of_golden_people_comes_to_their_sum() -> None:
    month = FILES["metro-2021-04"]
    people = [Golden(month, number) for number in range(len(month["people"]))]
    sheet = a_sheet(people[0].month)
    assert (month_of(sheet.expected[0].date), sheet.expected) == (
        people[0].month,
        expected_days(people[0].month, FIVE_DAYS, a_calendar()),
    )

    table = month_table(a_unit_month(*(each.row for each in people), sheet=sheet), people[0].seen)

    assert (table.required, table.counted) == (7185 + 8610 + 4488, 6590 + 2544)
