"""Recapitulations: what is known, what is not, and when two papers would say the same."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.issuing import in_own_post, signatory_of
from chalicelib.domain.ledger import Filed, LedgerRow, Verdict
from chalicelib.domain.months import month_table
from chalicelib.domain.recaps import MonthRecap, PaperFormat
from tests.factories import (
    FRIDAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_row,
    a_sheet,
    a_supervisor,
    a_unit_month,
)

FIRST_OF_MAY = date(2021, 5, 1)
REPORTED = a_mark(filed=Filed.IN_TIME, minutes=390)


def a_recap(*rows: LedgerRow, today: date = FIRST_OF_MAY) -> MonthRecap:
    return MonthRecap(month_table(a_unit_month(*rows), today), "Pekanbaru", None)


def test_an_office_day_without_attendance_leaves_the_days_at_the_office_unknown() -> None:
    (line,) = a_recap(a_row(days={MONDAY: REPORTED})).lines

    assert (line.work_days, line.office, line.home) == (21, None, 1)
    assert (line.leave, line.sick, line.travel) == (0, 0, 0)
    assert (line.absent, line.accepted) == (None, 0)
    assert (line.counted, line.difference) == (390, None)


def test_reports_that_were_found_right_are_counted() -> None:
    verdicts = zip((MONDAY, TUESDAY, WEDNESDAY), Verdict, strict=True)
    days = {day: replace(REPORTED, verdict=verdict) for day, verdict in verdicts}

    (line,) = a_recap(a_row(days=days)).lines

    assert line.accepted == 1
    assert a_recap(a_row(days=days)).fingerprint != a_recap(a_row(days=dict.fromkeys(days, REPORTED))).fingerprint


def test_hours_of_which_nothing_is_known_are_not_nought() -> None:
    (line,) = a_recap().lines

    assert line.counted is None
    assert line.required > 0


def test_a_month_wholly_at_home_is_known() -> None:
    days = {each.date: replace(REPORTED, minutes=each.target) for each in a_sheet().expected if each.hours}

    (line,) = a_recap(a_row(days=days)).lines

    assert (line.office, line.home, line.difference) == (0, 21, 0)


@pytest.mark.parametrize(
    ("today", "work_days", "home"),
    [(FRIDAY, 16, 0), (MONDAY, 17, 1), (FIRST_OF_MAY, 21, 2)],
    ids=["before", "between", "after"],
)
def test_a_running_month_counts_as_far_as_it_has_come(today: date, work_days: int, home: int) -> None:
    (line,) = a_recap(a_row(days={MONDAY: REPORTED, WEDNESDAY: a_mark()}), today=today).lines

    assert (line.work_days, line.home) == (work_days, home)


def test_a_month_that_is_over_reaches_to_its_last_day() -> None:
    assert a_recap(today=date(2021, 6, 3)).table.until == date(2021, 4, 30)


def test_the_same_figures_have_the_same_fingerprint_and_others_another() -> None:
    recap = a_recap()

    assert a_recap().fingerprint == recap.fingerprint
    head = signatory_of(in_own_post(a_supervisor()), "Pekanbaru")
    others = [
        a_recap(a_row(days={MONDAY: REPORTED})),
        a_recap(a_row(name="Siti R.")),
        a_recap(today=MONDAY),
        replace(recap, head=head),
    ]
    assert len({other.fingerprint for other in others} | {recap.fingerprint}) == 5


def test_every_format_has_a_media_type() -> None:
    assert [form.media_type.partition("/")[2][:4] for form in PaperFormat] == ["csv;", "vnd.", "pdf", "zip"]
