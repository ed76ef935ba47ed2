"""The people of the demonstration city.

Staff lists are not public: everyone here is generated with a fixed seed. The names are invented and any likeness is
accidental. NIPs follow the rule of eighteen digits (birth date, month of appointment, sex, serial) and are made up too.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from chalicelib.domain.calendars import FIVE_DAYS
from chalicelib.domain.people import Employee, EmployeeId, Kind, Posting, Role, Unit, UnitId, Zone
from tools.city_chance import Dice, dice
from tools.city_names import Name, Schooling, Sex, mail_of, new_name
from tools.city_units import CITY, CITY_SECRETARIAT, PERSONNEL_AGENCY, Plan, Seat, plans, seats_of

NUMBER_PATTERN = "800/{no}/{unit}/{bulan}/{tahun}"

FEW_CONTRACT_WORKERS = frozenset({"DISNAKER", "DISKOP", "DISPORA", "DISBUDPAR", "DISKETAPANG", "KESBANGPOL"})
"""Units where nearly everyone is a civil servant."""
_IN_THE_FIELD = frozenset({"SATPOLPP", "DLHK", "DISHUB", "DAMKAR"})

_LADDERS = {
    "II": ("Pengatur Muda", "Pengatur Muda Tingkat I", "Pengatur", "Pengatur Tingkat I"),
    "III": ("Penata Muda", "Penata Muda Tingkat I", "Penata", "Penata Tingkat I"),
    "IV": ("Pembina", "Pembina Tingkat I", "Pembina Utama Muda", "Pembina Utama Madya"),
}
RANKS = tuple(f"{name} ({step}/{'abcd'[n]})" for step, names in _LADDERS.items() for n, name in enumerate(names))
"""From II/a to IV/d, in order."""
_FIRST_RANK = {Schooling.SCHOOL: 0, Schooling.DIPLOMA: 2, Schooling.BACHELOR: 4, Schooling.MASTER: 5}
_LAST_RANK = {Schooling.SCHOOL: 5, Schooling.DIPLOMA: 7, Schooling.BACHELOR: 8, Schooling.MASTER: 9}
_RANKS_OF_ECHELON = {
    "II.a": (11, 11),
    "II.b": (9, 10),
    "III.a": (8, 9),
    "III.b": (7, 8),
    "IV.a": (6, 7),
    "IV.b": (5, 6),
}
_YEARS_PER_RANK = 4

_OFFICE_POSTS = {
    Schooling.SCHOOL: ("Pengadministrasi Umum", "Pengadministrasi Kepegawaian", "Pramu Kebersihan", "Pengemudi"),
    Schooling.DIPLOMA: ("Pengelola Keuangan", "Pengelola Barang Milik Daerah", "Pengelola Data", "Sekretaris Pimpinan"),
    Schooling.BACHELOR: (
        *("Analis Perencanaan", "Bendahara Pengeluaran", "Analis Tata Usaha", "Penyusun Program dan Laporan"),
        *("Analis Kebijakan Ahli Pertama", "Verifikator Keuangan", "Analis Sumber Daya Manusia Aparatur"),
    ),
    Schooling.MASTER: ("Analis Kebijakan Ahli Muda", "Perencana Ahli Muda", "Analis Pengembangan Kinerja"),
}
_CLOSED_LEVELS = {
    Schooling.SCHOOL: ("Ahli", "Terampil", "Pemula"),
    Schooling.DIPLOMA: ("Ahli",),
    Schooling.BACHELOR: ("Terampil", "Pemula", "Ahli Muda"),
    Schooling.MASTER: ("Terampil", "Pemula"),
}
"""Levels of functional posts that a schooling does not lead to."""
_CONTRACT_POSTS = ("Tenaga Administrasi", "Operator Komputer", "Pramubakti", "Petugas Kebersihan", "Petugas Keamanan")
_FIELD_POSTS = ("Petugas Lapangan", "Petugas Kebersihan", "Pengemudi", "Tenaga Administrasi", "Petugas Siaga")
_GRADES_OF_CONTRACT = {Schooling.DIPLOMA: "VII", Schooling.BACHELOR: "IX", Schooling.MASTER: "X"}
"""PPPK have a grade (golongan) and no rank name."""

_CONTRACT_WORKERS_WITHOUT_MAIL_PERCENT = 2.5
_FIRST_APPOINTED_AT, _LAST_APPOINTED_AT = 20, 33
_LAST_APPOINTMENT = 2020
"""Everyone was appointed before 2021, so that the months of that year hold the whole staff."""
_PPPK_APPOINTMENT = "202121"
"""Year and contract code of the first PPPK, whose numbers were given early in 2021."""
_PPPK_SINCE = date(2021, 1, 2)
_FIRST_CONTRACT = 2010
_MAYOR_SINCE = date(2017, 5, 22)
_RETIREMENT = 58


@dataclass(frozen=True)
class People:
    """The units with their staff, and the mayor."""

    units: tuple[Unit, ...]
    staff: tuple[Employee, ...]
    """Everyone but the mayor, unit by unit, head first and secretary second."""
    mayor: Employee

    @property
    def everyone(self) -> dict[EmployeeId, Employee]:
        """Staff and mayor by id."""
        return {person.id: person for person in (self.mayor, *self.staff)}

    @property
    def postings(self) -> tuple[Posting, ...]:
        """Where each of them has worked since they joined."""
        return tuple(
            Posting(person.id, person.joined, person.unit, person.supervisor)
            for person in (self.mayor, *self.staff)
            if person.joined
        )

    def of(self, unit: UnitId) -> tuple[Employee, ...]:
        """The staff of a unit."""
        return tuple(person for person in self.staff if person.unit == unit)


class _Registry:
    """What no two people may share: NIPs and mail addresses."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.mails: set[str] = set()
        self.nips: set[str] = set()

    def nip(self, born: date, appointment: str, sex: Sex) -> str:
        """The next free number of those with the same birth date, appointment and sex."""
        serial = 1
        while (nip := f"{born:%Y%m%d}{appointment}{int(sex)}{serial:03d}") in self.nips:
            serial += 1
        self.nips.add(nip)
        return nip


