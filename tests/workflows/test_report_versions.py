"""A report's draft, its corrections and the frame of the one before it."""

from datetime import time, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.ledger import Filed
from chalicelib.domain.orders import Act
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.records import past_report_key, report_key, saved_draft_key
from chalicelib.domain.refusals import Conflict, Invalid, NotFound, Refusal, Repeated
from chalicelib.domain.report_versions import DraftMoved, PastReport, SavedDraft
from chalicelib.domain.reports import DailyReport, ReportDraft, Verification
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import report_versions, reports
from chalicelib.workflows.once import Sent
from tests.factories import (
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_draft,
    a_sheet,
    a_summary,
    an_activity,
    local,
)
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    ORIGIN,
    SITI,
    TASKS,
    a_decided_order,
    a_form,
    a_fresh_form,
    a_stage,
    delivered,
    fields,
    the_row,
    untouched,
)

TYPED = (("plan", "Melanjutkan"), ("start", "08:00"))
TUESDAY_MORNING = local(TUESDAY, 9)


def an_approved_stage() -> FakeBackroom:
    """Siti may be at home on Monday and Wednesday."""
    stage = a_stage()
    a_decided_order(stage.office, Act.APPROVE)
    return stage


def file(office: FakeOffice, draft: ReportDraft | None = None, *, seen: int = 0, mailed: bool = False) -> str:
    return reports.file_report(
        *(office, SITI, MONDAY, draft or a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON),
        seen=seen,
        mailed=mailed,
    )


def save(office: FakeOffice, seen: int = 0, typed: tuple[tuple[str, str], ...] = TYPED) -> SavedDraft:
    desk, _ = reports.open_report(office, SITI, MONDAY, MONDAY_AFTERNOON)
    return reports.save_draft(office, desk, typed, seen, MONDAY_AFTERNOON)


def correct(
    office: FakeOffice,
    draft: ReportDraft | None = None,
    *,
    reason: str = "Jam selesai keliru.",
    seen: int = 1,
    sent: Sent | None = None,
) -> str:
    return report_versions.correct_report(
        *(office, SITI, MONDAY, draft or a_draft(end=time(12)), reason, sent or a_fresh_form(office)),
        ORIGIN,
        TUESDAY_MORNING,
        seen=seen,
    )


def the_report(office: FakeOffice) -> DailyReport:
    return office.records.read(report_key(SITI.id, MONDAY)).get(report_key(SITI.id, MONDAY))


def verify(office: FakeOffice, *, accepted: bool) -> None:
    report = the_report(office)
    found = Verification(accepted, BUDI.id, BUDI.name, MONDAY_AFTERNOON, "Lengkapi hasilnya.")
    office.records.hold(replace(report, verification=found, revision=report.revision + 1))


# The draft


def test_a_draft_is_kept_as_it_was_typed_and_shown_on_every_device() -> None:
    office = an_approved_stage().office

    save(office)

    desk, _ = reports.open_report(office, SITI, MONDAY, MONDAY_AFTERNOON)
    assert desk.draft
    assert (desk.draft.typed, desk.draft.revision) == (TYPED, 1)
    assert desk.draft.expires.date() > desk.last


def test_a_second_device_is_told_of_the_first_and_overwrites_nothing() -> None:
    office = an_approved_stage().office
    first = save(office)

    with pytest.raises(DraftMoved) as moved:
        save(office, typed=(("plan", "Lain"),))

    assert moved.value.there == first
    assert office.records.all(SavedDraft) == [first]


def test_of_two_devices_at_the_same_moment_the_later_is_told() -> None:
    office = an_approved_stage().office
    office.records.meanwhile(lambda: save(office))

    with pytest.raises(DraftMoved) as moved:
        save(office, typed=(("plan", "Lain"),))

    assert moved.value.there.typed == TYPED


def test_filing_takes_the_draft_away_in_its_transaction() -> None:
    office = an_approved_stage().office
    save(office)
    office.records.requests.clear()

    file(office, seen=1)

    assert office.records.requests == ["read", "commit"]
    assert office.records.read(saved_draft_key(SITI.id, MONDAY)).find(saved_draft_key(SITI.id, MONDAY)) is None


def test_filing_from_a_device_that_does_not_know_the_draft_is_asked_again() -> None:
    office = an_approved_stage().office
    save(office)

    untouched(office, lambda: file(office, seen=0), DraftMoved)


