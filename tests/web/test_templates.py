"""What holds for all templates: they compile, texts are translatable, nothing is styled inline."""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes
from msgspec.structs import replace

from chalicelib import rendering
from chalicelib.domain.calendars import preceding
from chalicelib.domain.mail_health import MailTrouble, Returned, Trouble
from chalicelib.domain.orders import Act
from chalicelib.domain.outbox import Delivery, Errand, entry
from chalicelib.domain.people import EmployeeId, Kind, UnitId
from chalicelib.domain.recalls import RecallId
from chalicelib.domain.records import RunClaim, capacity_key, closing_key, recall_key
from chalicelib.domain.report_versions import PastReport
from chalicelib.domain.rota_letters import AT_HOME
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import Language
from chalicelib.storage.table import load
from chalicelib.wiring import office
from chalicelib.workflows import (
    closing_rounds,
    ending,
    mail_health,
    months,
    overview,
    reminding,
    urging,
    verification_rounds,
)
from tests import factories as a
from tests.domain.test_import_files import UNITS
from tests.web.browser import Browser
from tests.web.test_absence_lists import handed_in as listed
from tests.web.test_attendance import brought
from tests.web.test_attendance import handed_in as attended
from tests.web.test_imports import handed_in
from tests.web.town import DINSOS, NOW, THIS_MONTH, TODAY, Town, day

FOLDER = rendering.TEMPLATES
STYLE = FOLDER.parent / "static" / "style.css"
ALL = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*") if path.suffix in (".html", ".txt"))
PAGES = [name for name in ALL if name.startswith("pages/")]
MAILS = [name for name in ALL if name.startswith("mail/") and name.count("/") == 2]
SEEN_IN_BROWSER = [name for name in ALL if name.startswith(("pages/", "components/", "layout")) and "mail" not in name]

LARGEST_STYLE = 4096
NAMES = {"Giliran"}
"""Words that are the same in every language."""


@pytest.mark.parametrize("name", ALL)
def test_each_template_compiles(name: str) -> None:
    rendering.environment(Language.INDONESIAN).get_template(name)


def close_the_month(town: Town, rina: Browser, budi: Browser, siti: Browser, joko: Browser) -> None:
    """A month drafted, objected to, closed, returned, closed again, signed, reopened, and a unit that failed."""
    ended = preceding(THIS_MONTH)
    months.open_month(office(), DINSOS, ended)
    months.make_summary(office(), DINSOS, ended, NOW)
    town.deliver()
    here, last = f"/months/DINSOS/{ended}", TODAY.replace(day=1) - timedelta(days=1)
    seen(siti.open(f"/my-month/{ended}/objections/new?day={last}").submit("Kirim keberatan", words="Saya di kantor."))
    town.deliver()
    seen(siti.open(f"/my-month/{ended}/objections/new?day={last}"))
    answering = f"{here}/objections/siti?day={last}"
    seen(rina.open(answering).submit("Simpan jawaban", choice=["declined"], words="Tidak tercatat."))
    seen(rina.open(answering))
    town.deliver()
    link = close_and_ask(town, rina, here)
    seen(town.browser().open(link))
    seen(budi.open(link).submit("Simpan", choice=["return"], reason="Periksa hari Senin."))
    town.deliver()
    seen(rina.open(f"{here}/closing"))
    again = close_and_ask(town, rina, here)
    seen(budi.open(link))
    seen(budi.open(again).submit("Simpan", choice=["sign"]))
    town.deliver()
    seen(budi.open(f"{here}/closing/signed"))
    closing = town.table.read(closing_key(DINSOS, ended)).get(closing_key(DINSOS, ended))
    seen(town.browser().open(f"/recaps/DINSOS/{ended}/{closing.editions[0].seal_name}"))
    seen(siti.open(f"/my-month/{ended}"))
    seen(rina.open(f"{here}/closing/reopen"))
    seen(rina.submit("Buka kembali bulan ini", reason="Presensi keliru."))
    seen(rina.open(f"{here}/closing/reopen"))
    failed = RunClaim(ended, UnitId("SETDA"), "summary", NOW, tries=5, failure="NotFound: belum dibuka")
    load(town.table, [failed, RunClaim(ended, UnitId("SETDA"), "open", NOW)])
    seen(joko.open(f"/closings/{ended}"))
    closing_rounds.name_late_units(office(), ended, NOW)
    town.deliver()


