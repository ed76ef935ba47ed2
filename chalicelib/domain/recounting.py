"""The ledger worked out anew from what it is a projection of, to prove that it agrees or to mend it.

Orders, reports, absences, attendance and calls to the office say what a row must hold; how it came about does not
matter. A row that agrees is the same map of packed days.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.absences import Absence
from chalicelib.domain.attendance import AttendanceMonth, ledger_changes
from chalicelib.domain.calendars import month_of
from chalicelib.domain.ledger import DayChange, LedgerRow, Mark, absence_changes, reported, slot_of, verified
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.placing import granted_by
from chalicelib.domain.recalls import Recall, Stage
from chalicelib.domain.reports import DailyReport


class Sources(Struct, frozen=True):
    """What one person's row of a month follows; `orders` may hold other people's and other months' too."""

    orders: tuple[Order, ...] = ()
    reports: tuple[DailyReport, ...] = ()
    absences: tuple[Absence, ...] = ()
    attendance: AttendanceMonth | None = None
    recalls: tuple[Recall, ...] = ()


class RowDifference(Struct, frozen=True):
    """A row that does not say what its sources do, as it is and as it should be; None for one that is missing."""

    was: LedgerRow | None
    becomes: LedgerRow

    @property
    def slots(self) -> tuple[tuple[str, str, str], ...]:
        """Each day that differs, as the row names it: what is packed there and what should be, "" for nothing."""
        was = self.was.days if self.was else {}
        named = sorted(was.keys() | self.becomes.days.keys())
        both = ((slot, was.get(slot, ""), self.becomes.days.get(slot, "")) for slot in named)
        return tuple((slot, there, wanted) for slot, there, wanted in both if there != wanted)


def rebuilt(row: LedgerRow, sources: Sources) -> LedgerRow:
    """The row with its days from the sources alone, whatever it holds now."""
    marks = _marks(row, sources)
    found = replace(row, days={slot_of(day, mark): mark.packed() for day, mark in marks.items()})
    for absence in sources.absences:
        if absence.unit == row.unit:
            found = followed(found, absence_changes(found, absence))
    if sources.attendance:
        found = followed(found, ledger_changes(found, sources.attendance))
    return followed(found, _calls(found, sources.recalls))


def followed(row: LedgerRow, changes: Iterable[DayChange]) -> LedgerRow:
    """The row after `changes`."""
    days = dict(row.days)
    for each in changes:
        if each.becomes:
            days[each.slot] = each.becomes.packed()
        else:
            days.pop(each.slot, None)
    return replace(row, days=days)


def _marks(row: LedgerRow, sources: Sources) -> dict[date, Mark]:
    """Every order's days, those that somebody asked for before those of a list: the list's worker leaves alone what it
    finds taken. A report keeps its day's order even where that was called off since.
    """
    orders = {order.id: order for order in sources.orders if order.unit == row.unit}
    by_age = sorted(orders.values(), key=lambda order: (bool(order.covers), order.submitted_at))
    marks: dict[date, Mark] = {}
    for order in by_age:
        for day in _standing(order, row):
            if month_of(day) == row.month:
                marks.setdefault(day, mark_of(order))
    for report in sources.reports:
        if report.unit == row.unit and month_of(report.date) == row.month:
            marks[report.date] = _with_report(marks.get(report.date), report, orders)
    return marks


def mark_of(order: Order) -> Mark:
    """How an order stands on each of its days before anything came of it."""
    if order.covers:
        return granted_by(order)
    return Mark(order.id, order.status is Status.APPROVED, order_entered=order.entered_by is not None)


def _standing(order: Order, row: LedgerRow) -> tuple[date, ...]:
    if not order.covers:
        return order.standing if order.employee == row.employee else ()
    named = order.named(row.employee)
    return tuple(day for day in order.standing_of(named) if row.covers(day)) if named else ()


def _with_report(there: Mark | None, report: DailyReport, orders: dict[OrderId, Order]) -> Mark:
    if there is None or there.order != report.order:
        order = orders.get(report.order)
        there = replace(mark_of(order), approved=True) if order else Mark(report.order, approved=True)
    entered = report.entered_by is not None
    mark = reported(there, report.minutes, late=report.late, entered=entered)
    return verified(mark, accepted=report.verification.accepted) if report.verification else mark


def _calls(row: LedgerRow, recalls: Iterable[Recall]) -> Iterable[DayChange]:
    """Of several calls for one day the latest stands."""
    for recall in sorted(recalls, key=lambda each: each.called_at):
        if (
            recall.employee == row.employee
            and month_of(recall.day) == row.month
            and recall.stage is not Stage.WITHDRAWN
        ):
            yield DayChange(recall.day, None, recall.on_ledger)
