"""The ledger recounted from the records: it agrees whatever happened, and is mended where somebody damaged it."""

from datetime import date, datetime, time, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec.structs import replace

from chalicelib.domain.absences import Absence, AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.attendance import AttendanceDraft
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import Act, Order, Status
from chalicelib.domain.people import Actor
from chalicelib.domain.recalls import Act as RecallAct
from chalicelib.domain.recalls import Recall
from chalicelib.domain.records import row_key
from chalicelib.domain.recounting import RowDifference
from chalicelib.domain.refusals import Refusal, Stale
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.verifications import Finding
from chalicelib.workflows import (
    absences,
    attendance,
    ending,
    outages,
    recalls,
    recounting,
    report_versions,
    reports,
    verifications,
)
from chalicelib.workflows.ending import CallOff
from chalicelib.workflows.recalls import Call
from tests.factories import APRIL, FRIDAY_MORNING, MAY, MONDAY, MONDAY_AFTERNOON, WEDNESDAY, a_draft, local
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    UNIT,
    a_decided_order,
    a_fresh_form,
    a_stage,
    an_order_of,
    decide,
    the_row,
    worked_off,
)

T = TypeVar("T")
WHO = ("pemeliharaan", "Pemeliharaan sistem")
DAYS = [date(2021, 4, day) for day in (26, 27, 28, 29, 30)] + [date(2021, 5, day) for day in (3, 4)]
LAST = datetime(2021, 5, 4, 20, tzinfo=FRIDAY_MORNING.tzinfo)

people = st.sampled_from([SITI, DEWI])
days = st.sampled_from(DAYS)
picks = st.integers(0, 12)


def differing(office: FakeOffice) -> list[RowDifference]:
    return [each for month in (APRIL, MAY) for each in recounting.recount(office, UNIT, month)]


