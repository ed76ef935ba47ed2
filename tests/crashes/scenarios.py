"""Use cases for worlds that are killed or badly served: what stands before each, the act, and what came of it."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ReadTimeoutError

from chalicelib.domain.attendance_lists import AttendanceList, AttendancePlan, Entry, PlannedDay
from chalicelib.domain.imports import Status
from chalicelib.domain.mail_health import MailTrouble, Returned, Trouble
from chalicelib.domain.orders import Act, OrderId
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import register_key
from chalicelib.domain.refusals import Busy, Refusal, Stale
from chalicelib.storage.table import load
from chalicelib.workflows import (
    adjusting,
    asking,
    attendance_lists,
    circulars,
    deliveries,
    evidence,
    mail_health,
    orders,
    placing,
    reports,
    rota_orders,
    rotas,
)
from tests.crashes.world import AFTER, BEFORE, Facts, Killed, World, a_world, facts
from tests.factories import (
    A_PHOTO,
    APRIL,
    FRIDAY_MORNING,
    MONDAY,
    MONDAY_AFTERNOON,
    WEDNESDAY,
    a_draft,
    a_saved_draft,
    an_employee,
)
from tests.workflows.stage import JOKO, ORIGIN, RINA, SITI, UNIT, a_draft_order, a_form, an_order_of, decide, link_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIRST, LAST = date(2021, 5, 3), date(2021, 5, 7)
SOON = FRIDAY_MORNING + timedelta(seconds=1)
SITI_BOUNCED = Returned(an_employee().email or "", SOON, MailTrouble(Trouble.BOUNCED, SOON, "550 5.1.1"))
UPLOAD = "a" * 16
READS = ("Get", "BatchGet", "Query", "Head")

Blows = Callable[[int, str, str], None]


@dataclass(frozen=True)
class Scenario:
    """A use case: what stands before it, which is handed to the act; the act done again is the same act."""

    name: str
    prepare: Callable[[World], Any]
    act: Callable[[World, Any], object]


def an_asked_order(world: World) -> tuple[OrderId, str]:
    """An order whose approver was told, with what their link carries."""
    order = an_order_of(world.office)
    world.restart()
    return order, link_of(world.office, order)


def an_untold_order(world: World) -> list[str]:
    """An order of which nobody was told: its errands."""
    an_order_of(world.office)
    return pending(world)


def an_untold_approval(world: World) -> list[str]:
    """An approved order whose letter is still to be made, and of which nobody was told: its errands."""
    order, token = an_asked_order(world)
    decide(world.office, order, token=token)
    return pending(world)


def an_untold_bounce(world: World) -> list[str]:
    """Somebody whose mail came back, of which the secretary was not told, with mail that is to be held."""
    order, token = an_asked_order(world)
    mail_health.note_returned(world.office, SITI_BOUNCED, SOON)
    decide(world.office, order, Act.RETURN, token=token)
    return pending(world)


def a_marked_address(world: World) -> None:
    """Somebody whose mail came back, with a mail that is held."""
    an_untold_bounce(world)
    world.restart()


def a_drafted_rota(world: World) -> None:
    rotas.make(world.office, RINA, UNIT, FIRST, LAST, a_form("draft"), ORIGIN, FRIDAY_MORNING)


def a_decided_rota(act: Act) -> Callable[[World], OrderId]:
    """A published rota whose order for the unit is decided, and whose days are where publication left them."""

    def prepare(world: World) -> OrderId:
        a_drafted_rota(world)
        publish(world, None)
        about = {"unit": UNIT, "first": FIRST.isoformat(), "version": "1", "by": RINA.id}
        rota_orders.make_orders(world.office, about, SOON)
        (order, *_) = world.office.rotas.latest(UNIT, FIRST).orders or ()
        decide(world.office, order, act)
        world.restart()
        return order

    return prepare


def pending(world: World) -> list[str]:
    found = world.table.query("OUTBOX#PENDING", index=True).items
    return [item["PK"]["S"].removeprefix("OUTBOX#") for item in found]


def submit(world: World, _: None) -> object:
    return asking.submit(world.office, SITI, a_draft_order(), a_form("submit"), ORIGIN, FRIDAY_MORNING)


def deciding(act: Act) -> Callable[[World, tuple[OrderId, str]], object]:
    return lambda world, given: decide(world.office, given[0], act, token=given[1], sent=a_form("decide"))


def withdraw(world: World, given: tuple[OrderId, str]) -> object:
    return orders.withdraw(world.office, SITI, given[0], a_form("withdraw"), ORIGIN, FRIDAY_MORNING)


def deliver(world: World, entries: list[str]) -> object:
    """What the stream starts."""
    return [deliveries.deliver(world.backroom, entry, SOON) for entry in entries]


def bounce(world: World, _: tuple[OrderId, str]) -> object:
    """News of a mail, which comes again until a function took it in."""
    return mail_health.note_returned(world.office, SITI_BOUNCED, SOON)


def try_again(world: World, _: None) -> None:
    try:
        mail_health.try_again(world.office, RINA, SITI.id, ORIGIN, SOON)
    except Refusal as refused:
        if type(refused) is not Refusal:
            raise  # busy, or too late; the second time there is just no mark left


def end_circular(world: World, _: None) -> object:
    return circulars.end(world.office, JOKO, "se-2021", WEDNESDAY, 1, a_form("end"), ORIGIN, FRIDAY_MORNING)


def an_ended_circular(world: World) -> str:
    """A circular whose end has still to reach the opened months: what carries it there."""
    end_circular(world, None)
    world.restart()
    return world.office.records.read(register_key()).get(register_key()).adjustment


def follow(world: World, adjustment: str) -> None:
    """What the queue starts, again and again until it was done."""
    adjusting.apply(world.office, adjustment, SOON)


def publish(world: World, _: None) -> object:
    return rotas.publish(world.office, RINA, UNIT, FIRST, 1, a_form("publish"), ORIGIN, FRIDAY_MORNING)


def place(world: World, order: OrderId) -> None:
    """What the queue starts, again and again until it was done."""
    placing.place(world.office, order, SOON)


def a_day_with_evidence(world: World) -> None:
    """A home day whose report is typed, with a photo attached."""
    order, token = an_asked_order(world)
    decide(world.office, order, token=token)
    world.restart()
    load(world.table, [a_saved_draft()])
    world.office.files.save(f"evidence/incoming/{SITI.id}/{MONDAY}/{UPLOAD}", A_PHOTO, "image/jpeg")
    form = a_form("attach")
    evidence.attach(world.office, SITI, SITI.id, MONDAY, UPLOAD, "", form, ORIGIN, MONDAY_AFTERNOON)


def file(world: World, _: None) -> object:
    typed, form = a_draft(), a_form("file")
    return reports.file_report(world.office, SITI, MONDAY, typed, form, ORIGIN, MONDAY_AFTERNOON, seen=1)


def a_confirmed_export(world: World) -> None:
    """An export of attendance that is to be recorded."""
    at, confirmed = FRIDAY_MORNING, Status.CONFIRMED
    export = AttendanceList(id="export", by=RINA.id, by_name=RINA.name, at=at, unit=UNIT, steps=1, status=confirmed)
    load(world.table, [export])


def record_attendance(world: World, _: None) -> None:
    """What the queue starts, again and again until it was done; each world's bucket holds the plan."""
    days = (PlannedDay(FRIDAY_MORNING.date(), None, Presence(450, 960)),)
    plan = AttendancePlan((Entry(SITI.id, SITI.name, APRIL, days),))
    world.office.files.save_plan(attendance_lists.plan_name("export"), plan)
    attendance_lists.apply(world.office, "export", SOON)


