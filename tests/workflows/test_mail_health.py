"""Addresses that mail does not reach: marked, told, held back, and given another try."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address
from chalicelib.domain.mail_health import MailTrouble, Returned, Trouble
from chalicelib.domain.orders import Act
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Actor, Employee
from chalicelib.domain.records import employee_key, outbox_key
from chalicelib.domain.refusals import Forbidden, Refusal, Stale
from chalicelib.domain.trail import Means, TrailEntry
from chalicelib.workflows import deliveries, mail_health
from tests.factories import FRIDAY_MORNING, an_employee
from tests.fakes import FakeBackroom, Mail
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    PEOPLE,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_stage,
    delivered,
    untouched,
)

SENT = FRIDAY_MORNING + timedelta(minutes=1)
TOLD = FRIDAY_MORNING + timedelta(minutes=2)
LATER = FRIDAY_MORNING + timedelta(minutes=3)
BOUNCED = MailTrouble(Trouble.BOUNCED, TOLD, "550 5.1.1")


def a_stage_with_addresses(*more: object) -> FakeBackroom:
    return a_stage(*(Address(person.email or "", person.id) for person in PEOPLE), *more)


def news(email: str | None = None, sent_at: datetime = SENT, trouble: MailTrouble = BOUNCED) -> Returned:
    return Returned(email or an_employee().email or "", sent_at, trouble)


def the_person(backroom: FakeBackroom, person: str = SITI.id) -> Employee:
    found: Employee = backroom.office.records.held[employee_key(replace(an_employee(), id=person).id)]
    return found


def lines(backroom: FakeBackroom) -> list[TrailEntry]:
    return [line for line in backroom.office.records.all(TrailEntry) if line.about == f"EMP#{SITI.id}"]


# Marked


@pytest.mark.parametrize("kind", Trouble)
def test_a_bounce_or_a_complaint_marks_the_person_and_tells_the_secretary(kind: Trouble) -> None:
    backroom = a_stage_with_addresses()
    trouble = replace(BOUNCED, kind=kind)

    assert mail_health.note_returned(backroom.office, news(trouble=trouble), TOLD)

    assert the_person(backroom).mail_trouble == trouble
    (line,) = lines(backroom)
    assert (line.what, line.origin.means, line.concerns) == (f"address_{kind}", Means.MAIL, SITI.id)
    assert delivered(backroom, LATER) == [Mail(Errand.ADDRESS_FAILED, RINA.id, SITI.id)]


@dataclass(frozen=True)
class Case:
    why: str
    returned: Returned
    person: Employee


CASES = [
    Case("nobody has the address", news("siapa@kota.example"), an_employee()),
    Case("it is another by now", news(), replace(an_employee(), email="baru@kota.example")),
    Case("it is marked already", news(), replace(an_employee(), mail_trouble=BOUNCED)),
    Case("it was confirmed since", news(), replace(an_employee(), address_since=TOLD)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_news_that_says_nothing_of_the_address_as_it_is_changes_nothing(case: Case) -> None:
    backroom = a_stage_with_addresses(case.person)
    before = dict(backroom.office.records.held)

    assert not mail_health.note_returned(backroom.office, case.returned, TOLD)

    assert backroom.office.records.held == before


def test_the_same_news_twice_is_told_once() -> None:
    backroom = a_stage_with_addresses()
    for _ in range(2):
        mail_health.note_returned(backroom.office, news(), TOLD)

    assert len(delivered(backroom, LATER)) == 1


def test_a_record_that_changes_meanwhile_is_marked_all_the_same() -> None:
    backroom = a_stage_with_addresses()
    records = backroom.office.records
    records.meanwhile(lambda: records.hold(replace(an_employee(), revision=2)))

    assert mail_health.note_returned(backroom.office, news(), TOLD)
    assert the_person(backroom).revision == 3


def test_a_record_that_never_rests_is_left_to_the_next_attempt() -> None:
    backroom = a_stage_with_addresses()
    records = backroom.office.records
    records.before_every_commit = lambda: records.hold(
        replace(the_person(backroom), revision=the_person(backroom).revision + 1)
    )

    with pytest.raises(Stale):
        mail_health.note_returned(backroom.office, news(), TOLD)


def test_of_a_secretary_the_head_is_told() -> None:
    backroom = a_stage_with_addresses()
    rina = the_person(backroom, RINA.id)

    mail_health.note_returned(backroom.office, news(rina.email), TOLD)

    assert delivered(backroom, LATER) == [Mail(Errand.ADDRESS_FAILED, BUDI.id, RINA.id)]


# Held


def a_held_decision() -> FakeBackroom:
    """Siti's address bounced before she was told of a decision."""
    backroom = a_stage_with_addresses()
    a_decided_order(backroom.office, Act.RETURN)
    mail_health.note_returned(backroom.office, news(), TOLD)
    delivered(backroom, LATER)
    return backroom


