"""Rotas: one authoritative record for each version of a unit's period; and the unit's closures, which they follow."""

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.domain.closures import Closure
    from chalicelib.domain.rota_swaps import RotaSwap
    from chalicelib.domain.rotas import UnitRota

MOST_SWAPS = 50
MOST_CLOSURES = 20


class Rotas(Struct, frozen=True):
    """Queries over rotas."""

    table: Table

    def latest(self, unit: UnitId, first: date) -> "UnitRota":
        """The latest version of the rota whose period begins on `first`, in one query. Raises NotFound for none."""
        from chalicelib.domain.rotas import UnitRota

        found = self.table.query(f"ROTA#{unit}", begins=f"{first}#", newest_first=True, limit=1)
        if not found.items:
            raise NotFound(text("Jadwal untuk periode ini belum ada."))
        return record_of(found.items[0], UnitRota)

    def swaps(self, unit: UnitId) -> "tuple[RotaSwap, ...]":
        """The last swaps of the unit, latest first, in one query."""
        from chalicelib.domain.rota_swaps import RotaSwap

        found = self.table.query(f"SWAPS#{unit}", index=True, newest_first=True, limit=MOST_SWAPS)
        return tuple(record_of(item, RotaSwap) for item in found.items)

    def closures(self, unit: UnitId) -> "tuple[Closure, ...]":
        """The last closures of the unit by when they were announced, latest first, in one query."""
        from chalicelib.domain.closures import Closure

        found = self.table.query(f"CLOSURES#{unit}", index=True, newest_first=True, limit=MOST_CLOSURES)
        return tuple(record_of(item, Closure) for item in found.items)
