"""The smoke test against a stand-in that behaves, and against one that misbehaves in one way after the other."""

from __future__ import annotations

import datetime as dt
import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tools import gateway_pages, smoke
from tools.places import LOOPBACK
from tools.smoke_site import Answer, Site

HTML = ("content-type", "text/html; charset=utf-8")
CAREFUL = [
    ("content-security-policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'"),
    ("strict-transport-security", "max-age=31536000"),
    ("cache-control", "no-store"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
]
COOKIE = ("set-cookie", "__Host-tamu=abc; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax")
SIGN_IN = (
    '<link href="/api/static/1/style.css"><a href="#isi">Isi</a><form action="/api/sign-in">'
    '<input type="hidden" name="csrf" value="abc"></form>'
)
NOT_FOUND = next(page.html() for page in gateway_pages.PAGES if page.status == 404)
TOO_LARGE = next(page.html() for page in gateway_pages.PAGES if page.status == 413)
STYLE = b"body { margin: 0 }"


@dataclass(frozen=True)
class Asked:
    """A request as the stand-in got it."""

    method: str
    path: str
    headers: dict[str, str]
    size: int
    body: bytes


def behaved(asked: Asked) -> Answer:
    """What the product and its gateway answer."""
    match asked.method, asked.path:
        case "GET", "/api/":
            return Answer(303, [("location", "/api/sign-in?next=/"), *CAREFUL], b"")
        case "GET", "/api/sign-in":
            return Answer(200, [HTML, *CAREFUL, COOKIE], SIGN_IN.encode())
        case "POST", "/api/sign-in":
            return _posted(asked)
        case "GET", "/api/static/1/style.css":
            return _style(asked)
        case "GET", path if path.startswith("/api/letters/"):
            return Answer(404, [HTML], b"<h1>Tidak ditemukan</h1>")
    return Answer(404, [HTML], NOT_FOUND.encode())


def _posted(asked: Asked) -> Answer:
    if asked.size > 10 * 1024 * 1024:
        return Answer(413, [HTML], TOO_LARGE.encode())
    if asked.size > 64 * 1024:
        return Answer(413, [HTML], b"<h1>Isian terlalu besar</h1>")
    if b"csrf=abc" in asked.body and "__Host-tamu=abc" in asked.headers.get("cookie", ""):
        return Answer(303, [("location", "/api/sign-in/code")], b"")
    return Answer(403, [HTML], b"<h1>Formulir kedaluwarsa</h1>")


def _style(asked: Asked) -> Answer:
    kind = [("content-type", "text/css; charset=utf-8"), ("cache-control", "public, immutable")]
    if "gzip" in asked.headers.get("accept-encoding", ""):
        return Answer(200, [*kind, ("content-encoding", "gzip")], gzip.compress(STYLE))
    return Answer(200, kind, STYLE)


Behaviour = Callable[[Asked], Answer]


@dataclass
class StandIn:
    """A server on the loopback interface; `behave` may be exchanged."""

    port: int
    trust: ssl.SSLContext | None
    closed_port: int
    behave: Behaviour = field(default=behaved)

    @property
    def site(self) -> Site:
        scheme = "https" if self.trust else "http"
        trust = self.trust or ssl.create_default_context()
        return Site(f"{scheme}://localhost:{self.port}/api", trust, self.closed_port)


@contextmanager
def served(wrap: ssl.SSLContext | None, trust: ssl.SSLContext | None, closed_port: int) -> Iterator[StandIn]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("content-length", 0))
            body = self.rfile.read(size)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = stand_in.behave(Asked(self.command, self.path, headers, size, body))
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_PATCH = do_GET  # noqa: N815 - http.server's names

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer((LOOPBACK, 0), Door) as server:
        if wrap:
            server.socket = wrap.wrap_socket(server.socket, server_side=True)
        stand_in = StandIn(server.server_port, trust, closed_port)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield stand_in
        server.shutdown()


def a_certificate(folder: Path, days: int) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows as localhost, valid for so many days, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{days}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(file)
    return shows, ssl.create_default_context(cafile=str(file))


