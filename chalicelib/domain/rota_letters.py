"""The letters a rota keeps its days as: the reason for each, or the number of the group that needs somebody."""

from chalicelib.domain.rota_bounds import Group
from chalicelib.domain.rota_terms import Place, Placement, Reason

AT_HOME = frozenset(reason.value for reason in Reason if reason.place is Place.HOME)
BY_HAND = {Place.HOME: Reason.HOME_BY_HAND.value, Place.OFFICE: Reason.OFFICE_BY_HAND.value}
SETTLED = frozenset(
    {
        Reason.AWAY,
        Reason.CLOSED,
        Reason.HOME_GRANTED,
        Reason.HOME_ALWAYS,
        Reason.OFFICE_ALWAYS,
        Reason.OFFICE_NEEDED,
        Reason.OFFICE_RULED,
    }
)
"""Placements that the rota found and did not make."""
_PLAIN = {reason.value: Placement(reason) for reason in Reason}


def place_of(letter: str) -> Place:
    """Where a day's letter puts somebody."""
    return Place.OFFICE if letter.isdigit() else _PLAIN[letter].place


def placement_of(letter: str, groups: tuple[Group, ...]) -> Placement:
    """The placement that a letter keeps."""
    return Placement(Reason.OFFICE_COVERAGE, groups[int(letter)].name) if letter.isdigit() else _PLAIN[letter]


def letter_of(placement: Placement, groups: tuple[Group, ...]) -> str:
    """The letter that keeps a placement."""
    if placement.group:
        return str(next(number for number, group in enumerate(groups) if group.name == placement.group))
    return placement.reason.value
