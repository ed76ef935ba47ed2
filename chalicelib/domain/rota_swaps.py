"""Two employees who swap home days of a published rota, or of whom one hands a day over.

One asks, the other agrees, and the head or secretary approves; only then is there a next version of the rota. The hard
rules are asked twice: when the swap is asked for and when it is approved.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.people import Actor, EmployeeId, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, Problem, problem
from chalicelib.domain.rota_changes import broken, moved, published, reopened
from chalicelib.domain.rota_letters import place_of
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.texts import text


class SwapState(StrEnum):
    """Where a swap stands."""

    ASKED = "asked"
    AGREED = "agreed"
    """The colleague agrees; the unit's head or secretary has to approve."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"


class Answer(StrEnum):
    """What somebody says to a swap; the value is its name in the trail."""

    AGREE = "agree_to_swap"
    DECLINE = "decline_swap"
    WITHDRAW = "withdraw_swap"
    APPROVE = "approve_swap"
    REFUSE = "refuse_swap"


_NEXT = {
    (SwapState.ASKED, Answer.AGREE): SwapState.AGREED,
    (SwapState.ASKED, Answer.DECLINE): SwapState.DECLINED,
    (SwapState.ASKED, Answer.WITHDRAW): SwapState.WITHDRAWN,
    (SwapState.AGREED, Answer.WITHDRAW): SwapState.WITHDRAWN,
    (SwapState.AGREED, Answer.APPROVE): SwapState.APPROVED,
    (SwapState.AGREED, Answer.REFUSE): SwapState.REFUSED,
}


class RotaSwap(Struct, frozen=True):
    """One swap: the home day that the asker gives, and the one of the other's that they take for it."""

    id: str
    unit: UnitId
    zone: Zone
    first: date
    """First day of the rota's period."""
    asker: EmployeeId
    asker_name: str
    other: EmployeeId
    other_name: str
    gives: date
    takes: date | None
    """None where the day is handed over for nothing."""
    asked_at: datetime
    state: SwapState = SwapState.ASKED
    decided_by: str = ""
    revision: int = 1

    @property
    def people(self) -> tuple[EmployeeId, EmployeeId]:
        """Whose days change."""
        return self.asker, self.other

    @property
    def days(self) -> tuple[date, ...]:
        """The days that change hands."""
        return (self.gives,) if self.takes is None else (self.gives, self.takes)

    def answers(self, actor: Actor) -> tuple[Answer, ...]:
        """What `actor` may say now; nobody decides on a swap of their own."""
        mine: tuple[Answer, ...] = ()
        if actor.id == self.asker:
            mine = (Answer.WITHDRAW,)
        elif actor.id == self.other:
            mine = (Answer.AGREE, Answer.DECLINE)
        elif actor.keeps(self.unit):
            mine = (Answer.APPROVE, Answer.REFUSE)
        return tuple(each for each in mine if (self.state, each) in _NEXT)


def answered(swap: RotaSwap, answer: Answer, actor: Actor) -> RotaSwap:
    """The swap after an answer. Raises Conflict where it stands elsewhere by now, Forbidden for nobody's say."""
    if (swap.state, answer) not in _NEXT:
        raise Conflict(text("Tukar hari ini sudah dijawab, diputuskan, atau ditarik kembali."))
    if answer not in swap.answers(actor):
        raise Forbidden(
            text("Tukar hari dijawab oleh rekan yang diminta, lalu diputuskan kepala atau sekretaris unit.")
        )
    decides = answer in (Answer.APPROVE, Answer.REFUSE)
    return replace(
        swap,
        state=_NEXT[swap.state, answer],
        decided_by=actor.name if decides else "",
        revision=swap.revision + 1,
    )


def swapped(rota: UnitRota, swap: RotaSwap, today: date, by: str, at: datetime) -> UnitRota:
    """The next version of a published rota, published, with the days in the other hands.

    Raises Invalid with what it would break, and where a day is no longer placed as the swap takes it to be; Conflict
    while somebody has a draft of the next version, and what `moved` refuses.
    """
    if rota.is_draft:
        raise Conflict(text("Versi berikut jadwal ini sedang disusun. Tukar hari setelah versi itu diterbitkan."))
    problems = list(_misplaced(rota, swap))
    if problems:
        raise Invalid(*problems)
    draft = reopened(rota, by, at)
    for day, giver, taker in _hands(swap):
        draft = moved(draft, giver, day, Place.OFFICE, today)
        draft = moved(draft, taker, day, Place.HOME, today)
    wrong = [problem("gives", each.message.msgid, **each.message.values) for each in broken(draft)]
    if wrong:
        raise Invalid(*wrong)
    return replace(published(draft, by, at), revision=1)


def _hands(swap: RotaSwap) -> Iterator[tuple[date, EmployeeId, EmployeeId]]:
    """Each day, whose home day it was, and whose it becomes."""
    yield swap.gives, swap.asker, swap.other
    if swap.takes:
        yield swap.takes, swap.other, swap.asker


def _misplaced(rota: UnitRota, swap: RotaSwap) -> Iterator[Problem]:
    msgid = text("%(day)s: %(giver)s harus dijadwalkan di rumah dan %(taker)s di kantor.")
    names = {swap.asker: swap.asker_name, swap.other: swap.other_name}
    for day, giver, taker in _hands(swap):
        if not (_is(rota, giver, day, Place.HOME) and _is(rota, taker, day, Place.OFFICE)):
            field = "gives" if giver == swap.asker else "takes"
            yield problem(field, msgid, day=day, giver=names[giver], taker=names[taker])


def _is(rota: UnitRota, employee: EmployeeId, day: date, place: Place) -> bool:
    line = rota.line_of(employee)
    return line is not None and day in rota.days and place_of(line.days[rota.days.index(day)]) is place
