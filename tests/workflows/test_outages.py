"""An outage: who enters it, and what it does to deadlines and to what was late already."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment, Progress
from chalicelib.domain.calendars import month_of
from chalicelib.domain.circulars import Outage
from chalicelib.domain.ledger import Filed, Summary
from chalicelib.domain.orders import Act
from chalicelib.domain.people import Actor
from chalicelib.domain.records import register_key, report_key
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Stale
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import excusing, outages, queued, reports
from tests.factories import MONDAY, TUESDAY, a_draft, local
from tests.fakes import FakeBackroom
from tests.workflows.stage import (
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    a_decided_order,
    a_fresh_form,
    a_stage,
    fields,
    the_row,
    untouched,
    worked_off,
)

FIRST, LAST = local(MONDAY, 16), local(MONDAY, 20)
WEDNESDAY_MORNING = local(TUESDAY + timedelta(1), 8)


def a_late_stage(*received: datetime) -> FakeBackroom:
    """Siti and Dewi were at home on Monday, and their reports came after the deadline."""
    stage = a_stage()
    for actor, at in zip((SITI, DEWI), received, strict=False):
        a_decided_order(stage.office, Act.APPROVE, actor, MONDAY)
        reports.file_report(stage.office, actor, MONDAY, a_draft(), a_fresh_form(stage.office), ORIGIN, at)
    return stage


def enter(stage: FakeBackroom, first: datetime = FIRST, last: datetime = LAST, why: str = "Jaringan putus") -> str:
    form = a_fresh_form(stage.office)
    return outages.enter(stage.office, JOKO, first, last, why, form, ORIGIN, WEDNESDAY_MORNING)


def of(stage: FakeBackroom, actor: Actor = SITI) -> tuple[DailyReport, Filed]:
    mark = the_row(stage.office, actor.id).mark(MONDAY)
    assert mark
    name = report_key(actor.id, MONDAY)
    return stage.office.records.read(name).get(name), mark.filed


def test_what_was_late_for_an_outage_is_in_time_afterwards() -> None:
    stage = a_late_stage(local(MONDAY, 21), local(TUESDAY, 10))
    assert of(stage)[1] is of(stage, DEWI)[1] is Filed.LATE

    enter(stage)
    worked_off(stage, WEDNESDAY_MORNING + timedelta(minutes=1))

    (outage,) = stage.office.records.read(register_key()).get(register_key()).outages
    for actor in (SITI, DEWI):
        report, filed = of(stage, actor)
        assert (report.late, report.excused, filed) == (False, outage.id, Filed.IN_TIME)
        assert (report.content, report.revision) == (1, 2)
    lines = [line for line in stage.office.records.all(TrailEntry) if line.what == "excuse"]
    assert {(line.concerns, line.note, line.number) for line in lines} == {
        ("siti", "Jaringan putus", 2),
        ("dewi", "Jaringan putus", 2),
    }
    assert [each.progress for each in stage.office.records.all(Adjustment)] == [Progress.DONE]


def test_what_was_late_all_the_same_stays_late() -> None:
    stage = a_late_stage(WEDNESDAY_MORNING)

    enter(stage)
    worked_off(stage, WEDNESDAY_MORNING + timedelta(minutes=1))

    assert of(stage)[1] is Filed.LATE


def test_a_report_that_comes_after_an_outage_was_entered_is_in_time_at_once() -> None:
    stage = a_stage()
    a_decided_order(stage.office, Act.APPROVE, SITI, MONDAY)
    form = a_fresh_form(stage.office)
    outages.enter(stage.office, JOKO, FIRST, LAST, "Putus", form, ORIGIN, local(MONDAY, 20, 30))

    at = local(TUESDAY, 9)
    reports.file_report(stage.office, SITI, MONDAY, a_draft(), a_fresh_form(stage.office), ORIGIN, at)

    report, filed = of(stage)
    assert (report.late, report.received_at, filed) == (False, at, Filed.IN_TIME)
    assert report.excused


def test_recounting_a_unit_twice_changes_nothing() -> None:
    stage = a_late_stage(local(MONDAY, 21))
    enter(stage)
    worked_off(stage, WEDNESDAY_MORNING + timedelta(minutes=1))
    before = dict(stage.office.records.held)

    (outage,) = stage.office.records.read(register_key()).get(register_key()).outages
    excusing.recount(stage.office, SITI.unit, f"OUTAGE#{outage.id}", WEDNESDAY_MORNING)

    assert stage.office.records.held == before


def test_the_worker_finds_the_outages_errand() -> None:
    stage = a_late_stage(local(MONDAY, 21))
    enter(stage)

    assert worked_off(stage, WEDNESDAY_MORNING + timedelta(minutes=1)) == 1
    assert not [each for each in stage.queue.entries if each.errand not in queued.WORK]


def test_outages_lie_beside_the_circulars_and_leave_them_be() -> None:
    stage = a_stage()
    before = stage.office.records.read(register_key()).get(register_key())

    enter(stage)
    enter(stage, local(MONDAY, 8), local(MONDAY, 9))

    after = stage.office.records.read(register_key()).get(register_key())
    assert after.circulars == before.circulars
    assert [each.first for each in after.outages] == [local(MONDAY, 8), FIRST]
    known = outages.outages(stage.office, JOKO)
    assert [each.first for each in known.standing] == [FIRST, local(MONDAY, 8)]
    assert set(known.carried) == {each.id for each in known.standing}


def the_outage(stage: FakeBackroom) -> Outage:
    (found,) = stage.office.records.read(register_key()).get(register_key()).outages
    return found


def correct(stage: FakeBackroom, first: datetime, last: datetime, reason: str = "Salah catat") -> None:
    seen = outages.Seen(the_outage(stage).id, the_outage(stage).revision)
    draft = outages.OutageDraft(first, last, "Jaringan putus")
    at = WEDNESDAY_MORNING + timedelta(hours=1)
    outages.correct(stage.office, JOKO, seen, draft, reason, a_fresh_form(stage.office), ORIGIN, at)
    worked_off(stage, at + timedelta(minutes=1))


def withdraw(stage: FakeBackroom, reason: str = "Bukan gangguan", actor: Actor = JOKO) -> None:
    seen = outages.Seen(the_outage(stage).id, the_outage(stage).revision)
    at = WEDNESDAY_MORNING + timedelta(hours=1)
    outages.withdraw(stage.office, actor, seen, reason, a_fresh_form(stage.office), ORIGIN, at)
    worked_off(stage, at + timedelta(minutes=1))


def an_excused_stage() -> FakeBackroom:
    stage = a_late_stage(local(MONDAY, 21), local(TUESDAY, 10))
    enter(stage)
    worked_off(stage, WEDNESDAY_MORNING + timedelta(minutes=1))
    return stage


def test_what_only_a_withdrawn_outage_excused_is_late_again() -> None:
    stage = an_excused_stage()

    withdraw(stage)

    for actor in (SITI, DEWI):
        report, filed = of(stage, actor)
        assert (report.late, report.excused, filed, report.revision) == (True, "", Filed.LATE, 3)
    lines = [line for line in stage.office.records.all(TrailEntry) if line.what == "no_excuse"]
    assert {(line.concerns, line.note) for line in lines} == {("siti", "Bukan gangguan"), ("dewi", "Bukan gangguan")}
    (line,) = [line for line in stage.office.records.all(TrailEntry) if line.what == "withdraw_outage"]
    assert (line.who, line.note, line.number) == ("joko", "Bukan gangguan", 2)
    known = outages.outages(stage.office, JOKO)
    assert ([*known.standing], [each.reason for each in known.withdrawn]) == ([], ["Bukan gangguan"])


def test_a_corrected_outage_is_recounted_both_ways() -> None:
    stage = an_excused_stage()

    correct(stage, local(MONDAY, 8), local(MONDAY, 9))
    assert of(stage)[1] is of(stage, DEWI)[1] is Filed.LATE

    correct(stage, FIRST, LAST)
    assert of(stage)[1] is of(stage, DEWI)[1] is Filed.IN_TIME
    assert the_outage(stage).reach == (local(MONDAY, 8), LAST)
    assert the_outage(stage).revision == 3


def test_what_another_outage_excuses_too_stays_in_time() -> None:
    stage = a_late_stage(local(MONDAY, 21))
    enter(stage)
    enter(stage, local(MONDAY, 15, 30), local(MONDAY, 16, 30), "Listrik padam")
    worked_off(stage, WEDNESDAY_MORNING + timedelta(minutes=1))
    standing = outages.outages(stage.office, JOKO).standing
    excusing_one = next(each for each in standing if each.id == of(stage)[0].excused)
    seen, form = outages.Seen(excusing_one.id, 1), a_fresh_form(stage.office)
    outages.withdraw(stage.office, JOKO, seen, "Keliru", form, ORIGIN, WEDNESDAY_MORNING + timedelta(hours=1))
    worked_off(stage, WEDNESDAY_MORNING + timedelta(hours=2))

    report, filed = of(stage)
    (other,) = [each for each in standing if each is not excusing_one]
    assert (report.late, report.excused, filed) == (False, other.id, Filed.IN_TIME)


@pytest.mark.parametrize(("signed", "filed"), [(0, Filed.LATE), (1, Filed.IN_TIME)], ids=["drafted", "signed"])
def test_reports_become_late_again_until_their_month_is_signed(signed: int, filed: Filed) -> None:
    stage = an_excused_stage()
    sheet = stage.office.ledger.month(SITI.unit, month_of(MONDAY)).sheet
    summary = Summary(WEDNESDAY_MORNING, 0, 0, "hash", "summaries/x")
    stage.office.records.hold(replace(sheet, summary=summary, signed=signed))

    withdraw(stage)

    assert of(stage)[1] is filed


@pytest.mark.parametrize("actor", [SITI, RINA], ids=lambda actor: actor.id)
def test_only_the_administrator_changes_outages_and_gives_a_reason(actor: Actor) -> None:
    stage = an_excused_stage()
    seen = outages.Seen(the_outage(stage).id, 1)

    untouched(stage.office, lambda: withdraw(stage, actor=actor), Forbidden)
    refused = untouched(stage.office, lambda: withdraw(stage, reason=""), Invalid)
    assert [name for name, _ in fields(refused)] == ["reason"]
    refused = untouched(stage.office, lambda: correct(stage, LAST, FIRST, reason=""), Invalid)
    assert [name for name, _ in fields(refused)] == ["last_time", "reason"]
    untouched(
        stage.office,
        lambda: outages.withdraw(
            stage.office, JOKO, seen._replace(revision=2), "Keliru", a_fresh_form(stage.office), ORIGIN, LAST
        ),
        Stale,
    )
    withdraw(stage)
    untouched(stage.office, lambda: outages.outage(stage.office, JOKO, seen.name), NotFound)


@pytest.mark.parametrize("actor", [SITI, RINA], ids=lambda actor: actor.id)
def test_only_the_administrator_enters_outages(actor: Actor) -> None:
    stage = a_stage()
    enter_one = lambda: outages.enter(  # noqa: E731
        *(stage.office, actor, FIRST, LAST, "Putus", a_fresh_form(stage.office), ORIGIN), WEDNESDAY_MORNING
    )

    untouched(stage.office, enter_one, Forbidden)


@pytest.mark.parametrize(
    ("first", "last", "why", "field"),
    [
        (LAST, FIRST, "Putus", "last_time"),
        (FIRST, FIRST + timedelta(days=8), "Putus", "last"),
        (WEDNESDAY_MORNING + timedelta(hours=1), WEDNESDAY_MORNING + timedelta(hours=2), "Putus", "first"),
        (local(date(2021, 1, 4), 8), local(date(2021, 1, 4), 9), "Putus", "first"),
        (FIRST, LAST, "", "why"),
        (FIRST, LAST, "x" * 301, "why"),
    ],
    ids=["backwards", "too long", "ahead", "long ago", "no reason", "a long reason"],
)
def test_what_cannot_be_is_told_by_its_field(first: datetime, last: datetime, why: str, field: str) -> None:
    stage = a_stage()

    refused = untouched(stage.office, lambda: enter(stage, first, last, why), Invalid)

    assert [name for name, _ in fields(refused)] == [field]
