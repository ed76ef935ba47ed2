"""How a month was counted, read for its page."""

from datetime import date, time

import pytest
from msgspec.structs import replace

from chalicelib.domain.attendance import AttendanceDay, AttendanceMonth
from chalicelib.domain.explaining import Rule
from chalicelib.domain.ledger import Filed
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.presence import Presence
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import counted
from tests.factories import (
    APRIL,
    FRIDAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    a_circular,
    a_mark,
    a_register,
    a_report,
    a_row,
    a_sheet,
    an_actor,
)
from tests.fakes import FakeOffice, an_office
from tests.workflows.stage import BUDI, ORIGIN, RINA, UNIT

SITI, RSUD = an_actor(), UnitId("RSUD")
LATER = MONDAY_AFTERNOON.replace(month=5, day=1)
FILED = a_mark(filed=Filed.IN_TIME, minutes=390)


def an_office_with_a_month() -> FakeOffice:
    """Two circulars, the second from Monday on; a home day under each, and an office day."""
    earlier = a_circular("se-1", citation="SE 1", report_deadline=time(16), end=FRIDAY)
    later = a_circular("se-2", citation="SE 2", report_deadline=time(18), start=MONDAY)
    attended = Presence(480, 900)
    row = a_row(days={FRIDAY: FILED, MONDAY: FILED}, presences={TUESDAY: attended})
    machine = AttendanceDay(TUESDAY, attended, EmployeeId("rina"), "Rina", MONDAY_AFTERNOON)
    return an_office(
        a_sheet(),
        row,
        a_register(earlier, later),
        AttendanceMonth(SITI.id, APRIL, (machine,)),
        a_report(FRIDAY),
        a_report(MONDAY),
    )


def test_each_day_has_what_it_was_counted_from() -> None:
    office = an_office_with_a_month()
    office.records.requests.clear()

    found = counted.own(office, SITI, APRIL, LATER)

    assert office.records.requests == ["read", "query"]
    (part,) = found.parts
    friday, monday, tuesday = (part.days[day.day - 1] for day in (FRIDAY, MONDAY, TUESDAY))
    assert (friday.report, monday.report) == (a_report(FRIDAY), a_report(MONDAY))
    assert (tuesday.attendance and tuesday.attendance.by_name, tuesday.report) == ("Rina", None)
    assert Rule.PROVISIONAL in monday.rules
    assert tuesday.rules == (Rule.FASTING, Rule.OFFICE)


def test_a_circular_that_is_replaced_in_mid_month_leaves_earlier_days_their_deadline() -> None:
    found = counted.own(an_office_with_a_month(), SITI, APRIL, LATER)

    days = found.parts[0].days
    circulars = [days[day.day - 1].circular for day in (FRIDAY, MONDAY)]
    assert [(each.citation, each.report_deadline) for each in circulars if each] == [
        ("SE 1", time(16)),
        ("SE 2", time(18)),
    ]
    assert days[TUESDAY.day - 1].circular is None


def test_who_moved_in_mid_month_sees_both_units_in_order() -> None:
    office = an_office_with_a_month()
    office.records.hold(
        a_sheet(unit="RSUD", unit_name="RSUD"), a_row(unit="RSUD", since=date(2021, 4, 28)), a_row(until=TUESDAY)
    )
    moved = replace(an_actor(unit="RSUD"), moved_from=UNIT)

    found = counted.own(office, moved, APRIL, LATER)

    assert [part.sheet.unit for part in found.parts] == [UNIT, RSUD]
    assert [part.line.required for part in found.parts] == [8_610 - 3 * 390, 3 * 390]


@pytest.mark.parametrize("by", [RINA, BUDI])
def test_another_who_reads_it_is_noted(by: object) -> None:
    office = an_office_with_a_month()
    assert isinstance(by, type(RINA))

    counted.of_person(office, by, UNIT, SITI.id, APRIL, ORIGIN, LATER)

    (line,) = office.records.all(TrailEntry)
    assert (line.who, line.what, line.concerns) == (by.id, "view", SITI.id)


def test_nobody_else_reads_it() -> None:
    office = an_office_with_a_month()
    with pytest.raises(NotFound):
        counted.of_person(office, an_actor("adi"), UNIT, SITI.id, APRIL, ORIGIN, LATER)
