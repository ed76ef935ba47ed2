"""`make tick AT=2026-12-01T01:00+07:00`: the schedule's tick, as of a moment of one's choice.

Invokes the tick function of the running local instance with the event EventBridge would send.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, datetime
from typing import Any

from tools.deployment import Deployment, describe
from tools.places import REGION
from tools.run import RUNNING
from tools.stack import DeploymentError


def tick(deployed: Deployment, at: datetime) -> None:
    """Invoke the tick as of a moment (aware). Raises DeploymentError when the function fails."""
    answer = deployed.clients.functions().invoke(
        FunctionName=deployed.function("tick"), Payload=json.dumps(scheduled_event(at)).encode()
    )
    if answer.get("FunctionError"):
        raise DeploymentError(f"The tick failed: {answer['Payload'].read().decode()}")


def scheduled_event(at: datetime) -> dict[str, Any]:
    """What EventBridge sends to a scheduled function; `time` is in UTC, to the second."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [],
        "detail": {},
    }


def main(arguments: list[str]) -> None:
    """Tick the running instance as of the moment given."""
    try:
        at = datetime.fromisoformat(arguments[0])
    except (IndexError, ValueError):
        sys.exit("Say when, with its offset:  make tick AT=2026-12-01T01:00+07:00")
    if at.tzinfo is None:
        sys.exit("The moment needs its offset, for example +07:00 for Western Indonesian time.")
    if not RUNNING.exists():
        sys.exit("Nothing is running. Start it first:  make run")
    endpoint = json.loads(RUNNING.read_text(encoding="utf-8"))["endpoint"]
    try:
        tick(describe(endpoint), at)
    except DeploymentError as failure:
        sys.exit(str(failure))
    print(f"Ticked as of {at.isoformat()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
