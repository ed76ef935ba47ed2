"""Recalls of a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.people import UnitId
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.domain.recalls import Recall


class Recalls(Struct, frozen=True):
    """Queries over recalls."""

    table: Table

    def of_unit(self, unit: UnitId, most: int) -> tuple[Recall, ...]:
        """Up to `most` recalls of the unit by the moment of the call, latest first."""
        from chalicelib.domain.recalls import Recall

        found = self.table.query(f"RECALLS#{unit}", index=True, newest_first=True, limit=most)
        return tuple(record_of(item, Recall) for item in found.items)
