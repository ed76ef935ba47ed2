"""Whatever employees, their approvers, the secretary and the clock do in whatever order, the books agree.

Siti and Dewi ask; Hendra, their supervisor, and then Budi, the head, decide, one of them at the very moment when
somebody else does something; Rina, the secretary, acts for Budi at times, reassigns, calls off
and enters who is absent.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.absences import Absence, AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.access import Address
from chalicelib.domain.circulars import ChainStep, Post
from chalicelib.domain.deciding import Choice
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.links import link_of_token
from chalicelib.domain.mandates import MandateKind
from chalicelib.domain.orders import DECISIONS, TRANSITIONS, Act, Order, OrderId, Status
from chalicelib.domain.people import Actor
from chalicelib.domain.records import LetterNumber
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.waiting import Waiting, waiting_of
from chalicelib.workflows import absences, asking, desk, ending, mandates, orders, reassigning, urging
from chalicelib.workflows.absence_effects import ledger_keys, turned_days
from chalicelib.workflows.ending import CallOff
from chalicelib.workflows.mandates import Grant
from chalicelib.workflows.picked import Picked
from tests.factories import APRIL, FRIDAY_MORNING, MAY, a_circular, a_register, an_employee
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    UNIT,
    a_draft_order,
    a_fresh_form,
    a_stage,
    decide,
    last_number,
    link_of,
    the_capacity,
    the_order,
)
from tests.workflows.test_approvals import HENDRA, SUPERVISOR

DAYS = [date(2021, 4, day) for day in (26, 27, 28, 29, 30)] + [date(2021, 5, day) for day in (3, 4)]
PLACES = 2

askers = st.sampled_from([SITI, DEWI])
asked_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)
picks = st.integers(0, 12)


def has_orders(books: "TheBooks") -> bool:
    return any(books.office.records.all(Order))


once_asked = precondition(has_orders)


class TheBooks(RuleBasedStateMachine):
    """Siti, Dewi and Budi on a unit with a place or two a day; every refusal is an answer, nothing else is."""

    office: FakeOffice
    at: datetime
    tokens: list[tuple[OrderId, str]]

    @initialize(places=st.integers(1, PLACES))
    def open_the_months(self, places: int) -> None:
        register = a_register(a_circular(chain=(ChainStep((Post.SUPERVISOR,)), ChainStep((Post.HEAD, Post.SECRETARY)))))
        staff = (SUPERVISOR, *(an_employee(each.id, name=each.name, supervisor="hendra") for each in (SITI, DEWI)))
        self.office = a_stage(
            *staff, Address("rina@kota.example", RINA.id), register=register, headcount=2 * places
        ).office
        self.at = FRIDAY_MORNING
        self.tokens = []

    @rule(actor=askers, days=asked_days)
    def submit(self, actor: Actor, days: list[date]) -> None:
        form = a_fresh_form(self.office)
        self._try(lambda: asking.submit(self.office, actor, a_draft_order(*days), form, ORIGIN, self.at))

    @rule(actor=askers, pick=picks, days=asked_days)
    def resubmit(self, actor: Actor, pick: int, days: list[date]) -> None:
        if order := self._picked(pick):
            form = a_fresh_form(self.office)
            self._try(lambda: asking.resubmit(self.office, actor, order, a_draft_order(*days), form, ORIGIN, self.at))

    @rule(actor=askers, pick=picks)
    def withdraw(self, actor: Actor, pick: int) -> None:
        if order := self._picked(pick):
            form = a_fresh_form(self.office)
            self._try(lambda: orders.withdraw(self.office, actor, order, form, ORIGIN, self.at))

    @once_asked
    @rule(pick=picks, act=st.sampled_from([Act.APPROVE, Act.APPROVE, Act.RETURN, Act.REJECT]))
    def decide(self, pick: int, act: Act) -> None:
        if order := self._picked(pick):
            self._decide(order, act, link_of(self.office, order))

    @once_asked
    @rule(pick=picks, act=st.sampled_from([Act.APPROVE, Act.RETURN]))
    def decide_by_an_old_link(self, pick: int, act: Act) -> None:
        if self.tokens:
            order, token = self.tokens[pick % len(self.tokens)]
            self._decide(order, act, token)

    @once_asked
    @rule(pick=picks)
    def approve_all_the_way(self, pick: int) -> None:
        for _ in range(3):
            self.decide(pick, Act.APPROVE)

    @once_asked
    @rule(pick=picks, act=st.sampled_from([Act.APPROVE, Act.RETURN]), other=st.sampled_from([Act.APPROVE, Act.REJECT]))
    def two_decide_at_once(self, pick: int, act: Act, other: Act) -> None:
        if order := self._picked(pick):
            token = link_of(self.office, order)
            self.office.records.meanwhile(lambda: self._decide(order, other, token))
            self._decide(order, act, token)
            self.office.records._interruptions.clear()

    @once_asked
    @rule(picked=st.lists(picks, max_size=4), by=st.sampled_from([BUDI, HENDRA, RINA]))
    def decide_at_the_desk(self, picked: list[int], by: Actor) -> None:
        names = dict.fromkeys(name for pick in picked if (name := self._picked(pick)))
        chosen = tuple(Picked(name, the_order(self.office, name).revision) for name in names)
        if chosen:
            form = a_fresh_form(self.office)
            desk.decide_all(self.office, by, chosen, Choice(Act.APPROVE, ""), form, ORIGIN, self.at)

    @once_asked
    @rule(pick=picks, to=st.sampled_from([BUDI, HENDRA, RINA]))
    def reassign(self, pick: int, to: Actor) -> None:
        if order := self._picked(pick):
            seen, form = the_order(self.office, order).revision, a_fresh_form(self.office)
            self._try(
                lambda: reassigning.reassign(self.office, JOKO, order, to.id, seen, "Pindah.", form, ORIGIN, self.at)
            )

    @rule(
        pick=picks,
        days=st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True),
        by=st.sampled_from([RINA, HENDRA]),
    )
    def call_off(self, pick: int, days: list[date], by: Actor) -> None:
        if order := self._picked(pick):
            typed = CallOff(
                tuple(sorted(days)), "Rapat.", in_any_case=True, seen=the_order(self.office, order).revision
            )
            form = a_fresh_form(self.office)
            self._try(lambda: ending.cancel(self.office, by, order, typed, form, ORIGIN, self.at))

    @rule(
        actor=st.sampled_from([SITI, DEWI]),
        first=st.sampled_from(DAYS),
        more=st.integers(0, 3),
        part=st.sampled_from(Part),
    )
    def be_absent(self, actor: Actor, first: date, more: int, part: Part) -> None:
        last = first + timedelta(days=more) if part is Part.WHOLE else first
        draft, form = AbsenceDraft(AbsenceKind.LEAVE, part, first, last, "850/1"), a_fresh_form(self.office)
        self._try(lambda: absences.enter(self.office, RINA, UNIT, actor.id, draft, form, ORIGIN, self.at))

    @rule(pick=picks)
    def withdraw_an_absence(self, pick: int) -> None:
        there = self.office.records.all(Absence)
        if there:
            one, form = there[pick % len(there)], a_fresh_form(self.office)
            saw = one.revision
            self._try(
                lambda: absences.withdraw(
                    self.office, RINA, UNIT, one.employee, one.id, "Batal.", saw, form, ORIGIN, self.at
                )
            )

    @invariant()
    def the_ledger_says_who_is_absent(self) -> None:
        for each in self.office.records.all(Absence):
            assert turned_days(self.office.records.read(*ledger_keys(each)), each) == []

    @rule(days=st.integers(0, 4))
    def appoint(self, days: int) -> None:
        today = self.at.date()
        typed = Grant(BUDI.id, MandateKind.PLH, "1", "rina@kota.example", today, today + timedelta(days=days))
        form = a_fresh_form(self.office)
        self._try(lambda: mandates.grant(self.office, JOKO, UNIT, typed, form, ORIGIN, self.at))

    @rule()
    def move_what_waits(self) -> None:
        mandates.move_waiting(self.office, BUDI.id, self.at)

    @once_asked
    @rule(days=st.integers(0, 3))
    def let_days_lapse(self, days: int) -> None:
        self.let_days_pass(days)
        ending.lapse_days(self.office, UNIT, self.at.date(), self.at)

    @once_asked
    @rule()
    def urge_who_has_not_decided(self) -> None:
        urging.urge(self.office, UNIT, "slot", self.at, self.at)

    @once_asked
    @rule(pick=picks)
    def decide_while_others_are_urged(self, pick: int) -> None:
        self.office.records.meanwhile(self.urge_who_has_not_decided)
        self.decide(pick, Act.APPROVE)
        self.office.records._interruptions.clear()

    @once_asked
    @rule(pick=picks, actor=askers, days=asked_days)
    def decide_while_another_asks(self, pick: int, actor: Actor, days: list[date]) -> None:
        self.office.records.meanwhile(lambda: self.submit(actor, days))
        self.decide(pick, Act.APPROVE)
        self.office.records._interruptions.clear()

    @once_asked
    @rule(pick=picks, actor=askers)
    def decide_while_it_is_withdrawn(self, pick: int, actor: Actor) -> None:
        self.office.records.meanwhile(lambda: self.withdraw(actor, pick))
        self.decide(pick, Act.APPROVE)
        self.office.records._interruptions.clear()

    @rule(days=st.integers(1, 2))
    def let_days_pass(self, days: int) -> None:
        self.at = min(self.at + timedelta(days=days), datetime(2021, 5, 4, 9, tzinfo=self.at.tzinfo))

    @invariant()
    def places_taken_are_days_held_are_orders_standing(self) -> None:
        standing = Counter(day for order in self._standing() for day in order.standing)
        rows = [row for row in self.office.records.all(LedgerRow) if row.marks]
        held = Counter(date.fromisoformat(f"{row.month}-{day}") for row in rows for day in row.marks)
        taken = {
            date.fromisoformat(f"{month}-{day}"): places.home
            for month in (APRIL, MAY)
            for day, places in the_capacity(self.office, month).days.items()
            if places.home
        }
        assert taken == dict(held) == dict(standing)

    @invariant()
    def no_day_has_more_people_than_places(self) -> None:
        for month in (APRIL, MAY):
            assert all(0 <= places.home <= places.most for places in the_capacity(self.office, month).days.values())

    @invariant()
    def every_mark_names_the_order_that_stands_there(self) -> None:
        for row in self.office.records.all(LedgerRow):
            for day, mark in row.marks.items():
                order = the_order(self.office, mark.order)
                assert order.employee == row.employee
                assert date.fromisoformat(f"{row.month}-{day}") in order.standing
                assert mark.approved is (order.status is Status.APPROVED)

    @invariant()
    def numbers_have_no_gaps_and_no_doubles(self) -> None:
        letters = [order.letter for order in self.office.records.all(Order) if order.letter]
        numbers = sorted(int(letter.letter.number.split("/")[1]) for letter in letters)
        assert numbers == list(range(1, last_number(self.office) + 1))
        assert {issued.number for issued in self.office.records.all(LetterNumber)} == {
            letter.letter.number for letter in letters
        }
        granted = (Status.APPROVED, Status.CANCELLED)
        assert all(bool(each.letter) is (each.status in granted) for each in self.office.records.all(Order))

    @invariant()
    def the_history_explains_the_state(self) -> None:
        """Every revision has one line, and the table leads from the first to the present state by them."""
        for order in self.office.records.all(Order):
            lines = self.office.orders.history(order.id)
            assert [line.number for line in lines] == list(range(1, order.revision + 1))
            status: Status | None = None
            for line in lines:
                status = TRANSITIONS[status, Act(line.what)]
            assert status is order.status

    @invariant()
    def each_step_was_decided_once_and_never_by_its_owner(self) -> None:
        for order in self.office.records.all(Order):
            acts = [Act(line.what) for line in self.office.orders.history(order.id)]
            since = acts[len(acts) - acts[::-1].index(Act.SUBMIT) :]
            made = [step.decision.act for step in order.steps if step.decision]
            assert [act for act in since if act in (Act.ENDORSE, *DECISIONS)] == made
            assert all(step.decision.by.id != order.employee for step in order.steps if step.decision)
            assert not order.step.assigned(order.employee)

    @invariant()
    def it_waits_for_whoever_has_to_do_something(self) -> None:
        expected: dict[Any, Waiting] = {}
        for order in self.office.records.all(Order):
            expected |= {(order.id, *name): waiting for name, waiting in waiting_of(order).items()}
        held = {(each.order, each.person, each.kind): each for each in self.office.records.all(Waiting)}
        assert held == expected

    def _standing(self) -> list[Order]:
        return [
            order
            for order in self.office.records.all(Order)
            if order.status in (Status.SUBMITTED, Status.APPROVED) and order.unit == UNIT
        ]

    def _decide(self, order: OrderId, act: Act, token: str) -> None:
        """By whoever the link was given to."""
        self.tokens.append((order, token))
        link = link_of_token(self.office.keys(), the_order(self.office, order), token)
        by = next((each for each in (BUDI, RINA, HENDRA) if link and each.id == link.assignee), BUDI)
        self._try(lambda: decide(self.office, order, act, by=by, token=token, at=self.at))

    def _picked(self, pick: int) -> OrderId | None:
        known = self.office.records.all(Order)
        return known[-1 - pick % len(known)].id if known else None

    def _try(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except Refusal:
            return


TestTheBooks = TheBooks.TestCase
TestTheBooks.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
