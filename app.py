"""Giliran as Chalice sees it: the pages, and what schedules, the stream and the queue start.

Event handlers stay here because a blueprint's schedule would deploy with a handler that never imports this module.
"""

from datetime import UTC, datetime
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib import logs
from chalicelib.jobs import events
from chalicelib.web.door import UPLOAD_TYPE
from chalicelib.web.pages import BLUEPRINTS

logs.configure()

app = Chalice(app_name="giliran")
# Forms with files reach us as the bytes they are, not as text the gateway made of them.
app.api.binary_types = [*app.api.binary_types, UPLOAD_TYPE]
for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)


@app.on_dynamodb_record(stream_arn="replaced by the stack's template")
def deliver(event: DynamoDBEvent) -> None:
    """New outbox entries, as soon as the stream tells of them."""
    events.deliver((record.keys["PK"]["S"].removeprefix("OUTBOX#") for record in event), datetime.now(UTC))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(_event: CloudWatchEvent) -> None:
    """Every errand that is due."""
    events.sweep(datetime.now(UTC))


@app.schedule(Rate(15, unit=Rate.MINUTES))
def tick(event: CloudWatchEvent) -> None:
    """What the clock owes each unit at the time the event carries."""
    events.tick(datetime.fromisoformat(event.to_dict()["time"]))


@app.on_sqs_message(queue="replaced-by-the-stack-template")
def work(event: SQSEvent) -> dict[str, Any]:
    """Errands that take a while."""
    return events.work(event.to_dict(), datetime.now(UTC))
