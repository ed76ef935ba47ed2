"""Calling meetings: who may, who is invited, and that everybody is told once."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address
from chalicelib.domain.meetings import MOST_IN_ROOM, Meeting, Plan, State
from chalicelib.domain.orders import Act
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Repeated, Stale
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import deliveries, meetings, queued
from chalicelib.workflows.meetings import BATCH, Typed
from tests.factories import FRIDAY_MORNING, MONDAY, a_circular, a_register, an_employee
from tests.fakes import FakeBackroom
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    a_decided_order,
    a_form,
    a_stage,
    fields,
    untouched,
)

PLAN = Plan("Persiapan musrenbang", MONDAY, time(9), time(10), "Ruang rapat", "", (SITI.id, DEWI.id), ())
TYPED = Typed(PLAN)
SOON = FRIDAY_MORNING + timedelta(minutes=5)


def call(stage: FakeBackroom, typed: Typed = TYPED, key: str = "call", by: Actor = RINA) -> Meeting:
    shown = meetings.call(stage.office, by, typed, a_form(key), ORIGIN, FRIDAY_MORNING)
    return meetings.see(stage.office, by, shown.removeprefix("/meetings/"))


def call_off(stage: FakeBackroom, meeting: Meeting, by: Actor = RINA, seen: int = 1, key: str = "off") -> str:
    form = a_form(key)
    return meetings.cancel(stage.office, by, meeting.id, "Ruang banjir.", seen, form, ORIGIN, SOON)


def told(stage: FakeBackroom) -> list[tuple[str, str]]:
    """Who got which mail about a meeting, once everything is done that is due."""
    before = len(stage.post.sent)
    for later in range(1, 9):
        deliveries.sweep(stage, SOON + timedelta(minutes=later))
        while stage.queue.entries:
            queued.work(stage.office, stage.queue.entries.pop(), SOON)
    return sorted((mail.to, mail.secret) for mail in stage.post.sent[before:] if mail.name is Errand.MEETING)


def test_everybody_who_is_invited_is_mailed_once_and_the_caller_is_not() -> None:
    stage = a_stage()
    plan = replace(PLAN, in_room=(SITI.id, RINA.id), online=(DEWI.id,), link="https://temu.example/a")

    meeting = call(stage, Typed(plan))

    addresses = {each.id: each.email for each in stage.office.people.staff(RINA.unit)}
    mails = told(stage)
    assert len(mails) == 2
    assert {secret for _, secret in mails} == {State.CALLED}
    assert RINA.id not in {to for to, _ in mails}
    assert addresses
    assert [each.id for each in meeting.room] == sorted(
        (RINA.id, SITI.id), key=lambda name: next(each.name for each in meeting.participants if each.id == name)
    )
    lines = stage.office.records.all(TrailEntry)
    assert [(line.about, line.number, line.what, line.who) for line in lines] == [
        (f"MEETING#{meeting.id}", 1, "call", RINA.id)
    ]


def test_the_same_form_twice_is_one_meeting() -> None:
    stage = a_stage()

    assert call(stage) == call(stage)
    assert len(stage.office.records.all(Meeting)) == 1
    untouched(
        stage.office,
        lambda: meetings.call(stage.office, RINA, TYPED, a_form("call", "other"), ORIGIN, FRIDAY_MORNING),
        Repeated,
    )


def test_inviting_again_asks_for_nobodys_mail_twice() -> None:
    crowd = [an_employee(f"c{n:02}", name=f"Pegawai {n:02}", email=f"c{n:02}@kota.example") for n in range(BATCH + 5)]
    stage = a_stage(*crowd)
    plan = replace(PLAN, in_room=(), online=tuple(each.id for each in crowd), link="https://temu.example/a", place="")
    meeting = call(stage, Typed(plan))
    stage.office.records.meanwhile(lambda: meetings.invite(stage.office, meeting.id, 1, SOON))

    with pytest.raises(Stale):
        meetings.invite(stage.office, meeting.id, 1, SOON)

    assert meetings.invite(stage.office, meeting.id, 1, SOON) == 0
    assert len([each for each in stage.office.records.all(OutboxEntry) if each.errand is Errand.MEETING]) == len(crowd)
    assert len(told(stage)) == len(crowd)


def test_people_of_other_units_are_invited_by_their_address() -> None:
    stage = a_stage(Address("tuti@kota.example", TUTI.id))
    stage.office.records.hold(replace(stage.office.people.staff(TUTI.unit)[-1], email="tuti@kota.example"))

    meeting = call(stage, Typed(PLAN, guests_in_room=("tuti@kota.example",)))

    guest = meeting.invited(TUTI.id)
    assert guest
    assert guest.in_room
    assert meetings.see(stage.office, TUTI, meeting.id) == meeting


def test_the_circular_of_the_day_says_how_many_may_be_in_the_room() -> None:
    stage = a_stage(register=a_register(a_circular(meeting_cap=1)))

    refused = untouched(stage.office, lambda: meetings.look_over(stage.office, RINA, TYPED, FRIDAY_MORNING), Invalid)

    assert [field for field, _ in fields(refused)] == ["in_room"]
    assert meetings.open_form(stage.office, RINA, FRIDAY_MORNING).most == 1
    assert meetings.open_form(a_stage().office, RINA, FRIDAY_MORNING).most == MOST_IN_ROOM


def test_an_address_of_nobody_is_said_with_everything_else_that_is_wrong() -> None:
    stage = a_stage()
    typed = Typed(replace(PLAN, subject=""), guests_online=("tiada@kota.example",))

    refused = untouched(stage.office, lambda: meetings.look_over(stage.office, RINA, typed, FRIDAY_MORNING), Invalid)

    assert fields(refused) == [
        ("subject", "Isi acara rapatnya."),
        ("guests_online", "Alamat tiada@kota.example tidak dikenal."),
    ]


def test_those_in_the_room_who_are_to_be_at_home_are_named_first() -> None:
    stage = a_stage()
    a_decided_order(stage.office, Act.APPROVE, SITI, MONDAY)

    look = meetings.look_over(stage.office, RINA, TYPED, FRIDAY_MORNING)

    assert [each.id for each in look.at_home] == [SITI.id]
    assert not meetings.look_over(
        stage.office, RINA, Typed(replace(PLAN, date=date(2021, 4, 27))), FRIDAY_MORNING
    ).at_home


@pytest.mark.parametrize("person", [SITI, DEWI], ids=lambda person: person.id)
def test_only_who_keeps_a_unit_calls_a_meeting(person: Actor) -> None:
    stage = a_stage()

    untouched(
        stage.office,
        lambda: meetings.call(stage.office, person, TYPED, a_form(), ORIGIN, FRIDAY_MORNING),
        Forbidden,
    )


def test_only_who_is_invited_and_who_keeps_the_unit_sees_it() -> None:
    stage = a_stage()
    meeting = call(stage)

    for person in (SITI, DEWI, BUDI, RINA, JOKO):
        assert meetings.see(stage.office, person, meeting.id).id == meeting.id
    with pytest.raises(NotFound):
        meetings.see(stage.office, TUTI, meeting.id)
    with pytest.raises(NotFound):
        meetings.see(stage.office, RINA, "tiada")


def test_a_meeting_that_is_called_off_is_told_to_everybody_once() -> None:
    stage = a_stage()
    meeting = call(stage)
    assert len(told(stage)) == 2

    shown = call_off(stage, meeting)

    assert call_off(stage, meeting) == shown
    assert meetings.see(stage.office, SITI, meeting.id).reason == "Ruang banjir."
    assert [secret for _, secret in told(stage)] == [State.CANCELLED] * 2
    untouched(stage.office, lambda: call_off(stage, meeting, key="again", seen=2), Conflict)


def test_whoever_saw_something_else_or_has_no_say_calls_nothing_off() -> None:
    stage = a_stage()
    meeting = call(stage)

    untouched(stage.office, lambda: call_off(stage, meeting, seen=2), Stale)
    untouched(stage.office, lambda: call_off(stage, meeting, by=SITI), Forbidden)


def test_an_invitation_that_waited_until_the_meeting_was_off_invites_nobody() -> None:
    stage = a_stage()
    meeting = call(stage)
    call_off(stage, meeting)

    assert meetings.invite(stage.office, meeting.id, 1, SOON) == 0
    assert {secret for _, secret in told(stage)} == {State.CANCELLED}


def test_meetings_are_listed_latest_first_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meetings, "PAGE", 2)
    stage = a_stage()
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    for number, day in enumerate(days):
        call(stage, Typed(replace(PLAN, date=day)), key=f"call {number}")

    first, after = meetings.listed(stage.office, BUDI, None)
    rest, end = meetings.listed(stage.office, BUDI, after)

    assert [each.date for each in (*first, *rest)] == days[::-1]
    assert end is None
    with pytest.raises(Forbidden):
        meetings.listed(stage.office, SITI, None)
