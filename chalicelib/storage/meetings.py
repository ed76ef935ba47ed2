"""Meetings as a unit's list shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.people import UnitId
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.domain.meetings import Meeting


class Meetings(Struct, frozen=True):
    """Queries over meetings."""

    table: Table

    def of_unit(self, unit: UnitId, page: str | None, size: int) -> tuple[tuple[Meeting, ...], str | None]:
        """Up to `size` meetings of the unit, latest first, after the one that `page` names.

        `page` is the sort key of the last meeting seen, as the previous call returned it.
        """
        from chalicelib.domain.meetings import Meeting

        pk = f"MEETINGS#{unit}"
        after = None
        if page:
            place = {"GSI1PK": pk, "GSI1SK": page, "PK": f"MEETING#{page.rpartition('#')[2]}", "SK": "MEETING"}
            after = {name: {"S": value} for name, value in place.items()}
        found = self.table.query(pk, index=True, newest_first=True, limit=size, after=after)
        meetings = tuple(record_of(item, Meeting) for item in found.items)
        return meetings, found.after["GSI1SK"]["S"] if found.after else None
