"""What SES tells of mail: hard bounces and complaints are news of an address, everything else is not."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from chalicelib.domain.mail_health import MailTrouble, Returned, Trouble
from chalicelib.post.feedback import LONGEST_DETAIL, returned

SENT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TOLD = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)


def told(kind: str, **event: Any) -> str:
    """A message as SES publishes it, with parts that we do not read."""
    mail = {"timestamp": "2026-11-22T01:00:00.000Z", "messageId": "EXAMPLE", "destination": ["siti@kota.example"]}
    return json.dumps({"eventType": kind, "mail": mail, **event})


def a_bounce(kind: str = "Permanent", **recipient: str) -> str:
    bounced = {"emailAddress": "Siti@Kota.example", "action": "failed", "status": "5.1.1", **recipient}
    return told(
        "Bounce",
        bounce={
            "bounceType": kind,
            "bounceSubType": "General",
            "bouncedRecipients": [bounced],
            "timestamp": "2026-11-22T01:05:00.000Z",
            "feedbackId": "EXAMPLE",
        },
    )


def test_a_hard_bounce_is_news_of_the_address_with_what_the_server_said() -> None:
    (news,) = returned(a_bounce(diagnosticCode="smtp; 550 5.1.1\n user unknown"))

    assert news == Returned(
        "siti@kota.example", SENT, MailTrouble(Trouble.BOUNCED, TOLD, "smtp; 550 5.1.1 user unknown")
    )


def test_a_bounce_without_words_says_its_kind() -> None:
    assert returned(a_bounce())[0].trouble.detail == "General"


def test_a_server_that_says_much_is_cut_short() -> None:
    assert len(returned(a_bounce(diagnosticCode="x" * 5000))[0].trouble.detail) == LONGEST_DETAIL


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_a_bounce_that_may_pass_is_no_news(kind: str) -> None:
    assert returned(a_bounce(kind)) == ()


def test_a_complaint_is_news_of_each_address() -> None:
    recipients = [{"emailAddress": "siti@kota.example"}, {"emailAddress": "budi@kota.example"}]
    complaint = {
        "complainedRecipients": recipients,
        "timestamp": "2026-11-22T01:05:00.000Z",
        "complaintFeedbackType": "abuse",
        "complaintSubType": None,
    }

    found = returned(told("Complaint", complaint=complaint))

    assert [(news.email, news.trouble.kind) for news in found] == [
        ("siti@kota.example", Trouble.COMPLAINED),
        ("budi@kota.example", Trouble.COMPLAINED),
    ]


def test_the_greeting_and_other_events_are_no_news() -> None:
    assert returned("Successfully validated SNS topic for Amazon SES event publishing.") == ()
    assert returned(told("Delivery", delivery={})) == ()


@pytest.mark.parametrize("message", ["", "{}", "no", '{"eventType": 1}', told("Bounce", bounce={"bounceType": "x"})])
def test_what_cannot_be_read_is_an_error(message: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        returned(message)
