"""Absences from a CSV list: looked at, shown, confirmed, and entered row by row by a worker.

Each row is a transaction with how far the list is, so that a worker may be cut anywhere; a row that cannot be entered
any more is told on the list and holds up no other. What was handed in lies in the bucket as its plan.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import imports as work
from chalicelib.domain.absence_lists import (
    AbsenceList,
    AbsencePlan,
    Entry,
    RefusedRow,
    Surroundings,
    plan_of,
    strangers,
    told,
)
from chalicelib.domain.absence_rows import COLUMNS, FILE, REASONS, SAMPLE, absence_rows
from chalicelib.domain.calendars import Month, local_date
from chalicelib.domain.csv_rows import Findings, Row
from chalicelib.domain.import_changes import RowProblem
from chalicelib.domain.imports import Status
from chalicelib.domain.ledger import UnitMonth
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, EnteredBy, Unit, UnitId
from chalicelib.domain.records import (
    Change,
    Create,
    Replace,
    absence_list_key,
    employee_key,
    unit_key,
)
from chalicelib.domain.refusals import Busy, Conflict, Invalid, NotFound, Problem, Refusal, Stale, Taken, problem
from chalicelib.domain.texts import Message, text
from chalicelib.domain.trail import Means, Origin, TrailEntry
from chalicelib.workflows.absence_effects import keys_of
from chalicelib.workflows.absence_entries import admitted, changes_of, open_months
from chalicelib.workflows.absences import own_unit
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

LISTED = 20
AT_ONCE = 200
"""Rows of one claim, three requests each: some ten seconds of a worker's two minutes."""
CSV = "text/csv; charset=utf-8"
BY_LIST = Origin("", Means.IMPORT)


class ListView(Struct, frozen=True):
    """A list, what it would do or did, and whether it stands still."""

    unit: Unit
    record: AbsenceList
    plan: AbsencePlan
    is_stuck: bool


def listed(office: Office, actor: Actor, unit_id: UnitId) -> tuple[Unit, tuple[AbsenceList, ...]]:
    """A unit and the latest lists that were handed in. Two requests."""
    unit = own_unit(office.records.read(unit_key(unit_id)), actor, unit_id)
    return unit, office.absences.lists(unit_id, LISTED)


