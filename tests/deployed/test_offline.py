"""A report on a phone whose network goes: kept on the device, sent when there is one again, and filed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.deployed.instance import Instance
from tests.deployed.visitors import Visitor, item, items, new_page, stretch_grace, today, unreported_day

Account = dict[str, str]

ON_DEVICE = "Tersimpan di perangkat; akan dikirim saat jaringan tersedia."
WAIT = 30_000
"""Milliseconds: the emulator starts functions slowly."""


@dataclass(frozen=True)
class AtHome:
    """Somebody with a home day to report, signed in."""

    page: Page
    employee: str
    day: str

    def reports(self, deployment: Instance) -> list[dict[str, dict[str, str]]]:
        """What was received of the day."""
        return items(deployment, f"EMP#{self.employee}", f"REPORT#{self.day}")

    def stored(self) -> int:
        """How much the device keeps."""
        return int(self.page.evaluate("localStorage.length"))


@pytest.fixture
def at_home(deployment: Instance, city: list[Account], browser: Browser) -> Iterator[AtHome]:
    """A colleague of the demonstration city's employee."""
    stretch_grace(deployment)
    known = {account["mail"] for account in city}
    rows = items(deployment, f"MONTH#DISPUSIP#{today():%Y-%m}", "ROW#")
    employee, day, mail = next(found for row in rows if (found := _reportable(deployment, row["employee"]["S"], known)))
    visitor = Visitor(deployment, mail)
    visitor.enter_code(visitor.ask_for_code())
    page = new_page(browser, visitor, scripts=True)
    yield AtHome(page, employee, day)
    page.context.close()


def _reportable(deployment: Instance, employee: str, known: set[str]) -> tuple[str, str, str] | None:
    mail = item(deployment, f"EMP#{employee}", "EMP")["email"].get("S", "")
    try:
        day = unreported_day(deployment, "DISPUSIP", employee)
    except (AssertionError, ValueError):  # no such day, or not in the unit for so long
        return None
    return (employee, day.isoformat(), mail) if mail and mail not in known else None


def test_a_report_typed_without_a_network_outlives_the_tab_and_is_filed_once(
    deployment: Instance, at_home: AtHome
) -> None:
    page, context = at_home.page, at_home.page.context
    address = f"{deployment.base_url}/reports/{at_home.day}/new"
    page.goto(address)
    context.set_offline(offline=True)
    page.get_by_role("button", name="Tambah baris kegiatan").click()
    page.locator("#activities-3-activity").fill("Menyusun laporan di jalan")
    page.locator("#activities-3-output").fill("Laporan")
    page.locator("#activities-3-volume").fill("1")
    page.locator("#activities-3-measure").fill("laporan")
    page.get_by_role("button", name="Kirim laporan").click()
    assert page.locator("#state").inner_text() == ON_DEVICE
    assert at_home.reports(deployment) == []

    page.close()
    page = context.new_page()
    context.set_offline(offline=False)
    page.goto(address)

    page.get_by_text("Nomor tanda terima").wait_for(timeout=WAIT)
    assert "Menyusun laporan di jalan" in page.locator("main").inner_text()
    assert page.evaluate("localStorage.length") == 0
    assert len(at_home.reports(deployment)) == 1


def test_a_report_is_sent_by_itself_when_the_network_is_back(deployment: Instance, at_home: AtHome) -> None:
    page, context = at_home.page, at_home.page.context
    page.goto(f"{deployment.base_url}/reports/{at_home.day}/new")
    for name, typed in {"activity": "Mengarsip", "output": "Arsip", "volume": "2", "measure": "berkas"}.items():
        page.locator(f"#activities-0-{name}").fill(typed)
    page.get_by_text("Tersimpan di server pukul").wait_for(timeout=WAIT)
    assert at_home.stored() == 0
    context.set_offline(offline=True)
    page.get_by_role("button", name="Kirim laporan").click()
    assert page.locator("#state").inner_text() == ON_DEVICE
    assert at_home.stored() == 1

    context.set_offline(offline=False)

    page.get_by_text("Nomor tanda terima").wait_for(timeout=WAIT)
    assert len(at_home.reports(deployment)) == 1
    assert items(deployment, f"EMP#{at_home.employee}", "DRAFT#") == []
    assert at_home.stored() == 0


def test_signing_out_takes_what_was_typed_off_the_device(deployment: Instance, at_home: AtHome) -> None:
    page = at_home.page
    page.goto(f"{deployment.base_url}/reports/{at_home.day}/new")
    page.context.set_offline(offline=True)
    page.locator("#obstacles").fill("Listrik padam.")
    assert at_home.stored() == 1
    page.context.set_offline(offline=False)

    page.get_by_role("button", name="Keluar").click()

    page.wait_for_url("**/sign-in")
    assert at_home.stored() == 0
