"""Signing in: sessions, known devices, and the eight-digit codes that make a browser known."""

import hmac
from datetime import date, datetime, timedelta
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.refusals import Gone, Invalid, TooMany, problem
from chalicelib.domain.texts import text

SESSION_LIFE = timedelta(hours=12)
DEVICE_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
DOUBLE_CLICK = timedelta(minutes=1)
"""How long a code that was right is taken again in the same browser: the answer to the first click may be lost."""
MOST_TRIES = 5
CODES_PER_ADDRESS = 6
"""Per hour; enough for a clumsy morning, too few for guessing."""
CODES_PER_SOURCE = 600
"""Per hour; only a flood guard, since a whole office sits behind one address."""


class Session(Struct, frozen=True):
    """Twelve hours of a signed-in browser. `id` is the hash of what the cookie holds."""

    employee: EmployeeId
    id: str
    actor: Actor
    csrf_secret: str
    device: str
    """The known device it belongs to (its hash): forgetting the device ends the session."""
    proved_on: date
    """Unit date on which a code was last typed; administrators and secretaries need today's."""
    expires: datetime


class Device(Struct, frozen=True):
    """A browser that typed a code: known for 90 days, listed for its owner, revocable."""

    employee: EmployeeId
    id: str
    label: str
    known_since: datetime
    last_used: datetime
    proved_on: date
    expires: datetime
    revision: int = 1


class Challenge(Struct, frozen=True):
    """A code that was asked for. `id` is the hash of the asking browser's cookie.

    `employee` is None when nobody has the address, which the browser must not find out.
    """

    id: str
    employee: EmployeeId | None
    goes_to: str
    """Path to continue at, always one of ours."""
    nonce: str
    tries: int
    expires: datetime
    revision: int = 1


class Address(Struct, frozen=True):
    """A mail address and the one employee it belongs to."""

    email: str
    employee: EmployeeId


def hashed(secret: str) -> str:
    """What is stored in place of a cookie's value."""
    return sha256(secret.encode()).hexdigest()


def code_of(key: bytes, challenge: Challenge) -> str:
    """The eight digits of a challenge; nobody needs to store or queue them."""
    return digits_of(key, f"code|1|{challenge.id}|{challenge.nonce}")


def digits_of(key: bytes, what: str) -> str:
    """Eight digits that only the holder of the key can tell for `what`."""
    digest = hmac.digest(key, what.encode(), sha256)
    return f"{int.from_bytes(digest[:8]) % 10**8:08d}"


def tried(challenge: Challenge | None, at: datetime) -> Challenge:
    """The challenge with one more try spent. Raises Gone when it has expired, TooMany when no try is left."""
    if challenge is None or at >= challenge.expires:
        raise Gone(text("Kode sudah tidak berlaku. Minta kode baru."))
    if challenge.tries >= MOST_TRIES:
        raise TooMany(text("Kode salah sudah dimasukkan %(most)s kali. Minta kode baru."), most=MOST_TRIES)
    return replace(challenge, tries=challenge.tries + 1, revision=challenge.revision + 1)


def prove(challenge: Challenge, keys: tuple[bytes, ...], typed: str) -> EmployeeId:
    """Whose challenge the typed code answers, `keys` being the active ones. Raises Invalid when it is wrong."""
    matches = sum(hmac.compare_digest(code_of(key, challenge).encode(), typed.encode()) for key in keys) > 0
    if challenge.employee is None or not matches:
        left = MOST_TRIES - challenge.tries
        raise Invalid(problem("code", text("Kode tidak cocok. Sisa percobaan: %(left)s."), left=left))
    return challenge.employee


def csrf_token(secret: str) -> str:
    """The token that forms carry to show they came from our page; made from the session's (or visitor's) secret."""
    return hmac.digest(secret.encode(), b"csrf", sha256).hex()[:32]


def csrf_is_right(secret: str, sent: str) -> bool:
    """Whether the form's token belongs to the secret."""
    return hmac.compare_digest(csrf_token(secret).encode(), sent.encode())
