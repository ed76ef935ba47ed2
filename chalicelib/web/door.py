"""The door: who may use a route, what every form must carry, and how a refusal becomes a page.

Chalice turns exceptions into JSON before any middleware sees them, so all of this wraps the handler itself.
"""

import logging
import sys
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from chalice.app import Response

from chalicelib.domain import refusals as no
from chalicelib.domain.access import DEVICE_LIFE, SESSION_LIFE, csrf_is_right
from chalicelib.domain.calendars import local_date
from chalicelib.domain.people import EmployeeId, Role
from chalicelib.domain.texts import Language, Message, text
from chalicelib.web.request import Form, Request, TooLarge, our_page, parse_cookies, parse_form, prefix_of
from chalicelib.web.responses import cookie, finished, page, redirect
from chalicelib.web.routes import UPLOAD_TYPE, Route, Who
from chalicelib.wiring import office, public_url
from chalicelib.wording import Wording
from chalicelib.workflows import sign_in

log = logging.getLogger(__name__)

SESSION_COOKIE = "__Host-sesi"
DEVICE_COOKIE = "__Host-perangkat"
VISITOR_COOKIE = "__Host-tamu"
LANGUAGE_COOKIE = "__Host-bahasa"
LANGUAGE_LIFE = timedelta(days=400)
"""The longest that browsers keep a cookie."""
LONGEST_PARAMETER = 500
"""Characters of a path's part; longer ones are no name of ours and could not even be looked up."""


ROLES = {
    Who.KEEPER: tuple(Role),
    Who.SECRETARY: (Role.SECRETARY,),
    Who.ADMINISTRATOR: (Role.ADMINISTRATOR,),
}
"""Who is let in where a role is needed."""

STATUSES: dict[type[no.Refusal], int] = {
    no.Preparing: 202,
    no.NotFound: 404,
    no.Forbidden: 403,
    no.Conflict: 409,
    no.Gone: 410,
    no.TooMany: 429,
    no.Busy: 503,
    TooLarge: 413,
    no.Refusal: 422,
}
"""The status of each family of refusals; the first that fits."""

HEADINGS = {
    202: text("Sedang disiapkan"),
    404: text("Tidak ditemukan"),
    403: text("Bukan wewenang Anda"),
    409: text("Keadaannya sudah berubah"),
    410: text("Sudah tidak berlaku"),
    413: text("Isian terlalu besar"),
    422: text("Belum dapat diproses"),
    429: text("Terlalu banyak percobaan"),
    503: text("Sistem sedang sibuk"),
}

REMEDIES = {
    202: text("Biasanya beberapa detik. Tunggu sebentar, lalu coba lagi."),
    403: text("Jika menurut Anda ini keliru, hubungi sekretaris unit Anda."),
    404: text("Periksa kembali alamatnya, atau mulai dari halaman Hari ini."),
    409: text("Buka kembali halamannya untuk melihat keadaan terbaru."),
    410: text("Gunakan tautan atau kode pada surel terbaru."),
    413: text("Tekan kembali pada peramban; isian Anda masih ada di sana. Ringkas, lalu kirim lagi."),
    422: text("Periksa tanggal dan isiannya, lalu coba lagi."),
    429: text("Tunggu sejenak, lalu coba lagi."),
    503: text("Kembali ke halaman sebelumnya, lalu kirim sekali lagi."),
}
"""What a person can do about it."""

