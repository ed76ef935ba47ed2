"""Attendance from a machine's export: handed in, read by a worker, shown, confirmed, and recorded person by person.

A person's month is a transaction with how far the list is, so that a worker may be cut anywhere. What was handed in and
what it would do lie in the bucket.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import imports as work
from chalicelib.domain.attendance import AttendanceMonth, told
from chalicelib.domain.attendance_lists import (
    AttendanceList,
    AttendancePlan,
    Entry,
    Surroundings,
    by_name,
    months_in,
    named,
    names_of,
    plan_of,
)
from chalicelib.domain.attendance_rows import FILE, AttendanceRow, attendance_rows
from chalicelib.domain.calendars import Month, local_date, month_of
from chalicelib.domain.csv_rows import Findings, lines_of
from chalicelib.domain.imports import Status
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Unit, UnitId
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import (
    Change,
    Create,
    Key,
    Replace,
    attendance_key,
    attendance_list_key,
    row_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Invalid, NotFound, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Means, Origin, TrailEntry
from chalicelib.workflows import handed_in
from chalicelib.workflows.absences import own_unit
from chalicelib.workflows.attendance import changes_of
from chalicelib.workflows.handed_in import Lists
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

T = TypeVar("T")

LISTED = 20
AT_ONCE = 200
"""People's months of one claim, two requests each: some ten seconds of a worker's two minutes."""
MOST_KEYS = 100
"""Of one request."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How xlsx and xls begin."""
BY_LIST = Origin("", Means.IMPORT)
LISTS = Lists(attendance_list_key, Errand.APPLY_ATTENDANCE, "ATTENDANCELIST", "attendance")


class ListView(Struct, frozen=True):
    """An export, what it would do or did, and whether it stands still."""

    unit: Unit
    record: AttendanceList
    plan: AttendancePlan
    is_stuck: bool


def listed(office: Office, actor: Actor, unit_id: UnitId) -> tuple[Unit, tuple[AttendanceList, ...]]:
    """A unit and the latest exports that were handed in. Two requests."""
    unit = own_unit(office.records.read(unit_key(unit_id)), actor, unit_id)
    return unit, office.absences.attendance_lists(unit_id, LISTED)


