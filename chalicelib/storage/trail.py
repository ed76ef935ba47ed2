"""The trail, read by what it is about and by whom it concerns. Entries are written with what they tell of."""

from msgspec import Struct

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.trail import TrailEntry
from chalicelib.storage.codec import Item, record_of
from chalicelib.storage.table import Table

VIEWS = "VIEW#"
"""How the sort keys of looks begin; those of acts are numbers and come before."""
PLACE_PARTS = ("GSI1SK", "PK", "SK")
SEPARATOR = "~"
LONGEST_PLACE = 500


class Trail(Struct, frozen=True):
    """Queries over the trail. `page` names the last entry of the page before, as the previous call returned it."""

    table: Table

    def concerning(
        self, employee: EmployeeId, page: str | None, size: int
    ) -> tuple[tuple[TrailEntry, ...], str | None]:
        """Up to `size` entries that concern the employee, latest first."""
        pk = f"CONCERNS#{employee}"
        found = self.table.query(
            pk, index=True, trail=True, newest_first=True, limit=size, after=_place(pk, page) if page else None
        )
        last = SEPARATOR.join(found.after[part]["S"] for part in PLACE_PARTS) if found.after else None
        return _entries(found.items), last

    def acts(self, about: str) -> tuple[TrailEntry, ...]:
        """Everything that was done to a record, oldest first."""
        return _entries(tuple(self.table.query_all(about, trail=True, before=VIEWS)))

    def looks(self, about: str, page: str | None, size: int) -> tuple[tuple[TrailEntry, ...], str | None]:
        """Up to `size` looks at a record, latest first."""
        after = {"PK": {"S": about}, "SK": {"S": page}} if page and page.startswith(VIEWS) else None
        found = self.table.query(about, trail=True, begins=VIEWS, newest_first=True, limit=size, after=after)
        return _entries(found.items), found.after["SK"]["S"] if found.after else None


def _place(pk: str, page: str) -> Item | None:
    """Where a page begins; None, the first one, for what was never a page's name."""
    parts = page.split(SEPARATOR)
    if len(parts) != len(PLACE_PARTS) or not all(parts) or len(page) > LONGEST_PLACE:
        return None
    return {"GSI1PK": {"S": pk}} | {name: {"S": part} for name, part in zip(PLACE_PARTS, parts, strict=True)}


def _entries(items: tuple[Item, ...]) -> tuple[TrailEntry, ...]:
    return tuple(record_of(item, TrailEntry) for item in items)
