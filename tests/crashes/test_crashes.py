"""What DESIGN calls promises, kept by a process that is killed before and after every call it makes to AWS.

For each use case and each of its calls a world is killed there and restarted, which is to say: the sweep goes on, and
the person presses the button once more or goes home. What was acknowledged is there, nothing is there in part, nothing
is there twice but a mail, and each mail that the undisturbed world sends is sent. To die after one call and before the
next is the same death, so a process of n calls is killed n + 1 times.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.crashes.scenarios import (
    PRESSED,
    SCENARIOS,
    Scenario,
    at,
    deaths,
    disturbed,
    losses,
    lost,
    sent_often_enough,
    undisturbed,
)
from tests.crashes.world import Killed, facts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@pytest.fixture(autouse=True)
def _failures_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@each_scenario
def test_a_process_killed_at_any_call_leaves_all_or_nothing(mocked: DynamoDBClient, scenario: Scenario) -> None:
    right = undisturbed(mocked, scenario)
    assert right.calls

    for number, when in deaths(right.calls):
        world, acknowledged = disturbed(right, scenario, at(number, when, Killed()))
        world.restart()

        found, place = facts(world), (when, number, right.calls[number - 1])
        assert not acknowledged, place
        assert found in (right.done, right.untouched), place
        assert sent_often_enough(world), place


@pytest.mark.parametrize("scenario", PRESSED, ids=lambda scenario: scenario.name)
def test_who_presses_again_after_a_crash_gets_what_they_asked_for_once(
    mocked: DynamoDBClient, scenario: Scenario
) -> None:
    right = undisturbed(mocked, scenario)

    for number, when in deaths(right.calls):
        world, _ = disturbed(right, scenario, at(number, when, Killed()))
        scenario.act(world, right.given)
        world.restart()

        assert facts(world) == right.done, (when, number, right.calls[number - 1])


@each_scenario
def test_a_request_or_an_answer_lost_at_any_call_loses_and_doubles_nothing(
    mocked: DynamoDBClient, scenario: Scenario
) -> None:
    right = undisturbed(mocked, scenario)

    for number, when in losses(right.calls):
        world, acknowledged = disturbed(right, scenario, at(number, when, lost()))
        if not acknowledged:
            scenario.act(world, right.given)
        world.restart()

        place = (when, number, right.calls[number - 1])
        assert facts(world) == right.done, place
        assert sent_often_enough(world), place