def close_and_ask(town: Town, rina: Browser, here: str) -> str:
    """Closes the month with an explanation; the link that its head gets."""
    seen(rina.open(f"{here}/closing").submit("Lanjut: periksa penutupan", notes="Presensi menyusul."))
    seen(rina.submit("Ya, tutup bulan ini"))
    before = len(town.mails)
    town.deliver()
    return next(mail.link for mail in town.mails[before:] if "/sign/" in mail.text)


def visit_everything(town: Town) -> None:
    """Every page in every state, by the shortest way."""
    check, submit = "Lanjut: periksa permohonan", "Kirim permohonan"
    siti, budi, rina, joko = (town.browser_of(name) for name in ("siti", "budi", "rina", "joko"))
    town.sign_in(town.browser(), "adi")
    town.prove_yesterday(town.browser_of("rina")).open("/months/DINSOS")
    load(town.table, [replace(town.session_of(rina), proved_on=TODAY)])
    for path in ("/", "/orders", "/devices"):
        seen(siti.open(path))
    seen(siti.open("/orders/new").submit(check, dates=[str(day(1))], tasks="Satu").submit(submit))
    order = town.order(siti.page.link("Tarik kembali").split("/")[2])  # type: ignore[arg-type]
    seen(siti.open(f"/orders/{order.id}/withdraw"))
    seen(town.browser().open(town.link(order)))
    town.deliver()
    old = town.link(order)
    seen(budi.open(old).submit("Simpan keputusan", choice=["return"], reason="Mohon rincikan."))
    town.deliver()
    seen(siti.open(f"/orders/{order.id}/edit").submit(check).submit(submit))
    seen(budi.open(old))
    order = town.order(order.id)
    load(town.table, [a.expiring(order, NOW - timedelta(days=1))])
    seen(budi.open(town.link(order)).submit("Kirim tautan baru ke surel yang terdaftar"))
    town.decided(town.submitted(day(3)), Act.REJECT, "Dibutuhkan.")
    decide_at_the_desk(town, budi)
    change_hands(town, rina, budi)
    wait_long(town)
    approved = town.approved(TODAY)
    town.deliver()
    seen(town.browser().open(f"/letters/{approved.id}"))
    seen(siti.open(f"/orders/{approved.id}/scan/new"))
    office().files.save(f"scans/incoming/{approved.id}/{'a' * 16}", b"%PDF-1.7", "application/pdf")
    seen(siti.open(f"/orders/{approved.id}/uploads/{'a' * 16}"))
    report(town, siti)
    here = f"/months/DINSOS/{THIS_MONTH}"
    for path in (here, f"{here}/people/siti/counted", "/units/DINSOS/letter"):
        seen(rina.open(path))
    close_the_month(town, rina, budi, siti, joko)
    load(town.table, [a.an_entry(created_at=NOW, delivery=Delivery.PARKED)])
    for path in ("/units", "/outbox", "/imports", "/circulars", "/circulars/se-1"):
        seen(joko.open(path))
    rules_change(town, joko)
    seen(handed_in(joko, UNITS))
    own_week(town, rina)
    meet(town, rina, siti)
    addresses_change(town)
    be_absent(town, rina, siti)
    be_called(town, budi)
    take_turns(town, siti, rina)
    close_down(town, rina, budi, siti)
    for browser, path in (
        (siti, "/circular"),
        (siti, "/my-trail"),
        (siti, f"/my-trail/DINSOS/{THIS_MONTH}"),
        (joko, "/trail"),
        (joko, "/trail?subject=person&name=SITI&unit=DINSOS"),
        (joko, "/trail?subject=person&name=siti&known=1"),
        (joko, f"/trail?subject=order&name={approved.id}"),
    ):
        seen(browser.open(path))
    assert joko.open("/orders/tiada").status == 404
    assert joko.post("/sign-out", []).status == 403