def test_mail_to_a_marked_address_is_held_with_the_reason_at_once() -> None:
    backroom = a_held_decision()

    assert Errand.ORDER_RETURNED not in {mail.name for mail in backroom.post.sent}
    (held,) = deliveries.parked(backroom.office, JOKO)
    assert (held.delivery, held.attempts, held.held_for) == (Delivery.HELD, 1, SITI.id)
    assert held.failure == "Siti Rahmawati, S.E.: alamatnya ditolak server penerima sejak 23-04-2021"
    assert held.expires is not None


def test_a_code_for_a_marked_address_is_held_too() -> None:
    from chalicelib.workflows import sign_in

    backroom = a_held_decision()
    sign_in.send_code_to(backroom.office, SITI.id, "browser", "/", "10.0.0.1", LATER)

    assert delivered(backroom, LATER + timedelta(seconds=1)) == []


# Given another try


@pytest.mark.parametrize("actor", [RINA, JOKO], ids=["secretary", "administrator"])
def test_another_try_takes_the_mark_off_and_sends_what_was_held(actor: Actor) -> None:
    backroom = a_held_decision()

    mail_health.try_again(backroom.office, actor, SITI.id, ORIGIN, LATER)
    first = delivered(backroom, LATER + timedelta(seconds=1))
    then = delivered(backroom, LATER + timedelta(seconds=2))

    person = the_person(backroom)
    assert (person.mail_trouble, person.address_since) == (None, LATER)
    assert Mail(Errand.ADDRESS_TRIED, SITI.id) in first
    assert Mail(Errand.ORDER_RETURNED, SITI.id) in (*first, *then)
    assert deliveries.parked(backroom.office, JOKO) == ()
    assert (lines(backroom)[-1].what, lines(backroom)[-1].who) == ("address_tried", actor.id)


def test_what_bounced_before_the_other_try_does_not_mark_again_and_what_bounces_after_does() -> None:
    backroom = a_held_decision()
    mail_health.try_again(backroom.office, RINA, SITI.id, ORIGIN, LATER)

    assert not mail_health.note_returned(backroom.office, news(sent_at=SENT), LATER)
    assert mail_health.note_returned(backroom.office, news(sent_at=LATER), LATER)


@pytest.mark.parametrize("actor", [SITI, DEWI, BUDI, TUTI])
def test_nobody_else_gives_it_another_try(actor: Actor) -> None:
    backroom = a_held_decision()

    untouched(backroom.office, lambda: mail_health.try_again(backroom.office, actor, SITI.id, ORIGIN, LATER), Forbidden)


def test_an_address_without_a_mark_needs_no_try() -> None:
    backroom = a_stage_with_addresses()

    untouched(backroom.office, lambda: mail_health.try_again(backroom.office, RINA, SITI.id, ORIGIN, LATER), Refusal)


def test_who_keeps_the_unit_sees_whose_mail_does_not_arrive_in_one_query() -> None:
    backroom = a_held_decision()
    backroom.office.records.requests.clear()

    assert [person.id for person in mail_health.unreachable(backroom.office, RINA, UNIT)] == [SITI.id]
    assert backroom.office.records.requests == ["query"]
    with pytest.raises(Forbidden):
        mail_health.unreachable(backroom.office, TUTI, UNIT)


def test_an_entry_that_is_held_may_be_sent_again_by_hand() -> None:
    backroom = a_held_decision()
    (held,) = deliveries.parked(backroom.office, JOKO)

    deliveries.send_again(backroom.office, JOKO, held.id, LATER)

    again: OutboxEntry = backroom.office.records.held[outbox_key(held.id)]
    assert (again.delivery, again.held_for, again.expires) == (Delivery.PENDING, "", None)
