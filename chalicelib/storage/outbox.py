"""What waits to be delivered, and what the schedule handed out."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.outbox import OutboxEntry
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import RunClaim
from chalicelib.storage.codec import record_of
from chalicelib.storage.layout import sortable
from chalicelib.storage.table import Table, reached


class Outbox(Struct, frozen=True):
    """Queries over errands."""

    table: Table

    def due(self, at: datetime, most: int) -> tuple[str, ...]:
        """The ids of up to `most` pending entries whose next attempt has come, the longest waiting first.

        Only ids: an entry that cannot be read must not keep the others from being found.
        """
        found = self.table.query("OUTBOX#PENDING", index=True, before=sortable(at), limit=most)
        return tuple(item["PK"]["S"].removeprefix("OUTBOX#") for item in found.items)

    def set_aside(self, entry: str) -> None:
        """Takes an entry that cannot be read out of what is pending, leaving it as it is for whoever looks into it."""
        with reached():
            self.table.client.update_item(
                TableName=self.table.main,
                Key={"PK": {"S": f"OUTBOX#{entry}"}, "SK": {"S": "OUTBOX"}},
                UpdateExpression="SET GSI1PK = :aside",
                ExpressionAttributeValues={":aside": {"S": "OUTBOX#UNREADABLE"}},
            )

    def parked(self, most: int) -> tuple[OutboxEntry, ...]:
        """Up to `most` entries that were given up, newest first."""
        found = self.table.query("OUTBOX#PARKED", index=True, newest_first=True, limit=most)
        return tuple(record_of(item, OutboxEntry) for item in found.items)

    def all_held(self, most: int) -> tuple[OutboxEntry, ...]:
        """Up to `most` entries that wait for somebody's address to work again, newest first."""
        found = self.table.query("OUTBOX#HELD", index=True, newest_first=True, limit=most)
        return tuple(record_of(item, OutboxEntry) for item in found.items)

    def held(self, employee: EmployeeId) -> tuple[OutboxEntry, ...]:
        """Every entry that waits for the employee's address to work again, oldest first."""
        waiting = (record_of(item, OutboxEntry) for item in self.table.query_all("OUTBOX#HELD", index=True))
        return tuple(entry for entry in waiting if entry.held_for == employee)

    def handed_out(self, period: str) -> frozenset[tuple[UnitId, str]]:
        """The unit and job of everything the schedule handed out for `period`: a month, a date, a time."""
        claims = (item["SK"]["S"].rpartition("#") for item in self.table.query_all(f"RUN#{period}"))
        return frozenset((UnitId(unit), job) for unit, _, job in claims)

    def runs(self, period: str) -> tuple[RunClaim, ...]:
        """The same with what became of it."""
        return tuple(record_of(item, RunClaim) for item in self.table.query_all(f"RUN#{period}"))
