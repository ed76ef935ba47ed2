"""Each function may do its own work and no more, and mail that SES refuses is not lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace
from playwright.sync_api import Browser

from chalicelib.domain.outbox import MOST_ATTEMPTS, Delivery, Errand, OutboxEntry
from chalicelib.storage.codec import item_of, record_of
from tests.deployed.instance import Instance
from tests.deployed.visitors import Visitor, errands, new_page, order_item, request_mail
from tools.emulator import CREDENTIALS
from tools.places import REGION
from tools.tick import scheduled_event

FUNCTIONS = ("api", "deliver", "sweep", "tick", "work", "bounce")
TRAIL_KEY = {"PK": {"S": "ORDER#nobody"}, "SK": {"S": "00000001"}}

Clients = Callable[[str], Any]


@pytest.fixture(scope="module")
def as_function(deployment: Instance) -> Callable[[str], Clients]:
    """AWS clients with the rights that a function has, by the function's name."""
    known: dict[str, dict[str, str]] = {}

    def clients(function: str) -> Clients:
        if function not in known:
            known[function] = credentials(deployment, function)
        return partial(_client, **_place(deployment), **known[function])

    return clients


def credentials(deployment: Instance, function: str) -> dict[str, str]:
    """Credentials of a function's role, which trusts us for as long as it takes to get them."""
    configuration = deployment.clients.functions().get_function_configuration(
        FunctionName=deployment.function(function)
    )
    role = configuration["Role"]
    name = role.rpartition("/")[2]
    iam = _client("iam", **_place(deployment), **CREDENTIALS)
    trusted = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    ours = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(
        RoleName=name, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [ours]})
    )
    try:
        sts = _client("sts", **_place(deployment), **CREDENTIALS)
        given = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    finally:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trusted))
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def _client(service: str, **settings: Any) -> Any:
    return boto3.client(cast(Any, service), **settings)


def _place(deployment: Instance) -> dict[str, Any]:
    return {"endpoint_url": deployment.endpoint, "region_name": REGION}


def refusal(act: Callable[[], Any]) -> str:
    """The error code an act is refused with, "" when it is allowed."""
    try:
        act()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_can_change_or_delete_what_stands_in_the_trail(
    deployment: Instance, as_function: Callable[[str], Clients], function: str
) -> None:
    dynamodb = as_function(function)("dynamodb")
    line = {"TableName": deployment.trail, "Key": TRAIL_KEY}
    update = {**line, "UpdateExpression": "SET who_name = :who", "ExpressionAttributeValues": {":who": {"S": "x"}}}

    assert refusal(lambda: dynamodb.delete_item(**line)) == "AccessDeniedException"
    assert refusal(lambda: dynamodb.update_item(**update)) == "AccessDeniedException"
    in_bulk = {deployment.trail: [{"DeleteRequest": {"Key": TRAIL_KEY}}]}
    assert refusal(lambda: dynamodb.batch_write_item(RequestItems=in_bulk)) == "AccessDeniedException"
    together = [{"Delete": line}]
    assert refusal(lambda: dynamodb.transact_write_items(TransactItems=together)) == "AccessDeniedException"
    assert refusal(lambda: dynamodb.delete_table(TableName=deployment.trail)) == "AccessDeniedException"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_may_do_its_own_work(
    deployment: Instance, as_function: Callable[[str], Clients], function: str
) -> None:
    dynamodb = as_function(function)("dynamodb")
    key = {"PK": {"S": "CITY"}, "SK": {"S": "CIRCULARS"}}

    assert refusal(lambda: dynamodb.get_item(TableName=deployment.table, Key=key)) == ""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_reads_a_whole_table(
    deployment: Instance, as_function: Callable[[str], Clients], function: str
) -> None:
    dynamodb = as_function(function)("dynamodb")

    for table in (deployment.table, deployment.trail):
        assert refusal(lambda table=table: dynamodb.scan(TableName=table, Limit=1)) == "AccessDeniedException"  # type: ignore[misc]


def test_pages_send_no_mail_themselves(as_function: Callable[[str], Clients]) -> None:
    ses = as_function("api")("sesv2")

    denied = refusal(
        lambda: ses.send_email(
            FromEmailAddress="giliran@example.go.id",
            Destination={"ToAddresses": ["siapa.saja@example.go.id"]},
            Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
        )
    )

    assert denied.startswith("AccessDenied")


