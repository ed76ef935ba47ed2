"""What a month's summary costs as the unit grows, and the same month counted by Django."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from msgspec.structs import replace

from chalicelib.domain.ledger import LedgerRow, MonthSheet
from chalicelib.domain.months import MonthTable, month_table
from chalicelib.domain.people import Unit
from chalicelib.storage.codec import item_of
from chalicelib.storage.ledger import Ledger
from chalicelib.storage.table import Table
from tools.bench import summary_unit
from tools.bench.stand_in import Shelf, size_of, stand_in
from tools.bench.summary_child import WARM
from tools.bench.visit import TABLE, TRAIL, surroundings

SIZES: Final = (100, 1_000, 5_000)
TURNS: Final = {100: 5, 1_000: 1, 5_000: 1}
"""How often each is made; the median counts."""
COMPARED: Final = 1_000
ROUNDS: Final = 5
ONE_UNIT: Final = 200
PARTS: Final = ("reading", "counting", "csv", "xlsx", "pdf")


def figures() -> Iterator[tuple[str, float]]:
    """Queries and bytes of the ledger, growth in time and memory, shares of the parts, and Django beside ours."""
    yield (
        "ledger_bytes_per_employee_month",
        max(size_of(item_of(person.row)) for person in summary_unit.people(summary_unit.LEAVE)),
    )
    yield "summary_queries", len(_queries(ONE_UNIT))
    made = {size: _made(size) for size in SIZES}
    small, middling, large = (made[size] for size in SIZES)
    yield "summary_growth", (large["whole"] / SIZES[2]) / (small["whole"] / SIZES[0])
    yield "summary_memory_growth", large["peak"] / middling["peak"]
    for size, each in made.items():
        yield f"summary_{size}_ms", 1000 * each["whole"]
        yield f"summary_{size}_mb", each["peak"] / 1024**2
    for part in PARTS:
        yield f"summary_share_{part}", large[part] / large["whole"]
    shelf = Shelf(_items(SIZES[1]))
    reads = [shelf.units("Query", asked)[0] for asked in _queries(SIZES[1])]
    yield "summary_read_units_per_1000", sum(reads)
    yield from _beside_django()


def _items(count: int) -> list[dict[str, Any]]:
    """The measured unit, and a small one to warm up with."""
    records = summary_unit.records(count)
    warm: list[Any] = []
    for record in summary_unit.records(summary_unit.HALF):
        match record:
            case Unit():
                warm.append(replace(record, id=WARM))
            case MonthSheet() | LedgerRow():
                warm.append(replace(record, unit=WARM))
    return [item_of(record) for record in (*records, *warm)]


def _made(size: int) -> dict[str, float]:
    """The median of some summaries of a unit, each in a process of its own."""
    with stand_in(_items(size)) as endpoint:
        made = [_child(endpoint) for _ in range(TURNS[size])]
    return {name: median(each[name] for each in made) for name in made[0]}


def _child(endpoint: str) -> dict[str, float]:
    child = [sys.executable, "-m", "tools.bench.summary_child"]
    done = subprocess.run(child, env=surroundings(endpoint), capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _queries(count: int) -> list[dict[str, Any]]:
    """What reading a unit's month asks DynamoDB for."""
    asked: list[dict[str, Any]] = []
    shelf = Shelf(_items(count))

    class Listening:
        def query(self, **question: Any) -> dict[str, Any]:
            asked.append(question)
            return shelf.answer("Query", question)

    client: Any = Listening()
    Ledger(Table(client, TABLE, TRAIL)).month(summary_unit.UNIT, summary_unit.MONTH)
    return asked


def _beside_django() -> Iterator[tuple[str, float]]:
    """Both in this process, in turns. With storage by the clock on the wall, since SQLite works in the process and the
    table does not; counting alone by CPU, from what either has in memory once it has read.

    Raises RuntimeError when they do not come to the same.
    """
    from tools.bench import django_month

    with tempfile.TemporaryDirectory() as scratch, stand_in(_items(COMPARED)) as endpoint:
        django_month.open_database(Path(scratch, "month.sqlite3"))
        django_month.fill(summary_unit.people(COMPARED))
        ledger = Ledger(Table(_client(endpoint), TABLE, TRAIL))
        month = ledger.month(summary_unit.UNIT, summary_unit.MONTH)
        people = django_month.read()
        ours, theirs = _counted(month_table(month, summary_unit.OVER)), django_month.count(people)
        if ours != theirs:
            raise RuntimeError(f"not the same month: {ours} and {theirs}")
        whole, counting = [], []
        for _ in range(ROUNDS):
            mine = _seconds(time.perf_counter, lambda: _ours(ledger))
            whole.append(mine / _seconds(time.perf_counter, lambda: django_month.count(django_month.read())))
            mine = _seconds(time.process_time, lambda: month_table(month, summary_unit.OVER))
            counting.append(mine / _seconds(time.process_time, lambda: django_month.count(people)))
    yield "summary_vs_django", median(whole)
    yield "summary_vs_django_counting", median(counting)


def _ours(ledger: Ledger) -> MonthTable:
    return month_table(ledger.month(summary_unit.UNIT, summary_unit.MONTH), summary_unit.OVER)


def _counted(table: MonthTable) -> tuple[int, int]:
    return table.required, table.counted


def _client(endpoint: str) -> Any:
    import boto3

    known = surroundings(endpoint)
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=known["AWS_DEFAULT_REGION"],
        aws_access_key_id=known["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=known["AWS_SECRET_ACCESS_KEY"],
    )


def _seconds(clock: Callable[[], float], work: Callable[[], object]) -> float:
    began = clock()
    work()
    return clock() - began
