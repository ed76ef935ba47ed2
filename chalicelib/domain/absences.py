"""Absences: leave, sickness, official travel and training, as the unit's secretary enters them.

A letter grants leave (surat izin cuti) and sends people on travel or to training (surat tugas). Sickness of one day
needs no number: the employee hands their superior a note, and only longer sick leave is granted by letter (Peraturan
BKN 24/2017 with 7/2021). Nothing about health is kept beyond the word "sakit" (UU 27/2022).
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month, first_day, following, month_of, preceding
from chalicelib.domain.people import Actor, EmployeeId, EnteredBy, Role, UnitId, Zone
from chalicelib.domain.refusals import Conflict, Invalid, Problem, problem
from chalicelib.domain.scans import Scan
from chalicelib.domain.texts import text

AbsenceId = NewType("AbsenceId", str)

LONGEST = timedelta(days=366)
"""The longest leave there is, a year of sick leave."""
FARTHEST = timedelta(days=400)
"""How far ahead an absence may end."""
LONGEST_NUMBER = 80
LONGEST_REASON = 500


class AbsenceKind(StrEnum):
    """Why somebody does not work as usual; the value is the letter it is packed and shown as."""

    LEAVE = "C"
    """Cuti."""
    SICK = "S"
    """Sakit."""
    TRAVEL = "D"
    """Dinas luar (DL)."""
    TRAINING = "P"
    """Pendidikan dan pelatihan (diklat)."""


class Part(StrEnum):
    """How much of each day; the value is the letter it is packed as."""

    WHOLE = "f"
    MORNING = "m"
    AFTERNOON = "a"


class Away(Struct, frozen=True):
    """What an absence makes of one day of the ledger."""

    kind: AbsenceKind
    part: Part
    absence: AbsenceId

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the day is left to work."""
        return self.part is Part.WHOLE

    def left_of(self, target: int) -> int:
        """Minutes that remain of a day's target."""
        return 0 if self.is_whole else target - target // 2

    def packed(self) -> str:
        """As the ledger stores it, e.g. "+Cfkq3vd5c2x7mabnop"; no order's mark begins with a plus."""
        return f"+{self.kind}{self.part}{self.absence}"


def unpacked_away(packed: str) -> Away:
    """What `packed` was made from."""
    return Away(AbsenceKind(packed[1]), Part(packed[2]), AbsenceId(packed[3:]))


class AbsenceDraft(Struct, frozen=True):
    """An absence as it was typed."""

    kind: AbsenceKind
    part: Part
    first: date
    last: date
    letter: str


