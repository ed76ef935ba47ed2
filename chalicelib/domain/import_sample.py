"""A made-up unit with three people: what the sample files hold."""

from datetime import date

from chalicelib.domain.calendars import FIVE_DAYS
from chalicelib.domain.letters import DEFAULT_PATTERN
from chalicelib.domain.people import Employee, EmployeeId, Kind, Role, Unit, UnitId, Zone

_UNIT = UnitId("DISCONTOH")
_HEAD, _SECRETARY, _WORKER = EmployeeId("1"), EmployeeId("2"), EmployeeId("3")

SAMPLE_UNITS = (
    Unit(
        id=_UNIT,
        name="Dinas Contoh",
        kind="dinas",
        direct_service=False,
        parent=None,
        zone=Zone.WIB,
        pattern=FIVE_DAYS,
        head=_HEAD,
        secretary=_SECRETARY,
        address=("Jalan Contoh Nomor 1", "Telepon (000) 0000"),
        number_pattern=DEFAULT_PATTERN,
    ),
)
SAMPLE_STAFF = (
    Employee(
        id=_HEAD,
        kind=Kind.PNS,
        name="Budi Contoh, S.Sos., M.Si.",
        nip="197503121998031002",
        rank="Pembina Utama Muda (IV/c)",
        post="Kepala Dinas Contoh",
        echelon="II.b",
        unit=_UNIT,
        supervisor=None,
        email="budi@contoh.example",
        roles=(Role.HEAD,),
        number="P-0001",
        joined=date(1998, 3, 1),
    ),
    Employee(
        id=_SECRETARY,
        kind=Kind.PNS,
        name="Rina Contoh, S.H.",
        nip="198001152005012003",
        rank="Pembina (IV/a)",
        post="Sekretaris Dinas Contoh",
        echelon="III.a",
        unit=_UNIT,
        supervisor=_HEAD,
        email="rina@contoh.example",
        roles=(Role.SECRETARY,),
        number="P-0002",
        joined=date(2005, 1, 1),
    ),
    Employee(
        id=_WORKER,
        kind=Kind.THL,
        name="Adi Contoh",
        nip=None,
        rank=None,
        post="Tenaga Administrasi",
        echelon=None,
        unit=_UNIT,
        supervisor=_SECRETARY,
        email=None,
        number="P-0003",
        joined=date(2020, 1, 2),
    ),
)