class TheDay(RuleBasedStateMachine):
    """Orders, reports, verification, absences, attendance, calls and an outage in any order; refusals are answers."""

    @initialize()
    def open_the_months(self) -> None:
        self.backroom = a_stage()
        self.office = self.backroom.office
        self.at = FRIDAY_MORNING
        for actor in (SITI, DEWI):
            a_decided_order(self.office, Act.APPROVE, actor, *DAYS[1:])

    @rule(actor=people, asked=st.lists(days, min_size=1, max_size=3, unique=True), is_approved=st.booleans())
    def ask(self, actor: Actor, asked: list[date], is_approved: bool) -> None:
        def asked_and_decided() -> None:
            order = an_order_of(self.office, actor, *sorted(asked), at=self.at)
            if is_approved:
                decide(self.office, order, at=self.at)

        self._try(asked_and_decided)

    @rule(pick=picks, day=days)
    def call_off(self, pick: int, day: date) -> None:
        if order := self._one(Order, pick):
            typed = CallOff((day,), "Rapat.", in_any_case=True, seen=order.revision)
            form = a_fresh_form(self.office)
            self._try(lambda: ending.cancel(self.office, RINA, order.id, typed, form, ORIGIN, self.at))

    @rule(actor=people, day=days, hours=st.integers(0, 40), end=st.sampled_from([time(12), time(15, 30)]))
    def file(self, actor: Actor, day: date, hours: int, end: time) -> None:
        at = local(day, 15) + timedelta(hours=hours)
        draft, form = a_draft(end=end), a_fresh_form(self.office)
        self._try(lambda: reports.file_report(self.office, actor, day, draft, form, ORIGIN, at, seen=0))

    @rule(pick=picks, end=st.sampled_from([time(11), time(16)]))
    def correct(self, pick: int, end: time) -> None:
        if report := self._one(DailyReport, pick):
            who = SITI if report.employee == SITI.id else DEWI
            self._try(
                lambda: report_versions.correct_report(
                    *(self.office, who, report.date, a_draft(end=end), "Keliru.", a_fresh_form(self.office), ORIGIN),
                    report.received_at + timedelta(hours=1),
                    seen=report.content,
                )
            )

    @rule(pick=picks, accepted=st.booleans())
    def verify(self, pick: int, accepted: bool) -> None:
        if report := self._one(DailyReport, pick):
            finding, form = Finding(accepted=accepted, note="Lengkapi."), a_fresh_form(self.office)
            at = report.received_at + timedelta(hours=2)
            self._try(
                lambda: verifications.verify(
                    self.office, BUDI, report.employee, report.date, report.revision, finding, form, ORIGIN, at
                )
            )

    @rule(actor=people, first=days, more=st.integers(0, 2), part=st.sampled_from(Part))
    def be_absent(self, actor: Actor, first: date, more: int, part: Part) -> None:
        last = first + timedelta(days=more) if part is Part.WHOLE else first
        draft, form = AbsenceDraft(AbsenceKind.LEAVE, part, first, last, "850/1"), a_fresh_form(self.office)
        self._try(lambda: absences.enter(self.office, RINA, UNIT, actor.id, draft, form, ORIGIN, self.at))

    @rule(pick=picks)
    def withdraw_an_absence(self, pick: int) -> None:
        if one := self._one(Absence, pick):
            name, form = (one.employee, one.id), a_fresh_form(self.office)
            self._try(
                lambda: absences.withdraw(self.office, RINA, UNIT, *name, "Batal.", one.revision, form, ORIGIN, self.at)
            )

    @rule(actor=people, day=days, start=st.sampled_from([None, 450]), end=st.sampled_from([None, 960]))
    def attend(self, actor: Actor, day: date, start: int | None, end: int | None) -> None:
        draft, form = AttendanceDraft(actor.id, day, start, end, "Mesin rusak."), a_fresh_form(self.office)
        self._try(lambda: attendance.enter(self.office, RINA, UNIT, draft, form, ORIGIN, LAST))

    @rule(actor=people, day=days, hour=st.integers(6, 11))
    def call_in(self, actor: Actor, day: date, hour: int) -> None:
        typed, form = Call(actor.id, day, time(12), "Rapat anggaran"), a_fresh_form(self.office)
        self._try(lambda: recalls.call(self.office, RINA, UNIT, typed, form, ORIGIN, local(day, hour)))

    @rule(pick=picks, what=st.sampled_from(RecallAct))
    def answer_a_call(self, pick: int, what: RecallAct) -> None:
        if one := self._one(Recall, pick):
            by = BUDI if what is RecallAct.WITHDRAW else (SITI if one.employee == SITI.id else DEWI)
            name, form = (one.employee, one.id, what, one.revision), a_fresh_form(self.office)
            self._try(lambda: recalls.act(self.office, by, *name, form, ORIGIN, local(one.day, 12)))

    @precondition(lambda self: not self.office.records.all(Adjustment))
    @rule(day=days)
    def declare_an_outage(self, day: date) -> None:
        span, form = (local(day, 14), local(day, 22)), a_fresh_form(self.office)
        self._try(lambda: outages.enter(self.office, JOKO, *span, "Padam.", form, ORIGIN, LAST))

    @rule(number=st.integers(1, 2))
    def let_days_pass(self, number: int) -> None:
        self.at = min(self.at + timedelta(days=number), LAST)

    def teardown(self) -> None:
        """The workers do what is left to do; then there is nothing to mend."""
        if hasattr(self, "backroom"):
            worked_off(self.backroom, LAST + timedelta(hours=1))
            assert differing(self.office) == []

    def _one(self, kind: type[T], pick: int) -> T | None:
        known: list[T] = self.office.records.all(kind)
        return known[-1 - pick % len(known)] if known else None

    def _try(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except Refusal:
            return


TestTheDay = TheDay.TestCase
TestTheDay.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def a_day_that_was_reported() -> FakeOffice:
    office = a_stage().office
    a_decided_order(office, Act.APPROVE)
    reports.file_report(office, SITI, MONDAY, a_draft(), a_fresh_form(office), ORIGIN, MONDAY_AFTERNOON, seen=0)
    return office


@pytest.mark.parametrize(
    "damage",
    [
        lambda days: days | {"26": "at999" + days["26"][5:]},
        lambda days: {name: packed for name, packed in days.items() if name != "26"},
        lambda days: days | {"29": days["28"]},
        lambda days: days | {"27k": "@07301600", "28": "rusak"},
        lambda _: {},
    ],
    ids=["minutes", "a day lost", "a day too many", "unreadable", "everything"],
)
def test_a_damaged_row_is_found_and_mended(damage: object) -> None:
    assert callable(damage)
    office = a_day_that_was_reported()
    sound = the_row(office)
    assert recounting.recount(office, UNIT, APRIL) == ()
    office.records.hold(replace(sound, days=damage(sound.days)))

    (difference,) = recounting.recount(office, UNIT, APRIL)
    recounting.mend(office, difference, WHO, ORIGIN, FRIDAY_MORNING)

    assert difference.slots
    assert the_row(office) == sound
    assert recounting.recount(office, UNIT, APRIL) == ()
    (line,) = [each for each in office.records.all(TrailEntry) if each.what == "mend_ledger"]
    assert (line.about, line.concerns, line.who_name) == (f"MONTH#{UNIT}#{APRIL}", SITI.id, WHO[1])


def test_a_row_that_is_missing_is_written() -> None:
    office = a_day_that_was_reported()
    sound = the_row(office)
    del office.records.held[row_key(UNIT, APRIL, SITI.id)]

    (difference,) = recounting.recount(office, UNIT, APRIL)
    recounting.mend(office, difference, WHO, ORIGIN, FRIDAY_MORNING)

    assert difference.was is None
    assert the_row(office).days == sound.days


def test_a_row_that_changed_meanwhile_is_left_alone() -> None:
    office = a_day_that_was_reported()
    sound = the_row(office)
    office.records.hold(replace(sound, days={}))
    (difference,) = recounting.recount(office, UNIT, APRIL)
    office.records.hold(sound)

    with pytest.raises(Stale):
        recounting.mend(office, difference, WHO, ORIGIN, FRIDAY_MORNING)

    assert the_row(office) == sound


def test_a_report_keeps_its_order_though_the_day_was_called_off() -> None:
    office = a_day_that_was_reported()
    (order,) = office.records.all(Order)
    office.records.hold(replace(order, status=Status.CANCELLED, cancelled=(MONDAY, WEDNESDAY)))

    (difference,) = recounting.recount(office, UNIT, APRIL)

    assert [slot for slot, _, _ in difference.slots] == [f"{WEDNESDAY:%d}"]


def test_the_rows_of_others_are_not_touched() -> None:
    office = a_day_that_was_reported()
    rows: list[LedgerRow] = office.records.all(LedgerRow)
    office.records.hold(replace(the_row(office), days={}))
    (difference,) = recounting.recount(office, UNIT, APRIL)
    recounting.mend(office, difference, WHO, ORIGIN, FRIDAY_MORNING)
    assert {(each.employee, each.month): each for each in office.records.all(LedgerRow)} == {
        (each.employee, each.month): each for each in rows
    }