def people(seed: int, year: int) -> People:
    """The city's units and staff as of `year`."""
    registry = _Registry(year)
    mayor = _mayor(dice(seed, "mayor"), registry)
    heads: dict[UnitId, EmployeeId] = {}
    units: list[Unit] = []
    staff: list[Employee] = []
    for plan in plans():
        superior = mayor.id if plan.id == CITY_SECRETARIAT else heads[plan.parent or CITY_SECRETARIAT]
        members = _members(dice(seed, "staff", plan.id), plan, superior, registry)
        heads[plan.id] = members[0].id
        units.append(_unit(plan, members[0], members[1]))
        staff += members
    numbered = (replace(person, number=f"P-{serial:05d}") for serial, person in enumerate(staff, start=1))
    return People(tuple(units), tuple(numbered), mayor)


def _unit(plan: Plan, head: Employee, secretary: Employee) -> Unit:
    return Unit(
        id=plan.id,
        name=plan.name,
        kind=plan.kind,
        direct_service=plan.direct_service,
        parent=plan.parent,
        zone=Zone.WIB,
        pattern=FIVE_DAYS,
        head=head.id,
        secretary=secretary.id,
        address=plan.address,
        number_pattern=NUMBER_PATTERN,
    )


def _mayor(chance: Dice, registry: _Registry) -> Employee:
    name = new_name(chance, Sex.MAN, Schooling.MASTER, 52)
    registry.mails.add("wali.kota@example.go.id")
    return Employee(
        id=EmployeeId(chance.new_id()),
        kind=Kind.OFFICIAL,
        name=name.titled,
        nip=None,
        rank=None,
        post=f"Wali Kota {CITY}",
        echelon=None,
        unit=CITY_SECRETARIAT,
        supervisor=None,
        email="wali.kota@example.go.id",
        number="P-00000",
        joined=_MAYOR_SINCE,
    )


def _members(chance: Dice, plan: Plan, superior: EmployeeId, registry: _Registry) -> list[Employee]:
    seats = seats_of(plan)
    members: list[Employee] = []
    for seat in seats:
        boss = superior if seat.boss is None else members[seat.boss].id
        members.append(_structural(chance, plan, seat, boss, registry))
    if plan.id == PERSONNEL_AGENCY:
        keeper = next(n for n, seat in enumerate(seats) if "Informasi Kepegawaian" in seat.post)
        members[keeper] = replace(members[keeper], roles=(Role.ADMINISTRATOR,))
    leaders = [member.id for member, seat in zip(members, seats, strict=True) if seat.leads_staff]
    for number in range(plan.headcount - len(seats)):
        members.append(_worker(chance, plan, leaders[number % len(leaders)], registry))
    return members


def _structural(chance: Dice, plan: Plan, seat: Seat, boss: EmployeeId, registry: _Registry) -> Employee:
    is_senior = seat.echelon.startswith("II") and not seat.echelon.startswith("III")
    age = chance.randint(49, 57) if is_senior else chance.randint(38, 55)
    schooling = Schooling.MASTER if is_senior or chance.happens(60) else Schooling.BACHELOR
    sex = Sex.WOMAN if chance.happens(36) else Sex.MAN
    name = new_name(chance, sex, schooling, age)
    born, appointed = _dates(chance, registry.year - age, registry.year)
    return Employee(
        id=EmployeeId(chance.new_id()),
        kind=Kind.PNS,
        name=name.titled,
        nip=registry.nip(born, f"{appointed:%Y%m}", sex),
        rank=RANKS[chance.randint(*_RANKS_OF_ECHELON[seat.echelon])],
        post=seat.post,
        echelon=seat.echelon,
        unit=plan.id,
        supervisor=boss,
        email=mail_of(name, registry.mails),
        roles=seat.roles,
        joined=appointed,
    )


