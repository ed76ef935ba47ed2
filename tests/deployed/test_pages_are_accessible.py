"""Every page, as the packaged application serves it: no violation that axe can find, and nothing wider than a phone.

In English the elements are the same and the words are not, so what is looked at there is whether they fit.

`SCREENSHOTS=<folder>` keeps a picture of each page at both widths, to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from chalicelib.domain.calendars import month_of
from chalicelib.domain.deciding import link_renewed
from chalicelib.domain.orders import Order
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Zone
from chalicelib.storage.codec import item_of, plain_of, record_of
from tests.deployed.instance import Instance
from tests.deployed.visitors import (
    Visitor,
    hidden,
    items,
    link_in,
    new_page,
    order_item,
    request_mail,
    stretch_grace,
    tick_last_days,
    today,
    unreported_day,
)
from tests.factories import expiring

PHONE, DESK = 360, 1280
PARKED = "parkedentryparke"


@dataclass
class Scene:
    """The people's browsers, and records in every state that has a page of its own."""

    deployment: Instance
    browsers: dict[str, Page]
    waiting: str
    approved: str
    returned: str
    links: dict[str, str]
    reported: str
    unreported: str

    @property
    def approved_id(self) -> str:
        """The approved order's id."""
        return self.approved.rpartition("/")[2]

    def open(self, who: str, path: str) -> Page:
        """What someone sees at a path."""
        page = self.browsers[who]
        page.goto(self.deployment.base_url + path)
        return page

    def sends(self, who: str, path: str, button: str, **typed: str) -> Page:
        """What someone sees after filling in a page and pressing a button."""
        page = self.open(who, path)
        for label, text in typed.items():
            page.locator(f"[name={label}]").fill(text)
        page.get_by_role("button", name=button, exact=True).click()
        return page


@pytest.fixture(scope="module")
def scene(deployment: Instance, people: dict[str, Visitor], browser: Browser) -> Iterator[Scene]:
    employee, supervisor = people["pegawai"], people["atasan"]
    supervisor.clear_desk()
    waiting, approved, returned = (employee.ask(f"Menyusun dokumen {n}", days=2) for n in ("satu", "dua", "tiga"))
    links = {
        path: deployment.path(link_in(request_mail(deployment, supervisor.mail, path)))
        for path in (waiting, approved, returned)
    }
    reason = "Mohon tugasnya dirinci.\nTanggal 3 ada rapat."
    for path, choice in ((approved, "approve"), (returned, "return")):
        fields = [("choice", choice), ("reason", reason if choice == "return" else "")]
        answer = supervisor.send(links[path], [*hidden(supervisor.open(links[path])), *fields])
        assert answer.status == 303, answer.text
    park(deployment, waiting)
    stretch_grace(deployment)
    owner = order_item(deployment, waiting)["employee"]["S"]
    reports = items(deployment, f"EMP#{owner}", "REPORT#")
    pages = {role: new_page(browser, visitor, scripts=True) for role, visitor in people.items()}
    pages["nobody"] = new_page(browser, scripts=True)
    yield Scene(
        deployment,
        pages,
        waiting,
        approved,
        returned,
        links,
        reported=reports[-1]["date"]["S"],
        unreported=unreported_day(deployment, order_item(deployment, waiting)["unit"]["S"], owner).isoformat(),
    )
    for page in pages.values():
        page.context.close()
    key = {"PK": {"S": f"OUTBOX#{PARKED}"}, "SK": {"S": "OUTBOX"}}
    deployment.clients.dynamodb().delete_item(TableName=deployment.table, Key=key)


def park(deployment: Instance, order_path: str) -> None:
    """An errand that was given up, so that the administrator's page has something to show."""
    order = order_item(deployment, order_path)
    at = today_at_seven()
    about = {"order": order["id"]["S"], "to": plain_of(order["steps"])[0]["assignees"][0]["id"]}
    reason = "Undeliverable: SES: An error occurred (MessageRejected): Email address is not verified."
    entry = OutboxEntry(PARKED, Errand.ORDER_SUBMITTED, about, at, at, Delivery.PARKED, attempts=8, failure=reason)
    deployment.clients.dynamodb().put_item(TableName=deployment.table, Item=item_of(entry))


def today_at_seven() -> datetime:
    """This morning in the city."""
    return datetime.combine(today(), time(7), Zone.WIB.info)


THIS_MONTH = month_of(today())

Show = Callable[[Scene], Page]


def at(who: str, path: str) -> Show:
    """The page at a path, in which names in braces stand for what the scene holds."""
    return lambda scene: scene.open(who, path.format(scene=scene))


def linked(who: str, order: str) -> Show:
    """What the link in the supervisor's mail shows."""
    return lambda scene: scene.open(who, scene.links[getattr(scene, order)])


