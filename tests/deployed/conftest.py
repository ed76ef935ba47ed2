"""One emulator and one deployed package for the whole session, shared by every module here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.deployed.instance import Instance
from tests.deployed.visitors import Visitor
from tools import environments
from tools.deployment import deploy
from tools.emulator import Emulator, port_near
from tools.mailbox import Mailbox
from tools.packaging import package
from tools.run import load_city

TEST_PORT = 4666


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/deployed/" in str(item.path):
            item.add_marker(pytest.mark.deployed)


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The packaged application, deployed, with empty tables."""
    environments.ensure(environments.EMULATOR)
    home = tmp_path_factory.mktemp("emulator")
    emulator = Emulator(home, port_near(TEST_PORT), persist=False)
    made = package("local")
    emulator.start()
    try:
        yield Instance(deploy(made, emulator.endpoint), emulator, Mailbox(home / "mail"))
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def city(deployment: Instance) -> list[dict[str, str]]:
    """The demonstration city loaded into the deployment; the accounts to sign in as."""
    return load_city(deployment.deployed, deployment.emulator.home / "city.json")


@pytest.fixture(scope="session")
def people(deployment: Instance, city: list[dict[str, str]]) -> dict[str, Visitor]:
    """The demonstration city's `pegawai`, `atasan`, `sekretaris` and `administrator`, each signed in once."""
    visitors = {each["role"]: Visitor(deployment, each["mail"], each["name"]) for each in city}
    waiting = [(visitor, visitor.ask_for_code()) for visitor in visitors.values()]
    for visitor, before in waiting:
        visitor.enter_code(before)
    return visitors


@pytest.fixture
def an_empty_desk(people: dict[str, Visitor]) -> None:
    """Nothing waits for the supervisor: who has much to decide gets one mail next morning, not one for each request."""
    people["atasan"].clear_desk()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is not installed; .ci/run installs it on Debian.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser nobody has used yet: no cookies, the width of a small phone, no JavaScript needed."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", timezone_id="Asia/Jakarta")
    yield context.new_page()
    context.close()
