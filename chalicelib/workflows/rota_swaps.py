"""Swaps of home days: asked for by one employee, agreed to by another, approved by those who answer for the unit."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date, month_of
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.records import (
    Change,
    Create,
    Replace,
    rota_book_key,
    rota_key,
    row_key,
    swap_key,
    unit_key,
)
from chalicelib.domain.refusals import Conflict, Invalid, NotFound, Stale, problem
from chalicelib.domain.rota_books import entered
from chalicelib.domain.rota_swaps import Answer, RotaSwap, SwapState, answered, swapped
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.holding import hold, until_settled
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.rota_views import own
from chalicelib.workflows.rotas import days_mail, ordering, trail_line


class SwapDesk(Struct, frozen=True):
    """What somebody needs to ask for a swap, and the swaps they have to do with."""

    rota: UnitRota | None
    days: tuple[date, ...]
    """Home days of theirs that are not over."""
    colleagues: tuple[RotaLine, ...]
    swaps: tuple[RotaSwap, ...]


def open_desk(office: Office, actor: Actor, at: datetime) -> SwapDesk:
    """Three requests, one of them a query."""
    mine, today = own(office, actor, at), local_date(at, actor.zone.info)
    concerned = [s for s in office.rotas.swaps(actor.unit) if actor.id in s.people or actor.keeps(s.unit)]
    if mine is None:
        return SwapDesk(None, (), (), tuple(concerned))
    days = tuple(day for day in mine.rota.days_of(mine.line, Place.HOME) if day >= today)
    others = tuple(line for line in mine.rota.lines if line.employee != actor.id)
    return SwapDesk(mine.rota, days, others, tuple(concerned))


def see(office: Office, actor: Actor, name: str) -> RotaSwap:
    """A swap, for the two whose days change and those who answer for the unit. Raises NotFound for others."""
    swap = office.records.read(swap_key(name)).find(swap_key(name))
    if swap is None or not (actor.id in swap.people or actor.keeps(swap.unit)):
        raise NotFound(text("Permintaan tukar hari ini tidak dikenal."))
    return swap


def ask(
    office: Office,
    actor: Actor,
    other: EmployeeId,
    gives: date,
    takes: date | None,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Asks a colleague; returns where the swap is shown.

    Raises Invalid with what the swap would break and for days that an approved order covers, NotFound without a
    published rota.
    """
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    mine = own(office, actor, at)
    if mine is None:
        raise NotFound(text("Jadwal Anda belum diterbitkan."))
    rota, colleague = mine.rota, mine.rota.line_of(other)
    if colleague is None or other == actor.id:
        raise Invalid(problem("other", text("Pilih rekan yang ada pada jadwal ini.")))
    swap = RotaSwap(
        office.new_id(),
        rota.unit,
        rota.zone,
        rota.first,
        actor.id,
        actor.name,
        other,
        colleague.name,
        gives,
        takes,
        at,
    )
    today = local_date(at, rota.zone.info)
    _refuse_ordered(office, rota, swap, today)
    swapped(rota, swap, today, actor.name, at)
    changes = (Create(swap), Create(_line(office, swap, "ask_swap", actor, origin, at)))
    return commit_once(office, sent, shown_at(swap), at, *changes, _mail(swap, other, at))


