"""What SES tells of mail that was sent: bounces and complaints, as its configuration set publishes them to SNS.

The shapes are those of "Contents of event data that Amazon SES publishes to Amazon SNS", as far as we read them.
"""

from datetime import datetime

import msgspec
from msgspec import Struct, field

from chalicelib.domain.mail_health import MailTrouble, Returned, Trouble

GREETING = "Successfully validated SNS topic"
"""How the one message begins that SES sends when it first meets the topic."""
FOR_GOOD = "Permanent"
"""The type of a hard bounce; "Transient" and "Undetermined" say nothing about the address."""
LONGEST_DETAIL = 300


class _Mail(Struct):
    timestamp: datetime


class _Bounced(Struct, rename="camel"):
    email_address: str
    diagnostic_code: str = ""


class _Bounce(Struct, rename="camel"):
    bounce_type: str
    bounced_recipients: list[_Bounced]
    timestamp: datetime
    bounce_sub_type: str = ""


class _Complained(Struct, rename="camel"):
    email_address: str


class _Complaint(Struct, rename="camel"):
    complained_recipients: list[_Complained]
    timestamp: datetime
    complaint_feedback_type: str | None = None


class _Event(Struct, rename="camel"):
    event_type: str
    mail: _Mail
    bounce: _Bounce | None = field(default=None)
    complaint: _Complaint | None = field(default=None)


def returned(message: str) -> tuple[Returned, ...]:
    """What a message from SES says about addresses, nothing when it says nothing lasting.

    Raises msgspec.DecodeError for what is no message from SES at all.
    """
    if message.startswith(GREETING):
        return ()
    event = msgspec.json.decode(message, type=_Event)
    sent_at = event.mail.timestamp
    if event.bounce and event.bounce.bounce_type == FOR_GOOD:
        bounce = event.bounce
        return tuple(
            _returned(
                each.email_address,
                sent_at,
                Trouble.BOUNCED,
                bounce.timestamp,
                each.diagnostic_code or bounce.bounce_sub_type,
            )
            for each in bounce.bounced_recipients
        )
    if event.complaint:
        complaint = event.complaint
        detail = complaint.complaint_feedback_type or ""
        return tuple(
            _returned(each.email_address, sent_at, Trouble.COMPLAINED, complaint.timestamp, detail)
            for each in complaint.complained_recipients
        )
    return ()


def _returned(email: str, sent_at: datetime, kind: Trouble, since: datetime, detail: str) -> Returned:
    """Addresses are kept in lower case; a receiving server's words may be long and of several lines."""
    said = " ".join(detail.split())[:LONGEST_DETAIL]
    return Returned(email.strip().lower(), sent_at, MailTrouble(kind, since, said))
