"""What waits to be delivered, and what the schedule handed out."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.outbox import OutboxEntry
from chalicelib.domain.people import UnitId
from chalicelib.storage.codec import record_of
from chalicelib.storage.layout import sortable
from chalicelib.storage.table import Table


class Outbox(Struct, frozen=True):
    """Queries over errands."""

    table: Table

    def due(self, at: datetime, most: int) -> tuple[OutboxEntry, ...]:
        """Up to `most` pending entries whose next attempt has come, the longest waiting first."""
        found = self.table.query("OUTBOX#PENDING", index=True, before=sortable(at), limit=most)
        return tuple(record_of(item, OutboxEntry) for item in found.items)

    def parked(self, most: int) -> tuple[OutboxEntry, ...]:
        """Up to `most` entries that were given up, newest first."""
        found = self.table.query("OUTBOX#PARKED", index=True, newest_first=True, limit=most)
        return tuple(record_of(item, OutboxEntry) for item in found.items)

    def handed_out(self, period: str) -> frozenset[tuple[UnitId, str]]:
        """The unit and job of everything the schedule handed out for `period`: a month, a date, a time."""
        claims = (item["SK"]["S"].rpartition("#") for item in self.table.query_all(f"RUN#{period}"))
        return frozenset((UnitId(unit), job) for unit, _, job in claims)
