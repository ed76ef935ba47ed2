"""Duty orders (Surat Perintah Tugas, SPT) for days of work from home: what one says, and the states it goes through.

How an order is asked for is in `asking`, who has to decide on it in `approvers`, and what a decision, a cancellation or
the passing of time makes of it in `deciding`.
"""

from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import NewType

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import Month, month_of
from chalicelib.domain.covered import Named, OrderSource
from chalicelib.domain.letters import Letter
from chalicelib.domain.people import Actor, Employee, EmployeeId, EnteredBy, Kind, Role, UnitId, Zone
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.texts import Message, text
from chalicelib.domain.trail import Means
from chalicelib.domain.uploads import StoredFile

OrderId = NewType("OrderId", str)

NOBODY = EmployeeId("")
"""The employee of an order for several people: nobody's id, in no list of anyone's orders."""

LINK_LIFE = timedelta(days=14)
"""How long the link in a mail decides; afterwards a fresh one goes to the registered address."""


class Status(StrEnum):
    """Where an order stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Approved, and then every day of it called off."""
    LAPSED = "lapsed"
    """Nobody decided before its last day ended."""


class Act(StrEnum):
    """What can be done to an order."""

    SUBMIT = "submit"
    ENDORSE = "endorse"
    """An approval that is not the last of the chain: the next approver has it now."""
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"
    """The unit's secretary has somebody else decide."""
    MOVE = "move"
    """To an acting officer when a mandate begins, and back when it ends."""
    RENEW = "renew"
    """A fresh link in place of an expired one."""
    REMIND = "remind"
    """Whoever has it was reminded; their link stays as it is."""
    TELL = "tell"
    """The unit's secretary was told how long it waits."""
    ESCALATE = "escalate"
    """The next superior may decide as well."""
    LAPSE_DAYS = "lapse_days"
    LAPSE = "lapse"
    CANCEL_DAYS = "cancel_days"
    CANCEL = "cancel"
    FREE_DAYS = "free_days"
    """The employee turned out to be absent on some of its days, which are given back."""
    FREE = "free"
    """On all of them."""
    RECALL_DAY = "recall_day"
    """The employee is called in to the office on one of its days."""
    RECALL = "recall"
    """On the last one left."""
    CLOSE_DAYS = "close_days"
    """The unit is closed on some of its days, which the closure's order covers."""
    CLOSE = "close"
    """On all of them."""


TRANSITIONS: dict[tuple[Status | None, Act], Status] = {
    (None, Act.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Act.ENDORSE): Status.SUBMITTED,
    (Status.SUBMITTED, Act.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Act.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Act.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.SUBMITTED, Act.REASSIGN): Status.SUBMITTED,
    (Status.SUBMITTED, Act.MOVE): Status.SUBMITTED,
    (Status.SUBMITTED, Act.RENEW): Status.SUBMITTED,
    (Status.SUBMITTED, Act.REMIND): Status.SUBMITTED,
    (Status.SUBMITTED, Act.TELL): Status.SUBMITTED,
    (Status.SUBMITTED, Act.ESCALATE): Status.SUBMITTED,
    (Status.SUBMITTED, Act.LAPSE_DAYS): Status.SUBMITTED,
    (Status.SUBMITTED, Act.LAPSE): Status.LAPSED,
    (Status.RETURNED, Act.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Act.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Act.LAPSE): Status.LAPSED,
    (Status.APPROVED, Act.CANCEL_DAYS): Status.APPROVED,
    (Status.APPROVED, Act.CANCEL): Status.CANCELLED,
    (Status.SUBMITTED, Act.FREE_DAYS): Status.SUBMITTED,
    (Status.APPROVED, Act.FREE_DAYS): Status.APPROVED,
    (Status.SUBMITTED, Act.FREE): Status.LAPSED,
    (Status.APPROVED, Act.FREE): Status.CANCELLED,
    (Status.SUBMITTED, Act.CLOSE_DAYS): Status.SUBMITTED,
    (Status.SUBMITTED, Act.CLOSE): Status.LAPSED,
    (Status.APPROVED, Act.RECALL_DAY): Status.APPROVED,
    (Status.APPROVED, Act.RECALL): Status.CANCELLED,
}
"""Every transition there is; None is an order that does not exist yet."""

