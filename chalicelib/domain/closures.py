"""Closures (unit ditutup sementara): a unit, or a part of it, works from home for some days because its office is shut.

In 2021 a unit with a confirmed case was closed for three days. The days are calendar days, from one to the other, as
the public notice says them. Nobody is asked whether the caps allow it.
"""

from datetime import date, datetime, timedelta
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month, month_of
from chalicelib.domain.capacity import Closed, ClosedDays
from chalicelib.domain.orders import OrderId
from chalicelib.domain.people import EmployeeId, EnteredBy, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Invalid, Problem, problem
from chalicelib.domain.rota_resumed import Redrafted
from chalicelib.domain.texts import text

ClosureId = NewType("ClosureId", str)

USUAL_DAYS = 3
MOST_DAYS = 14
FARTHEST = 30
"""Days ahead on which one may begin."""
LONGEST_REASON = 300
LONGEST_PART = 60
LONGEST_LETTER = 80
REMEMBERED = timedelta(days=62)
"""How long past closures stay among those that rotas and pages look at: longer than a rota and the month before."""


class RotaNote(Struct, frozen=True, array_like=True):
    """What became of one rota, by the first day of its period."""

    first: date
    what: Redrafted


class ClosureDraft(Struct, frozen=True):
    """A closure as it was typed."""

    first: date
    count: int
    """Calendar days."""
    reason: str
    letter: str = ""
    """The number of the decision, if there is one."""
    part: str = ""
    people: tuple[EmployeeId, ...] = ()

    @property
    def last(self) -> date:
        """The last closed day."""
        return self.first + timedelta(days=self.count - 1)


class Closure(Struct, frozen=True):
    """One closure. `edition` counts what orders and rotas have to follow, `revision` every change."""

    id: ClosureId
    unit: UnitId
    unit_name: str
    zone: Zone
    part: str
    """What is closed, in words; "" for the whole unit."""
    people: tuple[EmployeeId, ...]
    """Those of the part; () for everybody in the unit."""
    first: date
    last: date
    planned: date
    """The last day as it was announced."""
    reason: str
    letter: str
    by: EnteredBy
    announced_at: datetime
    withdrawn: bool = False
    words: str = ""
    """Why it was ended early or withdrawn."""
    edition: int = 1
    ordered: int = 0
    """The edition whose orders are made."""
    orders: tuple[OrderId, ...] = ()
    """The duty orders that grant its days."""
    troubles: tuple[str, ...] = ()
    """Why an order could not be made."""
    redrafted: int = 0
    """The edition that the rotas follow."""
    rotas: tuple[RotaNote, ...] = ()
    revision: int = 1

    @property
    def called(self) -> str:
        """What is closed: the part, or the unit."""
        return self.part or self.unit_name

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that its days as announced lie in."""
        return tuple(dict.fromkeys((month_of(self.first), month_of(self.planned))))

    def is_over(self, today: date) -> bool:
        """Whether nothing of it is left."""
        return self.withdrawn or self.last < today

    def concerns(self, person: str) -> bool:
        """Whether somebody of the unit is among those it sends home."""
        return not self.people or person in self.people

    @property
    def board_entry(self) -> Closed:
        """Its days, as they are looked up."""
        return Closed(self.id, self.part, self.people, self.first, self.last)


def draft_problems(draft: ClosureDraft, today: date, *, is_part: bool) -> list[Problem]:
    """What is wrong with a closure as it was typed, per field."""
    found: list[Problem] = []
    if draft.first < today:
        found.append(problem("first", text("Tanggal ini sudah lewat.")))
    if draft.first > today + timedelta(days=FARTHEST):
        found.append(problem("first", text("Paling jauh %(most)s hari ke depan."), most=FARTHEST))
    if not 1 <= draft.count <= MOST_DAYS:
        found.append(problem("count", text("Antara %(min)s dan %(max)s."), min=1, max=MOST_DAYS))
    if not draft.reason:
        found.append(problem("reason", text("Tuliskan alasannya, tanpa keterangan kesehatan siapa pun.")))
    if is_part and not draft.part:
        found.append(problem("part", text("Tuliskan nama bagian yang ditutup.")))
    if is_part and not draft.people:
        found.append(problem("people", text("Pilih sedikitnya satu pegawai.")))
    return found


def refuse_repeated(board: ClosedDays, draft: ClosureDraft) -> None:
    """Raises Invalid where every one of those days is closed already for the same people, or for the whole unit."""
    for each in board.closed:
        covers = not each.people or (draft.people and set(draft.people) <= set(each.people))
        if covers and each.first <= draft.first and draft.last <= each.last:
            raise Invalid(problem("first", text("Pada tanggal tersebut sudah ada penutupan yang mencakupnya.")))


def ended(closure: Closure, last: date, words: str, today: date) -> Closure:
    """The closure that ends on `last`, today or later; the office is open from the day after.

    Raises Invalid for a day that is not among those left, and without a reason; Conflict when it is over.
    """
    _refuse_over(closure, today)
    if not max(closure.first, today) <= last < closure.last:
        raise Invalid(problem("last", text("Pilih hari terakhir: hari ini atau sesudahnya, sebelum yang lama.")))
    _refuse_words(words)
    return _changed(replace(closure, last=last, words=words))


def withdrawn(closure: Closure, words: str, today: date) -> Closure:
    """The closure that never comes. Raises Conflict once it has begun, Invalid without a reason."""
    _refuse_over(closure, today)
    if closure.first <= today:
        raise Conflict(text("Penutupan ini sudah berjalan. Akhiri lebih awal dengan memilih hari terakhirnya."))
    _refuse_words(words)
    return _changed(replace(closure, withdrawn=True, words=words))


def asked_again(closure: Closure, today: date) -> Closure:
    """The closure whose orders are made anew, for whoever has none. Raises Conflict when it is over."""
    _refuse_over(closure, today)
    return _changed(closure)


def posted(board: ClosedDays, closure: Closure, today: date) -> ClosedDays:
    """The unit's closed days with those of `closure` as it is now; what is long past is forgotten."""
    others = [each for each in board.closed if each.closure != closure.id and each.last >= today - REMEMBERED]
    mine = [] if closure.withdrawn else [closure.board_entry]
    closed = tuple(sorted((*others, *mine), key=lambda each: (each.first, each.closure)))
    return replace(board, closed=closed, revision=board.revision + 1)


def _changed(closure: Closure) -> Closure:
    return replace(closure, edition=closure.edition + 1, revision=closure.revision + 1)


def _refuse_over(closure: Closure, today: date) -> None:
    if closure.is_over(today):
        raise Conflict(text("Penutupan ini sudah berakhir atau ditarik. Lihat keadaan terbarunya."))


def _refuse_words(words: str) -> None:
    if not words:
        raise Invalid(problem("reason", text("Tuliskan alasannya; pegawai akan membacanya.")))
    if len(words) > LONGEST_REASON:
        raise Invalid(problem("reason", text("Alasan paling panjang %(most)s huruf."), most=LONGEST_REASON))
