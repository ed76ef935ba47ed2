"""Errands: claimed by one worker at a time, tried until they are done, parked when they cannot be."""

import logging
from datetime import datetime

from chalicelib.domain.orders import OrderId
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
from chalicelib.domain.people import Actor, Role
from chalicelib.domain.records import Replace, Unreadable, outbox_key
from chalicelib.domain.refusals import Forbidden, Stale
from chalicelib.domain.texts import text
from chalicelib.workflows import address_mails, letters, mailing
from chalicelib.workflows.address_mails import ADDRESS_ERRANDS
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
    elif entry.errand is Errand.MAKE_LETTER:
        letters.make_letter(backroom.office, OrderId(entry.about["order"]))
    else:
        mailing.send(backroom, entry, at)


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
