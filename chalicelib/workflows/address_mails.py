"""Errands about addresses: codes to new ones, news of a change or a failure, and mail that was held meanwhile."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.addresses import AddressChange, code_of_change
from chalicelib.domain.calendars import local_date
from chalicelib.domain.mail_health import Trouble
from chalicelib.domain.outbox import Errand, OutboxEntry, Undeliverable, Unreachable, sent_again
from chalicelib.domain.people import Employee, EmployeeId, Zone
from chalicelib.domain.records import Bundle, Replace, address_change_key, employee_key, unit_key
from chalicelib.domain.refusals import Stale
from chalicelib.workflows.ports import Backroom, Office

ADDRESS_ERRANDS = frozenset(
    {
        Errand.ADDRESS_CODE,
        Errand.ADDRESS_CHANGED,
        Errand.ADDRESS_FAILED,
        Errand.ADDRESS_TRIED,
        Errand.RELEASE_MAIL,
    }
)

WHY_HELD = {
    Trouble.BOUNCED: "alamatnya ditolak server penerima",
    Trouble.COMPLAINED: "penerima menandai surel kami sebagai tidak diinginkan",
}


def run(backroom: Backroom, errand: OutboxEntry, at: datetime) -> None:
    """Does the errand. Raises whatever prevents it."""
    office, person = backroom.office, EmployeeId(errand.about["employee"])
    if errand.errand is Errand.RELEASE_MAIL:
        release(office, person, at)
    elif errand.errand is Errand.ADDRESS_FAILED:
        _tell_of_failure(backroom, person)
    elif errand.errand is Errand.ADDRESS_TRIED:
        backroom.post.address_tried(reachable(_found(office, person).get(employee_key(person))))
    else:
        found = _found(office, person)
        change = found.find(address_change_key(person))
        if change and errand.errand is Errand.ADDRESS_CHANGED:
            _tell_of_change(backroom, found.get(employee_key(person)), change)
        elif change and errand.about["change"] == change.id and not change.confirmed and at < change.expires:
            _send_code(backroom, found.get(employee_key(person)), change)


def reachable(person: Employee) -> Employee:
    """The person, if mail to them can arrive. Raises Undeliverable without an address, Unreachable for a marked one."""
    if not person.email:
        raise Undeliverable(f"employee {person.id} has no mail address")
    trouble = person.mail_trouble
    if trouble:
        since = local_date(trouble.since, Zone.WIB.info)
        raise Unreachable(person.id, f"{person.name}: {WHY_HELD[trouble.kind]} sejak {since:%d-%m-%Y}")
    return person


def release(office: Office, person: EmployeeId, at: datetime) -> None:
    """Gives everything that was held for the person a fresh start; what nobody needs any more sends nothing."""
    for held in office.outbox.held(person):
        with suppress(Stale):
            office.records.commit(Replace(sent_again(held, at)))


def _found(office: Office, person: EmployeeId) -> Bundle:
    return office.records.read(employee_key(person), address_change_key(person))


def _send_code(backroom: Backroom, person: Employee, change: AddressChange) -> None:
    signing = next(iter(backroom.office.keys().values()))
    backroom.post.address_code(person, change.email, code_of_change(signing, change))


def _tell_of_change(backroom: Backroom, person: Employee, change: AddressChange) -> None:
    """The address before is told, so that nobody loses their mail unawares; where it does not work, the secretary."""
    if change.was and change.was_good:
        backroom.post.address_changed(person, person, change.was)
        return
    keeper = _keeper(backroom.office, person)
    if keeper and keeper.email:
        backroom.post.address_changed(reachable(keeper), person, keeper.email)


def _tell_of_failure(backroom: Backroom, employee: EmployeeId) -> None:
    person = _found(backroom.office, employee).get(employee_key(employee))
    if person.mail_trouble is None:
        return
    keeper = _keeper(backroom.office, person)
    if keeper is None:
        raise Undeliverable(f"nobody answers for the address of employee {employee}")
    backroom.post.address_failed(reachable(keeper), person)


def _keeper(office: Office, person: Employee) -> Employee | None:
    """Who sees to the person's address: the unit's secretary, its head where the secretary is the person."""
    unit = office.records.read(unit_key(person.unit)).get(unit_key(person.unit))
    named = next((each for each in (unit.secretary, unit.head) if each and each != person.id), None)
    return office.records.read(employee_key(named)).find(employee_key(named)) if named else None
