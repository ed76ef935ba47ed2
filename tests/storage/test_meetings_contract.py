"""A unit's meetings, on the fakes, on moto's tables and in the emulator."""

from datetime import time, timedelta

import pytest

from chalicelib.domain.meetings import State
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import Create, Replace, meeting_key
from chalicelib.domain.refusals import Stale
from tests.factories import FRIDAY_MORNING, MONDAY, a_meeting
from tests.storage.conftest import Store

MEETINGS = [
    a_meeting("later", date=MONDAY + timedelta(days=7)),
    a_meeting("noon", start=time(12)),
    a_meeting("morning"),
    a_meeting("elsewhere", unit=UnitId("BKPSDM")),
]


@pytest.fixture
def kept(store: Store) -> Store:
    for meeting in MEETINGS:
        store.records.commit(Create(meeting))
    return store


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_a_units_meetings_come_latest_first_a_page_at_a_time(kept: Store, size: int) -> None:
    found, after = kept.meetings.of_unit(MEETINGS[0].unit, None, size)
    listed = list(found)
    while after:
        found, after = kept.meetings.of_unit(MEETINGS[0].unit, after, size)
        listed += found

    assert listed == MEETINGS[:3]


def test_a_meeting_is_kept_whole_and_replaced_once(kept: Store) -> None:
    off = a_meeting("noon", start=time(12), state=State.CANCELLED, reason="Ruang banjir.", revision=2)

    kept.records.commit(Replace(off))

    assert kept.records.read(meeting_key("noon")).get(meeting_key("noon")) == off
    assert off.called_at == FRIDAY_MORNING
    with pytest.raises(Stale):
        kept.records.commit(Replace(off))
