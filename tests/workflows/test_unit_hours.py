"""Giving a unit another working week."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS, WeekPattern
from chalicelib.domain.imports import StaffRoll
from chalicelib.domain.people import Actor, UnitId
from chalicelib.domain.records import adjustment_key, roll_key, sheet_key, unit_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Stale
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.working_weeks import SIX_DAYS
from chalicelib.workflows import adjusting, unit_hours
from tests.factories import APRIL, FRIDAY_MORNING, MAY, a_sheet, a_summary
from tests.fakes import FakeBackroom
from tests.workflows.stage import JOKO, ORIGIN, OUR_UNIT, RINA, UNIT, a_form, a_fresh_form, a_stage, untouched


def saved(stage: FakeBackroom, pattern: WeekPattern = SIX_DAYS, seen: int = 1, actor: Actor = JOKO) -> str:
    sent = a_fresh_form(stage.office)
    return unit_hours.save(stage.office, actor, UNIT, pattern, seen, sent, ORIGIN, FRIDAY_MORNING)


def test_a_week_is_given_to_a_unit_and_its_opened_months_follow() -> None:
    stage = a_stage()
    shown = saved(stage)
    name = shown.partition("change=")[2]
    assert stage.office.records.read(unit_key(UNIT)).get(unit_key(UNIT)).pattern == SIX_DAYS
    assert stage.office.records.read(adjustment_key(name)).get(adjustment_key(name)).units == (UNIT,)

    adjusting.apply(stage.office, name, FRIDAY_MORNING)

    april = stage.office.records.read(sheet_key(UNIT, APRIL)).get(sheet_key(UNIT, APRIL))
    assert april.expected[23].hours is not None, "Saturday the 24th"
    assert unit_hours.desk(stage.office, JOKO, UNIT, name, FRIDAY_MORNING).adjustment is not None


def test_months_it_changes_are_named_first_and_those_summed_up_as_such() -> None:
    stage = a_stage(a_sheet(summary=a_summary()))
    touched = unit_hours.look_over(stage.office, JOKO, UNIT, SIX_DAYS, FRIDAY_MORNING)
    assert [(each.month, each.is_summed_up) for each in touched] == [(APRIL, True), (MAY, False)]
    assert unit_hours.look_over(stage.office, JOKO, UNIT, FIVE_DAYS, FRIDAY_MORNING) == ()


def test_a_list_that_was_compared_before_is_refused_afterwards() -> None:
    stage = a_stage(StaffRoll(None, 4))
    saved(stage)
    assert stage.office.records.read(roll_key()).get(roll_key()).revision == 5


def test_while_a_staff_list_is_applied_nobody_changes_a_week() -> None:
    stage = a_stage(StaffRoll("impor", 4))
    untouched(stage.office, lambda: saved(stage), Conflict)


def test_a_unit_that_changed_meanwhile_is_not_written_over() -> None:
    stage = a_stage()
    untouched(stage.office, lambda: saved(stage, seen=7), Stale)
    stage.office.records.meanwhile(lambda: stage.office.records.hold(replace(OUR_UNIT, revision=2)))
    with pytest.raises(Stale):
        saved(stage)


def test_a_form_that_is_sent_twice_counts_once() -> None:
    stage = a_stage()
    sent = a_form("twice")
    first, second = (
        unit_hours.save(stage.office, JOKO, UNIT, SIX_DAYS, 1, sent, ORIGIN, FRIDAY_MORNING) for _ in range(2)
    )
    assert first == second
    assert [line.what for line in stage.office.records.all(TrailEntry)] == ["change_hours"]


def test_only_administrators_and_only_weeks_that_can_be() -> None:
    stage = a_stage()
    untouched(stage.office, lambda: saved(stage, actor=RINA), Forbidden)
    untouched(stage.office, lambda: saved(stage, WeekPattern((None,) * 7, (None,) * 7)), Invalid)
    missing = UnitId("GONE")
    untouched(stage.office, lambda: unit_hours.desk(stage.office, JOKO, missing, "", FRIDAY_MORNING), NotFound)
