"""Employees (pegawai), units (OPD) and who may do what."""

from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from msgspec import Struct

from chalicelib.domain.calendars import WeekPattern
from chalicelib.domain.mail_health import MailTrouble
from chalicelib.domain.refusals import Forbidden
from chalicelib.domain.texts import Language, text

EmployeeId = NewType("EmployeeId", str)
UnitId = NewType("UnitId", str)


class Kind(StrEnum):
    """Employment: PNS and PPPK are civil servants (UU 20/2023), THL work by daily contract.

    PPPK paruh waktu work fewer hours, which the PPK sets for each of them (KepmenPANRB 16/2025).
    """

    PNS = "PNS"
    PPPK = "PPPK"
    PART_TIME = "PPPK Paruh Waktu"
    THL = "THL"
    OFFICIAL = "pejabat"
    """The mayor: superior of the city secretary, a record without being an employee."""


OWN_WEEKS = frozenset({Kind.PART_TIME, Kind.THL})
"""Who may be asked for a week of their own: by the PPK's decision, or by contract."""


class Role(StrEnum):
    """What someone may do beyond their own orders and reports."""

    HEAD = "head"
    """Kepala OPD: sees the unit's month."""
    SECRETARY = "secretary"
    """Sekretaris OPD: sees who has not reported, closes the unit's month."""
    ADMINISTRATOR = "administrator"
    """BKPSDM: answers for the whole city."""


class Zone(StrEnum):
    """Indonesia's three time zones."""

    WIB = "Asia/Jakarta"
    WITA = "Asia/Makassar"
    WIT = "Asia/Jayapura"

    @property
    def info(self) -> ZoneInfo:
        """The rules of the zone, for turning an instant into local time."""
        return ZoneInfo(self.value)


class Employee(Struct, frozen=True):
    """Someone with a post in a unit. `id` never changes; the NIP is an attribute because it can."""

    id: EmployeeId
    kind: Kind
    name: str
    """With titles, as printed."""
    nip: str | None
    """18 digits, no spaces (PNS and PPPK); None for THL."""
    rank: str | None
    """Pangkat and golongan, e.g. "Penata Tingkat I (III/d)"."""
    post: str
    echelon: str | None
    """Structural level, "II.a" to "IV.b"; None for functional posts and staff."""
    unit: UnitId
    supervisor: EmployeeId | None
    email: str | None
    roles: tuple[Role, ...] = ()
    active: bool = True
    revision: int = 1
    number: str | None = None
    """Nomor pegawai: the city's own number, by which staff lists name people. It never changes hands."""
    joined: date | None = None
    """First day in the city's service; None when nobody wrote it down."""
    left: date | None = None
    """First day on which they no longer work here."""
    moved_from: UnitId | None = None
    """The unit before this one, whose ledger holds the days before the move and what was ordered there."""
    mail_trouble: MailTrouble | None = None
    """Why mail to `email` does not arrive; None as far as anybody knows."""
    address_since: datetime | None = None
    """When `email` was last confirmed or given another try: older bounces say nothing about it."""
    language: Language | None = None
    """What they want to read, None as long as they did not say."""
    placed: date | None = None
    """First day in the present unit, None where it is the first day in the city's service."""
    weekly: int | None = None
    """Minutes of an ordinary week that are asked of this one person, None for as many as the unit's week has."""

    @property
    def begun(self) -> date | None:
        """First day in the present unit, None when nobody wrote it down."""
        return self.placed or self.joined

    @property
    def reads(self) -> Language:
        """The language that mails to them are written in."""
        return self.language or Language.INDONESIAN

    def has_left(self, on: date) -> bool:
        """Whether they no longer work here on `on`."""
        return not self.active or (self.left is not None and self.left <= on)


class Posting(Struct, frozen=True):
    """Where someone works and under whom from `start` on, until the next posting."""

    employee: EmployeeId
    start: date
    unit: UnitId
    supervisor: EmployeeId | None


class EnteredBy(Struct, frozen=True):
    """The secretary who typed something in for an employee without a mail address."""

    id: EmployeeId
    name: str


class Unit(Struct, frozen=True):
    """A city unit (Organisasi Perangkat Daerah) with its working week and its letterhead."""

    id: UnitId
    name: str
    kind: str
    direct_service: bool
    parent: UnitId | None
    zone: Zone
    pattern: WeekPattern
    head: EmployeeId | None
    secretary: EmployeeId | None
    address: tuple[str, ...]
    number_pattern: str
    revision: int = 1


class Actor(Struct, frozen=True):
    """Who is asking, as far as permissions need to know; a snapshot taken when the session began."""

    id: EmployeeId
    name: str
    unit: UnitId
    unit_name: str
    zone: Zone
    roles: tuple[Role, ...] = ()
    moved_from: UnitId | None = None

    @property
    def units(self) -> tuple[UnitId, ...]:
        """Units whose ledgers may hold days of theirs: the present one first."""
        before = self.moved_from
        return (self.unit,) if before is None or before == self.unit else (self.unit, before)

    def has(self, role: Role) -> bool:
        """Whether the actor holds `role`."""
        return role in self.roles

    def keeps(self, unit: UnitId) -> bool:
        """Whether the actor answers for the staff of `unit`: its head, its secretary or an administrator."""
        return self.has(Role.ADMINISTRATOR) or (self.unit == unit and (self.has(Role.HEAD) or self.has(Role.SECRETARY)))

    def writes_for(self, unit: UnitId) -> bool:
        """Whether the actor does the paperwork of `unit`: its secretary or an administrator."""
        return self.has(Role.ADMINISTRATOR) or (self.unit == unit and self.has(Role.SECRETARY))


def actor_of(employee: Employee, unit: Unit) -> Actor:
    """The employee as an actor."""
    return Actor(
        employee.id,
        employee.name,
        unit.id,
        unit.name,
        unit.zone,
        employee.roles,
        employee.moved_from,
    )


def refuse_on_behalf(actor: Actor, employee: Employee) -> None:
    """Raises Forbidden unless `actor` may enter papers for `employee`: as secretary, for one without mail."""
    if not actor.has(Role.SECRETARY) or employee.unit != actor.unit or employee.email or not employee.active:
        raise Forbidden(text("Hanya sekretaris unit yang dapat mengisi untuk pegawai, dan hanya bila tanpa surel."))
