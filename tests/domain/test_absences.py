"""Leave, sickness, travel and training: what may be entered, and how the ledger and the orders follow."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.absences import (
    Absence,
    AbsenceDraft,
    AbsenceKind,
    Away,
    Part,
    corrected,
    draft_problems,
    months_between,
    needs_letter,
    unpacked_away,
    withdrawn,
)
from chalicelib.domain.calendars import Month
from chalicelib.domain.deciding import given_back
from chalicelib.domain.ledger import DayChange, Filed, LedgerRow, Mark, absence_changes, absent_in
from chalicelib.domain.orders import Act, Status
from chalicelib.domain.people import EmployeeId, EnteredBy
from chalicelib.domain.refusals import Conflict, Invalid
from tests.factories import (
    APRIL,
    FRIDAY,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_row,
    a_unit_month,
    an_absence,
    an_away,
    an_order,
)

RINA = EnteredBy(EmployeeId("rina"), "Rina")
SUNDAY = date(2021, 4, 25)


def a_draft(
    kind: AbsenceKind = AbsenceKind.LEAVE,
    part: Part = Part.WHOLE,
    first: date = MONDAY,
    last: date | None = None,
    letter: str = "850/1",
) -> AbsenceDraft:
    return AbsenceDraft(kind, part, first, last or first, letter)


def wrong(draft: AbsenceDraft, *others: Absence) -> list[str]:
    """The fields with something wrong, on Friday the 23rd."""
    return [each.field for each in draft_problems(draft, others, FRIDAY)]


@given(st.sampled_from(AbsenceKind), st.sampled_from(Part))
def test_what_is_packed_is_unpacked_again(kind: AbsenceKind, part: Part) -> None:
    assert unpacked_away(an_away(kind, part).packed()) == an_away(kind, part)


@pytest.mark.parametrize("target", [390, 450, 451, 0])
def test_the_halves_of_a_day_differ_by_a_minute_at_most(target: int) -> None:
    left = an_away(part=Part.MORNING).left_of(target)

    assert an_away().left_of(target) == 0
    assert left - (target - left) in (0, 1)


@pytest.mark.parametrize(
    ("kind", "last", "needed"),
    [
        (AbsenceKind.LEAVE, MONDAY, True),
        (AbsenceKind.TRAVEL, MONDAY, True),
        (AbsenceKind.TRAINING, MONDAY, True),
        (AbsenceKind.SICK, MONDAY, False),  # a note to the superior is enough
        (AbsenceKind.SICK, TUESDAY, True),
    ],
)
def test_only_a_single_day_of_sickness_needs_no_letter(kind: AbsenceKind, last: date, *, needed: bool) -> None:
    draft = a_draft(kind, last=last, letter="")

    assert needs_letter(draft) is needed
    assert wrong(draft) == (["letter"] if needed else [])


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (a_draft(), []),
        (a_draft(last=WEDNESDAY), []),
        (a_draft(first=date(2021, 3, 1)), []),  # last month may still be put right
        (a_draft(first=date(2021, 2, 28)), ["first"]),
        (a_draft(last=FRIDAY), ["last"]),
        (a_draft(last=MONDAY + timedelta(365)), []),
        (a_draft(last=MONDAY + timedelta(366)), ["last"]),
        (a_draft(first=FRIDAY + timedelta(400), last=FRIDAY + timedelta(401)), ["last"]),
        (a_draft(part=Part.MORNING), []),
        (a_draft(part=Part.AFTERNOON, last=TUESDAY), ["part"]),
        (a_draft(letter="9" * 80), []),
        (a_draft(letter="9" * 81), ["letter"]),
    ],
)
def test_what_may_be_entered(draft: AbsenceDraft, fields: list[str]) -> None:
    assert wrong(draft) == fields


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [
        (FRIDAY, FRIDAY, []),
        (FRIDAY, MONDAY, ["first"]),
        (TUESDAY, TUESDAY, ["first"]),
        (WEDNESDAY, WEDNESDAY, []),
    ],
)
def test_nobody_is_away_twice_on_a_day(first: date, last: date, fields: list[str]) -> None:
    other = an_absence(first=MONDAY, last=TUESDAY)

    assert wrong(a_draft(first=first, last=last), other) == fields
    assert wrong(a_draft(first=first, last=last), replace(other, withdrawn=True)) == []


def test_a_correction_says_why_and_keeps_every_month_it_ever_touched() -> None:
    absence = an_absence(last=date(2021, 5, 3))

    again = corrected(absence, a_draft(AbsenceKind.SICK), "Tanggal keliru.", RINA, FRIDAY_MORNING)

    assert (again.kind, again.first, again.last, again.revision) == (AbsenceKind.SICK, MONDAY, MONDAY, 2)
    assert again.months == (APRIL, MAY)
    with pytest.raises(Invalid):
        corrected(absence, a_draft(), "", RINA, FRIDAY_MORNING)
    with pytest.raises(Invalid):
        withdrawn(absence, "x" * 501)


def test_what_was_withdrawn_says_nothing_of_any_day_and_stays_so() -> None:
    ended = withdrawn(an_absence(), "Cuti dibatalkan.")

    assert (ended.on(MONDAY), ended.revision) == (None, 2)
    with pytest.raises(Conflict):
        withdrawn(ended, "Lagi.")
    with pytest.raises(Conflict):
        corrected(ended, a_draft(), "Lagi.", RINA, FRIDAY_MORNING)


def test_months_go_over_the_turn_of_the_year() -> None:
    assert months_between(date(2021, 12, 31), date(2022, 1, 1)) == (Month("2021-12"), Month("2022-01"))


# The ledger


def after(row: LedgerRow, changes: tuple[DayChange, ...]) -> LedgerRow:
    """The row with the changes, each of which must find what it expects."""
    days = dict(row.days)
    for each in changes:
        assert days.pop(each.slot, None) == (each.was.packed() if each.was else None)
        if each.becomes:
            days[each.slot] = each.becomes.packed()
    return replace(row, days=days)


def test_a_whole_day_takes_the_orders_place_and_half_a_day_stands_beside_it() -> None:
    row = a_row(days={MONDAY: a_mark()})
    half = an_absence(part=Part.MORNING)

    whole_row, half_row = (after(row, absence_changes(row, each)) for each in (an_absence(), half))

    assert (whole_row.mark(MONDAY), whole_row.away(MONDAY)) == (None, an_away())
    assert (half_row.mark(MONDAY), half_row.away(MONDAY)) == (a_mark(), an_away(part=Part.MORNING))
    assert half_row.marks == {"26": a_mark()}
    assert half_row.aways == {MONDAY: an_away(part=Part.MORNING)}


def test_a_row_that_reflects_an_absence_does_not_change_again() -> None:
    absence = an_absence(last=WEDNESDAY)
    row = after(a_row(), absence_changes(a_row(), absence))

    assert list(row.aways) == [MONDAY, TUESDAY, WEDNESDAY]
    assert absence_changes(row, absence) == ()


KINDS, PARTS = st.sampled_from(AbsenceKind), st.sampled_from(Part)


@given(KINDS, KINDS, PARTS, PARTS, st.booleans(), st.integers(0, 6))
def test_a_corrected_absence_leaves_nothing_of_what_it_was(
    was: AbsenceKind, becomes: AbsenceKind, old: Part, new: Part, ordered: bool, later: int
) -> None:
    row = a_row(days={MONDAY: a_mark()} if ordered else {})
    first = an_absence(kind=was, part=old)
    second = replace(first, kind=becomes, part=new, last=MONDAY + timedelta(later % 5))

    kept = after(row, absence_changes(row, first))
    kept = after(kept, absence_changes(kept, second))

    assert {away.part for away in kept.aways.values()} == {new}
    assert list(kept.aways) == [MONDAY + timedelta(n) for n in range(later % 5 + 1)]
    gone = after(kept, absence_changes(kept, replace(second, withdrawn=True)))
    assert gone.aways == {}
    assert absence_changes(gone, replace(second, withdrawn=True)) == ()


@pytest.mark.parametrize("mark", [a_mark(filed=Filed.IN_TIME, minutes=390), a_mark(filed=Filed.LATE)])
def test_a_day_that_was_reported_stays_a_day_at_home(mark: Mark) -> None:
    row = a_row(days={MONDAY: mark})

    assert absence_changes(row, an_absence()) == ()
    assert len(absence_changes(row, an_absence(part=Part.MORNING))) == 1


def test_another_absence_is_not_written_over() -> None:
    assert absence_changes(a_row(aways={MONDAY: an_away(absence="other")}), an_absence()) == ()


def test_days_outside_the_unit_are_left_alone() -> None:
    row = replace(a_row(), since=TUESDAY)

    assert [each.day for each in absence_changes(row, an_absence(last=WEDNESDAY))] == [TUESDAY, WEDNESDAY]


def test_a_units_absences_are_read_from_its_month() -> None:
    there: dict[date, Away] = {MONDAY: an_away(), SUNDAY: an_away()}

    assert absent_in(a_unit_month(a_row(aways=there), a_row("dewi", name="Dewi"))) == {"siti": there}


# The orders


def test_an_approved_day_is_called_off_and_with_its_last_day_the_order() -> None:
    order = an_order(status=Status.APPROVED)

    act, becomes = given_back(order, order.employee, frozenset({MONDAY}), "Tidak masuk.")
    assert (act, becomes.status, becomes.standing) == (Act.FREE_DAYS, Status.APPROVED, (WEDNESDAY,))
    act, becomes = given_back(becomes, order.employee, frozenset({WEDNESDAY}), "Tidak masuk.")
    assert (act, becomes.status, becomes.standing) == (Act.FREE, Status.CANCELLED, ())
    assert (becomes.revision, becomes.reason) == (order.revision + 2, "Tidak masuk.")


def test_an_undecided_day_lapses_and_with_its_last_day_the_order() -> None:
    order = an_order()

    act, becomes = given_back(order, order.employee, frozenset({MONDAY}), "Tidak masuk.")
    assert (act, becomes.status, becomes.dates, becomes.lapsed) == (
        Act.FREE_DAYS,
        Status.SUBMITTED,
        (WEDNESDAY,),
        (MONDAY,),
    )
    act, becomes = given_back(becomes, order.employee, frozenset({WEDNESDAY}), "Tidak masuk.")
    assert (act, becomes.status, becomes.standing) == (Act.FREE, Status.LAPSED, ())