def hand_in(office: Office, actor: Actor, unit_id: UnitId, content: bytes | None, sent: Sent, at: datetime) -> str:
    """Keeps what was handed in, has it read, and returns where it is shown; nothing is recorded.

    Raises Invalid when nothing was handed in.
    """
    found = office.records.read(sent.name, unit_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    own_unit(found, actor, unit_id)
    if content is None:
        raise Invalid(problem("attendance", text("Pilih berkasnya.")))
    name = office.new_id()
    office.files.save(_file_name(name), content, "application/octet-stream")
    record = AttendanceList(
        id=name, by=actor.id, by_name=actor.name, at=at, unit=unit_id, steps=0, status=Status.READING
    )
    reading = entry(office.new_id(), Errand.READ_ATTENDANCE, at, handed_in=name)
    return commit_once(office, sent, LISTS.shown_at(record), at, Create(record), Create(reading))


def read(office: Office, name: str, at: datetime) -> None:
    """Looks at an export that was handed in and keeps what it would do, once."""
    record = office.records.read(attendance_list_key(name)).get(attendance_list_key(name))
    if record.status is not Status.READING:
        return
    unit = office.records.read(unit_key(record.unit)).get(unit_key(record.unit))
    plan = _plan(office, unit, office.files.read(_file_name(name)), at)
    office.files.save_plan(plan_name(name), plan)
    checked = replace(
        record,
        status=Status.CHECKED,
        steps=len(plan.entries),
        days=sum(len(each.days) for each in plan.entries),
        known=plan.known,
        kept=plan.kept,
        unknown=len(plan.unknown),
        refused=len(plan.problems),
        revision=record.revision + 1,
    )
    office.records.commit(Replace(checked))


def view(office: Office, actor: Actor, unit_id: UnitId, name: str, origin: Origin, at: datetime) -> ListView:
    """An export with its plan; the look is noted. A request, the plan from the bucket, and the note."""
    found = office.records.read(unit_key(unit_id), attendance_list_key(name))
    unit, record = own_unit(found, actor, unit_id), LISTS.own(found, unit_id, name)
    line = TrailEntry(f"ATTENDANCE#{unit_id}", None, office.new_id(), at, actor.id, actor.name, "view", origin)
    office.records.commit(Create(line))
    is_read = record.status is not Status.READING
    plan = office.files.plan(plan_name(name), AttendancePlan) if is_read else AttendancePlan()
    return ListView(unit, record, plan, record.is_stuck(at))


def confirm(office: Office, actor: Actor, unit_id: UnitId, name: str, sent: Sent, origin: Origin, at: datetime) -> str:
    """Has what is right of an export recorded, by a worker. Raises Conflict when it was already, or nothing is."""
    return handed_in.confirm(office, actor, LISTS, unit_id, name, sent, origin, at)


def resume(office: Office, actor: Actor, unit_id: UnitId, name: str, origin: Origin, at: datetime) -> str:
    """Has an export that came to a stop go on. Two requests. Raises Conflict when it did not."""
    return handed_in.resume(office, actor, LISTS, unit_id, name, origin, at)


def apply(office: Office, name: str, at: datetime) -> None:
    """Records a claim of a confirmed export, and leaves the errand for the next claim.

    Raises what is worth another try: a person's month and how far the list is are one transaction.
    """
    record = office.records.read(attendance_list_key(name)).get(attendance_list_key(name))
    if not record.has_begun:
        return
    plan = office.files.plan(plan_name(name), AttendancePlan)
    claim = plan.entries[record.done : record.done + AT_ONCE]
    for number, each in enumerate(claim, 1):
        record = work.advanced(record, 1, at)
        goes_on = number == len(claim) and record.status is not Status.DONE
        more = (Create(LISTS.going_on(office, record, at)),) if goes_on else ()
        office.records.commit(Replace(record), *_recorded(office, record, each, at), *more)


def _recorded(office: Office, record: AttendanceList, each: Entry, at: datetime) -> tuple[Change, ...]:
    """What records one person's month as far as it is not on record; what was entered by hand meanwhile stays."""
    of_month = attendance_key(each.employee, each.month)
    of_ledger = row_key(record.unit, each.month, each.employee)
    of_sheet = sheet_key(record.unit, each.month)
    found = office.records.read(of_month, of_ledger, of_sheet)
    there = found.find(of_month) or AttendanceMonth(each.employee, each.month, revision=0)
    turned: dict[date, Presence | None] = {
        planned.day: planned.becomes
        for planned in each.days
        if (known := there.on(planned.day)) is None or (not known.entered and known != planned.becomes)
    }
    row, sheet = found.find(of_ledger), found.find(of_sheet)
    if not turned or row is None or (sheet and sheet.signed):
        return ()
    corrected = [f"{day:%d-%m-%Y} {told(was)} menjadi {told(turned[day])}" for day in turned if (was := there.on(day))]
    note = "; ".join((f"{len(turned)} hari", *corrected))
    return changes_of(office, there, row, turned, "import_attendance", (record.by, record.by_name), BY_LIST, at, note)


def _plan(office: Office, unit: Unit, content: bytes, at: datetime) -> AttendancePlan:
    findings = Findings(FILE)
    rows = _rows(office, content, findings)
    staff = tuple(each for each in office.people.staff(unit.id) if is_staff(each))
    today, known = local_date(at, unit.zone.info), by_name(staff)
    signed = _signed(office, unit.id, months_in(rows, today))
    for month in signed:
        findings.tell(1, "", text("Rekap %(month)s sudah ditandatangani; presensinya tidak dicatat lagi."), month=month)
    rows = tuple(row for row in rows if month_of(row.day) not in signed)
    people = {person.id for row in rows if (person := named(row.who, known))}
    months = months_in(rows, today)
    keys = [attendance_key(person, month) for person in sorted(people) for month in months]
    around = Surroundings(
        staff,
        _elsewhere(office, unit, frozenset(row.who for row in rows if named(row.who, known) is None)),
        {(each.employee, each.month): each for each in _read_all(office, keys)},
        {(row.employee, row.month): row for month in months for row in _ledger(office, unit.id, month)},
        today,
    )
    return plan_of(rows, findings, around)


def _rows(office: Office, content: bytes, findings: Findings) -> tuple[AttendanceRow, ...]:
    if not content.startswith(WORKBOOKS):
        lines = lines_of(content, findings)
        first = next(lines, None)
        if first is None:
            if not findings.problems:
                findings.tell(1, "", text("Berkas kosong: baris pertama harus berisi nama kolom."))
            return ()
        return attendance_rows((first, *lines), findings)
    cells = office.papers.workbook_rows(content)
    if cells is None:
        findings.tell(1, "", text("Berkas Excel ini tidak terbaca. Simpan kembali sebagai .xlsx tanpa kata sandi."))
        return ()
    return attendance_rows(((line, list(row)) for line, row in enumerate(cells, 1) if any(row)), findings)


def _elsewhere(office: Office, unit: Unit, names: frozenset[str]) -> frozenset[str]:
    """Those of `names` that other units' staff have: asked unit by unit, and only where an export names a stranger."""
    units = office.people.units() if names else ()
    others = (person for each in units if each.id != unit.id for person in office.people.staff(each.id))
    theirs = {name for person in others for name in names_of(person)}
    return frozenset(name for name in names if name in theirs or name.lstrip("0") in theirs)


def _ledger(office: Office, unit: UnitId, month: Month) -> tuple[LedgerRow, ...]:
    try:
        return office.ledger.month(unit, month).rows
    except NotFound:
        return ()


def _signed(office: Office, unit: UnitId, months: tuple[Month, ...]) -> tuple[Month, ...]:
    """Those of `months` whose account is signed. One request, or none."""
    if not months:
        return ()
    found = office.records.read(*(sheet_key(unit, month) for month in months))
    return tuple(month for month in months if (sheet := found.find(sheet_key(unit, month))) and sheet.signed)


def _read_all(office: Office, keys: list[Key[AttendanceMonth]]) -> Iterable[AttendanceMonth]:
    for start in range(0, len(keys), MOST_KEYS):
        found = office.records.read(*keys[start : start + MOST_KEYS])
        yield from (each for key in keys[start : start + MOST_KEYS] if (each := found.find(key)))


def plan_name(name: str) -> str:
    """Where the bucket keeps what an export would do."""
    return f"imports/{name}/{FILE}.json"


def _file_name(name: str) -> str:
    return f"imports/{name}/{FILE}"
