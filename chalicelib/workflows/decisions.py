"""Deciding on an order, by the link in the mail or at the desk.

Opening a link changes nothing. A decision needs the link and a browser known for its assignee, or a session of theirs
at the desk, and a choice the person made; only where the circular says so, the link alone is enough. It is one
transaction conditional on the order's revision, which moves with everything the link depends on.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import deciding as rules
from chalicelib.domain.calendars import local_date
from chalicelib.domain.circulars import Circular
from chalicelib.domain.deciding import Choice
from chalicelib.domain.issuing import Signer, issued_letter
from chalicelib.domain.links import is_current, link_of_token
from chalicelib.domain.mandates import MandatesByHolder
from chalicelib.domain.orders import Act, Assignee, Decision, Link, Order, OrderId, Status
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Employee, EmployeeId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Counter,
    Create,
    LetterNumber,
    Replace,
    Spend,
    counter_key,
    employee_key,
    mandates_key,
    order_key,
    register_key,
    style_key,
    unit_key,
)
from chalicelib.domain.refusals import Busy, Gone, NumberTaken, Raced, SignInNeeded, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import BY_THE_CLOCK, Means, Origin, TrailEntry
from chalicelib.workflows.chains import mandates_among
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import lost_race, note_view, order_changes, requests_to_decide, trail_of
from chalicelib.workflows.placing import begin_placing
from chalicelib.workflows.ports import Office

MOST_ATTEMPTS = 8
RENEWALS_PER_HOUR = 3

TOLD = {
    Act.APPROVE: Errand.ORDER_APPROVED,
    Act.RETURN: Errand.ORDER_RETURNED,
    Act.REJECT: Errand.ORDER_REJECTED,
}
"""The mail the employee gets for each decision that ends the chain."""


class LinkState(StrEnum):
    """What a genuine link finds."""

    OPEN = "open"
    DECIDED = "decided"
    """Its step waits no longer: it was decided, taken back, or its days passed."""
    MOVED = "moved"
    """A newer link was sent, perhaps to someone else."""
    EXPIRED = "expired"
    STRANGER = "stranger"
    """This browser is not known for the assignee: nothing about the order may be shown."""


class LinkView(Struct, frozen=True):
    """A genuine link and the order behind it, which only the assignee's browser may show."""

    state: LinkState
    order: Order
    assignee: EmployeeId
    """To whom the link was given."""
    by_link_alone: bool = False
    """Whether nobody is known here, and the circular lets the link alone decide."""


WhoDecides = Callable[[Order], tuple[EmployeeId, Origin]]
"""Who decides an order as it is found, and by which means; refuses those who may not."""


def open_link(
    office: Office, order_id: OrderId, token: str, viewer: Actor | None, origin: Origin, at: datetime
) -> LinkView:
    """What the link finds; the assignee's look is noted. Two requests. Raises Gone for a link that never was ours."""
    order, link = linked(office, order_id, token)
    state = _state(order, link, at)
    if viewer is None or viewer.id != link.assignee:
        if state is LinkState.OPEN and order.step.link_only:
            return LinkView(state, order, link.assignee, by_link_alone=True)
        return LinkView(LinkState.STRANGER, order, link.assignee)
    note_view(office, viewer, f"ORDER#{order.id}", order.employee, origin, at)
    return LinkView(state, order, link.assignee)


