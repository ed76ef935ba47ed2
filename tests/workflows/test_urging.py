"""Waiting has an end: rounds doubled, skipped and late; reminders, the secretary, the next superior; the digest.

Budi decides here, and Fauzi, the city secretary, is his superior. Requests are for a day three weeks ahead unless the
test is about a near one, so that only working days count.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.circulars import Patience
from chalicelib.domain.orders import Act, OrderId, Status, Urged
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, actor_of
from chalicelib.domain.waiting import Waiting
from chalicelib.workflows import decisions, deliveries, queued, schedule, urging
from chalicelib.workflows.decisions import LinkState
from tests.factories import (
    APRIL,
    FRIDAY,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_circular,
    a_register,
    a_row,
    a_supervisor,
    a_unit,
    an_employee,
    local,
)
from tests.fakes import FakeBackroom, FakeOffice, Mail
from tests.workflows.stage import (
    BUDI,
    BY_LINK,
    DEWI,
    OUR_UNIT,
    SITI,
    UNIT,
    a_stage,
    an_order_of,
    decide,
    delivered,
    link_of,
    the_order,
)

FAR = date(2021, 5, 18)
THURSDAY = date(2021, 4, 29)
ABOVE = an_employee("fauzi", name="Fauzi", post="Sekretaris Daerah", echelon="II.a", unit="BKPSDM", supervisor=None)
FAUZI = actor_of(ABOVE, a_unit("BKPSDM"))
A_MOMENT = timedelta(seconds=1)
SIX_MINUTES = timedelta(minutes=6)


def the_stage(*more: Any, patience: Patience | None = None) -> FakeBackroom:
    circular = a_circular()
    register = a_register(replace(circular, patience=patience or circular.patience))
    return a_stage(ABOVE, a_supervisor(supervisor="fauzi"), *more, register=register)


def asked(backroom: FakeBackroom, actor: Actor = SITI, *dates: date, at: datetime = FRIDAY_MORNING) -> OrderId:
    """A request whose first mail is sent."""
    order = an_order_of(backroom.office, actor, *(dates or (FAR,)), at=at)
    delivered(backroom, at + A_MOMENT)
    return order


def round_at(backroom: FakeBackroom, at: datetime) -> list[Mail]:
    """A tick and everything that follows from it, the secretary's mail included; what was mailed."""
    before = len(backroom.post.sent)
    schedule.tick(backroom.office, at, at)
    for later in (A_MOMENT, 2 * A_MOMENT, SIX_MINUTES):
        deliveries.sweep(backroom, at + later)
        while backroom.queue.entries:
            queued.work(backroom.office, backroom.queue.entries.pop(), at + later)
    return backroom.post.sent[before:]


def named(mails: list[Mail]) -> list[tuple[Errand, str]]:
    return [(mail.name, mail.to) for mail in mails]


def urged(office: FakeOffice, order: OrderId) -> Urged:
    return the_order(office, order).step.urged


def acts(office: FakeOffice, order: OrderId) -> list[str]:
    return [line.what for line in office.orders.history(order)]


MORNINGS = [local(day, 7, 30) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)]


def test_three_working_days_without_an_answer() -> None:
    backroom = the_stage()
    order = asked(backroom)

    mailed = [named(round_at(backroom, at)) for at in MORNINGS]

    assert mailed == [
        [(Errand.WAITING_DIGEST, "budi")],
        [(Errand.WAITING_DIGEST, "budi"), (Errand.WAITING_LONG, "rina")],
        [(Errand.ORDER_SUBMITTED, "budi"), (Errand.ORDER_SUBMITTED, "fauzi")],
        [],
    ]
    assert acts(backroom.office, order) == ["submit", "remind", "tell", "escalate"]
    assert [each.person for each in backroom.office.records.all(Waiting)] == ["budi", "fauzi"]


def test_nobody_is_urged_over_a_weekend() -> None:
    backroom = the_stage()
    order = asked(backroom)

    for day in (FRIDAY, date(2021, 4, 24), date(2021, 4, 25)):
        assert round_at(backroom, local(day, 14, 45)) == []
    assert urged(backroom.office, order) is Urged.NOT_YET


