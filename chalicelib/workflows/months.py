"""The unit's month: opened ahead, watched while it runs, summed up when it is over."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from chalicelib.domain.calendars import Month, expected_days, first_day, following, local_date
from chalicelib.domain.capacity import opened_capacity
from chalicelib.domain.ledger import MonthSheet, Summary, opened_row, works_in
from chalicelib.domain.months import MonthTable, month_table
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Role, Unit, UnitId
from chalicelib.domain.records import Change, Create, Replace, calendar_key, register_key, sheet_key, unit_key
from chalicelib.domain.refusals import Forbidden, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import SCHEDULED, Origin, TrailEntry
from chalicelib.workflows.ports import Office

CSV = "text/csv; charset=utf-8"


def view(office: Office, actor: Actor, unit: UnitId, month: Month, origin: Origin, at: datetime) -> MonthTable:
    """The unit's month as it stands, for those who answer for the unit; the look is noted. One query and the note."""
    table = _read(office, actor, unit, month, at)
    about = f"MONTH#{unit}#{month}"
    office.records.commit(Create(TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    return table


def csv_link(office: Office, actor: Actor, unit: UnitId, month: Month, origin: Origin, at: datetime) -> str:
    """An address that downloads the month as CSV: the summary once it is made, the running month before."""
    table = view(office, actor, unit, month, origin, at)
    sheet = table.month.sheet
    if sheet.summary:
        name = sheet.summary.file
    else:
        content = office.papers.month_csv(table)
        name = f"exports/{unit}/{month}/{sha256(content).hexdigest()[:16]}.csv"
        office.files.save(name, content, CSV)
    return office.files.link(name, f"rekap-{unit}-{month}.csv")


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
    places = opened_capacity(unit_id, month, len(staff), expected, found.get(register_key()))
    sheet = MonthSheet(unit_id, unit.name, month, unit.zone, expected)
    opened: list[Change] = [Create(opened_row(one, month)) for one in staff]
    for change in (*opened, Create(places), Create(sheet)):
        try:
            office.records.commit(change)
        except Stale:
            continue


def make_summary(office: Office, unit_id: UnitId, month: Month, at: datetime) -> None:
    """Makes the summary of a month that is over and tells the secretary, once however often it runs."""
    unit_month = office.ledger.month(unit_id, month)
    sheet = unit_month.sheet
    if sheet.summary:
        return
    table = month_table(unit_month, first_day(following(month)))
    content = office.papers.month_csv(table)
    digest = sha256(content).hexdigest()
    name = f"summaries/{unit_id}/{month}/{digest[:16]}.csv"
    office.files.save(name, content, CSV)
    made = replace(sheet, summary=Summary(at, table.required, table.counted, digest, name), revision=sheet.revision + 1)
    about = f"MONTH#{unit_id}#{month}"
    try:
        office.records.commit(
            Replace(made),
            Create(TrailEntry(about, made.revision, office.new_id(), at, "", "", "summarise", SCHEDULED)),
            Create(entry(office.new_id(), Errand.SUMMARY_READY, at, unit=unit_id, month=month)),
        )
    except Stale:
        if office.records.read(sheet_key(unit_id, month)).get(sheet_key(unit_id, month)).summary is None:
            raise


def _read(office: Office, actor: Actor, unit: UnitId, month: Month, at: datetime) -> MonthTable:
    if not actor.keeps(unit):
        raise Forbidden(text("Rekap unit ini hanya untuk kepala, sekretaris unit, dan administrator."))
    unit_month = office.ledger.month(unit, month)
    return month_table(unit_month, local_date(at, unit_month.sheet.zone.info))
