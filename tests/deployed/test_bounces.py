"""What the mail service tells reaches the secretary's page; what cannot be read is set aside and stops nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Browser

from tests.deployed.instance import Instance
from tests.deployed.visitors import Visitor, code_in, new_page
from tools.bounce import SUBJECT, bounce_news, publish


def dead_letters(deployment: Instance) -> list[str]:
    """What lies in the dead-letter queue, which is left there."""
    sqs, url = deployment.clients.sqs(), deployment.deployed.dead_letters_url
    found: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for each in messages:
            found.append(each["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return found


def test_a_bounce_is_seen_by_the_secretary_and_the_person_who_confirms_another_address(
    deployment: Instance, people: dict[str, Visitor], browser: Browser
) -> None:
    employee, secretary = people["pegawai"], people["sekretaris"]
    before = deployment.mails(secretary.mail)
    theirs = new_page(browser, employee)
    theirs.goto(f"{deployment.base_url}/address")
    assert "tidak sampai" not in theirs.content()

    publish(deployment.deployed, "Successfully validated SNS topic for Amazon SES event publishing.")
    publish(deployment.deployed, bounce_news(employee.mail, datetime.now(UTC), "Transient"))
    publish(deployment.deployed, bounce_news(employee.mail, datetime.now(UTC)))

    told = deployment.await_mail(secretary.mail, "tidak sampai", but=before)
    assert employee.name in told.subject
    assert "550 5.1.1 unknown" in told.text
    keeping = new_page(browser, secretary)
    keeping.goto(f"{deployment.base_url}/staff")
    assert employee.mail in keeping.locator("main").inner_text()

    theirs.goto(f"{deployment.base_url}/")
    theirs.get_by_role("link", name="Periksa alamat surel Anda").click()
    assert "ditolak" in theirs.content() or "menolak" in theirs.content()
    another = f"baru.{employee.mail}"
    theirs.get_by_label("Alamat surel dinas").fill(another)
    theirs.get_by_role("button", name="Kirim kode").click()
    mail = deployment.await_mail(another, "Kode konfirmasi")
    theirs.get_by_label("Kode delapan angka").fill(code_in(mail))
    theirs.get_by_role("button", name="Konfirmasi alamat").click()
    theirs.wait_for_load_state()
    assert another in theirs.locator("main").inner_text()
    assert "tidak sampai" not in theirs.content()

    theirs.goto(f"{deployment.base_url}/my-trail")
    trail = theirs.locator("main").inner_text()
    assert "Mengonfirmasi alamat surel" in trail
    assert "Surel ditolak server penerima" in trail

    back(theirs, deployment, employee.mail)
    keeping.goto(f"{deployment.base_url}/staff")
    assert another not in keeping.locator("main").inner_text()
    theirs.context.close()
    keeping.context.close()


def back(page: Any, deployment: Instance, email: str) -> None:
    """The person has the address again that the other tests know."""
    before = deployment.mails(email)
    page.goto(f"{deployment.base_url}/address")
    page.get_by_label("Alamat surel dinas").fill(email)
    page.get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode delapan angka").fill(code_in(deployment.await_mail(email, "Kode konfirmasi", but=before)))
    page.get_by_role("button", name="Konfirmasi alamat").click()
    page.wait_for_load_state()
    assert email in page.locator("main").inner_text()


def test_news_that_cannot_be_read_ends_in_the_dead_letter_queue(deployment: Instance) -> None:
    dead_letters(deployment)
    functions = deployment.clients.functions()
    told = {"Sns": {"Message": "tidak terbaca", "Subject": SUBJECT, "MessageAttributes": {}}}

    # As SNS hands it over in the cloud; the emulator's SNS neither retries nor sets aside.
    functions.invoke(
        FunctionName=deployment.function("bounce"),
        InvocationType="Event",
        Payload=json.dumps({"Records": [told]}).encode(),
    )

    found = deployment.eventually(lambda: dead_letters(deployment), "dead letter", 60)
    assert any("tidak terbaca" in letter for letter in found)


@contextmanager
def an_unreadable_errand(deployment: Instance) -> Iterator[dict[str, Any]]:
    """An entry of the outbox that is none, due before all others."""
    early = f"{(datetime.now(UTC) - timedelta(days=1)).timestamp():015.3f}"
    key = {"PK": {"S": "OUTBOX#rusak"}, "SK": {"S": "OUTBOX"}}
    dynamodb = deployment.clients.dynamodb()
    place = {"GSI1PK": {"S": "OUTBOX#PENDING"}, "GSI1SK": {"S": early}}
    dynamodb.put_item(TableName=deployment.table, Item={**key, **place})
    try:
        yield key
    finally:
        dynamodb.delete_item(TableName=deployment.table, Key=key)


def test_an_errand_that_cannot_be_read_blocks_nothing_and_is_set_aside(
    deployment: Instance, people: dict[str, Visitor]
) -> None:
    with an_unreadable_errand(deployment) as key:
        visitor = Visitor(deployment, people["atasan"].mail, people["atasan"].name)
        visitor.enter_code(visitor.ask_for_code())

        def aside() -> bool:
            found = deployment.clients.dynamodb().get_item(TableName=deployment.table, Key=key)
            return found["Item"]["GSI1PK"]["S"] == "OUTBOX#UNREADABLE"

        assert deployment.eventually(aside, "unreadable errand set aside", 150)


def test_a_stream_record_that_cannot_be_read_comes_back_by_its_number(deployment: Instance) -> None:
    record = {"eventName": "INSERT", "dynamodb": {"Keys": {"PK": {"B": "x"}}, "SequenceNumber": "111"}}
    fine = {
        "eventName": "INSERT",
        "dynamodb": {"Keys": {"PK": {"S": "OUTBOX#tiada"}}, "SequenceNumber": "112"},
    }

    answer: Any = deployment.clients.functions().invoke(
        FunctionName=deployment.function("deliver"), Payload=json.dumps({"Records": [record, fine]}).encode()
    )

    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read()) == {"batchItemFailures": [{"itemIdentifier": "111"}]}


def test_the_stream_splits_retries_and_gives_up_on_what_cannot_be_read(deployment: Instance) -> None:
    mappings = deployment.clients.functions().list_event_source_mappings(FunctionName=deployment.function("deliver"))
    mapping: Any = mappings["EventSourceMappings"][0]

    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 3
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"].rpartition(":")[2].startswith("giliran-DeadLetters")
