"""Daily reports: which day can be reported, until when, and what it counts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.ledger import Filed, Mark
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Refusal
from chalicelib.domain.reports import (
    Receipt,
    deadline_of,
    draft_problems,
    excused_by,
    filed_report,
    is_late,
    last_filing_day,
    refuse_unreportable,
    task_problems,
)
from tests.factories import (
    FASTING_DAY,
    FRIDAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_draft,
    a_mark,
    an_activity,
    an_outage,
    local,
)

LAST = MONDAY + timedelta(3)


@pytest.mark.parametrize("today", [MONDAY, TUESDAY, LAST])
def test_an_approved_day_is_reported_on_the_day_and_within_the_grace(today: date) -> None:
    assert refuse_unreportable(MONDAY, a_mark(), today, a_circular(), Zone.WIB) == a_circular()


@pytest.mark.parametrize(
    ("mark", "today", "said"),
    [
        (None, MONDAY, "Tidak ada surat perintah tugas"),  # an office day
        (a_mark(approved=False), MONDAY, "Tidak ada surat perintah tugas"),  # only asked for
        (a_mark(), FRIDAY, "baru dapat diisi"),  # before the day
        (a_mark(), LAST + timedelta(1), "Batas menyusulkan"),  # after the grace
    ],
    ids=["no-order", "undecided", "too-early", "too-late"],
)
def test_other_days_are_refused_with_the_reason(mark: Mark | None, today: date, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_unreportable(MONDAY, mark, today, a_circular(), Zone.WIB)

    assert said in refused.value.message.msgid
    assert refused.value.message.values["day"] == MONDAY


def test_a_refusal_after_the_grace_names_the_last_day() -> None:
    with pytest.raises(Refusal) as refused:
        refuse_unreportable(MONDAY, a_mark(), LAST + timedelta(1), a_circular(), Zone.WIB)

    assert refused.value.message.values["last"] == LAST


@pytest.mark.parametrize("filed", [Filed.IN_TIME, Filed.LATE])
def test_a_day_is_reported_once(filed: Filed) -> None:
    with pytest.raises(Conflict, match="sudah diterima"):
        refuse_unreportable(MONDAY, a_mark(filed=filed, minutes=390), MONDAY, a_circular(), Zone.WIB)


def test_a_day_no_circular_covers_is_not_reported() -> None:
    with pytest.raises(Refusal):
        refuse_unreportable(MONDAY, a_mark(), MONDAY, None, Zone.WIB)


@pytest.mark.parametrize(("grace", "last"), [(0, date(2021, 4, 30)), (1, date(2021, 5, 1)), (3, date(2021, 5, 3))])
def test_the_grace_runs_over_the_turn_of_the_month(grace: int, last: date) -> None:
    assert last_filing_day(date(2021, 4, 30), a_circular(report_grace_days=grace), Zone.WIB) == last


# In time or late


@pytest.mark.parametrize(
    ("received_at", "late"),
    [
        (local(MONDAY, 8), False),
        (local(MONDAY, 17), False),  # on the stroke of the deadline
        (local(MONDAY, 17) + timedelta(microseconds=1), True),
        (local(MONDAY, 23, 59), True),
        (local(TUESDAY, 7), True),
        (datetime(2021, 4, 26, 10, 0, tzinfo=UTC), False),  # 17.00 WIB
        (datetime(2021, 4, 26, 10, 1, tzinfo=UTC), True),  # 17.01 WIB
    ],
)
def test_a_report_is_late_after_the_deadline(received_at: datetime, late: bool) -> None:
    assert is_late(MONDAY, received_at, a_circular(report_deadline=time(17)), Zone.WIB) is late


@pytest.mark.parametrize(("zone", "late"), [(Zone.WIB, False), (Zone.WITA, False), (Zone.WIT, True)])
def test_the_deadline_is_by_the_units_own_clock(zone: Zone, late: bool) -> None:
    # 15.30 WIB is 16.30 WITA and 17.30 WIT.
    assert is_late(MONDAY, local(MONDAY, 15, 30), a_circular(report_deadline=time(17)), zone) is late


# What was typed


def test_a_complete_draft_has_no_problem() -> None:
    assert draft_problems(a_draft()) == ()


@pytest.mark.parametrize(
    ("start", "end", "rest", "fields"),
    [
        (time(15), time(8), 30, ["end"]),  # the wrong way round
        (time(8), time(8), 0, ["end"]),  # no time at all
        (time(22), time(2), 0, ["end"]),  # over midnight
        (time(8), time(9), 60, ["rest"]),  # rest as long as the work
        (time(8), time(9), 59, []),
        (time(8), time(15), 0, []),
        (time(8), time(15), -1, ["rest"]),
        (time(15), time(8), -1, ["end", "rest"]),
    ],
)
def test_times_that_cannot_be_are_told_by_their_field(start: time, end: time, rest: int, fields: list[str]) -> None:
    assert [each.field for each in draft_problems(a_draft(start=start, end=end, rest=rest))] == fields


def test_a_report_names_at_least_one_activity() -> None:
    assert [each.field for each in draft_problems(a_draft(activities=()))] == ["activities"]


@pytest.mark.parametrize(
    ("spans", "rest", "fields"),
    [
        ([(8, 10), (10, 15)], 0, []),  # one after the other
        ([(10, 15), (8, 10)], 0, []),  # in any order
        ([(8, 11), (10, 12)], 0, ["activities-1-end"]),  # overlapping
        ([(8, 15), (9, 10), (11, 12)], 0, ["activities-1-end", "activities-2-end"]),  # both inside the first
        ([(9, 8)], 0, ["activities-0-end"]),  # the wrong way round
        ([(7, 9)], 0, ["activities-0-end"]),  # before the day's start
        ([(14, 16)], 0, ["activities-0-end"]),  # after its end
        ([(8, 15)], 30, ["activities"]),  # no rest is left
        ([(8, 12), None], 30, []),  # one that says no time
    ],
)
def test_entries_lie_in_the_day_and_not_over_one_another(
    spans: list[tuple[int, int] | None], rest: int, fields: list[str]
) -> None:
    entries = tuple(an_activity(start=time(span[0]), end=time(span[1])) if span else an_activity() for span in spans)

    found = draft_problems(a_draft(start=time(8), end=time(15), rest=rest, activities=entries))

    assert [each.field for each in found] == fields


def test_a_task_that_the_order_does_not_name_is_told_by_its_entry() -> None:
    entries = (an_activity(task="Menyusun laporan"), an_activity(), an_activity(task="Lainnya"))

    found = task_problems(a_draft(activities=entries), ("Menyusun laporan",))

    assert [each.field for each in found] == ["activities-2-task"]


# Outages

CIRCULAR = a_circular(report_deadline=time(17), report_grace_days=3)
END_OF_TUESDAY = local(TUESDAY, 23, 59)


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        (local(MONDAY, 16, 30), local(MONDAY, 18), END_OF_TUESDAY),  # over the deadline
        (local(MONDAY, 17), local(MONDAY, 18), END_OF_TUESDAY),  # from the deadline on
        (local(MONDAY, 9), local(MONDAY, 16), END_OF_TUESDAY),  # over an hour before it
        (local(MONDAY, 9), local(MONDAY, 15, 59), local(MONDAY, 17)),  # over in time
        (local(MONDAY, 17, 1), local(MONDAY, 20), local(MONDAY, 17)),  # begun after it
        (local(MONDAY, 16), local(WEDNESDAY, 8), local(WEDNESDAY + timedelta(1), 23, 59)),  # for days
    ],
)
def test_an_outage_before_the_deadline_moves_it_to_the_end_of_the_next_day(
    first: datetime, last: datetime, due: datetime
) -> None:
    outage = an_outage(first, last)

    assert deadline_of(MONDAY, CIRCULAR, Zone.WIB, (outage,)) == (due, outage if due.hour == 23 else None)


def test_a_second_outage_moves_a_deadline_that_was_moved() -> None:
    again = an_outage(local(TUESDAY, 23), local(WEDNESDAY, 1), outage_id="again")

    due, by = deadline_of(MONDAY, CIRCULAR, Zone.WIB, (an_outage(), again))

    assert (due, by) == (local(WEDNESDAY + timedelta(1), 23, 59), again)


@pytest.mark.parametrize(
    ("first", "last", "filing"),
    [
        (local(TUESDAY, 9), local(TUESDAY, 10), LAST + timedelta(1)),  # a day of the grace
        (local(TUESDAY, 9), local(WEDNESDAY, 10), LAST + timedelta(2)),
        (local(LAST, 20), local(LAST + timedelta(1), 8), LAST + timedelta(2)),  # its last, and the next
        (local(MONDAY, 9), local(MONDAY, 10), LAST),  # none of it
        (local(LAST + timedelta(1), 9), local(LAST + timedelta(1), 10), LAST),
    ],
)
def test_a_day_of_the_grace_that_an_outage_touches_does_not_count(
    first: datetime, last: datetime, filing: date
) -> None:
    assert last_filing_day(MONDAY, CIRCULAR, Zone.WIB, (an_outage(first, last),)) == filing


def test_the_grace_does_not_end_before_a_moved_deadline() -> None:
    no_grace = a_circular(report_deadline=time(17), report_grace_days=0)

    assert last_filing_day(MONDAY, no_grace, Zone.WIB, (an_outage(),)) == TUESDAY


@pytest.mark.parametrize(
    ("received_at", "excused"),
    [
        (local(MONDAY, 16), False),  # in time anyway
        (local(MONDAY, 18, 30), True),
        (END_OF_TUESDAY, True),
        (local(WEDNESDAY, 8), False),  # late all the same
    ],
)
def test_only_what_would_have_been_late_is_excused(received_at: datetime, excused: bool) -> None:
    outage = an_outage()

    assert excused_by(MONDAY, received_at, CIRCULAR, Zone.WIB, (outage,)) == (outage if excused else None)


# What is kept


def test_a_filed_report_keeps_claims_and_receipt_side_by_side() -> None:
    draft = a_draft(start=time(7), end=time(14), activities=(an_activity(volume=3),))

    report = filed_report(
        EmployeeId("siti"),
        UnitId("DISKOMINFO"),
        MONDAY,
        OrderId("o1"),
        draft,
        Receipt("LH-20210426-K3QZ7D"),
        FASTING_DAY,
        late=True,
        at=MONDAY_AFTERNOON,
    )

    assert report.draft == draft
    assert (report.received_at, report.late) == (MONDAY_AFTERNOON, True)
    assert report.minutes == 330  # 08.00 to 14.00 less half an hour
    assert (report.receipt, report.revision) == ("LH-20210426-K3QZ7D", 1)
