"""The outside, by hand and in memory: it fulfils `chalicelib.workflows.ports` and refuses what the real one refuses.

`tests/storage/test_contract.py` runs one suite on these and on real tables, so that what a use case meets here it meets
there too. They also do what a real table does not do on demand: let something happen in between, or lose an answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from chalicelib.domain.absence_lists import AbsenceList
from chalicelib.domain.absences import Absence
from chalicelib.domain.access import Address, Challenge, Device, Session
from chalicelib.domain.activity_lists import ActivityList
from chalicelib.domain.addresses import AddressChange
from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.attendance import AttendanceMonth
from chalicelib.domain.attendance_lists import AttendanceList
from chalicelib.domain.attention import Need
from chalicelib.domain.calendars import Month, YearCalendar, month_of
from chalicelib.domain.capacity import Capacity, ClosedDays, Places
from chalicelib.domain.circulars import CircularRegister
from chalicelib.domain.city_recap import CityRecap, UnitFigures
from chalicelib.domain.closing import MonthClosing
from chalicelib.domain.closures import Closure
from chalicelib.domain.correcting import Reading
from chalicelib.domain.csv_rows import Column, Row
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.imports import Import, StaffRoll
from chalicelib.domain.ledger import LedgerRow, MonthSheet, UnitMonth
from chalicelib.domain.letter_styles import LetterStyle
from chalicelib.domain.letters import Letter
from chalicelib.domain.mandates import Mandates
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.objections import Objection, Objections
from chalicelib.domain.orders import Assignee, Order, OrderId, Status
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry, Undeliverable
from chalicelib.domain.overview import UnitSnapshot
from chalicelib.domain.people import Employee, EmployeeId, Posting, Unit, UnitId, Zone
from chalicelib.domain.placing import Placing
from chalicelib.domain.recalls import Recall, Stage
from chalicelib.domain.recaps import MonthRecap, PaperFormat, PersonalRecap
from chalicelib.domain.records import (
    BoundPlaces,
    Bundle,
    CarryShort,
    Change,
    Counter,
    CountHome,
    Create,
    Delete,
    FormReceipt,
    GivePlaces,
    HoldPlaces,
    KeepRow,
    Key,
    LetterNumber,
    MarkDays,
    Put,
    Replace,
    RunClaim,
    Spend,
    Still,
    TakePlaces,
)
from chalicelib.domain.refusals import (
    Busy,
    NotFound,
    NumberTaken,
    Raced,
    Refusal,
    Repeated,
    Stale,
    Taken,
    TooFew,
    TooMany,
)
from chalicelib.domain.reminders import ReminderChoice, ToReport
from chalicelib.domain.report_versions import PastReport, SavedDraft
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.rota_books import RotaBook
from chalicelib.domain.rota_swaps import RotaSwap
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.tallies import YearTally
from chalicelib.domain.texts import Message
from chalicelib.domain.today import CalledIn
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.uploads import Upload
from chalicelib.domain.waiting import Desk, Kind, Waiting
from chalicelib.papers.city_csv import rows_csv, staff_csv, units_csv
from chalicelib.papers.report_calendar import report_calendar
from chalicelib.papers.rota_calendar import rota_calendar
from chalicelib.papers.trail_csv import trail_csv
from chalicelib.papers.workbook import workbook_rows
from chalicelib.workflows.ports import Backroom, Office

T = TypeVar("T")
P = TypeVar("P")
Held = dict[Key[Any], Any]

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
MOST_CHANGES = 100

NAMED_BY: dict[type, tuple[str, ...]] = {
    Absence: ("employee", "id"),
    AbsenceList: ("id",),
    Address: ("email",),
    AddressChange: ("employee",),
    Adjustment: ("id",),
    AttendanceList: ("id",),
    AttendanceMonth: ("employee", "month"),
    Capacity: ("unit", "month"),
    Challenge: ("id",),
    CircularRegister: (),
    ClosedDays: ("unit",),
    Closure: ("unit", "id"),
    Counter: ("unit", "year"),
    DailyReport: ("employee", "date"),
    Desk: ("person",),
    Device: ("employee", "id"),
    Employee: ("id",),
    Evidence: ("employee", "date"),
    FormReceipt: ("key",),
    Import: ("id",),
    LedgerRow: ("unit", "month", "employee"),
    LetterNumber: ("number",),
    LetterStyle: ("unit",),
    Mandates: ("holder",),
    Meeting: ("id",),
    MonthClosing: ("unit", "month"),
    MonthSheet: ("unit", "month"),
    Objections: ("unit", "month", "employee"),
    Order: ("id",),
    OutboxEntry: ("id",),
    PastReport: ("employee", "date", "content"),
    Placing: ("order",),
    Posting: ("employee", "start"),
    Reading: ("year",),
    CalledIn: ("employee", "day"),
    Recall: ("employee", "id"),
    ReminderChoice: ("employee",),
    RotaBook: ("unit",),
    RotaSwap: ("id",),
    RunClaim: ("period", "unit", "job"),
    SavedDraft: ("employee", "date"),
    Session: ("employee", "id"),
    StaffRoll: (),
    Unit: ("id",),
    UnitRota: ("unit", "first", "edition"),
    UnitFigures: ("unit", "month"),
    UnitSnapshot: ("unit",),
    Waiting: ("person", "kind", "order"),
    YearCalendar: ("year",),
    YearTally: ("employee", "year"),
}


def name_of(record: Any) -> Key[Any]:
    """What a record is kept under; a trail's line by its number, a look by its own id."""
    if isinstance(record, TrailEntry):
        return Key(TrailEntry, (record.about, record.id if record.number is None else str(record.number)))
    return Key(type(record), tuple(str(getattr(record, part)) for part in NAMED_BY[type(record)]))


