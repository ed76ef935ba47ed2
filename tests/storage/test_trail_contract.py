"""The trail's queries and what is held, on the fakes, on moto's tables and in the emulator."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.outbox import Delivery
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import Create
from chalicelib.domain.refusals import Stale
from chalicelib.domain.trail import Means, Origin, TrailEntry
from tests.factories import FRIDAY_MORNING, an_entry
from tests.storage.conftest import Store

SITI, BUDI = EmployeeId("siti"), EmployeeId("budi")
ORDER = "ORDER#kq3vd5c2x7mabnop"
BY_LINK = Origin("10.0.0.1", Means.LINK)


def a_line(number: int | None, minutes: int = 0, *, about: str = ORDER, concerns: str = SITI) -> TrailEntry:
    name = f"{about}-{number}-{minutes}"
    at = FRIDAY_MORNING + timedelta(minutes=minutes)
    what = "view" if number is None else "submit"
    return TrailEntry(about, number, name, at, BUDI, "Budi", what, BY_LINK, as_whom="Plh. Kepala", concerns=concerns)


LINES = [
    a_line(1),
    a_line(2, 10),
    a_line(None, 5),
    a_line(None, 20),
    a_line(None, 15),
    a_line(1, 12, about="EMP#siti"),
    a_line(1, 13, concerns=BUDI, about="EMP#budi"),
    a_line(None, 14, concerns="", about="MONTH#DISKOMINFO#2021-04"),
]


@pytest.fixture
def kept(store: Store) -> Store:
    for line in LINES:
        store.records.commit(Create(line))
    return store


def test_what_concerns_a_person_comes_latest_first_whatever_it_is_about(kept: Store) -> None:
    found, after = kept.trail.concerning(SITI, None, 25)

    assert list(found) == sorted((line for line in LINES if line.concerns == SITI), key=lambda line: line.at)[::-1]
    assert after is None


def test_it_comes_in_pages_without_a_gap_or_a_line_twice(kept: Store) -> None:
    whole, _ = kept.trail.concerning(SITI, None, 25)
    first, after = kept.trail.concerning(SITI, None, 4)
    second, end = kept.trail.concerning(SITI, after, 4)

    assert (first + second, end) == (whole, None)


@pytest.mark.parametrize("page", ["tiada", "~~", "x" * 1000, "a~b"])
def test_what_names_no_page_is_the_first_one(kept: Store, page: str) -> None:
    assert kept.trail.concerning(SITI, page, 2) == kept.trail.concerning(SITI, None, 2)
    assert kept.trail.looks(ORDER, page, 2) == kept.trail.looks(ORDER, None, 2)


def test_acts_come_oldest_first_and_looks_latest_first(kept: Store) -> None:
    assert [line.number for line in kept.trail.acts(ORDER)] == [1, 2]
    first, after = kept.trail.looks(ORDER, None, 2)
    second, end = kept.trail.looks(ORDER, after, 2)
    assert [line.at.minute - FRIDAY_MORNING.minute for line in first + second] == [20, 15, 5]
    assert end is None


@pytest.mark.parametrize("line", [LINES[0], LINES[2]], ids=["an act", "a look"])
def test_a_line_is_never_overwritten(kept: Store, line: TrailEntry) -> None:
    with pytest.raises(Stale):
        kept.records.commit(Create(replace(line, who_name="Orang lain")))

    assert line in (*kept.trail.acts(ORDER), *kept.trail.looks(ORDER, None, 25)[0])


def test_held_errands_are_found_by_whom_they_wait_for(store: Store) -> None:
    for number, person in enumerate((SITI, BUDI, SITI)):
        at = FRIDAY_MORNING + timedelta(minutes=number)
        held = an_entry(f"held{number}", created_at=at, delivery=Delivery.HELD)
        store.hold(replace(held, held_for=person))

    assert [entry.id for entry in store.outbox.held(SITI)] == ["held0", "held2"]
    assert [entry.id for entry in store.outbox.all_held(2)] == ["held2", "held1"]
    assert store.outbox.parked(25) == ()
