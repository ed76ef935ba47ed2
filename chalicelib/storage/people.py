"""Units, their staff, and the sessions and devices of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.access import Device, Session
from chalicelib.domain.people import Employee, EmployeeId, Unit, UnitId
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.domain.imports import Import


class People(Struct, frozen=True):
    """Queries over people and units."""

    table: Table

    def units(self) -> tuple[Unit, ...]:
        """Every unit by name."""
        return tuple(record_of(item, Unit) for item in self.table.query_all("UNITS", index=True))

    def staff(self, unit: UnitId) -> tuple[Employee, ...]:
        """Everyone of the unit by name, those who left too."""
        return tuple(record_of(item, Employee) for item in self.table.query_all(f"STAFF#{unit}", index=True))

    def imports(self, most: int) -> tuple[Import, ...]:
        """Up to `most` staff lists that were handed in, newest first."""
        from chalicelib.domain.imports import Import

        found = self.table.query("IMPORTS", index=True, newest_first=True, limit=most)
        return tuple(record_of(item, Import) for item in found.items)

    def sessions(self, employee: EmployeeId) -> tuple[Session, ...]:
        """The person's sessions, consistently: what is revoked must be all there is."""
        return tuple(record_of(item, Session) for item in self.table.query(f"EMP#{employee}", begins="SESSION#").items)

    def devices(self, employee: EmployeeId) -> tuple[Device, ...]:
        """The person's known devices."""
        return tuple(record_of(item, Device) for item in self.table.query(f"EMP#{employee}", begins="DEVICE#").items)