def _worker(chance: Dice, plan: Plan, boss: EmployeeId, registry: _Registry) -> Employee:
    kind = chance.weighted(_kinds(plan))
    schooling = _schooling(chance, kind)
    sex = Sex.WOMAN if chance.happens(20 if plan.id in _IN_THE_FIELD else 48) else Sex.MAN
    age = chance.randint(registry.year - 1998, 56)
    name = new_name(chance, sex, schooling, age)
    identity = EmployeeId(chance.new_id())
    nip, rank, joined = _number_and_rank(chance, kind, schooling, sex, age, registry)
    return Employee(
        id=identity,
        kind=kind,
        name=name.titled,
        nip=nip,
        rank=rank,
        post=_post(chance, plan, kind, schooling),
        echelon=None,
        unit=plan.id,
        supervisor=boss,
        email=_mail(chance, kind, name, registry),
        joined=joined,
    )


def _kinds(plan: Plan) -> dict[Kind, int]:
    if plan.id in FEW_CONTRACT_WORKERS:
        return {Kind.PNS: 83, Kind.PPPK: 14, Kind.THL: 3}
    contract_workers = 45 if plan.id in _IN_THE_FIELD else 24
    return {Kind.PNS: 62, Kind.PPPK: 13, Kind.THL: contract_workers}


def _schooling(chance: Dice, kind: Kind) -> Schooling:
    if kind is Kind.THL:
        return chance.weighted({Schooling.SCHOOL: 62, Schooling.DIPLOMA: 12, Schooling.BACHELOR: 26})
    if kind is Kind.PPPK:
        return chance.weighted({Schooling.DIPLOMA: 25, Schooling.BACHELOR: 70, Schooling.MASTER: 5})
    return chance.weighted({Schooling.SCHOOL: 22, Schooling.DIPLOMA: 16, Schooling.BACHELOR: 50, Schooling.MASTER: 12})


def _number_and_rank(
    chance: Dice, kind: Kind, schooling: Schooling, sex: Sex, age: int, registry: _Registry
) -> tuple[str | None, str | None, date]:
    """NIP, rank and first day; contract workers have neither of the former, and came with some new year."""
    if kind is Kind.THL:
        return None, None, date(_FIRST_CONTRACT + age % (_LAST_APPOINTMENT - _FIRST_CONTRACT), 1, 2)
    born, appointed = _dates(chance, registry.year - age, registry.year)
    if kind is Kind.PPPK:
        return registry.nip(born, _PPPK_APPOINTMENT, sex), _GRADES_OF_CONTRACT[schooling], _PPPK_SINCE
    climbed = (registry.year - appointed.year) // _YEARS_PER_RANK
    step = min(_FIRST_RANK[schooling] + climbed, _LAST_RANK[schooling])
    return registry.nip(born, f"{appointed:%Y%m}", sex), RANKS[step], appointed


def _dates(chance: Dice, birth_year: int, year: int) -> tuple[date, date]:
    """Birth date and month of appointment as a candidate (CPNS); retirement lies ahead."""
    earliest = max(birth_year, year - _RETIREMENT + 1)
    born = date(earliest, 1, 1) + timedelta(days=chance.randint(0, 364))
    latest = min(earliest + _LAST_APPOINTED_AT, _LAST_APPOINTMENT)
    appointed = chance.randint(min(earliest + _FIRST_APPOINTED_AT, latest), latest)
    return born, date(appointed, chance.choice((1, 1, 2, 3, 3, 4, 12)), 1)


def _post(chance: Dice, plan: Plan, kind: Kind, schooling: Schooling) -> str:
    if kind is Kind.THL:
        return chance.choice(_FIELD_POSTS if plan.id in _IN_THE_FIELD else _CONTRACT_POSTS)
    open_to = [post for post in plan.specialists if not any(level in post for level in _CLOSED_LEVELS[schooling])]
    if open_to and schooling is not Schooling.SCHOOL and chance.happens(55):
        return chance.choice(open_to)
    return chance.choice(_OFFICE_POSTS[schooling])


def _mail(chance: Dice, kind: Kind, name: Name, registry: _Registry) -> str | None:
    if kind is Kind.THL and chance.happens(_CONTRACT_WORKERS_WITHOUT_MAIL_PERCENT):
        return None
    return mail_of(name, registry.mails)