LABELS = {
    "dates": text("Tanggal"),
    "tasks": text("Tugas"),
    "reason": text("Alasan"),
    "caption": text("Keterangan"),
    "start": text("Mulai"),
    "end": text("Selesai"),
    "rest": text("Istirahat"),
    "activity": text("Kegiatan"),
    "output": text("Hasil"),
    "volume": text("Jumlah"),
    "measure": text("Satuan"),
    "task": text("Tugas pada surat perintah"),
    "obstacles": text("Kendala"),
    "plan": text("Rencana"),
    "moves_from": text("Perpindahan berlaku mulai"),
    "email": text("Alamat surel"),
    "letterhead": text("Kop surat"),
    "number_pattern": text("Pola nomor"),
    "head_lines": text("Jabatan kepala"),
    "on_behalf": text("Atas nama"),
    "copies": text("Tembusan"),
    "number": text("Nomor"),
    "acting": text("Pejabat pengganti"),
    "first": text("Mulai"),
    "last": text("Sampai"),
    "employee": text("Pegawai"),
    "letter": text("Nomor surat"),
    "hour": text("Pukul"),
    "purpose": text("Keperluan"),
    "name": text("Nama hari libur"),
    "signer": text("Pejabat yang menetapkan"),
    "issued_on": text("Tanggal surat edaran"),
    "title": text("Tentang"),
    "instructions": text("Perintah kepada pegawai"),
    "protocol": text("Protokol kesehatan"),
    "reachability": text("Bagi pejabat yang bekerja dari rumah"),
    "always_in_units": text("Unit yang selalu di kantor"),
    "always_in_posts": text("Jabatan yang selalu di kantor"),
    "disciplined": text("Pegawai yang menjalani atau diproses hukuman disiplin"),
    "newly_placed": text("Pegawai yang baru ditempatkan"),
}
"""What typed fields are called when they are shown back."""


def answer(raw: Any, route: Route, parameters: dict[str, str]) -> Response:
    """What is answered to a request, as Chalice hands it over, on one of our routes."""
    started = time.perf_counter()
    request = _request(raw)
    response = _answer(request, route, raw.raw_body, parameters)
    told = {"route": request.route, "method": request.method, "status": response.status_code}
    log.info("request", extra={**told, "ms": round((time.perf_counter() - started) * 1000)})
    return finished(request, response)


def _request(raw: Any) -> Request:
    path, route = raw.context["path"], raw.path
    cookies = parse_cookies(raw.headers.get("cookie", ""))
    prefix = prefix_of(path, route)
    gateway = f"https://{raw.context.get('domainName', '')}{prefix}"
    return Request(
        method=raw.method,
        route=route,
        path=path[len(prefix) :] or "/",
        prefix=prefix,
        base=public_url() or gateway,
        form=Form({}),
        query=dict(raw.query_params or {}),
        cookies=cookies,
        headers=raw.headers,
        source=raw.context.get("identity", {}).get("sourceIp", ""),
        at=datetime.now(UTC),
        office=office(),
        chosen=_chosen(cookies.get(LANGUAGE_COOKIE, "")),
    )


def _chosen(kept: str) -> Language | None:
    """The language this browser was told to speak, None when nobody ever chose."""
    return Language(kept) if kept in {each.value for each in Language} else None


def _answer(request: Request, route: Route, body: str | bytes, parameters: dict[str, str]) -> Response:
    try:
        return _handled(request, route, body, parameters)
    except Exception:  # noqa: BLE001 - whatever it is, the person gets a page and we get its traceback
        return _broken(request)


def _handled(request: Request, route: Route, body: str | bytes, parameters: dict[str, str]) -> Response:
    try:
        if request.method == "POST":
            _read_form(request, body.encode() if isinstance(body, str) else body)
        if any(len(value) > LONGEST_PARAMETER for value in parameters.values()):
            raise no.NotFound
        if route.who is Who.FILE:
            return route.handler(request, **parameters)
        _recognise(request)
        _admit(request, route.who)
        if request.method == "POST" and not _came_from_us(request):
            raise no.Forbidden(text("Formulir ini tidak dikirim dari halaman Giliran, sehingga tidak kami terima."))
        if request.method == "POST" and not csrf_is_right(request.csrf_secret, request.form.one("csrf")):
            return _stale_form(request)
        return route.handler(request, **parameters)
    except no.SignInNeeded as needed:
        return _to_sign_in(request, needed)
    except no.Refusal as refusal:
        return refused(request, refusal)