@dataclass(frozen=True)
class Servers:
    """One over TLS, one in clear, and one whose certificate is about to expire."""

    https: StandIn
    http: StandIn
    expiring: StandIn


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("certificates")
    shows, trusts = a_certificate(folder, 90)
    expiring, trusts_expiring = a_certificate(folder, 5)
    with ExitStack() as stack:
        http = stack.enter_context(served(None, None, 1))
        https = stack.enter_context(served(shows, trusts, 1))
        yield Servers(https, http, stack.enter_context(served(expiring, trusts_expiring, 1)))


@pytest.fixture(autouse=True)
def well_behaved(servers: Servers) -> None:
    servers.https.behave = servers.http.behave = servers.expiring.behave = behaved


def lines_of(site: Site) -> tuple[int, dict[str, str]]:
    said: list[str] = []
    failed = smoke.run(site, said.append)
    return failed, {line[13:33].strip(): line for line in said}


def test_a_site_as_it_should_be_passes_everything(servers: Servers) -> None:
    failed, lines = lines_of(servers.https.site)

    assert failed == 0
    assert set(lines) == set(smoke.CHECKS)
    assert all(line.startswith("ok ") for line in lines.values())


def test_over_http_what_cannot_be_seen_is_named(servers: Servers) -> None:
    failed, lines = lines_of(servers.http.site)

    assert failed == 0
    assert {name for name, line in lines.items() if line.startswith("not on http")} == {
        "certificate",
        "no-plain-http",
        "compression",
        "huge-body",
    }


def spoiled(path: str, spoil: Callable[[Answer], Answer], method: str = "GET") -> Behaviour:
    """The stand-in, but for its answer to one path."""

    def behave(asked: Asked) -> Answer:
        answer = behaved(asked)
        return spoil(answer) if (asked.method, asked.path) == (method, f"/api{path}") else answer

    return behave


def without(name: str) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, headers=[each for each in answer.headers if each[0] != name])


def having(name: str, value: str) -> Callable[[Answer], Answer]:
    return lambda answer: replace(without(name)(answer), headers=[*without(name)(answer).headers, (name, value)])


def saying(body: str) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, body=body.encode())


def as_json(_answer: Answer) -> Answer:
    return Answer(403, [("content-type", "application/json")], b'{"message": "Forbidden"}')


def credulous(asked: Asked) -> Answer:
    host = asked.headers.get("x-forwarded-host") or asked.headers["host"]
    return replace(behaved(asked), body=f"<form></form> https://{host}/".encode())


def careless_about_accept(asked: Asked) -> Answer:
    if asked.headers.get("accept") == "application/octet-stream":
        return Answer(200, [("content-type", "text/css; charset=utf-8")], b"Ym9keQ==")
    return behaved(asked)


def careless_about_size(asked: Asked) -> Answer:
    return behaved(replace(asked, size=0))


def careless_about_forms(asked: Asked) -> Answer:
    return Answer(303, [("location", "/api/x")], b"") if asked.method == "POST" else behaved(asked)


