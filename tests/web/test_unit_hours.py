"""A unit's working week, as the administrator's browser sees it."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.people import Unit
from chalicelib.domain.records import sheet_key, unit_key
from chalicelib.domain.working_weeks import SIX_DAYS
from chalicelib.storage.table import load
from tests.web.browser import Browser
from tests.web.town import DINSOS, THIS_MONTH, Town

CHECK, AGREE = "Lanjut: periksa jam kerja", "Ya, ubah jam kerja"
HERE = "/units/DINSOS/hours"


def the_unit(town: Town) -> Unit:
    return town.table.read(unit_key(DINSOS)).get(unit_key(DINSOS))


def test_a_unit_gets_six_days_after_what_that_comes_to_was_seen(town: Town, joko: Browser) -> None:
    joko.open("/units").open(joko.page.link("Jam kerja Dinas Sosial"))
    assert joko.page.heading == "Jam kerja Dinas Sosial"
    joko.open(joko.page.link("Isi dengan enam hari kerja")).submit(CHECK)
    assert "37 jam 30 menit; ketentuan 37 jam 30 menit" in joko.page.text
    assert "Ikut menyesuaikan" in joko.page.text
    assert the_unit(town).revision == 1
    joko.submit(AGREE)
    assert "0 dari 1 unit." in joko.page.text
    assert the_unit(town).pattern == SIX_DAYS
    town.deliver()
    name = sheet_key(DINSOS, THIS_MONTH)
    expected = town.table.read(name).get(name).expected
    assert {each.date.weekday() for each in expected if each.hours is None and not each.holiday} == {6}


def test_what_was_typed_comes_back(joko: Browser) -> None:
    joko.open(HERE).submit(CHECK, days_0_start="08:15").submit("Ubah")
    assert joko.page.form(CHECK).values("days-0-start") == ["08:15"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days_0_start": "pagi"}, "Tuliskan jam seperti 07.30."),
        ({"days_0_end": ""}, "Isi jam mulai dan jam selesai."),
        ({"days_1_end": "07:00"}, "Jam selesai atau istirahatnya tidak mungkin."),
        ({"days_1_rest": "601"}, "Istirahat antara 0 dan 600 menit."),
        ({"days_2_start": "", "days_2_end": ""}, "Isi jam biasa dan jam puasa, atau kosongkan keduanya."),
    ],
)
def test_a_week_that_cannot_be_is_told_beside_its_day(
    town: Town, joko: Browser, typed: dict[str, str], said: str
) -> None:
    before = town.contents()
    joko.open(HERE).submit(CHECK, **typed)
    assert joko.status == 422
    assert said in joko.page.text
    assert town.contents() == before


def test_a_lost_race_keeps_what_was_typed(town: Town, joko: Browser) -> None:
    joko.open(HERE).submit(CHECK, days_0_start="08:15")
    load(town.table, [replace(the_unit(town), revision=5)])
    joko.submit(AGREE)
    assert joko.status == 409
    assert joko.page.form(CHECK).values("days-0-start") == ["08:15"]
    joko.submit(CHECK).submit(AGREE)
    assert the_unit(town).revision == 6
