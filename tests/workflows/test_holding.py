"""What publishing a rota does to the cap: its places are held until its days are marked, and released where they never
are."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from chalicelib.domain.absences import AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.calendars import Month
from chalicelib.domain.capacity import unpacked_days
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import Act, Order, Status
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.placing import Placing
from chalicelib.domain.records import rota_book_key
from chalicelib.domain.refusals import Busy, Invalid, Refusal
from chalicelib.domain.rota_books import RotaBook
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.workflows import absences, asking, ending, holding, orders, placing, rota_orders, rotas
from tests.factories import FRIDAY_MORNING, MAY, a_circular, a_register, an_employee
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    ORIGIN,
    RINA,
    SITI,
    UNIT,
    a_decided_order,
    a_draft_order,
    a_fresh_form,
    a_stage,
    decide,
    fields,
    the_capacity,
    the_order,
    the_row,
    untouched,
)

FIRST, LAST = date(2021, 5, 3), date(2021, 5, 7)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(5))
LATER = FRIDAY_MORNING + timedelta(minutes=1)
PEOPLE = (SITI, DEWI, RINA, BUDI)


@pytest.fixture
def office() -> FakeOffice:
    """A unit of four of whom two may be at home on a day."""
    return a_stage(register=a_register(a_circular()), headcount=4).office


def drafted(office: FakeOffice) -> UnitRota:
    rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return office.rotas.latest(UNIT, FIRST)


def publish(office: FakeOffice, at: datetime = FRIDAY_MORNING) -> UnitRota:
    draft = office.rotas.latest(UNIT, FIRST)
    rotas.publish(office, RINA, UNIT, FIRST, draft.revision, a_fresh_form(office), ORIGIN, at)
    return office.rotas.latest(UNIT, FIRST)


def published(office: FakeOffice) -> UnitRota:
    drafted(office)
    return publish(office)


def next_version(office: FakeOffice, *moves: tuple[Actor, date, Place]) -> UnitRota:
    """Published, with people moved."""
    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    for who, day, to in moves:
        seen = office.rotas.latest(UNIT, FIRST).revision
        rotas.move(office, RINA, UNIT, FIRST, (who.id, day, to), seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return publish(office)


def ordered(office: FakeOffice) -> tuple[Order, ...]:
    last = [each for each in office.records.all(OutboxEntry) if each.errand is Errand.ORDER_ROTA][-1]
    rota_orders.make_orders(office, last.about, LATER)
    return tuple(the_order(office, name) for name in office.rotas.latest(UNIT, FIRST).orders or ())


def placed(office: FakeOffice) -> None:
    """Does every placing that is left."""
    for each in office.records.all(Placing):
        placing.place(office, each.order, LATER)


def held(office: FakeOffice, month: Month = MAY) -> set[tuple[str, date]]:
    """Whose place is held on which day."""
    return {
        (who, date.fromisoformat(f"{month}-{day}"))
        for people in the_capacity(office, month).holds.values()
        for who, days in people.items()
        for day in unpacked_days(days)
    }


def marked(office: FakeOffice) -> set[tuple[str, date]]:
    return {
        (row.employee, date.fromisoformat(f"{row.month}-{day}"))
        for row in office.records.all(LedgerRow)
        for day in row.marks
    }


def home_of(rota: UnitRota, *days: date) -> set[tuple[str, date]]:
    """Who is at home when, by the rota."""
    return {
        (line.employee, day) for line in rota.lines for day in rota.days_of(line, Place.HOME) if day in (days or DAYS)
    }


def counts_agree(office: FakeOffice) -> None:
    """People at home are those with a mark and those whose place is held, and nobody is both."""
    counted = {
        date.fromisoformat(f"{MAY}-{day}"): places.home for day, places in the_capacity(office, MAY).days.items()
    }
    both = [*held(office), *((who, day) for who, day in marked(office) if f"{day:%Y-%m}" == MAY)]
    assert {day: people for day, people in counted.items() if people} == Counter(day for _, day in both)
    assert not held(office) & marked(office)


def line_of(rota: UnitRota, who: Actor) -> RotaLine:
    return next(line for line in rota.lines if line.employee == who.id)


def somebody_at(rota: UnitRota, place: Place, day: date) -> Actor:
    return next(who for who in PEOPLE if day in rota.days_of(line_of(rota, who), place))


def ask(office: FakeOffice, who: Actor, *days: date) -> str:
    return asking.submit(office, who, a_draft_order(*days), a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


# Held


def test_publication_holds_the_place_of_everybody_it_sends_home(office: FakeOffice) -> None:
    rota = published(office)

    assert held(office) == home_of(rota)
    counts_agree(office)


def test_it_is_one_transaction(office: FakeOffice) -> None:
    drafted(office)
    before = len(office.records.commits)

    publish(office)

    assert len(office.records.commits) == before + 1


def test_nobody_else_gets_the_place_that_the_rota_meant(office: FakeOffice) -> None:
    rota = published(office)
    other = somebody_at(rota, Place.OFFICE, FIRST)

    refused = untouched(office, lambda: ask(office, other, FIRST), Invalid)

    assert "sudah penuh" in fields(refused)[0][1]


def test_who_holds_a_day_reads_that_it_is_theirs(office: FakeOffice) -> None:
    rota = published(office)
    owner = somebody_at(rota, Place.HOME, FIRST)

    refused = untouched(office, lambda: ask(office, owner, FIRST), Invalid)

    assert [said for _, said in fields(refused) if "menurut jadwal" in said]


def test_asking_takes_as_many_requests_as_ever(office: FakeOffice) -> None:
    rota = drafted(office)
    free = somebody_at(rota, Place.OFFICE, FIRST)
    before = len(office.records.requests)
    ask(office, free, date(2021, 4, 26))
    alone = office.records.requests[before:]
    publish(office)
    before = len(office.records.requests)

    ask(office, free, date(2021, 4, 27))

    assert office.records.requests[before:] == alone


def test_days_that_are_marked_already_are_not_held_twice(office: FakeOffice) -> None:
    rota = drafted(office)
    owner = somebody_at(rota, Place.HOME, FIRST)
    a_decided_order(office, Act.APPROVE, owner, FIRST)

    publish(office)

    assert held(office) == home_of(rota) - {(owner.id, FIRST)}
    counts_agree(office)


def test_publication_is_refused_naming_the_days_that_individual_orders_have_filled(office: FakeOffice) -> None:
    rota = drafted(office)
    other = somebody_at(rota, Place.OFFICE, FIRST)
    ask(office, other, FIRST)

    refused = untouched(office, lambda: publish(office), Refusal)

    assert refused.message.values["days"] == (FIRST,)
    rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    publish(office)
    counts_agree(office)


def test_of_an_order_that_comes_at_the_same_moment_publication_takes_account(office: FakeOffice) -> None:
    rota = drafted(office)
    owner = somebody_at(rota, Place.HOME, FIRST)
    office.records.meanwhile(lambda: ask(office, owner, FIRST))

    publish(office)

    assert held(office) == home_of(rota) - {(owner.id, FIRST)}
    counts_agree(office)


def test_where_that_order_fills_the_day_publication_is_refused(office: FakeOffice) -> None:
    rota = drafted(office)
    other = somebody_at(rota, Place.OFFICE, FIRST)
    office.records.meanwhile(lambda: ask(office, other, FIRST))

    with pytest.raises(Refusal) as refused:
        publish(office)

    assert refused.value.message.values["days"] == (FIRST,)
    assert not held(office)
    assert marked(office) == {(other.id, FIRST)}


def test_where_places_never_come_to_rest_publication_says_so(office: FakeOffice) -> None:
    drafted(office)
    capacity = the_capacity(office, MAY)

    def stir() -> None:
        office.records.hold(replace(the_capacity(office, MAY), changed=the_capacity(office, MAY).changed + 1))

    office.records.before_every_commit = stir
    with pytest.raises(Busy):
        publish(office)

    assert the_capacity(office, MAY).changed == capacity.changed + holding.MOST_TRIES
    assert office.rotas.latest(UNIT, FIRST).is_draft


def test_a_form_sent_again_holds_nothing_twice(office: FakeOffice) -> None:
    draft, form = drafted(office), a_fresh_form(office)
    for _ in range(2):
        rotas.publish(office, RINA, UNIT, FIRST, draft.revision, form, ORIGIN, FRIDAY_MORNING)

    counts_agree(office)


def test_a_month_that_is_not_open_yet_is_opened_by_publication(office: FakeOffice) -> None:
    first, last = date(2021, 6, 28), date(2021, 7, 2)
    rotas.make(office, RINA, UNIT, first, last, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    draft = office.rotas.latest(UNIT, first)

    rotas.publish(office, RINA, UNIT, first, draft.revision, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)

    days = {day for month in ("2021-06", "2021-07") for _, day in held(office, Month(month))}
    assert days == set(draft.days)


def test_who_is_absent_by_now_holds_nothing(office: FakeOffice) -> None:
    rota = drafted(office)
    owner = somebody_at(rota, Place.HOME, FIRST)
    leave = AbsenceDraft(AbsenceKind.LEAVE, Part.WHOLE, FIRST, FIRST, "850/1")
    absences.enter(
        office, RINA if owner is not RINA else BUDI, UNIT, owner.id, leave, a_fresh_form(office), ORIGIN, LATER
    )

    publish(office)

    assert held(office) == home_of(rota) - {(owner.id, FIRST)}


# Ended


def test_each_mark_ends_what_was_held_for_it(office: FakeOffice) -> None:
    rota = published(office)
    (order, *_) = ordered(office)
    decide(office, order.id, at=LATER)
    assert held(office) == {(each.employee, day) for each in order.covers for day in each.dates}

    placed(office)

    assert marked(office) >= {(each.employee, day) for each in order.covers for day in each.dates}
    assert not held(office) & home_of(rota) & marked(office)
    counts_agree(office)


def test_what_no_order_names_is_released_with_the_orders(office: FakeOffice) -> None:
    """Budi signs, and there is nobody above him: he has no order, and may ask."""
    rota = published(office)

    orders_made = ordered(office)

    assert all(order.named(BUDI.id) is None for order in orders_made)
    assert held(office) == {(who, day) for who, day in home_of(rota) if who != BUDI.id}
    counts_agree(office)


@pytest.mark.parametrize("end", ["reject", "withdraw", "lapse"])
def test_an_order_that_ends_without_a_grant_releases_what_is_held(office: FakeOffice, end: str) -> None:
    published(office)
    (order, *_) = ordered(office)
    if end == "reject":
        decide(office, order.id, Act.REJECT, at=LATER)
    elif end == "withdraw":
        orders.withdraw(office, RINA, order.id, a_fresh_form(office), ORIGIN, LATER)
    else:
        ending.lapse_days(office, UNIT, LAST + timedelta(days=1), LATER)
    left = [each for each in office.records.all(OutboxEntry) if each.errand is Errand.PLACE_ORDER]
    assert [each.about["order"] for each in left] == [order.id]
    assert left[0].delivery is Delivery.PENDING

    for _ in range(2):
        placed(office)

    assert not held(office)
    assert not marked(office)
    counts_agree(office)


def test_what_a_returned_order_holds_stays_held_for_the_next_version(office: FakeOffice) -> None:
    published(office)
    (order, *_) = ordered(office)
    before = held(office)
    decide(office, order.id, Act.RETURN, at=LATER)
    placed(office)

    assert held(office) == before


def test_a_worker_of_an_earlier_version_releases_nothing_of_the_next(office: FakeOffice) -> None:
    published(office)
    (order, *_) = ordered(office)
    decide(office, order.id, Act.REJECT, at=LATER)
    rota = next_version(office)

    placed(office)

    assert held(office) == home_of(rota)
    ordered(office)
    counts_agree(office)


def test_the_next_version_holds_its_own_days_in_the_place_of_the_others(office: FakeOffice) -> None:
    rota = published(office)
    ordered(office)
    who = somebody_at(rota, Place.HOME, FIRST)

    after = next_version(office, (who, FIRST, Place.OFFICE))

    assert held(office) == home_of(after) == home_of(rota) - {(who.id, FIRST)}
    ordered(office)
    placed(office)
    counts_agree(office)


def test_a_day_can_change_hands_although_it_is_full(office: FakeOffice) -> None:
    """What the next version lacks is counted as gone, though its errand has still to call it off."""
    rota = published(office)
    (order, *_) = ordered(office)
    decide(office, order.id, at=LATER)
    placed(office)
    giver = next(who for who in (SITI, DEWI, RINA) if FIRST in rota.days_of(line_of(rota, who), Place.HOME))
    taker = next(who for who in (SITI, DEWI, RINA) if FIRST not in rota.days_of(line_of(rota, who), Place.HOME))

    next_version(office, (giver, FIRST, Place.OFFICE), (taker, FIRST, Place.HOME))
    made = ordered(office)
    placed(office)
    decide(office, made[-1].id, at=LATER)
    placed(office)

    assert not the_row(office, giver.id, MAY).mark(FIRST)
    assert the_row(office, taker.id, MAY).mark(FIRST)
    counts_agree(office)


def test_who_leaves_the_unit_releases_what_is_held_for_them(office: FakeOffice) -> None:
    published(office)
    (order, *_) = ordered(office)
    gone = order.covers[0].employee
    office.records.hold(replace(the_row(office, gone, MAY), until=FIRST - timedelta(days=1)))
    decide(office, order.id, at=LATER)

    placed(office)

    assert gone not in {who for who, _ in held(office) | marked(office)}
    counts_agree(office)


def test_an_order_is_placed_around_who_is_absent(office: FakeOffice) -> None:
    published(office)
    (order, *_) = ordered(office)
    one = next(each for each in order.covers if each.employee != RINA.id)
    day = one.dates[0]
    leave = AbsenceDraft(AbsenceKind.LEAVE, Part.WHOLE, day, day, "850/1")
    absences.enter(office, RINA, UNIT, one.employee, leave, a_fresh_form(office), ORIGIN, LATER)
    decide(office, order.id, at=LATER)

    placed(office)

    assert (one.employee, day) not in held(office) | marked(office)
    assert the_row(office, one.employee, MAY).away(day)
    counts_agree(office)


def test_a_request_that_was_read_before_publication_is_put_right_by_the_orders(office: FakeOffice) -> None:
    """Its place and the one held for the same person are both counted until then: too many, never too few."""
    rota = drafted(office)
    owner = somebody_at(rota, Place.HOME, FIRST)
    capacity = the_capacity(office, MAY)
    days = {day: replace(places, most=3) for day, places in capacity.days.items()}
    office.records.hold(replace(capacity, days=days))
    office.records.meanwhile(lambda: publish(office))
    ask(office, owner, FIRST)
    assert the_capacity(office, MAY).days[f"{FIRST:%d}"].home == 3

    ordered(office)

    counts_agree(office)
    assert (owner.id, FIRST) in marked(office)


# Whatever happens


class TheCap(RuleBasedStateMachine):
    """A unit of four and its rota of a week, versions, orders, individual requests and workers in any order."""

    office: FakeOffice

    @initialize(headcount=st.sampled_from([4, 6]))
    def open_the_months(self, headcount: int) -> None:
        staff = tuple(an_employee(each.id, name=each.name) for each in (SITI, DEWI))
        self.office = a_stage(*staff, register=a_register(a_circular()), headcount=headcount).office

    @rule()
    def draft(self) -> None:
        self._try(lambda: drafted(self.office))

    @rule()
    def publish(self) -> None:
        self._try(lambda: publish(self.office))

    @rule(who=st.sampled_from(PEOPLE), day=st.sampled_from(DAYS), to=st.sampled_from([Place.HOME, Place.OFFICE]))
    def publish_another_version(self, who: Actor, day: date, to: Place) -> None:
        self._try(lambda: next_version(self.office, (who, day, to)))

    @rule(who=st.sampled_from(PEOPLE), day=st.sampled_from(DAYS))
    def publish_while_somebody_asks(self, who: Actor, day: date) -> None:
        self.office.records.meanwhile(lambda: self.ask(who, day))
        self.publish()
        self.office.records._interruptions.clear()

    @rule(who=st.sampled_from(PEOPLE), day=st.sampled_from(DAYS))
    def ask(self, who: Actor, day: date) -> None:
        self._try(lambda: ask(self.office, who, day))

    @rule()
    def make_orders(self) -> None:
        for each in self.office.records.all(OutboxEntry):
            if each.errand is Errand.ORDER_ROTA:
                self._try(lambda about=each.about: rota_orders.make_orders(self.office, about, LATER))

    @rule(pick=st.integers(0, 20), act=st.sampled_from([Act.APPROVE, Act.APPROVE, Act.REJECT, Act.RETURN]))
    def decide(self, pick: int, act: Act) -> None:
        if there := [each for each in self.office.records.all(Order) if each.status is Status.SUBMITTED]:
            self._try(lambda: decide(self.office, there[pick % len(there)].id, act, at=LATER))

    @rule(pick=st.integers(0, 20))
    def withdraw(self, pick: int) -> None:
        if there := self.office.records.all(Order):
            order = there[pick % len(there)]
            by = RINA if order.source else next(who for who in PEOPLE if who.id == order.employee)
            self._try(lambda: orders.withdraw(self.office, by, order.id, a_fresh_form(self.office), ORIGIN, LATER))

    @rule(pick=st.integers(0, 20))
    def place(self, pick: int) -> None:
        if there := self.office.records.all(Placing):
            self._try(lambda: placing.place(self.office, there[pick % len(there)].order, LATER))

    @rule(pick=st.integers(0, 20))
    def place_while_another_version_is_published(self, pick: int) -> None:
        self.office.records.meanwhile(lambda: self._try(lambda: next_version(self.office)))
        self.place(pick)
        self.office.records._interruptions.clear()

    @rule(who=st.sampled_from((SITI, DEWI)), day=st.sampled_from(DAYS))
    def be_absent(self, who: Actor, day: date) -> None:
        leave, form = AbsenceDraft(AbsenceKind.LEAVE, Part.WHOLE, day, day, "850/1"), a_fresh_form(self.office)
        self._try(lambda: absences.enter(self.office, RINA, UNIT, who.id, leave, form, ORIGIN, LATER))

    @invariant()
    def who_is_counted_has_a_mark_or_a_held_place(self) -> None:
        counts_agree(self.office)

    @invariant()
    def only_the_version_published_last_holds_and_only_its_home_days(self) -> None:
        period = self._period()
        if period == 0:
            assert not held(self.office)
            return
        rota = next(each for each in self.office.records.all(UnitRota) if each.version == period)
        assert {name for name, people in the_capacity(self.office, MAY).holds.items() if people} <= {
            f"{FIRST}#{period}"
        }
        assert held(self.office) <= home_of(rota)

    @invariant()
    def once_everything_is_done_only_what_waits_for_a_decision_is_held(self) -> None:
        """On a copy, so that what is left undone stays so."""
        before = dict(self.office.records.held)
        self.make_orders()
        placed(self.office)
        counts_agree(self.office)
        period = self._period()
        if period:
            rota = next(each for each in self.office.records.all(UnitRota) if each.version == period)
            waiting = [
                order for name in rota.orders or () if (order := the_order(self.office, name)).approved_at is None
            ]
            open_ones = [order for order in waiting if order.status in (Status.SUBMITTED, Status.RETURNED)]
            named = {(each.employee, day) for order in open_ones for each in order.covers for day in each.dates}
            assert held(self.office) <= named
            assert named - held(self.office) <= marked(self.office) | self._absent()
        self.office.records.held = before

    def _absent(self) -> set[tuple[str, date]]:
        return {(row.employee, day) for row in self.office.records.all(LedgerRow) for day in row.aways}

    def _period(self) -> int:
        book: RotaBook | None = self.office.records.read(rota_book_key(UNIT)).find(rota_book_key(UNIT))
        period = book.period(FIRST) if book else None
        return period.published if period else 0

    def _try(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except Refusal:
            return


TestTheCap = TheCap.TestCase
TestTheCap.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
