"""The tick: what each unit is owed now, handed out once."""

from datetime import datetime, timedelta

from chalicelib.domain.outbox import Errand, entry_due
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import Create, RunClaim
from chalicelib.domain.refusals import Stale
from chalicelib.domain.schedule import EVENING_MAIL_AFTER, Due, Job, due_jobs
from chalicelib.workflows.ports import Office

ERRANDS = {
    Job.OPEN: Errand.OPEN_MONTH,
    Job.SUMMARY: Errand.MAKE_SUMMARY,
    Job.LAPSE: Errand.LAPSE_DAYS,
    Job.URGE: Errand.URGE,
    Job.VERIFY: Errand.ASK_TO_VERIFY,
    Job.REMIND: Errand.REMIND,
    Job.ATTENTION: Errand.ATTENTION,
    Job.SNAPSHOT: Errand.TAKE_SNAPSHOT,
}


def tick(office: Office, at: datetime, now: datetime) -> int:
    """Hands out every job that is owed at `at` and was not handed out yet; returns how many.

    The claim and the errand are one transaction: of two ticks at once one wins, a missed tick is made up by the next,
    and a crash in between leaves both or neither. A month that was never opened has nothing to sum up. What is handed
    out is due `now`, whatever moment the tick stands for; what a unit needs is told a little later.
    """
    units = office.people.units()
    owed = [(unit, due) for unit in units for due in due_jobs(at, unit.zone)]
    handed_out = {period: office.outbox.handed_out(period) for period in sorted({due.period for _, due in owed})}
    waiting = [
        (unit, due)
        for unit, due in owed
        if (unit.id, due.job) not in handed_out[due.period]
        and (due.job is not Job.SUMMARY or (unit.id, Job.OPEN) in handed_out[due.period])
    ]
    return sum(_hand_out(office, unit.id, due, at, now) for unit, due in waiting)


def _hand_out(office: Office, unit: UnitId, due: Due, at: datetime, now: datetime) -> bool:
    moment, day = {"moment": at.isoformat()}, {"day": due.period.partition("T")[0]}
    period = {
        Job.LAPSE: day,
        Job.REMIND: day,
        Job.VERIFY: moment,
        Job.ATTENTION: moment,
        Job.SNAPSHOT: moment,
        Job.URGE: moment | {"slot": due.period},
    }.get(due.job, {"month": due.period})
    wait = EVENING_MAIL_AFTER if due.job is Job.ATTENTION else timedelta()
    errand = entry_due(office.new_id(), ERRANDS[due.job], now, now + wait, unit=unit, **period)
    try:
        office.records.commit(Create(RunClaim(due.period, unit, due.job, now)), Create(errand))
    except Stale:
        return False
    return True