PRESSED = [
    Scenario("submit", lambda _: None, submit),
    Scenario("approve", an_asked_order, deciding(Act.APPROVE)),
    Scenario("return", an_asked_order, deciding(Act.RETURN)),
    Scenario("withdraw", an_asked_order, withdraw),
    Scenario("bounce", an_asked_order, bounce),
    Scenario("try an address again", a_marked_address, try_again),
    Scenario("end a circular", lambda _: None, end_circular),
    Scenario("follow a circular", an_ended_circular, follow),
    Scenario("publish a rota", a_drafted_rota, publish),
    Scenario("carry its days", a_decided_rota(Act.APPROVE), place),
    Scenario("release its days", a_decided_rota(Act.REJECT), place),
    Scenario("file a report with evidence", a_day_with_evidence, file),
    Scenario("record attendance", a_confirmed_export, record_attendance),
]
"""What is done again by who did not see it done: a person, or the service that tells of bounces."""
SCENARIOS = [
    *PRESSED,
    Scenario("deliver a request", an_untold_order, deliver),
    Scenario("deliver a decision", an_untold_approval, deliver),
    Scenario("deliver a bounce", an_untold_bounce, deliver),
]


@dataclass(frozen=True)
class Undisturbed:
    """A world in which nothing goes wrong: what it comes to with the act and without, and the calls of the act."""

    before: World
    """As it is when the act begins."""
    given: Any
    done: Facts
    untouched: Facts
    calls: list[str]


def undisturbed(dynamodb: DynamoDBClient, scenario: Scenario, endpoint: str | None = None) -> Undisturbed:
    before = a_world(dynamodb, SOON, endpoint=endpoint)
    given = scenario.prepare(before)
    left = a_world(dynamodb, before.clock, like=before, endpoint=endpoint)
    left.restart()
    untouched = facts(left)
    world = a_world(dynamodb, before.clock, like=before, endpoint=endpoint)
    scenario.act(world, given)
    calls = list(world.fuse.calls)
    world.restart()
    assert not pending(world), "an undisturbed world does its errands"
    return Undisturbed(before, given, facts(world), untouched, calls)


def disturbed(right: Undisturbed, scenario: Scenario, blows: Blows, endpoint: str | None = None) -> tuple[World, bool]:
    """A world in which the act met with what `blows` does, and whether the act was acknowledged all the same."""
    world = a_world(right.before.table.client, right.before.clock, like=right.before, endpoint=endpoint)
    world.fuse.reset(blows)
    acknowledged = False
    with suppress(Killed, Busy, Stale, ReadTimeoutError):
        scenario.act(world, right.given)
        acknowledged = True
    world.fuse.reset()
    return world, acknowledged


def at(number: int, when: str, error: BaseException) -> Blows:
    """A fuse that raises at one call."""

    def blows(called: int, moment: str, _: str) -> None:
        if (called, moment) == (number, when):
            raise error

    return blows


def lost() -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url="https://aws.example")


def deaths(calls: list[str]) -> list[tuple[int, str]]:
    """Before the first call and after each."""
    return [(1, BEFORE), *((number, AFTER) for number in range(1, len(calls) + 1))]


def losses(calls: list[str]) -> list[tuple[int, str]]:
    """Each request lost on its way, and each answer of those that write."""
    answers = [(number, AFTER) for number, name in enumerate(calls, 1) if not name.startswith(READS)]
    return [*((number, BEFORE) for number in range(1, len(calls) + 1)), *answers]


def sent_often_enough(world: World) -> bool:
    """Each mail once, or once more where a worker was cut between sending it and saying so."""
    return all(times <= 2 for times in Tally(world.mails).values())
