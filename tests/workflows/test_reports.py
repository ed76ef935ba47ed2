"""Filing the day's report: on an approved day, once, and its minutes with it."""

from datetime import date, datetime, time

import pytest
from msgspec.structs import replace

from chalicelib.domain.ledger import Filed, Mark
from chalicelib.domain.orders import Act
from chalicelib.domain.records import report_key
from chalicelib.domain.refusals import Invalid, NotFound, Refusal, Repeated, Stale
from chalicelib.domain.reports import AlreadyFiled, DailyReport, ReportDraft
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import reports
from chalicelib.workflows.once import Sent
from tests.factories import (
    FRIDAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_draft,
    a_register,
    an_employee,
    local,
)
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    ORIGIN,
    SITI,
    a_decided_order,
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    fields,
    the_row,
    untouched,
)

LAST_MOMENT = local(date(2021, 4, 29), 23, 59)
TOO_LATE = local(date(2021, 4, 30), 0)


def an_approved_office() -> FakeOffice:
    """Siti may be at home on Monday and Wednesday."""
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    return office


def file(
    office: FakeOffice,
    day: date = MONDAY,
    *,
    draft: ReportDraft | None = None,
    sent: Sent | None = None,
    at: datetime = MONDAY_AFTERNOON,
) -> str:
    form = sent or a_fresh_form(office)
    return reports.file_report(office, SITI, day, draft or a_draft(), form, ORIGIN, at)


def test_a_report_is_kept_with_its_minutes_and_its_receipt() -> None:
    office = an_approved_office()

    assert file(office) == "/reports/2021-04-26"

    kept = reports.receipt(office, SITI, MONDAY)
    assert (kept.minutes, kept.late, kept.received_at) == (390, False, MONDAY_AFTERNOON)
    assert kept.receipt.startswith("LH-20210426-")
    mark = the_row(office).mark(MONDAY)
    assert mark == Mark(kept.order, approved=True, filed=Filed.IN_TIME, minutes=390)
    line = office.records.all(TrailEntry)[-1]
    assert (line.about, line.number, line.what) == ("REPORT#siti#2021-04-26", 1, "file")


def test_filing_takes_two_requests_one_of_them_the_transaction() -> None:
    office = an_approved_office()
    office.records.requests.clear()

    file(office)

    assert office.records.requests == ["read", "commit"]


def test_the_desk_is_opened_with_two_requests() -> None:
    office = an_approved_office()
    office.records.requests.clear()

    desk, order = reports.open_report(office, SITI, MONDAY, MONDAY_AFTERNOON)

    assert (desk.day, desk.mark.order, order.tasks) == (MONDAY, order.id, order.tasks)
    assert desk.hours.target == 390
    assert office.records.requests == ["read", "read"]


def test_receipts_of_two_reports_differ() -> None:
    office = an_approved_office()
    file(office, MONDAY)
    file(office, WEDNESDAY, at=local(WEDNESDAY, 15))

    first, second = (report.receipt for report in office.records.all(DailyReport))
    assert first.rpartition("-")[2] != second.rpartition("-")[2]


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (local(MONDAY, 17), False),
        (local(MONDAY, 17, 1), True),
        (local(TUESDAY, 8), True),
        (LAST_MOMENT, True),
    ],
    ids=["at the deadline", "a minute after", "the next day", "at the end of the grace"],
)
def test_a_report_after_the_deadline_is_late_and_counts_all_the_same(*, at: datetime, late: bool) -> None:
    office = an_approved_office()

    file(office, at=at)

    mark = the_row(office).mark(MONDAY)
    assert mark
    assert (mark.filed, mark.minutes) == (Filed.LATE if late else Filed.IN_TIME, 390)


@pytest.mark.parametrize(
    ("draft", "minutes"),
    [
        (a_draft(), 390),
        (a_draft(start=time(6), end=time(20), rest=0), 390),
        (a_draft(start=time(9), end=time(12)), 150),
        (a_draft(start=time(18), end=time(20)), 0),
    ],
    ids=["a full day", "more than a day", "a part", "outside the hours"],
)
def test_only_permitted_hours_count_and_never_more_than_the_target(draft: ReportDraft, minutes: int) -> None:
    office = an_approved_office()

    file(office, draft=draft)

    mark = the_row(office).mark(MONDAY)
    assert mark
    assert mark.minutes == minutes


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (a_draft(end=time(8)), "end"),
        (a_draft(rest=420), "rest"),
        (a_draft(rest=-1), "rest"),
        (a_draft(activities=()), "activities"),
    ],
)
def test_what_was_typed_wrong_is_named(draft: ReportDraft, field: str) -> None:
    office = an_approved_office()

    refused = untouched(office, lambda: file(office, draft=draft), Invalid)

    assert [each for each, _ in fields(refused)] == [field]


