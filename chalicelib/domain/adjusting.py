"""A circular or a calendar on its way to the months that are open: which units it touches, and how far it is.

What was decided is one record; the months follow, a unit at a time, by a worker that may be cut anywhere. What they
come to is worked out from the records as they are when the worker gets there, so doing it twice changes nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.texts import text

STUCK_AFTER = timedelta(minutes=2)
"""Without a step for so long, the administrator may have it go on."""


class Progress(StrEnum):
    """Where an adjustment stands."""

    RUNNING = "running"
    DONE = "done"


class Adjustment(Struct, frozen=True):
    """What carries one change to the opened months of `units`; `done` counts those that have followed."""

    id: str
    about: str
    """The trail's name of what was changed."""
    units: tuple[UnitId, ...]
    touched_at: datetime
    """When it was made, or its last step was."""
    done: int = 0
    revision: int = 1
    errand: Errand = Errand.ADJUST_MONTHS
    """What is done for each unit."""

    @property
    def progress(self) -> Progress:
        """Where it stands."""
        return Progress.DONE if self.done >= len(self.units) else Progress.RUNNING

    @property
    def percent(self) -> int:
        """How far it is."""
        return self.done * 100 // len(self.units) if self.units else 100

    def is_stuck(self, at: datetime) -> bool:
        """Whether it should be further by now than it is."""
        return self.progress is Progress.RUNNING and at - self.touched_at >= STUCK_AFTER


def advanced(running: Adjustment, at: datetime) -> Adjustment:
    """The adjustment after one more unit has followed."""
    return replace(running, done=running.done + 1, touched_at=at, revision=running.revision + 1)


def resumed(stuck: Adjustment, at: datetime) -> Adjustment:
    """A stuck adjustment that is to go on. Raises Conflict when it is not stuck."""
    if not stuck.is_stuck(at):
        raise Conflict(text("Penyesuaian ini masih berjalan atau sudah selesai."))
    return replace(stuck, touched_at=at, revision=stuck.revision + 1)
