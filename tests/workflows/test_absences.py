"""Leave, sickness, travel and training: entered by the secretary, and what follows from them."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.absences import Absence, AbsenceDraft, AbsenceId, AbsenceKind, Away, Part
from chalicelib.domain.calendars import Month
from chalicelib.domain.capacity import Places
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.orders import Act, OrderId, Status
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Actor, EmployeeId, UnitId
from chalicelib.domain.records import absence_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal, Repeated, Stale, TooFew
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import absence_effects, absences, asking, ending, months, placing, queued, reports
from chalicelib.workflows.absences import AbsenceView
from chalicelib.workflows.once import Sent
from tests.factories import (
    APRIL,
    FRIDAY,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_draft,
    a_register,
    a_row,
    an_absence,
    an_away,
    local,
)
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_draft_order,
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    at_home,
    delivered,
    fields,
    the_capacity,
    the_order,
    the_row,
    untouched,
    with_home,
)
from tests.workflows.test_rota_orders import carried_out, dates_of

JUNE = Month("2021-06")


def typed(
    kind: AbsenceKind = AbsenceKind.LEAVE,
    part: Part = Part.WHOLE,
    first: date = MONDAY,
    last: date | None = None,
    letter: str = "850/1/2021",
) -> AbsenceDraft:
    return AbsenceDraft(kind, part, first, last or first, letter)


def enter(
    office: FakeOffice,
    draft: AbsenceDraft | None = None,
    *,
    by: Actor = RINA,
    employee: EmployeeId = SITI.id,
    sent: Sent | None = None,
    at: datetime = FRIDAY_MORNING,
) -> Absence:
    """Siti's absence, as it is kept after Rina entered it."""
    form = sent or a_fresh_form(office)
    shown = absences.enter(office, by, UNIT, employee, draft or typed(), form, ORIGIN, at)
    return kept(office, shown)


def kept(office: FakeOffice, shown: str) -> Absence:
    _, _, unit, _, employee, name = shown.split("/")
    assert unit == UNIT
    key = absence_key(EmployeeId(employee), AbsenceId(name))
    return office.records.read(key).get(key)


def correct(office: FakeOffice, absence: Absence, draft: AbsenceDraft, *, seen: int | None = None) -> Absence:
    form, reason = a_fresh_form(office), "Tanggal keliru."
    saw = absence.revision if seen is None else seen
    shown = absences.correct(
        office, RINA, UNIT, absence.employee, absence.id, draft, reason, saw, form, ORIGIN, FRIDAY_MORNING
    )
    return kept(office, shown)


def withdraw(office: FakeOffice, absence: Absence, reason: str = "Cuti dibatalkan.", by: Actor = RINA) -> Absence:
    form = a_fresh_form(office)
    shown = absences.withdraw(
        office, by, UNIT, absence.employee, absence.id, reason, absence.revision, form, ORIGIN, FRIDAY_MORNING
    )
    return kept(office, shown)


def seen(office: FakeOffice, absence: Absence) -> AbsenceView:
    return absences.view(office, RINA, UNIT, absence.employee, absence.id, ORIGIN, FRIDAY_MORNING)


def notes(office: FakeOffice) -> list[tuple[str, str]]:
    """What was done to absences, and the trail's notes."""
    lines = office.records.all(TrailEntry)
    return [(line.what, line.note) for line in lines if line.about.startswith("ABSENCE#") and line.number]


# Entering


@pytest.mark.parametrize("by", [RINA, JOKO], ids=["the secretary", "an administrator"])
def test_an_absence_is_entered_and_the_ledger_says_so(by: Actor) -> None:
    office = a_stage().office

    absence = enter(office, typed(last=WEDNESDAY), by=by)

    assert (absence.employee_name, absence.entered_by.id, absence.revision) == ("Siti Rahmawati, S.E.", by.id, 1)
    assert the_row(office).aways == dict.fromkeys((MONDAY, TUESDAY, WEDNESDAY), an_away(absence=absence.id))
    line = office.records.all(TrailEntry)[-1]
    assert (line.what, line.concerns, line.number) == ("enter_absence", SITI.id, 1)
    assert line.note == "26-04-2021 s.d. 28-04-2021"


def test_entering_takes_few_requests_and_one_transaction() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    office.records.requests.clear()

    enter(office)

    assert office.records.requests[:4] == ["read", "query", "read", "commit"]
    assert office.records.requests.count("commit") == 1