def check(office: Office, actor: Actor, unit_id: UnitId, content: bytes | None, sent: Sent, at: datetime) -> str:
    """Looks at what was handed in, keeps it, and returns where it is shown; nothing is entered.

    Raises Invalid when nothing was handed in.
    """
    found = office.records.read(sent.name, unit_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    unit = own_unit(found, actor, unit_id)
    if content is None:
        raise Invalid(problem("absences", text("Pilih berkasnya.")))
    name = office.new_id()
    plan = _plan(office, unit, content, at)
    office.files.save_plan(plan_name(name), plan)
    record = AbsenceList(
        id=name,
        by=actor.id,
        by_name=actor.name,
        at=at,
        unit=unit_id,
        steps=len(plan.entries),
        known=plan.known,
        refused=len({each.line for each in plan.problems}),
    )
    return commit_once(office, sent, _shown_at(record), at, Create(record))


def view(office: Office, actor: Actor, unit_id: UnitId, name: str, origin: Origin, at: datetime) -> ListView:
    """A list with its plan; the look is noted. A request, the plan from the bucket, and the note."""
    found = office.records.read(unit_key(unit_id), absence_list_key(name))
    unit, record = own_unit(found, actor, unit_id), _own(found.get(absence_list_key(name)), unit_id)
    line = TrailEntry(f"ABSENCES#{unit_id}", None, office.new_id(), at, actor.id, actor.name, "view", origin)
    office.records.commit(Create(line))
    return ListView(unit, record, office.files.plan(plan_name(name), AbsencePlan), record.is_stuck(at))


def confirm(office: Office, actor: Actor, unit_id: UnitId, name: str, sent: Sent, origin: Origin, at: datetime) -> str:
    """Has what is right of a list entered, by a worker. Raises Conflict when it was already, or nothing is right."""
    found = office.records.read(sent.name, unit_key(unit_id), absence_list_key(name))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    own_unit(found, actor, unit_id)
    record = _own(found.get(absence_list_key(name)), unit_id)
    if not record.may_be_confirmed:
        raise Conflict(text("Daftar ini tidak dapat dicatat lagi. Lihat keadaan terbarunya."))
    return commit_once(
        office, sent, _shown_at(record), at, *_going(office, work.begun_at(record, at), actor, "confirm", origin, at)
    )


def resume(office: Office, actor: Actor, unit_id: UnitId, name: str, origin: Origin, at: datetime) -> str:
    """Has a list that came to a stop go on from where it stands. Two requests. Raises Conflict when it did not."""
    found = office.records.read(unit_key(unit_id), absence_list_key(name))
    own_unit(found, actor, unit_id)
    record = _own(found.get(absence_list_key(name)), unit_id)
    office.records.commit(*_going(office, work.resumed(record, at), actor, "resume", origin, at))
    return _shown_at(record)


def refused_link(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    name: str,
    tell: Callable[[Message], str],
    origin: Origin,
    at: datetime,
) -> str:
    """An address that downloads the rows that were not entered, each with what is wrong, told by `tell`."""
    found = view(office, actor, unit_id, name, origin, at)
    rows = [_given_back(row, all_problems(found), tell) for row in refused_rows(found)]
    return _link(office, f"exports/{office.new_id()}/{FILE}", rows, f"perlu-diperbaiki-{FILE}")


def sample_link(office: Office, actor: Actor, unit_id: UnitId) -> str:
    """An address that downloads made-up rows to start from."""
    own_unit(office.records.read(unit_key(unit_id)), actor, unit_id)
    return _link(office, f"exports/contoh/{FILE}", list(SAMPLE), f"contoh-{FILE}")


def refused_rows(found: ListView) -> tuple[RefusedRow, ...]:
    """The rows of a list that were not entered, in order."""
    late = {each.line for each in found.record.late}
    later = [RefusedRow(each.line, each.cells) for each in found.plan.entries if each.line in late]
    return tuple(sorted((*found.plan.refused, *later), key=lambda each: each.line))


def all_problems(found: ListView) -> tuple[RowProblem, ...]:
    """Everything wrong with a list, in the order of its rows."""
    return tuple(sorted((*found.plan.problems, *found.record.late), key=lambda each: each.line))


def apply(office: Office, name: str, at: datetime) -> None:
    """Enters a claim of a confirmed list, and leaves the errand for the next claim.

    Raises what is worth another try: a row and how far the list is are one transaction.
    """
    record = office.records.read(absence_list_key(name)).get(absence_list_key(name))
    if not record.has_begun:
        return
    plan = office.files.plan(plan_name(name), AbsencePlan)
    unit = office.records.read(unit_key(record.unit)).get(unit_key(record.unit))
    claim = plan.entries[record.done : record.done + AT_ONCE]
    for number, row in enumerate(claim, 1):
        record, changes = _entered(office, unit, record, row, at)
        goes_on = number == len(claim) and record.status is not Status.DONE
        more = (Create(_errand(office, record, at)),) if goes_on else ()
        office.records.commit(Replace(record), *changes, *more)


def _entered(
    office: Office, unit: Unit, record: AbsenceList, row: Entry, at: datetime
) -> tuple[AbsenceList, tuple[Change, ...]]:
    """The list after one more of its rows, and what enters that row, unless it cannot be entered any more."""
    months = open_months(row.draft, local_date(at, unit.zone.info))
    found = office.records.read(employee_key(row.employee), *keys_of(unit.id, row.employee, months))
    further, who = work.advanced(record, 1, at), (record.by, record.by_name)
    try:
        absence = admitted(office, found, unit, row.employee, row.name, row.draft, EnteredBy(*who), at)
        return further, changes_of(office, found, None, absence, "enter_absence", who, BY_LIST, at)
    except (Stale, Busy, Taken):
        raise
    except Invalid as refusal:
        problems = refusal.problems
    except Refusal as refusal:
        problems = (Problem("", refusal.message),)
    return replace(further, late=(*record.late, *told(row.line, problems))), ()


def _going(
    office: Office, record: AbsenceList, actor: Actor, what: str, origin: Origin, at: datetime
) -> tuple[Change, ...]:
    about = f"ABSENCELIST#{record.id}"
    line = TrailEntry(about, record.revision, office.new_id(), at, actor.id, actor.name, what, origin, record.unit)
    return Replace(record), Create(line), Create(_errand(office, record, at))


def _errand(office: Office, record: AbsenceList, at: datetime) -> OutboxEntry:
    return entry(office.new_id(), Errand.APPLY_ABSENCES, at, handed_in=record.id)


def _plan(office: Office, unit: Unit, content: bytes, at: datetime) -> AbsencePlan:
    findings = Findings(FILE)
    rows = absence_rows(content, findings)
    staff, today = office.people.staff(unit.id), local_date(at, unit.zone.info)
    around = Surroundings(
        unit,
        staff,
        _elsewhere(office, unit, strangers(rows, staff)),
        office.absences.of_unit_since(unit.id, min((row.draft.first for row in rows if row.draft), default=today)),
        _open(office, unit.id, {month for row in rows if row.draft for month in open_months(row.draft, today)}),
        today,
    )
    return plan_of(rows, findings, around, tuple(office.new_id() for _ in rows), at)


def _elsewhere(office: Office, unit: Unit, names: frozenset[str]) -> frozenset[str]:
    """Those of `names` that other units' staff have: asked unit by unit, and only where a list names a stranger."""
    units = office.people.units() if names else ()
    others = (person for each in units if each.id != unit.id for person in office.people.staff(each.id))
    return frozenset(name for person in others for name in (person.nip, person.number) if name in names)


def _open(office: Office, unit: UnitId, months: set[Month]) -> dict[Month, UnitMonth]:
    found: dict[Month, UnitMonth] = {}
    for month in sorted(months):
        with suppress(NotFound):
            found[month] = office.ledger.month(unit, month)
    return found


def _own(record: AbsenceList, unit: UnitId) -> AbsenceList:
    if record.unit != unit:
        raise NotFound
    return record


def _given_back(row: RefusedRow, problems: tuple[RowProblem, ...], tell: Callable[[Message], str]) -> Row:
    said = (
        f"{each.column}: {tell(Message(each.msgid, each.values))}".removeprefix(": ")
        for each in problems
        if each.line == row.line
    )
    return row.cells | {REASONS: " ".join(said)}


def _link(office: Office, name: str, rows: Sequence[Row], shown_as: str) -> str:
    office.files.save(name, office.papers.rows_csv(COLUMNS, rows), CSV)
    return office.files.link(name, shown_as)


def plan_name(name: str) -> str:
    """Where the bucket keeps what a list would do."""
    return f"imports/{name}/{FILE}.json"


def _shown_at(record: AbsenceList) -> str:
    return f"/units/{record.unit}/absence-lists/{record.id}"
