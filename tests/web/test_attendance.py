"""Handing in attendance and entering a day by hand, as a secretary's browser sees it."""

from datetime import timedelta

from tests.web.browser import BASE_URL, Browser
from tests.web.test_imports import UPLOAD, body
from tests.web.town import TODAY, Town

AT, CHECK, RECORD = "/units/DINSOS/attendance", "Periksa berkas", "Catat semua yang benar"


def brought(browser: Browser, content: bytes | None) -> Browser:
    """On the page of an export that nobody has read yet."""
    form = browser.open(AT).page.form(CHECK)
    fields = [(name, value) for name, value in form.filled() if name != "attendance"]
    sent = body(fields, {"attendance": content})
    return browser.send("POST", form.action, sent, **{"content-type": UPLOAD, "origin": BASE_URL}).follow()


def handed_in(town: Town, browser: Browser, content: bytes | None) -> Browser:
    """On the page of an export that was read, or with the form that refuses it."""
    brought(browser, content)
    if browser.status != 200:
        return browser
    town.deliver()
    return browser.open(browser.page.link("Muat ulang halaman ini"))


def an_export(town: Town, *rows: str) -> bytes:
    nip = town.person("siti").nip or ""
    return "\r\n".join(["NIP;Nama;Tanggal;Masuk;Pulang", *(row.replace("SITI", nip) for row in rows)]).encode()


def test_an_export_is_looked_over_recorded_and_handed_in_again(town: Town, rina: Browser) -> None:
    content = an_export(town, f"SITI;Siti;{TODAY};07.30;16.00", f"123;Tamu;{TODAY};08.00;09.00")
    handed_in(town, rina, content)

    assert "Diperiksa, belum diterapkan" in rina.page.text
    assert "Tamu" in rina.page.text
    rina.submit(RECORD)
    town.deliver()
    assert "1 hari dicatat" in rina.open(rina.page.link("Muat ulang halaman ini")).page.text

    handed_in(town, rina, content)
    assert "Tidak ada yang berubah" in rina.page.text
    assert RECORD not in rina.page.text


def test_a_file_that_cannot_be_read_is_told(town: Town, rina: Browser) -> None:
    assert "Pilih berkasnya." in handed_in(town, rina, None).page.text
    assert "Berkas Excel ini tidak terbaca" in handed_in(town, rina, b"PK\x03\x04 half").page.text
    assert "presensi dicatat mulai" in handed_in(town, rina, an_export(town, "SITI;;01-02-2019;08.00;16.00")).page.text


def test_a_day_by_hand_stands_in_the_month(town: Town, rina: Browser) -> None:
    rina.open(f"{AT}/new").submit(
        "Simpan", employee="siti", day=str(TODAY), start="07.30", end="16:00", reason="Mesin mati"
    )

    assert rina.status == 200
    presence = town.row("siti").presence(TODAY)
    assert presence is not None
    assert (presence.start, presence.end, presence.entered) == (450, 960, True)


def test_what_is_wrong_with_a_day_is_told_beside_what_was_typed(rina: Browser) -> None:
    rina.open(f"{AT}/new").submit(
        "Simpan", employee="siti", day=str(TODAY + timedelta(1)), start="7", end="", reason="x"
    )

    assert rina.status == 422
    assert "Tuliskan jam seperti 07.30." in rina.page.text
