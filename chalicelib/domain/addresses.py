"""An employee's own change of mail address: asked for, and confirmed by a code that only the new address receives."""

import hmac
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.access import CODE_LIFE, MOST_TRIES, digits_of
from chalicelib.domain.mail_health import MailTrouble
from chalicelib.domain.people import Employee, EmployeeId
from chalicelib.domain.refusals import Gone, Invalid, TooMany, problem
from chalicelib.domain.texts import text

CHANGES_PER_PERSON = 6
"""Codes an hour that one person may have sent to addresses they name."""
KEPT_FOR_TELLING = timedelta(days=30)


class AddressChange(Struct, frozen=True):
    """The one change of address a person has under way. `device` is the browser that asked: the code is taken there."""

    employee: EmployeeId
    id: str
    email: str
    was: str
    """The address before, which is told of the change."""
    was_good: bool
    """Whether mail to the address before arrives."""
    device: str
    expires: datetime
    tries: int = 0
    confirmed: bool = False
    revision: int = 1


def asked(person: Employee, email: str, device: str, change_id: str, at: datetime) -> AddressChange:
    """A change to `email`, or the same address to be confirmed anew. Raises Invalid when there is nothing to confirm.

    A new change takes the place of an earlier one.
    """
    if email == person.email and person.mail_trouble is None:
        raise Invalid(problem("email", text("Alamat ini sudah terdaftar untuk Anda dan berfungsi.")))
    return AddressChange(
        person.id, change_id, email, person.email or "", person.mail_trouble is None, device, at + CODE_LIFE
    )


def code_of_change(key: bytes, change: AddressChange) -> str:
    """The eight digits that confirm the change; nobody needs to store or queue them."""
    return digits_of(key, f"address|1|{change.employee}|{change.id}|{change.email}")


def tried(change: AddressChange | None, device: str, at: datetime) -> AddressChange:
    """The change with one more try spent. Raises Gone when there is none in this browser, TooMany after the last."""
    if change is None or change.device != device or at >= change.expires:
        raise Gone(text("Kode sudah tidak berlaku. Minta kode baru."))
    if change.tries >= MOST_TRIES:
        raise TooMany(text("Kode salah sudah dimasukkan %(most)s kali. Minta kode baru."), most=MOST_TRIES)
    return replace(change, tries=change.tries + 1, revision=change.revision + 1)


def prove(change: AddressChange, keys: tuple[bytes, ...], typed: str) -> None:
    """Checks the typed code, `keys` being the active ones. Raises Invalid when it is wrong."""
    if sum(hmac.compare_digest(code_of_change(key, change).encode(), typed.encode()) for key in keys) == 0:
        left = MOST_TRIES - change.tries
        raise Invalid(problem("code", text("Kode tidak cocok. Sisa percobaan: %(left)s."), left=left))


def confirmed(change: AddressChange, at: datetime) -> AddressChange:
    """The change once it is made; kept until the former address was told."""
    return replace(change, confirmed=True, expires=at + KEPT_FOR_TELLING, revision=change.revision + 1)


def readdressed(person: Employee, email: str, at: datetime) -> Employee:
    """The person with a mail address that was found good."""
    return replace(person, email=email, mail_trouble=None, address_since=at, revision=person.revision + 1)


def troubled(person: Employee, trouble: MailTrouble) -> Employee:
    """The person whose mail does not arrive."""
    return replace(person, mail_trouble=trouble, revision=person.revision + 1)
