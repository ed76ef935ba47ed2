"""Closing a unit's month: drafted by the clock, closed by the secretary, signed by the head or who acts in that post.

One table says what may follow what. What was closed is an edition: its content is frozen in a file of its own, known by
its hash; the next edition replaces it and never changes it. Earlier editions stay readable.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.letters import Signatory
from chalicelib.domain.people import Actor, EmployeeId, UnitId, Zone
from chalicelib.domain.recaps import Seal
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, problem
from chalicelib.domain.texts import text

LONGEST_NOTE = 2000
LONGEST_REASON = 500


class Stage(StrEnum):
    """Where a month stands."""

    DRAFTED = "drafted"
    """With the unit's secretary."""
    CLOSED = "closed"
    """With the unit's head: the content is frozen, nobody has signed it."""
    SIGNED = "signed"


class Step(StrEnum):
    """What may be done to it."""

    CLOSE = "close_month"
    SIGN = "sign_month"
    RETURN = "return_month"
    REOPEN = "reopen_month"


TRANSITIONS: Mapping[tuple[Stage, Step], Stage] = {
    (Stage.DRAFTED, Step.CLOSE): Stage.CLOSED,
    (Stage.CLOSED, Step.SIGN): Stage.SIGNED,
    (Stage.CLOSED, Step.RETURN): Stage.DRAFTED,
    (Stage.SIGNED, Step.REOPEN): Stage.DRAFTED,
}
"""Everything that is allowed; what is missing is refused."""


class Edition(Struct, frozen=True):
    """A month as it was closed once. A return by the head takes it back before it counted; signing makes it count."""

    number: int
    """From 1; what is closed after a reopening has the next."""
    content_hash: str
    """SHA-256 (hex) of the frozen content."""
    records_hash: str
    """Of the ledger it was counted from: tells whether records changed since."""
    file: str
    closed_at: datetime
    closed_by: EmployeeId
    closed_by_name: str
    people: int = 0
    """How many lines it has."""
    notes: str = ""
    """The unit's explanation (keterangan) of what was open, and whatever else the secretary wrote."""
    reason: str = ""
    """Why there is an edition after the first."""
    signer: Signatory | None = None
    """Frozen as of the moment of signing."""
    signed_by: EmployeeId | None = None
    signed_at: datetime | None = None
    is_replaced: bool = False
    """Whether the month was reopened after it was signed."""

    @property
    def seal_name(self) -> str:
        """The last part of its public address: nobody finds it who does not hold the paper."""
        return f"{self.number}-{self.content_hash[:16]}"

    def seal(self, address: str) -> Seal:
        """What its papers print."""
        return Seal(
            revision=self.number,
            content_hash=self.content_hash,
            address=address,
            closed_at=self.closed_at,
            signer=self.signer,
            signed_at=self.signed_at,
            reason=self.reason,
        )


class SignLink(Struct, frozen=True):
    """By what a link that asks for a signature was made."""

    assignee: EmployeeId
    edition: int
    content: int


class MonthClosing(Struct, frozen=True):
    """How far a unit's month has come; it lies beside the month's heading."""

    unit: UnitId
    unit_name: str
    month: Month
    zone: Zone
    drafted_at: datetime
    stage: Stage = Stage.DRAFTED
    editions: tuple[Edition, ...] = ()
    """What was closed, the last one in force or on its way; an edition that the head returned is closed anew."""
    content: int = 0
    """How often it was closed: links to an earlier content are stale."""
    notes: str = ""
    reason: str = ""
    """Why it was reopened, until it is closed again."""
    returned: str = ""
    """What the head found, until it is closed again."""
    asked_at: datetime | None = None
    """When a signature was asked for last."""
    links: tuple[SignLink, ...] = ()
    revision: int = 1

    @property
    def latest(self) -> Edition | None:
        """The edition that is closed or signed, None while the month is with the secretary."""
        return self.editions[-1] if self.stage is not Stage.DRAFTED and self.editions else None

    @property
    def in_force(self) -> Edition | None:
        """The edition that is signed and not replaced."""
        return next((each for each in reversed(self.editions) if each.signed_at and not each.is_replaced), None)

    @property
    def next_number(self) -> int:
        """What is closed next: the one after those that were signed."""
        return 1 + sum(each.signed_at is not None for each in self.editions)

    def edition(self, number: int) -> Edition | None:
        """The edition of that number."""
        return next((each for each in self.editions if each.number == number), None)


def stage_after(stage: Stage, step: Step) -> Stage:
    """The table. Raises Conflict for what is not in it."""
    after = TRANSITIONS.get((stage, step))
    if after is None:
        raise Conflict(REFUSED[stage])
    return after


