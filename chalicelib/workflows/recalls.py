"""Recalls: calling in somebody who is at home, and what becomes of it.

The home day becomes an office day in the transaction that calls: its order, its place and the ledger follow. An office
cap that is no longer met is told and stops nothing.
"""

from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain import deciding
from chalicelib.domain import recalls as rules
from chalicelib.domain.calendars import Month, dates_of, following, local_date, month_of
from chalicelib.domain.ledger import DayChange, Filed, LedgerRow, Mark, MonthSheet
from chalicelib.domain.orders import Act as OrderAct
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, EmployeeId, EnteredBy, UnitId
from chalicelib.domain.presence import Recalled
from chalicelib.domain.recalls import Act, Recall, RecallId
from chalicelib.domain.records import (
    Change,
    Create,
    Delete,
    GivePlaces,
    MarkDays,
    Put,
    Replace,
    called_key,
    capacity_key,
    closed_key,
    order_key,
    recall_key,
    row_key,
    sheet_key,
)
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Stale, problem
from chalicelib.domain.texts import text
from chalicelib.domain.today import CalledIn
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import note_view, order_changes, trail_of
from chalicelib.workflows.ports import Office

LISTED = 20
AHEAD = 14
"""Days ahead for which somebody can be called."""
CALLED_KEPT = timedelta(days=30)
"""By then the day is over."""


class HomeDay(Struct, frozen=True):
    """Somebody's day at home, which may become one at the office."""

    employee: EmployeeId
    name: str
    day: date
    is_closed: bool = False
    """Whether the office is closed to them on that day."""


class RecallDesk(Struct, frozen=True):
    """Whom a unit can call in, and whom it called, latest first."""

    unit: UnitId
    sheet: MonthSheet
    home_days: tuple[HomeDay, ...]
    recalls: tuple[Recall, ...]


class Call(Struct, frozen=True):
    """A call as it was typed."""

    employee: EmployeeId
    day: date
    hour: time
    purpose: str


class RecallView(Struct, frozen=True):
    """A recall, what was done about it, and what the viewer can do."""

    recall: Recall
    history: tuple[TrailEntry, ...]
    possible: tuple[Act, ...]
    is_own: bool


def open_desk(office: Office, actor: Actor, unit: UnitId, origin: Origin, at: datetime) -> RecallDesk:
    """Who of a unit is at home today or soon, and its latest recalls; the look is noted. Two or three queries
    and one request.
    """
    _keepers_only(actor, unit)
    today = local_date(at, actor.zone.info)
    month = office.ledger.month(unit, month_of(today))
    rows = list(month.rows)
    if (dates_of(month.sheet.month)[-1] - today).days < AHEAD:
        rows += _rows_of(office, unit, following(month.sheet.month))
    office.records.commit(
        Create(TrailEntry(f"RECALLS#{unit}", None, office.new_id(), at, actor.id, actor.name, "view", origin))
    )
    found = (each for row in rows for each in _home_days(row, today))
    board = office.records.read(closed_key(unit)).find(closed_key(unit))
    if board:
        found = (replace(each, is_closed=board.on(each.day, each.employee) is not None) for each in found)
    home_days = tuple(sorted(found, key=lambda each: (each.day, each.name)))
    return RecallDesk(unit, month.sheet, home_days, office.recalls.of_unit(unit, LISTED))


