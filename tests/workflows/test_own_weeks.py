"""A week's hours of one person, entered by the unit's secretary."""

import pytest

from chalicelib.domain.people import Actor, Employee, EmployeeId, Kind
from chalicelib.domain.records import employee_key, row_key
from chalicelib.domain.refusals import Forbidden, Invalid, Refusal
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import own_weeks
from tests.factories import APRIL, MAY, an_employee
from tests.fakes import FakeOffice
from tests.workflows.stage import BUDI, ORIGIN, RINA, UNIT, a_fresh_form, a_stage, untouched
from tests.workflows.test_recalls import MORNING

SITI = EmployeeId("siti")


def an_office(kind: Kind = Kind.PART_TIME) -> FakeOffice:
    office = a_stage().office
    office.records.hold(an_employee(kind=kind))
    return office


def save(office: FakeOffice, written: str, by: Actor = RINA) -> str:
    return own_weeks.save(office, by, SITI, written, a_fresh_form(office), ORIGIN, MORNING)


def the_person(office: FakeOffice) -> Employee:
    return office.records.read(employee_key(SITI)).get(employee_key(SITI))


def weekly(office: FakeOffice) -> list[int | None]:
    names = [row_key(UNIT, month, SITI) for month in (APRIL, MAY)]
    found = office.records.read(*names)
    return [row.weekly for name in names if (row := found.find(name))]


@pytest.mark.parametrize(("written", "minutes"), [("20", 1200), ("22,5", 1350), (" 18.75 ", 1125), ("37,5", 2250)])
def test_the_hours_stand_on_the_record_and_on_the_opened_months(written: str, minutes: int) -> None:
    office = an_office()

    assert save(office, written) == "/staff"

    assert the_person(office).weekly == minutes
    assert weekly(office)
    assert set(weekly(office)) == {minutes}
    line = next(each for each in office.records.all(TrailEntry) if each.what == "set_week")
    assert (line.concerns, line.note) == (SITI, f"{minutes / 60:g} jam per minggu")


def test_nothing_written_means_the_units_hours() -> None:
    office = an_office()
    save(office, "20")

    save(office, "")

    assert (the_person(office).weekly, set(weekly(office))) == (None, {None})


@pytest.mark.parametrize("written", ["0", "38", "-5", "dua puluh", "20.5.1"])
def test_what_is_no_part_of_a_week_is_refused(written: str) -> None:
    office = an_office()
    untouched(office, lambda: save(office, written), Invalid)


def test_only_the_units_secretary_sets_them_and_only_for_who_may_have_them() -> None:
    office = an_office()
    untouched(office, lambda: save(office, "20", BUDI), Forbidden)
    civil = an_office(Kind.PNS)
    untouched(civil, lambda: save(civil, "20"), Refusal)