@dataclass
class FakeRecords:
    """Records in a dict; what every request asked for is kept for tests to look at."""

    held: Held = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    """"read", "query" or "commit" per request, oldest first."""
    commits: list[tuple[Change, ...]] = field(default_factory=list)
    """What was written, transaction by transaction."""
    before_every_commit: Callable[[], object] = lambda: None
    """What happens again and again between what was read and what is written."""
    _spent: dict[tuple[str, datetime], int] = field(default_factory=dict)
    _interruptions: list[Callable[[], object]] = field(default_factory=list)
    _answer_is_lost: bool = False

    def hold(self, *records: Any) -> None:
        """Keeps `records`, whatever was there."""
        self.held |= {name_of(record): record for record in records}

    def all(self, kind: type[T]) -> list[T]:
        """Every record of a kind, in the order they came."""
        return [record for record in self.held.values() if isinstance(record, kind)]

    def query(self, kind: type[T]) -> list[T]:
        """Every record of a kind, counted as a request."""
        self.requests.append("query")
        return self.all(kind)

    def meanwhile(self, something: Callable[[], object]) -> None:
        """Lets `something` happen between what was read and the next commit."""
        self._interruptions.append(something)

    def lose_answer(self) -> None:
        """Lets the next commit be written and its answer be lost."""
        self._answer_is_lost = True

    def read(self, *keys: Key[Any]) -> Bundle:
        self.requests.append("read")
        return Bundle({key: self.held[key] for key in keys if key in self.held})

    def commit(self, *changes: Change) -> None:
        self.before_every_commit()
        while self._interruptions:
            self._interruptions.pop(0)()
        self.requests.append("commit")
        assert len(changes) <= MOST_CHANGES, "DynamoDB takes a hundred at most"
        touched = [touched_by(change) for change in changes]
        assert len(set(touched)) == len(touched), "DynamoDB refuses two changes of one record in one transaction"
        held, spent = dict(self.held), dict(self._spent)
        for change in changes:
            if not _applied(change, held, spent):
                raise refusal_of(change)
        self.held, self._spent = held, spent
        self.commits.append(changes)
        if self._answer_is_lost:
            self._answer_is_lost = False
            raise Busy


def touched_by(change: Change) -> Key[Any]:
    """The one record a change writes."""
    match change:
        case Create(record) | Replace(record) | Put(record):
            return name_of(record)
        case Delete(key) | Still(key):
            return key
        case MarkDays() | CarryShort():
            return Key(LedgerRow, (change.unit, change.month, change.employee))
        case KeepRow(written) | BoundPlaces(written) | HoldPlaces(written):
            return name_of(written)
        case Spend():
            return Key(Spend, (change.limit, change.hour.isoformat()))
        case TakePlaces() | GivePlaces() | CountHome():
            return Key(Capacity, (change.unit, change.month))


def refusal_of(change: Change) -> Refusal:
    """What the person is told whose change could not be made."""
    refusal: Refusal = Stale()
    match change:
        case Create(FormReceipt()):
            refusal = Repeated()
        case Create(LetterNumber()):
            refusal = NumberTaken()
        case Create(Counter()) | Replace(Counter()) | HoldPlaces():
            refusal = Raced()
        case Create(Address()) | TakePlaces():
            refusal = Taken()
        case GivePlaces(keeps_fewest=True):
            refusal = TooFew()
        case Spend():
            refusal = TooMany("Terlalu banyak permintaan kode.")
    return refusal


