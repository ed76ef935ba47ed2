"""Putting circulars in force, replacing and ending them, and what carries them to the opened months."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.circulars import Circular, CircularRegister, Pattern
from chalicelib.domain.drafting import MOST_CIRCULARS
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, UnitId
from chalicelib.domain.presets import Preset, preset
from chalicelib.domain.records import adjustment_key, register_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Stale
from chalicelib.domain.rota_books import RotaBook, RotaPeriod
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import adjusting, circulars
from tests.factories import FRIDAY, FRIDAY_MORNING, MONDAY, WEDNESDAY, a_circular, a_register, an_employee
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    UNIT,
    a_form,
    a_fresh_form,
    a_stage,
    an_order_of,
    fields,
    the_capacity,
    the_order,
    untouched,
)

OTHER = UnitId("BKPSDM")
DRAFT = a_circular("", citation="Surat Edaran baru", start=MONDAY, max_home_pct=25)


def the_register(stage: FakeBackroom) -> CircularRegister:
    return stage.office.records.read(register_key()).get(register_key())


def put(stage: FakeBackroom, draft: Circular = DRAFT, seen: int = 1, actor: Actor = JOKO) -> str:
    """Puts a circular in force and returns its id."""
    sent = a_fresh_form(stage.office)
    shown = circulars.put_in_force(stage.office, actor, draft, seen, sent, ORIGIN, FRIDAY_MORNING)
    return shown.removeprefix("/circulars/")


def end(stage: FakeBackroom, name: str, last: date, seen: int = 1) -> str:
    return circulars.end(stage.office, JOKO, name, last, seen, a_fresh_form(stage.office), ORIGIN, FRIDAY_MORNING)


def carried(stage: FakeBackroom) -> None:
    """Lets the months follow."""
    adjusting.apply(stage.office, the_register(stage).adjustment, FRIDAY_MORNING)


def test_a_circular_its_adjustment_and_its_errand_are_one_transaction() -> None:
    stage = a_stage()
    name = put(stage)

    (written,) = stage.office.records.commits[-1:]
    kinds = [type(change.record) for change in written if hasattr(change, "record")]
    assert {CircularRegister, Adjustment, OutboxEntry, TrailEntry} <= set(kinds)
    register = the_register(stage)
    assert register.find(name) == replace(DRAFT, id=name)
    made = stage.office.records.read(adjustment_key(register.adjustment)).get(adjustment_key(register.adjustment))
    assert (made.units, made.about) == ((UNIT,), f"CIRCULAR#{name}")
    assert [each.errand for each in stage.office.records.all(OutboxEntry)] == [Errand.ADJUST_MONTHS]


def test_places_follow_and_what_was_decided_stays() -> None:
    stage = a_stage()
    order = an_order_of(stage.office, SITI, WEDNESDAY)
    put(stage)
    carried(stage)

    assert the_capacity(stage.office).days["23"].most == 12
    assert (the_capacity(stage.office).days["28"].home, the_capacity(stage.office).days["28"].most) == (1, 6)
    assert the_order(stage.office, order).circular == a_circular().citation


def test_a_citys_first_circular_makes_the_register() -> None:
    stage = a_stage()
    del stage.office.records.held[register_key()]
    assert circulars.shelf(stage.office, JOKO, FRIDAY_MORNING).register.circulars == ()

    put(stage, seen=0)

    assert the_register(stage).revision == 1


def test_a_preview_counts_people_and_names_what_is_replaced_and_who_is_left() -> None:
    both = a_circular(units=(UNIT, OTHER))
    stage = a_stage(register=a_register(both))

    preview = circulars.look_over(stage.office, JOKO, replace(DRAFT, replaces="se-2021"), FRIDAY_MORNING)

    (effect,) = preview.effects
    assert (effect.unit.id, effect.headcount, effect.fewest, effect.most) == (UNIT, 4, 0, 1)
    assert effect.replaces == both
    assert [unit.id for unit in preview.left] == [OTHER]
    assert stage.office.records.commits == []


def test_who_is_excluded_must_be_somebody() -> None:
    stage = a_stage(replace(an_employee(), number="1001"))
    known, unknown = replace(DRAFT, disciplined=("1001",)), replace(DRAFT, newly_placed=("1002",))

    circulars.look_over(stage.office, JOKO, known, FRIDAY_MORNING)
    wrong = untouched(stage.office, lambda: put(stage, unknown), Invalid)

    assert fields(wrong) == [("newly_placed", "Tidak ada pegawai dengan nomor 1002.")]


def test_a_register_that_moved_on_is_not_written_over() -> None:
    stage = a_stage()
    untouched(stage.office, lambda: put(stage, seen=7), Stale)
    untouched(stage.office, lambda: end(stage, "se-2021", MONDAY, seen=7), Stale)
    moved_on = replace(the_register(stage), revision=2)
    stage.office.records.meanwhile(lambda: stage.office.records.hold(moved_on))
    with pytest.raises(Stale):
        put(stage)
    assert the_register(stage) == moved_on


def test_a_form_that_is_sent_twice_puts_one_circular_in_force() -> None:
    stage, sent = a_stage(), a_form("twice")
    first, second = (
        circulars.put_in_force(stage.office, JOKO, DRAFT, 1, sent, ORIGIN, FRIDAY_MORNING) for _ in range(2)
    )
    assert first == second
    assert len(the_register(stage).circulars) == 2


def test_an_end_closes_the_days_after_it() -> None:
    stage = a_stage()
    end(stage, "se-2021", MONDAY)
    carried(stage)

    assert the_capacity(stage.office).days["26"].most == 12
    assert the_capacity(stage.office).days["27"].most == 0
    (line,) = (each for each in stage.office.records.all(TrailEntry) if each.about == "CIRCULAR#se-2021")
    assert (line.what, line.note, line.number) == ("end_circular", "26-04-2021", 2)


def test_a_coming_circular_is_called_back_and_the_one_before_binds_on() -> None:
    stage = a_stage()
    name = put(stage)
    carried(stage)
    end(stage, name, FRIDAY, seen=2)
    carried(stage)

    assert the_capacity(stage.office).days["28"].most == 12
    untouched(stage.office, lambda: end(stage, name, FRIDAY, seen=3), Conflict)


@pytest.mark.parametrize("last", [date(2021, 4, 22), date(2021, 6, 2)])
def test_an_end_lies_neither_in_the_past_nor_after_the_end(last: date) -> None:
    stage = a_stage(register=a_register(a_circular(end=date(2021, 6, 1))))
    untouched(stage.office, lambda: end(stage, "se-2021", last), Invalid)


def test_a_register_that_is_full_says_so() -> None:
    full = CircularRegister(tuple(a_circular(f"se-{number}") for number in range(MOST_CIRCULARS)))
    stage = a_stage(register=full)
    untouched(stage.office, lambda: put(stage), Conflict)


def test_what_is_replaced_must_be_there() -> None:
    stage = a_stage()
    untouched(stage.office, lambda: put(stage, replace(DRAFT, replaces="gone")), Conflict)
    untouched(stage.office, lambda: circulars.show(stage.office, JOKO, "gone", FRIDAY_MORNING), NotFound)


@pytest.mark.parametrize(
    "act",
    [
        lambda office, actor: circulars.shelf(office, actor, FRIDAY_MORNING),
        lambda office, actor: circulars.begin(office, actor, Preset.BLANK, "", FRIDAY_MORNING),
        lambda office, actor: circulars.look_over(office, actor, DRAFT, FRIDAY_MORNING),
        lambda office, actor: circulars.show(office, actor, "se-2021", FRIDAY_MORNING),
        lambda office, actor: circulars.put_in_force(office, actor, DRAFT, 1, a_form(), ORIGIN, FRIDAY_MORNING),
        lambda office, actor: circulars.end(office, actor, "se-2021", MONDAY, 1, a_form(), ORIGIN, FRIDAY_MORNING),
    ],
)
@pytest.mark.parametrize("actor", [RINA, BUDI], ids=["secretary", "head"])
def test_only_administrators_have_to_do_with_circulars(
    act: Callable[[FakeOffice, Actor], object], actor: Actor
) -> None:
    office = a_stage().office
    untouched(office, lambda: act(office, actor), Forbidden)


def test_everyone_reads_what_binds_their_unit_now_and_later() -> None:
    stage = a_stage()
    name = put(stage)

    binding = circulars.own(stage.office, SITI, FRIDAY_MORNING)

    assert binding.now == a_circular()
    assert [each.id for each in binding.coming] == [name]


@pytest.mark.parametrize(
    ("name", "home", "office", "pattern", "weekdays", "most"),
    [
        (Preset.METRO, 50, None, Pattern.ALTERNATE_DAYS, (), None),
        (Preset.PEKANBARU, None, 50, Pattern.SET_BY_HEAD, (), None),
        (Preset.TWO_DAYS, None, None, Pattern.SET_BY_HEAD, (), 2),
        (Preset.FRIDAY, None, None, Pattern.FIXED_WEEKDAYS, (4,), None),
        (Preset.BLANK, None, None, Pattern.SET_BY_HEAD, (), None),
    ],
)
def test_presets_say_what_their_sources_do(
    name: Preset,
    home: int | None,
    office: int | None,
    pattern: Pattern,
    weekdays: tuple[int, ...],
    most: int | None,
) -> None:
    made = preset(name, FRIDAY)
    assert (made.max_home_pct, made.max_office_pct, made.pattern) == (home, office, pattern)
    assert (made.weekdays, made.most_per_week, made.meeting_cap, made.start) == (weekdays, most, 15, FRIDAY)


def test_a_circular_names_the_units_it_binds_that_have_no_rota_yet() -> None:
    stage = a_stage()

    def missing() -> list[UnitId]:
        return [unit.id for unit in circulars.show(stage.office, JOKO, "se-2021", FRIDAY_MORNING).without_rota]

    assert missing() == [UNIT]
    past, coming = RotaPeriod(date(2021, 4, 1), date(2021, 4, 22), 1, 1), RotaPeriod(MONDAY, date(2021, 5, 7), 2, 1)
    stage.office.records.hold(RotaBook(UNIT, periods=(past,)))
    assert missing() == [UNIT], "what is over helps nobody today"
    stage.office.records.hold(RotaBook(UNIT, periods=(replace(coming, published=0), past)))
    assert missing() == [UNIT], "a draft is no rota"
    stage.office.records.hold(RotaBook(UNIT, periods=(coming, past)))
    assert missing() == []


def test_the_list_counts_units_without_a_rota_this_month_and_the_next() -> None:
    stage = a_stage()

    def missing() -> list[tuple[date, list[UnitId]]]:
        shelf = circulars.shelf(stage.office, JOKO, FRIDAY_MORNING)
        return [(first, [unit.id for unit in units]) for first, units in shelf.without_rota]

    april, may = date(2021, 4, 1), date(2021, 5, 1)
    assert missing() == [(april, [UNIT]), (may, [UNIT])]
    over_both = RotaPeriod(date(2021, 4, 26), date(2021, 5, 7), 1, 1)
    stage.office.records.hold(RotaBook(UNIT, periods=(replace(over_both, published=0),)))
    assert missing() == [(april, [UNIT]), (may, [UNIT])], "a draft is no rota"
    stage.office.records.hold(RotaBook(UNIT, periods=(replace(over_both, last=date(2021, 4, 30)),)))
    assert missing() == [(may, [UNIT])]
    stage.office.records.hold(RotaBook(UNIT, periods=(over_both,)))
    assert missing() == []
