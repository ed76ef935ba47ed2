"""The duty orders of a published rota: made, decided, carried to the ledgers, and replaced by the next version."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.capacity import unpacked_days
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.orders import Act, Order, Status
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.placing import Placing
from chalicelib.domain.records import placing_key, row_key, sheet_key
from chalicelib.domain.refusals import Conflict, Forbidden, Gone, NotFound, Stale
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.waiting import Waiting
from chalicelib.workflows import (
    asking,
    collective,
    deliveries,
    ending,
    letters,
    mandates,
    orders,
    placing,
    queued,
    rota_orders,
    rotas,
)
from tests.factories import FRIDAY_MORNING, MAY, a_circular, a_register, an_employee, some_mandates
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    MAYOR,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_fresh_form,
    decide,
    link_of,
    the_capacity,
    the_order,
    the_row,
    under_the_mayor,
    untouched,
)

FIRST, LAST = date(2021, 5, 3), date(2021, 5, 11)
SECOND = date(2021, 5, 4)
LATER = FRIDAY_MORNING + timedelta(minutes=1)


@pytest.fixture
def backroom() -> FakeBackroom:
    return under_the_mayor()


@pytest.fixture
def office(backroom: FakeBackroom) -> FakeOffice:
    return backroom.office


def drafted(office: FakeOffice) -> UnitRota:
    rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return office.rotas.latest(UNIT, FIRST)


def published(office: FakeOffice, by: Actor = RINA, at: datetime = FRIDAY_MORNING) -> UnitRota:
    """The period's rota, drafted where there is none yet, and published."""
    try:
        draft = office.rotas.latest(UNIT, FIRST)
    except NotFound:
        rotas.make(office, by, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, at)
        draft = office.rotas.latest(UNIT, FIRST)
    rotas.publish(office, by, UNIT, FIRST, draft.revision, a_fresh_form(office), ORIGIN, at)
    return office.rotas.latest(UNIT, FIRST)


def reopened(office: FakeOffice) -> UnitRota:
    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return office.rotas.latest(UNIT, FIRST)