def _applied(change: Change, held: Held, spent: dict[tuple[str, datetime], int]) -> bool:
    there = held.get(touched_by(change))
    done = False
    match change:
        case Create(record):
            done = there is None and _keep(held, record)
        case Replace(record):
            done = there is not None and there.revision == record.revision - 1 and _keep(held, record)
        case Put(record):
            done = _keep(held, record)
        case Still(_, revision):
            done = (there.revision if there else 0) == revision
        case Delete(key):
            done = held.pop(key, None) is there
        case TakePlaces() | GivePlaces() | CountHome() | HoldPlaces():
            done = there is not None and _moved(change, held, there)
        case KeepRow() | BoundPlaces() | CarryShort():
            done = there is not None and _rewritten(change, held, there)
        case MarkDays():
            done = there is not None and _marked(change, held, there)
        case Spend():
            hour = change.hour.replace(minute=0, second=0, microsecond=0)
            used = spent[change.limit, hour] = spent.get((change.limit, hour), 0) + 1
            done = used <= change.most
    return done


def _keep(held: Held, record: Any) -> bool:
    held[name_of(record)] = record
    return True


def _moved(change: TakePlaces | GivePlaces | CountHome | HoldPlaces, held: Held, capacity: Capacity) -> bool:
    if isinstance(change, HoldPlaces):
        return capacity.changed == change.was.changed and _held(change, held, capacity)
    if isinstance(change, CountHome):
        return _counted(change, held, capacity)
    days = dict(capacity.days)
    for day in change.days:
        places = days.get(f"{day:%d}", Places(0, 0, 0))
        home = places.home + (1 if isinstance(change, TakePlaces) else -1)
        if home < 0 or (isinstance(change, TakePlaces) and home > places.most):
            return False
        if isinstance(change, GivePlaces) and change.keeps_fewest:
            least = change.least[change.days.index(day)] if change.least else places.fewest
            if home < least:
                return False
        days[f"{day:%d}"] = replace(places, home=home)
    return _keep(held, replace(capacity, days=days, changed=capacity.changed + 1))


def _held(change: HoldPlaces, held: Held, capacity: Capacity) -> bool:
    days = dict(capacity.days)
    for day, people in change.days:
        days[day] = replace(days[day], home=days[day].home + people)
    return _keep(held, replace(capacity, days=days, holds=change.holds, changed=capacity.changed + 1))


def _counted(change: CountHome, held: Held, capacity: Capacity) -> bool:
    days = dict(capacity.days)
    for day, people in change.days:
        assert f"{day:%d}" in days, "DynamoDB knows no such day"
        there = days[f"{day:%d}"]
        if there.home + people < 0:
            return False
        days[f"{day:%d}"] = replace(there, home=there.home + people)
    holds = {rota: dict(people) for rota, people in capacity.holds.items()}
    for each in change.held:
        if holds.get(each.rota, {}).get(each.employee) != each.was:
            return False
        del holds[each.rota][each.employee]
        if each.becomes:
            holds[each.rota][each.employee] = each.becomes
    return _keep(held, replace(capacity, days=days, holds=holds, changed=capacity.changed + 1))


def _rewritten(change: KeepRow | BoundPlaces | CarryShort, held: Held, there: Any) -> bool:
    if isinstance(change, CarryShort):
        return _keep(held, replace(there, short=change.minutes))
    if isinstance(change, KeepRow) and change.was:
        return bool(there.days == change.was.days) and _keep(held, replace(change.row, short=there.short))
    if isinstance(change, KeepRow):
        return _keep(held, replace(change.row, days=there.days, short=there.short))
    wanted = change.capacity
    if change.headcount is not None and there.headcount != change.headcount:
        return False
    assert wanted.days.keys() - there.days.keys() <= set(change.added), "DynamoDB knows no such day"
    days = dict(there.days)
    for day, places in wanted.days.items():
        if day not in change.added:
            days[day] = replace(places, home=days[day].home)
        elif day not in days:
            days[day] = replace(places, home=0)
    changed = there.changed + 1
    return _keep(held, replace(there, headcount=wanted.headcount, days=days, changed=changed))


def _marked(change: MarkDays, held: Held, row: LedgerRow) -> bool:
    if any(row.days.get(each.slot) != (each.was.packed() if each.was else None) for each in change.changes):
        return False
    turned = {each.slot: each.becomes for each in change.changes}
    days = {day: packed for day, packed in row.days.items() if day not in turned}
    days |= {day: mark.packed() for day, mark in turned.items() if mark}
    return _keep(held, replace(row, days=days))


