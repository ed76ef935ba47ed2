"""Several records picked on one page, each dealt with by itself: what is refused is that one's outcome alone."""

from collections.abc import Callable

from msgspec import Struct

from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.texts import Message
from chalicelib.workflows.once import Sent

MOST_SHOWN = 50
"""Of those waiting, the longest first; dealing with them brings the others up."""


class Picked(Struct, frozen=True):
    """A record that was picked, by the name the page gives it, at the revision that was seen."""

    name: str
    seen: int


def own_form(sent: Sent, picked: Picked) -> Sent:
    """The form as it counts for one of those picked: sent again, it does nothing twice."""
    return Sent(f"{sent.key}#{picked.name}", sent.content_hash)


def refusal_of(act: Callable[[], object]) -> Message | None:
    """Why `act` was refused, None when it was not."""
    try:
        act()
    except Invalid as refusal:
        return next((each.message for each in refusal.problems), refusal.message)
    except Refusal as refusal:
        return refusal.message
    return None
