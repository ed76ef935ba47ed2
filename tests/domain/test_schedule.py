"""What the clock owes a unit, by the unit's own time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendars import Month, following, month_of, preceding
from chalicelib.domain.people import Zone
from chalicelib.domain.schedule import Due, Job, due_jobs
from tests.factories import utc

MAY_OPENED = (Due(Job.OPEN, Month("2021-05")), Due(Job.OPEN, Month("2021-06")))
APRIL_OPENED = (Due(Job.OPEN, Month("2021-04")), Due(Job.OPEN, Month("2021-05")))
APRIL_SUMMARY = Due(Job.SUMMARY, Month("2021-04"))
MARCH_SUMMARY = Due(Job.SUMMARY, Month("2021-03"))


def monthly(at: datetime, zone: Zone) -> tuple[Due, ...]:
    return tuple(each for each in due_jobs(at, zone) if each.job in (Job.OPEN, Job.SUMMARY))


@pytest.mark.parametrize(
    ("zone", "day"), [(Zone.WIB, "2021-04-30"), (Zone.WITA, "2021-05-01"), (Zone.WIT, "2021-05-01")]
)
def test_undecided_days_lapse_when_a_day_begins_by_the_units_own_clock(zone: Zone, day: str) -> None:
    owed = due_jobs(utc(2021, 4, 30, 16, 0), zone)

    assert [each.period for each in owed if each.job is Job.LAPSE] == [day]


@pytest.mark.parametrize(
    ("zone", "at", "slots"),
    [
        (Zone.WIB, utc(2021, 4, 30, 10, 29), []),
        (Zone.WIB, utc(2021, 4, 30, 10, 30), ["2021-04-30T1730"]),
        (Zone.WIB, utc(2021, 4, 30, 17, 0), []),
        (Zone.WITA, utc(2021, 4, 30, 9, 30), ["2021-04-30T1730"]),
        (Zone.WIT, utc(2021, 4, 30, 8, 30), ["2021-04-30T1730"]),
    ],
)
def test_verification_is_asked_for_each_evening_by_the_units_own_clock(
    zone: Zone, at: datetime, slots: list[str]
) -> None:
    assert [each.period for each in due_jobs(at, zone) if each.job is Job.VERIFY] == slots


@pytest.mark.parametrize(
    ("zone", "at", "slots"),
    [
        (Zone.WIB, utc(2021, 4, 30, 0, 29), []),
        (Zone.WIB, utc(2021, 4, 30, 0, 30), ["2021-04-30T0730"]),
        (Zone.WIB, utc(2021, 4, 30, 7, 44), ["2021-04-30T0730"]),
        (Zone.WIB, utc(2021, 4, 30, 7, 45), ["2021-04-30T1445"]),
        # the evening of the last day of the month, and the next morning: a missed urging is made up for then
        (Zone.WIB, utc(2021, 4, 30, 16, 59), ["2021-04-30T1445"]),
        (Zone.WIB, utc(2021, 4, 30, 17, 0), []),
        (Zone.WITA, utc(2021, 4, 29, 23, 29), []),
        (Zone.WITA, utc(2021, 4, 29, 23, 30), ["2021-04-30T0730"]),
        (Zone.WITA, utc(2021, 4, 30, 6, 45), ["2021-04-30T1445"]),
        (Zone.WIT, utc(2021, 4, 29, 22, 30), ["2021-04-30T0730"]),
        (Zone.WIT, utc(2021, 4, 30, 5, 45), ["2021-04-30T1445"]),
    ],
)
def test_a_unit_is_urged_twice_a_day_by_its_own_clock(zone: Zone, at: datetime, slots: list[str]) -> None:
    assert [each.period for each in due_jobs(at, zone) if each.job is Job.URGE] == slots


@pytest.mark.parametrize(
    ("zone", "at", "owed"),
    [
        # the last minute of April, and the first of May
        (Zone.WIB, utc(2021, 4, 30, 16, 59), (*APRIL_OPENED, MARCH_SUMMARY)),
        (Zone.WIB, utc(2021, 4, 30, 17, 0), MAY_OPENED),
        # 00.59 and 01.00 on the 1st
        (Zone.WIB, utc(2021, 4, 30, 17, 59), MAY_OPENED),
        (Zone.WIB, utc(2021, 4, 30, 18, 0), (*MAY_OPENED, APRIL_SUMMARY)),
        # WITA an hour earlier
        (Zone.WITA, utc(2021, 4, 30, 15, 59), (*APRIL_OPENED, MARCH_SUMMARY)),
        (Zone.WITA, utc(2021, 4, 30, 16, 59), MAY_OPENED),
        (Zone.WITA, utc(2021, 4, 30, 17, 0), (*MAY_OPENED, APRIL_SUMMARY)),
        # WIT two hours earlier
        (Zone.WIT, utc(2021, 4, 30, 14, 59), (*APRIL_OPENED, MARCH_SUMMARY)),
        (Zone.WIT, utc(2021, 4, 30, 15, 59), MAY_OPENED),
        (Zone.WIT, utc(2021, 4, 30, 16, 0), (*MAY_OPENED, APRIL_SUMMARY)),
        # the 2nd, early in the morning: a late tick still owes it
        (Zone.WIB, utc(2021, 5, 1, 17, 30), (*MAY_OPENED, APRIL_SUMMARY)),
        # the middle of the month
        (Zone.WIB, utc(2021, 5, 15, 5, 0), (*MAY_OPENED, APRIL_SUMMARY)),
    ],
)
def test_what_is_owed_follows_the_units_own_clock(zone: Zone, at: datetime, owed: tuple[Due, ...]) -> None:
    assert monthly(at, zone) == owed


def test_at_the_turn_of_the_year_last_years_december_is_summed_up() -> None:
    assert monthly(utc(2021, 12, 31, 18, 0), Zone.WIB) == (
        Due(Job.OPEN, Month("2022-01")),
        Due(Job.OPEN, Month("2022-02")),
        Due(Job.SUMMARY, Month("2021-12")),
    )


def test_in_december_next_years_january_opens() -> None:
    assert Due(Job.OPEN, Month("2022-01")) in due_jobs(utc(2021, 12, 1, 3, 0), Zone.WIB)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(Zone),
)
def test_a_month_is_never_summed_up_while_it_runs(at: datetime, zone: Zone) -> None:
    running = month_of(at.astimezone(zone.info).date())

    due = due_jobs(at, zone)

    assert due[:2] == (Due(Job.OPEN, running), Due(Job.OPEN, following(running)))
    assert {each.period for each in due if each.job is Job.SUMMARY} <= {preceding(running)}


@pytest.mark.parametrize("zone", list(Zone))
def test_ticks_over_a_whole_year_owe_every_month_its_summary(zone: Zone) -> None:
    ticks = (utc(2021, 1, 1) + timedelta(hours=6 * n) for n in range(4 * 366))

    summed = {each.period for at in ticks for each in due_jobs(at, zone) if each.job is Job.SUMMARY}

    assert {f"2021-{month:02d}" for month in range(1, 13)} <= summed