@dataclass(frozen=True)
class FakeOrders:
    """Queries over orders."""

    records: FakeRecords

    def of_employee(self, employee: EmployeeId, page: str | None, size: int) -> tuple[tuple[Order, ...], str | None]:
        own = {f"{order.days[0].date}#{order.id}": order for order in self.records.query(Order)}
        places = sorted(
            (place for place, order in own.items() if order.employee == employee and employee), reverse=True
        )
        left = [place for place in places if page is None or place < page]
        return tuple(own[place] for place in left[:size]), left[size - 1] if len(left) > size else None

    def waiting_for(self, person: EmployeeId, most: int) -> tuple[Waiting, ...]:
        waiting = (each for each in self.records.query(Waiting) if (each.person, each.kind) == (person, Kind.DECISION))
        return tuple(sorted(waiting, key=lambda each: each.order)[:most])

    def waiting_in(self, unit: UnitId, before: date | None = None) -> tuple[Waiting, ...]:
        waiting = (each for each in self.records.query(Waiting) if each.unit == unit)
        found = (each for each in waiting if before is None or each.first_day < before)
        return tuple(sorted(found, key=lambda each: (each.first_day, each.order, each.person)))

    def history(self, order: OrderId) -> tuple[TrailEntry, ...]:
        about = [line for line in self.records.query(TrailEntry) if line.about == f"ORDER#{order}"]
        return tuple(sorted((line for line in about if line.number), key=lambda line: line.number or 0))


@dataclass(frozen=True)
class FakeLedger:
    """A unit's month."""

    records: FakeRecords

    def month(self, unit: UnitId, month: Month) -> UnitMonth:
        rows = [row for row in self.records.query(LedgerRow) if (row.unit, row.month) == (unit, month)]
        sheet = self.records.held.get(Key(MonthSheet, (unit, month)))
        if sheet is None:
            raise NotFound
        closing = self.records.held.get(Key(MonthClosing, (unit, month)))
        raised = (each for each in self.records.all(Objections) if (each.unit, each.month) == (unit, month))
        people = sorted(rows, key=lambda row: (row.name, row.employee))
        return UnitMonth(sheet, tuple(people), closing, tuple(sorted(raised, key=lambda each: each.employee)))


@dataclass(frozen=True)
class FakeRotas:
    """Queries over rotas."""

    records: FakeRecords

    def latest(self, unit: UnitId, first: date) -> UnitRota:
        those = [rota for rota in self.records.query(UnitRota) if (rota.unit, rota.first) == (unit, first)]
        if not those:
            raise NotFound
        return max(those, key=lambda rota: rota.version)

    def swaps(self, unit: UnitId) -> tuple[RotaSwap, ...]:
        those = [swap for swap in self.records.query(RotaSwap) if swap.unit == unit]
        return tuple(sorted(those, key=lambda swap: (swap.asked_at, swap.id), reverse=True))

    def closures(self, unit: UnitId) -> tuple[Closure, ...]:
        those = [closure for closure in self.records.query(Closure) if closure.unit == unit]
        return tuple(sorted(those, key=lambda each: (each.announced_at, each.id), reverse=True))


@dataclass(frozen=True)
class FakePeople:
    """Queries over units and people."""

    records: FakeRecords

    def units(self) -> tuple[Unit, ...]:
        return tuple(sorted(self.records.query(Unit), key=lambda unit: unit.name))

    def staff(self, unit: UnitId) -> tuple[Employee, ...]:
        people = (person for person in self.records.query(Employee) if person.unit == unit)
        return tuple(sorted(people, key=lambda person: person.name))

    def imports(self, most: int) -> tuple[Import, ...]:
        return tuple(sorted(self.records.query(Import), key=lambda each: each.at, reverse=True)[:most])

    def sessions(self, employee: EmployeeId) -> tuple[Session, ...]:
        return _owned(self.records.query(Session), employee)

    def devices(self, employee: EmployeeId) -> tuple[Device, ...]:
        return _owned(self.records.query(Device), employee)


Owned = TypeVar("Owned", Session, Device)


def _owned(found: Iterable[Owned], employee: EmployeeId) -> tuple[Owned, ...]:
    return tuple(sorted((each for each in found if each.employee == employee), key=lambda each: each.id))


