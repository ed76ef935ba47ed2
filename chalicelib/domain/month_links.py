"""The link in the mail that asks for a signature under a month.

Made as those that ask for a decision (see `links`): deterministic, proving only that the mail reached someone, with the
closing's record the authority.
"""

import hmac
from datetime import datetime, timedelta

from chalicelib.domain.closing import MonthClosing, SignLink
from chalicelib.domain.links import KID_LENGTH, Keys, mac_of
from chalicelib.domain.people import EmployeeId

LINK_LIFE = timedelta(days=14)
"""After the signature was asked for last; signed in, the page still has it."""


def sign_token(keys: Keys, closing: MonthClosing, assignee: EmployeeId) -> str:
    """The token by which `assignee` signs the month as it is closed now."""
    kid = next(iter(keys))
    return kid + _mac(keys[kid], closing, SignLink(assignee, closing.editions[-1].number, closing.content))


def sign_link_of(keys: Keys, closing: MonthClosing, token: str) -> SignLink | None:
    """The link that `token` was made for at any time; None for one that never was ours."""
    kid, mac = token[:KID_LENGTH], token[KID_LENGTH:]
    key = keys.get(kid)
    if key is None:
        return None
    sent = mac.encode()
    links = closing.links
    return next((each for each in links if hmac.compare_digest(sent, _mac(key, closing, each).encode())), None)


def has_expired(closing: MonthClosing, at: datetime) -> bool:
    """Whether links that were sent are too old."""
    return closing.asked_at is None or at >= closing.asked_at + LINK_LIFE


def _mac(key: bytes, closing: MonthClosing, link: SignLink) -> str:
    about = (closing.unit, closing.month, str(link.edition), str(link.content), link.assignee)
    return mac_of(key, "month", "1", *about)
