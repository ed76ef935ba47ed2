"""One simulated cloud for all page tests; each test gets the city as it was founded."""

from collections.abc import Iterator

import pytest
from chalice.test import Client

from chalicelib.domain.orders import Order
from chalicelib.domain.reports import DailyReport
from chalicelib.wiring import backroom, office
from tests.simulated import simulated_aws
from tests.web.browser import Browser
from tests.web.town import SETDA, TODAY, Cloud, Town, day, make_resources

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "ap-southeast-3",
}
ELSEWHERE = ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CA_BUNDLE")
"""What a developer's shell may say about other clouds."""


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    """The simulated cloud, the app on it, and its founded city."""
    with pytest.MonkeyPatch.context() as patch, simulated_aws():
        for name in ELSEWHERE:
            patch.delenv(name, raising=False)
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        for name, value in make_resources().items():
            patch.setenv(name, value)
        office.cache_clear()
        backroom.cache_clear()
        from app import app

        with Client(app) as client:
            made = Cloud(client)
            made.listen()
            made.found_city()
            yield made
    office.cache_clear()
    backroom.cache_clear()


@pytest.fixture
def town(cloud: Cloud) -> Town:
    """The city, freshly founded."""
    cloud.restore()
    return Town(cloud)


@pytest.fixture
def siti(town: Town) -> Browser:
    """The browser of an employee."""
    return town.browser_of("siti")


@pytest.fixture
def budi(town: Town) -> Browser:
    """The browser of the head of the unit, who decides."""
    return town.browser_of("budi")


@pytest.fixture
def rina(town: Town) -> Browser:
    """The browser of the unit's secretary, with a code of today."""
    return town.browser_of("rina")


@pytest.fixture
def joko(town: Town) -> Browser:
    """The browser of an administrator, with a code of today."""
    return town.browser_of("joko")


@pytest.fixture
def stranger(town: Town) -> Browser:
    """A browser nobody is signed in on."""
    return town.browser()


@pytest.fixture
def setda(town: Town) -> None:
    """The other unit, with its months opened: one place at home a day, alternate days, reports due at midnight."""
    town.arranged("setda", lambda: town.open_months(SETDA))


@pytest.fixture
def waiting(town: Town) -> Order:
    """Siti's order for tomorrow, which waits for Budi."""
    town.arranged("waiting", lambda: town.submitted(day(1)))
    return town.order_on(day(1))


@pytest.fixture
def filed(town: Town) -> DailyReport:
    """Siti's report of today, which waits for verification."""
    town.arranged("home day", lambda: town.approved(TODAY))
    return town.filed(TODAY)


@pytest.fixture
def home_day(town: Town) -> Order:
    """Siti's approved order for today."""
    town.arranged("home day", lambda: town.approved(TODAY))
    return town.order_on(TODAY)