@pytest.mark.parametrize("by", [SITI, BUDI, TUTI])
def test_nobody_else_enters_corrects_or_withdraws(by: Actor) -> None:
    office = a_stage().office
    absence = enter(office)

    untouched(office, lambda: enter(office, by=by), Forbidden)
    untouched(office, lambda: withdraw(office, absence, by=by), Forbidden)
    untouched(office, lambda: absences.open_desk(office, by, UNIT), Forbidden)
    if by is not BUDI:
        untouched(office, lambda: absences.listed(office, by, UNIT, None, ORIGIN, FRIDAY_MORNING), Forbidden)


def test_the_head_looks_at_absences_and_opens_no_form() -> None:
    office = a_stage().office
    absence = enter(office)
    named = (UNIT, absence.employee, absence.id, ORIGIN, FRIDAY_MORNING)

    assert absences.listed(office, BUDI, UNIT, None, ORIGIN, FRIDAY_MORNING).absences == (absence,)
    assert absences.view(office, BUDI, *named).absence == absence
    untouched(office, lambda: absences.view(office, BUDI, *named, to_write=True), Forbidden)


@pytest.mark.parametrize("employee", [TUTI.id, EmployeeId("nobody")])
def test_an_absence_is_of_somebody_of_the_unit(employee: EmployeeId) -> None:
    office = a_stage().office

    refused = untouched(office, lambda: enter(office, employee=employee), Invalid)

    assert fields(refused) == [("employee", "Pilih pegawai unit ini.")]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (typed(letter=""), "letter"),
        (typed(last=FRIDAY), "last"),
        (typed(last=date(9999, 12, 31)), "last"),
        (typed(first=date(9999, 12, 31)), "last"),
        (typed(first=date(1, 1, 1)), "first"),
        (typed(first=date(2021, 4, 24), last=date(2021, 4, 25)), "first"),  # a weekend
    ],
)
def test_what_cannot_be_entered_is_said_beside_its_field(draft: AbsenceDraft, field: str) -> None:
    office = a_stage().office
    there = enter(office, typed(first=date(2021, 5, 3)))

    refused = untouched(office, lambda: enter(office, draft), Invalid)
    assert fields(refused)[0][0] == field
    refused = untouched(office, lambda: correct(office, there, draft), Invalid)
    assert fields(refused)[0][0] == field


def test_nobody_is_away_twice() -> None:
    office = a_stage().office
    enter(office, typed(last=TUESDAY))

    refused = untouched(office, lambda: enter(office, typed(first=TUESDAY)), Invalid)

    assert [field for field, _ in fields(refused)] == ["first"]
    enter(office, typed(first=TUESDAY), employee=DEWI.id)


def test_the_same_form_counts_once_and_another_with_its_key_is_refused() -> None:
    office = a_stage().office
    first = enter(office, sent=a_form())

    assert enter(office, sent=a_form()) == first
    assert len(office.records.all(Absence)) == 1
    untouched(office, lambda: enter(office, typed(first=TUESDAY), sent=a_form(content="other")), Repeated)


# What follows


