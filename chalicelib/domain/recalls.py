"""Recalls (panggilan ke kantor): somebody at home is called in for a day and an hour.

Called, acknowledged, arrived, each with its moment. How long an answer took is recorded and shown, and nothing follows
from it: what an office makes of it is its own business.
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import local_date
from chalicelib.domain.people import EmployeeId, EnteredBy, UnitId, Zone
from chalicelib.domain.presence import Recalled, minutes_of
from chalicelib.domain.refusals import Conflict, Forbidden, Problem, problem
from chalicelib.domain.texts import text

RecallId = NewType("RecallId", str)

LONGEST_PURPOSE = 200


class Stage(StrEnum):
    """How far a recall has come."""

    CALLED = "called"
    ACKNOWLEDGED = "acknowledged"
    ARRIVED = "arrived"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What can be done to a recall once it is there."""

    ACKNOWLEDGE = "acknowledge"
    """By whom it calls."""
    ARRIVE = "arrive"
    """By those who answer for the unit: they saw the employee come."""
    WITHDRAW = "withdraw"
    """By those who answer for the unit. The day stays one at the office."""


TRANSITIONS: dict[tuple[Stage, Act], Stage] = {
    (Stage.CALLED, Act.ACKNOWLEDGE): Stage.ACKNOWLEDGED,
    (Stage.CALLED, Act.ARRIVE): Stage.ARRIVED,
    (Stage.ACKNOWLEDGED, Act.ARRIVE): Stage.ARRIVED,
    (Stage.CALLED, Act.WITHDRAW): Stage.WITHDRAWN,
    (Stage.ACKNOWLEDGED, Act.WITHDRAW): Stage.WITHDRAWN,
}


class Recall(Struct, frozen=True):
    """One call of one employee."""

    id: RecallId
    employee: EmployeeId
    employee_name: str
    unit: UnitId
    unit_name: str
    zone: Zone
    day: date
    hour: time
    """When they are to be there, unit time."""
    purpose: str
    """What for, as the employee reads it."""
    called_by: EnteredBy
    called_at: datetime
    below: bool = False
    """Whether fewer were at home from then on than the office cap asks for."""
    stage: Stage = Stage.CALLED
    acknowledged_at: datetime | None = None
    arrived_at: datetime | None = None
    revision: int = 1

    @property
    def answer_minutes(self) -> int | None:
        """Whole minutes from the call to the answer, None without one."""
        if self.acknowledged_at is None:
            return None
        return int((self.acknowledged_at - self.called_at).total_seconds()) // 60

    @property
    def on_ledger(self) -> Recalled:
        """How the ledger keeps it: with the minute of the call where that came on the day itself."""
        called = self.called_at.astimezone(self.zone.info)
        return Recalled(self.id, minutes_of(called.time()) if called.date() == self.day else None)

    def possible(self, today: date) -> tuple[Act, ...]:
        """What can still be done; nobody has arrived before the day."""
        acts = (act for act in Act if (self.stage, act) in TRANSITIONS)
        return tuple(act for act in acts if act is not Act.ARRIVE or today >= self.day)


def call_problems(purpose: str, day: date, hour: time, now: datetime) -> list[Problem]:
    """What is wrong with a call as it was typed, per field; `now` in unit time."""
    found: list[Problem] = []
    if not purpose:
        found.append(problem("purpose", text("Tuliskan keperluannya; pegawai akan membacanya.")))
    if len(purpose) > LONGEST_PURPOSE:
        found.append(problem("purpose", text("Keperluan paling panjang %(most)s huruf."), most=LONGEST_PURPOSE))
    if datetime.combine(day, hour, now.tzinfo) < now:
        found.append(problem("hour", text("Jam ini sudah lewat.")))
    return found


def moved_on(recall: Recall, act: Act, at: datetime, *, is_own: bool, is_keeper: bool) -> Recall:
    """The recall after `act`. Raises Forbidden for whose act it is not, Conflict when it has moved on."""
    if not (is_own if act is Act.ACKNOWLEDGE else is_keeper and not is_own):
        raise Forbidden(text("Hanya yang dipanggil yang mengonfirmasi, dan hanya pemanggil yang mencatat kehadiran."))
    stage = TRANSITIONS.get((recall.stage, act))
    if stage is None:
        raise Conflict(text("Panggilan ini sudah berubah. Lihat keadaan terbarunya."))
    if act not in recall.possible(local_date(at, recall.zone.info)):
        raise Conflict(text("Kehadiran baru dapat dicatat pada hari panggilan."))
    becomes = replace(recall, stage=stage, revision=recall.revision + 1)
    if act is Act.ACKNOWLEDGE:
        return replace(becomes, acknowledged_at=at)
    return replace(becomes, arrived_at=at) if act is Act.ARRIVE else becomes