@dataclass(frozen=True)
class FakeAbsences:
    """Queries over absences."""

    records: FakeRecords

    def of_employee(self, employee: EmployeeId) -> tuple[Absence, ...]:
        own = (each for each in self.records.query(Absence) if each.employee == employee)
        return tuple(sorted(own, key=lambda each: each.id))

    def of_unit(self, unit: UnitId, page: str | None, size: int) -> tuple[tuple[Absence, ...], str | None]:
        there = {f"{each.last}#{each.employee}#{each.id}": each for each in self.records.query(Absence)}
        places = sorted((place for place, each in there.items() if each.unit == unit), reverse=True)
        left = [place for place in places if page is None or place < page]
        return tuple(there[place] for place in left[:size]), left[size - 1] if len(left) > size else None

    def of_unit_since(self, unit: UnitId, day: date) -> tuple[Absence, ...]:
        there = (each for each in self.records.query(Absence) if each.unit == unit and each.last >= day)
        return tuple(sorted(there, key=lambda each: (each.last, each.employee, each.id)))

    def lists(self, unit: UnitId, most: int) -> tuple[AbsenceList, ...]:
        there = (each for each in self.records.query(AbsenceList) if each.unit == unit)
        return tuple(sorted(there, key=lambda each: each.at, reverse=True)[:most])

    def attendance_lists(self, unit: UnitId, most: int) -> tuple[AttendanceList, ...]:
        there = (each for each in self.records.query(AttendanceList) if each.unit == unit)
        return tuple(sorted(there, key=lambda each: each.at, reverse=True)[:most])


@dataclass(frozen=True)
class FakeRecalls:
    """Queries over recalls."""

    records: FakeRecords

    def of_unit(self, unit: UnitId, most: int) -> tuple[Recall, ...]:
        there = (each for each in self.records.query(Recall) if each.unit == unit)
        return tuple(sorted(there, key=lambda each: each.called_at, reverse=True)[:most])


@dataclass(frozen=True)
class FakeReports:
    """Queries over daily reports."""

    records: FakeRecords

    def of_month(self, employee: EmployeeId, month: Month) -> tuple[DailyReport, ...]:
        there = (each for each in self.records.query(DailyReport) if each.employee == employee)
        return tuple(sorted((each for each in there if month_of(each.date) == month), key=lambda each: each.date))

    def to_verify(self, supervisor: EmployeeId, most: int) -> tuple[DailyReport, ...]:
        there = self.records.query(DailyReport)
        waiting = (each for each in there if each.supervisor == supervisor and each.verification is None)
        return tuple(sorted(waiting, key=lambda each: (each.date, each.employee))[:most])


@dataclass(frozen=True)
class FakeOutbox:
    """Queries over errands."""

    records: FakeRecords

    def set_aside(self, entry: str) -> None:
        raise AssertionError(f"{entry} cannot be unreadable here: these records are objects")

    def due(self, at: datetime, most: int) -> tuple[str, ...]:
        pending = (entry for entry in self.records.query(OutboxEntry) if entry.delivery is Delivery.PENDING)
        ready = (entry for entry in pending if entry.next_attempt < at)
        return tuple(entry.id for entry in sorted(ready, key=lambda entry: entry.next_attempt)[:most])

    def parked(self, most: int) -> tuple[OutboxEntry, ...]:
        parked = (entry for entry in self.records.query(OutboxEntry) if entry.delivery is Delivery.PARKED)
        return tuple(sorted(parked, key=lambda entry: entry.created_at, reverse=True)[:most])

    def all_held(self, most: int) -> tuple[OutboxEntry, ...]:
        held = (entry for entry in self.records.query(OutboxEntry) if entry.delivery is Delivery.HELD)
        return tuple(sorted(held, key=lambda entry: entry.created_at, reverse=True)[:most])

    def held(self, employee: EmployeeId) -> tuple[OutboxEntry, ...]:
        held = (entry for entry in self.records.query(OutboxEntry) if entry.delivery is Delivery.HELD)
        return tuple(entry for entry in held if entry.held_for == employee)

    def handed_out(self, period: str) -> frozenset[tuple[UnitId, str]]:
        claims = self.records.query(RunClaim)
        return frozenset((claim.unit, str(claim.job)) for claim in claims if claim.period == period)

    def runs(self, period: str) -> tuple[RunClaim, ...]:
        return tuple(claim for claim in self.records.query(RunClaim) if claim.period == period)


