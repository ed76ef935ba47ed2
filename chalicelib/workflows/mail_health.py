"""Addresses that mail does not reach: marked by what the mail service tells, shown to who can mend it, given a new try.

While somebody is marked, mail to them is held with that reason; their unit's secretary is told.
"""

from datetime import datetime

from chalicelib.domain.addresses import readdressed, troubled
from chalicelib.domain.mail_health import Returned, marks
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Employee, EmployeeId, UnitId
from chalicelib.domain.records import Create, Replace, address_key, employee_key
from chalicelib.domain.refusals import Forbidden, Refusal, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Means, Origin, TrailEntry
from chalicelib.workflows.ports import Office

MOST_RACES = 4
BY_MAIL = Origin("", Means.MAIL)


def note_returned(office: Office, returned: Returned, at: datetime) -> bool:
    """Marks whoever has the address and tells their secretary; says whether anybody was marked.

    The same news twice, late, or about an address that nobody has any more changes nothing. Three requests, one of them
    the transaction. Raises Stale when the person's record changes faster than it can be marked.
    """
    known = office.records.read(address_key(returned.email)).find(address_key(returned.email))
    if known is None:
        return False
    for race in range(MOST_RACES):
        person = office.records.read(employee_key(known.employee)).find(employee_key(known.employee))
        if person is None or not marks(returned, person.email, person.mail_trouble, person.address_since):
            return False
        marked = troubled(person, returned.trouble)
        told = entry(office.new_id(), Errand.ADDRESS_FAILED, at, employee=person.id)
        line = _line(office, marked, f"address_{returned.trouble.kind}", "", "", BY_MAIL, at)
        try:
            office.records.commit(Replace(marked), Create(line), Create(told))
        except Stale:
            office.wait(race)
        else:
            return True
    raise Stale


def unreachable(office: Office, actor: Actor, unit: UnitId) -> tuple[Employee, ...]:
    """Everyone of the unit whose mail does not arrive, by name. One query. Raises Forbidden for who keeps it not."""
    if not actor.keeps(unit):
        raise Forbidden(text("Halaman ini hanya untuk yang mengelola unit tersebut."))
    return marked_among(office.people.staff(unit))


def marked_among(staff: tuple[Employee, ...]) -> tuple[Employee, ...]:
    """Those of `staff` whose mail does not arrive."""
    return tuple(person for person in staff if person.active and person.mail_trouble)


def try_again(office: Office, actor: Actor, employee: EmployeeId, origin: Origin, at: datetime) -> None:
    """Takes the mark off an address that is said to work again; a mail goes there, and if it bounces the mark is back.

    Two requests. Raises Forbidden for anyone but the unit's secretary or an administrator, Refusal without a mark.
    """
    person = office.records.read(employee_key(employee)).get(employee_key(employee))
    if not actor.writes_for(person.unit):
        raise Forbidden(text("Hanya sekretaris unit atau administrator yang dapat mencoba lagi alamat ini."))
    if person.mail_trouble is None or person.email is None:
        raise Refusal(text("Alamat pegawai ini tidak sedang bermasalah."))
    cleared = readdressed(person, person.email, at)
    office.records.commit(
        Replace(cleared),
        Create(_line(office, cleared, "address_tried", actor.id, actor.name, origin, at)),
        Create(entry(office.new_id(), Errand.ADDRESS_TRIED, at, employee=person.id)),
        Create(entry(office.new_id(), Errand.RELEASE_MAIL, at, employee=person.id)),
    )


def _line(
    office: Office, person: Employee, what: str, who: str, who_name: str, origin: Origin, at: datetime
) -> TrailEntry:
    about = f"EMP#{person.id}"
    return TrailEntry(about, person.revision, office.new_id(), at, who, who_name, what, origin, concerns=person.id)
