"""A world that can be killed: the product on simulated services, with a fuse at every call it makes to AWS.

The fuse hangs on botocore's own events, so nothing in the product knows of it, and a use case that makes other calls
tomorrow is killed at those. What came of it all is told by `facts`, without ids and without how often a mail was tried.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import boto3

from chalicelib.domain.access import Address
from chalicelib.domain.attendance import AttendanceMonth
from chalicelib.domain.attendance_lists import AttendanceList
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import Order
from chalicelib.domain.outbox import OutboxEntry
from chalicelib.domain.people import Employee
from chalicelib.domain.records import Counter, FormReceipt, LetterNumber
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.trail import TrailEntry
from chalicelib.post.mails import Mails
from chalicelib.post.queue import WorkQueue
from chalicelib.storage.codec import record_of
from chalicelib.storage.files import Bucket
from chalicelib.storage.layout import LAYOUTS
from chalicelib.storage.secrets import KeyRing
from chalicelib.storage.table import Table, load
from chalicelib.workflows import deliveries
from chalicelib.workflows.ports import Backroom, Office
from tests.fakes import FakePapers, nth_id
from tests.simulated import nobody_is_suppressed
from tests.storage.conftest import QUICK, new_tables, store_on
from tests.workflows.stage import PEOPLE, stage_records
from tools.places import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TOLD: Final = (
    AttendanceList,
    AttendanceMonth,
    Capacity,
    Counter,
    DailyReport,
    Employee,
    Evidence,
    FormReceipt,
    LedgerRow,
    LetterNumber,
    Order,
    OutboxEntry,
)
ASIDE: Final = ("evidence", "imports")
"""Folders of the bucket where a file is nothing before a record names it."""
BEFORE, AFTER = "before-call", "after-call"
SENDER: Final = "giliran@kota.example"
SWEEPS = 24
IDS = 1_000
"""More than one world ever gives."""
EVERY = timedelta(minutes=2)
"""Longer than a lease, so that each sweep may take up what a killed worker held."""

ADDRESSES: Final = tuple(Address(person.email, person.id) for person in PEOPLE if person.email)

Facts = dict[str, Any]
Everything = dict[type[Any], list[Any]]
T = TypeVar("T")

_worlds = count(1)


class Killed(BaseException):
    """The process ends here: nothing that could be caught by the product."""


@dataclass
class Fuse:
    """Counts the calls to AWS; `blows` says what happens before or after one of them."""

    calls: list[str] = field(default_factory=list)
    blows: Callable[[int, str, str], None] = lambda _number, _when, _name: None
    """Given the call's number from 1 on, BEFORE or AFTER, and the operation's name; raises or does nothing."""

    def before(self, model: Any, **_: Any) -> None:
        self.calls.append(model.name)
        self.blows(len(self.calls), BEFORE, model.name)

    def after(self, model: Any, **_: Any) -> None:
        self.blows(len(self.calls), AFTER, model.name)

    def reset(self, blows: Callable[[int, str, str], None] | None = None) -> None:
        """Begins to count anew."""
        self.calls.clear()
        self.blows = blows or (lambda _number, _when, _name: None)


@dataclass
class World:
    """The product with its services, and the mails that were accepted for sending."""

    backroom: Backroom
    table: Table
    fuse: Fuse
    mails: list[tuple[str, str]]
    """To whom and with which subject."""
    letters: Callable[[], set[str]]
    clock: datetime

    @property
    def office(self) -> Office:
        """What pages need."""
        return self.backroom.office

    def restart(self, *, keep_fuse: bool = False, every: timedelta = EVERY) -> None:
        """The sweep of the next minutes, until nothing is pending."""
        if not keep_fuse:
            self.fuse.reset()
        for _ in range(SWEEPS):
            self.clock += every
            deliveries.sweep(self.backroom, self.clock)
            if not self.table.query("OUTBOX#PENDING", index=True).items:
                return

    def everything(self) -> Everything:
        """All records by kind, read as the product never would: by a scan."""
        found: Everything = {}
        for name in (self.table.main, self.table.trail):
            for item in self.items(name):
                kind = TrailEntry if name == self.table.trail else _kind_of(item)
                if kind:
                    found.setdefault(kind, []).append(record_of(item, kind))
        return found

    @cached_property
    def kept(self) -> tuple[list[Any], list[Any]]:
        """Everything in its two tables, as it was when that was first asked."""
        return self.items(self.table.main), self.items(self.table.trail)

    def items(self, name: str) -> list[Any]:
        """Everything in a table."""
        pages = self.table.client.get_paginator("scan").paginate(TableName=name)
        return [item for page in pages for item in page["Items"]]


@cache
def _client(service: str, endpoint: str | None) -> Any:
    """One client for all worlds, since they are made one after the other."""
    return boto3.client(
        cast(Any, service),
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=QUICK,
    )


def _kind_of(item: dict[str, Any]) -> type[Any] | None:
    """The kind of record an item is, among those that facts are told of."""
    place = (item["PK"]["S"], item["SK"]["S"])
    fitting = (
        (len(layout.sk.partition("{")[0]), kind)
        for kind, layout in LAYOUTS.items()
        if all(_fits(key, pattern) for key, pattern in zip(place, (layout.pk, layout.sk), strict=True))
    )
    _, name = max(fitting, key=lambda fit: fit[0], default=(0, ""))
    return next((kind for kind in TOLD if kind.__name__ == name), None)


def _fits(key: str, pattern: str) -> bool:
    return key.startswith(pattern.partition("{")[0]) if "{" in pattern else key == pattern


def a_world(dynamodb: DynamoDBClient, at: datetime, like: World | None = None, endpoint: str | None = None) -> World:
    """The stage of the workflow tests on services of its own, or what became of it in `like`.

    `endpoint` is the emulator's.
    """
    number = next(_worlds)
    ses, sqs, s3, secrets = (_client(name, endpoint) for name in ("sesv2", "sqs", "s3", "secretsmanager"))
    for client in (dynamodb, ses, sqs, s3, secrets):
        client.meta.events.unregister(BEFORE, unique_id=BEFORE)
        client.meta.events.unregister(AFTER, unique_id=AFTER)
    table = new_tables(dynamodb)
    if like:
        _copy(like, table)
    else:
        load(table, [*stage_records(), *ADDRESSES])
    bucket = f"crashes-{number}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    secret = secrets.create_secret(Name=f"crashes-{number}", SecretString='{"kid":"k001","key":"of-the-tests"}')["ARN"]
    queue = sqs.create_queue(QueueName=f"crashes-{number}")["QueueUrl"]
    if SENDER not in {each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]}:
        ses.create_email_identity(EmailIdentity=SENDER)
    store, mails, fuse = store_on(table), list(like.mails) if like else [], Fuse()
    ids = count(number * IDS)
    office = Office(
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
        Bucket(s3, bucket),
        FakePapers(),
        "Pekanbaru",
        keys=KeyRing(secrets, secret),
        new_id=lambda: nth_id(next(ids)),
        new_secret=lambda: f"secret-{next(ids)}",
        wait=lambda _attempt: None,
    )

    def remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["mail"] = (params["Destination"]["ToAddresses"][0], params["Content"]["Simple"]["Subject"]["Data"])

    def accepted(context: dict[str, Any], http_response: Any, **_: Any) -> None:
        if http_response.status_code == 200:
            mails.append(context["mail"])

    for event, heard in (
        ("provide-client-params.sesv2.SendEmail", remember),
        ("after-call.sesv2.SendEmail", accepted),
        ("before-call.sesv2.DeleteSuppressedDestination", nobody_is_suppressed),
    ):
        ses.meta.events.unregister(event, unique_id=event)
        ses.meta.events.register(event, heard, unique_id=event)
    for client in (dynamodb, ses, sqs, s3, secrets):
        client.meta.events.register_first(BEFORE, fuse.before, unique_id=BEFORE)
        client.meta.events.register_last(AFTER, fuse.after, unique_id=AFTER)

    def letters() -> set[str]:
        there = {each["Key"].partition("/")[0] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])}
        return there.difference(ASIDE)

    backroom = Backroom(office, Mails(ses, SENDER, "https://giliran.example", "Pekanbaru"), WorkQueue(sqs, queue))
    return World(backroom, table, fuse, mails, letters, at)


def _copy(world: World, table: Table) -> None:
    for items, new in zip(world.kept, (table.main, table.trail), strict=True):
        puts: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
        for start in range(0, len(puts), 25):
            table.client.batch_write_item(RequestItems={new: puts[start : start + 25]})


def facts(world: World) -> Facts:
    """What can be seen of the world, without ids, attempts and duplicates of mails."""
    found = world.everything()

    def every(kind: type[T]) -> list[T]:
        return found.get(kind, [])

    names = {order.id: f"order {number}" for number, order in enumerate(sorted(every(Order), key=_asked), 1)}

    def unnamed(text: str) -> str:
        for order, name in names.items():
            text = text.replace(order, name)
        return text

    lines = [line for line in every(TrailEntry) if line.number is not None]
    entries = [(entry.errand.value, entry.delivery.value) for entry in every(OutboxEntry)]
    return {
        "orders": sorted((order.status, order.revision) for order in every(Order)),
        "numbers": sorted(number.number for number in every(LetterNumber)),
        "counters": sorted((each.unit, each.year, each.last) for each in every(Counter)),
        "places": sorted(
            (each.month, day, held.home, held.most) for each in every(Capacity) for day, held in each.days.items()
        ),
        "held": sorted(
            (each.month, rota, who, days)
            for each in every(Capacity)
            for rota, people in each.holds.items()
            for who, days in people.items()
        ),
        "marks": sorted(
            (row.employee, row.month, day, unnamed(mark)) for row in every(LedgerRow) for day, mark in row.days.items()
        ),
        "people": sorted((each.id, str(each.email), each.mail_trouble is None) for each in every(Employee)),
        "trail": sorted((unnamed(line.about), line.number, line.what, line.who) for line in lines),
        "errands": sorted(Tally(entries).items()),
        "forms": len(every(FormReceipt)),
        "mails": sorted(set(world.mails)),
        "letters": sorted(world.letters()),
        "reports": sorted((each.employee, each.date, each.revision, each.late) for each in every(DailyReport)),
        "evidence": sorted((each.employee, each.date, each.revision, len(each.pieces)) for each in every(Evidence)),
        "attendance": sorted((each.employee, each.month, each.revision) for each in every(AttendanceMonth)),
        "exports": sorted((each.id, each.status, each.done) for each in every(AttendanceList)),
    }


def _asked(order: Order) -> tuple[Any, ...]:
    return (order.submitted_at, order.employee, order.dates)
