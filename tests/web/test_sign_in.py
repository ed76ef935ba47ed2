"""Signing in, staying known, signing out."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import CODES_PER_ADDRESS
from chalicelib.storage.table import load
from tests.web.browser import BASE_URL, Browser
from tests.web.town import DEVICE_COOKIE, NOW, SESSION_COOKIE, Town, day

WRONG = "Kode tidak cocok."
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def ask_code(browser: Browser, email: str = "siti@kota.example", at: str = "/sign-in") -> Browser:
    return browser.open(at).submit("Kirim kode", email=email)


def wrong(code: str) -> str:
    """Eight digits that are not `code`."""
    return f"{(int(code) + 1) % 10**8:08d}"


def test_the_code_from_the_mail_signs_in(town: Town, stranger: Browser) -> None:
    ask_code(stranger, " Siti@Kota.example ")
    assert stranger.page.heading == "Periksa surel Anda"
    town.deliver()
    mail = town.mails[-1]
    assert mail.to == "siti@kota.example"
    assert mail.code in mail.subject
    assert mail.code in mail.html
    stranger.submit("Masuk", code=f"{mail.code[:4]} {mail.code[4:]}")
    assert (stranger.status, stranger.page.heading) == (200, "Hari ini Anda bekerja di kantor.")
    assert "Siti Rahmawati" in stranger.page.text


def test_an_unknown_address_gets_the_same_answer_and_no_mail(town: Town) -> None:
    seen = []
    for email in ("siti@kota.example", "tiada@kota.example"):
        browser = town.browser().open("/sign-in")
        form = browser.page.form("Kirim kode")
        with town.counting() as counted:
            browser.post(form.action, form.filled(email=email))
        headers = {name: value for name, value in browser.headers.items() if name != "Set-Cookie"}
        names = [line.partition("=")[0] for line in browser.new_cookies]
        page = browser.follow().page.text
        tried = browser.submit("Masuk", code="00000000").page.text
        seen.append((browser.status, headers, names, counted, page, tried))
    assert seen[0] == seen[1]
    assert WRONG in seen[0][-1]
    town.deliver()
    assert [mail.to for mail in town.mails] == ["siti@kota.example"]


def test_an_unknown_address_says_no_more_after_five_tries(stranger: Browser) -> None:
    ask_code(stranger, "tiada@kota.example")
    said = [stranger.submit("Masuk", code="00000000").page.text for _ in range(6)]
    assert all(WRONG in text for text in said[:5])
    assert "Kode salah sudah dimasukkan 5 kali." in said[5]


def test_after_five_wrong_codes_the_right_one_is_refused(town: Town, stranger: Browser) -> None:
    ask_code(stranger)
    town.deliver()
    code = town.mails[-1].code
    for left in (4, 3, 2, 1, 0):
        stranger.submit("Masuk", code=wrong(code))
        assert stranger.status == 422
        assert f"{WRONG} Sisa percobaan: {left}." in stranger.page.text
    stranger.submit("Masuk", code=code)
    assert stranger.status == 422
    assert "Kode salah sudah dimasukkan 5 kali. Minta kode baru." in stranger.page.text
    assert SESSION_COOKIE not in stranger.cookies


def test_a_right_code_after_four_wrong_ones_signs_in(town: Town, stranger: Browser) -> None:
    ask_code(stranger)
    town.deliver()
    for _ in range(4):
        stranger.submit("Masuk", code=wrong(town.mails[-1].code))
    stranger.submit("Masuk", code=town.mails[-1].code)
    assert SESSION_COOKIE in stranger.cookies


def test_an_expired_code_is_refused(town: Town, stranger: Browser) -> None:
    ask_code(stranger)
    town.deliver()
    load(town.table, [replace(town.challenge_of(stranger), expires=NOW - timedelta(seconds=1))])
    stranger.submit("Masuk", code=town.mails[-1].code)
    assert stranger.status == 422
    assert "Kode sudah tidak berlaku. Minta kode baru." in stranger.page.text
    assert SESSION_COOKIE not in stranger.cookies


def test_a_code_is_good_only_in_the_browser_that_asked(town: Town, stranger: Browser) -> None:
    ask_code(stranger)
    town.deliver()
    other = ask_code(town.browser(), "adi@kota.example")
    other.submit("Masuk", code=town.mails[-1].code)
    assert other.status == 422
    third = town.browser().open("/sign-in/code").submit("Masuk", code=town.mails[-1].code)
    assert third.status == 422
    assert SESSION_COOKIE not in other.cookies.keys() | third.cookies.keys()
    assert SESSION_COOKIE in stranger.submit("Masuk", code=town.mails[-1].code).cookies


def test_a_newer_code_replaces_the_older_one(town: Town, stranger: Browser) -> None:
    ask_code(stranger)
    town.deliver()
    ask_code(stranger)
    town.deliver()
    older, newer = (mail.code for mail in town.mails)
    assert WRONG in stranger.submit("Masuk", code=older).page.text
    assert SESSION_COOKIE in stranger.submit("Masuk", code=newer).cookies


def test_a_flood_of_codes_to_one_address_is_stopped(town: Town) -> None:
    browsers = [ask_code(town.browser()) for _ in range(2 * CODES_PER_ADDRESS + 1)]
    statuses = [browser.status for browser in browsers]
    assert statuses[:CODES_PER_ADDRESS] == [200] * CODES_PER_ADDRESS
    assert statuses[-1] == 422
    assert "Terlalu banyak permintaan kode. Coba lagi satu jam lagi." in browsers[-1].page.text
    assert browsers[-1].page.form("Kirim kode").values("email") == ["siti@kota.example"]
    assert ask_code(town.browser(), "adi@kota.example").status == 200


@pytest.mark.parametrize("typed", ["１２３４５６７８", "é" * 8, "<b>12345678</b>", "12345678" * 9, "12 34", "٣" * 8])
def test_a_code_of_any_characters_is_only_wrong(stranger: Browser, typed: str) -> None:
    ask_code(stranger).submit("Masuk", code=typed)
    assert stranger.status == 422
    assert WRONG in stranger.page.text


def test_a_known_device_goes_on_when_its_session_is_over(siti: Browser) -> None:
    before = siti.cookies.pop(SESSION_COOKIE)
    siti.open("/orders")
    assert (siti.status, siti.page.heading) == (200, "Surat perintah tugas")
    assert siti.cookies[SESSION_COOKIE] != before


def test_an_expired_session_goes_on_by_the_known_device(town: Town, siti: Browser) -> None:
    load(town.table, [replace(town.session_of(siti), expires=NOW - timedelta(seconds=1))])
    siti.open("/orders")
    assert siti.status == 200


def test_a_resumed_secretary_still_needs_a_code_of_today(town: Town, rina: Browser) -> None:
    load(town.table, [replace(town.device_of(rina), proved_on=day(-1))])
    del rina.cookies[SESSION_COOKIE]
    rina.open("/months/DINSOS")
    assert rina.page.heading == "Kode untuk hari ini"


def test_an_expired_device_is_not_known(town: Town, siti: Browser) -> None:
    load(town.table, [replace(town.device_of(siti), expires=NOW - timedelta(seconds=1))])
    del siti.cookies[SESSION_COOKIE]
    siti.open("/orders")
    assert siti.page.heading == "Masuk"


@pytest.mark.parametrize("forged", ["siti.tebakan", "tebakan", ".", "siti.", "a" * 900 + ".b", "siti#x.y"])
def test_forged_cookies_are_nobodys(stranger: Browser, forged: str) -> None:
    stranger.cookies |= {SESSION_COOKIE: forged, DEVICE_COOKIE: forged}
    stranger.open("/orders")
    assert (stranger.status, stranger.page.heading) == (200, "Masuk")


def test_signing_out_ends_the_session_and_forgets_the_browser(siti: Browser) -> None:
    kept = dict(siti.cookies)
    siti.open("/").submit("Keluar")
    assert siti.page.heading == "Masuk"
    assert SESSION_COOKIE not in siti.cookies
    assert DEVICE_COOKIE not in siti.cookies
    siti.cookies = kept
    assert siti.open("/orders").page.heading == "Masuk"


def test_the_devices_page_lists_the_browsers_and_marks_this_one(town: Town, siti: Browser) -> None:
    desktop = town.browser()
    desktop.agent = DESKTOP
    town.sign_in(desktop, "siti")
    page = siti.open("/devices").page
    assert "Chrome, Android Perangkat ini" in page.text
    assert "Firefox, Windows" in page.text
    assert "Firefox, Windows Perangkat ini" not in page.text
    assert town.browser_of("adi").open("/devices").page.text.count("Dikenali sejak") == 1


def test_a_forgotten_device_is_out_at_once(town: Town, siti: Browser) -> None:
    lost = town.sign_in(town.browser(), "siti")
    siti.open("/devices").submit("Lupakan perangkat ini")
    assert siti.page.text.count("Dikenali sejak") == 1
    assert lost.open("/orders").page.heading == "Masuk"
    assert siti.open("/orders").status == 200


def test_nobody_forgets_another_persons_device(town: Town, siti: Browser) -> None:
    theirs = town.session_of(town.browser_of("adi")).device
    csrf = siti.open("/").page.form("Keluar").filled()
    before = town.contents()
    siti.post("/devices/forget", [*csrf, ("device", theirs)])
    assert town.contents() == before
    assert town.browser_of("adi").open("/orders").status == 200


def test_forgetting_no_device_is_refused(siti: Browser) -> None:
    csrf = siti.open("/").page.form("Keluar").filled()
    siti.post("/devices/forget", csrf)
    assert siti.status == 422
    assert "Pilih perangkat yang akan dilupakan." in siti.page.text


def test_signing_out_everywhere_ends_every_session_of_the_person(town: Town, siti: Browser) -> None:
    other = town.sign_in(town.browser(), "siti")
    siti.open("/devices").submit("Keluar dari semua perangkat")
    assert siti.page.heading == "Masuk"
    assert other.open("/orders").page.heading == "Masuk"
    assert town.browser_of("siti").open("/orders").page.heading == "Masuk"
    assert town.browser_of("adi").open("/orders").status == 200


def test_a_daily_code_does_not_make_a_second_device_of_the_same_browser(town: Town, rina: Browser) -> None:
    town.prove_yesterday(rina).open("/months/DINSOS").submit("Kirim kode ke surel saya")
    town.deliver()
    rina.submit("Masuk", code=town.mails[-1].code)
    assert rina.open("/devices").page.text.count("Dikenali sejak") == 1


def test_after_signing_in_one_goes_on_where_one_wanted_to(town: Town, stranger: Browser) -> None:
    stranger.open("/orders/new")
    assert stranger.page.form("Kirim kode").values("goes_to") == ["/orders/new"]
    stranger.submit("Kirim kode", email="siti@kota.example")
    town.deliver()
    form = stranger.page.form("Masuk")
    stranger.post(form.action, form.filled(code=town.mails[-1].code))
    assert stranger.location == "/orders/new"


@pytest.mark.parametrize(
    ("person", "first"),
    [
        ("siti", "/"),
        ("rina", "/units/DINSOS/attention"),
        ("budi", "/units/DINSOS/attention"),
        ("joko", "/overview"),
    ],
)
def test_who_wanted_nothing_else_comes_to_what_is_theirs_to_look_after(
    town: Town, stranger: Browser, person: str, first: str
) -> None:
    stranger.open("/sign-in").submit("Kirim kode", email=town.person(person).email or "")
    town.deliver()
    form = stranger.page.form("Masuk")
    stranger.post(form.action, form.filled(code=town.mails[-1].code))
    assert stranger.location == first
    assert stranger.open(first).status == 200
    assert stranger.page.link("Hari ini") == "/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "///jahat.example",
        "/\\jahat.example",
        "/%09/jahat.example",
        "\t//jahat.example",
        "javascript:alert(1)",
        "/orders\r\nSet-Cookie: a=b",
        "https:jahat.example",
        "@jahat.example",
        "/orders?next=https://jahat.example",
        "",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(town: Town, siti: Browser, elsewhere: str) -> None:
    siti.send("GET", f"/sign-in?next={quote(elsewhere)}")
    assert (siti.status, siti.location) == (303, "/")
    stranger = town.browser().open("/sign-in")
    form = stranger.page.form("Kirim kode")
    stranger.post(form.action, form.filled(email="siti@kota.example", goes_to=elsewhere))
    assert stranger.location == "/sign-in/code"
    assert town.challenge_of(stranger).goes_to == "/"


def test_someone_who_left_cannot_sign_in(town: Town, stranger: Browser) -> None:
    load(town.table, [replace(town.person("siti"), active=False)])
    ask_code(stranger)
    town.deliver()
    stranger.submit("Masuk", code=town.mails[-1].code)
    assert stranger.status == 403
    assert "Akun ini tidak aktif." in stranger.page.text


def test_links_in_mails_lead_to_our_own_address(town: Town) -> None:
    town.submitted(day(1))
    town.deliver()
    assert town.mails[-1].link.startswith(f"{BASE_URL}/decide/")
