"""Outages: entered by the administrator, corrected and withdrawn.

An outage stands beside the circulars, so that whatever asks for a deadline knows of it at once. What was filed already
is recounted by a worker (`excusing`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.adjusting import Adjustment
from chalicelib.domain.circulars import CircularRegister, Outage
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import Actor, Role
from chalicelib.domain.records import (
    Bundle,
    Create,
    Replace,
    adjustment_key,
    register_key,
)
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem, Stale, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows import adjusting
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

LONGEST = timedelta(days=7)
FARTHEST = timedelta(days=60)
"""How long ago an outage may have begun that is entered."""
LONGEST_WHY = 300
MOST_OUTAGES = 200
AT_ONCE, A_FEW = 50, 10
"""Outages, and among them withdrawn ones, of which it is shown how far they have come."""


class OutageDraft(NamedTuple):
    """An outage as it is typed."""

    first: datetime
    last: datetime
    why: str


class Seen(NamedTuple):
    """Which outage is to be changed, as the administrator saw it."""

    name: str
    revision: int


class OutageList(Struct, frozen=True):
    """Every outage, the latest first."""

    standing: tuple[Outage, ...] = ()
    withdrawn: tuple[Outage, ...] = ()
    carried: Mapping[str, Adjustment] = field(default_factory=dict)
    """How far those of late have come, by outage."""


def outages(office: Office, actor: Actor) -> OutageList:
    """Every outage. Two requests."""
    _administrators_only(actor)
    register = office.records.read(register_key()).find(register_key())
    if register is None:
        return OutageList()
    standing, withdrawn = register.outages[::-1], register.withdrawn[::-1]
    of_late = {each.id: adjustment_key(each.adjustment) for each in (*withdrawn[:A_FEW], *standing)[:AT_ONCE]}
    found = office.records.read(*of_late.values()) if of_late else None
    carried = {name: there for name, key in of_late.items() if found and (there := found.find(key))}
    return OutageList(standing, withdrawn, carried)


def enter(
    office: Office,
    actor: Actor,
    first: datetime,
    last: datetime,
    why: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Records an outage from `first` to `last` and has late reports recounted; returns where it is shown. Two requests.

    Raises Invalid for what was typed, and Forbidden for anybody but an administrator.
    """
    _administrators_only(actor)
    found = office.records.read(sent.name, register_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    problems = outage_problems(first, last, why, at)
    if problems:
        raise Invalid(*problems)
    register = found.find(register_key())
    if register is None:
        raise Conflict(text("Belum ada surat edaran, sehingga belum ada batas lapor yang dapat digeser."))
    if len(register.outages) + len(register.withdrawn) >= MOST_OUTAGES:
        raise Conflict(text("Daftar gangguan sudah penuh. Hubungi pengelola sistem."))
    name = office.new_id()
    made = Outage(name, first, last, why, actor.name)
    return _carried(office, actor, register, made, (*register.outages, made), "outage", sent, origin, at)


def outage(office: Office, actor: Actor, name: str) -> Outage:
    """One outage. One request. Raises NotFound for one that is withdrawn."""
    _administrators_only(actor)
    return _known(office.records.read(register_key()).find(register_key()), name)


def correct(
    office: Office,
    actor: Actor,
    seen: Seen,
    draft: OutageDraft,
    reason: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Puts an outage right and has reports recounted both ways; returns where it is shown. Two requests.

    Raises Invalid for what was typed, Stale when somebody else changed it meanwhile.
    """
    _administrators_only(actor)
    found = office.records.read(sent.name, register_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    register, before = _changing(found, seen)
    first, last, why = draft.first, draft.last, draft.why
    problems = (*outage_problems(first, last, why, at, since=before.first), *_reason_problems(reason))
    if problems:
        raise Invalid(*problems)
    from_when, until_when = before.reach or (before.first, before.last)
    reach = (min(from_when, first), max(until_when, last))
    after = replace(before, first=first, last=last, why=why, reach=reach, reason=reason, revision=before.revision + 1)
    kept = (*(each for each in register.outages if each.id != before.id), after)
    return _carried(office, actor, register, after, kept, "correct_outage", sent, origin, at)


def withdraw(office: Office, actor: Actor, seen: Seen, reason: str, sent: Sent, origin: Origin, at: datetime) -> str:
    """Takes an outage back that was none, and has reports recounted. Two requests. Raises as `correct`."""
    _administrators_only(actor)
    found = office.records.read(sent.name, register_key())
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    register, before = _changing(found, seen)
    problems = _reason_problems(reason)
    if problems:
        raise Invalid(*problems)
    after = replace(before, reason=reason, revision=before.revision + 1)
    kept = tuple(each for each in register.outages if each.id != before.id)
    return _carried(office, actor, register, after, kept, "withdraw_outage", sent, origin, at)


def outage_problems(
    first: datetime, last: datetime, why: str, at: datetime, since: datetime | None = None
) -> tuple[Problem, ...]:
    """What is wrong with an outage, per field; one that is corrected may begin as early as it was said to (`since`)."""
    found: list[Problem] = []
    if last <= first:
        found.append(problem("last_time", text("Akhir gangguan harus sesudah awalnya.")))
    elif last - first > LONGEST:
        found.append(problem("last", text("Satu gangguan paling lama %(most)s hari."), most=LONGEST.days))
    if first > at:
        found.append(problem("first", text("Gangguan dicatat sesudah terjadi.")))
    elif first < min(at - FARTHEST, since or at):
        found.append(
            problem("first", text("Gangguan dicatat paling lama %(most)s hari sesudahnya."), most=FARTHEST.days)
        )
    if not why:
        found.append(problem("why", text("Tuliskan apa yang terganggu.")))
    elif len(why) > LONGEST_WHY:
        found.append(problem("why", text("Paling panjang %(most)s huruf."), most=LONGEST_WHY))
    return tuple(found)


def _carried(
    office: Office,
    actor: Actor,
    register: CircularRegister,
    outage: Outage,
    kept: tuple[Outage, ...],
    what: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Writes the register with the outages `kept`, and has what `outage` is about recounted."""
    units = dict.fromkeys(unit for circular in register.circulars for unit in circular.units)
    about = f"OUTAGE#{outage.id}"
    carried, changes = adjusting.begun(office, about, units, at, Errand.EXCUSE_LATE)
    changed = replace(outage, adjustment=carried.id)
    stands = outage in kept
    standing = (*(each for each in kept if each.id != outage.id), *([changed] if stands else []))
    after = replace(
        register,
        outages=tuple(sorted(standing, key=lambda each: each.first)),
        withdrawn=register.withdrawn if stands else (*register.withdrawn, changed),
        revision=register.revision + 1,
    )
    note = outage.reason or outage.why
    line = TrailEntry(about, outage.revision, office.new_id(), at, actor.id, actor.name, what, origin, note=note)
    return commit_once(office, sent, "/outages", at, Replace(after), *changes, Create(line))


def _changing(found: Bundle, seen: Seen) -> tuple[CircularRegister, Outage]:
    register = found.find(register_key())
    outage = _known(register, seen.name)
    if register is None or outage.revision != seen.revision:
        raise Stale
    return register, outage


def _known(register: CircularRegister | None, name: str) -> Outage:
    found = next((each for each in register.outages if each.id == name), None) if register else None
    if found is None:
        raise NotFound(text("Gangguan ini tidak ada atau sudah ditarik."))
    return found


def _reason_problems(reason: str) -> tuple[Problem, ...]:
    if not reason:
        return (problem("reason", text("Tuliskan alasannya.")),)
    if len(reason) > LONGEST_WHY:
        return (problem("reason", text("Paling panjang %(most)s huruf."), most=LONGEST_WHY),)
    return ()


def _administrators_only(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise Forbidden(text("Halaman ini hanya untuk administrator."))
