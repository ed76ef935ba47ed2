"""What arrives at the same moment counts once, through the gateway and the functions behind it."""

from __future__ import annotations

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any

import pytest

from chalicelib.domain.access import Session, hashed
from chalicelib.domain.people import Employee, Unit, actor_of
from chalicelib.storage.codec import item_of, plain_of, record_of
from tests.deployed.instance import Answer, Instance
from tests.deployed.visitors import (
    Fields,
    Visitor,
    hidden,
    item,
    items,
    link_in,
    on_offer,
    order_item,
    request_mail,
    today,
)
from tools.city_history import ROTA_UNITS
from tools.city_rules import METRO_UNITS

SENDINGS = 6
ASKING, DECIDING = 50, 10
AT_ONCE = 12
"""Of sixty people at the door: the emulator starts a process of its own for each request that is open."""


def at_once(visitor: Visitor, path: str, forms: list[Fields]) -> list[Answer]:
    """The answers to forms that are sent together, each by a thread of its own."""
    with ThreadPoolExecutor(len(forms)) as senders:
        return list(senders.map(lambda form: visitor.send(path, form), forms))


def test_the_same_request_sent_six_times_at_once_is_one_order(deployment: Instance, people: dict[str, Visitor]) -> None:
    employee = people["pegawai"]
    form = employee.request_form("Menyusun laporan yang dikirim enam kali")

    answers = at_once(employee, "/orders", [form] * SENDINGS)

    assert {answer.status for answer in answers} == {303}
    (address,) = {answer.header("location") for answer in answers}
    assert dict(form)["dates"] not in on_offer(employee.open("/orders/new"))
    order = order_item(deployment, str(address))
    assert order["status"]["S"] == "submitted"
    assert len(items(deployment, order["PK"]["S"], "0", table=deployment.trail)) == 1
    asking = orders_asking(deployment, order["employee"]["S"], "Menyusun laporan yang dikirim enam kali")
    assert asking == [order["id"]["S"]]


@pytest.mark.usefixtures("an_empty_desk")
def test_two_approvals_by_one_link_at_once_are_one_decision(deployment: Instance, people: dict[str, Visitor]) -> None:
    employee, supervisor = people["pegawai"], people["atasan"]
    path = employee.ask("Memeriksa berkas yang disetujui dua kali")
    link = deployment.path(link_in(request_mail(deployment, supervisor.mail, path)))
    forms = [[*hidden(supervisor.open(link)), ("choice", "approve"), ("reason", "")] for _ in range(2)]
    unit = order_item(deployment, path)["unit"]["S"]
    before = serial(deployment, unit)

    answers = at_once(supervisor, link, forms)

    assert sorted(answer.status for answer in answers) == [303, 409]
    order = order_item(deployment, path)
    assert order["status"]["S"] == "approved"
    assert order["revision"]["N"] == "2"
    acts = [line["what"]["S"] for line in items(deployment, order["PK"]["S"], "0", table=deployment.trail)]
    assert acts == ["submit", "approve"]
    assert serial(deployment, unit) == before + 1


@dataclass(frozen=True)
class Crowd:
    """Ten supervisors, one of the people of each, and fifty others, all signed in."""

    supervisors: list[Visitor]
    theirs: list[Visitor]
    others: list[Visitor]


@pytest.fixture(scope="module")
def crowd(deployment: Instance, city: list[dict[str, str]]) -> Crowd:
    """People of units with one step and no cap on homes; nobody whom other tests sign in."""
    shown = {each["mail"] for each in city}
    units = [each for each in ROTA_UNITS if each not in METRO_UNITS and not each.startswith("SETDA")]
    found = [record_of(each, Employee) for unit in units for each in staff_items(deployment, unit)]
    by_id = {each.id: each for each in found}
    able = [each for each in found if each.email and each.email not in shown and each.supervisor in by_id]
    first = {each.supervisor: each for each in able if each.supervisor and not each.echelon}
    pairs = [(by_id[boss], person) for boss, person in first.items() if boss and by_id[boss].email not in shown]
    taken = {person.id for pair in pairs[:DECIDING] for person in pair}
    others = [each for each in able if each.id not in taken]
    return Crowd(
        [signed_in(deployment, boss) for boss, _ in pairs[:DECIDING]],
        [signed_in(deployment, person) for _, person in pairs[:DECIDING]],
        [signed_in(deployment, each) for each in others[:ASKING]],
    )


