"""Several people at the same moment, on real tables: threads that have all read before any of them writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Barrier, local
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.capacity import Capacity, Places
from chalicelib.domain.ledger import Filed
from chalicelib.domain.orders import Act, OrderId, Status
from chalicelib.domain.people import Actor, actor_of
from chalicelib.domain.records import Bundle, Change, Counter, FormReceipt, Key, capacity_key, order_key, report_key
from chalicelib.domain.refusals import Conflict, Refusal, Stale, Taken
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.rota_books import RotaBook
from chalicelib.domain.rota_terms import Place
from chalicelib.storage.codec import item_of, record_of
from chalicelib.storage.table import Table, load
from chalicelib.workflows import adjusting, asking, orders, reports, rota_orders, rotas
from chalicelib.workflows.decisions import MOST_ATTEMPTS
from chalicelib.workflows.ports import Office
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    MONDAY_AFTERNOON,
    a_capacity,
    a_circular,
    a_draft,
    a_register,
    a_report,
    a_row,
    an_employee,
    an_order,
)
from tests.storage.conftest import office_on
from tests.workflows.stage import (
    BUDI,
    ORIGIN,
    OUR_UNIT,
    RINA,
    SITI,
    UNIT,
    a_draft_order,
    a_form,
    an_order_of,
    at_home,
    decide,
    last_number,
    link_of,
    stage_records,
    the_capacity,
    the_order,
    the_row,
    with_home,
)

CROWD, EVERYBODY = 20, 50
PEOPLE = [an_employee(f"p{n:02d}", name=f"Pegawai {n:02d}") for n in range(EVERYBODY)]
ALL_OF_THEM = [actor_of(person, OUR_UNIT) for person in PEOPLE]
ACTORS = ALL_OF_THEM[:CROWD]


@dataclass
class Together:
    """Records whose first commit in each thread waits until every thread is about to write."""

    table: Table
    everyone: Barrier
    _mine: Any = None

    def __post_init__(self) -> None:
        self._mine = local()

    def read(self, *keys: Key[Any]) -> Bundle:
        return self.table.read(*keys)

    def commit(self, *changes: Change) -> None:
        if not getattr(self._mine, "has_waited", False):
            self._mine.has_waited = True
            self.everyone.wait(30)
        self.table.commit(*changes)


def an_office_on(table: Table) -> Office:
    """The stage with a crowd of fifty, on real tables."""
    rows = [a_row(one.id, month=month, name=one.name, nip=None) for month in (APRIL, MAY) for one in PEOPLE]
    records = [*stage_records(), *PEOPLE, *rows]
    load(table, records)
    learn_shapes(records)
    return office_on(table)


def learn_shapes(records: Iterable[Any]) -> None:
    """Converts a record of each kind in one thread, before there are many.

    msgspec looks a type over at its first conversion, and the interpreter crashes when two threads do so at once. A
    function in the cloud has one thread.
    """
    late = (
        an_order(status=Status.APPROVED),
        a_report(),
        Counter(UNIT, 2021, 1),
        FormReceipt("", "", "", FRIDAY_MORNING),
    )
    for record in (*records, *late):
        record_of(item_of(record), type(record))


def at_once(office: Office, table: Table, acts: Sequence[Callable[[Office], str]]) -> list[str | Refusal]:
    """What each act came to, a result or a refusal, when all of them write at the same moment."""
    crowded = replace(office, records=Together(table, Barrier(len(acts))))

    def outcome(act: Callable[[Office], str]) -> str | Refusal:
        try:
            return act(crowded)
        except Refusal as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(outcome, acts))


def refused(outcomes: Sequence[str | Refusal]) -> list[type[Refusal]]:
    return [type(each) for each in outcomes if isinstance(each, Refusal)]


def test_of_fifty_who_ask_for_the_last_place_one_gets_it_and_the_others_read_that_it_is_taken(tables: Table) -> None:
    office = an_office_on(tables)
    load(tables, [with_home(MONDAY, 11)])

    def ask(actor: Actor) -> Callable[[Office], str]:
        return lambda crowded: asking.submit(
            crowded, actor, a_draft_order(MONDAY), a_form(actor.id), ORIGIN, FRIDAY_MORNING
        )

    outcomes = at_once(office, tables, [ask(actor) for actor in ALL_OF_THEM])

    assert refused(outcomes) == [Taken] * (EVERYBODY - 1)
    assert at_home(office, MONDAY) == 12
    standing = [actor for actor in ALL_OF_THEM if the_row(office, actor.id).mark(MONDAY)]
    listed = [order for actor in ALL_OF_THEM for order in office.orders.of_employee(actor.id, None, 20)[0]]
    assert [order.employee for order in listed] == [actor.id for actor in standing]
    assert len(listed) == 1


FIRST = date(2021, 5, 3)
ORDERING = {"unit": UNIT, "first": FIRST.isoformat(), "version": "1", "by": RINA.id}


def a_drafted_office(table: Table) -> Office:
    """A unit of 54, whose rota of a week is drafted: 27 may be at home on a day, by the cap."""
    office = an_office_on(table)
    load(table, [a_capacity(month=MAY, headcount=EVERYBODY + 4)])
    rotas.make(office, RINA, UNIT, FIRST, date(2021, 5, 7), a_form("draft"), ORIGIN, FRIDAY_MORNING)
    learn_shapes([office.rotas.latest(UNIT, FIRST), RotaBook(UNIT)])
    return office


def publish(crowded: Office) -> str:
    return rotas.publish(crowded, RINA, UNIT, FIRST, 1, a_form("publish"), ORIGIN, FRIDAY_MORNING)


def test_of_those_who_ask_while_a_rota_is_published_nobody_breaks_the_cap(tables: Table) -> None:
    """The rota wants every place but three of the first day, and twenty whom it keeps in the office ask for it."""
    office = a_drafted_office(tables)
    rota = office.rotas.latest(UNIT, FIRST)
    home = {line.employee for line in rota.lines if FIRST in rota.days_of(line, Place.HOME)}
    load(tables, [bounded(office, FIRST, len(home) + 3)])
    askers = [actor for actor in ALL_OF_THEM if actor.id not in home][:CROWD]

    def ask(actor: Actor) -> Callable[[Office], str]:
        return lambda crowded: asking.submit(
            crowded, actor, a_draft_order(FIRST), a_form(actor.id), ORIGIN, FRIDAY_MORNING
        )

    outcomes = at_once(office, tables, [publish, *(ask(actor) for actor in askers)])

    asked = [actor.id for actor in askers if the_row(office, actor.id, MAY).mark(FIRST)]
    held = {line.employee for line in rota.lines if f"{FIRST:%d}" in the_capacity(office, MAY).held_by(line.employee)}
    is_published = isinstance(outcomes[0], str)
    assert at_home(office, FIRST, MAY) == len(asked) + len(held) <= len(home) + 3
    assert held == (home if is_published else set())
    assert office.rotas.latest(UNIT, FIRST).is_draft is not is_published
    assert len(asked) == 3 if is_published else len(asked) > 3
    assert len([each for each in outcomes[1:] if isinstance(each, str)]) == len(asked)


def test_a_rota_is_published_while_its_own_people_ask_for_their_days(tables: Table) -> None:
    office = a_drafted_office(tables)
    rota = office.rotas.latest(UNIT, FIRST)
    home = {line.employee for line in rota.lines if FIRST in rota.days_of(line, Place.HOME)}
    askers = [actor for actor in ALL_OF_THEM if actor.id in home][:6]

    def ask(actor: Actor) -> Callable[[Office], str]:
        return lambda crowded: asking.submit(
            crowded, actor, a_draft_order(FIRST), a_form(actor.id), ORIGIN, FRIDAY_MORNING
        )

    outcomes = at_once(office, tables, [publish, *(ask(actor) for actor in askers)])
    rota_orders.make_orders(office, ORDERING, FRIDAY_MORNING)

    asked = {actor.id for actor in askers if the_row(office, actor.id, MAY).mark(FIRST)}
    held = {line.employee for line in rota.lines if f"{FIRST:%d}" in the_capacity(office, MAY).held_by(line.employee)}
    assert isinstance(outcomes[0], str)
    assert (held | asked, held & asked) == (home - {BUDI.id}, set())
    assert at_home(office, FIRST, MAY) == len(held) + len(asked)


def bounded(office: Office, day: date, most: int) -> Capacity:
    """May's places with at most so many at home on a day."""
    there = the_capacity(office, MAY)
    return replace(there, days=there.days | {f"{day:%d}": replace(there.days[f"{day:%d}"], most=most)})