def close_down(town: Town, rina: Browser, budi: Browser, siti: Browser) -> None:
    """A part that is closed and opened early, and a unit that is not closed after all; their orders decided."""
    check, close, folder = "Lanjut: periksa penutupan", "Tutup dan umumkan", "/units/DINSOS/closures"
    reason = "Penyemprotan disinfektan."
    seen(rina.open(folder))
    if office().rotas.latest(DINSOS, day(1)).is_draft:
        seen(rina.open(f"/units/DINSOS/rotas/{day(1)}").submit("Terbitkan jadwal"))
    town.deliver()
    town.deliver()
    assert rina.open(f"{folder}/new").submit(check, first=str(TODAY), scope=["part"], reason="").status == 422
    part: dict[str, Any] = {"scope": ["part"], "part": "Bagian Umum", "people": ["siti"]}
    seen(rina.open(f"{folder}/new").submit(check, first=str(TODAY), count="4", reason=reason, **part))
    seen(rina.submit("Ubah"))
    seen(rina.submit(check).submit(close))
    seen(siti.open("/"))
    assert rina.submit("Akhiri lebih awal", last=str(day(9)), reason="").status == 422
    seen(rina.submit("Akhiri lebih awal", last=str(TODAY), reason="Selesai."))
    town.deliver()
    seen(rina.open(f"{folder}/new").submit(check, first=str(day(1)), scope=["whole"], reason=reason).submit(close))
    shown = f"{folder}/{office().rotas.closures(DINSOS)[0].id}"
    for act in ("return", "reject", "approve"):
        town.deliver()
        town.deliver()
        order = town.order(office().rotas.closures(DINSOS)[0].orders[0])
        seen(rina.open(shown))
        seen(rina.open(f"/orders/{order.id}"))
        seen(budi.open(town.link(order)).submit("Simpan keputusan", choice=[act], reason="Mohon dirinci."))
        town.deliver()
        if act != "approve":
            seen(rina.open(shown).submit("Ajukan surat lagi"))
    seen(rina.open(shown).submit("Tarik penutupan", reason="Tidak jadi."))
    town.deliver()
    town.deliver()


def own_week(town: Town, rina: Browser) -> None:
    """Somebody whose hours a week are their own."""
    load(town.table, [a.an_employee("lia", name="Lia Amelia", kind=Kind.THL, nip=None, email=None, unit=DINSOS)])
    seen(rina.open("/staff/lia/week"))
    rina.submit("Simpan", weekly="20")
    seen(rina.open("/staff"))


def report(town: Town, siti: Browser) -> None:
    """The report of a home day, and what becomes of it."""
    for path in (f"/my-month/{THIS_MONTH}", f"/my-month/{THIS_MONTH}/counted"):
        seen(siti.open(path))
    seen(siti.open(f"/reports/{TODAY}/new"))
    typed = {"activity": "Mengarsip", "output": "Arsip", "volume": "1", "measure": "berkas"}
    filled = {f"activities_0_{name}": value for name, value in typed.items()}
    old = siti.page.form("Simpan draf")
    seen(siti.submit("Simpan draf", **filled))
    siti.post(old.action, old.filled("Simpan draf", plan="Dari perangkat lain"))
    assert siti.status == 409  # another device saved meanwhile
    seen(siti.open(f"/reports/{TODAY}/new").submit("Kirim laporan", mail="1"))
    seen(siti.open(f"/reports/{TODAY}/correct"))
    seen(siti.submit("Kirim perbaikan", reason="Jumlahnya keliru.", activities_0_volume="2"))
    seen(siti.open(f"/reports/{TODAY}/versions/1"))
    verify(town, siti, town.browser_of("budi"))


def be_interrupted(joko: Browser) -> None:
    """An outage is entered, corrected and withdrawn."""
    seen(joko.open("/outages"))
    typed = {"first": str(day(-1)), "first_time": "15:00", "last": str(day(-1)), "last_time": "18:00"}
    seen(joko.submit("Catat gangguan", **typed, why="Jaringan pusat data terputus"))
    (change,) = [address for _, address in joko.page.links if address.startswith("/outages/")]
    seen(joko.open(change))
    assert joko.submit("Simpan perbaikan").status == 422
    seen(joko.submit("Simpan perbaikan", first_time="14:00", reason="Mulainya lebih awal"))
    seen(joko.open(change).submit("Tarik catatan", reason="Bukan gangguan"))


