"""A unit's rota: drafted by its head or secretary, changed by hand, published and then told to everyone.

Publishing freezes a version in one transaction with the places it holds in the months' capacity (see `holding`) and
the errands of whatever follows from it (`_follow_publication`): everybody's mail, and the duty orders (`rota_orders`).
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime

from msgspec.structs import replace

from chalicelib.domain.calendars import (
    Expected,
    Month,
    dates_of,
    expected_days,
    following,
    local_date,
    month_of,
    preceding,
)
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import is_staff
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, EmployeeId, Unit, UnitId
from chalicelib.domain.records import (
    Bundle,
    Change,
    Create,
    Replace,
    calendar_key,
    closed_key,
    register_key,
    rota_book_key,
    rota_key,
    unit_key,
)
from chalicelib.domain.refusals import Forbidden, NotFound, Refusal, Stale
from chalicelib.domain.rota import make_rota
from chalicelib.domain.rota_absences import followed
from chalicelib.domain.rota_books import RotaBook, entered, refuse_period
from chalicelib.domain.rota_briefs import Circumstances, brief_of, rota_of
from chalicelib.domain.rota_changes import moved, published, reopened
from chalicelib.domain.rota_terms import Impossible, Place
from chalicelib.domain.rotas import MOST_PEOPLE, UnitRota
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.holding import hold, until_settled
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

AT_ONCE = 100
"""People whose mails one errand asks for; the next hundred are the next errand's."""


def make(
    office: Office, actor: Actor, unit_id: UnitId, first: date, last: date, sent: Sent, origin: Origin, at: datetime
) -> str | Impossible:
    """Drafts a rota for a period, over an earlier draft of the same; returns where it is shown.

    Where the hard rules cannot all hold nothing is kept, and which of them collide is returned. Raises Invalid for the
    period, Refusal where no circular is in force or the unit has too many people for one record.
    """
    refuse_others(actor, unit_id)
    names = unit_key(unit_id), rota_book_key(unit_id), register_key(), closed_key(unit_id)
    found = office.records.read(sent.name, *names)
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    book = found.find(rota_book_key(unit_id))
    kept = book or RotaBook(unit_id, revision=0)
    refuse_period(kept, first, last)
    period = kept.period(first)
    version = period.version if period else 1
    circular = found.get(register_key()).in_force(unit_id, first)
    if circular is None:
        raise Refusal(text("Tidak ada surat edaran yang berlaku bagi unit ini pada awal periode."))
    known = circumstances(office, found, kept, first, last)
    brief = brief_of(known)
    made = make_rota(brief)
    if isinstance(made, Impossible):
        return made
    rota = rota_of(known, circular, brief, made, version=version, by=actor.name, at=at)
    name = rota_key(unit_id, first, version)
    there = office.records.read(name).find(name) if period else None
    rota = _after(rota, there)
    becomes = entered(kept, rota)
    return commit_once(
        office,
        sent,
        shown_at(rota),
        at,
        Replace(rota) if there else Create(rota),
        Replace(becomes) if book else Create(becomes),
        Create(trail_line(office, rota, "draft_rota", actor, origin, at)),
    )


