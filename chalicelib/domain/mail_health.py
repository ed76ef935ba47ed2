"""Whether mail to an address arrives: what the mail service tells of it, and the mark it leaves on a person.

A mailbox that does not exist (a hard bounce) and a receiver who complained are marked; a mailbox that is full or a
server that is away for a while is not, since the mail service tries those again by itself.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Trouble(StrEnum):
    """Why mail does not arrive."""

    BOUNCED = "bounced"
    """The receiving server refused the address for good."""
    COMPLAINED = "complained"
    """The receiver, or their mailbox, called our mail unwanted."""


class MailTrouble(Struct, frozen=True):
    """Since when mail to someone's address does not arrive, and why; `detail` is what the receiving server said."""

    kind: Trouble
    since: datetime
    detail: str = ""


class Returned(Struct, frozen=True):
    """News of one mail that was sent to `email` at `sent_at`."""

    email: str
    sent_at: datetime
    trouble: MailTrouble


def marks(returned: Returned, email: str | None, trouble: MailTrouble | None, counts_from: datetime | None) -> bool:
    """Whether the news marks someone whose address is `email`.

    It does not when they have another address by now, are marked already, or the mail was sent before `counts_from`,
    when their address was last found good: news may come late and more than once.
    """
    is_old = counts_from is not None and returned.sent_at < counts_from
    return email == returned.email and trouble is None and not is_old
