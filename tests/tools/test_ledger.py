"""What the command that recounts a ledger prints."""

from __future__ import annotations

from msgspec.structs import replace

from chalicelib.domain.people import UnitId
from tests.factories import APRIL, MONDAY, a_mark, a_row
from tests.workflows.stage import UNIT, a_stage
from tools import ledger


def test_each_day_that_differs_is_a_line() -> None:
    office = a_stage(a_row("siti", days={MONDAY: a_mark()})).office

    (difference,) = ledger.differences(office, (UNIT, UnitId("BKPSDM")), APRIL)

    first, second = ledger.told(difference).splitlines()
    assert first == f"{UNIT}  {difference.becomes.name} (siti)"
    assert second.split() == ["26", "is", a_mark().packed(), "should", "be", "-"]


def test_a_row_that_is_missing_says_so() -> None:
    office = a_stage(a_row("siti", days={MONDAY: a_mark()})).office
    (difference,) = ledger.differences(office, (UNIT,), APRIL)
    assert "has no row" in ledger.told(replace(difference, was=None))
