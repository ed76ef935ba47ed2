"""Asking for days at home: which days and tasks can be asked for, and the order as it is sent."""

from datetime import date, datetime

from msgspec.structs import replace

from chalicelib.domain.calendars import Expected, Hours, neighbours
from chalicelib.domain.circulars import Circular, Pattern
from chalicelib.domain.orders import Act, Order, OrderDay, OrderId, Step, next_status, opened
from chalicelib.domain.people import Employee, EnteredBy, Unit
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text

MOST_TASKS = 15
LONGEST_TASK = 200


def requested_days(
    dates: tuple[date, ...], expected: dict[date, Hours | None], *, today: date, opened_until: date
) -> tuple[tuple[OrderDay, ...], tuple[Problem, ...]]:
    """The asked dates with their hours, and what is wrong with any of them.

    `expected` holds the hours of every date of the opened months (None on days off), `opened_until` the last date.
    """
    days: list[OrderDay] = []
    problems: list[Problem] = []
    for day in sorted(set(dates)):
        hours = expected.get(day)
        if day < today:
            problems.append(problem("dates", text("%(day)s sudah lewat."), day=day))
        elif day > opened_until:
            problems.append(
                problem(
                    "dates",
                    text("%(day)s belum dibuka; permohonan dibuka sampai %(last)s."),
                    day=day,
                    last=opened_until,
                )
            )
        elif hours is None:
            problems.append(
                problem("dates", text("%(day)s hari libur; tidak memerlukan surat perintah tugas."), day=day)
            )
        else:
            days.append(OrderDay(day, hours.start, hours.end))
    if not dates:
        problems.append(problem("dates", text("Pilih sedikitnya satu tanggal.")))
    return tuple(days), tuple(problems)


def pattern_problems(
    days: tuple[OrderDay, ...], held: frozenset[date], expected: tuple[Expected, ...], circular: Circular
) -> tuple[Problem, ...]:
    """Asked days that would stand next to another home day where the circular alternates.

    `held` are days ordered already; `expected` covers the working days before and after each asked one.
    """
    if circular.pattern is not Pattern.ALTERNATE_DAYS:
        return ()
    at_home = held | {day.date for day in days}
    found: list[Problem] = []
    for day in days:
        before, after = neighbours(day.date, expected)
        other = before if before in at_home else after if after in held else None
        if other:
            msgid = text("%(day)s berurutan dengan %(other)s. Surat edaran mengatur sehari di kantor, sehari di rumah.")
            found.append(problem("dates", msgid, day=day.date, other=other))
    return tuple(found)


def task_problems(tasks: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with the tasks: none, too many, or one too long."""
    if not tasks:
        return (problem("tasks", text("Tuliskan sedikitnya satu tugas.")),)
    if len(tasks) > MOST_TASKS:
        return (
            problem("tasks", text("Tuliskan paling banyak %(most)s tugas, satu tugas per baris."), most=MOST_TASKS),
        )
    if any(len(task) > LONGEST_TASK for task in tasks):
        return (problem("tasks", text("Satu tugas paling panjang %(most)s huruf."), most=LONGEST_TASK),)
    return ()


def new_order(
    order_id: OrderId,
    employee: Employee,
    unit: Unit,
    steps: tuple[Step, ...],
    circular: Circular,
    days: tuple[OrderDay, ...],
    tasks: tuple[str, ...],
    at: datetime,
    entered_by: EnteredBy | None = None,
) -> Order:
    """An order as it is submitted for the first time, before its first approver."""
    order = Order(
        id=order_id,
        employee=employee.id,
        employee_name=employee.name,
        nip=employee.nip,
        unit=unit.id,
        unit_name=unit.name,
        zone=unit.zone,
        circular=circular.citation,
        days=days,
        tasks=tasks,
        status=next_status(None, Act.SUBMIT),
        steps=steps,
        submitted_at=at,
        entered_by=entered_by,
        circular_id=circular.id,
    )
    return opened(order, 0, steps[0].assignees, at)


def resubmitted(
    order: Order,
    steps: tuple[Step, ...],
    circular: Circular,
    days: tuple[OrderDay, ...],
    tasks: tuple[str, ...],
    at: datetime,
) -> Order:
    """A returned order as it is sent again, with new content and a chain of today; links of the earlier sending die."""
    again = replace(
        order,
        circular=circular.citation,
        circular_id=circular.id,
        days=days,
        tasks=tasks,
        status=next_status(order.status, Act.SUBMIT),
        steps=steps,
        submitted_at=at,
        content=order.content + 1,
        revision=order.revision + 1,
        reason="",
        lapsed=(),
    )
    return opened(again, 0, steps[0].assignees, at)


def expected_hours(expected: tuple[Expected, ...]) -> dict[date, Hours | None]:
    """The hours of each date, None on days off."""
    return {each.date: each.hours for each in expected}
