"""`make ledger UNIT=DISPUSIP MONTH=2026-10`: proves that a unit's month agrees with the records it follows.

The ledger is a projection of orders, reports, absences, attendance and calls to the office. This works it out anew
from those, shows each day that differs, and writes it after "yes" (MEND=yes). Without UNIT every unit's month is
looked at. What workers have not carried over yet shows as a difference until they have.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.calendars import Month, parse_month
from chalicelib.domain.people import UnitId
from chalicelib.domain.recounting import RowDifference
from chalicelib.domain.refusals import NotFound, Refusal
from chalicelib.domain.trail import Means, Origin
from chalicelib.wording import INDONESIAN
from chalicelib.workflows import recounting
from chalicelib.workflows.ports import Office
from tools.desks import RUNNING_STAGE, office_named
from tools.stack import DeploymentError

WHO: Final = ("pemeliharaan", "Pemeliharaan sistem")
"""Whom the trail names: whoever runs the system."""


def differences(office: Office, units: tuple[UnitId, ...], month: Month) -> Iterator[RowDifference]:
    """Rows that differ, unit by unit; units whose month is not open have none."""
    for unit in units:
        try:
            yield from recounting.recount(office, unit, month)
        except NotFound:
            continue


def told(difference: RowDifference) -> str:
    """A row that differs, a line for each of its days."""
    row = difference.becomes
    head = f"{row.unit}  {row.name} ({row.employee})" + ("" if difference.was else "  has no row")
    days = (
        f"    {slot:<3}  is {there or '-':<24}  should be {wanted or '-'}" for slot, there, wanted in difference.slots
    )
    return "\n".join((head, *days))


def main(arguments: list[str]) -> None:
    """Recount the month named, and mend it where that is asked for."""
    given = dict(each.split("=", 1) for each in arguments)
    try:
        month = parse_month(given.get("MONTH", ""))
    except Refusal:
        sys.exit("Name a month:  make ledger MONTH=2026-10 UNIT=DISPUSIP")
    try:
        office = office_named(given.get("STAGE", RUNNING_STAGE))
        every = tuple(unit.id for unit in office.people.units())
        units = (UnitId(given["UNIT"]),) if given.get("UNIT") else every
        if unknown := set(units) - set(every):
            sys.exit(f"There is no unit {', '.join(unknown)}. There are: {', '.join(every)}")
        found = list(differences(office, units, month))
        for difference in found:
            print(told(difference))
            if given.get("MEND") == "yes":
                recounting.mend(office, difference, WHO, Origin("", Means.BY_HAND), datetime.now(UTC))
    except (DeploymentError, BotoCoreError, ClientError) as failure:
        sys.exit(str(failure))
    except Refusal as refusal:
        sys.exit(INDONESIAN.told(refusal.message))
    if not found:
        print(f"{month}: the ledger agrees with the records in {len(units)} unit(s).")
    elif given.get("MEND") == "yes":
        print(f"{len(found)} row(s) mended.")
    else:
        sys.exit(f"{len(found)} row(s) differ. To write what they should be, add MEND=yes.")


if __name__ == "__main__":
    main(sys.argv[1:])
