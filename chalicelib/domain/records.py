"""Names of records, and what one transaction may write: the language that use cases and stores speak.

A `Key` names one record and knows its type; a `Change` is one line of a transaction. How either becomes a DynamoDB
request is the storage's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from chalicelib.domain.access import Address, Challenge, Device, Session
from chalicelib.domain.calendars import Month, YearCalendar
from chalicelib.domain.capacity import Capacity, ClosedDays
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.ledger import DayChange, LedgerRow, MonthSheet
from chalicelib.domain.orders import Order, OrderId
from chalicelib.domain.outbox import OutboxEntry
from chalicelib.domain.people import Employee, EmployeeId, Posting, Unit, UnitId
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.waiting import Desk, Kind, Waiting

if TYPE_CHECKING:
    # What few pages are about is known here by name only, so that the others need not import it (decision 0013).
    from chalicelib.domain.absence_lists import AbsenceList
    from chalicelib.domain.absences import Absence, AbsenceId
    from chalicelib.domain.addresses import AddressChange
    from chalicelib.domain.adjusting import Adjustment
    from chalicelib.domain.attendance import AttendanceMonth
    from chalicelib.domain.attendance_lists import AttendanceList
    from chalicelib.domain.city_recap import UnitFigures
    from chalicelib.domain.closing import MonthClosing
    from chalicelib.domain.closures import Closure, ClosureId
    from chalicelib.domain.correcting import Reading
    from chalicelib.domain.evidence import Evidence
    from chalicelib.domain.imports import Import, StaffRoll
    from chalicelib.domain.letter_styles import LetterStyle
    from chalicelib.domain.mandates import Mandates
    from chalicelib.domain.meetings import Meeting
    from chalicelib.domain.objections import Objections
    from chalicelib.domain.overview import UnitSnapshot
    from chalicelib.domain.placing import Placing
    from chalicelib.domain.recalls import Recall, RecallId
    from chalicelib.domain.reminders import ReminderChoice
    from chalicelib.domain.report_versions import PastReport, SavedDraft
    from chalicelib.domain.rota_books import RotaBook
    from chalicelib.domain.rota_swaps import RotaSwap
    from chalicelib.domain.rotas import UnitRota
    from chalicelib.domain.tallies import YearTally
    from chalicelib.domain.today import CalledIn

T = TypeVar("T")


class Unreadable(Exception):
    """What is stored under a key is no record of its kind: nothing we wrote, or written by code that is gone."""


class FormReceipt(Struct, frozen=True):
    """A form that was accepted: its one-time key, a hash of what was sent, and where its result is shown."""

    key: str
    content_hash: str
    result: str
    expires: datetime


class Counter(Struct, frozen=True):
    """The last letter number an issuing unit gave in a year."""

    unit: UnitId
    year: int
    last: int
    revision: int = 1


class LetterNumber(Struct, frozen=True):
    """A letter number that is taken, whoever gave it."""

    number: str
    order: OrderId


class RunClaim(Struct, frozen=True):
    """A scheduled job of a unit and a period (a month, a day, a time of it) that was handed out: once is enough."""

    period: str
    unit: UnitId
    job: str
    at: datetime
    tries: int = 0
    """How often a worker failed at it, as far as that is counted."""
    failure: str = ""
    """Why, the last time."""


class Key(Struct, Generic[T], frozen=True):
    """The name of one record of type T."""

    kind: type[T]
    parts: tuple[str, ...]


def employee_key(employee: EmployeeId) -> Key[Employee]:
    """An employee."""
    return Key(Employee, (employee,))


def unit_key(unit: UnitId) -> Key[Unit]:
    """A unit."""
    return Key(Unit, (unit,))


def style_key(unit: UnitId) -> Key[LetterStyle]:
    """What a unit's letters look like, where it chose that."""
    from chalicelib.domain.letter_styles import LetterStyle

    return Key(LetterStyle, (unit,))


def register_key() -> Key[CircularRegister]:
    """The city's circulars."""
    return Key(CircularRegister, ())


