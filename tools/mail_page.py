"""A page on the loopback interface where the mail that was sent can be read as a person would.

The list escapes everything. A mail's HTML is shown in a frame of its own, without scripts, under a
policy that lets it load nothing; its links open in the window, as they would from a mail program.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

from tools.mailbox import Mail, Mailbox
from tools.places import LOOPBACK

_WESTERN_TIME: Final = timezone(timedelta(hours=7), "WIB")
_POLL_SECONDS: Final = 1.0

_PAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'"
_MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"
)

_STYLE: Final = """
*{box-sizing:border-box}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#16202a;background:#f3f5f7}
header,main{max-width:46rem;margin:0 auto;padding:1rem}
header{padding-bottom:0}
h1{font-size:1.35rem;line-height:1.3;margin:0;overflow-wrap:anywhere}
a{color:#0b5394}
.hint{color:#4a5763;margin:.25rem 0 0}
ol{list-style:none;margin:0;padding:0;background:#fff;border:1px solid #d5dbe1;border-radius:.5rem;overflow:hidden}
li+li{border-top:1px solid #e3e8ec}
li a{display:block;padding:.75rem 1rem;text-decoration:none;color:inherit}
li a:hover,li a:focus{background:#eaf2fa}
li strong{display:block;color:#0b5394;overflow-wrap:anywhere}
li span{color:#4a5763;font-size:.9rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .75rem;margin:.75rem 0;font-size:.95rem}
dt{color:#4a5763}dd{margin:0;overflow-wrap:anywhere}
nav a{display:inline-block;padding:.5rem .9rem;margin:0 .25rem .5rem 0;background:#fff;border:1px solid #d5dbe1;
border-radius:.4rem;text-decoration:none}
nav a[aria-current]{background:#0b5394;color:#fff;border-color:#0b5394}
iframe{width:100%;height:75vh;border:1px solid #d5dbe1;border-radius:.5rem;background:#fff}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;background:#fff;border:1px solid #d5dbe1;
border-radius:.5rem;padding:1rem;margin:0}
"""


class MailPage:
    """Serves a mailbox and keeps it filled from the emulator, in threads of its own."""

    def __init__(self, mailbox: Mailbox, ask: Callable[[str], Any], port: int) -> None:
        self._mailbox = mailbox
        self._ask = ask
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer((LOOPBACK, port), _handler_for(mailbox))
        self._threads = [
            threading.Thread(target=self._server.serve_forever, name="mail page", daemon=True),
            threading.Thread(target=self._keep_collecting, name="mail collector", daemon=True),
        ]

    @property
    def address(self) -> str:
        """Where the list of mails is."""
        return f"http://localhost:{self._server.server_port}/"

    def start(self) -> None:
        """Serve and collect until stopped."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Collect a last time, while the emulator still answers, and stop serving."""
        self._stopping.set()
        self._collect()
        self._server.shutdown()
        self._server.server_close()

    def _keep_collecting(self) -> None:
        while not self._stopping.wait(_POLL_SECONDS):
            self._collect()

    def _collect(self) -> None:
        try:
            self._mailbox.collect(self._ask)
        except OSError:
            # The emulator is starting, busy or gone; what it still holds is collected next time.
            return


def _handler_for(mailbox: Mailbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """GET / lists, /mail/<id> shows one, /mail/<id>/html is what its frame holds."""

        server_version = "giliran-mail"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            match address.path.strip("/").split("/"):
                case [""]:
                    self._answer(list_page(mailbox.mails()), _PAGE_POLICY)
                case ["mail", mail_id]:
                    as_text = "teks" in parse_qs(address.query, keep_blank_values=True)
                    self._show(mail_id, lambda mail: mail_page(mail, as_text=as_text), _PAGE_POLICY)
                case ["mail", mail_id, "html"]:
                    self._show(mail_id, framed_html, _MAIL_POLICY)
                case _:
                    self._missing()

        def _show(self, mail_id: str, draw: Callable[[Mail], str], policy: str) -> None:
            mail = mailbox.find(mail_id)
            if mail is None:
                self._missing()
            else:
                self._answer(draw(mail), policy)

        def _missing(self) -> None:
            body = _page("Tidak ada", '<p>Surat ini tidak ada. <a href="/">Ke daftar surat</a></p>')
            self._answer(body, _PAGE_POLICY, HTTPStatus.NOT_FOUND)

        def _answer(self, html: str, policy: str, status: HTTPStatus = HTTPStatus.OK) -> None:
            body = html.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ARG002  # the base class names it
            return

    return Handler


def list_page(mails: list[Mail]) -> str:
    """Every mail, newest first; the page loads itself again every few seconds."""
    if not mails:
        return _page("Surat terkirim", "<p>Belum ada surat yang dikirim.</p>", refresh=True)
    rows = "".join(
        f'<li><a href="/mail/{quote(mail.id)}"><strong>{escape(mail.subject or "(tanpa judul)")}</strong>'
        f"<span>{escape(', '.join(mail.to))} · {_moment(mail)}</span></a></li>"
        for mail in mails
    )
    return _page("Surat terkirim", f"<ol>{rows}</ol>", refresh=True)


def mail_page(mail: Mail, *, as_text: bool) -> str:
    """One mail: who, when, and its HTML part in a frame or its text part."""
    as_text = as_text or not mail.html
    place = f"/mail/{quote(mail.id)}"
    shown = (
        f"<pre>{_with_links(mail.text)}</pre>"
        if as_text
        else f'<iframe src="{place}/html" title="Isi surat" '
        'sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
    here = ' aria-current="page"'
    return _page(
        mail.subject or "(tanpa judul)",
        f"<dl><dt>Dari</dt><dd>{escape(mail.sender)}</dd><dt>Kepada</dt><dd>{escape(', '.join(mail.to))}</dd>"
        f"<dt>Waktu</dt><dd>{_moment(mail)}</dd></dl>"
        f'<nav><a href="/">Semua surat</a><a href="{place}"{"" if as_text else here}>Tampilan</a>'
        f'<a href="{place}?teks"{here if as_text else ""}>Teks</a></nav>{shown}',
    )


def framed_html(mail: Mail) -> str:
    """The HTML part; its links leave the frame, as they leave a mail program."""
    return f'<base target="_top">{mail.html}'


def _with_links(text: str) -> str:
    """The text, escaped, its addresses made into links."""
    parts = []
    for word in text.replace("\r\n", "\n").split(" "):
        lines = []
        for line in word.split("\n"):
            shown = escape(line)
            is_link = line.startswith(("http://", "https://"))
            lines.append(f'<a href="{shown}">{shown}</a>' if is_link else shown)
        parts.append("\n".join(lines))
    return " ".join(parts)


def _moment(mail: Mail) -> str:
    local = datetime.fromisoformat(mail.sent).astimezone(_WESTERN_TIME)
    return escape(local.strftime("%d-%m-%Y %H.%M.%S WIB"))


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="5">' if refresh else ""
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{again}'
        f"<title>{escape(title)} – surat Giliran</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{escape(title)}</h1>"
        '<p class="hint">Surat yang dikirim Giliran di mesin ini. Tidak ada yang benar-benar terkirim keluar.</p>'
        f"</header><main>{body}</main></body></html>"
    )