def move(
    office: Office,
    actor: Actor,
    unit_id: UnitId,
    first: date,
    change: tuple[str, date, Place],
    seen: int,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Moves one person on one day; returns where it is shown, with whatever it breaks.

    `change` is who, on which day, and where to; `seen` the revision the writer looked at. Raises Stale when somebody
    changed the rota meanwhile, and what `moved` raises.
    """
    refuse_others(actor, unit_id)
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    rota = office.rotas.latest(unit_id, first)
    if rota.revision != seen:
        raise Stale(text("Jadwal ini baru saja diubah orang lain. Periksa keadaan terbarunya, lalu ulangi."))
    employee, day, to = change
    becomes = replace(moved(rota, employee, day, to, local_date(at, rota.zone.info)), made_by=actor.name)
    note = f"{employee} {day:%d-%m-%Y} {to}"
    line = replace(trail_line(office, becomes, "move_in_rota", actor, origin, at, note), concerns=employee)
    return commit_once(office, sent, shown_at(rota), at, Replace(becomes), Create(line))


def publish(
    office: Office, actor: Actor, unit_id: UnitId, first: date, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Freezes the draft, holds its places and has everyone told; returns where it is shown.

    Raises Stale, what `published` raises, and Refusal where more would be at home than may be.
    """
    refuse_others(actor, unit_id)
    return until_settled(office, lambda: _publish(office, actor, unit_id, first, seen, sent, origin, at))


def _publish(
    office: Office, actor: Actor, unit_id: UnitId, first: date, seen: int, sent: Sent, origin: Origin, at: datetime
) -> str:
    found = office.records.read(sent.name, rota_book_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    rota = office.rotas.latest(unit_id, first)
    if rota.revision != seen:
        raise Stale(text("Jadwal ini baru saja diubah orang lain. Periksa keadaan terbarunya, lalu ulangi."))
    becomes = published(rota, actor.name, at)
    return commit_once(
        office,
        sent,
        shown_at(rota),
        at,
        Replace(becomes),
        Replace(entered(found.get(rota_book_key(unit_id)), becomes)),
        Create(trail_line(office, becomes, "publish_rota", actor, origin, at)),
        *_follow_publication(becomes, actor, at),
        *hold(office, becomes, at),
    )


def reopen(office: Office, actor: Actor, unit_id: UnitId, first: date, sent: Sent, origin: Origin, at: datetime) -> str:
    """Begins the next version of a published rota, as its copy without who is absent by now; returns where it is shown.

    Raises Conflict while it is a draft.
    """
    refuse_others(actor, unit_id)
    found = office.records.read(sent.name, rota_book_key(unit_id))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    rota = followed(office.rotas.latest(unit_id, first), office.absences.of_unit_since(unit_id, first))
    becomes = reopened(rota, actor.name, at)
    return commit_once(
        office,
        sent,
        shown_at(becomes),
        at,
        Create(becomes),
        Replace(entered(found.get(rota_book_key(unit_id)), becomes)),
        Create(trail_line(office, becomes, "reopen_rota", actor, origin, at)),
    )


def tell_everyone(office: Office, about: Mapping[str, str], at: datetime) -> None:
    """Asks for a mail to each of the next hundred people of a published rota, and for the errand of those after them.

    Every errand has the name of what it does, so that a second run asks for nothing twice.
    """
    name = rota_key(UnitId(about["unit"]), date.fromisoformat(about["first"]), int(about["version"]))
    rota = office.records.read(name).get(name)
    begin = int(about["begin"])
    for line in rota.lines[begin : begin + AT_ONCE]:
        _ask_once(office, days_mail(rota, line.employee, at))
    if begin + AT_ONCE < len(rota.lines):
        _ask_once(office, _telling(rota, begin + AT_ONCE, at))


def refuse_others(actor: Actor, unit: UnitId) -> None:
    """Raises Forbidden unless the actor answers for the unit."""
    if not actor.keeps(unit):
        raise Forbidden(text("Jadwal unit hanya diatur oleh kepala dan sekretaris unit serta administrator."))


def shown_at(rota: UnitRota) -> str:
    """Where a rota is shown."""
    return f"/units/{rota.unit}/rotas/{rota.first}"


def days_mail(rota: UnitRota, employee: EmployeeId, at: datetime) -> OutboxEntry:
    """Asks for the mail that tells one person their days."""
    return entry(_errand_id(rota, employee), Errand.ROTA_DAYS, at, **_named(rota), to=employee)


def trail_line(
    office: Office, rota: UnitRota, what: str, actor: Actor, origin: Origin, at: datetime, note: str = ""
) -> TrailEntry:
    """The line of a rota's trail."""
    about = f"ROTA#{rota.unit}#{rota.first}#{rota.version}"
    return TrailEntry(about, rota.revision, office.new_id(), at, actor.id, actor.name, what, origin, note)


def ordering(rota: UnitRota, by: EmployeeId, at: datetime) -> OutboxEntry:
    """Asks for the duty orders of a published version, in the name of who published it."""
    return entry(_errand_id(rota, "orders"), Errand.ORDER_ROTA, at, **_named(rota), by=by)


def _follow_publication(rota: UnitRota, by: Actor, at: datetime) -> tuple[Change, ...]:
    """What the transaction that publishes a rota causes."""
    return Create(_telling(rota, 0, at)), Create(ordering(rota, by.id, at))


def _telling(rota: UnitRota, begin: int, at: datetime) -> OutboxEntry:
    return entry(_errand_id(rota, f"all-{begin}"), Errand.TELL_ROTA, at, **_named(rota), begin=str(begin))


def _named(rota: UnitRota) -> dict[str, str]:
    return {"unit": rota.unit, "first": rota.first.isoformat(), "version": str(rota.version)}


def _errand_id(rota: UnitRota, whose: str) -> str:
    return f"rota-{rota.unit}-{rota.first}-{rota.version}-{whose}"


def _ask_once(office: Office, errand: OutboxEntry) -> None:
    with suppress(Stale):
        office.records.commit(Create(errand))


def _after(rota: UnitRota, there: UnitRota | None) -> UnitRota:
    """The draft as the next revision of the one that is there."""
    return replace(rota, revision=there.revision + 1) if there else rota


def circumstances(
    office: Office, found: Bundle, book: RotaBook, first: date, last: date, so_far: UnitRota | None = None
) -> Circumstances:
    """What a rota of the period is made from; with `so_far` for those who are on it, its earlier days standing.

    `found` holds the unit, its closed days and the circulars.
    """
    unit = found.find(unit_key(book.unit))
    if unit is None:
        raise NotFound(text("Unit ini tidak dikenal."))
    staff = tuple(one for one in office.people.staff(unit.id) if is_staff(one) and not one.has_left(first))
    if so_far:
        staff = tuple(one for one in staff if so_far.line_of(one.id))
    if len(staff) > MOST_PEOPLE:
        raise Refusal(
            text("Unit ini terlalu besar untuk satu jadwal (paling banyak %(most)s orang)."), most=MOST_PEOPLE
        )
    months = (preceding(month_of(first)), *months_of(first, last))
    before = book.before(first)
    expected = _expected(office, unit, months, first)
    return Circumstances(
        unit,
        staff,
        book.rules,
        found.get(register_key()),
        tuple(each for each in expected if first <= each.date <= last),
        tuple(row for month in months for row in rows_of(office, unit.id, month)),
        tuple(each.date for each in expected if each.hours and each.date < first),
        published_version(office, book.unit, before.first, before.published) if before else None,
        found.find(closed_key(unit.id)),
        so_far,
    )


def published_version(office: Office, unit: UnitId, first: date, version: int) -> UnitRota:
    """That version of a rota. One request."""
    name = rota_key(unit, first, version)
    return office.records.read(name).get(name)


def months_of(first: date, last: date) -> tuple[Month, ...]:
    """The months of a period."""
    month, months = month_of(first), []
    while dates_of(month)[0] <= last:
        months.append(month)
        month = following(month)
    return tuple(months)


def expected_in(office: Office, unit: Unit, months: tuple[Month, ...], first: date, last: date) -> tuple[Expected, ...]:
    """Every date of the period. Raises Refusal where the city has no calendar of a year."""
    return tuple(each for each in _expected(office, unit, months, first) if first <= each.date <= last)


def _expected(office: Office, unit: Unit, months: tuple[Month, ...], first: date) -> tuple[Expected, ...]:
    """Every date of the months. Raises Refusal where the city has no calendar of a year from `first` on."""
    years = sorted({int(month[:4]) for month in months})
    found = office.records.read(*map(calendar_key, years))
    days: list[Expected] = []
    for month in months:
        calendar = found.find(calendar_key(int(month[:4])))
        if calendar is None and month < month_of(first):
            continue
        if calendar is None:
            raise Refusal(text("Kalender tahun %(year)s belum ada."), year=month[:4])
        days += expected_days(month, unit.pattern, calendar)
    return tuple(days)


def rows_of(office: Office, unit: UnitId, month: Month) -> tuple[LedgerRow, ...]:
    """The ledger's rows, none before the month is opened."""
    try:
        return office.ledger.month(unit, month).rows
    except NotFound:
        return ()
