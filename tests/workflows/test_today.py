"""The employee's first page: where they are expected, and the one thing to do."""

from datetime import date

import pytest

from chalicelib.domain.orders import Act
from chalicelib.domain.people import Kind, actor_of
from chalicelib.domain.today import Place, Todo
from chalicelib.workflows import reports, today
from tests.factories import (
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    a_circular,
    a_draft,
    a_register,
    an_employee,
    an_order,
    local,
)
from tests.fakes import FakeOffice
from tests.workflows.stage import DEWI, ORIGIN, OUR_UNIT, SITI, a_decided_order, a_fresh_form, a_stage, an_order_of


def seen(office: FakeOffice, day: date, hour: int = 9) -> tuple[Place, Todo, date | None]:
    view = today.open_today(office, SITI, local(day, hour)).today
    assert view
    return view.place, view.todo, view.report_day


def file(office: FakeOffice, day: date) -> None:
    reports.file_report(office, SITI, day, a_draft(), a_fresh_form(office), ORIGIN, local(day, 15))


def test_an_ordinary_day_is_at_the_office_with_an_order_to_ask_for() -> None:
    assert seen(a_stage().office, FRIDAY) == (Place.OFFICE, Todo.REQUEST_ORDER, None)


def test_a_home_day_is_at_home_with_its_report_to_file() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)

    assert seen(office, MONDAY) == (Place.HOME, Todo.FILE_REPORT, MONDAY)


def test_a_reported_home_day_has_nothing_more_to_report() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    file(office, MONDAY)

    assert seen(office, MONDAY, 16) == (Place.HOME, Todo.REQUEST_ORDER, None)


@pytest.mark.parametrize("act", [None, Act.RETURN, Act.REJECT])
def test_a_day_that_is_not_approved_is_at_the_office(act: Act | None) -> None:
    office = a_stage().office
    if act:
        a_decided_order(office, act)
    else:
        an_order_of(office)

    assert seen(office, MONDAY)[0] is Place.OFFICE


def test_a_report_that_is_missing_is_asked_for_as_long_as_it_is_taken() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE, SITI, MONDAY)

    assert seen(office, TUESDAY) == (Place.OFFICE, Todo.FILE_REPORT, MONDAY)
    assert seen(office, date(2021, 4, 29))[2] == MONDAY
    assert seen(office, date(2021, 4, 30)) == (Place.OFFICE, Todo.REQUEST_ORDER, None)


def test_a_report_that_is_missing_from_the_last_month_is_asked_for_too() -> None:
    office = a_stage().office
    last = date(2021, 4, 30)
    a_decided_order(office, Act.APPROVE, SITI, last)

    assert seen(office, date(2021, 5, 3)) == (Place.OFFICE, Todo.FILE_REPORT, last)


def test_a_sunday_is_free() -> None:
    assert seen(a_stage().office, date(2021, 4, 25))[0] is Place.OFF


def test_without_a_circular_there_is_nothing_to_ask_for() -> None:
    office = a_stage(register=a_register(a_circular(end=date(2021, 4, 22)))).office

    assert seen(office, FRIDAY) == (Place.OFFICE, Todo.NOTHING, None)


def test_the_latest_orders_stand_below_and_only_ones_own() -> None:
    own = [an_order(f"o{n}", dates=(date(2021, 4, 26 + n),)) for n in range(4)]
    office = a_stage(*own, an_order("another", employee=DEWI.id)).office

    latest = today.open_today(office, SITI, FRIDAY_MORNING).latest

    assert [order.id for order in latest] == ["o3", "o2", "o1"]


def test_the_page_takes_two_requests() -> None:
    office = a_stage().office

    today.open_today(office, SITI, FRIDAY_MORNING)

    assert office.records.requests == ["read", "query"]


def test_who_has_no_ledger_is_told_nothing_of_today() -> None:
    mayor = an_employee("mayor", kind=Kind.OFFICIAL)
    office = a_stage(mayor).office

    assert today.open_today(office, actor_of(mayor, OUR_UNIT), FRIDAY_MORNING).today is None


def test_a_month_that_is_not_open_yet_says_nothing_of_today() -> None:
    assert today.open_today(a_stage().office, SITI, local(date(2021, 6, 1), 9)).today is None


def test_the_day_is_that_of_the_units_clock() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE, SITI, MONDAY)

    view = today.open_today(office, SITI, local(MONDAY, 0, 1)).today

    assert view
    assert (view.day, view.place) == (MONDAY, Place.HOME)
