"""A package on its way into a stack: uploaded, planned as a change set, carried out, followed to its end.

    upload ─► change set ─► (shown, confirmed) ─► executed ─► events until it has ended

The same way for the emulator behind `make run` and for AWS behind `make deploy`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tools.aws import Clients
from tools.packaging import Package

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import DescribeChangeSetOutputTypeDef, StackEventTypeDef
    from mypy_boto3_s3 import S3Client

_UNCHANGED: Final = ("didn't contain changes", "No updates are to be performed")
"""How CloudFormation says that there is nothing to do; which of the two depends on what was compared."""
_DONE: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
_UNBORN: Final = (None, "REVIEW_IN_PROGRESS")
"""There is no stack, or only one that a change set has announced."""
_CANCELLED: Final = "cancelled"
"""In the reasons of resources that failed only because another one did."""

REMOVE_FIRST: Final = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
"""States of a stack that never came to be, or went only in part: it takes no changes any more."""
ADVICE: Final = {
    "UPDATE_ROLLBACK_COMPLETE": "Everything is as it was before. Mend the cause and deploy again.",
    "UPDATE_ROLLBACK_FAILED": "Going back failed as well. Mend what the reason names, then finish going back:\n"
    "  aws cloudformation continue-update-rollback --stack-name {stack}",
}
_REMOVE: Final = (
    "The stack never came to be. Mend the cause, remove what is left of it, and deploy again:\n"
    "  aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name {stack}\n"
    "  aws cloudformation delete-stack --stack-name {stack}"
)


class DeploymentError(Exception):
    """The stack could not be made; the message names the resource, the reason and what to do."""


@dataclass(frozen=True)
class Change:
    """What happens to one resource. `replaced` is "True", "False" or "Conditional", "" where it does not apply."""

    action: str
    resource: str
    kind: str
    replaced: str = ""


@dataclass(frozen=True)
class Plan:
    """A change set that waits to be carried out; without changes there is nothing to carry out."""

    stack: str
    name: str
    changes: tuple[Change, ...]


def uploads(clients: Clients, stack: str) -> str:
    """The bucket that packages are uploaded to, made when it is missing: private and encrypted; its name."""
    bucket = f"{stack}-deployments-{clients.account()}-{clients.region}"
    s3 = clients.s3()
    try:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": clients.region})  # type: ignore[typeddict-item]
    except s3.exceptions.BucketAlreadyOwnedByYou:
        return bucket
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
    )
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    )
    return bucket


def upload_code(s3: S3Client, bucket: str, package: Package) -> str:
    """Put the zip into the bucket under its hash unless it is there; its key."""
    key = f"{package.code_hash()}.zip"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.upload_file(str(package.code), bucket, key)
    return key


def template_of(package: Package, bucket: str, key: str) -> dict[str, Any]:
    """The package's template, whose functions run from the uploaded zip."""
    template: dict[str, Any] = json.loads(package.template.read_text(encoding="utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return template


def upload_template(s3: S3Client, bucket: str, template: Mapping[str, Any]) -> str:
    """Put a template into the bucket under its hash; its address, with the bucket in the path."""
    body = json.dumps(template, sort_keys=True).encode()
    key = f"{hashlib.sha256(body).hexdigest()}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=body)
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"


def status_of(stacks: CloudFormationClient, stack: str) -> str | None:
    """The state a stack is in, None when there is none."""
    try:
        return stacks.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def outputs_of(stacks: CloudFormationClient, stack: str) -> dict[str, str]:
    """What a deployed stack says about itself. Raises DeploymentError when there is none."""
    try:
        found = stacks.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        raise DeploymentError(f"There is no stack {stack}: {error}") from error
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def plan(stacks: CloudFormationClient, stack: str, template_url: str, parameters: Mapping[str, str]) -> Plan:
    """What a template would change in a stack, which may still have to be made. Raises DeploymentError."""
    status = status_of(stacks, stack)
    if status in REMOVE_FIRST | {"UPDATE_ROLLBACK_FAILED"}:
        raise DeploymentError(f"The stack {stack} is in the state {status}.\n{advice(status or '', stack)}")
    if status not in _UNBORN and (status or "").endswith("_IN_PROGRESS"):
        raise DeploymentError(f"The stack {stack} is being changed by somebody else ({status}). Wait until it is done.")
    name = stacks.create_change_set(
        StackName=stack,
        ChangeSetName=f"deploy-{time.time_ns()}",
        ChangeSetType="CREATE" if status in _UNBORN else "UPDATE",
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )["Id"]
    made = _made(stacks, stack, name)
    if made["Status"] == "FAILED":
        stacks.delete_change_set(StackName=stack, ChangeSetName=name)
        reason = made.get("StatusReason", "")
        if any(sentence in reason for sentence in _UNCHANGED):
            return Plan(stack, name, ())
        raise DeploymentError(f"CloudFormation cannot plan this change: {reason}")
    return Plan(stack, name, tuple(_changes(stacks, stack, name)))


def discard(stacks: CloudFormationClient, planned: Plan) -> None:
    """Forget a plan that nobody wants."""
    stacks.delete_change_set(StackName=planned.stack, ChangeSetName=planned.name)


def carry_out(
    stacks: CloudFormationClient, planned: Plan, *, every: float, say: Callable[[str], object] = lambda _line: None
) -> None:
    """Execute a plan and follow it to its end, a line for each event; `every` is in seconds.

    Raises DeploymentError with the first failure's reason.
    """
    seen = {event["EventId"] for event in _events(stacks, planned.stack)}
    stacks.execute_change_set(StackName=planned.stack, ChangeSetName=planned.name)
    failures: list[str] = []
    while True:
        fresh = [event for event in _events(stacks, planned.stack) if event["EventId"] not in seen]
        # They come newest first.
        for event in reversed(fresh):
            seen.add(event["EventId"])
            say(_line_of(event))
            if _is_failure(event):
                failures.append(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}")
        ended = next((each["ResourceStatus"] for each in fresh if _ends(each, planned.stack)), None)
        if ended in _DONE:
            return
        if ended:
            first = failures[0] if failures else "no resource says why"
            raise DeploymentError(
                f"The stack {planned.stack} ended as {ended}.\n{first}\n{advice(ended, planned.stack)}"
            )
        time.sleep(every)


def advice(status: str, stack: str) -> str:
    """What to do about a stack that ended in such a state."""
    fallback = _REMOVE if status in REMOVE_FIRST else "Look at its events in the console."
    return ADVICE.get(status, fallback).format(stack=stack)


def _made(stacks: CloudFormationClient, stack: str, name: str) -> DescribeChangeSetOutputTypeDef:
    """The change set once CloudFormation has worked it out."""
    while True:
        described = stacks.describe_change_set(StackName=stack, ChangeSetName=name)
        if described["Status"] in ("CREATE_COMPLETE", "FAILED"):
            return described
        time.sleep(1)


def _changes(stacks: CloudFormationClient, stack: str, name: str) -> Iterator[Change]:
    for page in stacks.get_paginator("describe_change_set").paginate(StackName=stack, ChangeSetName=name):
        for each in page.get("Changes", []):
            found = each["ResourceChange"]
            replaced = found.get("Replacement", "") if found["Action"] == "Modify" else ""
            yield Change(found["Action"], found["LogicalResourceId"], found["ResourceType"], replaced)


def _events(stacks: CloudFormationClient, stack: str) -> list[StackEventTypeDef]:
    pages = stacks.get_paginator("describe_stack_events").paginate(StackName=stack)
    return [event for page in pages for event in page["StackEvents"]]


def _ends(event: StackEventTypeDef, stack: str) -> bool:
    """Whether an event is the stack's own last one."""
    return event["LogicalResourceId"] == stack and not event["ResourceStatus"].endswith("_IN_PROGRESS")


def _is_failure(event: StackEventTypeDef) -> bool:
    return event["ResourceStatus"].endswith("_FAILED") and _CANCELLED not in event.get("ResourceStatusReason", "")


def _line_of(event: StackEventTypeDef) -> str:
    reason = event.get("ResourceStatusReason", "")
    told = f"  {event['ResourceStatus']:<38}{event['LogicalResourceId']}"
    return f"{told}  {reason}" if reason and _is_failure(event) else told
