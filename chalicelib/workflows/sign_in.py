"""Signing in by code, staying known, signing out.

The answer and the work are the same whether or not an address is known: both write a challenge and an errand, of which
the stranger's is never delivered.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import access as rules
from chalicelib.domain.access import Challenge, Device, Session, hashed
from chalicelib.domain.calendars import local_date
from chalicelib.domain.outbox import KEPT, Delivery, Errand, entry
from chalicelib.domain.people import Actor, Employee, EmployeeId, actor_of
from chalicelib.domain.records import (
    Change,
    Create,
    Delete,
    Put,
    Replace,
    Spend,
    address_key,
    challenge_key,
    device_key,
    employee_key,
    session_key,
    unit_key,
)
from chalicelib.domain.refusals import Busy, Forbidden, Stale
from chalicelib.domain.texts import Language, text
from chalicelib.workflows.ports import Office

MOST_RACES = 4
MOST_CHANGES = 90
"""Deletions in one transaction, under DynamoDB's hundred."""


class SignedIn(Struct, frozen=True):
    """What the browser is given to remember, and where it goes on."""

    session: Session
    session_secret: str
    device_secret: str
    goes_to: str
    language: Language | None = None
    """What the person chose to read, on whichever device."""


def send_code(office: Office, email: str, browser: str, goes_to: str, source: str, at: datetime) -> None:
    """Sends a code to `email` if someone has it; `browser` is the asking browser's secret. Two requests either way."""
    name = address_key(email)
    known = office.records.read(name).find(name)
    _challenge(office, known.employee if known else None, f"mail#{hashed(email)}", browser, goes_to, source, at)


def send_code_to(office: Office, employee: EmployeeId, browser: str, goes_to: str, source: str, at: datetime) -> None:
    """Sends a code to the employee's registered address: for a link's assignee, or for the day's fresh code."""
    _challenge(office, employee, f"person#{employee}", browser, goes_to, source, at)


def enter_code(
    office: Office, browser: str, typed: str, device_label: str, known_as: tuple[str, str], at: datetime
) -> SignedIn:
    """Signs in with the typed code and makes the browser known; `known_as` is the device it says it is already.

    Raises Gone for an expired code, TooMany after the last try, Invalid for a wrong one.
    """
    challenge = _spend_try(office, hashed(browser), at)
    person = rules.prove(challenge, tuple(office.keys().values()), typed)
    record, actor = _known(office, person, at)
    today = local_date(at, actor.zone.info)
    earlier = _device(office, *known_as, at) if known_as[0] == person else None
    secret = known_as[1] if earlier else office.new_secret()
    since = earlier.known_since if earlier else at
    revision = earlier.revision + 1 if earlier else 1
    device = Device(person, hashed(secret), device_label, since, at, today, at + rules.DEVICE_LIFE, revision)
    session, session_secret = _session(office, actor, device, at)
    spent = replace(challenge, expires=min(challenge.expires, at + rules.DOUBLE_CLICK))
    office.records.commit(Put(session), Put(device), Put(spent))
    return SignedIn(session, session_secret, secret, challenge.goes_to, record.language)


def session_of(office: Office, employee: str, secret: str, at: datetime) -> Session | None:
    """The living session of a cookie. One request."""
    name = session_key(EmployeeId(employee), hashed(secret))
    session = office.records.read(name).find(name)
    return session if session and at < session.expires else None


def resume(office: Office, employee: str, secret: str, at: datetime) -> SignedIn | None:
    """A new session for a browser that is still known; None when it is not."""
    for race in range(MOST_RACES):
        device = _device(office, employee, secret, at)
        if device is None:
            return None
        used = replace(device, last_used=at, revision=device.revision + 1)
        record, actor = _known(office, device.employee, at)
        session, session_secret = _session(office, actor, used, at)
        try:
            office.records.commit(Replace(used), Put(session))
        except Stale:
            office.wait(race)
        else:
            return SignedIn(session, session_secret, secret, "/", record.language)
    return None


def sign_out(office: Office, session: Session) -> None:
    """Ends the session and forgets this browser."""
    office.records.commit(
        Delete(session_key(session.employee, session.id)), Delete(device_key(session.employee, session.device))
    )


def sign_out_everywhere(office: Office, session: Session) -> None:
    """Ends every session of the person and forgets every browser."""
    owner = session.employee
    _delete(
        office,
        [
            *(Delete(device_key(owner, device.id)) for device in office.people.devices(owner)),
            *(Delete(session_key(owner, each.id)) for each in office.people.sessions(owner)),
        ],
    )


def devices(office: Office, session: Session, at: datetime) -> tuple[Device, ...]:
    """The browsers known for the person, the latest used first. One request."""
    known = (device for device in office.people.devices(session.employee) if at < device.expires)
    return tuple(sorted(known, key=lambda device: device.last_used, reverse=True))


def forget_device(office: Office, session: Session, device: str) -> None:
    """Forgets one of the person's browsers and ends its sessions."""
    owner = session.employee
    ended = [each for each in office.people.sessions(owner) if each.device == device]
    _delete(office, [Delete(device_key(owner, device)), *(Delete(session_key(owner, each.id)) for each in ended)])


def _challenge(
    office: Office, person: EmployeeId | None, limit: str, browser: str, goes_to: str, source: str, at: datetime
) -> None:
    challenge = Challenge(hashed(browser), person, goes_to, office.new_id(), 0, at + rules.CODE_LIFE)
    errand = entry(office.new_id(), Errand.SIGN_IN_CODE, at, challenge=challenge.id)
    if person is None:
        errand = replace(errand, delivery=Delivery.DROPPED, expires=at + KEPT)
    office.records.commit(
        Spend(f"code#{limit}", at, rules.CODES_PER_ADDRESS),
        Spend(f"code#from#{hashed(source)}", at, rules.CODES_PER_SOURCE),
        Put(challenge),
        Create(errand),
    )


def _spend_try(office: Office, challenge_id: str, at: datetime) -> Challenge:
    """Counts the try before the code is looked at, so that guesses sent at once are counted too."""
    for race in range(MOST_RACES):
        challenge = rules.tried(office.records.read(challenge_key(challenge_id)).find(challenge_key(challenge_id)), at)
        try:
            office.records.commit(Replace(challenge))
        except Stale:
            office.wait(race)
        else:
            return challenge
    raise Busy


def _device(office: Office, employee: str, secret: str, at: datetime) -> Device | None:
    """The device of a cookie while it is known."""
    if not employee:
        return None
    name = device_key(EmployeeId(employee), hashed(secret))
    device = office.records.read(name).find(name)
    return device if device and at < device.expires else None


def _known(office: Office, employee: EmployeeId, at: datetime) -> tuple[Employee, Actor]:
    person = office.records.read(employee_key(employee)).get(employee_key(employee))
    unit = office.records.read(unit_key(person.unit)).get(unit_key(person.unit))
    if person.has_left(local_date(at, unit.zone.info)):
        raise Forbidden(text("Akun ini tidak aktif. Hubungi BKPSDM."))
    return person, actor_of(person, unit)


def _session(office: Office, actor: Actor, device: Device, at: datetime) -> tuple[Session, str]:
    secret = office.new_secret()
    session = Session(
        actor.id,
        hashed(secret),
        actor,
        office.new_secret(),
        device.id,
        device.proved_on,
        at + rules.SESSION_LIFE,
    )
    return session, secret


def _delete(office: Office, deletions: list[Change]) -> None:
    for start in range(0, len(deletions), MOST_CHANGES):
        office.records.commit(*deletions[start : start + MOST_CHANGES])
