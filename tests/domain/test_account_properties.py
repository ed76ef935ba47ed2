"""What holds of every month, whatever happened in it."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.absences import Absence, Part
from chalicelib.domain.attendance import AttendanceDay, AttendanceMonth, ledger_changes
from chalicelib.domain.ledger import DayChange, Filed, LedgerRow, Mark, Verdict, absence_changes, reported, verified
from chalicelib.domain.months import line_of
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.presence import DAY, Presence, Recalled
from chalicelib.domain.weeks import weeks_of
from tests.factories import APRIL, MONDAY_AFTERNOON, a_mark, a_row, a_sheet, an_absence, an_away

FEW = settings(max_examples=40, deadline=None)
EXPECTED = a_sheet().expected
DATES = [each.date for each in EXPECTED]
AFTERWARDS = date(2021, 5, 1)

minutes = st.integers(0, DAY - 1)
days = st.sampled_from(DATES)
approved = st.builds(a_mark, closed=st.booleans())
filed = st.builds(
    a_mark,
    filed=st.sampled_from([Filed.IN_TIME, Filed.LATE]),
    minutes=st.integers(0, 450),
    verdict=st.sampled_from(Verdict),
    closed=st.booleans(),
)
asked = st.just(a_mark(approved=False))
presences = st.builds(Presence, st.none() | minutes, st.none() | st.integers(0, DAY + 600))
halves = st.builds(an_away, part=st.sampled_from([Part.MORNING, Part.AFTERNOON]))
calls = st.builds(Recalled, st.just("kq3vd5c2x7mabnop"), st.none() | minutes)
rows = st.builds(
    a_row,
    days=st.dictionaries(days, asked | approved | filed),
    aways=st.dictionaries(days, halves),
    presences=st.dictionaries(days, presences),
    calls=st.dictionaries(days, calls),
    weekly=st.none() | st.integers(60, 2250),
    since=st.none() | days,
    short=st.none() | st.integers(0, 9_999),
)


def applied(row: LedgerRow, changes: tuple[DayChange, ...]) -> LedgerRow:
    """A row after some changes, each of which finds what it expected."""
    packed = dict(row.days)
    for change in changes:
        assert packed.get(change.slot) == (change.was.packed() if change.was else None)
        if change.becomes:
            packed[change.slot] = change.becomes.packed()
        else:
            packed.pop(change.slot)
    return replace(row, days=packed)


@FEW
@given(rows, days)
def test_totals_are_the_sums_of_days_and_weeks(row: LedgerRow, today: date) -> None:
    line = line_of(row, EXPECTED, today)
    weeks = weeks_of([line], today)

    assert line.required == sum(cell.target for cell in line.cells if cell.date <= today)
    assert line.required == sum(week.required for week in weeks)
    assert line.counted == sum(cell.minutes for cell in line.cells) == sum(week.counted for week in weeks)
    assert line.final == sum(week.final for week in weeks)
    assert line.short == sum(week.short for week in weeks)
    for cell in line.cells:
        assert 0 <= cell.final <= cell.minutes <= cell.target
        assert 0 <= cell.home <= cell.minutes
        assert cell.home + cell.office == cell.minutes


@FEW
@given(rows, days, st.integers(0, 450), st.booleans())
def test_a_report_never_lowers_a_total(row: LedgerRow, day: date, counts: int, late: bool) -> None:
    waiting = row.mark(day) or a_mark()
    mark = replace(waiting, approved=True, filed=Filed.NOT_YET, minutes=0, verdict=Verdict.NONE)
    before = replace(row, days={**row.days, f"{day:%d}": mark.packed()})
    after = replace(row, days={**row.days, f"{day:%d}": reported(mark, counts, late=late).packed()})
    accepted = replace(
        row, days={**row.days, f"{day:%d}": verified(reported(mark, counts, late=late), accepted=True).packed()}
    )

    lines = [line_of(each, EXPECTED, AFTERWARDS) for each in (before, after, accepted)]

    assert lines[0].counted <= lines[1].counted == lines[2].counted
    assert lines[0].final <= lines[1].final <= lines[2].final
    assert lines[0].required == lines[1].required


@FEW
@given(rows, days, presences)
def test_attendance_never_lowers_a_total(row: LedgerRow, day: date, presence: Presence) -> None:
    slot = f"{day:%d}k"
    before = replace(row, days={name: packed for name, packed in row.days.items() if name != slot})
    after = replace(row, days={**before.days, slot: presence.packed()})

    lines = [line_of(each, EXPECTED, AFTERWARDS) for each in (before, after)]

    assert lines[0].counted <= lines[1].counted
    assert lines[0].final <= lines[1].final


def filed_on(row: LedgerRow, day: date, mark: Mark) -> LedgerRow:
    was = row.mark(day)
    assert was
    return applied(row, (DayChange(day, was, reported(was, mark.minutes, late=mark.filed is Filed.LATE)),))


def attended(row: LedgerRow, day: date, presence: Presence) -> LedgerRow:
    known = AttendanceDay(day, presence, EmployeeId("rina"), "Rina", MONDAY_AFTERNOON)
    return applied(row, ledger_changes(row, AttendanceMonth(EmployeeId("siti"), APRIL, (known,))))


def absent(row: LedgerRow, day: date, away: Absence) -> LedgerRow:
    return applied(row, absence_changes(row, replace(away, first=day, last=day)))


@FEW
@given(
    st.dictionaries(days, filed, max_size=3),
    st.dictionaries(days, presences, max_size=3),
    st.sets(days, max_size=2),
    st.randoms(use_true_random=False),
)
def test_the_order_of_events_makes_no_difference(
    reports: Mapping[date, Mark], attendance: Mapping[date, Presence], half_days: set[date], shuffle: object
) -> None:
    ordered = a_row(days=dict.fromkeys(reports, a_mark()))
    half = an_absence(part=Part.MORNING)
    events = [
        *((filed_on, day, mark) for day, mark in reports.items()),
        *((attended, day, presence) for day, presence in attendance.items()),
        *((absent, day, replace(half, id=f"half{day:%d}")) for day in half_days),
    ]
    mixed = list(events)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]

    rows = []
    for order in (events, mixed):
        row = ordered
        for act, day, fact in order:
            row = act(row, day, fact)  # type: ignore[operator]
        rows.append(row)

    assert line_of(rows[0], EXPECTED, AFTERWARDS) == line_of(rows[1], EXPECTED, AFTERWARDS)
