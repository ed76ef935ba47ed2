"""What follows from a closure: requests give way, duty orders are made, published rotas get a next version.

Each step is a transaction that says in the closure that it was done, so that a worker may be cut anywhere and come
again. What a later change of the closure has overtaken is left to that change's errand.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.calendars import local_date
from chalicelib.domain.closures import Closure, ClosureId, RotaNote
from chalicelib.domain.covered import OrderSource
from chalicelib.domain.deciding import given_back
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import Act, OrderId, Status, is_staff
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import (
    Create,
    Replace,
    closed_key,
    closure_key,
    order_key,
    register_key,
    rota_book_key,
    unit_key,
)
from chalicelib.domain.refusals import Stale
from chalicelib.domain.rota_books import RotaPeriod
from chalicelib.domain.rota_resumed import with_closed
from chalicelib.domain.trail import BY_THE_CLOCK, SCHEDULED
from chalicelib.workflows.closures import mail_to, telling
from chalicelib.workflows.collective import Wanted, made_orders, orders_named
from chalicelib.workflows.orders import order_changes, trail_of
from chalicelib.workflows.ports import Office
from chalicelib.workflows.redrafting import CLOSURE, Cause, next_version
from chalicelib.workflows.rotas import rows_of

AT_ONCE = 100
"""People whose mails one errand asks for; the next hundred are the next errand's."""
COVERED = "Unit ditutup sementara; tanggal ini tercakup dalam surat perintah tugas kolektif."
"""What a request says of days that gave way."""


def tell_everyone(office: Office, about: Mapping[str, str], at: datetime) -> None:
    """Asks for a mail to each of the next hundred people whom a closure touches, and for the errand of those after."""
    closure = _current(office, about)
    if closure is None:
        return
    begin = int(about["begin"])
    touched = [each for each in office.people.staff(closure.unit) if is_staff(each) and closure.concerns(each.id)]
    asked = [mail_to(closure, each.id, at) for each in touched[begin : begin + AT_ONCE] if each.email]
    if begin + AT_ONCE < len(touched):
        asked.append(telling(closure, begin + AT_ONCE, at))
    for each in asked:
        with suppress(Stale):
            office.records.commit(Create(each))


def follow(office: Office, about: Mapping[str, str], at: datetime) -> None:
    """Does what orders and rotas lack of a closure; doing it twice changes nothing.

    Raises Stale when one of them changed at that very moment, so that the errand is tried again.
    """
    closure = _current(office, about)
    if closure is None:
        return
    if closure.ordered < closure.edition:
        closure = _ordered(office, closure, at)
    if closure.redrafted < closure.edition:
        _redrafted(office, closure, at)


def _current(office: Office, about: Mapping[str, str]) -> Closure | None:
    """The closure of an errand, None when it was changed since: that has an errand of its own."""
    name = closure_key(UnitId(about["unit"]), ClosureId(about["closure"]))
    closure = office.records.read(name).get(name)
    return closure if closure.edition == int(about["edition"]) else None


# Orders


def _ordered(office: Office, closure: Closure, at: datetime) -> Closure:
    found = office.records.read(unit_key(closure.unit), register_key(), closed_key(closure.unit))
    unit, register = found.get(unit_key(closure.unit)), found.find(register_key())
    board, today = found.get(closed_key(closure.unit)), local_date(at, closure.zone.info)
    if not closure.withdrawn:
        _give_way(office, closure, _rows(office, closure), today, at)
    days = [closure.first + timedelta(n) for n in range((closure.planned - closure.first).days + 1)]
    staff = [each.id for each in office.people.staff(unit.id) if is_staff(each)]
    shut = {who: frozenset(day for day in days if board.on(day, who)) for who in staff}
    own = closure.board_entry
    home = {who: frozenset(day for day in shut[who] if own.holds(day, who)) for who in staff}
    wanted = Wanted(
        unit,
        closure.first,
        closure.planned,
        {} if closure.withdrawn else home,
        shut,
        register.in_force(unit.id, closure.first) if register else None,
        OrderSource(closure.first, closure.edition, closure.by.id, closure.by.name, closure.id),
        f"{closure.called} ditutup {closure.first:%d-%m-%Y} – {closure.last:%d-%m-%Y}",
        today,
        at,
    )
    made = made_orders(office, wanted, orders_named(office, closure.orders), _rows(office, closure))
    becomes = replace(
        closure,
        ordered=closure.edition,
        orders=made.names,
        troubles=made.troubles,
        revision=closure.revision + 1,
    )
    office.records.commit(Replace(becomes), *made.changes)
    return becomes


def _rows(office: Office, closure: Closure) -> tuple[LedgerRow, ...]:
    return tuple(row for month in closure.months for row in rows_of(office, closure.unit, month))


def _give_way(office: Office, closure: Closure, rows: tuple[LedgerRow, ...], today: date, at: datetime) -> None:
    """Takes the closed days out of requests that nobody decided: the closure's order covers them."""
    asked: dict[OrderId, list[date]] = {}
    for row in rows:
        for name, mark in row.marks.items():
            day = date.fromisoformat(f"{row.month}-{name}")
            if not mark.approved and day >= today and closure.board_entry.holds(day, row.employee):
                asked.setdefault(mark.order, []).append(day)
    for order_id, days in asked.items():
        was = office.records.read(order_key(order_id)).get(order_key(order_id))
        if was.status is not Status.SUBMITTED:
            raise Stale
        act, becomes = given_back(was, was.employee, frozenset(days), COVERED, (Act.CLOSE_DAYS, Act.CLOSE))
        line = trail_of(becomes, act, BY_THE_CLOCK, SCHEDULED, at, office.new_id())
        office.records.commit(*order_changes(was, becomes), Create(line))


# Rotas


def _redrafted(office: Office, closure: Closure, at: datetime) -> None:
    """The next version of every published rota whose days the closure touches, one transaction each, and the note of
    what became of them.
    """
    found = office.records.read(closed_key(closure.unit), rota_book_key(closure.unit))
    book, board = found.find(rota_book_key(closure.unit)), found.get(closed_key(closure.unit))
    today = local_date(at, closure.zone.info)
    cause = Cause(
        CLOSURE,
        closure.called,
        closure.first,
        lambda rota: with_closed(rota, board, today),
        {"closure": closure.id},
    )
    touched = [each for each in book.periods if _is_touched(each, closure, today)] if book else []
    done = [(period.first, next_version(office, closure.unit, period, cause, at)) for period in touched]
    notes = tuple(RotaNote(first, what) for first, what in done if what)
    becomes = replace(closure, redrafted=closure.edition, rotas=notes, revision=closure.revision + 1)
    office.records.commit(Replace(becomes))


def _is_touched(period: RotaPeriod, closure: Closure, today: date) -> bool:
    return period.first <= closure.planned and max(closure.first, today) <= period.last
