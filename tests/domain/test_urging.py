"""Waiting has an end: what is owed when, in working days of the unit, and which mails wait for the morning."""

from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS, Holiday
from chalicelib.domain.circulars import Patience
from chalicelib.domain.orders import Link, Order, Status, Urged
from chalicelib.domain.people import EmployeeId, Zone
from chalicelib.domain.urging import (
    escalated,
    held_until,
    may_be_held,
    owed,
    reminded,
    secretary_told,
    working_days,
)
from chalicelib.domain.waiting import Kind, Waiting
from tests.factories import (
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_calendar,
    a_holder,
    an_assignee,
    an_order,
    local,
)

NOT_YET, REMINDED, TOLD, ESCALATED = Urged
LABOUR_DAY = Holiday(date(2021, 5, 3), "Hari Buruh (digeser)")
ORDINARY = working_days(FIVE_DAYS, [a_calendar(holidays=())])
WITH_HOLIDAY = working_days(FIVE_DAYS, [a_calendar(holidays=(LABOUR_DAY,))])
FAR = (date(2021, 6, 14),)
BUDI = EmployeeId("budi")


def asked(since: datetime, *dates: date, zone: Zone = Zone.WIB) -> Order:
    """An order that its approver has since then."""
    order = an_order(dates=dates or FAR, zone=zone)
    return replace(order, submitted_at=since, steps=(replace(order.steps[0], since=since),))


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        # asked on Friday morning; Friday does not count, and neither does the weekend
        (local(FRIDAY, 23), NOT_YET),
        (local(date(2021, 4, 24), 8), NOT_YET),
        (local(date(2021, 4, 25), 23, 59), NOT_YET),
        (local(MONDAY, 0), REMINDED),
        (local(MONDAY, 23, 59), REMINDED),
        (local(TUESDAY, 7, 30), TOLD),
        (local(WEDNESDAY, 7, 30), ESCALATED),
        # however late
        (local(date(2021, 5, 12), 7, 30), ESCALATED),
    ],
)
def test_each_working_day_urges_further(at: datetime, stage: Urged) -> None:
    assert owed(asked(FRIDAY_MORNING), Patience(), ORDINARY, at) is stage


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        # asked on the last Friday of April, a holiday on the Monday after
        (local(date(2021, 5, 3), 12), NOT_YET),
        (local(date(2021, 5, 4), 7, 30), REMINDED),
        (local(date(2021, 5, 5), 7, 30), TOLD),
        (local(date(2021, 5, 6), 7, 30), ESCALATED),
    ],
)
def test_holidays_and_the_end_of_a_month_count_as_the_calendar_says(at: datetime, stage: Urged) -> None:
    assert owed(asked(local(date(2021, 4, 30), 16)), Patience(), WITH_HOLIDAY, at) is stage


def test_the_turn_of_the_year_is_counted_through() -> None:
    order = asked(local(date(2021, 12, 30), 9), date(2022, 2, 1))
    new_year = Holiday(date(2021, 12, 31), "Cuti bersama")
    working = working_days(FIVE_DAYS, [a_calendar(holidays=(new_year,)), a_calendar(2022, holidays=())])

    assert owed(order, Patience(), working, local(date(2022, 1, 2), 23)) is NOT_YET
    assert owed(order, Patience(), working, local(date(2022, 1, 3), 8)) is REMINDED


@pytest.mark.parametrize(
    ("patience", "stages"),
    [
        (Patience(), [NOT_YET, REMINDED, TOLD, ESCALATED, ESCALATED]),
        (Patience(2, 3, 4), [NOT_YET, NOT_YET, REMINDED, TOLD, ESCALATED]),
        (Patience(1, 1, 2), [NOT_YET, TOLD, ESCALATED, ESCALATED, ESCALATED]),
    ],
)
def test_the_circular_says_how_patient_one_is(patience: Patience, stages: list[Urged]) -> None:
    order = asked(local(MONDAY, 9))

    assert [owed(order, patience, ORDINARY, local(MONDAY + timedelta(n), 8)) for n in range(5)] == stages


@pytest.mark.parametrize("zone", list(Zone))
@pytest.mark.parametrize(
    ("first", "day"),
    [
        (TUESDAY, MONDAY),
        # over a weekend, and over a weekend with a holiday
        (MONDAY, FRIDAY),
        (date(2021, 5, 4), date(2021, 4, 30)),
    ],
)
def test_the_last_call_comes_before_three_on_the_working_day_before(zone: Zone, first: date, day: date) -> None:
    order = asked(local(day, 9, zone=zone), first, zone=zone)

    assert owed(order, Patience(), WITH_HOLIDAY, local(day, 14, 44, zone=zone)) is NOT_YET
    assert owed(order, Patience(), WITH_HOLIDAY, local(day, 14, 45, zone=zone)) is ESCALATED