def test_who_asks_while_a_circular_changes_the_places_is_counted_and_bounded(tables: Table) -> None:
    office = an_office_on(tables)
    load(tables, [a_register(a_circular(max_home_pct=25), revision=2)])
    made, changes = adjusting.begun(office, "CIRCULAR#se-2021", (UNIT,), FRIDAY_MORNING)
    office.records.commit(*changes)

    def ask(actor: Actor) -> Callable[[Office], str]:
        return lambda crowded: asking.submit(
            crowded, actor, a_draft_order(MONDAY), a_form(actor.id), ORIGIN, FRIDAY_MORNING
        )

    def adjust(crowded: Office) -> str:
        adjusting.apply(crowded, made.id, FRIDAY_MORNING)
        return made.id

    outcomes = at_once(office, tables, [adjust, *(ask(actor) for actor in ACTORS)])

    asked = len([each for each in outcomes[1:] if isinstance(each, str)])
    assert isinstance(outcomes[0], str)
    assert 6 <= asked <= 12
    name = capacity_key(UNIT, APRIL)
    assert tables.read(name).get(name).days["26"] == Places(asked, 0, 6)


def test_twenty_approvals_at_once_give_numbers_without_gaps_or_doubles(tables: Table) -> None:
    office = an_office_on(tables)
    load(tables, [with_home(MONDAY, 0, headcount=2 * CROWD)])
    waiting = [an_order_of(office, actor, MONDAY) for actor in ACTORS]

    def approve(order: OrderId) -> Callable[[Office], str]:
        return lambda crowded: decide(crowded, order)

    outcomes = at_once(office, tables, [approve(order) for order in waiting])
    lost = [order for order, outcome in zip(waiting, outcomes, strict=True) if isinstance(outcome, Refusal)]
    for order in lost:
        decide(office, order)

    numbers = [letter.letter.number for order in waiting if (letter := the_order(office, order).letter)]
    assert refused(outcomes) == []
    assert sorted(int(number.split("/")[1]) for number in numbers) == list(range(1, CROWD + 1))
    assert last_number(office) == CROWD
    assert len(lost) <= CROWD - MOST_ATTEMPTS, "who lost so often saw as many others win"


