"""What a staff list would change: the files against the city as it is, and what only the whole shows to be wrong.

Units and people that the files do not name stay as they are. Only a date of leaving makes somebody inactive.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS
from chalicelib.domain.chains import cycles
from chalicelib.domain.csv_rows import Findings
from chalicelib.domain.import_changes import ChangeKind, FieldChange, Headcount, Plan, RowProblem, StaffStep, UnitStep
from chalicelib.domain.import_staff import StaffRow, staff_cells
from chalicelib.domain.import_units import UnitRow, unit_cells
from chalicelib.domain.imports import File
from chalicelib.domain.letters import DEFAULT_PATTERN
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import OWN_WEEKS, Employee, EmployeeId, Unit, UnitId
from chalicelib.domain.texts import text

SHOWN_OF_CIRCLE = 6
"""How many of a circle of supervisors a message names."""


class City(Struct, frozen=True):
    """Units and staff as they are on record."""

    units: tuple[Unit, ...]
    staff: tuple[Employee, ...]


class Draft(Struct):
    """A plan in the making: the city with the files laid over it."""

    city: City
    unit_rows: tuple[UnitRow, ...]
    staff_rows: tuple[StaffRow, ...]
    today: date
    moves_from: date
    units: Findings
    staff: Findings
    known: dict[str, Employee] = field(default_factory=dict)
    """Those on record by number."""
    ids: dict[str, EmployeeId] = field(default_factory=dict)
    """Everybody's id by number, those to be added too."""


def plan_of(
    city: City,
    unit_rows: tuple[UnitRow, ...],
    staff_rows: tuple[StaffRow, ...],
    findings: tuple[Findings, Findings],
    today: date,
    moves_from: date,
    new_id: Callable[[], str],
) -> Plan:
    """What the rows would do to the city on `today`; `findings` are those of units and staff so far."""
    draft = Draft(city, unit_rows, staff_rows, today, moves_from, *findings)
    draft.known = {person.number: person for person in city.staff if person.number}
    draft.ids = {number: person.id for number, person in draft.known.items()}
    for row in staff_rows:
        if row.number and row.number not in draft.ids:
            draft.ids[row.number] = EmployeeId(new_id())
    _judge_units(draft)
    _judge_staff(draft)
    problems = _in_order((*draft.units.problems, *draft.staff.problems))
    if any(not each.warning for each in problems):
        return Plan(moves_from, problems=problems)
    unit_steps, staff_steps = _unit_steps(draft), _staff_steps(draft)
    return Plan(
        moves_from,
        unit_steps,
        staff_steps,
        _headcounts(city, unit_steps, staff_steps),
        problems,
        len(unit_rows) - len(unit_steps),
        len(staff_rows) - len(staff_steps),
    )


