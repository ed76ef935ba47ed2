"""A city's units and staff from CSV: looked at, shown, confirmed. `applying` does what was confirmed.

What was handed in and what it would do lie in the bucket under `imports/<id>/`; the record says where it stands.
"""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import imports as rules
from chalicelib.domain.calendars import local_date
from chalicelib.domain.csv_rows import Findings
from chalicelib.domain.import_changes import Plan, counts_of
from chalicelib.domain.import_plan import City, plan_of
from chalicelib.domain.import_staff import staff_rows
from chalicelib.domain.import_units import unit_rows
from chalicelib.domain.imports import File, Import, StaffRoll
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Employee, Role, Unit
from chalicelib.domain.records import Change, Create, Replace, import_key, roll_key
from chalicelib.domain.refusals import Forbidden, Invalid, Problem, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

LISTED = 20
CSV = "text/csv; charset=utf-8"


class HandedIn(Struct, frozen=True):
    """What was uploaded: either file or both, and the date from which moves count."""

    units: bytes | None
    staff: bytes | None
    moves_from: date


class ImportView(Struct, frozen=True):
    """An import and what it would do, or did."""

    record: Import
    plan: Plan
    is_stuck: bool


def listed(office: Office, actor: Actor) -> tuple[Import, ...]:
    """The latest imports. One request."""
    _administrators_only(actor)
    return office.people.imports(LISTED)


def check(office: Office, actor: Actor, handed_in: HandedIn, sent: Sent, at: datetime) -> str:
    """Looks at what was handed in, keeps it, and returns where it is shown; nothing of the city changes.

    Raises Invalid when nothing was handed in or the date of moves is not one.
    """
    _administrators_only(actor)
    today = local_date(at, actor.zone.info)
    problems = _refused(handed_in, today)
    if problems:
        raise Invalid(*problems)
    found = office.records.read(sent.name, roll_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    roll = found.find(roll_key())
    name = office.new_id()
    plan = _plan(office, handed_in, today)
    files = {File.UNITS: handed_in.units, File.STAFF: handed_in.staff}
    for file, content in files.items():
        if content is not None:
            office.files.save(f"imports/{name}/{file}", content, CSV)
    office.files.save_plan(plan_name(name), plan)
    record = Import(
        id=name,
        by=actor.id,
        by_name=actor.name,
        at=at,
        files=tuple(file for file, content in files.items() if content is not None),
        seen=roll.revision if roll else 0,
        counts=counts_of(plan),
        steps=plan.steps,
    )
    return commit_once(office, sent, f"/imports/{name}", at, Create(record))


def view(office: Office, actor: Actor, name: str, at: datetime) -> ImportView:
    """An import with its plan. One request, and the plan from the bucket."""
    _administrators_only(actor)
    record = office.records.read(import_key(name)).get(import_key(name))
    return ImportView(record, office.files.plan(plan_name(name), Plan), record.is_stuck(at))


def confirm(office: Office, actor: Actor, name: str, sent: Sent, origin: Origin, at: datetime) -> str:
    """Has a checked import applied, by a worker. Two requests, one of them the transaction.

    Raises Conflict when it has errors or was applied already, when another one is being applied, and when the city's
    staff has changed since it was checked.
    """
    _administrators_only(actor)
    found = office.records.read(sent.name, import_key(name), roll_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    roll = found.find(roll_key())
    begun, applying = rules.confirmed(found.get(import_key(name)), roll, at)
    kept: Change = Replace(applying) if roll else Create(StaffRoll(name))
    return commit_once(
        office,
        sent,
        f"/imports/{name}",
        at,
        Replace(begun),
        kept,
        Create(_line(office, begun, "confirm", actor, origin, at)),
        Create(entry(office.new_id(), Errand.APPLY_IMPORT, at, handed_in=name)),
    )


def resume(office: Office, actor: Actor, name: str, origin: Origin, at: datetime) -> str:
    """Has an import that came to a stop go on from where it stands. Two requests. Raises Conflict when it did not."""
    _administrators_only(actor)
    again = rules.resumed(office.records.read(import_key(name)).get(import_key(name)), at)
    office.records.commit(
        Replace(again),
        Create(_line(office, again, "resume", actor, origin, at)),
        Create(entry(office.new_id(), Errand.APPLY_IMPORT, at, handed_in=name)),
    )
    return f"/imports/{name}"


def export_link(office: Office, actor: Actor, file: File, origin: Origin, at: datetime) -> str:
    """An address that downloads the city's units or staff as an import reads them; that they were taken is noted."""
    _administrators_only(actor)
    city = city_of(office)
    numbers: dict[str, str] = {person.id: person.number for person in city.staff if person.number}
    papers = office.papers
    content = papers.units_csv(city.units, numbers) if file is File.UNITS else papers.staff_csv(city.staff, numbers)
    name = f"exports/{office.new_id()}/{file}"
    office.files.save(name, content, CSV)
    line = TrailEntry(f"EXPORT#{file}", None, office.new_id(), at, actor.id, actor.name, "export", origin)
    office.records.commit(Create(line))
    return office.files.link(name, file)


def sample_link(office: Office, actor: Actor, file: File, units: tuple[Unit, ...], staff: tuple[Employee, ...]) -> str:
    """An address that downloads a made-up file to start from."""
    _administrators_only(actor)
    numbers: dict[str, str] = {person.id: person.number for person in staff if person.number}
    papers = office.papers
    content = papers.units_csv(units, numbers) if file is File.UNITS else papers.staff_csv(staff, numbers)
    name = f"exports/contoh/{file}"
    office.files.save(name, content, CSV)
    return office.files.link(name, f"contoh-{file}")


def city_of(office: Office) -> City:
    """Units and staff as they are on record: a query for the units and one for each unit's staff."""
    units = office.people.units()
    return City(units, tuple(person for unit in units for person in office.people.staff(unit.id)))


def plan_name(name: str) -> str:
    """Where the bucket keeps what an import would do."""
    return f"imports/{name}/plan.json"


def _plan(office: Office, handed_in: HandedIn, today: date) -> Plan:
    of_units, of_staff = Findings(File.UNITS), Findings(File.STAFF)
    units = unit_rows(handed_in.units, of_units) if handed_in.units is not None else ()
    staff = staff_rows(handed_in.staff, of_staff) if handed_in.staff is not None else ()
    return plan_of(city_of(office), units, staff, (of_units, of_staff), today, handed_in.moves_from, office.new_id)


def _refused(handed_in: HandedIn, today: date) -> list[Problem]:
    problems: list[Problem] = []
    if handed_in.units is None and handed_in.staff is None:
        problems.append(problem("staff", text("Pilih sedikitnya satu berkas.")))
    if not today.replace(day=1) <= handed_in.moves_from <= today:
        msgid = text("Pilih tanggal dari %(first)s sampai hari ini; bulan yang sudah lewat tidak diubah lagi.")
        problems.append(problem("moves_from", msgid, first=today.replace(day=1)))
    return problems


def _line(office: Office, record: Import, what: str, actor: Actor, origin: Origin, at: datetime) -> TrailEntry:
    return TrailEntry(f"IMPORT#{record.id}", record.revision, office.new_id(), at, actor.id, actor.name, what, origin)


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