def sent(who: str, path: str, button: str, **typed: str) -> Show:
    """What is shown after a form was filled in and sent."""
    return lambda scene: scene.sends(who, path.format(scene=scene), button, **typed)


def checked(scene: Scene) -> Page:
    """A correct request, to look over."""
    page = scene.open("pegawai", "/orders/new")
    tick_last_days(page)
    page.locator("[name=tasks]").fill("Menyusun laporan bulanan\nMemeriksa berkas")
    page.get_by_role("button", name="Lanjut").click()
    return page


def undecided(scene: Scene) -> Page:
    """A decision without a choice."""
    page = linked("atasan", "waiting")(scene)
    page.get_by_role("button", name="Simpan keputusan").click()
    return page


def stale(scene: Scene) -> Page:
    """A form whose token belongs to another sign-in."""
    page = scene.open("pegawai", "/orders/new")
    page.locator("main [name=csrf]").evaluate("field => { field.value = 'another' }")
    page.locator("[name=tasks]").fill("Menyusun laporan bulanan")
    page.get_by_role("button", name="Lanjut").click()
    return page


def expired(scene: Scene) -> Page:
    """A link that nobody followed for two weeks, in a browser that is not known."""
    return _as(scene, lambda order: expiring(order, datetime(2026, 1, 1, tzinfo=UTC)))


def moved(scene: Scene) -> Page:
    """A link after a newer one was sent."""
    return _as(scene, lambda order: link_renewed(order, datetime.now(UTC)))


def _as(scene: Scene, becomes: Callable[[Order], Order]) -> Page:
    """What the waiting order's link shows while the order is something else."""
    record = order_item(scene.deployment, scene.waiting)
    dynamodb = scene.deployment.clients.dynamodb()
    dynamodb.put_item(TableName=scene.deployment.table, Item=item_of(becomes(record_of(record, Order))))
    try:
        return linked("atasan", "waiting")(scene)
    finally:
        dynamodb.put_item(TableName=scene.deployment.table, Item=record)


def looked_over(scene: Scene) -> Page:
    """The first two orders of the desk, before the one confirmation."""
    page = scene.open("atasan", "/desk")
    for box in page.locator("[name=orders]").all()[:2]:
        box.check()
    page.get_by_label("Setujui").check()
    page.get_by_role("button", name="Lanjut: periksa keputusan").click()
    return page


MISTAKES = {
    "start": "16:00",
    "end": "08:00",
    "activities-0-activity": "Menyusun laporan",
    "activities-0-volume": "x",
}


def mistaken(scene: Scene) -> Page:
    """A report with mistakes, which a script sends and the browser then shows."""
    page = scene.sends("pegawai", f"/reports/{scene.unreported}/new", "Kirim laporan", **MISTAKES)
    page.locator("main [aria-invalid=true]").first.wait_for()
    return page