def test_a_home_day_is_given_back_and_its_order_and_employee_told() -> None:
    backroom = a_stage()
    office = backroom.office
    order = a_decided_order(office, Act.APPROVE)
    delivered(backroom, FRIDAY_MORNING + timedelta(minutes=1))

    absence = enter(office)

    assert (the_row(office).mark(MONDAY), the_row(office).away(MONDAY)) == (None, an_away(absence=absence.id))
    assert (at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (0, 1)
    now = the_order(office, order)
    assert (now.status, now.cancelled, now.standing) == (Status.APPROVED, (MONDAY,), (WEDNESDAY,))
    assert "cuti" not in now.reason.lower(), "who reads the order need not know why"
    assert notes(office)[-1][1] == "26-04-2021 s.d. 26-04-2021; hari WFH dilepas: 26-04-2021"
    assert [mail.name for mail in delivered(backroom, FRIDAY_MORNING + timedelta(minutes=2))] == [Errand.ORDER_FREED]


def test_of_a_rotas_order_only_the_days_of_who_is_absent_are_called_off() -> None:
    backroom = a_stage(register=a_register(a_circular()))
    office = backroom.office
    order = carried_out(office)
    first, *rest = dates_of(order, SITI)
    others = {each.employee: each.dates for each in order.covers if each.employee != SITI.id}
    before = at_home(office, first, MAY)
    delivered(backroom, FRIDAY_MORNING + timedelta(minutes=2))

    enter(office, typed(first=first, last=first))
    placing.place(office, order.id, FRIDAY_MORNING)

    now = the_order(office, order.id)
    assert {each.employee: now.standing_of(each) for each in now.covers} == {**others, SITI.id: tuple(rest)}
    assert (now.reason, at_home(office, first, MAY)) == ("", before - 1)
    told = delivered(backroom, FRIDAY_MORNING + timedelta(minutes=3))
    assert [(mail.name, mail.to) for mail in told] == [(Errand.ORDER_FREED, SITI.id)]


def test_an_undecided_day_lapses_and_its_approver_has_the_rest() -> None:
    office = a_stage().office
    order = an_order_of(office)

    enter(office)

    now = the_order(office, order)
    assert (now.status, now.dates, now.lapsed) == (Status.SUBMITTED, (WEDNESDAY,), (MONDAY,))
    assert at_home(office, MONDAY) == 0
    assert [each.first_day for each in office.orders.waiting_for(BUDI.id, 9)] == [WEDNESDAY]


def test_with_its_last_day_an_order_ends() -> None:
    office = a_stage().office
    approved, asked = a_decided_order(office, Act.APPROVE), an_order_of(office, SITI, TUESDAY)

    enter(office, typed(last=WEDNESDAY))

    assert the_order(office, approved).status is Status.CANCELLED
    assert the_order(office, asked).status is Status.LAPSED
    assert office.orders.waiting_for(BUDI.id, 9) == ()
    assert the_row(office).marks == {}


def test_half_a_day_leaves_the_order_standing() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.APPROVE)

    enter(office, typed(part=Part.MORNING))

    assert the_order(office, order).standing == (MONDAY, WEDNESDAY)
    assert at_home(office, MONDAY) == 1
    assert (the_row(office).mark(MONDAY) is not None, the_row(office).away(MONDAY) is not None) == (True, True)


def test_leave_puts_nobody_into_the_office_so_no_cap_is_broken_and_another_may_come_in() -> None:
    capped = a_register(a_circular(max_home_pct=None, max_office_pct=75))
    office = a_stage(with_home(MONDAY, 0, headcount=4), register=capped, headcount=4).office
    office.records.hold(replace(the_capacity(office), days={f"{MONDAY:%d}": Places(0, 1, 4)}))
    order = a_decided_order(office, Act.APPROVE, SITI, MONDAY)
    with pytest.raises(TooFew):
        cancel(office, order)

    enter(office, employee=DEWI.id)

    assert "kurang" not in notes(office)[-1][1]
    cancel(office, order)
    assert at_home(office, MONDAY) == 0


def cancel(office: FakeOffice, order: OrderId) -> None:
    typed = ending.CallOff((MONDAY,), "Rapat.", in_any_case=False, seen=the_order(office, order).revision)
    ending.cancel(office, RINA, order, typed, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def test_a_day_that_was_reported_is_not_turned_into_leave() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON)

    refused = untouched(office, lambda: enter(office, at=MONDAY_AFTERNOON), Invalid)

    assert fields(refused)[0][0] == "first"
    enter(office, typed(part=Part.AFTERNOON), at=MONDAY_AFTERNOON)


def test_a_report_that_comes_meanwhile_is_not_lost() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)

    def report() -> None:
        reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON)

    office.records.meanwhile(report)

    with pytest.raises(Stale):
        enter(office, at=MONDAY_AFTERNOON)
    assert office.records.all(Absence) == []


def test_an_order_asked_for_meanwhile_is_not_written_over() -> None:
    office = a_stage().office
    office.records.meanwhile(lambda: an_order_of(office))

    with pytest.raises(Stale):
        enter(office)
    assert enter(office).on(MONDAY) == the_row(office).away(MONDAY)


def test_the_request_form_does_not_offer_such_days_and_says_why() -> None:
    office = a_stage().office
    absence = enter(office)
    enter(office, typed(part=Part.MORNING, first=TUESDAY))

    desk = asking.open_desk(office, SITI, FRIDAY_MORNING)

    offered = {each.day: each for each in desk.offered()}
    assert (offered[MONDAY].is_absent, offered[MONDAY].away) == (True, an_away(absence=absence.id))
    assert not offered[TUESDAY].is_absent
    with pytest.raises(Invalid) as refused:
        asking.check(office, desk, a_draft_order())
    assert [(each.message.msgid, each.message.values) for each in refused.value.problems] == [
        ("%(day)s tercatat sebagai cuti.", {"day": MONDAY})
    ]


