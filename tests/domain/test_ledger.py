"""The unit's month as it is stored: a packed mark per day, small however much happened."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendars import Month, dates_of
from chalicelib.domain.ledger import Filed, LedgerRow, Mark, Verdict, opened_row, reported, unpacked
from chalicelib.domain.orders import OrderId
from chalicelib.domain.presence import Presence, Recalled
from chalicelib.storage.codec import item_of, record_of
from tests.factories import APRIL, MONDAY, TUESDAY, a_mark, a_row, a_sheet, an_employee

order_ids = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16).map(OrderId)
marks = st.builds(Mark, order_ids, st.booleans(), st.sampled_from(Filed), st.integers(0, 999))


@given(marks)
def test_what_is_packed_is_unpacked_again(mark: Mark) -> None:
    assert unpacked(mark.packed()) == mark


@pytest.mark.parametrize(
    ("mark", "packed"),
    [
        (a_mark(approved=False), "s-000kq3vd5c2x7mabnop"),
        (a_mark(), "a-000kq3vd5c2x7mabnop"),
        (a_mark(filed=Filed.IN_TIME, minutes=390), "at390kq3vd5c2x7mabnop"),
        (a_mark(filed=Filed.LATE, minutes=45), "al045kq3vd5c2x7mabnop"),
        (a_mark(closed=True), "c-000kq3vd5c2x7mabnop"),
    ],
    ids=["asked", "approved", "reported", "late", "closed"],
)
def test_a_mark_is_one_short_string(mark: Mark, packed: str) -> None:
    assert mark.packed() == packed  # stored rows must stay readable


@given(st.dictionaries(st.sampled_from(dates_of(APRIL)), marks))
def test_a_row_comes_back_from_the_store_as_it_went(days: dict[date, Mark]) -> None:
    row = a_row(days=days)

    again = record_of(item_of(row), LedgerRow)

    assert again == row
    assert again.marks == {f"{day:%d}": mark for day, mark in days.items()}


def test_a_day_without_facts_has_no_mark() -> None:
    row = a_row(days={MONDAY: a_mark()})

    assert row.mark(MONDAY) == a_mark()
    assert row.mark(TUESDAY) is None


def stored_bytes(value: dict[str, Any]) -> int:
    """What DynamoDB counts for an attribute value: 3 bytes for a map, 1 for each of its elements."""
    (kind, content), *_ = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + stored_bytes(each) for name, each in content.items())
    return 1 if kind == "NULL" else len(str(content).encode())


def test_a_month_that_is_full_to_the_last_day_stays_within_a_kilobyte() -> None:
    full = {day: a_mark(filed=Filed.LATE, minutes=450) for day in dates_of(Month("2021-05"))}
    row = a_row(
        "kq3vd5c2x7mabnop",
        unit="DISPERINDAG",
        month="2021-05",
        name="Dra. Hj. Raden Roro Sri Wahyuningsih Kusumawardhani, M.Si.",
        days=full,
    )

    item = item_of(row)

    assert len(row.days) == 31
    assert sum(len(name.encode()) + stored_bytes(value) for name, value in item.items()) <= 1024


def test_a_full_month_with_calls_a_share_and_a_carried_shortfall_stays_within_a_kilobyte() -> None:
    """Every working day of the longest months is at home and verified, two of them ended with a call to the office."""
    month = dates_of(Month("2021-03"))
    called = (month[1], month[15])
    row = a_row(
        "kq3vd5c2x7mabnop",
        unit="DISPERINDAG",
        month="2021-03",
        name="Dra. Hj. Raden Roro Sri Wahyuningsih Kusumawardhani, M.Si.",
        days={
            day: a_mark(filed=Filed.LATE, minutes=450, closed=True, verdict=Verdict.ACCEPTED)
            for day in month
            if day not in called and day.weekday() < 6
        },
        presences=dict.fromkeys(called, Presence(540, 990)),
        calls=dict.fromkeys(called, Recalled("kq3vd5c2x7mabnop", 495)),
        weekly=1200,
        short=12_345,
        since=month[0],
        until=month[-1],
    )

    item = item_of(row)

    assert record_of(item, LedgerRow) == row
    assert sum(len(name.encode()) + stored_bytes(value) for name, value in item.items()) <= 1024


@pytest.mark.parametrize(
    ("called", "packed"),
    [
        (Recalled("kq3vd5c2x7mabnop", 555), ">0915kq3vd5c2x7mabnop"),
        (Recalled("kq3vd5c2x7mabnop"), ">----kq3vd5c2x7mabnop"),
    ],
    ids=["on the day", "the day before"],
)
def test_a_call_is_one_short_string_beside_the_days_mark(called: Recalled, packed: str) -> None:
    row = a_row(calls={MONDAY: called})

    assert row.days == {"26r": packed}
    assert (row.recalled(MONDAY), row.mark(MONDAY), row.marks, row.away(MONDAY)) == (called, None, {}, None)


def test_a_month_opens_empty_with_the_employees_name() -> None:
    row = opened_row(an_employee(), APRIL)

    assert row == a_row()
    assert row.marks == {}


@pytest.mark.parametrize(("late", "filed"), [(False, Filed.IN_TIME), (True, Filed.LATE)])
def test_a_report_leaves_its_minutes_and_whether_it_was_late(late: bool, filed: Filed) -> None:
    assert reported(a_mark(), 385, late=late) == a_mark(filed=filed, minutes=385)


def test_a_sheet_answers_for_each_of_its_dates() -> None:
    sheet = a_sheet()

    assert [sheet.on(day).date for day in dates_of(APRIL)] == list(dates_of(APRIL))
