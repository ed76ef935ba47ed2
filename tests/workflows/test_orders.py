"""Asking for days at home, changing what was asked, taking it back, and looking at it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.absences import Part
from chalicelib.domain.capacity import Places
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.ledger import Mark
from chalicelib.domain.orders import Act, OrderId, Status
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, Employee, Kind
from chalicelib.domain.records import FormReceipt, sheet_key
from chalicelib.domain.refusals import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Repeated,
    Stale,
    Taken,
)
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import asking, orders
from tests.factories import (
    APRIL,
    FRIDAY,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_capacity,
    a_circular,
    a_mark,
    a_register,
    a_row,
    an_away,
    an_employee,
    an_order,
    local,
)
from tests.fakes import FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_draft_order,
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    at_home,
    decide,
    fields,
    the_order,
    the_row,
    untouched,
    with_home,
)

THURSDAY = date(2021, 4, 29)
MAY_DAY = date(2021, 5, 1)
FIRST_OF_JUNE = date(2021, 6, 1)


def submit(
    office: FakeOffice, *dates: date, actor: Actor = SITI, tasks: tuple[str, ...] = ("Menyusun laporan",)
) -> str:
    draft = asking.Draft(dates, tasks)
    return asking.submit(office, actor, draft, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def resubmit(office: FakeOffice, order: OrderId, *dates: date, actor: Actor = SITI) -> str:
    draft = a_draft_order(*dates, tasks=("Tugas yang dirinci",))
    return asking.resubmit(office, actor, order, draft, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def withdraw(office: FakeOffice, order: OrderId, actor: Actor = SITI) -> str:
    return orders.withdraw(office, actor, order, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


# The desk


def test_the_desk_shows_working_days_from_today_on_with_their_places() -> None:
    office = a_stage(with_home(MONDAY, 12)).office
    order = an_order_of(office, SITI, TUESDAY)

    desk = asking.open_desk(office, SITI, FRIDAY_MORNING)

    offered = {each.day: each for each in desk.offered()}
    assert min(offered) == FRIDAY
    assert MAY_DAY not in offered
    assert offered[MONDAY].places == Places(12, 0, 12)
    assert offered[TUESDAY].taken_by == order
    assert desk.opened_until == date(2021, 5, 31)
    assert desk.circular == a_circular()


def test_the_desk_is_read_in_one_request() -> None:
    office = a_stage().office

    asking.open_desk(office, SITI, FRIDAY_MORNING)

    assert office.records.requests == ["read"]


def test_nobody_asks_before_the_month_is_open() -> None:
    office = a_stage().office

    with pytest.raises(Refusal, match="belum dibuka"):
        asking.open_desk(office, SITI, local(date(2021, 6, 1), 9))


def test_who_has_no_row_in_the_month_is_told_that_it_is_not_open() -> None:
    office = a_stage(an_employee("baru")).office

    with pytest.raises(Refusal, match="belum dibuka"):
        asking.open_desk(office, replace(SITI, id=an_employee("baru").id), FRIDAY_MORNING)


@pytest.mark.parametrize(
    "now",
    [an_employee(active=False), an_employee(unit="BKPSDM"), an_employee(kind=Kind.OFFICIAL)],
    ids=["left", "moved to another unit", "is not staff"],
)
def test_whose_record_changed_since_signing_in_asks_for_nothing(now: object) -> None:
    office = a_stage(now).office

    untouched(office, lambda: submit(office, MONDAY), Forbidden)


# Submitting


def test_an_order_is_kept_with_everything_that_follows_from_it() -> None:
    office = a_stage().office

    shown = asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    order = the_order(office, OrderId(shown.removeprefix("/orders/")))
    assert (order.status, order.employee, order.dates) == (Status.SUBMITTED, SITI.id, (MONDAY, WEDNESDAY))
    assert [each.id for each in order.step.assignees] == [BUDI.id]
    assert the_row(office).marks == {day: Mark(order.id) for day in ("26", "28")}
    assert [at_home(office, day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [1, 0, 1]
    (line,) = office.records.all(TrailEntry)
    assert (line.about, line.number, line.who, line.what) == (f"ORDER#{order.id}", 1, SITI.id, Act.SUBMIT)
    (errand,) = office.records.all(OutboxEntry)
    assert (errand.errand, dict(errand.about)) == (Errand.ORDER_SUBMITTED, {"order": order.id, "to": BUDI.id})
    (receipt,) = office.records.all(FormReceipt)
    assert (receipt.key, receipt.result) == ("form", shown)


def test_submitting_takes_three_requests_one_of_them_the_transaction() -> None:
    office = a_stage().office

    asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    assert office.records.requests == ["read", "read", "commit"]


def test_an_order_over_two_months_stands_in_both() -> None:
    office = a_stage().office
    last, first = date(2021, 4, 30), date(2021, 5, 3)

    submit(office, first, last)

    assert list(the_row(office, SITI.id, APRIL).marks) == ["30"]
    assert list(the_row(office, SITI.id, MAY).marks) == ["03"]
    assert (at_home(office, last, APRIL), at_home(office, first, MAY)) == (1, 1)


def test_today_can_be_asked_for() -> None:
    office = a_stage().office

    assert the_order(office, an_order_of(office, SITI, FRIDAY)).dates == (FRIDAY,)


def test_the_same_form_with_the_same_content_is_the_first_order() -> None:
    office = a_stage().office
    first = asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)
    held = dict(office.records.held)

    again = asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    assert again == first
    assert office.records.held == held


def test_the_same_form_with_other_content_is_refused() -> None:
    office = a_stage().office
    asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    other = a_form(content="other")
    act = lambda: asking.submit(office, SITI, a_draft_order(TUESDAY), other, ORIGIN, FRIDAY_MORNING)  # noqa: E731

    untouched(office, act, Repeated)


def test_a_form_sent_twice_at_the_same_moment_is_one_order() -> None:
    office = a_stage().office
    shown: list[str] = []

    def send() -> None:
        shown.append(asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING))

    office.records.meanwhile(send)
    send()

    assert len(set(shown)) == 1
    assert at_home(office, MONDAY) == 1


def test_a_form_whose_answer_was_lost_is_answered_all_the_same() -> None:
    office = a_stage().office
    office.records.lose_answer()

    shown = asking.submit(office, SITI, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    assert the_order(office, OrderId(shown.removeprefix("/orders/"))).dates == (MONDAY, WEDNESDAY)


def test_the_last_place_that_went_meanwhile_is_taken() -> None:
    office = a_stage(with_home(MONDAY, 11)).office
    office.records.meanwhile(lambda: submit(office, MONDAY, actor=DEWI))

    with pytest.raises(Taken):
        submit(office, MONDAY)

    assert at_home(office, MONDAY) == 12
    assert the_row(office).marks == {}


def test_a_day_that_got_another_order_of_ones_own_meanwhile_is_not_ordered_twice() -> None:
    office = a_stage().office
    office.records.meanwhile(lambda: submit(office, MONDAY))

    with pytest.raises(Stale):
        submit(office, MONDAY)

    assert at_home(office, MONDAY) == 1


def test_alternation_is_no_matter_where_the_head_decides() -> None:
    office = a_stage().office

    submit(office, MONDAY, TUESDAY)

    assert list(the_row(office).marks) == ["26", "27"]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ((), "Pilih sedikitnya satu tanggal."),
        ((date(2021, 4, 22),), "2021-04-22 sudah lewat."),
        ((date(2021, 4, 25),), "2021-04-25 hari libur"),
        ((date(2021, 5, 13),), "2021-05-13 hari libur"),
        ((FIRST_OF_JUNE,), "2021-06-01 belum dibuka; permohonan dibuka sampai 2021-05-31."),
    ],
    ids=["none", "passed", "a Sunday", "a holiday", "too far ahead"],
)
def test_a_date_that_cannot_be_asked_for_is_named(dates: tuple[date, ...], said: str) -> None:
    office = a_stage().office

    refused = untouched(office, lambda: submit(office, *dates), Invalid)

    ((field, words),) = fields(refused)
    assert field == "dates"
    assert words.startswith(said)


@pytest.mark.parametrize("tasks", [(), ("a" * 201,), ("tugas",) * 16], ids=["none", "too long", "too many"])
def test_tasks_that_cannot_be_taken_are_named(tasks: tuple[str, ...]) -> None:
    office = a_stage().office

    refused = untouched(office, lambda: submit(office, MONDAY, tasks=tasks), Invalid)

    assert [field for field, _ in fields(refused)] == ["tasks"]


def test_every_problem_of_every_field_is_told_at_once() -> None:
    office = a_stage().office

    refused = untouched(office, lambda: submit(office, date(2021, 4, 22), FIRST_OF_JUNE, tasks=()), Invalid)

    assert [field for field, _ in fields(refused)] == ["dates", "dates", "tasks"]


def test_a_full_day_says_so_and_names_free_days_nearby() -> None:
    office = a_stage(with_home(MONDAY, 12), a_row(days={TUESDAY: a_mark()})).office

    refused = untouched(office, lambda: submit(office, MONDAY), Invalid)

    assert isinstance(refused, Invalid)
    (problem,) = refused.problems
    assert problem.message.values["home"] == 12
    assert problem.message.values["all"] == 24
    assert problem.message.values["near"] == (FRIDAY, WEDNESDAY, THURSDAY)


def test_nor_is_a_day_of_absence_named_as_free() -> None:
    away = a_row(aways={TUESDAY: an_away(), WEDNESDAY: an_away(part=Part.MORNING)})
    office = a_stage(with_home(MONDAY, 12), away).office

    refused = untouched(office, lambda: submit(office, MONDAY), Invalid)

    assert isinstance(refused, Invalid)
    assert refused.problems[0].message.values["near"] == (FRIDAY, WEDNESDAY, THURSDAY)


def test_a_full_day_with_nothing_free_names_no_other() -> None:
    none = replace(a_capacity(), days={day: Places(0, 0, 0) for day in a_capacity().days})
    office = a_stage(none, replace(none, month=MAY, days={})).office

    refused = untouched(office, lambda: submit(office, MONDAY), Invalid)

    ((_, words),) = fields(refused)
    assert "Masih ada" not in words


def test_a_day_that_is_ordered_already_is_named() -> None:
    office = a_stage().office
    submit(office, MONDAY)

    refused = untouched(office, lambda: submit(office, MONDAY, TUESDAY), Invalid)

    ((_, words),) = fields(refused)
    assert words == "2021-04-26 sudah ada dalam permohonan Anda yang lain."


def test_a_day_no_circular_covers_is_named() -> None:
    office = a_stage(register=a_register(a_circular(end=MONDAY))).office

    refused = untouched(office, lambda: submit(office, MONDAY, TUESDAY), Invalid)

    ((_, words),) = fields(refused)
    assert words.startswith("Tidak ada surat edaran yang berlaku bagi unit Anda pada 2021-04-27")


def test_days_in_a_row_are_named_where_the_circular_alternates() -> None:
    office = a_stage(register=a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))).office

    refused = untouched(office, lambda: submit(office, MONDAY, TUESDAY, THURSDAY), Invalid)

    told = [words for _, words in fields(refused)]
    assert any(words.startswith("2021-04-27 berurutan dengan 2021-04-26.") for words in told)
    assert not any("2021-04-29" in words for words in told)


@pytest.mark.parametrize("asked", [MONDAY, WEDNESDAY], ids=["before", "after"])
def test_a_day_beside_an_ordered_one_is_named_where_the_circular_alternates(asked: date) -> None:
    office = a_stage(register=a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))).office
    submit(office, TUESDAY)

    refused = untouched(office, lambda: submit(office, asked), Invalid)

    ((_, words),) = fields(refused)
    assert words.startswith(f"{asked} berurutan dengan 2021-04-27.")


def test_alternating_days_can_be_asked_for() -> None:
    office = a_stage(register=a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))).office

    submit(office, MONDAY, WEDNESDAY)

    assert list(the_row(office).marks) == ["26", "28"]


def test_the_last_day_of_the_month_before_stands_beside_the_first() -> None:
    office = a_stage(register=a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))).office
    an_order_of(office, SITI, date(2021, 4, 30))
    third, at = date(2021, 5, 3), local(date(2021, 5, 1), 9)
    draft, form = a_draft_order(third), a_fresh_form(office)

    refused = untouched(office, lambda: asking.submit(office, SITI, draft, form, ORIGIN, at), Invalid)

    ((_, words),) = fields(refused)
    assert words.startswith("2021-05-03 berurutan dengan 2021-04-30.")


@pytest.mark.parametrize(
    ("employee", "supervisor"),
    [
        (an_employee(supervisor=None), None),
        (an_employee(supervisor="siti"), None),
        (an_employee(supervisor="nobody"), None),
        (an_employee(), an_employee("budi", active=False)),
        (an_employee(), an_employee("budi", email=None)),
    ],
    ids=["none", "oneself", "unknown", "left", "without address"],
)
def test_an_order_that_nobody_could_decide_is_not_taken(employee: object, supervisor: object) -> None:
    office = a_stage(employee, *([supervisor] if supervisor else [])).office

    refused = untouched(office, lambda: submit(office, MONDAY), Refusal)

    assert "Pejabat yang memutuskan" in str(refused)


def test_checking_writes_nothing_and_takes_two_requests() -> None:
    office = a_stage().office
    held = dict(office.records.held)

    checked = asking.check(office, asking.open_desk(office, SITI, FRIDAY_MORNING), a_draft_order())

    assert [day.date for day in checked.days] == [MONDAY, WEDNESDAY]
    assert [each.id for step in checked.steps for each in step.assignees] == [BUDI.id]
    assert office.records.held == held
    assert office.records.requests == ["read", "read"]


# Sending again what was returned


def test_a_returned_order_is_sent_again_with_new_days() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.RETURN)

    assert resubmit(office, order, WEDNESDAY, THURSDAY) == f"/orders/{order}"

    sent = the_order(office, order)
    assert (sent.status, sent.content, sent.revision, sent.reason) == (Status.SUBMITTED, 2, 3, "")
    assert (sent.step.decision, sent.step.generation) == (None, 2)
    assert list(the_row(office).marks) == ["28", "29"]
    assert [at_home(office, day) for day in (MONDAY, WEDNESDAY, THURSDAY)] == [0, 1, 1]


def test_sending_again_takes_three_requests() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.RETURN)
    office.records.requests.clear()

    asking.resubmit(office, SITI, order, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING)

    assert office.records.requests == ["read", "read", "commit"]


def test_the_same_form_sends_again_once() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.RETURN)
    send: Callable[[], str] = lambda: asking.resubmit(  # noqa: E731
        office, SITI, order, a_draft_order(), a_form(), ORIGIN, FRIDAY_MORNING
    )

    assert send() == send()
    assert the_order(office, order).content == 2


def test_a_supervisor_who_came_meanwhile_decides_what_is_sent_again() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.RETURN)
    office.records.hold(an_employee(supervisor="rina"))

    resubmit(office, order, MONDAY)

    assert [each.id for each in the_order(office, order).step.assignees] == [RINA.id]


@pytest.mark.parametrize("act", [Act.APPROVE, Act.REJECT])
def test_what_is_decided_is_not_sent_again(act: Act) -> None:
    office = a_stage().office
    order = a_decided_order(office, act)

    untouched(office, lambda: resubmit(office, order, THURSDAY), Conflict)


def test_what_is_waiting_is_not_sent_again() -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: resubmit(office, order, THURSDAY), Conflict)


def test_another_persons_order_is_not_sent_again() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.RETURN)

    untouched(office, lambda: resubmit(office, order, actor=DEWI), NotFound)


# Taking back


def test_a_waiting_order_is_taken_back_with_its_places() -> None:
    office = a_stage().office
    order = an_order_of(office)
    office.records.requests.clear()

    orders.withdraw(office, SITI, order, a_form(), ORIGIN, FRIDAY_MORNING)

    assert office.records.requests == ["read", "commit"]
    assert the_order(office, order).status is Status.WITHDRAWN
    assert the_row(office).marks == {}
    assert (at_home(office, MONDAY), at_home(office, WEDNESDAY)) == (0, 0)
    assert [entry.errand for entry in office.records.all(OutboxEntry)] == [Errand.ORDER_SUBMITTED]


def test_a_returned_order_is_taken_back_and_gives_no_place_twice() -> None:
    office = a_stage(with_home(MONDAY, 3)).office
    order = a_decided_order(office, Act.RETURN)

    withdraw(office, order)

    assert the_order(office, order).status is Status.WITHDRAWN
    assert at_home(office, MONDAY) == 3


@pytest.mark.parametrize("act", [Act.APPROVE, Act.REJECT])
def test_what_is_decided_is_not_taken_back(act: Act) -> None:
    office = a_stage().office
    order = a_decided_order(office, act)

    untouched(office, lambda: withdraw(office, order), Conflict)


def test_what_is_taken_back_is_not_taken_back_again() -> None:
    office = a_stage().office
    order = an_order_of(office)
    withdraw(office, order)

    untouched(office, lambda: withdraw(office, order), Conflict)


def test_what_is_decided_while_it_is_taken_back_tells_who_was_first() -> None:
    office = a_stage().office
    order = an_order_of(office)
    office.records.meanwhile(lambda: decide(office, order))

    with pytest.raises(Conflict, match="sudah memutuskan") as lost:
        withdraw(office, order)

    assert lost.value.message.values["name"] == BUDI.name
    assert the_order(office, order).status is Status.APPROVED


def test_the_same_form_takes_back_once() -> None:
    office = a_stage().office
    order = an_order_of(office)
    first = orders.withdraw(office, SITI, order, a_form(), ORIGIN, FRIDAY_MORNING)

    assert orders.withdraw(office, SITI, order, a_form(), ORIGIN, FRIDAY_MORNING) == first


@pytest.mark.parametrize("actor", [DEWI, BUDI, RINA, JOKO], ids=lambda actor: actor.id)
def test_nobody_takes_back_another_persons_order(actor: Actor) -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: withdraw(office, order, actor), NotFound)


# Looking


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA, JOKO], ids=lambda actor: actor.id)
def test_those_concerned_see_an_order_and_others_looks_are_noted(actor: Actor) -> None:
    office = a_stage().office
    order = an_order_of(office)

    seen = orders.view(office, actor, order, ORIGIN, FRIDAY_MORNING)

    looks = [line.who for line in office.records.all(TrailEntry) if line.what == "view"]
    assert seen.order == the_order(office, order)
    assert [line.what for line in seen.history] == ["submit"]
    assert seen.is_own is (actor == SITI)
    assert looks == ([] if actor == SITI else [actor.id])


@pytest.mark.parametrize("actor", [DEWI, TUTI], ids=["a colleague", "another unit's secretary"])
def test_others_learn_nothing_of_an_order(actor: Actor) -> None:
    office = a_stage().office
    order = an_order_of(office)

    untouched(office, lambda: orders.view(office, actor, order, ORIGIN, FRIDAY_MORNING), NotFound)


@pytest.mark.parametrize("actor", [DEWI, BUDI, RINA, JOKO], ids=lambda actor: actor.id)
def test_only_its_owner_opens_an_order_for_changing(actor: Actor) -> None:
    office = a_stage().office
    order = an_order_of(office)

    assert orders.own(office, SITI, order).id == order
    with pytest.raises(NotFound):
        orders.own(office, actor, order)


def test_an_order_that_never_was_is_not_found() -> None:
    office = a_stage().office

    untouched(office, lambda: orders.view(office, JOKO, OrderId("none"), ORIGIN, FRIDAY_MORNING), NotFound)
    untouched(office, lambda: withdraw(office, OrderId("none")), NotFound)


def test_ones_own_orders_are_listed_page_by_page() -> None:
    waiting = [an_order(f"order-{n:02d}", dates=(MONDAY + timedelta(days=n),)) for n in range(25)]
    office = a_stage(*waiting, an_order("another", employee="dewi")).office

    first, page = orders.listed(office, SITI, None)
    rest, end = orders.listed(office, SITI, page)

    assert [order.id for order in (*first, *rest)] == [order.id for order in reversed(waiting)]
    assert (len(first), end) == (20, None)


def test_history_tells_who_did_what_in_which_order() -> None:
    office = a_stage().office
    order = a_decided_order(office, Act.RETURN)
    resubmit(office, order)
    withdraw(office, order)

    history = orders.view(office, SITI, order, ORIGIN, FRIDAY_MORNING).history

    assert [(line.who, line.what, line.note) for line in history] == [
        ("siti", "submit", ""),
        ("budi", "return", "Mohon dirinci."),
        ("siti", "submit", ""),
        ("siti", "withdraw", ""),
    ]
    assert [line.number for line in history] == [1, 2, 3, 4]


def test_a_waiting_order_is_not_sent_again() -> None:
    office = a_stage().office
    order = an_order_of(office)

    with pytest.raises(Conflict):
        resubmit(office, order, MONDAY)


def test_a_month_that_is_being_opened_is_not_offered_yet() -> None:
    office = a_stage().office
    del office.records.held[sheet_key(SITI.unit, MAY)]

    desk = asking.open_desk(office, SITI, FRIDAY_MORNING)

    assert desk.opened_until == date(2021, 4, 30)


# What a circular asks of people and days


def refused_under(*dates: date, person: Employee | None = None, **rules: Any) -> str:
    """What Siti is told who asks for `dates` under a circular with such rules."""
    stage = a_stage(*([person] if person else []), register=a_register(a_circular(**rules)))
    act = lambda: an_order_of(stage.office, SITI, *dates)  # noqa: E731
    ((field, why),) = fields(untouched(stage.office, act, Invalid))
    assert field == "dates"
    return why


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"always_in_posts": ("Analis",)}, "selalu bekerja di kantor"),
        ({"disciplined": ("1001",)}, "dikecualikan"),
        ({"newly_placed": ("1001",)}, "dikecualikan"),
        ({"settling_days": 90}, "pegawai baru"),
        ({"pattern": Pattern.FIXED_WEEKDAYS, "weekdays": (4,)}, "hari bekerja dari rumah pada pekan itu"),
    ],
)
def test_a_circular_keeps_people_and_days_out(rules: dict[str, Any], why: str) -> None:
    siti = replace(an_employee(), number="1001", placed=date(2021, 3, 1))
    assert why in refused_under(MONDAY, person=siti, **rules)


def test_a_weekly_limit_counts_what_was_ordered_before() -> None:
    stage = a_stage(register=a_register(a_circular(most_per_week=2)))
    an_order_of(stage.office, SITI, MONDAY, WEDNESDAY)

    act = lambda: an_order_of(stage.office, SITI, WEDNESDAY + timedelta(1))  # noqa: E731
    ((_, why),) = fields(untouched(stage.office, act, Invalid))
    assert "menjadi 3" in why


def test_a_unit_that_is_always_in_the_office_is_told_so_and_not_that_the_day_is_full() -> None:
    register = a_register(a_circular(always_in_units=(UNIT,)))
    stage = a_stage(register=register)

    said = fields(untouched(stage.office, lambda: an_order_of(stage.office, SITI, MONDAY), Invalid))
    assert [why for _, why in said] == ["Menurut surat edaran, seluruh pegawai unit Anda bekerja di kantor."]


def test_a_structural_officer_is_kept_in_the_office_while_too_few_others_are_there() -> None:
    head_of_section = replace(an_employee(), echelon="IV.a")
    other = replace(an_employee("dewi", name="Dewi Lestari"), echelon="III.b")
    stage = a_stage(head_of_section, other, register=a_register(a_circular(structural_present=3)))
    an_order_of(stage.office, DEWI, MONDAY)

    act = lambda: an_order_of(stage.office, SITI, MONDAY)  # noqa: E731
    ((_, why),) = fields(untouched(stage.office, act, Invalid))
    assert "pejabat struktural" in why
    an_order_of(stage.office, SITI, WEDNESDAY)


def test_a_structural_officer_who_is_absent_is_not_in_the_office_either() -> None:
    head_of_section = replace(an_employee(), echelon="IV.a")
    other = replace(an_employee("dewi", name="Dewi Lestari"), echelon="III.b")
    away = a_row("dewi", aways={MONDAY: an_away(), WEDNESDAY: an_away(part=Part.AFTERNOON)})
    stage = a_stage(head_of_section, other, away, register=a_register(a_circular(structural_present=3)))

    act = lambda: an_order_of(stage.office, SITI, MONDAY)  # noqa: E731
    ((_, why),) = fields(untouched(stage.office, act, Invalid))
    assert "1 di antaranya bekerja dari rumah atau tidak masuk" in why
    an_order_of(stage.office, SITI, WEDNESDAY)


def test_dates_under_two_circulars_are_asked_for_separately() -> None:
    later = a_circular("later", start=WEDNESDAY, citation="Surat Edaran lain")
    stage = a_stage(register=a_register(a_circular(), later))

    act = lambda: an_order_of(stage.office, SITI, MONDAY, WEDNESDAY)  # noqa: E731
    ((_, why),) = fields(untouched(stage.office, act, Invalid))
    assert "terpisah" in why
    order = the_order(stage.office, an_order_of(stage.office, SITI, WEDNESDAY))
    assert (order.circular, order.circular_id) == ("Surat Edaran lain", "later")


def test_an_order_goes_on_citing_what_it_was_made_under() -> None:
    stage = a_stage()
    order = an_order_of(stage.office)
    later = a_circular("later", start=FRIDAY, citation="Surat Edaran lain")
    stage.office.records.hold(a_register(a_circular(), later, revision=2))

    assert the_order(stage.office, order).circular == a_circular().citation


def test_days_that_the_pattern_keeps_in_the_office_are_not_offered_and_not_named_as_free() -> None:
    fridays = a_circular(pattern=Pattern.FIXED_WEEKDAYS, weekdays=(4,), max_home_pct=0)
    stage = a_stage(register=a_register(fridays))
    desk = asking.open_desk(stage.office, SITI, FRIDAY_MORNING)

    assert {each.day.weekday() for each in desk.offered() if each.is_allowed} == {4}
    assert not any(each.is_free for each in desk.offered())
