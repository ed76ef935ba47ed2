"""Evidence and verification on pages, and every way we know to misuse the evening's link."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.orders import Order
from chalicelib.domain.reports import DailyReport
from chalicelib.storage.table import load
from chalicelib.wiring import office
from tests.factories import A_DOCUMENT, A_PHOTO
from tests.web.browser import Browser
from tests.web.test_attacks import changed, crawl
from tests.web.town import THIS_MONTH, TODAY, Town

UPLOAD = "a" * 16
HERE = f"/evidence/siti/{TODAY}"
SAVE = "Simpan hasil verifikasi"


def bring(content: bytes) -> str:
    """Puts a file where the bucket's form does; returns where the bucket sends the browser then."""
    office().files.save(f"evidence/incoming/siti/{TODAY}/{UPLOAD}", content, "binary/octet-stream")
    return f"{HERE}/uploads/{UPLOAD}"


def attached(siti: Browser, caption: str = "Notulen") -> str:
    """Attaches a photo; returns where it is downloaded."""
    siti.open(bring(A_PHOTO)).submit("Lampirkan pada laporan", caption=caption).follow()
    return siti.page.link(caption) or ""


# Evidence


@pytest.mark.usefixtures("filed")
def test_a_photo_goes_to_the_bucket_and_is_attached_once_it_was_looked_at(siti: Browser) -> None:
    siti.open(HERE)
    form = siti.page.form("Unggah")
    assert form.action.startswith("https://giliran-files.s3.")
    policy = siti.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "form-action 'self' https://giliran-files.s3." in policy

    siti.open(bring(A_PHOTO))

    assert "JPG, 1 KB" in siti.page.text
    address = siti.submit("Lampirkan pada laporan", caption="../Notulen <b>").follow().page.link("Notulen <b>")
    assert siti.open(address).status == 303
    assert f"attachment%3B%20filename%3D%22bukti-{TODAY}-1.jpg" in siti.location
    siti.open(HERE).submit("Hapus").follow()
    assert "Belum ada bukti" in siti.page.text


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MZ program", "bukan foto"), (b"", "kosong"), (A_PHOTO + A_DOCUMENT, "lebih dari satu jenis")],
)
def test_what_is_no_evidence_is_told_and_another_can_be_chosen(siti: Browser, content: bytes, said: str) -> None:
    siti.open(bring(content))

    assert (siti.status, said in siti.page.text) == (422, True)
    assert siti.page.form("Unggah").action
    assert "Belum ada bukti" in siti.open(HERE).page.text


@pytest.mark.usefixtures("filed")
def test_owner_supervisor_and_secretary_open_it_and_it_is_noted(
    town: Town, siti: Browser, budi: Browser, rina: Browser, joko: Browser
) -> None:
    address = attached(siti)

    assert [each.open(address).status for each in (budi, rina)] == [303, 303]
    assert [each.open(address).status for each in (town.browser_of("adi"), joko)] == [404, 404]
    assert town.browser().send("GET", address).status == 303
    assert town.looks(f"EVIDENCE#siti#{TODAY}") == ["budi", "rina"]
    assert budi.open(HERE).status == 403


# Verifying


def test_the_supervisor_reads_the_report_with_its_evidence_and_accepts_it(
    town: Town, filed: DailyReport, siti: Browser, budi: Browser
) -> None:
    attached(siti)
    budi.open("/verifications")
    budi.open(budi.page.link("Buka laporan dan buktinya Siti Rahmawati, S.E."))
    assert "Notulen" in budi.page.text
    assert budi.page.form(SAVE).chosen("choice") == []

    budi.submit(SAVE, choice=["accept"], reason="Baik.").follow()

    assert "Menerima laporan" in budi.page.text
    assert town.report(filed).is_accepted
    mark = town.row("siti").mark(TODAY)
    assert mark
    assert mark.is_final
    assert siti.open(HERE).status == 409, "what was accepted does not change"
    assert "Tidak ada laporan" in budi.open("/verifications").page.text


def test_a_return_without_a_reason_keeps_the_page_and_one_with_it_is_mailed(
    town: Town, filed: DailyReport, rina: Browser
) -> None:
    rina.open(f"/verifications/siti/{TODAY}").submit(SAVE, choice=["return"])
    assert (rina.status, "Tuliskan alasannya" in rina.page.text) == (422, True)

    rina.submit(SAVE, choice=["return"], reason="Lengkapi <hasilnya>.")
    town.deliver()

    assert town.report(filed).is_returned
    assert "Lengkapi <hasilnya>." in town.mails[-1].text
    assert town.mails[-1].to == town.person("siti").email