def verify(town: Town, siti: Browser, budi: Browser) -> None:
    """A report with evidence that is returned, one that is accepted among several, and links that are old."""
    evidence, report = f"/evidence/siti/{TODAY}", f"/verifications/siti/{TODAY}"
    town.approved(TODAY, by="joko")
    reminding.remind(office(), DINSOS, TODAY, NOW, by="rina")
    town.deliver()
    others = town.filed(TODAY, by="joko")
    seen(siti.open(evidence))
    office().files.save(f"evidence/incoming/siti/{TODAY}/{'e' * 16}", a.A_PHOTO, "image/jpeg")
    seen(siti.open(f"{evidence}/uploads/{'e' * 16}"))
    seen(siti.submit("Lampirkan pada laporan", caption="Notulen").follow())
    seen(budi.open("/verifications"))
    seen(budi.submit("Lanjut: periksa hasil", reports=[f"joko_{TODAY}-1"], choice=["accept"], reason="Baik."))
    seen(budi.submit("Ya, simpan hasil ini"))
    verification_rounds.ask(office(), DINSOS, NOW, NOW - timedelta(hours=1))
    town.deliver()
    seen(town.browser().open(town.verify_link(others)))
    seen(budi.open(f"/verifications/joko/{TODAY}"))
    seen(budi.open(report).submit("Simpan hasil verifikasi", choice=["return"], reason="Lengkapi."))
    town.deliver()
    seen(budi.open(report))
    load(town.table, [replace(others, received_at=NOW - timedelta(days=30)), replace(others, date=day(-1), content=2)])
    seen(budi.open(town.verify_link(town.report(others))))
    old, new = town.verify_link(replace(others, date=day(-1))), replace(others, date=day(-1), content=2)
    seen(budi.open(old))
    load(town.table, [PastReport(others.employee, day(-1), 1, replace(others, verification=a.a_return()))])
    seen(budi.open(town.verify_link(new)))
    seen(siti.open(f"/my-month/{THIS_MONTH}"))


def be_called(town: Town, budi: Browser) -> None:
    """One who is called in and comes, and one whose call is withdrawn."""
    rina = town.browser_of("rina")
    town.approved(day(7), day(8), by="rina")
    for ahead in (7, 8):
        typed = {"pick": f"{day(ahead)}.rina", "hour": "10:00", "purpose": "Rapat"}
        seen(budi.open("/units/DINSOS/recalls"))
        seen(budi.submit("Panggil", **typed))
        town.deliver()
        shown = town.mails[-1].link
        if ahead == 7:
            seen(rina.open(shown))
            seen(rina.submit("Saya akan hadir"))
            call = recall_key(EmployeeId("rina"), RecallId(shown.rpartition("/")[2]))
            load(town.table, [replace(town.table.read(call).get(call), day=TODAY)])
            seen(budi.open(shown))
            seen(budi.submit("Catat sudah hadir"))
        else:
            seen(budi.submit("Tarik panggilan"))
            seen(rina.open(shown))
    town.deliver()
    seen(budi.open("/units/DINSOS/recalls"))


def be_absent(town: Town, rina: Browser, siti: Browser) -> None:
    """Absences of whole and half days and of a home day; one that begins later is put right and taken back."""
    sent: dict[str, Any] = {"employee": "joko", "letter": "850/1"}
    days = {"first": str(TODAY), "last": str(TODAY)}
    seen(rina.open("/units/DINSOS/absences"))
    for who, kind, part in (("siti", "S", "m"), ("adi", "C", "a"), ("rina", "P", "f"), ("budi", "D", "f")):
        typed = {**sent, **days, "employee": who, "kind": [kind], "part": [part]}
        seen(rina.open("/units/DINSOS/absences/new"))
        seen(rina.submit("Simpan", **typed))
    town.approved(day(6), by="adi")
    home = {"employee": "adi", "first": str(day(6)), "last": str(day(6))}
    seen(rina.open("/units/DINSOS/absences/new").submit("Simpan", **{**sent, **home}, kind=["C"], part=["f"]))
    town.deliver()
    far = {"first": str(day(70)), "last": str(day(72))}
    seen(rina.open("/units/DINSOS/absences/new").submit("Simpan", **sent, **far, kind=["C"], part=["f"]))
    edit = rina.page.link("Perbaiki atau tarik") or ""
    be_listed(town, rina, siti, edit.removesuffix("/edit"))
    seen(rina.open(edit))
    seen(rina.submit("Simpan perbaikan", reason="Keliru.", kind=["S"]))
    seen(rina.open(edit).submit("Tarik catatan", reason="Batal."))
    seen(rina.open(edit))
    seen(rina.open("/units/DINSOS/absences"))
    seen(rina.open("/"))
    seen(siti.open("/"))
    seen(siti.open(f"/my-month/{THIS_MONTH}"))
    seen(rina.open(f"/months/DINSOS/{THIS_MONTH}"))


