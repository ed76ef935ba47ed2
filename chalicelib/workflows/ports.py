"""What use cases need from the outside. Storage, papers and post fulfil it; the tests bring their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from chalicelib.domain.absence_lists import AbsenceList
    from chalicelib.domain.absences import Absence
    from chalicelib.domain.access import Device, Session
    from chalicelib.domain.activity_lists import ActivityList
    from chalicelib.domain.attendance_lists import AttendanceList
    from chalicelib.domain.attention import Need
    from chalicelib.domain.calendars import Month
    from chalicelib.domain.closures import Closure
    from chalicelib.domain.csv_rows import Column, Row
    from chalicelib.domain.imports import Import
    from chalicelib.domain.ledger import UnitMonth
    from chalicelib.domain.letters import Letter
    from chalicelib.domain.links import Keys
    from chalicelib.domain.meetings import Meeting
    from chalicelib.domain.orders import Assignee, Order, OrderId
    from chalicelib.domain.outbox import Errand, OutboxEntry
    from chalicelib.domain.people import Employee, EmployeeId, Unit, UnitId, Zone
    from chalicelib.domain.recalls import Recall
    from chalicelib.domain.recaps import MonthRecap, PaperFormat, PersonalRecap
    from chalicelib.domain.records import Bundle, Change, Key
    from chalicelib.domain.reminders import ToReport
    from chalicelib.domain.reports import DailyReport
    from chalicelib.domain.rota_swaps import RotaSwap
    from chalicelib.domain.rotas import UnitRota
    from chalicelib.domain.texts import Message
    from chalicelib.domain.trail import TrailEntry
    from chalicelib.domain.uploads import Upload
    from chalicelib.domain.waiting import Waiting

P = TypeVar("P")


class Records(Protocol):
    """Records by name, and transactions."""

    def read(self, *keys: Key[Any]) -> Bundle:
        """The records of `keys` in one request."""

    def commit(self, *changes: Change) -> None:
        """All of `changes` or none; raises the refusal of the first whose condition failed."""


class Orders(Protocol):
    """Queries over orders."""

    def of_employee(self, employee: EmployeeId, page: str | None, size: int) -> tuple[tuple[Order, ...], str | None]:
        """A page of the employee's orders, latest first, and what names the next page."""

    def waiting_for(self, person: EmployeeId, most: int) -> tuple[Waiting, ...]:
        """Up to `most` decisions that wait for the person."""

    def waiting_in(self, unit: UnitId, before: date | None = None) -> tuple[Waiting, ...]:
        """What waits in the unit for anyone, by first day; only what begins before `before` where it is given."""

    def history(self, order: OrderId) -> tuple[TrailEntry, ...]:
        """What was done to the order, oldest first."""


class Ledger(Protocol):
    """Queries over ledgers."""

    def month(self, unit: UnitId, month: Month) -> UnitMonth:
        """A unit's month in one query; raises NotFound before it is opened."""


class Rotas(Protocol):
    """Queries over rotas."""

    def latest(self, unit: UnitId, first: date) -> UnitRota:
        """The latest version of the rota whose period begins on `first`; raises NotFound for none."""

    def swaps(self, unit: UnitId) -> tuple[RotaSwap, ...]:
        """The last swaps of the unit, latest first."""

    def closures(self, unit: UnitId) -> tuple[Closure, ...]:
        """The last closures of the unit, latest first."""


class People(Protocol):
    """Queries over people."""

    def units(self) -> tuple[Unit, ...]:
        """Every unit by name."""

    def staff(self, unit: UnitId) -> tuple[Employee, ...]:
        """Everyone of the unit by name."""

    def imports(self, most: int) -> tuple[Import, ...]:
        """Staff lists that were handed in, newest first."""

    def sessions(self, employee: EmployeeId) -> tuple[Session, ...]:
        """The person's sessions."""

    def devices(self, employee: EmployeeId) -> tuple[Device, ...]:
        """The person's known devices."""


class Absences(Protocol):
    """Queries over absences."""

    def of_employee(self, employee: EmployeeId) -> tuple[Absence, ...]:
        """Every absence of the person, the withdrawn ones too."""

    def of_unit(self, unit: UnitId, page: str | None, size: int) -> tuple[tuple[Absence, ...], str | None]:
        """A page of the absences entered in the unit, latest first, and what names the next page."""

    def of_unit_since(self, unit: UnitId, day: date) -> tuple[Absence, ...]:
        """The absences entered in the unit that end on `day` or later, the withdrawn ones too."""

    def lists(self, unit: UnitId, most: int) -> tuple[AbsenceList, ...]:
        """The latest lists of absences that were handed in for the unit."""

    def attendance_lists(self, unit: UnitId, most: int) -> tuple[AttendanceList, ...]:
        """The latest exports of attendance that were handed in for the unit."""


