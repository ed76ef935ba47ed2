"""What becomes of an order: decisions, withdrawal, other approvers, days that pass, days that are called off.

Pure transitions by the table in `orders`. Each gives the order's next revision; who may do it is checked here.
"""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.approvers import entitled
from chalicelib.domain.covered import ahead
from chalicelib.domain.mandates import MandatesByHolder
from chalicelib.domain.orders import (
    DECISIONS,
    Act,
    Assignee,
    Decision,
    Order,
    Status,
    Urged,
    next_status,
    opened,
    with_step,
)
from chalicelib.domain.people import Actor, EmployeeId, Role
from chalicelib.domain.refusals import Conflict, Forbidden, Gone, Invalid, Problem, Refusal, problem
from chalicelib.domain.scans import Scan
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Means

LONGEST_REASON = 500


class Choice(Struct, frozen=True):
    """What an approver chose: one of DECISIONS, and the words that go with it."""

    act: Act
    reason: str


def entitled_as(order: Order, by: EmployeeId, mandates: MandatesByHolder, today: date) -> Assignee:
    """`by` as one who may decide the present step on `today`.

    Raises Forbidden for those whose days these are and for strangers, Gone for one who had it, telling who has it now.
    """
    if by in order.people:
        raise not_yours()
    now = entitled(order.step, mandates, today, order.people)
    found = next((each for each in now if each.id == by), None)
    if found:
        return found
    if any(link.assignee == by for link in order.links):
        names = ", ".join(f"{each.name} ({each.as_whom})" for each in now)
        raise Gone(text("Permohonan ini sekarang diputuskan oleh %(names)s."), names=names)
    raise not_yours()


def not_yours() -> Forbidden:
    """The refusal of whoever has no say in an order."""
    return Forbidden(text("Permohonan ini bukan wewenang Anda."))


def first_was(order: Order) -> Conflict:
    """The refusal of a decision on what is not waiting any more: who was first, and when."""
    decision = next((step.decision for step in reversed(order.steps[: order.turn + 1]) if step.decision), None)
    if decision is None:
        return Conflict(
            text("Permohonan ini sudah ditarik kembali atau tanggalnya sudah lewat, sehingga tidak menunggu lagi.")
        )
    local = decision.at.astimezone(order.zone.info)
    return Conflict(
        text("%(name)s sudah memutuskan pada %(day)s pukul %(time)s %(zone)s. Keputusan pertama yang berlaku."),
        name=decision.by.name,
        day=local.date(),
        time=local.time(),
        zone=order.zone.name,
    )


def decided(
    order: Order,
    choice: Choice,
    by: EmployeeId,
    means: Means,
    at: datetime,
    today: date,
    mandates: MandatesByHolder,
) -> Order:
    """The order after `by` decided its present step.

    `mandates` are those of the chain's holders.

    The last approval covers today and what is ahead, earlier dates lapse; an earlier one hands the order to the next
    approver. Raises Forbidden or Gone for those who may not; Conflict when it is no longer open; Invalid for a missing
    or overlong reason; Refusal when every date has passed.
    """
    act, reason = choice.act, choice.reason
    if act not in DECISIONS:
        raise ValueError(f"{act} is no decision")
    assignee = entitled_as(order, by, mandates, today)
    final = act is not Act.APPROVE or order.is_last_step
    made = act if final else Act.ENDORSE
    status = next_status(order.status, made)
    refuse_words(reason, needed=act is not Act.APPROVE)
    left = tuple(day for day in order.days if day.date >= today)
    if act is Act.APPROVE and not left:
        raise Refusal(text("Semua tanggal pada permohonan ini sudah lewat, sehingga tidak dapat disetujui lagi."))
    step = replace(order.step, decision=Decision(made, assignee, at, means))
    becomes = replace(
        order,
        status=status,
        steps=(*order.steps[: order.turn], step, *order.steps[order.turn + 1 :]),
        reason="" if act is Act.APPROVE else reason,
        revision=order.revision + 1,
    )
    if made is Act.ENDORSE:
        following = order.turn + 1
        return opened(becomes, following, entitled(order.steps[following], mandates, today, order.people), at)
    if act is Act.APPROVE:
        passed = tuple(day.date for day in order.days if day.date < today)
        covers = ahead(order.covers, today)
        return replace(becomes, days=left, covers=covers, lapsed=(*order.lapsed, *passed))
    return becomes


