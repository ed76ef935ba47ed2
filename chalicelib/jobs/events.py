"""Events to use cases.

The sweep is what makes delivery correct and the stream only makes it quick, so nothing that goes wrong with one errand
may hold up another. What cannot even be read is another matter, since nobody could ever do it: of the stream's batch
such a record comes back, is tried again and ends in the dead-letter queue; the sweep sets such an entry aside. Of the
queue's batch only the failed messages come back; news of mail that cannot be read goes to the dead-letter queue too.
"""

import logging
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.outbox import Delivery
from chalicelib.domain.records import Unreadable
from chalicelib.post.feedback import returned
from chalicelib.post.queue import handed_over
from chalicelib.wiring import backroom
from chalicelib.workflows import deliveries, mail_health, schedule

log = logging.getLogger(__name__)

METRICS = "Giliran"
SERVICE = "giliran"


UNREADABLE = (KeyError, Unreadable)
"""What a record of the stream, or the entry it tells of, raises that is not as we write it."""


def deliver(event: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Tries new errands at once; whatever fails is found by the sweep. Returns the records that cannot be read."""
    unreadable = []
    for record in event["Records"]:
        try:
            entry = record["dynamodb"]["Keys"]["PK"]["S"].removeprefix("OUTBOX#")
            _count(deliveries.deliver(backroom(), entry, at))
        except UNREADABLE:
            log.exception("unreadable record")
            unreadable.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
        except Exception:
            log.exception("delivery left to the sweep")
    return {"batchItemFailures": unreadable}


def sweep(at: datetime) -> None:
    """Tries every errand that is due."""
    for outcome in deliveries.sweep(backroom(), at):
        _count(outcome)


def bounce(message: str, at: datetime) -> None:
    """Marks addresses that do not work. Raises for what cannot be read, which ends in the dead-letter queue."""
    for news in returned(message):
        marked = mail_health.note_returned(backroom().office, news, at)
        log.info("mail returned", extra={"trouble": news.trouble.kind, "marked": marked})


def tick(at: datetime) -> None:
    """Hands out what the clock owes."""
    handed_out = schedule.tick(backroom().office, at, datetime.now(UTC))
    log.info("tick", extra={"handed_out": handed_out})


def work(event: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Does the queue's errands; returns the failed messages alone, as the queue expects them."""
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

    from chalicelib.workflows import queued

    def errand(record: SQSRecord) -> None:
        try:
            queued.work(backroom().office, handed_over(record.body), at)
        except Exception:
            log.exception("errand left to the queue")
            raise

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event, errand, processor))


def _count(outcome: Delivery | None) -> None:
    """Raises the alarm metric for an errand that was given up."""
    if outcome is Delivery.PARKED:
        from aws_lambda_powertools.metrics import MetricUnit, single_metric

        with single_metric(name="OutboxParked", unit=MetricUnit.Count, value=1, namespace=METRICS) as metric:
            metric.add_dimension("service", SERVICE)
