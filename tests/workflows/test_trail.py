"""Reading the trail: what concerns oneself, one's unit's month, and as administrator anybody's."""

import csv
import io
from datetime import timedelta

import pytest

from chalicelib.domain.access import Address
from chalicelib.domain.letters import nip_printed
from chalicelib.domain.orders import Act
from chalicelib.domain.people import Actor, UnitId
from chalicelib.domain.refusals import Forbidden, NotFound
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import months, orders, trail
from chalicelib.workflows.trail import PAGE_SIZE, Subject
from tests.factories import APRIL, FRIDAY_MORNING
from tests.fakes import FakeBackroom
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    PEOPLE,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_stage,
    an_order_of,
    untouched,
)

NOW = FRIDAY_MORNING
LATER = NOW + timedelta(minutes=1)


def whats(lines: tuple[TrailEntry, ...]) -> list[tuple[str, str]]:
    return [(line.what, line.who) for line in lines]


def a_watched_order() -> tuple[FakeBackroom, str]:
    """An order of Siti that Budi approved and Rina looked at."""
    backroom = a_stage(*(Address(person.email or "", person.id) for person in PEOPLE))
    order = a_decided_order(backroom.office, Act.APPROVE)
    orders.view(backroom.office, RINA, order, ORIGIN, LATER)
    return backroom, order


def test_a_person_sees_what_was_done_and_seen_of_their_records_in_one_query() -> None:
    backroom, _ = a_watched_order()
    backroom.office.records.requests.clear()

    found = trail.own(backroom.office, SITI, None)

    assert whats(found.rest)[0] == ("view", RINA.id)
    assert set(whats(found.rest)) == {("view", RINA.id), ("approve", BUDI.id), ("submit", SITI.id)}
    assert backroom.office.records.requests == ["query"]
    assert trail.own(backroom.office, DEWI, None).rest == ()


def test_a_long_trail_comes_page_by_page() -> None:
    backroom, order = a_watched_order()
    for minute in range(PAGE_SIZE):
        orders.view(backroom.office, RINA, order, ORIGIN, LATER + timedelta(minutes=minute + 1))  # type: ignore[arg-type]

    first = trail.own(backroom.office, SITI, None)
    second = trail.own(backroom.office, SITI, first.after)

    assert (len(first.rest), len(second.rest), second.after) == (PAGE_SIZE, 3, None)
    assert not {line.id for line in first.rest} & {line.id for line in second.rest}


def test_who_stands_in_a_month_sees_who_opened_it_and_nobody_else_does() -> None:
    backroom, _ = a_watched_order()
    months.view(backroom.office, RINA, UNIT, APRIL, ORIGIN, LATER)

    assert whats(trail.own_month(backroom.office, SITI, UNIT, APRIL, None).rest) == [("view", RINA.id)]
    with pytest.raises(NotFound):
        trail.own_month(backroom.office, TUTI, UNIT, APRIL, None)


def test_the_administrator_reads_by_what_it_is_about_and_that_is_noted() -> None:
    backroom, order = a_watched_order()

    found = trail.about(backroom.office, JOKO, Subject.ORDER, order, None, ORIGIN, LATER)

    assert whats(found.acts) == [("submit", SITI.id), ("approve", BUDI.id)]
    assert whats(found.rest) == [("view", RINA.id)]
    assert ("view_trail", JOKO.id) in whats(trail.own(backroom.office, SITI, None).rest)


def test_the_administrator_reads_by_person() -> None:
    backroom, _ = a_watched_order()

    found = trail.about(backroom.office, JOKO, Subject.PERSON, SITI.id, None, ORIGIN, LATER)

    assert found.rest == trail.own(backroom.office, SITI, None).rest[1:]


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA, TUTI])
def test_nobody_else_reads_or_takes_the_trail_of_others(actor: Actor) -> None:
    backroom, order = a_watched_order()
    office = backroom.office

    for attempt in (
        lambda: trail.about(office, actor, Subject.ORDER, order, None, ORIGIN, LATER),
        lambda: trail.export(office, actor, Subject.ORDER, order, ORIGIN, LATER),
        lambda: trail.people(office, actor, "siti", UNIT),
    ):
        untouched(office, attempt, Forbidden)


WHO = PEOPLE[0]


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        (f" {(WHO.email or '').title()} ", None),
        ("siti  RAH", UNIT),
        (nip_printed(WHO.nip), UNIT),
    ],
    ids=["address", "name", "number"],
)
def test_people_are_found_by_address_name_or_number(typed: str, unit: UnitId | None) -> None:
    backroom, _ = a_watched_order()

    found = trail.people(backroom.office, JOKO, typed, unit)

    assert SITI.id in {person.id for person in found}
    assert BUDI.id not in {person.id for person in found}


@pytest.mark.parametrize(("typed", "unit"), [("", UNIT), ("siti", None), ("tiada@kota.example", None)])
def test_who_cannot_be_found_is_not_guessed(typed: str, unit: UnitId | None) -> None:
    backroom, _ = a_watched_order()

    assert trail.people(backroom.office, JOKO, typed, unit) == ()


def test_the_trail_can_be_taken_out_and_no_cell_is_a_formula() -> None:
    backroom, order = a_watched_order()
    line = TrailEntry(f"ORDER#{order}", 9, "x", LATER, "@who", "=1+1", "return", ORIGIN, "-2+3", "+4", concerns=SITI.id)
    backroom.office.records.hold(line)

    link = trail.export(backroom.office, JOKO, Subject.ORDER, order, ORIGIN, LATER)

    name = link.removeprefix("https://files.example/").partition("?")[0]
    rows = list(csv.DictReader(io.StringIO(backroom.office.files.kept[name].decode("utf-8-sig")), delimiter=";"))
    assert [row["tindakan"] for row in rows] == ["submit", "approve", "return", "view"]
    assert (rows[2]["pelaku"], rows[2]["catatan"], rows[2]["bertindak_sebagai"]) == ("'=1+1", "'-2+3", "'+4")
    assert rows[0] == {
        "waktu_utc": "2021-04-23 02:30:00",
        "tentang": f"ORDER#{order}",
        "urutan": "1",
        "tindakan": "submit",
        "id_pelaku": SITI.id,
        "pelaku": SITI.name,
        "bertindak_sebagai": "",
        "cara": "signed_in",
        "alamat_jaringan": "10.0.0.1",
        "pegawai_terkait": SITI.id,
        "catatan": "",
    }


def test_that_a_trail_was_taken_is_noted_for_whom_it_concerns() -> None:
    backroom, _ = a_watched_order()

    trail.export(backroom.office, JOKO, Subject.PERSON, SITI.id, ORIGIN, LATER)
    trail.export_own(backroom.office, SITI, ORIGIN, LATER)

    taken = [who for what, who in whats(trail.own(backroom.office, SITI, None).rest) if what == "export"]
    assert sorted(taken) == [JOKO.id, SITI.id]


def test_every_act_on_an_order_names_its_owner() -> None:
    backroom, _ = a_watched_order()
    an_order_of(backroom.office, DEWI, at=NOW)

    about_orders = [line for line in backroom.office.records.all(TrailEntry) if line.about.startswith("ORDER#")]
    assert {line.concerns for line in about_orders} == {SITI.id, DEWI.id}