REFUSED = {
    Stage.DRAFTED: text("Bulan ini masih pada sekretaris unit dan belum ditutup."),
    Stage.CLOSED: text("Bulan ini sudah ditutup dan menunggu tanda tangan."),
    Stage.SIGNED: text("Bulan ini sudah ditandatangani."),
}
"""Why something cannot be done now."""


def noted(was: MonthClosing, notes: str) -> MonthClosing:
    """The draft with the unit's notes. Raises Conflict once it is closed, Invalid for what is too long."""
    if was.stage is not Stage.DRAFTED:
        raise Conflict(REFUSED[was.stage])
    if len(notes) > LONGEST_NOTE:
        raise Invalid(problem("notes", text("Paling panjang %(most)s huruf."), most=LONGEST_NOTE))
    return replace(was, notes=notes, revision=was.revision + 1)


def closed(was: MonthClosing, edition: Edition, *, has_gaps: bool) -> MonthClosing:
    """The month after its secretary closed it. Raises Invalid where something is open and nothing explains it."""
    stage = stage_after(was.stage, Step.CLOSE)
    noted(was, edition.notes)
    refuse_unexplained(edition.notes, has_gaps=has_gaps)
    kept = tuple(each for each in was.editions if each.signed_at)
    return replace(
        was,
        stage=stage,
        editions=(*kept, edition),
        content=was.content + 1,
        notes=edition.notes,
        reason="",
        returned="",
        revision=was.revision + 1,
    )


def refuse_unexplained(notes: str, *, has_gaps: bool) -> None:
    """Raises Invalid where something is open and nothing explains it."""
    if has_gaps and not notes:
        raise Invalid(problem("notes", text("Masih ada yang belum beres. Tuliskan penjelasannya.")))


def asked(was: MonthClosing, assignee: EmployeeId, at: datetime) -> MonthClosing:
    """The closed month after a link was promised to who signs; its revision is the caller's to count."""
    link = SignLink(assignee, was.editions[-1].number, was.content)
    return replace(was, asked_at=at, links=was.links if link in was.links else (*was.links, link))


def asked_again(was: MonthClosing, assignee: EmployeeId, at: datetime) -> MonthClosing:
    """The month with a link for who signs now. Raises Conflict unless it waits for a signature."""
    if was.stage is not Stage.CLOSED:
        raise Conflict(REFUSED[was.stage])
    return replace(asked(was, assignee, at), revision=was.revision + 1)


def signed(was: MonthClosing, by: EmployeeId, signer: Signatory, at: datetime) -> MonthClosing:
    """The month after it was signed. Raises Conflict, naming who was first, when it is."""
    if was.stage is Stage.SIGNED:
        raise first_was(was)
    stage = stage_after(was.stage, Step.SIGN)
    edition = replace(was.editions[-1], signer=signer, signed_by=by, signed_at=at)
    return replace(was, stage=stage, editions=(*was.editions[:-1], edition), revision=was.revision + 1)


def returned(was: MonthClosing, reason: str) -> MonthClosing:
    """The month after the head gave it back. Raises Invalid without a reason, Conflict unless it waits for the head."""
    if was.stage is Stage.SIGNED:
        raise first_was(was)
    stage = stage_after(was.stage, Step.RETURN)
    refuse_words(reason)
    again = was.editions[-1].reason
    return replace(was, stage=stage, returned=reason, reason=again, revision=was.revision + 1)


def reopened(was: MonthClosing, reason: str) -> MonthClosing:
    """The signed month as a draft again. Raises Invalid without a reason, Conflict unless it is signed."""
    stage = stage_after(was.stage, Step.REOPEN)
    refuse_words(reason)
    old = replace(was.editions[-1], is_replaced=True)
    return replace(was, stage=stage, editions=(*was.editions[:-1], old), reason=reason, revision=was.revision + 1)


def first_was(was: MonthClosing) -> Conflict:
    """The refusal of whoever comes after the signature."""
    edition = was.editions[-1]
    at = edition.signed_at or edition.closed_at
    local = at.astimezone(was.zone.info)
    return Conflict(
        text("Rekap ini sudah ditandatangani oleh %(name)s pada %(day)s pukul %(time)s %(zone)s."),
        name=edition.signer.name if edition.signer else "",
        day=local.date(),
        time=local.time(),
        zone=was.zone.name,
    )


def refuse_words(reason: str) -> None:
    """Raises Invalid for a reason that is missing or too long."""
    if not reason:
        raise Invalid(problem("reason", text("Tuliskan alasannya.")))
    if len(reason) > LONGEST_REASON:
        raise Invalid(problem("reason", text("Alasan paling panjang %(most)s huruf."), most=LONGEST_REASON))


def refuse_other_than_clerk(actor: Actor, unit: UnitId) -> None:
    """Raises Forbidden for others than the unit's secretary and administrators."""
    if not actor.writes_for(unit):
        raise Forbidden(text("Hanya sekretaris unit atau administrator yang menutup dan membuka kembali bulan."))