def call(office: Office, actor: Actor, unit: UnitId, typed: Call, sent: Sent, origin: Origin, at: datetime) -> str:
    """Calls somebody in, and returns where it is shown. Three requests, one of them the transaction.

    Where the office cap is near there are three more. Raises Invalid for what was typed and for who is not at home on
    that day.
    """
    month = month_of(typed.day)
    names = sheet_key(unit, month), row_key(unit, month, typed.employee), capacity_key(unit, month)
    found = office.records.read(sent.name, *names)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    _keepers_only(actor, unit)
    sheet, row = found.find(sheet_key(unit, month)), found.find(row_key(unit, month, typed.employee))
    mark = row.mark(typed.day) if row else None
    if sheet is None or row is None or mark is None or not mark.approved or mark.filed is not Filed.NOT_YET:
        raise Invalid(problem("pick", text("Pegawai ini tidak bekerja dari rumah pada tanggal tersebut.")))
    if typed.employee == actor.id:
        raise Invalid(problem("pick", text("Anda tidak dapat memanggil diri sendiri.")))
    problems = rules.call_problems(typed.purpose, typed.day, typed.hour, at.astimezone(sheet.zone.info))
    if problems:
        raise Invalid(*problems)
    recall = Recall(
        RecallId(office.new_id()),
        row.employee,
        row.name,
        unit,
        sheet.unit_name,
        sheet.zone,
        typed.day,
        typed.hour,
        typed.purpose,
        EnteredBy(actor.id, actor.name),
        at,
    )
    capacity = found.find(capacity_key(unit, month))
    places = capacity.days.get(f"{typed.day:%d}") if capacity else None
    below = places is not None and places.home - 1 < places.fewest and _is_short(office, unit, typed.day)
    return _call(office, replace(recall, below=below), row, actor, sent, origin, at, counts=places is not None)


def _is_short(office: Office, unit: UnitId, day: date) -> bool:
    """Whether one fewer at home is too few, those who are absent counted. Asked only where it seems so."""
    from chalicelib.workflows.away_counts import places_and_away

    return any(places.home - 1 < places.least(away) for places, away in places_and_away(office, unit, (day,)).values())


def _call(
    office: Office,
    recall: Recall,
    row: LedgerRow,
    actor: Actor,
    sent: Sent,
    origin: Origin,
    at: datetime,
    *,
    counts: bool,
) -> str:
    mark, before = row.mark(recall.day), row.recalled(recall.day)
    if mark is None:
        raise Stale
    order = office.records.read(order_key(mark.order)).get(order_key(mark.order))
    day, acts = frozenset({recall.day}), (OrderAct.RECALL_DAY, OrderAct.RECALL)
    act, becomes = deciding.given_back(order, recall.employee, day, recall.purpose, acts)
    note = f"{recall.day:%d-%m-%Y}: {recall.purpose}"
    turned = _off_the_ledger(recall, mark, counts=counts) if order.covers else order_changes(order, becomes)
    return commit_once(
        office,
        sent,
        _place(recall),
        at,
        Create(recall),
        Put(CalledIn(recall.employee, recall.day, recall.id, recall.hour, at + CALLED_KEPT)),
        Create(_line(office, recall, "call_in", actor, origin, at, note)),
        *(order_changes(order, becomes) if order.covers else ()),
        *(_with_call(each, recall, before) for each in turned),
        Create(trail_of(becomes, act, (actor.id, actor.name), origin, at, office.new_id(), note)),
        Create(entry(office.new_id(), Errand.RECALLED, at, employee=recall.employee, recall=recall.id)),
    )


def _off_the_ledger(recall: Recall, mark: Mark, *, counts: bool) -> tuple[Change, ...]:
    """The day of an order that a rota or a closure made, which the ledger does not follow by itself; `counts` where the
    day has places.
    """
    unit, day = recall.unit, recall.day
    turned = MarkDays(unit, month_of(day), recall.employee, (DayChange(day, mark, None),))
    return (turned, GivePlaces(unit, month_of(day), (day,))) if counts else (turned,)


def _with_call(change: Change, recall: Recall, before: Recalled | None) -> Change:
    """What takes the day off the ledger writes the call beside it, over one of the same day `before`: a transaction
    touches a row once.
    """
    if not isinstance(change, MarkDays) or change.month != month_of(recall.day):
        return change
    return replace(change, changes=(*change.changes, DayChange(recall.day, before, recall.on_ledger)))


