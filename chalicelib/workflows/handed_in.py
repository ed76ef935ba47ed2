"""What lists of a unit that were handed in have in common, whatever they are of: confirmed once, made to go on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct

from chalicelib.domain import imports as work
from chalicelib.domain.imports import UnitList
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, UnitId
from chalicelib.domain.records import Bundle, Change, Create, Key, Replace, unit_key
from chalicelib.domain.refusals import Conflict, NotFound
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.absences import own_unit
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

L = TypeVar("L", bound=UnitList)


class Lists(Struct, Generic[L], frozen=True):
    """One kind of lists: how they are named, what writes them, and what the trail and the address call them."""

    key: Callable[[str], Key[L]]
    errand: Errand
    about: str
    path: str

    def own(self, found: Bundle, unit: UnitId, name: str) -> L:
        """The list among `found`. Raises NotFound for none and for another unit's."""
        record = found.get(self.key(name))
        if record.unit != unit:
            raise NotFound
        return record

    def shown_at(self, record: L) -> str:
        """The list's page."""
        return f"/units/{record.unit}/{self.path}/{record.id}"

    def going_on(self, office: Office, record: L, at: datetime) -> OutboxEntry:
        """The errand that writes the next claim of it."""
        return entry(office.new_id(), self.errand, at, handed_in=record.id)


def confirm(
    office: Office,
    actor: Actor,
    lists: Lists[L],
    unit_id: UnitId,
    name: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Has what is right of a list written, by a worker. Raises Conflict when it was already, or nothing is right."""
    found = office.records.read(sent.name, unit_key(unit_id), lists.key(name))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    own_unit(found, actor, unit_id)
    record = lists.own(found, unit_id, name)
    if not record.may_be_confirmed:
        raise Conflict(text("Daftar ini tidak dapat dicatat lagi. Lihat keadaan terbarunya."))
    going = _going(office, lists, work.begun_at(record, at), actor, "confirm", origin, at)
    return commit_once(office, sent, lists.shown_at(record), at, *going)


def resume(
    office: Office, actor: Actor, lists: Lists[L], unit_id: UnitId, name: str, origin: Origin, at: datetime
) -> str:
    """Has a list that came to a stop go on from where it stands. Two requests. Raises Conflict when it did not."""
    found = office.records.read(unit_key(unit_id), lists.key(name))
    own_unit(found, actor, unit_id)
    record = lists.own(found, unit_id, name)
    office.records.commit(*_going(office, lists, work.resumed(record, at), actor, "resume", origin, at))
    return lists.shown_at(record)


def _going(
    office: Office, lists: Lists[L], record: L, actor: Actor, what: str, origin: Origin, at: datetime
) -> tuple[Change, ...]:
    about = f"{lists.about}#{record.id}"
    line = TrailEntry(about, record.revision, office.new_id(), at, actor.id, actor.name, what, origin, record.unit)
    changed: Any = record
    return Replace(changed), Create(line), Create(lists.going_on(office, record, at))
