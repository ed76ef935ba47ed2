"""Duty orders (Surat Perintah Tugas, SPT) for days of work from home, and who may decide on them."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Expected, Hours, Month, month_of, neighbours
from chalicelib.domain.circulars import Circular, Pattern
from chalicelib.domain.letters import Letter
from chalicelib.domain.people import Actor, Employee, EmployeeId, EnteredBy, Kind, Role, Unit, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Problem, Refusal, problem
from chalicelib.domain.scans import Scan
from chalicelib.domain.texts import text

OrderId = NewType("OrderId", str)

LINK_LIFE = timedelta(days=14)
"""How long the link in a mail decides; afterwards a fresh one goes to the registered address."""
MOST_TASKS = 15
LONGEST_TASK = 200
LONGEST_REASON = 500


class Status(StrEnum):
    """Where an order stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What can be done to an order."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[Status | None, Act], Status] = {
    (None, Act.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Act.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Act.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Act.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Act.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Act.WITHDRAW): Status.WITHDRAWN,
}
"""Every transition there is; None is an order that does not exist yet."""

DECISIONS = (Act.APPROVE, Act.RETURN, Act.REJECT)


class OrderDay(Struct, frozen=True):
    """One day at home with its hours, unit time."""

    date: date
    start: time
    end: time


class Step(Struct, frozen=True):
    """One decision of the approval chain, frozen when the order is submitted."""

    assignee: EmployeeId
    assignee_name: str
    generation: int
    """Goes up when the step is sent to someone else or its link is renewed: older links die."""
    expires: datetime
    """Until when the link in the mail decides."""
    decided: Act | None = None
    decided_at: datetime | None = None


class IssuedLetter(Struct, frozen=True):
    """The letter as it was fixed by the last approval."""

    letter: Letter
    content_hash: str
    """SHA-256 (hex) of the letter's content."""


class Order(Struct, frozen=True):
    """An individual order: one employee, dates, tasks. `revision` numbers every change, `content` every sending."""

    id: OrderId
    employee: EmployeeId
    employee_name: str
    nip: str | None
    unit: UnitId
    unit_name: str
    zone: Zone
    circular: str
    """Citation of the circular it was asked under."""
    days: tuple[OrderDay, ...]
    tasks: tuple[str, ...]
    status: Status
    step: Step
    submitted_at: datetime
    content: int = 1
    revision: int = 1
    reason: str = ""
    """The approver's words on a return or a rejection."""
    lapsed: tuple[date, ...] = ()
    """Dates that passed before anyone decided."""
    letter: IssuedLetter | None = None
    scan: Scan | None = None
    """The letter signed by hand, where the unit does so."""
    entered_by: EnteredBy | None = None
    """The secretary who sent it for an employee without mail."""

    @property
    def dates(self) -> tuple[date, ...]:
        """The days at home, in order."""
        return tuple(day.date for day in self.days)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months its days lie in, in order."""
        return tuple(sorted({month_of(day) for day in self.dates}))

    def concerns(self, person: EmployeeId) -> bool:
        """Whether the order is `person`'s own or theirs to decide."""
        return person in (self.employee, self.step.assignee)

    def is_handled_by(self, actor: Actor) -> bool:
        """Whether `actor` may change it or take it back: its owner, or the secretary who keeps it for them."""
        keeps_it = self.entered_by is not None and actor.has(Role.SECRETARY) and actor.unit == self.unit
        return actor.id == self.employee or keeps_it


def next_status(status: Status | None, act: Act) -> Status:
    """The status that `act` leads to. Raises Conflict when `status` does not allow it."""
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict(
            text("Permohonan ini sudah tidak dapat diubah dengan cara itu. Lihat keadaan terbarunya.")
        ) from None


