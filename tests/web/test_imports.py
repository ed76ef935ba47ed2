"""Handing in staff lists, and a secretary at work for people without mail, as a browser sees it."""

from urllib.parse import urlsplit

import boto3
import pytest
from msgspec.structs import replace

from chalicelib.domain.imports import Status
from chalicelib.domain.people import EmployeeId, Kind
from chalicelib.domain.records import import_key, order_key, report_key
from chalicelib.storage.table import load
from chalicelib.web.request import LARGEST_UPLOAD
from chalicelib.wiring import office
from chalicelib.workflows import months
from tests import factories as a
from tests.domain.cities import A_UNIT, STAFF, WORKER, changed, staff_csv, units_csv
from tests.domain.test_import_files import BAD_STAFF, UNITS
from tests.web.browser import BASE_URL, Browser
from tests.web.town import BUCKET, DINSOS, THIS_MONTH, TODAY, Town, day

BOUNDARY = "----giliran7d0a"
NEWCOMERS = tuple(changed(row, nip="", surel=row.get("surel", "").replace("kota", "baru")) for row in STAFF)
"""Nobody whose address or NIP one of the town has."""
UPLOAD = f"multipart/form-data; boundary={BOUNDARY}"
CHECK, APPLY = "Periksa berkas", "Terapkan semua"