def test_fifty_ask_while_ten_decide_and_everything_comes_out_right(deployment: Instance, crowd: Crowd) -> None:
    asked = [each.ask("Yang diputuskan ketika lima puluh orang mengajukan") for each in crowd.theirs]
    desks = [f"/desk/{path.rpartition('/')[2]}" for path in asked]
    requests = [(each, "/orders", each.request_form("Diajukan bersama")) for each in crowd.others]
    decisions = [
        (boss, desk, [*hidden(boss.open(desk)), ("choice", "approve"), ("reason", "")])
        for boss, desk in zip(crowd.supervisors, desks, strict=True)
    ]
    units = [order_item(deployment, path)["unit"]["S"] for path in asked]
    before = {unit: numbers(deployment, unit) for unit in units}

    jobs = [*requests, *decisions]
    SystemRandom().shuffle(jobs)
    with ThreadPoolExecutor(AT_ONCE) as senders:
        answers = list(senders.map(lambda job: job[0].send(job[1], job[2]), jobs))

    assert (len(requests), len(decisions)) == (ASKING, DECIDING)
    assert Tally(answer.status for answer in answers) == {303: ASKING + DECIDING}
    shown = [deployment.path(answer.header("location") or "") for answer in answers]
    sent = [path for path in shown if path.startswith("/orders/")]
    assert len(set(sent)) == ASKING
    for path in sent:
        order = order_item(deployment, path)
        assert (order["status"]["S"], order["revision"]["N"]) == ("submitted", "1")
        (assignee,) = plain_of(order["steps"])[0]["assignees"]
        assert len(items(deployment, f"EMP#{assignee['id']}", f"WAIT#{order['id']['S']}")) == 1
    for path in asked:
        order = order_item(deployment, path)
        assert (order["status"]["S"], order["revision"]["N"]) == ("approved", "2")
    assert {unit: numbers(deployment, unit) - was for unit, was in before.items()} == Tally(units)


def numbers(deployment: Instance, unit: str) -> int:
    """The last letter number the unit gave this year, 0 for none."""
    key = {"PK": {"S": f"COUNTER#{unit}#{today().year}"}, "SK": {"S": "COUNTER"}}
    found = deployment.clients.dynamodb().get_item(TableName=deployment.table, Key=key, ConsistentRead=True)
    return int(found["Item"]["last"]["N"]) if "Item" in found else 0


def staff_items(deployment: Instance, unit: str) -> list[dict[str, Any]]:
    """Everyone of a unit."""
    listed = deployment.clients.dynamodb().query(
        TableName=deployment.table,
        IndexName="index1",
        KeyConditionExpression="GSI1PK = :staff",
        ExpressionAttributeValues={":staff": {"S": f"STAFF#{unit}"}},
    )
    return [dict(each) for each in listed["Items"]]


def signed_in(deployment: Instance, person: Employee) -> Visitor:
    """Somebody on a browser that typed its code this morning: sixty mails would prove nothing here."""
    at, secret = datetime.now(UTC), f"secret-of-{person.id}"
    unit = record_of(item(deployment, f"UNIT#{person.unit}", "UNIT"), Unit)
    session = Session(
        person.id, hashed(secret), actor_of(person, unit), "csrf-secret", "device", today(), at + timedelta(hours=8)
    )
    deployment.clients.dynamodb().put_item(TableName=deployment.table, Item=item_of(session))
    return Visitor(deployment, person.email or "", person.name, {"__Host-sesi": f"{person.id}.{secret}"})


def serial(deployment: Instance, unit: str) -> int:
    """The last letter number the unit gave this year."""
    return int(item(deployment, f"COUNTER#{unit}#{today().year}", "COUNTER")["last"]["N"])


def orders_asking(deployment: Instance, employee: str, task: str) -> list[str]:
    """The employee's orders that ask for a task."""
    listed = deployment.clients.dynamodb().query(
        TableName=deployment.table,
        IndexName="index1",
        KeyConditionExpression="GSI1PK = :orders",
        ExpressionAttributeValues={":orders": {"S": f"ORDERS#{employee}"}},
    )
    return [order["id"]["S"] for order in listed["Items"] if task in plain_of(order["tasks"])]
