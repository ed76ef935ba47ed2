"""The stage of the workflow tests: a unit in April 2021 whose April and May are open.

Siti and Dewi work there, Budi is its head and decides, Rina its secretary; Joko administers the city from another unit,
whose secretary is Tuti. It is Friday the 23rd, half past nine.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import Month
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.circulars import CircularRegister, Pattern
from chalicelib.domain.deciding import Choice
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.links import decision_token
from chalicelib.domain.orders import Act, Order, OrderId
from chalicelib.domain.people import Actor, Employee, EmployeeId, UnitId, actor_of
from chalicelib.domain.records import capacity_key, counter_key, order_key, row_key
from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.trail import Means, Origin
from chalicelib.workflows import asking, decisions, deliveries, queued
from chalicelib.workflows.once import Sent
from chalicelib.workflows.ports import Office
from tests.factories import (
    APRIL,
    FRIDAY_MORNING,
    MAY,
    MONDAY,
    WEDNESDAY,
    a_calendar,
    a_capacity,
    a_circular,
    a_register,
    a_row,
    a_secretary,
    a_sheet,
    a_supervisor,
    a_unit,
    an_administrator,
    an_employee,
)
from tests.fakes import FakeBackroom, Mail, a_backroom

UNIT = UnitId("DISKOMINFO")
ORIGIN = Origin("10.0.0.1", Means.SIGNED_IN)
BY_LINK = Origin("10.0.0.1", Means.LINK)

OUR_UNIT = a_unit()
ALTERNATING = a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))
SETDA = a_unit("SETDA", name="Sekretariat Daerah", head="amran", secretary=None)
MAYOR = an_employee("amran", name="Amran Yusuf", unit="SETDA", supervisor=None)
OTHER_UNIT = a_unit("BKPSDM", name="Badan Kepegawaian", head=None, secretary="tuti")

PEOPLE: tuple[Employee, ...] = (
    an_employee(),
    an_employee("dewi", name="Dewi Lestari"),
    a_supervisor(supervisor=None),
    a_secretary(),
    an_administrator(),
    a_secretary("tuti", unit="BKPSDM", supervisor=None),
)
SITI, DEWI, BUDI, RINA, JOKO, TUTI = (
    actor_of(person, OUR_UNIT if person.unit == UNIT else OTHER_UNIT) for person in PEOPLE
)

TWO_DAYS = (MONDAY, WEDNESDAY)
TASKS = ("Menyusun laporan", "Memeriksa usul")


def stage_records(register: CircularRegister | None = None, headcount: int = 24) -> list[Any]:
    """What the table holds: `headcount` bounds the places, half of it by default."""
    register = register or a_register()
    staff = [person for person in PEOPLE if person.unit == UNIT]
    return [
        OUR_UNIT,
        OTHER_UNIT,
        *PEOPLE,
        register,
        a_calendar(),
        *(a_sheet(month) for month in (APRIL, MAY)),
        *(a_capacity(month, headcount=headcount, register=register) for month in (APRIL, MAY)),
        *(a_row(one.id, month=month, name=one.name, nip=one.nip) for month in (APRIL, MAY) for one in staff),
    ]


def a_stage(*more: Any, register: CircularRegister | None = None, headcount: int = 24) -> FakeBackroom:
    """The stage on the fakes, with more records or others of the same name."""
    return a_backroom(*stage_records(register, headcount), *more)


def a_draft_order(*dates: date, tasks: tuple[str, ...] = TASKS) -> asking.Draft:
    """What Siti types: Monday and Wednesday, unless the test is about others."""
    return asking.Draft(dates or TWO_DAYS, tasks)


def a_form(key: str = "form", content: str = "content") -> Sent:
    """A form as it is sent."""
    return Sent(key, f"hash of {content}")


def a_fresh_form(office: Office) -> Sent:
    """A form that nobody has sent yet."""
    return a_form(office.new_id())


def an_order_of(
    office: Office, actor: Actor = SITI, *dates: date, at: datetime = FRIDAY_MORNING, tasks: tuple[str, ...] = TASKS
) -> OrderId:
    """An order that `actor` has submitted."""
    shown = asking.submit(office, actor, a_draft_order(*dates, tasks=tasks), a_fresh_form(office), ORIGIN, at)
    return OrderId(shown.removeprefix("/orders/"))


def a_decided_order(
    office: Office, act: Act, actor: Actor = SITI, *dates: date, at: datetime = FRIDAY_MORNING
) -> OrderId:
    """An order that `actor` has submitted and Budi has decided."""
    order = an_order_of(office, actor, *dates, at=at)
    decide(office, order, act, at=at)
    return order


def decide(
    office: Office,
    order: OrderId,
    act: Act = Act.APPROVE,
    *,
    by: Actor = BUDI,
    token: str | None = None,
    sent: Sent | None = None,
    reason: str | None = None,
    at: datetime = FRIDAY_MORNING,
) -> str:
    """Decides, by the link that is in the latest mail unless another is given."""
    words = ("" if act is Act.APPROVE else "Mohon dirinci.") if reason is None else reason
    link = link_of(office, order) if token is None else token
    return decisions.decide(office, by, order, link, Choice(act, words), sent or a_fresh_form(office), BY_LINK, at)


def link_of(office: Office, order: OrderId, assignee: EmployeeId | None = None) -> str:
    """The token of the link that decides the order as it stands: the first assignee's unless another's is asked for."""
    now = the_order(office, order)
    return decision_token(office.keys(), now, assignee or now.step.assignees[0].id)


def the_order(office: Office, order: OrderId) -> Order:
    """The order as it is kept."""
    return office.records.read(order_key(order)).get(order_key(order))


def under_the_mayor() -> FakeBackroom:
    """A stage of four where half may be at home, day about; its head has a superior."""
    stage = a_stage(register=ALTERNATING)
    budi = next(each for each in stage.office.people.staff(UNIT) if each.id == BUDI.id)
    stage.office.records.hold(SETDA, MAYOR, replace(budi, supervisor=MAYOR.id))
    return stage


def the_row(office: Office, employee: EmployeeId = SITI.id, month: Month = APRIL) -> LedgerRow:
    """The employee's row in the ledger."""
    return office.records.read(row_key(UNIT, month, employee)).get(row_key(UNIT, month, employee))


