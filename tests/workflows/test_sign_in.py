"""Signing in by code, staying known, signing out."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain import access as rules
from chalicelib.domain.access import Address, Challenge, Device, Session, code_of, hashed
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import Change, Spend, challenge_key
from chalicelib.domain.refusals import Forbidden, Gone, Invalid, TooMany
from chalicelib.workflows import sign_in
from chalicelib.workflows.sign_in import SignedIn
from tests.factories import FRIDAY, FRIDAY_MORNING, a_device, a_session, an_employee
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import BUDI, DEWI, SITI, a_stage, delivered, fields, untouched

BROWSER = "browser-secret"
SOURCE = "10.0.0.1"
A_MOMENT = timedelta(seconds=1)
NEXT_HOUR = FRIDAY_MORNING + timedelta(hours=1)


def a_known_stage(*more: object) -> FakeBackroom:
    """The stage where mail addresses are known."""
    addresses = [Address(f"{name}@kota.example", EmployeeId(name)) for name in ("siti", "budi")]
    return a_stage(*addresses, *more)


def ask(
    office: FakeOffice, email: str = "siti@kota.example", at: datetime = FRIDAY_MORNING, source: str = SOURCE
) -> None:
    sign_in.send_code(office, email, BROWSER, "/orders", source, at)


def enter(office: FakeOffice, typed: str, browser: str = BROWSER, at: datetime = FRIDAY_MORNING) -> SignedIn:
    return sign_in.enter_code(office, browser, typed, "Chrome, Android", ("", ""), at)


def the_code(backroom: FakeBackroom, at: datetime = FRIDAY_MORNING) -> str:
    """What the latest mail says."""
    (mail,) = delivered(backroom, at + A_MOMENT)
    return mail.secret


def a_wrong_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def signed_in(backroom: FakeBackroom, at: datetime = FRIDAY_MORNING) -> SignedIn:
    ask(backroom.office, at=at)
    return enter(backroom.office, the_code(backroom, at), at=at)


# Asking for a code


def test_a_code_goes_to_the_registered_address() -> None:
    backroom = a_known_stage()

    ask(backroom.office)

    (mail,) = delivered(backroom, FRIDAY_MORNING + A_MOMENT)
    assert (mail.name, mail.to) == (Errand.SIGN_IN_CODE, SITI.id)
    assert len(mail.secret) == 8
    assert mail.secret.isdecimal()


def test_a_code_takes_two_requests_whether_or_not_the_address_is_known() -> None:
    known, unknown = a_known_stage().office, a_known_stage().office

    ask(known)
    ask(unknown, "nobody@kota.example")

    assert known.records.requests == unknown.records.requests == ["read", "commit"]


def test_an_unknown_address_writes_as_much_as_a_known_one() -> None:
    known, unknown = a_known_stage().office, a_known_stage().office

    ask(known)
    ask(unknown, "nobody@kota.example")

    assert [shape(changes) for changes in known.records.commits] == [shape(c) for c in unknown.records.commits]
    assert unknown.records.all(OutboxEntry)[0].delivery is Delivery.DROPPED


def shape(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    """The kind of each change and of what it writes."""
    return [(type(each).__name__, type(getattr(each, "record", None)).__name__) for each in changes]


def test_nobody_gets_a_code_for_an_unknown_address_and_no_code_signs_in() -> None:
    backroom = a_known_stage()
    ask(backroom.office, "nobody@kota.example")
    (challenge,) = backroom.office.records.all(Challenge)
    right = code_of(next(iter(backroom.office.keys().values())), challenge)

    assert delivered(backroom, FRIDAY_MORNING + A_MOMENT) == []
    with pytest.raises(Invalid):
        enter(backroom.office, right)
    assert backroom.office.records.all(Session) == []


def test_a_wrong_code_is_answered_alike_whether_or_not_the_address_is_known() -> None:
    known, unknown = a_known_stage(), a_known_stage()
    ask(known.office)
    ask(unknown.office, "nobody@kota.example")
    wrong = a_wrong_code(the_code(known))

    told = []
    for backroom in (known, unknown):
        with pytest.raises(Invalid) as raised:
            enter(backroom.office, wrong)
        told.append(fields(raised.value))

    assert told[0] == told[1] == [("code", "Kode tidak cocok. Sisa percobaan: 4.")]


@pytest.mark.parametrize("email", ["siti@kota.example", "nobody@kota.example"])
def test_an_address_gets_so_many_codes_an_hour(email: str) -> None:
    office = a_known_stage().office
    for _ in range(rules.CODES_PER_ADDRESS):
        ask(office, email)

    untouched(office, lambda: ask(office, email), TooMany)
    ask(office, "budi@kota.example")
    ask(office, email, at=NEXT_HOUR)


def test_a_source_gets_so_many_codes_an_hour() -> None:
    office = a_known_stage().office
    for _ in range(rules.CODES_PER_SOURCE):
        office.records.commit(Spend(f"code#from#{hashed(SOURCE)}", FRIDAY_MORNING, rules.CODES_PER_SOURCE))

    untouched(office, lambda: ask(office), TooMany)
    ask(office, source="10.0.0.2")


def test_the_assignee_of_a_link_gets_the_code_at_the_registered_address() -> None:
    backroom = a_known_stage()

    sign_in.send_code_to(backroom.office, BUDI.id, BROWSER, "/decide/order/token", SOURCE, FRIDAY_MORNING)

    (mail,) = delivered(backroom, FRIDAY_MORNING + A_MOMENT)
    assert mail.to == BUDI.id
    assert enter(backroom.office, mail.secret).goes_to == "/decide/order/token"


def test_no_code_is_kept_or_queued() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    code = the_code(backroom)

    assert not [record for record in backroom.office.records.held.values() if code in str(record)]


# Entering it


def test_the_right_code_signs_in_and_makes_the_browser_known() -> None:
    backroom = a_known_stage()

    entered = signed_in(backroom)

    assert entered.goes_to == "/orders"
    assert entered.session.actor == SITI
    assert entered.session.expires == FRIDAY_MORNING + rules.SESSION_LIFE
    (device,) = backroom.office.records.all(Device)
    assert (device.employee, device.label, device.proved_on) == (SITI.id, "Chrome, Android", FRIDAY)
    assert (device.id, entered.session.device) == (hashed(entered.device_secret), device.id)
    found = sign_in.session_of(backroom.office, SITI.id, entered.session_secret, FRIDAY_MORNING)
    assert found == entered.session


def test_secrets_are_kept_as_hashes_alone() -> None:
    backroom = a_known_stage()

    entered = signed_in(backroom)

    kept = " ".join(str(record) for record in backroom.office.records.held.values())
    for secret in (f"'{entered.session_secret}'", f"'{entered.device_secret}'", f"'{BROWSER}'"):
        assert secret not in kept


def test_a_code_belongs_to_the_browser_that_asked() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    code = the_code(backroom)

    untouched(backroom.office, lambda: enter(backroom.office, code, "another browser"), Gone)


def test_a_code_dies_after_ten_minutes() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    code = the_code(backroom)

    untouched(backroom.office, lambda: enter(backroom.office, code, at=FRIDAY_MORNING + rules.CODE_LIFE), Gone)
    in_time = enter(backroom.office, code, at=FRIDAY_MORNING + rules.CODE_LIFE - A_MOMENT)
    assert in_time.session.employee == SITI.id


def test_after_five_wrong_tries_not_even_the_right_code_signs_in() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    code = the_code(backroom)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Invalid) as raised:
            enter(backroom.office, a_wrong_code(code))
        assert fields(raised.value) == [("code", f"Kode tidak cocok. Sisa percobaan: {left}.")]

    untouched(backroom.office, lambda: enter(backroom.office, code), TooMany)


def test_the_fifth_try_may_still_be_right() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    code = the_code(backroom)
    for _ in range(rules.MOST_TRIES - 1):
        with pytest.raises(Invalid):
            enter(backroom.office, a_wrong_code(code))

    assert enter(backroom.office, code).session.employee == SITI.id


def test_guesses_sent_at_once_are_counted_each() -> None:
    backroom = a_known_stage()
    office = backroom.office
    ask(office)
    wrong = a_wrong_code(the_code(backroom))

    def guess() -> None:
        with pytest.raises(Invalid):
            enter(office, wrong)

    office.records.meanwhile(guess)
    guess()

    name = challenge_key(hashed(BROWSER))
    assert office.records.read(name).get(name).tries == 2


def test_a_new_code_replaces_the_old_one() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    old = the_code(backroom)
    ask(backroom.office)
    new = the_code(backroom)

    with pytest.raises(Invalid):
        enter(backroom.office, old)
    assert enter(backroom.office, new).session.employee == SITI.id


def test_a_code_made_with_the_key_before_the_last_rotation_still_signs_in() -> None:
    backroom = a_known_stage()
    ask(backroom.office)
    code = the_code(backroom)
    keys = {"k002": b"new", **backroom.office.keys()}
    rotated = replace(backroom.office, keys=lambda: keys)

    assert enter(rotated, code).session.employee == SITI.id


def test_a_code_that_comes_too_late_is_not_sent_at_all() -> None:
    backroom = a_known_stage()
    ask(backroom.office)

    assert delivered(backroom, FRIDAY_MORNING + rules.CODE_LIFE) == []
    assert backroom.office.records.all(OutboxEntry)[0].delivery is Delivery.DONE


def test_who_left_does_not_sign_in() -> None:
    backroom = a_known_stage(an_employee(active=False))
    ask(backroom.office)
    code = the_code(backroom)

    with pytest.raises(Forbidden):
        enter(backroom.office, code)
    assert backroom.office.records.all(Session) == []


# Staying known


def test_a_known_browser_signs_in_without_a_code() -> None:
    backroom = a_known_stage()
    first = signed_in(backroom)
    tomorrow = FRIDAY_MORNING + timedelta(days=1)

    again = sign_in.resume(backroom.office, SITI.id, first.device_secret, tomorrow)

    assert again
    assert again.session.actor == SITI
    assert again.session.proved_on == FRIDAY
    assert again.session.id != first.session.id
    (device,) = backroom.office.records.all(Device)
    assert device.last_used == tomorrow


def test_a_browser_is_forgotten_after_ninety_days() -> None:
    backroom = a_known_stage()
    secret = signed_in(backroom).device_secret
    office, last = backroom.office, FRIDAY_MORNING + rules.DEVICE_LIFE

    assert sign_in.resume(office, SITI.id, secret, last) is None
    assert sign_in.resume(office, SITI.id, secret, last - A_MOMENT)


@pytest.mark.parametrize(("employee", "secret"), [("siti", "wrong"), ("budi", None), ("nobody", None), ("", None)])
def test_a_browser_is_known_for_its_owner_alone(employee: str, secret: str | None) -> None:
    backroom = a_known_stage()
    known = signed_in(backroom).device_secret

    assert sign_in.resume(backroom.office, employee, secret or known, FRIDAY_MORNING) is None


def test_who_left_does_not_come_back_by_a_known_browser() -> None:
    backroom = a_known_stage()
    secret = signed_in(backroom).device_secret
    backroom.office.records.hold(an_employee(active=False))

    untouched(backroom.office, lambda: sign_in.resume(backroom.office, SITI.id, secret, NEXT_HOUR), Forbidden)


def test_a_session_sees_a_new_role_when_it_begins_anew() -> None:
    backroom = a_known_stage()
    first = signed_in(backroom)
    backroom.office.records.hold(an_employee(name="Siti Rahmawati, M.M."))

    again = sign_in.resume(backroom.office, SITI.id, first.device_secret, NEXT_HOUR)

    assert again
    assert again.session.actor.name == "Siti Rahmawati, M.M."


def test_a_session_ends_after_twelve_hours() -> None:
    backroom = a_known_stage()
    secret = signed_in(backroom).session_secret
    last = FRIDAY_MORNING + rules.SESSION_LIFE

    assert sign_in.session_of(backroom.office, SITI.id, secret, last - A_MOMENT)
    assert sign_in.session_of(backroom.office, SITI.id, secret, last) is None


@pytest.mark.parametrize(("employee", "secret"), [("siti", "wrong"), ("budi", None)])
def test_a_session_is_its_owners_alone(employee: str, secret: str | None) -> None:
    backroom = a_known_stage()
    own = signed_in(backroom).session_secret

    assert sign_in.session_of(backroom.office, employee, secret or own, FRIDAY_MORNING) is None


def test_a_session_is_looked_up_in_one_request() -> None:
    backroom = a_known_stage()
    secret = signed_in(backroom).session_secret
    backroom.office.records.requests.clear()

    sign_in.session_of(backroom.office, SITI.id, secret, FRIDAY_MORNING)

    assert backroom.office.records.requests == ["read"]


# Signing out


def test_signing_out_ends_the_session_and_forgets_this_browser_alone() -> None:
    backroom = a_known_stage(a_session("1" * 64, device="f" * 64), a_device("f" * 64))
    entered = signed_in(backroom)

    sign_in.sign_out(backroom.office, entered.session)

    assert sign_in.session_of(backroom.office, SITI.id, entered.session_secret, FRIDAY_MORNING) is None
    assert sign_in.resume(backroom.office, SITI.id, entered.device_secret, FRIDAY_MORNING) is None
    assert [device.id for device in backroom.office.people.devices(SITI.id)] == ["f" * 64]
    assert len(backroom.office.people.sessions(SITI.id)) == 1


def test_signing_out_everywhere_leaves_nothing_of_ones_own_and_everything_of_others() -> None:
    others = (a_device("e" * 64, employee="dewi"), a_session("e" * 64, actor=DEWI))
    backroom = a_known_stage(a_session("1" * 64), a_device("f" * 64), *others)
    entered = signed_in(backroom)

    sign_in.sign_out_everywhere(backroom.office, entered.session)

    assert backroom.office.people.devices(SITI.id) == ()
    assert backroom.office.people.sessions(SITI.id) == ()
    assert backroom.office.people.devices(DEWI.id) == others[:1]
    assert backroom.office.people.sessions(DEWI.id) == others[1:]
    assert sign_in.resume(backroom.office, SITI.id, entered.device_secret, FRIDAY_MORNING) is None


def test_signing_out_everywhere_manages_more_than_one_transaction_holds() -> None:
    many = [a_session(f"{n:064d}") for n in range(205)]
    office = a_known_stage(*many).office

    sign_in.sign_out_everywhere(office, many[0])

    assert office.people.sessions(SITI.id) == ()


def test_the_browsers_known_for_one_are_listed_the_latest_used_first() -> None:
    old = a_device("a" * 64, last_used=FRIDAY_MORNING - timedelta(days=3))
    new, over = a_device("b" * 64), a_device("c" * 64, expires=FRIDAY_MORNING)
    office = a_known_stage(old, new, over, a_device("e" * 64, employee="dewi")).office

    assert sign_in.devices(office, a_session(), FRIDAY_MORNING) == (new, old)


def test_forgetting_a_browser_ends_its_sessions_and_no_others() -> None:
    here, there = a_session("1" * 64, device="a" * 64), a_session("2" * 64, device="b" * 64)
    office = a_known_stage(here, there, a_device("a" * 64), a_device("b" * 64)).office

    sign_in.forget_device(office, here, "b" * 64)

    assert office.people.sessions(SITI.id) == (here,)
    assert [device.id for device in office.people.devices(SITI.id)] == ["a" * 64]


def test_nobody_forgets_another_persons_browser() -> None:
    theirs = (a_device("e" * 64, employee="dewi"), a_session("e" * 64, actor=DEWI, device="e" * 64))
    office = a_known_stage(a_session(), *theirs).office

    sign_in.forget_device(office, a_session(), "e" * 64)

    assert (office.people.devices(DEWI.id), office.people.sessions(DEWI.id)) == (theirs[:1], theirs[1:])


def test_a_browser_that_is_forgotten_while_it_comes_back_stays_forgotten() -> None:
    backroom = a_known_stage()
    office, known = backroom.office, signed_in(backroom)
    office.records.meanwhile(lambda: sign_in.sign_out_everywhere(office, known.session))

    assert sign_in.resume(office, SITI.id, known.device_secret, FRIDAY_MORNING) is None

    assert office.records.all(Device) == []
    assert office.records.all(Session) == []


def test_a_code_that_was_right_is_good_for_a_double_click_and_no_longer() -> None:
    backroom = a_known_stage()
    office = backroom.office
    ask(office)
    code = the_code(backroom)
    enter(office, code)
    enter(office, code, at=FRIDAY_MORNING + timedelta(seconds=5))

    with pytest.raises(Gone):
        enter(office, code, at=FRIDAY_MORNING + timedelta(minutes=2))
