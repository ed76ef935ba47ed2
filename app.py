"""Giliran as Chalice sees it: the pages, and what schedules, the stream and the queue start.

Event handlers stay here because a blueprint's schedule would deploy with a handler that never imports this module.
"""

import gc

gc.disable()  # until everything is imported: modules are there to stay, and looking through them takes 5 % of a start

from datetime import UTC, datetime
from types import ModuleType
from typing import Any, cast

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SNSEvent, SQSEvent

from chalicelib import logs
from chalicelib.web.pages import pages
from chalicelib.web.routes import UPLOAD_TYPE

logs.configure()

app = Chalice(app_name="giliran")
# Forms with files reach us as the bytes they are, not as text the gateway made of them.
app.api.binary_types = [*app.api.binary_types, UPLOAD_TYPE]
app.register_blueprint(pages)


def _jobs() -> ModuleType:
    """What events start, imported by the functions that run it: those that answer pages start without."""
    from chalicelib.jobs import events

    return events


@app.on_dynamodb_record(stream_arn="replaced by the stack's template")
def deliver(event: DynamoDBEvent) -> dict[str, Any]:
    """New outbox entries, as soon as the stream tells of them."""
    return cast(dict[str, Any], _jobs().deliver(event.to_dict(), datetime.now(UTC)))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(_event: CloudWatchEvent) -> None:
    """Every errand that is due."""
    _jobs().sweep(datetime.now(UTC))


@app.schedule(Rate(15, unit=Rate.MINUTES))
def tick(event: CloudWatchEvent) -> None:
    """What the clock owes each unit at the time the event carries."""
    _jobs().tick(datetime.fromisoformat(event.to_dict()["time"]))


@app.on_sns_message(topic="replaced-by-the-stack-template")
def bounce(event: SNSEvent) -> None:
    """What the mail service tells of mail that did not arrive."""
    _jobs().bounce(event.message, datetime.now(UTC))


@app.on_sqs_message(queue="replaced-by-the-stack-template")
def work(event: SQSEvent) -> dict[str, Any]:
    """Errands that take a while."""
    return cast(dict[str, Any], _jobs().work(event.to_dict(), datetime.now(UTC)))


gc.freeze()
gc.enable()