class Reports(Protocol):
    """Queries over daily reports."""

    def of_month(self, employee: EmployeeId, month: Month) -> tuple[DailyReport, ...]:
        """The person's reports of a month, by day."""

    def to_verify(self, supervisor: EmployeeId, most: int) -> tuple[DailyReport, ...]:
        """Up to `most` reports that were filed under the supervisor and that nobody has verified, by day."""


class Recalls(Protocol):
    """Queries over recalls."""

    def of_unit(self, unit: UnitId, most: int) -> tuple[Recall, ...]:
        """The latest recalls of the unit."""


class Outbox(Protocol):
    """Queries over errands."""

    def due(self, at: datetime, most: int) -> tuple[str, ...]:
        """The ids of pending entries whose next attempt has come."""

    def set_aside(self, entry: str) -> None:
        """Takes an entry that cannot be read out of what is pending."""

    def parked(self, most: int) -> tuple[OutboxEntry, ...]:
        """Entries that were given up, newest first."""

    def all_held(self, most: int) -> tuple[OutboxEntry, ...]:
        """Entries that wait for somebody's address to work again, newest first."""

    def held(self, employee: EmployeeId) -> tuple[OutboxEntry, ...]:
        """Every entry that waits for the employee's address to work again."""

    def handed_out(self, period: str) -> frozenset[tuple[UnitId, str]]:
        """What the schedule handed out for `period`, a month, a date or a time of it."""


class Trail(Protocol):
    """Queries over the trail."""

    def concerning(
        self, employee: EmployeeId, page: str | None, size: int
    ) -> tuple[tuple[TrailEntry, ...], str | None]:
        """What was done and seen of the employee's records, latest first, and what names the next page."""

    def acts(self, about: str) -> tuple[TrailEntry, ...]:
        """What was done to a record, oldest first."""

    def looks(self, about: str, page: str | None, size: int) -> tuple[tuple[TrailEntry, ...], str | None]:
        """Who looked at a record, latest first, and what names the next page."""


class Meetings(Protocol):
    """Queries over meetings."""

    def of_unit(self, unit: UnitId, page: str | None, size: int) -> tuple[tuple[Meeting, ...], str | None]:
        """A page of the unit's meetings, latest first, and what names the next page."""


class Files(Protocol):
    """The bucket."""

    def save(self, name: str, content: bytes, media_type: str) -> None:
        """Keeps `content` under `name`, replacing what was there."""

    def read(self, name: str) -> bytes:
        """What is kept under `name`; raises NotFound when nothing is."""

    def save_plan(self, name: str, plan: Struct) -> None:
        """Keeps what an import would do."""

    def plan(self, name: str, kind: type[P]) -> P:
        """What an import would do; raises NotFound when it is not kept any more."""

    def exists(self, name: str) -> bool:
        """Whether something is kept under `name`."""

    def size(self, name: str) -> int | None:
        """Bytes of what is kept under `name`, None for nothing."""

    def remove(self, name: str) -> None:
        """Takes away what is kept under `name`, if it is there."""

    def link(self, name: str, shown_as: str) -> str:
        """An address that downloads the file for a few minutes."""

    def offer(self, name: str, most: int, back: str) -> Upload:
        """A form that brings one file of at most `most` bytes under `name`, and the browser on to `back`."""


