"""Events to use cases.

The sweep is what makes delivery correct and the stream only makes it quick, so nothing that goes wrong with one record
may hold up another: a record of the stream never fails, and of the queue's batch only the failed messages come back.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.outbox import Delivery
from chalicelib.post.queue import handed_over
from chalicelib.wiring import backroom
from chalicelib.workflows import deliveries, schedule

log = logging.getLogger(__name__)

METRICS = "Giliran"
SERVICE = "giliran"


def deliver(entries: Iterable[str], at: datetime) -> None:
    """Tries new errands at once; whatever fails is found by the sweep."""
    for entry in entries:
        try:
            _count(deliveries.deliver(backroom(), entry, at))
        except Exception:
            log.exception("delivery left to the sweep", extra={"entry": entry})


def sweep(at: datetime) -> None:
    """Tries every errand that is due."""
    for outcome in deliveries.sweep(backroom(), at):
        _count(outcome)


def tick(at: datetime) -> None:
    """Hands out what the clock owes."""
    handed_out = schedule.tick(backroom().office, at, datetime.now(UTC))
    log.info("tick", extra={"handed_out": handed_out})


def work(event: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Does the queue's errands; returns the failed messages alone, as the queue expects them."""
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

    def errand(record: SQSRecord) -> None:
        deliveries.work(backroom().office, handed_over(record.body), at)

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event, errand, processor))


def _count(outcome: Delivery | None) -> None:
    """Raises the alarm metric for an errand that was given up."""
    if outcome is Delivery.PARKED:
        from aws_lambda_powertools.metrics import MetricUnit, single_metric

        with single_metric(name="OutboxParked", unit=MetricUnit.Count, value=1, namespace=METRICS) as metric:
            metric.add_dimension("service", SERVICE)
