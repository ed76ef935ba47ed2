"""The city's months: drafted unit by unit, what fails is told and tried again, who is late is named."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor
from chalicelib.domain.records import Create, RunClaim
from chalicelib.domain.refusals import Conflict, Forbidden
from chalicelib.domain.schedule import Job
from chalicelib.workflows import closing_rounds, queued, schedule
from chalicelib.workflows.closing_rounds import MOST_TRIES, Progress, State
from tests.factories import APRIL, a_unit, local
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import BUDI, JOKO, ORIGIN, OTHER_UNIT, RINA, SITI, UNIT, a_stage, untouched
from tests.workflows.test_closings import close, sign

FIRST_OF_MAY = local(date(2021, 5, 1), 1, 15)
FIFTH = local(date(2021, 5, 5), 8, 5)


def a_city() -> FakeBackroom:
    """April was opened for both units, and has no ledger in one: its draft cannot be made."""
    claims = [RunClaim(APRIL, unit, Job.OPEN, FIRST_OF_MAY) for unit in (UNIT, OTHER_UNIT.id)]
    return a_stage(*claims)


def tick(stage: FakeBackroom, at: Any = FIRST_OF_MAY) -> None:
    schedule.tick(stage.office, at, at)


def drafted(stage: FakeBackroom, tries: int = 1) -> None:
    """The tick's messages, as the queue gives them: a unit that fails comes back and the others are done."""
    tick(stage)
    errands = [each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.MAKE_SUMMARY]
    assert {each.about["unit"] for each in errands} == {UNIT, OTHER_UNIT.id}
    for errand in errands:
        for _ in range(tries):
            try:
                queued.work(stage.office, errand, FIRST_OF_MAY)
            except Exception:  # noqa: BLE001, S112 - what the queue does with whatever is raised
                continue


def found(office: FakeOffice, actor: Actor = JOKO) -> Progress:
    return closing_rounds.progress(office, actor, APRIL)


def states(office: FakeOffice) -> dict[str, State]:
    return {each.unit.id: each.state for each in found(office).units}


def test_a_unit_that_fails_is_told_with_its_reason_while_the_others_are_done() -> None:
    stage = a_city()
    drafted(stage)
    assert states(stage.office) == {UNIT: State.DRAFTED, OTHER_UNIT.id: State.FAILED}
    failed = next(each for each in found(stage.office).units if each.failure)
    assert (failed.tries, failed.failure.partition(":")[0]) == (1, "NotFound")


def test_one_that_failed_as_often_as_the_queue_tries_is_parked_and_can_be_tried_again() -> None:
    stage = a_city()
    drafted(stage, MOST_TRIES)
    assert states(stage.office)[OTHER_UNIT.id] is State.PARKED

    closing_rounds.retry(stage.office, JOKO, APRIL, OTHER_UNIT.id, ORIGIN, FIRST_OF_MAY)

    assert states(stage.office)[OTHER_UNIT.id] is State.WAITING
    errands = [each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.MAKE_SUMMARY]
    assert [each.about["unit"] for each in errands].count(OTHER_UNIT.id) == 2
    untouched(stage.office, lambda: closing_rounds.retry(stage.office, JOKO, APRIL, UNIT, ORIGIN, FIFTH), Conflict)


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA], ids=lambda actor: actor.id)
def test_only_administrators_see_the_city(actor: Actor) -> None:
    office = a_city().office
    untouched(office, lambda: found(office, actor), Forbidden)
    untouched(office, lambda: closing_rounds.retry(office, actor, APRIL, UNIT, ORIGIN, FIFTH), Forbidden)


def test_the_citys_page_takes_three_requests() -> None:
    office = a_city().office
    office.records.requests.clear()
    found(office)
    assert office.records.requests == ["query", "query", "read"]


def test_the_page_tells_who_has_closed_and_signed() -> None:
    stage = a_city()
    drafted(stage)
    close(stage.office)
    assert states(stage.office)[UNIT] is State.CLOSED
    sign(stage.office)
    assert found(stage.office).counts[State.SIGNED] == 1


def test_run_twice_drafts_and_tells_nothing_twice() -> None:
    stage = a_city()
    drafted(stage)
    tick(stage, FIRST_OF_MAY + timedelta(hours=1))
    for _ in range(2):
        closing_rounds.tell_employees(stage.office, UNIT, APRIL, 0, FIRST_OF_MAY)
    told = [each.about["to"] for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.MONTH_DRAFT]
    assert sorted(told) == ["budi", "dewi", "rina", "siti"]
    summaries = [each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.MAKE_SUMMARY]
    assert len(summaries) == 2


# The fifth


def late_mails(stage: FakeBackroom) -> list[tuple[str, str]]:
    return [(mail.to, mail.secret) for mail in stage.post.sent if mail.name is Errand.MONTHS_OVERDUE]


def named(stage: FakeBackroom) -> list[tuple[str, str]]:
    """What the round of the fifth sends, without the other errands of the day."""
    before = len(late_mails(stage))
    tick(stage, FIFTH)
    rounds = [each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.NAME_LATE_UNITS]
    assert len(rounds) == 1, "once for the whole city"
    for _ in range(2):
        queued.work(stage.office, rounds[0], FIFTH)
    from chalicelib.workflows import deliveries

    for each in [each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.MONTHS_OVERDUE]:
        deliveries.deliver(stage, each.id, FIFTH + timedelta(seconds=1))
    return late_mails(stage)[before:]


def test_units_that_have_not_closed_by_the_fifth_are_named_once_to_the_administrator() -> None:
    stage = a_city()
    drafted(stage)
    assert named(stage) == [("joko", f"2021-04 {OTHER_UNIT.id} {UNIT}")]
    tick(stage, FIFTH + timedelta(days=1))
    assert named(stage) == []


def test_who_has_closed_is_not_named() -> None:
    stage = a_city()
    drafted(stage)
    close(stage.office)
    assert named(stage) == [("joko", f"2021-04 {OTHER_UNIT.id}")]


def test_a_unit_that_came_later_has_nothing_to_close_and_is_not_named() -> None:
    stage = a_city()
    drafted(stage)
    stage.office.records.hold(a_unit("BARU", name="Unit Baru"))
    assert named(stage) == [("joko", f"2021-04 {OTHER_UNIT.id} {UNIT}")]


def test_nobody_is_named_before_the_fifth_nor_for_a_month_that_was_never_opened() -> None:
    stage = a_city()
    tick(stage, local(date(2021, 5, 5), 7, 55))
    assert not [each for each in stage.office.records.all(RunClaim) if each.job == Job.OVERDUE]
    tick(stage, local(date(2021, 6, 5), 8, 5))
    claims = [each.period for each in stage.office.records.all(RunClaim) if each.job == Job.OVERDUE]
    assert claims == ["2021-05"], "May was opened by the ticks of May; nothing is named for April"


def test_an_errand_that_nobody_claimed_notes_its_failure_all_the_same() -> None:
    office = a_stage().office
    errand = entry("lone", Errand.MAKE_SUMMARY, FIRST_OF_MAY, unit=OTHER_UNIT.id, month=APRIL)
    office.records.commit(Create(errand))
    with pytest.raises(Exception, match="tidak ditemukan"):
        queued.work(office, errand, FIRST_OF_MAY)
    (claim,) = office.records.all(RunClaim)
    assert claim.tries == 1
