"""`units.csv` and `staff.csv` as an import reads them: what is exported and handed in again changes nothing."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from chalicelib.domain.csv_rows import Column, Row
from chalicelib.domain.import_staff import COLUMNS as STAFF_COLUMNS
from chalicelib.domain.import_staff import staff_cells
from chalicelib.domain.import_units import COLUMNS as UNIT_COLUMNS
from chalicelib.domain.import_units import unit_cells
from chalicelib.domain.people import Employee, Unit
from chalicelib.papers.month_csv import guarded


def units_csv(units: Sequence[Unit], numbers: dict[str, str]) -> bytes:
    """The units in the order of their codes."""
    return rows_csv(UNIT_COLUMNS, (unit_cells(unit, numbers) for unit in sorted(units, key=lambda unit: unit.id)))


def staff_csv(staff: Sequence[Employee], numbers: dict[str, str]) -> bytes:
    """The staff unit by unit, in the order of their numbers; who has no number is in no list."""
    listed = sorted((one for one in staff if one.number), key=lambda one: (one.unit, one.number or ""))
    return rows_csv(STAFF_COLUMNS, (staff_cells(person, numbers) for person in listed))


def rows_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """Rows as UTF-8 with a byte order mark and semicolons, as Indonesian spreadsheets expect."""
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    names = [column.name for column in columns]
    out.writerow(names)
    out.writerows([guarded(row.get(name, "")) for name in names] for row in rows)
    return ("\ufeff" + written.getvalue()).encode()
