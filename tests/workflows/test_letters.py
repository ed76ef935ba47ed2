"""The letter: made after the approval, downloaded by those concerned, verified by anyone who holds it."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import fields

from chalicelib.domain.orders import Act, OrderId
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.refusals import NotFound, Refusal
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import letters
from tests.factories import FRIDAY, FRIDAY_MORNING, MONDAY, WEDNESDAY, local
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    a_decided_order,
    a_stage,
    an_order_of,
    delivered,
    the_order,
    untouched,
)


def an_office_with_a_letter() -> tuple[FakeOffice, OrderId]:
    office = a_stage().office
    order = a_decided_order(office, Act.APPROVE)
    letters.make_letter(office, order)
    return office, order


def test_a_letter_made_again_is_the_same_in_the_same_place() -> None:
    office, order = an_office_with_a_letter()
    kept = dict(office.files.kept)

    letters.make_letter(office, order)

    issued = the_order(office, order).letter
    assert issued
    assert office.files.kept == kept
    assert list(kept) == [f"letters/{order}/{issued.content_hash[:16]}.pdf"]


@pytest.mark.parametrize("act", [None, Act.RETURN, Act.REJECT])
def test_what_is_not_approved_has_no_letter(act: Act | None) -> None:
    office = a_stage().office
    order = a_decided_order(office, act) if act else an_order_of(office)

    letters.make_letter(office, order)

    assert office.files.kept == {}
    untouched(office, lambda: letters.letter_link(office, SITI, order, ORIGIN, FRIDAY_MORNING), NotFound)
    untouched(office, lambda: letters.verify(office, order, FRIDAY_MORNING), NotFound)


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA, JOKO], ids=lambda actor: actor.id)
def test_those_concerned_download_the_letter_and_others_looks_are_noted(actor: Actor) -> None:
    office, order = an_office_with_a_letter()

    shown, address = letters.letter_link(office, actor, order, ORIGIN, FRIDAY_MORNING)

    (name,) = office.files.kept
    assert shown.id == order
    assert address == f"https://files.example/{name}?as=surat-800-001-DISKOMINFO-IV-2021.pdf"
    looks = [line.who for line in office.records.all(TrailEntry) if line.what == "view"]
    assert looks == ([] if actor == SITI else [actor.id])


@pytest.mark.parametrize("actor", [DEWI, TUTI], ids=["a colleague", "another unit's secretary"])
def test_nobody_else_downloads_it(actor: Actor) -> None:
    office, order = an_office_with_a_letter()

    untouched(office, lambda: letters.letter_link(office, actor, order, ORIGIN, FRIDAY_MORNING), NotFound)


def test_a_letter_that_is_not_there_is_asked_for_once() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.APPROVE)

    for _ in range(2):
        with pytest.raises(Refusal, match="sedang disiapkan"):
            letters.letter_link(office, SITI, order, ORIGIN, FRIDAY_MORNING)

    asked = [entry for entry in office.records.all(OutboxEntry) if entry.id.startswith(f"letter-{order}-")]
    assert [(entry.errand, dict(entry.about)) for entry in asked] == [(Errand.MAKE_LETTER, {"order": order})]
    assert not [line for line in office.records.all(TrailEntry) if line.what == "view"]


def test_whoever_holds_the_letter_can_compare_it_and_learns_nothing_else() -> None:
    office, order = an_office_with_a_letter()
    office.records.requests.clear()

    public = letters.verify(office, order, FRIDAY_MORNING)

    assert office.records.requests == ["read"]
    issued = the_order(office, order).letter
    assert issued
    assert (public.number, public.content_hash) == (issued.letter.number, issued.content_hash)
    assert (public.dates, public.issued_on) == ((MONDAY, WEDNESDAY), FRIDAY)
    assert public.unit_name == "Dinas Komunikasi dan Informatika"
    told = " ".join(str(getattr(public, each.name)) for each in fields(public))
    for secret in ("Siti", "198609262015052001", "19860926", "Menyusun", "Budi"):
        assert secret not in told


@pytest.mark.parametrize(
    ("at", "is_over"),
    [(local(WEDNESDAY, 23, 59), False), (local(date(2021, 4, 29), 0), True)],
    ids=["on the last day", "after it"],
)
def test_a_letter_is_over_after_its_last_day(*, at: datetime, is_over: bool) -> None:
    office, order = an_office_with_a_letter()

    assert letters.verify(office, order, at).is_over is is_over


def test_a_letter_that_never_was_is_not_found() -> None:
    office = a_stage().office

    untouched(office, lambda: letters.verify(office, OrderId("none"), FRIDAY_MORNING), NotFound)
    untouched(office, lambda: letters.letter_link(office, JOKO, OrderId("none"), ORIGIN, FRIDAY_MORNING), NotFound)


def test_a_letter_lost_twice_is_made_twice() -> None:
    backroom = a_stage()
    office = backroom.office
    order = a_decided_order(office, Act.APPROVE)
    for hour in (1, 2):
        office.files.kept.clear()
        at = FRIDAY_MORNING + timedelta(hours=hour)
        with pytest.raises(Refusal, match="sedang disiapkan"):
            letters.letter_link(office, SITI, order, ORIGIN, at)

        delivered(backroom, at + timedelta(seconds=1))

        assert office.files.kept