ENTRY = {
    "activities-0-start": "08:00",
    "activities-0-end": "09:30",
    "activities-0-activity": "Menyusun laporan",
    "activities-0-output": "Laporan bulanan",
    "activities-0-volume": "1",
}
PAGES: dict[str, tuple[Show, str]] = {
    "sign-in": (at("nobody", "/sign-in"), "Masuk"),
    "sign-in-with-errors": (sent("nobody", "/sign-in", "Kirim kode", email="bukan alamat"), "Masuk"),
    "code": (sent("nobody", "/sign-in", "Kirim kode", email="tidak.ada@example.go.id"), "Periksa surel Anda"),
    "code-with-errors": (sent("nobody", "/sign-in/code", "Masuk", code="00000000"), "Periksa surel Anda"),
    "fresh": (at("sekretaris", "/sign-in/fresh"), "Kode untuk hari ini"),
    "today": (at("pegawai", "/"), "Hari ini"),
    "today-of-the-administrator": (at("administrator", "/"), "Hari ini"),
    "orders": (at("pegawai", "/orders"), "Surat perintah tugas"),
    "orders-none": (at("administrator", "/orders"), "Surat perintah tugas"),
    "request-form": (at("pegawai", "/orders/new"), "Ajukan surat perintah tugas"),
    "request-form-with-errors": (sent("pegawai", "/orders/new", "Lanjut: periksa permohonan", tasks=""), "Ajukan"),
    "check": (checked, "Periksa permohonan Anda"),
    "stale-form": (stale, "Isian belum terkirim"),
    "order-waiting": (at("pegawai", "{scene.waiting}"), "Surat perintah tugas"),
    "order-approved": (at("pegawai", "{scene.approved}"), "Surat perintah tugas"),
    "order-returned": (at("pegawai", "{scene.returned}"), "Surat perintah tugas"),
    "order-to-change": (at("pegawai", "{scene.returned}/edit"), "Ajukan surat perintah tugas"),
    "withdraw": (at("pegawai", "{scene.waiting}/withdraw"), "Tarik kembali permohonan ini?"),
    "stranger": (linked("nobody", "waiting"), "Ada yang menunggu keputusan"),
    "forwarded": (linked("pegawai", "waiting"), "Ada yang menunggu keputusan"),
    "decide": (linked("atasan", "waiting"), "Putuskan permohonan"),
    "decide-with-errors": (undecided, "Putuskan permohonan"),
    "decided": (linked("atasan", "approved"), "Keputusan Anda tersimpan"),
    "decided-returned": (linked("atasan", "returned"), "Keputusan Anda tersimpan"),
    "link-expired": (expired, "Tautan ini kedaluwarsa"),
    "link-moved": (moved, "Tautan ini sudah diganti"),
    "desk": (at("atasan", "/desk"), "Menunggu keputusan Anda"),
    "desk-with-errors": (sent("atasan", "/desk", "Lanjut: periksa keputusan", reason=""), "Menunggu keputusan Anda"),
    "desk-check": (looked_over, "Periksa keputusan Anda"),
    "waiting": (at("sekretaris", "/units/DISPUSIP/waiting"), "Permohonan yang menunggu"),
    "mandates": (at("sekretaris", "/units/DISPUSIP/mandates"), "Pejabat pengganti"),
    "mandates-with-errors": (sent("sekretaris", "/units/DISPUSIP/mandates", "Catat", number=""), "Pejabat pengganti"),
    "reassign": (at("sekretaris", "{scene.waiting}/reassign"), "Alihkan keputusan"),
    "cancel": (at("sekretaris", "{scene.approved}/cancel"), "Batalkan hari kerja dari rumah"),
    "verify": (at("nobody", "/letters/{scene.approved_id}"), "Surat ini tercatat"),
    "report-form": (at("pegawai", "/reports/{scene.unreported}/new"), "Laporan harian"),
    "report-form-with-errors": (mistaken, "Laporan harian"),
    "report-form-with-entries": (
        sent("pegawai", "/reports/{scene.unreported}/new", "Tambah baris kegiatan", **ENTRY),
        "Laporan harian",
    ),
    "receipt": (at("pegawai", "/reports/{scene.reported}"), "Laporan diterima"),
    "attention": (at("sekretaris", "/units/DISPUSIP/attention"), "Yang perlu perhatian"),
    "attention-of-one-need": (at("sekretaris", "/units/DISPUSIP/attention?need=unverified"), "Yang perlu perhatian"),
    "verifications": (at("sekretaris", "/verifications"), "Laporan menunggu verifikasi"),
    "attendance": (at("sekretaris", "/units/DISPUSIP/attendance"), "Presensi kantor"),
    "attendance-form": (at("sekretaris", "/units/DISPUSIP/attendance/new"), "Catat presensi"),
    "overview": (at("administrator", "/overview"), "Keadaan kota"),
    "outages": (at("administrator", "/outages"), "Gangguan sistem"),
    "month": (at("sekretaris", "/months/DISPUSIP"), "Dinas"),
    "closing": (at("sekretaris", f"/months/DISPUSIP/{THIS_MONTH}/closing"), "Penutupan"),
    "counted": (at("pegawai", f"/my-month/{THIS_MONTH}/counted"), "Cara menghitung"),
    "closings": (at("administrator", "/closings"), "Penutupan"),
    "city-recap": (at("administrator", "/recap"), "Rekap kota"),
    "absences": (at("sekretaris", "/units/DISPUSIP/absences"), "Ketidakhadiran"),
    "absence-form": (at("sekretaris", "/units/DISPUSIP/absences/new"), "Catat ketidakhadiran"),
    "recalls": (at("sekretaris", "/units/DISPUSIP/recalls"), "Panggilan ke kantor"),
    "units": (at("administrator", "/units"), "Unit kota"),
    "outbox": (at("administrator", "/outbox"), "Surel tertahan"),
    "devices": (at("pegawai", "/devices"), "Perangkat yang dikenali"),
    "address": (at("pegawai", "/address"), "Alamat surel saya"),
    "my-trail": (at("pegawai", "/my-trail"), "Jejak catatan saya"),
    "trail": (at("administrator", "/trail?subject=order&name={scene.approved_id}"), "Jejak catatan"),
    "trail-of-whom": (at("administrator", "/trail?subject=person&name=Azizah&unit=DISPUSIP"), "Jejak catatan"),
    "staff": (at("sekretaris", "/staff"), "surel"),
    "meetings": (at("sekretaris", "/meetings"), "Rapat"),
    "meeting-form": (at("sekretaris", "/meetings/new"), "Undang rapat"),
    "rotas": (at("sekretaris", "/units/DISPUSIP/rotas"), "Jadwal kerja"),
    "rota-rules": (at("sekretaris", "/units/DISPUSIP/rota-rules"), "Ketentuan"),
    "my-rota": (at("pegawai", "/my-rota"), "Jadwal saya"),
    "imports": (at("administrator", "/imports"), "Impor"),
    "circulars": (at("administrator", "/circulars"), "Surat edaran"),
    "circular-form": (at("administrator", "/circulars/new?preset=metro-2021"), "Surat edaran baru"),
    "circular": (at("administrator", "/circulars/salinan-metro"), "Kerja dari Rumah bagi ASN"),
    "own-circular": (at("pegawai", "/circular"), "Surat edaran yang berlaku"),
    "calendar": (at("administrator", "/calendar"), "Kalender"),
    "unit-hours": (at("administrator", "/units/DISPUSIP/hours"), "Jam kerja"),
    "letter-style": (at("sekretaris", "/units/DISPUSIP/letter"), "Bentuk surat"),
    "refusal-403": (at("pegawai", "/outbox"), "Bukan wewenang Anda"),
    "refusal-404": (at("pegawai", "/orders/tidakada"), "Tidak ditemukan"),
    "refusal-409": (at("pegawai", "{scene.approved}/edit"), "Keadaannya sudah berubah"),
    "refusal-410": (at("nobody", "/decide/tidakada/tidakberlaku"), "Sudah tidak berlaku"),
    "gateway-404": (at("nobody", "/tidak/ada/di/sini"), "Halaman tidak ditemukan"),
}