def test_a_tick_that_comes_twice_urges_once() -> None:
    backroom = the_stage()
    order = asked(backroom)
    round_at(backroom, MORNINGS[0])
    held = dict(backroom.office.records.held)

    assert round_at(backroom, MORNINGS[0]) == []
    assert round_at(backroom, MORNINGS[0] + timedelta(minutes=15)) == []
    assert backroom.office.records.held == held
    assert acts(backroom.office, order) == ["submit", "remind"]


def test_an_errand_that_is_worked_twice_urges_once() -> None:
    backroom = the_stage()
    order = asked(backroom)

    slot = "2021-04-26T0730"
    assert [urging.urge(backroom.office, UNIT, slot, MORNINGS[0], MORNINGS[0]) for _ in range(2)] == [1, 0]
    assert acts(backroom.office, order) == ["submit", "remind"]


def test_of_two_rounds_at_the_same_instant_one_urges() -> None:
    backroom = the_stage()
    order = asked(backroom)
    counts: list[int] = []

    def round_now() -> int:
        return urging.urge(backroom.office, UNIT, "2021-04-26T0730", MORNINGS[0], MORNINGS[0])

    backroom.office.records.meanwhile(lambda: counts.append(round_now()))
    counts.append(round_now())

    assert counts == [1, 0]
    assert acts(backroom.office, order) == ["submit", "remind"]
    assert len(delivered(backroom, MORNINGS[0] + A_MOMENT)) == 1


@pytest.mark.parametrize("late", [local(TUESDAY, 0, 15), local(TUESDAY, 23, 45)])
def test_a_tick_that_was_skipped_is_made_up_for(late: datetime) -> None:
    """Nobody ticked on Monday; the round of Tuesday, whenever it comes, goes as far as both."""
    backroom = the_stage()
    order = asked(backroom)

    round_at(backroom, late)
    round_at(backroom, local(TUESDAY, 23, 59))

    assert urged(backroom.office, order) is Urged.SECRETARY_TOLD
    assert acts(backroom.office, order) == ["submit", "tell"]


def test_after_days_without_ticks_one_round_does_everything() -> None:
    backroom = the_stage()
    order = asked(backroom)

    mailed = round_at(backroom, local(date(2021, 5, 5), 7, 30))

    assert sorted(named(mailed)) == [
        (Errand.ORDER_SUBMITTED, "budi"),
        (Errand.ORDER_SUBMITTED, "fauzi"),
        (Errand.WAITING_LONG, "rina"),
    ]
    assert acts(backroom.office, order) == ["submit", "escalate"]


def test_the_round_stands_for_the_ticks_moment_however_late_it_is_worked() -> None:
    backroom = the_stage()
    order = asked(backroom)

    urging.urge(backroom.office, UNIT, "2021-04-26T0730", MORNINGS[0], MORNINGS[3])

    assert urged(backroom.office, order) is Urged.REMINDED


def test_the_circular_says_how_long() -> None:
    backroom = the_stage(patience=Patience(2, 3, 4))
    order = asked(backroom)
    stages = []
    for at in (*MORNINGS, local(date(2021, 4, 30), 7, 30)):
        round_at(backroom, at)
        stages.append(urged(backroom.office, order))

    assert stages == [Urged.NOT_YET, Urged.REMINDED, Urged.SECRETARY_TOLD, Urged.ESCALATED, Urged.ESCALATED]


def test_the_last_call_is_before_three_on_the_working_day_before() -> None:
    backroom = the_stage()
    order = asked(backroom, SITI, MONDAY)

    assert round_at(backroom, local(FRIDAY, 14, 30)) == []
    mailed = round_at(backroom, local(FRIDAY, 14, 45))

    assert sorted(named(mailed))[:2] == [(Errand.ORDER_SUBMITTED, "budi"), (Errand.ORDER_SUBMITTED, "fauzi")]
    assert urged(backroom.office, order) is Urged.ESCALATED


def test_what_is_decided_or_returned_urges_nobody() -> None:
    backroom = the_stage()
    for actor, act in ((SITI, Act.APPROVE), (DEWI, Act.RETURN)):
        decide(backroom.office, asked(backroom, actor), act)
    delivered(backroom, FRIDAY_MORNING + A_MOMENT)

    assert round_at(backroom, MORNINGS[2]) == []


