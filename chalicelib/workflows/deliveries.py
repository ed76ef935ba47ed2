"""Errands: claimed by one worker at a time, tried until they are done, parked when they cannot be."""

import logging
from datetime import date, datetime

from chalicelib.domain.absences import AbsenceId
from chalicelib.domain.access import code_of
from chalicelib.domain.calendars import Month
from chalicelib.domain.links import decision_token
from chalicelib.domain.orders import OrderId, Status
from chalicelib.domain.outbox import (
    QUEUED,
    Delivery,
    Errand,
    OutboxEntry,
    Undeliverable,
    Unreachable,
    claimed,
    done,
    failed,
    held_back,
    sent_again,
)
from chalicelib.domain.people import Actor, Employee, EmployeeId, Role, UnitId
from chalicelib.domain.recalls import RecallId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import (
    Put,
    Replace,
    Unreadable,
    challenge_key,
    employee_key,
    order_key,
    outbox_key,
    recall_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.waiting import Desk
from chalicelib.workflows import address_mails, desk, letters, months, urging
from chalicelib.workflows.address_mails import ADDRESS_ERRANDS, reachable
from chalicelib.workflows.ports import Backroom, Office

log = logging.getLogger(__name__)

BATCH = 25


def deliver(backroom: Backroom, entry_id: str, at: datetime) -> Delivery | None:
    """Tries one errand if it is due and nobody else holds it; returns where it stands afterwards, None if untouched.

    Never raises for what the errand does: what failed stays pending with its reason and its next attempt.
    """
    records = backroom.office.records
    waiting = records.read(outbox_key(entry_id)).find(outbox_key(entry_id))
    if waiting is None or waiting.delivery is not Delivery.PENDING or waiting.next_attempt > at:
        return None
    held = claimed(waiting, at)
    try:
        records.commit(Replace(held))
    except Stale:
        return None
    try:
        run(backroom, held, at)
        outcome = done(held, at)
    except Unreachable as marked:
        outcome = held_back(held, marked.employee, str(marked), at)
    except Exception as reason:
        is_ours = not isinstance(reason, Undeliverable)  # what SES says of a mail may hold its address
        log.warning("errand failed", extra={"errand": held.errand, "entry": held.id}, exc_info=is_ours)
        outcome = failed(held, f"{type(reason).__name__}: {reason}" if is_ours else str(reason), at)
    try:
        records.commit(Replace(outcome))
    except Stale:  # it took longer than the lease, and another worker has the entry now
        return None
    return outcome.delivery


def sweep(backroom: Backroom, at: datetime) -> tuple[Delivery, ...]:
    """Tries what is due, a batch at a time; what the stream missed or an attempt failed is found here."""
    due = backroom.office.outbox.due(at, BATCH)
    return tuple(outcome for each in due if (outcome := _swept(backroom, each, at)))


def _swept(backroom: Backroom, entry_id: str, at: datetime) -> Delivery | None:
    """One that cannot be read is given up at once and set aside, so that it never stands before the others again."""
    try:
        return deliver(backroom, entry_id, at)
    except Unreadable:
        log.exception("unreadable errand set aside", extra={"entry": entry_id})
        backroom.office.outbox.set_aside(entry_id)
        return Delivery.PARKED


def run(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    """Does the errand. Raises whatever prevents it."""
    if entry.errand in QUEUED:
        backroom.queue.hand_over(entry)
    elif entry.errand in ADDRESS_ERRANDS:
        address_mails.run(backroom, entry, at)
    elif entry.errand is Errand.SIGN_IN_CODE:
        _send_code(backroom, entry.about["challenge"], at)
    elif entry.errand is Errand.MAKE_LETTER:
        letters.make_letter(backroom.office, OrderId(entry.about["order"]))
    elif entry.errand is Errand.SUMMARY_READY:
        _send_summary(backroom, UnitId(entry.about["unit"]), Month(entry.about["month"]))
    elif entry.errand is Errand.ORDER_SUBMITTED:
        _ask_for_decision(backroom, OrderId(entry.about["order"]), EmployeeId(entry.about["to"]), at)
    elif entry.errand is Errand.WAITING_DIGEST:
        _send_digest(backroom, EmployeeId(entry.about["to"]))
    elif entry.errand in (Errand.RECALLED, Errand.RECALL_WITHDRAWN):
        _tell_of_recall(backroom, EmployeeId(entry.about["employee"]), RecallId(entry.about["recall"]), entry.errand)
    elif entry.errand is Errand.WAITING_LONG:
        _tell_secretary(backroom, UnitId(entry.about["unit"]))
    else:
        _tell_employee(backroom, OrderId(entry.about["order"]), entry.errand)


def work(office: Office, entry: OutboxEntry, at: datetime) -> None:
    """Does an errand that came over the queue; doing it twice changes nothing."""
    if entry.errand is Errand.APPLY_IMPORT:
        from chalicelib.workflows import applying

        applying.apply(office, entry.about["handed_in"], at)
        return
    if entry.errand is Errand.APPLY_ABSENCE:
        from chalicelib.workflows import absence_effects

        absence_effects.apply(office, EmployeeId(entry.about["employee"]), AbsenceId(entry.about["absence"]), at)
        return
    if entry.errand is Errand.MOVE_WAITING:
        from chalicelib.workflows import mandates

        mandates.move_waiting(office, EmployeeId(entry.about["holder"]), at)
        return
    if entry.errand is Errand.LAPSE_DAYS:
        from chalicelib.workflows import ending

        ending.lapse_days(office, UnitId(entry.about["unit"]), date.fromisoformat(entry.about["day"]), at)
        return
    if entry.errand is Errand.URGE:
        moment = datetime.fromisoformat(entry.about["moment"])
        urging.urge(office, UnitId(entry.about["unit"]), entry.about["slot"], moment, at)
        return
    unit, month = UnitId(entry.about["unit"]), Month(entry.about["month"])
    if entry.errand is Errand.OPEN_MONTH:
        months.open_month(office, unit, month)
    elif entry.errand is Errand.MAKE_PAPER:
        months.make_paper(office, unit, month, PaperFormat(entry.about["form"]), entry.about["name"], at)
    else:
        months.make_summary(office, unit, month, at)


def parked(office: Office, actor: Actor) -> tuple[OutboxEntry, ...]:
    """What could not be delivered, for the administrator: given up first, then what is held. Two requests."""
    _administrators_only(actor)
    return (*office.outbox.parked(BATCH), *office.outbox.all_held(BATCH))


def send_again(office: Office, actor: Actor, entry_id: str, at: datetime) -> None:
    """Gives an errand that was parked or held a fresh start. Two requests."""
    _administrators_only(actor)
    entry = office.records.read(outbox_key(entry_id)).get(outbox_key(entry_id))
    if entry.delivery in (Delivery.PARKED, Delivery.HELD):
        office.records.commit(Replace(sent_again(entry, at)))


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))