def answer(
    office: Office, actor: Actor, name: str, said: Answer, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Agrees, declines, withdraws, approves or refuses; approval publishes the next version of the rota.

    Returns where the swap is shown. Raises Stale for a swap that was answered since it was seen, Invalid with what it
    would break by now, and what `answered`, `swapped` and holding the next version's places raise.
    """
    return until_settled(office, lambda: _answer(office, actor, name, said, seen, sent, origin, at))


def _answer(
    office: Office, actor: Actor, name: str, said: Answer, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    found = office.records.read(sent.name, swap_key(name))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    swap = see(office, actor, name)
    if swap.revision != seen:
        raise Stale
    becomes = answered(swap, said, actor)
    changes: list[Change] = [Replace(becomes), Create(_line(office, becomes, said.value, actor, origin, at))]
    if said is Answer.APPROVE:
        changes += _next_version(office, becomes, actor, origin, at)
    changes += [_mail(becomes, to, at) for to in _told(office, becomes, actor)]
    return commit_once(office, sent, shown_at(swap), at, *changes)


def shown_at(swap: RotaSwap) -> str:
    """Where a swap is shown."""
    return f"/swaps/{swap.id}"


def _next_version(office: Office, swap: RotaSwap, actor: Actor, origin: Origin, at: datetime) -> list[Change]:
    """The rota with the days in the other hands, its place in the unit's book, and the two people's days by mail."""
    book = office.records.read(rota_book_key(swap.unit)).get(rota_book_key(swap.unit))
    period = book.period(swap.first)
    if period is None or period.is_draft:
        raise Conflict(text("Versi berikut jadwal ini sedang disusun. Tukar hari setelah versi itu diterbitkan."))
    name = rota_key(swap.unit, swap.first, period.version)
    rota = office.records.read(name).get(name)
    today = local_date(at, swap.zone.info)
    _refuse_ordered(office, rota, swap, today)
    becomes = swapped(rota, swap, today, actor.name, at)
    return [
        Create(becomes),
        Replace(entered(book, becomes)),
        Create(trail_line(office, becomes, "swap_in_rota", actor, origin, at, " ".join(swap.people))),
        *(Create(days_mail(becomes, who, at)) for who in swap.people),
        Create(ordering(becomes, actor.id, at)),
        *hold(office, becomes, at),
    ]


def _refuse_ordered(office: Office, rota: UnitRota, swap: RotaSwap, today: date) -> None:
    """Raises Invalid where an approved order covers one of the days for either that the next version cannot call off:
    one that is not the rota's own, or that holds today. It is called off first. So too where one of them is absent.
    """
    names = {(day, who): row_key(swap.unit, month_of(day), who) for day in swap.days for who in swap.people}
    found = office.records.read(*set(names.values()))
    msgid = text(
        "%(day)s sudah tercakup surat perintah tugas yang disetujui. Batalkan hari itu pada suratnya lebih dahulu."
    )
    granted = {
        (day, mark.order)
        for (day, _), name in names.items()
        if (row := found.find(name)) and (mark := row.mark(day)) and mark.approved
    }
    ordered = sorted({day for day, order in granted if day <= today or order not in (rota.orders or ())})
    if ordered:
        raise Invalid(*(problem("takes" if day == swap.takes else "gives", msgid, day=day) for day in ordered))
    absent = sorted(
        {day for (day, _), name in names.items() if (row := found.find(name)) and (a := row.away(day)) and a.is_whole}
    )
    if absent:
        msgid = text("%(day)s tidak dapat ditukar: salah seorang tercatat tidak masuk.")
        raise Invalid(*(problem("takes" if day == swap.takes else "gives", msgid, day=day) for day in absent))


def _told(office: Office, swap: RotaSwap, actor: Actor) -> tuple[EmployeeId, ...]:
    """Who hears of a swap as it is now: whoever decides next, or else the two whose days they are."""
    if swap.state is not SwapState.AGREED:
        return tuple(who for who in swap.people if who != actor.id)
    unit = office.records.read(unit_key(swap.unit)).get(unit_key(swap.unit))
    deciders = dict.fromkeys(who for who in (unit.head, unit.secretary) if who and who not in swap.people)
    return tuple(deciders)


def _mail(swap: RotaSwap, to: EmployeeId, at: datetime) -> Create:
    return Create(entry(f"swap-{swap.id}-{swap.revision}-{to}", Errand.ROTA_SWAP, at, swap=swap.id, to=to))


def _line(office: Office, swap: RotaSwap, what: str, actor: Actor, origin: Origin, at: datetime) -> TrailEntry:
    about = f"SWAP#{swap.id}"
    return TrailEntry(
        about, swap.revision, office.new_id(), at, actor.id, actor.name, what, origin, concerns=swap.other
    )
