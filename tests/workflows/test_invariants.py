"""Whatever two people and their head do in whatever order, the books agree with one another."""

from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import Act, Order, OrderId, Status
from chalicelib.domain.people import Actor
from chalicelib.domain.records import FormReceipt, LetterNumber
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import asking, orders
from tests.factories import APRIL, FRIDAY_MORNING, MAY
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    ORIGIN,
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

DAYS = [date(2021, 4, day) for day in (26, 27, 28, 29, 30)] + [date(2021, 5, day) for day in (3, 4)]
PLACES = 2

askers = st.sampled_from([SITI, DEWI])
asked_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)
picks = st.integers(0, 50)


class TheBooks(RuleBasedStateMachine):
    """Siti, Dewi and Budi on a unit with a place or two a day; every refusal is an answer, nothing else is."""

    office: FakeOffice
    at: datetime
    tokens: list[tuple[OrderId, str]]

    @initialize(places=st.integers(1, PLACES))
    def open_the_months(self, places: int) -> None:
        self.office = a_stage(headcount=2 * places).office
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

    @rule(pick=picks, act=st.sampled_from([Act.APPROVE, Act.APPROVE, Act.RETURN, Act.REJECT]))
    def decide(self, pick: int, act: Act) -> None:
        if order := self._picked(pick):
            self.tokens.append((order, link_of(self.office, order)))
            self._try(lambda: decide(self.office, order, act, by=BUDI, at=self.at))

    @rule(pick=picks, act=st.sampled_from([Act.APPROVE, Act.RETURN]))
    def decide_by_an_old_link(self, pick: int, act: Act) -> None:
        if self.tokens:
            order, token = self.tokens[pick % len(self.tokens)]
            self._try(lambda: decide(self.office, order, act, token=token, at=self.at))

    @rule(pick=picks, actor=askers, days=asked_days)
    def decide_while_another_asks(self, pick: int, actor: Actor, days: list[date]) -> None:
        self.office.records.meanwhile(lambda: self.submit(actor, days))
        self.decide(pick, Act.APPROVE)
        self.office.records._interruptions.clear()

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
        standing = Counter(day for order in self._standing() for day in order.dates)
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
                assert date.fromisoformat(f"{row.month}-{day}") in order.dates
                assert mark.approved is (order.status is Status.APPROVED)

    @invariant()
    def numbers_have_no_gaps_and_no_doubles(self) -> None:
        letters = [order.letter for order in self.office.records.all(Order) if order.letter]
        numbers = sorted(int(letter.letter.number.split("/")[1]) for letter in letters)
        assert numbers == list(range(1, last_number(self.office) + 1))
        assert {issued.number for issued in self.office.records.all(LetterNumber)} == {
            letter.letter.number for letter in letters
        }
        assert all(bool(each.letter) is (each.status is Status.APPROVED) for each in self.office.records.all(Order))

    @invariant()
    def every_change_has_a_line_and_a_form(self) -> None:
        changes = sum(order.revision for order in self.office.records.all(Order))
        assert len(self.office.records.all(TrailEntry)) == changes
        assert len(self.office.records.all(FormReceipt)) == changes

    def _standing(self) -> list[Order]:
        return [
            order
            for order in self.office.records.all(Order)
            if order.status in (Status.SUBMITTED, Status.APPROVED) and order.unit == UNIT
        ]

    def _picked(self, pick: int) -> OrderId | None:
        known = self.office.records.all(Order)
        return known[pick % len(known)].id if known else None

    def _try(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except Refusal:
            return


TestTheBooks = TheBooks.TestCase
TestTheBooks.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
