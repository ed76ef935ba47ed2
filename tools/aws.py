"""AWS clients with an operator's rights: for an emulator of ours, or for the account of whoever deploys.

Without an endpoint everything is as AWS's own tools have it: the standard chain of credentials (environment, profile,
role), and `AWS_ENDPOINT_URL` where somebody wants to rehearse against an emulator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from tools.emulator import CREDENTIALS
from tools.places import REGION

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class Clients:
    """AWS clients for one endpoint, or for the cloud, and one region."""

    endpoint: str | None = None
    region: str = REGION

    def _settings(self) -> dict[str, Any]:
        quick = Config(connect_timeout=5, read_timeout=300, retries={"mode": "standard", "total_max_attempts": 2})
        place: dict[str, Any] = {"region_name": self.region, "config": quick}
        return place | {"endpoint_url": self.endpoint, **CREDENTIALS} if self.endpoint else place

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

    def account(self) -> str:
        """The number of the account that the credentials belong to."""
        return str(boto3.client("sts", **self._settings()).get_caller_identity()["Account"])
