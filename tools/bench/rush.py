"""The month's last evening: everybody files in as short a time as the emulator takes.

The deployed package on an emulator of its own, over HTTP, many at once; every tenth sends the form twice, as people do
on a weak network. Raises RuntimeError for a report that is lost or filed twice, and for anything but the receipt.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from msgspec.structs import replace

from chalicelib.domain.access import Session, csrf_token, hashed
from chalicelib.domain.calendars import Expected, Hours, dates_of, month_of
from chalicelib.domain.circulars import Circular, CircularRegister
from chalicelib.domain.ledger import Mark, MonthSheet, opened_row
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import Employee, EmployeeId, Kind, Unit, UnitId, Zone, actor_of
from chalicelib.domain.records import Record, report_key, row_key
from chalicelib.storage.table import Table, load
from tools import environments
from tools.bench.visit import CSRF_SECRET, SECRET
from tools.city import build_city
from tools.deployment import Deployment, deploy
from tools.emulator import Emulator, port_near
from tools.packaging import package
from tools.places import LOOPBACK

PORT: Final = 4766
PEOPLE, UNITS, AT_ONCE = 1_200, 6, 16
TWICE: Final = 10
"""Every so-manieth sends the form twice."""
SEEN_OTHER: Final = 303
TYPED: Final = {
    "start": "07:30",
    "end": "16:00",
    "rest": "60",
    "activities-0-activity": "Memeriksa berkas",
    "activities-0-output": "Berkas diperiksa",
    "activities-0-volume": "3",
    "activities-0-measure": "berkas",
    "obstacles": "",
    "plan": "",
}


def figures() -> Iterator[tuple[str, float]]:
    """How long it takes, how many are filed in a second, how long each waits, and what it reads and writes."""
    environments.ensure(environments.EMULATOR)
    with tempfile.TemporaryDirectory() as scratch:
        emulator = Emulator(Path(scratch), port_near(PORT), persist=False)
        made = package("local")
        emulator.start()
        try:
            yield from _measured(deploy(made, emulator.endpoint))
        finally:
            emulator.stop()


def _measured(deployed: Deployment) -> Iterator[tuple[str, float]]:
    now = datetime.now(UTC)
    day = now.astimezone(Zone.WIB.info).date()
    table = Table(deployed.clients.dynamodb(), deployed.table, deployed.trail)
    people = _staff(table, day, now)
    _file(deployed, people[0], day, "warm")
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        waits = [each for many in crowd.map(lambda who: _filed(deployed, who, day), people[1:]) for each in many]
    spent = time.perf_counter() - began
    _refuse_lost(table, people, day)
    yield "rush_reports", len(people) - 1
    yield "rush_seconds", spent
    yield "rush_per_second", len(waits) / spent
    yield "rush_median_ms", 1000 * median(waits)
    yield "rush_95th_ms", 1000 * quantiles(waits, n=20)[-1]


def _filed(deployed: Deployment, who: Employee, day: date) -> list[float]:
    """Seconds that each sending took."""
    times = 2 if int(who.number or "1") % TWICE == 0 else 1
    began = time.perf_counter()
    waits, places = [], set()
    for _ in range(times):
        places.add(_file(deployed, who, day, f"rush{who.number}"))
        waits.append(time.perf_counter() - began)
        began = time.perf_counter()
    if len(places) != 1:
        raise RuntimeError(f"{who.id} has several receipts: {places}")
    return waits


def _file(deployed: Deployment, who: Employee, day: date, key: str) -> str:
    """Sends one form and returns where its receipt is."""
    place = urlsplit(deployed.base_url)
    fields = {"csrf": csrf_token(CSRF_SECRET), "form_key": f"{key:a<16}", **TYPED}
    headers = {
        "Host": place.netloc,
        "Origin": f"{place.scheme}://{place.netloc}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"__Host-sesi={who.id}.{SECRET}",
    }
    connection = HTTPConnection(LOOPBACK, place.port, timeout=120)
    try:
        connection.request("POST", f"{place.path}/reports/{day}", urlencode(fields).encode(), headers)
        answer = connection.getresponse()
        said = answer.read()
    finally:
        connection.close()
    if answer.status != SEEN_OTHER:
        raise RuntimeError(f"{answer.status} for {who.id}: {said[:2000].decode(errors='replace')}")
    return answer.getheader("Location") or ""


def _refuse_lost(table: Table, people: list[Employee], day: date) -> None:
    for start in range(0, len(people), 50):
        part = people[start : start + 50]
        rows = [row_key(each.unit, month_of(day), each.id) for each in part]
        reports = [report_key(each.id, day) for each in part]
        found = table.read(*rows, *reports)
        for row, report in zip(rows, reports, strict=True):
            there, mark = found.find(report), found.get(row).mark(day)
            if there is None or mark is None or mark.minutes != there.minutes:
                raise RuntimeError(f"the report of {report.parts} is lost, or the ledger knows nothing of it")


def _staff(table: Table, day: date, now: datetime) -> list[Employee]:
    """People of a few units, each signed in and at home today, whatever day of the week it is."""
    city = build_city(now)
    unit: Unit = next(each for each in city.records if isinstance(each, Unit) and each.zone is Zone.WIB)
    circular: Circular = next(each for each in city.records if isinstance(each, CircularRegister)).circulars[-1]
    units = [replace(unit, id=UnitId(f"RUSH{number}"), name=f"Unit {number}", head=None) for number in range(UNITS)]
    hours = Hours(datetime.min.time().replace(7, 30), datetime.min.time().replace(16), 60)
    expected = tuple(Expected(each, hours) for each in dates_of(month_of(day)))
    binding = replace(circular, units=tuple(each.id for each in units), start=day - timedelta(days=40), end=None)
    records: list[Record] = [CircularRegister((binding,)), *units]
    records += [MonthSheet(each.id, each.name, month_of(day), each.zone, expected) for each in units]
    people = [_person(number, units[number % UNITS]) for number in range(PEOPLE + 1)]
    for person, of in zip(people, (units[number % UNITS] for number in range(PEOPLE + 1)), strict=True):
        mark = Mark(OrderId(f"order{person.number:0>11}"), approved=True)
        row = replace(opened_row(person, month_of(day)), days={f"{day:%d}": mark.packed()})
        session: Any = Session(
            person.id, hashed(SECRET), actor_of(person, of), CSRF_SECRET, "device", day, now + timedelta(hours=8)
        )
        records += [person, row, session]
    load(table, records)
    return people


def _person(number: int, unit: Unit) -> Employee:
    name = f"Pegawai {number:04d}"
    who = EmployeeId(f"rush{number:012d}")
    return Employee(who, Kind.PNS, name, None, None, "Pelaksana", None, unit.id, None, None, number=str(number))
