"""Carrying what a month fell short over to the year: a record for each person, and its sum on the rows of later months.

A unit's month stays one query that way. Whenever a month is drafted or closed, the first time or again, its entry takes
the place of the one before, and every later row that is complete up to then says the new sum; doing it twice changes
nothing.
"""

from collections.abc import Iterable

from chalicelib.domain.calendars import Month, first_day, following
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.months import MonthLine, month_table
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import (
    CarryShort,
    Change,
    Create,
    Key,
    Replace,
    employee_key,
    row_key,
    tally_key,
)
from chalicelib.domain.tallies import YearTally, tallied
from chalicelib.workflows.ports import Office

AT_ONCE = 40
"""People read together: two records each, of the hundred that one request may read."""
MOST_ROWS = 100
MOST_CHANGES = 90
"""Of one transaction, of DynamoDB's hundred."""


def carry(office: Office, unit: UnitId, month: Month) -> None:
    """Writes what a unit's month that is over fell short to everybody's year, and on the later rows of that year.

    A query, three requests for every forty people, and one for each three dozen of them that changed. Raises Stale when
    somebody was written meanwhile, so that the errand is tried again.
    """
    lines = month_table(office.ledger.month(unit, month), first_day(following(month))).lines
    for start in range(0, len(lines), AT_ONCE):
        _carry(office, unit, month, lines[start : start + AT_ONCE])


def _carry(office: Office, unit: UnitId, month: Month, lines: tuple[MonthLine, ...]) -> None:
    year = int(month[:4])
    people = [EmployeeId(line.employee) for line in lines]
    found = office.records.read(*(tally_key(each, year) for each in people), *(employee_key(each) for each in people))
    changes: list[Change] = []
    wanted: dict[Key[LedgerRow], CarryShort] = {}
    for who, line in zip(people, lines, strict=True):
        was = found.find(tally_key(who, year))
        becomes = tallied(was, line, unit, month)
        if becomes is not was:
            changes.append(Replace(becomes) if was else Create(becomes))
        person = found.find(employee_key(who))
        for row in _later(becomes, month, {unit, person.unit} if person else {unit}):
            wanted[row_key(row.unit, row.month, row.employee)] = row
    changes += _rows(office, wanted)
    for start in range(0, len(changes), MOST_CHANGES):
        office.records.commit(*changes[start : start + MOST_CHANGES])


def _later(tally: YearTally, month: Month, units: Iterable[UnitId]) -> list[CarryShort]:
    """What is to stand on the rows after `month` that the year reaches."""
    rows: list[CarryShort] = []
    later, reaches = following(month), tally.reaches
    while reaches and later <= reaches:
        rows += [CarryShort(unit, later, tally.employee, tally.before(later)) for unit in sorted(units)]
        later = following(later)
    return rows


def _rows(office: Office, wanted: dict[Key[LedgerRow], CarryShort]) -> list[Change]:
    names = list(wanted)
    changes: list[Change] = []
    for start in range(0, len(names), MOST_ROWS):
        part = names[start : start + MOST_ROWS]
        found = office.records.read(*part)
        changes += [wanted[name] for name in part if (row := found.find(name)) and row.short != wanted[name].minutes]
    return changes