def approver_of(employee: Employee, supervisor: Employee | None) -> Employee:
    """Who decides on the employee's order: the direct supervisor, and never the employee.

    Raises Refusal when no such person can be reached by mail.
    """
    if supervisor is None or supervisor.id == employee.id or not supervisor.active or not supervisor.email:
        raise Refusal(text("Atasan langsung Anda belum tercatat atau tidak memiliki alamat surel. Hubungi BKPSDM."))
    return supervisor


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
    approver: Employee,
    circular: Circular,
    days: tuple[OrderDay, ...],
    tasks: tuple[str, ...],
    at: datetime,
    entered_by: EnteredBy | None = None,
) -> Order:
    """An order as it is submitted for the first time."""
    return Order(
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
        step=Step(approver.id, approver.name, 1, at + LINK_LIFE),
        submitted_at=at,
        entered_by=entered_by,
    )


def resubmitted(
    order: Order,
    approver: Employee,
    circular: Circular,
    days: tuple[OrderDay, ...],
    tasks: tuple[str, ...],
    at: datetime,
) -> Order:
    """A returned order as it is sent again, with new content; links of the earlier sending die."""
    return replace(
        order,
        circular=circular.citation,
        days=days,
        tasks=tasks,
        status=next_status(order.status, Act.SUBMIT),
        step=Step(approver.id, approver.name, order.step.generation + 1, at + LINK_LIFE),
        submitted_at=at,
        content=order.content + 1,
        revision=order.revision + 1,
        reason="",
    )


def decided(order: Order, act: Act, reason: str, by: EmployeeId, at: datetime, today: date) -> Order:
    """The order after `by` decided; an approval on the day covers that day, and earlier dates lapse.

    `act` is one of DECISIONS.
    Raises Forbidden for anyone but the assignee and for the employee; Conflict when it is no longer open; Invalid for a
    missing or overlong reason; Refusal when every date has passed.
    """
    if by == order.employee or by != order.step.assignee:
        raise Forbidden(text("Permohonan ini bukan wewenang Anda."))
    if act not in DECISIONS:
        raise ValueError(f"{act} is no decision")
    status = next_status(order.status, act)
    if act is not Act.APPROVE and not reason:
        raise Invalid(problem("reason", text("Tuliskan alasannya; pegawai akan membacanya.")))
    if len(reason) > LONGEST_REASON:
        raise Invalid(problem("reason", text("Alasan paling panjang %(most)s huruf."), most=LONGEST_REASON))
    ahead = tuple(day for day in order.days if day.date >= today)
    if act is Act.APPROVE and not ahead:
        raise Refusal(text("Semua tanggal pada permohonan ini sudah lewat, sehingga tidak dapat disetujui lagi."))
    approved = act is Act.APPROVE
    return replace(
        order,
        status=status,
        days=ahead if approved else order.days,
        lapsed=tuple(day.date for day in order.days if day.date < today) if approved else order.lapsed,
        reason="" if approved else reason,
        step=replace(order.step, decided=act, decided_at=at),
        revision=order.revision + 1,
    )


def withdrawn(order: Order, by: EmployeeId) -> Order:
    """The order after its owner took it back. Raises Forbidden for anyone else, Conflict once it is decided."""
    if by != order.employee:
        raise Forbidden(text("Hanya pemohon yang dapat menarik kembali permohonannya."))
    return replace(order, status=next_status(order.status, Act.WITHDRAW), revision=order.revision + 1)


def scanned(order: Order, scan: Scan) -> Order:
    """The order with its letter signed by hand. Raises Conflict unless it is approved."""
    if order.status is not Status.APPROVED:
        raise Conflict(text("Pindaian hanya dapat dilampirkan pada surat yang sudah disetujui."))
    return replace(order, scan=scan, revision=order.revision + 1)


def link_renewed(order: Order, at: datetime) -> Order:
    """The order with a fresh link for its assignee; the expired one stays dead."""
    step = replace(order.step, generation=order.step.generation + 1, expires=at + LINK_LIFE)
    return replace(order, step=step, revision=order.revision + 1)


def expected_hours(expected: tuple[Expected, ...]) -> dict[date, Hours | None]:
    """The hours of each date, None on days off."""
    return {each.date: each.hours for each in expected}


def is_staff(employee: Employee) -> bool:
    """Whether orders, reports and hours apply to this person at all."""
    return employee.active and employee.kind is not Kind.OFFICIAL
