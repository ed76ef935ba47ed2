"""Evidence of a day's work: who attaches it and until when, what is taken, and who may open it."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.evidence import EVIDENCE, Evidence
from chalicelib.domain.people import Actor
from chalicelib.domain.records import evidence_key
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound
from chalicelib.domain.reports import Verification
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.uploads import FileType, Unfit
from chalicelib.workflows import evidence, verifications
from tests.factories import (
    A_DOCUMENT,
    A_PHOTO,
    MONDAY,
    MONDAY_AFTERNOON,
    a_report,
    a_return,
    a_saved_draft,
    an_employee,
)
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    a_form,
    a_fresh_form,
    a_stage,
    untouched,
)

UPLOAD = "a" * 16
ACCEPTED = Verification(accepted=True, by=BUDI.id, by_name=BUDI.name, at=MONDAY_AFTERNOON)


def an_office(*more: object, content: bytes | None = A_PHOTO) -> FakeOffice:
    """Siti's report of Monday was filed, unless the test is about another, and a file lies ready for it."""
    office = a_stage(*(more or (a_report(),))).office
    bring(office, content)
    return office


def bring(office: FakeOffice, content: bytes | None) -> None:
    if content is not None:
        office.files.kept[f"evidence/incoming/siti/2021-04-26/{UPLOAD}"] = content


def attach(office: FakeOffice, actor: Actor = SITI, caption: str = "Foto kegiatan") -> str:
    form = a_fresh_form(office)
    return evidence.attach(office, actor, SITI.id, MONDAY, UPLOAD, caption, form, ORIGIN, MONDAY_AFTERNOON)


def link(office: FakeOffice, actor: Actor, piece: str) -> str:
    return verifications.piece_link(office, actor, SITI.id, MONDAY, piece, ORIGIN, MONDAY_AFTERNOON)


def there(office: FakeOffice) -> Evidence:
    return office.records.read(evidence_key(SITI.id, MONDAY)).get(evidence_key(SITI.id, MONDAY))


@pytest.mark.parametrize("beside", [a_report(), a_saved_draft(), a_report(verification=a_return())])
def test_it_is_attached_to_a_draft_and_to_a_report_that_is_not_accepted(beside: object) -> None:
    office = an_office(beside)

    assert attach(office) == "/evidence/siti/2021-04-26"

    (piece,) = there(office).pieces
    assert (piece.caption, piece.stored.media_type, piece.stored.by) == ("Foto kegiatan", FileType.JPEG, SITI.id)
    assert office.files.kept[piece.stored.file] == A_PHOTO
    assert not piece.stored.file.startswith("evidence/incoming/")
    line = office.records.all(TrailEntry)[-1]
    assert (line.about, line.what, line.concerns) == ("EVIDENCE#siti#2021-04-26", "attach_evidence", "siti")


def test_a_second_file_stands_beside_the_first_and_either_can_be_taken_away() -> None:
    office = an_office()
    attach(office)
    bring(office, A_DOCUMENT)
    attach(office, caption="")
    first, second = there(office).pieces

    form = a_fresh_form(office)
    evidence.remove(office, SITI, SITI.id, MONDAY, first.id, form, ORIGIN, MONDAY_AFTERNOON)

    assert there(office).pieces == (second,)
    assert first.stored.file not in office.files.kept


def test_an_accepted_report_takes_no_more_and_loses_nothing() -> None:
    office = an_office()
    attach(office)
    piece = there(office).pieces[0].id
    office.records.hold(a_report(verification=ACCEPTED))

    untouched(office, lambda: attach(office), Conflict)
    form = a_fresh_form(office)
    untouched(
        office,
        lambda: evidence.remove(office, SITI, SITI.id, MONDAY, piece, form, ORIGIN, MONDAY_AFTERNOON),
        Conflict,
    )


def test_a_day_without_a_word_takes_none() -> None:
    office = an_office(an_employee())

    untouched(office, lambda: attach(office), NotFound)


@pytest.mark.parametrize("actor", [DEWI, BUDI, RINA, TUTI], ids=lambda actor: actor.id)
def test_nobody_else_attaches(actor: Actor) -> None:
    office = an_office()

    untouched(office, lambda: attach(office, actor), Forbidden)


def test_the_secretary_attaches_for_an_employee_without_mail() -> None:
    office = an_office(a_report(), replace(an_employee(), email=None))

    attach(office, RINA)

    assert there(office).pieces[0].stored.by == RINA.id


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "belum sampai"),
        (b"", "kosong"),
        (b"MZ program", "bukan foto"),
        (A_PHOTO + b"x" * EVIDENCE.most, "10 MB"),
        (A_PHOTO + A_DOCUMENT, "lebih dari satu"),
    ],
    ids=["nothing", "empty", "a program", "too much", "two things"],
)
def test_what_is_no_evidence_is_not_attached_and_says_why(content: bytes | None, said: str) -> None:
    office = an_office(content=content)

    assert said in untouched(office, lambda: attach(office), Unfit).message.msgid
    found = untouched(office, lambda: evidence.arrived(office, SITI, SITI.id, MONDAY, UPLOAD), Unfit)
    assert said in found.message.msgid


@pytest.mark.parametrize("upload", ["", "../x", "A" * 16, "a" * 17])
def test_no_other_place_in_the_bucket_can_be_named(upload: str) -> None:
    office = an_office()

    untouched(office, lambda: evidence.arrived(office, SITI, SITI.id, MONDAY, upload), NotFound)


def test_the_same_form_twice_attaches_once() -> None:
    office = an_office()
    sent = a_form()
    shown = [
        evidence.attach(office, SITI, SITI.id, MONDAY, UPLOAD, "", sent, ORIGIN, MONDAY_AFTERNOON) for _ in range(2)
    ]

    assert shown == ["/evidence/siti/2021-04-26"] * 2
    assert len(there(office).pieces) == 1


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA], ids=["owner", "supervisor", "secretary"])
def test_owner_supervisor_and_secretary_open_it_as_an_attachment(actor: Actor) -> None:
    office = an_office()
    attach(office)

    address = link(office, actor, there(office).pieces[0].id)

    assert address.endswith("?as=bukti-2021-04-26-1.jpg")
    looks = [line for line in office.records.all(TrailEntry) if line.what == "view"]
    assert [line.who for line in looks] == ([] if actor is SITI else [actor.id])


@pytest.mark.parametrize("actor", [DEWI, JOKO, TUTI], ids=["a colleague", "an administrator", "another secretary"])
def test_nobody_else_opens_it(actor: Actor) -> None:
    office = an_office()
    attach(office)
    piece = there(office).pieces[0].id

    untouched(office, lambda: link(office, actor, piece), NotFound)


def test_before_the_report_is_filed_only_its_owner_opens_it() -> None:
    office = an_office(a_saved_draft())
    attach(office)
    piece = there(office).pieces[0].id

    assert link(office, SITI, piece)
    for actor in (BUDI, RINA):
        untouched(office, lambda actor=actor: link(office, actor, piece), NotFound)  # type: ignore[misc]
