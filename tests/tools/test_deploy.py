"""Bringing a package into an account: what is shown, what is refused, how it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest

from tests.tools.cloud import FakeClients, FakeStacks, a_change, an_event
from tools import deploy, packaging, stack, stages
from tools.packaging import Package
from tools.stack import Change, DeploymentError
from tools.stages import Stage, check_parameters, stage_of

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "City": {"Type": "String", "Description": "The city's name."},
        "Sender": {"Type": "String"},
        "PublicUrl": {"Type": "String", "Default": ""},
        "Certificate": {"Type": "String", "Default": ""},
        "Lock": {"Type": "String", "Default": "on"},
    },
    "Resources": {
        "Api": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}},
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
    },
}
PARAMETERS = {"City": "Pekanbaru", "Sender": "noreply@giliran.example.go.id"}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    made = Package("prod", tmp_path)
    made.code.write_bytes(b"a zip")
    made.template.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    return made


def a_stage(**parameters: str) -> Stage:
    return Stage(Path("stage-prod.json"), "giliran", "ap-southeast-3", PARAMETERS | parameters)


def bring(stacks: FakeStacks, package: Package, *, agrees: bool = True, **parameters: str) -> FakeClients:
    clients = FakeClients(stacks)
    deploy.deploy(a_stage(**parameters), cast(Any, clients), package, lambda: agrees, every=0)
    return clients


def test_a_new_stack_is_made_from_the_uploaded_package_and_protected(package: Package) -> None:
    stacks = FakeStacks()
    clients = bring_new(stacks, package)

    assert stacks.asked == ["create", "execute"]
    assert stacks.planned["ChangeSetType"] == "CREATE"
    assert {"ParameterKey": "City", "ParameterValue": "Pekanbaru"} in stacks.planned["Parameters"]
    assert clients.bucket.made == ["giliran-deployments-123456789012-ap-southeast-3"]
    assert clients.bucket.settings["blocked"]
    assert clients.bucket.settings["encrypted"]
    assert clients.bucket.settings["versioning"] == "Enabled"
    assert f"{package.code_hash()}.zip" in clients.bucket.keys
    assert stacks.planned["TemplateURL"].startswith("https://s3.ap-southeast-3.amazonaws.com/giliran-deployments-")
    assert stacks.is_protected
    assert json.loads(stacks.policy)["Statement"][1]["Effect"] == "Deny"


def bring_new(stacks: FakeStacks, package: Package) -> FakeClients:
    """A stack that is there once its change set was executed."""
    execute = stacks.execute_change_set

    def executed(**asked: Any) -> None:
        execute(**asked)
        stacks.status = "CREATE_COMPLETE"

    stacks.execute_change_set = executed  # type: ignore[method-assign]
    return bring(stacks, package)


def test_an_update_says_what_changes_and_where_it_answers(package: Package, capsys: pytest.CaptureFixture[str]) -> None:
    stacks = FakeStacks("CREATE_COMPLETE")
    stacks.changes = [a_change("Modify", "APIHandler", "AWS::Lambda::Function", "False")]
    stacks.to_come = [[], [an_event("APIHandler", "UPDATE_COMPLETE")], [an_event("giliran", "UPDATE_COMPLETE")]]
    bring(stacks, package)

    said = capsys.readouterr().out
    assert stacks.planned["ChangeSetType"] == "UPDATE"
    assert "modify  APIHandler  AWS::Lambda::Function  False" in said
    assert "UPDATE_COMPLETE                       APIHandler" in said
    assert "make smoke URL=https://giliran.example.go.id" in said
    assert "!!!" not in said


def test_nothing_runs_before_somebody_agrees(package: Package) -> None:
    stacks = FakeStacks("CREATE_COMPLETE")
    with pytest.raises(DeploymentError, match=r"Nothing was changed\."):
        bring(stacks, package, agrees=False)

    assert stacks.asked == ["create", "delete"]


@pytest.mark.parametrize(
    "reason",
    ["The submitted information didn't contain changes. Submit different ...", "No updates are to be performed."],
)
def test_without_changes_it_says_so(package: Package, capsys: pytest.CaptureFixture[str], reason: str) -> None:
    stacks = FakeStacks("UPDATE_COMPLETE")
    stacks.refusal = reason
    bring(stacks, package)

    assert "Nothing would change" in capsys.readouterr().out
    assert stacks.asked == ["create", "delete"]
    assert stacks.is_protected


def test_a_change_that_cannot_be_planned_is_refused_with_its_reason(package: Package) -> None:
    stacks = FakeStacks("UPDATE_COMPLETE")
    stacks.refusal = "Parameters: [Certificate] must be ..."
    with pytest.raises(DeploymentError, match="Certificate"):
        bring(stacks, package)


def test_the_first_failure_is_told_and_not_what_it_dragged_along(package: Package) -> None:
    stacks = FakeStacks("UPDATE_COMPLETE")
    stacks.to_come = [
        [
            an_event("Trail", "UPDATE_FAILED", "Resource update cancelled"),
            an_event("Keys", "UPDATE_FAILED", "no right to tag"),
        ],
        [an_event("giliran", "UPDATE_ROLLBACK_IN_PROGRESS")],
        [an_event("giliran", "UPDATE_ROLLBACK_COMPLETE")],
    ]
    with pytest.raises(DeploymentError) as failure:
        bring(stacks, package)

    assert "ended as UPDATE_ROLLBACK_COMPLETE" in str(failure.value)
    assert "Keys: no right to tag" in str(failure.value)
    assert "cancelled" not in str(failure.value)
    assert "as it was before" in str(failure.value)
    assert not stacks.is_protected


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("ROLLBACK_COMPLETE", "delete-stack --stack-name giliran"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name giliran"),
        ("UPDATE_IN_PROGRESS", "somebody else"),
    ],
)
def test_a_stack_that_takes_no_changes_is_explained(package: Package, status: str, advice: str) -> None:
    stacks = FakeStacks(status)
    with pytest.raises(DeploymentError, match=advice):
        bring(stacks, package)

    assert stacks.asked == []


def test_an_unlocked_stage_is_left_unprotected(package: Package) -> None:
    stacks = FakeStacks("CREATE_COMPLETE")
    bring(stacks, package, Lock="off")

    assert not stacks.is_protected
    assert stacks.policy == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("Modify", "Table", "AWS::DynamoDB::Table", "True"), "A new, EMPTY table"),
        (Change("Remove", "Trail", "AWS::DynamoDB::Table"), "would leave the stack"),
        (Change("Modify", "Bucket", "AWS::S3::Bucket", "Conditional"), "might be replaced"),
        (Change("Remove", "Keys", "AWS::SecretsManager::Secret"), "secret with the keys"),
    ],
)
def test_what_would_take_records_away_is_said_loudly(change: Change, words: str) -> None:
    assert any(line.startswith("!") and words in line for line in deploy.table([change]))


@pytest.mark.parametrize(
    "change",
    [
        Change("Modify", "Table", "AWS::DynamoDB::Table", "False"),
        Change("Add", "Table", "AWS::DynamoDB::Table"),
        Change("Remove", "RestAPIDeployment", "AWS::ApiGateway::Deployment"),
    ],
)
def test_what_takes_nothing_away_is_no_warning(change: Change) -> None:
    assert deploy.warning_of(change) == ""


def test_the_stacks_policy_guards_everything_that_holds_records() -> None:
    template = packaging.resources()["Resources"]
    holding = {name for name, each in template.items() if each.get("Type") in deploy.HOLDS_RECORDS}
    (_allowed, denied) = json.loads(deploy.POLICY.read_text(encoding="utf-8"))["Statement"]

    assert set(denied["Resource"]) == {f"LogicalResourceId/{name}" for name in holding}
    assert set(denied["Action"]) == {"Update:Replace", "Update:Delete"}
    assert holding == {"Table", "Trail", "Bucket", "Keys"}
    for name in holding:
        assert template[name]["DeletionPolicy"] == "RetainExceptOnCreate"
        assert template[name]["UpdateReplacePolicy"] == "Retain"


def test_every_wrong_parameter_is_named_at_once() -> None:
    stage = Stage(
        Path("stage-prod.json"), "giliran", "ap-southeast-3", {"Sender": "", "Kota": "x", "Certificate": "arn:x"}
    )
    with pytest.raises(DeploymentError) as failure:
        check_parameters(stage, TEMPLATE)

    for words in ("City is missing: The city's name.", "Sender is missing", "Kota is no parameter", "needs PublicUrl"):
        assert words in str(failure.value)


def test_the_example_is_a_stage_the_template_takes() -> None:
    example = stage_of("example")

    check_parameters(example, packaging.resources())
    assert (example.stack, example.region) == ("giliran", "ap-southeast-3")
    assert example.is_locked


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cp .chalice/stage-example.json .chalice/stage-prod.json"),
        ("{", "is not JSON"),
        ("{}", 'needs "parameters"'),
        ('{"parameters": {"City": 1}}', 'needs "parameters"'),
        ('{"parameters": {}, "regoin": "x"}', "regoin, which nobody reads"),
    ],
)
def test_a_stage_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: str | None, words: str) -> None:
    if content is not None:
        (tmp_path / "stage-prod.json").write_text(content, encoding="utf-8")
    with pytest.raises(DeploymentError) as failure:
        stages.stage_of("prod", tmp_path)

    assert words in str(failure.value)


def test_a_package_is_uploaded_once(package: Package) -> None:
    clients = FakeClients(FakeStacks())
    bucket = stack.uploads(cast(Any, clients), "giliran")
    for _ in range(2):
        stack.upload_code(cast(Any, clients.bucket), bucket, package)
    stack.uploads(cast(Any, clients), "giliran")

    assert len(clients.bucket.keys) == 1
    assert clients.bucket.made == [bucket]


class Terminal(StringIO):
    """Somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "typed", "agreed"),
    [
        ("yes", StringIO(), True),
        ("y", StringIO(), False),
        ("", StringIO("yes\n"), False),
        ("", Terminal("yes\n"), True),
        ("", Terminal("y\n"), False),
    ],
)
def test_only_yes_agrees_and_only_who_can_type_is_asked(answer: str, typed: StringIO, agreed: bool) -> None:
    assert deploy.asked(answer, typed) is agreed
