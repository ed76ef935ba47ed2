"""What arrives at the same moment counts once, through the gateway and the functions behind it."""

from __future__ import annotations

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.access import Session, hashed
from chalicelib.domain.people import Employee, EmployeeId, Unit, actor_of
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
APPROVERS, MEMBERS = 10, 6


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


@pytest.fixture(scope="module")
def teams(deployment: Instance, city: list[dict[str, str]]) -> list[tuple[Visitor, list[Visitor]]]:
    """Ten supervisors with six of their people each, signed in: one step, a circular without a cap on homes."""
    shown = {each["mail"] for each in city}
    units = [each for each in ROTA_UNITS if each not in METRO_UNITS and not each.startswith("SETDA")]
    found = [record_of(each, Employee) for unit in units for each in staff_items(deployment, unit)]
    by_id = {each.id: each for each in found}
    below: dict[str, list[Employee]] = {}
    for person in found:
        if person.email and person.supervisor in by_id and person.email not in shown:
            below.setdefault(str(person.supervisor), []).append(person)
    largest = sorted(below.items(), key=lambda team: -len(team[1]))[:APPROVERS]
    return [
        (signed_in(deployment, by_id[EmployeeId(boss)]), [signed_in(deployment, each) for each in team[:MEMBERS]])
        for boss, team in largest
    ]


def test_fifty_ask_while_ten_decide_and_everything_comes_out_right(
    deployment: Instance, teams: list[tuple[Visitor, list[Visitor]]]
) -> None:
    bosses = [boss for boss, _ in teams]
    asked = [team[0].ask("Yang diputuskan ketika lima puluh orang mengajukan") for _, team in teams]
    desks = [f"/desk/{path.rpartition('/')[2]}" for path in asked]
    requests = [(each, "/orders", each.request_form("Diajukan bersama")) for _, team in teams for each in team[1:]]
    decisions = [
        (boss, desk, [*hidden(boss.open(desk)), ("choice", "approve"), ("reason", "")])
        for boss, desk in zip(bosses, desks, strict=True)
    ]
    units = [order_item(deployment, path)["unit"]["S"] for path in asked]
    before = {unit: numbers(deployment, unit) for unit in units}

    jobs = [*requests, *decisions]
    with ThreadPoolExecutor(len(jobs)) as senders:
        answers = list(senders.map(lambda job: job[0].send(job[1], job[2]), jobs))

    assert (len(requests), len(decisions)) == (50, 10)
    assert Tally(answer.status for answer in answers) == {303: 60}
    sent = [deployment.path(answer.header("location") or "") for answer in answers[:50]]
    assert len(set(sent)) == 50
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
