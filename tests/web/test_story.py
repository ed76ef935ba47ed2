"""A duty order travels the whole way, as the people in it see it."""

import csv
import io
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
import requests

from chalicelib.domain.calendars import first_day, preceding
from chalicelib.wiring import backroom
from chalicelib.wording import INDONESIAN
from chalicelib.workflows.schedule import tick
from tests import factories as a
from tests.web.browser import Browser
from tests.web.town import A_TASK, NOW, THIS_MONTH, TODAY, ZONE, Town, day

MARKUP = 'Memeriksa <b>berkas</b> & #read("rahasia") *tebal*'


BUDI = "Budi Hartono, S.Sos., M.Si."


def at_home(when: date) -> str:
    """How the subject of a mail names the first day."""
    return f"bekerja dari rumah {INDONESIAN.day_month(when)}"


def test_an_order_is_asked_for_decided_from_the_mail_reported_and_counted(
    town: Town, siti: Browser, rina: Browser
) -> None:
    order_page = siti_asks(siti)
    number = budi_decides_from_the_mail(town)
    siti_has_the_letter(town, siti, order_page, number)
    anyone_can_check_it(town.browser().open(f"/letters/{order_page.rpartition('/')[2]}"), number)
    siti_reports(siti)
    rina_sees_the_month(rina)
    assert town.looks(f"MONTH#DINSOS#{THIS_MONTH}") == ["rina"]
    rina_takes_it_along(rina)


def siti_asks(siti: Browser) -> str:
    """From the first page to the page of the submitted order."""
    siti.open("/")
    assert siti.page.heading == "Hari ini Anda bekerja di kantor."
    siti.open(siti.page.link("Ajukan surat perintah tugas"))
    wanted = [TODAY.isoformat(), day(2).isoformat()]
    siti.submit("Lanjut: periksa permohonan", dates=wanted, tasks=f"{A_TASK}\n\n  {MARKUP}  ")
    assert siti.page.heading == "Periksa permohonan Anda"
    for shown in (
        INDONESIAN.long_date(TODAY),
        INDONESIAN.long_date(day(2)),
        A_TASK,
        MARKUP,
        "Budi Hartono",
        "07.30 s.d. 16.00",
    ):
        assert shown in siti.page.text
    siti.submit("Kirim permohonan")
    assert siti.page.heading == "Surat perintah tugas"
    assert "Menunggu keputusan Budi Hartono" in siti.page.text
    return siti.page.link("Tarik kembali").removesuffix("/withdraw")


def budi_decides_from_the_mail(town: Town) -> str:
    """A mail with everything in it, a phone that is not known yet, a code, a decision; the letter's number."""
    town.deliver()
    mail = town.mails[-1]
    assert mail.to == "budi@kota.example"
    assert mail.subject == f"Permohonan Siti Rahmawati, S.E.: {at_home(TODAY)} dan 1 hari lain"
    for shown in (INDONESIAN.long_date(TODAY), INDONESIAN.long_date(day(2)), A_TASK, MARKUP):
        assert shown in mail.text
    assert mail.link in mail.html
    phone = town.browser().open(mail.link)
    assert phone.page.heading == "Ada yang menunggu keputusan"
    assert "Siti" not in phone.page.text
    phone.submit("Kirim kode")
    town.deliver()
    assert town.mails[-1].to == "budi@kota.example"
    phone.submit("Masuk", code=town.mails[-1].code)
    assert phone.page.heading == "Putuskan permohonan"
    for shown in ("Siti Rahmawati", INDONESIAN.long_date(TODAY), INDONESIAN.long_date(day(2)), A_TASK, MARKUP):
        assert shown in phone.page.text
    assert phone.page.form("Simpan keputusan").chosen("choice") == []
    phone.submit("Simpan keputusan", choice=["approve"])
    number = re.search(r"Nomor surat: (\S+)\.", phone.page.text)
    assert number
    assert re.fullmatch(rf"800/001/DINSOS/[IVX]+/{TODAY.year}", number[1])
    return number[1]


def siti_has_the_letter(town: Town, siti: Browser, order_page: str, number: str) -> None:
    """She hears of it, sees it, and downloads the letter."""
    town.deliver()
    mail = town.mails[-1]
    assert mail.to == "siti@kota.example"
    assert mail.subject == f"Disetujui oleh {BUDI}: {at_home(TODAY)} dan 1 hari lain"
    assert number in mail.text
    assert urlsplit(mail.link).path == order_page
    siti.open(mail.link)
    assert f"Disetujui dengan nomor {number}." in siti.page.text
    history = siti.page.text.partition("Riwayat")[2]
    assert history.index("Dikirim") < history.index("Disetujui")
    siti.open(siti.page.link("Unduh surat (PDF)"))
    assert siti.status == 303
    letter = requests.get(siti.location, timeout=5)
    assert letter.status_code == 200
    assert letter.content.startswith(b"%PDF-")
    assert letter.headers["content-disposition"].startswith('attachment; filename="surat-800-001-DINSOS')


