"""The demonstration city: `python -m tools.city --table T --trail R [--endpoint URL] [--out .local/city.json]`.

Pekanbaru's units, bound by the circulars of 2021 and by copies of them today, with generated staff and a history of
orders, letters and reports. The staff are invented with a fixed seed and any likeness is accidental. Everything else is
made by the rules of the domain, so the city is as consistent as a real one should be. The same seed on the same day
gives the same city, to the last id.
"""

import argparse
import json
import os
import sys
import time as clock
from collections import Counter as Tally
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.domain.calendars import first_day, following, month_of, preceding
from chalicelib.domain.outbox import OutboxEntry
from chalicelib.domain.people import Employee
from chalicelib.domain.records import Record
from tools.city_books import Books
from tools.city_chance import JAKARTA, moment
from tools.city_history import MONTHS_OF_2021, Demonstration, live
from tools.city_rules import calendar_of, register
from tools.city_staff import people
from tools.places import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.storage.table import Table

SEED = 20210503
_OPENED_AT = time(0, 15)
_CHUNK = 250
_WRITERS = 8


@dataclass(frozen=True)
class Account:
    """Someone to sign in as."""

    role: str
    name: str
    mail: str


@dataclass(frozen=True)
class City:
    """Everything to store, in an order in which it may be stored, and whom to sign in as."""

    records: tuple[Record, ...]
    accounts: tuple[Account, ...]


def build_city(now: datetime, seed: int = SEED) -> City:
    """The city as it stands at the beginning of the day that `now` (aware) falls on in Pekanbaru."""
    today = now.astimezone(JAKARTA).date()
    this_month = month_of(today)
    recent = (preceding(this_month), this_month, following(this_month))
    months = (*MONTHS_OF_2021, *recent)
    years = sorted({2021, today.year, today.year + 1, *(first_day(month).year for month in months)})
    everyone = people(seed, today.year)
    copies_from = first_day(recent[0]).replace(month=1)
    circulars = register(tuple(unit.id for unit in everyone.units), copies_from)
    books = Books(seed, everyone, circulars, {year: calendar_of(year) for year in years})
    for month in months:
        books.open_month(month, moment(first_day(preceding(month)), _OPENED_AT))
    shown = live(books, seed, today)
    return City((*books.records(), *shown.errands), _accounts(shown))


def _accounts(shown: Demonstration) -> tuple[Account, ...]:
    return (
        _account("pegawai", shown.employee),
        _account("atasan", shown.supervisor),
        _account("sekretaris", shown.secretary),
        _account("administrator", shown.administrator),
    )


def _account(role: str, person: Employee) -> Account:
    return Account(role, person.name, person.email or "")


def summary(records: Sequence[Record]) -> dict[str, int]:
    """How many records of each kind."""
    return dict(sorted(Tally(type(record).__name__ for record in records).items()))


def store(table: "Table", records: Sequence[Record]) -> None:
    """Writes the records, several writers at a time; errands last, because workers start on them at once."""
    from chalicelib.storage.table import load

    facts = [record for record in records if not isinstance(record, OutboxEntry)]
    chunks = [facts[start : start + _CHUNK] for start in range(0, len(facts), _CHUNK)]
    with ThreadPoolExecutor(_WRITERS) as writers:
        for _ in writers.map(lambda chunk: load(table, chunk), chunks):
            continue
    load(table, [record for record in records if isinstance(record, OutboxEntry)])


def _client(endpoint: str | None) -> "DynamoDBClient":
    import boto3
    from botocore.config import Config

    # The emulator accepts any credentials, but boto3 wants to have some.
    keys: dict[str, Any] = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} if endpoint else {}
    region = os.environ.get("AWS_REGION", REGION)
    config = Config(max_pool_connections=_WRITERS, retries={"mode": "standard", "max_attempts": 5})
    return boto3.client("dynamodb", region_name=region, endpoint_url=endpoint, config=config, **keys)


def main(arguments: Sequence[str] | None = None) -> None:
    """Builds the city and loads it into two empty tables."""
    parser = argparse.ArgumentParser(prog="python -m tools.city", description="Load the demonstration city.")
    parser.add_argument("--table", required=True, help="name of the main table")
    parser.add_argument("--trail", required=True, help="name of the trail table")
    parser.add_argument("--endpoint", help="address of an emulator; AWS itself when it is left out")
    parser.add_argument("--out", type=Path, default=Path(".local/city.json"), help="where to list the accounts")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)

    from chalicelib.storage.table import Table

    began = clock.monotonic()
    city = build_city(datetime.now(UTC), options.seed)
    built = clock.monotonic()
    store(Table(_client(options.endpoint), options.table, options.trail), city.records)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    accounts = json.dumps([asdict(account) for account in city.accounts], ensure_ascii=False, indent=2)
    options.out.write_text(accounts + "\n", encoding="utf-8")
    sys.stdout.write("".join(f"{count:7} {kind}\n" for kind, count in summary(city.records).items()))
    sys.stdout.write(
        f"{len(city.records):7} records, built in {built - began:.1f} s, loaded in {clock.monotonic() - built:.1f} s\n"
    )


if __name__ == "__main__":
    main()
