"""Mandates of acting officers: what may be entered, when one is in force, ending one early."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.mandates import Mandate, MandateKind, Mandates, ended, granted
from chalicelib.domain.people import Employee
from chalicelib.domain.refusals import Invalid, NotFound
from tests.factories import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, a_mandate, a_secretary, an_employee, some_mandates

NONE_YET = some_mandates(a_mandate("none"))
EMPTY = Mandates(NONE_YET.holder, NONE_YET.holder_name, NONE_YET.post, NONE_YET.unit, NONE_YET.zone)
THURSDAY = date(2021, 4, 29)


def refused(wanted: Mandate, there: Mandates | None = None, acting: Employee | None = None) -> list[str]:
    with pytest.raises(Invalid) as raised:
        granted(there, EMPTY, wanted, acting or a_secretary(), FRIDAY)
    return [each.field for each in raised.value.problems]


def test_a_first_mandate_begins_the_record_and_a_second_continues_it() -> None:
    first = granted(None, EMPTY, a_mandate("one"), a_secretary(), FRIDAY)
    second = granted(first, EMPTY, a_mandate("two", first=THURSDAY, last=THURSDAY), a_secretary(), FRIDAY)

    assert (first.revision, second.revision) == (1, 2)
    assert [each.id for each in second.mandates] == ["one", "two"]
    assert second.officers == {"rina"}


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (a_mandate(number=""), ["number"]),
        (a_mandate(number="x" * 81), ["number"]),
        (a_mandate(first=TUESDAY, last=MONDAY), ["last"]),
        (a_mandate(first=date(2021, 4, 1), last=date(2021, 4, 22)), ["last"]),
        (a_mandate(kind=MandateKind.PLT, last=FRIDAY + timedelta(days=92)), ["last"]),
        (a_mandate(acting="budi"), ["acting"]),
    ],
    ids=["no number", "a long number", "backwards", "over already", "a Plt. over three months", "oneself"],
)
def test_what_cannot_be_is_told_beside_its_field(wanted: Mandate, fields: list[str]) -> None:
    assert refused(wanted) == fields


@pytest.mark.parametrize(
    "acting", [an_employee("rina", active=False), an_employee("rina", email=None)], ids=["left", "without address"]
)
def test_an_acting_officer_can_be_reached(acting: Employee) -> None:
    assert refused(a_mandate(), acting=acting) == ["acting"]


def test_three_months_of_a_plt_and_a_long_absence_of_a_plh_are_taken() -> None:
    for wanted in (
        a_mandate(kind=MandateKind.PLT, last=FRIDAY + timedelta(days=91)),
        a_mandate(kind=MandateKind.PLH, last=FRIDAY + timedelta(days=150)),
    ):
        assert granted(None, EMPTY, wanted, a_secretary(), FRIDAY).on(FRIDAY) == wanted


@pytest.mark.parametrize(
    ("first", "last"),
    [(MONDAY, TUESDAY), (FRIDAY, FRIDAY), (WEDNESDAY, THURSDAY), (date(2021, 4, 1), date(2021, 5, 30))],
    ids=["within", "at its beginning", "at its end", "around"],
)
def test_no_two_mandates_cover_one_day(first: date, last: date) -> None:
    assert refused(a_mandate("two", first=first, last=last), some_mandates()) == ["first"]


def test_a_mandate_that_ends_early_is_over_the_same_day() -> None:
    over = ended(some_mandates(), "mandate1", TUESDAY)

    assert (over.on(MONDAY) is not None, over.on(TUESDAY), over.revision) == (True, None, 2)


def test_one_that_never_began_is_taken_out_and_a_new_one_may_take_its_place() -> None:
    none = ended(some_mandates(a_mandate(first=MONDAY)), "mandate1", FRIDAY)

    assert none.mandates == ()
    assert granted(none, EMPTY, a_mandate("two"), a_secretary(), FRIDAY).on(MONDAY)


@pytest.mark.parametrize(("name", "today"), [("other", FRIDAY), ("mandate1", THURSDAY)], ids=["unknown", "over"])
def test_what_is_not_there_or_is_over_is_not_ended(name: str, today: date) -> None:
    with pytest.raises(NotFound):
        ended(some_mandates(), name, today)