def test_what_is_decided_during_the_round_stays_decided() -> None:
    backroom = the_stage()
    order = asked(backroom)
    backroom.office.records.meanwhile(lambda: decide(backroom.office, order, Act.REJECT))

    assert urging.urge(backroom.office, UNIT, "2021-04-26T0730", MORNINGS[0], MORNINGS[0]) == 0
    assert the_order(backroom.office, order).status is Status.REJECTED
    assert Errand.WAITING_DIGEST not in {each.errand for each in backroom.office.records.all(OutboxEntry)}


def test_what_is_decided_before_the_digest_is_sent_is_not_in_it() -> None:
    backroom = the_stage()
    order = asked(backroom)
    urging.urge(backroom.office, UNIT, "2021-04-26T0730", MORNINGS[0], MORNINGS[0])
    decide(backroom.office, order, Act.REJECT)

    assert Errand.WAITING_DIGEST not in {mail.name for mail in delivered(backroom, MORNINGS[0] + A_MOMENT)}


def test_a_reminder_carries_the_same_link_and_does_not_kill_it() -> None:
    backroom = the_stage()
    order = asked(backroom)
    first = backroom.post.sent[-1].secret

    (digest,) = round_at(backroom, MORNINGS[0])

    assert digest.secret == first
    decide(backroom.office, order, token=first, at=MORNINGS[0])
    assert the_order(backroom.office, order).status is Status.APPROVED


def test_after_an_escalation_either_decides_by_a_new_link_and_the_old_one_says_who_has_it() -> None:
    backroom = the_stage()
    order = asked(backroom)
    old = backroom.post.sent[-1].secret
    for at in MORNINGS[:3]:
        round_at(backroom, at)
    office = backroom.office

    assert decisions.open_link(office, order, old, BUDI, BY_LINK, MORNINGS[2]).state is LinkState.MOVED
    by_budi, by_fauzi = (link_of(office, order, each.id) for each in (BUDI, FAUZI))
    assert decisions.open_link(office, order, by_budi, BUDI, BY_LINK, MORNINGS[2]).state is LinkState.OPEN
    decide(office, order, by=FAUZI, token=by_fauzi, at=MORNINGS[2])
    done = the_order(office, order)
    assert (done.status, done.steps[0].names) == (Status.APPROVED, ("Fauzi",))


def test_where_nobody_is_above_it_stays_with_the_secretary_told() -> None:
    backroom = the_stage(a_supervisor(supervisor=None))
    order = asked(backroom)
    for at in MORNINGS:
        round_at(backroom, at)

    assert urged(backroom.office, order) is Urged.SECRETARY_TOLD
    assert acts(backroom.office, order) == ["submit", "remind", "tell"]


def test_the_employee_is_never_asked_to_decide_on_themselves() -> None:
    backroom = the_stage(a_supervisor(supervisor="siti"), an_employee(supervisor="budi"))
    order = asked(backroom)
    for at in MORNINGS:
        round_at(backroom, at)

    assert [each.id for each in the_order(backroom.office, order).step.assignees] == ["budi"]


def test_a_fresh_link_does_not_begin_the_urging_anew() -> None:
    backroom = the_stage()
    order = asked(backroom)
    for at in MORNINGS[:3]:
        round_at(backroom, at)
    expired = MORNINGS[2] + timedelta(days=15)
    token = link_of(backroom.office, order)

    decisions.renew_link(backroom.office, order, token, expired)

    assert urged(backroom.office, order) is Urged.ESCALATED


# The mails


def colleagues(count: int) -> tuple[list[Any], list[Actor]]:
    people = [an_employee(f"rekan{n}", name=f"Rekan {n}") for n in range(count)]
    rows = [a_row(one.id, month=month, name=one.name, nip=None) for one in people for month in (APRIL, MAY)]
    return [*people, *rows], [actor_of(one, OUR_UNIT) for one in people]


def a_busy_day(backroom: FakeBackroom, actors: list[Actor], *dates: date) -> list[Mail]:
    before = len(backroom.post.sent)
    for n, actor in enumerate(actors):
        asked(backroom, actor, *dates, at=FRIDAY_MORNING + n * timedelta(minutes=1))
    return backroom.post.sent[before:]


