"""Attendance entered by hand, with its reason: for whom the machine did not know, or who forgot it."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.attendance import (
    AttendanceDraft,
    AttendanceMonth,
    draft_problems,
    ledger_changes,
    recorded,
    told,
)
from chalicelib.domain.attendance_lists import earliest_day
from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.ledger import DayChange, LedgerRow
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import Actor, Employee, Unit, UnitId
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import (
    Change,
    Create,
    MarkDays,
    Replace,
    attendance_key,
    row_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.signed import refuse_signed
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.absences import own_unit
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office


class AttendanceDesk(Struct, frozen=True):
    """Of whom attendance may be entered, and for which days."""

    unit: Unit
    staff: tuple[Employee, ...]
    first: date
    last: date


def open_desk(office: Office, actor: Actor, unit_id: UnitId, at: datetime) -> AttendanceDesk:
    """Of whom attendance may be entered. Two requests."""
    unit = own_unit(office.records.read(unit_key(unit_id)), actor, unit_id)
    today = local_date(at, unit.zone.info)
    staff = tuple(each for each in office.people.staff(unit_id) if is_staff(each))
    return AttendanceDesk(unit, staff, earliest_day(today), today)


def enter(
    office: Office, actor: Actor, unit_id: UnitId, draft: AttendanceDraft, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Records a day by hand, or takes it back, and returns where that is seen. Two requests, one the transaction.

    Raises Invalid for what was typed, and Stale when the same month was written at that moment.
    """
    month = month_of(draft.day)
    of_month, of_ledger = attendance_key(draft.employee, month), row_key(unit_id, month, draft.employee)
    sheet = sheet_key(unit_id, month)
    found = office.records.read(sent.name, unit_key(unit_id), of_month, of_ledger, sheet)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit = own_unit(found, actor, unit_id)
    refuse_signed(found.find(sheet))
    today = local_date(at, unit.zone.info)
    problems = draft_problems(draft, today, earliest_day(today))
    row = found.find(of_ledger)
    if not problems and (row is None or not row.covers(draft.day)):
        problems = [problem("employee", text("Pegawai ini tidak bertugas di unit ini pada tanggal tersebut."))]
    there = found.find(of_month) or AttendanceMonth(draft.employee, month, revision=0)
    if not problems and there.on(draft.day) == draft.presence:
        problems = [problem("start", text("Presensi hari itu sudah tercatat demikian."))]
    if problems or row is None:
        raise Invalid(*problems)
    turned = {draft.day: draft.presence}
    note = f"{draft.day:%d-%m-%Y} {told(there.on(draft.day))} menjadi {told(draft.presence)}; {draft.reason}"
    who = (actor.id, actor.name)
    changes = changes_of(office, there, row, turned, "enter_attendance", who, origin, at, note, reason=draft.reason)
    return commit_once(office, sent, f"/months/{unit_id}/{month}", at, *changes)


def changes_of(
    office: Office,
    there: AttendanceMonth,
    row: LedgerRow,
    turned: Mapping[date, Presence | None],
    what: str,
    who: tuple[str, str],
    origin: Origin,
    at: datetime,
    note: str,
    *,
    reason: str = "",
) -> tuple[Change, ...]:
    """What records `turned` days: the month, its line of the trail, and the ledger's days.

    `there` has revision 0 where nothing of the month is on record yet.
    """
    becomes = recorded(there, turned.items(), who, at, reason)
    taken = tuple(
        DayChange(day, was, None) for day, now in turned.items() if now is None and (was := row.presence(day))
    )
    days = (*ledger_changes(row, becomes), *taken)
    line = TrailEntry(
        f"ATTENDANCE#{becomes.employee}#{becomes.month}",
        becomes.revision,
        office.new_id(),
        at,
        *who,
        what,
        origin,
        note,
        concerns=becomes.employee,
    )
    ledger = (MarkDays(row.unit, row.month, row.employee, days),) if days else ()
    return (Replace(becomes) if there.revision else Create(becomes), Create(line), *ledger)
