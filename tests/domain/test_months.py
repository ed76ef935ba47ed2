"""The month as people read it: every day of everyone classified, and sums that agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.calendars import Expected
from chalicelib.domain.ledger import Filed, LedgerRow, Mark
from chalicelib.domain.months import HOME_CLASSES, DayClass, classify, line_of, month_table
from tests.factories import (
    APRIL,
    FASTING_DAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_row,
    a_sheet,
    a_unit_month,
    an_away,
)

ASKED = a_mark(approved=False)
APPROVED = a_mark()
REPORTED = a_mark(filed=Filed.IN_TIME, minutes=390)
REPORTED_LATE = a_mark(filed=Filed.LATE, minutes=390)
SUNDAY = date(2021, 4, 25)
YESTERDAY, TODAY, TOMORROW = MONDAY - timedelta(1), MONDAY, MONDAY + timedelta(1)


@pytest.mark.parametrize(
    ("day", "mark", "kind"),
    [
        # nothing on record
        (YESTERDAY, None, DayClass.NO_DATA),
        (TODAY, None, DayClass.NO_DATA),
        (TOMORROW, None, DayClass.AHEAD),
        # asked for
        (YESTERDAY, ASKED, DayClass.UNDECIDED),
        (TODAY, ASKED, DayClass.WAITING),
        (TOMORROW, ASKED, DayClass.WAITING),
        # approved, no report
        (YESTERDAY, APPROVED, DayClass.UNREPORTED),
        (TODAY, APPROVED, DayClass.HOME_TODAY),
        (TOMORROW, APPROVED, DayClass.HOME_TODAY),
        # reported
        (YESTERDAY, REPORTED, DayClass.HOME),
        (TODAY, REPORTED, DayClass.HOME),
        (YESTERDAY, REPORTED_LATE, DayClass.HOME_LATE),
        (TODAY, REPORTED_LATE, DayClass.HOME_LATE),
    ],
)
def test_a_working_day_is_what_is_on_record_of_it(day: date, mark: Mark | None, kind: DayClass) -> None:
    assert classify(Expected(day, FASTING_DAY), mark, TODAY) is kind


@pytest.mark.parametrize("day", [YESTERDAY, TODAY, TOMORROW])
@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        (None, DayClass.OFF),
        (ASKED, DayClass.OFF),  # became a holiday after it was asked for
        (REPORTED, DayClass.HOME),  # work that was ordered and done stays visible
    ],
)
def test_a_day_off_is_off_unless_work_was_ordered(day: date, mark: Mark | None, kind: DayClass) -> None:
    assert classify(Expected(day, None), mark, TODAY) is kind


def test_every_class_has_a_letter_of_its_own() -> None:
    assert len({kind.value for kind in DayClass}) == len(DayClass)
    assert all(len(kind) == 1 for kind in DayClass)


@pytest.mark.parametrize("kind", AbsenceKind)
@pytest.mark.parametrize("day", [YESTERDAY, TODAY, TOMORROW])
def test_a_whole_days_absence_is_a_class_of_its_own(kind: AbsenceKind, day: date) -> None:
    assert classify(Expected(day, FASTING_DAY), None, TODAY, away=an_away(kind)).value == kind.value
    assert classify(Expected(day, None), None, TODAY, away=an_away(kind)) is DayClass.OFF


def test_an_absence_lowers_what_a_day_asks() -> None:
    aways = {MONDAY: an_away(), TUESDAY: an_away(part=Part.MORNING), SUNDAY: an_away()}
    row = a_row(days={TUESDAY: replace(REPORTED, minutes=390)}, aways=aways)

    line = line_of(row, a_sheet().expected, WEDNESDAY)

    assert line.required == 7 * 450 + 12 * 390 - 390 - 195
    assert [cell.letter for cell in line.cells[23:28]] == ["L", "L", "C", "R/C", "K"]
    assert line.counted == 195  # the report had come before half of the day turned out to be leave


# One employee's month


def test_the_line_of_someone_without_a_single_event_is_complete() -> None:
    line = line_of(a_row(), a_sheet().expected, WEDNESDAY)

    assert "".join(cell.kind for cell in line.cells) == "KNLLKKKKKLLKKKKKLLKKKKKLLKKK--"
    assert (line.required, line.counted) == (7 * 450 + 12 * 390, 0)
    assert (line.home_days, line.without_data, line.unreported) == (0, 19, 0)


def test_a_line_counts_home_days_and_what_is_missing() -> None:
    row = a_row(
        days={
            date(2021, 4, 20): REPORTED,
            date(2021, 4, 21): REPORTED_LATE,
            date(2021, 4, 22): APPROVED,
            date(2021, 4, 23): ASKED,
            MONDAY: APPROVED,
            WEDNESDAY: ASKED,
        }
    )

    line = line_of(row, a_sheet().expected, MONDAY)

    assert "".join(cell.kind for cell in line.cells[19:]) == "RTB?LLH-M--"
    assert line.home_days == 4  # reported twice, unreported, today
    assert line.unreported == 1
    assert line.without_data == 12 + 1  # 12 office days and the undecided one
    assert line.counted == 780
    assert line.required == 7 * 450 + 10 * 390


def test_nothing_is_required_before_the_month_begins() -> None:
    line = line_of(a_row(), a_sheet().expected, date(2021, 3, 31))

    assert line.required == 0
    assert {cell.kind for cell in line.cells} == {DayClass.OFF, DayClass.HOLIDAY, DayClass.AHEAD}


def test_after_the_month_nothing_waits_or_lies_ahead() -> None:
    row = a_row(days={MONDAY: ASKED, TUESDAY: APPROVED})

    line = line_of(row, a_sheet().expected, date(2021, 5, 1))

    unsettled = {DayClass.WAITING, DayClass.AHEAD, DayClass.HOME_TODAY}
    assert unsettled.isdisjoint(cell.kind for cell in line.cells)
    assert line.required == 8_610


# The unit's month

EXPECTED = a_sheet().expected
DATES = [each.date for each in EXPECTED]
WORKING = [each.date for each in EXPECTED if each.hours]

filed_marks = st.builds(a_mark, filed=st.sampled_from([Filed.IN_TIME, Filed.LATE]), minutes=st.integers(0, 390))
some_marks = st.one_of(st.sampled_from([ASKED, APPROVED]), filed_marks)
some_rows = st.lists(
    st.builds(
        a_row, st.sampled_from(["siti", "joko", "dewi"]), days=st.dictionaries(st.sampled_from(WORKING), some_marks)
    ),
    max_size=4,
)
some_days = st.dates(date(2021, 3, 25), date(2021, 5, 6))


@given(some_rows, some_days)
def test_every_day_of_every_employee_is_classified(rows: list[LedgerRow], today: date) -> None:
    table = month_table(a_unit_month(*rows), today)

    assert len(table.lines) == max(1, len(rows))
    for line in table.lines:
        assert [cell.date for cell in line.cells] == DATES
        assert all(cell.kind in DayClass for cell in line.cells)


@given(some_rows, some_days)
def test_totals_are_the_sums_of_the_lines_and_lines_of_their_cells(rows: list[LedgerRow], today: date) -> None:
    table = month_table(a_unit_month(*rows), today)

    assert table.required == sum(line.required for line in table.lines)
    assert table.counted == sum(line.counted for line in table.lines)
    assert table.without_data == sum(line.without_data for line in table.lines)
    for line in table.lines:
        kinds = [cell.kind for cell in line.cells]
        assert line.counted == sum(cell.minutes for cell in line.cells)
        assert line.home_days == sum(kind in HOME_CLASSES for kind in kinds)
        assert line.unreported == kinds.count(DayClass.UNREPORTED)
        assert line.without_data == kinds.count(DayClass.NO_DATA) + kinds.count(DayClass.UNDECIDED)


@given(some_rows, some_days)
def test_minutes_count_only_where_a_report_was_received(rows: list[LedgerRow], today: date) -> None:
    for line in month_table(a_unit_month(*rows), today).lines:
        assert all(cell.minutes == 0 for cell in line.cells if cell.kind not in (DayClass.HOME, DayClass.HOME_LATE))
        assert line.counted <= 21 * 390


def test_a_month_keeps_the_order_of_its_rows() -> None:
    table = month_table(a_unit_month(a_row("siti", name="Siti"), a_row("agus", name="Agus")), MONDAY)

    assert [line.name for line in table.lines] == ["Siti", "Agus"]
    assert table.month.sheet.month == APRIL
