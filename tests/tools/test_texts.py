"""The catalogues hold every text there is, and no other, and each translation has the places of its text."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from babel.messages.catalog import Catalog

from chalicelib.domain.texts import Language
from chalicelib.wording import LOCALE, wording
from tools import texts


@pytest.fixture(scope="module")
def current() -> Catalog:
    """The texts of the source."""
    return texts.texts()


@pytest.fixture(scope="module")
def english() -> Catalog:
    """What they are in English."""
    return texts.english()


def test_every_text_is_translated_with_its_places_and_nothing_else_is(current: Catalog, english: Catalog) -> None:
    assert texts.problems(english, current) == []


def test_what_is_read_is_what_is_written(current: Catalog, english: Catalog) -> None:
    assert texts.TEMPLATE.read_bytes() == texts.template(current)
    assert texts.ENGLISH.read_bytes() == texts.catalogue(texts.updated(english, current))
    assert texts.COMPILED.read_bytes() == texts.compiled(english)


def test_texts_of_templates_of_rules_and_of_forms_are_all_found(current: Catalog) -> None:
    ids = {message.id for message in texts.told(current)}
    assert {"Terima kasih.", "%(day)s sudah lewat.", "Alamat surel dinas", "Yth. Bapak/Ibu %(name)s,"} <= ids
    assert "" not in ids


def test_every_language_but_the_first_has_a_catalogue() -> None:
    found = {Language(path.name) for path in LOCALE.iterdir() if path.is_dir()}
    assert found == set(Language) - {Language.INDONESIAN}


def test_a_number_takes_its_english_form() -> None:
    said = "dan %(more)s hari lain"
    told = [wording(language).translations.ngettext(said, said, more) for language in Language for more in (1, 2)]
    assert told == [said, said, "and %(more)s more day", "and %(more)s more days"]


def test_papers_have_no_texts_to_translate(current: Catalog) -> None:
    places = {place for message in texts.told(current) for place, _ in message.locations}
    assert [place for place in places if "papers/" in place] == []


@dataclass
class Said:
    """A catalogue of two texts, one with a plural."""

    one: str = "Until %(day)s."
    several: tuple[str, str] = ("%(count)s error", "%(count)s errors")

    def catalog(self) -> Catalog:
        made = Catalog(locale="en")
        made.add("Sampai %(day)s.", self.one)
        made.add(("%(count)s kesalahan", "%(count)s kesalahan"), self.several)
        return made


def kinds(written: Catalog, current: Catalog) -> Iterator[str]:
    """The kinds of problems that are found."""
    return (told.partition(":")[0] for told in texts.problems(written, current))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(one=""), "untranslated"),
        (Said(several=("%(count)s error", "")), "untranslated"),
        (Said(one="Until then."), "unmatched"),
        (Said(one="Until %(date)s."), "unmatched"),
        (Said(one="Until %(day)s and %(day)s."), "unmatched"),
        (Said(one="Until %(day)d."), "unmatched"),
        (Said(several=("one error", "%(count)s errors")), "unmatched"),
    ],
)
def test_a_wrong_translation_is_told(said: Said, kind: str) -> None:
    assert list(kinds(said.catalog(), Said().catalog())) == [kind]


def test_a_text_that_is_missing_or_no_longer_used_is_told() -> None:
    fewer, whole = Catalog(locale="en"), Said().catalog()
    fewer.add("Sampai %(day)s.", "Until %(day)s.")
    assert list(kinds(whole, whole)) == []
    assert list(kinds(fewer, whole)) == ["missing"]
    assert list(kinds(whole, fewer)) == ["unused"]


def test_a_guessed_translation_counts_as_none() -> None:
    guessed = Said().catalog()
    guessed.add("Sampai %(day)s.", "Until %(day)s.", flags=("fuzzy",))
    assert list(kinds(guessed, Said().catalog())) == ["untranslated"]


def test_bringing_up_to_date_keeps_translations_and_guesses_nothing() -> None:
    source = Said().catalog()
    source.add("Sampai %(day)s saja.")
    source.add(("%(n)s hari", "%(n)s hari"))
    source.delete("Sampai %(day)s.")
    made = texts.updated(Said().catalog(), source)
    strings = {message.id: message.string for message in texts.told(made)}
    assert strings[("%(count)s kesalahan", "%(count)s kesalahan")] == ("%(count)s error", "%(count)s errors")
    assert strings["Sampai %(day)s saja."] == ""
    assert list(kinds(made, source)) == ["untranslated", "untranslated"]
    assert b'msgid_plural "%(n)s hari"' in texts.catalogue(made)
