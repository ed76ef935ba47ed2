"""`make bounce MAIL=siti@kota.example`: lets an address of the running instance bounce, as SES would tell it.

The emulator's SES delivers everything, so the news is published here on the topic that SES speaks on in the cloud.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any, Final

from tools.deployment import Deployment, describe
from tools.run import RUNNING

SUBJECT: Final = "Amazon SES Email Event Notification"
"""The cloud gives a function a subject and attributes whether there are any or not; the emulator only if there are."""


def bounce_news(email: str, at: datetime, kind: str = "Permanent") -> str:
    """What SES publishes of a mail to `email` that bounced; `kind` is "Permanent" or "Transient"."""
    bounced = {"emailAddress": email, "action": "failed", "status": "5.1.1", "diagnosticCode": "550 5.1.1 unknown"}
    bounce = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [bounced], "timestamp": _instant(at)}
    return json.dumps({"eventType": "Bounce", "mail": {"timestamp": _instant(at)}, "bounce": bounce})


def publish(deployed: Deployment, message: str) -> None:
    """Say something on the topic of mail's news, under the subject that SES gives it."""
    some = {"origin": {"DataType": "String", "StringValue": "tools.bounce"}}
    deployed.clients.sns().publish(
        TopicArn=deployed.mail_news, Subject=SUBJECT, Message=message, MessageAttributes=some
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def main(arguments: list[str]) -> None:
    """Let an address of the running instance bounce."""
    if len(arguments) != 1 or "@" not in arguments[0]:
        sys.exit("Say whose mail comes back:  make bounce MAIL=siti@kota.example")
    if not RUNNING.exists():
        sys.exit("Nothing is running. Start it first:  make run")
    running: dict[str, Any] = json.loads(RUNNING.read_text(encoding="utf-8"))
    publish(describe(running["endpoint"]), bounce_news(arguments[0].lower(), datetime.now(UTC)))
    print(f"SES told that mail to {arguments[0]} bounced.")


if __name__ == "__main__":
    main(sys.argv[1:])
