"""A small city on a simulated cloud, and what goes on in it outside the browser: mail, errands, orders of earlier days.

Everything is built around the real today, because pages ask the clock. Both units work seven days a week, so that no
test depends on the weekday it runs on, and their time zone is one in which midnight is not near.
"""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import boto3
from chalice.test import Client
from moto.dynamodb.models import dynamodb_backends
from msgspec.structs import replace

from chalicelib.domain.access import Address, Challenge, Device, Session, hashed
from chalicelib.domain.calendars import Holiday, Hours, Month, WeekPattern, local_date, month_of, preceding
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.deciding import Choice
from chalicelib.domain.ledger import DayChange, LedgerRow, reported
from chalicelib.domain.links import decision_token
from chalicelib.domain.orders import Act, Order, OrderId
from chalicelib.domain.people import Actor, Employee, EmployeeId, Kind, UnitId, Zone, actor_of
from chalicelib.domain.records import (
    Create,
    MarkDays,
    Record,
    challenge_key,
    device_key,
    employee_key,
    order_key,
    report_key,
    row_key,
    session_key,
    unit_key,
)
from chalicelib.domain.report_links import report_token
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.trail import Means, Origin
from chalicelib.jobs import events
from chalicelib.logs import JsonLines
from chalicelib.storage.table import Table, load
from chalicelib.wiring import backroom, office
from chalicelib.workflows import asking, decisions, months
from chalicelib.workflows.asking import Draft
from chalicelib.workflows.once import Sent
from tests import factories as a
from tests.simulated import nobody_is_suppressed
from tests.web.browser import BASE_URL, Browser

ACCOUNT = "123456789012"
"""The one account of the simulation."""
MAIN, TRAIL, BUCKET, QUEUE = "giliran", "giliran-trail", "giliran-files", "giliran-work"
SENDER = "giliran@example.go.id"
SESSION_COOKIE, DEVICE_COOKIE, VISITOR_COOKIE = "__Host-sesi", "__Host-perangkat", "__Host-tamu"

DINSOS, SETDA = UnitId("DINSOS"), UnitId("SETDA")
FARTHEST = 8
"""Days ahead that tests look; a following month is opened only for them, since each costs time."""
EVERY_DAY = (Hours(time(7, 30), time(16), 60),) * 7
MADE_BY_SIGNING_IN = ("LIMIT#", "OUTBOX#", "CODE#")
HOLIDAY_IN = timedelta(days=5)
HOLIDAY_NAME = "Hari Jadi Kota"
A_TASK = "Menyusun laporan bulanan"

PEOPLE: tuple[Employee, ...] = (
    replace(a.a_supervisor("budi", unit=DINSOS), post="Kepala Dinas Sosial"),
    a.a_secretary("rina", unit=DINSOS),
    a.an_administrator("joko", unit=DINSOS, supervisor="budi"),
    a.an_employee("siti", unit=DINSOS),
    a.an_employee("adi", name="Adi Saputra, S.Kom.", nip="199001012019031005", unit=DINSOS),
    a.a_supervisor("sekda", unit=SETDA, supervisor=None),
    a.an_employee("lina", name="Lina Marlina", kind=Kind.THL, nip=None, rank=None, unit=SETDA, supervisor="sekda"),
    a.an_employee("dewi", name="Dewi Anggraini, S.H.", nip="198812122014022006", unit=SETDA, supervisor="sekda"),
)


def quiet_zone(at: datetime) -> Zone:
    """A time zone in which the date does not change within the next five minutes."""
    return next(zone for zone in Zone if local_date(at, zone.info) == local_date(at + timedelta(minutes=5), zone.info))


MOST_TRIES = 3
"""How often one delivery tries a queued errand that fails."""
NOW = datetime.now(UTC)
ZONE = quiet_zone(NOW)
TODAY = local_date(NOW, ZONE.info)
THIS_MONTH = month_of(TODAY)


def day(ahead: int) -> date:
    """The date so many days from today."""
    return TODAY + timedelta(days=ahead)


