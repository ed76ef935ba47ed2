"""A request as handlers see it: parsed, and with the person who sent it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from urllib.parse import parse_qs, urlencode

from msgspec import Struct, field

from chalicelib.domain.access import Session, csrf_token
from chalicelib.domain.people import Actor
from chalicelib.domain.refusals import Refusal, SignInNeeded
from chalicelib.domain.texts import Language, text
from chalicelib.domain.trail import Means, Origin
from chalicelib.wording import Wording, wording
from chalicelib.workflows.once import Sent
from chalicelib.workflows.ports import Office

LARGEST_BODY = 64 * 1024
LARGEST_UPLOAD = 4 * 1024 * 1024
"""As base 64 it stays under the six megabytes that a function takes."""
MOST_FIELDS = 400
UNTYPED = frozenset({"csrf", "form_key", "draft_revision"})
LONGEST_COOKIE = 200
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
UNPRINTABLE = dict.fromkeys(
    (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Control characters, but for tabs and line ends, and the marks that reverse the direction of a text."""
OUR_PAGE = re.compile(r"/(?!/)[A-Za-z0-9/_-]*(\?[A-Za-z0-9=&%._~+-]{0,1000})?")


class TooLarge(Refusal):
    """The body is over our limit."""


class Form(Mapping[str, list[str]]):
    """A posted form; every field a list, as WTForms reads it."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> list[str]:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def getlist(self, name: str) -> list[str]:
        """Every value of a field."""
        return self._fields.get(name, [])

    def one(self, name: str) -> str:
        """The first value of a field, "" when it was not sent."""
        return next(iter(self.getlist(name)), "")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every name and value, in the order of the form."""
        return [(name, value) for name, values in self._fields.items() for value in values]


class Upload(Struct, frozen=True):
    """A file that came with a form, as its bytes are; `name` is what the sender calls it."""

    name: str
    content: bytes


def parse_form(body: bytes) -> Form:
    """The form in `body`. Raises TooLarge; what is not UTF-8 is replaced and invisible characters are dropped."""
    if len(body) > LARGEST_BODY:
        raise TooLarge(text("Isian terlalu besar. Kurangi panjang teks, lalu kirim kembali."))
    try:
        fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TooLarge(text("Isian terlalu banyak. Kurangi jumlah baris, lalu kirim kembali.")) from None
    return Form({name: [cleaned(value) for value in values] for name, values in fields.items()})


def cleaned(typed: str) -> str:
    """A typed text with line ends made equal and without characters that cannot be seen."""
    return typed.replace("\r\n", "\n").replace("\r", "\n").translate(UNPRINTABLE)


class Request(Struct):
    """One request at our door."""

    method: str
    route: str
    """The route's pattern; the path itself may carry a token and is never logged."""
    path: str
    """Without the stage's prefix."""
    prefix: str
    """What the gateway puts before our paths: the stage, or nothing under a domain of our own."""
    base: str
    """Where our pages are reached from outside, by configuration or by the gateway's own word."""
    form: Form
    query: Mapping[str, str]
    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    source: str
    at: datetime
    office: Office
    session: Session | None = None
    visitor: str = ""
    """The secret of a browser nobody is signed in on."""
    set_cookies: list[str] = field(default_factory=list)
    files: Mapping[str, Upload] = field(default_factory=dict)
    """Files that came with the form, by field; only on routes that take them."""
    chosen: Language | None = None
    """The language that was chosen in this browser, None as long as nobody did."""

    @property
    def words(self) -> Wording:
        """The language that the page is written in."""
        return wording(self.chosen or Language.INDONESIAN)

    @property
    def here(self) -> str:
        """This page's path and query, which lead back to it."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def actor(self) -> Actor:
        """Who is signed in. Raises SignInNeeded for nobody."""
        return self.signed_in.actor

    @property
    def signed_in(self) -> Session:
        """The session. Raises SignInNeeded when there is none."""
        if self.session is None:
            raise SignInNeeded
        return self.session

    @property
    def csrf_secret(self) -> str:
        """What this browser's form tokens are made from."""
        return self.session.csrf_secret if self.session else self.visitor

    @property
    def csrf(self) -> str:
        """The token that this browser's forms carry."""
        return csrf_token(self.csrf_secret)

    @property
    def sent(self) -> Sent:
        """The form as the signed-in person sent it. Raises Refusal when its key is missing or malformed."""
        return self.sent_by(self.actor.id)

    def sent_by(self, sender: str) -> Sent:
        """The form's key, of which each sender has their own, and a hash of what was typed. Refusals as for `sent`."""
        key = self.form.one("form_key")
        if not FORM_KEY.fullmatch(key):
            raise Refusal(text("Formulir tidak lengkap. Buka kembali halamannya, lalu kirim sekali lagi."))
        typed = sorted((pair for pair in self.form.pairs if pair[0] not in UNTYPED), key=itemgetter(0))
        typed += [(name, sha256(self.files[name].content).hexdigest()) for name in sorted(self.files)]
        return Sent(f"{sender}#{key}", sha256(repr(typed).encode()).hexdigest())

    def origin(self, means: Means = Means.SIGNED_IN) -> Origin:
        """Where this request comes from, for the trail."""
        return Origin(self.source, means)

    def absolute(self, path: str) -> str:
        """The address of one of our pages for those who must come back to it from another host."""
        return f"{self.base}{path}"

    def url(self, path: str) -> str:
        """The address of one of our pages, on this host; the Host header is never believed."""
        return f"{self.prefix}{path}"


def parse_cookies(header: str) -> dict[str, str]:
    """The cookies of a Cookie header."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, separator, value in pairs if separator and len(value) <= LONGEST_COOKIE}


def prefix_of(path: str, route: str) -> str:
    """What the gateway put before `route` in `path`: as many leading segments as the path has more than the route."""
    segments = [segment for segment in path.split("/") if segment]
    known = [segment for segment in route.split("/") if segment]
    more = segments[: len(segments) - len(known)]
    return "".join(f"/{segment}" for segment in more)


def our_page(asked: str) -> str:
    """`asked` if it can be a page of ours, with or without a query, "/" otherwise: nobody is sent elsewhere."""
    return asked if OUR_PAGE.fullmatch(asked) else "/"
