"""Every page and every mail in English, with nothing Indonesian left but what people wrote."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib import rendering
from chalicelib.domain.calendars import preceding
from chalicelib.domain.import_staff import ROLES
from chalicelib.domain.import_units import KINDS
from chalicelib.domain.orders import Act
from chalicelib.domain.people import Kind
from chalicelib.domain.texts import Language
from chalicelib.storage.table import load
from chalicelib.web.circular_forms import citation
from chalicelib.wiring import office
from tests import factories as a
from tests.domain.cities import SECOND_UNIT, STAFF, WORKER, changed, staff_csv, units_csv
from tests.domain.test_import_files import BAD_STAFF, BAD_UNITS, UNITS
from tests.web.browser import Browser
from tests.web.english import EnglishTown, marked_catalogue, words_of_nobody
from tests.web.test_imports import NEWCOMERS, handed_in
from tests.web.test_routes import addresses
from tests.web.test_templates import MAILS, SEEN_IN_BROWSER, visit_everything
from tests.web.town import DINSOS, HOLIDAY_IN, SETDA, THIS_MONTH, TODAY, Cloud, Mail, day

CHECK, SUBMIT = "Lanjut: periksa permohonan", "Kirim permohonan"
ACTIVITY = {
    "activities_0_activity": "Mengarsip",
    "activities_0_output": "Arsip",
    "activities_0_volume": "1",
    "activities_0_measure": "berkas",
}
CITED = citation("Wali Kota", "1", "#", a.a_circular().title).split(" # ")
"""What stands before and after the date, for circulars are cited in Indonesian everywhere."""
TYPED = {"tiada", "x" * 121, "sembilan", "bos", "kadang", "pabrik", "Mengarsip", *CITED, *Kind, *KINDS, *ROLES}
"""What tests type, and what lists may hold."""


@pytest.fixture(scope="module")
def english(cloud: Cloud) -> EnglishTown:
    """The town after everything was seen in English, with every text of the catalogue between marks."""
    cloud.restore()
    rendering.environment.cache_clear()
    town = EnglishTown(cloud)
    with marked_catalogue():
        town.everybody_reads_english()
        visit_everything(town)
        refused(town)
        imported(town)
        for person in ("siti", "budi", "rina", "joko"):
            looked_around(town, town.browser_of(person))
        looked_around(town, town.browser())
    return town


def looked_around(town: EnglishTown, browser: Browser) -> None:
    """Every page there is, whether it lets this person in or not."""
    for route, address in addresses(town).items():
        if route.method == "GET":
            browser.send("GET", f"{address}?lang=en" if route.path == "/unit/{unit}" else address)


def refused(town: EnglishTown) -> None:
    """What can be wrong with what people send."""
    siti, budi, stranger = town.browser_of("siti"), town.browser_of("budi"), town.browser()
    siti.open("/orders/new").submit(CHECK, dates=[], tasks="")
    siti.open("/orders/new").submit(CHECK, dates=[str(day(-1))], tasks="\n".join("x" * 20))
    wrong = ["tiada", *(str(day(ahead)) for ahead in (-1, 0, HOLIDAY_IN.days, 400))]
    sent = siti.open("/orders/new").page.form(CHECK).filled(tasks="x")
    siti.post("/orders/check", [*sent, *(("dates", each) for each in wrong)])
    siti.open("/orders/new").submit(CHECK, dates=[str(day(2))], tasks="x" * 5000)
    order = town.submitted(day(9))
    budi.open(town.link(order)).submit("Simpan keputusan", choice=[], reason="")
    budi.open(town.link(order)).submit("Simpan keputusan", choice=["reject"], reason="")
    town.approved(day(-1))
    for typed in ({"start": "tiada", "rest": "tiada"}, {"start": "09:00", "end": "08:00", "rest": "900"}):
        siti.open(f"/reports/{day(-1)}/new").submit("Kirim laporan", **typed, activities_0_activity="x")
    stranger.open("/sign-in").submit("Kirim kode", email="tiada")
    stranger.open("/sign-in").submit("Kirim kode", email="siti@kota.example").submit("Masuk", code="00000000")
    rina = town.browser_of("rina")
    rina.open("/units/DINSOS/letter").submit("Simpan", number_pattern="{x}", copies="\n".join("x" * 40))
    rina.open("/units/DINSOS/letter").submit("Lihat contoh surat")
    town.open_months(SETDA)
    lina = town.browser_of("lina")
    lina.open("/orders/new").submit(CHECK, dates=[str(day(1))], tasks="x").submit(SUBMIT)
    town.browser_of("dewi").open("/orders/new").submit(CHECK, dates=[str(day(1))], tasks="x")
    lina.open("/orders/new").submit(CHECK, dates=[str(day(2))], tasks="x")
    siti.post("/orders", [("tasks", "x"), ("dates", str(TODAY))])
    siti.open("/orders/tiada")
    states(town)
    paper(town)


def states(town: EnglishTown) -> None:
    """What orders and reports can come to besides."""
    siti, adi, dewi, rina = (town.browser_of(person) for person in ("siti", "adi", "dewi", "rina"))
    several = town.submitted(day(6), day(7), day(8))
    siti.open("/")
    siti.open("/orders")
    siti.open(f"/orders/{several.id}/withdraw").submit("Ya, tarik kembali")
    town.approved(TODAY, by="adi")
    adi.open("/")
    town.decided(town.submitted(TODAY, by="dewi", ago=timedelta(days=1)), Act.APPROVE)
    dewi.open(f"/reports/{TODAY}/new").submit("Kirim laporan", **ACTIVITY)
    dewi.open("/")
    order = town.order_on(TODAY)
    office().files.save(f"scans/incoming/{order.id}/{'b' * 16}", b"%PDF-1.7", "application/pdf")
    siti.open(f"/orders/{order.id}/uploads/{'b' * 16}").submit("Lampirkan pada surat ini")
    siti.open(f"/orders/{order.id}/scan/new")
    siti.open(f"/orders/{order.id}/uploads/{'c' * 16}")
    town.browser().open(f"/letters/{order.id}")
    rina.open(f"/months/DINSOS/{preceding(THIS_MONTH)}")
    town.prove_yesterday(town.browser_of("rina")).open("/staff")
    load(town.table, [replace(town.session_of(rina), proved_on=TODAY)])


def paper(town: EnglishTown) -> None:
    """A secretary at work for somebody without email."""
    mina = a.an_employee("mina", name="Mina Lestari", unit=DINSOS, email=None)
    load(town.table, [mina])
    town.open_months(DINSOS)
    rina = town.browser_of("rina").open("/staff").open("/orders/new?whose=mina")
    rina.submit(CHECK, dates=[str(day(1))], tasks="x").submit(SUBMIT)


def imported(town: EnglishTown) -> None:
    """Staff lists: wrong ones, a preview, and one that is applied."""
    joko = town.browser_of("joko")
    plain = {"surel": "", "nip": ""}
    rows = [changed(WORKER, **plain | {"nomor_pegawai": f"R-{n}"} | dict(bad)) for n, (bad, *_) in enumerate(BAD_STAFF)]
    handed_in(joko, UNITS, staff_csv(STAFF[0], STAFF[1], *rows))
    handed_in(joko, units_csv(*bad_units()), None)
    handed_in(joko)
    handed_in(joko, UNITS, None, moves_from="tiada")
    more = (changed(STAFF[3], nomor_pegawai=f"Q-{n}") for n in range(60))
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS, *more)).submit("Terapkan semua")
    town.deliver()
    joko.open("/imports")


def bad_units() -> list[dict[str, str]]:
    return [{**SECOND_UNIT, **bad} for bad, *_ in BAD_UNITS]


def test_pages_say_nothing_that_is_not_in_the_catalogue(english: EnglishTown) -> None:
    data = english.data | TYPED
    assert len(english.pages) > 150
    found = {(title(page), word) for page in english.pages for word in words_of_nobody(page, data)}
    assert found == set()


def test_mails_say_nothing_that_is_not_in_the_catalogue(english: EnglishTown) -> None:
    data = english.data | TYPED
    mails: list[Mail] = english.mails
    assert len(mails) > 10
    parts = [part for mail in mails for part in (mail.subject, mail.text, mail.html)]
    found = {word for part in parts for word in words_of_nobody(part, data)}
    assert found == set()


def test_each_page_and_each_mail_is_seen_by_someone(english: EnglishTown) -> None:
    assert english.mails
    assert set(SEEN_IN_BROWSER) | set(MAILS) <= templates_rendered(Language.ENGLISH)


def templates_rendered(language: Language) -> set[str]:
    """Those that were rendered in a language in this process, or are part of one that was."""
    cache = rendering.environment(language).cache
    assert cache is not None
    return {name for _, name in cache}


def test_each_page_says_which_language_it_is_in(english: EnglishTown) -> None:
    assert [page for page in english.pages if '<html lang="en">' not in page] == []


def title(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0]


def test_a_text_that_somebody_wrote_into_a_page_is_found() -> None:
    page = '<p title="Judul">⟦Hello ⟦Siti⟧ there⟧ sampai Monday, 26 April 2021, 7 h <code>kolom</code> Siti</p>'

    assert words_of_nobody(page, {"Siti", "ampai"}) == ["Judul", "sampai"]