LAID_OUT_ANEW = {"sign-in", "today", "decide", "desk", "month", "overview", "rotas", "city-recap", "report-form"}
"""Pages of each kind of layout, which are looked at on the wide screen too; on the phone all are."""

IN_ENGLISH = {
    "sign-in": "Sign in",
    "fresh": "Today's code",
    "today": "Today",
    "today-of-the-administrator": "Today",
    "orders": "Duty order (SPT)",
    "request-form": "Request a duty order (SPT)",
    "order-waiting": "Duty order (SPT)",
    "order-approved": "Duty order (SPT)",
    "order-returned": "Duty order (SPT)",
    "order-to-change": "Request a duty order (SPT)",
    "withdraw": "Withdraw this request?",
    "stranger": "A decision is waiting",
    "forwarded": "A decision is waiting",
    "decide": "Decide on a request",
    "decided": "Your decision is saved",
    "desk": "Waiting for your decision",
    "waiting": "Requests that wait",
    "mandates": "Acting officers (Plh. and Plt.)",
    "reassign": "Give the decision to another officer",
    "cancel": "Cancel days at home",
    "verify": "This letter is on record",
    "report-form": "Daily report",
    "receipt": "Report received",
    "month": "Dinas",
    "units": "Units of the city",
    "outbox": "Held mail",
    "devices": "Known devices",
    "refusal-403": "Not within your authority",
    "refusal-404": "Not found",
    "refusal-409": "Things have changed",
    "refusal-410": "No longer valid",
}
"""Pages that are looked at, with what they are headed in English."""


@pytest.mark.parametrize("name", PAGES)
def test_page_is_readable_by_everyone_on_every_screen(scene: Scene, name: str) -> None:
    show, heading = PAGES[name]
    page = show(scene)
    assert heading in page.locator("h1").inner_text()
    page.evaluate(AXE_SCRIPT)
    wrong: list[str] = []
    for screen in (DESK, PHONE):
        page.set_viewport_size({"width": screen, "height": 740})
        if screen == PHONE or name in LAID_OUT_ANEW:
            wrong += [f"{screen} px: {violation}" for violation in violations(page)]
        keep_picture(page, f"{name}-{screen}")

    assert wrong == []
    assert width(page) <= PHONE


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_page_fits_the_phone_in_english(scene: Scene, name: str) -> None:
    page = PAGES[name][0](scene)
    page.set_viewport_size({"width": PHONE, "height": 740})
    before = page.url
    page.get_by_role("button", name="English", exact=True).click()
    try:
        assert page.url == before
        assert page.locator("html").get_attribute("lang") == "en"
        assert IN_ENGLISH[name] in page.locator("h1").inner_text()
        keep_picture(page, f"{name}-en-{PHONE}")
        assert width(page) <= PHONE
    finally:
        page.get_by_role("button", name="Indonesia", exact=True).click()


def width(page: Page) -> int:
    """How wide the page is, in CSS pixels: more than its window where something sticks out."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, element, and what is wrong with it."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {node['html']}: {node['failureSummary']}" for each in found for node in each["nodes"]]


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page, when somebody asked for pictures."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
