"""Meetings (rapat): who is in the room and who joins by teleconference.

How many may be in the room is the circular's word; Pekanbaru's of 2 May 2021 says 15 and prefers teleconferences. What
no circular says is bounded by the same number.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.deciding import refuse_words
from chalicelib.domain.people import Actor, Employee, EmployeeId, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Invalid, Problem, Refusal, problem
from chalicelib.domain.texts import text

MOST_IN_ROOM = 15
MOST_INVITED = 300
LONGEST_SUBJECT = 150
LONGEST_PLACE = 150
LONGEST_LINK = 500


class State(StrEnum):
    """Where a meeting stands."""

    CALLED = "called"
    CANCELLED = "cancelled"


class Participant(Struct, frozen=True):
    """Someone who is invited, as they were when the meeting was called."""

    id: EmployeeId
    name: str
    post: str
    in_room: bool
    """Whether they sit in the room; by teleconference otherwise."""
    has_mail: bool = True
    """Whether an invitation can be mailed; the others are told by whoever calls the meeting."""


class Plan(Struct, frozen=True):
    """A meeting as it was typed: hours in unit time, people by id."""

    subject: str
    date: date
    start: time
    end: time
    place: str
    link: str
    """Address of the teleconference, "" for none."""
    in_room: tuple[EmployeeId, ...]
    online: tuple[EmployeeId, ...]


class Meeting(Struct, frozen=True):
    """A meeting that was called."""

    id: str
    unit: UnitId
    unit_name: str
    zone: Zone
    subject: str
    date: date
    start: time
    end: time
    place: str
    link: str
    participants: tuple[Participant, ...]
    caller: EmployeeId
    caller_name: str
    called_at: datetime
    state: State = State.CALLED
    reason: str = ""
    """Why it was cancelled."""
    revision: int = 1

    @property
    def room(self) -> tuple[Participant, ...]:
        """Those in the room, by name."""
        return tuple(each for each in self.participants if each.in_room)

    @property
    def online(self) -> tuple[Participant, ...]:
        """Those who join by teleconference, by name."""
        return tuple(each for each in self.participants if not each.in_room)

    def invited(self, person: EmployeeId) -> Participant | None:
        """`person` as participant, None for anyone else."""
        return next((each for each in self.participants if each.id == person), None)


def called(
    name: str, plan: Plan, people: Iterable[Employee], by: Actor, most: int, at: datetime, today: date
) -> Meeting:
    """The meeting that `by` calls by `plan`; `people` are those it names, `most` how many may be in the room.

    Raises Invalid for every part of the plan that does not hold.
    """
    chosen = {*plan.in_room, *plan.online}
    participants = tuple(
        Participant(each.id, each.name, each.post, each.id in plan.in_room, bool(each.email))
        for each in sorted(people, key=lambda each: (each.name, each.id))
        if each.id in chosen and not each.has_left(plan.date)
    )
    found = [*_wrong_texts(plan), *_wrong_times(plan, today), *_wrong_people(plan, participants, most)]
    if found:
        raise Invalid(*found)
    return Meeting(
        name,
        by.unit,
        by.unit_name,
        by.zone,
        plan.subject,
        plan.date,
        plan.start,
        plan.end,
        plan.place,
        plan.link,
        participants,
        by.id,
        by.name,
        at,
    )


def cancelled(meeting: Meeting, reason: str, today: date) -> Meeting:
    """The meeting called off. Raises Conflict for one that is called off already, Refusal for one that is over, Invalid
    without a reason.
    """
    if meeting.state is State.CANCELLED:
        raise Conflict(text("Rapat ini sudah dibatalkan."))
    if meeting.date < today:
        raise Refusal(text("Rapat ini sudah lewat, sehingga tidak dapat dibatalkan lagi."))
    refuse_words(reason, needed=True)
    return replace(meeting, state=State.CANCELLED, reason=reason, revision=meeting.revision + 1)


def _wrong_texts(plan: Plan) -> Iterable[Problem]:
    for field, said, most in (
        ("subject", plan.subject, LONGEST_SUBJECT),
        ("place", plan.place, LONGEST_PLACE),
        ("link", plan.link, LONGEST_LINK),
    ):
        if len(said) > most:
            yield problem(field, text("Paling panjang %(most)s huruf."), most=most)
    if not plan.subject:
        yield problem("subject", text("Isi acara rapatnya."))
    if plan.link and not plan.link.startswith("https://"):
        yield problem("link", text("Tuliskan alamat telekonferensi yang diawali https://."))


def _wrong_times(plan: Plan, today: date) -> Iterable[Problem]:
    if plan.date < today:
        yield problem("date", text("Tanggal rapat sudah lewat."))
    if plan.end <= plan.start:
        yield problem("end", text("Jam selesai harus sesudah jam mulai."))


def _wrong_people(plan: Plan, participants: tuple[Participant, ...], most: int) -> Iterable[Problem]:
    in_room = sum(each.in_room for each in participants)
    if not participants:
        yield problem("in_room", text("Pilih sedikitnya satu peserta."))
    if len(participants) > MOST_INVITED:
        yield problem("in_room", text("Peserta rapat paling banyak %(most)s orang."), most=MOST_INVITED)
    if in_room > most:
        yield problem(
            "in_room",
            text(
                "Peserta rapat tatap muka paling banyak %(most)s orang; Anda memilih %(chosen)s. "
                "Pindahkan %(over)s orang ke telekonferensi."
            ),
            most=most,
            chosen=in_room,
            over=in_room - most,
        )
    if in_room and not plan.place:
        yield problem("place", text("Isi tempat rapat untuk peserta di ruang."))
    if in_room < len(participants) and not plan.link:
        yield problem("link", text("Isi alamat telekonferensi untuk peserta yang tidak di ruang."))
