"""Handing in a list of absences, as a secretary's browser sees it."""

from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from chalicelib.domain.people import EmployeeId
from chalicelib.web.request import LARGEST_UPLOAD
from chalicelib.wiring import office
from tests.web.browser import BASE_URL, Browser
from tests.web.test_imports import UPLOAD, body
from tests.web.town import BUCKET, Town, day

LISTS, CHECK, ENTER = "/units/DINSOS/absence-lists", "Periksa berkas", "Catat semua yang benar"
HEADING = "nip;keterangan;mulai;sampai;lamanya;nomor_surat"


def handed_in(browser: Browser, content: bytes | None) -> Browser:
    form = browser.open(LISTS).page.form(CHECK)
    fields = [(name, value) for name, value in form.filled() if name != "absences"]
    sent = body(fields, {"absences": content})
    return browser.send("POST", form.action, sent, **{"content-type": UPLOAD, "origin": BASE_URL}).follow()


def a_list(town: Town, *rows: str) -> bytes:
    nip = town.person("siti").nip or ""
    return "\r\n".join([HEADING, *(row.replace("SITI", nip) for row in rows)]).encode("utf-8-sig")


def test_a_list_is_looked_over_entered_and_given_back(town: Town, rina: Browser) -> None:
    good, bad = f"SITI;cuti;{day(1)};{day(2):%d-%m-%Y};;850/1", f"SITI;sakit;{day(9)};;sore;"
    handed_in(rina, a_list(town, good, bad, "x;cuti;;;;"))

    assert (rina.status, rina.page.heading) == (200, "Impor ketidakhadiran")
    assert "Diperiksa, belum diterapkan" in rina.page.text
    assert "Siti Rahmawati, S.E." in rina.page.text
    at = rina.page.form(ENTER).action.removesuffix("/confirm")
    rina.submit(ENTER)
    assert "Sedang diterapkan" in rina.page.text
    town.deliver()
    rina.open(rina.page.link("Muat ulang halaman ini"))
    assert "1 ketidakhadiran dicatat" in rina.page.text
    (absence,) = office().absences.of_employee(EmployeeId("siti"))
    assert (absence.first, absence.last, absence.letter) == (day(1), day(2), "850/1")

    rina.open(f"{at}?show=refused")
    assert "absences.csv baris 3" in rina.page.text
    assert "Tulis penuh, pagi, atau siang" in rina.page.text
    rina.open(rina.page.link("Unduh baris yang perlu diperbaiki"))
    kept = urlsplit(rina.location)
    assert "perlu-diperbaiki-absences.csv" in parse_qs(kept.query)["response-content-disposition"][0]
    given = boto3.client("s3").get_object(Bucket=BUCKET, Key=kept.path.lstrip("/").removeprefix(f"{BUCKET}/"))
    assert given["Body"].read().decode("utf-8-sig").count("\r\n") == 3


def test_the_same_list_again_says_that_nothing_changes(town: Town, rina: Browser) -> None:
    content = a_list(town, f"SITI;cuti;{day(1)};;;850/1")
    handed_in(rina, content).submit(ENTER)
    town.deliver()

    handed_in(rina, content)

    assert "Tidak ada yang berubah" in rina.page.text
    assert rina.open(LISTS).page.text.count("Selesai diterapkan") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Pilih berkasnya."),
        (b"", "Berkas kosong"),
        (b"PK\x03\x04 a workbook", "bukan CSV"),
        (b"\x89PNG\r\n\x1a\n", "bukan CSV"),
        ("Nama;Tanggal\nBénédicte;1".encode("cp1252"), "bukan UTF-8"),
        (b"x" * LARGEST_UPLOAD, "Berkas terlalu besar"),
    ],
    ids=["none", "empty", "a workbook", "a picture", "Windows", "too large"],
)
def test_a_bad_file_is_told_and_nothing_is_entered(rina: Browser, content: bytes | None, said: str) -> None:
    handed_in(rina, content)

    assert said in rina.page.text
    assert ENTER not in rina.page.text
    assert office().absences.of_employee(EmployeeId("siti")) == ()


def test_the_sample_is_a_list_that_can_be_filled_in(rina: Browser) -> None:
    rina.open(LISTS).open(rina.page.link("Unduh contoh berkas"))
    sample = boto3.client("s3").get_object(Bucket=BUCKET, Key="exports/contoh/absences.csv")["Body"].read()

    handed_in(rina, sample)

    assert "Pegawai ini tidak dikenal." in rina.page.text


def test_no_employee_and_no_head_hands_in_lists(town: Town, siti: Browser) -> None:
    assert siti.open(LISTS).status == 403
    assert town.browser_of("budi").open(LISTS).status == 403
