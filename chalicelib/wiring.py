"""The only place that builds clients and hands them to use cases. Everything is made once and when first needed."""

import os
import secrets
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config
from botocore.handlers import BUILTIN_HANDLERS
from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.letters import Letter
from chalicelib.domain.orders import Order
from chalicelib.domain.people import Employee, EmployeeId, Unit
from chalicelib.domain.recaps import MonthRecap, PaperFormat, PersonalRecap, Seal
from chalicelib.domain.trail import TrailEntry
from chalicelib.settings import Settings, post_settings, settings
from chalicelib.storage.absences import Absences
from chalicelib.storage.files import Bucket
from chalicelib.storage.ledger import Ledger
from chalicelib.storage.meetings import Meetings
from chalicelib.storage.orders import Orders
from chalicelib.storage.outbox import Outbox
from chalicelib.storage.people import People
from chalicelib.storage.recalls import Recalls
from chalicelib.storage.reports import Reports
from chalicelib.storage.rotas import Rotas
from chalicelib.storage.secrets import KeyRing
from chalicelib.storage.table import Table
from chalicelib.storage.trail import Trail
from chalicelib.workflows.ports import Backroom, Office

if TYPE_CHECKING:
    from chalicelib.domain.activity_lists import ActivityList
    from chalicelib.domain.city_recap import CityRecap
    from chalicelib.domain.csv_rows import Column, Row
    from chalicelib.domain.reminders import ToReport
    from chalicelib.domain.rotas import UnitRota

QUICK = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
"""The gateway gives up after 29 seconds; a page must have failed well before."""
SIGNED = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})


def new_id() -> str:
    """Sixteen characters of base 32: 80 random bits, safe in paths and mails."""
    return b32encode(secrets.token_bytes(10)).decode().lower()


def new_secret() -> str:
    """256 random bits, safe in cookies."""
    return secrets.token_urlsafe(32)


class Papers(Struct, frozen=True):
    """The papers, which need to know where a letter can be verified."""

    base_url: str = ""

    def _sealed(self, seal: Seal | None) -> Seal | None:
        """The seal with the whole address of its public page."""
        return replace(seal, address=f"{self.base_url}{seal.address}") if seal else None

    def letter(self, order: Order) -> bytes:
        """The letter of an approved order as PDF."""
        from chalicelib.papers.letter import letter_pdf

        if order.letter is None or order.approved_at is None:
            raise ValueError("only an approved order has a letter")
        return letter_pdf(
            order.letter.letter,
            verify_url=f"{self.base_url}/letters/{order.id}",
            content_hash=order.letter.content_hash,
            approved_at=order.approved_at,
        )

    def sample_letter(self, letter: Letter) -> bytes:
        """A letter marked as a sample, as PDF."""
        from chalicelib.papers.letter import sample_pdf

        return sample_pdf(letter)

    def month(self, recap: MonthRecap, form: PaperFormat) -> bytes:
        """A unit's month in one of its formats."""
        recap = replace(recap, seal=self._sealed(recap.seal))
        if form is PaperFormat.CSV:
            from chalicelib.papers.month_csv import month_csv

            return month_csv(recap.table, recap.seal)
        if form is PaperFormat.XLSX:
            from chalicelib.papers.month_xlsx import month_xlsx

            return month_xlsx(recap)
        from chalicelib.papers.recap_pdf import month_parts, month_pdf

        return month_parts(recap) if form is PaperFormat.PARTS else month_pdf(recap)

    def personal(self, recap: PersonalRecap, form: PaperFormat) -> bytes:
        """One person's month in one of its formats."""
        recap = replace(recap, seal=self._sealed(recap.seal))
        if form is PaperFormat.PDF:
            from chalicelib.papers.recap_pdf import personal_pdf

            return personal_pdf(recap)
        from chalicelib.papers.personal_sheets import personal_csv, personal_xlsx

        return personal_csv(recap) if form is PaperFormat.CSV else personal_xlsx(recap)

    def city(self, recap: "CityRecap", form: PaperFormat) -> bytes:
        """The city's month in one of its formats."""
        if form is PaperFormat.PDF:
            from chalicelib.papers.city_pdf import city_pdf

            return city_pdf(recap)
        from chalicelib.papers.city_sheets import city_month_csv, city_month_xlsx

        return city_month_csv(recap) if form is PaperFormat.CSV else city_month_xlsx(recap)

    def activities(self, done: "ActivityList", form: PaperFormat) -> bytes:
        """One person's activities of a month, as CSV or PDF."""
        from chalicelib.papers.activities import activities_csv, activities_pdf

        return activities_csv(done) if form is PaperFormat.CSV else activities_pdf(done)

    def units_csv(self, units: Sequence[Unit], numbers: dict[str, str]) -> bytes:
        """Units as an import reads them."""
        from chalicelib.papers.city_csv import units_csv

        return units_csv(units, numbers)

    def staff_csv(self, staff: Sequence[Employee], numbers: dict[str, str]) -> bytes:
        """Staff as an import reads them."""
        from chalicelib.papers.city_csv import staff_csv

        return staff_csv(staff, numbers)

    def rows_csv(self, columns: "Sequence[Column]", rows: "Sequence[Row]") -> bytes:
        """Rows of a CSV file."""
        from chalicelib.papers.city_csv import rows_csv

        return rows_csv(columns, rows)

    def workbook_rows(self, content: bytes) -> tuple[tuple[str, ...], ...] | None:
        """The first sheet of a workbook that holds anything."""
        from chalicelib.papers.workbook import workbook_rows

        return workbook_rows(content)

    def rota_calendar(self, rota: "UnitRota", employee: EmployeeId) -> bytes:
        """One person's days of a rota as a calendar file."""
        from chalicelib.papers.rota_calendar import rota_calendar

        return rota_calendar(rota, employee)

    def report_calendar(self, days: "tuple[ToReport, ...]", employee: EmployeeId, at: datetime) -> bytes:
        """One person's days to report as a calendar file."""
        from chalicelib.papers.report_calendar import report_calendar

        return report_calendar(days, employee, at)

    def trail_csv(self, lines: Sequence[TrailEntry]) -> bytes:
        """Lines of the trail."""
        from chalicelib.papers.trail_csv import trail_csv

        return trail_csv(lines)


