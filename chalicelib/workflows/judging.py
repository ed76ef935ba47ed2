"""What stands in the way of the days that somebody asks for: places, the circular's rules, other orders of theirs."""

from datetime import date
from typing import TYPE_CHECKING

from chalicelib.domain import asking as rules
from chalicelib.domain import eligibility
from chalicelib.domain.absences import AbsenceKind
from chalicelib.domain.calendars import month_of
from chalicelib.domain.capacity import Places
from chalicelib.domain.circulars import Circular
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.orders import OrderDay, is_staff
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text
from chalicelib.workflows.ports import Office

if TYPE_CHECKING:
    from chalicelib.workflows.asking import RequestDesk

HELD = text("%(day)s sudah menjadi hari WFH Anda menurut jadwal unit; surat perintah tugasnya sedang diproses.")
NEAR_DAYS = 3
"""How many free days a full day's message names."""

ABSENT = {
    AbsenceKind.LEAVE: text("%(day)s tercatat sebagai cuti."),
    AbsenceKind.SICK: text("%(day)s tercatat sebagai sakit."),
    AbsenceKind.TRAVEL: text("%(day)s tercatat sebagai dinas luar."),
    AbsenceKind.TRAINING: text("%(day)s tercatat sebagai diklat."),
}
"""Why a day cannot be asked for."""


CLOSED = text("%(day)s unit ditutup sementara: Anda bekerja dari rumah menurut surat kolektif, tanpa permohonan.")


def day_problems(
    desk: "RequestDesk", days: tuple[OrderDay, ...], circulars: dict[date, Circular | None]
) -> list[Problem]:
    """Everything that is wrong with the asked days; what keeps the person in the office at all is said alone."""
    binding = {each.id: each for each in circulars.values() if each}
    barred = [
        found
        for circular in binding.values()
        for found in eligibility.person_problems(
            desk.employee, desk.unit, desk.begun, _under(circular, days, circulars), circular
        )
    ]
    if barred:
        return barred
    rows = (*desk.elsewhere, *desk.rows)
    held = desk.held | {date.fromisoformat(f"{row.month}-{day}") for row in rows for day in row.marks}
    found = _place_problems(desk, days, circulars)
    for circular in binding.values():
        under = _under(circular, days, circulars)
        found += eligibility.day_problems(under, held, circular)
        found += rules.pattern_problems(under, held, desk.expected, circular)
    if len(binding) > 1:
        first = max(circular.start for circular in binding.values())
        msgid = text("Mulai %(day)s berlaku surat edaran lain. Ajukan tanggal sebelum dan sesudahnya terpisah.")
        found.append(problem("dates", msgid, day=first))
    return found


def _under(
    circular: Circular, days: tuple[OrderDay, ...], circulars: dict[date, Circular | None]
) -> tuple[OrderDay, ...]:
    return tuple(day for day in days if circulars[day.date] == circular)


def _place_problems(
    desk: "RequestDesk", days: tuple[OrderDay, ...], circulars: dict[date, Circular | None]
) -> list[Problem]:
    offered = {each.day: each for each in desk.offered()}
    free = [each for each in offered.values() if each.is_free]
    found: list[Problem] = []
    for day in days:
        offer = offered.get(day.date)
        if offer is None:
            found.append(problem("dates", text("Anda tidak bertugas di unit ini pada %(day)s."), day=day.date))
        elif offer.away and offer.is_absent:
            found.append(problem("dates", ABSENT[offer.away.kind], day=day.date))
        elif offer.is_closed:
            found.append(problem("dates", CLOSED, day=day.date))
        elif circulars[day.date] is None or offer.places is None:
            found.append(
                problem("dates", text("Tidak ada surat edaran yang berlaku bagi unit Anda pada %(day)s."), day=day.date)
            )
        elif offer.taken_by:
            found.append(problem("dates", text("%(day)s sudah ada dalam permohonan Anda yang lain."), day=day.date))
        elif offer.is_held:
            found.append(problem("dates", HELD, day=day.date))
        elif not offer.places.free:
            found.append(_full(day.date, offer.places, desk, [each.day for each in free]))
    return found


def officer_problems(
    office: Office, desk: "RequestDesk", days: tuple[OrderDay, ...], circular: Circular
) -> tuple[Problem, ...]:
    """Two queries and one for each month, for structural officers only, and only where the circular counts them.

    Two officers who ask at the same moment are both let through; whoever decides sees both.
    """
    if not (desk.employee.echelon and circular.structural_present):
        return ()
    officers = {each.id for each in office.people.staff(desk.unit.id) if each.echelon and is_staff(each)}
    months = {month_of(day.date) for day in days}
    rows = [row for month in sorted(months) for row in office.ledger.month(desk.unit.id, month).rows]
    others = [row for row in rows if row.employee in officers and row.employee != desk.employee.id]
    away = {day.date: sum(row.month == month_of(day.date) and _is_out(row, day.date) for row in others) for day in days}
    return eligibility.structural_problems(days, len(officers), away, circular)


def _is_out(row: LedgerRow, day: date) -> bool:
    away = row.away(day)
    return row.mark(day) is not None or (away is not None and away.is_whole)


def _full(day: date, places: Places, desk: "RequestDesk", free: list[date]) -> Problem:
    near = sorted(free, key=lambda each: abs(each - day))[:NEAR_DAYS]
    msgid = text("Kuota WFH unit pada %(day)s sudah penuh (%(home)s dari %(all)s pegawai).")
    if near:
        msgid = text("Kuota WFH unit pada %(day)s sudah penuh (%(home)s dari %(all)s pegawai). Masih ada: %(near)s.")
    headcount = desk.capacities[-1].headcount
    return problem("dates", msgid, day=day, home=places.home, all=headcount, near=tuple(sorted(near)))
