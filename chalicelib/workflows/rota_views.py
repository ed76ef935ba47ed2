"""Rotas as they are looked at: the unit's by those who answer for it, one's own by everybody."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date
from chalicelib.domain.people import Actor, EmployeeId, Unit, UnitId
from chalicelib.domain.records import Create, rota_book_key, rota_key, unit_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.rota_books import RotaBook
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rotas import refuse_others

CALENDAR_TYPE = "text/calendar; charset=utf-8"


class OwnRota(Struct, frozen=True):
    """One's own part of a published rota."""

    rota: UnitRota
    line: RotaLine


def open_book(office: Office, actor: Actor, unit_id: UnitId) -> tuple[Unit, RotaBook]:
    """A unit's rules and periods, for those who answer for it. One request."""
    refuse_others(actor, unit_id)
    found = office.records.read(unit_key(unit_id), rota_book_key(unit_id))
    unit = found.find(unit_key(unit_id))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    return unit, found.find(rota_book_key(unit_id)) or RotaBook(unit_id, revision=0)


def show(office: Office, actor: Actor, unit: UnitId, first: date, origin: Origin, at: datetime) -> UnitRota:
    """The latest version of a unit's rota; the look is noted. One query and the note. Raises NotFound for none."""
    refuse_others(actor, unit)
    rota = office.rotas.latest(unit, first)
    about = f"ROTA#{unit}#{first}#{rota.version}"
    office.records.commit(Create(TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    return rota


def own(office: Office, actor: Actor, at: datetime) -> OwnRota | None:
    """One's own days of the published rota that holds today, or of the next one; None without any. Two requests."""
    name = rota_book_key(actor.unit)
    book = office.records.read(name).find(name)
    period = book.covering(local_date(at, actor.zone.info)) if book else None
    if period is None:
        return None
    published = rota_key(actor.unit, period.first, period.published)
    rota = office.records.read(published).get(published)
    line = rota.line_of(actor.id)
    return OwnRota(rota, line) if line else None


def own_calendar_link(office: Office, actor: Actor, at: datetime) -> str:
    """An address that downloads one's own days as a calendar file. Raises NotFound without a published rota."""
    mine = own(office, actor, at)
    if mine is None:
        raise NotFound(text("Jadwal Anda belum diterbitkan."))
    return _link(office, mine.rota, actor.id)


def _link(office: Office, rota: UnitRota, employee: EmployeeId) -> str:
    name = f"exports/{rota.unit}/rotas/{rota.first}-{rota.version}/{employee}.ics"
    if not office.files.exists(name):
        office.files.save(name, office.papers.rota_calendar(rota, employee), CALENDAR_TYPE)
    return office.files.link(name, f"jadwal-{rota.first}.ics")