def adjustment_key(adjustment: str) -> Key[Adjustment]:
    """What carries a circular or a calendar to the opened months."""
    from chalicelib.domain.adjusting import Adjustment

    return Key(Adjustment, (adjustment,))


def calendar_key(year: int) -> Key[YearCalendar]:
    """One year of the city's calendar."""
    return Key(YearCalendar, (str(year),))


def reading_key(year: int) -> Key[Reading]:
    """What the holidays package says of a year."""
    from chalicelib.domain.correcting import Reading

    return Key(Reading, (str(year),))


def order_key(order: OrderId) -> Key[Order]:
    """An order."""
    return Key(Order, (order,))


def placing_key(order: OrderId) -> Key[Placing]:
    """How far an order that a rota made is in the ledgers."""
    from chalicelib.domain.placing import Placing

    return Key(Placing, (order,))


def waiting_key(person: EmployeeId, kind: Kind, order: OrderId) -> Key[Waiting]:
    """What waits for someone."""
    return Key(Waiting, (person, kind, order))


def desk_key(person: EmployeeId) -> Key[Desk]:
    """Whether someone was ever asked for a decision."""
    return Key(Desk, (person,))


def mandates_key(holder: EmployeeId) -> Key[Mandates]:
    """The mandates for an office-holder's post."""
    from chalicelib.domain.mandates import Mandates

    return Key(Mandates, (holder,))


def meeting_key(meeting: str) -> Key[Meeting]:
    """A meeting."""
    from chalicelib.domain.meetings import Meeting

    return Key(Meeting, (meeting,))


def sheet_key(unit: UnitId, month: Month) -> Key[MonthSheet]:
    """The heading of a unit's month."""
    return Key(MonthSheet, (unit, month))


def closing_key(unit: UnitId, month: Month) -> Key[MonthClosing]:
    """How far a unit's month is closed."""
    from chalicelib.domain.closing import MonthClosing

    return Key(MonthClosing, (unit, month))


def objections_key(unit: UnitId, month: Month, employee: EmployeeId) -> Key[Objections]:
    """What an employee has against days of a unit's month."""
    from chalicelib.domain.objections import Objections

    return Key(Objections, (unit, month, employee))


def run_key(period: str, unit: UnitId, job: str) -> Key[RunClaim]:
    """A scheduled job that may have been handed out."""
    return Key(RunClaim, (period, unit, job))


def row_key(unit: UnitId, month: Month, employee: EmployeeId) -> Key[LedgerRow]:
    """An employee's row in a unit's month."""
    return Key(LedgerRow, (unit, month, employee))


def capacity_key(unit: UnitId, month: Month) -> Key[Capacity]:
    """The places of a unit's month."""
    return Key(Capacity, (unit, month))


def report_key(employee: EmployeeId, day: date) -> Key[DailyReport]:
    """An employee's report of a day."""
    return Key(DailyReport, (employee, day.isoformat()))


def evidence_key(employee: EmployeeId, day: date) -> Key[Evidence]:
    """The evidence of an employee's day."""
    from chalicelib.domain.evidence import Evidence

    return Key(Evidence, (employee, day.isoformat()))


def past_report_key(employee: EmployeeId, day: date, content: int) -> Key[PastReport]:
    """What an employee's report of a day said before it was corrected."""
    from chalicelib.domain.report_versions import PastReport

    return Key(PastReport, (employee, day.isoformat(), str(content)))


def saved_draft_key(employee: EmployeeId, day: date) -> Key[SavedDraft]:
    """What is typed of an employee's report of a day."""
    from chalicelib.domain.report_versions import SavedDraft

    return Key(SavedDraft, (employee, day.isoformat()))


def absence_key(employee: EmployeeId, absence: AbsenceId) -> Key[Absence]:
    """An absence of an employee."""
    from chalicelib.domain.absences import Absence

    return Key(Absence, (employee, absence))


