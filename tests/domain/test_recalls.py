"""Recalls: who may do what, and when."""

from datetime import time, timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from chalicelib.domain.recalls import Act, Stage, call_problems, moved_on
from chalicelib.domain.refusals import Conflict, Forbidden
from tests.factories import FRIDAY, FRIDAY_MORNING, MONDAY, a_recall, local

LEADS = {
    (Stage.CALLED, Act.ACKNOWLEDGE): Stage.ACKNOWLEDGED,
    (Stage.CALLED, Act.ARRIVE): Stage.ARRIVED,
    (Stage.ACKNOWLEDGED, Act.ARRIVE): Stage.ARRIVED,
    (Stage.CALLED, Act.WITHDRAW): Stage.WITHDRAWN,
    (Stage.ACKNOWLEDGED, Act.WITHDRAW): Stage.WITHDRAWN,
}


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, Act)))
def test_a_recall_goes_where_the_table_says_and_nowhere_else(stage: Stage, act: Act) -> None:
    recall, is_own = a_recall(stage=stage), act is Act.ACKNOWLEDGE
    later = FRIDAY_MORNING + timedelta(days=3, minutes=7)

    if (stage, act) not in LEADS:
        assert act not in recall.possible(MONDAY)
        with pytest.raises(Conflict):
            moved_on(recall, act, later, is_own=is_own, is_keeper=True)
        return
    becomes = moved_on(recall, act, later, is_own=is_own, is_keeper=True)
    assert act in recall.possible(MONDAY)
    assert (becomes.stage, becomes.revision) == (LEADS[stage, act], 2)
    assert becomes.acknowledged_at == (later if act is Act.ACKNOWLEDGE else None)
    assert becomes.arrived_at == (later if act is Act.ARRIVE else None)


@pytest.mark.parametrize(
    ("act", "is_own", "is_keeper"),
    [
        (Act.ACKNOWLEDGE, False, True),
        (Act.ARRIVE, True, True),  # a secretary who is called in does not note their own arrival
        (Act.ARRIVE, False, False),
        (Act.WITHDRAW, True, False),
    ],
)
def test_each_does_what_is_theirs(act: Act, is_own: bool, is_keeper: bool) -> None:
    with pytest.raises(Forbidden):
        moved_on(a_recall(), act, FRIDAY_MORNING, is_own=is_own, is_keeper=is_keeper)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (299, 4), (300, 5), (90_000, 1500)])
def test_the_answer_is_counted_in_whole_minutes(seconds: int, minutes: int) -> None:
    answered = replace(a_recall(), acknowledged_at=FRIDAY_MORNING + timedelta(seconds=seconds))

    assert answered.answer_minutes == minutes
    assert a_recall().answer_minutes is None


@pytest.mark.parametrize(
    ("purpose", "hour", "fields"),
    [
        ("Rapat", time(10), []),
        ("", time(10), ["purpose"]),
        ("x" * 200, time(10), []),
        ("x" * 201, time(10), ["purpose"]),
        ("Rapat", time(9, 59), ["hour"]),
        ("", time(0), ["purpose", "hour"]),
    ],
)
def test_what_may_be_typed(purpose: str, hour: time, fields: list[str]) -> None:
    assert [each.field for each in call_problems(purpose, MONDAY, hour, local(MONDAY, 10))] == fields


def test_nobody_has_arrived_before_the_day() -> None:
    recall = a_recall()

    assert recall.possible(FRIDAY) == (Act.ACKNOWLEDGE, Act.WITHDRAW)
    with pytest.raises(Conflict, match="pada hari panggilan"):
        moved_on(recall, Act.ARRIVE, FRIDAY_MORNING, is_own=False, is_keeper=True)
