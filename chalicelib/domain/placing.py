"""How far the days of an order that a rota made are in the ledgers, and what a person's rows lack of them.

The order is one record; the ledgers follow, a few people at a time, by a worker that may be cut anywhere. What a row
lacks is worked out from the order and the row as they are when the worker gets there: doing it twice changes nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import month_of
from chalicelib.domain.covered import Named
from chalicelib.domain.ledger import DayChange, Filed, LedgerRow, Mark
from chalicelib.domain.orders import Order, OrderId


class Placing(Struct, frozen=True):
    """An order on its way to the ledgers; `done` counts the people of its list that were seen to."""

    order: OrderId
    count: int
    """People on the order."""
    touched_at: datetime
    done: int = 0
    taken: int = 0
    """Days left alone because the ledger has another order on them."""
    missing: int = 0
    """Days of people who do not belong to the unit on them any more."""
    over: tuple[date, ...] = ()
    """Days on which more people are at home than may be, or fewer than must."""
    revision: int = 1

    @property
    def is_done(self) -> bool:
        """Whether everybody was seen to."""
        return self.done >= self.count


class Placed(Struct, frozen=True):
    """What one person's rows lack, and what could not be placed."""

    changes: tuple[DayChange, ...] = ()
    taken: int = 0
    missing: int = 0


def placed(order: Order, named: Named, rows: Iterable[LedgerRow]) -> Placed:
    """What makes the person's `rows` say what the order grants them: days that were granted and are not marked, days
    that are marked and were called off. A day with another order on it, with a report, or with an absence is left as it
    is.
    """
    by_month = {row.month: row for row in rows}
    granted = frozenset(order.standing_of(named))
    changes: list[DayChange] = []
    taken = missing = 0
    for day in named.dates:
        row = by_month.get(month_of(day))
        mark = row.mark(day) if row else None
        away = row.away(day) if row else None
        if day in granted and (row is None or not row.covers(day)):
            missing += 1
        elif away and away.is_whole:
            continue
        elif day in granted and mark is None:
            changes.append(DayChange(day, None, granted_by(order)))
        elif day in granted and mark and mark.order != order.id:
            taken += 1
        elif day not in granted and mark and mark.order == order.id and mark.filed is Filed.NOT_YET:
            changes.append(DayChange(day, mark, None))
    return Placed(tuple(changes), taken, missing)


def granted_by(order: Order) -> Mark:
    """The mark of a day that an approved order grants to one of those it names."""
    return Mark(order.id, approved=True, closed=order.source is not None and bool(order.source.closure))


def advanced(was: Placing, seen_to: Iterable[Placed], over: Iterable[date], at: datetime) -> Placing:
    """The placing after some more people were seen to."""
    those = tuple(seen_to)
    return replace(
        was,
        done=was.done + len(those),
        taken=was.taken + sum(each.taken for each in those),
        missing=was.missing + sum(each.missing for each in those),
        over=tuple(sorted({*was.over, *over})),
        touched_at=at,
        revision=was.revision + 1,
    )


def begun_again(was: Placing, order: Order, at: datetime) -> Placing:
    """The placing of an order that changed: everybody is seen to once more."""
    return Placing(order.id, len(order.covers), at, revision=was.revision + 1)