def absence_list_key(handed_in: str) -> Key[AbsenceList]:
    """A list of absences that was handed in."""
    from chalicelib.domain.absence_lists import AbsenceList

    return Key(AbsenceList, (handed_in,))


def attendance_key(employee: EmployeeId, month: Month) -> Key[AttendanceMonth]:
    """An employee's attendance of a month."""
    from chalicelib.domain.attendance import AttendanceMonth

    return Key(AttendanceMonth, (employee, month))


def attendance_list_key(handed_in: str) -> Key[AttendanceList]:
    """An export of attendance that was handed in."""
    from chalicelib.domain.attendance_lists import AttendanceList

    return Key(AttendanceList, (handed_in,))


def reminder_key(employee: EmployeeId) -> Key[ReminderChoice]:
    """How an employee chose to be reminded."""
    from chalicelib.domain.reminders import ReminderChoice

    return Key(ReminderChoice, (employee,))


def snapshot_key(unit: UnitId) -> Key[UnitSnapshot]:
    """How a unit's day stood when the tick last looked."""
    from chalicelib.domain.overview import UnitSnapshot

    return Key(UnitSnapshot, (unit,))


def tally_key(employee: EmployeeId, year: int) -> Key[YearTally]:
    """How an employee's year stands so far."""
    from chalicelib.domain.tallies import YearTally

    return Key(YearTally, (employee, str(year)))


def figures_key(unit: UnitId, month: Month) -> Key[UnitFigures]:
    """What a unit's month came to."""
    from chalicelib.domain.city_recap import UnitFigures

    return Key(UnitFigures, (unit, month))


def recall_key(employee: EmployeeId, recall: RecallId) -> Key[Recall]:
    """A recall of an employee."""
    from chalicelib.domain.recalls import Recall

    return Key(Recall, (employee, recall))


def called_key(employee: EmployeeId, day: date) -> Key[CalledIn]:
    """That somebody is called in on a day."""
    from chalicelib.domain.today import CalledIn

    return Key(CalledIn, (employee, day.isoformat()))


def closed_key(unit: UnitId) -> Key[ClosedDays]:
    """When a unit is closed."""
    return Key(ClosedDays, (unit,))


def closure_key(unit: UnitId, closure: ClosureId) -> Key[Closure]:
    """A closure of a unit."""
    from chalicelib.domain.closures import Closure

    return Key(Closure, (unit, closure))


def session_key(employee: EmployeeId, session: str) -> Key[Session]:
    """A session by its hash."""
    return Key(Session, (employee, session))


def device_key(employee: EmployeeId, device: str) -> Key[Device]:
    """A known device by its hash."""
    return Key(Device, (employee, device))


def challenge_key(challenge: str) -> Key[Challenge]:
    """A challenge by its hash."""
    return Key(Challenge, (challenge,))


def address_key(email: str) -> Key[Address]:
    """A mail address."""
    return Key(Address, (email,))


def address_change_key(employee: EmployeeId) -> Key[AddressChange]:
    """The change of address an employee has under way."""
    from chalicelib.domain.addresses import AddressChange

    return Key(AddressChange, (employee,))


def rota_book_key(unit: UnitId) -> Key[RotaBook]:
    """A unit's rules for its rotas, and which periods have one."""
    from chalicelib.domain.rota_books import RotaBook

    return Key(RotaBook, (unit,))


def swap_key(swap: str) -> Key[RotaSwap]:
    """A swap of home days."""
    from chalicelib.domain.rota_swaps import RotaSwap

    return Key(RotaSwap, (swap,))


def rota_key(unit: UnitId, first: date, version: int) -> Key[UnitRota]:
    """A version of a unit's rota, by the first day of its period."""
    from chalicelib.domain.rotas import UnitRota, edition_of

    return Key(UnitRota, (unit, first.isoformat(), edition_of(version)))


def form_key(key: str) -> Key[FormReceipt]:
    """A form that may have been accepted."""
    return Key(FormReceipt, (key,))