def body(fields: list[tuple[str, str]], files: dict[str, bytes | None]) -> bytes:
    """A form with files as browsers send it; None is a file field that was left empty."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields]
    for name, content in files.items():
        named = f"{name}.csv" if content is not None else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{named}"\r\n'
        parts.append(f"{head}Content-Type: text/csv\r\n\r\n".encode() + (content or b"") + b"\r\n")
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def handed_in(browser: Browser, units: bytes | None = None, staff: bytes | None = None, **typed: str) -> Browser:
    """Chooses files on the page and sends them."""
    form = browser.open("/imports").page.form(CHECK)
    fields = [(name, typed.get(name, value)) for name, value in form.filled() if name not in ("units", "staff")]
    sent = body(fields, {"units": units, "staff": staff})
    return browser.send("POST", form.action, sent, **{"content-type": UPLOAD, "origin": BASE_URL}).follow()


def test_a_city_moves_in(town: Town, joko: Browser) -> None:
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS))
    assert (joko.status, joko.page.heading) == (200, "Impor pegawai dan unit")
    assert "2 baru" in joko.page.text
    assert "Siti Rahmawati, S.E." in joko.page.text
    joko.submit(APPLY)
    assert "Sedang diterapkan" in joko.page.text
    town.deliver()
    joko.open(joko.page.link("Muat ulang halaman ini"))
    assert "Semua sudah diterapkan" in joko.page.text
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS))
    assert "Tidak ada yang berubah" in joko.page.text


def test_a_newcomer_signs_in_and_asks(town: Town, joko: Browser) -> None:
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS)).submit(APPLY)
    town.deliver()
    siti = town.browser().open("/sign-in").submit("Kirim kode", email="siti@baru.example")
    town.deliver()
    siti.submit("Masuk", code=town.mails[-1].code)
    assert siti.page.heading.startswith("Hari ini")
    siti.open("/orders/new")
    assert siti.status == 200


def test_twenty_kinds_of_bad_rows_are_told_on_one_page(joko: Browser) -> None:
    plain = {"surel": "", "nip": ""}
    rows = [changed(WORKER, **plain | {"nomor_pegawai": f"R-{n}"} | dict(bad)) for n, (bad, *_) in enumerate(BAD_STAFF)]
    handed_in(joko, UNITS, staff_csv(STAFF[0], STAFF[1], *rows))
    text = joko.page.text
    assert "Berkas belum dapat diterapkan" in text
    assert "1.98609E+17" in text
    seen = {said for _, _, said in BAD_STAFF if said in text}
    assert len(seen) >= 15
    assert APPLY not in [button.label for form in joko.page.forms for button in form.buttons]


def test_a_long_preview_is_paged(joko: Browser) -> None:
    more = (changed(STAFF[3], nomor_pegawai=f"Q-{n}") for n in range(60))
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS, *more))
    assert "Halaman 1 dari 2" in joko.page.text
    joko.open(joko.page.link("Berikutnya"))
    assert "Q-59" in joko.page.text
    joko.open(urlsplit(joko.page.link("Sebelumnya")).path + "?show=added&page=2")
    assert "Perubahan: Baru" in joko.page.text


def test_what_is_not_utf_8_arrives_as_it_is_and_is_told(joko: Browser) -> None:
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS).replace(b"Rina", b"Ren\xe9"))
    assert "Berkas bukan UTF-8" in joko.page.text


def test_a_form_without_files_says_so_beside_the_field(joko: Browser) -> None:
    handed_in(joko)
    assert joko.status == 422
    assert "Pilih sedikitnya satu berkas." in joko.page.text


def test_a_date_of_moves_that_is_none_is_told(joko: Browser) -> None:
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS), moves_from="31 April")
    assert joko.status == 422
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS), moves_from=str(day(1)))
    assert "bulan yang sudah lewat tidak diubah lagi" in joko.page.text


def test_more_than_four_megabytes_are_refused(joko: Browser) -> None:
    handed_in(joko, UNITS, b"x" * LARGEST_UPLOAD)
    assert joko.status == 413
    assert "paling besar 4 MB" in joko.page.text


def test_an_ordinary_form_may_not_be_as_large(joko: Browser) -> None:
    joko.post("/sign-out", [("csrf", "x" * 70_000)])
    assert joko.status == 413


def test_a_form_without_our_token_is_refused_and_asks_to_choose_again(joko: Browser) -> None:
    sent = body([("csrf", "foreign"), ("form_key", "k" * 16), ("moves_from", str(TODAY))], {"staff": b"x"})
    joko.send("POST", "/imports", sent, **{"content-type": UPLOAD, "origin": BASE_URL})
    assert joko.status == 403
    assert "Pilih kembali berkasnya" in joko.page.text


@pytest.mark.parametrize("sent", [b"", b"--nothing", b"\r\n".join([b"--" + BOUNDARY.encode()] * 3)])
def test_what_is_no_form_with_files_is_a_page_all_the_same(joko: Browser, sent: bytes) -> None:
    joko.send("POST", "/imports", sent, **{"content-type": UPLOAD, "origin": BASE_URL})
    assert joko.status in (403, 422)
    assert joko.page.heading


def test_files_sent_to_an_ordinary_form_are_turned_away(joko: Browser) -> None:
    joko.send("POST", "/sign-out", body([], {"staff": b"x"}), **{"content-type": UPLOAD, "origin": BASE_URL})
    assert joko.status == 415


def test_the_same_upload_twice_is_one_import(joko: Browser) -> None:
    form = joko.open("/imports").page.form(CHECK)
    fields = [pair for pair in form.filled() if pair[0] not in ("units", "staff")]
    sent = body(fields, {"units": UNITS})
    places = set()
    for _ in range(2):
        joko.send("POST", form.action, sent, **{"content-type": UPLOAD, "origin": BASE_URL})
        places.add(joko.location)
    assert len(places) == 1
    joko.send(
        "POST", form.action, body(fields, {"units": units_csv(A_UNIT)}), **{"content-type": UPLOAD, "origin": BASE_URL}
    )
    assert joko.status == 409


def test_export_and_samples_are_downloads_by_a_short_lived_address(joko: Browser) -> None:
    for path in ("/exports/units", "/exports/staff", "/samples/units", "/samples/staff"):
        joko.send("GET", path)
        assert joko.status == 303
        key = urlsplit(joko.location).path.lstrip("/").removeprefix(f"{BUCKET}/")
        content = boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
        assert content.startswith(b"\xef\xbb\xbf")
    assert joko.send("GET", "/exports/else").status == 404


def test_a_stuck_import_can_be_made_to_go_on(town: Town, joko: Browser) -> None:
    handed_in(joko, UNITS, staff_csv(*NEWCOMERS)).submit(APPLY)
    name = urlsplit(joko.page.link("Muat ulang halaman ini")).path.rpartition("/")[2]
    record = town.table.read(import_key(name)).get(import_key(name))
    load(town.table, [replace(record, status=Status.FAILED, failure="Berkasnya sudah tidak disimpan.")])
    joko.open(f"/imports/{name}")
    assert "Penerapan terhenti" in joko.page.text
    joko.submit("Lanjutkan")
    town.deliver()
    assert "Semua sudah diterapkan" in joko.open(f"/imports/{name}").page.text


# For people without mail


@pytest.fixture
def eko(town: Town) -> EmployeeId:
    """A colleague of Siti's without a mail address."""
    person = a.an_employee("eko", kind=Kind.THL, name="Eko Prasetyo", nip=None, rank=None, unit=DINSOS, email=None)
    load(town.table, [person])
    months.open_month(office(), DINSOS, THIS_MONTH)
    return person.id


def ask_for(rina: Browser, person: str, when: str) -> Browser:
    rina.open(f"/orders/new?whose={person}")
    rina.submit("Lanjut: periksa permohonan", dates=[when], tasks="Mengarsip")
    return rina.submit("Kirim permohonan")


