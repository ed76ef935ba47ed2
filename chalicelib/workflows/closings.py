"""Closing a unit's month, for its secretary: what is open, closing it, and reopening what was signed."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import closing as rules
from chalicelib.domain.calendars import Month, local_date
from chalicelib.domain.closing import Edition, MonthClosing, Step
from chalicelib.domain.closing_gaps import FoundGap, gaps_of
from chalicelib.domain.frozen import frozen, hash_of, records_hash, whole_table
from chalicelib.domain.ledger import UnitMonth
from chalicelib.domain.mandates import Mandate
from chalicelib.domain.months import MonthTable
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, EmployeeId, Unit, UnitId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import Change, Create, Replace, closing_key, mandates_key, sheet_key, unit_key
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.months import recap_of
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.sealed_papers import papers_of, sealed_link


class ClosingView(Struct, frozen=True):
    """A month on its way to being signed, as those who answer for the unit see it."""

    unit: Unit
    month: UnitMonth
    closing: MonthClosing | None
    """None before the draft is made."""
    table: MonthTable
    gaps: tuple[FoundGap, ...]
    history: tuple[TrailEntry, ...]
    signer: EmployeeId | None
    """Who signs now."""
    signer_name: str
    is_changed: bool
    """Whether records changed since the month was closed."""
    is_clerk: bool
    """Whether the viewer may close and reopen it."""


def view(office: Office, actor: Actor, unit_id: UnitId, month: Month, origin: Origin, at: datetime) -> ClosingView:
    """A month with what is open in it; the look is noted. Two queries, two requests, and the note.

    Raises NotFound before the month is opened, Forbidden for those who do not answer for the unit.
    """
    if not actor.keeps(unit_id):
        raise Forbidden(text("Halaman ini hanya untuk kepala, sekretaris unit, dan administrator."))
    there = office.ledger.month(unit_id, month)
    unit = office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    mandate = mandate_for(office, unit, at)
    name = f"CLOSING#{unit_id}#{month}"
    office.records.commit(Create(TrailEntry(name, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    table = whole_table(there)
    edition = there.closing.latest if there.closing else None
    return ClosingView(
        unit,
        there,
        there.closing,
        table,
        gaps_of(table, there.objections),
        office.trail.acts(name),
        signer_of(unit, mandate),
        mandate.acting_name if mandate else "",
        is_changed=edition is not None and edition.records_hash != records_hash(there),
        is_clerk=actor.writes_for(unit_id),
    )


def save_notes(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    month: Month,
    notes: str,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Keeps the unit's notes on a draft. Two requests, one the transaction."""

    def noted(was: MonthClosing) -> tuple[MonthClosing, tuple[Change, ...]]:
        return rules.noted(was, notes), ()

    return _changed(office, actor, (unit_id, month), seen, sent, origin, at, noted, "note_month")


