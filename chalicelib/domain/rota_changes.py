"""Changing a rota by hand, publishing it, and what it breaks."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.orders import OrderId
from chalicelib.domain.refusals import Conflict, NotFound, Refusal
from chalicelib.domain.rota_bounds import alternating, called, monday_of
from chalicelib.domain.rota_letters import BY_HAND, SETTLED, place_of
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import Message, Value, text


class Broken(Struct, frozen=True):
    """A rule that a rota changed by hand does not keep, on a day."""

    day: date
    message: Message


def moved(rota: UnitRota, employee: str, day: date, to: Place, today: date) -> UnitRota:
    """The draft with one person moved on one day, whatever that breaks.

    Raises Conflict when it is published already, NotFound for nobody's day, Refusal where leave, a granted home day or
    a standing rule decides, and where a published day is over.
    """
    if not rota.is_draft:
        raise Conflict(text("Jadwal ini sudah diterbitkan. Buat versi baru untuk mengubahnya."))
    line = rota.line_of(employee)
    if line is None or day not in rota.days:
        raise NotFound(text("Pegawai atau tanggal ini tidak ada pada jadwal tersebut."))
    if rota.version > 1 and day < today:
        raise Refusal(text("Hari yang sudah lewat tetap seperti yang diterbitkan."))
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
    return replace(rota, published_at=at, published_by=by, revision=rota.revision + 1)


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
    alternates, limits = alternating(rota.bounds, rota.turns), rota.week_limits()
    for line in rota.lines:
        home = rota.days_of(line, Place.HOME)
        placed = [day for day in home if rota.placement(line, rota.days.index(day)).reason not in SETTLED]
        yield from _broken_turns(rota, line, home, placed, alternates)
        yield from _broken_weeks(rota, line, home, placed, limits)


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
        if there < group.on(number):
            msgid = text("%(day)s: %(group)s hanya %(number)s orang di kantor, paling sedikit %(minimum)s.")
            values: dict[str, Value] = {
                "day": day,
                "group": called(group.name),
                "number": there,
                "minimum": group.on(number),
            }
            yield Broken(day, Message(msgid, values))


def _broken_turns(
    rota: UnitRota, line: RotaLine, home: tuple[date, ...], placed: list[date], alternates: list[bool]
) -> Iterator[Broken]:
    """Turns and the week's number bind what the rota or a hand placed, not what was settled.

    Days on which the office is closed to somebody are days off for their turns.
    """
    before: int | None = None
    for number, day in enumerate(rota.days):
        if place_of(line.days[number]) is Place.CLOSED:
            continue
        if day in placed and not rota.bounds[number].is_open:
            msgid = text("%(name)s: %(day)s bukan hari bekerja dari rumah.")
            yield Broken(day, Message(msgid, {"name": line.name, "day": day}))
        earlier = None if before is None else rota.days[before]
        binds = alternates[number] or (before is not None and alternates[before])
        before = number
        follows = line.was_home if earlier is None else earlier in home
        if binds and follows and day in home and (day in placed or earlier in placed):
            msgid = text("%(name)s: %(day)s berurutan dengan hari kerja sebelumnya di rumah.")
            yield Broken(day, Message(msgid, {"name": line.name, "day": day}))


def _broken_weeks(
    rota: UnitRota, line: RotaLine, home: tuple[date, ...], placed: list[date], limits: dict[date, int]
) -> Iterator[Broken]:
    weeks: dict[date, list[date]] = {}
    for day in home:
        weeks.setdefault(monday_of(day), []).append(day)
    for monday, days in weeks.items():
        most = limits.get(monday, len(days) + line.week_used)
        count = len(days) + (line.week_used if monday == monday_of(rota.days[0]) else 0)
        if count > most and set(days) & set(placed):
            msgid = text("%(name)s: %(number)s hari di rumah pada pekan %(day)s, paling banyak %(most)s.")
            values: dict[str, Value] = {"name": line.name, "number": count, "day": days[0], "most": most}
            yield Broken(days[0], Message(msgid, values))