def be_listed(town: Town, rina: Browser, siti: Browser, absence: str) -> None:
    """A letter of an absence, and a list of absences with right rows and wrong ones."""
    seen(rina.open(f"{absence}/scan/new"))
    upload, name = "d" * 16, absence.rpartition("/")[2]
    office().files.save(f"scans/incoming/{name}/{upload}", b"%PDF-1.7", "application/pdf")
    seen(rina.open(f"{absence}/uploads/{upload}"))
    seen(rina.submit("Lampirkan pada catatan ini"))
    seen(siti.open("/my-absences"))
    nip = town.person("siti").nip or ""
    export = f"NIP;Tanggal;Masuk;Pulang\n{nip};{TODAY};07.30;\n1;{TODAY};8.00;9.00\n{nip};besok;1;2".encode()
    seen(brought(rina, export))
    town.deliver()
    seen(rina.open(rina.page.link("Muat ulang halaman ini")))
    seen(rina.submit("Catat semua yang benar"))
    town.deliver()
    seen(attended(town, rina, export.replace(b"07.30;", b"07.30;15.00")))
    seen(rina.open("/units/DINSOS/attendance/new"))
    seen(rina.open("/units/DINSOS/attendance"))
    looked_after(town, rina, siti)
    rows = f"nip;keterangan;mulai;lamanya;nomor_surat\n{nip};diklat;{day(80)};;800/1\n{nip};cuti;besok;lama;".encode()
    seen(listed(rina, rows))
    town.deliver()
    seen(rina.submit("Catat semua yang benar"))
    town.deliver()
    seen(rina.open("/units/DINSOS/absence-lists"))


def looked_after(town: Town, rina: Browser, siti: Browser) -> None:
    """What needs attention in a unit, the city at a glance, and how one is reminded."""
    seen(rina.open("/units/DINSOS/attention"))
    held = {"1#1": {"adi": f"{day(2):%d}"}}
    capacity = office().records.read(capacity_key(DINSOS, THIS_MONTH)).get(capacity_key(DINSOS, THIS_MONTH))
    full = {name: replace(places, home=places.most + 1) for name, places in capacity.days.items()}
    ending = a.some_mandates(a.a_mandate(first=TODAY, last=TODAY), holder="budi")
    marked = replace(town.person("adi"), mail_trouble=MailTrouble(Trouble.BOUNCED, NOW))
    load(town.table, [replace(capacity, days=full, holds=held), replace(ending, unit=DINSOS), marked])
    seen(rina.open("/units/DINSOS/attention"))
    seen(rina.open("/units/DINSOS/attention?reminded=1"))
    load(town.table, [entry("needs", Errand.ATTENTION, NOW, unit=DINSOS)])
    town.deliver()
    load(town.table, [capacity, replace(ending, unit=DINSOS, mandates=())])
    joko = town.browser_of("joko")
    seen(joko.open("/overview"))
    seen(joko.open(f"/recap/{THIS_MONTH}"))
    overview.take(office(), DINSOS, NOW)
    seen(joko.open("/overview"))
    seen(joko.open("/recap").follow())
    seen(siti.open("/reminders"))
    seen(siti.submit("Simpan", how=["nothing"]))


def rules_change(town: Town, joko: Browser) -> None:
    circulars_change(joko)
    calendar_changes(town, joko)
    be_interrupted(joko)


def circulars_change(joko: Browser) -> None:
    """One that is about to be ended, and one that is about to be replaced."""
    seen(joko.open("/circulars/se-1").submit("Lanjut: akhiri", last=str(TODAY)))
    seen(joko.open("/circulars/new?replaces=se-1"))
    seen(joko.submit("Lanjut: lihat pratinjau", signer="Wali Kota", number="1", issued_on=str(TODAY)))
    agreed = next(form for form in joko.page.forms if form.action == "/circulars")
    seen(joko.press_again(agreed, ""))
    seen(joko.open("/circulars"))