@pytest.mark.parametrize("function", ["tick", "work", "bounce"])
def test_functions_that_need_no_keys_cannot_read_them(
    deployment: Instance, as_function: Callable[[str], Clients], function: str
) -> None:
    secrets = as_function(function)("secretsmanager")

    assert refusal(lambda: secrets.get_secret_value(SecretId=deployment.deployed.keys)) == "AccessDeniedException"


@pytest.mark.parametrize(("function", "place"), [("api", "elsewhere"), ("deliver", "summaries"), ("work", "letters")])
def test_files_are_written_only_where_the_function_keeps_its_own(
    deployment: Instance, as_function: Callable[[str], Clients], function: str, place: str
) -> None:
    s3 = as_function(function)("s3")

    assert refusal(lambda: s3.put_object(Bucket=deployment.bucket, Key=f"{place}/x", Body=b"")) == "AccessDenied"


@contextmanager
def refusing_mail(deployment: Instance) -> Iterator[None]:
    """SES in its sandbox: it accepts mail for no address but verified ones, and nobody's is."""
    ses = deployment.clients.ses()
    about: Any = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.go.id"}
    ses.put_account_details(**about, ProductionAccessEnabled=False)
    try:
        yield
    finally:
        ses.put_account_details(**about, ProductionAccessEnabled=True)


@pytest.mark.usefixtures("an_empty_desk")
def test_refused_mail_is_retried_then_parked_then_sent_when_the_administrator_says_so(
    deployment: Instance, people: dict[str, Visitor], browser: Browser
) -> None:
    page = new_page(browser, people["administrator"])
    with refusing_mail(deployment):
        path = people["pegawai"].ask("Menyusun surat yang tertahan")
        first = deployment.eventually(lambda: failed_request(deployment, path), "refused attempt")
        assert first.delivery is Delivery.PENDING
        assert first.next_attempt > first.created_at
        assert "MessageRejected" in first.failure

        parked = deployment.eventually(lambda: tried_until_parked(deployment, path), "parked mail", 120)
        assert parked.attempts == MOST_ATTEMPTS
        page.goto(f"{deployment.base_url}/outbox")
        card = page.locator("main section, main li").filter(has=page.locator(f"form[action$='{parked.id}']"))
        assert "Permohonan kepada atasan" in card.inner_text()
        assert f"dicoba {MOST_ATTEMPTS} kali" in card.inner_text()

    card.get_by_role("button", name="Kirim lagi").click()
    page.wait_for_load_state()
    assert page.locator(f"form[action$='{parked.id}']").count() == 0
    sweep(deployment)
    mail = request_mail(deployment, people["atasan"].mail, path)
    assert people["pegawai"].name in mail.text
    page.context.close()


def request_entry(deployment: Instance, order_path: str) -> OutboxEntry:
    """The errand that asks for a decision on the order."""
    order = order_item(deployment, order_path)["id"]["S"]
    found = [record_of(each, OutboxEntry) for each in errands(deployment)]
    (entry,) = [e for e in found if e.errand is Errand.ORDER_SUBMITTED and e.about["order"] == order]
    return entry


def failed_request(deployment: Instance, order_path: str) -> OutboxEntry | None:
    """The errand after an attempt failed, None before."""
    entry = request_entry(deployment, order_path)
    return entry if entry.failure else None


def tried_until_parked(deployment: Instance, order_path: str) -> OutboxEntry | None:
    """One attempt more, made due now, of which only the last two are waited for; the errand once it is parked."""
    entry = request_entry(deployment, order_path)
    if entry.delivery is Delivery.PARKED:
        return entry
    overdue = datetime.now(UTC) - timedelta(seconds=1)
    due = item_of(replace(entry, next_attempt=overdue, attempts=max(entry.attempts, MOST_ATTEMPTS - 2)))
    another_sweep_holds_it = refusal(
        lambda: deployment.clients.dynamodb().put_item(
            TableName=deployment.table,
            Item=due,
            ConditionExpression="revision = :seen",
            ExpressionAttributeValues={":seen": due["revision"]},
        )
    )
    if not another_sweep_holds_it:
        sweep(deployment)
    return None


def sweep(deployment: Instance) -> None:
    """The sweep that runs every minute, now."""
    event = json.dumps(scheduled_event(datetime.now(UTC))).encode()
    answer = deployment.clients.functions().invoke(FunctionName=deployment.function("sweep"), Payload=event)
    assert "FunctionError" not in answer, answer["Payload"].read()
