"""One employee's visits, as API Gateway would hand them to the function, and the city they happen in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from chalicelib.domain.access import Address, Session, csrf_token, hashed
from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.ledger import Mark, opened_row
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import Employee, EmployeeId, Kind, Unit, UnitId, Zone, actor_of
from chalicelib.domain.records import Record
from chalicelib.domain.rota_books import RotaBook, entered
from chalicelib.domain.rota_bounds import Bounds, Turns
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.waiting import waiting_of
from chalicelib.storage.codec import item_of
from tools.city import City, build_city
from tools.places import CITY, PROJECT, REGION, STAGE_PATH

Event = dict[str, Any]

SECRET = "a-browser-that-is-signed-in"  # noqa: S105 - it opens nothing
CSRF_SECRET = "what-its-form-tokens-are-made-from"  # noqa: S105
TABLE, TRAIL = "giliran", "giliran-trail"
ON_A_DESK = 50
"""Orders that wait for the supervisor."""
ON_A_ROTA = 200
"""People of the secretary's unit."""
ROTA_FIRST = date(2026, 12, 1)


@dataclass(frozen=True)
class Visitor:
    """Someone with a session, and everything that is stored."""

    session: Session
    items: list[dict[str, Any]]

    @property
    def cookie(self) -> str:
        """What the browser sends."""
        return f"__Host-sesi={self.session.employee}.{SECRET}"

    def get(self, path: str, route: str = "", **parameters: str) -> Event:
        """Opening a page, on a `route` with `parameters` in its path where it is not the path itself."""
        event = _event("GET", path, route or path, {"cookie": self.cookie}, None)
        return {**event, "pathParameters": parameters or None}

    def post(self, path: str, fields: list[tuple[str, str]], route: str = "", **parameters: str) -> Event:
        """Sending a form, to a `route` with `parameters` in its path where it is not the path itself."""
        body = urlencode([("csrf", csrf_token(CSRF_SECRET)), ("form_key", "abcdefghijklmnop"), *fields])
        headers = {"cookie": self.cookie, "content-type": "application/x-www-form-urlencoded"}
        return {**_event("POST", path, route or path, headers, body), "pathParameters": parameters or None}


def visitors(at: datetime) -> tuple[Visitor, Visitor, Visitor, Visitor]:
    """The demonstration city's employee, supervisor, secretary and administrator, signed in.

    The supervisor has a full desk, and the secretary's unit a rota of 200 people and as many who did not report.
    """
    city = build_city(at)
    sessions = [_session(city, role, at) for role in ("pegawai", "atasan", "sekretaris", "administrator")]
    large = a_large_rota(sessions[2].actor.unit, at)
    records = [
        *city.records,
        *_full_desk(city),
        large,
        entered(RotaBook(large.unit), large),
        *_a_large_unit(sessions[2], at),
    ]
    items = [item_of(record) for record in (*records, *sessions)]
    employee, supervisor, secretary, administrator = (Visitor(session, items) for session in sessions)
    return employee, supervisor, secretary, administrator


def a_large_rota(unit: UnitId, at: datetime) -> UnitRota:
    """A published month of 200 people, every other of them at home day about."""
    lines = (
        RotaLine(
            EmployeeId(f"person{number:010d}"), f"Pegawai Nomor {number:03d}, S.Sos.", ("ab", "ba")[number % 2] * 11
        )
        for number in range(ON_A_ROTA)
    )
    half = Bounds(0, ON_A_ROTA // 2)
    days = tuple(day for number in range(31) if (day := ROTA_FIRST + timedelta(number)).weekday() < len("MTWTF"))[:22]
    basis = ("se", "Surat Edaran Nomor 1")
    return UnitRota(
        unit,
        "Unit",
        Zone.WIB,
        ROTA_FIRST,
        days[-1],
        1,
        *basis,
        days,
        (half,) * len(days),
        Turns.ALTERNATE,
        (),
        None,
        tuple(lines),
        at,
        "Sekretaris",
        at,
        "Sekretaris",
    )


def _a_large_unit(secretary: Session, at: datetime) -> Iterator[Record]:
    """Two hundred more people in the secretary's unit, at home today and without a report."""
    actor = secretary.actor
    day = local_date(at, actor.zone.info)
    for number in range(ON_A_ROTA):
        name = f"Pegawai Nomor {number:03d}, S.Sos."
        who = EmployeeId(f"person{number:010d}")
        mark = Mark(OrderId(f"large{number:011d}"), approved=True)
        person = Employee(who, Kind.PNS, name, None, None, "Pelaksana", None, actor.unit, None, None)
        yield person
        yield replace(opened_row(person, month_of(day)), days={f"{day:%d}": mark.packed()})


def _full_desk(city: City) -> list[Record]:
    """As many copies of an order that waits for the supervisor as make fifty."""
    mail = next(account.mail for account in city.accounts if account.role == "atasan")
    owner = next(each.employee for each in city.records if isinstance(each, Address) and each.email == mail)
    waiting = [
        each
        for each in city.records
        if isinstance(each, Order) and each.status is Status.SUBMITTED and each.step.assigned(owner)
    ]
    copies = [replace(waiting[0], id=OrderId(f"copy{number:012d}")) for number in range(ON_A_DESK - len(waiting))]
    return [*copies, *(each for copy in copies for each in waiting_of(copy).values())]


def _session(city: City, role: str, at: datetime) -> Session:
    mail = next(account.mail for account in city.accounts if account.role == role)
    by_id = {each.id: each for each in city.records if isinstance(each, Employee)}
    units = {each.id: each for each in city.records if isinstance(each, Unit)}
    person = by_id[next(each.employee for each in city.records if isinstance(each, Address) and each.email == mail)]
    actor = actor_of(person, units[person.unit])
    ends = at + timedelta(hours=8)
    return Session(person.id, hashed(SECRET), actor, CSRF_SECRET, "device", at.date(), ends)


def surroundings(endpoint: str) -> dict[str, str]:
    """The environment of a function that speaks to the stand-in."""
    return {
        "PATH": os.environ["PATH"],
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        **_environment_variables(),
        "GILIRAN_TABLE": TABLE,
        "GILIRAN_TRAIL": TRAIL,
        "GILIRAN_BUCKET": "giliran-files",
        "GILIRAN_KEYS": "giliran-keys",
        "GILIRAN_CITY": CITY,
    }


def _environment_variables() -> dict[str, str]:
    """What the package's configuration sets for every function."""
    configured: dict[str, str] = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))[
        "environment_variables"
    ]
    return configured


def _event(method: str, path: str, route: str, headers: dict[str, str], body: str | None) -> Event:
    sent = {"host": "giliran.example.go.id", "user-agent": "Mozilla/5.0", **headers}
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "path": f"/{STAGE_PATH}{path}",
            "httpMethod": method,
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "body": body,
        "isBase64Encoded": False,
    }