def view(
    office: Office, actor: Actor, employee: EmployeeId, recall_id: RecallId, origin: Origin, at: datetime
) -> RecallView:
    """A recall for whom it calls and for those who answer for the unit; others' looks are noted. Two requests.

    Raises NotFound for everybody else.
    """
    recall = _own(office, actor, employee, recall_id)
    note_view(office, actor, f"RECALL#{recall.id}", employee, origin, at)
    is_own = actor.id == employee
    today = local_date(at, recall.zone.info)
    possible = tuple(act for act in recall.possible(today) if (act is Act.ACKNOWLEDGE) is is_own)
    return RecallView(recall, office.trail.acts(f"RECALL#{recall.id}"), possible, is_own)


def act(
    office: Office,
    actor: Actor,
    employee: EmployeeId,
    recall_id: RecallId,
    what: Act,
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Acknowledges a recall, notes the arrival or withdraws it; returns where it is shown. Three requests, four for
    what ends it.

    A withdrawn recall leaves the day at the office: the home day is asked for again. Raises Stale when it changed since
    it was seen.
    """
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    recall = _own(office, actor, employee, recall_id)
    if recall.revision != seen:
        raise Stale
    becomes = rules.moved_on(recall, what, at, is_own=actor.id == employee, is_keeper=actor.keeps(recall.unit))
    told = [Create(entry(office.new_id(), Errand.RECALL_WITHDRAWN, at, employee=employee, recall=recall.id))]
    return commit_once(
        office,
        sent,
        _place(recall),
        at,
        Replace(becomes),
        Create(_line(office, becomes, f"{what}_recall", actor, origin, at)),
        *(told if what is Act.WITHDRAW else ()),
        *(() if what is Act.ACKNOWLEDGE else _ended(office, recall, what)),
    )


def _ended(office: Office, recall: Recall, what: Act) -> list[Change]:
    """What the end of a recall leaves undone: the day's page tells of it no longer, unless it tells of a later one, and
    where it is withdrawn it goes off the ledger. One request.
    """
    announced = called_key(recall.employee, recall.day)
    of_row = row_key(recall.unit, month_of(recall.day), recall.employee)
    found = office.records.read(announced, of_row)
    called, row = found.find(announced), found.find(of_row)
    there = row.recalled(recall.day) if row else None
    changes: list[Change] = [Delete(announced)] if called and called.recall == recall.id else []
    if what is Act.WITHDRAW and there and there.recall == recall.id:
        turned = (DayChange(recall.day, there, None),)
        changes.append(MarkDays(recall.unit, month_of(recall.day), recall.employee, turned))
    return changes


def _rows_of(office: Office, unit: UnitId, month: Month) -> tuple[LedgerRow, ...]:
    """The rows of a month that may not be open."""
    try:
        return office.ledger.month(unit, month).rows
    except NotFound:
        return ()


def _home_days(row: LedgerRow, today: date) -> list[HomeDay]:
    marks = ((date.fromisoformat(f"{row.month}-{day}"), mark) for day, mark in row.marks.items())
    return [
        HomeDay(row.employee, row.name, day)
        for day, mark in marks
        if mark.approved and mark.filed is Filed.NOT_YET and 0 <= (day - today).days < AHEAD
    ]


def _own(office: Office, actor: Actor, employee: EmployeeId, recall_id: RecallId) -> Recall:
    name = recall_key(employee, recall_id)
    recall = office.records.read(name).get(name)
    if actor.id != employee and not actor.keeps(recall.unit):
        raise NotFound
    return recall


def _keepers_only(actor: Actor, unit: UnitId) -> None:
    if not actor.keeps(unit):
        raise Forbidden(text("Hanya kepala, sekretaris unit, dan administrator yang memanggil pegawai."))


def _place(recall: Recall) -> str:
    return f"/recalls/{recall.employee}/{recall.id}"


def _line(
    office: Office, recall: Recall, what: str, actor: Actor, origin: Origin, at: datetime, note: str = ""
) -> TrailEntry:
    about, number = f"RECALL#{recall.id}", recall.revision
    return TrailEntry(
        about, number, office.new_id(), at, actor.id, actor.name, what, origin, note, concerns=recall.employee
    )
