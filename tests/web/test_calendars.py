"""A year of the calendar, as the administrator's browser sees it."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import YearCalendar
from chalicelib.domain.records import calendar_key, sheet_key
from chalicelib.storage.table import load
from tests.web.browser import Browser
from tests.web.town import DINSOS, HOLIDAY_IN, HOLIDAY_NAME, THIS_MONTH, TODAY, Town

CORRECT, AGREE = "Lanjut: periksa koreksi", "Ya, ubah kalender"
HERE = f"/calendar/{TODAY.year}"


def the_year(town: Town) -> YearCalendar:
    return town.table.read(calendar_key(TODAY.year)).get(calendar_key(TODAY.year))


def corrected(
    joko: Browser, day: date = TODAY, kind: str = "local", name: str = "Hari Jadi Kota", **typed: Any
) -> Browser:
    return joko.open(HERE).submit(CORRECT, date=str(day), kind=[kind], name=name, **typed)


def test_a_year_is_imported_after_its_differences_were_seen(town: Town, joko: Browser) -> None:
    joko.open("/").open(joko.page.link("Kalender"))
    assert (joko.status, joko.page.heading) == (200, f"Kalender {TODAY.year}")
    joko.submit("Baca hari libur nasional")
    assert "sedang dibaca" in joko.page.text
    town.deliver()
    joko.open(HERE)
    assert "Hari Kemerdekaan Republik Indonesia" in joko.page.text
    assert the_year(town).revision == 1
    joko.submit("Lanjut: periksa impor")
    assert joko.page.heading == f"Periksa perubahan kalender {TODAY.year}"
    joko.submit(AGREE)
    assert "sama dengan kalender ini" in joko.page.text
    assert the_year(town).revision == 2


def test_a_correction_names_whom_it_touches_and_reaches_them(town: Town, joko: Browser) -> None:
    corrected(joko)
    assert "Dinas Sosial" in joko.page.text
    assert "Ikut menyesuaikan" in joko.page.text
    assert the_year(town).revision == 1
    joko.submit(AGREE)
    assert "Libur daerah" in joko.page.text
    assert "0 dari 2 unit." in joko.page.text
    town.deliver()
    name = sheet_key(DINSOS, THIS_MONTH)
    assert town.table.read(name).get(name).on(TODAY).holiday == "Hari Jadi Kota"
    joko.open(HERE).submit("Batalkan koreksi ini").submit(AGREE)
    town.deliver()
    assert town.table.read(name).get(name).on(TODAY).hours is not None


def test_a_holiday_can_be_taken_out(town: Town, joko: Browser) -> None:
    day = TODAY + HOLIDAY_IN
    if day.year != TODAY.year:
        day = next(iter(the_year(town).holidays)).date
    corrected(joko, day, "working", "").submit(AGREE)
    assert [each.name for each in the_year(town).holidays if each.name == HOLIDAY_NAME] == []


def test_the_fasting_month_is_typed(town: Town, joko: Browser) -> None:
    first, last = f"{TODAY.year}-02-19", f"{TODAY.year}-03-20"
    joko.open(HERE).submit("Lanjut: periksa bulan puasa", first=first, last=last).submit(AGREE)
    assert [str(span.first) for span in the_year(town).fasting] == [first]
    assert joko.page.form("Lanjut: periksa bulan puasa").values("last") == [last]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"date": "31 April"}, "Tuliskan tanggal yang ada."),
        ({"date": ""}, "Isi tanggalnya."),
        ({"date": "1999-01-01"}, f"Isi tanggal dalam tahun {TODAY.year}."),
        ({"kind": []}, "Pilih salah satu."),
        ({"name": " "}, "Isi nama hari liburnya."),
        ({"name": "x" * 101}, "Paling panjang 100 huruf."),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_kept(
    town: Town, joko: Browser, typed: dict[str, Any], said: str
) -> None:
    before = town.contents()
    sent: dict[str, Any] = {"date": str(TODAY), "kind": ["local"], "name": "Hari Jadi Kota"} | typed
    joko.open(HERE).submit(CORRECT, **sent)
    assert joko.status == 422
    assert said in joko.page.text
    assert joko.page.form(CORRECT).values("name") == [sent["name"]]
    assert town.contents() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": f"{TODAY.year}-03-20", "last": f"{TODAY.year}-02-19"}, "Bulan puasa paling lama 31 hari."),
        ({"last": ""}, "Isi tanggalnya."),
        ({"first2": f"{TODAY.year}-12-26"}, "Isi hari pertama dan hari terakhirnya."),
    ],
)
def test_a_fasting_month_that_cannot_be_is_told(joko: Browser, typed: dict[str, str], said: str) -> None:
    sent = {"first": f"{TODAY.year}-02-19", "last": f"{TODAY.year}-03-20"} | typed
    joko.open(HERE).submit("Lanjut: periksa bulan puasa", **sent)
    assert joko.status == 422
    assert said in joko.page.text


def test_a_lost_race_changes_nothing(town: Town, joko: Browser) -> None:
    corrected(joko)
    load(town.table, [replace(the_year(town), revision=7)])
    joko.submit(AGREE)
    assert joko.status == 409
    assert the_year(town).revision == 7


@pytest.mark.parametrize("year", ["abcd", "20260", "1999", "２０２６"])
def test_a_year_that_is_none_of_ours_is_not_found(joko: Browser, year: str) -> None:
    assert joko.open(f"/calendar/{year}").status == 404


@pytest.mark.parametrize("sent", [[], [("change", "jahat")], [("change", "restore"), ("day", "kemarin")]])
def test_a_form_of_no_kind_is_refused(joko: Browser, sent: list[tuple[str, str]]) -> None:
    csrf = joko.open("/").page.form("Keluar").filled()
    joko.post(f"{HERE}/check", [*csrf, *sent])
    assert joko.status == 422
    assert "Formulir tidak lengkap" in joko.page.text
