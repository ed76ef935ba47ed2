"""The links in mails that ask for a decision.

A token proves only that the mail reached someone: the order's record is authoritative for state, assignee, expiry and
generation, and a decision also needs a browser known for the assignee. Tokens are deterministic, so a mail that is sent
again carries the same link and nothing secret is stored.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from itertools import product

from chalicelib.domain.orders import Order

KID_LENGTH = 4

Keys = Mapping[str, bytes]
"""Active keys by id; the first is the one that signs."""


def decision_token(keys: Keys, order: Order) -> str:
    """The token that decides `order` as it stands now."""
    kid = next(iter(keys))
    return kid + _mac(keys[kid], order, order.step.generation, order.content)


def token_is_current(keys: Keys, order: Order, token: str) -> bool:
    """Whether `token` was made for `order` exactly as it stands: same assignee, generation and content."""
    return _matches(keys, order, token, order.step.generation, order.content)


def token_was_ours(keys: Keys, order: Order, token: str) -> bool:
    """Whether `token` was made for this order at any time, so that its holder may be told what happened."""
    generations, contents = range(1, order.step.generation + 1), range(1, order.content + 1)
    return any(_matches(keys, order, token, *made_for) for made_for in product(generations, contents))


def _matches(keys: Keys, order: Order, token: str, generation: int, content: int) -> bool:
    kid, mac = token[:KID_LENGTH], token[KID_LENGTH:]
    key = keys.get(kid)
    return key is not None and hmac.compare_digest(mac.encode(), _mac(key, order, generation, content).encode())


def _mac(key: bytes, order: Order, generation: int, content: int) -> str:
    told = ("decide", "1", order.id, "1", order.step.assignee, str(generation), str(content))
    return urlsafe_b64encode(hmac.digest(key, "|".join(told).encode(), sha256)).decode().rstrip("=")