def anyone_can_check_it(holder: Browser, number: str) -> None:
    """Enough to compare the letter by, and nothing about Siti."""
    assert holder.page.heading == "Surat ini tercatat"
    for shown in (number, "Dinas Sosial", INDONESIAN.long_date(TODAY), "******** 201505 * 001", "Berlaku"):
        assert shown in holder.page.text
    for hidden in ("Siti", "198609262015052001", A_TASK):
        assert hidden not in holder.page.text


def siti_reports(siti: Browser) -> None:
    """The day at home: from the first page to the receipt, and back."""
    siti.open("/")
    assert siti.page.heading == "Hari ini Anda bekerja dari rumah."
    assert "Laporan hari ini belum diisi." in siti.page.text
    siti.open(siti.page.link("Isi laporan hari ini"))
    form = siti.page.form("Kirim laporan")
    assert (form.values("start"), form.values("end"), form.values("rest")) == (["07:30"], ["16:00"], ["60"])
    siti.submit(
        "Kirim laporan",
        activities_0_activity=MARKUP,
        activities_0_output="Laporan kegiatan",
        activities_0_volume="2",
        activities_0_measure="dokumen",
        obstacles="Listrik padam\nsebentar",
    )
    assert siti.page.heading == "Laporan diterima"
    assert re.search(rf"Diterima server \d+ \w+ {TODAY.year} pukul \d\d\.\d\d {ZONE.name}\.", siti.page.text)
    receipt = re.search(rf"Nomor tanda terima: (LH-{TODAY:%Y%m%d}-[A-Z0-9]+)", siti.page.text)
    assert receipt
    for shown in (MARKUP, "Laporan kegiatan · 2 dokumen", "Listrik padam", "7 jam 30 menit"):
        assert shown in siti.page.text
    siti.open("/")
    assert "Laporan hari ini sudah diterima." in siti.page.text
    siti.open(siti.page.link("Lihat tanda terima laporan hari ini"))
    assert receipt[1] in siti.page.text


def rina_sees_the_month(rina: Browser) -> None:
    """Everybody stands there, and Siti's day."""
    rina.open("/")
    rina.open(rina.page.link("Bulan unit"))
    assert rina.page.heading == "Dinas Sosial"
    for name in ("Siti Rahmawati", "Adi Saputra", "Budi Hartono", "Joko Susilo", "Rina Marlina"):
        assert name in rina.page.text
    row = cells_of(rina, "Siti Rahmawati, S.E.")
    assert row[TODAY.day - 1] == "Bekerja dari rumah, laporan diterima"
    assert cells_of(rina, "Adi Saputra, S.Kom.")[TODAY.day - 1] == "Kantor, belum ada data presensi"
    if day(2).month == TODAY.month:
        assert row[day(2).day - 1] == "Dijadwalkan bekerja dari rumah"
    assert f"Jam wajib sampai hari ini {INDONESIAN.hours(5 * 450 * TODAY.day)}" in rina.page.text
    assert "diakui 7 jam 30 menit" in rina.page.text


def rina_takes_it_along(rina: Browser) -> None:
    """The same as a file."""
    rina.open(rina.page.link("Unduh CSV"))
    table = requests.get(rina.location, timeout=5)
    assert table.headers["content-disposition"] == f'attachment; filename="rekap-DINSOS-{THIS_MONTH}.csv"'
    text = table.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    (mine,) = [line for line in lines if "Siti Rahmawati, S.E." in line]
    assert "7,5" in mine


