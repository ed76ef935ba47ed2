"""Rotas that follow a corrected calendar and another circular: the next version waits as a draft."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import Holiday
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.records import calendar_key, rota_book_key
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.trail import BY_THE_CLOCK, TrailEntry
from chalicelib.workflows import adjusting, deliveries, queued, redrafting, rotas
from tests.factories import FRIDAY_MORNING, HOLIDAYS_OF_2021, a_circular
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import BUDI, ORIGIN, RINA, UNIT, a_fresh_form, a_stage
from tests.workflows.test_rotas import ALTERNATING, FIRST, after_moving, drafted, drawn, published

WEDNESDAY, THURSDAY = date(2021, 5, 5), date(2021, 5, 6)
LATER = FRIDAY_MORNING + timedelta(minutes=1)


@pytest.fixture
def backroom() -> FakeBackroom:
    """A unit of four where half may be at home, day about, and its published rota of seven working days."""
    stage = a_stage(register=ALTERNATING)
    drafted(stage.office)
    published(stage.office)
    return stage


@pytest.fixture
def office(backroom: FakeBackroom) -> FakeOffice:
    return backroom.office


def corrected(office: FakeOffice, *holidays: date) -> None:
    """The year's calendar with these holidays besides."""
    was = office.records.read(calendar_key(2021)).get(calendar_key(2021))
    added = tuple(Holiday(day, "Pemilihan kepala daerah") for day in holidays)
    office.records.hold(replace(was, holidays=(*HOLIDAYS_OF_2021, *added), revision=was.revision + 1))


def stricter(office: FakeOffice) -> None:
    """From Wednesday on a quarter may be at home."""
    other = a_circular("stricter", citation="Surat Edaran Nomor 8", start=WEDNESDAY, max_home_pct=25)
    office.records.hold(replace(ALTERNATING, circulars=(*ALTERNATING.circulars, other), revision=2))


def followed(office: FakeOffice) -> UnitRota:
    redrafting.follow_rules(office, UNIT, LATER)
    return office.rotas.latest(UNIT, FIRST)


def home(rota: UnitRota) -> dict[str, int]:
    return {line.employee: line.home_days for line in rota.lines}


def test_a_day_that_becomes_a_holiday_leaves_the_next_version_and_the_turns_go_on(office: FakeOffice) -> None:
    before = office.rotas.latest(UNIT, FIRST)
    corrected(office, WEDNESDAY)

    draft = followed(office)

    assert (draft.version, draft.is_draft, draft.made_by) == (2, True, BY_THE_CLOCK[1])
    assert draft.days == tuple(day for day in before.days if day != WEDNESDAY)
    was, now = drawn(before), drawn(draft)
    assert {who: days[:2] for who, days in now.items()} == {who: days[:2] for who, days in was.items()}
    for line in draft.lines:
        at_home = draft.days_of(line, Place.HOME)
        assert not any(n in at_home and m in at_home for n, m in zip(draft.days, draft.days[1:], strict=False))
    assert max(home(draft).values()) - min(home(draft).values()) <= 1


def test_a_holiday_that_is_called_off_is_a_working_day_again(office: FakeOffice) -> None:
    corrected(office, WEDNESDAY)
    rotas.publish(office, RINA, UNIT, FIRST, followed(office).revision, a_fresh_form(office), ORIGIN, LATER)
    corrected(office)

    draft = followed(office)

    assert (draft.version, WEDNESDAY in draft.days) == (3, True)
    assert draft.home_on(draft.days.index(WEDNESDAY)) == 2


def test_what_is_over_stands(office: FakeOffice) -> None:
    before = office.rotas.latest(UNIT, FIRST)
    corrected(office, WEDNESDAY)

    redrafting.follow_rules(office, UNIT, FRIDAY_MORNING.replace(month=5, day=5))

    assert office.rotas.latest(UNIT, FIRST) == before


def test_another_circular_binds_the_days_from_its_first(office: FakeOffice) -> None:
    before = office.rotas.latest(UNIT, FIRST)
    stricter(office)

    draft = followed(office)

    begin = before.days.index(WEDNESDAY)
    assert {who: days[:begin] for who, days in drawn(draft).items()} == {
        who: days[:begin] for who, days in drawn(before).items()
    }
    assert [draft.home_on(n) for n in range(len(draft.days))] == [2] * begin + [1] * (len(draft.days) - begin)
    assert draft.citation == f"{before.citation}; Surat Edaran Nomor 8"


