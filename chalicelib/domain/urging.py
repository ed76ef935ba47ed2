"""Waiting has an end: who is reminded of an undecided order, who is told, and who may decide as well, and when.

Counted in working days of the employee's unit; the numbers are the circular's. A pure answer to what is owed at an
instant, so that a late tick owes at once what several missed ones did.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import WeekPattern, YearCalendar, local_date
from chalicelib.domain.circulars import Patience
from chalicelib.domain.orders import Act, Assignee, Order, Status, Urged, next_status, opened, with_step
from chalicelib.domain.people import EmployeeId, Zone
from chalicelib.domain.waiting import Waiting

LAST_CALL = time(14, 45)
"""On the working day before the first date, unit time: the tick after it comes by 15.00."""

MORNING = time(7, 30)
"""When the digest is sent, unit time."""

SINGLE_MAILS = 3
"""Requests of one day that a person gets a mail of their own for; those after them wait for the morning's digest."""


class WorkingDays(Struct, frozen=True):
    """Which dates are working days in a unit. A year whose calendar nobody entered has no holidays."""

    pattern: WeekPattern
    holidays: frozenset[date]

    def __contains__(self, day: date) -> bool:
        return self.pattern.ordinary[day.weekday()] is not None and day not in self.holidays

    def passed(self, since: date, today: date) -> int:
        """Working days from the one after `since` to `today`, both included."""
        return sum(since + timedelta(n) in self for n in range(1, (today - since).days + 1))

    def before(self, day: date) -> date:
        """The working day before `day`; the day before it in a unit that has none."""
        return next((each for n in range(1, 32) if (each := day - timedelta(n)) in self), day - timedelta(1))

    def after(self, day: date) -> date:
        """The working day after `day`; the day after it in a unit that has none."""
        return next((each for n in range(1, 32) if (each := day + timedelta(n)) in self), day + timedelta(1))


def working_days(pattern: WeekPattern, years: Iterable[YearCalendar]) -> WorkingDays:
    """The working days of a unit in `years`."""
    return WorkingDays(pattern, frozenset(holiday.date for year in years for holiday in year.holidays))


def owed(order: Order, patience: Patience, working: WorkingDays, at: datetime) -> Urged:
    """How far whoever has `order` ought to have been urged by `at`; everything from the last call on."""
    if order.status is not Status.SUBMITTED:
        return Urged.NOT_YET
    local = at.astimezone(order.zone.info)
    called = datetime.combine(working.before(order.dates[0]), LAST_CALL, order.zone.info)
    passed = working.passed(local_date(order.step.since or order.submitted_at, order.zone.info), local.date())
    if passed >= patience.escalate or at >= called:
        return Urged.ESCALATED
    if passed >= patience.tell:
        return Urged.SECRETARY_TOLD
    return Urged.REMINDED if passed >= patience.remind else Urged.NOT_YET


def reminded(order: Order) -> Order:
    """The order with its assignees reminded: their links stay as they are."""
    return _urged(order, Act.REMIND, Urged.REMINDED)


def secretary_told(order: Order) -> Order:
    """The order with the unit's secretary told; links stay as they are."""
    return _urged(order, Act.TELL, Urged.SECRETARY_TOLD)


def escalated(order: Order, superior: Assignee, at: datetime) -> Order:
    """The order with `superior` among those who may decide it, each with a link of a new generation.

    Since when it waits stays what it was.
    """
    since = order.step.since
    asked = with_step(
        _urged(order, Act.ESCALATE, Urged.ESCALATED),
        replace(order.step, holders=(*order.step.holders, superior.holder)),
    )
    fresh = opened(asked, order.turn, (*order.step.assignees, superior), at)
    return with_step(fresh, replace(fresh.step, since=since, urged=Urged.ESCALATED))


def _urged(order: Order, act: Act, urged: Urged) -> Order:
    becomes = replace(order, status=next_status(order.status, act), revision=order.revision + 1)
    return with_step(becomes, replace(order.step, urged=urged))


def may_be_held(order: Order, to: EmployeeId, waiting: Iterable[Waiting]) -> bool:
    """Whether the mail asking `to` may wait for a digest, if there is time: it is their first one about this order, and
    enough others of the same day wait for them already.
    """
    own = [link for link in order.links if link.assignee == to]
    since = order.step.since or order.submitted_at
    day = local_date(since, order.zone.info)
    earlier = {
        each.order
        for each in waiting
        if each.order != order.id and each.since <= since and local_date(each.since, order.zone.info) == day
    }
    return len(own) == 1 and order.step.urged is Urged.NOT_YET and len(earlier) >= SINGLE_MAILS


def held_until(order: Order, working: WorkingDays, at: datetime) -> datetime | None:
    """The morning whose digest brings a request in time: before the working day before its first date; None when there
    is none and the mail has to go now.
    """
    today = local_date(at, order.zone.info)
    morning = working.after(today)
    return next_morning(morning, order.zone) if morning < working.before(order.dates[0]) else None


def next_morning(day: date, zone: Zone) -> datetime:
    """When the digest of `day` is due."""
    return datetime.combine(day, MORNING, zone.info)


def digest_id(person: EmployeeId, day: date) -> str:
    """The one digest of a person and a day: whoever writes this entry first has claimed it."""
    return f"digest-{person}-{day}"
