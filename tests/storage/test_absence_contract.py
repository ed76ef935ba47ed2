"""What every store promises about absences, about their days in the ledger, and about recalls."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.absence_lists import AbsenceList
from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.ledger import DayChange, LedgerRow
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import MarkDays, row_key
from chalicelib.domain.refusals import Stale
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_recall,
    a_row,
    an_absence,
    an_away,
)
from tests.storage.conftest import Store

SITI, UNIT = EmployeeId("siti"), UnitId("DISKOMINFO")
HALF = an_away(AbsenceKind.TRAVEL, Part.MORNING)


def turn(store: Store, *changes: DayChange) -> LedgerRow:
    store.records.commit(MarkDays(UNIT, APRIL, SITI, changes))
    return store.records.read(row_key(UNIT, APRIL, SITI)).get(row_key(UNIT, APRIL, SITI))


def test_a_persons_absences_are_found_the_withdrawn_ones_too(store: Store) -> None:
    mine = [an_absence("b2", withdrawn=True), an_absence("a1", first=TUESDAY)]
    store.hold(*mine, an_absence("c3", employee="dewi"))

    assert store.absences.of_employee(SITI) == (mine[1], mine[0])
    assert store.absences.of_employee(EmployeeId("budi")) == ()


def test_a_units_absences_come_by_their_last_day_a_page_at_a_time(store: Store) -> None:
    early, late = an_absence("a1"), an_absence("b2", employee="dewi", last=date(2021, 5, 3))
    middle, elsewhere = an_absence("c3", last=TUESDAY), an_absence("d4", unit="DINSOS")
    store.hold(early, late, middle, elsewhere)

    first, after = store.absences.of_unit(UNIT, None, 2)
    assert (first, after is not None) == ((late, middle), True)
    rest, _ = store.absences.of_unit(UNIT, after, 2)
    assert rest == (early,)


@pytest.mark.parametrize("page", ["", "x", "x#y", "9#9#9#9"])
def test_a_page_that_nobody_named_is_some_page(store: Store, page: str) -> None:
    store.hold(an_absence())

    assert len(store.absences.of_unit(UNIT, page, 2)[0]) <= 1


def test_a_whole_day_takes_the_place_of_an_order_and_half_a_day_stands_beside_it(store: Store) -> None:
    store.hold(a_row(days={MONDAY: a_mark(), WEDNESDAY: a_mark()}))

    row = turn(store, DayChange(MONDAY, a_mark(), an_away()), DayChange(WEDNESDAY, None, HALF))

    assert row == a_row(days={WEDNESDAY: a_mark()}, aways={MONDAY: an_away(), WEDNESDAY: HALF})
    row = turn(store, DayChange(MONDAY, an_away(), None), DayChange(WEDNESDAY, HALF, None))
    assert row == a_row(days={WEDNESDAY: a_mark()})


def test_an_order_beside_half_a_day_is_decided_as_ever(store: Store) -> None:
    asked = a_mark(approved=False)
    store.hold(a_row(days={MONDAY: asked}, aways={MONDAY: HALF}))

    row = turn(store, DayChange(MONDAY, asked, a_mark()))

    assert (row.mark(MONDAY), row.away(MONDAY)) == (a_mark(), HALF)


@pytest.mark.parametrize(
    "change",
    [
        DayChange(MONDAY, None, a_mark()),
        DayChange(MONDAY, None, an_away(absence="other")),
        DayChange(MONDAY, a_mark(), an_away()),
        DayChange(WEDNESDAY, None, an_away(part=Part.AFTERNOON)),
        DayChange(WEDNESDAY, an_away(part=Part.AFTERNOON), None),
    ],
)
def test_neither_is_written_over_the_other(store: Store, change: DayChange) -> None:
    store.hold(a_row(aways={MONDAY: an_away(), WEDNESDAY: HALF}))

    with pytest.raises(Stale):
        turn(store, change)


def test_a_units_recalls_come_by_the_moment_of_the_call(store: Store) -> None:
    first, second = a_recall("b2"), a_recall("a1", employee="dewi", called_at=FRIDAY_MORNING + timedelta(minutes=1))
    store.hold(second, first, a_recall("c3", unit="DINSOS"))

    assert store.recalls.of_unit(UNIT, 9) == (second, first)
    assert store.recalls.of_unit(UNIT, 1) == (second,)


def test_a_month_of_leave_fits_into_one_change(store: Store) -> None:
    store.hold(a_row())
    days = [date(2021, 4, day) for day in range(1, 31)]

    row = turn(store, *(DayChange(day, None, an_away()) for day in days))

    assert list(row.aways) == days


def test_a_units_absences_since_a_day_are_those_that_end_then_or_later(store: Store) -> None:
    over, ends, goes_on = an_absence("a1"), an_absence("b2", last=TUESDAY), an_absence("c3", last=date(2021, 5, 3))
    store.hold(goes_on, over, ends, an_absence("d4", unit="DINSOS", last=date(2021, 5, 3)))

    assert store.absences.of_unit_since(UNIT, TUESDAY) == (ends, goes_on)


def test_the_lists_of_a_unit_come_latest_first(store: Store) -> None:
    def handed_in(name: str, minutes: int = 0, unit: UnitId = UNIT) -> AbsenceList:
        at, by = FRIDAY_MORNING + timedelta(minutes=minutes), EmployeeId("rina")
        return AbsenceList(id=name, by=by, by_name="Rina", at=at, unit=unit, steps=2, known=1, refused=0)

    early, late = handed_in("a1"), handed_in("b2", 1)
    store.hold(early, late, handed_in("c3", unit=UnitId("DINSOS")))

    assert store.absences.lists(UNIT, 5) == (late, early)
    assert store.absences.lists(UNIT, 1) == (late,)
