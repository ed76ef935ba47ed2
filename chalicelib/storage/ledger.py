"""A unit's month."""

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import LedgerRow, MonthSheet, UnitMonth
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text
from chalicelib.storage.codec import Item, record_of
from chalicelib.storage.table import Table

SHEET_FIRST = "#SHEET"
"""The heading's sort key lies before every row's."""
ROW = "ROW#"


class Ledger(Struct, frozen=True):
    """The ledgers of the units' months."""

    table: Table

    def month(self, unit: UnitId, month: Month) -> UnitMonth:
        """The heading, how far it is closed, objections, and every row by name, in one query.

        A page's items become rows before the next page is asked for: items take ten times as much memory.
        Raises NotFound before it is opened.
        """
        items = self.table.query_all(f"MONTH#{unit}#{month}")
        heading = next(items, None)
        if heading is None or heading["SK"]["S"] != SHEET_FIRST:
            raise NotFound(text("Bulan ini belum dibuka untuk unit tersebut."))
        beside, people = [], []
        for item in items:
            if item["SK"]["S"].startswith(ROW):
                people.append(record_of(item, LedgerRow))
            else:
                beside.append(item)
        rows = tuple(sorted(people, key=lambda row: row.name))
        sheet = record_of(heading, MonthSheet)
        return _with_closing(UnitMonth(sheet, rows), beside) if beside else UnitMonth(sheet, rows)


def _with_closing(month: UnitMonth, beside: list[Item]) -> UnitMonth:
    """What lies between the heading and the rows: the closing, and each employee's objections."""
    from chalicelib.domain.closing import MonthClosing
    from chalicelib.domain.objections import Objections

    closings = [record_of(item, MonthClosing) for item in beside if item["SK"]["S"] == "CLOSING"]
    objections = tuple(record_of(item, Objections) for item in beside if item["SK"]["S"] != "CLOSING")
    return UnitMonth(month.sheet, month.rows, closings[0] if closings else None, objections)
