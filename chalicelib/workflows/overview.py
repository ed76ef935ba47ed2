"""The city's overview: a snapshot of each unit that the tick has taken, read at once."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.months import month_table
from chalicelib.domain.overview import UnitSnapshot, snapshot_of, worst_first
from chalicelib.domain.people import Actor, Role, Unit, UnitId
from chalicelib.domain.records import Put, snapshot_key, unit_key
from chalicelib.domain.refusals import Forbidden, NotFound
from chalicelib.domain.texts import text
from chalicelib.workflows import city_recap
from chalicelib.workflows.ports import Office

MOST_KEYS = 100
"""Of one request."""


class Overview(Struct, frozen=True):
    """Every unit's day, worst first, and the units of which nothing is known yet."""

    snapshots: tuple[UnitSnapshot, ...]
    unseen: tuple[Unit, ...]

    @property
    def oldest(self) -> datetime | None:
        """When the oldest snapshot was taken."""
        return min((each.taken_at for each in self.snapshots), default=None)


def view(office: Office, actor: Actor) -> Overview:
    """The city's units, for the administrator. Two requests, one more for each further hundred of units."""
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
    units = office.people.units()
    taken: list[UnitSnapshot] = []
    for start in range(0, len(units), MOST_KEYS):
        keys = [snapshot_key(unit.id) for unit in units[start : start + MOST_KEYS]]
        found = office.records.read(*keys)
        taken += (each for key in keys if (each := found.find(key)))
    seen = {each.unit for each in taken}
    return Overview(worst_first(taken), tuple(unit for unit in units if unit.id not in seen))


def take(office: Office, unit_id: UnitId, at: datetime) -> None:
    """Takes a unit's snapshot as it is now, and what its month has come to; nothing before its month is open.

    One query, two requests, the snapshot and the figures.
    """
    unit = office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    day = local_date(at, unit.zone.info)
    try:
        month = office.ledger.month(unit_id, month_of(day))
    except NotFound:
        return
    office.records.commit(Put(snapshot_of(month, day, at)))
    city_recap.keep(office, month_table(month, day), at)
