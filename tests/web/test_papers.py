"""Papers on pages: the month's downloads, one's own month, the letter's shape, the scan of a signed letter."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from chalicelib.domain.orders import Order
from chalicelib.wiring import office
from tests.web.browser import HOST, Browser
from tests.web.town import BUCKET, THIS_MONTH, TODAY, Town

UPLOAD = "a" * 16
A_PDF = b"%PDF-1.7 signed by hand"


@pytest.fixture
def approved(town: Town) -> Order:
    """Siti's order for today, approved, with its letter."""
    town.approved(TODAY)
    town.deliver()
    return town.order_on(TODAY)


def kept(browser: Browser) -> bytes:
    """The file that an address given by the application leads to."""
    assert browser.status == 303, browser.page.text
    name = browser.location.partition("?")[0].split(".amazonaws.com/", 1)[1]
    return office().files.read(name)


def bring(order: Order, content: bytes) -> None:
    office().files.save(f"scans/incoming/{order.id}/{UPLOAD}", content, "binary/octet-stream")


# Months


def test_the_month_is_downloaded_as_a_workbook_and_as_pdf(rina: Browser) -> None:
    rina.open(f"/months/DINSOS/{THIS_MONTH}")
    workbook, pdf = rina.page.link("Unduh Excel"), rina.page.link("Unduh PDF")

    assert load_workbook(BytesIO(kept(rina.open(workbook)))).sheetnames == ["Rekap", "Hari"]
    assert "attachment%3B%20filename%3D%22rekap-DINSOS" in rina.location
    assert "REKAPITULASI JAM KERJA PEGAWAI" in PdfReader(BytesIO(kept(rina.open(pdf)))).pages[0].extract_text()


def test_a_name_in_the_month_leads_to_how_it_was_counted_and_to_the_persons_recap(rina: Browser) -> None:
    rina.open(f"/months/DINSOS/{THIS_MONTH}")

    rina.open(rina.page.link("Siti Rahmawati, S.E."))
    rina.open(rina.page.link("Unduh rekap perorangan (PDF)"))

    printed = PdfReader(BytesIO(kept(rina))).pages[0].extract_text()
    assert "REKAPITULASI JAM KERJA PERORANGAN" in printed
    assert "Siti Rahmawati, S.E." in printed


def test_everybody_has_a_page_with_their_own_month(siti: Browser) -> None:
    siti.open("/")
    siti.open(siti.page.link("Bulan saya: hari kerja, jam, dan rekap perorangan")).follow()

    assert siti.page.heading == "Bulan saya"
    assert "belum ada data" in siti.page.text
    assert kept(siti.open(siti.page.link("Unduh rekap perorangan (PDF)"))).startswith(b"%PDF-")


# The letter's shape


def test_the_secretary_tries_a_sample_and_saves(rina: Browser) -> None:
    rina.open(f"/months/DINSOS/{THIS_MONTH}")
    rina.open(rina.page.link("Bentuk surat"))

    rina.submit("Lihat contoh surat", title=["Surat Tugas"], copies="Arsip")

    assert "Belum ada yang disimpan dan tidak ada nomor yang terpakai." in rina.page.text
    sample = rina.page.link("Unduh contoh surat (PDF)")
    form = rina.page.form("Simpan")
    assert form.chosen("title") == ["Surat Tugas"]
    assert b"%PDF-" in kept(rina.open(sample))[:10]
    rina.open("/units/DINSOS/letter")
    assert rina.page.form("Simpan").chosen("title") == ["Surat Perintah Tugas"]
    rina.submit("Simpan", title=["Surat Tugas"], copies="Arsip").follow()
    assert rina.page.form("Simpan").chosen("title") == ["Surat Tugas"]


def test_a_wrong_pattern_is_told_beside_its_field_and_what_was_typed_is_kept(rina: Browser) -> None:
    rina.open("/units/DINSOS/letter").submit("Simpan", number_pattern="{no}/<b>", copies="Arsip kami")

    assert rina.status == 422
    assert "Pola nomor hanya memuat huruf" in rina.page.text
    assert rina.page.form("Simpan").values("number_pattern") == ["{no}/<b>"]
    assert "Arsip kami" in rina.body.decode()


