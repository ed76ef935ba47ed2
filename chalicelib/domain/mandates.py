"""Acting officers: who decides in someone else's post, by which mandate, from when until when.

Plh. (pelaksana harian) stands in for an officer who is away, Plt. (pelaksana tugas) fills a vacant post, for three
months at a time. Both may issue letters of assignment. Who may decide is looked up here at the moment of deciding.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.people import Employee, EmployeeId, UnitId, Zone
from chalicelib.domain.refusals import Invalid, NotFound, Problem, problem
from chalicelib.domain.texts import text

LONGEST_PLT = timedelta(days=92)
"""Three months, which may be given once more."""
LONGEST_NUMBER = 80


class MandateKind(StrEnum):
    """The two kinds, as letters abbreviate them."""

    PLH = "Plh."
    PLT = "Plt."


class Mandate(Struct, frozen=True):
    """One mandate: `acting` holds the post from `first` to `last`, both included, by the letter `number`."""

    id: str
    kind: MandateKind
    number: str
    acting: EmployeeId
    acting_name: str
    acting_post: str
    """The post they hold themselves."""
    first: date
    last: date
    entered_by: EmployeeId
    entered_by_name: str
    entered_at: datetime

    def is_in_force(self, on: date) -> bool:
        """Whether it covers `on`, a date of the office-holder's unit."""
        return self.first <= on <= self.last


class Mandates(Struct, frozen=True):
    """Every mandate for the post of one office-holder, who may have left it vacant."""

    holder: EmployeeId
    holder_name: str
    post: str
    unit: UnitId
    zone: Zone
    mandates: tuple[Mandate, ...] = ()
    revision: int = 1

    def on(self, day: date) -> Mandate | None:
        """The mandate that covers `day`; no two ever do."""
        return next((each for each in self.mandates if each.is_in_force(day)), None)

    @property
    def officers(self) -> frozenset[EmployeeId]:
        """Everyone who has or had a mandate."""
        return frozenset(each.acting for each in self.mandates)


MandatesByHolder = Mapping[EmployeeId, Mandates]
"""Mandates by office-holder; who has none is missing."""


def mandate_problems(there: Mandates | None, wanted: Mandate, acting: Employee | None, today: date) -> list[Problem]:
    """What is wrong with a mandate as it was typed, per field."""
    found: list[Problem] = []
    if not wanted.number:
        found.append(problem("number", text("Isi nomor surat perintahnya.")))
    if len(wanted.number) > LONGEST_NUMBER:
        found.append(problem("number", text("Nomor paling panjang %(most)s huruf."), most=LONGEST_NUMBER))
    if acting is None or acting.has_left(today) or not acting.email:
        found.append(problem("acting", text("Tidak ada pegawai aktif dengan alamat surel ini.")))
    if wanted.last < wanted.first:
        found.append(problem("last", text("Tanggal akhir mendahului tanggal mulai.")))
    elif wanted.last < today:
        found.append(problem("last", text("Masa tugas ini sudah lewat.")))
    elif wanted.kind is MandateKind.PLT and wanted.last - wanted.first >= LONGEST_PLT:
        found.append(problem("last", text("Plt. ditetapkan paling lama tiga bulan; catat perpanjangannya tersendiri.")))
    for each in there.mandates if there else ():
        if each.first <= wanted.last and wanted.first <= each.last:
            msgid = text("Pada %(first)s sampai %(last)s sudah ada pejabat pengganti: %(name)s.")
            found.append(problem("first", msgid, first=each.first, last=each.last, name=each.acting_name))
    return found


def granted(there: Mandates | None, empty: Mandates, wanted: Mandate, acting: Employee | None, today: date) -> Mandates:
    """The office-holder's mandates with one more; `empty` is how they begin. Raises Invalid."""
    found = mandate_problems(there, wanted, acting, today)
    if wanted.acting == empty.holder:
        found.append(problem("acting", text("Pejabat tidak dapat menggantikan dirinya sendiri.")))
    if found:
        raise Invalid(*found)
    if there is None:
        return replace(empty, mandates=(wanted,))
    return replace(there, mandates=(*there.mandates, wanted), revision=there.revision + 1)


def ended(there: Mandates, mandate_id: str, today: date) -> Mandates:
    """The mandates after one of them ended early: from `today` on it is no longer in force.

    One that never began is taken out. Raises NotFound for one that is not there or is over.
    """
    mandate = next((each for each in there.mandates if each.id == mandate_id and today <= each.last), None)
    if mandate is None:
        raise NotFound(text("Penugasan ini tidak ada atau sudah berakhir."))
    short = replace(mandate, last=today - timedelta(days=1))
    kept = (short if each.id == mandate_id else each for each in there.mandates)
    return replace(there, mandates=tuple(each for each in kept if each.first <= each.last), revision=there.revision + 1)
