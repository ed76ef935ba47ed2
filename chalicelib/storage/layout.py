"""Where each kind of record lies. One line a noun; the access patterns they serve are tabulated in `table`.

`index1` is overloaded: a record appears there only where `index` gives it a place, so an entry that is done leaves the
list of what is pending by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chalicelib.domain.outbox import Delivery, OutboxEntry
from chalicelib.domain.records import Key, Record
from chalicelib.domain.trail import TrailEntry

if TYPE_CHECKING:
    from chalicelib.domain.orders import Order
    from chalicelib.domain.reports import DailyReport
    from chalicelib.domain.waiting import Waiting

Place = tuple[str, str]
"""Partition key and sort key."""


class Layout(Struct, frozen=True):
    """How one kind of record is keyed: `pk` and `sk` are filled from `fields` of the record, or from a key's parts."""

    pk: str
    sk: str
    fields: tuple[str, ...]
    index: Callable[[Any], Place | None] = lambda _: None


def outbox_index(entry: OutboxEntry) -> Place | None:
    """Pending entries by their next attempt, parked and held ones by when they were made, done ones nowhere."""
    if entry.delivery is Delivery.PENDING:
        return "OUTBOX#PENDING", sortable(entry.next_attempt)
    if entry.delivery in (Delivery.PARKED, Delivery.HELD):
        return f"OUTBOX#{entry.delivery.upper()}", sortable(entry.created_at)
    return None


def order_index(order: Order) -> Place | None:
    """A person's orders by their first day; a collective order is in no person's list."""
    return None if order.is_collective else (f"ORDERS#{order.employee}", f"{order.days[0].date}#{order.id}")


def report_index(report: DailyReport) -> Place | None:
    """A report that nobody has verified yet, under whose supervisor it lies, by its day."""
    if report.supervisor is None or report.verification is not None:
        return None
    return f"VERIFY#{report.supervisor}", f"{report.date}#{report.employee}"


def waiting_since(waiting: Waiting) -> str:
    """What waits in a unit, by the first day it is about; several may wait for one order."""
    return f"{waiting.first_day}#{waiting.order}#{waiting.person}"


def sortable(at: datetime) -> str:
    """An instant as text that sorts by time."""
    return f"{at.timestamp():015.3f}"


