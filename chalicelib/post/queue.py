"""The queue of errands that take a worker a while."""

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from chalicelib.domain.outbox import OutboxEntry

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class WorkQueue(Struct, frozen=True):
    """One SQS queue; messages are outbox entries as JSON."""

    client: "SQSClient"
    url: str

    def hand_over(self, entry: OutboxEntry) -> None:
        """Puts the errand on the queue; twice does no harm, since doing it twice changes nothing."""
        self.client.send_message(QueueUrl=self.url, MessageBody=msgspec.json.encode(entry).decode())


def handed_over(body: str) -> OutboxEntry:
    """The errand of a message. Raises msgspec.ValidationError for anything else."""
    return msgspec.json.decode(body, type=OutboxEntry)
