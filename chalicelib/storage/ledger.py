"""A unit's month."""

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import LedgerRow, MonthSheet, UnitMonth
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

SHEET_FIRST = "#SHEET"
"""The heading's sort key lies before every row's."""


class Ledger(Struct, frozen=True):
    """The ledgers of the units' months."""

    table: Table

    def month(self, unit: UnitId, month: Month) -> UnitMonth:
        """The heading and every row of a unit's month, by name, in one query. Raises NotFound before it is opened."""
        items = list(self.table.query_all(f"MONTH#{unit}#{month}"))
        if not items or items[0]["SK"]["S"] != SHEET_FIRST:
            raise NotFound(text("Bulan ini belum dibuka untuk unit tersebut."))
        people = sorted((record_of(item, LedgerRow) for item in items[1:]), key=lambda row: row.name)
        return UnitMonth(record_of(items[0], MonthSheet), tuple(people))
