"""The letter of an absence as a scan: attached by the secretary, seen by the employee, the unit's head and secretary.

It comes the way a signed letter does (see `scans`).
"""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.absences import Absence, AbsenceId, scanned
from chalicelib.domain.people import Actor, EmployeeId, Role, UnitId
from chalicelib.domain.records import Create, Replace, absence_key
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound
from chalicelib.domain.scans import ATTACHED, BUCKET_TAKES, ScanType, Upload
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office
from chalicelib.workflows.scans import judged, keep, set_aside


class AbsenceArrived(Struct, frozen=True):
    """A file that arrived and may be attached."""

    absence: Absence
    media_type: ScanType
    content: bytes


def open_upload(
    office: Office, actor: Actor, unit: UnitId, employee: EmployeeId, name: AbsenceId, upload: str, back: str
) -> tuple[Absence, Upload]:
    """The absence and a form that brings its letter to the bucket and the browser on to `back`. One request.

    Raises Forbidden for others than the unit's secretary, Conflict for a withdrawn absence.
    """
    absence = _own(office, actor, unit, employee, name)
    return absence, office.files.offer(set_aside(name, upload), BUCKET_TAKES, back)


def arrived(
    office: Office, actor: Actor, unit: UnitId, employee: EmployeeId, name: AbsenceId, upload: str
) -> AbsenceArrived:
    """What arrived, judged by its content. Raises Unfit saying what is wrong with it."""
    absence = _own(office, actor, unit, employee, name)
    return AbsenceArrived(absence, *judged(office, name, upload))


def attach(
    office: Office,
    actor: Actor,
    unit: UnitId,
    employee: EmployeeId,
    name: AbsenceId,
    upload: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Attaches what arrived and returns where it is shown; a scan that was there before stays in the bucket."""
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    found = arrived(office, actor, unit, employee, name, upload)
    becomes = scanned(found.absence, keep(office, name, found.media_type, found.content, actor, at))
    line = TrailEntry(
        f"ABSENCE#{name}",
        becomes.revision,
        office.new_id(),
        at,
        actor.id,
        actor.name,
        ATTACHED,
        origin,
        concerns=employee,
    )
    shown = f"/units/{unit}/absences/{employee}/{name}"
    return commit_once(office, sent, shown, at, Replace(becomes), Create(line))


def scan_link(office: Office, actor: Actor, employee: EmployeeId, name: AbsenceId, origin: Origin, at: datetime) -> str:
    """An address that downloads the letter; others' looks are noted. Raises NotFound for who may not see it."""
    absence = office.records.read(absence_key(employee, name)).get(absence_key(employee, name))
    if absence.scan is None or not absence.shows_scan_to(actor):
        raise NotFound
    note_view(office, actor, f"ABSENCE#{name}", employee, origin, at)
    return office.files.link(absence.scan.file, f"surat-{absence.first}.{absence.scan.media_type.ending}")


def own(office: Office, actor: Actor) -> tuple[Absence, ...]:
    """The actor's own absences, latest first. One query."""
    found = (each for each in office.absences.of_employee(actor.id) if not each.withdrawn)
    return tuple(sorted(found, key=lambda each: each.first, reverse=True))


def _own(office: Office, actor: Actor, unit: UnitId, employee: EmployeeId, name: AbsenceId) -> Absence:
    if actor.unit != unit or not actor.has(Role.SECRETARY):
        raise Forbidden(text("Hanya sekretaris unit yang melampirkan surat."))
    absence = office.records.read(absence_key(employee, name)).get(absence_key(employee, name))
    if absence.unit != unit:
        raise NotFound
    if absence.withdrawn:
        raise Conflict(text("Catatan ini sudah ditarik."))
    return absence
