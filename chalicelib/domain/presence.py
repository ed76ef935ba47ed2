"""What the fingerprint machine says of one day: when somebody came to the office and when they went."""

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


def unpacked_presence(packed: str) -> Presence:
    """What `packed` was made from."""
    return Presence(_unpacked(packed[1:5]), _unpacked(packed[5:9]), entered=packed.endswith("m"))


def clock_of(minutes: int | None) -> time | None:
    """Minutes after midnight as a time of day."""
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)


def minutes_of(clock: time) -> int:
    """A time of day as minutes after midnight."""
    return clock.hour * 60 + clock.minute


def _packed(minutes: int | None) -> str:
    return "----" if minutes is None else f"{minutes // 60:02d}{minutes % 60:02d}"


def _unpacked(packed: str) -> int | None:
    return None if packed == "----" else int(packed[:2]) * 60 + int(packed[2:])
