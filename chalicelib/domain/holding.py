"""What a published rota holds of a unit's places: a place for every home day that no order marks in the ledger yet.

Held places are counted among those at home, so that nobody else is given them, and are kept by the rota's version and
by person. The worker that marks a day ends what was held for it; of days that are never marked it is released: by an
order that ends without a grant, by the orders that are made and do not name them, by the rota's next version.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from chalicelib.domain.calendars import Month, month_of
from chalicelib.domain.capacity import Capacity, packed_days, unpacked_days
from chalicelib.domain.covered import Named, OrderSource
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import HeldDays, HoldPlaces

Days = Mapping[EmployeeId, frozenset[date]]
"""Days at home by person."""


def version_of(first: date, version: int) -> str:
    """Under what the places of a rota's version are held."""
    return f"{first}#{version}"


def is_overtaken(capacity: Capacity, first: date, version: int) -> bool:
    """Whether a later version of a rota holds places of the month."""
    return any(int(name.removeprefix(f"{first}#")) > version for name in capacity.holds if name.startswith(f"{first}#"))


def lacking(home: Days, rows: Iterable[LedgerRow], month: Month, today: date) -> dict[EmployeeId, frozenset[date]]:
    """Days of `home` in a month, from `today` on, that are to be marked: those of people who belong to the unit on
    them, are not absent and have no order on them.
    """
    found = {}
    for row in rows:
        wanted = (day for day in home.get(row.employee, ()) if day >= today and month_of(day) == month == row.month)
        days = frozenset(day for day in wanted if row.covers(day) and not row.days.get(f"{day:%d}"))
        if days:
            found[row.employee] = days
    return found


def leaving(home: Days, rows: Iterable[LedgerRow], orders: frozenset[OrderId], today: date) -> Counter[str]:
    """How many are to leave each day (in two digits) of a month: marked by one of `orders`, which are the version's
    before, and not in `home` any more. What is reported, and today, stays.
    """
    found: Counter[str] = Counter()
    for row in rows:
        for name, mark in row.marks.items():
            day = date.fromisoformat(f"{row.month}-{name}")
            goes = day > today and mark.filed is Filed.NOT_YET and day not in home.get(row.employee, ())
            found[name] += goes and mark.order in orders
    return found


def held_now(capacity: Capacity, first: date, version: int, wanted: Days) -> HoldPlaces | None:
    """What makes a rota's version hold its `wanted` days of a month in the place of every earlier version's, None where
    that changes nothing. Days without places are not held.
    """
    ours = f"{first}#"
    before = {name: people for name, people in capacity.holds.items() if name.startswith(ours)}
    packed = {
        who: packed_days(f"{day:%d}" for day in days if f"{day:%d}" in capacity.days) for who, days in wanted.items()
    }
    people = {who: days for who, days in packed.items() if days}
    becomes = {version_of(first, version): people} if people else {}
    if becomes == before:
        return None
    counts = _counted(becomes)
    counts.subtract(_counted(before))
    others = {name: there for name, there in capacity.holds.items() if name not in before}
    days = tuple((day, counts[day]) for day in sorted(counts) if counts[day])
    return HoldPlaces(capacity, others | becomes, days)


def too_many(change: HoldPlaces, leave: Counter[str]) -> Iterator[date]:
    """Days on which more would be at home than may be, once those who are to leave have left."""
    for day, people in change.days:
        places, more = change.was.days[day], people - leave[day]
        if more > 0 and places.home + more > places.most:
            yield date.fromisoformat(f"{change.was.month}-{day}")


def ended(
    capacity: Capacity, named: Named, marked: frozenset[date], source: OrderSource | None
) -> tuple[tuple[HeldDays, ...], Counter[date]]:
    """What ends of what is held for somebody whom an order names, and how many that are on each day.

    A day that is `marked` now ends whichever version holds it; the others of the order only where its own does: a later
    version has said anew what it holds.
    """
    ours = version_of(source.first, source.version) if source and not source.closure else ""
    on_order = {f"{day:%d}": day for day in named.dates if month_of(day) == capacity.month}
    found: list[HeldDays] = []
    counts: Counter[date] = Counter()
    for name, people in capacity.holds.items():
        held = unpacked_days(people.get(named.employee, ""))
        gone = [day for day in held if day in on_order and (name == ours or on_order[day] in marked)]
        if gone:
            left = packed_days(day for day in held if day not in gone)
            found.append(HeldDays(name, named.employee, packed_days(held), left))
            counts.update(on_order[day] for day in gone)
    return tuple(found), counts


def _counted(holds: Mapping[str, Mapping[EmployeeId, str]]) -> Counter[str]:
    return Counter(day for people in holds.values() for packed in people.values() for day in unpacked_days(packed))
