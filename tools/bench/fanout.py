"""The city's month on the 1st: one message a unit through the deployed queue, with a worker killed in the middle.

The deployed package on an emulator of its own. The tick hands out 200 units of 100 people; when a quarter of them are
drafted, the workers' processes are killed. What they held comes back to the queue and is done by others. Raises
RuntimeError for a unit that is left out or drafted twice. Nobody here has a mail address, and what a month owes beside
its summaries counts as handed out already, so that summaries are what is timed.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from chalicelib.domain.calendars import first_day, following
from chalicelib.domain.ledger import LedgerRow, MonthSheet
from chalicelib.domain.people import Unit, UnitId, Zone
from chalicelib.domain.records import Record, RunClaim, closing_key
from chalicelib.domain.schedule import SUMMARY_FROM, Job, due_jobs
from chalicelib.storage.table import Table, load
from tools import environments
from tools.bench import summary_unit
from tools.deployment import Deployment, deploy
from tools.emulator import Emulator, port_near
from tools.packaging import package
from tools.tick import tick

PORT: Final = 4786
UNITS, PEOPLE = 200, 100
GIVEN_BACK: Final = 30
"""Seconds after which the queue gives back what a killed worker held; the stack's own figure would have us wait."""
LONGEST: Final = 900
"""Seconds until the last unit must be drafted."""
KEYS: Final = 100


def figures() -> Iterator[tuple[str, float]]:
    """Units a second, how long the city takes, and how many messages were begun more than once."""
    environments.ensure(environments.EMULATOR)
    with tempfile.TemporaryDirectory() as scratch:
        emulator = Emulator(Path(scratch), port_near(PORT), persist=False)
        made = package("local")
        emulator.start()
        try:
            yield from _measured(deploy(made, emulator.endpoint), Path(scratch))
        finally:
            emulator.stop()


def _measured(deployed: Deployment, home: Path) -> Iterator[tuple[str, float]]:
    table = Table(deployed.clients.dynamodb(), deployed.table, deployed.trail)
    units = [UnitId(f"FAN{number:03d}") for number in range(UNITS)]
    first = first_day(following(summary_unit.MONTH))
    at = datetime.combine(first, SUMMARY_FROM, Zone.WIB.info)
    load(table, list(_records(units, at)))
    deployed.clients.sqs().set_queue_attributes(
        QueueUrl=deployed.queue_url, Attributes={"VisibilityTimeout": str(GIVEN_BACK)}
    )
    began = time.perf_counter()
    tick(deployed, at)
    killed = False
    while (done := _drafted(table, units)) < UNITS:
        if time.perf_counter() - began > LONGEST:
            raise RuntimeError(f"only {done} of {UNITS} units are drafted after {LONGEST} s")
        if not killed and done >= UNITS // 4:
            killed = _kill_workers(home)
        time.sleep(1)
    spent = time.perf_counter() - began
    _refuse_doubles(deployed, units)
    yield "fanout_units", UNITS
    yield "fanout_seconds", spent
    yield "fanout_units_per_second", UNITS / spent


def _records(units: list[UnitId], at: datetime) -> Iterator[Record]:
    """Units with a month of their own, and claims of everything the tick would hand out but the summaries."""
    for unit in units:
        for record in summary_unit.records(PEOPLE):
            match record:
                case Unit():
                    yield replace(record, id=unit, name=f"Unit {unit}", head=None, secretary=None)
                case MonthSheet() | LedgerRow():
                    yield replace(record, unit=unit)
        for due in due_jobs(at, Zone.WIB):
            if due.job is not Job.SUMMARY:
                yield RunClaim(due.period, unit, due.job, at)
        yield RunClaim(summary_unit.MONTH, unit, Job.OPEN, at)


def _drafted(table: Table, units: list[UnitId]) -> int:
    done = 0
    for start in range(0, len(units), KEYS):
        keys = [closing_key(unit, summary_unit.MONTH) for unit in units[start : start + KEYS]]
        found = table.read(*keys)
        done += sum(found.find(key) is not None for key in keys)
    return done


def _kill_workers(home: Path) -> bool:
    """Kills every process of the queue's function, as a failing machine would. Whether there was any."""
    pkill = shutil.which("pkill") or "pkill"
    return subprocess.run([pkill, "-KILL", "-f", f"{home.name}/.*-work-"], check=False).returncode == 0


def _refuse_doubles(deployed: Deployment, units: list[UnitId]) -> None:
    """Each unit's month has one line in the trail that says it was summed up."""
    lines: Counter[str] = Counter()
    trail: Any = deployed.clients.dynamodb()
    for unit in units:
        asked = {":month": {"S": f"MONTH#{unit}#{summary_unit.MONTH}"}}
        answer = trail.query(
            TableName=deployed.trail, KeyConditionExpression="PK = :month", ExpressionAttributeValues=asked
        )
        lines[unit] += sum(item["what"]["S"] == "summarise" for item in answer["Items"])
    if wrong := {unit: count for unit, count in lines.items() if count != 1}:
        raise RuntimeError(f"not summed up once: {wrong}")
