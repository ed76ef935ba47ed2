"""A person's own mail address: looked at, and changed by a code that only the new address receives.

An address has one owner. Imports compare a list with the staff as it was, so a change here moves the roll of the staff
on: a list that was compared before is refused, and while one is being applied nobody changes theirs.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import addresses as rules
from chalicelib.domain.access import CODES_PER_ADDRESS, CODES_PER_SOURCE, Address, Session, hashed
from chalicelib.domain.addresses import AddressChange
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Employee
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Delete,
    Put,
    Replace,
    Spend,
    address_change_key,
    address_key,
    employee_key,
    roll_key,
)
from chalicelib.domain.refusals import Busy, Conflict, Invalid, Stale, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.ports import Office

MOST_RACES = 4


class AddressView(Struct, frozen=True):
    """A person with the change of address they have under way in this browser, if they have one."""

    person: Employee
    change: AddressChange | None


def view(office: Office, session: Session, at: datetime) -> AddressView:
    """The signed-in person's address. One request."""
    found = office.records.read(employee_key(session.employee), address_change_key(session.employee))
    change = found.find(address_change_key(session.employee))
    is_open = change is not None and not change.confirmed and change.device == session.device and at < change.expires
    return AddressView(found.get(employee_key(session.employee)), change if is_open else None)


def ask(office: Office, session: Session, email: str, source: str, at: datetime) -> None:
    """Sends a code to `email`, which becomes the person's address once it is typed here. Two requests.

    Raises Invalid when it is theirs already and works, or somebody else's; TooMany after too many codes.
    """
    found = office.records.read(employee_key(session.employee), address_key(email))
    person, holder = found.get(employee_key(session.employee)), found.find(address_key(email))
    if holder and holder.employee != person.id:
        raise Invalid(problem("email", text("Alamat ini terdaftar untuk pegawai lain.")))
    change = rules.asked(person, email, session.device, office.new_id(), at)
    office.records.commit(
        Spend(f"address#{person.id}", at, rules.CHANGES_PER_PERSON),
        Spend(f"code#mail#{hashed(email)}", at, CODES_PER_ADDRESS),
        Spend(f"code#from#{hashed(source)}", at, CODES_PER_SOURCE),
        Put(change),
        Create(entry(office.new_id(), Errand.ADDRESS_CODE, at, employee=person.id, change=change.id)),
    )


def confirm(office: Office, session: Session, typed: str, origin: Origin, at: datetime) -> None:
    """Makes the address theirs that the typed code was sent to. Four requests, the last one the transaction.

    Typed twice it counts once. Raises Gone without a change in this browser, TooMany after the last try, Invalid for a
    wrong code, Taken when somebody else got the address meanwhile, Conflict while a staff list is being applied.
    """
    change = _spend_try(office, session, at)
    if change.confirmed:
        return
    rules.prove(change, tuple(office.keys().values()), typed)
    for race in range(MOST_RACES):
        found = office.records.read(employee_key(session.employee), address_change_key(session.employee), roll_key())
        if found.get(address_change_key(session.employee)).confirmed:
            return
        try:
            office.records.commit(*_changes(office, found, change, origin, at))
        except Stale:
            office.wait(race)
        else:
            return
    raise Busy


def _spend_try(office: Office, session: Session, at: datetime) -> AddressChange:
    """Counts the try before the code is looked at, so that guesses sent at once are counted too."""
    name = address_change_key(session.employee)
    for race in range(MOST_RACES):
        there = office.records.read(name).find(name)
        if there and there.confirmed and there.device == session.device:
            return there
        change = rules.tried(there, session.device, at)
        try:
            office.records.commit(Replace(change))
        except Stale:
            office.wait(race)
        else:
            return change
    raise Busy


def _changes(office: Office, found: Bundle, change: AddressChange, origin: Origin, at: datetime) -> tuple[Change, ...]:
    was, roll = found.get(employee_key(change.employee)), found.find(roll_key())
    if roll and roll.applying:
        raise Conflict(text("Daftar pegawai sedang diterapkan. Coba lagi beberapa menit lagi."))
    person = rules.readdressed(was, change.email, at)
    line = TrailEntry(
        f"EMP#{person.id}",
        person.revision,
        office.new_id(),
        at,
        person.id,
        person.name,
        "address_confirmed",
        origin,
        f"{was.email} → {person.email}",
        concerns=person.id,
    )
    changes: list[Change] = [Replace(person), Replace(rules.confirmed(change, at)), Create(line)]
    if was.email != person.email:
        changes.append(Create(Address(change.email, person.id)))
        changes += [Delete(address_key(was.email))] if was.email else []
        changes += [Replace(replace(roll, revision=roll.revision + 1))] if roll else []
        changes.append(Create(entry(office.new_id(), Errand.ADDRESS_CHANGED, at, employee=person.id)))
    return (*changes, Create(entry(office.new_id(), Errand.RELEASE_MAIL, at, employee=person.id)))
