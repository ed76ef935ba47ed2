"""The language a person is written to in."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.people import Employee
from chalicelib.domain.records import employee_key
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.texts import Language
from chalicelib.workflows import languages
from tests import factories as a
from tests.fakes import FakeOffice, an_office

SITI = a.an_employee("siti")


def kept(office: FakeOffice) -> Employee:
    return office.records.read(employee_key(SITI.id)).get(employee_key(SITI.id))


def test_who_never_chose_is_written_to_in_indonesian() -> None:
    assert (SITI.language, SITI.reads) == (None, Language.INDONESIAN)


def test_the_choice_is_on_the_record() -> None:
    office = an_office(SITI)
    languages.choose(office, SITI.id, Language.ENGLISH)
    assert kept(office) == replace(SITI, language=Language.ENGLISH, revision=SITI.revision + 1)
    assert kept(office).reads is Language.ENGLISH


def test_the_same_choice_again_writes_nothing() -> None:
    office = an_office(replace(SITI, language=Language.ENGLISH))
    languages.choose(office, SITI.id, Language.ENGLISH)
    assert office.records.commits == []


def test_what_changed_meanwhile_is_kept() -> None:
    office = an_office(SITI)
    office.records.meanwhile(lambda: office.records.hold(replace(SITI, post="Kepala Bidang", revision=2)))
    languages.choose(office, SITI.id, Language.ENGLISH)
    assert (kept(office).post, kept(office).reads, kept(office).revision) == ("Kepala Bidang", Language.ENGLISH, 3)


def test_a_record_that_never_rests_is_told() -> None:
    office = an_office(SITI)
    office.records.before_every_commit = lambda: office.records.hold(
        replace(kept(office), revision=kept(office).revision + 1)
    )
    with pytest.raises(Stale):
        languages.choose(office, SITI.id, Language.ENGLISH)
    assert kept(office).language is None


def test_nobody_has_no_language() -> None:
    with pytest.raises(NotFound):
        languages.choose(an_office(), SITI.id, Language.ENGLISH)
