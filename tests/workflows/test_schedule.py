"""The tick: what each unit is owed, handed out once, in the unit's own time."""

from datetime import date, datetime

import pytest

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import MonthSheet
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Zone
from chalicelib.domain.records import RunClaim
from chalicelib.domain.schedule import Job
from chalicelib.workflows import deliveries, queued, schedule
from tests.factories import a_calendar, a_register, a_secretary, a_unit, an_employee, local, utc
from tests.fakes import FakeBackroom, FakeOffice, a_backroom, an_office
from tests.workflows.stage import UNIT

APRIL, MAY, JUNE = Month("2021-04"), Month("2021-05"), Month("2021-06")
MID_APRIL = local(date(2021, 4, 15), 12)
FIRST_OF_MAY = local(date(2021, 5, 1), 1)


def handed_out(office: FakeOffice) -> list[tuple[str, str, Errand]]:
    """Unit, month and errand of everything that was handed out for months, in order."""
    entries = (each for each in office.records.all(OutboxEntry) if "month" in each.about)
    return [(each.about["unit"], each.about["month"], each.errand) for each in entries]


def lapsing(office: FakeOffice) -> list[tuple[str, str]]:
    """Unit and day of every lapsing that was handed out."""
    return [
        (each.about["unit"], each.about["day"])
        for each in office.records.all(OutboxEntry)
        if each.errand is Errand.LAPSE_DAYS
    ]


def claims(office: FakeOffice) -> set[tuple[str, str, str]]:
    return {(claim.period, claim.unit, claim.job) for claim in office.records.all(RunClaim)}


def test_the_running_month_and_the_next_are_opened_for_every_unit() -> None:
    office = an_office(a_unit("A", name="A"), a_unit("B", name="B"))

    assert schedule.tick(office, MID_APRIL, MID_APRIL) == 10

    assert handed_out(office) == [
        ("A", APRIL, Errand.OPEN_MONTH),
        ("A", MAY, Errand.OPEN_MONTH),
        ("B", APRIL, Errand.OPEN_MONTH),
        ("B", MAY, Errand.OPEN_MONTH),
    ]


def test_a_second_tick_hands_out_nothing() -> None:
    office = an_office(a_unit())
    schedule.tick(office, MID_APRIL, MID_APRIL)
    held = dict(office.records.held)

    assert schedule.tick(office, MID_APRIL, MID_APRIL) == 0
    assert office.records.held == held


def test_days_lapse_once_a_day_however_often_it_ticks() -> None:
    office = an_office(a_unit())
    for at in (MID_APRIL, MID_APRIL, local(date(2021, 4, 16), 0), local(date(2021, 4, 19), 23, 45)):
        schedule.tick(office, at, at)

    assert lapsing(office) == [(UNIT, "2021-04-15"), (UNIT, "2021-04-16"), (UNIT, "2021-04-19")]


def test_of_two_ticks_at_the_same_moment_each_errand_is_handed_out_by_one() -> None:
    office = an_office(a_unit())
    counts: list[int] = []
    office.records.meanwhile(lambda: counts.append(schedule.tick(office, MID_APRIL, MID_APRIL)))

    counts.append(schedule.tick(office, MID_APRIL, MID_APRIL))

    assert counts == [5, 0]
    assert len(handed_out(office)) == 2


def test_claim_and_errand_are_one_transaction() -> None:
    office = an_office(a_unit())

    schedule.tick(office, MID_APRIL, MID_APRIL)

    assert [len(changes) for changes in office.records.commits] == [2, 2, 2, 2, 2]
    assert claims(office) == {
        (APRIL, UNIT, Job.OPEN),
        (MAY, UNIT, Job.OPEN),
        ("2021-04-15", UNIT, Job.LAPSE),
        ("2021-04-15T0730", UNIT, Job.URGE),
        ("2021-04-15T1200", UNIT, Job.SNAPSHOT),
    }


