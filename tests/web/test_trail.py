"""How the trail is told to people."""

from chalicelib.domain.orders import Act
from chalicelib.domain.trail import Means
from chalicelib.web.trail import ABOUT, MEANS, SUBJECTS, WHAT
from chalicelib.workflows.trail import Subject


def test_every_act_and_every_means_has_a_name() -> None:
    assert set(Act) <= set(WHAT)
    assert set(Means) == set(MEANS)


def test_every_subject_is_offered_and_named_as_its_records_are() -> None:
    assert set(SUBJECTS) == set(Subject)
    assert {each.upper() for each in Subject} - {"PERSON"} <= set(ABOUT)
