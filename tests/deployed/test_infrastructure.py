"""What CloudFormation made of the package: doors, rights, records, event sources."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.deployed.instance import Instance
from tests.deployed.visitors import items, today
from tools.packaging import package

FUNCTIONS = ("api", "deliver", "sweep", "tick", "work", "bounce")


def test_unknown_path_is_answered_by_a_kind_page(deployment: Instance) -> None:
    answer = deployment.visit("/tidak/ada/di/sini")

    assert answer.status == 404
    assert answer.header("content-type") == "text/html; charset=utf-8"
    assert answer.header("cache-control") == "no-store"
    assert answer.header("x-frame-options") == "DENY"
    assert "Halaman tidak ditemukan" in answer.text
    assert 'href="/api/"' in answer.text


def test_unknown_method_is_answered_by_the_same_page(deployment: Instance) -> None:
    answer = deployment.visit("/", method="PATCH")

    assert answer.status == 404
    assert "Halaman tidak ditemukan" in answer.text


def test_the_address_stays_the_same_whatever_id_the_api_has(deployment: Instance) -> None:
    assert deployment.base_url == f"http://giliran.localhost:{deployment.emulator.port}/api"


def test_tables_expire_and_recover(deployment: Instance) -> None:
    dynamodb = deployment.clients.dynamodb()

    ttl = dynamodb.describe_time_to_live(TableName=deployment.table)["TimeToLiveDescription"]
    assert (ttl["AttributeName"], ttl["TimeToLiveStatus"]) == ("ttl", "ENABLED")
    for table in (deployment.table, deployment.trail):
        backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_main_table_has_one_index_and_a_stream_of_both_images(deployment: Instance) -> None:
    table = deployment.clients.dynamodb().describe_table(TableName=deployment.table)["Table"]

    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["index1"]
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_stream_brings_only_the_birth_of_outbox_entries(deployment: Instance) -> None:
    mappings = deployment.clients.functions().list_event_source_mappings(FunctionName=deployment.function("deliver"))
    (mapping,) = mappings["EventSourceMappings"]

    assert [json.loads(one["Pattern"]) for one in mapping["FilterCriteria"]["Filters"]] == [
        {"eventName": ["INSERT"], "dynamodb": {"Keys": {"PK": {"S": [{"prefix": "OUTBOX#"}]}}}}
    ]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"].rpartition(":")[2].startswith("giliran-DeadLetters")


def test_queue_waits_six_times_as_long_as_its_worker_may_run(deployment: Instance) -> None:
    url = deployment.deployed.queue_url
    queue = deployment.clients.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    worker = deployment.clients.functions().get_function_configuration(FunctionName=deployment.function("work"))

    assert int(queue["VisibilityTimeout"]) >= 6 * worker["Timeout"]
    assert json.loads(queue["RedrivePolicy"])["maxReceiveCount"] in (5, "5")


def test_link_keys_were_made_by_the_stack(deployment: Instance) -> None:
    secret = json.loads(
        deployment.clients.secrets().get_secret_value(SecretId=deployment.deployed.keys)["SecretString"]
    )

    assert secret["kid"] == "k001"
    assert len(secret["key"]) == 64


def test_each_function_has_a_role_of_its_own(deployment: Instance) -> None:
    functions = deployment.clients.functions()
    roles = {functions.get_function_configuration(FunctionName=deployment.function(name))["Role"] for name in FUNCTIONS}

    assert len(roles) == len(FUNCTIONS)


def test_no_function_carries_a_secret_in_its_environment(deployment: Instance) -> None:
    functions = deployment.clients.functions()
    for name in FUNCTIONS:
        variables = functions.get_function_configuration(FunctionName=deployment.function(name))["Environment"]
        assert variables["Variables"]["GILIRAN_KEYS"].startswith("arn:aws:secretsmanager:")


@pytest.mark.usefixtures("city")
def test_tick_hands_out_what_is_owed_at_the_moment_given(deployment: Instance) -> None:
    deployment.tick(datetime.now(UTC))

    handed_out = items(deployment, f"RUN#{today()}")
    assert {claim["job"]["S"] for claim in handed_out} == {"lapse"}
    assert len({claim["unit"]["S"] for claim in handed_out}) == 37


@pytest.mark.parametrize("function", ["Api", "Deliver", "Sweep", "Tick", "Work", "Bounce"])
def test_policies_name_their_resources(function: str) -> None:
    template = json.loads(package("local").template.read_text(encoding="utf-8"))
    role = "ApiHandlerRole" if function == "Api" else f"{function}Role"
    (policy,) = template["Resources"][role]["Properties"]["Policies"]

    for statement in policy["PolicyDocument"]["Statement"]:
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action]
        if statement["Action"] == ["ses:DeleteSuppressedDestination"]:
            continue  # SES's list of addresses belongs to the account: the action knows no resources
        for resource in _in_the_cloud(statement["Resource"]):
            text = json.dumps(resource)
            # A wildcard stands only for log streams of one group and for objects below one prefix.
            assert "*" not in text.replace(f'-{function.lower()}:*"', "").replace('/*"', "")
            assert text != '"*"'


def test_nobody_may_change_or_delete_what_stands_in_the_trail() -> None:
    template = json.loads(package("local").template.read_text(encoding="utf-8"))
    allowed = {
        action
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::Role"
        for statement in resource["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        if statement["Sid"] == "Trail"
        for action in statement["Action"]
    }

    assert allowed == {"dynamodb:PutItem", "dynamodb:Query"}


def _in_the_cloud(resource: object) -> list[object]:
    """The resources of a statement as they are in the cloud."""
    if isinstance(resource, dict) and "Fn::If" in resource:
        condition, in_the_cloud, _on_one_machine = resource["Fn::If"]
        assert condition == "InTheCloud"
        return list(in_the_cloud)
    return resource if isinstance(resource, list) else [resource]
