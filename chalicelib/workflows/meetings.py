"""Meetings: called by whoever answers for a unit, and the invitations that follow."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain import meetings as rules
from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.meetings import MOST_IN_ROOM, Meeting, Participant, Plan
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, Employee, EmployeeId
from chalicelib.domain.records import (
    Bundle,
    Create,
    Replace,
    address_key,
    employee_key,
    meeting_key,
    outbox_key,
    register_key,
    row_key,
)
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Problem, Stale, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

PAGE = 20
BATCH = 25
"""Invitations that are asked for in one transaction."""
MOST_GUESTS = 50
"""People of other units, by address."""


class Typed(Struct, frozen=True):
    """A meeting as it was typed; people of other units by their mail addresses."""

    plan: Plan
    guests_in_room: tuple[str, ...] = ()
    guests_online: tuple[str, ...] = ()


class Choice(Struct, frozen=True):
    """Whom a form offers, and how many of them may be in the room today."""

    staff: tuple[Employee, ...]
    most: int


class Look(Struct, frozen=True):
    """A meeting that would be called, and those in the room who are expected at home on that day."""

    meeting: Meeting
    at_home: tuple[Participant, ...]


def open_form(office: Office, actor: Actor, at: datetime) -> Choice:
    """Whom the actor may pick by name, and the cap. Two requests. Raises Forbidden for who keeps no unit."""
    staff = _staff(office, actor)
    return Choice(staff, most_in_room(office.records.read(register_key()), actor, local_date(at, actor.zone.info)))


def look_over(office: Office, actor: Actor, typed: Typed, at: datetime) -> Look:
    """The meeting as it would be called, for one more look. Raises Invalid for what does not hold.

    A query and at most two requests.
    """
    meeting = _meant(office, actor, typed, office.records.read(register_key()), "", at)
    month = month_of(meeting.date)
    rows = {each.id: row_key(meeting.unit, month, each.id) for each in meeting.room}
    found = office.records.read(*rows.values()) if rows else None
    return Look(
        meeting,
        tuple(
            each
            for each in meeting.room
            if found and (row := found.find(rows[each.id])) and (mark := row.mark(meeting.date)) and mark.approved
        ),
    )


def call(office: Office, actor: Actor, typed: Typed, sent: Sent, origin: Origin, at: datetime) -> str:
    """Calls the meeting; everybody is invited by an errand. Returns where it is shown. Refusals as for `look_over`."""
    found = office.records.read(sent.name, register_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    meeting = _meant(office, actor, typed, found, office.new_id(), at)
    return commit_once(
        office,
        sent,
        f"/meetings/{meeting.id}",
        at,
        Create(meeting),
        Create(_line(office, meeting, "call", actor, origin, at, "")),
        Create(entry(office.new_id(), Errand.INVITE, at, meeting=meeting.id, revision=str(meeting.revision))),
    )


def cancel(
    office: Office, actor: Actor, name: str, reason: str, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Calls the meeting off; everybody is told. Returns where it is shown.

    Raises Forbidden for others than its caller and those who keep the unit, Stale when it changed since it was seen.
    """
    found = office.records.read(sent.name, meeting_key(name))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    meeting = found.get(meeting_key(name))
    if not may_cancel(meeting, actor):
        raise Forbidden(text("Hanya penyelenggara, kepala, dan sekretaris unit yang dapat membatalkan rapat."))
    if meeting.revision != seen:
        raise Stale
    becomes = rules.cancelled(meeting, reason, local_date(at, meeting.zone.info))
    return commit_once(
        office,
        sent,
        f"/meetings/{name}",
        at,
        Replace(becomes),
        Create(_line(office, becomes, "cancel_meeting", actor, origin, at, reason)),
        Create(entry(office.new_id(), Errand.INVITE, at, meeting=name, revision=str(becomes.revision))),
    )


def may_cancel(meeting: Meeting, actor: Actor) -> bool:
    """Whether `actor` may call it off."""
    return actor.id == meeting.caller or actor.keeps(meeting.unit)


def see(office: Office, actor: Actor, name: str) -> Meeting:
    """A meeting, for those who are invited and those who keep its unit. One request. Raises NotFound for others."""
    meeting = office.records.read(meeting_key(name)).find(meeting_key(name))
    if meeting is None or not (meeting.invited(actor.id) or may_cancel(meeting, actor)):
        raise NotFound(text("Rapat ini tidak dikenal."))
    return meeting


