"""The packaged application on an emulator of its own: what `make run` starts, without the city and the mail page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from tools import logs, tick
from tools.aws import Clients
from tools.deployment import Deployment
from tools.emulator import Emulator
from tools.mailbox import Mail, Mailbox
from tools.places import LOOPBACK

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP. Header names are in lower case; a name may come more than once."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    def all(self, name: str) -> list[str]:
        """Every value of a header: `set-cookie` comes once per cookie."""
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Instance:
    """A running instance and what a test asks of it."""

    deployed: Deployment
    emulator: Emulator
    mailbox: Mailbox
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """The application's address, without a slash at the end."""
        return self.deployed.base_url

    @property
    def endpoint(self) -> str:
        """Where AWS's APIs answer."""
        return self.deployed.endpoint

    @property
    def table(self) -> str:
        """The main table's name."""
        return self.deployed.table

    @property
    def trail(self) -> str:
        """The trail table's name."""
        return self.deployed.trail

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.deployed.bucket

    @property
    def clients(self) -> Clients:
        """AWS clients with an administrator's rights."""
        return self.deployed.clients

    def function(self, name: str) -> str:
        """The deployed name of `api`, `deliver`, `sweep`, `tick` or `work`."""
        return self.deployed.function(name)

    def path(self, address: str) -> str:
        """An address of the application, or a path on its host, as a path below the base URL."""
        return urlsplit(address).path.removeprefix(urlsplit(self.base_url).path)

    def visit(
        self,
        path: str,
        *,
        method: str = "GET",
        form: Mapping[str, str] | list[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Ask for a path below the base URL; a form makes it a POST. Redirects are not followed.

        Connects to the loopback address, because not every resolver knows `*.localhost`.
        """
        place = urlsplit(self.base_url)
        sent = {"Host": place.netloc, **(headers or {})}
        if form is not None:
            method = "POST"
            body = urlencode(form).encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            sent.setdefault("Origin", f"{place.scheme}://{place.netloc}")
        connection = HTTPConnection(LOOPBACK, place.port, timeout=120)
        try:
            connection.request(method, place.path + path, body=body, headers=sent)
            response = connection.getresponse()
            got = [(name.lower(), value) for name, value in response.getheaders()]
            return Answer(response.status, got, response.read())
        finally:
            connection.close()

    def mails(self, to: str | None = None) -> list[Mail]:
        """The mails sent so far, newest first; only those to one address when it is given."""
        self.mailbox.collect(self.emulator.ask)
        return [mail for mail in self.mailbox.mails() if to is None or to in mail.to]

    def await_mail(self, to: str, subject: str = "", seconds: float = 150, *, but: Iterable[Mail] = ()) -> Mail:
        """The newest mail to an address whose subject contains the words given, waiting for it.

        The mails in `but`, those that were there before, do not count.
        """
        known = {mail.id for mail in but}
        return self.eventually(
            lambda: next((mail for mail in self.mails(to) if subject in mail.subject and mail.id not in known), None),
            f"a mail to {to} about {subject!r}",
            seconds,
        )

    def eventually(self, look: Callable[[], T | None], what: str, seconds: float = 90) -> T:
        """What `look` finds, asked again until it is something. Fails with the end of the log."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            time.sleep(0.3)
        raise AssertionError(f"No {what} within {seconds} s. The log ends:\n{self.log()[-4000:]}")

    def tick(self, at: datetime) -> None:
        """The schedule's tick, as of a moment."""
        tick.tick(self.deployed, at)

    def log(self) -> str:
        """What the emulator and the functions wrote so far."""
        emulator = self.emulator.log_file.read_text(encoding="utf-8", errors="replace")
        return "\n".join([emulator, *map(str, logs.lines(self.deployed))])