def city_records() -> list[Record]:
    """Two units: one with an office cap, one with a home cap of one place, alternate days and an early deadline."""
    circulars = (
        a.a_circular(
            "se-1",
            units=(DINSOS,),
            start=day(-400),
            max_home_pct=None,
            max_office_pct=50,
            report_deadline=time(23, 59, 59),
        ),
        a.a_circular(
            "se-2",
            units=(SETDA,),
            start=day(-400),
            max_home_pct=40,
            pattern=Pattern.ALTERNATE_DAYS,
            report_deadline=time(0),
        ),
    )
    pattern = WeekPattern(EVERY_DAY, EVERY_DAY)
    units = (
        a.a_unit(DINSOS, name="Dinas Sosial", zone=ZONE, pattern=pattern),
        a.a_unit(SETDA, name="Sekretariat Daerah", zone=ZONE, pattern=pattern, head="sekda", secretary=None),
    )
    holiday = Holiday(TODAY + HOLIDAY_IN, HOLIDAY_NAME)
    years = (TODAY.year - 1, TODAY.year, TODAY.year + 1)
    return [
        *units,
        *PEOPLE,
        *(Address(person.email or "", person.id) for person in PEOPLE),
        a.a_register(*circulars),
        *(a.a_calendar(year, holidays=(holiday,), fasting=()) for year in years),
    ]


Contents = dict[tuple[str, str, str], dict[str, Any]]
"""Items by table and keys."""


@dataclass(frozen=True)
class Mail:
    """A mail that was accepted for sending."""

    to: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The one address in it."""
        (found,) = re.findall(rf"{re.escape(BASE_URL)}\S+", self.text)
        return str(found)

    @property
    def code(self) -> str:
        """The eight digits in it."""
        (found,) = re.findall(r"(?<!\d)\d{8}(?!\d)", self.text)
        return str(found)


@dataclass(frozen=True)
class Asked:
    """One request to DynamoDB."""

    operation: str
    parameters: dict[str, Any]

    @property
    def is_for_session(self) -> bool:
        """Whether it only looks up who is signed in."""
        return self.operation == "GetItem" and self.parameters["Key"]["SK"]["S"].startswith("SESSION#")

    @property
    def name(self) -> str:
        """The operation; a note that someone looked at another's record is called what it is."""
        is_note = self.operation == "PutItem" and self.parameters["TableName"] == TRAIL
        return "access note" if is_note else self.operation