def test_one_form_sent_eight_times_at_once_is_one_order_and_one_answer(tables: Table) -> None:
    office = an_office_on(tables)

    def ask(crowded: Office) -> str:
        return asking.submit(crowded, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    outcomes = at_once(office, tables, [ask] * 8)

    (order,), _ = office.orders.of_employee(SITI.id, None, 20)
    assert outcomes == [f"/orders/{order.id}"] * 8
    assert at_home(office, MONDAY) == 1
    assert len(office.orders.history(order.id)) == 1


def test_one_decision_sent_eight_times_at_once_counts_once(tables: Table) -> None:
    office = an_office_on(tables)
    order = an_order_of(office)
    shown = f"/decide/{order}/{link_of(office, order)}"

    outcomes = at_once(office, tables, [lambda crowded: decide(crowded, order, sent=a_form("decision"))] * 8)

    assert outcomes == [shown] * 8
    assert last_number(office) == 1
    assert [line.what for line in office.orders.history(order)] == ["submit", "approve"]


def test_of_two_different_decisions_at_once_the_first_counts(tables: Table) -> None:
    office = an_office_on(tables)
    order = an_order_of(office)

    outcomes = at_once(
        office,
        tables,
        [lambda crowded: decide(crowded, order, Act.APPROVE), lambda crowded: decide(crowded, order, Act.REJECT)],
    )

    assert refused(outcomes) == [Conflict]
    won = Status.APPROVED if isinstance(outcomes[0], str) else Status.REJECTED
    assert the_order(office, order).status is won
    assert at_home(office, MONDAY) == (1 if won is Status.APPROVED else 0)


def test_of_two_reports_of_one_day_at_once_one_is_received(tables: Table) -> None:
    office = an_office_on(tables)
    order = an_order_of(office)
    decide(office, order)

    def file(key: str) -> Callable[[Office], str]:
        return lambda crowded: reports.file_report(
            crowded, SITI, MONDAY, a_draft(), a_form(key), ORIGIN, MONDAY_AFTERNOON
        )

    outcomes = at_once(office, tables, [file("first"), file("second")])

    assert refused(outcomes) == [Stale]
    kept: DailyReport = tables.read(report_key(SITI.id, MONDAY)).get(report_key(SITI.id, MONDAY))
    mark = the_row(office).mark(MONDAY)
    assert mark is not None
    assert (mark.filed, mark.minutes) == (Filed.IN_TIME, kept.minutes)


def test_a_withdrawal_and_an_approval_at_once_leave_one_of_them(tables: Table) -> None:
    office = an_office_on(tables)
    order = an_order_of(office)

    outcomes = at_once(
        office,
        tables,
        [
            lambda crowded: decide(crowded, order),
            lambda crowded: orders.withdraw(crowded, SITI, order, a_form("withdrawal"), ORIGIN, FRIDAY_MORNING),
        ],
    )

    kept = tables.read(order_key(order)).get(order_key(order))
    assert refused(outcomes) == [Conflict]
    assert at_home(office, MONDAY) == (1 if kept.status is Status.APPROVED else 0)
    assert last_number(office) == (1 if kept.status is Status.APPROVED else 0)
