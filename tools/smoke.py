"""`make smoke URL=https://…`: what a deployed instance must show to anybody, without an account with us.

One line per check: ok, FAILED with what to do, or "not on http" for what only AWS itself can show. Nothing is changed
but one sign-in code asked for by an address that nobody has, which sends no mail.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urlsplit

from tools import gateway_pages
from tools.smoke_site import Answer, NotOnHttpError, Site, Wrong, hidden_fields, links

Check = Callable[[Site], str]
CHECKS: Final[dict[str, Check]] = {}
"""Every check by name, in the order in which they run. It says what it saw, or raises Wrong or NotOnHttpError."""

_NOBODY: Final = "tidak-ada@giliran.invalid"
_FOREIGN: Final = "palsu.example"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_YEAR: Final = 31_536_000
_DAYS_LEFT: Final = 14
_OVER_OUR_LIMIT: Final = 70 * 1024
_OVER_THE_GATEWAYS: Final = 11 * 1024 * 1024
_REDEPLOY: Final = "Something stands before the application or the deployed package is another one: `make deploy`."


def check(function: Check) -> Check:
    """Adds a check under its function's name."""
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


@check
def certificate(site: Site) -> str:
    """The certificate is one that browsers trust, for this host, and not about to expire."""
    _https_only(site)
    days = site.days_of_certificate()
    if days < _DAYS_LEFT:
        raise Wrong(f"the certificate expires in {days} days", "See docs/deploy.md on the custom domain's certificate.")
    return f"valid for {days} days"


@check
def no_plain_http(site: Site) -> str:
    """Over plain HTTP there is nothing, a refusal, or the way to HTTPS."""
    _https_only(site)
    answer = site.in_clear()
    if answer is None:
        return "nobody listens on port 80"
    leads_on = answer.header("location").startswith("https://")
    if not leads_on and answer.status < HTTPStatus.BAD_REQUEST:
        raise Wrong(f"port 80 answers {answer.status}", "Let what stands before the gateway redirect to https.")
    return "port 80 leads to https" if leads_on else f"port 80 refuses with {answer.status}"


@check
def front_page(site: Site) -> str:
    """Whoever is not signed in is led to the sign-in, by a path of ours."""
    answer = site.visit("/")
    led_to = answer.header("location")
    if answer.status != HTTPStatus.SEE_OTHER or not led_to.startswith(f"{site.prefix}/sign-in"):
        raise Wrong(f"{answer.status}, location {led_to!r}", "Does the function start? Look at the log group of -api.")
    return f"303 to {led_to}"


@check
def sign_in_page(site: Site) -> str:
    """The sign-in is a page with a form."""
    answer = site.visit("/sign-in")
    _want(answer, 200, "<form")
    return "200 with its form"


@check
def careful_headers(site: Site) -> str:
    """Pages come with the headers that keep browsers careful."""
    answer = site.visit("/sign-in")
    policy = answer.header("content-security-policy")
    wanted = {
        "content-security-policy": all(
            part in policy for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
        )
        and "unsafe" not in policy,
        "strict-transport-security": _seconds(answer.header("strict-transport-security")) >= _YEAR,
        "cache-control": answer.header("cache-control") == "no-store",
        "referrer-policy": answer.header("referrer-policy") == "same-origin",
        "x-content-type-options": answer.header("x-content-type-options") == "nosniff",
    }
    wrong = [f"{name}: {answer.header(name)!r}" for name, is_right in wanted.items() if not is_right]
    if wrong:
        raise Wrong("; ".join(wrong), _REDEPLOY)
    return "policy, transport, caching, referrer and sniffing"


