"""`make deploy STAGE=prod`: package, upload, show what would change, ask, change it, follow it to the end.

Nothing changes before "yes" is typed; `CONFIRM=yes` answers ahead, for pipelines. Credentials are those of AWS's own
chain: a profile, a role, the environment. One package serves every stage; what differs is in the stage's file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TextIO

from botocore.exceptions import BotoCoreError, ClientError

from tools import packaging, stack
from tools.aws import Clients
from tools.dependencies import UnfitPackageError
from tools.packaging import Package
from tools.places import PROJECT
from tools.stack import Change, DeploymentError, Plan
from tools.stages import Stage, check_parameters, stage_of

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

POLICY: Final = PROJECT / ".chalice" / "stack-policy.json"
HOLDS_RECORDS: Final = {
    "AWS::DynamoDB::Table": "table",
    "AWS::S3::Bucket": "bucket",
    "AWS::SecretsManager::Secret": "secret with the keys",
}
"""What nobody may lose, as people call it."""
_SECONDS: Final = 5.0
_SHOWN: Final = ("BaseUrl", "DomainTarget", "TableName", "TrailName", "BucketName", "KeysArn")


def deploy(
    stage: Stage, clients: Clients, package: Package, agrees: Callable[[], bool], *, every: float = _SECONDS
) -> None:
    """Bring a package into the stage's stack; `every` is in seconds. Raises DeploymentError."""
    s3, stacks = clients.s3(), clients.cloudformation()
    bucket = stack.uploads(clients, stage.stack)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    template = stack.template_of(package, bucket, stack.upload_code(s3, bucket, package))
    check_parameters(stage, template)
    planned = stack.plan(stacks, stage.stack, stack.upload_template(s3, bucket, template), stage.parameters)
    if not planned.changes:
        print("Nothing would change: what is deployed is this package with these parameters.")
        _protect(stacks, stage)
        return
    print("\n".join(table(planned.changes)))
    if not agrees():
        stack.discard(stacks, planned)
        raise DeploymentError("Nothing was changed.")
    _carry_out(stacks, planned, every)
    _protect(stacks, stage)
    print("\nDone.")
    outputs = stack.outputs_of(stacks, stage.stack)
    print("\n".join(f"  {name:<14}{outputs[name]}" for name in _SHOWN if name in outputs))
    print(f"\nThen look at it from outside:  make smoke URL={outputs['BaseUrl']}")


def table(changes: Iterable[Change]) -> list[str]:
    """The changes as lines to read, and a warning for each record-keeping resource that would go."""
    listed = tuple(changes)
    rows = [("", "resource", "type", "replaced")]
    rows += [(each.action.lower(), each.resource, each.kind, each.replaced) for each in listed]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    warnings = [warning for each in listed if (warning := warning_of(each))]
    return ["", *(line.rstrip() for line in lines), "", *warnings]


def warning_of(change: Change) -> str:
    """What to know before agreeing to a change, "" for most."""
    what = HOLDS_RECORDS.get(change.kind)
    if what is None:
        return ""
    if change.action == "Remove":
        return f"!!! The {what} {change.resource} would leave the stack. The stack's policy refuses this."
    if change.replaced == "True":
        return f"!!! A new, EMPTY {what} would take the place of {change.resource}. The stack's policy refuses this."
    if change.replaced == "Conditional":
        return f"!   The {what} {change.resource} might be replaced; the stack's policy would refuse that."
    return ""


def _carry_out(stacks: CloudFormationClient, planned: Plan, every: float) -> None:
    print("\nCloudFormation goes on even if you press Ctrl-C here.\n", flush=True)
    stack.carry_out(stacks, planned, every=every, say=lambda line: print(line, flush=True))


def _protect(stacks: CloudFormationClient, stage: Stage) -> None:
    """Guard what holds records against replacement, and the stack against deletion."""
    if stage.is_locked:
        stacks.set_stack_policy(StackName=stage.stack, StackPolicyBody=POLICY.read_text(encoding="utf-8"))
        stacks.update_termination_protection(StackName=stage.stack, EnableTerminationProtection=True)


def asked(answer: str, typing: TextIO = sys.stdin) -> bool:
    """Whether somebody agrees: ahead by `answer`, or now by typing it; where nobody can type, nobody agrees."""
    if answer or not typing.isatty():
        return answer == "yes"
    print('\nType "yes" to carry this out: ', end="", flush=True)
    return typing.readline().strip() == "yes"


def main(arguments: list[str]) -> None:
    """Deploy the stage named; the second argument, when there is one, is the answer to the question."""
    name, answer = (*arguments, "", "")[:2]
    try:
        stage = stage_of(name)
        clients = stage.clients
        print(f"{stage.stack} in {stage.region}, account {clients.account()}", flush=True)
        deploy(stage, clients, packaging.package("prod"), lambda: asked(answer))
    except (DeploymentError, UnfitPackageError, BotoCoreError, ClientError) as failure:
        sys.exit(f"\n{failure}")


if __name__ == "__main__":
    main(sys.argv[1:])
