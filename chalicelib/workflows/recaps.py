"""One person's month: looked at by its owner, printed for its owner and for those who answer for the unit."""

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from chalicelib.domain.activity_lists import ActivityList, activity_lines
from chalicelib.domain.calendars import Month, local_date
from chalicelib.domain.closing import MonthClosing
from chalicelib.domain.issuing import in_own_post, signatory_of
from chalicelib.domain.ledger import MonthSheet
from chalicelib.domain.letters import Signatory
from chalicelib.domain.months import line_of
from chalicelib.domain.objections import Objection
from chalicelib.domain.people import Actor, Employee, EmployeeId, UnitId
from chalicelib.domain.recaps import PaperFormat, PersonalDay, PersonalRecap
from chalicelib.domain.records import closing_key, employee_key, objections_key, row_key, sheet_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office
from chalicelib.workflows.sealed_papers import person_name, sealed_person, wait_for_paper


class OneMonth(NamedTuple):
    """One person's month, and how far the unit's is closed."""

    sheet: MonthSheet
    recap: PersonalRecap
    person: Employee
    closing: MonthClosing | None
    objections: tuple[Objection, ...]


def own_month(office: Office, actor: Actor, month: Month, at: datetime) -> OneMonth:
    """The actor's own month in the unit they work in. One request. Raises NotFound before it is opened."""
    return _read(office, actor.unit, actor.id, month, at)


def personal_link(
    office: Office,
    actor: Actor,
    unit: UnitId,
    employee: EmployeeId,
    month: Month,
    form: PaperFormat,
    origin: Origin,
    at: datetime,
) -> str:
    """An address that downloads the person's month; others' looks are noted in the trail.

    Raises NotFound for everyone but its owner and those who answer for the unit.
    """
    if actor.id != employee and not actor.keeps(unit):
        raise NotFound
    sheet, recap, person, closing, _ = _read(office, unit, employee, month, at)
    if closing and closing.latest:
        name = person_name(closing, closing.latest, employee, form)
        if not office.files.exists(name):
            raise wait_for_paper(office, closing, closing.latest, form, at, employee)
        note_view(office, actor, f"MONTH#{unit}#{month}", employee, origin, at)
        return office.files.link(name, f"rekap-{employee}-{month}.{form}")
    recap = replace(recap, supervisor=_supervisor(office, person))
    folder = f"{'summaries' if sheet.summary else 'exports'}/{unit}/{month}/people"
    name = f"{folder}/{employee}-{recap.fingerprint[:16]}.{form}"
    if not office.files.exists(name):
        office.files.save(name, office.papers.personal(recap, form), form.media_type)
    note_view(office, actor, f"MONTH#{unit}#{month}", employee, origin, at)
    return office.files.link(name, f"rekap-{employee}-{month}.{form}")


def make_personal(
    office: Office, unit: UnitId, month: Month, employee: EmployeeId, form: PaperFormat, at: datetime
) -> None:
    """Prints one person's month as it was closed; nothing once it was reopened meanwhile."""
    _, recap, person, closing, _ = _read(office, unit, employee, month, at)
    if closing and closing.latest:
        recap = replace(sealed_person(office, closing, recap, employee), supervisor=_supervisor(office, person))
        name = person_name(closing, closing.latest, employee, form)
        office.files.save(name, office.papers.personal(recap, form), form.media_type)


def activities_link(office: Office, actor: Actor, month: Month, form: PaperFormat) -> str:
    """An address that downloads the actor's own activities of a month, as they are now. Two requests and the file's."""
    found = office.records.read(employee_key(actor.id))
    person = found.get(employee_key(actor.id))
    lines = activity_lines(office.reports.of_month(actor.id, month))
    done = ActivityList(person.name, person.nip, person.post, actor.unit_name, office.city, month, lines)
    name = f"exports/activities/{actor.id}/{month}-{done.fingerprint[:16]}.{form}"
    if not office.files.exists(name):
        office.files.save(name, office.papers.activities(done, form), form.media_type)
    return office.files.link(name, f"kegiatan-{actor.id}-{month}.{form}")


def _read(office: Office, unit: UnitId, employee: EmployeeId, month: Month, at: datetime) -> OneMonth:
    beside = closing_key(unit, month), objections_key(unit, month, employee)
    names = sheet_key(unit, month), row_key(unit, month, employee), employee_key(employee)
    found = office.records.read(*names, *beside)
    sheet, row = found.find(sheet_key(unit, month)), found.find(row_key(unit, month, employee))
    if sheet is None or row is None:
        raise NotFound(text("Bulan ini belum dibuka untuk pegawai tersebut."))
    person = found.get(employee_key(employee))
    today = local_date(at, sheet.zone.info)
    line = line_of(row, sheet.expected, today)
    recap = PersonalRecap(
        name=row.name,
        nip=row.nip,
        rank=person.rank,
        post=person.post,
        unit_name=sheet.unit_name,
        city=office.city,
        month=month,
        until=min(today, sheet.expected[-1].date),
        line=line,
        days=tuple(PersonalDay(asked, cell) for asked, cell in zip(sheet.expected, line.cells, strict=True)),
        supervisor=None,
        zone=sheet.zone,
    )
    raised = found.find(beside[1])
    return OneMonth(sheet, recap, person, found.find(beside[0]), raised.entries if raised else ())


def _supervisor(office: Office, person: Employee) -> Signatory | None:
    if person.supervisor is None:
        return None
    name = employee_key(person.supervisor)
    supervisor = office.records.read(name).find(name)
    return signatory_of(in_own_post(supervisor), office.city) if supervisor else None