@check
def cookies(site: Site) -> str:
    """Every cookie is bound to this host, to TLS, and out of reach of scripts."""
    given = site.visit("/sign-in").all("set-cookie")
    if not given:
        raise Wrong("no cookie was given", _REDEPLOY)
    for cookie in given:
        name, *flags = [part.strip().lower() for part in cookie.split(";")]
        missing = [flag for flag in ("secure", "httponly", "samesite=lax", "path=/") if flag not in flags]
        if not name.startswith("__host-") or missing or any(flag.startswith("domain=") for flag in flags):
            raise Wrong(f"{name.partition('=')[0]} lacks {', '.join(missing) or 'its prefix'}", _REDEPLOY)
    return f"{len(given)}, bound to the host"


@check
def links_stay_here(site: Site) -> str:
    """Every address on a page is a path below the stage or the custom domain."""
    named = links(site.visit("/sign-in").text)
    wrong = [link for link in named if not (link.startswith(("#", f"{site.prefix}/")) and not link.startswith("//"))]
    if wrong or not named:
        raise Wrong(f"{wrong[:3] or 'no address at all'}", "Is PublicUrl the address that people use?")
    return f"{len(named)} addresses below {site.prefix or '/'}"


@check
def forged_host(site: Site) -> str:
    """What a visitor claims the host to be turns up nowhere."""
    forged = [
        site.visit("/", headers={"X-Forwarded-Host": _FOREIGN, "Forwarded": f"host={_FOREIGN}"}),
        site.visit("/sign-in", headers={"X-Forwarded-Host": _FOREIGN}),
        site.visit("/sign-in", headers={"Host": _FOREIGN}),
    ]
    if any(_FOREIGN in answer.text + answer.header("location") for answer in forged):
        raise Wrong("a page believes it", _REDEPLOY)
    return "believed nowhere"


@check
def static_files(site: Site) -> str:
    """The style sheet may be kept for good, because its address changes with it."""
    answer = _style(site)
    if answer.header("content-type") != "text/css; charset=utf-8" or "immutable" not in answer.header("cache-control"):
        raise Wrong(f"{answer.header('content-type')}, {answer.header('cache-control')!r}", _REDEPLOY)
    return "kept for good"


@check
def compression(site: Site) -> str:
    """What is large travels compressed."""
    _https_only(site)
    packed = _style(site, {"Accept-Encoding": "gzip"})
    if packed.header("content-encoding") != "gzip":
        raise Wrong("not compressed", "Is minimum_compression_size in the API's definition, and deployed to the stage?")
    return f"{len(packed.body)} bytes"


@check
def any_accept_header(site: Site) -> str:
    """Whatever the browser says it accepts, text arrives as the text it is."""
    plain = _style(site).body
    for accepted in ("*/*", "application/octet-stream", "image/avif,image/webp,*/*", "multipart/form-data"):
        answer = _style(site, {"Accept": accepted})
        if answer.body != plain:
            raise Wrong(f"Accept: {accepted} gives {answer.status} and other bytes", _REDEPLOY)
    return "the same bytes"


@check
def unknown_page(site: Site) -> str:
    """An unknown path is answered by our page, though the gateway answers it."""
    _want(site.visit("/tidak/ada/di/sini"), 404, _gateway_title("MISSING_AUTHENTICATION_TOKEN"))
    return "our page"


@check
def wrong_method(site: Site) -> str:
    """So is a method that the path does not have."""
    _want(site.visit("/", method="PATCH"), 404, _gateway_title("MISSING_AUTHENTICATION_TOKEN"))
    return "our page"


@check
def unknown_letter(site: Site) -> str:
    """The public page behind a letter's code says plainly that it knows no such letter. Reads the table."""
    _want(site.visit("/letters/aaaaaaaaaaaaaaaa"), 404, "<h1")
    return "our page"


@check
def foreign_form(site: Site) -> str:
    """A form that no page of ours has made is refused by a page."""
    body = urlencode({"email": _NOBODY}).encode()
    answer = site.visit("/sign-in", "POST", body, {**_FORM, "Origin": f"https://{_FOREIGN}"})
    _want(answer, 403, "<h1")
    return "refused"


