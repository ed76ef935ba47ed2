"""Every route with every kind of person."""

import re

import pytest
from msgspec.structs import replace

from app import app
from chalicelib.domain.absence_lists import AbsenceList, AbsencePlan
from chalicelib.domain.attendance_lists import AttendanceList, AttendancePlan
from chalicelib.domain.circulars import Outage
from chalicelib.domain.import_changes import Plan
from chalicelib.domain.imports import Counts, File, Import
from chalicelib.domain.outbox import Delivery
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import register_key
from chalicelib.storage.table import load
from chalicelib.web.responses import digest
from chalicelib.web.routes import ROUTES, UPLOAD_TYPE, Route, Who
from chalicelib.wiring import office
from chalicelib.workflows import absence_lists, attendance_lists
from chalicelib.workflows.imports import plan_name
from tests import factories as a
from tests.web.browser import BASE_URL, Browser, Pairs
from tests.web.test_imports import UPLOAD, body
from tests.web.town import DINSOS, NOW, THIS_MONTH, TODAY, Cloud, Town

NOBODY, EMPLOYEE, HEAD = "nobody", "an employee", "a head"
SECRETARY, STALE_SECRETARY = "a secretary", "a secretary without a code of today"
ADMINISTRATOR, STALE_ADMINISTRATOR = "an administrator", "an administrator without a code of today"
ACCOUNTS = {
    EMPLOYEE: "siti",
    HEAD: "budi",
    SECRETARY: "rina",
    STALE_SECRETARY: "rina",
    ADMINISTRATOR: "joko",
    STALE_ADMINISTRATOR: "joko",
}
ALLOWED = {
    Who.ADMINISTRATOR: (ADMINISTRATOR, STALE_ADMINISTRATOR),
    Who.SECRETARY: (SECRETARY, STALE_SECRETARY),
}
STALE = (STALE_SECRETARY, STALE_ADMINISTRATOR)
OTHERS_ORDERS = ("/orders/{order_id}", "/orders/{order_id}/letter")
"""Pages anyone signed in may ask for, and of other people's orders only with a code of today."""

KEPT = {
    "/static/{version}/{name}": "public, max-age=31536000, immutable",
    "/unit/{unit}": "public, max-age=60",
}
"""How long anybody may keep what is the same for everybody."""

IN, SIGN_IN, FRESH, REFUSED = "let in", "sent to sign in", "asked for a code of today", "refused"

ABSENCES = ("/units/{unit}/absences/new", "/units/{unit}/absences/{employee}/{absence}/")
PAPERWORK = (
    "/units/{unit}/letter",
    "/units/{unit}/mandates",
    "/units/{unit}/absence-lists",
    "/units/{unit}/attendance",
    *ABSENCES,
)
NO_PAPER = {ADMINISTRATOR: REFUSED, STALE_ADMINISTRATOR: REFUSED, STALE_SECRETARY: FRESH}
"""Administrators hold no signed paper."""
NO_LETTER = {**dict.fromkeys((EMPLOYEE, HEAD, ADMINISTRATOR), REFUSED), **dict.fromkeys(STALE, FRESH)}
"""Of an absence: its unit's secretary attaches it."""
OWN_DAY = {**dict.fromkeys((HEAD, SECRETARY, *NO_PAPER), REFUSED), STALE_SECRETARY: FRESH}
"""Evidence is attached by whose day it is."""
OF_ONE_ORDER = {
    "/orders/{order_id}/scan/new": NO_PAPER,
    "/orders/{order_id}/uploads/{upload}": NO_PAPER,
    "/units/{unit}/absences/{employee}/{absence}/scan/new": NO_LETTER,
    "/units/{unit}/absences/{employee}/{absence}/uploads/{upload}": NO_LETTER,
    "/absences/{employee}/{absence}/scan": {STALE_SECRETARY: FRESH},
    "/evidence/{employee}/{day}": OWN_DAY,
    "/evidence/{employee}/{day}/uploads/{upload}": OWN_DAY,
    "/evidence/{employee}/{day}/files/{piece}": {STALE_SECRETARY: FRESH},
    "/verifications": {STALE_SECRETARY: FRESH},
    "/verifications/{employee}/{day}": {STALE_SECRETARY: FRESH},
    "/recalls/{employee}/{recall}": dict.fromkeys(STALE, FRESH),
    "/desk/{order_id}": dict.fromkeys(
        (EMPLOYEE, SECRETARY, STALE_SECRETARY, ADMINISTRATOR, STALE_ADMINISTRATOR), REFUSED
    ),
    "/orders/{order_id}/cancel": {
        **dict.fromkeys((EMPLOYEE, ADMINISTRATOR, STALE_ADMINISTRATOR), REFUSED),
        STALE_SECRETARY: FRESH,
    },
    "/orders/{order_id}/reassign": {
        **dict.fromkeys((EMPLOYEE, HEAD), REFUSED),
        **dict.fromkeys((STALE_SECRETARY, STALE_ADMINISTRATOR), FRESH),
    },
}
"""Pages of those who have to do with an order, which is Siti's and decided by Budi: who is not let in."""