class Absence(Struct, frozen=True):
    """An employee's absence from `first` to `last`, both included. The ledger's marks are a projection of it."""

    id: AbsenceId
    employee: EmployeeId
    employee_name: str
    unit: UnitId
    zone: Zone
    kind: AbsenceKind
    part: Part
    first: date
    last: date
    letter: str
    """Number of the letter; "" where none is needed."""
    entered_by: EnteredBy
    entered_at: datetime
    months: tuple[Month, ...]
    """Every month it lies in or ever lay in: whose ledgers follow it."""
    withdrawn: bool = False
    reason: str = ""
    """Why it was last corrected, or withdrawn."""
    revision: int = 1
    scan: Scan | None = None
    """The letter as it was scanned, where it is attached."""

    def shows_scan_to(self, actor: Actor) -> bool:
        """Whether somebody may see the letter, which may tell of health: its employee, the unit's head or secretary."""
        answers = actor.unit == self.unit and (actor.has(Role.HEAD) or actor.has(Role.SECRETARY))
        return actor.id == self.employee or answers

    def on(self, day: date) -> Away | None:
        """What it makes of `day`, None for nothing."""
        is_on = not self.withdrawn and self.first <= day <= self.last
        return Away(self.kind, self.part, self.id) if is_on else None

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it says something of any day from `first` to `last`."""
        return not self.withdrawn and self.first <= last and first <= self.last


def needs_letter(draft: AbsenceDraft) -> bool:
    """Whether there must be a letter: for all but a single day of sickness."""
    return draft.kind is not AbsenceKind.SICK or draft.first != draft.last


def months_between(first: date, last: date) -> tuple[Month, ...]:
    """The months from that of `first` to that of `last`."""
    months = [month_of(first)]
    while months[-1] < month_of(last):
        months.append(following(months[-1]))
    return tuple(months)


def draft_problems(draft: AbsenceDraft, others: tuple[Absence, ...], today: date) -> list[Problem]:
    """What is wrong with an absence as it was typed, per field; `others` are the employee's other absences."""
    found: list[Problem] = []
    earliest = first_day(preceding(month_of(today)))
    if not draft.letter and needs_letter(draft):
        found.append(problem("letter", text("Isi nomor suratnya. Hanya sakit satu hari yang tidak memerlukannya.")))
    if len(draft.letter) > LONGEST_NUMBER:
        found.append(problem("letter", text("Nomor paling panjang %(most)s huruf."), most=LONGEST_NUMBER))
    if draft.last < draft.first:
        found.append(problem("last", text("Tanggal akhir mendahului tanggal mulai.")))
    elif draft.last - draft.first >= LONGEST:
        found.append(problem("last", text("Paling lama satu tahun; catat kelanjutannya tersendiri.")))
    elif draft.last > today + FARTHEST:
        found.append(problem("last", text("Tanggal ini terlalu jauh ke depan.")))
    if draft.first < earliest:
        found.append(problem("first", text("Paling awal %(first)s; bulan sebelumnya sudah selesai."), first=earliest))
    if draft.part is not Part.WHOLE and draft.first != draft.last:
        found.append(problem("part", text("Setengah hari dicatat untuk satu tanggal saja.")))
    for other in others:
        if other.overlaps(draft.first, draft.last):
            msgid = text("Pada %(first)s sampai %(last)s pegawai ini sudah tercatat tidak masuk.")
            found.append(problem("first", msgid, first=other.first, last=other.last))
    return found


def entered(
    absence_id: AbsenceId,
    employee: tuple[EmployeeId, str],
    unit: tuple[UnitId, Zone],
    draft: AbsenceDraft,
    by: EnteredBy,
    at: datetime,
) -> Absence:
    """An absence as it is entered; `employee` is an id and a name."""
    return Absence(
        absence_id,
        *employee,
        *unit,
        draft.kind,
        draft.part,
        draft.first,
        draft.last,
        draft.letter,
        by,
        at,
        months_between(draft.first, draft.last),
    )


def corrected(absence: Absence, draft: AbsenceDraft, reason: str, by: EnteredBy, at: datetime) -> Absence:
    """The absence as it should have been. Raises Conflict for a withdrawn one, Invalid without a reason."""
    _refuse_end(absence)
    _refuse_words(reason)
    months = tuple(sorted({*absence.months, *months_between(draft.first, draft.last)}))
    return replace(
        absence,
        kind=draft.kind,
        part=draft.part,
        first=draft.first,
        last=draft.last,
        letter=draft.letter,
        entered_by=by,
        entered_at=at,
        months=months,
        reason=reason,
        revision=absence.revision + 1,
    )


def scanned(absence: Absence, scan: Scan) -> Absence:
    """The absence with its letter attached, in place of an earlier one. Raises Conflict for a withdrawn one."""
    _refuse_end(absence)
    return replace(absence, scan=scan, revision=absence.revision + 1)


def withdrawn(absence: Absence, reason: str) -> Absence:
    """The absence as something that was not. Raises Conflict for a withdrawn one, Invalid without a reason."""
    _refuse_end(absence)
    _refuse_words(reason)
    return replace(absence, withdrawn=True, reason=reason, revision=absence.revision + 1)


def _refuse_end(absence: Absence) -> None:
    if absence.withdrawn:
        raise Conflict(text("Catatan ini sudah ditarik."))


def _refuse_words(reason: str) -> None:
    if not reason:
        raise Invalid(problem("reason", text("Tuliskan alasannya.")))
    if len(reason) > LONGEST_REASON:
        raise Invalid(problem("reason", text("Alasan paling panjang %(most)s huruf."), most=LONGEST_REASON))
