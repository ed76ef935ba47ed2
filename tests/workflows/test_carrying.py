"""What a month fell short is carried to the year, once however often, and anew after a correction."""

from datetime import date

from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.months import month_table
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import figures_key, row_key, tally_key
from chalicelib.domain.tallies import MonthTally, YearTally
from chalicelib.workflows import carrying, queued
from tests.factories import APRIL, FRIDAY_MORNING, MAY, MONDAY, a_mark, a_row, a_sheet, an_employee
from tests.fakes import FakeOffice, an_office
from tests.workflows.stage import a_stage

UNIT, OTHER, SITI = UnitId("DISKOMINFO"), UnitId("RSUD"), EmployeeId("siti")
JUNE = Month("2021-06")
FILED = a_mark(filed=Filed.IN_TIME, minutes=300)


def an_office_with(*rows: LedgerRow) -> FakeOffice:
    office = an_office()
    sheets = [a_sheet(month, unit=unit) for month in (APRIL, MAY, JUNE) for unit in (UNIT, OTHER)]
    office.records.hold(an_employee(), *sheets, *rows)
    return office


def short(office: FakeOffice, month: Month, unit: UnitId = UNIT) -> int | None:
    return office.records.read(row_key(unit, month, SITI)).get(row_key(unit, month, SITI)).short


def year(office: FakeOffice) -> YearTally:
    return office.records.read(tally_key(SITI, 2021)).get(tally_key(SITI, 2021))


def test_the_next_month_says_what_the_months_before_fell_short() -> None:
    office = an_office_with(a_row(days={MONDAY: FILED}), a_row(month=MAY), a_row(month=JUNE))

    carrying.carry(office, UNIT, APRIL)

    assert year(office).months == (MonthTally(APRIL, UNIT, 8_610, 300, 90),)
    assert (short(office, MAY), short(office, JUNE)) == (90, None)  # of May nothing is known yet
    line = month_table(office.ledger.month(UNIT, MAY), date(2021, 5, 1)).lines[0]
    assert (line.before, line.after) == (90, 90)


def test_carrying_twice_writes_nothing_more() -> None:
    office = an_office_with(a_row(days={MONDAY: FILED}), a_row(month=MAY))
    carrying.carry(office, UNIT, APRIL)
    office.records.requests.clear()

    carrying.carry(office, UNIT, APRIL)

    assert "commit" not in office.records.requests
    assert year(office).revision == 1


def test_a_month_that_was_corrected_takes_the_place_of_what_was_said_of_it() -> None:
    may = a_row(month=MAY, days={date(2021, 5, 3): replace(FILED, minutes=380)})
    office = an_office_with(a_row(days={MONDAY: FILED}), may, a_row(month=JUNE))
    carrying.carry(office, UNIT, APRIL)
    carrying.carry(office, UNIT, MAY)
    assert (short(office, MAY), short(office, JUNE)) == (90, 100)

    office.records.hold(a_row(days={MONDAY: replace(FILED, minutes=390)}))
    carrying.carry(office, UNIT, APRIL)

    assert (short(office, MAY), short(office, JUNE)) == (0, 10)
    assert [each.short for each in year(office).months] == [0, 10]


def test_who_moved_takes_the_year_along() -> None:
    before = a_row(days={MONDAY: FILED}, until=date(2021, 4, 27))
    after = a_row(unit=OTHER, days={date(2021, 4, 28): replace(FILED, minutes=370)}, since=date(2021, 4, 28))
    office = an_office_with(before, after, a_row(unit=OTHER, month=MAY))
    office.records.hold(an_employee(unit=OTHER))

    carrying.carry(office, UNIT, APRIL)
    carrying.carry(office, OTHER, APRIL)

    assert short(office, MAY, OTHER) == 90 + 20


def test_a_year_begins_with_nothing() -> None:
    assert YearTally(SITI, 2021, (MonthTally(Month("2021-12"), UNIT, 1, 0, 1),)).reaches is None
    assert YearTally(SITI, 2021).reaches is None


def test_the_worker_carries_by_an_errand_to_the_year_and_to_the_city() -> None:
    office = a_stage(a_row(days={MONDAY: FILED})).office
    errand = entry("e1", Errand.CARRY_YEAR, FRIDAY_MORNING, unit=UNIT, month=APRIL)

    queued.work(office, errand, FRIDAY_MORNING)

    assert short(office, MAY) == 90
    figures = office.records.read(figures_key(UNIT, APRIL)).get(figures_key(UNIT, APRIL))
    assert (figures.until, figures.in_time) == (date(2021, 4, 30), 1)