def calendar_changes(town: Town, joko: Browser) -> None:
    """A year that is being read, one that was, and one that is about to be corrected."""
    here = f"/calendar/{TODAY.year}"
    seen(joko.open(here).submit("Baca hari libur nasional"))
    town.deliver()
    seen(joko.open(here).submit("Lanjut: periksa impor"))
    seen(joko.open("/units/DINSOS/hours?preset=six"))
    seen(joko.submit("Lanjut: periksa jam kerja"))
    typed: dict[str, Any] = {"date": str(TODAY), "kind": ["local"], "name": "Hari Jadi Kota"}
    seen(joko.open(here).submit("Lanjut: periksa koreksi", **typed))


def meet(town: Town, rina: Browser, siti: Browser) -> None:
    """A meeting that is called, looked at, and called off."""
    when = {"date": str(day(2)), "start": "09:00", "end": "10:00"}
    people: dict[str, str | list[str]] = {
        "in_room": ["siti", "budi"],
        "online": ["adi"],
        "place": "Aula",
        "link": "https://temu.example/a",
    }
    seen(rina.open("/meetings"))
    seen(rina.open("/meetings/new").submit("Lanjut: periksa undangan", subject="Rapat kerja", **when, **people))
    seen(rina.submit("Kirim undangan"))
    town.deliver()
    (meeting,) = office().meetings.of_unit(DINSOS, None, 1)[0]
    here = f"/meetings/{meeting.id}"
    for path in (here, f"{here}/room"):
        seen(siti.open(path))
    seen(town.browser_of("adi").open(here))
    seen(rina.open("/meetings"))
    seen(rina.open(f"{here}/cancel").submit("Ya, batalkan rapat", reason="Ditunda."))
    town.deliver()
    seen(rina.open("/meetings"))


def addresses_change(town: Town) -> None:
    """An address that bounces and is given another try, and one that its owner changes."""
    adi, dewi, rina = (town.browser_of(name) for name in ("adi", "dewi", "rina"))
    for kind in (Trouble.COMPLAINED, Trouble.BOUNCED):
        trouble = MailTrouble(kind, NOW, "550 5.1.1")
        later = datetime.now(UTC)
        assert mail_health.note_returned(office(), Returned("adi@kota.example", later, trouble), NOW)
        town.deliver()
        seen(adi.open("/"))
        seen(adi.open("/address"))
        seen(rina.open("/staff").submit("Alamat ini berfungsi, coba lagi"))
        town.deliver()
    dewi.open("/address").submit("Kirim kode", email="dewi.baru@kota.example")
    town.deliver()
    code = town.mails[-1].code
    seen(dewi.submit("Konfirmasi alamat", code=code))
    town.deliver()


def take_turns(town: Town, siti: Browser, rina: Browser) -> None:
    """Rotas: one that cannot be, one that is moved by hand, and one that is published."""
    seen(siti.open("/my-rota"))
    seen(rina.open("/units/DINSOS/rotas"))
    seen(rina.open("/units/DINSOS/rota-rules"))
    rina.submit("Simpan ketentuan", name_1="Loket", minimum_1="9", who_1="siti", group_new_1="1")
    period = {"first": str(day(1)), "last": str(day(4))}
    assert rina.submit("Susun draf", **period).status == 422
    rina.open("/units/DINSOS/rota-rules").submit("Simpan ketentuan", minimum_1="0")
    seen(rina.open("/units/DINSOS/rotas").submit("Susun draf", **period))
    rota = f"/units/DINSOS/rotas/{day(1)}"
    seen(rina.open(f"{rota}/days/{day(1)}"))
    for _ in range(2):
        seen(rina.open(f"{rota}/people/adi"))
        (form,) = (form for form in rina.page.forms if form.action.endswith("/move"))
        change = form.buttons[-1].value
        seen(rina.post(form.action, [*form.filled(), ("change", change)]).follow())
    seen(rina.submit("Terbitkan jadwal"))
    town.deliver()
    town.deliver()
    seen(siti.open("/my-rota"))
    swap_days(town, rina)
    seen(rina.open(rota))
    for act in (Act.RETURN, Act.REJECT, Act.APPROVE):
        decide_on_rota(town, rota, act)
    seen(rina.open(rota).submit("Buat versi baru"))
    seen(rina.open("/units/DINSOS/rotas"))


