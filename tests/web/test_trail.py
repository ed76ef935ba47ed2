"""How the trail is told to people."""

from chalicelib.domain.orders import Act
from chalicelib.domain.trail import Means
from chalicelib.web.trail import MEANS, WHAT


def test_every_act_and_every_means_has_a_name() -> None:
    assert set(Act) <= set(WHAT)
    assert set(Means) == set(MEANS)