def test_the_summary_is_owed_from_one_oclock_on_the_first() -> None:
    office = an_office(a_unit())
    schedule.tick(office, MID_APRIL, MID_APRIL)

    schedule.tick(office, local(date(2021, 5, 1), 0, 59), local(date(2021, 5, 1), 0, 59))
    before = handed_out(office)
    schedule.tick(office, FIRST_OF_MAY, FIRST_OF_MAY)

    assert Errand.MAKE_SUMMARY not in {errand for _, _, errand in before}
    assert handed_out(office)[len(before) :] == [(UNIT, APRIL, Errand.MAKE_SUMMARY)]


@pytest.mark.parametrize(
    "at",
    [FIRST_OF_MAY, local(date(2021, 5, 1), 1, 15), local(date(2021, 5, 9), 7), local(date(2021, 5, 31), 23, 45)],
    ids=["on time", "late", "days late", "at the end of the month"],
)
def test_a_missed_tick_is_made_up_by_the_next(at: datetime) -> None:
    office = an_office(a_unit())
    schedule.tick(office, MID_APRIL, MID_APRIL)

    schedule.tick(office, at, at)

    assert (UNIT, APRIL, Errand.MAKE_SUMMARY) in handed_out(office)
    assert (UNIT, JUNE, Errand.OPEN_MONTH) in handed_out(office)


def test_a_month_that_was_never_opened_is_not_summed_up() -> None:
    office = an_office(a_unit())

    schedule.tick(office, FIRST_OF_MAY, FIRST_OF_MAY)

    assert handed_out(office) == [(UNIT, MAY, Errand.OPEN_MONTH), (UNIT, JUNE, Errand.OPEN_MONTH)]


def test_every_unit_is_served_by_its_own_clock() -> None:
    units = [a_unit(zone.name, name=zone.name, zone=zone) for zone in Zone]
    office = an_office(*units)
    schedule.tick(office, MID_APRIL, MID_APRIL)
    served: list[list[str]] = []

    for hour in (16, 17, 18):
        before = len(handed_out(office))
        schedule.tick(office, utc(2021, 4, 30, hour), utc(2021, 4, 30, hour))
        served.append([unit for unit, _, errand in handed_out(office)[before:] if errand is Errand.MAKE_SUMMARY])

    assert served == [["WIT"], ["WITA"], ["WIB"]]


def test_a_new_unit_is_served_by_the_next_tick() -> None:
    office = an_office(a_unit("A", name="A"))
    schedule.tick(office, MID_APRIL, MID_APRIL)
    office.records.hold(a_unit("B", name="B"))

    assert schedule.tick(office, MID_APRIL, MID_APRIL) == 5


def test_a_tick_reads_units_once_and_claims_once_a_month() -> None:
    office = an_office(*(a_unit(f"u{n}", name=f"Unit {n}") for n in range(30)))
    schedule.tick(office, MID_APRIL, MID_APRIL)
    office.records.requests.clear()

    schedule.tick(office, MID_APRIL, MID_APRIL)

    assert office.records.requests == ["query"] * 7


# The tick, the sweep and the queue together


def a_whole_unit() -> FakeBackroom:
    return a_backroom(a_unit(), a_register(), a_calendar(), an_employee(), a_secretary())


def work_through(backroom: FakeBackroom, at: datetime) -> None:
    """A tick, and what follows from it until nothing is left to do."""
    schedule.tick(backroom.office, at, at)
    while deliveries.sweep(backroom, at.replace(second=30)):
        while backroom.queue.entries:
            queued.work(backroom.office, backroom.queue.entries.pop(), at)


def test_months_are_opened_and_summed_up_and_the_secretary_is_told_once() -> None:
    backroom = a_whole_unit()

    for at in (MID_APRIL, MID_APRIL, FIRST_OF_MAY, FIRST_OF_MAY, local(date(2021, 5, 2), 1)):
        work_through(backroom, at)

    sheets = {sheet.month: sheet for sheet in backroom.office.records.all(MonthSheet)}
    assert set(sheets) == {APRIL, MAY, JUNE}
    assert sheets[APRIL].summary
    assert sheets[MAY].summary is None
    assert sorted((mail.name, mail.to) for mail in backroom.post.sent) == [
        (Errand.MONTH_DRAFT, "rina"),
        (Errand.MONTH_DRAFT, "siti"),
        (Errand.SUMMARY_READY, "rina"),
    ]