def counter_key(unit: UnitId, year: int) -> Key[Counter]:
    """The letter counter of a unit and year."""
    return Key(Counter, (unit, str(year)))


def import_key(handed_in: str) -> Key[Import]:
    """A staff list that was handed in."""
    from chalicelib.domain.imports import Import

    return Key(Import, (handed_in,))


def roll_key() -> Key[StaffRoll]:
    """The city's staff as a whole."""
    from chalicelib.domain.imports import StaffRoll

    return Key(StaffRoll, ())


def outbox_key(entry: str) -> Key[OutboxEntry]:
    """An outbox entry."""
    return Key(OutboxEntry, (entry,))


if TYPE_CHECKING:
    Record = (
        Absence
        | AbsenceList
        | Address
        | AddressChange
        | Adjustment
        | AttendanceList
        | AttendanceMonth
        | CalledIn
        | Capacity
        | Challenge
        | CircularRegister
        | ClosedDays
        | Closure
        | Counter
        | DailyReport
        | Desk
        | Device
        | Employee
        | Evidence
        | FormReceipt
        | Import
        | LedgerRow
        | LetterNumber
        | LetterStyle
        | Mandates
        | Meeting
        | MonthClosing
        | MonthSheet
        | Objections
        | Order
        | OutboxEntry
        | PastReport
        | Placing
        | Posting
        | Reading
        | Recall
        | ReminderChoice
        | RotaBook
        | RotaSwap
        | RunClaim
        | SavedDraft
        | Session
        | StaffRoll
        | TrailEntry
        | Unit
        | UnitFigures
        | UnitRota
        | UnitSnapshot
        | Waiting
        | YearCalendar
        | YearTally
    )
    """Everything that is stored."""

    Revised = (
        Absence
        | AddressChange
        | Adjustment
        | AttendanceMonth
        | Challenge
        | CircularRegister
        | ClosedDays
        | Closure
        | Counter
        | DailyReport
        | Device
        | Employee
        | Evidence
        | LetterStyle
        | Mandates
        | Meeting
        | MonthClosing
        | MonthSheet
        | Objections
        | Order
        | OutboxEntry
        | Placing
        | Recall
        | RotaBook
        | RotaSwap
        | SavedDraft
        | Unit
        | UnitRota
        | YearCalendar
        | YearTally
    )
    """Records with a revision that goes up by one with each change."""
else:
    Record = Revised = Struct


class Create(Struct, frozen=True):
    """Writes a record that must not exist yet."""

    record: Record


class Replace(Struct, frozen=True):
    """Writes the next revision of a record; the stored one must be exactly one behind."""

    record: (
        Order
        | Absence
        | Recall
        | OutboxEntry
        | DailyReport
        | SavedDraft
        | MonthClosing
        | MonthSheet
        | Objections
        | Challenge
        | Device
        | Counter
        | Employee
        | Evidence
        | Unit
        | LetterStyle
        | Mandates
        | Meeting
        | CircularRegister
        | ClosedDays
        | Closure
        | YearCalendar
        | Import
        | AbsenceList
        | AttendanceList
        | AttendanceMonth
        | StaffRoll
        | AddressChange
        | Adjustment
        | Placing
        | RotaBook
        | RotaSwap
        | UnitRota
        | YearTally
    )


class Put(Struct, frozen=True):
    """Writes a record whatever was there: what one browser owns, projections, what only imports write, what a worker
    read of a year's holidays or counted or failed at, what somebody chose for themselves, and the last call of a day.

    What waits for someone is written in the transaction that changes its order, whose revision is the condition.
    Imports are applied one at a time, and what they put was compared with everybody's beforehand.
    """

    record: (
        Session
        | Device
        | Challenge
        | AddressChange
        | Address
        | Posting
        | Waiting
        | Desk
        | Reading
        | ReminderChoice
        | UnitFigures
        | RunClaim
        | UnitSnapshot
        | CalledIn
    )


class Delete(Struct, frozen=True):
    """Removes a record if it is there."""

    key: Key[Any]