DECISIONS = (Act.APPROVE, Act.RETURN, Act.REJECT)
"""What an approver chooses from; whether an approval is the last one is the chain's business."""


class Urged(IntEnum):
    """How far those who have a step were urged to decide it; each stands for everything before it."""

    NOT_YET = 0
    REMINDED = 1
    SECRETARY_TOLD = 2
    ESCALATED = 3


class OrderDay(Struct, frozen=True):
    """One day at home with its hours, unit time."""

    date: date
    start: time
    end: time


class Holder(Struct, frozen=True):
    """Whoever holds a post whose decision a step asks for."""

    id: EmployeeId
    name: str
    post: str
    unit: UnitId
    """The unit of the post, which issues the letters its holder signs."""


class Assignee(Struct, frozen=True):
    """Who may decide a step: a holder of the post in person, or an acting officer in their place."""

    id: EmployeeId
    name: str
    post: str
    """Their own post."""
    holder: Holder
    acting: str = ""
    """"Plh." or "Plt."; "" in one's own post."""
    mandate: str = ""
    """Number of the acting officer's mandate."""

    @property
    def as_whom(self) -> str:
        """The post they decide in: "Plh. Kepala Dinas Sosial", or their own."""
        return f"{self.acting} {self.holder.post}" if self.acting else self.post


class Decision(Struct, frozen=True):
    """A decision as it was made; `by` says who, and as whom."""

    act: Act
    by: Assignee
    at: datetime
    means: Means