class Papers(Protocol):
    """What people print or open in a spreadsheet."""

    def letter(self, order: Order) -> bytes:
        """The letter of an approved order as PDF."""

    def sample_letter(self, letter: Letter) -> bytes:
        """A letter marked as a sample, as PDF."""

    def month(self, recap: MonthRecap, form: PaperFormat) -> bytes:
        """A unit's month in one of its formats."""

    def personal(self, recap: PersonalRecap) -> bytes:
        """One person's month as PDF."""

    def activities(self, done: ActivityList, form: PaperFormat) -> bytes:
        """One person's activities of a month, as CSV or PDF."""

    def units_csv(self, units: Sequence[Unit], numbers: dict[str, str]) -> bytes:
        """Units as an import reads them; `numbers` are employee numbers by id."""

    def staff_csv(self, staff: Sequence[Employee], numbers: dict[str, str]) -> bytes:
        """Staff as an import reads them."""

    def rows_csv(self, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
        """Rows of a CSV file; a cell that a row lacks is empty."""

    def workbook_rows(self, content: bytes) -> tuple[tuple[str, ...], ...] | None:
        """The first sheet of an xlsx or xls that holds anything; None for what is no workbook. Workers only."""

    def rota_calendar(self, rota: UnitRota, employee: EmployeeId) -> bytes:
        """One person's days of a rota as a calendar file."""

    def report_calendar(self, days: tuple[ToReport, ...], employee: EmployeeId, at: datetime) -> bytes:
        """One person's days to report as a calendar file that rings before each deadline."""

    def trail_csv(self, lines: Sequence[TrailEntry]) -> bytes:
        """Lines of the trail."""


class Post(Protocol):
    """Mail. Raises Undeliverable when it is refused."""

    def sign_in_code(self, to: Employee, code: str) -> None:
        """The eight digits that make a browser known."""

    def order_submitted(self, to: Employee, order: Order, assignee: Assignee, token: str) -> None:
        """Everything the approver needs, and the link that decides."""

    def order_told(self, to: Employee, order: Order, errand: Errand) -> None:
        """What became of the employee's order; silent when it has moved on since."""

    def waiting_digest(self, to: Employee, asked: Sequence[tuple[Order, str]]) -> None:
        """Everything that waits for one person, each order with the token that decides it."""

    def waiting_long(self, to: Employee, unit: Unit, orders: Sequence[Order]) -> None:
        """What waits too long in a unit, for its secretary."""

    def recalled(self, to: Employee, recall: Recall, errand: Errand) -> None:
        """The employee is called in, or no longer; silent when it has moved on since."""

    def verify_digest(
        self,
        to: Employee,
        asked: Sequence[tuple[DailyReport, str]],
        holder: EmployeeId,
        beside: tuple[Unit, Mapping[Need, int]] | None = None,
    ) -> None:
        """The reports that wait for verification in `holder`'s post, each with the token that leads to it.

        `beside` is a unit and how much needs attention in it, by need, for its secretary.
        """

    def report_returned(self, to: Employee, report: DailyReport) -> None:
        """The employee's report is to be corrected."""

    def rota_swap(self, to: Employee, swap: RotaSwap) -> None:
        """A swap of home days as it stands now."""

    def closure(self, to: Employee, closure: Closure) -> None:
        """The closure of the person's unit or part, as it stands."""

    def rota_redrafted(self, to: Employee, rota: UnitRota, why: Message) -> None:
        """A rota's next version waits for whoever answers for the unit."""

    def meeting(self, to: Employee, meeting: Meeting) -> None:
        """An invitation to a meeting, or that it is cancelled."""

    def report_reminder(self, to: Employee, owed: ToReport) -> None:
        """The day's report is not there yet."""

    def attention(self, to: Employee, unit: Unit, day: date, needs: Mapping[Need, int]) -> None:
        """How much needs attention in a unit, by need, for its secretary."""

    def summary_ready(self, to: Employee, month: UnitMonth) -> None:
        """The month's summary waits for the secretary."""

    def report_received(self, to: Employee, report: DailyReport, zone: Zone) -> None:
        """The receipt of the person's report, as the clock of `zone` tells it."""

    def rota_days(self, to: Employee, rota: UnitRota) -> None:
        """The person's days of a published rota."""

    def address_code(self, person: Employee, email: str, code: str) -> None:
        """The eight digits that make `email` the person's address; it goes there, whatever was known of it."""

    def address_changed(self, to: Employee, person: Employee, email: str) -> None:
        """The person has another address now: told to the one before, or to who keeps the unit's records."""

    def address_failed(self, to: Employee, person: Employee) -> None:
        """Mail to the person does not arrive: told to who keeps the unit's records."""

    def address_tried(self, to: Employee) -> None:
        """The person's address is given another try."""


class Queue(Protocol):
    """The queue of errands that take a worker a while."""

    def hand_over(self, entry: OutboxEntry) -> None:
        """Puts the errand on the queue."""


class Office(Struct, frozen=True):
    """Everything a page's use case may reach."""

    records: Records
    orders: Orders
    ledger: Ledger
    people: People
    absences: Absences
    recalls: Recalls
    reports: Reports
    rotas: Rotas
    outbox: Outbox
    trail: Trail
    meetings: Meetings
    files: Files
    papers: Papers
    city: str
    """The city's name, as letters print it."""
    keys: Callable[[], Keys]
    """The active keys, read only when they are needed."""
    new_id: Callable[[], str]
    """Sixteen characters of base 32, never the same again."""
    new_secret: Callable[[], str]
    """256 random bits for a cookie."""
    wait: Callable[[int], None]
    """Waits a moment at random, longer with each attempt, so that those who collided part."""


class Backroom(Struct, frozen=True):
    """What workers have besides: the means to deliver."""

    office: Office
    post: Post
    queue: Queue
