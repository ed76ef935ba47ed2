"""The city's recap: a figure of each unit and month that workers keep, read at once and printed for BKPSDM."""

from datetime import datetime

from chalicelib.domain.calendars import Month
from chalicelib.domain.city_recap import CityRecap, UnitFigures, city_recap, figures_of
from chalicelib.domain.frozen import whole_table
from chalicelib.domain.months import MonthTable
from chalicelib.domain.people import Actor, Role, UnitId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import Put, capacity_key, figures_key, unit_key
from chalicelib.domain.refusals import Forbidden
from chalicelib.domain.texts import text
from chalicelib.workflows.ports import Office

MOST_KEYS = 100
"""Of one request."""


def keep(office: Office, table: MonthTable, at: datetime) -> None:
    """Keeps what a unit's month comes to, as it stands; the same month gives the same. Two requests."""
    sheet = table.month.sheet
    found = office.records.read(unit_key(sheet.unit), capacity_key(sheet.unit, sheet.month))
    places = found.find(capacity_key(sheet.unit, sheet.month))
    office.records.commit(Put(figures_of(table, found.get(unit_key(sheet.unit)), places, at)))


def keep_ended(office: Office, unit: UnitId, month: Month, at: datetime) -> None:
    """The same of a month that is over, as it was drafted or closed. A query and two requests."""
    keep(office, whole_table(office.ledger.month(unit, month)), at)


def view(office: Office, actor: Actor, month: Month) -> CityRecap:
    """The city's month, for the administrator. Two requests, one more for each further hundred of units."""
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
    units = office.people.units()
    kept: list[UnitFigures] = []
    for start in range(0, len(units), MOST_KEYS):
        keys = [figures_key(unit.id, month) for unit in units[start : start + MOST_KEYS]]
        found = office.records.read(*keys)
        kept += (each for key in keys if (each := found.find(key)))
    return city_recap(office.city, month, kept, units)


def paper_link(office: Office, actor: Actor, month: Month, form: PaperFormat) -> str:
    """An address that downloads the city's month as it stands; the same figures are printed once."""
    recap = view(office, actor, month)
    name = f"exports/city/{month}/{recap.fingerprint[:16]}.{form}"
    if not office.files.exists(name):
        office.files.save(name, office.papers.city(recap, form), form.media_type)
    return office.files.link(name, f"rekap-kota-{month}.{form}")
