"""What arrives at the same moment counts once, through the gateway and the functions behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from chalicelib.storage.codec import plain_of
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

SENDINGS = 6


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