def test_several_are_verified_with_one_confirmation_and_those_that_failed_are_named(
    town: Town, filed: DailyReport, budi: Browser, rina: Browser
) -> None:
    town.approved(TODAY, by="adi")
    town.filed(TODAY, by="adi")
    budi.open("/verifications")
    picked = [f"siti_{TODAY}-1", f"adi_{TODAY}-1"]
    budi.submit("Lanjut: periksa hasil", reports=picked, choice=["accept"])
    assert "Terima: 2 laporan." in budi.page.text
    rina.open(f"/verifications/adi/{TODAY}").submit(SAVE, choice=["return"], reason="Kurang.")

    budi.submit("Ya, simpan hasil ini")

    assert budi.page.heading == "Hasil verifikasi"
    assert "sudah dikembalikan oleh Rina" in budi.page.text
    assert town.report(filed).is_accepted


@pytest.mark.usefixtures("filed")
def test_nobody_finds_others_reports(town: Town, joko: Browser) -> None:
    for browser in (town.browser_of("adi"), joko):
        assert browser.open(f"/verifications/siti/{TODAY}").status == 404
        assert "Tidak ada laporan" in browser.open("/verifications").page.text
    assert town.looks(f"REPORT#siti#{TODAY}") == []


# The link


@pytest.mark.parametrize("whose", ["scanner", "budi"])
def test_a_scanner_that_opens_everything_verifies_nothing(town: Town, filed: DailyReport, whose: str) -> None:
    browser = town.browser() if whose == "scanner" else town.browser_of(whose)
    before = town.contents()

    crawl(browser, town.verify_link(filed))

    assert changed(town, before) == {}
    assert town.report(filed) == filed


def test_the_link_verifies_on_a_known_browser_with_a_choice_and_once(
    town: Town, filed: DailyReport, budi: Browser
) -> None:
    form = budi.open(town.verify_link(filed)).page.form(SAVE)
    assert budi.post(form.action, form.filled(SAVE)).status == 422
    sent = form.filled(SAVE, choice=["accept"])

    assert [budi.post(form.action, sent).status for _ in range(2)] == [303, 303]

    assert town.report(filed).revision == filed.revision + 1
    assert budi.open(town.verify_link(filed)).page.text.count("Laporan diterima dan diverifikasi") == 1


def test_every_other_browser_sees_no_word_of_it_and_verifies_nothing(
    town: Town, filed: DailyReport, budi: Browser, stranger: Browser
) -> None:
    form = budi.open(town.verify_link(filed)).page.form(SAVE)
    before = town.contents()
    for browser in (stranger, town.browser_of("adi"), town.browser_of("siti"), town.browser_of("rina")):
        browser.open(town.verify_link(filed))

        assert browser.page.heading == "Ada yang menunggu keputusan"
        shown = browser.body.decode()
        assert not any(word in shown for word in (filed.receipt, filed.draft.activities[0].activity))
        own = [pair for pair in browser.page.form("Kirim kode").filled() if pair[0] == "csrf"]
        typed = [pair for pair in form.filled(SAVE, choice=["accept"]) if pair[0] != "csrf"]
        assert browser.post(form.action, [*own, *typed]).status == 403
    assert changed(town, before) == {}


def test_a_new_browser_gets_a_code_to_the_registered_address_and_then_the_report(
    town: Town, filed: DailyReport, stranger: Browser
) -> None:
    stranger.open(town.verify_link(filed)).submit("Kirim kode")
    town.deliver()
    assert town.mails[-1].to == town.person("budi").email

    stranger.submit("Masuk", code=town.mails[-1].code).follow()

    assert stranger.page.form(SAVE).action


def test_links_of_other_purposes_reports_and_sendings_open_nothing(
    town: Town, filed: DailyReport, home_day: Order, budi: Browser
) -> None:
    token = town.token(home_day)
    gone = [f"/verify/siti/{TODAY}/{token}", f"/verify/adi/{TODAY}/{town.verify_link(filed).rpartition('/')[2]}"]
    assert [budi.open(each).status for each in gone] == [410, 410]
    link = town.verify_link(filed)
    form = budi.open(link).page.form(SAVE)
    load(town.table, [replace(filed, content=2, revision=3)])

    assert budi.open(link).page.heading == "Tautan ini tidak berlaku lagi"
    assert budi.post(form.action, form.filled(SAVE, choice=["accept"])).status == 410
    assert not town.report(filed).is_accepted


def test_months_lead_to_what_waits_and_say_what_is_final(
    town: Town, filed: DailyReport, siti: Browser, budi: Browser, rina: Browser
) -> None:
    mine = f"/my-month/{THIS_MONTH}"
    assert "6 jam 30 menit sementara" in siti.open(mine).page.text
    budi.open(town.verify_link(filed)).submit(SAVE, choice=["accept"])
    assert "6 jam 30 menit tetap" in siti.open(mine).page.text
    for label, ending in (("Kegiatan untuk e-Kinerja (CSV)", "csv"), ("Kegiatan (PDF)", "pdf")):
        siti.open(mine).open(siti.page.link(label))
        assert (siti.status, f"kegiatan-siti-{THIS_MONTH}.{ending}" in siti.location) == (303, True)
    assert rina.open(f"/months/DINSOS/{THIS_MONTH}").page.link("Laporan menunggu verifikasi") == "/verifications"
