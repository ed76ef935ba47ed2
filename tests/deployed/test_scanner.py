"""Mail scanners open what a mail links to, and what that links to. Nothing they open may decide, send or take back."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from tests.deployed.instance import Instance
from tests.deployed.visitors import Visitor, errands, items, link_in, new_page, order_item, request_mail

pytestmark = pytest.mark.usefixtures("an_empty_desk")

LEVELS = 2
ADDRESSES = re.compile(r'(?:href|src|action|formaction)="([^"#][^"]*)"')


@pytest.mark.parametrize("looks_from", ["a machine of its own", "the supervisor's own browser"])
def test_scanner_that_opens_everything_changes_nothing(
    deployment: Instance, people: dict[str, Visitor], looks_from: str
) -> None:
    supervisor = people["atasan"]
    path = people["pegawai"].ask("Menyusun bahan yang dibuka pemindai surel")
    link = deployment.path(link_in(request_mail(deployment, supervisor.mail, path)))
    before = order_item(deployment, path)
    sent_before = len(errands(deployment))

    scanner = Visitor(deployment) if looks_from == "a machine of its own" else supervisor
    opened = scan(scanner, link)

    assert f"{link}/code" in opened or looks_from == "the supervisor's own browser"
    assert len(opened) > LEVELS
    assert order_item(deployment, path) == before
    assert before["status"]["S"] == "submitted"
    assert acts_on(deployment, path) == ["submit"]
    assert len(errands(deployment)) == sent_before


@pytest.mark.parametrize("looks_from", ["a machine of its own", "the supervisor's own browser"])
def test_scanner_that_runs_scripts_and_sends_the_forms_it_finds_decides_nothing(
    deployment: Instance, people: dict[str, Visitor], browser: Browser, looks_from: str
) -> None:
    supervisor = people["atasan"]
    path = people["pegawai"].ask("Menyusun bahan yang dijalankan pemindai surel")
    link = link_in(request_mail(deployment, supervisor.mail, path))
    before = order_item(deployment, path)
    page = new_page(browser, None if looks_from == "a machine of its own" else supervisor, scripts=True)

    page.goto(link)
    page.wait_for_load_state("networkidle")
    assert order_item(deployment, path) == before
    page.mouse.click(180, 400)
    page.keyboard.press("Enter")
    page.locator("main form").first.evaluate("form => form.submit()")
    page.wait_for_load_state("networkidle")
    shown = page.locator("main").inner_text()
    page.context.close()

    assert ("Pilih salah satu keputusan." in shown) is (looks_from != "a machine of its own")
    assert order_item(deployment, path) == before
    assert acts_on(deployment, path) == ["submit"]


def scan(scanner: Visitor, link: str) -> set[str]:
    """Every path that was opened by GET and by HEAD: the link, what it leads to, and what those lead to."""
    opened: set[str] = set()
    level = {link}
    for _ in range(LEVELS + 1):
        following: set[str] = set()
        for path in level - opened:
            following |= _opened(scanner, path)
        opened |= level
        level = following
    return opened


def _opened(scanner: Visitor, path: str) -> set[str]:
    """The paths of ours that a path leads to."""
    scanner.instance.visit(path, method="HEAD", headers={"Cookie": _cookies(scanner)})
    answer = scanner.instance.visit(path, headers={"Cookie": _cookies(scanner)})
    assert answer.status < 500, f"{path}: {answer.text}"
    base = scanner.instance.base_url
    found = [unescape(address) for address in ADDRESSES.findall(answer.text)] if _is_page(answer.header) else []
    location = answer.header("location")
    led_to = {urljoin(base + path, address) for address in [*found, *([location] if location else [])]}
    return {scanner.instance.path(address) for address in led_to if address.startswith(base)}


def _is_page(header: object) -> bool:
    return callable(header) and str(header("content-type")).startswith("text/html")


def _cookies(scanner: Visitor) -> str:
    return "; ".join(f"{name}={value}" for name, value in scanner.cookies.items())


def acts_on(deployment: Instance, path: str) -> list[str]:
    """What was done to the order, by its trail; looks are not among them."""
    lines = items(deployment, f"ORDER#{path.rpartition('/')[2]}", "0", table=deployment.trail)
    return [line["what"]["S"] for line in lines]