def the_capacity(office: Office, month: Month = APRIL) -> Capacity:
    """The places of the unit's month."""
    return office.records.read(capacity_key(UNIT, month)).get(capacity_key(UNIT, month))


def at_home(office: Office, day: date, month: Month = APRIL) -> int:
    """How many places of the day are taken."""
    return the_capacity(office, month).days[f"{day:%d}"].home


def with_home(day: date, home: int, headcount: int = 24) -> Capacity:
    """April's places when `home` people are at home on `day` already."""
    capacity = a_capacity(headcount=headcount)
    return replace(capacity, days=capacity.days | {f"{day:%d}": replace(capacity.days[f"{day:%d}"], home=home)})


def last_number(office: Office, year: int = 2021) -> int:
    """The last letter number the unit gave."""
    counter = office.records.read(counter_key(UNIT, year)).find(counter_key(UNIT, year))
    return counter.last if counter else 0


def delivered(backroom: FakeBackroom, at: datetime) -> list[Mail]:
    """The mails that a sweep at `at` sends."""
    before = len(backroom.post.sent)
    deliveries.sweep(backroom, at)
    return backroom.post.sent[before:]


def worked_off(backroom: FakeBackroom, at: datetime = FRIDAY_MORNING + timedelta(seconds=2)) -> int:
    """Lets the sweep and the worker do everything; returns how many claims it took."""
    claims = 0
    deliveries.sweep(backroom, at)
    while backroom.queue.entries:
        queued.work(backroom.office, backroom.queue.entries.pop(0), at)
        claims += 1
        deliveries.sweep(backroom, at + timedelta(seconds=claims))
    return claims


def untouched(office: Any, act: Callable[[], object], refusal: type[Refusal]) -> Refusal:
    """The refusal that `act` meets, having checked that nothing was written."""
    before = dict(office.records.held)
    with pytest.raises(refusal) as raised:
        act()
    assert raised.type is refusal
    assert office.records.held == before, "a refusal writes nothing"
    return raised.value


def fields(refused: Refusal) -> list[tuple[str, str]]:
    """The field and the text of every problem of an Invalid form."""
    assert isinstance(refused, Invalid)
    return [(each.field, each.message.msgid % each.message.values) for each in refused.problems]
