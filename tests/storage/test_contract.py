"""What every store promises its use cases, checked on the fakes, on moto and on the emulator alike."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.access import Address
from chalicelib.domain.addresses import AddressChange
from chalicelib.domain.capacity import Capacity, ClosedDays, Places
from chalicelib.domain.ledger import DayChange, LedgerRow
from chalicelib.domain.mail_health import MailTrouble, Trouble
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.outbox import Delivery, OutboxEntry, done
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import (
    Change,
    Counter,
    Create,
    Delete,
    FormReceipt,
    GivePlaces,
    Key,
    LetterNumber,
    MarkDays,
    Put,
    Replace,
    RunClaim,
    Spend,
    TakePlaces,
    absence_key,
    address_change_key,
    address_key,
    calendar_key,
    called_key,
    capacity_key,
    challenge_key,
    closed_key,
    closure_key,
    counter_key,
    desk_key,
    device_key,
    employee_key,
    form_key,
    mandates_key,
    order_key,
    outbox_key,
    past_report_key,
    recall_key,
    register_key,
    report_key,
    row_key,
    saved_draft_key,
    session_key,
    sheet_key,
    unit_key,
    waiting_key,
)
from chalicelib.domain.refusals import NotFound, NumberTaken, Raced, Refusal, Repeated, Stale, Taken, TooFew, TooMany
from chalicelib.domain.report_versions import PastReport
from chalicelib.domain.reports import DailyReport, Verification
from chalicelib.domain.schedule import Job
from chalicelib.domain.today import CalledIn
from chalicelib.domain.trail import Means, Origin, TrailEntry
from chalicelib.domain.waiting import Desk, Kind, Waiting
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_calendar,
    a_capacity,
    a_challenge,
    a_circular,
    a_closure,
    a_device,
    a_draft,
    a_holder,
    a_mark,
    a_recall,
    a_register,
    a_report,
    a_row,
    a_saved_draft,
    a_session,
    a_sheet,
    a_step,
    a_summary,
    a_unit,
    an_absence,
    an_activity,
    an_employee,
    an_entry,
    an_order,
    some_mandates,
)
from tests.storage.conftest import Store

DISKOMINFO, DINSOS = UnitId("DISKOMINFO"), UnitId("DINSOS")
SITI, BUDI = EmployeeId("siti"), EmployeeId("budi")
HOUR = timedelta(hours=1)

A_FORM = FormReceipt("siti#form", "hash", "/orders/1", FRIDAY_MORNING + timedelta(days=7))
A_NUMBER = LetterNumber("800/1/DISKOMINFO/IV/2021", OrderId("first"))
A_COUNTER = Counter(DISKOMINFO, 2021, 6)
AN_ADDRESS = Address("siti@kota.example", SITI)
A_WAITING = Waiting(BUDI, Kind.DECISION, OrderId("first"), DISKOMINFO, MONDAY, BUDI, FRIDAY_MORNING)


TROUBLE = MailTrouble(Trouble.BOUNCED, FRIDAY_MORNING, "550 5.1.1")
A_CHANGE = AddressChange(
    SITI, "change", "baru@kota.example", "siti@kota.example", was_good=True, device="d" * 64, expires=FRIDAY_MORNING
)
MARKED = replace(an_employee("dewi"), mail_trouble=TROUBLE, address_since=FRIDAY_MORNING)


def a_line(
    number: int | None = 1, line_id: str = "line", about: str = "ORDER#kq3vd5c2x7mabnop", minutes: int = 0
) -> TrailEntry:
    what = "view" if number is None else "submit"
    at = FRIDAY_MORNING + timedelta(minutes=minutes)
    return TrailEntry(about, number, line_id, at, SITI, "Siti", what, Origin("10.0.0.1", Means.SIGNED_IN))


def places(home: int, most: int, *days: date) -> Capacity:
    return Capacity(DISKOMINFO, APRIL, 24, {f"{day:%d}": Places(home, 0, most) for day in days})


def at_home(store: Store) -> dict[str, int]:
    capacity = store.records.read(capacity_key(DISKOMINFO, APRIL)).get(capacity_key(DISKOMINFO, APRIL))
    return {day: each.home for day, each in capacity.days.items()}


def marks(*changes: DayChange) -> MarkDays:
    return MarkDays(DISKOMINFO, APRIL, SITI, changes)


def row_of(store: Store) -> LedgerRow:
    name = row_key(DISKOMINFO, APRIL, SITI)
    return store.records.read(name).get(name)


def refusal_of(store: Store, *changes: Change) -> type[Refusal]:
    with pytest.raises(Refusal) as raised:
        store.records.commit(*changes)
    return raised.type


# Reading

EVERY_KIND: list[tuple[Key[Any], Any]] = [
    (absence_key(SITI, an_absence().id), an_absence(last=WEDNESDAY)),
    (recall_key(SITI, a_recall().id), a_recall()),
    (called_key(SITI, MONDAY), CalledIn(SITI, MONDAY, a_recall().id, time(10), FRIDAY_MORNING)),
    (closure_key(DISKOMINFO, a_closure().id), a_closure(people=(SITI,), part="Bagian Umum")),
    (closed_key(DISKOMINFO), ClosedDays(DISKOMINFO, (a_closure(people=(SITI,)).board_entry,))),
    (address_key("siti@kota.example"), AN_ADDRESS),
    (address_change_key(SITI), A_CHANGE),
    (capacity_key(DISKOMINFO, APRIL), a_capacity()),
    (challenge_key("c" * 64), a_challenge()),
    (challenge_key("e" * 64), a_challenge("e" * 64, employee=None)),
    (register_key(), a_register(a_circular(), a_circular("se-2", end=MONDAY, max_home_pct=None, max_office_pct=50))),
    (counter_key(DISKOMINFO, 2021), A_COUNTER),
    (report_key(SITI, MONDAY), a_report()),
    (device_key(SITI, "d" * 64), a_device()),
    (employee_key(SITI), an_employee()),
    (form_key("siti#form"), A_FORM),
    (row_key(DISKOMINFO, APRIL, SITI), a_row(days={MONDAY: a_mark(minutes=390)})),
    (sheet_key(DISKOMINFO, APRIL), a_sheet(summary=a_summary())),
    (order_key(OrderId("approved")), an_order("approved", status=Status.APPROVED, lapsed=(TUESDAY,))),
    (order_key(OrderId("returned")), an_order("returned", status=Status.RETURNED)),
    (employee_key(MARKED.id), MARKED),
    (outbox_key("e7mabnopkq3vd5c2"), an_entry(expires=FRIDAY_MORNING)),
    (session_key(SITI, "s" * 64), a_session()),
    (unit_key(DISKOMINFO), a_unit()),
    (calendar_key(2021), a_calendar()),
    (
        order_key(OrderId("two-steps")),
        an_order("two-steps", steps=(a_step(), a_step(a_holder("sekda"), link_only=True))),
    ),
    (order_key(OrderId("cancelled")), an_order("cancelled", status=Status.CANCELLED, cancelled=(MONDAY, WEDNESDAY))),
    (mandates_key(BUDI), some_mandates()),
    (desk_key(BUDI), Desk(BUDI)),
    (waiting_key(BUDI, Kind.DECISION, OrderId("first")), A_WAITING),
]


@pytest.mark.parametrize(("name", "record"), EVERY_KIND, ids=[name.kind.__name__ for name, _ in EVERY_KIND])
def test_what_was_written_is_read_as_it_was(store: Store, name: Key[Any], record: Any) -> None:
    store.records.commit(Create(record))

    assert store.records.read(name).get(name) == record


def test_many_records_are_read_together_and_missing_ones_are_missing(store: Store) -> None:
    store.hold(*(record for _, record in EVERY_KIND))
    nobody = employee_key(EmployeeId("nobody"))

    found = store.records.read(*(name for name, _ in EVERY_KIND), nobody)

    assert [found.find(name) for name, _ in EVERY_KIND] == [record for _, record in EVERY_KIND]
    assert found.find(nobody) is None
    with pytest.raises(NotFound):
        found.get(nobody)


def test_one_missing_record_is_none(store: Store) -> None:
    assert store.records.read(order_key(OrderId("none"))).find(order_key(OrderId("none"))) is None


def test_a_name_asked_for_twice_is_read_once(store: Store) -> None:
    store.hold(an_employee())

    found = store.records.read(employee_key(SITI), employee_key(SITI), employee_key(BUDI))

    assert found.get(employee_key(SITI)) == an_employee()


# Single changes

EXISTS: list[tuple[Any, type[Refusal]]] = [
    (A_FORM, Repeated),
    (A_COUNTER, Raced),
    (A_NUMBER, NumberTaken),
    (an_order(), Stale),
    (a_report(), Stale),
    (an_absence(), Stale),
    (a_recall(), Stale),
    (a_closure(), Stale),
    (ClosedDays(DISKOMINFO), Stale),
    (AN_ADDRESS, Taken),
    (RunClaim(APRIL, DISKOMINFO, Job.OPEN, FRIDAY_MORNING), Stale),
    (RunClaim("2021-04-26", DISKOMINFO, Job.LAPSE, FRIDAY_MORNING), Stale),
    (some_mandates(), Stale),
    (a_line(), Stale),
    (a_line(None), Stale),
]


@pytest.mark.parametrize("others", [(), (Create(an_entry()),)], ids=["alone", "with another"])
@pytest.mark.parametrize(("record", "refusal"), EXISTS, ids=[type(record).__name__ for record, _ in EXISTS])
def test_what_exists_is_not_created_again(
    store: Store, record: Any, refusal: type[Refusal], others: tuple[Change, ...]
) -> None:
    store.records.commit(Create(record))

    assert refusal_of(store, Create(record), *others) is refusal


def test_the_next_revision_replaces(store: Store) -> None:
    store.hold(an_order(revision=3))
    store.records.commit(Replace(an_order(revision=4, status=Status.WITHDRAWN)))

    assert store.records.read(order_key(an_order().id)).get(order_key(an_order().id)).status is Status.WITHDRAWN


@pytest.mark.parametrize("others", [(), (Create(an_entry()),)], ids=["alone", "with another"])
@pytest.mark.parametrize("revision", [2, 3, 5], ids=["older", "same", "skipping one"])
def test_any_other_revision_is_stale(store: Store, revision: int, others: tuple[Change, ...]) -> None:
    store.hold(an_order(revision=3))

    assert refusal_of(store, Replace(an_order(revision=revision)), *others) is Stale


def test_what_does_not_exist_is_not_replaced(store: Store) -> None:
    assert refusal_of(store, Replace(an_order(revision=2))) is Stale


def test_a_counter_that_moved_on_is_a_race(store: Store) -> None:
    store.hold(replace(A_COUNTER, last=7, revision=2))

    assert refusal_of(store, Replace(replace(A_COUNTER, last=7, revision=2))) is Raced


def test_put_writes_whatever_was_there(store: Store) -> None:
    store.hold(a_challenge(tries=4, revision=5))
    store.records.commit(Put(a_challenge(nonce="new")), Put(a_session()))

    found = store.records.read(challenge_key("c" * 64), session_key(SITI, "s" * 64))
    assert found.get(challenge_key("c" * 64)) == a_challenge(nonce="new")
    assert found.get(session_key(SITI, "s" * 64)) == a_session()


def test_delete_removes_and_does_not_mind_what_is_missing(store: Store) -> None:
    store.hold(a_session())
    store.records.commit(Delete(session_key(SITI, "s" * 64)), Delete(device_key(SITI, "d" * 64)))

    assert store.records.read(session_key(SITI, "s" * 64)).find(session_key(SITI, "s" * 64)) is None


def test_a_single_delete_removes(store: Store) -> None:
    store.hold(a_session())
    store.records.commit(Delete(session_key(SITI, "s" * 64)))

    assert store.people.sessions(SITI) == ()


# Places


def test_places_are_taken_on_every_day(store: Store) -> None:
    store.hold(places(3, 5, MONDAY, TUESDAY, WEDNESDAY))
    store.records.commit(TakePlaces(DISKOMINFO, APRIL, (MONDAY, WEDNESDAY)))

    assert at_home(store) == {"26": 4, "27": 3, "28": 4}


def test_the_last_place_can_be_taken(store: Store) -> None:
    store.hold(places(4, 5, MONDAY))
    store.records.commit(TakePlaces(DISKOMINFO, APRIL, (MONDAY,)))

    assert at_home(store) == {"26": 5}


def test_one_full_day_takes_no_place_at_all(store: Store) -> None:
    full = Capacity(DISKOMINFO, APRIL, 24, {"26": Places(4, 0, 5), "28": Places(5, 0, 5)})
    store.hold(full)

    assert refusal_of(store, TakePlaces(DISKOMINFO, APRIL, (MONDAY, WEDNESDAY))) is Taken
    assert at_home(store) == {"26": 4, "28": 5}


@pytest.mark.parametrize("day", [TUESDAY, date(2021, 4, 25)])
def test_a_day_without_places_has_none_to_take(store: Store, day: date) -> None:
    store.hold(places(0, 5, MONDAY))

    assert refusal_of(store, TakePlaces(DISKOMINFO, APRIL, (MONDAY, day))) is Taken


def test_a_month_that_is_not_open_has_no_places(store: Store) -> None:
    assert refusal_of(store, TakePlaces(DISKOMINFO, APRIL, (MONDAY,))) is Taken


def test_a_place_the_office_cap_needs_is_given_back_only_when_nobody_minds(store: Store) -> None:
    store.hold(Capacity(DISKOMINFO, APRIL, 24, {"26": Places(3, 2, 5), "28": Places(2, 2, 5)}))
    both = (MONDAY, WEDNESDAY)

    assert refusal_of(store, GivePlaces(DISKOMINFO, APRIL, both, keeps_fewest=True)) is TooFew
    store.records.commit(GivePlaces(DISKOMINFO, APRIL, (MONDAY,), keeps_fewest=True))
    assert at_home(store) == {"26": 2, "28": 2}
    assert refusal_of(store, GivePlaces(DISKOMINFO, APRIL, (MONDAY,), keeps_fewest=True), Create(an_entry())) is TooFew
    store.records.commit(GivePlaces(DISKOMINFO, APRIL, both))
    assert at_home(store) == {"26": 1, "28": 1}


def test_a_place_is_given_back_above_what_must_stay_once_the_absent_are_counted(store: Store) -> None:
    store.hold(Capacity(DISKOMINFO, APRIL, 24, {"26": Places(2, 2, 5), "28": Places(2, 2, 5)}))
    both = (MONDAY, WEDNESDAY)

    assert refusal_of(store, GivePlaces(DISKOMINFO, APRIL, both, keeps_fewest=True, least=(1, 2))) is TooFew
    store.records.commit(GivePlaces(DISKOMINFO, APRIL, both, keeps_fewest=True, least=(1, 0)))
    assert at_home(store) == {"26": 1, "28": 1}


def test_places_are_given_back(store: Store) -> None:
    store.hold(places(5, 5, MONDAY, WEDNESDAY))
    store.records.commit(GivePlaces(DISKOMINFO, APRIL, (MONDAY,)))

    assert at_home(store) == {"26": 4, "28": 5}


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_place_nobody_took_is_not_given_back(store: Store, day: date) -> None:
    store.hold(places(0, 5, MONDAY))

    assert refusal_of(store, GivePlaces(DISKOMINFO, APRIL, (day,))) is Stale
    assert at_home(store) == {"26": 0}


# Days of the ledger


def test_days_turn_from_what_they_were(store: Store) -> None:
    asked, granted = a_mark(approved=False), a_mark()
    store.hold(a_row(days={MONDAY: asked, TUESDAY: asked}))
    store.records.commit(
        marks(DayChange(MONDAY, asked, granted), DayChange(TUESDAY, asked, None), DayChange(WEDNESDAY, None, asked))
    )

    assert row_of(store) == a_row(days={MONDAY: granted, WEDNESDAY: asked})


def test_the_only_day_can_be_emptied_and_filled_again(store: Store) -> None:
    store.hold(a_row(days={MONDAY: a_mark()}))
    store.records.commit(marks(DayChange(MONDAY, a_mark(), None)))
    store.records.commit(marks(DayChange(MONDAY, None, a_mark("other"))))

    assert row_of(store) == a_row(days={MONDAY: a_mark("other")})


@pytest.mark.parametrize(
    ("was", "kept"),
    [(None, a_mark()), (a_mark(), None), (a_mark(), a_mark("other")), (a_mark(approved=False), a_mark())],
    ids=["filled meanwhile", "emptied meanwhile", "another order's", "approved meanwhile"],
)
def test_a_day_that_is_not_what_it_was_turns_nothing(store: Store, was: Any, kept: Any) -> None:
    held = a_row(days={MONDAY: kept} if kept else {})
    store.hold(held)

    changes = (DayChange(MONDAY, was, a_mark(minutes=390)), DayChange(WEDNESDAY, None, a_mark()))

    assert refusal_of(store, marks(*changes)) is Stale
    assert row_of(store) == held


@pytest.mark.parametrize("was", [None, a_mark()])
def test_nobody_without_a_row_gets_a_day(store: Store, was: Any) -> None:
    assert refusal_of(store, marks(DayChange(MONDAY, was, a_mark("other")))) is Stale
    assert store.records.read(row_key(DISKOMINFO, APRIL, SITI)).find(row_key(DISKOMINFO, APRIL, SITI)) is None


# Limits


def test_a_limit_is_spent_and_is_fresh_in_the_next_hour(store: Store) -> None:
    for minute in (0, 10, 29):
        store.records.commit(Spend("code#siti", FRIDAY_MORNING + timedelta(minutes=minute), 3))

    assert refusal_of(store, Spend("code#siti", FRIDAY_MORNING, 3)) is TooMany
    store.records.commit(Spend("code#budi", FRIDAY_MORNING, 3))
    store.records.commit(Spend("code#siti", FRIDAY_MORNING + HOUR, 3))


def test_what_was_refused_spends_nothing(store: Store) -> None:
    store.hold(an_order())
    assert refusal_of(store, Spend("code#siti", FRIDAY_MORNING, 1), Create(an_order())) is Stale

    store.records.commit(Spend("code#siti", FRIDAY_MORNING, 1))

    assert refusal_of(store, Spend("code#siti", FRIDAY_MORNING, 1)) is TooMany


# Transactions


def submission() -> tuple[Change, ...]:
    """What submitting an order writes."""
    return (
        Create(A_FORM),
        Create(an_order()),
        marks(DayChange(MONDAY, None, a_mark(approved=False))),
        TakePlaces(DISKOMINFO, APRIL, (MONDAY,)),
        Create(A_NUMBER),
        Create(a_line()),
        Create(an_entry()),
    )


IN_THE_WAY: dict[type[Any], tuple[Any, type[Refusal]]] = {
    FormReceipt: (A_FORM, Repeated),
    Order: (an_order(), Stale),
    LedgerRow: (a_row(days={MONDAY: a_mark("other")}), Stale),
    Capacity: (places(5, 5, MONDAY), Taken),
    LetterNumber: (A_NUMBER, NumberTaken),
    TrailEntry: (a_line(), Stale),
    OutboxEntry: (an_entry(), Stale),
}


def test_a_transaction_writes_everything(store: Store) -> None:
    store.hold(a_row(), places(4, 5, MONDAY))
    store.records.commit(*submission())

    found = store.records.read(form_key("siti#form"), order_key(an_order().id), outbox_key(an_entry().id))
    assert found.get(form_key("siti#form")) == A_FORM
    assert found.get(order_key(an_order().id)) == an_order()
    assert found.get(outbox_key(an_entry().id)) == an_entry()
    assert row_of(store).mark(MONDAY) == a_mark(approved=False)
    assert at_home(store) == {"26": 5}
    assert store.orders.history(an_order().id) == (a_line(),)


@pytest.mark.parametrize("kind", IN_THE_WAY, ids=lambda kind: kind.__name__)
def test_one_refused_change_keeps_all_others_from_being_written(store: Store, kind: type[Any]) -> None:
    obstacle, refusal = IN_THE_WAY[kind]
    store.hold(a_row(), places(4, 5, MONDAY))
    store.hold(obstacle)

    assert refusal_of(store, *submission()) is refusal

    names: list[Key[Any]] = [form_key("siti#form"), order_key(an_order().id), outbox_key(an_entry().id)]
    found = store.records.read(*names)
    assert [found.find(name) for name in names] == [obstacle if name.kind is kind else None for name in names]
    assert row_of(store) == (obstacle if kind is LedgerRow else a_row())
    assert at_home(store) == {"26": 5 if kind is Capacity else 4}
    assert store.orders.history(an_order().id) == ((a_line(),) if kind is TrailEntry else ())


def test_the_first_of_several_refusals_is_told(store: Store) -> None:
    store.hold(*(obstacle for obstacle, _ in IN_THE_WAY.values()))
    changes = submission()
    expected = [refusal for _, refusal in IN_THE_WAY.values()]

    told = [refusal_of(store, *changes[first:]) for first in range(len(changes))]

    assert told == expected


# Months


def test_a_month_is_its_heading_and_its_people_by_name(store: Store) -> None:
    ani, zul = a_row("e9", name="Ani"), a_row("e1", name="Zul", days={MONDAY: a_mark()})
    store.hold(a_sheet(), zul, ani)
    store.hold(a_sheet(MAY), a_row("e9", month=MAY), a_sheet(unit="DINSOS"), a_row("e7", unit="DINSOS"))

    month = store.ledger.month(DISKOMINFO, APRIL)

    assert month.sheet == a_sheet()
    assert month.rows == (ani, zul)


def test_a_month_without_people_is_empty(store: Store) -> None:
    store.hold(a_sheet())

    assert store.ledger.month(DISKOMINFO, APRIL).rows == ()


@pytest.mark.parametrize("already", [(), (a_row(),)], ids=["nothing", "rows only"])
def test_a_month_that_is_not_open_is_not_found(store: Store, already: tuple[LedgerRow, ...]) -> None:
    store.hold(*already)

    with pytest.raises(NotFound):
        store.ledger.month(DISKOMINFO, APRIL)


def test_the_heading_is_replaced_beside_its_rows(store: Store) -> None:
    store.hold(a_sheet(), a_row())
    summed = a_sheet(summary=a_summary(), revision=2)
    store.records.commit(Replace(summed))

    assert store.ledger.month(DISKOMINFO, APRIL).sheet == summed
    assert refusal_of(store, Replace(summed)) is Stale


# People


def test_units_come_by_name(store: Store) -> None:
    late, early = a_unit("A", name="Satpol PP"), a_unit("Z", name="Badan Keuangan")
    store.hold(late, early)

    assert store.people.units() == (early, late)


def test_staff_are_those_of_the_unit_by_name(store: Store) -> None:
    zul, ani, gone = (
        an_employee("e1", name="Zul"),
        an_employee("e9", name="Ani"),
        an_employee("e5", name="Joko", active=False),
    )
    store.hold(zul, ani, gone, an_employee("e2", name="Bela", unit="DINSOS"))

    assert store.people.staff(DISKOMINFO) == (ani, gone, zul)


def test_two_of_one_name_are_both_there(store: Store) -> None:
    store.hold(an_employee("e1", name="Dewi"), an_employee("e2", name="Dewi"))

    assert {person.id for person in store.people.staff(DISKOMINFO)} == {"e1", "e2"}


def test_who_moves_is_listed_in_the_new_unit_alone(store: Store) -> None:
    store.hold(an_employee())
    store.records.commit(Replace(an_employee(unit="DINSOS", revision=2)))

    assert store.people.staff(DISKOMINFO) == ()
    assert [person.id for person in store.people.staff(DINSOS)] == [SITI]


def test_sessions_and_devices_are_the_persons_own(store: Store) -> None:
    phone, desk = a_device("a" * 64), a_device("b" * 64, label="Firefox di Windows")
    store.hold(phone, desk, a_device("c" * 64, employee="budi"), a_session("1" * 64), a_session("2" * 64))
    store.hold(an_employee(), a_report())

    assert store.people.devices(SITI) == (phone, desk)
    assert store.people.sessions(SITI) == (a_session("1" * 64), a_session("2" * 64))
    assert store.people.sessions(BUDI) == ()


# Orders


def test_orders_come_page_by_page_the_latest_first(store: Store) -> None:
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    store.hold(*(an_order(f"order-{n}", dates=(day,)) for n, day in enumerate(days)))
    store.hold(an_order("another", employee="budi"))

    seen: list[str] = []
    page: str | None = None
    for _ in range(4):
        found, page = store.orders.of_employee(SITI, page, 2)
        assert len(found) <= 2
        seen += [order.id for order in found]
        if page is None:
            break

    assert page is None
    assert seen == ["order-4", "order-3", "order-2", "order-1", "order-0"]


def test_orders_of_one_first_day_are_all_listed(store: Store) -> None:
    store.hold(an_order("a"), an_order("b"), an_order("c"))

    first, page = store.orders.of_employee(SITI, None, 2)
    rest, _ = store.orders.of_employee(SITI, page, 2)

    assert [order.id for order in (*first, *rest)] == ["c", "b", "a"]


def test_an_order_that_changes_its_first_day_changes_its_place(store: Store) -> None:
    store.hold(an_order("a", dates=(MONDAY,)), an_order("b", dates=(TUESDAY,)))
    store.records.commit(Replace(an_order("a", dates=(WEDNESDAY,), revision=2)))

    assert [order.id for order in store.orders.of_employee(SITI, None, 20)[0]] == ["a", "b"]


def test_nobody_without_orders_has_a_page(store: Store) -> None:
    assert store.orders.of_employee(SITI, None, 20) == ((), None)


def test_a_page_that_never_was_is_an_answer_all_the_same(store: Store) -> None:
    store.hold(an_order())

    found, _ = store.orders.of_employee(SITI, "2021-04-27#nothing", 20)

    assert found == (an_order(),)


def test_history_is_in_order_and_without_looks(store: Store) -> None:
    second, look, first = a_line(2, "a", minutes=9), a_line(None, "b", minutes=5), a_line(1, "c")
    for line in (second, look, a_line(1, about="ORDER#another"), first, a_line(10, "d"), a_line(None, "e")):
        store.records.commit(Create(line))

    assert store.orders.history(an_order().id) == (first, second, a_line(10, "d"))


def test_looks_of_one_moment_are_all_kept(store: Store) -> None:
    store.records.commit(Create(a_line(None, "first")), Create(a_line(None, "second")))

    assert refusal_of(store, Create(a_line(None, "second"))) is Stale


# Errands


def test_due_errands_come_the_longest_waiting_first(store: Store) -> None:
    waits = {"soon": -1, "long": -60, "later": 1, "longest": -90}
    for name, minutes in waits.items():
        store.hold(an_entry(name, next_attempt=FRIDAY_MORNING + timedelta(minutes=minutes)))

    assert store.outbox.due(FRIDAY_MORNING, 25) == ("longest", "long", "soon")
    assert store.outbox.due(FRIDAY_MORNING, 2) == ("longest", "long")


@pytest.mark.parametrize("delivery", [Delivery.DONE, Delivery.PARKED, Delivery.HELD, Delivery.DROPPED])
def test_what_is_not_pending_is_not_due(store: Store, delivery: Delivery) -> None:
    store.hold(an_entry(delivery=delivery))

    assert store.outbox.due(FRIDAY_MORNING + HOUR, 25) == ()


def test_what_is_done_is_no_longer_due(store: Store) -> None:
    store.hold(an_entry())
    store.records.commit(Replace(done(an_entry(), FRIDAY_MORNING)))

    assert store.outbox.due(FRIDAY_MORNING + HOUR, 25) == ()


def test_parked_errands_come_newest_first(store: Store) -> None:
    for name, minutes in {"old": -60, "new": -1, "oldest": -90}.items():
        at = FRIDAY_MORNING + timedelta(minutes=minutes)
        store.hold(an_entry(name, created_at=at, next_attempt=at + HOUR, delivery=Delivery.PARKED))
    store.hold(an_entry("pending"))

    assert [entry.id for entry in store.outbox.parked(25)] == ["new", "old", "oldest"]
    assert [entry.id for entry in store.outbox.parked(1)] == ["new"]


def waits(
    person: str, order: str, day: date = MONDAY, kind: Kind = Kind.DECISION, unit: UnitId = DISKOMINFO
) -> Waiting:
    who = EmployeeId(person)
    return Waiting(who, kind, OrderId(order), unit, day, who, FRIDAY_MORNING)


def test_what_waits_for_a_person_is_their_decisions_and_nobody_elses(store: Store) -> None:
    own = [waits("budi", "a"), waits("budi", "b", TUESDAY)]
    others = [waits("rina", "a"), waits("budi", "c", kind=Kind.CORRECTION)]
    store.hold(*own, *others, a_session(), an_employee("budi"), some_mandates(), Desk(BUDI))

    assert store.orders.waiting_for(BUDI, 50) == tuple(own)
    assert store.orders.waiting_for(BUDI, 1) == tuple(own[:1])
    assert store.orders.waiting_for(SITI, 50) == ()


def test_what_waits_no_longer_is_gone_at_once(store: Store) -> None:
    store.records.commit(Put(waits("budi", "a")), Put(waits("rina", "a")))
    store.records.commit(
        Delete(waiting_key(BUDI, Kind.DECISION, OrderId("a"))), Put(waits("rina", "a", TUESDAY)), Create(an_entry())
    )

    assert store.orders.waiting_for(BUDI, 50) == ()
    assert [each.first_day for each in store.orders.waiting_for(EmployeeId("rina"), 50)] == [TUESDAY]


def test_what_waits_in_a_unit_comes_by_its_first_day_whatever_it_waits_for(store: Store) -> None:
    here = [waits("budi", "z", MONDAY), waits("rina", "z", MONDAY), waits("siti", "a", TUESDAY, Kind.CORRECTION)]
    store.hold(*reversed(here), waits("tuti", "b", unit=DINSOS), an_order(), an_entry())

    assert store.orders.waiting_in(DISKOMINFO) == tuple(here)
    assert store.orders.waiting_in(DISKOMINFO, TUESDAY) == tuple(here[:2])
    assert store.orders.waiting_in(DISKOMINFO, MONDAY) == ()
    assert [each.order for each in store.orders.waiting_in(DINSOS)] == ["b"]


def test_handed_out_names_unit_and_job_of_the_month(store: Store) -> None:
    for month, unit, job in (
        (APRIL, DISKOMINFO, Job.OPEN),
        (APRIL, UnitId("UPT#1"), Job.SUMMARY),
        (MAY, DINSOS, Job.OPEN),
    ):
        store.records.commit(Create(RunClaim(month, unit, job, FRIDAY_MORNING)))

    assert store.outbox.handed_out(APRIL) == {(DISKOMINFO, "open"), (UnitId("UPT#1"), "summary")}


def test_nothing_handed_out_is_an_empty_set(store: Store) -> None:
    assert store.outbox.handed_out(APRIL) == frozenset()


def test_a_report_its_earlier_versions_and_its_draft_lie_beside_each_other(store: Store) -> None:
    verified = Verification(
        accepted=False, by=EmployeeId("budi"), by_name="Budi Hartono", at=MONDAY_AFTERNOON, note="Lengkapi."
    )
    draft = a_draft(activities=(an_activity(start=time(8), end=time(9, 30), task="Menyusun laporan"),))
    report = replace(a_report(draft=draft), revision=2, content=2, reason="Salah ketik")
    report = replace(report, verification=verified, excused="outage7mabnopkq3", form="form-key-of-siti")
    before, typed = PastReport(EmployeeId(SITI), MONDAY, 1, a_report()), a_saved_draft()
    store.hold(report, before, typed)

    now, once, draft_name = report_key(SITI, MONDAY), past_report_key(SITI, MONDAY, 1), saved_draft_key(SITI, MONDAY)
    found = store.records.read(now, once, draft_name)

    assert (found.get(now), found.get(once), found.get(draft_name)) == (report, before, typed)


def test_kinds_of_one_partition_are_told_apart(store: Store) -> None:
    store.hold(an_employee(), a_device(), a_session(), a_report())

    found = store.records.read(employee_key(SITI), report_key(SITI, MONDAY))

    assert isinstance(found.get(report_key(SITI, MONDAY)), DailyReport)
    assert found.get(employee_key(SITI)) == an_employee()