def test_of_ten_requests_three_are_mailed_and_one_digest_in_the_morning_has_them_all() -> None:
    records, actors = colleagues(10)
    backroom = the_stage(*records)

    assert named(a_busy_day(backroom, actors)) == [(Errand.ORDER_SUBMITTED, "budi")] * 3

    (digest,) = round_at(backroom, MORNINGS[0])
    assert (digest.name, digest.to) == (Errand.WAITING_DIGEST, "budi")
    assert len(digest.secret.split()) == 10


def test_the_digest_of_what_was_held_back_needs_no_tick() -> None:
    records, actors = colleagues(4)
    backroom = the_stage(*records, patience=Patience(9, 9, 9))
    a_busy_day(backroom, actors)

    assert delivered(backroom, MORNINGS[0] - A_MOMENT) == []
    assert named(delivered(backroom, MORNINGS[0] + A_MOMENT)) == [(Errand.WAITING_DIGEST, "budi")]


def test_requests_for_a_near_day_are_mailed_one_by_one() -> None:
    records, actors = colleagues(5)
    backroom = the_stage(*records)

    assert named(a_busy_day(backroom, actors, TUESDAY)) == [(Errand.ORDER_SUBMITTED, "budi")] * 5


def test_holding_a_mail_back_is_done_once_however_often_the_errand_is_tried() -> None:
    records, actors = colleagues(4)
    backroom = the_stage(*records)
    a_busy_day(backroom, actors[:3])
    order = the_order(backroom.office, an_order_of(backroom.office, actors[3], FAR, at=FRIDAY_MORNING + SIX_MINUTES))

    assert [urging.hold_back(backroom.office, order, BUDI.id, FRIDAY_MORNING) for _ in range(2)] == [True, True]
    digests = [each for each in backroom.office.records.all(OutboxEntry) if each.errand is Errand.WAITING_DIGEST]
    assert [each.next_attempt for each in digests] == [MORNINGS[0]]


def test_the_secretary_gets_one_mail_for_all_of_a_round() -> None:
    records, actors = colleagues(5)
    backroom = the_stage(*records)
    a_busy_day(backroom, actors)
    round_at(backroom, MORNINGS[0])

    assert named(round_at(backroom, MORNINGS[1])) == [(Errand.WAITING_DIGEST, "budi"), (Errand.WAITING_LONG, "rina")]


def test_a_unit_without_a_secretary_is_urged_all_the_same() -> None:
    backroom = the_stage(replace(OUR_UNIT, secretary=None))
    order = asked(backroom)

    assert [named(round_at(backroom, at)) for at in MORNINGS[:2]] == [[(Errand.WAITING_DIGEST, "budi")], []]
    assert sorted(to for _, to in named(round_at(backroom, MORNINGS[2]))) == ["budi", "fauzi"]
    assert acts(backroom.office, order) == ["submit", "remind", "escalate"]


def test_where_nobody_is_above_and_there_is_no_secretary_the_reminder_is_all() -> None:
    backroom = the_stage(a_supervisor(supervisor=None), replace(OUR_UNIT, secretary=None))
    order = asked(backroom)

    assert named(round_at(backroom, MORNINGS[3])) == [(Errand.WAITING_DIGEST, "budi")]
    assert round_at(backroom, local(THURSDAY, 14, 45)) == []
    assert acts(backroom.office, order) == ["submit", "remind"]


# Requests


def test_a_round_over_nothing_is_one_query() -> None:
    backroom = the_stage()

    urging.urge(backroom.office, UNIT, "2021-04-26T0730", MORNINGS[0], MORNINGS[0])

    assert backroom.office.records.requests == ["query"]


@pytest.mark.parametrize(
    ("at", "requests"),
    [
        (local(FRIDAY, 14, 45), ["query", "read", "read"]),
        (MORNINGS[0], ["query", "read", "read", "read", *["commit"] * 5]),
    ],
    ids=["nothing is owed", "five reminders"],
)
def test_a_round_reads_together_and_writes_what_is_owed(at: datetime, requests: list[str]) -> None:
    records, actors = colleagues(5)
    backroom = the_stage(*records)
    a_busy_day(backroom, actors)
    backroom.office.records.requests.clear()

    urging.urge(backroom.office, UNIT, "slot", at, at)

    assert backroom.office.records.requests == requests
