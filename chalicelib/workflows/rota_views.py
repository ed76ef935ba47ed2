"""Rotas as they are looked at: the unit's by those who answer for it, one's own by everybody."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import Actor, EmployeeId, Unit, UnitId
from chalicelib.domain.records import Create, rota_book_key, rota_key, row_key, unit_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.rota_absences import broken_by, followed, freed
from chalicelib.domain.rota_books import RotaBook
from chalicelib.domain.rota_changes import Broken
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import months_of, published_version, refuse_others

CALENDAR_TYPE = "text/calendar; charset=utf-8"


class RotaView(Struct, frozen=True):
    """A rota as absences leave it that were entered since it was published, and what they break of it."""

    rota: UnitRota
    freed: tuple[tuple[RotaLine, tuple[date, ...]], ...] = ()
    """Whose days they take, and which."""
    broken: tuple[Broken, ...] = ()


class OwnRota(Struct, frozen=True):
    """One's own part of a published rota, as one's absences leave it."""

    rota: UnitRota
    line: RotaLine
    ordered: dict[date, OrderId]
    """The days that stand under an approved order, with its id."""

    @property
    def orders(self) -> dict[OrderId, tuple[date, ...]]:
        """The orders that grant the days, each with its own."""
        found: dict[OrderId, tuple[date, ...]] = {}
        for day, order in sorted(self.ordered.items()):
            found[order] = (*found.get(order, ()), day)
        return found


def open_book(office: Office, actor: Actor, unit_id: UnitId) -> tuple[Unit, RotaBook]:
    """A unit's rules and periods, for those who answer for it. One request."""
    refuse_others(actor, unit_id)
    found = office.records.read(unit_key(unit_id), rota_book_key(unit_id))
    unit = found.find(unit_key(unit_id))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    return unit, found.find(rota_book_key(unit_id)) or RotaBook(unit_id, revision=0)


def show(office: Office, actor: Actor, unit: UnitId, first: date, origin: Origin, at: datetime) -> RotaView:
    """The latest version of a unit's rota; the look is noted. Two requests and the note, of a published one a query for
    the absences; a query more for one so old that the book lacks it. Raises NotFound for none.
    """
    refuse_others(actor, unit)
    book = office.records.read(rota_book_key(unit)).find(rota_book_key(unit))
    period = book.period(first) if book else None
    rota = published_version(office, unit, first, period.version) if period else office.rotas.latest(unit, first)
    about = f"ROTA#{unit}#{first}#{rota.version}"
    office.records.commit(Create(TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    if rota.is_draft:
        return RotaView(rota)
    now = followed(rota, office.absences.of_unit_since(unit, rota.first))
    return RotaView(now, freed(rota, now), broken_by(rota, now))


def own(office: Office, actor: Actor, at: datetime) -> OwnRota | None:
    """One's own days of the published rota that holds today, or of the next one; None without any.

    Two requests, a third for one's absences.
    """
    name = rota_book_key(actor.unit)
    book = office.records.read(name).find(name)
    period = book.covering(local_date(at, actor.zone.info)) if book else None
    if period is None:
        return None
    published = rota_key(actor.unit, period.first, period.published)
    rows = [row_key(actor.unit, month, actor.id) for month in months_of(period.first, period.last)]
    found = office.records.read(published, *rows)
    rota = followed(found.get(published), office.absences.of_employee(actor.id))
    line = rota.line_of(actor.id)
    if line is None:
        return None
    return OwnRota(rota, line, _ordered(rota, (row for name in rows if (row := found.find(name)))))


def _ordered(rota: UnitRota, rows: Iterable[LedgerRow]) -> dict[date, OrderId]:
    by_month = {row.month: row for row in rows}
    there = ((day, by_month.get(month_of(day))) for day in rota.days)
    marks = ((day, row.mark(day)) for day, row in there if row)
    return {day: mark.order for day, mark in marks if mark and mark.approved}


def own_calendar_link(office: Office, actor: Actor, at: datetime) -> str:
    """An address that downloads one's own days as a calendar file. Raises NotFound without a published rota."""
    mine = own(office, actor, at)
    if mine is None:
        raise NotFound(text("Jadwal Anda belum diterbitkan."))
    return _link(office, mine.rota, actor.id)


def _link(office: Office, rota: UnitRota, employee: EmployeeId) -> str:
    name = f"exports/{rota.unit}/rotas/{rota.first}-{rota.version}/{employee}.ics"
    office.files.save(name, office.papers.rota_calendar(rota, employee), CALENDAR_TYPE)
    return office.files.link(name, f"jadwal-{rota.first}.ics")
