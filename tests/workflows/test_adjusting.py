"""A changed circular or calendar on its way to the opened months."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.calendars import Holiday, Month
from chalicelib.domain.capacity import Capacity, Places
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import MonthSheet
from chalicelib.domain.outbox import QUEUED, Errand, OutboxEntry
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import Create, adjustment_key, capacity_key, register_key, sheet_key
from chalicelib.domain.refusals import Conflict, Forbidden, Stale
from chalicelib.workflows import adjusting, queued
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    HOLIDAYS_OF_2021,
    MAY,
    WEDNESDAY,
    a_calendar,
    a_capacity,
    a_circular,
    a_register,
    a_sheet,
    a_summary,
)
from tests.fakes import FakeBackroom
from tests.workflows.stage import JOKO, RINA, SITI, UNIT, a_stage, an_order_of, the_capacity, untouched

OTHER = UnitId("BKPSDM")
MARCH = Month("2021-03")
STRICTER = a_register(a_circular(), a_circular("stricter", start=date(2021, 4, 28), max_home_pct=25), revision=2)
CLOSED = Holiday(date(2021, 4, 29), "Hari Jadi Kota")


def begun(stage: FakeBackroom, *units: UnitId) -> str:
    """An adjustment that was written."""
    made, changes = adjusting.begun(stage.office, "CIRCULAR#stricter", units or (UNIT,), FRIDAY_MORNING)
    stage.office.records.commit(*changes)
    return made.id


def the_adjustment(stage: FakeBackroom, name: str) -> Adjustment:
    return stage.office.records.read(adjustment_key(name)).get(adjustment_key(name))


def errands_of(stage: FakeBackroom) -> int:
    return sum(each.errand is Errand.ADJUST_MONTHS for each in stage.office.records.all(OutboxEntry))


def the_sheet(stage: FakeBackroom, month: Month = APRIL) -> MonthSheet:
    return stage.office.records.read(sheet_key(UNIT, month)).get(sheet_key(UNIT, month))


def stricter(stage: FakeBackroom, register: CircularRegister = STRICTER) -> str:
    """A circular that came into force while the months were open."""
    stage.office.records.hold(register)
    return begun(stage)


def test_opened_months_follow_a_circular_and_who_is_at_home_stays_counted() -> None:
    stage = a_stage()
    an_order_of(stage.office)
    name = stricter(stage)

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    days = the_capacity(stage.office).days
    assert [days[each] for each in ("27", "28", "29")] == [Places(0, 0, 12), Places(1, 0, 6), Places(0, 0, 6)]
    assert the_capacity(stage.office, MAY).days["03"] == Places(0, 0, 6)
    assert the_adjustment(stage, name).percent == 100


def test_doing_it_again_changes_nothing() -> None:
    stage = a_stage()
    name = stricter(stage)
    adjusting.apply(stage.office, name, FRIDAY_MORNING)
    before = dict(stage.office.records.held)

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    assert stage.office.records.held == before


def test_someone_who_takes_a_place_meanwhile_is_counted() -> None:
    stage = a_stage()
    name = stricter(stage)
    stage.office.records.meanwhile(lambda: an_order_of(stage.office, SITI, WEDNESDAY))

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    assert the_capacity(stage.office).days["28"] == Places(1, 0, 6)


def test_a_register_that_moves_on_meanwhile_is_followed_and_not_overwritten() -> None:
    stage = a_stage()
    name = stricter(stage)
    latest = a_register(a_circular(max_home_pct=100), revision=3)
    stage.office.records.meanwhile(lambda: stage.office.records.hold(latest))

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    assert the_capacity(stage.office).days["28"] == Places(0, 0, 24)


def test_a_headcount_that_changes_meanwhile_is_kept() -> None:
    stage = a_stage()
    name = stricter(stage)
    grown = a_capacity(headcount=40, register=STRICTER)
    stage.office.records.meanwhile(lambda: stage.office.records.hold(grown))

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    april = the_capacity(stage.office)
    assert (april.headcount, april.days["28"]) == (40, Places(0, 0, 10))


def test_what_never_settles_is_left_to_the_queue() -> None:
    stage = a_stage()
    name = stricter(stage)
    registers = (replace(STRICTER, revision=number) for number in range(3, 100))
    stage.office.records.before_every_commit = lambda: stage.office.records.hold(next(registers))

    with pytest.raises(Stale):
        adjusting.apply(stage.office, name, FRIDAY_MORNING)
    assert the_adjustment(stage, name).done == 0


def test_units_follow_one_after_the_other_and_a_claim_leaves_the_errand_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adjusting, "CLAIM", 2)
    stage = a_stage()
    name = begun(stage, UNIT, OTHER, UnitId("GONE"))
    errands = errands_of(stage)

    adjusting.apply(stage.office, name, FRIDAY_MORNING)
    assert (the_adjustment(stage, name).done, the_adjustment(stage, name).percent) == (2, 66)
    assert errands_of(stage) == errands + 1

    adjusting.apply(stage.office, name, FRIDAY_MORNING)
    assert the_adjustment(stage, name).percent == 100
    assert errands_of(stage) == errands + 1


def test_a_holiday_that_was_declared_takes_the_day_out_of_opened_months() -> None:
    stage = a_stage(a_calendar(holidays=(*HOLIDAYS_OF_2021, CLOSED), revision=2))

    adjusting.apply(stage.office, begun(stage), FRIDAY_MORNING)

    sheet = the_sheet(stage)
    assert (sheet.on(CLOSED.date).hours, sheet.on(CLOSED.date).holiday, sheet.revision) == (None, CLOSED.name, 2)
    assert the_capacity(stage.office).days["29"] == Places(0, 0, 0)
    assert the_sheet(stage, MAY).revision == 1


def test_a_month_that_is_summed_up_stays_as_it_is() -> None:
    summed_up = a_sheet(MARCH, summary=a_summary())
    early = Holiday(date(2021, 3, 9), "Hari yang terlambat ditetapkan")
    stage = a_stage(summed_up, a_calendar(holidays=(*HOLIDAYS_OF_2021, early), revision=2))

    adjusting.apply(stage.office, begun(stage), FRIDAY_MORNING)

    assert the_sheet(stage, MARCH) == summed_up


def test_the_month_before_follows_the_calendar_while_it_is_not_summed_up() -> None:
    early = Holiday(date(2021, 3, 9), "Hari yang terlambat ditetapkan")
    places = a_capacity(MARCH)
    stage = a_stage(a_sheet(MARCH), places, a_calendar(holidays=(*HOLIDAYS_OF_2021, early), revision=2))

    adjusting.apply(stage.office, begun(stage), FRIDAY_MORNING)

    assert the_sheet(stage, MARCH).on(early.date).hours is None
    assert the_capacity(stage.office, MARCH) == places


def test_months_that_waited_for_the_citys_first_circular_are_opened() -> None:
    stage = a_stage()
    held = stage.office.records.held
    for month in (APRIL, MAY):
        del held[sheet_key(UNIT, month)], held[capacity_key(UNIT, month)]

    adjusting.apply(stage.office, begun(stage), FRIDAY_MORNING)

    assert the_sheet(stage).month == APRIL
    assert isinstance(the_capacity(stage.office, MAY), Capacity)
    assert stage.office.records.read(sheet_key(UNIT, MARCH)).find(sheet_key(UNIT, MARCH)) is None


def test_a_city_without_a_calendar_opens_nothing() -> None:
    stage = a_stage()
    held = stage.office.records.held
    for month in (APRIL, MAY):
        del held[sheet_key(UNIT, month)], held[capacity_key(UNIT, month)]
    del held[register_key()]
    name = begun(stage)

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    assert stage.office.records.read(sheet_key(UNIT, APRIL)).find(sheet_key(UNIT, APRIL)) is None
    assert the_adjustment(stage, name).percent == 100


def test_one_that_came_to_a_stop_goes_on_when_the_administrator_says_so() -> None:
    stage = a_stage()
    name = begun(stage)
    later = FRIDAY_MORNING + timedelta(minutes=2)

    untouched(stage.office, lambda: adjusting.resume(stage.office, JOKO, name, FRIDAY_MORNING), Conflict)
    untouched(stage.office, lambda: adjusting.resume(stage.office, RINA, name, later), Forbidden)
    before = errands_of(stage)
    adjusting.resume(stage.office, JOKO, name, later)

    assert errands_of(stage) == before + 1
    assert not the_adjustment(stage, name).is_stuck(later)


def test_the_errand_goes_over_the_queue() -> None:
    stage = a_stage()
    made, changes = adjusting.begun(stage.office, "CIRCULAR#stricter", (UNIT,), FRIDAY_MORNING)
    stage.office.records.commit(*changes)
    (errand,) = (each.record for each in changes if isinstance(each, Create) and each.record is not made)

    assert isinstance(errand, OutboxEntry)
    assert errand.errand in QUEUED
    queued.work(stage.office, errand, FRIDAY_MORNING)
    assert the_adjustment(stage, made.id).percent == 100