class TakePlaces(Struct, frozen=True):
    """Takes one place at home on each day; refused as Taken when a day is full."""

    unit: UnitId
    month: Month
    days: tuple[date, ...]


class GivePlaces(Struct, frozen=True):
    """Gives one place at home back on each day; with `keeps_fewest` only where more are at home than must be."""

    unit: UnitId
    month: Month
    days: tuple[date, ...]
    keeps_fewest: bool = False
    least: tuple[int, ...] = ()
    """With `keeps_fewest`: how many must be, one for each of `days`, where it is not what the places say."""


class HoldPlaces(Struct, frozen=True):
    """Writes what published rotas hold in a month, and counts on its days as many people more or fewer; refused as
    Raced when any place changed since `was` was read.
    """

    was: Capacity
    holds: dict[str, dict[EmployeeId, str]]
    days: tuple[tuple[str, int], ...]
    """Days in two digits, each with how many more are at home, negative for fewer."""


class HeldDays(Struct, frozen=True):
    """Somebody's days that a version of a rota holds, and what is left of them ("" for none)."""

    rota: str
    employee: EmployeeId
    was: str
    becomes: str


class CountHome(Struct, frozen=True):
    """Counts people at home on days of a month, or with negative numbers away again, whatever its bounds are: for what
    is decided already, where a bound that no longer holds is flagged and not refused. The days must have places.

    With `held`, what was held for some of them ends; refused as Stale when it is not what it was thought to be.
    """

    unit: UnitId
    month: Month
    days: tuple[tuple[date, int], ...]
    held: tuple[HeldDays, ...] = ()


class MarkDays(Struct, frozen=True):
    """Turns days of a ledger row; refused when one is not what it was thought to be."""

    unit: UnitId
    month: Month
    employee: EmployeeId
    changes: tuple[DayChange, ...]


class KeepRow(Struct, frozen=True):
    """Writes who a ledger row is about, from when until when, and what is asked of them, leaving its days and what was
    carried over; there must be such a row.

    With `was` its days are written too, refused when they are not what they were.
    """

    row: LedgerRow
    was: LedgerRow | None = None


class CarryShort(Struct, frozen=True):
    """Writes on a ledger row by how many minutes the year's months before fell short; there must be such a row."""

    unit: UnitId
    month: Month
    employee: EmployeeId
    minutes: int


class BoundPlaces(Struct, frozen=True):
    """Writes how few and how many may be at home on each day of a month; who is at home already still is.

    Days in `added` had no places so far. Where `headcount` is given, the month must still be of so many staff.
    """

    capacity: Capacity
    added: tuple[str, ...] = ()
    headcount: int | None = None


def bounding(was: Capacity, becomes: Capacity, *, same_staff: bool = False) -> BoundPlaces:
    """What turns the places of a month into others; with `same_staff` only while its headcount is what it was."""
    added = tuple(day for day in becomes.days if day not in was.days)
    return BoundPlaces(becomes, added, was.headcount if same_staff else None)


class Still(Struct, frozen=True):
    """Writes nothing: the record must still be of that revision, 0 for one that must not be there."""

    key: Key[Any]
    revision: int


class Spend(Struct, frozen=True):
    """Counts one use against a limit per hour; refused as TooMany when it is used up."""

    limit: str
    hour: datetime
    most: int


Change = (
    Create
    | Replace
    | Put
    | Delete
    | TakePlaces
    | GivePlaces
    | HoldPlaces
    | CountHome
    | MarkDays
    | KeepRow
    | CarryShort
    | BoundPlaces
    | Still
    | Spend
)


class Bundle:
    """Records that were read together."""

    def __init__(self, found: Mapping[Key[Any], Any]) -> None:
        self._found = found

    def find(self, key: Key[T]) -> T | None:
        """The record of `key`, None when there is none."""
        return self._found.get(key)

    def get(self, key: Key[T]) -> T:
        """The record of `key`. Raises NotFound when there is none."""
        found = self.find(key)
        if found is None:
            raise NotFound
        return found