# Once


def test_the_same_form_is_the_same_receipt() -> None:
    office = an_approved_office()
    first = file(office, sent=a_form())
    receipt = reports.receipt(office, SITI, MONDAY)

    again = file(office, sent=a_form())

    assert again == first
    assert reports.receipt(office, SITI, MONDAY) == receipt


def test_the_same_form_with_other_content_is_refused() -> None:
    office = an_approved_office()
    file(office, sent=a_form())

    untouched(office, lambda: file(office, sent=a_form(content="other")), Repeated)


def test_a_second_report_of_the_day_is_refused() -> None:
    office = an_approved_office()
    file(office)

    refused = untouched(office, lambda: file(office), AlreadyFiled)

    assert "Satu hari, satu laporan" in str(refused)


def test_of_two_reports_at_the_same_moment_one_is_received() -> None:
    office = an_approved_office()
    office.records.meanwhile(lambda: file(office))

    with pytest.raises(Stale):
        file(office, draft=a_draft(end=time(12)))

    mark = the_row(office).mark(MONDAY)
    assert mark
    assert (mark.minutes, reports.receipt(office, SITI, MONDAY).minutes) == (390, 390)


def test_a_report_whose_answer_was_lost_is_answered_all_the_same() -> None:
    office = an_approved_office()
    office.records.lose_answer()

    assert file(office) == "/reports/2021-04-26"
    assert reports.receipt(office, SITI, MONDAY).minutes == 390


# Which days


def test_a_day_without_an_order_is_not_reported() -> None:
    office = an_approved_office()

    untouched(office, lambda: file(office, TUESDAY, at=local(TUESDAY, 15)), Refusal)


@pytest.mark.parametrize("act", [Act.RETURN, Act.REJECT])
def test_a_day_whose_order_was_not_approved_is_not_reported(act: Act) -> None:
    office = a_stage().office
    a_decided_order(office, act)

    untouched(office, lambda: file(office), Refusal)


def test_a_day_that_still_waits_for_the_decision_is_not_reported() -> None:
    office = a_stage().office
    an_order_of(office)

    untouched(office, lambda: file(office), Refusal)


def test_a_day_ahead_is_not_reported() -> None:
    office = an_approved_office()

    refused = untouched(office, lambda: file(office, WEDNESDAY), Refusal)

    assert "baru dapat diisi pada hari itu" in str(refused)


def test_a_day_is_over_when_its_grace_is() -> None:
    office = an_approved_office()

    refused = untouched(office, lambda: file(office, at=TOO_LATE), Refusal)

    assert "Batas menyusulkan" in str(refused)


def test_a_report_of_the_last_month_is_still_taken_within_the_grace() -> None:
    office = a_stage().office
    last = date(2021, 4, 30)
    a_decided_order(office, Act.APPROVE, SITI, last)

    file(office, last, at=local(date(2021, 5, 2), 9))

    mark = the_row(office).mark(last)
    assert mark
    assert mark.filed is Filed.LATE


def test_a_day_whose_month_is_not_open_is_refused() -> None:
    office = a_stage().office

    refused = untouched(office, lambda: file(office, date(2021, 6, 1), at=local(date(2021, 6, 1), 15)), Refusal)

    assert "belum dibuka" in str(refused)


@pytest.mark.parametrize("end", [FRIDAY, date(2021, 3, 31)], ids=["ended-before-the-day", "called-back"])
def test_a_day_that_was_approved_is_reported_though_its_circular_has_ended_since(end: date) -> None:
    office = an_approved_office()
    office.records.hold(a_register(a_circular(end=end), revision=2))

    assert file(office) == f"/reports/{MONDAY}"


# Whose


def test_nobody_reports_another_persons_day() -> None:
    office = an_approved_office()

    act = lambda: reports.file_report(  # noqa: E731
        office, DEWI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON
    )

    untouched(office, act, Refusal)


@pytest.mark.parametrize("actor", [DEWI, BUDI], ids=lambda actor: actor.id)
def test_a_receipt_is_its_owners_alone(actor: object) -> None:
    office = an_approved_office()
    file(office)

    assert isinstance(actor, type(SITI))
    untouched(office, lambda: reports.receipt(office, actor, MONDAY), NotFound)


def test_a_report_is_kept_under_its_employee_and_day() -> None:
    office = an_approved_office()
    office.records.hold(replace(an_employee(), name="Siti Rahmawati, S.E., M.M."))
    file(office)

    assert office.records.read(report_key(SITI.id, MONDAY)).get(report_key(SITI.id, MONDAY)).unit == SITI.unit