@dataclass
class Cloud:
    """What lives as long as the process: clients, the bucket, the queue, and the records a fresh city begins with."""

    client: Client
    mails: list[Mail] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    touched: set[tuple[str, str, str]] = field(default_factory=set)
    """Table and keys of everything that was written since the city was restored."""
    items: Contents = field(default_factory=dict)
    arranged: dict[str, Contents] = field(default_factory=dict)
    """What arrangements that several tests begin with left behind."""
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of a browser of each person, who signed in by the code in their mail."""

    @property
    def table(self) -> Table:
        """The tables as pages reach them."""
        return cast(Table, office().records)

    def listen(self) -> None:
        """Hears what is sent to DynamoDB and what SES accepts, on the product's own clients."""
        heard = self.table.client.meta.events
        heard.register("before-parameter-build.dynamodb", self._hear_request)
        for table in (self.table, cast(Table, backroom().office.records)):
            table.client.meta.events.register("before-parameter-build.dynamodb", self._hear_write)
        posted = cast(Any, backroom().post).client.meta.events
        posted.register("before-parameter-build.sesv2.SendEmail", self._hear_mail)
        posted.register("after-call.sesv2.SendEmail", self._hear_answer)
        posted.register("before-call.sesv2.DeleteSuppressedDestination", nobody_is_suppressed)

    def _hear_request(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append(Asked(model.name, params))

    def _hear_write(self, params: dict[str, Any], **_: Any) -> None:
        lines = [line for each in params.get("TransactItems", ()) for line in each.values()]
        for line in [params, *lines]:
            key = line.get("Item") or line.get("Key")
            if key:
                self.touched.add((line["TableName"], key["PK"]["S"], key["SK"]["S"]))
        for name, requests in params.get("RequestItems", {}).items():
            puts = [each["PutRequest"]["Item"] for each in requests if "PutRequest" in each]
            self.touched |= {(name, item["PK"]["S"], item["SK"]["S"]) for item in puts}

    def _hear_mail(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["mail"] = params

    def _hear_answer(self, http_response: Any, context: dict[str, Any], **_: Any) -> None:
        if http_response.status_code == 200:
            sent, body = context["mail"], context["mail"]["Content"]["Simple"]["Body"]
            (to,) = sent["Destination"]["ToAddresses"]
            subject = sent["Content"]["Simple"]["Subject"]["Data"]
            self.mails.append(Mail(to, subject, body["Text"]["Data"], body["Html"]["Data"]))

    def make_tables(self) -> None:
        """Two empty tables in place of what was there."""
        client = self.table.client
        for name in set(client.list_tables()["TableNames"]) & {MAIN, TRAIL}:
            client.delete_table(TableName=name)
        index = {
            "IndexName": "index1",
            "KeySchema": _key_schema("GSI1PK", "GSI1SK"),
            "Projection": {"ProjectionType": "ALL"},
        }
        for name in (MAIN, TRAIL):
            _create(client, name, ("PK", "SK", "GSI1PK", "GSI1SK"), GlobalSecondaryIndexes=[index])

    def found_city(self) -> None:
        """Builds the city, signs everyone in by mail, opens the months, and remembers how that looked."""
        self.make_tables()
        load(self.table, city_records())
        town = Town(self)
        for person in PEOPLE:
            self.cookies[person.id] = town.sign_in(town.browser(), person.id).cookies
        town.open_months(DINSOS)
        made = self.contents()
        self.items = {key: item for key, item in made.items() if not key[1].startswith(MADE_BY_SIGNING_IN)}
        self.touched = set(made)

    def restore(self) -> None:
        """The city as it was founded: what was written since is put back or removed."""
        if not self.has_tables():
            self.make_tables()
            self.touched = set(self.items)
        for name in (MAIN, TRAIL):
            keys = sorted(key for key in self.touched if key[0] == name)
            requests: Any = [_restoring(key, self.items.get(key)) for key in keys]
            for start in range(0, len(requests), 25):
                self.table.client.batch_write_item(RequestItems={name: requests[start : start + 25]})
        self.touched.clear()
        self.mails.clear()
        self.asked.clear()

    def has_tables(self) -> bool:
        """Whether no test dropped a table."""
        return {MAIN, TRAIL} <= set(self.table.client.list_tables()["TableNames"])

    def contents(self) -> Contents:
        """Everything in both tables, read where the simulation keeps it: a scan of it takes a second."""
        simulated = dynamodb_backends[ACCOUNT][self.table.client.meta.region_name].tables
        return {
            (name, item["PK"]["S"], item["SK"]["S"]): item
            for name in (MAIN, TRAIL)
            for item in (each.to_json()["Attributes"] for each in simulated[name].all_items())
        }


def _restoring(key: tuple[str, str, str], item: dict[str, Any] | None) -> dict[str, Any]:
    if item:
        return {"PutRequest": {"Item": item}}
    return {"DeleteRequest": {"Key": {"PK": {"S": key[1]}, "SK": {"S": key[2]}}}}


def _key_schema(pk: str, sk: str) -> list[dict[str, str]]:
    return [{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}]


def _create(client: Any, name: str, attributes: tuple[str, ...], **more: Any) -> None:
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in attributes],
        KeySchema=_key_schema("PK", "SK"),
        **more,
    )


def make_resources() -> dict[str, str]:
    """The bucket, the keys, the queue and the sender; returns the environment a function gets from its stack."""
    region = {"LocationConstraint": boto3.session.Session().region_name}
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=cast(Any, region))
    keys = json.dumps({"kid": "k001", "key": "a key of the tests, and of nobody else"})
    secret = boto3.client("secretsmanager").create_secret(Name="keys", SecretString=keys)
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    return {
        "GILIRAN_TABLE": MAIN,
        "GILIRAN_TRAIL": TRAIL,
        "GILIRAN_BUCKET": BUCKET,
        "GILIRAN_KEYS": secret["ARN"],
        "GILIRAN_CITY": "Pekanbaru",
        "GILIRAN_BASE_URL": BASE_URL,
        "GILIRAN_SENDER": SENDER,
        "GILIRAN_QUEUE_URL": boto3.client("sqs").create_queue(QueueName=QUEUE)["QueueUrl"],
    }


