"""Deploys a package to the emulator by CloudFormation, as it would go to the cloud.

Upload the zip under its hash, create or update the stack, then set by API what the emulator's
CloudFormation leaves out (`_fill_gaps`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from tools import gateway_pages
from tools.emulator import CREDENTIALS
from tools.packaging import Package
from tools.places import CITY, DOOR, REGION, SENDER, STACK, STAGE_PATH

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

_UPLOADS: Final = f"{STACK}-deployments"
_FUNCTIONS: Final = {
    "api": "APIHandlerName",
    "deliver": "DeliverName",
    "sweep": "SweepName",
    "tick": "TickName",
    "work": "WorkName",
}


class DeploymentError(Exception):
    """The stack could not be made; the message names the resources and their reasons."""


@dataclass(frozen=True)
class Clients:
    """AWS clients with an administrator's rights, for one endpoint."""

    endpoint: str

    def _settings(self) -> dict[str, Any]:
        quick = Config(connect_timeout=5, read_timeout=300, retries={"mode": "standard", "total_max_attempts": 2})
        return {"endpoint_url": self.endpoint, "region_name": REGION, "config": quick, **CREDENTIALS}

    def apigateway(self) -> APIGatewayClient:
        """API Gateway."""
        return boto3.client("apigateway", **self._settings())

    def cloudformation(self) -> CloudFormationClient:
        """CloudFormation."""
        return boto3.client("cloudformation", **self._settings())

    def dynamodb(self) -> DynamoDBClient:
        """DynamoDB."""
        return boto3.client("dynamodb", **self._settings())

    def functions(self) -> LambdaClient:
        """Lambda."""
        return boto3.client("lambda", **self._settings())

    def logs(self) -> CloudWatchLogsClient:
        """CloudWatch Logs."""
        return boto3.client("logs", **self._settings())

    def s3(self) -> S3Client:
        """S3."""
        return boto3.client("s3", **self._settings())

    def secrets(self) -> SecretsManagerClient:
        """Secrets Manager."""
        return boto3.client("secretsmanager", **self._settings())

    def ses(self) -> SESV2Client:
        """SES."""
        return boto3.client("sesv2", **self._settings())

    def sqs(self) -> SQSClient:
        """SQS."""
        return boto3.client("sqs", **self._settings())


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
    template_url = _upload(clients.s3(), package, endpoint)
    stacks = clients.cloudformation()
    _create_or_update(stacks, template_url, _parameters(endpoint))
    _forget_old_uploads(clients.s3(), package)
    deployed = describe(endpoint)
    _fill_gaps(deployed)
    return deployed


def describe(endpoint: str) -> Deployment:
    """The stack that is deployed there. Raises DeploymentError when there is none."""
    try:
        stack = Clients(endpoint).cloudformation().describe_stacks(StackName=STACK)["Stacks"][0]
    except ClientError as error:
        raise DeploymentError(f"Nothing is deployed at {endpoint}: {error}") from error
    return Deployment(endpoint, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]})


def _parameters(endpoint: str) -> list[ParameterTypeDef]:
    """What differs from the cloud: plain HTTP, a domain of this machine's own, and no lock on the tables."""
    values = {
        "City": CITY,
        "Scheme": "http",
        "PublicUrl": f"http://{DOOR}:{urlsplit(endpoint).port}/{STAGE_PATH}",
        "Sender": SENDER,
        "Lock": "off",
    }
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def _upload(s3: S3Client, package: Package, endpoint: str) -> str:
    """Put code and template into the deployment bucket under their hashes; the template's URL."""
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=_UPLOADS, CreateBucketConfiguration={"LocationConstraint": REGION})
    code_key = f"{package.code_hash()}.zip"
    if not _is_uploaded(s3, code_key):
        s3.upload_file(str(package.code), _UPLOADS, code_key)
    template = _with_uploaded_code(json.loads(package.template.read_text(encoding="utf-8")), code_key)
    body = json.dumps(template, sort_keys=True).encode()
    template_key = f"{hashlib.sha256(body).hexdigest()}.json"
    s3.put_object(Bucket=_UPLOADS, Key=template_key, Body=body)
    return f"{endpoint}/{_UPLOADS}/{template_key}"


def _forget_old_uploads(s3: S3Client, package: Package) -> None:
    """Functions have copies of their own; what earlier packages uploaded would only fill the disk."""
    for entry in s3.list_objects_v2(Bucket=_UPLOADS).get("Contents", []):
        if entry["Key"].endswith(".zip") and entry["Key"] != f"{package.code_hash()}.zip":
            s3.delete_object(Bucket=_UPLOADS, Key=entry["Key"])


def _is_uploaded(s3: S3Client, key: str) -> bool:
    try:
        s3.head_object(Bucket=_UPLOADS, Key=key)
    except ClientError:
        return False
    return True


def _with_uploaded_code(template: dict[str, Any], key: str) -> dict[str, Any]:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": _UPLOADS, "Key": key}
    # AWS reads the binary types from the API's definition, the emulator from this property alone.
    api = template["Resources"]["RestAPI"]["Properties"]
    api["BinaryMediaTypes"] = api["DefinitionBody"]["x-amazon-apigateway-binary-media-types"]
    return template


def _create_or_update(stacks: CloudFormationClient, template_url: str, parameters: list[ParameterTypeDef]) -> None:
    change: dict[str, Any] = {
        "StackName": STACK,
        "TemplateURL": template_url,
        "Parameters": parameters,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    every_second: Any = {"Delay": 1, "MaxAttempts": 180}
    try:
        if _exists(stacks):
            stacks.update_stack(**change)
            stacks.get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig=every_second)
        else:
            stacks.create_stack(**change)
            stacks.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig=every_second)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeploymentError(str(error)) from error
    except WaiterError as error:
        raise DeploymentError(_reasons(stacks)) from error


def _exists(stacks: CloudFormationClient) -> bool:
    """Whether there is a stack to update; one whose creation failed is removed first."""
    try:
        status = stacks.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
    except ClientError:
        return False
    if status in {"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"}:
        stacks.delete_stack(StackName=STACK)
        stacks.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        return False
    return True


def _reasons(stacks: CloudFormationClient) -> str:
    events = stacks.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [
        f"  {event.get('LogicalResourceId')}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in events
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    return "The stack could not be deployed:\n" + "\n".join(failed)


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
