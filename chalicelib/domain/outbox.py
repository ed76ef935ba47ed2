"""The outbox: errands written in the same transaction as the change that causes them, done at least once afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace


class Errand(StrEnum):
    """What is to be done; mails by the name of their templates."""

    SIGN_IN_CODE = "sign_in_code"
    ORDER_SUBMITTED = "order_submitted"
    ORDER_APPROVED = "order_approved"
    ORDER_RETURNED = "order_returned"
    ORDER_REJECTED = "order_rejected"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_LAPSED = "order_lapsed"
    ORDER_FREED = "order_freed"
    """Days of it were given back, because the employee is absent."""
    RECALLED = "recalled"
    """Somebody is called in to the office."""
    RECALL_WITHDRAWN = "recall_withdrawn"
    WAITING_DIGEST = "waiting_digest"
    """Everything that waits for one person, in one mail."""
    WAITING_LONG = "waiting_long"
    """What waits too long in a unit, for its secretary."""
    MEETING = "meeting"
    """An invitation to a meeting, or that it is cancelled."""
    SUMMARY_READY = "summary_ready"
    MAKE_LETTER = "make_letter"
    INVITE = "invite"
    """Ask for a mail to everybody who is invited to a meeting."""
    OPEN_MONTH = "open_month"
    MAKE_SUMMARY = "make_summary"
    MAKE_PAPER = "make_paper"
    CARRY_YEAR = "carry_year"
    """Carry what a month fell short over to everybody's year."""
    APPLY_IMPORT = "apply_import"
    ADJUST_MONTHS = "adjust_months"
    """Carry a changed circular or calendar to the opened months."""
    EXCUSE_LATE = "excuse_late"
    """Recount the reports that were late for the sake of an outage."""
    READ_HOLIDAYS = "read_holidays"
    """Read what the holidays package says of a year."""
    ADDRESS_CODE = "address_code"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_FAILED = "address_failed"
    ADDRESS_TRIED = "address_tried"
    RELEASE_MAIL = "release_mail"
    LAPSE_DAYS = "lapse_days"
    """Let the days of a unit's undecided orders lapse that are over."""
    URGE = "urge"
    """Remind, tell and escalate what waits in a unit."""
    TELL_ROTA = "tell_rota"
    """Mail everyone their days of a published rota: an errand for each, some people at a time."""
    ROTA_DAYS = "rota_days"
    """One person's days of a published rota."""
    ASK_TO_VERIFY = "ask_to_verify"
    """Ask for the evening's mail to everybody whom reports of a unit wait for."""
    VERIFY_DIGEST = "verify_digest"
    """The reports that wait for one person's verification, in one mail."""
    REPORT_RETURNED = "report_returned"
    ORDER_ROTA = "order_rota"
    """Make the collective duty orders of a published rota."""
    PLACE_ORDER = "place_order"
    """Carry the days of an order that a rota made to the ledgers, some people at a time."""
    REPORT_RECEIPT = "report_receipt"
    """The receipt of a report, for those who asked for it by mail."""
    ROTA_SWAP = "rota_swap"
    """A swap of home days, as it stands, for one of those it concerns."""
    FOLLOW_CLOSURE = "follow_closure"
    """Let duty orders and rotas follow a closure of a unit."""
    TELL_CLOSURE = "tell_closure"
    """Mail everyone whom a closure touches: an errand for each, some people at a time."""
    CLOSURE = "closure"
    """A closure as it stands, for one of those it touches."""
    ROTA_REDRAFTED = "rota_redrafted"
    FOLLOW_RULES = "follow_rules"
    """A rota's next version, which follows a closure, waits to be published."""
    MOVE_WAITING = "move_waiting"
    """Give what waits for an office-holder to whoever holds the post now."""
    APPLY_ABSENCE = "apply_absence"
    """Let ledgers and orders follow an absence: what was too much for one transaction, months that open later."""
    APPLY_ABSENCES = "apply_absences"
    """Enter the absences of a list that was confirmed."""
    READ_ATTENDANCE = "read_attendance"
    """Look at an export of attendance that was handed in."""
    REMIND = "remind"
    """Ask for a mail to everybody of a unit who owes the day's report."""
    REPORT_REMINDER = "report_reminder"
    """The day's report is not there yet."""
    ATTENTION = "attention"
    """What needs attention in a unit, for its secretary."""
    TAKE_SNAPSHOT = "take_snapshot"
    """Count how a unit's day stands, for the city's overview."""
    APPLY_ATTENDANCE = "apply_attendance"
    """Record the attendance of an export that was confirmed."""
    TELL_MONTH = "tell_month"
    """Mail everyone that the draft of their month is there: an errand for each, some people at a time."""
    MONTH_DRAFT = "month_draft"
    """One person's month is drafted: they look at it, and may object to a day."""
    SIGN_MONTH = "sign_month"
    """A month that is closed waits for the head's signature."""
    MONTH_RETURNED = "month_returned"
    """The head gave a closed month back to the unit's secretary."""
    SEAL_PAPER = "seal_paper"
    """Print a closed month from its frozen content."""
    NAME_LATE_UNITS = "name_late_units"
    """Look for the units that have not closed a month, and have the administrators told."""
    MONTHS_OVERDUE = "months_overdue"
    """The units that have not closed a month, for an administrator."""
    OBJECTION = "objection"
    """An employee objects to a day of their month, for the unit's secretary."""
    OBJECTION_ANSWERED = "objection_answered"


