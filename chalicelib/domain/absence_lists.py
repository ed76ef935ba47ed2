"""A list of absences that a secretary hands in: what it would enter, what of it is refused and why, and how far it is.

Rows stand for themselves: what is right is entered, what is not is given back to be mended. A row that is on record
already changes nothing, so that a list may be handed in again.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct

from chalicelib.domain.absence_days import day_problems
from chalicelib.domain.absence_rows import FILE, AbsenceRow
from chalicelib.domain.absences import Absence, AbsenceDraft, AbsenceId, draft_problems, entered, months_between
from chalicelib.domain.calendars import Month
from chalicelib.domain.csv_rows import Findings, Row
from chalicelib.domain.import_changes import RowProblem
from chalicelib.domain.imports import Status, Work
from chalicelib.domain.ledger import UnitMonth
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import Employee, EmployeeId, EnteredBy, Unit, UnitId
from chalicelib.domain.refusals import Problem
from chalicelib.domain.texts import Value, text

COLUMNS_OF = {
    "first": "mulai",
    "last": "sampai",
    "letter": "nomor_surat",
    "part": "lamanya",
    "kind": "keterangan",
    "employee": "nip",
}
"""The columns that stand for the fields of the form."""


class Entry(Struct, frozen=True):
    """A row that is going to be entered, under a name of its own, so that no try enters it twice."""

    line: int
    name: AbsenceId
    employee: EmployeeId
    employee_name: str
    draft: AbsenceDraft
    cells: Row


class RefusedRow(Struct, frozen=True):
    """A row that is not entered, as it was written."""

    line: int
    cells: Row


class AbsencePlan(Struct, frozen=True):
    """Everything a list would do, and everything that is wrong with it."""

    entries: tuple[Entry, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    known: int = 0
    """Rows that are on record already."""


class AbsenceList(Work, frozen=True, kw_only=True):
    """A list of absences that was handed in."""

    unit: UnitId
    known: int
    refused: int
    """Rows that something was wrong with from the beginning; with none that can be read, the file itself."""
    late: tuple[RowProblem, ...] = ()
    """What was found wrong when a row was to be entered."""

    @property
    def may_be_confirmed(self) -> bool:
        """Whether it waits for being confirmed and could be."""
        return self.status is Status.CHECKED and self.steps > 0

    @property
    def entered(self) -> int:
        """Absences that it entered so far."""
        return self.done - len({each.line for each in self.late})


class Surroundings(NamedTuple):
    """What a list is compared with."""

    unit: Unit
    staff: tuple[Employee, ...]
    elsewhere: frozenset[str]
    """NIPs and numbers of other units' staff, as far as the list names any."""
    absences: tuple[Absence, ...]
    """What is on record in the unit."""
    months: Mapping[Month, UnitMonth]
    """The open ones."""
    today: date


def strangers(rows: tuple[AbsenceRow, ...], staff: tuple[Employee, ...]) -> frozenset[str]:
    """NIPs and numbers in a list that nobody in `staff` has."""
    known = {name for person in staff for name in (person.nip, person.number)}
    return frozenset(name for row in rows for name in (row.nip, row.number) if name and name not in known)


def plan_of(
    rows: tuple[AbsenceRow, ...], findings: Findings, around: Surroundings, names: tuple[str, ...], at: datetime
) -> AbsencePlan:
    """What a list would do; `names` are as many unused ones as it has rows."""
    entries: list[Entry] = []
    known = 0
    for row, name in zip(rows, names, strict=True):
        person = _person(row, findings, around)
        if person is None or row.draft is None:
            continue
        own = tuple(each for each in around.absences if each.employee == person.id)
        if any(_is_on_record(each, row.draft) and not each.withdrawn for each in own):
            known += 1
            continue
        wrong = _compared(row, row.draft, person, own, entries, findings)
        problems = [] if wrong else draft_problems(row.draft, own, around.today)
        if not wrong and not problems:
            by = EnteredBy(person.id, person.name)
            absence = entered(
                AbsenceId(name), (person.id, person.name), (around.unit.id, around.unit.zone), row.draft, by, at
            )
            problems = _day_problems(absence, around)
        findings.problems += told(row.line, problems)
        entries.append(Entry(row.line, AbsenceId(name), person.id, person.name, row.draft, row.cells))
    wrong_lines = {each.line for each in findings.problems}
    return AbsencePlan(
        tuple(each for each in entries if each.line not in wrong_lines),
        tuple(RefusedRow(row.line, row.cells) for row in rows if row.line in wrong_lines),
        tuple(sorted(findings.problems, key=lambda each: each.line)),
        known,
    )