@dataclass(frozen=True)
class FakeTrail:
    """Queries over the trail; a page is named by the id of its last entry."""

    records: FakeRecords

    def concerning(
        self, employee: EmployeeId, page: str | None, size: int
    ) -> tuple[tuple[TrailEntry, ...], str | None]:
        return _page_of([line for line in self._lines() if line.concerns == employee], page, size)

    def acts(self, about: str) -> tuple[TrailEntry, ...]:
        done = [line for line in self._lines() if line.about == about and line.number is not None]
        return tuple(sorted(done, key=lambda line: line.number or 0))

    def looks(self, about: str, page: str | None, size: int) -> tuple[tuple[TrailEntry, ...], str | None]:
        return _page_of([line for line in self._lines() if line.about == about and line.number is None], page, size)

    def _lines(self) -> list[TrailEntry]:
        return self.records.query(TrailEntry)


@dataclass(frozen=True)
class FakeMeetings:
    """Queries over meetings."""

    records: FakeRecords

    def of_unit(self, unit: UnitId, page: str | None, size: int) -> tuple[tuple[Meeting, ...], str | None]:
        own = {f"{each.date}#{each.start}#{each.id}": each for each in self.records.query(Meeting) if each.unit == unit}
        left = [place for place in sorted(own, reverse=True) if page is None or place < page]
        return tuple(own[place] for place in left[:size]), left[size - 1] if len(left) > size else None


def _page_of(lines: list[TrailEntry], page: str | None, size: int) -> tuple[tuple[TrailEntry, ...], str | None]:
    latest = sorted(lines, key=lambda line: (line.at, line.id), reverse=True)
    start = next((number + 1 for number, line in enumerate(latest) if line.id == page), 0)
    found = tuple(latest[start : start + size])
    return found, found[-1].id if len(latest) > start + size else None


