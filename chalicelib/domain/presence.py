"""A day at the office: when somebody came and went by the fingerprint machine, and the call that brought them there."""

from datetime import time

from msgspec import Struct

DAY = 24 * 60


class Presence(Struct, frozen=True):
    """A day's attendance; `start` and `end` are minutes after its midnight, None where nothing was recorded.

    An end of 24 hours or more is of the next morning: a shift belongs to the day on which it starts.
    """

    start: int | None
    end: int | None
    entered: bool = False
    """Whether the secretary entered it by hand."""

    @property
    def is_complete(self) -> bool:
        """Whether both are known, so that minutes can be counted."""
        return self.start is not None and self.end is not None

    @property
    def is_overnight(self) -> bool:
        """Whether it ends on the next day."""
        return self.end is not None and self.end >= DAY

    @property
    def came(self) -> time | None:
        """When they came, None for not recorded."""
        return clock_of(self.start)

    @property
    def went(self) -> time | None:
        """When they went, on the next day for a shift that crosses midnight."""
        return clock_of(self.end)

    @property
    def times(self) -> tuple[int | None, int | None]:
        """Both, to be compared whoever entered them."""
        return self.start, self.end

    def packed(self) -> str:
        """As the ledger stores it, e.g. "@07301600", with an "m" at the end where it was entered by hand."""
        return f"@{_packed(self.start)}{_packed(self.end)}{'m' if self.entered else ''}"


class Recalled(Struct, frozen=True):
    """A call to the office that took somebody's day at home: which, and when on that day it came."""

    recall: str
    since: int | None = None
    """Minutes after midnight, unit time; None for a call on an earlier day, which makes it an office day from the
    morning on."""

    def packed(self) -> str:
        """As the ledger stores it, e.g. ">0915kq3vd5c2x7mabnop"."""
        return f">{_packed(self.since)}{self.recall}"


def unpacked_recalled(packed: str) -> Recalled:
    """What `packed` was made from."""
    return Recalled(packed[5:], _unpacked(packed[1:5]))


def unpacked_presence(packed: str) -> Presence:
    """What `packed` was made from."""
    return Presence(_unpacked(packed[1:5]), _unpacked(packed[5:9]), entered=packed.endswith("m"))


def clock_of(minutes: int | None) -> time | None:
    """Minutes after midnight as a time of day."""
    return None if minutes is None else clock_at(minutes)


def clock_at(minutes: int) -> time:
    """The time of day that many minutes after a midnight."""
    return time(minutes // 60 % 24, minutes % 60)


def minutes_of(clock: time) -> int:
    """A time of day as minutes after midnight."""
    return clock.hour * 60 + clock.minute


def _packed(minutes: int | None) -> str:
    return "----" if minutes is None else f"{minutes // 60:02d}{minutes % 60:02d}"


def _unpacked(packed: str) -> int | None:
    return None if packed == "----" else int(packed[:2]) * 60 + int(packed[2:])
