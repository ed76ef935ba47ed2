"""Deploys a package to the emulator by CloudFormation, as `make deploy` does to the cloud.

What the emulator's CloudFormation leaves out is then set by API (`_fill_gaps`).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tools import gateway_pages, stack
from tools.aws import Clients
from tools.packaging import Package
from tools.places import CITY, DOOR, SENDER, STACK, STAGE_PATH

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client

_FUNCTIONS: Final = {
    "api": "APIHandlerName",
    "deliver": "DeliverName",
    "sweep": "SweepName",
    "tick": "TickName",
    "work": "WorkName",
}


@dataclass(frozen=True)
class Deployment:
    """A deployed stack: where it answers and what its parts are called."""

    endpoint: str
    outputs: dict[str, str]

    @property
    def clients(self) -> Clients:
        """AWS clients with an administrator's rights."""
        return Clients(self.endpoint)

    @property
    def base_url(self) -> str:
        """The application's address, without a slash at the end."""
        return self.outputs["BaseUrl"]

    @property
    def table(self) -> str:
        """The main table's name."""
        return self.outputs["TableName"]

    @property
    def trail(self) -> str:
        """The trail table's name."""
        return self.outputs["TrailName"]

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.outputs["BucketName"]

    @property
    def keys(self) -> str:
        """The ARN of the secret that holds the link keys."""
        return self.outputs["KeysArn"]

    @property
    def queue_url(self) -> str:
        """The queue of month jobs."""
        return self.outputs["QueueUrl"]

    @property
    def dead_letters_url(self) -> str:
        """The queue of what could not be handled."""
        return self.outputs["DeadLettersUrl"]

    def function(self, name: str) -> str:
        """The deployed name of `api`, `deliver`, `sweep`, `tick` or `work`."""
        return self.outputs[_FUNCTIONS[name]]

    def is_empty(self) -> bool:
        """Whether the main table holds no item at all."""
        return self.clients.dynamodb().scan(TableName=self.table, Limit=1)["Count"] == 0


def deploy(package: Package, endpoint: str) -> Deployment:
    """Create or update the stack from a package. Raises DeploymentError."""
    clients = Clients(endpoint)
    s3, stacks = clients.s3(), clients.cloudformation()
    _remove_half_made(stacks)
    bucket = stack.uploads(clients, STACK)
    code = stack.upload_code(s3, bucket, package)
    template = stack.template_of(package, bucket, code)
    # AWS reads the binary types from the API's definition, the emulator from this property alone.
    api = template["Resources"]["RestAPI"]["Properties"]
    api["BinaryMediaTypes"] = api["DefinitionBody"]["x-amazon-apigateway-binary-media-types"]
    planned = stack.plan(stacks, STACK, stack.upload_template(s3, bucket, template), _parameters(endpoint))
    if planned.changes:
        stack.carry_out(stacks, planned, every=0.5)
    _forget_old_uploads(s3, bucket, code)
    deployed = describe(endpoint)
    _fill_gaps(deployed)
    return deployed


def describe(endpoint: str) -> Deployment:
    """The stack that is deployed there. Raises DeploymentError when there is none."""
    return Deployment(endpoint, stack.outputs_of(Clients(endpoint).cloudformation(), STACK))


def _parameters(endpoint: str) -> dict[str, str]:
    """What differs from the cloud: plain HTTP, a domain of this machine's own, and no lock on the tables."""
    return {
        "City": CITY,
        "Scheme": "http",
        "PublicUrl": f"http://{DOOR}:{urlsplit(endpoint).port}/{STAGE_PATH}",
        "Sender": SENDER,
        "Lock": "off",
    }


def _remove_half_made(stacks: CloudFormationClient) -> None:
    """On this machine a stack that never came to be holds nothing that anybody misses."""
    if stack.status_of(stacks, STACK) in stack.REMOVE_FIRST:
        stacks.delete_stack(StackName=STACK)
        stacks.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def _forget_old_uploads(s3: S3Client, bucket: str, code: str) -> None:
    """Functions have copies of their own; what earlier packages uploaded would only fill the disk."""
    for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        if entry["Key"].endswith(".zip") and entry["Key"] != code:
            s3.delete_object(Bucket=bucket, Key=entry["Key"])


def _fill_gaps(deployed: Deployment) -> None:
    """Set what the emulator's CloudFormation takes from the template without acting on it."""
    clients = deployed.clients
    _expire_and_recover(clients.dynamodb(), deployed)
    _show_gateway_pages(clients.apigateway(), deployed.outputs["RestAPIId"])
    _open_door(clients.apigateway(), deployed.outputs["RestAPIId"])
    _verify_sender(clients.ses())


def _expire_and_recover(dynamodb: DynamoDBClient, deployed: Deployment) -> None:
    ttl = dynamodb.describe_time_to_live(TableName=deployed.table)["TimeToLiveDescription"]
    if ttl.get("TimeToLiveStatus") != "ENABLED":
        dynamodb.update_time_to_live(
            TableName=deployed.table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"}
        )
    for table in (deployed.table, deployed.trail):
        dynamodb.update_continuous_backups(
            TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )


def _show_gateway_pages(gateway: APIGatewayClient, api: str) -> None:
    """The emulator reads gateway responses from API calls only, and shows them from the next deployment on."""
    for page in gateway_pages.PAGES:
        html = page.html().replace(gateway_pages.HOME, "/api/")
        answer: dict[str, Any] = {
            "restApiId": api,
            "responseType": page.response_type,
            "responseParameters": gateway_pages.response_parameters(),
            "responseTemplates": {"application/json": html, "text/html": html},
        }
        if page.status is not None:
            answer["statusCode"] = str(page.status)
        gateway.put_gateway_response(**answer)
    gateway.create_deployment(restApiId=api, stageName=STAGE_PATH)


def _open_door(gateway: APIGatewayClient, api: str) -> None:
    """A domain of our own, because the emulator gives the API a new id whenever a route changes.

    Addresses in mails and letters go on working over a restart with new code.
    """
    if DOOR not in {domain["domainName"] for domain in gateway.get_domain_names()["items"]}:
        gateway.create_domain_name(domainName=DOOR)
    gateway.create_base_path_mapping(domainName=DOOR, basePath=STAGE_PATH, restApiId=api, stage=STAGE_PATH)


def _verify_sender(ses: SESV2Client) -> None:
    domain = SENDER.partition("@")[2]
    for identity in (domain, SENDER):
        with contextlib.suppress(ses.exceptions.AlreadyExistsException):
            ses.create_email_identity(EmailIdentity=identity)