@dataclass
class FakeFiles:
    """A bucket in a dict."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def save(self, name: str, content: bytes, media_type: str) -> None:
        assert media_type
        self.kept[name] = content

    def read(self, name: str) -> bytes:
        if name not in self.kept:
            raise NotFound
        return self.kept[name]

    def save_plan(self, name: str, plan: msgspec.Struct) -> None:
        self.save(name, msgspec.json.encode(plan), "application/json")

    def plan(self, name: str, kind: type[P]) -> P:
        return msgspec.json.decode(self.read(name), type=kind)

    def exists(self, name: str) -> bool:
        return name in self.kept

    def size(self, name: str) -> int | None:
        return len(self.kept[name]) if name in self.kept else None

    def offer(self, name: str, most: int, back: str) -> Upload:
        return Upload("https://files.example", {"key": name, "most": str(most), "success_action_redirect": back})

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)

    def link(self, name: str, shown_as: str) -> str:
        return f"https://files.example/{name}?as={shown_as}"


class FakePapers:
    """Papers that say in a line what the real ones say on a page."""

    def letter(self, order: Order) -> bytes:
        assert order.letter, "only an approved order has a letter"
        return f"{order.letter.letter.number} {order.letter.content_hash}".encode()

    def sample_letter(self, letter: Letter) -> bytes:
        return f"CONTOH {letter.title} {letter.number}".encode()

    def month(self, recap: MonthRecap, form: PaperFormat) -> bytes:
        said = "\n".join(f"{line.employee};{line.required};{line.counted}" for line in recap.table.lines)
        return said.encode() if form is PaperFormat.CSV else f"{form}\n{said}".encode()

    def personal(self, recap: PersonalRecap, form: PaperFormat) -> bytes:
        return f"{form} {recap.name};{recap.line.required};{recap.line.counted}".encode()

    def city(self, recap: CityRecap, form: PaperFormat) -> bytes:
        return f"{form} {recap.month} {len(recap.units)}".encode()

    def activities(self, done: ActivityList, form: PaperFormat) -> bytes:
        return f"{form} {done.name} {len(done.lines)}".encode()

    def units_csv(self, units: Sequence[Unit], numbers: dict[str, str]) -> bytes:
        return units_csv(units, numbers)

    def staff_csv(self, staff: Sequence[Employee], numbers: dict[str, str]) -> bytes:
        return staff_csv(staff, numbers)

    def rows_csv(self, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
        return rows_csv(columns, rows)

    def workbook_rows(self, content: bytes) -> tuple[tuple[str, ...], ...] | None:
        return workbook_rows(content)

    def rota_calendar(self, rota: UnitRota, employee: EmployeeId) -> bytes:
        return rota_calendar(rota, employee)

    def report_calendar(self, days: tuple[ToReport, ...], employee: EmployeeId, at: datetime) -> bytes:
        return report_calendar(days, employee, at)

    def trail_csv(self, lines: Sequence[TrailEntry]) -> bytes:
        return trail_csv(lines)


@dataclass(frozen=True)
class Mail:
    """A mail that was sent: its name, to whom, and the code or the token it carried."""

    name: Errand
    to: str
    secret: str = ""


STILL_TRUE = {
    Errand.ORDER_APPROVED: (Status.APPROVED,),
    Errand.ORDER_RETURNED: (Status.RETURNED,),
    Errand.ORDER_REJECTED: (Status.REJECTED,),
    Errand.ORDER_CANCELLED: (Status.APPROVED, Status.CANCELLED),
    Errand.ORDER_LAPSED: (Status.LAPSED,),
    Errand.ORDER_FREED: (Status.SUBMITTED, Status.APPROVED, Status.CANCELLED, Status.LAPSED),
}


@dataclass
class FakePost:
    """A post office that keeps what it sends, and refuses when it is told to."""

    sent: list[Mail] = field(default_factory=list)
    refuses_because: str = ""

    def sign_in_code(self, to: Employee, code: str) -> None:
        self._send(Errand.SIGN_IN_CODE, to, code)

    def order_submitted(self, to: Employee, order: Order, assignee: Assignee, token: str) -> None:
        assert order.status is Status.SUBMITTED
        assert assignee.id == to.id
        self._send(Errand.ORDER_SUBMITTED, to, token)

    def order_told(self, to: Employee, order: Order, errand: Errand) -> None:
        if order.status in STILL_TRUE[errand]:
            self._send(errand, to)

    def recalled(self, to: Employee, recall: Recall, errand: Errand) -> None:
        if (recall.stage is Stage.WITHDRAWN) is (errand is Errand.RECALL_WITHDRAWN):
            assert to.id == recall.employee
            self._send(errand, to)

    def waiting_digest(self, to: Employee, asked: Sequence[tuple[Order, str]]) -> None:
        assert asked, "nobody is told that nothing waits"
        assert all(order.step.assigned(to.id) for order, _ in asked)
        self._send(Errand.WAITING_DIGEST, to, " ".join(token for _, token in asked))

    def waiting_long(self, to: Employee, unit: Unit, orders: Sequence[Order]) -> None:
        assert orders, "nobody is told that nothing waits"
        assert all(order.unit == unit.id for order in orders)
        self._send(Errand.WAITING_LONG, to)

    def meeting(self, to: Employee, meeting: Meeting) -> None:
        assert meeting.invited(to.id), "only who is invited is told"
        self._send(Errand.MEETING, to, meeting.state)

    def report_reminder(self, to: Employee, owed: ToReport) -> None:
        self._send(Errand.REPORT_REMINDER, to, str(owed.day))

    def attention(self, to: Employee, unit: Unit, day: date, needs: Mapping[Need, int]) -> None:
        assert needs, "nobody is told that nothing needs attention"
        assert unit.secretary == to.id, f"{day}: told to the secretary alone"
        self._send(Errand.ATTENTION, to, " ".join(f"{need}:{count}" for need, count in needs.items()))

    def summary_ready(self, to: Employee, month: UnitMonth) -> None:
        assert month.sheet.summary, "a summary is announced once it is made"
        self._send(Errand.SUMMARY_READY, to)

    def month_drafted(self, to: Employee, sheet: MonthSheet) -> None:
        assert sheet.summary, "nobody is told before the draft is made"
        self._send(Errand.MONTH_DRAFT, to, sheet.month)

    def sign_month(self, to: Employee, closing: MonthClosing, token: str) -> None:
        assert closing.latest, "only a closed month is signed"
        self._send(Errand.SIGN_MONTH, to, token)

    def month_returned(self, to: Employee, closing: MonthClosing) -> None:
        assert closing.returned
        self._send(Errand.MONTH_RETURNED, to, closing.returned)

    def months_overdue(self, to: Employee, month: Month, units: Sequence[Unit]) -> None:
        assert units, "nobody is told that nobody is late"
        self._send(Errand.MONTHS_OVERDUE, to, f"{month} {' '.join(unit.id for unit in units)}")

    def objection(self, to: Employee, raised: Objections, entry: Objection) -> None:
        assert to.id != raised.employee
        self._send(Errand.OBJECTION, to, f"{raised.employee} {entry.day}")

    def objection_answered(self, to: Employee, raised: Objections, entry: Objection) -> None:
        assert entry.answer, "only an answer is told"
        assert to.id == raised.employee
        self._send(Errand.OBJECTION_ANSWERED, to, entry.answer)

    def report_received(self, to: Employee, report: DailyReport, zone: Zone) -> None:
        assert to.id == report.employee
        assert zone
        self._send(Errand.REPORT_RECEIPT, to, report.receipt)

    def rota_days(self, to: Employee, rota: UnitRota) -> None:
        assert rota.published_at, "nobody is told of a draft"
        if rota.line_of(to.id):
            self._send(Errand.ROTA_DAYS, to)

    def verify_digest(
        self,
        to: Employee,
        asked: Sequence[tuple[DailyReport, str]],
        holder: EmployeeId,
        beside: tuple[Unit, Mapping[Need, int]] | None = None,
    ) -> None:
        assert asked, "nobody is told that nothing waits"
        assert all(report.supervisor == holder and report.employee != to.id for report, _ in asked)
        told = [f"{need}:{count}" for need, count in beside[1].items()] if beside else []
        self._send(Errand.VERIFY_DIGEST, to, " ".join([*(token for _, token in asked), *told]))

    def report_returned(self, to: Employee, report: DailyReport) -> None:
        assert report.is_returned, "only what was returned is told"
        assert to.id == report.employee
        self._send(Errand.REPORT_RETURNED, to, report.verification.note if report.verification else "")

    def closure(self, to: Employee, closure: Closure) -> None:
        assert closure.concerns(to.id), "only whom it sends home is told"
        self._send(Errand.CLOSURE, to, str(closure.last))

    def rota_redrafted(self, to: Employee, rota: UnitRota, why: Message) -> None:
        assert rota.is_draft
        assert why.msgid
        self._send(Errand.ROTA_REDRAFTED, to)

    def rota_swap(self, to: Employee, swap: RotaSwap) -> None:
        self._send(Errand.ROTA_SWAP, to, swap.state)

    def address_code(self, person: Employee, email: str, code: str) -> None:
        assert email
        self._send(Errand.ADDRESS_CODE, person, code)

    def address_changed(self, to: Employee, person: Employee, email: str) -> None:
        assert person.email, "who changed an address has one"
        self._send(Errand.ADDRESS_CHANGED, to, email)

    def address_failed(self, to: Employee, person: Employee) -> None:
        assert person.mail_trouble, "what arrives is no failure"
        self._send(Errand.ADDRESS_FAILED, to, person.id)

    def address_tried(self, to: Employee) -> None:
        self._send(Errand.ADDRESS_TRIED, to)

    def _send(self, name: Errand, to: Employee, secret: str = "") -> None:
        if self.refuses_because:
            raise Undeliverable(self.refuses_because)
        self.sent.append(Mail(name, to.id, secret))


@dataclass
class FakeQueue:
    """A queue that keeps what was handed over."""

    entries: list[OutboxEntry] = field(default_factory=list)

    def hand_over(self, entry: OutboxEntry) -> None:
        self.entries.append(entry)


class FakeOffice(Office, frozen=True):
    """An office that lets tests look behind its counters."""

    records: FakeRecords
    files: FakeFiles


class FakeBackroom(Backroom, frozen=True):
    """A backroom likewise."""

    office: FakeOffice
    post: FakePost
    queue: FakeQueue


def an_office(*records: Any, keys: dict[str, bytes] | None = None) -> FakeOffice:
    """An office that holds `records`; ids and secrets come one after the other, `keys` are the active ones."""
    kept = FakeRecords()
    kept.hold(*records)
    ids, secrets = count(1), count(1)
    queries = (
        FakeOrders(kept),
        FakeLedger(kept),
        FakePeople(kept),
        FakeAbsences(kept),
        FakeRecalls(kept),
        FakeReports(kept),
        FakeRotas(kept),
        FakeOutbox(kept),
        FakeTrail(kept),
        FakeMeetings(kept),
    )
    active = {"k001": b"key-of-the-tests"} if keys is None else keys
    return FakeOffice(
        kept,
        *queries,
        FakeFiles(),
        FakePapers(),
        "Pekanbaru",
        keys=lambda: active,
        new_id=lambda: nth_id(next(ids)),
        new_secret=lambda: f"secret-{next(secrets)}",
        wait=lambda _attempt: None,
    )


def a_backroom(*records: Any) -> FakeBackroom:
    """A backroom behind an office that holds `records`."""
    return FakeBackroom(an_office(*records), FakePost(), FakeQueue())


def nth_id(number: int) -> str:
    """The nth id: sixteen characters of base 32, the foremost changing first, because receipts show only those."""
    return "".join(LETTERS[number // 32**place % 32] for place in range(16))
