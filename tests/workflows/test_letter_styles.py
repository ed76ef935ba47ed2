"""What a unit's letters look like: who decides it, what a race comes to, and which letters it reaches."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.letter_styles import LetterStyle, usual_style
from chalicelib.domain.orders import Act
from chalicelib.domain.people import Actor
from chalicelib.domain.records import style_key
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Repeated, Stale
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import letter_styles
from tests.factories import FRIDAY_MORNING, MONDAY, WEDNESDAY
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    JOKO,
    ORIGIN,
    OUR_UNIT,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_form,
    a_fresh_form,
    a_stage,
    last_number,
    the_order,
    untouched,
)


def a_style(seen: int = 0) -> LetterStyle:
    usual = usual_style(OUR_UNIT, "Pekanbaru")
    return replace(usual, title="Surat Tugas", number_pattern="090/{no}/{unit}/{tahun}", revision=seen)


def save(office: FakeOffice, style: LetterStyle | None = None, actor: Actor = RINA) -> str:
    return letter_styles.save(office, actor, style or a_style(), a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def the_style(office: FakeOffice) -> LetterStyle | None:
    return office.records.read(style_key(UNIT)).find(style_key(UNIT))


@pytest.mark.parametrize("actor", [RINA, JOKO], ids=lambda actor: actor.id)
def test_the_units_secretary_and_administrators_decide_it(actor: Actor) -> None:
    office = a_stage().office

    shown = save(office, actor=actor)

    assert shown == "/units/DISKOMINFO/letter"
    assert the_style(office) == a_style(seen=1)
    trail = [(line.about, line.number, line.who, line.what) for line in office.records.all(TrailEntry)]
    assert trail == [("STYLE#DISKOMINFO", 1, actor.id, "change")]


@pytest.mark.parametrize("actor", [SITI, BUDI, TUTI], ids=["an employee", "the head", "another unit's secretary"])
def test_nobody_else_does(actor: Actor) -> None:
    office = a_stage().office

    untouched(office, lambda: save(office, actor=actor), Forbidden)
    untouched(office, lambda: letter_styles.open_desk(office, actor, UNIT), Forbidden)
    untouched(office, lambda: letter_styles.make_sample(office, actor, a_style(), FRIDAY_MORNING), Forbidden)
    untouched(office, lambda: letter_styles.sample_link(office, actor, UNIT, "0" * 16), Forbidden)


def test_a_unit_that_never_chose_shows_the_usual_style() -> None:
    office = a_stage().office

    desk = letter_styles.open_desk(office, RINA, UNIT)

    assert desk.style == usual_style(OUR_UNIT, "Pekanbaru")


def test_who_saw_an_older_style_does_not_overwrite_a_newer_one() -> None:
    office = a_stage().office
    save(office)

    untouched(office, lambda: save(office, a_style(seen=0), JOKO), Stale)

    save(office, replace(a_style(seen=1), copies=("Arsip",)), JOKO)
    saved = the_style(office)
    assert saved
    assert (saved.revision, saved.copies) == (2, ("Arsip",))


def test_of_two_at_the_same_moment_one_is_told() -> None:
    office = a_stage().office

    def meanwhile() -> None:
        office.records.before_every_commit = lambda: None
        office.records.hold(a_style(seen=1))

    office.records.before_every_commit = meanwhile

    with pytest.raises(Stale):
        save(office)


def test_the_same_form_twice_counts_once_and_with_other_content_not() -> None:
    office = a_stage().office
    sent = a_form()

    first = letter_styles.save(office, RINA, a_style(), sent, ORIGIN, FRIDAY_MORNING)

    assert letter_styles.save(office, RINA, a_style(), sent, ORIGIN, FRIDAY_MORNING) == first
    other = a_form(content="other")
    untouched(office, lambda: letter_styles.save(office, RINA, a_style(), other, ORIGIN, FRIDAY_MORNING), Repeated)


def test_what_is_wrong_is_neither_saved_nor_shown_as_a_sample() -> None:
    office = a_stage().office
    wrong = replace(a_style(), number_pattern="{no}")

    untouched(office, lambda: save(office, wrong), Invalid)
    untouched(office, lambda: letter_styles.make_sample(office, RINA, wrong, FRIDAY_MORNING), Invalid)


def test_new_letters_use_it_and_issued_ones_stay_as_they_are() -> None:
    office = a_stage().office
    earlier = a_decided_order(office, Act.APPROVE, SITI, MONDAY)
    before = the_order(office, earlier)

    save(office)
    later = the_order(office, a_decided_order(office, Act.APPROVE, SITI, WEDNESDAY)).letter

    assert the_order(office, earlier) == before
    assert later
    assert (later.letter.title, later.letter.number) == ("Surat Tugas", "090/002/DISKOMINFO/2021")


def test_a_sample_takes_no_number_and_saves_nothing() -> None:
    office = a_stage().office
    held = dict(office.records.held)

    sample = letter_styles.make_sample(office, RINA, a_style(), FRIDAY_MORNING)

    assert (office.records.held, last_number(office)) == (held, 0)
    ((name, content),) = office.files.kept.items()
    assert content == b"CONTOH Surat Tugas 090/001/DISKOMINFO/2021"
    address = letter_styles.sample_link(office, RINA, UNIT, sample)
    assert address == f"https://files.example/{name}?as=contoh-surat-DISKOMINFO.pdf"


@pytest.mark.parametrize("sample", ["0" * 16, "../letters/x", "x" * 16, ""])
def test_a_sample_that_never_was_is_not_found(sample: str) -> None:
    office = a_stage().office

    untouched(office, lambda: letter_styles.sample_link(office, RINA, UNIT, sample), NotFound)
