"""Daily reports as they are listed."""

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.reports import DailyReport
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table


class Reports(Struct, frozen=True):
    """Queries over daily reports."""

    table: Table

    def of_month(self, employee: EmployeeId, month: Month) -> tuple[DailyReport, ...]:
        """The person's reports of a month, by day, consistently."""
        found = self.table.query(f"EMP#{employee}", begins=f"REPORT#{month}")
        return tuple(record_of(item, DailyReport) for item in found.items)

    def to_verify(self, supervisor: EmployeeId, most: int) -> tuple[DailyReport, ...]:
        """Up to `most` reports that were filed under the supervisor and that nobody has verified, by day."""
        found = self.table.query(f"VERIFY#{supervisor}", index=True, limit=most)
        return tuple(record_of(item, DailyReport) for item in found.items)