SIGN_IN_PAGE, STYLE_SHEET = "/sign-in", "/static/1/style.css"
UNSAFE = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
MISBEHAVIOURS: list[tuple[str, Behaviour]] = [
    ("front-page", spoiled("/", having("location", "https://elsewhere.example/sign-in"))),
    ("front-page", spoiled("/", as_json)),
    ("sign-in-page", spoiled(SIGN_IN_PAGE, saying("<h1>Terjadi gangguan</h1>"))),
    ("sign-in-page", spoiled(SIGN_IN_PAGE, as_json)),
    *(("careful-headers", spoiled(SIGN_IN_PAGE, without(name))) for name, _ in CAREFUL),
    ("careful-headers", spoiled(SIGN_IN_PAGE, having("strict-transport-security", "max-age=60"))),
    ("careful-headers", spoiled(SIGN_IN_PAGE, having("content-security-policy", UNSAFE))),
    ("cookies", spoiled(SIGN_IN_PAGE, without("set-cookie"))),
    ("cookies", spoiled(SIGN_IN_PAGE, having("set-cookie", COOKIE[1].replace("__Host-", "")))),
    *(
        ("cookies", spoiled(SIGN_IN_PAGE, having("set-cookie", COOKIE[1].replace(f"; {flag}", ""))))
        for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")
    ),
    ("links-stay-here", spoiled(SIGN_IN_PAGE, saying(SIGN_IN + '<a href="https://elsewhere.example/">x</a>'))),
    ("links-stay-here", spoiled(SIGN_IN_PAGE, saying(SIGN_IN + '<a href="/sign-in">x</a>'))),
    ("forged-host", credulous),
    ("static-files", spoiled(STYLE_SHEET, having("cache-control", "no-store"))),
    ("static-files", spoiled(STYLE_SHEET, as_json)),
    ("compression", spoiled(STYLE_SHEET, without("content-encoding"))),
    ("any-accept-header", careless_about_accept),
    ("unknown-page", spoiled("/tidak/ada/di/sini", as_json)),
    ("unknown-page", spoiled("/tidak/ada/di/sini", saying("<h1>404</h1>"))),
    ("wrong-method", spoiled("/", as_json, "PATCH")),
    ("unknown-letter", spoiled("/letters/aaaaaaaaaaaaaaaa", as_json)),
    ("foreign-form", careless_about_forms),
    ("code-for-nobody", spoiled(SIGN_IN_PAGE, saying(SIGN_IN.replace("abc", "")))),
    ("large-form", careless_about_size),
    ("huge-body", careless_about_size),
]


@pytest.mark.parametrize(
    ("name", "behave"), MISBEHAVIOURS, ids=[f"{n}-{each[0]}" for n, each in enumerate(MISBEHAVIOURS)]
)
def test_each_misbehaviour_fails_its_check(servers: Servers, name: str, behave: Behaviour) -> None:
    servers.https.behave = behave
    failed, lines = lines_of(servers.https.site)

    assert failed >= 1
    assert lines[name].startswith("FAILED")
    assert len(lines[name].splitlines()) == 2


def test_a_certificate_about_to_expire_fails(servers: Servers) -> None:
    _, lines = lines_of(servers.expiring.site)

    assert "expires in 5 days" in lines["certificate"]


def test_a_certificate_nobody_trusts_fails(servers: Servers) -> None:
    failed, lines = lines_of(replace(servers.https.site, trust=ssl.create_default_context()))

    assert lines["certificate"].startswith("FAILED")
    assert failed == len(smoke.CHECKS) - 1


def test_pages_in_clear_fail_while_a_refusal_and_the_way_to_https_pass(servers: Servers) -> None:
    site = replace(servers.https.site, plain_port=servers.http.port)
    assert lines_of(site)[1]["no-plain-http"].startswith("ok")

    servers.http.behave = lambda _asked: Answer(200, [HTML], SIGN_IN.encode())
    assert lines_of(site)[1]["no-plain-http"].startswith("FAILED")

    servers.http.behave = lambda _asked: Answer(301, [("location", "https://localhost/")], b"")
    assert lines_of(site)[1]["no-plain-http"].startswith("ok")


def test_every_check_is_seen_to_fail() -> None:
    by_themselves = {"certificate", "no-plain-http"}

    assert {name for name, _ in MISBEHAVIOURS} | by_themselves == set(smoke.CHECKS)


@pytest.mark.parametrize("arguments", [[], [""], ["giliran.example.go.id"]])
def test_without_an_address_it_says_what_is_missing(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="make smoke URL="):
        smoke.main(arguments)


def test_a_failing_site_ends_in_failure(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    smoke.main([servers.http.site.base + "/"])
    servers.http.behave = spoiled(SIGN_IN_PAGE, as_json)

    with pytest.raises(SystemExit, match=r"of 18 checks failed\."):
        smoke.main([servers.http.site.base])
    assert "FAILED       sign-in-page" in capsys.readouterr().out