def decide(
    office: Office,
    actor: Actor | None,
    order_id: OrderId,
    token: str,
    choice: Choice,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Decides by a link and returns where the outcome is shown. At most three requests, one of them the transaction.

    Raises SignInNeeded or Forbidden in a browser of anyone but the assignee, unless the link alone is enough; Gone for
    a link that is no longer good; Conflict, naming who was first, when it is decided already.
    """

    def by(order: Order) -> tuple[EmployeeId, Origin]:
        link = link_of_token(office.keys(), order, token)
        if link is None:
            raise Gone(text("Tautan ini tidak berlaku. Gunakan tautan pada surel terbaru."))
        state = _state(order, link, at)
        alone = state is LinkState.OPEN and order.step.link_only and (actor is None or actor.id != link.assignee)
        if actor is None and not alone:
            raise SignInNeeded
        if actor is not None and actor.id != link.assignee and not alone:
            raise rules.not_yours()
        _refuse_dead_link(order, state)
        return link.assignee, Origin(origin.source, Means.LINK_ONLY) if alone else origin

    return _decide(office, by, order_id, choice, sent, f"/decide/{order_id}/{token}", at)


def decide_at_desk(
    office: Office,
    actor: Actor,
    order_id: OrderId,
    seen: int,
    choice: Choice,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Decides in person at the desk, on the revision that was `seen`. As many requests and refusals as by a link."""

    def by(order: Order) -> tuple[EmployeeId, Origin]:
        if order.status is not Status.SUBMITTED:
            raise rules.first_was(order) if order.concerns(actor.id) else rules.not_yours()
        if order.revision != seen:
            raise Stale(text("Permohonan ini berubah sejak Anda membukanya. Periksa isinya yang terbaru."))
        return actor.id, origin

    return _decide(office, by, order_id, choice, sent, f"/desk/{order_id}", at)


def see_at_desk(office: Office, actor: Actor, order_id: OrderId, origin: Origin, at: datetime) -> Order:
    """An order that waits, or waited, for the actor; the look is noted. Two requests. Raises Forbidden for others."""
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if actor.id in order.people or not order.concerns(actor.id):
        raise rules.not_yours()
    note_view(office, actor, f"ORDER#{order.id}", order.employee, origin, at)
    return order


def renew_link(office: Office, order_id: OrderId, token: str, at: datetime) -> None:
    """Sends fresh links in place of ones that expired: to the registered addresses, never to the visitor."""
    order, link = linked(office, order_id, token)
    if _state(order, link, at) is not LinkState.EXPIRED:
        raise Gone(text("Tautan ini sudah tidak berlaku. Gunakan tautan pada surel terbaru."))
    renewed = rules.link_renewed(order, at)
    asked = Origin("", Means.LINK)
    office.records.commit(
        Spend(f"renew#{order.id}", at, RENEWALS_PER_HOUR),
        *order_changes(order, renewed),
        Create(trail_of(renewed, Act.RENEW, BY_THE_CLOCK, asked, at, office.new_id())),
        *(Create(each) for each in requests_to_decide(office, renewed, at)),
    )


def linked(office: Office, order_id: OrderId, token: str) -> tuple[Order, Link]:
    """The order and what the token was given for. One request. Raises Gone for a link that never was ours."""
    order = office.records.read(order_key(order_id)).find(order_key(order_id))
    link = link_of_token(office.keys(), order, token) if order else None
    if order is None or link is None:
        raise Gone(text("Tautan ini tidak berlaku. Gunakan tautan pada surel terbaru."))
    return order, link


def _state(order: Order, link: Link, at: datetime) -> LinkState:
    if order.status is not Status.SUBMITTED or (link.content == order.content and link.step < order.turn):
        return LinkState.DECIDED
    if not is_current(order, link):
        return LinkState.MOVED
    expires = order.step.expires
    return LinkState.EXPIRED if expires is None or at >= expires else LinkState.OPEN


def _refuse_dead_link(order: Order, state: LinkState) -> None:
    if state is LinkState.DECIDED:
        raise rules.first_was(order)
    if state is not LinkState.OPEN:
        raise Gone(text("Tautan ini sudah tidak berlaku. Gunakan tautan pada surel terbaru."))


def _decide(
    office: Office,
    by: WhoDecides,
    order_id: OrderId,
    choice: Choice,
    sent: Sent,
    shown: str,
    at: datetime,
) -> str:
    """The last approval takes the next number of the issuing unit, that of the post; when only that counter moved on
    meanwhile, everything is loaded and decided again.
    """
    skipped = 0
    for attempt in range(1, MOST_ATTEMPTS + 1):
        found = office.records.read(sent.name, order_key(order_id))
        earlier = earlier_result(found, sent)
        if earlier:
            return earlier
        order = found.get(order_key(order_id))
        who, origin = by(order)
        today = local_date(at, order.zone.info)
        known = _surroundings(office, order, who, choice.act, today)
        becomes = rules.decided(order, choice, who, origin.means, at, today, _mandates(known, order))
        made = _made(order, becomes)
        numbered: tuple[Change, ...] = ()
        if made.act is Act.APPROVE:
            becomes, numbered = _numbered(office, becomes, made.by, known, skipped, today)
        try:
            return commit_once(
                office,
                sent,
                shown,
                at,
                *order_changes(order, becomes),
                *numbered,
                Create(_line(office, becomes, made, origin, choice.reason)),
                *_errands(office, becomes, made.act, at),
                *(begin_placing(becomes, at) if becomes.status in (Status.APPROVED, Status.REJECTED) else ()),
            )
        except Raced as lost:
            skipped += isinstance(lost, NumberTaken)
            office.wait(attempt)
        except Stale:
            raise lost_race(office, order) from None
    raise Busy


def _made(order: Order, becomes: Order) -> Decision:
    decision = becomes.steps[order.turn].decision
    if decision is None:
        raise ValueError("a decided step holds its decision")
    return decision


def _line(office: Office, order: Order, made: Decision, origin: Origin, reason: str) -> TrailEntry:
    mandate = f"{made.by.as_whom}, {made.by.mandate}" if made.by.acting else ""
    who = (made.by.id, made.by.name)
    return trail_of(order, made.act, who, origin, made.at, office.new_id(), reason, mandate)


def _errands(office: Office, order: Order, act: Act, at: datetime) -> tuple[Change, ...]:
    """What follows: the next approver is asked, or the employee is told and the letter made."""
    if act is Act.ENDORSE:
        return tuple(Create(each) for each in requests_to_decide(office, order, at))
    errands = [TOLD[act], *([Errand.MAKE_LETTER] if order.letter else [])]
    return tuple(Create(entry(office.new_id(), errand, at, order=order.id)) for errand in errands)


def _holders(order: Order) -> tuple[EmployeeId, ...]:
    """Holders of the present step and of the next one, whose turn an approval brings."""
    near = order.steps[order.turn : order.turn + 2]
    return tuple(dict.fromkeys(holder.id for step in near for holder in step.holders))


def _mandates(known: Bundle, order: Order) -> MandatesByHolder:
    return mandates_among(known, _holders(order))


def _surroundings(office: Office, order: Order, who: EmployeeId, act: Act, today: date) -> Bundle:
    """What a decision needs beside the order, in one request: mandates, and for the last approval the letter's."""
    mandates = [mandates_key(holder) for holder in _holders(order)]
    if act is not Act.APPROVE or not order.is_last_step:
        return office.records.read(*mandates)
    units = {holder.unit for holder in order.step.holders}
    return office.records.read(
        *mandates,
        register_key(),
        *(() if order.covers else (employee_key(order.employee),)),
        employee_key(who),
        *(employee_key(holder.id) for holder in order.step.holders),
        *(key for unit in units for key in (unit_key(unit), style_key(unit), counter_key(unit, today.year))),
    )


def _instructions(circular: Circular, employee: Employee | None) -> tuple[str, ...]:
    """What the letter tells whom it sends; of what binds officers alone, nothing on the letter of anybody else."""
    sends_officers = employee is None or employee.echelon
    return (*circular.orders, *(circular.officers_orders if sends_officers else ()))


def _numbered(
    office: Office, order: Order, by: Assignee, known: Bundle, skipped: int, on: date
) -> tuple[Order, tuple[Change, ...]]:
    """The order with its letter, and the changes that take the number; the year is that of the letter's date.

    `skipped` numbers after the counter turned out to be taken already.
    """
    issuing = by.holder.unit
    counter = known.find(counter_key(issuing, on.year))
    serial = (counter.last if counter else 0) + 1 + skipped
    register = known.get(register_key())
    circular = register.find(order.circular_id) or register.in_force(order.unit, order.dates[0])
    employee = None if order.covers else known.get(employee_key(order.employee))
    letter = issued_letter(
        order,
        employee,
        Signer(known.get(employee_key(by.id)), known.get(employee_key(by.holder.id)), by.acting),
        known.get(unit_key(issuing)),
        serial,
        _instructions(circular, employee) if circular else (),
        office.city,
        on,
        known.find(style_key(issuing)),
    )
    counted: Change = (
        Replace(replace(counter, last=serial, revision=counter.revision + 1))
        if counter
        else Create(Counter(issuing, on.year, serial))
    )
    return replace(order, letter=letter), (counted, Create(LetterNumber(letter.letter.number, order.id)))
