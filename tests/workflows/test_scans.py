"""A letter signed by hand: who attaches it, what is taken, and what anyone is told."""

import pytest

from chalicelib.domain.file_types import BUCKET_TAKES
from chalicelib.domain.orders import Act, OrderId
from chalicelib.domain.people import Actor
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound, Refusal
from chalicelib.domain.scans import SCANS
from chalicelib.domain.uploads import FileType, Unfit
from chalicelib.workflows import letters, orders, scans
from tests.factories import FRIDAY_MORNING
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
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    the_order,
    untouched,
)

UPLOAD = "a" * 16
A_PDF = b"%PDF-1.7 signed"
A_PHOTO = b"\xff\xd8\xff\xe0 photo"


def an_office(content: bytes | None = A_PDF) -> tuple[FakeOffice, OrderId]:
    """An approved order, and what was brought to the bucket for it."""
    office = a_stage().office
    order = a_decided_order(office, Act.APPROVE)
    bring(office, order, content)
    return office, order


def bring(office: FakeOffice, order: OrderId, content: bytes | None) -> None:
    if content is not None:
        office.files.kept[f"scans/incoming/{order}/{UPLOAD}"] = content


def attach(office: FakeOffice, order: OrderId, actor: Actor = SITI) -> str:
    return scans.attach(office, actor, order, UPLOAD, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA], ids=["the employee", "the approver", "the unit's secretary"])
def test_those_who_hold_the_paper_attach_it(actor: Actor) -> None:
    office, order = an_office()

    shown = attach(office, order, actor)

    scan = the_order(office, order).scan
    assert shown == f"/orders/{order}"
    assert scan
    assert (scan.media_type, scan.size, scan.by, scan.by_name) == (FileType.PDF, len(A_PDF), actor.id, actor.name)
    assert office.files.kept[scan.file] == A_PDF
    assert scan.file == f"scans/{order}/{scan.content_hash[:16]}.pdf"
    last = orders.view(office, SITI, order, ORIGIN, FRIDAY_MORNING).history[-1]
    assert (last.who, last.what) == (actor.id, "attach_scan")


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [(JOKO, Forbidden), (DEWI, NotFound), (TUTI, NotFound)],
    ids=["an administrator", "a colleague", "another unit's secretary"],
)
def test_nobody_else_does(actor: Actor, refusal: type[Refusal]) -> None:
    office, order = an_office()

    untouched(office, lambda: scans.open_upload(office, actor, order, UPLOAD, "https://x"), refusal)
    untouched(office, lambda: scans.arrived(office, actor, order, UPLOAD), refusal)
    untouched(office, lambda: attach(office, order, actor), refusal)


def test_the_form_leads_to_a_place_of_its_own_and_back_to_us() -> None:
    office, order = an_office(None)

    _, form = scans.open_upload(office, SITI, order, UPLOAD, "https://giliran.example/back")

    assert form.fields == {
        "key": f"scans/incoming/{order}/{UPLOAD}",
        "most": str(BUCKET_TAKES),
        "success_action_redirect": "https://giliran.example/back",
    }


def test_what_arrived_changes_nothing_until_it_is_attached() -> None:
    office, order = an_office()
    held = dict(office.records.held)

    found = scans.arrived(office, SITI, order, UPLOAD)

    assert (found.media_type, found.content) == (FileType.PDF, A_PDF)
    assert office.records.held == held


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "belum sampai"), (b"MZ program", "bukan PDF"), (b"%PDF-" + b"x" * SCANS.most, "terlalu besar")],
    ids=["nothing", "a program", "too much"],
)
def test_what_is_no_scan_is_not_attached(content: bytes | None, said: str) -> None:
    office, order = an_office(content)

    for try_it in (lambda: scans.arrived(office, SITI, order, UPLOAD), lambda: attach(office, order)):
        assert said in untouched(office, try_it, Unfit).message.msgid


@pytest.mark.parametrize("upload", ["", "../../letters/x", "A" * 16, "a" * 17])
def test_no_other_place_in_the_bucket_can_be_named(upload: str) -> None:
    office, order = an_office()

    untouched(office, lambda: scans.arrived(office, SITI, order, upload), NotFound)


@pytest.mark.parametrize("act", [None, Act.RETURN, Act.REJECT])
def test_only_an_approved_order_takes_one(act: Act | None) -> None:
    office = a_stage().office
    order = a_decided_order(office, act) if act else an_order_of(office)
    bring(office, order, A_PDF)

    untouched(office, lambda: attach(office, order), Conflict)


def test_the_same_form_twice_attaches_once() -> None:
    office, order = an_office()
    sent = a_form()

    shown = [scans.attach(office, SITI, order, UPLOAD, sent, ORIGIN, FRIDAY_MORNING) for _ in range(2)]

    assert shown == [f"/orders/{order}"] * 2
    history = orders.view(office, SITI, order, ORIGIN, FRIDAY_MORNING).history
    assert [line.what for line in history].count("attach_scan") == 1


def test_a_better_scan_takes_the_place_of_the_first_which_stays_in_the_bucket() -> None:
    office, order = an_office()
    attach(office, order)
    first = the_order(office, order).scan
    bring(office, order, A_PHOTO)

    attach(office, order, BUDI)

    second = the_order(office, order).scan
    assert first
    assert second
    assert second.media_type is FileType.JPEG
    assert office.files.kept[first.file] == A_PDF


def test_a_file_changed_after_it_was_attached_changes_nothing() -> None:
    office, order = an_office()
    attach(office, order)
    bring(office, order, b"%PDF-1.7 forged")

    scan = the_order(office, order).scan

    assert scan
    assert office.files.kept[scan.file] == A_PDF


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA, JOKO], ids=lambda actor: actor.id)
def test_whoever_may_have_the_letter_may_have_the_scan(actor: Actor) -> None:
    office, order = an_office()
    attach(office, order)

    _, address = scans.scan_link(office, actor, order, ORIGIN, FRIDAY_MORNING)

    assert address.endswith("?as=surat-800-001-DISKOMINFO-IV-2021-pindaian.pdf")


def test_nobody_else_may_and_without_a_scan_nobody() -> None:
    office, order = an_office()
    untouched(office, lambda: scans.scan_link(office, SITI, order, ORIGIN, FRIDAY_MORNING), NotFound)
    attach(office, order)

    untouched(office, lambda: scans.scan_link(office, DEWI, order, ORIGIN, FRIDAY_MORNING), NotFound)


def test_whoever_holds_the_letter_learns_which_of_the_two_it_is() -> None:
    office, order = an_office()
    assert not letters.verify(office, order, FRIDAY_MORNING).is_scanned

    attach(office, order)

    assert letters.verify(office, order, FRIDAY_MORNING).is_scanned


@pytest.mark.parametrize(
    ("actor", "may"), [(SITI, True), (BUDI, True), (RINA, True), (JOKO, False)], ids=["own", "approver", "sec", "admin"]
)
def test_the_orders_page_offers_it_to_those_who_may(actor: Actor, *, may: bool) -> None:
    office, order = an_office()

    assert orders.view(office, actor, order, ORIGIN, FRIDAY_MORNING).may_attach is may