@dataclass
class Town:
    """The city during one test."""

    cloud: Cloud

    @property
    def table(self) -> Table:
        """The tables."""
        return self.cloud.table

    @property
    def mails(self) -> list[Mail]:
        """What was sent, oldest first."""
        return self.cloud.mails

    # Browsers

    def browser(self) -> Browser:
        """A browser that nobody used before."""
        return Browser(self.cloud.client)

    def browser_of(self, person: str) -> Browser:
        """The browser of someone who signed in this morning."""
        return Browser(self.cloud.client, dict(self.cloud.cookies[person]))

    def sign_in(self, browser: Browser, person: str) -> Browser:
        """Signs in by the code in the mail."""
        browser.open("/sign-in").submit("Kirim kode", email=self.person(person).email or "")
        self.deliver()
        assert self.mails[-1].to == self.person(person).email
        return browser.submit("Masuk", code=self.mails[-1].code)

    def session_of(self, browser: Browser) -> Session:
        """The record of a browser's session."""
        owner, _, secret = browser.cookies[SESSION_COOKIE].partition(".")
        name = session_key(EmployeeId(owner), hashed(secret))
        return self.table.read(name).get(name)

    def prove_yesterday(self, browser: Browser) -> Browser:
        """Makes the session one whose code was typed yesterday."""
        load(self.table, [replace(self.session_of(browser), proved_on=day(-1))])
        return browser

    def device_of(self, browser: Browser) -> Device:
        """The record of a browser that is known for whoever is signed in on it."""
        session = self.session_of(browser)
        name = device_key(session.employee, session.device)
        return self.table.read(name).get(name)

    def challenge_of(self, browser: Browser) -> Challenge:
        """The code that a browser waits for."""
        name = challenge_key(hashed(browser.cookies[VISITOR_COOKIE]))
        return self.table.read(name).get(name)

    # What happens elsewhere

    def open_months(self, unit: UnitId) -> None:
        """Opens this month, and the next one if it is near."""
        for month in sorted({THIS_MONTH, month_of(day(FARTHEST))}):
            months.open_month(office(), unit, month)

    def deliver(self) -> None:
        """Lets the sweep and the queue's worker do what is due."""
        events.sweep(datetime.now(UTC) + timedelta(seconds=1))
        sqs, url = boto3.client("sqs"), backroom_queue_url()
        for _ in range(MOST_TRIES):
            failed: list[str] = []
            while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages", []):
                event = self.cloud.client.events.generate_sqs_event([messages[0]["Body"]], queue_name=QUEUE)
                answer = self.cloud.client.lambda_.invoke("work", event).payload
                receipt = messages[0]["ReceiptHandle"]
                if answer["batchItemFailures"]:
                    failed.append(receipt)
                else:
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt)
            for receipt in failed:  # a month is summed up only after it was opened: tried again behind the others
                sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=0)
        events.sweep(datetime.now(UTC) + timedelta(seconds=1))

    def person(self, name: str) -> Employee:
        """Someone's record."""
        key = employee_key(EmployeeId(name))
        return self.table.read(key).get(key)

    def actor(self, name: str) -> Actor:
        """Someone as the workflows know them."""
        person = self.person(name)
        return actor_of(person, self.table.read(unit_key(person.unit)).get(unit_key(person.unit)))

    def submitted(self, *days: date, by: str = "siti", ago: timedelta = timedelta(), task: str = A_TASK) -> Order:
        """An order that was asked for a while ago."""
        sent = Sent(f"{by}#{office().new_id()}", "hash")
        draft = Draft(tuple(sorted(days)), (task,))
        shown = asking.submit(office(), self.actor(by), draft, sent, _SIGNED_IN, NOW - ago)
        return self.order(OrderId(shown.rpartition("/")[2]))

    def decided(self, order: Order, act: Act, reason: str = "", ago: timedelta = timedelta()) -> Order:
        """The order after its approver decided by the link."""
        by = order.step.assignees[0].id
        actor, sent = self.actor(by), Sent(f"{by}#{office().new_id()}", "hash")
        choice = Choice(act, reason)
        decisions.decide(office(), actor, order.id, self.token(order), choice, sent, _BY_LINK, NOW - ago)
        return self.order(order.id)

    def approved(self, *days: date, by: str = "siti") -> Order:
        """An order that was asked for and approved in good time, if need be some days ago."""
        ago = timedelta(days=max(1, (TODAY - min(days)).days + 1))
        if month_of(min(days)) < THIS_MONTH:
            months.open_month(office(), self.person(by).unit, preceding(THIS_MONTH))
        return self.decided(self.submitted(*days, by=by, ago=ago), Act.APPROVE, ago=ago)

    def filed(self, when: date, by: str = "siti") -> DailyReport:
        """The report of a home day, as it was received just now."""
        unit, mark = self.person(by).unit, self.row(by, month_of(when)).mark(when)
        assert mark, f"{by} has no order on {when}"
        person = self.person(by)
        report = a.a_report(when, employee=by, unit=unit, order=mark.order, received_at=NOW)
        report = replace(report, employee_name=person.name, supervisor=person.supervisor)
        turned = DayChange(when, mark, reported(mark, report.minutes, late=False))
        self.table.commit(Create(report), MarkDays(unit, month_of(when), person.id, (turned,)))
        return report

    def report(self, report: DailyReport) -> DailyReport:
        """A report as it stands."""
        key = report_key(report.employee, report.date)
        return self.table.read(key).get(key)

    def verify_link(self, report: DailyReport, to: str = "budi") -> str:
        """Where the link in the evening's mail leads."""
        token = report_token(office().keys(), report, EmployeeId(to))
        return f"/verify/{report.employee}/{report.date}/{token}"

    def order(self, order_id: OrderId) -> Order:
        """An order as it stands."""
        return self.table.read(order_key(order_id)).get(order_key(order_id))

    def order_on(self, when: date, by: str = "siti") -> Order:
        """The order that someone's day is marked with."""
        mark = self.row(by, month_of(when)).mark(when)
        assert mark, f"{by} has no order on {when}"
        return self.order(mark.order)

    def token(self, order: Order) -> str:
        """What the link in the approver's mail carries."""
        return decision_token(office().keys(), order, order.step.assignees[0].id)

    def link(self, order: Order) -> str:
        """Where the link in the approver's mail leads."""
        return f"/decide/{order.id}/{self.token(order)}"

    def row(self, person: str, month: Month = THIS_MONTH) -> LedgerRow:
        """Someone's month."""
        key = row_key(self.person(person).unit, month, EmployeeId(person))
        return self.table.read(key).get(key)

    def arranged(self, name: str, arrange: Callable[[], object]) -> None:
        """Lets `arrange` happen; from the second time on by its outcome, which is quicker."""
        if name not in self.cloud.arranged:
            before = self.cloud.contents()
            arrange()
            after = self.cloud.contents()
            self.cloud.arranged[name] = {key: item for key, item in after.items() if before.get(key) != item}
            return
        for table in (MAIN, TRAIL):
            items = [item for key, item in self.cloud.arranged[name].items() if key[0] == table]
            puts: Any = [{"PutRequest": {"Item": item}} for item in items]
            if puts:
                self.table.client.batch_write_item(RequestItems={table: puts})

    # What can be observed

    def contents(self) -> Contents:
        """Everything in both tables, apart from the notes that someone looked."""
        return {key: item for key, item in self.cloud.contents().items() if not key[2].startswith("VIEW#")}

    def looks(self, about: str) -> list[str]:
        """Who looked at a record of another person, by the trail."""
        found = self.cloud.contents()
        return [item["who"]["S"] for (_, pk, sk), item in found.items() if pk == about and sk.startswith("VIEW#")]

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Fills a list with the names of what pages ask of DynamoDB, but for looking up the session."""
        names: list[str] = []
        self.cloud.asked.clear()
        yield names
        names += [asked.name for asked in self.cloud.asked if not asked.is_for_session]


@contextmanager
def log_lines() -> Iterator[io.StringIO]:
    """What the log says meanwhile, line by line, as it goes to standard output otherwise."""
    handlers = [each for each in logging.getLogger("chalicelib").handlers if isinstance(each.formatter, JsonLines)]
    (handler,) = handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    try:
        yield written
    finally:
        handler.setStream(before)


def backroom_queue_url() -> str:
    """The queue the product hands errands to."""
    return str(cast(Any, backroom().queue).url)


_SIGNED_IN = Origin("203.0.113.7", Means.SIGNED_IN)
_BY_LINK = Origin("203.0.113.8", Means.LINK)
