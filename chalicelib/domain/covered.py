"""Whom a collective order names, with their days, and the published rota or the closure it comes from."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId

MOST_NAMED = 300
"""People on one order: with the letter's copy of the list a record stays below DynamoDB's 400 KB. A larger unit gets
several orders."""


class Named(Struct, frozen=True, array_like=True):
    """One person on the attachment of a collective order, as they were when it was made."""

    employee: EmployeeId
    name: str
    nip: str | None
    rank: str | None
    post: str
    dates: tuple[date, ...]
    """Their days at home."""
    called_off: tuple[date, ...] = ()
    """Those of `dates` that a later version of the rota took back."""

    def without(self, dates: frozenset[date]) -> "Named":
        """The person with those of `dates` called off that they had."""
        off = {*self.called_off, *(day for day in self.dates if day in dates)}
        return replace(self, called_off=tuple(sorted(off)))


class OrderSource(Struct, frozen=True):
    """What made an order for people who did not ask for it, and in whose name: the published version of a rota, or a
    closure of the unit.
    """

    first: date
    """The first day of the rota, or of the closure."""
    version: int
    """Of the rota; of a closure how often it was changed."""
    by: EmployeeId
    by_name: str
    closure: str = ""
    """The closure; "" for a rota."""


def ahead(covers: tuple[Named, ...], today: date) -> tuple[Named, ...]:
    """Those who have days left from `today` on, with these alone."""
    left = (replace(each, dates=tuple(day for day in each.dates if day >= today)) for each in covers)
    return tuple(each for each in left if each.dates)