def moved(office: FakeOffice, who: Actor, day: date, to: Place) -> None:
    seen = office.rotas.latest(UNIT, FIRST).revision
    rotas.move(office, RINA, UNIT, FIRST, (who.id, day, to), seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def errand(office: FakeOffice, kind: Errand) -> OutboxEntry:
    """The latest errand of a kind."""
    return [each for each in office.records.all(OutboxEntry) if each.errand is kind][-1]


def ordered(office: FakeOffice, at: datetime = LATER) -> tuple[Order, ...]:
    """The orders of the version that was published last, made by its errand."""
    rota_orders.make_orders(office, errand(office, Errand.ORDER_ROTA).about, at)
    return tuple(the_order(office, name) for name in office.rotas.latest(UNIT, FIRST).orders or ())


def approved(office: FakeOffice) -> Order:
    """The unit's order of a published rota, approved by the head and not in the ledgers yet."""
    published(office)
    unit_order = ordered(office)[0]
    decide(office, unit_order.id, at=LATER)
    return the_order(office, unit_order.id)


def carried_out(office: FakeOffice) -> Order:
    """The same, in the ledgers."""
    order = approved(office)
    placed(office, order)
    return order


def placed(office: FakeOffice, order: Order) -> Placing:
    placing.place(office, order.id, LATER)
    return how_far(office, order)


def how_far(office: FakeOffice, order: Order) -> Placing:
    return office.records.read(placing_key(order.id)).get(placing_key(order.id))


def days_of(office: FakeOffice, who: Actor, order: Order) -> list[str]:
    """The days of May on which the ledger has the order for somebody, approved."""
    marks = the_row(office, who.id, MAY).marks.items()
    return [day for day, mark in marks if mark.order == order.id and mark.approved]


def held(office: FakeOffice) -> Counter[str]:
    """How many places the published rotas hold on each day of May."""
    holds = the_capacity(office, MAY).holds
    return Counter(day for people in holds.values() for days in people.values() for day in unpacked_days(days))


def at_home(office: FakeOffice) -> dict[str, int]:
    """How many are counted on each day of May beside those whose place is held."""
    holds = held(office)
    found = {day: places.home - holds[day] for day, places in the_capacity(office, MAY).days.items()}
    return {day: people for day, people in found.items() if people}


def dates_of(order: Order, who: Actor) -> tuple[date, ...]:
    """Somebody's days on an order, () for one it does not name."""
    named = order.named(who.id)
    return named.dates if named else ()


def home_of(rota: UnitRota, who: Actor) -> tuple[date, ...]:
    line = rota.line_of(who.id)
    return rota.days_of(line, Place.HOME) if line else ()


def called_off(order: Order, who: Actor) -> tuple[date, ...]:
    named = order.named(who.id)
    return named.called_off if named else ()


def made_so_far(office: FakeOffice) -> list[Order]:
    return list(office.records.all(Order))


# Made


def test_publishing_makes_one_order_for_the_unit_and_one_for_who_signs_it(office: FakeOffice) -> None:
    rota = published(office)
    assert rota.orders is None

    unit_order, head_order = ordered(office)

    assert [each.employee for each in unit_order.covers] == [DEWI.id, RINA.id, SITI.id]
    assert dates_of(unit_order, SITI) == home_of(rota, SITI)
    assert unit_order.dates == rota.days
    assert (unit_order.is_collective, unit_order.employee, unit_order.status) == (True, "", Status.SUBMITTED)
    assert [each.id for each in unit_order.step.assignees] == [BUDI.id]
    assert (head_order.is_collective, head_order.employee) == (False, BUDI.id)
    assert [each.id for each in head_order.step.assignees] == [MAYOR.id]
    assert unit_order.circular_id == rota.circular
    assert {each.person for each in office.records.all(Waiting)} == {BUDI.id, MAYOR.id}


def test_the_same_publication_never_makes_two(office: FakeOffice) -> None:
    published(office)
    before = ordered(office)

    assert ordered(office) == before
    assert made_so_far(office) == list(before)


def test_nothing_is_marked_before_the_approval(office: FakeOffice) -> None:
    published(office)
    ordered(office)

    assert not the_row(office, SITI.id, MAY).days
    assert at_home(office) == {}


def test_days_that_are_ordered_already_or_have_passed_are_left_out(office: FakeOffice) -> None:
    (mine, *rest) = home_of(drafted(office), SITI)
    a_decided_order(office, Act.APPROVE, SITI, mine)
    published(office)

    unit_order, _ = ordered(office, datetime(2021, 5, 5, 9, tzinfo=FRIDAY_MORNING.tzinfo))

    assert dates_of(unit_order, SITI) == tuple(day for day in rest if day >= date(2021, 5, 5))
    assert unit_order.dates[0] == date(2021, 5, 5)


def test_without_anybody_to_decide_the_rota_says_why(office: FakeOffice) -> None:
    budi = next(each for each in office.people.staff(UNIT) if each.id == BUDI.id)
    office.records.hold(replace(budi, email=None, supervisor=None))
    published(office)

    assert ordered(office) == ()
    assert "Pejabat yang memutuskan" in office.rotas.latest(UNIT, FIRST).troubles[0]


def test_where_only_the_signer_has_nobody_above_the_others_have_their_order(office: FakeOffice) -> None:
    budi = next(each for each in office.people.staff(UNIT) if each.id == BUDI.id)
    office.records.hold(replace(budi, supervisor=None))
    published(office)

    (unit_order,) = ordered(office)

    assert unit_order.named(BUDI.id) is None
    assert office.rotas.latest(UNIT, FIRST).troubles == (collective.NOBODY_ABOVE,)


def test_who_acts_for_the_head_signs_and_is_on_no_order_of_their_own_hand(office: FakeOffice) -> None:
    office.records.hold(some_mandates())
    published(office)

    unit_order, own = ordered(office)

    assert [each.id for each in unit_order.step.assignees] == [RINA.id]
    assert [each.employee for each in unit_order.covers] == [DEWI.id, SITI.id]
    assert [each.employee for each in own.covers] == [BUDI.id, RINA.id]
    assert [each.id for each in own.step.assignees] == [MAYOR.id]


def test_a_large_unit_gets_several_orders(office: FakeOffice) -> None:
    office.records.hold(*(an_employee(f"p{number:03d}", name=f"Pegawai {number:03d}") for number in range(320)))
    published(office)

    first, second, _ = ordered(office)

    assert [len(each.covers) for each in (first, second)] == [300, 23]


# Decided


def test_where_who_comes_to_act_is_on_it_the_next_superior_is_asked_beside_the_holder(office: FakeOffice) -> None:
    published(office)
    unit_order, _ = ordered(office)
    office.records.hold(some_mandates())

    moves = [mandates.move_waiting(office, BUDI.id, LATER) for _ in range(2)]

    now = the_order(office, unit_order.id)
    assert moves == [1, 0]
    assert [each.id for each in now.step.assignees] == [BUDI.id, MAYOR.id]
    assert office.orders.history(now.id)[-1].what == Act.ESCALATE
    decide(office, now.id, by=replace(BUDI, id=MAYOR.id), token=link_of(office, now.id, MAYOR.id), at=LATER)
    assert the_order(office, now.id).status is Status.APPROVED


def test_where_nobody_is_above_it_stays_with_the_holder(office: FakeOffice) -> None:
    published(office)
    unit_order, _ = ordered(office)
    budi = next(each for each in office.people.staff(UNIT) if each.id == BUDI.id)
    office.records.hold(some_mandates(), replace(budi, supervisor=None))

    assert mandates.move_waiting(office, BUDI.id, LATER) == 0
    assert [each.id for each in the_order(office, unit_order.id).step.assignees] == [BUDI.id]


def test_nobody_on_it_decides_it(office: FakeOffice) -> None:
    published(office)
    unit_order, head_order = ordered(office)

    for who, order in ((SITI, unit_order), (BUDI, head_order)):
        with pytest.raises((Forbidden, Gone)):
            decide(office, order.id, by=who, at=LATER)


def test_the_letter_lists_everybody_with_their_days(office: FakeOffice) -> None:
    order = approved(office)

    assert order.letter
    letter = order.letter.letter
    assert [each.name for each in letter.attachment] == [each.name for each in order.covers]
    assert "lampiran" in letter.to.name
    assert letter.attachment[0].dates == order.covers[0].dates


def test_both_letters_have_the_instructions_the_protocol_and_what_binds_officers(backroom: FakeBackroom) -> None:
    office = backroom.office
    protocol, officers = ("mematuhi protokol kesehatan",), ("mengenakan pakaian dinas", "dapat dipanggil;")
    office.records.hold(
        a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS, protocol=protocol, reachability=officers))
    )
    order = approved(office)
    _, own = ordered(office)
    decide(office, own.id, by=replace(BUDI, id=MAYOR.id), at=LATER)
    decided = a_decided_order(office, Act.APPROVE, SITI, date(2021, 4, 26))

    told = [
        issued.letter.instructions for name in (order.id, own.id, decided) if (issued := the_order(office, name).letter)
    ]

    usual = ("menyampaikan laporan harian pada hari yang sama", "mematuhi protokol kesehatan")
    theirs = "pejabat yang bekerja dari rumah: mengenakan pakaian dinas, dapat dipanggil"
    assert told == [(*usual, theirs), (*usual, theirs), usual]


