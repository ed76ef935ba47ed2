"""A cloud of dictionaries for the tools that deploy: one stack, one bucket, and what was asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

Event = dict[str, Any]


def an_event(resource: str, status: str, reason: str = "") -> Event:
    return {"LogicalResourceId": resource, "ResourceStatus": status, "ResourceStatusReason": reason}


def a_change(action: str, resource: str, kind: str, replacement: str = "") -> dict[str, Any]:
    found = {"Action": action, "LogicalResourceId": resource, "ResourceType": kind}
    return {"ResourceChange": found | ({"Replacement": replacement} if replacement else {})}


class FakeStacks:
    """CloudFormation with one stack. `refusal` is why a change set cannot be made; `events` happen on execution."""

    def __init__(self, status: str | None = None) -> None:
        self.status = status
        self.refusal = ""
        self.changes: list[dict[str, Any]] = [a_change("Add", "Table", "AWS::DynamoDB::Table")]
        self.to_come: list[list[Event]] = [[an_event("giliran", "CREATE_COMPLETE")]]
        self.past: list[Event] = [an_event("giliran", "CREATE_COMPLETE") | {"EventId": "before"}]
        self.outputs = {"BaseUrl": "https://giliran.example.go.id", "TableName": "main", "TrailName": "trail"}
        self.asked: list[str] = []
        self.planned: dict[str, Any] = {}
        self.policy = ""
        self.is_protected = False

    def describe_stacks(self, **_asked: Any) -> dict[str, Any]:
        if self.status is None:
            raise ClientError(
                {"Error": {"Code": "ValidationError", "Message": "Stack does not exist"}}, "DescribeStacks"
            )
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        return {"Stacks": [{"StackStatus": self.status, "Outputs": outputs}]}

    def create_change_set(self, **asked: Any) -> dict[str, str]:
        self.asked.append("create")
        self.planned = asked
        return {"Id": "arn:change-set"}

    def describe_change_set(self, **_asked: Any) -> dict[str, Any]:
        return {"Status": "FAILED" if self.refusal else "CREATE_COMPLETE", "StatusReason": self.refusal}

    def delete_change_set(self, **_asked: Any) -> None:
        self.asked.append("delete")

    def execute_change_set(self, **_asked: Any) -> None:
        self.asked.append("execute")
        self.status = "UPDATE_IN_PROGRESS"

    def get_paginator(self, name: str) -> Any:
        return SimpleNamespace(paginate=self._changes if name == "describe_change_set" else self._events)

    def set_stack_policy(self, **asked: Any) -> None:
        self.policy = asked["StackPolicyBody"]

    def update_termination_protection(self, **asked: Any) -> None:
        self.is_protected = asked["EnableTerminationProtection"]

    def _changes(self, **_asked: Any) -> Iterator[dict[str, Any]]:
        return iter({"Changes": [change]} for change in self.changes)

    def _events(self, **_asked: Any) -> Iterator[dict[str, Any]]:
        """Newest first, as AWS has them; each look brings the next ones."""
        if "execute" in self.asked and self.to_come:
            for event in self.to_come.pop(0):
                self.past.insert(0, event | {"EventId": str(len(self.past))})
        return iter([{"StackEvents": list(self.past)}])


class FakeBucket:
    """S3 with what was put into it."""

    class exceptions:  # noqa: N801 - boto3's name
        """What S3 raises."""

        class BucketAlreadyOwnedByYou(Exception):
            """It is there."""

    meta = SimpleNamespace(endpoint_url="https://s3.ap-southeast-3.amazonaws.com")

    def __init__(self) -> None:
        self.made: list[str] = []
        self.settings: dict[str, Any] = {}
        self.keys: list[str] = []

    def create_bucket(self, **asked: Any) -> None:
        if asked["Bucket"] in self.made:
            raise self.exceptions.BucketAlreadyOwnedByYou
        self.made.append(asked["Bucket"])

    def put_public_access_block(self, **asked: Any) -> None:
        self.settings["blocked"] = all(asked["PublicAccessBlockConfiguration"].values())

    def put_bucket_encryption(self, **asked: Any) -> None:
        self.settings["encrypted"] = asked["ServerSideEncryptionConfiguration"]["Rules"]

    def put_bucket_versioning(self, **asked: Any) -> None:
        self.settings["versioning"] = asked["VersioningConfiguration"]["Status"]

    def head_object(self, **asked: Any) -> None:
        if asked["Key"] not in self.keys:
            raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")

    def upload_file(self, _file: str, _bucket: str, key: str) -> None:
        self.keys.append(key)

    def put_object(self, **asked: Any) -> None:
        self.keys.append(asked["Key"])


class FakeClients:
    """What `tools.aws.Clients` gives."""

    region = "ap-southeast-3"

    def __init__(self, stacks: FakeStacks) -> None:
        self.stacks = stacks
        self.bucket = FakeBucket()

    def account(self) -> str:
        return "123456789012"

    def cloudformation(self) -> FakeStacks:
        return self.stacks

    def s3(self) -> FakeBucket:
        return self.bucket
