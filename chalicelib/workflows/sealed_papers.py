"""Papers of a closed month: printed by the worker from the frozen content, never from the ledger, and kept for good."""

from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.closing import Edition, MonthClosing
from chalicelib.domain.frozen import thawed
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.recaps import MonthRecap, PaperFormat, PersonalDay, PersonalRecap
from chalicelib.domain.records import Change, Create, closing_key
from chalicelib.domain.refusals import NotFound, Preparing, Refusal, Stale
from chalicelib.domain.texts import text
from chalicelib.workflows.ports import Office

ASKED_EVERY = 15 * 60
"""Seconds: a paper that is missing is asked for once in that time."""


def sealed_link(office: Office, closing: MonthClosing, edition: Edition, form: PaperFormat, at: datetime) -> str:
    """An address that downloads a closed month. Raises Refusal while the worker is making it, and has it made."""
    form = form.of(edition.people)
    name = name_of(closing, edition, form)
    if not office.files.exists(name):
        raise wait_for_paper(office, closing, edition, form, at)
    return office.files.link(name, f"rekap-{closing.unit}-{closing.month}-revisi-{edition.number}.{form}")


def wait_for_paper(
    office: Office, closing: MonthClosing, edition: Edition, form: PaperFormat, at: datetime, employee: str = ""
) -> Refusal:
    """Has a paper made that is missing, once in a while however often somebody asks; what to tell them meanwhile."""
    slot = int(at.timestamp()) // ASKED_EVERY
    name = f"seal-{closing.unit}-{edition.seal_name}-{employee}-{form}-{slot}"
    with suppress(Stale):
        office.records.commit(Create(_errand(name, closing, edition, form, at, employee)))
    return Preparing()


def papers_of(office: Office, closing: MonthClosing, edition: Edition, at: datetime) -> tuple[Change, ...]:
    """What has the papers of a month made, to be written with the act that changes what they say."""
    forms = (PaperFormat.CSV, PaperFormat.XLSX, PaperFormat.PDF.of(edition.people))
    return tuple(Create(_errand(office.new_id(), closing, edition, form, at)) for form in forms)


def make(office: Office, unit: UnitId, month: Month, number: int, form: PaperFormat) -> None:
    """Prints an edition as it stands now; a second run gives the same bytes in the same place."""
    closing = office.records.read(closing_key(unit, month)).get(closing_key(unit, month))
    edition = closing.edition(number)
    if edition:
        recap = sealed_recap(office, closing, edition)
        office.files.save(name_of(closing, edition, form), office.papers.month(recap, form), form.media_type)


def sealed_recap(office: Office, closing: MonthClosing, edition: Edition) -> MonthRecap:
    """An edition as it was frozen, to be printed."""
    return thawed(office.files.read(edition.file), edition.seal(public_path(closing, edition)))


def sealed_person(office: Office, closing: MonthClosing, recap: PersonalRecap, employee: EmployeeId) -> PersonalRecap:
    """Somebody's month with the days that the closed month froze for them.

    Raises NotFound for who is not in it.
    """
    edition = closing.latest
    if edition is None:
        return recap
    unit = sealed_recap(office, closing, edition)
    line = next((each for each in unit.table.lines if each.employee == employee), None)
    if line is None:
        raise NotFound(text("Pegawai ini tidak ada dalam rekap yang sudah ditutup."))
    expected = unit.table.month.sheet.expected
    days = tuple(PersonalDay(asked, cell) for asked, cell in zip(expected, line.cells, strict=True))
    return replace(recap, line=line, days=days, until=unit.table.until, seal=unit.seal)


def name_of(closing: MonthClosing, edition: Edition, form: PaperFormat) -> str:
    """Where the bucket keeps a paper of an edition: one before the signature, one after it."""
    state = "signed" if edition.signed_at else "closed"
    return f"summaries/{closing.unit}/{closing.month}/{edition.seal_name}-{state}.{form}"


def person_name(closing: MonthClosing, edition: Edition, employee: EmployeeId, form: PaperFormat) -> str:
    """Where the bucket keeps the paper of one person's month of an edition."""
    state = "signed" if edition.signed_at else "closed"
    return f"summaries/{closing.unit}/{closing.month}/people/{employee}-{edition.seal_name}-{state}.{form}"


def public_path(closing: MonthClosing, edition: Edition) -> str:
    """The page behind the QR code."""
    return f"/recaps/{closing.unit}/{closing.month}/{edition.seal_name}"


def _errand(
    name: str, closing: MonthClosing, edition: Edition, form: PaperFormat, at: datetime, employee: str = ""
) -> OutboxEntry:
    about = {"unit": closing.unit, "month": closing.month, "edition": str(edition.number), "form": form.value}
    return entry(name, Errand.SEAL_PAPER, at, **about, **({"employee": employee} if employee else {}))