def test_a_half_day_can_be_asked_for_decided_and_reported_and_counts_half() -> None:
    office = a_stage().office
    enter(office, typed(part=Part.MORNING))
    order = a_decided_order(office, Act.APPROVE)

    reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON)

    mark = the_row(office).mark(MONDAY)
    assert mark
    assert (mark.order, mark.minutes) == (order, 195)


def test_a_report_of_a_day_away_is_refused_with_the_reason() -> None:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    enter(office, typed(AbsenceKind.SICK, letter=""))

    refused = untouched(office, lambda: reports.open_report(office, SITI, MONDAY, MONDAY_AFTERNOON), Refusal)

    assert refused.message.msgid == "%(day)s tercatat sebagai sakit, sehingga laporan tidak diperlukan."


def test_the_alternation_of_home_days_does_not_count_leave() -> None:
    office = a_stage(register=a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))).office
    enter(office)

    assert an_order_of(office, SITI, TUESDAY)


# Correcting and withdrawing


def test_a_correction_moves_the_days_and_keeps_the_home_day_given_back() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.APPROVE)
    absence = enter(office)

    becomes = correct(office, absence, typed(AbsenceKind.SICK, first=TUESDAY, letter=""))

    assert the_row(office).aways == {TUESDAY: Away(AbsenceKind.SICK, Part.WHOLE, absence.id)}
    assert (becomes.revision, becomes.reason) == (2, "Tanggal keliru.")
    assert the_order(office, order).standing == (WEDNESDAY,)
    assert notes(office)[-1] == ("correct_absence", "27-04-2021 s.d. 27-04-2021; Tanggal keliru.")


def test_a_correction_may_overlap_what_it_was() -> None:
    office = a_stage().office
    absence = enter(office, typed(last=TUESDAY))

    correct(office, absence, typed(first=TUESDAY, last=WEDNESDAY))

    assert list(the_row(office).aways) == [TUESDAY, WEDNESDAY]


def test_who_saw_an_older_revision_is_told() -> None:
    office = a_stage().office
    absence = enter(office)
    correct(office, absence, typed(first=TUESDAY))

    untouched(office, lambda: correct(office, absence, typed(first=WEDNESDAY)), Stale)
    untouched(office, lambda: withdraw(office, absence), Stale)


def test_two_corrections_at_once_do_not_both_count() -> None:
    office = a_stage().office
    absence = enter(office)
    office.records.meanwhile(lambda: correct(office, absence, typed(first=TUESDAY)))

    with pytest.raises(Stale):
        correct(office, absence, typed(first=WEDNESDAY))
    assert list(the_row(office).aways) == [TUESDAY]


def test_what_is_withdrawn_leaves_the_ledger_and_stays_withdrawn() -> None:
    office = a_stage().office
    absence = enter(office)

    ended = withdraw(office, absence)

    assert (the_row(office).aways, ended.withdrawn, ended.reason) == ({}, True, "Cuti dibatalkan.")
    untouched(office, lambda: withdraw(office, ended), Conflict)
    untouched(office, lambda: correct(office, ended, typed()), Conflict)
    assert enter(office).revision == 1


def test_a_withdrawal_says_why() -> None:
    office = a_stage().office
    absence = enter(office)

    refused = untouched(office, lambda: withdraw(office, absence, reason=""), Invalid)

    assert fields(refused) == [("reason", "Tuliskan alasannya.")]


# Much at once, and months that open later


def applied(backroom: FakeBackroom, at: datetime) -> list[OutboxEntry]:
    """The errands about absences that a worker does at `at`."""
    delivered(backroom, at)
    handed = [each for each in backroom.queue.entries if each.errand is Errand.APPLY_ABSENCE]
    for each in handed:
        queued.work(backroom.office, each, at)
    backroom.queue.entries.clear()
    return handed


WORKING_DAYS = tuple(
    date(2021, 4, 26) + timedelta(n) for n in range(18) if (date(2021, 4, 26) + timedelta(n)).weekday() < 5
)[:12]


def test_more_orders_than_one_transaction_takes_are_left_to_the_worker() -> None:
    backroom = a_stage()
    office = backroom.office
    orders = [an_order_of(office, SITI, day) for day in WORKING_DAYS]
    delivered(backroom, FRIDAY_MORNING + timedelta(minutes=1))

    absence = enter(office, typed(last=WORKING_DAYS[-1]))

    assert seen(office, absence).is_behind
    assert sum(the_order(office, order).status is Status.SUBMITTED for order in orders) == 4
    assert len(applied(backroom, FRIDAY_MORNING + timedelta(minutes=2))) == 1
    assert {the_order(office, order).status for order in orders} == {Status.LAPSED}
    assert not seen(office, absence).is_behind
    assert {at_home(office, day, Month(f"{day:%Y-%m}")) for day in WORKING_DAYS} == {0}