def withdrawn(order: Order, by: EmployeeId) -> Order:
    """The order after its owner took it back. Raises Forbidden for anyone else, Conflict once it is decided."""
    if by != order.employee:
        raise Forbidden(text("Hanya pemohon yang dapat menarik kembali permohonannya."))
    return replace(order, status=next_status(order.status, Act.WITHDRAW), revision=order.revision + 1)


def taken_back(order: Order, kept: Mapping[EmployeeId, frozenset[date]], today: date) -> tuple[Act, Order] | None:
    """An approved order of a rota without the days after `today` that the rota's next version does not have; None when
    it has them all. `kept` are the version's days at home by person.

    A day that nobody has any more is cancelled; with the last one the order is.
    """
    if order.status is not Status.APPROVED:
        return None
    lost = {
        each.employee: frozenset(day for day in order.standing_of(each) if day > today)
        - kept.get(each.employee, frozenset())
        for each in order.covers
    }
    becomes = _narrowed(order, lost)
    if becomes == order:
        return None
    act = Act.CANCEL if becomes.cancelled == order.dates else Act.CANCEL_DAYS
    return act, replace(becomes, status=next_status(order.status, act), revision=order.revision + 1)


def _narrowed(order: Order, lost: Mapping[EmployeeId, frozenset[date]]) -> Order:
    """An approved order of a rota with some people's days called off, those that nobody has any more for all."""
    narrowed = replace(order, covers=tuple(each.without(lost.get(each.employee, frozenset())) for each in order.covers))
    standing = {day for each in narrowed.covers for day in narrowed.standing_of(each)}
    called_off = tuple(day for day in order.dates if day in order.cancelled or day not in standing)
    return replace(narrowed, cancelled=called_off)


def scanned(order: Order, scan: Scan) -> Order:
    """The order with its letter signed by hand. Raises Conflict unless it is approved."""
    if order.status is not Status.APPROVED:
        raise Conflict(text("Pindaian hanya dapat dilampirkan pada surat yang sudah disetujui."))
    return replace(order, scan=scan, revision=order.revision + 1)


# Other approvers, other links


def link_renewed(order: Order, at: datetime) -> Order:
    """The order with fresh links for its assignees; the expired ones stay dead."""
    status = next_status(order.status, Act.RENEW)
    renewed = replace(order, status=status, revision=order.revision + 1)
    fresh = opened(renewed, order.turn, order.step.assignees, at)
    return with_step(fresh, replace(fresh.step, urged=order.step.urged))


def moved(order: Order, mandates: MandatesByHolder, at: datetime, today: date) -> Order | None:
    """The order with whoever its holders' posts are held by on `today`; None when they have it already."""
    if order.status is not Status.SUBMITTED:
        return None
    now = entitled(order.step, mandates, today, order.people)
    if now == order.step.assignees:
        return None
    becomes = replace(order, status=next_status(order.status, Act.MOVE), revision=order.revision + 1)
    return opened(becomes, order.turn, now, at)


def is_left_with_holder(order: Order, mandates: MandatesByHolder, today: date) -> bool:
    """Whether who acts for a holder cannot decide, as these are their own days, and no superior has been asked yet."""
    if order.status is not Status.SUBMITTED or order.step.urged is Urged.ESCALATED:
        return False
    acting = (
        given.acting for each in order.step.holders if (there := mandates.get(each.id)) and (given := there.on(today))
    )
    return bool(order.people.intersection(acting))


def may_reassign(order: Order, actor: Actor) -> bool:
    """Whether `actor` may have somebody else decide: the unit's secretary or an administrator, never the owner."""
    return actor.writes_for(order.unit) and actor.id != order.employee


def reassigned(order: Order, to: Assignee, reason: str, at: datetime) -> Order:
    """The order with its present step given to `to`, in person or acting.

    Raises Conflict when nobody is deciding, Invalid for the employee, for those who have it, and without a reason.
    """
    status = next_status(order.status, Act.REASSIGN)
    problems: list[Problem] = []
    if order.people & {to.id, to.holder.id}:
        problems.append(problem("to", text("Pemohon tidak dapat memutuskan permohonannya sendiri.")))
    if order.step.assigned(to.id):
        problems.append(problem("to", text("Permohonan ini sudah ada padanya. Pilih pejabat lain.")))
    if problems:
        raise Invalid(*problems)
    refuse_words(reason, needed=True)
    step = replace(order.step, holders=(to.holder,), assignees=(to,))
    steps = (*order.steps[: order.turn], step, *order.steps[order.turn + 1 :])
    return opened(replace(order, status=status, steps=steps, revision=order.revision + 1), order.turn, (to,), at)


# Days that pass, days that are called off


