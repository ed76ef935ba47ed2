"""The rules by which a unit makes its rotas: posts, who is always in or always home, limits of its own."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import Actor, Employee, Unit, UnitId
from chalicelib.domain.records import Create, Replace, rota_book_key
from chalicelib.domain.refusals import Invalid, Stale, problem
from chalicelib.domain.rota_books import RotaBook, RotaRules
from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rota_views import open_book
from chalicelib.workflows.rotas import refuse_others


class RulesDesk(Struct, frozen=True):
    """A unit, its rules, and the people they are about, by name."""

    unit: Unit
    book: RotaBook
    staff: tuple[Employee, ...]


def open_rules(office: Office, actor: Actor, unit_id: UnitId) -> RulesDesk:
    """A unit's rules and its people, for those who answer for it. Two requests."""
    unit, book = open_book(office, actor, unit_id)
    return RulesDesk(unit, book, tuple(person for person in office.people.staff(unit_id) if is_staff(person)))


def save(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    rules: RotaRules,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Saves the rules and returns where a rota is drafted by them.

    `seen` is the revision their writer looked at. Raises Invalid for what was typed, Stale when somebody saved
    meanwhile.
    """
    refuse_others(actor, unit_id)
    name = rota_book_key(unit_id)
    found = office.records.read(sent.name, name)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    book = found.find(name)
    kept = book or RotaBook(unit_id, revision=0)
    if kept.revision != seen:
        raise Stale(text("Ketentuan ini baru saja diubah orang lain. Isian Anda masih ada; bandingkan, lalu simpan."))
    _refuse_wrong(rules)
    becomes = replace(kept, rules=rules, revision=kept.revision + 1)
    about = f"ROTAS#{unit_id}"
    line = TrailEntry(about, becomes.revision, office.new_id(), at, actor.id, actor.name, "change", origin)
    shown = f"/units/{unit_id}/rotas"
    return commit_once(office, sent, shown, at, Replace(becomes) if book else Create(becomes), Create(line))


def _refuse_wrong(rules: RotaRules) -> None:
    problems = []
    if rules.turns is Turns.WEEKDAYS and not rules.weekdays:
        problems.append(problem("weekdays", text("Pilih sedikitnya satu hari.")))
    names = [group.name for group in rules.groups]
    if len(set(names)) < len(names):
        problems.append(problem("name_1", text("Setiap pos memerlukan nama yang berbeda.")))
    if problems:
        raise Invalid(*problems)