def test_doing_it_twice_changes_nothing() -> None:
    office = a_stage().office
    absence = enter(office, typed(last=WEDNESDAY))

    before = dict(office.records.held)

    absence_effects.apply(office, absence.employee, absence.id, FRIDAY_MORNING)

    assert office.records.held == before


def test_a_worker_beside_a_correction_does_not_write_what_is_no_longer_so() -> None:
    office = a_stage().office
    absence = enter(office)
    office.records.hold(a_row())  # as if nothing had been marked yet
    office.records.meanwhile(lambda: correct(office, absence, typed(first=WEDNESDAY)))

    with pytest.raises(Stale):
        absence_effects.apply(office, absence.employee, absence.id, FRIDAY_MORNING)

    assert list(the_row(office).aways) == [WEDNESDAY]


def test_a_month_that_opens_later_is_marked_when_it_is_open() -> None:
    backroom = a_stage()
    office = backroom.office

    absence = enter(office, typed(first=date(2021, 5, 31), last=date(2021, 6, 2)))

    assert seen(office, absence).later == (JUNE,)
    assert applied(backroom, local(date(2021, 4, 30), 23)) == []
    months.open_month(office, UNIT, JUNE)
    assert len(applied(backroom, local(date(2021, 5, 1), 3))) == 1
    assert list(the_row(office, month=JUNE).aways) == [date(2021, 6, 1), date(2021, 6, 2)]
    assert list(the_row(office, month=MAY).aways) == [date(2021, 5, 31)]
    pending = [each for each in office.records.all(OutboxEntry) if each.delivery is Delivery.PENDING]
    assert [each for each in pending if each.errand is Errand.APPLY_ABSENCE] == []


def test_a_month_that_opens_late_is_looked_for_again() -> None:
    backroom = a_stage()
    office = backroom.office
    enter(office, typed(first=date(2021, 6, 1)))

    assert len(applied(backroom, local(date(2021, 5, 1), 3))) == 1
    months.open_month(office, UNIT, JUNE)
    assert len(applied(backroom, local(date(2021, 5, 1), 10))) == 1
    assert list(the_row(office, month=JUNE).aways) == [date(2021, 6, 1)]


# Looking


def test_the_rota_learns_who_is_away_from_one_query_a_month() -> None:
    office = a_stage().office
    absence = enter(office, typed(last=WEDNESDAY))
    enter(office, typed(first=date(2021, 5, 3)), employee=DEWI.id)
    office.records.requests.clear()

    found = absences.absent_between(office, UNIT, TUESDAY, date(2021, 5, 3))

    assert {name: list(days) for name, days in found.items()} == {
        SITI.id: [TUESDAY, WEDNESDAY],
        DEWI.id: [date(2021, 5, 3)],
    }
    assert found[SITI.id][TUESDAY].absence == absence.id
    assert office.records.requests == ["query", "query"]


def test_looking_is_noted() -> None:
    office = a_stage().office
    absence = enter(office)

    listed = absences.listed(office, RINA, UNIT, None, ORIGIN, FRIDAY_MORNING)
    view = seen(office, absence)

    assert (listed.absences, listed.after) == ((absence,), None)
    assert (view.absence, [line.what for line in view.history]) == (absence, ["enter_absence"])
    looked = [(line.about, line.concerns) for line in office.records.all(TrailEntry) if line.what == "view"]
    assert looked == [(f"ABSENCES#{UNIT}", ""), (f"ABSENCE#{absence.id}", SITI.id)]


def test_another_units_absence_is_not_found() -> None:
    office = a_stage(an_absence(unit="BKPSDM", employee="joko")).office
    theirs = an_absence(unit="BKPSDM", employee="joko")

    with pytest.raises(NotFound):
        absences.view(office, RINA, UNIT, theirs.employee, theirs.id, ORIGIN, FRIDAY_MORNING)
    with pytest.raises(Forbidden):
        absences.view(office, RINA, UnitId("BKPSDM"), theirs.employee, theirs.id, ORIGIN, FRIDAY_MORNING)


def test_a_row_that_begins_later_is_marked_from_then_on() -> None:
    late = replace(a_row(), since=TUESDAY)
    office = a_stage(late).office

    enter(office, typed(last=WEDNESDAY))

    assert list(the_row(office, month=APRIL).aways) == [TUESDAY, WEDNESDAY]