def decide_on_rota(town: Town, rota: str, act: Act) -> None:
    """The unit's order: decided, looked at by everybody, and taken back, called off or put right by a new version."""
    budi, siti, rina = (town.browser_of(name) for name in ("budi", "siti", "rina"))
    order = town.order((office().rotas.latest(DINSOS, day(1)).orders or ())[0])
    seen(budi.open("/desk"))
    seen(rina.open(f"/orders/{order.id}/withdraw"))
    seen(budi.open(town.link(order)))
    seen(budi.submit("Simpan keputusan", choice=[act.value], reason="" if act is Act.APPROVE else "Dirinci."))
    seen(rina.open(f"/orders/{order.id}"))
    town.deliver()
    town.deliver()
    for browser in (rina, siti):
        seen(browser.open(f"/orders/{order.id}"))
    if act is not Act.APPROVE:
        rina.open(rota).submit("Buat versi baru")
        seen(rina.submit("Terbitkan jadwal"))
        town.deliver()
        town.deliver()
        return
    first, *others = map(str, order.dates)
    for dates in ([first], others):
        seen(rina.open(f"/orders/{order.id}/cancel"))
        seen(rina.submit("Batalkan hari yang ditandai", dates=dates, reason="Rapat."))
        town.deliver()
        town.deliver()
        seen(town.browser().open(f"/letters/{order.id}"))


def swap_days(town: Town, rina: Browser) -> None:
    """A swap that cannot be, one that is asked for, agreed to and approved, and what everybody reads of it."""
    rota = office().rotas.latest(DINSOS, day(1))
    number = next(n for n, _ in enumerate(rota.days) if _taker(rota, n))
    giver = next(line for line in rota.lines if line.employee != "rina" and line.days[number] in AT_HOME)
    taker = _taker(rota, number)
    assert taker
    asker, other = town.browser_of(giver.employee), town.browser_of(taker.employee)
    chosen: dict[str, Any] = {"gives": str(rota.days[number]), "other": taker.employee}
    seen(asker.open("/my-rota/swaps"))
    assert asker.submit("Kirim permintaan", takes=str(rota.days[number]), **chosen).status == 422
    seen(asker.open("/my-rota/swaps").submit("Kirim permintaan", **chosen))
    for browser, button in ((other, "Sanggup"), (rina, "Setujui")):
        town.deliver()
        (swap,) = office().rotas.swaps(DINSOS)
        seen(browser.open("/my-rota/swaps"))
        seen(browser.open(f"/swaps/{swap.id}").submit(button))
    town.deliver()
    assert office().rotas.latest(DINSOS, day(1)).version == 2


def _taker(rota: UnitRota, number: int) -> RotaLine | None:
    """Somebody who may be at home on a day on which they are in the office, though they do not answer for the unit."""
    return next((line for line in rota.lines if line.employee != "rina" and line.days[number] in "su"), None)


def decide_at_the_desk(town: Town, budi: Browser) -> None:
    town.submitted(day(4), by="adi")
    town.submitted(day(4), by="joko")
    town.deliver()
    seen(budi.open("/"))
    seen(budi.open("/desk"))
    picked = budi.page.form("Lanjut: periksa keputusan").values("orders")
    seen(budi.open(f"/desk/{picked[0].rpartition('-')[0]}"))
    seen(budi.open("/desk").submit("Lanjut: periksa keputusan", orders=picked[:2], choice=["approve"]))
    seen(budi.submit("Ya, simpan keputusan ini"))


def wait_long(town: Town) -> None:
    waiting = town.submitted(day(8), by="adi")
    for days in (1, 2):
        at = NOW + timedelta(days=days)
        urging.urge(office(), DINSOS, f"slot{days}", at, NOW - timedelta(hours=1))
        town.deliver()
        seen(town.browser_of("adi").open(f"/orders/{waiting.id}"))


