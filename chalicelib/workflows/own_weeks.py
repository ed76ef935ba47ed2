"""The week's hours of one person: of part-time PPPK by the PPK's decision, of THL by contract.

Staff lists write them too (`jam_per_minggu`), so a change here moves the roll of the staff on. Rows of the running
month and of the next follow at once (our convention: a change counts for the whole running month).
"""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.calendars import WEEK, following, local_date, month_of
from chalicelib.domain.import_staff import weekly_in
from chalicelib.domain.people import OWN_WEEKS, Actor, Employee, EmployeeId, Role
from chalicelib.domain.records import Change, Create, KeepRow, Replace, employee_key, roll_key, row_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Refusal, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office


def view(office: Office, actor: Actor, employee: EmployeeId, origin: Origin, at: datetime) -> Employee:
    """Whose hours may be set; the look is noted. One request and the note. Raises Forbidden, Refusal for others."""
    person = office.records.read(employee_key(employee)).get(employee_key(employee))
    _refuse_others(actor, person)
    note_view(office, actor, f"EMP#{employee}", employee, origin, at)
    return person


def save(
    office: Office, actor: Actor, employee: EmployeeId, written: str, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Gives somebody a week's hours of their own, or with "" those of the unit; returns where to go on. Two requests.

    Raises Invalid for what is no such number of hours, Conflict while a staff list is being applied.
    """
    month = month_of(local_date(at, actor.zone.info))
    names = [row_key(actor.unit, each, employee) for each in (month, following(month))]
    found = office.records.read(sent.name, employee_key(employee), roll_key(), *names)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    person, roll = found.get(employee_key(employee)), found.find(roll_key())
    _refuse_others(actor, person)
    if roll and roll.applying:
        raise Conflict(text("Daftar pegawai sedang diterapkan. Coba lagi beberapa menit lagi."))
    weekly = weekly_in(written) if written else None
    if written and weekly is None:
        raise Invalid(problem("weekly", text("Tulis jam per minggu seperti 20 atau 22,5, paling banyak 37,5.")))
    becomes = replace(person, weekly=weekly, revision=person.revision + 1)
    rows = (found.find(name) for name in names)
    changes: list[Change] = [KeepRow(replace(row, weekly=weekly)) for row in rows if row and row.weekly != weekly]
    changes += [Replace(replace(roll, revision=roll.revision + 1))] if roll else []
    note = f"{(weekly or WEEK) / 60:g} jam per minggu"
    line = TrailEntry(
        f"EMP#{employee}",
        becomes.revision,
        office.new_id(),
        at,
        actor.id,
        actor.name,
        "set_week",
        origin,
        note,
        concerns=employee,
    )
    return commit_once(office, sent, "/staff", at, Replace(becomes), Create(line), *changes)


def _refuse_others(actor: Actor, person: Employee) -> None:
    if not actor.has(Role.SECRETARY) or actor.unit != person.unit:
        raise Forbidden(text("Halaman ini hanya untuk sekretaris unit."))
    if person.kind not in OWN_WEEKS:
        raise Refusal(text("Hanya PPPK Paruh Waktu dan THL yang dapat mempunyai jam per minggu sendiri."))
