"""A unit's rota (jadwal kerja) as it is kept: drafted, changed by hand, published and then frozen.

Each person's days are one letter each, the reason they are where they are; so a month of a unit of 2,000 people is one
record of some 300 KB, below DynamoDB's 400. It holds the bounds and the groups it was made under: whatever becomes of
the circular, a rota can be judged by its own rules.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, UnitId, Zone
from chalicelib.domain.refusals import Conflict, NotFound, Refusal
from chalicelib.domain.rota_terms import Bounds, Group, Place, Placement, Reason, Turns
from chalicelib.domain.texts import Message, Value, text

MOST_PEOPLE = 2_000
MOST_DAYS = 31
"""Calendar days of a period."""
BY_HAND = {Place.HOME: Reason.HOME_BY_HAND.value, Place.OFFICE: Reason.OFFICE_BY_HAND.value}
SETTLED = {Reason.AWAY, Reason.HOME_GRANTED, Reason.HOME_ALWAYS, Reason.OFFICE_ALWAYS, Reason.OFFICE_NEEDED}
"""Placements that the rota found and did not make."""


class RotaState(StrEnum):
    """Where a version of a rota stands."""

    DRAFT = "draft"
    PUBLISHED = "published"


class RotaLine(Struct, frozen=True, array_like=True):
    """One person's days."""

    employee: EmployeeId
    name: str
    days: str
    """A letter for each working day: a `Reason`, or the number of the group that needs the person in the office."""
    owed: int = 0
    """Home days they are behind their equals after the period."""
    groups: tuple[int, ...] = ()
    was_home: bool = False
    """At home on the last working day before the period."""
    week_used: int = 0
    """Home days in the period's first week that lie before it."""

    @property
    def home_days(self) -> int:
        """Days at home."""
        return sum(place_of(letter) is Place.HOME for letter in self.days)


class UnitRota(Struct, frozen=True):
    """One version of a unit's rota for a period."""

    unit: UnitId
    unit_name: str
    zone: Zone
    first: date
    last: date
    version: int
    circular: str
    citation: str
    """Of the circular it was made under."""
    days: tuple[date, ...]
    """The period's working days."""
    bounds: tuple[Bounds, ...]
    turns: Turns
    groups: tuple[Group, ...]
    per_week: int | None
    lines: tuple[RotaLine, ...]
    """By name."""
    made_at: datetime
    made_by: str
    state: RotaState = RotaState.DRAFT
    published_at: datetime | None = None
    published_by: str = ""
    revision: int = 1
    orders: tuple[OrderId, ...] | None = None
    """The duty orders that grant its days, those of earlier versions that still do among them; None until they are
    made, which is the one thing that follows into a published version.
    """
    troubles: tuple[str, ...] = ()
    """Why an order could not be made."""

    @property
    def edition(self) -> str:
        """The version as it sorts."""
        return edition_of(self.version)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state is RotaState.DRAFT

    def line_of(self, employee: str) -> RotaLine | None:
        """The person's days."""
        return next((line for line in self.lines if line.employee == employee), None)

    def placement(self, line: RotaLine, number: int) -> Placement:
        """Where somebody is on a day, by the day's number, and why."""
        letter = line.days[number]
        return Placement(Reason.OFFICE_COVERAGE, self.groups[int(letter)].name) if letter.isdigit() else _plain(letter)

    def home_on(self, number: int) -> int:
        """How many are at home on a day, by the day's number."""
        return sum(place_of(line.days[number]) is Place.HOME for line in self.lines)

    def days_of(self, line: RotaLine, place: Place) -> tuple[date, ...]:
        """The dates on which somebody is at `place`."""
        return tuple(day for day, letter in zip(self.days, line.days, strict=True) if place_of(letter) is place)


class Broken(Struct, frozen=True):
    """A rule that a rota changed by hand does not keep, on a day."""

    day: date
    message: Message


def edition_of(version: int) -> str:
    """A version's number as it sorts."""
    return f"{version:03d}"


def place_of(letter: str) -> Place:
    """Where a day's letter puts somebody."""
    return Place.OFFICE if letter.isdigit() else Reason(letter).place


def letter_of(placement: Placement, groups: tuple[Group, ...]) -> str:
    """The letter that keeps a placement."""
    if placement.group:
        return str(next(number for number, group in enumerate(groups) if group.name == placement.group))
    return placement.reason.value


def moved(rota: UnitRota, employee: str, day: date, to: Place) -> UnitRota:
    """The draft with one person moved on one day, whatever that breaks.

    Raises Conflict when it is published already, NotFound for nobody's day, Refusal where leave, a granted home day or
    a standing rule decides.
    """
    if not rota.is_draft:
        raise Conflict(text("Jadwal ini sudah diterbitkan. Buat versi baru untuk mengubahnya."))
    line = rota.line_of(employee)
    if line is None or day not in rota.days:
        raise NotFound(text("Pegawai atau tanggal ini tidak ada pada jadwal tersebut."))
    number = rota.days.index(day)
    if rota.placement(line, number).reason in SETTLED or to is Place.AWAY:
        raise Refusal(text("Hari ini sudah ditetapkan di luar jadwal, sehingga tidak dapat dipindahkan di sini."))
    days = line.days[:number] + BY_HAND[to] + line.days[number + 1 :]
    lines = tuple(replace(each, days=days) if each is line else each for each in rota.lines)
    return replace(rota, lines=lines, revision=rota.revision + 1)


