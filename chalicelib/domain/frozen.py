"""What a closed month holds, once and for all: the canonical JSON that every paper of it is printed from.

The same content gives the same bytes: fields and keys are sorted, and nothing is in it that moves afterwards, such as
revisions, or who signed.
"""

from hashlib import sha256

import msgspec
from msgspec import Struct

from chalicelib.domain.calendars import Expected, Month, first_day, following
from chalicelib.domain.ledger import MonthSheet, UnitMonth
from chalicelib.domain.letters import Signatory
from chalicelib.domain.months import MonthLine, MonthTable, month_table
from chalicelib.domain.people import UnitId, Zone
from chalicelib.domain.recaps import MonthRecap, Seal

VERSION = 1
"""Goes up when older content is to be read differently."""


class FrozenMonth(Struct, frozen=True):
    """A unit's month as it was closed: what it asked, every line with its cells, and on what it rests."""

    version: int
    unit: UnitId
    unit_name: str
    month: Month
    zone: Zone
    city: str
    number: int
    """Of the edition."""
    expected: tuple[Expected, ...]
    lines: tuple[MonthLine, ...]
    required: int
    counted: int
    circulars: tuple[str, ...]
    head: Signatory | None
    notes: str
    reason: str


def frozen(recap: MonthRecap, number: int, notes: str, reason: str) -> bytes:
    """The content of a month that is being closed, as canonical JSON."""
    table, sheet = recap.table, recap.table.month.sheet
    content = FrozenMonth(
        VERSION,
        sheet.unit,
        sheet.unit_name,
        sheet.month,
        sheet.zone,
        recap.city,
        number,
        sheet.expected,
        table.lines,
        table.required,
        table.counted,
        recap.circulars,
        recap.head,
        notes,
        reason,
    )
    return msgspec.json.encode(content, order="sorted")


def thawed(content: bytes, seal: Seal) -> MonthRecap:
    """The month to be printed as it was closed, under `seal`."""
    held = msgspec.json.decode(content, type=FrozenMonth)
    sheet = MonthSheet(held.unit, held.unit_name, held.month, held.zone, held.expected)
    until = held.expected[-1].date
    table = MonthTable(UnitMonth(sheet, ()), held.lines, held.required, held.counted, until)
    return MonthRecap(table, held.city, held.head, held.circulars, seal)


def hash_of(content: bytes) -> str:
    """What a content is known by (SHA-256 in hexadecimal)."""
    return sha256(content).hexdigest()


def records_hash(month: UnitMonth) -> str:
    """A hash of the ledger that a month is counted from: another one means that records changed."""
    rows = sorted((row.employee, sorted(row.days.items()), row.since, row.until, row.weekly) for row in month.rows)
    return sha256(msgspec.json.encode((month.sheet.expected, rows), order="sorted")).hexdigest()


def whole_table(month: UnitMonth) -> MonthTable:
    """A month that is over, classified as on the first day after it: the same whenever it is asked for."""
    return month_table(month, first_day(following(month.sheet.month)))