def test_the_day_is_the_units_own() -> None:
    """Half past midnight in Jayapura is the evening before in Jakarta."""
    at = local(TUESDAY, 0, 30, zone=Zone.WIT)

    assert owed(asked(local(MONDAY, 9), zone=Zone.WIT), Patience(), ORDINARY, at) is REMINDED
    assert owed(asked(local(MONDAY, 9), zone=Zone.WIB), Patience(), ORDINARY, at) is NOT_YET


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.SUBMITTED])
def test_what_waits_for_nobody_urges_nobody(status: Status) -> None:
    assert owed(an_order(status=status), Patience(), ORDINARY, local(date(2022, 1, 1), 8)) is NOT_YET


def test_a_reminder_leaves_links_and_deciders_as_they_are() -> None:
    order = asked(FRIDAY_MORNING)

    for becomes, stage in ((reminded(order), REMINDED), (secretary_told(order), TOLD)):
        assert becomes == replace(order, revision=order.revision + 1, steps=becomes.steps)
        assert becomes.step == replace(order.step, urged=stage)


def test_the_next_superior_is_asked_beside_those_who_have_it() -> None:
    order = asked(FRIDAY_MORNING)
    superior = an_assignee(a_holder("sekda", name="Sekda", post="Sekretaris Daerah"))
    at = local(WEDNESDAY, 7, 30)

    becomes = escalated(order, superior, at)

    assert [each.id for each in becomes.step.assignees] == ["budi", "sekda"]
    assert [each.id for each in becomes.step.holders] == ["budi", "sekda"]
    assert becomes.step.generation > order.step.generation
    assert {link.assignee for link in becomes.links if link.generation == becomes.step.generation} == {"budi", "sekda"}
    assert (becomes.step.since, becomes.step.urged) == (FRIDAY_MORNING, ESCALATED)
    assert becomes.step.expires
    assert becomes.step.expires > at


# The mails that wait for the morning


def others(count: int, since: datetime) -> list[Waiting]:
    """So many other requests that wait for Budi since then."""
    one = an_order()
    names = [an_order(f"another{n}").id for n in range(count)]
    return [Waiting(BUDI, Kind.DECISION, name, one.unit, MONDAY, BUDI, since) for name in names]


def linked(order: Order, times: int = 1) -> Order:
    return replace(order, links=tuple(Link(0, BUDI, n + 1, 1) for n in range(times)))


EARLIER = FRIDAY_MORNING - timedelta(hours=1)


@pytest.mark.parametrize(
    ("waiting", "held"),
    [
        ([], False),
        (others(2, EARLIER), False),
        (others(3, EARLIER), True),
        (others(19, EARLIER), True),
        # of the day before, and later ones
        (others(19, EARLIER - timedelta(days=1)), False),
        (others(19, FRIDAY_MORNING + timedelta(seconds=1)), False),
    ],
)
def test_the_fourth_request_of_a_day_may_wait_for_the_digest(waiting: list[Waiting], held: bool) -> None:
    assert may_be_held(linked(asked(FRIDAY_MORNING)), BUDI, waiting) is held


def test_a_fresh_link_somebody_asked_for_never_waits() -> None:
    assert not may_be_held(linked(asked(FRIDAY_MORNING), times=2), BUDI, others(9, EARLIER))


def test_an_escalation_never_waits() -> None:
    order = linked(asked(FRIDAY_MORNING))
    urged = replace(order, steps=(replace(order.step, urged=ESCALATED),))

    assert not may_be_held(urged, BUDI, others(9, EARLIER))


@pytest.mark.parametrize(
    ("first", "morning"),
    [
        (MONDAY, None),
        (TUESDAY, None),
        (WEDNESDAY, MONDAY),
        (date(2021, 5, 17), MONDAY),
    ],
)
def test_a_near_first_date_does_not_wait(first: date, morning: date | None) -> None:
    due = datetime.combine(morning, time(7, 30), Zone.WIB.info) if morning else None

    assert held_until(asked(FRIDAY_MORNING, first), ORDINARY, FRIDAY_MORNING) == due