def test_a_returned_order_is_put_right_and_goes_round_again(town: Town, siti: Browser, budi: Browser) -> None:
    order = town.submitted(day(1), day(3))
    budi.open(town.link(order))
    budi.submit("Simpan keputusan", choice=["return"], reason="Mohon rincikan <tugasnya>.")
    assert "Dikembalikan" in budi.page.text
    town.deliver()
    mail = town.mails[-1]
    assert (mail.to, mail.subject) == (
        "siti@kota.example",
        f"Dikembalikan oleh {BUDI}: {at_home(day(1))} dan 1 hari lain",
    )
    assert "Mohon rincikan <tugasnya>." in mail.text
    assert "Mohon rincikan &lt;tugasnya&gt;." in mail.html

    siti.open(mail.link)
    siti.open(siti.page.link("Perbaiki dan kirim lagi"))
    assert "Mohon rincikan <tugasnya>." in siti.page.text
    form = siti.page.form("Lanjut: periksa permohonan")
    assert form.chosen("dates") == [day(1).isoformat(), day(3).isoformat()]
    assert form.values("tasks") == [A_TASK]
    siti.submit("Lanjut: periksa permohonan", dates=[day(4).isoformat()], tasks="Tugas yang rinci")
    siti.submit("Kirim permohonan")
    assert "Menunggu keputusan Budi Hartono" in siti.page.text

    town.deliver()
    assert town.mails[-1].to == "budi@kota.example"
    budi.open(town.mails[-1].link)
    assert "Tugas yang rinci" in budi.page.text
    budi.submit("Simpan keputusan", choice=["reject"], reason="Dibutuhkan di kantor.")
    town.deliver()
    rejected = f"Ditolak oleh {BUDI}: {at_home(day(4))}"
    assert town.mails[-1].subject == rejected
    siti.open("/orders")
    assert "Ditolak" in siti.page.text
    assert town.row("siti", town.order(order.id).months[0]).days == {}


@pytest.mark.usefixtures("setda")
def test_an_order_is_taken_back_and_its_place_given_to_others(town: Town) -> None:
    order = town.submitted(day(2), by="lina")
    dewi = town.browser_of("dewi").open("/orders/new")
    assert "Penuh" in dewi.page.text
    lina = town.browser_of("lina").open(f"/orders/{order.id}")
    lina.open(lina.page.link("Tarik kembali"))
    assert lina.page.heading == "Tarik kembali permohonan ini?"
    lina.submit("Ya, tarik kembali")
    assert "Ditarik kembali" in lina.page.text
    dewi.open("/orders/new")
    assert "Penuh" not in dewi.page.text
    sekda = town.browser_of("sekda").open(town.link(order))
    assert "Pemohon menariknya kembali." in sekda.page.text


@pytest.mark.usefixtures("setda")
def test_a_report_after_the_deadline_is_late_and_counts(town: Town) -> None:
    town.approved(TODAY, by="lina")
    lina = town.browser_of("lina").open(f"/reports/{TODAY}/new")
    lina.submit(
        "Kirim laporan",
        end="12.00",
        rest="0",
        activities_0_activity="Mengarsip",
        activities_0_output="Arsip",
        activities_0_volume="1",
        activities_0_measure="berkas",
    )
    assert "Diterima sebagai laporan terlambat" in lina.page.text
    assert "4 jam 30 menit" in lina.page.text
    joko = town.browser_of("joko").open(f"/months/SETDA/{THIS_MONTH}")
    assert cells_of(joko, "Lina Marlina")[TODAY.day - 1] == "Bekerja dari rumah, laporan terlambat"


def test_a_missed_report_is_offered_on_the_first_page_and_can_be_made_up_for(town: Town, siti: Browser) -> None:
    town.approved(day(-1))
    siti.open("/")
    assert "Laporan yang belum masuk" in siti.page.text
    siti.open(siti.page.link(f"Susulkan laporan {INDONESIAN.day_month(day(-1))}"))
    siti.submit(
        "Kirim laporan",
        activities_0_activity="Mengarsip",
        activities_0_output="Arsip",
        activities_0_volume="1",
        activities_0_measure="berkas",
    )
    assert "Diterima sebagai laporan terlambat" in siti.page.text
    siti.open("/")
    assert "Laporan yang belum masuk" not in siti.page.text


def test_the_last_months_summary_goes_to_the_secretary_once(town: Town, rina: Browser) -> None:
    first = first_day(THIS_MONTH)
    tick(backroom().office, a.local(first_day(preceding(THIS_MONTH)), 9, zone=ZONE), NOW)
    for minute in (0, 0, 15):
        tick(backroom().office, a.local(first, 1, minute, zone=ZONE), NOW)
        town.deliver()
    about = f"Rekap jam kerja {INDONESIAN.month_name(first_day(preceding(THIS_MONTH)))}: Dinas Sosial"
    (told,) = [mail for mail in town.mails if mail.subject == about]
    assert told.to == "rina@kota.example"
    assert "Draf, pada sekretaris unit" in rina.open(told.link).page.text
    assert "Rekap bulan ini sudah dibuat" in rina.open(rina.page.link("Tabel bulan")).page.text
    rina.open(rina.page.link("Unduh CSV"))
    assert "rekap-DINSOS" in rina.location


def cells_of(browser: Browser, name: str) -> list[str]:
    """The words for each day in someone's row of the month."""
    (row,) = re.findall(
        rf"<tr><th scope=\"row\">\d+\. <a [^>]*>{re.escape(name)}</a></th>(.*?)</tr>", browser.body.decode(), re.DOTALL
    )
    return re.findall(r'<td class="day [a-z]+" title="([^"]+)">', row)
