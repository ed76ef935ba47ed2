"""Swapping home days: asked for, agreed to, approved, and what stands in the way."""

from collections.abc import Iterable
from datetime import date, datetime, time

import pytest

from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.records import rota_book_key, rota_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal, Stale
from chalicelib.domain.rota_books import RotaBook, RotaRules
from chalicelib.domain.rota_swaps import Answer, RotaSwap, SwapState
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import placing, rota_swaps, rotas
from tests.factories import FRIDAY_MORNING, MAY, a_circular, a_mark, a_register, a_row
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_form,
    a_fresh_form,
    a_stage,
    decide,
    the_order,
    the_row,
)
from tests.workflows.test_rota_orders import LATER, ordered
from tests.workflows.test_rotas import ALTERNATING

FIRST, LAST = date(2021, 5, 3), date(2021, 5, 11)
MONDAY, TUESDAY = FIRST, date(2021, 5, 4)
FREELY = a_register(a_circular())


def staged(stage: FakeBackroom) -> FakeOffice:
    """A published rota of four people for seven days."""
    office = stage.office
    rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    seen = office.rotas.latest(UNIT, FIRST).revision
    rotas.publish(office, RINA, UNIT, FIRST, seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return office


@pytest.fixture
def office() -> FakeOffice:
    """Half may be at home, on whatever days."""
    return staged(a_stage(register=FREELY))


def home(rota: UnitRota, who: Actor) -> set[date]:
    line = rota.line_of(who.id)
    assert line
    return set(rota.days_of(line, Place.HOME))


def days_of(office: FakeOffice) -> tuple[date, date]:
    """A home day that Siti can give Dewi, and one that she can take for it."""
    rota = office.rotas.latest(UNIT, FIRST)
    siti, dewi = home(rota, SITI), home(rota, DEWI)
    return min(siti - dewi), min(dewi - siti)


def asked(office: FakeOffice, gives: date, takes: date | None, by: Actor = SITI, of: Actor = DEWI) -> RotaSwap:
    shown = rota_swaps.ask(office, by, of.id, gives, takes, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return rota_swaps.see(office, by, shown.removeprefix("/swaps/"))


def said(office: FakeOffice, swap: RotaSwap, who: Actor, answer: Answer, seen: int = 0) -> RotaSwap:
    seen = seen or rota_swaps.see(office, RINA, swap.id).revision
    rota_swaps.answer(office, who, swap.id, answer, seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return rota_swaps.see(office, RINA, swap.id)


def mailed(office: FakeOffice, errand: Errand = Errand.ROTA_SWAP) -> set[tuple[str, str]]:
    entries: Iterable[OutboxEntry] = office.records.all(OutboxEntry)
    return {(each.id.split("-")[-2], each.about["to"]) for each in entries if each.errand is errand}


def test_an_approved_swap_is_the_next_version_with_the_two_days_in_other_hands(office: FakeOffice) -> None:
    gives, takes = days_of(office)
    before = office.rotas.latest(UNIT, FIRST)

    swap = asked(office, gives, takes)
    assert said(office, swap, DEWI, Answer.AGREE).state is SwapState.AGREED
    assert office.rotas.latest(UNIT, FIRST) == before
    approved = said(office, swap, BUDI, Answer.APPROVE)

    after = office.rotas.latest(UNIT, FIRST)
    assert (approved.state, approved.decided_by) == (SwapState.APPROVED, BUDI.name)
    assert (after.version, after.is_draft, after.published_by) == (2, False, BUDI.name)
    assert home(after, SITI) == home(before, SITI) - {gives} | {takes}
    assert home(after, DEWI) == home(before, DEWI) - {takes} | {gives}
    assert office.records.read(rota_key(UNIT, FIRST, 1)).get(rota_key(UNIT, FIRST, 1)) == before
    (period,) = office.records.read(rota_book_key(UNIT)).get(rota_book_key(UNIT)).periods
    assert (period.version, period.published) == (2, 2)


def test_a_day_is_handed_over_for_nothing(office: FakeOffice) -> None:
    gives, _ = days_of(office)
    swap = asked(office, gives, None)
    said(office, swap, DEWI, Answer.AGREE)
    said(office, swap, RINA, Answer.APPROVE)

    after = office.rotas.latest(UNIT, FIRST)
    assert gives not in home(after, SITI)
    assert gives in home(after, DEWI)


def test_each_step_is_on_the_trail_and_mailed_to_those_it_concerns(office: FakeOffice) -> None:
    swap = asked(office, *days_of(office))
    said(office, swap, DEWI, Answer.AGREE)
    said(office, swap, BUDI, Answer.APPROVE)

    about = [each for each in office.records.all(TrailEntry) if each.about == f"SWAP#{swap.id}"]
    assert [(each.number, each.what, each.who) for each in about] == [
        (1, "ask_swap", "siti"),
        (2, "agree_to_swap", "dewi"),
        (3, "approve_swap", "budi"),
    ]
    assert {each.what for each in office.records.all(TrailEntry) if each.about == f"ROTA#{UNIT}#{FIRST}#2"} == {
        "swap_in_rota"
    }
    assert mailed(office) == {("1", "dewi"), ("2", "budi"), ("2", "rina"), ("3", "siti"), ("3", "dewi")}
    assert mailed(office, Errand.ROTA_DAYS) == {("2", "siti"), ("2", "dewi")}


@pytest.mark.parametrize(
    ("who", "answer", "becomes"),
    [(DEWI, Answer.DECLINE, SwapState.DECLINED), (SITI, Answer.WITHDRAW, SwapState.WITHDRAWN)],
)
def test_what_is_declined_or_withdrawn_is_over(
    office: FakeOffice, who: Actor, answer: Answer, becomes: SwapState
) -> None:
    swap = asked(office, *days_of(office))

    assert said(office, swap, who, answer).state is becomes
    for again in Answer:
        with pytest.raises(Conflict):
            said(office, swap, who, again)
    assert office.rotas.latest(UNIT, FIRST).version == 1


def test_a_refused_swap_changes_nothing(office: FakeOffice) -> None:
    swap = asked(office, *days_of(office))
    said(office, swap, DEWI, Answer.AGREE)

    assert said(office, swap, RINA, Answer.REFUSE).state is SwapState.REFUSED
    assert office.rotas.latest(UNIT, FIRST).version == 1


@pytest.mark.parametrize(
    ("who", "answer"), [(SITI, Answer.AGREE), (BUDI, Answer.AGREE), (DEWI, Answer.WITHDRAW), (JOKO, Answer.DECLINE)]
)
def test_nobody_answers_in_anothers_place(office: FakeOffice, who: Actor, answer: Answer) -> None:
    swap = asked(office, *days_of(office))

    with pytest.raises(Forbidden):
        said(office, swap, who, answer)


def test_the_two_do_not_approve_their_own_swap_even_as_secretary(office: FakeOffice) -> None:
    rota = office.rotas.latest(UNIT, FIRST)
    gives = min(home(rota, RINA) - home(rota, DEWI), default=None) or min(home(rota, RINA))
    swap = asked(office, gives, None, by=RINA)
    said(office, swap, DEWI, Answer.AGREE)

    for who in (RINA, DEWI):
        with pytest.raises(Forbidden):
            said(office, swap, who, Answer.APPROVE)
    assert ("2", "rina") not in mailed(office)


def test_others_learn_nothing_of_a_swap(office: FakeOffice) -> None:
    swap = asked(office, *days_of(office))

    with pytest.raises(NotFound):
        rota_swaps.see(office, TUTI, swap.id)
    assert rota_swaps.open_desk(office, TUTI, FRIDAY_MORNING).swaps == ()
    assert [each.id for each in rota_swaps.open_desk(office, DEWI, FRIDAY_MORNING).swaps] == [swap.id]


def test_a_swap_that_breaks_a_hard_rule_is_refused_with_what_it_breaks() -> None:
    office = staged(a_stage(register=ALTERNATING))
    rota = office.rotas.latest(UNIT, FIRST)
    gives = MONDAY if MONDAY in home(rota, DEWI) else TUESDAY

    with pytest.raises(Invalid) as refused:
        rota_swaps.ask(office, DEWI, SITI.id, gives, None, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)

    assert "berurutan" in refused.value.problems[0].message.msgid


def test_what_breaks_a_rule_only_at_approval_is_refused_then() -> None:
    """Two days of one week are handed to somebody who may have only one more."""
    office = staged(a_stage(RotaBook(UNIT, RotaRules(per_week=3)), register=FREELY))
    rota, friday = office.rotas.latest(UNIT, FIRST), date(2021, 5, 7)
    week = {who.id: {day for day in home(rota, who) if day <= friday} for who in (SITI, DEWI)}
    taker, giver = sorted((SITI, DEWI), key=lambda who: len(week[who.id]))
    assert len(week[taker.id]) == 2
    days = sorted(week[giver.id] - week[taker.id])[:2]
    one, other = (asked(office, day, None, giver, taker) for day in days)
    said(office, one, taker, Answer.AGREE)
    said(office, other, taker, Answer.AGREE)
    said(office, one, RINA, Answer.APPROVE)

    with pytest.raises(Invalid) as refused:
        said(office, other, RINA, Answer.APPROVE)

    assert "pekan" in refused.value.problems[0].message.msgid
    assert office.rotas.latest(UNIT, FIRST).version == 2


def test_days_that_are_not_as_the_swap_takes_them_to_be(office: FakeOffice) -> None:
    gives, takes = days_of(office)

    for wrong in ((takes, None), (gives, gives), (date(2021, 5, 8), None)):
        with pytest.raises(Invalid):
            asked(office, *wrong)
    with pytest.raises(Invalid) as refused:
        rota_swaps.ask(office, DEWI, DEWI.id, takes, None, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    assert refused.value.problems[0].field == "other"
    with pytest.raises(NotFound):
        asked(office, gives, None, by=TUTI)


def test_days_of_the_rotas_own_order_are_called_off_for_one_and_asked_for_the_other(office: FakeOffice) -> None:
    gives, takes = days_of(office)
    (granted,) = ordered(office)[:1]
    decide(office, granted.id, at=LATER)
    placing.place(office, granted.id, LATER)
    assert (mark := the_row(office, SITI.id, MAY).mark(gives))
    assert mark.approved

    swap = asked(office, gives, takes)
    said(office, swap, DEWI, Answer.AGREE)
    said(office, swap, BUDI, Answer.APPROVE)
    standing, asked_anew = ordered(office)
    placing.place(office, granted.id, LATER)

    assert standing == the_order(office, granted.id)
    assert {each.employee: each.called_off for each in standing.covers if each.called_off} == {
        SITI.id: (gives,),
        DEWI.id: (takes,),
    }
    assert {each.employee: each.dates for each in asked_anew.covers} == {SITI.id: (takes,), DEWI.id: (gives,)}
    assert the_row(office, SITI.id, MAY).mark(gives) is None


def test_todays_day_of_the_rotas_own_order_is_not_swapped(office: FakeOffice) -> None:
    gives, takes = days_of(office)
    (granted,) = ordered(office)[:1]
    decide(office, granted.id, at=LATER)
    placing.place(office, granted.id, LATER)
    that_morning = datetime.combine(min(gives, takes), time(8), FRIDAY_MORNING.tzinfo)

    with pytest.raises(Invalid) as refused:
        rota_swaps.ask(office, SITI, DEWI.id, gives, takes, a_fresh_form(office), ORIGIN, that_morning)

    (found,) = refused.value.problems
    assert "surat perintah tugas yang disetujui" in found.message.msgid


def test_a_day_that_an_approved_order_of_their_own_covers_is_not_swapped(office: FakeOffice) -> None:
    gives, takes = days_of(office)
    swap = asked(office, gives, takes)
    said(office, swap, DEWI, Answer.AGREE)
    office.records.hold(a_row("dewi", month=MAY, days={takes: a_mark(approved=True)}))

    with pytest.raises(Invalid) as again:
        asked(office, gives, takes)
    with pytest.raises(Invalid) as refused:
        said(office, swap, BUDI, Answer.APPROVE)

    for each in (again, refused):
        (found,) = each.value.problems
        assert (found.field, "surat perintah tugas yang disetujui" in found.message.msgid) == ("takes", True)


def test_no_swap_while_the_next_version_is_being_made(office: FakeOffice) -> None:
    swap = asked(office, *days_of(office))
    said(office, swap, DEWI, Answer.AGREE)
    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)

    with pytest.raises(Conflict) as refused:
        said(office, swap, BUDI, Answer.APPROVE)

    assert "sedang disusun" in refused.value.message.msgid


def test_who_looked_at_an_earlier_state_is_told(office: FakeOffice) -> None:
    swap = asked(office, *days_of(office))
    said(office, swap, DEWI, Answer.AGREE)

    with pytest.raises(Stale):
        said(office, swap, SITI, Answer.WITHDRAW, seen=1)


def test_the_same_form_asks_and_answers_once(office: FakeOffice) -> None:
    gives, takes = days_of(office)
    shown = {
        rota_swaps.ask(office, SITI, DEWI.id, gives, takes, a_form("ask"), ORIGIN, FRIDAY_MORNING) for _ in range(2)
    }
    (name,) = (each.removeprefix("/swaps/") for each in shown)
    for _ in range(2):
        rota_swaps.answer(office, DEWI, name, Answer.AGREE, 1, a_form("agree"), ORIGIN, FRIDAY_MORNING)

    assert rota_swaps.see(office, SITI, name).revision == 2


def test_a_day_that_is_over_is_not_swapped(office: FakeOffice) -> None:
    gives, takes = days_of(office)
    later = FRIDAY_MORNING.replace(month=5, day=11)

    with pytest.raises(Refusal) as refused:
        rota_swaps.ask(office, SITI, DEWI.id, gives, takes, a_fresh_form(office), ORIGIN, later)

    assert "sudah lewat" in refused.value.message.msgid
