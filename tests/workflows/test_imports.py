"""A staff list handed in, looked over, confirmed and applied."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address, Device, Session
from chalicelib.domain.calendars import Month
from chalicelib.domain.imports import File, Import, StaffRoll, Status
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.mail_health import MailTrouble, Trouble
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Employee, Posting, Role, Unit, UnitId
from chalicelib.domain.records import address_key, capacity_key, import_key, roll_key, row_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Repeated, Stale
from chalicelib.domain.texts import Language
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import applying, asking, deliveries, imports, languages, queued, reports
from chalicelib.workflows.imports import HandedIn
from tests import factories as a
from tests.domain.cities import A_UNIT, ON_PAPER, SECOND_UNIT, STAFF, WORKER, changed, staff_csv, units_csv
from tests.factories import APRIL, FRIDAY, FRIDAY_MORNING, MAY, MONDAY, TUESDAY
from tests.fakes import FakeBackroom, FakeOffice, a_backroom
from tests.workflows.stage import ORIGIN, a_fresh_form, worked_off

JOKO = a.an_actor("joko", unit="BKPSDM", unit_name="Badan Kepegawaian", roles=(Role.ADMINISTRATOR,))
OUR, OTHER = UnitId("DISKOMINFO"), UnitId("DISDIK")
MOVES_FROM = date(2021, 4, 19)
UNITS = units_csv(A_UNIT, SECOND_UNIT)
BOTH = HandedIn(UNITS, staff_csv(*STAFF), MOVES_FROM)
LATER = FRIDAY_MORNING + timedelta(minutes=5)


def a_new_city() -> FakeBackroom:
    """A city with a calendar and a circular, and nobody in it."""
    return a_backroom(a.a_calendar(), a.a_register(a.a_circular(units=("DISKOMINFO", "DISDIK"))))


def handed_in(office: FakeOffice, what: HandedIn = BOTH, at: Any = FRIDAY_MORNING) -> str:
    shown = imports.check(office, JOKO, what, a_fresh_form(office), at)
    return shown.removeprefix("/imports/")


def confirmed(office: FakeOffice, name: str, at: Any = FRIDAY_MORNING) -> None:
    imports.confirm(office, JOKO, name, a_fresh_form(office), ORIGIN, at)


def applied(backroom: FakeBackroom, what: HandedIn = BOTH) -> str:
    name = handed_in(backroom.office, what)
    confirmed(backroom.office, name)
    worked_off(backroom)
    assert the_import(backroom.office, name).status is Status.DONE
    return name


def a_peopled_city() -> FakeBackroom:
    backroom = a_new_city()
    applied(backroom)
    return backroom


def the_import(office: FakeOffice, name: str) -> Import:
    return office.records.read(import_key(name)).get(import_key(name))


def the_person(office: FakeOffice, number: str) -> Employee:
    return next(person for person in office.records.all(Employee) if person.number == number)


def the_row(office: FakeOffice, number: str, unit: UnitId = OUR, month: Month = APRIL) -> LedgerRow | None:
    name = row_key(unit, month, the_person(office, number).id)
    return office.records.read(name).find(name)


def facts(office: FakeOffice) -> dict[Any, Any]:
    """What an import is about: everything but errands, forms, trails and the imports themselves."""
    kinds = (Employee, Unit, Address, Posting, LedgerRow)
    return {key: record for key, record in office.records.held.items() if isinstance(record, kinds)}


# Looking


def test_nothing_is_written_until_it_is_confirmed() -> None:
    office = a_new_city().office
    handed_in(office)
    assert facts(office) == {}


def test_what_was_handed_in_is_kept_with_what_it_would_do() -> None:
    office = a_new_city().office
    name = handed_in(office)
    assert set(office.files.kept) == {f"imports/{name}/{each}" for each in ("units.csv", "staff.csv", "plan.json")}
    view = imports.view(office, JOKO, name, FRIDAY_MORNING)
    assert (view.record.counts.units_added, view.record.counts.added, len(view.plan.staff)) == (2, 4, 4)


def test_the_same_form_twice_is_one_import() -> None:
    office = a_new_city().office
    sent = a_fresh_form(office)
    shown = {imports.check(office, JOKO, BOTH, sent, FRIDAY_MORNING) for _ in range(2)}
    assert len(shown) == len(office.records.all(Import)) == 1


def test_a_form_without_a_file_is_refused() -> None:
    office = a_new_city().office
    with pytest.raises(Invalid) as refused:
        handed_in(office, HandedIn(None, None, FRIDAY))
    assert [each.field for each in refused.value.problems] == ["staff"]


@pytest.mark.parametrize("day", [date(2021, 3, 31), date(2021, 4, 24)])
def test_a_move_cannot_be_dated_before_this_month_or_after_today(day: date) -> None:
    office = a_new_city().office
    with pytest.raises(Invalid) as refused:
        handed_in(office, replace(BOTH, moves_from=day))
    assert [each.field for each in refused.value.problems] == ["moves_from"]


@pytest.mark.parametrize("role", [(), (Role.HEAD,), (Role.SECRETARY,)])
def test_only_an_administrator_may(role: tuple[Role, ...]) -> None:
    backroom = a_peopled_city()
    office, other = backroom.office, a.an_actor(roles=role)
    name = office.records.all(Import)[0].id
    acts: list[Any] = [
        lambda: imports.listed(office, other),
        lambda: imports.check(office, other, BOTH, a_fresh_form(office), LATER),
        lambda: imports.view(office, other, name, LATER),
        lambda: imports.confirm(office, other, name, a_fresh_form(office), ORIGIN, LATER),
        lambda: imports.resume(office, other, name, ORIGIN, LATER),
        lambda: imports.export_link(office, other, File.STAFF, ORIGIN, LATER),
        lambda: imports.sample_link(office, other, File.STAFF, (), ()),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()


# Confirming


def test_a_file_with_a_bad_row_cannot_be_confirmed() -> None:
    office = a_new_city().office
    name = handed_in(office, replace(BOTH, staff=staff_csv(changed(WORKER, unit="TIADA"))))
    with pytest.raises(Conflict):
        confirmed(office, name)


def test_an_import_is_confirmed_once_and_the_same_form_says_so() -> None:
    office = a_new_city().office
    name, sent = handed_in(office), a_fresh_form(office)
    shown = {imports.confirm(office, JOKO, name, sent, ORIGIN, FRIDAY_MORNING) for _ in range(2)}
    assert shown == {f"/imports/{name}"}
    with pytest.raises(Conflict):
        confirmed(office, name)
    with pytest.raises(Repeated):
        imports.confirm(office, JOKO, name, replace(sent, content_hash="other"), ORIGIN, FRIDAY_MORNING)


def test_two_imports_never_run_together() -> None:
    office = a_new_city().office
    first, second = handed_in(office), handed_in(office)
    confirmed(office, first)
    with pytest.raises(Conflict, match="Impor lain"):
        confirmed(office, second)


def test_what_was_compared_with_another_city_must_be_handed_in_again() -> None:
    backroom = a_new_city()
    stale = handed_in(backroom.office)
    applied(backroom)
    with pytest.raises(Conflict, match="sudah berubah"):
        confirmed(backroom.office, stale)


def test_of_two_confirmations_at_the_same_moment_one_counts() -> None:
    office = a_new_city().office
    first, second = handed_in(office), handed_in(office)
    office.records.meanwhile(lambda: confirmed(office, first))
    with pytest.raises(Stale):
        confirmed(office, second)
    assert the_import(office, second).status is Status.CHECKED


# Applying


def test_everybody_is_there_afterwards_with_address_posting_and_months() -> None:
    office = a_peopled_city().office
    siti = the_person(office, "P-3")
    assert (
        office.records.read(address_key("siti@kota.example")).get(address_key("siti@kota.example")).employee == siti.id
    )
    assert {(each.start, each.unit) for each in office.records.all(Posting) if each.employee == siti.id} == {
        (date(2015, 5, 1), OUR)
    }
    assert the_row(office, "P-3")
    assert the_row(office, "P-3", month=MAY)
    places = office.records.read(capacity_key(OUR, MAY)).get(capacity_key(OUR, MAY))
    assert (places.headcount, places.days["03"].most) == (4, 2)


def test_who_has_no_mail_has_no_address() -> None:
    office = a_peopled_city().office
    assert {each.email for each in office.records.all(Address)} == {
        f"{n}@kota.example" for n in ("budi", "rina", "siti")
    }


def test_the_same_file_again_has_nothing_to_apply() -> None:
    backroom = a_peopled_city()
    before = facts(backroom.office)
    name = handed_in(backroom.office, at=LATER)
    assert not the_import(backroom.office, name).may_be_confirmed
    with pytest.raises(Conflict):
        confirmed(backroom.office, name)
    assert facts(backroom.office) == before


def test_the_trail_says_who_did_it_by_which_import() -> None:
    backroom = a_peopled_city()
    siti = the_person(backroom.office, "P-3")
    (line,) = [line for line in backroom.office.records.all(TrailEntry) if line.about == f"EMP#{siti.id}"]
    name = backroom.office.records.all(Import)[0].id
    assert (line.who, line.what, line.number, line.note) == ("joko", "added", 1, f"IMPORT#{name}")
    done = [line.what for line in backroom.office.records.all(TrailEntry) if line.about == f"IMPORT#{name}"]
    assert done == ["confirm", "done"]


def test_a_move_is_dated_and_each_unit_keeps_its_days() -> None:
    backroom = a_peopled_city()
    applied(backroom, HandedIn(None, staff_csv(changed(WORKER, unit="DISDIK", nomor_atasan="P-1")), MOVES_FROM))
    office = backroom.office
    siti = the_person(office, "P-3")
    old, new = the_row(office, "P-3"), the_row(office, "P-3", OTHER)
    assert old
    assert new
    assert (old.until, new.since) == (date(2021, 4, 18), MOVES_FROM)
    assert {(each.start, each.unit) for each in office.records.all(Posting) if each.employee == siti.id} == {
        (date(2015, 5, 1), OUR),
        (MOVES_FROM, OTHER),
    }
    heads = {
        unit: office.records.read(capacity_key(unit, APRIL)).get(capacity_key(unit, APRIL)).headcount
        for unit in (OUR, OTHER)
    }
    assert heads == {OUR: 3, OTHER: 1}


def test_home_counts_stay_when_the_bounds_change() -> None:
    backroom = a_peopled_city()
    office = backroom.office
    places = office.records.read(capacity_key(OUR, APRIL)).get(capacity_key(OUR, APRIL))
    office.records.hold(replace(places, days=places.days | {"26": replace(places.days["26"], home=2)}))
    applied(
        backroom,
        HandedIn(
            None, staff_csv(changed(WORKER, berhenti="2021-04-20"), changed(ON_PAPER, berhenti="2021-04-20")), FRIDAY
        ),
    )
    kept = office.records.read(capacity_key(OUR, APRIL)).get(capacity_key(OUR, APRIL))
    assert (kept.headcount, kept.days["26"].home, kept.days["26"].most) == (2, 2, 1)


def test_who_left_is_signed_out_and_forgotten() -> None:
    backroom = a_peopled_city()
    office = backroom.office
    siti = the_person(office, "P-3")
    actor = a.an_actor(siti.id)
    office.records.hold(a.a_session(actor=actor), a.a_device(employee=siti.id), a.a_session("other"))
    applied(backroom, HandedIn(None, staff_csv(changed(WORKER, berhenti="2021-04-20")), FRIDAY))
    assert [session.id for session in office.records.all(Session)] == ["other"]
    assert office.records.all(Device) == []
    row = the_row(office, "P-3")
    assert row
    assert row.until == date(2021, 4, 19)


def test_exchanged_addresses_belong_to_the_other_afterwards() -> None:
    backroom = a_peopled_city()
    rows = changed(WORKER, surel="rina@kota.example"), changed(STAFF[1], surel="siti@kota.example")
    applied(backroom, HandedIn(None, staff_csv(*rows), FRIDAY))
    held = {each.email: each.employee for each in backroom.office.records.all(Address)}
    assert held["rina@kota.example"] == the_person(backroom.office, "P-3").id
    assert held["siti@kota.example"] == the_person(backroom.office, "P-2").id


TROUBLE = MailTrouble(Trouble.BOUNCED, FRIDAY_MORNING, "550")


@pytest.mark.parametrize(("typed", "trouble"), [("siti@kota.example", TROUBLE), ("siti.baru@kota.example", None)])
def test_only_a_changed_address_clears_the_mark_and_sends_what_was_held(
    typed: str, trouble: MailTrouble | None
) -> None:
    backroom = a_peopled_city()
    siti = the_person(backroom.office, "P-3")
    backroom.office.records.hold(replace(siti, mail_trouble=TROUBLE))

    applied(backroom, HandedIn(None, staff_csv(changed(WORKER, surel=typed, jabatan="Analis")), FRIDAY))

    person = the_person(backroom.office, "P-3")
    assert (person.post, person.mail_trouble) == ("Analis", trouble)
    released = [entry for entry in backroom.office.records.all(OutboxEntry) if entry.errand is Errand.RELEASE_MAIL]
    assert len(released) == (trouble is None)


def test_an_address_that_was_given_up_is_free() -> None:
    backroom = a_peopled_city()
    applied(backroom, HandedIn(None, staff_csv(changed(WORKER, surel="")), FRIDAY))
    assert "siti@kota.example" not in {each.email for each in backroom.office.records.all(Address)}


# Long ones, and ones that are cut


def many(count: int) -> HandedIn:
    rows = (
        changed(ON_PAPER, nomor_pegawai=f"Q-{n}", surel=f"q{n}@kota.example", nomor_atasan="P-2") for n in range(count)
    )
    return HandedIn(UNITS, staff_csv(*STAFF, *rows), MOVES_FROM)


def test_a_long_import_goes_on_by_itself_claim_by_claim() -> None:
    backroom = a_new_city()
    name = handed_in(backroom.office, many(1000))
    confirmed(backroom.office, name)
    assert worked_off(backroom) > 2
    assert the_import(backroom.office, name).status is Status.DONE
    assert len(backroom.office.records.all(Employee)) == 1004


class Cut(Exception):
    """The worker is stopped from outside."""


@pytest.mark.parametrize("batch", range(1, 9))
def test_one_that_is_cut_anywhere_ends_as_if_it_had_not_been(batch: int) -> None:
    whole, backroom = a_new_city(), a_new_city()
    applied(whole, many(60))
    name = handed_in(backroom.office, many(60))
    confirmed(backroom.office, name)
    deliveries.sweep(backroom, FRIDAY_MORNING + timedelta(seconds=2))
    (message,) = backroom.queue.entries
    commits = iter(range(1, 1000))

    def cut() -> None:
        if next(commits) == batch:
            raise Cut

    backroom.office.records.before_every_commit = cut
    with pytest.raises(Cut):
        queued.work(backroom.office, message, FRIDAY_MORNING + timedelta(seconds=2))
    assert the_import(backroom.office, name).status is not Status.DONE
    worked_off(backroom)
    assert the_import(backroom.office, name).status is Status.DONE
    numbers = sorted(person.number or "" for person in backroom.office.records.all(Employee))
    assert numbers == sorted(person.number or "" for person in whole.office.records.all(Employee))
    assert len(facts(backroom.office)) == len(facts(whole.office))


@pytest.mark.parametrize("before_checking", [True, False])
def test_an_import_leaves_people_the_language_they_chose(before_checking: bool) -> None:
    backroom = a_peopled_city()
    worker = the_person(backroom.office, "P-3")

    def choose() -> None:
        languages.choose(backroom.office, worker.id, Language.ENGLISH)

    if before_checking:
        choose()
    name = handed_in(backroom.office, HandedIn(None, staff_csv(changed(WORKER, nama="Siti Baru")), MOVES_FROM))
    if not before_checking:
        choose()
    confirmed(backroom.office, name)
    worked_off(backroom)
    after = the_person(backroom.office, "P-3")
    assert (after.name, after.language) == ("Siti Baru", Language.ENGLISH)


def test_a_language_alone_is_no_change_of_staff() -> None:
    backroom = a_peopled_city()
    languages.choose(backroom.office, the_person(backroom.office, "P-3").id, Language.ENGLISH)
    name = handed_in(backroom.office)
    assert the_import(backroom.office, name).counts.changed == 0


def test_a_message_that_comes_twice_does_nothing_the_second_time() -> None:
    backroom = a_new_city()
    name = handed_in(backroom.office)
    confirmed(backroom.office, name)
    deliveries.sweep(backroom, FRIDAY_MORNING + timedelta(seconds=2))
    (message,) = backroom.queue.entries
    for _ in range(2):
        queued.work(backroom.office, message, LATER)
    before = facts(backroom.office)
    queued.work(backroom.office, message, LATER)
    assert facts(backroom.office) == before


def test_two_workers_at_once_cannot_both_advance() -> None:
    backroom = a_new_city()
    name = handed_in(backroom.office)
    confirmed(backroom.office, name)
    backroom.office.records.meanwhile(lambda: applying.apply(backroom.office, name, LATER))
    with pytest.raises(Stale):
        applying.apply(backroom.office, name, LATER)
    assert the_import(backroom.office, name).status is Status.DONE
    assert len(backroom.office.records.all(Employee)) == 4


def test_one_whose_plan_is_gone_fails_with_the_reason_and_frees_nothing_by_itself() -> None:
    backroom = a_new_city()
    name = handed_in(backroom.office)
    confirmed(backroom.office, name)
    plan = backroom.office.files.kept.pop(f"imports/{name}/plan.json")
    worked_off(backroom)
    stopped = the_import(backroom.office, name)
    assert (stopped.status, bool(stopped.failure), stopped.is_stuck(FRIDAY_MORNING)) == (Status.FAILED, True, True)
    backroom.office.files.kept[f"imports/{name}/plan.json"] = plan
    imports.resume(backroom.office, JOKO, name, ORIGIN, LATER)
    worked_off(backroom, LATER + timedelta(seconds=1))
    assert the_import(backroom.office, name).status is Status.DONE


def test_only_one_that_stands_still_can_be_made_to_go_on() -> None:
    backroom = a_new_city()
    name = handed_in(backroom.office)
    confirmed(backroom.office, name)
    with pytest.raises(Conflict):
        imports.resume(backroom.office, JOKO, name, ORIGIN, FRIDAY_MORNING + timedelta(seconds=30))
    imports.resume(backroom.office, JOKO, name, ORIGIN, LATER)
    worked_off(backroom, LATER + timedelta(seconds=1))
    roll = backroom.office.records.read(roll_key()).get(roll_key())
    assert roll == StaffRoll(None, 2)


def test_a_city_without_calendar_or_circulars_can_be_peopled() -> None:
    backroom = a_backroom()
    applied(backroom)
    assert backroom.office.records.all(LedgerRow) == []
    assert len(backroom.office.records.all(Employee)) == 4


# Taking out


def test_what_is_taken_out_changes_nothing_when_it_is_handed_in() -> None:
    backroom = a_peopled_city()
    office = backroom.office
    links = [imports.export_link(office, JOKO, file, ORIGIN, LATER) for file in File]
    units, staff = (office.files.kept[link.partition("example/")[2].partition("?")[0]] for link in links)
    name = handed_in(office, HandedIn(units, staff, FRIDAY), LATER)
    counts = the_import(office, name).counts
    assert (counts.units_unchanged, counts.unchanged, counts.errors, the_import(office, name).steps) == (2, 4, 0, 0)
    taken = [line.about for line in office.records.all(TrailEntry) if line.what == "export"]
    assert taken == ["EXPORT#units.csv", "EXPORT#staff.csv"]


def test_the_samples_can_be_handed_in_as_they_are() -> None:
    from chalicelib.domain.import_sample import SAMPLE_STAFF, SAMPLE_UNITS

    office = a_new_city().office
    for file in File:
        imports.sample_link(office, JOKO, file, SAMPLE_UNITS, SAMPLE_STAFF)
    units, staff = (office.files.kept[f"exports/contoh/{file}"] for file in File)
    name = handed_in(office, HandedIn(units, staff, FRIDAY))
    assert (the_import(office, name).counts.errors, the_import(office, name).counts.warnings) == (0, 0)


# After a move


def a_mover_with_an_order() -> tuple[FakeBackroom, Any, Any]:
    """Siti asks in her old unit for Monday, and is moved meanwhile."""
    backroom = a_peopled_city()
    office = backroom.office
    siti = the_person(office, "P-3")
    before = a.an_actor(siti.id, name=siti.name)
    asking.submit(office, before, asking.Draft((MONDAY,), ("Menyusun",)), a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    applied(backroom, HandedIn(None, staff_csv(changed(WORKER, unit="DISDIK")), FRIDAY))
    now = a.an_actor(siti.id, name=siti.name, unit="DISDIK")
    return backroom, before, replace(now, moved_from=OUR)


def test_who_moved_is_told_to_sign_in_again_and_then_asks_in_the_new_unit() -> None:
    backroom, before, now = a_mover_with_an_order()
    with pytest.raises(Forbidden):
        asking.open_desk(backroom.office, before, LATER)
    desk = asking.open_desk(backroom.office, now, LATER)
    taken = {each.day: each.taken_by for each in desk.offered()}
    assert taken[MONDAY] is not None, "the order of the old unit still stands"
    assert taken[TUESDAY] is None


def test_a_day_ordered_in_the_old_unit_is_reported_there() -> None:
    from chalicelib.domain.orders import Order
    from tests.workflows.stage import decide

    backroom, _, now = a_mover_with_an_order()
    office = backroom.office
    (order,) = office.records.all(Order)
    boss = a.an_actor(order.step.assignees[0].id, name=order.step.assignees[0].name)
    decide(office, order.id, by=boss)
    at = a.MONDAY_AFTERNOON
    desk, _ = reports.open_report(office, now, MONDAY, at)
    assert desk.unit == OUR
    reports.file_report(office, now, MONDAY, a.a_draft(), a_fresh_form(office), ORIGIN, at)
    row = the_row(office, "P-3")
    mark = row.mark(MONDAY) if row else None
    assert mark
    assert mark.minutes == 390
