"""The unit's month: opened ahead, watched while it runs, printed in three formats, summed up when it is over.

What is printed is made once and kept: a running month under the hash of what it says, a summary beside its CSV.
"""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from msgspec.structs import replace

from chalicelib.domain.calendars import Month, expected_days, first_day, local_date
from chalicelib.domain.capacity import opened_capacity
from chalicelib.domain.closing import MonthClosing
from chalicelib.domain.frozen import records_hash, whole_table
from chalicelib.domain.issuing import in_own_post, signatory_of
from chalicelib.domain.ledger import MonthSheet, Summary, opened_row, works_in
from chalicelib.domain.months import MonthTable, month_table
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Role, Unit, UnitId
from chalicelib.domain.recaps import MonthRecap, PaperFormat
from chalicelib.domain.records import (
    Change,
    Create,
    Replace,
    calendar_key,
    employee_key,
    register_key,
    sheet_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, Preparing, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import SCHEDULED, Origin, TrailEntry
from chalicelib.workflows import city_recap
from chalicelib.workflows.ports import Office
from chalicelib.workflows.sealed_papers import sealed_link

MOST_AT_ONCE = 500
"""Employees whose month a page prints by itself, in about a second; a larger unit's is made by the worker."""
SLOT = 15 * 60
"""Seconds: a large unit's running month is printed once in that time, as of then."""


def view(office: Office, actor: Actor, unit: UnitId, month: Month, origin: Origin, at: datetime) -> MonthTable:
    """The unit's month as it stands, for those who answer for the unit; the look is noted. One query and the note."""
    table = _read(office, actor, unit, month, at)
    about = f"MONTH#{unit}#{month}"
    office.records.commit(Create(TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    return table


def paper_link(
    office: Office, actor: Actor, unit: UnitId, month: Month, form: PaperFormat, origin: Origin, at: datetime
) -> str:
    """An address that downloads the month: as it was closed, or as it stands now.

    Raises Refusal while a large unit's, or a closed one's, is being made by the worker.
    """
    table = view(office, actor, unit, month, origin, at)
    form = form.of(len(table.lines))
    closing = table.month.closing
    if closing and closing.latest:
        return sealed_link(office, closing, closing.latest, form, at)
    is_signed = form is not PaperFormat.CSV
    recap = recap_of(office, table) if is_signed else MonthRecap(table, office.city, None)
    names = _names(recap, form, at)
    name = next((each for each in names if office.files.exists(each)), None)
    if name is None:
        name = names[0]
        if _is_for_worker(table, form):
            _ask_for_paper(office, recap, form, name, at)
            raise Preparing
        office.files.save(name, office.papers.month(recap, form), form.media_type)
    return office.files.link(name, f"rekap-{unit}-{month}.{form}")


def make_paper(office: Office, unit: UnitId, month: Month, form: PaperFormat, name: str, at: datetime) -> None:
    """Prints a large unit's month under `name`, as it is when the worker comes to it."""
    recap = recap_of(office, _table(office, unit, month, at))
    office.files.save(name, office.papers.month(recap, form), form.media_type)


def recap_of(office: Office, table: MonthTable) -> MonthRecap:
    """The month to be printed, with the head's signature block as of now. Two requests."""
    sheet = table.month.sheet
    found = office.records.read(unit_key(sheet.unit), register_key())
    head, register = found.get(unit_key(sheet.unit)).head, found.find(register_key())
    working = (each.date for each in sheet.expected if each.hours)
    circulars = sheet.summary.circulars if sheet.summary else register.cited(sheet.unit, working) if register else ()
    signer = office.records.read(employee_key(head)).find(employee_key(head)) if head else None
    signatory = signatory_of(in_own_post(signer), office.city) if signer else None
    return MonthRecap(table, office.city, signatory, circulars)


def _names(recap: MonthRecap, form: PaperFormat, at: datetime) -> tuple[str, ...]:
    """Where the paper may lie, the first being where it is put.

    A large unit's running month changes faster than it is printed, so it goes by the clock instead of by its content.
    """
    sheet = recap.table.month.sheet
    if sheet.summary and sheet.summary.records == records_hash(recap.table.month):
        return (sheet.summary.file_as(form),)
    folder = f"exports/{sheet.unit}/{sheet.month}"
    if _is_for_worker(recap.table, form):
        slot = int(at.timestamp()) // SLOT
        return tuple(f"{folder}/{each}.{form}" for each in (slot, slot - 1))
    return (f"{folder}/{recap.fingerprint[:16]}.{form}",)


def _is_for_worker(table: MonthTable, form: PaperFormat) -> bool:
    return form is not PaperFormat.CSV and len(table.lines) > MOST_AT_ONCE


def _ask_for_paper(office: Office, recap: MonthRecap, form: PaperFormat, name: str, at: datetime) -> None:
    """Writes the errand once in a while, however often somebody asks meanwhile."""
    sheet = recap.table.month.sheet
    about = {"unit": sheet.unit, "month": sheet.month, "form": form.value, "name": name}
    errand_id = f"paper-{sheet.unit}-{sheet.month}-{form}-{int(at.timestamp()) // SLOT}"
    with suppress(Stale):
        office.records.commit(Create(entry(errand_id, Errand.MAKE_PAPER, at, **about)))


def units(office: Office, actor: Actor) -> tuple[Unit, ...]:
    """Every unit by name, for the administrator. One request."""
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
    return office.people.units()


def open_month(office: Office, unit_id: UnitId, month: Month, new: Unit | None = None) -> None:
    """Opens a month for everyone in the unit: a row each, the places, and last the heading that says it is open.

    What exists already stays, so a second run, or one after a crash, completes the first. `new` is a unit that is about
    to be added.
    """
    year = first_day(month).year
    found = office.records.read(unit_key(unit_id), calendar_key(year), register_key())
    unit = new or found.get(unit_key(unit_id))
    expected = expected_days(month, unit.pattern, found.get(calendar_key(year)))
    staff = [one for one in office.people.staff(unit_id) if is_staff(one) and works_in(one, month)]
    places = opened_capacity(
        unit_id, month, len(staff), expected, found.get(register_key()), [one.post for one in staff]
    )
    sheet = MonthSheet(unit_id, unit.name, month, unit.zone, expected)
    opened: list[Change] = [Create(opened_row(one, month)) for one in staff]
    for change in (*opened, Create(places), Create(sheet)):
        try:
            office.records.commit(change)
        except Stale:
            continue


def make_summary(office: Office, unit_id: UnitId, month: Month, at: datetime) -> None:
    """Makes the summary of a month that is over in every format and tells the secretary, once however often it runs."""
    unit_month = office.ledger.month(unit_id, month)
    sheet = unit_month.sheet
    if sheet.summary:
        return
    table = whole_table(unit_month)
    recap = recap_of(office, table)
    content = office.papers.month(recap, PaperFormat.CSV)
    digest = sha256(content).hexdigest()
    name = f"summaries/{unit_id}/{month}/{digest[:16]}.csv"
    summary = Summary(at, table.required, table.counted, digest, name, recap.circulars, records_hash(unit_month))
    office.files.save(name, content, PaperFormat.CSV.media_type)
    for form in (PaperFormat.XLSX, PaperFormat.PDF.of(len(table.lines))):
        office.files.save(summary.file_as(form), office.papers.month(recap, form), form.media_type)
    city_recap.keep(office, table, at)
    made = replace(sheet, summary=summary, revision=sheet.revision + 1)
    about = f"MONTH#{unit_id}#{month}"
    try:
        office.records.commit(
            Replace(made),
            Create(TrailEntry(about, made.revision, office.new_id(), at, "", "", "summarise", SCHEDULED)),
            Create(MonthClosing(unit_id, sheet.unit_name, month, sheet.zone, at)),
            Create(entry(office.new_id(), Errand.SUMMARY_READY, at, unit=unit_id, month=month)),
            Create(entry(office.new_id(), Errand.TELL_MONTH, at, unit=unit_id, month=month, begin="0")),
            Create(entry(office.new_id(), Errand.CARRY_YEAR, at, unit=unit_id, month=month)),
        )
    except Stale:
        if office.records.read(sheet_key(unit_id, month)).get(sheet_key(unit_id, month)).summary is None:
            raise


def _read(office: Office, actor: Actor, unit: UnitId, month: Month, at: datetime) -> MonthTable:
    if not actor.keeps(unit):
        raise Forbidden(text("Rekap unit ini hanya untuk kepala, sekretaris unit, dan administrator."))
    return _table(office, unit, month, at)


def _table(office: Office, unit: UnitId, month: Month, at: datetime) -> MonthTable:
    unit_month = office.ledger.month(unit, month)
    return month_table(unit_month, local_date(at, unit_month.sheet.zone.info))