def published(rota: UnitRota, by: str, at: datetime) -> UnitRota:
    """The rota, frozen. Raises Conflict when it was published before, Refusal while it breaks a hard rule."""
    if not rota.is_draft:
        raise Conflict(text("Jadwal ini sudah diterbitkan."))
    if next(broken(rota), None):
        raise Refusal(text("Jadwal belum dapat diterbitkan: masih ada ketentuan yang dilanggar."))
    return replace(rota, state=RotaState.PUBLISHED, published_at=at, published_by=by, revision=rota.revision + 1)


def ordered(rota: UnitRota, orders: tuple[OrderId, ...], troubles: tuple[str, ...]) -> UnitRota:
    """The published rota with the duty orders that were made of it."""
    return replace(rota, orders=orders, troubles=troubles, revision=rota.revision + 1)


def reopened(rota: UnitRota, by: str, at: datetime) -> UnitRota:
    """The next version of a published rota, a draft that begins as its copy. Raises Conflict while it is a draft."""
    if rota.is_draft:
        raise Conflict(text("Versi ini masih berupa draf."))
    return replace(
        rota,
        version=rota.version + 1,
        state=RotaState.DRAFT,
        made_at=at,
        made_by=by,
        published_at=None,
        published_by="",
        revision=1,
        orders=None,
        troubles=(),
    )


def broken(rota: UnitRota) -> Iterator[Broken]:
    """Every hard rule that the rota does not keep, the unit's by day and then each person's."""
    for number, day in enumerate(rota.days):
        yield from _broken_on(rota, number, day)
    for line in rota.lines:
        yield from _broken_for(rota, line)


def _broken_on(rota: UnitRota, number: int, day: date) -> Iterator[Broken]:
    home, bounds = rota.home_on(number), rota.bounds[number]
    if home > bounds.most:
        msgid = text("%(day)s: %(number)s pegawai di rumah, paling banyak %(most)s.")
        yield Broken(day, Message(msgid, {"day": day, "number": home, "most": bounds.most}))
    if home < bounds.fewest:
        msgid = text("%(day)s: %(number)s pegawai di rumah, paling sedikit %(fewest)s.")
        yield Broken(day, Message(msgid, {"day": day, "number": home, "fewest": bounds.fewest}))
    for index, group in enumerate(rota.groups):
        there = sum(index in line.groups and place_of(line.days[number]) is Place.OFFICE for line in rota.lines)
        if there < group.minimum:
            msgid = text("%(day)s: %(group)s hanya %(number)s orang di kantor, paling sedikit %(minimum)s.")
            values: dict[str, Value] = {"day": day, "group": group.name, "number": there, "minimum": group.minimum}
            yield Broken(day, Message(msgid, values))


def _broken_for(rota: UnitRota, line: RotaLine) -> Iterator[Broken]:
    """Turns and the week's number bind what the rota or a hand placed, not what was settled."""
    home = rota.days_of(line, Place.HOME)
    placed = [day for day in home if rota.placement(line, rota.days.index(day)).reason not in SETTLED]
    before = dict(zip(rota.days[1:], rota.days, strict=False))
    for day in home if rota.turns is Turns.ALTERNATE else ():
        earlier = before.get(day)
        follows = line.was_home if earlier is None else earlier in home
        if follows and (day in placed or earlier in placed):
            msgid = text("%(name)s: %(day)s berurutan dengan hari kerja sebelumnya di rumah.")
            yield Broken(day, Message(msgid, {"name": line.name, "day": day}))
    if rota.per_week is not None:
        yield from _broken_weeks(rota, line, home, placed, rota.per_week)


def _broken_weeks(
    rota: UnitRota, line: RotaLine, home: tuple[date, ...], placed: list[date], most: int
) -> Iterator[Broken]:
    weeks: dict[date, list[date]] = {}
    for day in home:
        weeks.setdefault(monday_of(day), []).append(day)
    for monday, days in weeks.items():
        count = len(days) + (line.week_used if monday == monday_of(rota.days[0]) else 0)
        if count > most and set(days) & set(placed):
            msgid = text("%(name)s: %(number)s hari di rumah pada pekan %(day)s, paling banyak %(most)s.")
            values: dict[str, Value] = {"name": line.name, "number": count, "day": days[0], "most": most}
            yield Broken(days[0], Message(msgid, values))


def monday_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def _plain(letter: str) -> Placement:
    return Placement(Reason(letter))
