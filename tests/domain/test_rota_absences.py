"""Rotas as absences leave them that were entered later."""

from msgspec.structs import replace

from chalicelib.domain.absences import Part
from chalicelib.domain.rota_absences import broken_by, followed, freed
from chalicelib.domain.rota_bounds import Bounds
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from tests.factories import MONDAY, TUESDAY, a_rota, an_absence


def days_of(rota: UnitRota) -> dict[str, str]:
    return {line.employee: line.days for line in rota.lines}


def test_a_whole_day_of_absence_is_neither_home_nor_office() -> None:
    rota = a_rota(people=("siti", "dewi"))

    now = followed(rota, [an_absence(last=TUESDAY)])

    assert days_of(now) == {"siti": "xx", "dewi": "a0"}
    assert [now.home_on(0), now.line_of("siti").home_days] == [1, 0]  # type: ignore[union-attr]
    assert now.days_of(now.lines[0], Place.AWAY) == (MONDAY, TUESDAY)
    assert [(line.employee, days) for line, days in freed(rota, now)] == [("siti", (MONDAY, TUESDAY))]


def test_half_days_withdrawn_ones_and_strangers_change_nothing() -> None:
    rota = a_rota()
    absences = [an_absence(part=Part.MORNING), an_absence(withdrawn=True), an_absence(employee="uli")]

    assert followed(rota, absences) == rota
    assert freed(rota, rota) == ()


def test_a_post_that_nobody_holds_any_more_is_named() -> None:
    rota = a_rota()

    now = followed(rota, [an_absence(first=TUESDAY)])

    assert [each.message.msgid % each.message.values for each in broken_by(rota, now)] == [
        "2021-04-27: Loket hanya 0 orang di kantor, paling sedikit 1."
    ]


def test_what_was_broken_before_is_not_laid_to_absences() -> None:
    rota = replace(a_rota(people=("siti", "dewi")), bounds=(Bounds(0, 1), Bounds(1, 2)))

    assert broken_by(rota, followed(rota, [])) == ()


def test_who_is_away_need_not_be_at_home_for_the_office_cap() -> None:
    rota = replace(a_rota(people=("siti", "dewi")), bounds=(Bounds(2, 2), Bounds(0, 2)))

    now = followed(rota, [an_absence()])

    assert now.bounds[0] == Bounds(1, 2)
    assert broken_by(rota, now) == ()
