"""The pages API Gateway itself answers with, when a request never reaches the application.

They are part of the API's definition (`x-amazon-apigateway-gateway-responses`), so that a change
to them is deployed with it. A gateway page is one string: no template engine, no style sheet, and
only `$context` variables, which is why it is drawn here and not in `templates/`. It cannot know what
a visitor chose to read, so it says the same in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Final

HOME: Final = "${Home}"
"""Stands in the pages for the front page's path, which depends on the custom domain."""

_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_FRAME: Final = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    # In the page, because a static header value of the gateway cannot hold a single quote.
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'\"><title>{title} – Giliran</title>"
    "<style>body{{font:1.125rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:38rem;padding:2rem 1rem;"
    "color:#16202a;background:#fff}}h1{{font-size:1.6rem;line-height:1.25}}a{{color:#0b5394}}"
    "h2{{font-size:1.2rem;line-height:1.3;margin-top:2rem}}small{{color:#4a5763}}</style></head>"
    "<body><main><p>Giliran</p><h1>{title}</h1><p>{text}</p>"
    '<p><a href="{home}">Ke halaman depan</a></p>'
    '<div lang="en"><h2>{english_title}</h2><p>{english}</p><p><a href="{home}">To the front page</a></p></div>'
    '<p><small>Nomor rujukan <span lang="en">(reference number)</span>: $context.requestId</small></p>'
    "</main></body></html>"
)


@dataclass(frozen=True)
class GatewayPage:
    """What a visitor reads when the gateway answers by itself.

    `status` is None where the gateway's own status stands for a whole family of answers.
    """

    response_type: str
    status: int | None
    title: str
    text: str
    english_title: str
    english: str

    def html(self) -> str:
        """The whole page, with `HOME` and `$context.requestId` still to be filled in."""
        said = {name: escape(getattr(self, name)) for name in ("title", "text", "english_title", "english")}
        return _FRAME.format(**said, home=HOME)


PAGES: Final = (
    GatewayPage(
        "MISSING_AUTHENTICATION_TOKEN",
        404,
        "Halaman tidak ditemukan",
        "Alamat ini tidak dikenal. Periksa kembali alamatnya, atau mulailah dari halaman depan.",
        "Page not found",
        "This address is not known. Check it, or start from the front page.",
    ),
    GatewayPage(
        "REQUEST_TOO_LARGE",
        413,
        "Kiriman terlalu besar",
        "Yang Anda kirim melebihi batas, jadi tidak ada yang disimpan. Kembali ke halaman sebelumnya, "
        "kurangi isinya, lalu kirim lagi.",
        "Too much was sent",
        "What you sent is over the limit, so nothing was saved. Go back to the previous page, shorten it, then send "
        "it again.",
    ),
    GatewayPage(
        "THROTTLED",
        429,
        "Sedang sangat ramai",
        "Terlalu banyak permintaan pada saat yang sama. Tunggu sebentar, lalu muat ulang halaman ini.",
        "Very busy at the moment",
        "Too many requests came at the same time. Wait a moment, then reload this page.",
    ),
    GatewayPage(
        "INTEGRATION_TIMEOUT",
        504,
        "Jawaban terlalu lama",
        "Layanan belum menjawab pada waktunya. Kiriman Anda mungkin sudah diterima: periksa dahulu dari "
        "halaman depan sebelum mengirim lagi. Mengirim ulang formulir yang sama tidak akan tercatat dua kali.",
        "The answer took too long",
        "The service did not answer in time. What you sent may have been received: look from the front page before "
        "you send it again. Sending the same form again is not recorded twice.",
    ),
    GatewayPage(
        "INTEGRATION_FAILURE",
        503,
        "Layanan sedang terganggu",
        "Layanan tidak dapat dihubungi. Coba lagi beberapa menit lagi; bila tetap terganggu, sampaikan nomor "
        "rujukan di bawah ini kepada administrator.",
        "The service is interrupted",
        "The service cannot be reached. Try again in a few minutes; if it goes on, give the reference number below to "
        "an administrator.",
    ),
    GatewayPage(
        "DEFAULT_5XX",
        None,
        "Terjadi gangguan",
        "Ada yang tidak beres di pihak kami. Coba lagi beberapa menit lagi; bila tetap terganggu, sampaikan "
        "nomor rujukan di bawah ini kepada administrator.",
        "Something went wrong",
        "Something is wrong on our side. Try again in a few minutes; if it goes on, give the reference number below "
        "to an administrator.",
    ),
    GatewayPage(
        "DEFAULT_4XX",
        None,
        "Permintaan tidak dapat dilayani",
        "Permintaan ini tidak dapat dipahami. Kembali ke halaman sebelumnya dan coba lagi, atau mulailah dari "
        "halaman depan.",
        "The request cannot be served",
        "This request was not understood. Go back to the previous page and try again, or start from the front page.",
    ),
)


def as_definition() -> dict[str, Any]:
    """The pages as the part of an API's definition that CloudFormation deploys."""
    return {page.response_type: _definition(page) for page in PAGES}


def _definition(page: GatewayPage) -> dict[str, Any]:
    home = {"Home": {"Fn::If": ["HasPublicUrl", "/", "/api/"]}}
    body = {"Fn::Sub": [page.html(), home]}
    definition: dict[str, Any] = {
        "responseParameters": response_parameters(),
        # Both, because the gateway chooses by the Accept header and a visitor shall read a page either way.
        "responseTemplates": {"application/json": body, "text/html": body},
    }
    if page.status is not None:
        definition["statusCode"] = page.status
    return definition


def response_parameters() -> dict[str, str]:
    """The headers of every gateway page, quoted as the gateway wants its static values."""
    return {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in _HEADERS.items()}