def test_the_signers_own_letter_is_an_ordinary_one(office: FakeOffice) -> None:
    published(office)
    _, head_order = ordered(office)
    decide(office, head_order.id, by=replace(BUDI, id=MAYOR.id), at=LATER)

    issued = the_order(office, head_order.id).letter

    assert issued
    assert not issued.letter.attachment
    assert issued.letter.to.name == BUDI.name


def test_days_that_pass_before_the_approval_are_on_nobodys_list(office: FakeOffice) -> None:
    published(office)
    order = ordered(office)[0]
    wednesday = datetime(2021, 5, 5, 9, tzinfo=FRIDAY_MORNING.tzinfo)
    decide(office, order.id, at=wednesday)

    now = the_order(office, order.id)

    assert now.lapsed == (FIRST, SECOND)
    assert min(day for each in now.covers for day in each.dates) == date(2021, 5, 5)


def test_everybody_is_told_by_the_rota_and_only_the_publisher_of_the_decision(
    backroom: FakeBackroom, office: FakeOffice
) -> None:
    published(office)
    at = delivered(backroom, LATER)
    unit_order = the_order(office, (office.rotas.latest(UNIT, FIRST).orders or ())[0])
    decide(office, unit_order.id, at=at)
    backroom.post.sent.clear()

    delivered(backroom, at + timedelta(minutes=1))

    assert [(mail.name, mail.to) for mail in backroom.post.sent] == [(Errand.ORDER_APPROVED, RINA.id)]
    assert how_far(office, unit_order).is_done


def delivered(backroom: FakeBackroom, at: datetime) -> datetime:
    """Does what is due until nothing is, the queue's errands included; returns the moment after."""
    while deliveries.sweep(backroom, at):
        for each in backroom.queue.entries:
            queued.work(backroom.office, each, at)
        backroom.queue.entries.clear()
        at += timedelta(minutes=1)
    return at


# Carried to the ledgers


def test_approval_brings_everybodys_days_to_the_ledger(office: FakeOffice) -> None:
    order = approved(office)
    assert how_far(office, order).done == 0

    done = placed(office, order)

    assert (done.done, done.count, done.taken, done.missing, done.over) == (3, 3, 0, 0, ())
    for who in (SITI, DEWI, RINA):
        assert days_of(office, who, order) == [f"{day:%d}" for day in dates_of(order, who)]
    assert at_home(office) == {f"{day:%d}": sum(day in each.dates for each in order.covers) for day in order.dates}


