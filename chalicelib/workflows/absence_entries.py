"""What entering an absence takes, by form or by list: what it is refused for, and what it writes."""

from datetime import date, datetime, timedelta

from chalicelib.domain import absences as rules
from chalicelib.domain.absence_days import day_problems
from chalicelib.domain.absences import Absence, AbsenceDraft, AbsenceId
from chalicelib.domain.calendars import Month, following, local_date, month_of
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import EmployeeId, EnteredBy, Unit
from chalicelib.domain.records import Bundle, Change, Create, Replace, employee_key, row_key, sheet_key
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.signed import refuse_signed
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.workflows.absence_effects import (
    errand_for,
    errand_now,
    flags,
    followed,
    later_month,
    line_of,
    turned_days,
)
from chalicelib.workflows.ports import Office


def open_months(draft: AbsenceDraft, today: date) -> tuple[Month, ...]:
    """The months of a draft that can be open: none after the next one."""
    last = following(month_of(today + timedelta(days=1)))
    is_span = draft.first <= draft.last and draft.last - draft.first < rules.LONGEST
    months = rules.months_between(draft.first, draft.last) if is_span else (month_of(draft.first),)
    return tuple(each for each in months if each <= last)[-4:]


def admitted(
    office: Office,
    found: Bundle,
    unit: Unit,
    employee: EmployeeId,
    name: AbsenceId,
    draft: AbsenceDraft,
    by: EnteredBy,
    at: datetime,
) -> Absence:
    """The absence, if it may be entered: `found` holds the employee and the ledgers of its open months. One query.

    Raises Invalid for what is wrong with it.
    """
    person = found.find(employee_key(employee))
    if person is None or person.unit != unit.id or not is_staff(person):
        raise Invalid(problem("employee", text("Pilih pegawai unit ini.")))
    refuse_draft(office, employee, name, draft, local_date(at, unit.zone.info))
    absence = rules.entered(name, (person.id, person.name), (unit.id, unit.zone), draft, by, at)
    refuse_days(found, absence)
    return absence


def refuse_draft(office: Office, employee: EmployeeId, absence_id: AbsenceId, draft: AbsenceDraft, today: date) -> None:
    """Raises Invalid for what cannot be entered, before anything is made of it."""
    others = tuple(each for each in office.absences.of_employee(employee) if each.id != absence_id)
    problems = rules.draft_problems(draft, others, today)
    if problems:
        raise Invalid(*problems)


def refuse_days(found: Bundle, absence: Absence) -> None:
    """Raises Invalid for what the ledgers have against it."""
    months = rules.months_between(absence.first, absence.last)
    sheets = [found.find(sheet_key(absence.unit, month)) for month in months]
    rows = [found.find(row_key(absence.unit, month, absence.employee)) for month in months]
    problems = day_problems(absence, sheets, rows)
    if problems:
        raise Invalid(*problems)


def changes_of(
    office: Office,
    found: Bundle,
    was: Absence | None,
    becomes: Absence,
    what: str,
    who: tuple[str, str],
    origin: Origin,
    at: datetime,
) -> tuple[Change, ...]:
    """What is written when an absence is entered or changed: its line of the trail, and what follows from it.

    Raises Conflict where days would turn of a month whose account is signed.
    """
    for month in {month_of(each.day) for each in turned_days(found, becomes)}:
        refuse_signed(found.find(sheet_key(becomes.unit, month)))
    follows = followed(office, found, becomes, who, origin, at)
    later = later_month(found, becomes, at)
    span = f"{becomes.first:%d-%m-%Y} s.d. {becomes.last:%d-%m-%Y}"
    note = "; ".join(part for part in (span, becomes.reason, flags(follows)) if part)
    errands: list[Change] = []
    if not follows.is_complete:
        errands.append(Create(errand_now(office, becomes, at)))
    elif later and not becomes.withdrawn:
        errands.append(Create(errand_for(office, becomes, later, at)))
    return (
        Replace(becomes) if was else Create(becomes),
        Create(line_of(office, becomes, what, who, origin, at, note)),
        *follows.changes,
        *errands,
    )
