"""Answers: pages, redirects, files, each with the headers that keep browsers careful."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib.domain.people import Actor, Role
from chalicelib.domain.texts import Language, Message, text
from chalicelib.rendering import render
from chalicelib.web.request import Request

STATIC = Path(__file__).parents[2] / "static"
FOREVER = "public, max-age=31536000, immutable"
LANGUAGES = {Language.INDONESIAN: "Indonesia", Language.ENGLISH: "English"}
"""Each by its own name, which is not translated: whoever looks for it reads that language. Short, for a phone's top."""
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

CAREFUL = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page of ours; `values` fill the template besides what every page gets."""
    words = request.words
    shared = {
        "url": request.url,
        "static": lambda name: request.url(f"/static/{digest(name)}/{name}"),
        "viewer": _viewer(request.session.actor) if request.session else None,
        "csrf": request.csrf,
        "city": words.told(Message(text("Kota %(city)s"), {"city": request.office.city})),
        "languages": _others(request, words.language),
        "this_page": request.here,
        "here": "",
    }
    html = render(words.language, f"pages/{template}", **(shared | values))
    return Response(html, {"Content-Type": "text/html; charset=utf-8"}, status)


def posting_to(response: Response, address: str) -> Response:
    """The page, whose form may also be sent to the host of `address`: the only page that leads out of our own."""
    found = urlsplit(address)
    policy = CAREFUL["Content-Security-Policy"]
    named = policy.replace("form-action 'self'", f"form-action 'self' {found.scheme}://{found.netloc}")
    response.headers["Content-Security-Policy"] = named
    return response


def scripted(response: Response) -> Response:
    """The page, which may run a script of ours that speaks to our own pages."""
    policy = response.headers.get("Content-Security-Policy", CAREFUL["Content-Security-Policy"])
    response.headers["Content-Security-Policy"] = f"{policy}; script-src 'self'; connect-src 'self'"
    return response


def forgetting(response: Response) -> Response:
    """The response, after which the browser keeps nothing that our pages left on the device."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def redirect(request: Request, path: str) -> Response:
    """303 to one of our own paths, or to a file's short-lived address: what follows is always a GET."""
    return Response("", {"Location": path if "://" in path else request.url(path)}, 303)


def static_file(name: str) -> Response | None:
    """A file of ours, to be kept by browsers for good; None when there is no such file."""
    if name not in _static_names():
        return None
    headers: dict[str, str | list[str]] = {"Content-Type": MEDIA_TYPES[Path(name).suffix], "Cache-Control": FOREVER}
    return Response((STATIC / name).read_text(), headers, 200)


@cache
def digest(name: str) -> str:
    """What changes in a static file's address when its content does."""
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def finished(request: Request, response: Response) -> Response:
    """The response with its careful headers and cookies."""
    headers: dict[str, Any] = {**CAREFUL, "Cache-Control": "no-store", **response.headers}
    if request.set_cookies:
        headers["Set-Cookie"] = request.set_cookies
    response.headers = headers
    return response


def cookie(name: str, value: str, seconds: int) -> str:
    """A cookie only this host gets back, over TLS, out of reach of scripts; 0 seconds forgets it."""
    if any(character in value for character in "\r\n;"):
        raise ValueError("a cookie's value holds no line ends or semicolons")
    return f"{name}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax"


@cache
def _static_names() -> frozenset[str]:
    return frozenset(path.name for path in STATIC.iterdir() if path.suffix in MEDIA_TYPES)


def _others(request: Request, spoken: Language) -> dict[Language, str]:
    """The languages a page offers besides its own; none in the answer to a form, which could not be had again."""
    if request.method == "POST":
        return {}
    return {each: name for each, name in LANGUAGES.items() if each is not spoken}


def _viewer(actor: Actor) -> dict[str, Any]:
    return {
        "name": actor.name,
        "unit": actor.unit,
        "unit_name": actor.unit_name,
        "is_secretary": actor.has(Role.SECRETARY),
        "is_administrator": actor.has(Role.ADMINISTRATOR),
        "id": actor.id,
        "sees_month": actor.keeps(actor.unit),
    }
