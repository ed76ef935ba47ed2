"""Daily reports as they are listed."""

from msgspec import Struct

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.reports import DailyReport
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table


class Reports(Struct, frozen=True):
    """Queries over daily reports."""

    table: Table

    def to_verify(self, supervisor: EmployeeId, most: int) -> tuple[DailyReport, ...]:
        """Up to `most` reports that were filed under the supervisor and that nobody has verified, by day."""
        found = self.table.query(f"VERIFY#{supervisor}", index=True, limit=most)
        return tuple(record_of(item, DailyReport) for item in found.items)
