"""Three stores that must behave as one: the fakes, moto's tables, and tables in the emulator.

moto answers one thread at a time only; whatever is about several people at once runs on the emulator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.storage.absences import Absences
from chalicelib.storage.ledger import Ledger
from chalicelib.storage.meetings import Meetings
from chalicelib.storage.orders import Orders
from chalicelib.storage.outbox import Outbox
from chalicelib.storage.people import People
from chalicelib.storage.recalls import Recalls
from chalicelib.storage.reports import Reports
from chalicelib.storage.rotas import Rotas
from chalicelib.storage.table import Table, load
from chalicelib.storage.trail import Trail
from chalicelib.workflows import ports
from tests.fakes import FakeFiles, FakePapers, FakeRecords, an_office, nth_id
from tests.simulated import simulated_aws
from tools import environments
from tools.emulator import Emulator, port_near
from tools.places import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STORAGE_PORT = 4766
QUICK = Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 1}, max_pool_connections=40)
"""One attempt, so that a test sees every failure."""

_numbers = count(1)


@dataclass(frozen=True)
class Store:
    """One of the three, as use cases see it."""

    records: ports.Records
    orders: ports.Orders
    ledger: ports.Ledger
    people: ports.People
    absences: ports.Absences
    recalls: ports.Recalls
    reports: ports.Reports
    rotas: ports.Rotas
    outbox: ports.Outbox
    trail: ports.Trail
    meetings: ports.Meetings

    def hold(self, *records: Any) -> None:
        """Keeps `records`, whatever was there."""
        if isinstance(self.records, FakeRecords):
            self.records.hold(*records)
        elif isinstance(self.records, Table):
            load(self.records, records)


def store_on(table: Table) -> Store:
    """The real storage on a pair of tables."""
    people = (Orders(table), Ledger(table), People(table), Absences(table), Recalls(table), Reports(table))
    return Store(table, *people, Rotas(table), Outbox(table), Trail(table), Meetings(table))


def office_on(table: Table) -> ports.Office:
    """An office on real tables; what is no table's business is a fake's."""
    store, ids = store_on(table), count(1)
    return ports.Office(
        store.records,
        store.orders,
        store.ledger,
        store.people,
        store.absences,
        store.recalls,
        store.reports,
        store.rotas,
        store.outbox,
        store.trail,
        store.meetings,
        FakeFiles(),
        FakePapers(),
        "Pekanbaru",
        keys=lambda: {"k001": b"key-of-the-tests"},
        new_id=lambda: nth_id(next(ids)),
        new_secret=lambda: "secret",
        wait=table.wait,
    )


def new_client(endpoint: str | None = None) -> DynamoDBClient:
    """A client that tries once; of the cloud, where something stands in for it, unless an endpoint is given."""
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=QUICK,
    )


def new_tables(client: DynamoDBClient) -> Table:
    """A main table and a trail that nobody has used yet."""
    number = next(_numbers)
    main, trail = f"main-{number}", f"trail-{number}"
    keys = ("PK", "SK", "GSI1PK", "GSI1SK")
    for name in (main, trail):
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "index1",
                    "KeySchema": [
                        {"AttributeName": "GSI1PK", "KeyType": "HASH"},
                        {"AttributeName": "GSI1SK", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
    return Table(client, main, trail)


@pytest.fixture(scope="session")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DynamoDBClient]:
    """A client of an emulator of our own, which keeps nothing."""
    environments.ensure(environments.EMULATOR)
    emulator = Emulator(tmp_path_factory.mktemp("emulator"), port_near(STORAGE_PORT), persist=False)
    emulator.start()
    try:
        yield new_client(emulator.endpoint)
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def moto_client() -> DynamoDBClient:
    """A client that moto answers while it is mocking; making one takes as long as fifty tests."""
    return new_client()


@pytest.fixture
def mocked(moto_client: DynamoDBClient) -> Iterator[DynamoDBClient]:
    """The client while moto answers it, with no tables at all."""
    with simulated_aws():
        yield moto_client


@pytest.fixture
def tables(emulated: DynamoDBClient) -> Table:
    """Empty tables in the emulator."""
    return new_tables(emulated)


@pytest.fixture(params=["fakes", "moto", "emulator"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store, three times."""
    if request.param == "fakes":
        office = an_office()
        people = (office.orders, office.ledger, office.people, office.absences, office.recalls, office.reports)
        return Store(office.records, *people, office.rotas, office.outbox, office.trail, office.meetings)
    return store_on(new_tables(request.getfixturevalue("mocked" if request.param == "moto" else "emulated")))