def test_a_doubled_errand_places_nothing_twice(office: FakeOffice) -> None:
    order = approved(office)
    placed(office, order)
    before = dict(office.records.held)

    placing.place(office, order.id, LATER)

    assert office.records.held == before


def test_a_worker_that_is_cut_goes_on_where_it_was(office: FakeOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    order = approved(office)
    monkeypatch.setattr(placing, "AT_ONCE", 1)
    monkeypatch.setattr(placing, "CLAIM", 2)

    placing.place(office, order.id, LATER)

    assert how_far(office, order).done == 2
    left = errand(office, Errand.PLACE_ORDER)
    assert left.id == f"place-{order.id}-3"
    assert placed(office, order).is_done
    assert at_home(office)[f"{FIRST:%d}"] == sum(FIRST in each.dates for each in order.covers)


def test_two_workers_at_once_place_nothing_twice(office: FakeOffice) -> None:
    order = approved(office)
    office.records.meanwhile(lambda: placing.place(office, order.id, LATER))

    done = placed(office, order)

    assert (done.done, done.revision) == (3, 2)
    assert at_home(office)[f"{FIRST:%d}"] == sum(FIRST in each.dates for each in order.covers)


def test_a_day_taken_meanwhile_is_left_alone_and_counted(office: FakeOffice) -> None:
    """Somebody sends what they filled in before the rota was published."""
    day = home_of(drafted(office), SITI)[0]
    office.records.meanwhile(lambda: (published(office), ordered(office)))
    other = a_decided_order(office, Act.APPROVE, SITI, day)
    order = the_order(office, (office.rotas.latest(UNIT, FIRST).orders or ())[0])
    decide(office, order.id, at=LATER)

    done = placed(office, order)

    assert done.taken == 1
    mark = the_row(office, SITI.id, MAY).mark(day)
    assert mark
    assert mark.order == other
    assert at_home(office)[f"{day:%d}"] == sum(day in each.dates for each in order.covers)


def test_a_cap_that_is_broken_by_now_is_flagged_and_not_refused(office: FakeOffice) -> None:
    order = approved(office)
    capacity = the_capacity(office, MAY)
    days = {day: replace(places, most=0) if day == "04" else places for day, places in capacity.days.items()}
    office.records.hold(replace(capacity, days=days))

    done = placed(office, order)

    assert done.over == (SECOND,)
    assert at_home(office)["04"] > 0


def test_somebody_who_left_the_unit_is_counted_as_missing(office: FakeOffice) -> None:
    order = approved(office)
    office.records.hold(replace(the_row(office, SITI.id, MAY), until=FIRST - timedelta(1)))

    done = placed(office, order)

    assert done.missing == len(dates_of(order, SITI))
    assert days_of(office, SITI, order) == []


def test_a_month_that_is_not_open_yet_is_opened(office: FakeOffice) -> None:
    order = approved(office)
    del office.records.held[sheet_key(UNIT, MAY)]
    for each in order.covers:
        del office.records.held[row_key(UNIT, MAY, each.employee)]

    placed(office, order)

    assert len(days_of(office, SITI, order)) == len(dates_of(order, SITI))


def test_each_person_finds_it_in_their_own_trail(office: FakeOffice) -> None:
    order = approved(office)
    placed(office, order)

    lines = [line for line in office.records.all(TrailEntry) if line.what == "place_days"]

    assert {line.concerns for line in lines} == {SITI.id, DEWI.id, RINA.id}
    assert not [line for line in office.records.all(TrailEntry) if line.about == f"ORDER#{order.id}" and line.concerns]


# Taken back


def test_whoever_published_takes_it_back_and_nobody_it_names_does(office: FakeOffice) -> None:
    published(office)
    order = ordered(office)[0]

    for who in (SITI, TUTI):
        with pytest.raises(NotFound):
            orders.withdraw(office, who, order.id, a_fresh_form(office), ORIGIN, LATER)
    orders.withdraw(office, RINA, order.id, a_fresh_form(office), ORIGIN, LATER)

    assert the_order(office, order.id).status is Status.WITHDRAWN


def test_a_returned_one_waits_for_its_publisher_and_is_put_right_by_the_rota(office: FakeOffice) -> None:
    published(office)
    order = ordered(office)[0]
    decide(office, order.id, Act.RETURN, at=LATER)

    assert [each.person for each in office.records.all(Waiting) if each.order == order.id] == [RINA.id]
    refused = untouched(office, lambda: asking.open_desk(office, RINA, LATER, order.id), Conflict)
    assert "versi baru" in refused.message.msgid


def test_a_day_is_called_off_for_everybody_by_the_worker(office: FakeOffice) -> None:
    order = approved(office)
    placed(office, order)
    typed = ending.CallOff((FIRST,), "Rapat kerja.", in_any_case=False, seen=order.revision)

    ending.cancel(office, BUDI, order.id, typed, a_fresh_form(office), ORIGIN, LATER)

    now = the_order(office, order.id)
    assert (now.status, now.cancelled) == (Status.APPROVED, (FIRST,))
    assert not how_far(office, now).is_done
    placed(office, now)
    assert all(not the_row(office, each.employee, MAY).mark(FIRST) for each in order.covers)
    assert f"{FIRST:%d}" not in at_home(office)
    assert at_home(office)[f"{SECOND:%d}"] == sum(SECOND in each.dates for each in order.covers)


def test_a_person_it_names_calls_nothing_off(office: FakeOffice) -> None:
    order = approved(office)

    with pytest.raises(NotFound):
        ending.open_cancellation(office, SITI, order.id, LATER)


# The next version


def test_the_next_version_withdraws_what_nobody_decided(office: FakeOffice) -> None:
    published(office)
    before = ordered(office)
    reopened(office)
    published(office)

    after = ordered(office)

    assert {the_order(office, each.id).status for each in before} == {Status.WITHDRAWN}
    assert [each.covers for each in after] == [each.covers for each in before]
    assert {each.order for each in office.records.all(Waiting)} == {each.id for each in after}


def test_of_what_was_granted_it_calls_off_what_it_lacks_and_asks_only_for_what_is_new(office: FakeOffice) -> None:
    order = approved(office)
    placed(office, order)
    day, new = (each for each in (dates_of(order, SITI)[0], dates_of(order, DEWI)[0]))
    reopened(office)
    moved(office, SITI, day, Place.OFFICE)
    moved(office, DEWI, new, Place.OFFICE)
    published(office)

    standing, *made = ordered(office)
    placed(office, standing)

    assert standing.id == order.id
    assert called_off(standing, SITI) == (day,)
    assert called_off(standing, DEWI) == (new,)
    assert f"{day:%d}" not in days_of(office, SITI, standing)
    assert len(days_of(office, SITI, standing)) == len(dates_of(order, SITI)) - 1
    assert [each.employee for each in made] == [BUDI.id]
    assert standing.letter == order.letter


def test_a_version_that_grants_a_day_again_orders_it_anew(office: FakeOffice) -> None:
    order = approved(office)
    placed(office, order)
    day = dates_of(order, SITI)[0]
    for to in (Place.OFFICE, Place.HOME):
        reopened(office)
        moved(office, SITI, day, to)
        published(office)
        ordered(office)

    assert [dates_of(each, SITI) for each in ordered(office)[1:] if each.named(SITI.id)] == [(day,)]


def test_a_version_that_was_overtaken_makes_nothing(office: FakeOffice) -> None:
    published(office)
    first = errand(office, Errand.ORDER_ROTA)
    reopened(office)
    published(office)
    with pytest.raises(Stale):
        ordered(office)

    rota_orders.make_orders(office, first.about, LATER)

    assert made_so_far(office) == []
    assert len(ordered(office)) == 2


# Seen


def test_whom_it_names_sees_it_without_nips_and_a_stranger_does_not(office: FakeOffice) -> None:
    order = approved(office)

    def views(who: Actor) -> orders.OrderView:
        return orders.view(office, who, order.id, ORIGIN, LATER)

    assert [views(who).shows_nips for who in (SITI, RINA, BUDI, JOKO)] == [False, True, True, True]
    with pytest.raises(NotFound):
        views(TUTI)
    with pytest.raises(Forbidden):
        letters.letter_link(office, SITI, order.id, ORIGIN, LATER)


def test_anyone_learns_how_many_people_a_letter_sends_and_not_whom(office: FakeOffice) -> None:
    order = approved(office)

    shown = letters.verify(office, order.id, LATER)

    assert (shown.people, shown.nip, shown.unit_name) == (3, "", order.unit_name)


def test_it_is_in_no_persons_list(office: FakeOffice) -> None:
    published(office)
    ordered(office)

    assert orders.listed(office, SITI, None) == ((), None)
    assert office.orders.of_employee(EmployeeId(BUDI.id), None, 5)[0]