LAYOUTS: dict[str, Layout] = {
    "Absence": Layout(
        "EMP#{0}",
        "ABSENCE#{1}",
        ("employee", "id"),
        lambda a: (f"ABSENCES#{a.unit}", f"{a.last}#{a.employee}#{a.id}"),
    ),
    "AbsenceList": Layout(
        "IMPORT#{0}", "ABSENCES", ("id",), lambda a: (f"ABSENCELISTS#{a.unit}", f"{sortable(a.at)}#{a.id}")
    ),
    "Address": Layout("ADDRESS#{0}", "ADDRESS", ("email",)),
    "AddressChange": Layout("EMP#{0}", "ADDRESS", ("employee",)),
    "Adjustment": Layout("ADJUSTMENT#{0}", "ADJUSTMENT", ("id",)),
    "AttendanceList": Layout(
        "IMPORT#{0}", "ATTENDANCE", ("id",), lambda a: (f"ATTENDANCELISTS#{a.unit}", f"{sortable(a.at)}#{a.id}")
    ),
    "AttendanceMonth": Layout("EMP#{0}", "ATTENDANCE#{1}", ("employee", "month")),
    "CalledIn": Layout("EMP#{0}", "CALLED#{1}", ("employee", "day")),
    "Capacity": Layout("CAP#{0}", "{1}", ("unit", "month")),
    "Challenge": Layout("CODE#{0}", "CODE", ("id",)),
    "CircularRegister": Layout("CITY", "CIRCULARS", ()),
    "ClosedDays": Layout("UNIT#{0}", "CLOSED", ("unit",)),
    "Closure": Layout(
        "UNIT#{0}",
        "CLOSURE#{1}",
        ("unit", "id"),
        lambda c: (f"CLOSURES#{c.unit}", f"{sortable(c.announced_at)}#{c.id}"),
    ),
    "Counter": Layout("COUNTER#{0}#{1}", "COUNTER", ("unit", "year")),
    "DailyReport": Layout("EMP#{0}", "REPORT#{1}", ("employee", "date"), report_index),
    "Desk": Layout("EMP#{0}", "DESK", ("person",)),
    "Device": Layout("EMP#{0}", "DEVICE#{1}", ("employee", "id")),
    "Employee": Layout("EMP#{0}", "EMP", ("id",), lambda e: (f"STAFF#{e.unit}", e.name)),
    "Evidence": Layout("EMP#{0}", "EVIDENCE#{1}", ("employee", "date")),
    "FormReceipt": Layout("FORM#{0}", "FORM", ("key",)),
    "Import": Layout("IMPORT#{0}", "IMPORT", ("id",), lambda i: ("IMPORTS", sortable(i.at))),
    "LedgerRow": Layout("MONTH#{0}#{1}", "ROW#{2}", ("unit", "month", "employee")),
    "LetterNumber": Layout("LETTER#{0}", "LETTER", ("number",)),
    "LetterStyle": Layout("UNIT#{0}", "LETTER", ("unit",)),
    "Mandates": Layout("EMP#{0}", "MANDATES", ("holder",)),
    "Meeting": Layout(
        "MEETING#{0}", "MEETING", ("id",), lambda m: (f"MEETINGS#{m.unit}", f"{m.date}#{m.start}#{m.id}")
    ),
    "MonthSheet": Layout("MONTH#{0}#{1}", "#SHEET", ("unit", "month")),
    "Order": Layout("ORDER#{0}", "ORDER", ("id",), order_index),
    "OutboxEntry": Layout("OUTBOX#{0}", "OUTBOX", ("id",), outbox_index),
    "PastReport": Layout("EMP#{0}", "PASTREPORT#{1}#{2}", ("employee", "date", "content")),
    "Placing": Layout("ORDER#{0}", "PLACING", ("order",)),
    "Posting": Layout("EMP#{0}", "POSTING#{1}", ("employee", "start")),
    "Reading": Layout("CITY", "HOLIDAYS#{0}", ("year",)),
    "Recall": Layout(
        "EMP#{0}",
        "RECALL#{1}",
        ("employee", "id"),
        lambda r: (f"RECALLS#{r.unit}", f"{sortable(r.called_at)}#{r.id}"),
    ),
    "ReminderChoice": Layout("EMP#{0}", "REMINDERS", ("employee",)),
    "RotaBook": Layout("UNIT#{0}", "ROTAS", ("unit",)),
    "RotaSwap": Layout("SWAP#{0}", "SWAP", ("id",), lambda s: (f"SWAPS#{s.unit}", f"{sortable(s.asked_at)}#{s.id}")),
    "RunClaim": Layout("RUN#{0}", "{1}#{2}", ("period", "unit", "job")),
    "SavedDraft": Layout("EMP#{0}", "DRAFT#{1}", ("employee", "date")),
    "Session": Layout("EMP#{0}", "SESSION#{1}", ("employee", "id")),
    "StaffRoll": Layout("CITY", "STAFF", ()),
    "Unit": Layout("UNIT#{0}", "UNIT", ("id",), lambda u: ("UNITS", u.name)),
    "UnitRota": Layout("ROTA#{0}", "{1}#{2}", ("unit", "first", "edition")),
    "UnitSnapshot": Layout("UNIT#{0}", "SNAPSHOT", ("unit",)),
    "Waiting": Layout(
        "EMP#{0}", "{1}#{2}", ("person", "kind", "order"), lambda w: (f"WAITING#{w.unit}", waiting_since(w))
    ),
    "YearCalendar": Layout("CITY", "CALENDAR#{0}", ("year",)),
    "YearTally": Layout("EMP#{0}", "YEAR#{1}", ("employee", "year")),
}
"""By the name of the kind: the table knows every kind of record, and few pages need more than a few (decision 0013)."""


def layout_of(kind: type) -> Layout:
    """How records of a kind are keyed."""
    return LAYOUTS[kind.__name__]


def place_of_key(key: Key[Any]) -> Place:
    """Where the record named by `key` lies."""
    layout = layout_of(key.kind)
    return layout.pk.format(*key.parts), layout.sk.format(*key.parts)


def place_of(record: Record) -> Place:
    """Where `record` lies."""
    if isinstance(record, TrailEntry):
        numbered = f"{record.number:08d}" if record.number is not None else f"VIEW#{sortable(record.at)}#{record.id}"
        return record.about, numbered
    return place_of_key(key_of(record))


def key_of(record: Any) -> Key[Any]:
    """The name of `record`."""
    return Key(type(record), tuple(str(getattr(record, name)) for name in layout_of(type(record)).fields))


def index_of(record: Record) -> Place | None:
    """Where `record` appears in index1 of its table, if it does: of the trail, under whom it concerns."""
    if isinstance(record, TrailEntry):
        return (f"CONCERNS#{record.concerns}", f"{sortable(record.at)}#{record.id}") if record.concerns else None
    return layout_of(type(record)).index(record)
