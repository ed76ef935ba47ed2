"""Who may look after whose records."""

import pytest

from chalicelib.domain.people import Role, UnitId, Zone, actor_of
from tests.factories import a_unit, an_actor, an_employee, utc

OWN, OTHER = UnitId("DISKOMINFO"), UnitId("RSUD")


@pytest.mark.parametrize(
    ("roles", "own", "other"),
    [
        ((), False, False),  # staff keep nothing
        ((Role.HEAD,), True, False),
        ((Role.SECRETARY,), True, False),
        ((Role.ADMINISTRATOR,), True, True),  # answers for the whole city
        ((Role.SECRETARY, Role.ADMINISTRATOR), True, True),
    ],
)
def test_who_keeps_a_units_records(roles: tuple[Role, ...], own: bool, other: bool) -> None:
    actor = an_actor(roles=roles)

    assert actor.keeps(OWN) is own
    assert actor.keeps(OTHER) is other


def test_an_actor_is_the_employee_in_their_unit() -> None:
    actor = actor_of(an_employee(roles=(Role.HEAD,)), a_unit(zone=Zone.WITA))

    assert actor == an_actor(zone=Zone.WITA, roles=(Role.HEAD,))


@pytest.mark.parametrize(("zone", "hour"), [(Zone.WIB, 7), (Zone.WITA, 8), (Zone.WIT, 9)])
def test_the_three_zones_are_one_hour_apart(zone: Zone, hour: int) -> None:
    assert utc(2021, 4, 26).astimezone(zone.info).hour == hour
