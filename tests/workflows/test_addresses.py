"""Changing one's own mail address by a code that only the new one receives."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import MOST_TRIES, Address, Session
from chalicelib.domain.addresses import CHANGES_PER_PERSON, AddressChange, code_of_change
from chalicelib.domain.imports import StaffRoll
from chalicelib.domain.mail_health import MailTrouble, Trouble
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import Employee
from chalicelib.domain.records import address_change_key, address_key, employee_key, roll_key
from chalicelib.domain.refusals import Busy, Conflict, Gone, Invalid, Taken, TooMany
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import addresses
from tests.factories import FRIDAY_MORNING, a_session, an_employee
from tests.fakes import FakeBackroom, Mail
from tests.workflows.stage import ORIGIN, PEOPLE, RINA, SITI, a_stage, delivered, fields, untouched

NOW = FRIDAY_MORNING
SOON = NOW + timedelta(seconds=1)
NEW = "siti.baru@kota.example"
OLD = an_employee().email or ""
BOUNCED = MailTrouble(Trouble.BOUNCED, NOW, "550")
SITIS: Session = replace(a_session(), employee=SITI.id, actor=SITI)


def a_stage_with_addresses(*more: object) -> FakeBackroom:
    return a_stage(*(Address(person.email or "", person.id) for person in PEOPLE), *more)


def the_change(backroom: FakeBackroom) -> AddressChange:
    found: AddressChange = backroom.office.records.held[address_change_key(SITI.id)]
    return found


def code(backroom: FakeBackroom) -> str:
    return code_of_change(b"key-of-the-tests", the_change(backroom))


def siti(backroom: FakeBackroom) -> Employee:
    found: Employee = backroom.office.records.held[employee_key(SITI.id)]
    return found


def asked(*more: object, email: str = NEW) -> FakeBackroom:
    backroom = a_stage_with_addresses(*more)
    addresses.ask(backroom.office, SITIS, email, "10.0.0.1", NOW)
    return backroom


def confirm(backroom: FakeBackroom, typed: str | None = None, session: Session = SITIS) -> None:
    addresses.confirm(backroom.office, session, code(backroom) if typed is None else typed, ORIGIN, SOON)


def test_the_code_goes_to_the_new_address_alone() -> None:
    backroom = asked()

    assert delivered(backroom, SOON) == [Mail(Errand.ADDRESS_CODE, SITI.id, code(backroom))]
    assert addresses.view(backroom.office, SITIS, SOON).change == the_change(backroom)
    assert siti(backroom).email == OLD


def test_the_code_makes_the_address_theirs_and_the_old_one_nobodys() -> None:
    backroom = asked()

    confirm(backroom)

    held = backroom.office.records.held
    assert (siti(backroom).email, siti(backroom).address_since) == (NEW, SOON)
    assert held[address_key(NEW)] == Address(NEW, SITI.id)
    assert address_key(OLD) not in held
    (line,) = [line for line in backroom.office.records.all(TrailEntry) if line.what == "address_confirmed"]
    assert (line.who, line.concerns, line.note) == (SITI.id, SITI.id, f"{OLD} → {NEW}")
    assert addresses.view(backroom.office, SITIS, SOON).change is None


def test_the_old_address_is_told() -> None:
    backroom = asked()
    confirm(backroom)

    assert Mail(Errand.ADDRESS_CHANGED, SITI.id, OLD) in delivered(backroom, SOON + timedelta(seconds=1))


def test_where_the_old_one_does_not_work_the_secretary_is_told() -> None:
    backroom = asked(replace(an_employee(), mail_trouble=BOUNCED))
    confirm(backroom)

    told = delivered(backroom, SOON + timedelta(seconds=1))
    assert [mail.to for mail in told if mail.name is Errand.ADDRESS_CHANGED] == [RINA.id]
    assert siti(backroom).mail_trouble is None


def test_a_marked_address_may_be_confirmed_anew() -> None:
    backroom = asked(replace(an_employee(), mail_trouble=BOUNCED), email=OLD)
    confirm(backroom)

    assert (siti(backroom).email, siti(backroom).mail_trouble) == (OLD, None)
    assert backroom.office.records.held[address_key(OLD)] == Address(OLD, SITI.id)
    assert Errand.ADDRESS_CHANGED not in {mail.name for mail in delivered(backroom, SOON + timedelta(seconds=1))}


def test_an_address_that_works_already_needs_no_code() -> None:
    backroom = a_stage_with_addresses()
    refused = untouched(backroom.office, lambda: addresses.ask(backroom.office, SITIS, OLD, "10.0.0.1", NOW), Invalid)
    assert fields(refused) == [("email", "Alamat ini sudah terdaftar untuk Anda dan berfungsi.")]


def test_an_address_has_one_owner_when_it_is_asked_for() -> None:
    backroom = a_stage_with_addresses()
    budi = PEOPLE[2].email or ""
    untouched(backroom.office, lambda: addresses.ask(backroom.office, SITIS, budi, "10.0.0.1", NOW), Invalid)


def test_an_address_has_one_owner_when_it_is_confirmed() -> None:
    backroom = asked()
    backroom.office.records.hold(Address(NEW, PEOPLE[1].id))

    with pytest.raises(Taken):
        confirm(backroom)
    assert siti(backroom).email == OLD


def test_a_wrong_code_is_counted_and_after_five_none_is_taken() -> None:
    backroom = asked()
    for _ in range(MOST_TRIES):
        with pytest.raises(Invalid):
            confirm(backroom, "00000000")

    with pytest.raises(TooMany):
        confirm(backroom)
    assert siti(backroom).email == OLD


@pytest.mark.parametrize("late", [False, True], ids=["another browser", "after ten minutes"])
def test_the_code_is_taken_in_the_browser_that_asked_and_for_ten_minutes(late: bool) -> None:
    backroom = asked()
    session = SITIS if late else replace(SITIS, device="elsewhere")
    at = NOW + timedelta(minutes=10) if late else SOON
    typed = code(backroom)

    untouched(backroom.office, lambda: addresses.confirm(backroom.office, session, typed, ORIGIN, at), Gone)


def test_without_a_change_there_is_nothing_to_confirm() -> None:
    backroom = a_stage_with_addresses()

    untouched(backroom.office, lambda: confirm(backroom, "12345678"), Gone)


def test_a_code_typed_twice_counts_once_even_when_the_first_answer_was_lost() -> None:
    backroom = asked()
    typed = code(backroom)
    backroom.office.records.meanwhile(backroom.office.records.lose_answer)
    with pytest.raises(Busy):
        confirm(backroom, typed)

    confirm(backroom, typed)
    confirm(backroom, typed)

    assert siti(backroom).email == NEW
    assert len([line for line in backroom.office.records.all(TrailEntry) if line.what == "address_confirmed"]) == 1


def test_codes_are_limited_for_a_person() -> None:
    backroom = a_stage_with_addresses()
    for number in range(CHANGES_PER_PERSON):
        addresses.ask(backroom.office, SITIS, f"siti{number}@kota.example", "10.0.0.1", NOW)

    with pytest.raises(TooMany):
        addresses.ask(backroom.office, SITIS, NEW, "10.0.0.1", NOW)


# Beside imports


def test_a_list_that_was_compared_before_is_out_of_date() -> None:
    backroom = asked(StaffRoll(None, 4))
    confirm(backroom)

    assert backroom.office.records.held[roll_key()] == StaffRoll(None, 5)


def test_while_a_list_is_applied_nobody_changes_an_address() -> None:
    backroom = asked(StaffRoll("impor", 4))

    with pytest.raises(Conflict):
        confirm(backroom)
    assert siti(backroom).email == OLD


def test_a_record_that_changed_meanwhile_is_read_again() -> None:
    backroom = asked()
    typed, records = code(backroom), backroom.office.records
    moved = replace(siti(backroom), post="Kepala Bidang", revision=2)
    commits: list[int] = []

    def import_at_the_second_commit() -> None:
        commits.append(1)
        if len(commits) == 2:
            records.hold(moved)

    records.before_every_commit = import_at_the_second_commit

    confirm(backroom, typed)

    assert (siti(backroom).email, siti(backroom).post) == (NEW, "Kepala Bidang")