@pytest.fixture(scope="module")
def standing(cloud: Cloud) -> Town:
    """A city in which something of everything exists; nothing in the walk changes it."""
    cloud.restore()
    town = Town(cloud)
    town.approved(TODAY)
    town.filed(TODAY)
    town.deliver()
    load(
        town.table,
        [
            a.an_entry(created_at=NOW, delivery=Delivery.PARKED),
            an_import(),
            a_list(),
            attendance_handed_in(),
            a.a_meeting(unit=DINSOS, date=TODAY),
            a.an_absence(unit=DINSOS, first=TODAY),
            a.a_recall(unit=DINSOS, day=TODAY),
            a.a_closure(unit=DINSOS, first=TODAY, last=TODAY, planned=TODAY),
            a.a_swap(unit=DINSOS, other=EmployeeId("adi")),
        ],
    )
    register = town.table.read(register_key()).get(register_key())
    load(town.table, [replace(register, outages=(Outage("c" * 16, NOW, NOW, "Putus", "Joko"),))])
    office().files.save_plan(plan_name(an_import().id), Plan(TODAY))
    office().files.save_plan(absence_lists.plan_name(a_list().id), AbsencePlan())
    office().files.save_plan(attendance_lists.plan_name(a_list().id), AttendancePlan())
    return town


def an_import() -> Import:
    """A staff list that was handed in and changes nothing."""
    return Import(
        id="impor7mabnopq3vd",
        by=EmployeeId("joko"),
        by_name="Joko",
        at=NOW,
        files=(File.STAFF,),
        seen=0,
        counts=Counts(),
        steps=0,
    )


def a_list() -> AbsenceList:
    """A list of absences that was handed in and enters nothing."""
    by = EmployeeId("rina")
    return AbsenceList(id=an_import().id, by=by, by_name="Rina", at=NOW, unit=DINSOS, steps=0, known=0, refused=0)


def attendance_handed_in() -> AttendanceList:
    """An export of attendance that was handed in and records nothing."""
    return AttendanceList(id=an_import().id, by=EmployeeId("rina"), by_name="Rina", at=NOW, unit=DINSOS, steps=0)


def browser_for(town: Town, person: str) -> Browser:
    if person == NOBODY:
        return town.browser()
    browser = town.browser_of(ACCOUNTS[person])
    if person in STALE:
        return town.prove_yesterday(browser)
    session = town.session_of(browser)
    load(town.table, [replace(session, proved_on=TODAY)])
    return browser


def addresses(town: Town) -> dict[Route, str]:
    order = town.order_on(TODAY)
    values = {
        "order_id": order.id,
        "first": str(TODAY),
        "content": "1",
        "token": town.token(order),
        "day": str(TODAY),
        "unit": "DINSOS",
        "month": THIS_MONTH,
        "entry": a.an_entry().id,
        "import_id": an_import().id,
        "list_id": an_import().id,
        "meeting_id": a.a_meeting().id,
        "swap_id": a.a_swap().id,
        "version": digest("style.css"),
        "name": "style.css",
        "employee": "siti",
        "sample": "0" * 16,
        "upload": "a" * 16,
        "piece": "0" * 16,
        "absence": a.an_absence().id,
        "recall": a.a_recall().id,
        "closure": a.a_closure().id,
        "circular_id": "se-1",
        "year": str(TODAY.year),
        "adjustment": "b" * 16,
        "outage": "c" * 16,
    }
    return {route: re.sub(r"\{(\w+)\}", lambda name: values[name[1]], route.path) for route in ROUTES}


