"""Why somebody is at home or in the office, read off a finished rota."""

from collections.abc import Iterator

from chalicelib.domain.rota_bounds import Turns, called
from chalicelib.domain.rota_frame import Frame, Placing
from chalicelib.domain.rota_terms import Always, Brief, Member, Placement, Reason
from chalicelib.domain.texts import Message, text

AT_HOME = {
    Turns.ALTERNATE: Reason.HOME_ALTERNATE,
    Turns.WEEKDAYS: Reason.HOME_WEEKDAY,
    Turns.CUSTOM: Reason.HOME_TURN,
}

TEXTS = {
    Reason.HOME_ALTERNATE: text("Di rumah: giliran selang-seling"),
    Reason.HOME_WEEKDAY: text("Di rumah: hari tetap"),
    Reason.HOME_TURN: text("Di rumah: giliran"),
    Reason.HOME_ALWAYS: text("Di rumah: selalu bekerja dari rumah"),
    Reason.HOME_GRANTED: text("Di rumah: sudah diajukan atau disetujui"),
    Reason.HOME_BY_HAND: text("Di rumah: diubah tangan"),
    Reason.OFFICE_ALTERNATE: text("Di kantor: hari kerja sebelumnya di rumah"),
    Reason.OFFICE_BEFORE_HOME: text("Di kantor: hari kerja berikutnya di rumah"),
    Reason.OFFICE_WEEKDAY: text("Di kantor: bukan hari tetapnya"),
    Reason.OFFICE_WEEK_FULL: text("Di kantor: hari di rumah pekan ini sudah %(number)s"),
    Reason.OFFICE_COVERAGE: text("Di kantor: %(group)s memerlukan %(number)s orang"),
    Reason.OFFICE_FULL: text("Di kantor: sudah %(number)s orang di rumah"),
    Reason.OFFICE_TURN: text("Di kantor: giliran pegawai lain"),
    Reason.OFFICE_ALWAYS: text("Di kantor: selalu bekerja di kantor"),
    Reason.OFFICE_NEEDED: text("Di kantor: diperlukan pada hari ini"),
    Reason.OFFICE_BY_HAND: text("Di kantor: diubah tangan"),
    Reason.OFFICE_RULED: text("Di kantor: menurut surat edaran"),
    Reason.AWAY: text("Tidak bekerja: cuti, sakit, dinas luar, atau pelatihan"),
    Reason.CLOSED: text("Di rumah: unit ditutup sementara"),
}


def explained(placement: Placement, *, home: int, minimum: int, per_week: int | None) -> Message:
    """A placement in words; `home` are at home on that day, `minimum` is what the placement's group asks for."""
    number = {
        Reason.OFFICE_WEEK_FULL: per_week or 0,
        Reason.OFFICE_COVERAGE: minimum,
        Reason.OFFICE_FULL: home,
    }.get(placement.reason)
    values = {} if number is None else {"number": number}
    return Message(TEXTS[placement.reason], values | ({"group": called(placement.group)} if placement.group else {}))


def placements(brief: Brief, placing: Placing) -> Iterator[tuple[Placement, ...]]:
    """The placements of each person in the frame's order, one for each day."""
    known = {reason: Placement(reason) for reason in Reason}
    groups = [Placement(Reason.OFFICE_COVERAGE, group.name) for group in brief.groups]
    for person in range(len(placing.frame.people)):
        yield tuple(
            groups[needed] if isinstance(needed, int) else known[needed]
            for needed in (_why(brief, placing, person, day) for day in range(len(brief.days)))
        )


def _why(brief: Brief, placing: Placing, person: int, day: int) -> Reason | int:
    """The reason, or the number of the group that needs the person."""
    frame, bit = placing.frame, 1 << day
    if brief.days[day] in frame.people[person].closed:
        return Reason.AWAY if brief.days[day] in frame.people[person].away else Reason.CLOSED
    if frame.away[person] & bit:
        return Reason.AWAY
    if frame.granted[person] & bit:
        is_asked = brief.days[day] in frame.people[person].home
        return Reason.HOME_GRANTED if is_asked else Reason.HOME_ALWAYS
    if placing.rows[person] & bit:
        return AT_HOME[brief.bounds[day].turns or brief.turns]
    return _kept_in(brief, frame.people[person], day) or _in_the_office(placing, person, day)


def _kept_in(brief: Brief, person: Member, day: int) -> Reason | None:
    """Why somebody is in the office whatever the turns, if they are."""
    if person.always is Always.OFFICE:
        return Reason.OFFICE_ALWAYS
    if brief.days[day] in person.kept_in:
        return Reason.OFFICE_RULED
    return Reason.OFFICE_NEEDED if brief.days[day] in person.office else None


def _in_the_office(placing: Placing, person: int, day: int) -> Reason | int:
    """Why somebody who could be at home on `day` is not: their own home days first, then the others'."""
    frame, bit = placing.frame, 1 << day
    row = placing.rows[person] | frame.granted[person]
    follows = row & frame.next_to(person, day) & bit - 1
    if follows or (frame.follows_before(person, day) and frame.people[person].was_home):
        return Reason.OFFICE_ALTERNATE
    if not frame.is_weekday(person, day):
        return Reason.OFFICE_WEEKDAY
    for group in frame.groups[person]:
        if placing.used[group][day] >= frame.room[group][day]:
            return group
    if _week_is_full(frame, person, placing.rows[person], day):
        return Reason.OFFICE_WEEK_FULL
    if placing.home[day] >= frame.highest[day]:
        return Reason.OFFICE_TURN if placing.home[day] < frame.most[day] else Reason.OFFICE_FULL
    return Reason.OFFICE_BEFORE_HOME if row & frame.next_to(person, day) else Reason.OFFICE_TURN


def _week_is_full(frame: Frame, person: int, row: int, day: int) -> bool:
    quota, week = frame.quota[person], frame.week_of[day]
    return quota is not None and (row & frame.weeks[week]).bit_count() >= quota[week]
