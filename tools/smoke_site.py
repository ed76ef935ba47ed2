"""A deployed instance as anybody on the internet sees it: requests, answers, and what a check may say of them."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from tools.places import LOOPBACK

_SECONDS = 40
"""A cold function and the gateway's own limit of 29 seconds."""


class Wrong(Exception):
    """What a check saw is not as it should be; `todo` says what to do about it."""

    def __init__(self, seen: str, todo: str) -> None:
        super().__init__(seen)
        self.seen = seen
        self.todo = todo


class NotOnHttpError(Exception):
    """The check holds only over HTTPS, on AWS itself."""


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are in lower case; a name may come more than once."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The first value of a header, "" when it is missing."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


@dataclass(frozen=True)
class Site:
    """An instance by its base address, without a slash at the end; nothing is followed and no cookie is kept."""

    base: str
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    plain_port: int = 80

    @property
    def is_https(self) -> bool:
        """Whether it is served over TLS."""
        return urlsplit(self.base).scheme == "https"

    @property
    def host(self) -> str:
        """The host, without the port."""
        return urlsplit(self.base).hostname or ""

    @property
    def prefix(self) -> str:
        """What stands before every path of ours: the gateway's stage, or nothing."""
        return urlsplit(self.base).path

    def visit(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for a path below the base address. Raises OSError."""
        sent = {"Host": urlsplit(self.base).netloc, "User-Agent": "giliran-smoke", **(headers or {})}
        connection = self._connection()
        try:
            # Who finds a body too large answers before it has all arrived, and hangs up on the rest.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                connection.request(method, self.prefix + path, body=body, headers=sent)
            response = connection.getresponse()
            got = [(name.lower(), value) for name, value in response.getheaders()]
            return Answer(response.status, got, response.read())
        finally:
            connection.close()

    def days_of_certificate(self) -> int:
        """Days until the certificate, which was verified, expires. Raises OSError, ssl.SSLError among them."""
        place = (self._address(), urlsplit(self.base).port or 443)
        with (
            socket.create_connection(place, timeout=_SECONDS) as plain,
            self.trust.wrap_socket(plain, server_hostname=self.host) as wrapped,
        ):
            certificate = wrapped.getpeercert() or {}
        expires = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
        return (datetime.fromtimestamp(expires, UTC) - datetime.now(UTC)).days

    def in_clear(self) -> Answer | None:
        """What answers to plain HTTP, None when nobody listens."""
        connection = HTTPConnection(self._address(), self.plain_port, timeout=10)
        try:
            connection.request("GET", "/", headers={"User-Agent": "giliran-smoke"})
            response = connection.getresponse()
            return Answer(response.status, [(name.lower(), value) for name, value in response.getheaders()], b"")
        except OSError:
            return None
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        if self.is_https:
            return HTTPSConnection(self.host, urlsplit(self.base).port, timeout=_SECONDS, context=self.trust)
        return HTTPConnection(self._address(), urlsplit(self.base).port, timeout=_SECONDS)

    def _address(self) -> str:
        """Not every resolver knows `*.localhost`."""
        return LOOPBACK if self.host.endswith(".localhost") else self.host


_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_NAME, _VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')
_LINK = re.compile(r'(?:href|action|src)="([^"]*)"')


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    found = {}
    for field_ in _HIDDEN.findall(page):
        name, value = _NAME.search(field_), _VALUE.search(field_)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def links(page: str) -> list[str]:
    """Every address a page names."""
    return _LINK.findall(page)