class Step(Struct, frozen=True):
    """One decision of the approval chain, frozen when the order is submitted; any of the assignees makes it."""

    holders: tuple[Holder, ...]
    assignees: tuple[Assignee, ...]
    """Who has it now; before its turn, who would have it if it were."""
    link_only: bool = False
    generation: int = 0
    """Which of the order's links decide it: the latest ones. Older links die with every new one."""
    since: datetime | None = None
    """Since when its assignees have it."""
    expires: datetime | None = None
    """Until when the links in their mails decide."""
    decision: Decision | None = None
    urged: Urged = Urged.NOT_YET

    def assigned(self, person: EmployeeId) -> Assignee | None:
        """`person` as assignee, None for anyone else."""
        return next((each for each in self.assignees if each.id == person), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Who decided it, or else who may."""
        return (self.decision.by.name,) if self.decision else tuple(each.name for each in self.assignees)


class Link(Struct, frozen=True):
    """A link that was given out, by what its token is made from."""

    step: int
    assignee: EmployeeId
    generation: int
    content: int


class IssuedLetter(Struct, frozen=True):
    """The letter as it was fixed by the last approval."""

    letter: Letter
    content_hash: str
    """SHA-256 (hex) of the letter's content."""


class Order(Struct, frozen=True):
    """An order: one employee, dates, tasks. `revision` numbers every change, `content` every sending.

    One that a published rota or a closure made names its people in `covers`: several on a collective order, whose
    `employee` is nobody and whose `days` are those of all of them, or one. Its days enter the ledger by a worker (see
    `placing`).
    """

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
    steps: tuple[Step, ...]
    submitted_at: datetime
    turn: int = 0
    """Which step is to be decided, or was decided last."""
    links: tuple[Link, ...] = ()
    content: int = 1
    revision: int = 1
    reason: str = ""
    """The last words on it: of a return, a rejection, a cancellation."""
    lapsed: tuple[date, ...] = ()
    """Dates that passed before anyone decided, or on which the employee turned out to be absent."""
    cancelled: tuple[date, ...] = ()
    """Dates that were approved and called off; they stay among `days`, as the letter names them."""
    letter: IssuedLetter | None = None
    scan: StoredFile | None = None
    """The letter signed by hand, where the unit does so."""
    entered_by: EnteredBy | None = None
    """The secretary who sent it for an employee without mail."""
    circular_id: str = ""
    """The very version it was asked under; "" on orders from before versions were kept."""
    covers: tuple[Named, ...] = ()
    """Whom it names, where a published rota or a closure made it."""
    source: OrderSource | None = field(default=None, name="rota")
    """What made it; stored by the name it had when only rotas did."""

    @property
    def is_collective(self) -> bool:
        """Whether it names several people, on an attachment of its letter."""
        return self.employee == NOBODY

    @property
    def called(self) -> Message:
        """How lists and mails call it: by the employee, or by the unit and how many people it names."""
        if not self.is_collective:
            return Message("%(name)s", {"name": self.employee_name})
        msgid = text("%(unit)s: %(count)s pegawai")
        return Message(msgid, {"unit": self.unit_name, "count": len(self.covers)})

    @property
    def keeper(self) -> EmployeeId:
        """Who is told what became of it and puts it right: the employee, or who made the rota or the closure."""
        return self.source.by if self.source else self.employee

    @property
    def people(self) -> frozenset[EmployeeId]:
        """Whose days these are: none of them decides."""
        return frozenset({self.employee, *(each.employee for each in self.covers)}) - {NOBODY}

    def named(self, person: EmployeeId) -> Named | None:
        """`person` as the order names them."""
        return next((each for each in self.covers if each.employee == person), None)

    def standing_of(self, named: Named) -> tuple[date, ...]:
        """The days that are granted to one of those it covers."""
        if self.status is not Status.APPROVED:
            return ()
        off = {*self.cancelled, *named.called_off}
        return tuple(day for day in named.dates if day not in off)

    def off_for(self, person: EmployeeId) -> tuple[date, ...]:
        """The days that do not hold for somebody any more, or never did."""
        off, named = {*self.cancelled, *self.lapsed}, self.named(person)
        return tuple(sorted({*named.called_off, *off.intersection(named.dates)} if named else off))

    @property
    def step(self) -> Step:
        """The step whose turn it is, or the one that was decided last."""
        return self.steps[self.turn]

    @property
    def is_last_step(self) -> bool:
        """Whether the present step's approval is the last one."""
        return self.turn == len(self.steps) - 1

    @property
    def dates(self) -> tuple[date, ...]:
        """The days at home, in order, those called off among them."""
        return tuple(day.date for day in self.days)

    @property
    def standing(self) -> tuple[date, ...]:
        """The days that are asked for or granted: what stands in the ledger and takes places."""
        if self.status not in (Status.SUBMITTED, Status.APPROVED):
            return ()
        return tuple(day for day in self.dates if day not in self.cancelled)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months its days lie in, in order."""
        return tuple(sorted({month_of(day) for day in self.dates}))

    @property
    def approved_at(self) -> datetime | None:
        """When the last approval was given."""
        last = self.steps[-1].decision
        return last.at if last and last.act is Act.APPROVE else None

    def concerns(self, person: EmployeeId) -> bool:
        """Whether the order is `person`'s own, theirs to decide, or decided by them.

        Being one of several on a collective order is less: it shows them the order without the others' NIP.
        """
        so_far = self.steps[: self.turn + 1]
        deciders = {step.decision.by.id for step in so_far if step.decision}
        asked = {each.id for step in so_far for each in step.assignees}
        return person == self.employee or person in deciders or person in asked

    def is_handled_by(self, actor: Actor) -> bool:
        """Whether `actor` may change it or take it back: its owner, or the secretary who keeps it for them; one that a
        rota or a closure made, whoever began that or does the unit's paperwork.
        """
        if self.source:
            return actor.id == self.source.by or actor.writes_for(self.unit)
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


def opened(order: Order, turn: int, assignees: tuple[Assignee, ...], at: datetime) -> Order:
    """The order with the step `turn` given to `assignees`, each with a link of a new generation."""
    generation = max((link.generation for link in order.links), default=0) + 1
    step = replace(
        order.steps[turn],
        assignees=assignees,
        generation=generation,
        since=at,
        expires=at + LINK_LIFE,
        decision=None,
        urged=Urged.NOT_YET,
    )
    return replace(
        order,
        steps=(*order.steps[:turn], step, *order.steps[turn + 1 :]),
        turn=turn,
        links=(*order.links, *(Link(turn, each.id, generation, order.content) for each in assignees)),
    )


def with_step(order: Order, step: Step) -> Order:
    """The order with its present step replaced by `step`."""
    return replace(order, steps=(*order.steps[: order.turn], step, *order.steps[order.turn + 1 :]))


def is_staff(employee: Employee) -> bool:
    """Whether orders, reports and hours apply to this person at all."""
    return employee.active and employee.kind is not Kind.OFFICIAL