def change_hands(town: Town, rina: Browser, budi: Browser) -> None:
    order = town.submitted(day(6), by="joko")
    seen(rina.open("/units/DINSOS/waiting"))
    seen(rina.open(f"/orders/{order.id}/reassign").submit("Alihkan", to="rina", reason="Pindah tugas."))
    town.deliver()
    seen(budi.open(town.link(order)))
    seen(rina.open("/units/DINSOS/mandates"))
    told: dict[str, Any] = {"holder": "budi", "kind": ["Plh."], "first": str(TODAY), "last": str(day(1))}
    seen(rina.submit("Catat", acting="adi@kota.example", number="800/1", **told))
    waiting = town.submitted(day(7), by="joko")
    town.deliver()
    seen(town.browser_of("adi").open(town.link(waiting)).submit("Simpan keputusan", choice=["approve"]))
    call_off = "Batalkan hari yang ditandai"
    rina.open(f"/orders/{waiting.id}/cancel").submit(call_off, dates=[str(day(7))], reason="Rapat.")
    assert rina.status == 409, "one at home is fewer than the office cap asks for"
    seen(rina.submit(call_off, in_any_case=["y"]))
    seen(town.browser().open(f"/letters/{waiting.id}"))
    seen(rina.open("/units/DINSOS/mandates").submit("Akhiri sekarang"))
    late = town.submitted(day(-1), ago=timedelta(days=2), by="joko")
    ending.lapse_days(office(), DINSOS, TODAY, NOW)
    seen(town.browser_of("joko").open(f"/orders/{late.id}"))
    town.deliver()


def seen(browser: Browser) -> None:
    """A page that stands on its own: one heading, a title, a language, and labels for all that is typed."""
    page = browser.page
    assert browser.status == 200, page.text
    assert page.heading
    assert page.title.endswith("· Giliran")
    assert len(page.title) > len("· Giliran")
    ids = [told["id"] for _, told in page.elements if "id" in told]
    assert len(ids) == len(set(ids))
    described = {told["for"] for tag, told in page.elements if tag == "label" and "for" in told}
    typed = {
        told["id"] for tag, told in page.elements if tag == "textarea" or told.get("type") in ("text", "time", "email")
    }
    assert typed <= described
    anchors = {address.removeprefix("#") for _, address in page.links if address.startswith("#")}
    assert anchors <= set(ids)


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".html") and "mail" not in name])
def test_pages_hold_no_inline_style_and_no_script(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", (FOLDER / name).read_text(), flags=re.DOTALL)
    for ours in ("report.js", "evidence.js"):
        source = source.replace(f'<script src="{{{{ static("{ours}") }}}}" defer></script>', "")
    for forbidden in (r"<style", r"<script", r"\sstyle=", r"\son[a-z]+=", r"javascript:", r"https?://"):
        assert not re.search(forbidden, source, re.IGNORECASE), forbidden


def bare_words(name: str) -> list[str]:
    """Words between the tags of a template, and in attributes that people read, that no gettext call gave."""
    tree = rendering.environment(Language.INDONESIAN).parse((FOLDER / name).read_text())
    markup = "".join(part.data for part in tree.find_all(nodes.TemplateData))
    read = re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*)', markup)
    text = re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", re.sub(r"<!.*?>", " ", markup)))
    joined = [
        part.value
        for concat in tree.find_all(nodes.Concat)
        for part in concat.nodes
        if isinstance(part, nodes.Const) and isinstance(part.value, str) and not part.value.startswith(("/", "?"))
    ]
    words = re.findall(r"[^\W\d_][\w.]+", " ".join([text, *read, *joined]))
    return [word for word in words if word not in NAMES]


@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith("components/forms")])
def test_every_text_goes_through_gettext(name: str) -> None:
    assert bare_words(name) == []


def test_the_lint_of_texts_finds_a_bare_word(find: Callable[[str], list[str]]) -> None:
    assert find('<p title="Judul">Halo {{ _("Dunia") }}{% trans %}apa kabar{% endtrans %}</p>') == ["Halo", "Judul"]
    assert find('{{ _("a") ~ " sampai " ~ url("/x" ~ b) }}') == ["sampai"]


@pytest.fixture
def find(tmp_path: Path) -> Callable[[str], list[str]]:
    def lint(source: str) -> list[str]:
        (tmp_path / "probe.html").write_text(source)
        return bare_words((tmp_path / "probe.html").as_posix())

    return lint


def test_the_style_sheet_is_small() -> None:
    assert len(gzip.compress(STYLE.read_bytes(), 9)) <= LARGEST_STYLE