def _send_code(backroom: Backroom, challenge_id: str, at: datetime) -> None:
    name = challenge_key(challenge_id)
    challenge = backroom.office.records.read(name).find(name)
    if challenge is None or challenge.employee is None or at >= challenge.expires:
        return
    to = _person(backroom, challenge.employee)
    signing = next(iter(backroom.office.keys().values()))
    backroom.post.sign_in_code(to, code_of(signing, challenge))


def _ask_for_decision(backroom: Backroom, order_id: OrderId, to: EmployeeId, at: datetime) -> None:
    """Asks one of those whose turn it is, unless the morning's digest will; silent when the turn is somebody else's."""
    order = backroom.office.records.read(order_key(order_id)).get(order_key(order_id))
    assignee = order.step.assigned(to)
    if order.status is Status.SUBMITTED and assignee:
        backroom.office.records.commit(Put(Desk(to)))
        if urging.hold_back(backroom.office, order, to, at):
            return
        token = decision_token(backroom.office.keys(), order, to)
        backroom.post.order_submitted(_person(backroom, to), order, assignee, token)


def _send_digest(backroom: Backroom, to: EmployeeId) -> None:
    """Lists what waits for one person; silent when they have decided everything."""
    orders = desk.waiting_for(backroom.office, to)
    if orders:
        keys = backroom.office.keys()
        asked = tuple((order, decision_token(keys, order, to)) for order in orders)
        backroom.post.waiting_digest(_person(backroom, to), asked)


def _tell_secretary(backroom: Backroom, unit_id: UnitId) -> None:
    """Lists what waits too long in a unit; silent when it was decided meanwhile."""
    unit = backroom.office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    orders = urging.waiting_long(backroom.office, unit_id)
    if orders and unit.secretary:
        backroom.post.waiting_long(_person(backroom, unit.secretary), unit, orders)


def _tell_employee(backroom: Backroom, order_id: OrderId, errand: Errand) -> None:
    order = backroom.office.records.read(order_key(order_id)).get(order_key(order_id))
    person = backroom.office.records.read(employee_key(order.employee)).get(employee_key(order.employee))
    if person.email:
        backroom.post.order_told(reachable(person), order, errand)


def _tell_of_recall(backroom: Backroom, employee: EmployeeId, recall_id: RecallId, errand: Errand) -> None:
    name = recall_key(employee, recall_id)
    found = backroom.office.records.read(name, employee_key(employee))
    if found.get(employee_key(employee)).email:
        backroom.post.recalled(reachable(found.get(employee_key(employee))), found.get(name), errand)


def _send_summary(backroom: Backroom, unit_id: UnitId, month: Month) -> None:
    unit = backroom.office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    if unit.secretary is None:
        raise Undeliverable(f"unit {unit_id} has no secretary")
    backroom.post.summary_ready(_person(backroom, unit.secretary), backroom.office.ledger.month(unit_id, month))


def _person(backroom: Backroom, employee: EmployeeId) -> Employee:
    return reachable(backroom.office.records.read(employee_key(employee)).get(employee_key(employee)))
