"""Long lists a page at a time."""

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import Struct, field

from chalicelib.web.request import Request

LONGEST_NUMBER = 4
"""Digits of a page number; anything longer is no page of ours."""


class Pager(Struct, frozen=True):
    """Where in a list a page stands."""

    number: int
    count: int
    size: int
    address: str
    kept: Mapping[str, str] = field(default_factory=dict)
    """What the addresses of other pages carry besides."""

    @classmethod
    def of(cls, request: Request, path: str, length: int, size: int, kept: Mapping[str, str] | None = None) -> "Pager":
        """The page of `path` that the request asks for, the nearest there is."""
        count = max(1, -(-length // size))
        asked = request.query.get("page", "1")
        number = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 1
        return cls(min(max(number, 1), count), count, size, request.url(path), kept or {})

    @property
    def part(self) -> slice:
        """What of the list the page shows."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    def href(self, number: int) -> str:
        """The address of another page."""
        return f"{self.address}?{urlencode({**self.kept, 'page': number})}"