def _in_order(problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    files = [each.value for each in File]
    return tuple(sorted(problems, key=lambda each: (each.warning, files.index(each.file), each.line)))


# What is wrong


def _doubled(names: Iterable[str | None]) -> set[str]:
    return {name for name, times in Counter(name for name in names if name).items() if times > 1}


def _judge_units(draft: Draft) -> None:
    findings, rows = draft.units, draft.unit_rows
    doubled = _doubled(row.code for row in rows)
    parents: dict[str, str | None] = {unit.id: unit.parent for unit in draft.city.units}
    parents |= {row.code: row.parent for row in rows}
    lines = {row.code: row.line for row in rows}
    for row in rows:
        if row.code in doubled:
            findings.tell(row.line, "kode", text("Kode %(code)s dipakai lebih dari satu baris."), code=row.code)
        if row.parent and row.parent not in parents:
            findings.tell(row.line, "induk", text("Unit %(code)s tidak dikenal."), code=row.parent)
        for column, number in (("nomor_kepala", row.head), ("nomor_sekretaris", row.secretary)):
            if number and number not in draft.ids:
                findings.tell(row.line, column, text("Nomor pegawai %(number)s tidak dikenal."), number=number)
    for circle in cycles(parents):
        for code in circle:
            if code in lines:
                findings.tell(
                    lines[code], "induk", text("Induk unit berputar: %(circle)s."), circle=_shown(circle, code)
                )


def _judge_staff(draft: Draft) -> None:
    findings, rows = draft.staff, draft.staff_rows
    _judge_doubles(draft)
    units = {unit.id for unit in draft.city.units} | {UnitId(row.code) for row in draft.unit_rows}
    numbers = {person.id: person.number or "" for person in draft.city.staff}
    above: dict[str, str | None] = {
        number: numbers.get(person.supervisor) if person.supervisor else None for number, person in draft.known.items()
    }
    above |= {row.number: row.supervisor for row in rows if row.number}
    lines = {row.number: row.line for row in rows}
    gone = {number for number, person in draft.known.items() if person.has_left(draft.today)}
    gone = (gone - lines.keys()) | {row.number for row in rows if row.left and row.left <= draft.today}
    for row in rows:
        if row.unit and row.unit not in units:
            findings.tell(row.line, "unit", text("Unit %(code)s tidak dikenal."), code=row.unit)
        if row.supervisor and row.supervisor not in above:
            findings.tell(
                row.line, "nomor_atasan", text("Nomor atasan %(number)s tidak dikenal."), number=row.supervisor
            )
        if row.supervisor in gone and row.number not in gone:
            findings.doubt(
                row.line, "nomor_atasan", text("Atasan %(number)s sudah berhenti."), number=row.supervisor or ""
            )
    for circle in cycles(above):
        for number in circle:
            if number in lines:
                msgid = text("Rantai atasan berputar: %(circle)s.")
                findings.tell(lines[number], "nomor_atasan", msgid, circle=_shown(circle, number))


def _judge_doubles(draft: Draft) -> None:
    """Numbers, addresses and NIPs belong to one person each, in the files and on record."""
    findings, rows = draft.staff, draft.staff_rows
    named = {row.number for row in rows}
    others = [person for person in draft.city.staff if person.number not in named]
    mails = {person.email: person for person in others if person.email}
    nips = {person.nip: person for person in others if person.nip}
    numbers, addresses, own_nips = (
        _doubled(row.number for row in rows),
        _doubled(row.email for row in rows),
        _doubled(row.nip for row in rows),
    )
    for row in rows:
        if row.number in numbers:
            findings.tell(
                row.line, "nomor_pegawai", text("Nomor %(number)s dipakai lebih dari satu baris."), number=row.number
            )
        if row.email in addresses:
            findings.tell(
                row.line, "surel", text("Alamat %(mail)s dipakai lebih dari satu baris."), mail=row.email or ""
            )
        if row.nip in own_nips:
            findings.doubt(row.line, "nip", text("NIP ini dipakai lebih dari satu baris."))
        used = text("Sudah dipakai pegawai lain yang tidak ada di berkas ini (%(name)s).")
        if owner := mails.get(row.email or ""):
            findings.tell(row.line, "surel", used, name=owner.name)
        if owner := nips.get(row.nip or ""):
            findings.doubt(row.line, "nip", used, name=owner.name)


def _shown(circle: tuple[str, ...], first: str) -> str:
    start = circle.index(first)
    turned = (*circle[start:], *circle[:start])
    more = ("…",) if len(turned) > SHOWN_OF_CIRCLE else ()
    return " → ".join((*turned[:SHOWN_OF_CIRCLE], *more, first))


# What would change


def _unit_steps(draft: Draft) -> tuple[UnitStep, ...]:
    units = {unit.id: unit for unit in draft.city.units}
    numbers: dict[str, str] = {person: number for number, person in draft.ids.items()}
    steps: list[UnitStep] = []
    for row in draft.unit_rows:
        was = units.get(UnitId(row.code))
        becomes = _unit(row, was, draft.ids)
        if was is None:
            steps.append(UnitStep(ChangeKind.ADDED, row.line, becomes))
        elif becomes != was:
            fields = _fields(unit_cells(was, numbers), unit_cells(becomes, numbers))
            steps.append(UnitStep(ChangeKind.CHANGED, row.line, becomes, fields))
    return tuple(steps)


def _unit(row: UnitRow, was: Unit | None, ids: dict[str, EmployeeId]) -> Unit:
    return Unit(
        id=UnitId(row.code),
        name=row.name,
        kind=row.kind,
        direct_service=row.direct_service,
        parent=UnitId(row.parent) if row.parent else None,
        zone=row.zone,
        pattern=was.pattern if was else FIVE_DAYS,
        head=ids[row.head] if row.head else None,
        secretary=ids[row.secretary] if row.secretary else None,
        address=row.address,
        number_pattern=was.number_pattern if was else DEFAULT_PATTERN,
        revision=was.revision if was else 1,
    )


def _staff_steps(draft: Draft) -> tuple[StaffStep, ...]:
    numbers: dict[str, str] = {person: number for number, person in draft.ids.items()}
    held = {row.email for row in draft.staff_rows}
    steps = (_staff_step(row, draft, numbers, held) for row in draft.staff_rows)
    return tuple(step for step in steps if step)


def _staff_step(row: StaffRow, draft: Draft, numbers: dict[str, str], held: set[str | None]) -> StaffStep | None:
    """What happens to one employee; None when nothing does."""
    was = draft.known.get(row.number)
    becomes = _employee(row, was, draft)
    if was is None:
        return StaffStep(ChangeKind.ADDED, row.line, becomes, is_posted=True)
    if becomes == was:
        return None
    is_moved = (was.unit, was.supervisor) != (becomes.unit, becomes.supervisor)
    kind = ChangeKind.MOVED if is_moved else ChangeKind.CHANGED
    return StaffStep(
        kind=ChangeKind.DEACTIVATED if was.active and not becomes.active else kind,
        line=row.line,
        employee=becomes,
        fields=_fields(staff_cells(was, numbers), staff_cells(becomes, numbers)),
        left_unit=was.unit if was.unit != becomes.unit else None,
        frees=was.email if was.email not in held else None,
        is_posted=is_moved,
        signs_out=not becomes.active or (was.unit, was.roles, was.name) != (becomes.unit, becomes.roles, becomes.name),
    )


def _employee(row: StaffRow, was: Employee | None, draft: Draft) -> Employee:
    """The employee as the row wants them; who left on record without a date stays so."""
    has_left = row.left is not None and row.left <= draft.today
    unknown_leaving = was is not None and not was.active and was.left is None and row.left is None
    unit = UnitId(row.unit)
    wanted = Employee(
        id=draft.ids[row.number],
        kind=row.kind,
        name=row.name,
        nip=row.nip,
        rank=row.rank,
        post=row.post,
        echelon=row.echelon,
        unit=unit,
        supervisor=draft.ids[row.supervisor] if row.supervisor else None,
        email=row.email,
        roles=row.roles,
        active=not (has_left or unknown_leaving),
        number=row.number,
        joined=row.joined,
        left=row.left,
        weekly=row.weekly,
    )
    if was is None:
        return wanted
    same_roles = set(was.roles) == set(row.roles)
    moved_from = was.moved_from if was.unit == unit else was.unit
    roles = was.roles if same_roles else row.roles
    return replace(kept_of(was, wanted), roles=roles, moved_from=moved_from, revision=was.revision)


def kept_of(was: Employee, wanted: Employee) -> Employee:
    """`wanted` with what no list says: the language, the first day in the unit, what is known of the same address, and
    where it does not say it the week's own minutes of who may have them.
    """
    weekly = wanted.weekly or (was.weekly if wanted.kind in OWN_WEEKS else None)
    spoken = replace(wanted, language=was.language, placed=was.placed, weekly=weekly)
    if was.email != wanted.email:
        return spoken
    return replace(spoken, mail_trouble=was.mail_trouble, address_since=was.address_since)


def _fields(was: dict[str, str], becomes: dict[str, str]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, was[name], becomes[name]) for name in was if was[name] != becomes[name])


def _headcounts(city: City, units: tuple[UnitStep, ...], staff: tuple[StaffStep, ...]) -> tuple[Headcount, ...]:
    """How many active staff each unit will have where they or their posts change; every new unit is among them."""
    everyone = {person.id: person for person in city.staff} | {step.employee.id: step.employee for step in staff}
    before, after = _posts(city.staff), _posts(everyone.values())
    new = {step.unit.id for step in units if step.kind is ChangeKind.ADDED}
    touched = {unit for unit in before.keys() | after.keys() if before.get(unit) != after.get(unit)} | new
    return tuple(Headcount(unit, len(after.get(unit, ())), after.get(unit, ())) for unit in sorted(touched))


def _posts(staff: Iterable[Employee]) -> dict[UnitId, tuple[str, ...]]:
    """The posts of each unit's active staff, in alphabetical order."""
    posts: dict[UnitId, list[str]] = {}
    for person in staff:
        if is_staff(person):
            posts.setdefault(person.unit, []).append(person.post)
    return {unit: tuple(sorted(found)) for unit, found in posts.items()}
