"""Every way we know to make a link in a mail do what its assignee did not choose; each has to fail.

Two people deciding at the same instant, and a decision while the order is withdrawn, are in `workflows/test_decisions`
and `test_approvals` (and through the gateway in `deployed/test_concurrency`); scanners in a real browser in
`deployed/test_scanner`.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from msgspec.structs import replace

from chalicelib.domain.circulars import ChainStep, Post
from chalicelib.domain.links import decision_token
from chalicelib.domain.orders import Act, Link, Order, Status
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import register_key
from chalicelib.domain.trail import Means
from chalicelib.storage.table import load
from chalicelib.wiring import office
from chalicelib.workflows import asking
from chalicelib.workflows.once import Sent
from tests.factories import expiring
from tests.web.browser import BASE_URL, HOST, Browser
from tests.web.town import _SIGNED_IN, NOW, Contents, Town, day, log_lines

DECIDE, CODE, ENTER = "Simpan keputusan", "Kirim kode", "Masuk"
BUDI = EmployeeId("budi")
ADDRESSES = re.compile(r'(?:href|src|action|formaction)="([^"#][^"]*)"')
LEVELS = 2


def changed(town: Town, before: Contents) -> Contents:
    """What was written since; codes that were asked for and sign-ins are no decisions."""
    harmless = ("OUTBOX#", "CODE#", "LIMIT#", "EMP#")
    found = town.contents()
    return {key: item for key, item in found.items() if before.get(key) != item and not key[1].startswith(harmless)}


def crawl(browser: Browser, link: str, *, prefetching: bool = False) -> set[str]:
    """Opens the link and what it leads to, two levels deep, each by HEAD and by GET; all that was opened."""
    fetch: dict[str, Any] = {"purpose": "prefetch", "sec-purpose": "prefetch;prerender"} if prefetching else {}
    opened: set[str] = set()
    level = {link}
    for _ in range(LEVELS + 1):
        following: set[str] = set()
        for path in level - opened:
            browser.send("HEAD", path, **fetch)
            browser.send("GET", path, **fetch)
            assert browser.status < 500
            led = ADDRESSES.findall(browser.body.decode()) if browser.status == 200 else []
            led += [browser.location] if browser.status == 303 else []
            there = {urljoin(BASE_URL + path, unescape(each)) for each in led}
            following |= {urlsplit(each).path for each in there if urlsplit(each).netloc == HOST}
        opened |= level
        level = following
    return opened


@pytest.mark.parametrize("prefetching", [False, True], ids=["opening", "prefetching"])
@pytest.mark.parametrize("whose", ["the scanner's own browser", "the approver's browser"])
def test_a_scanner_that_opens_everything_two_levels_deep_decides_nothing(
    town: Town, waiting: Order, whose: str, prefetching: bool
) -> None:
    browser = town.browser() if whose == "the scanner's own browser" else town.browser_of("budi")
    before = town.contents()

    opened = crawl(browser, town.link(waiting), prefetching=prefetching)

    assert len(opened) > LEVELS
    assert changed(town, before) == {}
    assert town.order(waiting.id) == waiting


def test_a_scanner_that_presses_the_button_without_a_choice_decides_nothing(
    town: Town, waiting: Order, budi: Browser
) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    assert form.chosen("choice") == []
    before = town.contents()

    budi.post(form.action, form.filled(DECIDE))

    assert (budi.status, changed(town, before)) == (422, {})


def test_the_same_decision_replayed_counts_once(town: Town, waiting: Order, budi: Browser) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    sent = form.filled(DECIDE, choice=["approve"])
    assert budi.post(form.action, sent).status == 303
    before = town.contents()

    assert budi.post(form.action, sent).status == 303
    assert changed(town, before) == {}


def test_a_used_link_says_who_was_first_and_keeps_the_text(town: Town, waiting: Order, budi: Browser) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    town.decided(waiting, Act.APPROVE)
    before = town.contents()

    budi.post(form.action, form.filled(DECIDE, choice=["reject"], reason="Alasan yang saya tulis."))

    assert (budi.status, changed(town, before)) == (409, {})
    assert "Budi Hartono, S.Sos., M.Si. sudah memutuskan pada" in budi.page.text
    assert "Alasan yang saya tulis." in budi.page.text


def test_a_link_is_dead_after_return_and_resubmission(town: Town, waiting: Order, budi: Browser) -> None:
    old = town.link(waiting)
    form = budi.open(old).page.form(DECIDE)
    returned = town.decided(waiting, Act.RETURN, "Mohon rincikan.")
    siti = town.browser_of("siti").open(f"/orders/{returned.id}/edit")
    siti.submit("Lanjut: periksa permohonan", tasks="Rinci").submit("Kirim permohonan")
    before = town.contents()

    budi.post(form.action, form.filled(DECIDE, choice=["approve"]))

    assert (budi.status, changed(town, before)) == (410, {})
    assert "Tautan ini sudah diganti" in budi.open(old).page.text
    assert "Simpan keputusan" in budi.open(town.link(town.order(waiting.id))).page.text


def forged(order: Order) -> dict[str, str]:
    """Tokens that somebody made up, by what is wrong with them."""
    keys = office().keys()
    (kid,) = keys
    good = decision_token(keys, order, BUDI)
    other = next(letter for letter in "AB" if letter != good[20])
    gone = decision_token({"k000": b"a key that was retired"}, order, BUDI)
    guessed = decision_token({kid: b"a guess"}, order, BUDI)
    purpose = _other_purpose(keys[kid], order)
    return {
        "one character changed": good[:20] + other + good[21:],
        "of another purpose": kid + purpose,
        "of an old key": gone,
        "of a guessed key": guessed,
        "of another person": decision_token(keys, order, EmployeeId("rina")),
        "cut": good[:-1],
        "empty but for the key's id": kid,
    }


def _other_purpose(key: bytes, order: Order) -> str:
    """What the same key would sign for something else: a code, say, over the same facts."""
    link = Link(0, BUDI, 1, 1)
    told = ("code", "2", order.id, str(link.step), link.assignee, str(link.generation), str(link.content))
    digest = hmac.digest(key, "|".join(told).encode(), sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")


FLAWS = (
    *("one character changed", "of another purpose", "of an old key", "of a guessed key", "of another person"),
    *("cut", "empty but for the key's id"),
)


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_forged_token_opens_and_decides_nothing(town: Town, waiting: Order, budi: Browser, flaw: str) -> None:
    good = budi.open(town.link(waiting)).page.form(DECIDE)
    path = f"/decide/{waiting.id}/{forged(waiting)[flaw]}"
    before = town.contents()

    budi.post(path, good.filled(DECIDE, choice=["approve"]))
    assert budi.status == 410
    assert budi.send("GET", path).status == 410
    assert waiting.employee_name not in budi.page.text
    stranger = town.browser().open("/sign-in")
    csrf = stranger.page.form(CODE).values("csrf")[0]
    for rest in ("/code", "/renew"):
        assert stranger.post(path + rest, [("csrf", csrf)]).status == 410
    assert changed(town, before) == {}


def test_an_expired_link_decides_nothing_and_a_fresh_one_goes_to_the_registered_address_alone(
    town: Town, waiting: Order, budi: Browser
) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    late = expiring(waiting, NOW - timedelta(seconds=1))
    load(town.table, [late])
    town.deliver()
    town.mails.clear()

    budi.post(form.action, form.filled(DECIDE, choice=["approve"]))
    assert (budi.status, town.order(waiting.id)) == (410, late)
    budi.open(town.link(waiting)).submit("Kirim tautan baru ke surel yang terdaftar")
    assert "/decide/" not in budi.body.decode().replace(form.action, "")
    town.deliver()
    assert [mail.to for mail in town.mails] == ["budi@kota.example"]


@pytest.mark.parametrize("host", ["jahat.example", f"{HOST}.jahat.example", "jahat.example:443"])
def test_a_forged_host_header_gets_into_no_address_and_past_no_check(
    town: Town, waiting: Order, budi: Browser, host: str
) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    budi.send("GET", town.link(waiting), host=host)
    assert "jahat" not in budi.body.decode()
    before = town.contents()

    sent = form.filled(DECIDE, choice=["approve"])
    assert budi.post(form.action, sent, host=host).status == 403
    assert budi.post(form.action, sent, origin=f"https://{host}").status == 403
    stranger = town.browser()
    stranger.send("GET", town.link(waiting), host=host)
    stranger.submit(CODE)
    town.deliver()
    assert "jahat" not in town.mails[-1].text + town.mails[-1].html
    assert changed(town, before) == {}


def test_a_forwarded_link_asks_an_unknown_browser_for_the_code_that_only_the_assignee_receives(
    town: Town, waiting: Order
) -> None:
    colleague = town.browser_of("adi").open(town.link(waiting))
    assert "Ada yang menunggu keputusan" in colleague.page.text
    for fact in (waiting.employee_name, *waiting.tasks, "Budi"):
        assert fact not in colleague.page.text
    town.deliver()
    town.mails.clear()
    colleague.submit(CODE)
    town.deliver()
    assert [mail.to for mail in town.mails] == ["budi@kota.example"]

    colleague.submit(ENTER, code="00000000")
    assert "Kode tidak cocok" in colleague.page.text
    csrf = town.browser_of("adi").open("/orders/new").page.form("Keluar").values("csrf")
    sent = [("csrf", csrf[0]), ("form_key", "abcdefghijklmnop"), ("choice", "approve")]
    again = town.browser_of("adi")
    assert again.post(town.link(waiting), sent).status == 403
    assert town.order(waiting.id).status is Status.SUBMITTED


def test_a_browser_nobody_is_signed_in_on_decides_nothing_with_the_link(town: Town, waiting: Order) -> None:
    stranger = town.browser().open(town.link(waiting))
    csrf = stranger.page.form(CODE).values("csrf")[0]
    before = town.contents()

    stranger.post(town.link(waiting), [("csrf", csrf), ("form_key", "abcdefghijklmnop"), ("choice", "approve")])

    assert (stranger.status, changed(town, before)) == (403, {})
    assert "Silakan masuk lebih dahulu." in stranger.page.text


@pytest.fixture
def lenient(town: Town) -> Order:
    """An order whose first step the circular lets the link alone decide; the secretary signs."""
    name = register_key()
    register = town.table.read(name).get(name)
    chain = (ChainStep((Post.SUPERVISOR,), link_only=True), ChainStep((Post.SECRETARY,)))
    circulars = tuple(replace(each, chain=chain) for each in register.circulars)
    load(town.table, [replace(register, circulars=circulars)])
    return town.submitted(day(1))


def test_a_circular_that_lets_the_link_alone_decide_is_obeyed_and_the_trail_says_so(town: Town, lenient: Order) -> None:
    stranger = town.browser().open(town.link(lenient))
    assert "Keputusan lewat tautan saja" in stranger.page.text
    stranger.submit(DECIDE, choice=["approve"])

    now = town.order(lenient.id)
    decision = now.steps[0].decision
    assert decision
    assert (now.turn, decision.by.id, decision.means) == (1, "budi", Means.LINK_ONLY)
    line = office().orders.history(lenient.id)[-1]
    assert (line.who, line.origin.means) == ("budi", Means.LINK_ONLY)
    assert "lewat tautan saja" in town.browser_of("siti").open(f"/orders/{lenient.id}").page.text


def test_the_link_alone_decides_its_own_step_once_and_no_other(town: Town, lenient: Order) -> None:
    stranger = town.browser().open(town.link(lenient))
    form = stranger.page.form(DECIDE)
    stranger.post(form.action, form.filled(DECIDE, choice=["approve"]))
    before = town.contents()

    again = town.browser().open(town.link(lenient))
    assert "Ada yang menunggu keputusan" in again.page.text
    signing = town.browser().open(town.link(town.order(lenient.id)))
    assert "Ada yang menunggu keputusan" in signing.page.text
    csrf = [("csrf", signing.page.form(CODE).values("csrf")[0]), ("form_key", "bcdefghijklmnopq")]
    for link in (town.link(lenient), town.link(town.order(lenient.id))):
        signing.post(link, [*csrf, ("choice", "approve")])
        assert signing.status in (403, 409)
    assert changed(town, before) == {}


def test_a_scanner_decides_nothing_even_where_the_link_alone_would(town: Town, lenient: Order) -> None:
    before = town.contents()

    crawl(town.browser(), town.link(lenient))

    assert changed(town, before) == {}


def test_the_desk_decides_nothing_of_what_was_not_seen(town: Town, waiting: Order, budi: Browser) -> None:
    form = budi.open(f"/desk/{waiting.id}").page.form(DECIDE)
    town.decided(waiting, Act.RETURN, "Mohon rincikan.")
    sent = Sent(f"siti#{office().new_id()}", "hash")
    draft = asking.Draft((day(2),), ("Pekerjaan lain",))
    asking.resubmit(office(), town.actor("siti"), waiting.id, draft, sent, _SIGNED_IN, NOW)
    before = town.contents()

    budi.post(form.action, form.filled(DECIDE, choice=["approve"]))

    assert (budi.status, changed(town, before)) == (409, {})
    assert "berubah sejak Anda membukanya" in budi.page.text


@pytest.mark.parametrize("opened", [lambda town, order: town.link(order), lambda _, order: f"/desk/{order.id}"])
def test_tokens_stand_in_no_log_line_and_go_out_with_no_referrer(
    town: Town, waiting: Order, budi: Browser, opened: Callable[[Town, Order], str]
) -> None:
    with log_lines() as written:
        budi.open(opened(town, waiting))
        headers, page = budi.headers, budi.body.decode()
        budi.submit(DECIDE, choice=["approve"])
        town.browser().open(town.link(waiting))
        budi.open(town.link(waiting))
    log = written.getvalue()
    assert len(log.splitlines()) >= 4
    assert town.token(waiting) not in log
    assert waiting.id not in log
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    leads_out = [each for each in ADDRESSES.findall(page) if "//" in each]
    assert leads_out == [], "nothing on the page could be told where it stands"