def lapsed(order: Order, today: date) -> tuple[Act, Order] | None:
    """What the end of its days makes of an undecided order, None for nothing: its days lapse one by one, and with the
    last one the order itself. A returned order stands on no day and lapses as a whole.
    """
    passed = tuple(day for day in order.dates if day < today)
    is_over = len(passed) == len(order.days)
    if not passed or order.status not in (Status.SUBMITTED, Status.RETURNED):
        return None
    if is_over:
        status = next_status(order.status, Act.LAPSE)
        return Act.LAPSE, replace(
            order, status=status, lapsed=(*order.lapsed, *passed), revision=order.revision + 1, reason=""
        )
    if order.status is Status.RETURNED:
        return None
    return Act.LAPSE_DAYS, replace(
        order,
        status=next_status(order.status, Act.LAPSE_DAYS),
        days=tuple(day for day in order.days if day.date >= today),
        covers=ahead(order.covers, today),
        lapsed=(*order.lapsed, *passed),
        revision=order.revision + 1,
    )


def may_cancel(order: Order, actor: Actor) -> bool:
    """Whether `actor` may call off days: who approved it, who has that post now, or the unit's secretary."""
    deciders = {step.decision.by.id for step in order.steps if step.decision}
    asked = {each.id for each in order.step.assignees}
    is_secretary = actor.has(Role.SECRETARY) and actor.unit == order.unit
    return actor.id != order.employee and (actor.id in deciders | asked or is_secretary)


def remaining(order: Order, today: date, reported: frozenset[date] = frozenset()) -> tuple[date, ...]:
    """The days that can still be called off: today and later, without those whose report has come."""
    if order.status is not Status.APPROVED:
        return ()
    return tuple(day for day in order.standing if day >= today and day not in reported)


def cancelled(
    order: Order, dates: tuple[date, ...], reason: str, today: date, reported: frozenset[date]
) -> tuple[Act, Order]:
    """The order without `dates`; with its last day called off it is cancelled as a whole.

    Raises Conflict unless it is approved, Invalid for days that cannot be called off and without a reason.
    """
    next_status(order.status, Act.CANCEL_DAYS)
    found: list[Problem] = []
    possible = remaining(order, today, reported)
    if not dates:
        found.append(problem("dates", text("Pilih sedikitnya satu tanggal.")))
    found += [
        problem("dates", text("%(day)s tidak dapat dibatalkan lagi."), day=day) for day in dates if day not in possible
    ]
    if found:
        raise Invalid(*found)
    refuse_words(reason, needed=True)
    called_off = tuple(sorted({*order.cancelled, *dates}))
    act = Act.CANCEL if set(called_off) >= set(order.dates) else Act.CANCEL_DAYS
    return act, replace(
        order,
        status=next_status(order.status, act),
        cancelled=called_off,
        reason=reason,
        revision=order.revision + 1,
    )


def given_back(
    order: Order,
    whose: EmployeeId,
    days: frozenset[date],
    reason: str,
    acts: tuple[Act, Act] = (Act.FREE_DAYS, Act.FREE),
) -> tuple[Act, Order]:
    """A standing order without `days` on which `whose` they are is absent or called in: of an approved one they are
    called off, of an undecided one they lapse; with its last day it ends as a whole, which is the second of `acts`.

    What a rota made goes on standing for the others it names, and does not tell them the reason. Raises Conflict for
    one that stands on no day.
    """
    if order.status is Status.APPROVED and order.covers:
        becomes = _narrowed(order, {whose: days})
        act = acts[becomes.cancelled == order.dates]
    elif order.status is Status.APPROVED:
        called_off = tuple(sorted({*order.cancelled, *days}))
        act = acts[set(called_off) >= set(order.dates)]
        becomes = replace(order, cancelled=called_off, reason=reason)
    else:
        kept = tuple(day for day in order.days if day.date not in days)
        act = acts[not kept]
        lapsed = tuple(sorted({*order.lapsed, *days}))
        becomes = replace(order, days=kept or order.days, lapsed=lapsed, reason=reason)
    return act, replace(becomes, status=next_status(order.status, act), revision=order.revision + 1)


def refuse_words(reason: str, *, needed: bool) -> None:
    """Raises Invalid for a reason that is missing where it is `needed`, and for one that is too long."""
    if needed and not reason:
        raise Invalid(problem("reason", text("Tuliskan alasannya; pegawai akan membacanya.")))
    if len(reason) > LONGEST_REASON:
        raise Invalid(problem("reason", text("Alasan paling panjang %(most)s huruf."), most=LONGEST_REASON))
