"""What every store promises about a month's closing, objections, and what became of a scheduled job."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.closing import SignLink
from chalicelib.domain.letters import Signatory
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import Create, Put, Replace, RunClaim, closing_key, objections_key
from chalicelib.domain.refusals import Stale
from chalicelib.domain.schedule import Job
from tests.factories import APRIL, FRIDAY_MORNING, a_closing, a_row, a_sheet, an_edition, some_objections
from tests.storage.conftest import Store

UNIT = UnitId("DISKOMINFO")
SIGNER = Signatory("Budi Hartono", "198001012005011001", None, ("Kepala Dinas,",), shows_rank=False)
CLOSED = a_closing(
    an_edition(signer=SIGNER, signed_at=FRIDAY_MORNING, is_replaced=True),
    an_edition(2, reason="Presensi keliru."),
    links=(SignLink(EmployeeId("budi"), 2, 2),),
)


def test_a_month_is_read_with_its_closing_and_objections_in_one_query(store: Store) -> None:
    store.hold(a_sheet(), a_row(), a_row("dewi", name="Dewi"), CLOSED, some_objections())

    month = store.ledger.month(UNIT, APRIL)

    assert (month.sheet, month.closing, month.objections) == (a_sheet(), CLOSED, (some_objections(),))
    assert [row.employee for row in month.rows] == ["dewi", "siti"]


def test_a_month_without_either_is_read_as_ever(store: Store) -> None:
    store.hold(a_sheet(), a_row())
    month = store.ledger.month(UNIT, APRIL)
    assert (month.closing, month.objections, len(month.rows)) == (None, (), 1)


def test_closing_and_objections_are_read_by_name_and_changed_by_one_revision_at_a_time(store: Store) -> None:
    store.hold(CLOSED, some_objections())
    names = closing_key(UNIT, APRIL), objections_key(UNIT, APRIL, EmployeeId("siti"))
    found = store.records.read(*names)
    assert (found.get(names[0]), found.get(names[1])) == (CLOSED, some_objections())

    for there in (CLOSED, some_objections()):
        store.records.commit(Replace(replace(there, revision=2)))
        with pytest.raises(Stale):
            store.records.commit(Replace(replace(there, revision=2)))


def test_what_became_of_a_job_is_read_with_what_was_handed_out(store: Store) -> None:
    claim = RunClaim(APRIL, UNIT, Job.SUMMARY, FRIDAY_MORNING)
    store.records.commit(Create(claim))
    failed = replace(claim, tries=2, failure="NotFound: bulan belum dibuka")
    store.records.commit(Put(failed))

    assert store.outbox.runs(APRIL) == (failed,)
    assert store.outbox.handed_out(APRIL) == frozenset({(UNIT, "summary")})
