"""The links in mails that ask for a decision.

A token proves only that the mail reached someone: the order's record is authoritative for state, assignee, expiry and
generation, and a decision also needs a browser known for that assignee. Tokens are deterministic, so a mail that is
sent again carries the same link and nothing secret is stored.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from chalicelib.domain.orders import Link, Order, OrderId, Status
from chalicelib.domain.people import EmployeeId

KID_LENGTH = 4

Keys = Mapping[str, bytes]
"""Active keys by id; the first is the one that signs."""


def decision_token(keys: Keys, order: Order, assignee: EmployeeId) -> str:
    """The token by which `assignee` decides the present step of `order` as it stands now."""
    kid = next(iter(keys))
    return kid + _mac(keys[kid], order.id, Link(order.turn, assignee, order.step.generation, order.content))


def link_of_token(keys: Keys, order: Order, token: str) -> Link | None:
    """The link that `token` was made for at any time, so that its holder may be told what happened; None for none."""
    kid, mac = token[:KID_LENGTH], token[KID_LENGTH:]
    key = keys.get(kid)
    if key is None:
        return None
    sent = mac.encode()
    return next((link for link in order.links if hmac.compare_digest(sent, _mac(key, order.id, link).encode())), None)


def is_current(order: Order, link: Link) -> bool:
    """Whether `link` decides `order` exactly as it stands: same step, assignee, generation and content."""
    return order.status is Status.SUBMITTED and (link.step, link.generation, link.content) == (
        order.turn,
        order.step.generation,
        order.content,
    )


def mac_of(key: bytes, *told: str) -> str:
    """What a token proves; the first of `told` is its purpose, so that no link serves another one."""
    return urlsafe_b64encode(hmac.digest(key, "|".join(told).encode(), sha256)).decode().rstrip("=")


def _mac(key: bytes, order: OrderId, link: Link) -> str:
    return mac_of(key, "decide", "2", order, str(link.step), link.assignee, str(link.generation), str(link.content))