def listed(office: Office, actor: Actor, page: str | None) -> tuple[tuple[Meeting, ...], str | None]:
    """A page of the unit's meetings, latest first, and what names the next. One request."""
    _keepers_only(actor)
    return office.meetings.of_unit(actor.unit, page, PAGE)


def invite(office: Office, name: str, revision: int, at: datetime) -> int:
    """Asks for a mail to everybody about a meeting as it is in `revision`; returns how many were asked for now.

    A mail is named by meeting, revision and person: coming twice, or dying half-way, asks for nobody's mail twice.
    """
    meeting = office.records.read(meeting_key(name)).get(meeting_key(name))
    if meeting.revision != revision:
        return 0
    wanted = {
        f"meeting-{name}-{revision}-{each.id}": each
        for each in meeting.participants
        if each.has_mail and each.id != meeting.caller
    }
    names, asked = list(wanted), 0
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        found = office.records.read(*map(outbox_key, batch))
        missing = [each for each in batch if found.find(outbox_key(each)) is None]
        mails = [entry(each, Errand.MEETING, at, meeting=name, to=wanted[each].id) for each in missing]
        if mails:
            office.records.commit(*map(Create, mails))
        asked += len(mails)
    return asked


def most_in_room(known: Bundle, actor: Actor, on: date) -> int:
    """How many may be in a room of the actor's unit on `on`: what its circular says, or the usual number."""
    circular = known.get(register_key()).in_force(actor.unit, on)
    return circular.meeting_cap if circular and circular.meeting_cap else MOST_IN_ROOM


def _meant(office: Office, actor: Actor, typed: Typed, known: Bundle, name: str, at: datetime) -> Meeting:
    people = {each.id: each for each in _staff(office, actor)}
    guests, problems = _guests(office, typed)
    people |= guests
    in_room = {*typed.plan.in_room, *(each.id for each in guests.values() if each.email in typed.guests_in_room)}
    online = {*typed.plan.online, *(each.id for each in guests.values() if each.email in typed.guests_online)} - in_room
    plan = Plan(
        typed.plan.subject,
        typed.plan.date,
        typed.plan.start,
        typed.plan.end,
        typed.plan.place,
        typed.plan.link,
        tuple(sorted(in_room)),
        tuple(sorted(online)),
    )
    today, most = local_date(at, actor.zone.info), most_in_room(known, actor, plan.date)
    try:
        meeting = rules.called(name, plan, people.values(), actor, most, at, today)
    except Invalid as wrong:
        raise Invalid(*wrong.problems, *problems) from None
    if problems:
        raise Invalid(*problems)
    return meeting


def _guests(office: Office, typed: Typed) -> tuple[dict[EmployeeId, Employee], list[Problem]]:
    """People of other units by the addresses that were typed, and what is wrong with those that are nobody's."""
    fields = {"guests_in_room": typed.guests_in_room, "guests_online": typed.guests_online}
    addresses = tuple(dict.fromkeys(each for typed_here in fields.values() for each in typed_here))
    if len(addresses) > MOST_GUESTS:
        most = problem("guests_online", text("Peserta dari unit lain paling banyak %(most)s orang."), most=MOST_GUESTS)
        return {}, [most]
    if not addresses:
        return {}, []
    known = office.records.read(*map(address_key, addresses))
    owners = {each: there.employee for each in addresses if (there := known.find(address_key(each)))}
    found = office.records.read(*map(employee_key, owners.values())) if owners else None
    people = [person for each in owners.values() if found and (person := found.find(employee_key(each)))]
    reached = {person.email for person in people if is_staff(person)}
    unknown = [
        problem(field, text("Alamat %(address)s tidak dikenal."), address=each[:80])
        for field, typed_here in fields.items()
        for each in typed_here
        if each not in reached
    ]
    return {person.id: person for person in people if person.email in reached}, unknown


def _staff(office: Office, actor: Actor) -> tuple[Employee, ...]:
    _keepers_only(actor)
    return tuple(each for each in office.people.staff(actor.unit) if is_staff(each))


def _keepers_only(actor: Actor) -> None:
    if not actor.keeps(actor.unit):
        raise Forbidden(text("Rapat diselenggarakan oleh kepala atau sekretaris unit."))


def _line(
    office: Office, meeting: Meeting, what: str, actor: Actor, origin: Origin, at: datetime, note: str
) -> TrailEntry:
    about, number = f"MEETING#{meeting.id}", meeting.revision
    return TrailEntry(about, number, office.new_id(), at, actor.id, actor.name, what, origin, note)