@pytest.mark.parametrize(
    "change", [lambda office: corrected(office, WEDNESDAY), stricter], ids=["calendar", "circular"]
)
def test_a_second_run_changes_nothing(office: FakeOffice, change: Callable[[FakeOffice], None]) -> None:
    change(office)
    once = followed(office)
    errands = len(office.records.all(OutboxEntry))

    assert followed(office) == once
    assert len(office.records.all(OutboxEntry)) == errands


def test_nothing_changes_where_nothing_has_changed(office: FakeOffice) -> None:
    before = office.rotas.latest(UNIT, FIRST)

    assert followed(office) == before


def test_the_clocks_draft_is_made_again_and_one_that_a_hand_touched_is_only_put_right(office: FakeOffice) -> None:
    corrected(office, WEDNESDAY)
    draft = followed(office)
    corrected(office, WEDNESDAY, THURSDAY)

    again = followed(office)
    assert (again.version, again.revision) == (2, draft.revision + 1)
    assert THURSDAY not in again.days

    line = again.lines[0]
    to = Place.OFFICE if again.days_of(line, Place.HOME)[:1] == again.days[:1] else Place.HOME
    touched = after_moving(office, line.employee, again.days[0], to, again.revision)
    assert touched.made_by == BUDI.name
    corrected(office, WEDNESDAY)
    put_right = followed(office)

    assert THURSDAY in put_right.days
    at = put_right.days.index(THURSDAY)
    assert put_right.home_on(at) == 0
    kept = {who: days[:at] + days[at + 1 :] for who, days in drawn(put_right).items()}
    assert kept == drawn(touched)


def test_a_first_draft_loses_the_day_and_stays_its_makers() -> None:
    office = a_stage(register=ALTERNATING).office
    draft = drafted(office)
    corrected(office, WEDNESDAY)

    put_right = followed(office)

    at = draft.days.index(WEDNESDAY)
    assert (put_right.version, put_right.made_by) == (1, draft.made_by)
    assert drawn(put_right) == {who: days[:at] + days[at + 1 :] for who, days in drawn(draft).items()}


def test_head_and_secretary_are_told_once_each(backroom: FakeBackroom) -> None:
    office = backroom.office
    corrected(office, WEDNESDAY)
    followed(office)
    followed(office)

    told = [each for each in office.records.all(OutboxEntry) if each.errand is Errand.ROTA_REDRAFTED]
    assert {each.about["to"] for each in told} == {"budi", "rina"}
    before = len(backroom.post.sent)
    for each in told:
        deliveries.deliver(backroom, each.id, LATER)
    assert [mail.name for mail in backroom.post.sent[before:]] == [Errand.ROTA_REDRAFTED] * 2
    line = next(each for each in office.records.all(TrailEntry) if each.what == "redraft_rota")
    assert (line.who, line.note) == (BY_THE_CLOCK[0], "05-05-2021")


def test_a_lost_race_is_run_again_at_once(office: FakeOffice) -> None:
    corrected(office, WEDNESDAY)
    book = office.records.read(rota_book_key(UNIT)).get(rota_book_key(UNIT))
    office.records.meanwhile(lambda: office.records.hold(replace(book, revision=book.revision + 1)))

    queued.work(office, entry("follow", Errand.FOLLOW_RULES, LATER, unit=UNIT), LATER)

    assert office.rotas.latest(UNIT, FIRST).version == 2


def test_a_correction_of_the_calendar_has_every_units_rotas_follow(office: FakeOffice) -> None:
    corrected(office, WEDNESDAY)
    made, changes = adjusting.begun(office, "CALENDAR#2021", (UNIT,), FRIDAY_MORNING)
    office.records.commit(*changes)

    adjusting.apply(office, made.id, FRIDAY_MORNING)
    (errand,) = (each for each in office.records.all(OutboxEntry) if each.errand is Errand.FOLLOW_RULES)
    queued.work(office, errand, LATER)

    assert WEDNESDAY not in office.rotas.latest(UNIT, FIRST).days
    assert office.records.read(rota_book_key(UNIT)).get(rota_book_key(UNIT)).period(FIRST).version == 2  # type: ignore[union-attr]