QUEUED = frozenset(
    {
        Errand.OPEN_MONTH,
        Errand.MAKE_SUMMARY,
        Errand.MAKE_PAPER,
        Errand.CARRY_YEAR,
        Errand.APPLY_IMPORT,
        Errand.ADJUST_MONTHS,
        Errand.EXCUSE_LATE,
        Errand.READ_HOLIDAYS,
        Errand.INVITE,
        Errand.LAPSE_DAYS,
        Errand.URGE,
        Errand.ASK_TO_VERIFY,
        Errand.MOVE_WAITING,
        Errand.TELL_ROTA,
        Errand.ORDER_ROTA,
        Errand.PLACE_ORDER,
        Errand.APPLY_ABSENCE,
        Errand.FOLLOW_CLOSURE,
        Errand.FOLLOW_RULES,
        Errand.TELL_CLOSURE,
        Errand.APPLY_ABSENCES,
        Errand.READ_ATTENDANCE,
        Errand.REMIND,
        Errand.TAKE_SNAPSHOT,
        Errand.APPLY_ATTENDANCE,
        Errand.TELL_MONTH,
        Errand.SEAL_PAPER,
        Errand.NAME_LATE_UNITS,
    }
)
"""Errands that are handed to the queue, because what they go through may take a worker a while."""


class Delivery(StrEnum):
    """Where an entry stands.

    `PARKED` was given up after its last attempt; `HELD` is mail for someone whose address does not work, sent when it
    does again; `DROPPED` was never to be delivered: a code for an address nobody has.
    """

    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"
    HELD = "held"
    DROPPED = "dropped"


class Undeliverable(Exception):
    """An errand could not be done now; the message says why, for the administrator."""


class Unreachable(Undeliverable):
    """Mail for someone whose address is known not to work: no further attempt would change that."""

    def __init__(self, employee: str, reason: str) -> None:
        super().__init__(reason)
        self.employee = employee


MOST_ATTEMPTS = 8
LEASE = timedelta(seconds=90)
KEPT = timedelta(days=30)
"""How long entries that are done stay."""


class OutboxEntry(Struct, frozen=True):
    """One errand. `about` names what it concerns by ids only: no addresses, no texts, no secrets."""

    id: str
    errand: Errand
    about: Mapping[str, str]
    created_at: datetime
    next_attempt: datetime
    delivery: Delivery = Delivery.PENDING
    attempts: int = 0
    failure: str = ""
    expires: datetime | None = None
    revision: int = 1
    held_for: str = ""
    """The employee whose address has to work again before this is sent; "" unless it is held."""


def entry(entry_id: str, errand: Errand, at: datetime, **about: str) -> OutboxEntry:
    """A new errand, due at once."""
    return OutboxEntry(entry_id, errand, about, at, at)


def entry_due(entry_id: str, errand: Errand, at: datetime, due: datetime, **about: str) -> OutboxEntry:
    """A new errand that has time until `due`; at once if that has passed."""
    return OutboxEntry(entry_id, errand, about, at, max(at, due))


def claimed(waiting: OutboxEntry, at: datetime) -> OutboxEntry:
    """The entry while one worker holds it: nobody else is due to try it before the lease ends."""
    return replace(waiting, attempts=waiting.attempts + 1, next_attempt=at + LEASE, revision=waiting.revision + 1)


def done(held: OutboxEntry, at: datetime) -> OutboxEntry:
    """The entry after it was delivered."""
    return replace(held, delivery=Delivery.DONE, failure="", expires=at + KEPT, revision=held.revision + 1)


def failed(held: OutboxEntry, reason: str, at: datetime) -> OutboxEntry:
    """The entry after an attempt failed: waiting longer each time, parked after the last."""
    delivery = Delivery.PARKED if held.attempts >= MOST_ATTEMPTS else Delivery.PENDING
    wait = timedelta(minutes=2 ** (held.attempts - 1))
    return replace(held, delivery=delivery, failure=reason[:300], next_attempt=at + wait, revision=held.revision + 1)


def held_back(claimed_one: OutboxEntry, employee: str, reason: str, at: datetime) -> OutboxEntry:
    """The entry while its receiver's address does not work; forgotten like one that is done."""
    return replace(
        claimed_one,
        delivery=Delivery.HELD,
        failure=reason[:300],
        held_for=employee,
        expires=at + KEPT,
        revision=claimed_one.revision + 1,
    )


def sent_again(waiting: OutboxEntry, at: datetime) -> OutboxEntry:
    """An entry that was parked or held, given a fresh start."""
    return replace(
        waiting,
        delivery=Delivery.PENDING,
        attempts=0,
        failure="",
        held_for="",
        expires=None,
        next_attempt=at,
        revision=waiting.revision + 1,
    )