def close(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    month: Month,
    notes: str,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Freezes a month as it stands and asks its head for a signature; returns where that is seen.

    Two requests and the transaction, with a query and at most three requests for what is frozen. Raises Invalid where
    something is open and nothing explains it, Conflict once it is closed, Stale for one that changed since it was seen.
    """

    def closed(was: MonthClosing) -> tuple[MonthClosing, tuple[Change, ...]]:
        rules.stage_after(was.stage, Step.CLOSE)
        there = office.ledger.month(unit_id, month)
        table = whole_table(there)
        unit = office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
        content = frozen(recap_of(office, table), was.next_number, notes, was.reason)
        digest = hash_of(content)
        edition = Edition(
            number=was.next_number,
            content_hash=digest,
            records_hash=records_hash(there),
            file=f"summaries/{unit_id}/{month}/{digest[:32]}.json",
            closed_at=at,
            closed_by=actor.id,
            closed_by_name=actor.name,
            people=len(table.lines),
            notes=notes,
            reason=was.reason,
        )
        becomes = rules.closed(was, edition, has_gaps=bool(gaps_of(table, there.objections)))
        office.files.save(edition.file, content, "application/json")
        to = signer_of(unit, mandate_for(office, unit, at))
        carried = entry(office.new_id(), Errand.CARRY_YEAR, at, unit=unit_id, month=month)
        papers = (*papers_of(office, becomes, edition, at), Create(carried))
        return (rules.asked(becomes, to, at), (_asking(office, becomes, to, at), *papers)) if to else (becomes, papers)

    return _changed(office, actor, (unit_id, month), seen, sent, origin, at, closed, Step.CLOSE, notes)


def reopen(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    month: Month,
    reason: str,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Makes a signed month a draft again, which is closed and signed anew as the next edition. Two requests.

    Raises Invalid without a reason, Conflict unless it is signed, Stale for one that changed since it was seen.
    """

    def reopened(was: MonthClosing) -> tuple[MonthClosing, tuple[Change, ...]]:
        becomes = rules.reopened(was, reason)
        name = sheet_key(unit_id, month)
        sheet = office.records.read(name).get(name)
        return becomes, (Replace(replace(sheet, signed=0, revision=sheet.revision + 1)),)

    return _changed(office, actor, (unit_id, month), seen, sent, origin, at, reopened, Step.REOPEN, reason)


def ask_again(
    office: Office, actor: Actor, unit_id: UnitId, month: Month, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Sends the link to whoever signs now. Raises Conflict unless the month waits for a signature, or nobody can."""

    def asked(was: MonthClosing) -> tuple[MonthClosing, tuple[Change, ...]]:
        unit = office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
        to = signer_of(unit, mandate_for(office, unit, at))
        if to is None:
            raise Conflict(text("Unit ini belum punya kepala atau pejabat pengganti yang dapat menandatangani."))
        return rules.asked_again(was, to, at), (_asking(office, was, to, at),)

    return _changed(office, actor, (unit_id, month), seen, sent, origin, at, asked, "ask_signature")


def edition_link(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    month: Month,
    number: int,
    form: PaperFormat,
    origin: Origin,
    at: datetime,
) -> str:
    """An address that downloads an edition, an earlier one too, for those who answer for the unit; the look is noted.

    Raises NotFound for one that there is none of, Refusal while the worker is making it.
    """
    if not actor.keeps(unit_id):
        raise Forbidden(text("Rekap unit ini hanya untuk kepala, sekretaris unit, dan administrator."))
    closing = office.records.read(closing_key(unit_id, month)).get(closing_key(unit_id, month))
    edition = closing.edition(number)
    if edition is None:
        raise NotFound
    link = sealed_link(office, closing, edition, form, at)
    name = f"CLOSING#{unit_id}#{month}"
    office.records.commit(Create(TrailEntry(name, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    return link


def mandate_for(office: Office, unit: Unit, at: datetime) -> Mandate | None:
    """By which somebody acts for the unit's head now, None for nobody. One request, or none."""
    if unit.head is None:
        return None
    there = office.records.read(mandates_key(unit.head)).find(mandates_key(unit.head))
    return there.on(local_date(at, unit.zone.info)) if there else None


def signer_of(unit: Unit, mandate: Mandate | None) -> EmployeeId | None:
    """Who signs for a unit: who acts for its head as long as the mandate is in force, otherwise the head."""
    return mandate.acting if mandate else unit.head


def closing_line(
    office: Office,
    closing: MonthClosing,
    what: str,
    actor: Actor,
    origin: Origin,
    at: datetime,
    note: str = "",
    as_whom: str = "",
) -> TrailEntry:
    """The trail's line of what was done to a month's closing."""
    name = f"CLOSING#{closing.unit}#{closing.month}"
    return TrailEntry(
        name, closing.revision, office.new_id(), at, actor.id, actor.name, what, origin, note[:1000], as_whom
    )


def shown_at(unit: UnitId, month: Month) -> str:
    """Where a month's closing is shown."""
    return f"/months/{unit}/{month}/closing"


def _asking(office: Office, closing: MonthClosing, to: EmployeeId, at: datetime) -> Change:
    about = {"unit": closing.unit, "month": closing.month, "to": to}
    return Create(entry(office.new_id(), Errand.SIGN_MONTH, at, **about))


def _changed(
    office: Office,
    actor: Actor,
    which: tuple[UnitId, Month],
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
    change: Callable[[MonthClosing], tuple[MonthClosing, tuple[Change, ...]]],
    what: str,
    note: str = "",
) -> str:
    """What a clerk does to a month as it was `seen`, in one transaction with its line of the trail."""
    rules.refuse_other_than_clerk(actor, which[0])
    found = office.records.read(sent.name, closing_key(*which))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    was = found.find(closing_key(*which))
    if was is None:
        raise NotFound(text("Draf rekap bulan ini belum dibuat."))
    becomes, more = change(was)
    if was.revision != seen:
        raise Stale(text("Bulan ini berubah sejak Anda membukanya. Periksa keadaan terbarunya."))
    line = closing_line(office, becomes, what, actor, origin, at, note)
    return commit_once(office, sent, shown_at(*which), at, Replace(becomes), Create(line), *more)
