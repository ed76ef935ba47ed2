"""The unit's month: opened for everyone, watched by those who answer for it, summed up once."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.capacity import Capacity, Places
from chalicelib.domain.ledger import LedgerRow, MonthSheet
from chalicelib.domain.months import DayClass
from chalicelib.domain.orders import Act
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, Kind
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import Create, capacity_key, sheet_key
from chalicelib.domain.refusals import Forbidden, NotFound
from chalicelib.domain.trail import SCHEDULED, TrailEntry
from chalicelib.workflows import months, reports
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    MONDAY_AFTERNOON,
    a_calendar,
    a_circular,
    a_draft,
    a_register,
    a_row,
    a_sheet,
    a_unit,
    an_employee,
    local,
)
from tests.fakes import FakeOffice, an_office
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_fresh_form,
    a_stage,
    the_row,
    untouched,
)

FIRST_OF_MAY = local(date(2021, 5, 1), 1, 15)
JUNE = Month("2021-06")


def a_reported_office() -> FakeOffice:
    """Siti was at home on Monday and reported it; Wednesday is approved."""
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON)
    return office


def sheet(office: FakeOffice, month: Month = APRIL) -> MonthSheet:
    return office.records.read(sheet_key(UNIT, month)).get(sheet_key(UNIT, month))


# Watching


@pytest.mark.parametrize("actor", [BUDI, RINA, JOKO], ids=["head", "secretary", "administrator"])
def test_those_who_answer_for_the_unit_see_its_month_and_the_look_is_noted(actor: Actor) -> None:
    office = a_reported_office()

    table = months.view(office, actor, UNIT, APRIL, ORIGIN, MONDAY_AFTERNOON)

    assert [line.employee for line in table.lines] == ["budi", "dewi", "rina", "siti"]
    look = office.records.all(TrailEntry)[-1]
    assert (look.about, look.number, look.who, look.what) == ("MONTH#DISKOMINFO#2021-04", None, actor.id, "view")


@pytest.mark.parametrize("actor", [SITI, DEWI, TUTI], ids=["employee", "colleague", "another unit's secretary"])
def test_nobody_else_sees_a_units_month(actor: Actor) -> None:
    office = a_reported_office()

    untouched(office, lambda: months.view(office, actor, UNIT, APRIL, ORIGIN, MONDAY_AFTERNOON), Forbidden)
    untouched(
        office,
        lambda: months.paper_link(office, actor, UNIT, APRIL, PaperFormat.CSV, ORIGIN, MONDAY_AFTERNOON),
        Forbidden,
    )


def test_a_month_is_one_query_and_the_note() -> None:
    office = a_reported_office()
    office.records.requests.clear()

    months.view(office, RINA, UNIT, APRIL, ORIGIN, MONDAY_AFTERNOON)

    assert office.records.requests == ["query", "commit"]


def test_a_month_that_was_never_opened_is_not_found() -> None:
    office = a_stage().office

    untouched(office, lambda: months.view(office, RINA, UNIT, JUNE, ORIGIN, FRIDAY_MORNING), NotFound)


def test_every_day_of_everyone_has_a_class_and_the_totals_add_up() -> None:
    office = a_reported_office()

    table = months.view(office, RINA, UNIT, APRIL, ORIGIN, MONDAY_AFTERNOON)

    lines = {line.employee: line for line in table.lines}
    siti = {f"{cell.date:%d}": cell.kind for cell in lines["siti"].cells}
    assert all(len(line.cells) == 30 for line in table.lines)
    assert (siti["25"], siti["26"], siti["27"], siti["28"]) == (
        DayClass.OFF,
        DayClass.HOME,
        DayClass.AHEAD,
        DayClass.HOME_TODAY,
    )
    assert (lines["siti"].counted, lines["dewi"].counted) == (390, 0)
    assert table.counted == 390
    assert table.required == sum(line.required for line in table.lines) == 4 * lines["dewi"].required


def test_only_the_administrator_sees_every_unit() -> None:
    office = a_stage().office

    assert [unit.id for unit in months.units(office, JOKO)] == ["BKPSDM", "DISKOMINFO"]
    for actor in (SITI, BUDI, RINA, TUTI):
        with pytest.raises(Forbidden):
            months.units(office, actor)


def test_the_running_month_is_downloaded_as_it_stands() -> None:
    office = a_reported_office()

    address = months.paper_link(office, RINA, UNIT, APRIL, PaperFormat.CSV, ORIGIN, MONDAY_AFTERNOON)

    ((name, content),) = office.files.kept.items()
    assert name.startswith("exports/DISKOMINFO/2021-04/")
    assert address == f"https://files.example/{name}?as=rekap-DISKOMINFO-2021-04.csv"
    assert b"siti" in content


def test_a_month_that_is_summed_up_is_downloaded_as_it_was_made() -> None:
    office = a_reported_office()
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    held = dict(office.files.kept)

    address = months.paper_link(office, RINA, UNIT, APRIL, PaperFormat.CSV, ORIGIN, FIRST_OF_MAY)

    summary = sheet(office).summary
    assert summary
    assert summary.file in address
    assert office.files.kept == held


# Opening


def test_a_month_is_opened_for_everyone_with_its_places() -> None:
    people = [an_employee(f"e{n}") for n in range(5)]
    office = an_office(a_unit(), a_register(), a_calendar(), *people)

    months.open_month(office, UNIT, MAY)

    assert sheet(office, MAY) == a_sheet(MAY)
    assert [row.employee for row in office.records.all(LedgerRow)] == ["e0", "e1", "e2", "e3", "e4"]
    capacity = office.records.read(capacity_key(UNIT, MAY)).get(capacity_key(UNIT, MAY))
    assert (capacity.headcount, capacity.days["03"]) == (5, Places(0, 0, 2))
    assert "01" not in capacity.days


def test_who_left_and_who_is_no_employee_has_no_row() -> None:
    left, mayor = an_employee("left", active=False), an_employee("mayor", kind=Kind.OFFICIAL)
    office = an_office(a_unit(), a_register(), a_calendar(), an_employee(), left, mayor)

    months.open_month(office, UNIT, MAY)

    assert [row.employee for row in office.records.all(LedgerRow)] == ["siti"]


def test_opening_again_changes_nothing_and_adds_who_came() -> None:
    office = a_reported_office()
    before = dict(office.records.held)
    office.records.hold(an_employee("baru"))

    months.open_month(office, UNIT, APRIL)

    added = [record for name, record in office.records.held.items() if name not in before]
    assert {type(record) for record in added} == {LedgerRow, type(an_employee())}
    assert all(office.records.held[name] == record for name, record in before.items())


def test_opening_that_broke_off_is_completed_and_the_heading_comes_last() -> None:
    whole = an_office(a_unit(), a_register(), a_calendar(), an_employee(), an_employee("dewi"))
    months.open_month(whole, UNIT, MAY)
    (*_, last) = whole.records.commits
    assert isinstance(last[0], Create)
    assert isinstance(last[0].record, MonthSheet)

    broken = an_office(a_unit(), a_register(), a_calendar(), an_employee(), an_employee("dewi"))
    broken.records.hold(a_row(month=MAY, name="Siti Rahmawati, S.E."))
    months.open_month(broken, UNIT, MAY)

    assert broken.records.held == whole.records.held


def test_days_are_placed_under_the_circular_of_the_day() -> None:
    register = a_register(
        a_circular(end=date(2021, 5, 9)),
        a_circular("later", start=date(2021, 5, 10), max_home_pct=None, max_office_pct=25),
    )
    office = an_office(a_unit(), register, a_calendar(), *(an_employee(f"e{n}") for n in range(10)))

    months.open_month(office, UNIT, MAY)

    (capacity,) = office.records.all(Capacity)
    assert (capacity.days["07"], capacity.days["10"]) == (Places(0, 0, 5), Places(0, 8, 10))


@pytest.mark.parametrize("missing", ["unit", "calendar", "register"])
def test_nothing_is_opened_without_what_it_rests_on(missing: str) -> None:
    all_of_it = {"unit": a_unit(), "calendar": a_calendar(), "register": a_register()}
    office = an_office(an_employee(), *(record for name, record in all_of_it.items() if name != missing))

    untouched(office, lambda: months.open_month(office, UNIT, MAY), NotFound)


# Summing up


def test_the_summary_is_frozen_kept_and_announced() -> None:
    office = a_reported_office()

    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)

    made = sheet(office)
    assert made.summary
    assert made.revision == 2
    assert (made.summary.counted, made.summary.made_at) == (390, FIRST_OF_MAY)
    assert made.summary.required > 4 * 390
    assert office.files.kept[made.summary.file].endswith(f"siti;{made.summary.required // 4};390".encode())
    errands = [entry for entry in office.records.all(OutboxEntry) if entry.errand is Errand.SUMMARY_READY]
    assert [dict(entry.about) for entry in errands] == [{"unit": UNIT, "month": APRIL}]
    line = office.records.all(TrailEntry)[-1]
    assert (line.about, line.number, line.what, line.origin) == ("MONTH#DISKOMINFO#2021-04", 2, "summarise", SCHEDULED)


def test_the_summary_is_made_once_however_often_it_is_asked_for() -> None:
    office = a_reported_office()
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    held = dict(office.records.held)

    for hour in (2, 3, 23):
        months.make_summary(office, UNIT, APRIL, local(date(2021, 5, 1), hour))

    assert office.records.held == held


def test_of_two_summaries_at_the_same_moment_one_is_announced() -> None:
    office = a_reported_office()
    office.records.meanwhile(lambda: months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY))

    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)

    assert [entry.errand for entry in office.records.all(OutboxEntry)].count(Errand.SUMMARY_READY) == 1


def test_the_same_month_gives_the_same_summary() -> None:
    first, second = a_reported_office(), a_reported_office()

    for office in (first, second):
        months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)

    assert first.files.kept == second.files.kept


def test_a_month_that_was_never_opened_has_no_summary() -> None:
    office = a_stage().office

    untouched(office, lambda: months.make_summary(office, UNIT, JUNE, FIRST_OF_MAY), NotFound)


def test_reports_within_the_grace_still_reach_the_ledger_after_the_summary() -> None:
    office = a_stage().office
    last = date(2021, 4, 30)
    a_decided_order(office, Act.APPROVE, SITI, last)
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    frozen = sheet(office)

    reports.file_report(office, SITI, last, a_draft(), a_fresh_form(office), ORIGIN, local(date(2021, 5, 2), 9))

    mark = the_row(office).mark(last)
    assert mark
    assert mark.minutes == 390
    assert replace(frozen) == sheet(office)


def test_a_summary_cites_the_circulars_of_its_month_and_goes_on_citing_them() -> None:
    april = a_circular(citation="Surat Edaran April")
    later = a_circular("later", start=date(2021, 4, 28), citation="Surat Edaran kedua")
    office = a_stage(register=a_register(april, later)).office
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    office.records.hold(a_register(april, revision=2))

    made = sheet(office).summary
    assert made
    assert made.circulars == ("Surat Edaran April", "Surat Edaran kedua")
    table = months.view(office, RINA, UNIT, APRIL, ORIGIN, FIRST_OF_MAY)
    assert months.recap_of(office, table).circulars == made.circulars
