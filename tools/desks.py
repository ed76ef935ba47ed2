"""The product's own desk over deployed tables, for commands that whoever runs the system gives by hand."""

from __future__ import annotations

import json
import os
from typing import Final

from chalicelib import wiring
from chalicelib.workflows.ports import Office
from tools import stack
from tools.emulator import CREDENTIALS
from tools.places import CITY, REGION
from tools.run import RUNNING
from tools.stack import DeploymentError
from tools.stages import Stage, stage_of

RUNNING_STAGE: Final = "local"


def office_of(stage: Stage) -> Office:
    """The desk of a stage, with the credentials of whoever deploys."""
    outputs = stack.outputs_of(stage.clients.cloudformation(), stage.stack)
    os.environ.update(
        AWS_DEFAULT_REGION=stage.region,
        GILIRAN_TABLE=outputs["TableName"],
        GILIRAN_TRAIL=outputs["TrailName"],
        GILIRAN_BUCKET=outputs["BucketName"],
        GILIRAN_KEYS=outputs["KeysArn"],
        GILIRAN_CITY=stage.parameters.get("City", ""),
        GILIRAN_PUBLIC_URL=stage.parameters.get("PublicUrl", ""),
    )
    return wiring.office()


def office_named(name: str) -> Office:
    """The desk of the stage of that name, "local" being the running instance. Raises DeploymentError for neither."""
    if name != RUNNING_STAGE:
        return office_of(stage_of(name))
    if not RUNNING.exists():
        raise DeploymentError("Nothing is running. Name a stage (STAGE=prod), or start it first:  make run")
    from tools.deployment import describe

    deployed = describe(json.loads(RUNNING.read_text(encoding="utf-8"))["endpoint"])
    os.environ.update(
        AWS_DEFAULT_REGION=REGION,
        AWS_ENDPOINT_URL=deployed.endpoint,
        AWS_ACCESS_KEY_ID=CREDENTIALS["aws_access_key_id"],
        AWS_SECRET_ACCESS_KEY=CREDENTIALS["aws_secret_access_key"],
        GILIRAN_TABLE=deployed.table,
        GILIRAN_TRAIL=deployed.trail,
        GILIRAN_BUCKET=deployed.bucket,
        GILIRAN_KEYS=deployed.keys,
        GILIRAN_CITY=CITY,
        GILIRAN_PUBLIC_URL=deployed.base_url,
    )
    return wiring.office()