def _read_form(request: Request, body: bytes) -> None:
    """Reads what was posted; Chalice let in only the type that the route takes."""
    sent_as = request.headers.get("content-type", "")
    if not sent_as.startswith(UPLOAD_TYPE):
        request.form = parse_form(body)
        return
    from chalicelib.web.multipart import parse_upload

    request.form, request.files = parse_upload(body, sent_as)


def _recognise(request: Request) -> None:
    """Finds the session of the browser, or makes a new one when the browser is still known."""
    request.visitor = request.cookies.get(VISITOR_COOKIE, "")
    employee, _, secret = request.cookies.get(SESSION_COOKIE, "").partition(".")
    if secret:
        request.session = sign_in.session_of(request.office, employee, secret, request.at)
    if request.session is None:
        resumed = sign_in.resume(request.office, *device_of(request), request.at)
        if resumed:
            remember(request, resumed)
    if request.session is None and not request.visitor:
        request.visitor = request.office.new_secret()
        request.set_cookies.append(cookie(VISITOR_COOKIE, request.visitor, int(SESSION_LIFE.total_seconds())))


def device_of(request: Request) -> tuple[str, str]:
    """Whose known device the browser says it is, and its secret; both "" when it says nothing."""
    employee, _, secret = request.cookies.get(DEVICE_COOKIE, "").partition(".")
    return (employee, secret) if employee and secret else ("", "")


def remember(request: Request, signed_in: sign_in.SignedIn) -> None:
    """Gives the browser its session and the secret it is known by."""
    session = signed_in.session
    request.session = session
    owner = session.employee
    request.set_cookies += [
        cookie(SESSION_COOKIE, f"{owner}.{signed_in.session_secret}", int(SESSION_LIFE.total_seconds())),
        cookie(DEVICE_COOKIE, f"{owner}.{signed_in.device_secret}", int(DEVICE_LIFE.total_seconds())),
    ]
    if request.chosen is None and signed_in.language is not None:
        speak(request, signed_in.language)


def speak(request: Request, language: Language) -> None:
    """Lets the browser keep the language that pages are written in for it."""
    request.chosen = language
    request.set_cookies.append(cookie(LANGUAGE_COOKIE, language, int(LANGUAGE_LIFE.total_seconds())))


def forget(request: Request) -> None:
    """Takes every cookie of ours back from the browser."""
    request.session = None
    request.visitor = ""
    request.set_cookies += [cookie(name, "", 0) for name in (SESSION_COOKIE, DEVICE_COOKIE, VISITOR_COOKIE)]


def _admit(request: Request, who: Who) -> None:
    """Lets the request in. Raises SignInNeeded or Forbidden."""
    if who is Who.ANYONE:
        return
    actor = request.actor
    if who is Who.PERSON:
        return
    if not any(actor.has(role) for role in ROLES[who]):
        raise no.Forbidden(text("Halaman ini tidak termasuk wewenang Anda."))
    need_todays_code(request)


def need_todays_code(request: Request) -> None:
    """Raises SignInNeeded when an administrator or a secretary sets about their work without a code of today."""
    actor = request.actor
    keeps_records = actor.has(Role.ADMINISTRATOR) or actor.has(Role.SECRETARY)
    if keeps_records and not _has_todays_code(request):
        raise no.SignInNeeded(text("Masukkan kode baru untuk pekerjaan hari ini."), fresh=True)


def is_secretary_today(request: Request) -> bool:
    """Whether the person may be offered a secretary's work: they are one, with a code of today."""
    return request.actor.has(Role.SECRETARY) and _has_todays_code(request)


def _has_todays_code(request: Request) -> bool:
    return request.signed_in.proved_on == local_date(request.at, request.actor.zone.info)


def whose_of(request: Request) -> EmployeeId | None:
    """The employee without mail that a secretary is at work for, None for one's own papers.

    Raises SignInNeeded without a code of today; whether they may is the use case's business.
    """
    named = request.form.one("whose") or request.query.get("whose", "")
    if not named or named == request.actor.id:
        return None
    need_todays_code(request)
    return EmployeeId(named)


