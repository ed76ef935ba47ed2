"""Reading the trail: one's own, that of a month one stands in, and, as administrator, anybody's.

Whoever reads the trail of somebody else leaves a line in it. Nothing here or anywhere changes one.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.people import Actor, Employee, EmployeeId, Role, UnitId
from chalicelib.domain.records import Create, address_key, employee_key
from chalicelib.domain.refusals import Forbidden, NotFound
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.ports import Office

PAGE_SIZE = 30
MOST_EXPORTED = 10_000
"""Lines of one file, the latest."""
EXPORT_PAGE = 1_000
MOST_FOUND = 50
CSV = "text/csv; charset=utf-8"


class Subject(StrEnum):
    """What a trail is asked for by."""

    ORDER = "order"
    PERSON = "person"
    """Everything that concerns them, whatever it is about."""
    MONTH = "month"
    """Named "<unit>#<yyyy-mm>"."""
    CLOSING = "closing"
    """Of a unit's month, named likewise."""
    UNIT = "unit"
    STYLE = "style"
    """A unit's letters."""
    IMPORT = "import"
    CIRCULAR = "circular"
    CALENDAR = "calendar"
    ROTA = "rota"
    SWAP = "swap"
    ABSENCE = "absence"
    ABSENCES = "absences"
    """Who looked at a unit's list, named by the unit."""
    ABSENCE_LIST = "absencelist"
    RECALL = "recall"
    RECALLS = "recalls"
    MEETING = "meeting"
    EXPORT = "export"
    """Named by the exported file, or "trail"."""


class TrailPage(Struct, frozen=True):
    """Part of a trail: what was done, oldest first, on the first page only, and a page of the rest, latest first.

    Of a person everything stands in `rest`; of a record, those who looked at it. `after` names the next page.
    """

    acts: tuple[TrailEntry, ...]
    rest: tuple[TrailEntry, ...]
    after: str | None


def own(office: Office, actor: Actor, page: str | None) -> TrailPage:
    """What was done and seen of the actor's own records. One query."""
    rest, after = office.trail.concerning(actor.id, page, PAGE_SIZE)
    return TrailPage((), rest, after)


def own_month(office: Office, actor: Actor, unit: UnitId, month: Month, page: str | None) -> TrailPage:
    """Who opened a month that the actor stands in with all of the unit. Two queries. Raises NotFound for others."""
    if unit not in actor.units:
        raise NotFound
    return _of_record(office, f"MONTH#{unit}#{month}", page)


def about(
    office: Office, actor: Actor, subject: Subject, name: str, page: str | None, origin: Origin, at: datetime
) -> TrailPage:
    """The trail of a record or a person, for the administrator; the look is noted. Two queries and the note."""
    _administrators_only(actor)
    if subject is Subject.PERSON:
        rest, after = office.trail.concerning(EmployeeId(name), page, PAGE_SIZE)
        found = TrailPage((), rest, after)
    else:
        found = _of_record(office, _about(subject, name), page)
    concerned = name if subject is Subject.PERSON else _concerned(found)
    _note(office, actor, _about(subject, name), "view_trail", concerned, origin, at)
    return found


def people(office: Office, actor: Actor, typed: str, unit: UnitId | None) -> tuple[Employee, ...]:
    """Whom the administrator may mean: by mail address, or by part of a name, NIP or number within a unit.

    Two requests at most.
    """
    _administrators_only(actor)
    wanted = " ".join(typed.split()).lower()
    if "@" in wanted:
        known = office.records.read(address_key(wanted)).find(address_key(wanted))
        person = office.records.read(employee_key(known.employee)).find(employee_key(known.employee)) if known else None
        return (person,) if person else ()
    if not wanted or unit is None:
        return ()
    digits = wanted.replace(" ", "")
    staff = office.people.staff(unit)
    found = (one for one in staff if wanted in one.name.lower() or digits in ((one.number or "").lower(), one.nip))
    return tuple(found)[:MOST_FOUND]


def export_own(office: Office, actor: Actor, origin: Origin, at: datetime) -> str:
    """An address that downloads the actor's own trail as CSV; that it was taken is noted."""
    return _exported(office, actor, _all_concerning(office, actor.id), actor.id, origin, at)


def export(office: Office, actor: Actor, subject: Subject, name: str, origin: Origin, at: datetime) -> str:
    """An address that downloads a trail as CSV, for the administrator; that it was taken is noted."""
    _administrators_only(actor)
    if subject is Subject.PERSON:
        return _exported(office, actor, _all_concerning(office, EmployeeId(name)), name, origin, at)
    record = _about(subject, name)
    lines, page = list(office.trail.acts(record)), None
    while len(lines) < MOST_EXPORTED:
        more, page = office.trail.looks(record, page, EXPORT_PAGE)
        lines += more
        if page is None:
            break
    concerned = next((line.concerns for line in lines if line.concerns), "")
    return _exported(office, actor, lines[:MOST_EXPORTED], concerned, origin, at)


def _of_record(office: Office, record: str, page: str | None) -> TrailPage:
    acts = office.trail.acts(record) if page is None else ()
    rest, after = office.trail.looks(record, page, PAGE_SIZE)
    return TrailPage(acts, rest, after)


def _all_concerning(office: Office, employee: EmployeeId) -> list[TrailEntry]:
    lines: list[TrailEntry] = []
    page = None
    while len(lines) < MOST_EXPORTED:
        more, page = office.trail.concerning(employee, page, EXPORT_PAGE)
        lines += more
        if page is None:
            break
    return lines[:MOST_EXPORTED]


def _exported(
    office: Office, actor: Actor, lines: list[TrailEntry], concerned: str, origin: Origin, at: datetime
) -> str:
    name = f"exports/{office.new_id()}/jejak.csv"
    office.files.save(name, office.papers.trail_csv(lines), CSV)
    _note(office, actor, "EXPORT#trail", "export", concerned, origin, at)
    return office.files.link(name, "jejak.csv")


def _about(subject: Subject, name: str) -> str:
    return f"EMP#{name}" if subject is Subject.PERSON else f"{subject.upper()}#{name}"


def _concerned(found: TrailPage) -> str:
    return next((line.concerns for line in (*found.acts, *found.rest) if line.concerns), "")


def _note(office: Office, actor: Actor, record: str, what: str, concerned: str, origin: Origin, at: datetime) -> None:
    line = TrailEntry(record, None, office.new_id(), at, actor.id, actor.name, what, origin, concerns=concerned)
    office.records.commit(Create(line))


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
