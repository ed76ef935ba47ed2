"""The city's overview: snapshots that the tick takes, worst first."""

from datetime import timedelta

import pytest

from chalicelib.domain.ledger import Filed
from chalicelib.domain.overview import UnitSnapshot, worst_first
from chalicelib.domain.people import UnitId
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import snapshot_key
from chalicelib.domain.refusals import Forbidden
from chalicelib.workflows import overview, schedule
from tests.factories import FRIDAY_MORNING, a_mark, a_row, local
from tests.workflows.stage import BUDI, DEWI, JOKO, RINA, SITI, UNIT, a_stage, worked_off

FRIDAY = FRIDAY_MORNING.date()
HOME = a_mark()


def a_snapshot(name: str, missing: int, late: int = 0, at_home: int = 5) -> UnitSnapshot:
    return UnitSnapshot(UnitId(name), name, FRIDAY, FRIDAY_MORNING, 10, at_home, 2, late, missing)


def test_a_snapshot_counts_people_as_their_day_stands() -> None:
    backroom = a_stage(
        a_row(SITI.id, days={FRIDAY: HOME}),
        a_row(DEWI.id, days={FRIDAY: a_mark(filed=Filed.LATE)}),
        a_row(BUDI.id, days={FRIDAY: HOME}, presences={FRIDAY: Presence(450, 960)}),
        a_row(RINA.id, days={FRIDAY: a_mark(approved=False)}),
    )
    schedule.tick(backroom.office, FRIDAY_MORNING, FRIDAY_MORNING)
    worked_off(backroom)

    found = backroom.office.records.read(snapshot_key(UNIT)).get(snapshot_key(UNIT))

    assert (found.staff, found.at_home, found.reported, found.late, found.missing) == (4, 2, 1, 1, 1)
    assert (found.home_share, found.reported_share, found.is_working_day) == (50, 50, True)


def test_it_is_taken_once_an_hour_in_working_hours() -> None:
    office = a_stage().office
    at, hours = local(FRIDAY, 0), []
    while at < local(FRIDAY + timedelta(1), 0):
        schedule.tick(office, at, at)
        at += timedelta(minutes=15)
    for hour in range(24):
        hours += [hour] if (UNIT, "snapshot") in office.outbox.handed_out(f"{FRIDAY}T{hour:02d}00") else []

    assert hours == list(range(7, 20))


def test_the_worst_come_first() -> None:
    fine, late, missing = a_snapshot("a", 0), a_snapshot("b", 0, late=2), a_snapshot("c", 3)
    crowded = a_snapshot("d", 0, at_home=9)

    assert worst_first([fine, crowded, late, missing]) == (missing, late, crowded, fine)


def test_the_overview_names_units_of_which_nothing_is_known_yet() -> None:
    office = a_stage().office
    overview.take(office, UNIT, FRIDAY_MORNING)

    found = overview.view(office, JOKO)

    assert [each.unit for each in found.snapshots] == [UNIT]
    assert [unit.id for unit in found.unseen] == ["BKPSDM"]
    assert found.oldest == FRIDAY_MORNING


def test_only_the_administrator_sees_the_city() -> None:
    for actor in (SITI, BUDI, RINA):
        with pytest.raises(Forbidden):
            overview.view(a_stage().office, actor)