@cache
def office() -> Office:
    """What pages need."""
    return _office(settings(os.environ), Papers())


@cache
def public_url() -> str:
    """The address of a domain of our own, "" where pages answer at the gateway's."""
    return settings(os.environ).public_url


@cache
def backroom() -> Backroom:
    """What workers need."""
    from chalicelib.post.mails import Mails
    from chalicelib.post.queue import WorkQueue

    known, post = settings(os.environ), post_settings(os.environ)
    return Backroom(
        _office(known, Papers(post.base_url)),
        Mails(_client("sesv2", QUICK), post.sender, post.base_url, known.city),
        WorkQueue(_client("sqs", QUICK), post.queue_url),
    )


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def _client(service: str, config: Config) -> Any:
    """What `boto3.client` gives, without importing what boto3 needs for resources and file transfers."""
    return _session().create_client(service, config=config)


def _office(known: Settings, papers: Papers) -> Office:
    table = Table(_database(), known.table, known.trail)
    return Office(
        records=table,
        orders=Orders(table),
        ledger=Ledger(table),
        people=People(table),
        absences=Absences(table),
        recalls=Recalls(table),
        reports=Reports(table),
        rotas=Rotas(table),
        outbox=Outbox(table),
        trail=Trail(table),
        meetings=Meetings(table),
        files=Bucket(cast(Any, _Lazy("s3", QUICK.merge(SIGNED))), known.bucket),
        papers=papers,
        city=known.city,
        keys=KeyRing(cast(Any, _Lazy("secretsmanager", QUICK)), known.keys),
        new_id=new_id,
        new_secret=new_secret,
        wait=table.wait,
    )


def _database() -> Any:
    """DynamoDB's client, with those of botocore's handlers that are for every service.

    The other hundred mend the ways of S3, EC2 and the like; making them ready is a third of making a client.
    """
    session = botocore.session.Session(include_builtin_handlers=False)
    for event, handler, *_ in BUILTIN_HANDLERS:
        if "." not in event:
            session.register(event, handler)
    return session.create_client("dynamodb", config=QUICK)


class _Lazy:
    """A client that is made when it is first spoken to: most pages need neither the bucket nor the keys."""

    def __init__(self, service: str, config: Config) -> None:
        self._make = cache(lambda: _client(service, config))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)
