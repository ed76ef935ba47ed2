"""A city's files for tests: good rows that a test changes in one place."""

from collections.abc import Mapping
from datetime import date
from itertools import count

from msgspec.structs import replace

from chalicelib.domain.csv_rows import Findings
from chalicelib.domain.import_changes import Plan, StaffStep
from chalicelib.domain.import_plan import City, plan_of
from chalicelib.domain.import_staff import COLUMNS as STAFF_COLUMNS
from chalicelib.domain.import_staff import staff_rows
from chalicelib.domain.import_units import COLUMNS as UNIT_COLUMNS
from chalicelib.domain.import_units import unit_rows
from chalicelib.domain.imports import File
from chalicelib.domain.people import Employee, Unit

TODAY = date(2021, 4, 23)
MOVES_FROM = date(2021, 4, 19)

Cells = Mapping[str, str]

A_UNIT: Cells = {
    "kode": "DISKOMINFO",
    "nama": "Dinas Komunikasi dan Informatika",
    "jenis": "dinas",
    "layanan_langsung": "tidak",
    "zona": "WIB",
    "alamat": "Jalan Jenderal Sudirman Nomor 1 | Telepon (0761) 00000",
    "nomor_kepala": "P-1",
    "nomor_sekretaris": "P-2",
}
HEAD: Cells = {
    "nomor_pegawai": "P-1",
    "nip": "19750312 199803 1 002",
    "nama": "Budi Hartono, S.Sos., M.Si.",
    "jenis": "PNS",
    "pangkat": "Pembina Utama Muda (IV/c)",
    "jabatan": "Kepala Dinas",
    "eselon": "II.b",
    "unit": "DISKOMINFO",
    "surel": "budi@kota.example",
    "peran": "kepala",
    "masuk": "1998-03-01",
}
SECRETARY: Cells = {
    "nomor_pegawai": "P-2",
    "nip": "19800115 200501 2 003",
    "nama": "Rina Marlina, S.H.",
    "jenis": "PNS",
    "jabatan": "Sekretaris Dinas",
    "eselon": "III.a",
    "unit": "DISKOMINFO",
    "nomor_atasan": "P-1",
    "surel": "rina@kota.example",
    "peran": "sekretaris",
    "masuk": "2005-01-01",
}
WORKER: Cells = {
    "nomor_pegawai": "P-3",
    "nip": "19860926 201505 2 001",
    "nama": "Siti Rahmawati, S.E.",
    "jenis": "PNS",
    "jabatan": "Analis Kepegawaian",
    "unit": "DISKOMINFO",
    "nomor_atasan": "P-2",
    "surel": "siti@kota.example",
    "masuk": "2015-05-01",
}
ON_PAPER: Cells = {
    "nomor_pegawai": "P-4",
    "nama": "Adi Saputra",
    "jenis": "THL",
    "jabatan": "Tenaga Administrasi",
    "unit": "DISKOMINFO",
    "nomor_atasan": "P-2",
    "masuk": "2020-01-02",
}
STAFF = (HEAD, SECRETARY, WORKER, ON_PAPER)
SECOND_UNIT: Cells = {
    **A_UNIT,
    "kode": "DISDIK",
    "nama": "Dinas Pendidikan",
    "nomor_kepala": "",
    "nomor_sekretaris": "",
}


def units_csv(*rows: Cells, separator: str = ",") -> bytes:
    """Rows as units.csv."""
    return _csv([column.name for column in UNIT_COLUMNS], rows, separator)


def staff_csv(*rows: Cells, separator: str = ",") -> bytes:
    """Rows as staff.csv; line 1 is the heading."""
    return _csv([column.name for column in STAFF_COLUMNS], rows, separator)


def _csv(names: list[str], rows: tuple[Cells, ...], separator: str) -> bytes:
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "\r\n".join(separator.join(_quoted(cell) for cell in line) for line in lines).encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',;"\n') else cell


def plan(
    units: bytes | None = None,
    staff: bytes | None = None,
    city: City | None = None,
    today: date = TODAY,
    moves_from: date = MOVES_FROM,
) -> Plan:
    """What the files would do to a city, an empty one unless another is given."""
    findings = Findings(File.UNITS), Findings(File.STAFF)
    of_units = unit_rows(units, findings[0]) if units is not None else ()
    of_staff = staff_rows(staff, findings[1]) if staff is not None else ()
    ids = (f"id-{number}" for number in count(1))
    return plan_of(city or City((), ()), of_units, of_staff, findings, today, moves_from, lambda: next(ids))


def after(city: City, applied: Plan) -> City:
    """The city as the plan leaves it."""
    units: dict[str, Unit] = {unit.id: unit for unit in city.units}
    staff: dict[str, Employee] = {person.id: person for person in city.staff}
    units |= {step.unit.id: step.unit for step in applied.units}
    staff |= {step.employee.id: step.employee for step in applied.staff}
    return City(tuple(units.values()), tuple(staff.values()))


def a_city(*more: Cells) -> City:
    """A city of the usual unit, a second one, and the usual four."""
    made = plan(units_csv(A_UNIT, SECOND_UNIT), staff_csv(*STAFF, *more))
    assert made.problems == (), made.problems
    return after(City((), ()), made)


def changed(cells: Cells, **columns: str) -> Cells:
    """A row with other cells."""
    return {**cells, **columns}


def the_step(made: Plan) -> StaffStep:
    """The one thing that happens to the staff."""
    (step,) = made.staff
    return step


def renamed(city: City, **names: str) -> City:
    """The city with other mail addresses, by number."""
    return replace(city, staff=tuple(replace(one, email=names.get(one.number or "", one.email)) for one in city.staff))
