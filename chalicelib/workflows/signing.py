"""Signing a closed month, or giving it back: by the link in the mail, or signed in.

Opening a link changes nothing. A signature needs the link and a browser known for whom it was sent to, or a session of
theirs, and a choice made on the page. It is one transaction, conditional on the closing's revision and the sheet's.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import closing as rules
from chalicelib.domain.calendars import Month
from chalicelib.domain.closing import MonthClosing, SignLink, Stage, Step
from chalicelib.domain.frozen import records_hash
from chalicelib.domain.issuing import Signer, signatory_of
from chalicelib.domain.mandates import Mandate
from chalicelib.domain.month_links import has_expired, sign_link_of
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, EmployeeId, Unit, UnitId
from chalicelib.domain.recaps import MonthRecap
from chalicelib.domain.records import Change, Create, Replace, closing_key, employee_key, sheet_key, unit_key
from chalicelib.domain.refusals import Forbidden, Gone, NotFound, SignInNeeded, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.closings import closing_line, mandate_for, signer_of
from chalicelib.workflows.decisions import LinkState
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.sealed_papers import papers_of, sealed_recap

STALE_LINK = text("Tautan ini sudah tidak berlaku. Gunakan tautan pada surel terbaru.")
UNKNOWN_LINK = text("Tautan ini tidak berlaku. Gunakan tautan pada surel terbaru.")


class SignChoice(Struct, frozen=True):
    """What the head chose: to sign, or to return with the words that go with it."""

    step: Step
    reason: str = ""


class SignView(Struct, frozen=True):
    """A closed month as who signs it sees it: the frozen figures, not the ledger's."""

    closing: MonthClosing
    recap: MonthRecap
    as_whom: str
    """The post they sign in: "Plh. Kepala Dinas Sosial", or their own."""
    mandate: str
    """Number of the acting officer's mandate; "" in one's own post."""
    is_changed: bool


class SignLinkView(Struct, frozen=True):
    """A genuine link; `view` is None where nothing of the month may be shown."""

    state: LinkState
    closing: MonthClosing
    assignee: EmployeeId
    view: SignView | None = None


def open_page(office: Office, actor: Actor, unit_id: UnitId, month: Month, origin: Origin, at: datetime) -> SignView:
    """A month that waits for the actor's signature; the look is noted.

    Raises Forbidden for others, Conflict for one that waits for nobody.
    """
    closing, unit, mandate = _read(office, unit_id, month, at)
    _refuse_others(actor, unit, mandate)
    if closing.stage is Stage.SIGNED:
        raise rules.first_was(closing)
    rules.stage_after(closing.stage, Step.SIGN)
    return _seen(office, actor, closing, unit, mandate, origin, at)


