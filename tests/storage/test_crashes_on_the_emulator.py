"""A few of the deaths of `tests/crashes`, on tables that are real ones as far as transactions go."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.crashes.scenarios import SCENARIOS, at, deaths, disturbed, undisturbed
from tests.crashes.world import Killed, facts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(autouse=True)
def _failures_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("name", ["approve", "deliver a decision"])
def test_the_emulator_bears_the_same_deaths(emulated: DynamoDBClient, name: str) -> None:
    (scenario,) = [each for each in SCENARIOS if each.name == name]
    endpoint = emulated.meta.endpoint_url
    right = undisturbed(emulated, scenario, endpoint)

    for number, when in deaths(right.calls):
        world, _ = disturbed(right, scenario, at(number, when, Killed()), endpoint)
        world.restart()
        assert facts(world) in (right.done, right.untouched), (when, number)
        scenario.act(world, right.given)
        world.restart()
        assert facts(world) == right.done, (when, number)
