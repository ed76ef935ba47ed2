"""What every store promises about a day: its draft, its evidence, its attendance, and how reports are listed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attendance import AttendanceMonth, recorded
from chalicelib.domain.attendance_lists import AttendanceList
from chalicelib.domain.evidence import Evidence, attached, removed
from chalicelib.domain.ledger import DayChange
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import (
    Create,
    MarkDays,
    Replace,
    Still,
    attendance_key,
    evidence_key,
    report_key,
    row_key,
    saved_draft_key,
)
from chalicelib.domain.refusals import Stale
from chalicelib.domain.reports import DailyReport, Verification
from chalicelib.domain.uploads import FileType, StoredFile
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_report,
    a_row,
    a_saved_draft,
)
from tests.storage.conftest import Store

SITI, DEWI, BUDI, UNIT = EmployeeId("siti"), EmployeeId("dewi"), EmployeeId("budi"), UnitId("DISKOMINFO")
WORKED, CAME = Presence(450, 960), Presence(480, None, entered=True)
BY, WHEN = ("rina", "Rina Marlina, S.H."), (FRIDAY_MORNING, "Mesin mati")
ACCEPTED = Verification(accepted=True, by=BUDI, by_name="Budi Hartono", at=MONDAY_AFTERNOON)


def a_file(digest: str = "a" * 64) -> StoredFile:
    return StoredFile(f"evidence/siti/{digest}", FileType.JPEG, digest, 3, MONDAY_AFTERNOON, SITI, "Siti")


def the_evidence(store: Store) -> Evidence | None:
    return store.records.read(evidence_key(SITI, MONDAY)).find(evidence_key(SITI, MONDAY))


def test_evidence_is_written_once_for_each_revision(store: Store) -> None:
    one = attached(Evidence(SITI, MONDAY), a_file(), "Notulen")
    two = attached(one, a_file("b" * 64), "")
    store.records.commit(Create(one))
    store.records.commit(Replace(two))

    with pytest.raises(Stale):
        store.records.commit(Replace(two))
    with pytest.raises(Stale):
        store.records.commit(Create(one))
    assert the_evidence(store) == two
    store.records.commit(Replace(removed(two, one.pieces[0].id)))
    assert the_evidence(store) == Evidence(SITI, MONDAY, two.pieces[1:], revision=3)


def test_evidence_stands_only_beside_the_report_that_was_read(store: Store) -> None:
    one, name = attached(Evidence(SITI, MONDAY), a_file(), ""), report_key(SITI, MONDAY)
    store.hold(a_report())

    for seen in (0, 2):
        with pytest.raises(Stale):
            store.records.commit(Still(name, seen), Create(one))
    assert the_evidence(store) is None
    store.records.commit(Still(name, 1), Create(one))
    assert the_evidence(store) == one


def test_a_draft_is_saved_over_the_one_that_was_seen_and_no_other(store: Store) -> None:
    first, name = a_saved_draft(), saved_draft_key(SITI, MONDAY)
    store.records.commit(Create(first))
    second = replace(first, typed=(("plan", "Lanjut"), ("plan", "Lagi")), revision=2)
    store.records.commit(Replace(second))

    for stale in (Create(first), Replace(second), Replace(replace(first, revision=4))):
        with pytest.raises(Stale):
            store.records.commit(stale)
    assert store.records.read(name).get(name) == second


def test_attendance_and_the_ledgers_day_are_written_together(store: Store) -> None:
    store.hold(a_row(days={MONDAY: a_mark()}))
    month = recorded(AttendanceMonth(SITI, APRIL, revision=0), {MONDAY: WORKED, TUESDAY: CAME}.items(), BY, *WHEN)
    turned = (DayChange(MONDAY, None, WORKED), DayChange(TUESDAY, None, CAME))
    marked = MarkDays(UNIT, APRIL, SITI, turned)
    store.records.commit(Create(month), marked)

    names = attendance_key(SITI, APRIL), row_key(UNIT, APRIL, SITI)
    found = store.records.read(*names)
    row = found.get(names[1])
    assert found.get(names[0]) == month
    assert (row.mark(MONDAY), row.presence(MONDAY), row.presence(TUESDAY)) == (a_mark(), WORKED, CAME)

    later = recorded(month, {MONDAY: CAME, TUESDAY: None}.items(), BY, *WHEN)
    with pytest.raises(Stale):
        store.records.commit(Replace(later), marked)
    assert store.records.read(names[0]).get(names[0]) == month, "neither is written without the other"
    gone = (DayChange(MONDAY, WORKED, CAME), DayChange(TUESDAY, CAME, None))
    store.records.commit(Replace(later), MarkDays(UNIT, APRIL, SITI, gone))
    assert store.records.read(names[1]).get(names[1]) == a_row(days={MONDAY: a_mark()}, presences={MONDAY: CAME})


def test_a_units_exports_of_attendance_come_latest_first(store: Store) -> None:
    def handed_in(name: str, minutes: int = 0, unit: UnitId = UNIT) -> AttendanceList:
        at = FRIDAY_MORNING + timedelta(minutes=minutes)
        return AttendanceList(id=name, by=EmployeeId("rina"), by_name="Rina", at=at, unit=unit, steps=2)

    early, late = handed_in("a1"), handed_in("b2", 1)
    store.hold(early, late, handed_in("c3", unit=UnitId("DINSOS")))

    assert store.absences.attendance_lists(UNIT, 5) == (late, early)
    assert store.absences.attendance_lists(UNIT, 1) == (late,)


def filed(employee: EmployeeId, *more: DailyReport) -> tuple[DailyReport, ...]:
    return (a_report(MONDAY, employee=employee), a_report(WEDNESDAY, employee=employee), *more)


def test_a_persons_reports_of_a_month_come_by_day(store: Store) -> None:
    mine = filed(SITI)
    store.hold(*reversed(mine), *filed(DEWI), a_saved_draft(TUESDAY))

    assert store.reports.of_month(SITI, APRIL) == mine
    assert store.reports.of_month(SITI, MAY) == ()


def test_what_waits_for_a_supervisor_comes_by_day_and_leaves_once_it_is_verified(store: Store) -> None:
    first, last = filed(SITI)
    between = replace(a_report(TUESDAY, employee="dewi"), supervisor=BUDI)
    store.hold(last, between, first, replace(a_report(TUESDAY), supervisor=EmployeeId("sekda")))

    assert store.reports.to_verify(BUDI, 9) == (first, between, last)
    assert store.reports.to_verify(BUDI, 2) == (first, between)
    store.records.commit(Replace(replace(first, verification=ACCEPTED, revision=first.revision + 1)))
    assert store.reports.to_verify(BUDI, 9) == (between, last)
