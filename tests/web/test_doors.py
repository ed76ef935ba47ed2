"""What every form must carry, and who needs a code of today for what."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.outbox import Delivery, Errand
from chalicelib.storage.table import load
from chalicelib.web.outbox import ERRAND_NAMES
from tests import factories as a
from tests.web.browser import BASE_URL, Browser
from tests.web.town import A_TASK, DEVICE_COOKIE, NOW, SESSION_COOKIE, THIS_MONTH, Town, day


def test_signing_in_sets_careful_cookies(town: Town, stranger: Browser) -> None:
    stranger.open("/sign-in").submit("Kirim kode", email="siti@kota.example")
    town.deliver()
    form = stranger.page.form("Masuk")
    stranger.post(form.action, form.filled(code=town.mails[-1].code))
    names = [line.partition("=")[0] for line in stranger.new_cookies]
    assert names == [SESSION_COOKIE, DEVICE_COOKIE]
    for line in stranger.new_cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))


@pytest.mark.parametrize("origin", ["https://jahat.example", "null", f"{BASE_URL}.jahat.example", "http://"])
def test_a_form_from_elsewhere_is_refused_even_with_a_right_token(town: Town, siti: Browser, origin: str) -> None:
    form = siti.open("/orders/new").page.form("Lanjut: periksa permohonan")
    before = town.contents()
    siti.post("/orders", form.filled(dates=[day(1).isoformat()], tasks="Ketikan saya"), origin=origin)
    assert siti.status == 403
    assert "tidak dikirim dari halaman Giliran" in siti.page.text
    assert "Ketikan saya" in siti.page.text
    assert town.contents() == before


def test_another_browsers_token_is_refused(town: Town, siti: Browser) -> None:
    theirs = town.browser_of("adi").open("/").page.form("Keluar").filled()
    before = town.contents()
    siti.post("/orders", [*theirs, ("tasks", A_TASK), ("dates", day(1).isoformat())])
    assert (siti.status, siti.page.heading) == (403, "Isian belum terkirim")
    assert town.contents() == before


def test_a_form_that_was_open_too_long_is_sent_with_one_more_press(siti: Browser) -> None:
    siti.open("/orders/new").submit("Lanjut: periksa permohonan", dates=[day(1).isoformat()], tasks=A_TASK)
    form = siti.page.form("Kirim permohonan")
    sent = [(name, "lama" if name == "csrf" else value) for name, value in form.filled()]
    siti.post(form.action, sent)
    assert siti.page.heading == "Isian belum terkirim"
    assert A_TASK in siti.page.text
    siti.submit("Kirim sekarang")
    assert "Menunggu keputusan" in siti.page.text


def test_a_form_whose_session_ended_keeps_what_was_typed_and_leads_to_signing_in(siti: Browser) -> None:
    form = siti.open("/orders/new").page.form("Lanjut: periksa permohonan")
    del siti.cookies[SESSION_COOKIE], siti.cookies[DEVICE_COOKIE]
    siti.post(form.action, form.filled(dates=[day(1).isoformat()], tasks="Ketikan saya"))
    assert siti.status == 403
    assert "Silakan masuk lebih dahulu." in siti.page.text
    assert "Ketikan saya" in siti.page.text
    siti.open(siti.page.link("Masuk"))
    assert siti.page.heading == "Masuk"


@pytest.mark.parametrize(
    ("referer", "goes_to"),
    [
        (f"{BASE_URL}/orders/new?whose=x", "/orders/new?whose=x"),
        ("https://jahat.example/orders/new", "/"),
        ("", "/"),
    ],
)
def test_who_signs_in_for_a_form_comes_back_to_its_page(siti: Browser, referer: str, goes_to: str) -> None:
    form = siti.open("/orders/new").page.form("Lanjut: periksa permohonan")
    del siti.cookies[SESSION_COOKIE], siti.cookies[DEVICE_COOKIE]
    siti.post(form.action, form.filled(tasks="Ketikan saya"), referer=referer)
    siti.open(siti.page.link("Masuk"))
    assert ("goes_to", goes_to) in siti.page.form("Kirim kode").filled()


def test_a_form_sent_after_midnight_leads_to_the_code_of_the_day(town: Town, joko: Browser) -> None:
    load(town.table, [a.an_entry(created_at=NOW, delivery=Delivery.PARKED)])
    form = joko.open("/outbox").page.form("Kirim lagi")
    town.prove_yesterday(joko)
    joko.post(form.action, form.filled())
    assert "Masukkan kode baru untuk pekerjaan hari ini." in joko.page.text
    joko.open(joko.page.link("Masuk"))
    assert joko.page.heading == "Kode untuk hari ini"


def test_a_code_of_today_opens_the_secretarys_work(town: Town, rina: Browser) -> None:
    town.prove_yesterday(rina).open(f"/months/DINSOS/{THIS_MONTH}")
    assert rina.page.heading == "Kode untuk hari ini"
    rina.submit("Kirim kode ke surel saya")
    town.deliver()
    assert town.mails[-1].to == "rina@kota.example"
    rina.submit("Masuk", code=town.mails[-1].code)
    assert (rina.status, rina.page.heading) == (200, "Dinas Sosial")


def test_heads_need_no_code_of_the_day(town: Town, budi: Browser) -> None:
    town.prove_yesterday(budi).open(f"/months/DINSOS/{THIS_MONTH}")
    assert (budi.status, budi.page.heading) == (200, "Dinas Sosial")


@pytest.mark.usefixtures("setda")
@pytest.mark.parametrize("person", ["budi", "rina"])
def test_another_units_month_is_not_theirs(town: Town, person: str) -> None:
    browser = town.browser_of(person).open(f"/months/SETDA/{THIS_MONTH}")
    assert (browser.status, browser.page.heading) == (403, "Bukan wewenang Anda")
    assert "Lina" not in browser.page.text


@pytest.mark.usefixtures("setda")
def test_an_administrator_sees_every_units_month(joko: Browser) -> None:
    joko.open("/units")
    joko.open(joko.page.link("Sekretariat Daerah"))
    assert joko.page.heading == "Sekretariat Daerah"
    assert "Lina Marlina" in joko.page.text


def test_a_parked_mail_is_shown_with_its_reason_and_can_be_sent_again(town: Town, joko: Browser) -> None:
    order = town.submitted(day(1))
    town.deliver()
    entry = a.an_entry(
        "parked0123456789", about={"order": order.id, "to": "budi"}, created_at=NOW, delivery=Delivery.PARKED
    )
    load(town.table, [replace(entry, failure="SES: <ditolak>", attempts=8)])
    joko.open("/outbox")
    assert "SES: <ditolak>" in joko.page.text
    assert "dicoba 8 kali" in joko.page.text
    joko.submit("Kirim lagi")
    assert "Tidak ada yang tertahan." in joko.page.text
    sent = len(town.mails)
    town.deliver()
    assert len(town.mails) == sent + 1


def test_every_errand_that_was_given_up_can_be_named() -> None:
    assert set(ERRAND_NAMES) == set(Errand)