def _came_from_us(request: Request) -> bool:
    """Whether the browser says the form came from our own page; one that says nothing is judged by the token alone.

    A page elsewhere can forge neither header, whatever it does to the form.
    """
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    return origin is None or (host != "" and urlsplit(origin).netloc == host)


def _page_before(request: Request) -> str:
    """The page of ours that a form was sent from, as far as the browser tells; "/" otherwise."""
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.headers.get("host", ""):
        return "/"
    return our_page(before.path.removeprefix(request.prefix) + (f"?{before.query}" if before.query else ""))


def _to_sign_in(request: Request, needed: no.SignInNeeded) -> Response:
    way_in = "/sign-in/fresh" if needed.fresh else "/sign-in"
    if request.method == "POST":
        address = f"{way_in}?next={quote(_page_before(request))}"
        again, todo = text("Anda perlu masuk lagi"), text("Masuk; halaman tadi terbuka lagi, lalu kirim sekali lagi.")
        return _refusal(request, 403, needed.message, [(text("Masuk"), address)], again, todo)
    return redirect(request, f"{way_in}?next={quote(request.here)}")


def refused(request: Request, refusal: no.Refusal) -> Response:
    """The page of an expected no."""
    status = next(status for family, status in STATUSES.items() if isinstance(refusal, family))
    actions = [(text("Kembali ke Hari ini"), "/")]
    if isinstance(refusal, no.Conflict):
        actions.append((text("Lihat permohonan saya"), "/orders"))
    if isinstance(refusal, no.Preparing):
        actions.insert(0, (text("Coba lagi"), request.here))
    return _refusal(request, status, refusal.message, actions)


def _refusal(
    request: Request,
    status: int,
    happened: Message | str,
    actions: list[tuple[str, str]],
    heading: str = "",
    todo: str = "",
) -> Response:
    typed = typed_of(request)
    kept = text("Belum terkirim; salin dari sini bila perlu.") if typed else ""
    return page(
        request,
        "refusals/refusal.html",
        status,
        heading=heading or HEADINGS[status],
        happened=happened,
        kept=kept,
        typed=typed,
        todo=todo or REMEDIES[status],
        reference="",
        actions=[(label, request.url(path)) for label, path in actions],
    )


def _stale_form(request: Request) -> Response:
    if request.files:
        return _refusal(
            request,
            403,
            text("Halaman isian sudah terlalu lama terbuka. Pilih kembali berkasnya, lalu kirim lagi."),
            [(text("Buka kembali halamannya"), request.path)],
        )
    return page(
        request,
        "refusals/stale_form.html",
        403,
        typed=typed_of(request),
        action=request.url(request.path),
        posted=request.form.pairs,
    )


def _broken(request: Request) -> Response:
    reference = request.office.new_id()[:8].upper()
    log.error("unexpected", exc_info=sys.exc_info(), extra={"reference": reference, "route": request.route})
    typed = typed_of(request)
    return page(
        request,
        "refusals/refusal.html",
        500,
        heading=text("Terjadi gangguan"),
        happened=text("Sistem mengalami gangguan yang tidak terduga dan sudah mencatatnya."),
        kept=text("Belum terkirim; salin dari sini bila perlu.") if typed else "",
        typed=typed,
        todo=text("Coba lagi beberapa saat lagi. Yang sudah diterima sebelumnya tetap tersimpan."),
        reference=reference,
        actions=[(text("Kembali ke Hari ini"), request.url("/"))],
    )


def typed_of(request: Request) -> list[tuple[str, str]]:
    """What a person typed into the posted form, with labels, so that no refusal loses it."""
    return labelled(request.words, request.form.pairs)


def labelled(words: Wording, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Typed fields with what they are called, those that nobody typed left out."""
    known = ((LABELS.get(name.rpartition("-")[2], ""), value) for name, value in pairs)
    return [(words.told(label), _shown(words, value)) for label, value in known if label and value]


def _shown(words: Wording, typed: str) -> str:
    """A date as people write it, everything else as it was typed."""
    try:
        return words.long_date(date.fromisoformat(typed))
    except ValueError:
        return typed
