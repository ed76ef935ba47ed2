"""How many of a unit may be at home on each day of a month."""

from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected, Month
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.people import UnitId


class Places(Struct, frozen=True):
    """One day: people at home (asked for or granted), and the fewest and the most there may be."""

    home: int
    fewest: int
    most: int

    @property
    def free(self) -> int:
        """Places left."""
        return max(0, self.most - self.home)


class Capacity(Struct, frozen=True):
    """The places of a unit's month; `days` is keyed by the day of the month in two digits, working days only."""

    unit: UnitId
    month: Month
    headcount: int
    days: dict[str, Places] = field(default_factory=dict)


def opened_capacity(
    unit: UnitId, month: Month, headcount: int, expected: tuple[Expected, ...], register: CircularRegister
) -> Capacity:
    """The empty places of a month, day by day under the circular that binds the unit on that day."""
    days: dict[str, Places] = {}
    for each in expected:
        circular = register.in_force(unit, each.date)
        if each.hours and circular:
            fewest, most = circular.bounds(headcount)
            days[f"{each.date:%d}"] = Places(0, fewest, most)
    return Capacity(unit, month, headcount, days)


def rebounded(capacity: Capacity, headcount: int, register: CircularRegister) -> Capacity:
    """The places of an opened month after the unit's staff has grown or shrunk; who is at home stays counted."""

    def bounded(day: str, places: Places) -> Places:
        circular = register.in_force(capacity.unit, date.fromisoformat(f"{capacity.month}-{day}"))
        if circular is None:
            return places
        fewest, most = circular.bounds(headcount)
        return replace(places, fewest=fewest, most=most)

    days = {day: bounded(day, places) for day, places in capacity.days.items()}
    return replace(capacity, headcount=headcount, days=days)
