"""A staff list that an administrator hands in (impor data pegawai dan unit): what it would change, and how far it is.

A file is looked at as a whole: with a single bad row nothing of it can be applied. What it would change is worked out
once, kept as a plan, shown, and applied only after it was confirmed, in small steps that a worker may be cut between.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.texts import text

STUCK_AFTER = timedelta(minutes=2)
"""Without a step for so long, the administrator may have it go on."""


class File(StrEnum):
    """The two files; the value is what people call them."""

    UNITS = "units.csv"
    STAFF = "staff.csv"


class Status(StrEnum):
    """Where an import stands."""

    CHECKED = "checked"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It stopped for a reason that trying again at once would not mend; it may be made to go on."""


class Counts(Struct, frozen=True):
    """What an import comes to, for its heading."""

    units_added: int = 0
    units_changed: int = 0
    units_unchanged: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    deactivated: int = 0
    unchanged: int = 0
    errors: int = 0
    warnings: int = 0


class StaffRoll(Struct, frozen=True):
    """The city's staff as a whole: which import is being applied, and by its revision how many were begun and ended."""

    applying: str | None = None
    revision: int = 1


class Work(Struct, frozen=True, kw_only=True):
    """What a file that was handed in asks for, applied step by step once it is confirmed, and how far that is."""

    id: str
    by: EmployeeId
    by_name: str
    at: datetime
    steps: int
    status: Status = Status.CHECKED
    done: int = 0
    touched_at: datetime | None = None
    """When its last step was made."""
    failure: str = ""
    revision: int = 1

    @property
    def has_begun(self) -> bool:
        """Whether it is to be applied now."""
        return self.status in (Status.CONFIRMED, Status.RUNNING)

    def is_stuck(self, at: datetime) -> bool:
        """Whether it should be further by now than it is."""
        if self.status is Status.FAILED:
            return True
        return self.has_begun and self.touched_at is not None and at - self.touched_at >= STUCK_AFTER


class Import(Work, frozen=True, kw_only=True):
    """A staff list that was handed in. `seen` is the revision of the staff roll it was compared with."""

    files: tuple[File, ...]
    seen: int
    counts: Counts

    @property
    def may_be_confirmed(self) -> bool:
        """Whether it waits for being confirmed and could be."""
        return self.status is Status.CHECKED and not self.counts.errors and self.steps > 0


H = TypeVar("H", bound=Work)


def confirmed(checked: Import, roll: StaffRoll | None, at: datetime) -> tuple[Import, StaffRoll]:
    """The import once it is confirmed, and the roll while it is applied. Raises Conflict when it cannot be."""
    if not checked.may_be_confirmed:
        raise Conflict(text("Impor ini tidak dapat diterapkan lagi. Lihat keadaan terbarunya."))
    if roll and roll.applying:
        raise Conflict(text("Impor lain sedang diterapkan. Tunggu sampai selesai, lalu unggah kembali berkasnya."))
    if (roll.revision if roll else 0) != checked.seen:
        raise Conflict(text("Data pegawai sudah berubah sejak berkas ini diperiksa. Unggah kembali berkasnya."))
    begun = StaffRoll(checked.id, checked.seen + 1)
    return begun_at(checked, at), begun


def begun_at(checked: H, at: datetime) -> H:
    """What was handed in, once it is confirmed."""
    return replace(checked, status=Status.CONFIRMED, touched_at=at, revision=checked.revision + 1)


def advanced(running: H, steps: int, at: datetime) -> H:
    """The import after `steps` more steps."""
    done = running.done + steps
    status = Status.DONE if done >= running.steps else Status.RUNNING
    return replace(running, status=status, done=done, touched_at=at, failure="", revision=running.revision + 1)


def failed(running: H, reason: str, at: datetime) -> H:
    """The import after it stopped for `reason`."""
    return replace(running, status=Status.FAILED, failure=reason[:300], touched_at=at, revision=running.revision + 1)


def resumed(stuck: H, at: datetime) -> H:
    """A stuck import that is to go on. Raises Conflict when it is not stuck."""
    if not stuck.is_stuck(at):
        raise Conflict(text("Impor ini masih berjalan atau sudah selesai."))
    return replace(stuck, status=Status.RUNNING, touched_at=at, revision=stuck.revision + 1)
