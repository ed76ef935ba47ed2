"""Absences of a person and of a unit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.storage.codec import record_of
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.domain.absence_lists import AbsenceList
    from chalicelib.domain.absences import Absence


class Absences(Struct, frozen=True):
    """Queries over absences."""

    table: Table

    def of_employee(self, employee: EmployeeId) -> tuple[Absence, ...]:
        """Every absence of the person, the withdrawn ones too, consistently."""
        from chalicelib.domain.absences import Absence

        found = self.table.query(f"EMP#{employee}", begins="ABSENCE#")
        return tuple(record_of(item, Absence) for item in found.items)

    def of_unit(self, unit: UnitId, page: str | None, size: int) -> tuple[tuple[Absence, ...], str | None]:
        """Up to `size` absences entered in the unit, by their last day, latest first, after the one that `page` names.

        `page` is the sort key of the last absence seen, as the previous call returned it.
        """
        from chalicelib.domain.absences import Absence

        pk = f"ABSENCES#{unit}"
        after = None
        if page:
            _, employee, absence = (*page.split("#", 2), "", "")[:3]
            place = {"GSI1PK": pk, "GSI1SK": page, "PK": f"EMP#{employee}", "SK": f"ABSENCE#{absence}"}
            after = {name: {"S": value} for name, value in place.items()}
        found = self.table.query(pk, index=True, newest_first=True, limit=size, after=after)
        absences = tuple(record_of(item, Absence) for item in found.items)
        return absences, found.after["GSI1SK"]["S"] if found.after else None

    def of_unit_since(self, unit: UnitId, day: date) -> tuple[Absence, ...]:
        """The absences entered in the unit that end on `day` or later, by their last day, the withdrawn ones too."""
        from chalicelib.domain.absences import Absence

        found = self.table.query_all(f"ABSENCES#{unit}", index=True, since=day.isoformat())
        return tuple(record_of(item, Absence) for item in found)

    def lists(self, unit: UnitId, most: int) -> tuple[AbsenceList, ...]:
        """The latest lists that were handed in for the unit, newest first."""
        from chalicelib.domain.absence_lists import AbsenceList

        found = self.table.query(f"ABSENCELISTS#{unit}", index=True, newest_first=True, limit=most)
        return tuple(record_of(item, AbsenceList) for item in found.items)