@check
def code_for_nobody(site: Site) -> str:
    """Asking for a code says the same whether or not anybody has the address. Writes to the table."""
    page = site.visit("/sign-in")
    cookie = "; ".join(each.partition(";")[0] for each in page.all("set-cookie"))
    body = urlencode(hidden_fields(page.text) | {"email": _NOBODY}).encode()
    origin = f"{urlsplit(site.base).scheme}://{urlsplit(site.base).netloc}"
    answer = site.visit("/sign-in", "POST", body, {**_FORM, "Origin": origin, "Cookie": cookie})
    if answer.status != HTTPStatus.SEE_OTHER or answer.header("location") != f"{site.prefix}/sign-in/code":
        raise Wrong(f"{answer.status}", "Can the function write to the table? Look at the log group of -api.")
    return "the code is asked for"


@check
def large_form(site: Site) -> str:
    """A form over our limit is refused by our page."""
    answer = site.visit("/sign-in", "POST", b"email=" + b"a" * _OVER_OUR_LIMIT, _FORM)
    _want(answer, 413, "<h1")
    return "refused"


@check
def huge_body(site: Site) -> str:
    """A body over the gateway's limit is refused by our page, too."""
    _https_only(site)
    answer = site.visit("/sign-in", "POST", b"a" * _OVER_THE_GATEWAYS, _FORM)
    _want(answer, 413, _gateway_title("REQUEST_TOO_LARGE"))
    return "refused"


def _https_only(site: Site) -> None:
    if not site.is_https:
        raise NotOnHttpError


def _want(answer: Answer, status: int, words: str) -> None:
    """A page of ours: this status, HTML, and these words in it."""
    kind = answer.header("content-type")
    if answer.status != status or not kind.startswith("text/html"):
        raise Wrong(f"{answer.status} as {kind or 'nothing'} instead of {status} as a page", _REDEPLOY)
    if words not in answer.text:
        raise Wrong(f"{status}, but not our page", _REDEPLOY)


def _style(site: Site, headers: Mapping[str, str] | None = None) -> Answer:
    address = next((link for link in links(site.visit("/sign-in").text) if link.endswith(".css")), None)
    if address is None:
        raise Wrong("the page names no style sheet", _REDEPLOY)
    answer = site.visit(address.removeprefix(site.prefix), headers=headers)
    if answer.status != HTTPStatus.OK:
        raise Wrong(f"the style sheet answers {answer.status}", _REDEPLOY)
    return answer


def _seconds(transport: str) -> int:
    """What a Strict-Transport-Security header promises, in seconds."""
    age = next((part.partition("=")[2] for part in transport.split(";") if "max-age" in part), "")
    return int(age) if age.isdigit() else 0


def _gateway_title(response_type: str) -> str:
    return next(page.title for page in gateway_pages.PAGES if page.response_type == response_type)


def run(site: Site, say: Callable[[str], object] = print) -> int:
    """Run every check, a line for each; how many failed."""
    failed = 0
    for name, look in CHECKS.items():
        try:
            line = f"ok           {name:<20}{look(site)}"
        except NotOnHttpError:
            line = f"not on http  {name}"
        except (Wrong, OSError) as error:
            failed += 1
            todo = error.todo if isinstance(error, Wrong) else "Does the address answer at all?"
            line = f"FAILED       {name:<20}{error}\n{'':33}{todo}"
        say(line)
    return failed


def main(arguments: list[str]) -> None:
    """Check the instance at the address given."""
    address = (arguments or [""])[0].rstrip("/")
    if urlsplit(address).scheme not in {"http", "https"}:
        sys.exit("Say where:  make smoke URL=https://giliran.example.go.id")
    failed = run(Site(address))
    if failed:
        sys.exit(f"{failed} of {len(CHECKS)} checks failed.")


if __name__ == "__main__":
    main(sys.argv[1:])
