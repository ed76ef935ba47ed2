"""A month that ended, on pages: closed, signed by the link in the mail, looked up by its paper, reopened."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import preceding
from chalicelib.domain.closing import MonthClosing, Stage
from chalicelib.domain.month_links import sign_token
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import RunClaim, closing_key
from chalicelib.domain.trail import Means
from chalicelib.storage.table import load
from chalicelib.wiring import office
from chalicelib.workflows import months
from tests.web.browser import Browser
from tests.web.test_attacks import changed, crawl
from tests.web.town import DINSOS, NOW, THIS_MONTH, Town

ENDED = preceding(THIS_MONTH)
HERE = f"/months/DINSOS/{ENDED}/closing"
CHECK, CLOSE, SAVE, REOPEN = "Lanjut: periksa penutupan", "Ya, tutup bulan ini", "Simpan", "Buka kembali bulan ini"
BUDI = EmployeeId("budi")


@pytest.fixture
def drafted(town: Town) -> None:
    """The month that ended, drafted as the clock does it."""

    def arrange() -> None:
        months.open_month(office(), DINSOS, ENDED)
        months.make_summary(office(), DINSOS, ENDED, NOW)

    town.arranged("drafted", arrange)


@pytest.fixture
def closed(town: Town, drafted: None) -> MonthClosing:
    """The same, closed by its secretary, whose head was asked to sign."""
    assert drafted is None
    town.arranged("closed", lambda: closing_by(town.browser_of("rina")))
    return the_closing(town)


def closing_by(browser: Browser, notes: str = "Presensi menyusul.") -> Browser:
    return browser.open(HERE).submit(CHECK, notes=notes).submit(CLOSE)


def the_closing(town: Town) -> MonthClosing:
    return town.table.read(closing_key(DINSOS, ENDED)).get(closing_key(DINSOS, ENDED))


def link(closing: MonthClosing, to: EmployeeId = BUDI) -> str:
    return f"/sign/DINSOS/{ENDED}/{sign_token(office().keys(), closing, to)}"


def signed(town: Town, budi: Browser) -> MonthClosing:
    budi.open(link(the_closing(town))).submit(SAVE, choice=["sign"])
    return the_closing(town)


@pytest.mark.usefixtures("drafted")
def test_a_secretary_explains_and_closes_the_head_signs_by_link_and_the_paper_can_be_looked_up(
    town: Town, rina: Browser, budi: Browser, stranger: Browser
) -> None:
    rina.open(HERE)
    assert "Belum ada data presensi" in rina.page.text
    rina.submit(CHECK, notes="")
    assert rina.status == 422
    assert "Tuliskan penjelasannya" in rina.page.text
    rina.submit(CHECK, notes="Presensi menyusul.")
    assert "Presensi menyusul." in rina.page.text
    assert the_closing(town).stage is Stage.DRAFTED, "the check page closes nothing"
    rina.submit(CLOSE)
    assert "Ditutup, menunggu tanda tangan" in rina.page.text
    town.deliver()
    (mail,) = [each for each in town.mails if "/sign/" in each.text]
    assert mail.to == "budi@kota.example"

    form = budi.open(mail.link).page.form(SAVE)
    assert form.chosen("choice") == []
    budi.submit(SAVE, choice=["sign"])

    assert "sudah ditandatangani" in budi.page.text
    assert "Ditandatangani" in rina.open(HERE).page.text
    public = f"/recaps/DINSOS/{ENDED}/{the_closing(town).editions[0].seal_name}"
    text = stranger.open(public).page.text
    for told in ("Dinas Sosial", "Berlaku", "Budi Hartono", the_closing(town).editions[0].content_hash[:4]):
        assert told in text
    assert "Siti" not in text
    line = office().trail.acts(f"CLOSING#DINSOS#{ENDED}")[-1]
    assert (line.who, line.origin.means) == ("budi", Means.LINK)


@pytest.mark.usefixtures("closed")
def test_a_signed_month_takes_nothing_more_until_it_is_reopened(
    town: Town, budi: Browser, rina: Browser, stranger: Browser
) -> None:
    first = signed(town, budi).editions[0]
    typed: Any = {"employee": "siti", "day": f"{ENDED}-10", "start": "07.30", "end": "16.00", "reason": "Lupa."}
    rina.open("/units/DINSOS/attendance/new").submit(SAVE, **typed)
    assert rina.status == 409
    assert "sudah ditandatangani" in rina.page.text

    rina.open(f"{HERE}/reopen").submit(REOPEN, reason="")
    assert rina.status == 422
    rina.submit(REOPEN, reason="Presensi Siti keliru.")

    assert "Presensi Siti keliru." in rina.page.text
    rina.open("/units/DINSOS/attendance/new").submit(SAVE, **typed)
    assert rina.status == 200
    public = f"/recaps/DINSOS/{ENDED}/{first.seal_name}"
    assert "Dibuka kembali" in stranger.open(public).page.text
    closing_by(rina)
    second = signed(town, budi).editions[1]
    assert second.number == 2
    assert "Digantikan oleh revisi 2" in stranger.open(public).page.text


@pytest.mark.usefixtures("drafted")
def test_an_employee_objects_and_the_secretary_answers(siti: Browser, rina: Browser) -> None:
    on = f"{ENDED}-10"
    siti.open(f"/my-month/{ENDED}/objections/new?day={on}").submit("Kirim keberatan", words="")
    assert siti.status == 422
    siti.submit("Kirim keberatan", words="Saya di kantor sejak pagi.")
    assert "Menunggu jawaban sekretaris" in siti.page.text
    assert "Keberatan belum dijawab" in rina.open(HERE).page.text
    rina.open(f"/months/DINSOS/{ENDED}/objections/siti?day={on}")
    assert "Saya di kantor sejak pagi." in rina.page.text

    rina.submit("Simpan jawaban", choice=["accepted"], words="Presensi sudah dicatat.")

    text = siti.open(f"/my-month/{ENDED}").page.text
    assert "Diterima" in text
    assert "Presensi sudah dicatat." in text


# The link


@pytest.mark.parametrize("prefetching", [False, True], ids=["opening", "prefetching"])
@pytest.mark.parametrize("whose", ["the scanner's own browser", "the head's browser"])
def test_a_scanner_that_opens_everything_signs_nothing(
    town: Town, closed: MonthClosing, whose: str, prefetching: bool
) -> None:
    browser = town.browser() if whose == "the scanner's own browser" else town.browser_of("budi")
    before = town.contents()

    crawl(browser, link(closed), prefetching=prefetching)

    assert the_closing(town) == closed
    assert changed(town, before) == {}


def test_a_button_pressed_without_a_choice_signs_nothing(town: Town, closed: MonthClosing, budi: Browser) -> None:
    form = budi.open(link(closed)).page.form(SAVE)
    budi.post(form.action, form.filled(SAVE))
    assert (budi.status, the_closing(town)) == (422, closed)


def test_the_same_signature_replayed_counts_once(town: Town, closed: MonthClosing, budi: Browser) -> None:
    form = budi.open(link(closed)).page.form(SAVE)
    sent = form.filled(SAVE, choice=["sign"])
    assert budi.post(form.action, sent).status == 303
    before = town.contents()

    assert budi.post(form.action, sent).status == 303
    assert changed(town, before) == {}


def test_a_used_link_says_who_signed(town: Town, closed: MonthClosing, budi: Browser) -> None:
    form = budi.open(link(closed)).page.form(SAVE)
    signed(town, budi)
    before = town.contents()

    budi.post(form.action, form.filled(SAVE, choice=["return"], reason="Alasan yang saya tulis."))

    assert (budi.status, changed(town, before)) == (409, {})
    assert "sudah ditandatangani oleh" in budi.page.text
    assert "sudah ditandatangani" in budi.open(link(closed)).page.text


def test_a_link_is_dead_after_the_month_was_returned_and_closed_again(
    town: Town, closed: MonthClosing, budi: Browser, rina: Browser
) -> None:
    old = link(closed)
    form = budi.open(old).page.form(SAVE)
    budi.submit(SAVE, choice=["return"], reason="Periksa lagi.")
    closing_by(rina)
    before = town.contents()

    budi.post(form.action, form.filled(SAVE, choice=["sign"]))

    assert budi.status in (409, 410)
    assert changed(town, before) == {}
    assert "Tautan ini tidak berlaku lagi" in budi.open(old).page.text


def forged(closing: MonthClosing) -> dict[str, str]:
    """Tokens that somebody made up, by what is wrong with them."""
    keys = office().keys()
    (kid,) = keys
    good = sign_token(keys, closing, BUDI)
    other = next(letter for letter in "AB" if letter != good[20])
    return {
        "one character changed": good[:20] + other + good[21:],
        "of another month": sign_token(keys, replace(closing, month=THIS_MONTH), BUDI),
        "of another unit": sign_token(keys, replace(closing, unit=UnitId("SETDA")), BUDI),
        "of another content": sign_token(keys, replace(closing, content=9), BUDI),
        "of an old key": sign_token({"k000": b"a key that was retired"}, closing, BUDI),
        "of a guessed key": sign_token({kid: b"a guess"}, closing, BUDI),
        "of another person": sign_token(keys, closing, EmployeeId("rina")),
        "cut": good[:-1],
        "empty but for the key's id": kid,
    }


@pytest.mark.parametrize(
    "flaw",
    [
        *("one character changed", "of another month", "of another unit", "of another content", "of an old key"),
        *("of a guessed key", "of another person", "cut", "empty but for the key's id"),
    ],
)
def test_a_forged_token_opens_and_signs_nothing(town: Town, closed: MonthClosing, budi: Browser, flaw: str) -> None:
    good = budi.open(link(closed)).page.form(SAVE)
    path = f"/sign/DINSOS/{ENDED}/{forged(closed)[flaw]}"
    before = town.contents()

    budi.post(path, good.filled(SAVE, choice=["sign"]))
    assert budi.status == 410
    assert budi.send("GET", path).status == 410
    stranger = town.browser().open("/sign-in")
    csrf = stranger.page.form("Kirim kode").values("csrf")[0]
    assert stranger.post(f"{path}/code", [("csrf", csrf)]).status == 410
    assert changed(town, before) == {}


def test_whoever_it_is_forwarded_to_sees_no_figures_and_a_code_goes_to_the_head(
    town: Town, closed: MonthClosing, siti: Browser, stranger: Browser
) -> None:
    for browser in (siti, stranger):
        text = browser.open(link(closed)).page.text
        assert "Ada yang menunggu keputusan" in text
        assert "Dinas Sosial" not in text.replace("Siti Rahmawati, S.E. Dinas Sosial", "")
    town.mails.clear()
    stranger.submit("Kirim kode")
    town.deliver()
    assert "budi@kota.example" in {mail.to for mail in town.mails if "kode" in mail.subject.lower()}


@pytest.mark.parametrize("host", ["jahat.example"])
def test_a_form_of_another_site_signs_nothing(town: Town, closed: MonthClosing, budi: Browser, host: str) -> None:
    form = budi.open(link(closed)).page.form(SAVE)
    budi.post(form.action, form.filled(SAVE, choice=["sign"]), origin=f"https://{host}")
    assert (budi.status, the_closing(town)) == (403, closed)


# The paper's page


@pytest.mark.usefixtures("closed")
def test_nobody_finds_a_month_who_does_not_hold_its_paper(town: Town, stranger: Browser) -> None:
    for seal in ("1", "1-", "1-0000000000000000", "2-" + the_closing(town).editions[0].content_hash[:16]):
        assert stranger.send("GET", f"/recaps/DINSOS/{ENDED}/{seal}").status == 404
    seal = the_closing(town).editions[0].seal_name
    assert "Belum ditandatangani" in stranger.open(f"/recaps/DINSOS/{ENDED}/{seal}").page.text


# The city


@pytest.mark.usefixtures("closed")
def test_the_administrator_sees_every_unit_in_four_requests(town: Town, joko: Browser) -> None:
    with town.counting() as names:
        joko.open(f"/closings/{ENDED}")
    assert len(names) <= 4
    assert "Menunggu tanda tangan" in joko.page.text
    assert "Menunggu draf" in joko.page.text


def test_a_failed_unit_is_tried_again_from_the_page(town: Town, joko: Browser) -> None:
    load(town.table, [RunClaim(ENDED, UnitId("SETDA"), "summary", NOW, 5, "NotFound: bulan belum dibuka")])
    joko.open(f"/closings/{ENDED}")
    assert "bulan belum dibuka" in joko.page.text
    joko.submit("Coba lagi")
    assert "bulan belum dibuka" not in joko.page.text