def due_to(person: str, route: Route) -> str:
    """What the door owes a person on a route."""
    if route.who in (Who.ANYONE, Who.FILE):
        return IN
    if person == NOBODY:
        return SIGN_IN
    if route.method == "GET" and route.path in OF_ONE_ORDER:
        return OF_ONE_ORDER[route.path].get(person, IN)
    if route.who is Who.PERSON:
        return FRESH if person in STALE and route.method == "GET" and route.path in OTHERS_ORDERS else IN
    allowed = ALLOWED.get(route.who, tuple(ACCOUNTS))
    if person not in allowed or person == EMPLOYEE or (person == HEAD and _is_paperwork(route)):
        return REFUSED
    return FRESH if person in STALE else IN


def _is_paperwork(route: Route) -> bool:
    """What secretaries do for their heads."""
    return route.method == "GET" and route.path.startswith(PAPERWORK)


def came_to(browser: Browser) -> str:
    """What the door did, by what a person sees."""
    if browser.status == 303 and browser.location.startswith("/sign-in/fresh?next=/"):
        return FRESH
    if browser.status == 303 and browser.location.startswith("/sign-in?next=/"):
        return SIGN_IN
    if browser.status != 403:
        return IN
    if browser.page.heading == "Isian belum terkirim":
        return IN
    text = browser.page.text
    if "Masukkan kode baru untuk pekerjaan hari ini." in text:
        return FRESH
    return SIGN_IN if "Silakan masuk lebih dahulu." in text else REFUSED


def test_every_route_of_the_app_stands_in_the_list_that_is_walked() -> None:
    served = {(method, path) for path, methods in app.routes.items() for method in methods}
    assert served == {(route.method, route.path) for route in ROUTES}
    assert len(ROUTES) == len(served)


@pytest.mark.parametrize("person", [NOBODY, *ACCOUNTS])
def test_each_route_lets_in_whom_it_says(standing: Town, person: str) -> None:
    browser = browser_for(standing, person)
    before = standing.contents()
    found: dict[str, str] = {}
    for route, address in addresses(standing).items():
        kept = dict(browser.cookies)
        if route.method == "POST":
            posted(browser, route, address, [("reason", "Ketikan saya")])
        else:
            browser.send(route.method, address)
        found[f"{route.method} {route.path}"] = came_to(browser)
        assert browser.status < 500, (route, browser.page.text)
        headers_are_careful(browser, route)
        cookies_are_careful(browser)
        if route.method == "POST":
            assert browser.status == 403
            assert "Ketikan saya" in browser.page.text
        browser.cookies = kept
    assert found == {f"{route.method} {route.path}": due_to(person, route) for route in ROUTES}
    assert standing.contents() == before


def posted(browser: Browser, route: Route, address: str, sent: Pairs, origin: str = BASE_URL) -> None:
    """Posts a form as the route takes it."""
    if route.form_type == UPLOAD_TYPE:
        browser.send("POST", address, body(sent, {"staff": None}), **{"content-type": UPLOAD, "origin": origin})
    else:
        browser.post(address, sent, origin=origin)


def headers_are_careful(browser: Browser, route: Route) -> None:
    """What every answer carries."""
    headers = browser.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for part in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["Cache-Control"] == KEPT.get(route.path, "no-store")
    assert headers["X-Robots-Tag"] == "noindex"


def cookies_are_careful(browser: Browser) -> None:
    """What every cookie carries."""
    for line in browser.new_cookies:
        assert line.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
        assert "Domain" not in line


def test_every_form_receiver_refuses_a_foreign_origin(standing: Town) -> None:
    browsers = {person: browser_for(standing, person) for person in (ADMINISTRATOR, SECRETARY)}
    tokens = {person: browser.open("/").page.form("Keluar").filled() for person, browser in browsers.items()}
    before = standing.contents()
    for route, address in addresses(standing).items():
        if route.method != "POST":
            continue
        person = SECRETARY if route.who is Who.SECRETARY else ADMINISTRATOR
        browser, csrf = browsers[person], tokens[person]
        posted(browser, route, address, csrf, origin="https://jahat.example")
        assert (browser.status, route.path) == (403, route.path)
        assert "tidak dikirim dari halaman Giliran" in browser.page.text
    assert standing.contents() == before