def sign(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    month: Month,
    choice: SignChoice,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Signs a month as it was `seen`, or returns it; returns where that is seen. Four requests at most.

    Raises Forbidden for others than who signs for the unit now, Conflict once it is signed or returned, Invalid without
    a reason for returning.
    """

    def as_seen(closing: MonthClosing) -> None:
        if closing.stage is Stage.CLOSED and closing.content != seen:
            raise Stale(text("Bulan ini ditutup kembali sejak Anda membukanya. Periksa isinya yang terbaru."))

    shown = f"/months/{unit_id}/{month}/closing/signed"
    return _sign(office, actor, unit_id, month, choice, as_seen, sent, origin, at, shown)


def open_link(
    office: Office, unit_id: UnitId, month: Month, token: str, viewer: Actor | None, origin: Origin, at: datetime
) -> SignLinkView:
    """What a link finds; the assignee's look is noted. Raises Gone for a link that never was ours."""
    closing, link = linked(office, unit_id, month, token)
    if viewer is None or viewer.id != link.assignee:
        return SignLinkView(LinkState.STRANGER, closing, link.assignee)
    state = _state(closing, link, at)
    if state is not LinkState.OPEN:
        return SignLinkView(state, closing, link.assignee)
    _, unit, mandate = _read(office, unit_id, month, at)
    if signer_of(unit, mandate) != link.assignee:  # a mandate began or ended since
        return SignLinkView(LinkState.MOVED, closing, link.assignee)
    return SignLinkView(state, closing, link.assignee, _seen(office, viewer, closing, unit, mandate, origin, at))


def sign_by_link(
    office: Office,
    actor: Actor | None,
    unit_id: UnitId,
    month: Month,
    token: str,
    choice: SignChoice,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Signs or returns by a link, and returns where the outcome is shown.

    Raises SignInNeeded or Forbidden in a browser of anyone but the assignee, Gone for a link that is no longer good,
    Conflict for a month that is signed.
    """
    _, link = linked(office, unit_id, month, token)
    if actor is None:
        raise SignInNeeded
    if actor.id != link.assignee:
        raise not_yours()

    def as_linked(closing: MonthClosing) -> None:
        state = _state(closing, link, at)
        if state is LinkState.DECIDED and closing.stage is Stage.SIGNED:
            raise rules.first_was(closing)
        if state is not LinkState.OPEN:
            raise Gone(STALE_LINK)

    return _sign(office, actor, unit_id, month, choice, as_linked, sent, origin, at, f"/sign/{unit_id}/{month}/{token}")


def linked(office: Office, unit_id: UnitId, month: Month, token: str) -> tuple[MonthClosing, SignLink]:
    """The closing and what the token was given for. One request. Raises Gone for a link that never was ours."""
    closing = office.records.read(closing_key(unit_id, month)).find(closing_key(unit_id, month))
    link = sign_link_of(office.keys(), closing, token) if closing else None
    if closing is None or link is None:
        raise Gone(UNKNOWN_LINK)
    return closing, link


def outcome(office: Office, actor: Actor, unit_id: UnitId, month: Month) -> MonthClosing:
    """What became of a month that the actor signed or returned. One request. Raises NotFound for those never asked."""
    closing = office.records.read(closing_key(unit_id, month)).get(closing_key(unit_id, month))
    has_signed = any(each.signed_by == actor.id for each in closing.editions)
    if not (actor.keeps(unit_id) or has_signed or any(link.assignee == actor.id for link in closing.links)):
        raise NotFound
    return closing


def not_yours() -> Forbidden:
    """The refusal of whoever does not sign for the unit."""
    return Forbidden(text("Rekap ini ditandatangani oleh kepala unit atau pejabat penggantinya."))


def _state(closing: MonthClosing, link: SignLink, at: datetime) -> LinkState:
    if link.content != closing.content:
        return LinkState.MOVED
    if closing.stage is not Stage.CLOSED:
        return LinkState.DECIDED
    return LinkState.EXPIRED if has_expired(closing, at) else LinkState.OPEN


def _read(office: Office, unit_id: UnitId, month: Month, at: datetime) -> tuple[MonthClosing, Unit, Mandate | None]:
    found = office.records.read(closing_key(unit_id, month), unit_key(unit_id))
    closing, unit = found.find(closing_key(unit_id, month)), found.find(unit_key(unit_id))
    if closing is None or unit is None:
        raise NotFound(text("Draf rekap bulan ini belum dibuat."))
    return closing, unit, mandate_for(office, unit, at)


def _refuse_others(actor: Actor, unit: Unit, mandate: Mandate | None) -> None:
    if signer_of(unit, mandate) != actor.id:
        raise not_yours()


def _seen(
    office: Office,
    actor: Actor,
    closing: MonthClosing,
    unit: Unit,
    mandate: Mandate | None,
    origin: Origin,
    at: datetime,
) -> SignView:
    about = f"CLOSING#{closing.unit}#{closing.month}"
    office.records.commit(Create(TrailEntry(about, None, office.new_id(), at, actor.id, actor.name, "view", origin)))
    edition = closing.editions[-1]
    there = office.ledger.month(closing.unit, closing.month)
    return SignView(
        closing,
        sealed_recap(office, closing, edition),
        _signer(office, unit, actor, mandate)[1],
        mandate.number if mandate else "",
        is_changed=edition.records_hash != records_hash(there),
    )


def _signer(office: Office, unit: Unit, actor: Actor, mandate: Mandate | None) -> tuple[Signer, str]:
    """Who signs, and as whom. One request."""
    head = unit.head or actor.id
    names = [employee_key(each) for each in dict.fromkeys((head, actor.id))]
    found = office.records.read(*names)
    person, holder = found.get(employee_key(actor.id)), found.get(employee_key(head))
    acting = mandate.kind.value if mandate else ""
    return Signer(person, holder, acting), f"{acting} {holder.post}" if acting else person.post


def _sign(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    month: Month,
    choice: SignChoice,
    check: Callable[[MonthClosing], None],
    sent: Sent,
    origin: Origin,
    at: datetime,
    shown: str,
) -> str:
    found = office.records.read(sent.name, closing_key(unit_id, month), sheet_key(unit_id, month), unit_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    closing, unit = found.get(closing_key(unit_id, month)), found.get(unit_key(unit_id))
    check(closing)
    mandate = mandate_for(office, unit, at)
    _refuse_others(actor, unit, mandate)
    signer, as_whom = _signer(office, unit, actor, mandate)
    in_post = f"{as_whom}, {mandate.number}" if mandate else ""
    if choice.step is Step.RETURN:
        becomes = rules.returned(closing, choice.reason)
        more: tuple[Change, ...] = (Create(_told(office, becomes, Errand.MONTH_RETURNED, at)),)
    else:
        becomes = rules.signed(closing, actor.id, signatory_of(signer, office.city), at)
        sheet, edition = found.get(sheet_key(unit_id, month)), becomes.editions[-1]
        frozen = replace(sheet, signed=edition.number, revision=sheet.revision + 1)
        more = (Replace(frozen), *papers_of(office, becomes, edition, at))
    line = closing_line(office, becomes, choice.step, actor, origin, at, choice.reason, in_post)
    try:
        return commit_once(office, sent, shown, at, Replace(becomes), Create(line), *more)
    except Stale:
        now = office.records.read(closing_key(unit_id, month)).get(closing_key(unit_id, month))
        if now.stage is Stage.SIGNED:
            raise rules.first_was(now) from None
        raise


def _told(office: Office, closing: MonthClosing, errand: Errand, at: datetime) -> OutboxEntry:
    return entry(office.new_id(), errand, at, unit=closing.unit, month=closing.month)