def test_tasks_are_those_of_the_order() -> None:
    office = an_approved_stage().office
    wrong = a_draft(activities=(an_activity(), an_activity(task="Lainnya")))

    refused = untouched(office, lambda: file(office, wrong), Invalid)

    assert [field for field, _ in fields(refused)] == ["activities-1-task"]
    file(office, a_draft(activities=(an_activity(task=TASKS[0]),)))
    assert the_report(office).draft.activities[0].task == TASKS[0]


def test_the_receipt_is_mailed_to_whoever_asks_for_it() -> None:
    stage = an_approved_stage()
    file(stage.office, mailed=True)

    sent = delivered(stage, MONDAY_AFTERNOON + timedelta(seconds=1))

    assert (Errand.REPORT_RECEIPT, "siti") in [(mail.name, mail.to) for mail in sent]


def test_nobody_is_mailed_who_did_not_ask() -> None:
    stage = an_approved_stage()
    file(stage.office)

    assert Errand.REPORT_RECEIPT not in [each.errand for each in stage.office.records.all(OutboxEntry)]


# Corrections


def test_a_correction_is_the_next_sending_and_the_one_before_stays() -> None:
    office = an_approved_stage().office
    file(office)
    before = the_report(office)

    assert correct(office) == f"/reports/{MONDAY}"

    after = the_report(office)
    assert (after.content, after.revision, after.reason) == (2, 2, "Jam selesai keliru.")
    assert (after.received_at, after.first_received_at) == (TUESDAY_MORNING, MONDAY_AFTERNOON)
    assert (after.receipt, after.late, after.minutes) == (before.receipt, False, 210)
    assert report_versions.past_report(office, SITI, MONDAY, 1).report == before
    mark = the_row(office).mark(MONDAY)
    assert mark
    assert (mark.minutes, mark.filed) == (210, Filed.IN_TIME)
    line = office.records.all(TrailEntry)[-1]
    assert (line.number, line.what, line.note) == (2, "correct", "Jam selesai keliru.")


def test_a_correction_is_sent_once() -> None:
    office = an_approved_stage().office
    file(office)

    first = correct(office, sent=a_form("again"))

    assert correct(office, sent=a_form("again")) == first
    assert the_report(office).content == 2
    untouched(office, lambda: correct(office, sent=a_form("again", "other")), Repeated)


def test_a_correction_needs_a_reason() -> None:
    office = an_approved_stage().office
    file(office)

    refused = untouched(office, lambda: correct(office, reason=""), Invalid)

    assert [field for field, _ in fields(refused)] == ["reason"]


def test_of_corrections_from_two_devices_the_later_is_told() -> None:
    office = an_approved_stage().office
    file(office)
    correct(office)

    untouched(office, lambda: correct(office, seen=1), Invalid)


def test_a_verified_report_is_corrected_only_after_a_return() -> None:
    office = an_approved_stage().office
    file(office)
    verify(office, accepted=True)
    untouched(office, lambda: correct(office), Conflict)

    verify(office, accepted=False)
    correct(office)

    assert the_report(office).verification is None
    assert isinstance(office.records.all(PastReport)[0].report.verification, Verification)


def test_a_month_is_corrected_after_its_draft_until_it_is_signed() -> None:
    stage = an_approved_stage()
    file(stage.office)
    stage.office.records.hold(a_sheet(summary=a_summary()))

    correct(stage.office)
    stage.office.records.hold(replace(a_sheet(summary=a_summary()), signed=1))

    refused = untouched(stage.office, lambda: correct(stage.office, seen=2), Conflict)
    assert "sudah ditandatangani" in str(refused)


def test_a_day_without_a_report_has_nothing_to_correct() -> None:
    office = an_approved_stage().office

    untouched(office, lambda: correct(office), NotFound)


def test_earlier_sendings_are_their_owners_alone() -> None:
    office = an_approved_stage().office
    file(office)
    correct(office)

    assert office.records.read(past_report_key(SITI.id, MONDAY, 1)).find(past_report_key(SITI.id, MONDAY, 1))
    untouched(office, lambda: report_versions.past_report(office, DEWI, MONDAY, 1), NotFound)


# The frame


def test_the_frame_is_that_of_the_latest_report_before() -> None:
    office = an_approved_stage().office
    file(office, a_draft(plan="Esok"))

    assert report_versions.frame(office, SITI, WEDNESDAY) == a_draft(plan="Esok")


def test_without_an_earlier_report_there_is_no_frame() -> None:
    office = an_approved_stage().office
    file(office)

    untouched(office, lambda: report_versions.frame(office, SITI, MONDAY), Refusal)