@pytest.mark.usefixtures("eko")
def test_the_secretary_asks_for_somebody_without_mail_and_it_says_so(rina: Browser) -> None:
    rina.open("/orders/new")
    rina.open(rina.page.link("Untuk pegawai lain yang tanpa surel"))
    assert "Eko Prasetyo" in rina.page.text
    rina.open(rina.page.link("Ajukan surat perintah tugas"))
    assert "Untuk pegawai: Eko Prasetyo" in rina.page.text
    rina.submit("Lanjut: periksa permohonan", dates=[str(TODAY)], tasks="Mengarsip").submit("Kirim permohonan")
    text = rina.page.text
    assert "Eko Prasetyo" in text
    assert "Rina Marlina, S.H., sekretaris unit, untuk pegawai tanpa surel" in text
    assert "untuk Eko Prasetyo" in text
    assert "dientri sekretaris" in rina.open(f"/months/DINSOS/{THIS_MONTH}").page.markup


def test_those_without_mail_come_a_page_at_a_time(town: Town, rina: Browser) -> None:
    load(town.table, [a.an_employee(f"tanpa{n:02}", name=f"Tanpa {n:02}", unit=DINSOS, email=None) for n in range(25)])
    rina.open("/staff")
    assert ("Tanpa 19" in rina.page.text, "Tanpa 20" in rina.page.text) == (True, False)
    assert "Tanpa 24" in rina.open(rina.page.link("Berikutnya")).page.text


def test_and_reports_for_them(town: Town, rina: Browser, budi: Browser, eko: EmployeeId) -> None:
    ask_for(rina, eko, str(TODAY))
    order = town.order_on(TODAY, by="eko")
    town.deliver()
    budi.open(town.link(order)).submit("Simpan keputusan", choice=["approve"])
    rina.open("/staff")
    rina.open(next(address for _, address in rina.page.links if "/reports/" in address))
    assert "Untuk pegawai: Eko Prasetyo" in rina.page.text
    typed = {"activity": "Mengarsip", "output": "Arsip", "volume": "1", "measure": "berkas"}
    rina.submit("Kirim laporan", **{f"activities_0_{name}": value for name, value in typed.items()})
    assert "Dientri oleh Rina Marlina, S.H." in rina.page.text
    report = town.table.read(report_key(eko, TODAY)).get(report_key(eko, TODAY))
    assert report.entered_by
    assert report.entered_by.id == "rina"
    mark = town.row("eko").mark(TODAY)
    assert mark
    assert (mark.order_entered, mark.report_entered) == (True, True)


def test_a_returned_order_is_changed_and_taken_back_by_the_secretary(
    town: Town, rina: Browser, budi: Browser, eko: EmployeeId
) -> None:
    ask_for(rina, eko, str(TODAY))
    order = town.order_on(TODAY, by="eko")
    budi.open(town.link(order)).submit("Simpan keputusan", choice=["return"], reason="Mohon rincikan.")
    rina.open(f"/orders/{order.id}").open(rina.page.link("Perbaiki dan kirim lagi"))
    rina.submit("Lanjut: periksa permohonan", tasks="Mengarsip surat").submit("Kirim permohonan")
    rina.open(rina.page.link("Tarik kembali")).submit("Ya, tarik kembali")
    assert "Ditarik kembali" in rina.page.text
    stored = town.table.read(order_key(order.id)).get(order_key(order.id))
    assert (stored.tasks, stored.entered_by is not None) == (("Mengarsip surat",), True)


@pytest.mark.parametrize("person", ["siti", "budi", "joko"])
def test_nobody_else_enters_for_them(town: Town, eko: EmployeeId, person: str) -> None:
    browser = town.browser_of(person)
    assert browser.send("GET", f"/orders/new?whose={eko}").status == 403
    assert browser.send("GET", f"/reports/{TODAY}/new?whose={eko}").status in (403, 422)
    assert browser.send("GET", "/staff").status == 403


def test_nobody_enters_for_somebody_who_has_mail(rina: Browser) -> None:
    assert rina.send("GET", "/orders/new?whose=siti").status == 403


def test_the_secretary_needs_a_code_of_today_for_it(town: Town, rina: Browser, eko: EmployeeId) -> None:
    town.prove_yesterday(rina)
    rina.open("/orders/new")
    assert "tanpa surel" not in rina.page.text.replace("Pegawai tanpa surel", "")
    rina.open(f"/orders/new?whose={eko}").submit("Kirim kode ke surel saya")
    town.deliver()
    rina.submit("Masuk", code=town.mails[-1].code)
    assert "Untuk pegawai: Eko Prasetyo" in rina.page.text


def test_entering_for_others_asks_no_more_than_for_oneself(town: Town, rina: Browser, eko: EmployeeId) -> None:
    with town.counting() as counted:
        rina.open(f"/orders/new?whose={eko}")
    assert len(counted) == 1
    rina.submit("Lanjut: periksa permohonan", dates=[str(TODAY)], tasks="Mengarsip")
    form = rina.page.form("Kirim permohonan")
    with town.counting() as counted:
        rina.post(form.action, form.filled("Kirim permohonan"))
    assert counted == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]