def test_a_lost_race_shows_what_is_saved_and_keeps_what_was_typed(rina: Browser, joko: Browser) -> None:
    rina.open("/units/DINSOS/letter")
    joko.open("/units/DINSOS/letter").submit("Simpan", copies="Dari administrator")

    rina.submit("Simpan", copies="Dari sekretaris")

    assert rina.status == 409
    assert "Yang tersimpan sekarang" in rina.page.text
    assert "Dari administrator" in rina.page.text
    assert "Dari sekretaris" in rina.body.decode()
    rina.submit("Simpan").follow()
    assert rina.status == 200
    assert "Dari sekretaris" in rina.body.decode()


def test_the_head_does_not_shape_letters(budi: Browser) -> None:
    assert budi.open("/units/DINSOS/letter").status == 403
    assert "Bentuk surat" not in budi.open(f"/months/DINSOS/{THIS_MONTH}").page.text


# The scan of a signed letter


def test_only_the_page_of_the_form_leads_to_the_bucket(siti: Browser, approved: Order) -> None:
    siti.open(f"/orders/{approved.id}")
    assert BUCKET not in siti.headers["Content-Security-Policy"]

    siti.open(siti.page.link("Lampirkan pindaian bertanda tangan"))

    form = siti.page.form("Unggah")
    assert form.action == f"https://{BUCKET}.s3.ap-southeast-3.amazonaws.com/"
    assert (
        f"form-action 'self' https://{BUCKET}.s3.ap-southeast-3.amazonaws.com;"
        in (siti.headers["Content-Security-Policy"])
    )
    (place,), (back,) = form.values("key"), form.values("success_action_redirect")
    assert place.startswith(f"scans/incoming/{approved.id}/")
    assert back.endswith(f"/orders/{approved.id}/uploads/{place.rpartition('/')[2]}")
    assert back.startswith("https://")
    assert "csrf" not in {control.name for control in form.controls}


def test_the_way_back_is_never_taken_from_the_host_header(siti: Browser, approved: Order) -> None:
    siti.send("GET", f"/orders/{approved.id}/scan/new", host="jahat.example")

    assert siti.status == 200
    assert "jahat.example" not in siti.body.decode()
    assert HOST != "jahat.example"


def test_a_scan_is_looked_at_attached_and_told_to_everyone(town: Town, siti: Browser, approved: Order) -> None:
    assert "Persetujuan tercatat dalam sistem" in town.browser().open(f"/letters/{approved.id}").page.text
    bring(approved, A_PDF)

    siti.open(f"/orders/{approved.id}/uploads/{UPLOAD}").submit("Lampirkan pada surat ini").follow()

    assert "Surat ditandatangani basah, pindaian terlampir." in siti.page.text
    assert "Pindaian bertanda tangan dilampirkan" in siti.page.text
    download = siti.page.link("Unduh pindaian")
    assert kept(siti.open(download)) == A_PDF
    assert "attachment" in siti.location
    assert "ditandatangani basah" in town.browser().open(f"/letters/{approved.id}").page.text


def test_what_is_no_scan_is_refused_on_the_page_where_another_is_chosen(siti: Browser, approved: Order) -> None:
    bring(approved, b"<html>")

    siti.open(f"/orders/{approved.id}/uploads/{UPLOAD}")

    assert siti.status == 422
    assert "bukan PDF, JPEG, atau PNG" in siti.page.text
    assert siti.page.form("Unggah").values("key")


def test_a_secretary_without_a_code_of_today_attaches_nothing(town: Town, rina: Browser, approved: Order) -> None:
    bring(approved, A_PDF)
    form = rina.open(f"/orders/{approved.id}/uploads/{UPLOAD}").page.form("Lampirkan pada surat ini")
    town.prove_yesterday(rina)

    rina.press_again(form, "Lampirkan pada surat ini")

    assert town.order(approved.id).scan is None