def told(line: int, problems: Sequence[Problem]) -> list[RowProblem]:
    """What is wrong with an absence, as problems of the row it came from."""
    return [
        RowProblem(FILE, line, COLUMNS_OF.get(each.field, ""), each.message.msgid, _plain(each.message.values))
        for each in problems
    ]


def _plain(values: Mapping[str, Value]) -> dict[str, str | int]:
    return {
        name: f"{value:%d-%m-%Y}" if isinstance(value, date) else value if isinstance(value, int) else str(value)
        for name, value in values.items()
    }


def _person(row: AbsenceRow, findings: Findings, around: Surroundings) -> Employee | None:
    """Whose row it is, where that is one of the unit's staff."""
    name, column = (row.nip, "nip") if row.nip else (row.number, "nomor_pegawai")
    if not name:
        return None
    named = [each for each in around.staff if name == (each.nip if row.nip else each.number)]
    meant = [each for each in named if row.number in (None, each.number)]
    if not named:
        msgid = text("Pegawai ini bekerja di unit lain.")
        findings.tell(row.line, column, msgid if name in around.elsewhere else text("Pegawai ini tidak dikenal."))
    elif not meant:
        findings.tell(row.line, "nomor_pegawai", text("NIP dan nomor pegawai ini bukan milik orang yang sama."))
    elif len(meant) > 1:
        findings.tell(row.line, column, text("Lebih dari satu pegawai tercatat dengan nomor ini."))
    elif not is_staff(meant[0]):
        findings.tell(row.line, column, text("Pegawai ini tidak bekerja lagi di unit ini."))
    else:
        return meant[0]
    return None


def _is_on_record(absence: Absence, draft: AbsenceDraft) -> bool:
    same = AbsenceDraft(absence.kind, absence.part, absence.first, absence.last, absence.letter)
    return same == draft


def _compared(
    row: AbsenceRow,
    draft: AbsenceDraft,
    person: Employee,
    own: tuple[Absence, ...],
    before: list[Entry],
    findings: Findings,
) -> bool:
    """Whether the row is refused for what the list or the record says already; if so it is told."""
    earlier = [each for each in before if each.employee == person.id]
    same = next((each for each in earlier if each.draft == draft), None)
    if same:
        findings.tell(row.line, "", text("Baris ini sama dengan baris %(other)s."), other=same.line)
        return True
    over = next((each for each in earlier if each.draft.first <= draft.last and draft.first <= each.draft.last), None)
    if over:
        findings.tell(row.line, "mulai", text("Tanggalnya bertumpang tindih dengan baris %(other)s."), other=over.line)
        return True
    if any(_is_on_record(each, draft) for each in own):
        findings.tell(row.line, "", text("Catatan yang sama sudah ditarik. Bila berlaku lagi, catat satu per satu."))
        return True
    return False


def _day_problems(absence: Absence, around: Surroundings) -> list[Problem]:
    months = [around.months.get(month) for month in months_between(absence.first, absence.last)]
    rows = [
        next((row for row in month.rows if row.employee == absence.employee), None) if month else None
        for month in months
    ]
    return day_problems(absence, (month.sheet if month else None for month in months), rows)
