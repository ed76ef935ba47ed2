"""The trail: who did or saw what, when, from where and by which means. Appended to, never changed."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Means(StrEnum):
    """How someone acted."""

    SIGNED_IN = "signed_in"
    LINK = "link"
    """By the link in a mail, on a browser known for them."""
    LINK_ONLY = "link_only"
    """By the link in a mail, on a browser that nobody knows, because the circular lets the link alone decide."""
    SCHEDULE = "schedule"
    IMPORT = "import"
    """By a staff list that an administrator confirmed."""
    MAIL = "mail"
    """By what the mail service told of a mail."""
    BY_HAND = "by_hand"
    """By a command of whoever runs the system."""


class Origin(Struct, frozen=True):
    """Where a request came from."""

    source: str
    """Network address as the gateway saw it."""
    means: Means


SCHEDULED = Origin("", Means.SCHEDULE)
BY_THE_CLOCK = ("", "Giliran")
"""Who and by what name, where nobody did it and its time had come."""


class TrailEntry(Struct, frozen=True):
    """One line of an aggregate's trail. `number` is the aggregate's revision, None for someone looking at it."""

    about: str
    """The aggregate, e.g. "ORDER#<id>"."""
    number: int | None
    id: str
    at: datetime
    who: str
    who_name: str
    what: str
    """An act of the aggregate, or "view"."""
    origin: Origin
    note: str = ""
    as_whom: str = ""
    """In whose post an acting officer acted, and by which mandate; "" in one's own."""
    concerns: str = ""
    """The employee whose record it is, who may read this; "" for what is about nobody in particular."""
