"""The units of the city and their structural posts.

Names and kinds of the units are real (`data/pekanbaru-units.csv`); how many people work in each, what its sections are
called and where it is housed is plausible and invented (`data/offices.json`).
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.domain.people import Role, UnitId

DATA = Path(__file__).parent / "data"
CITY = "Pekanbaru"

CITY_SECRETARIAT = UnitId("SETDA")
COUNCIL_SECRETARIAT = UnitId("SETWAN")
PERSONNEL_AGENCY = UnitId("BKPSDM")


@dataclass(frozen=True)
class Plan:
    """A unit before it has people."""

    id: UnitId
    name: str
    kind: str
    direct_service: bool
    parent: UnitId | None
    headcount: int
    sections: tuple[str, ...]
    """What its section heads answer for, as their posts are called."""
    specialists: tuple[str, ...]
    """Functional posts found here and hardly elsewhere."""
    address: tuple[str, ...]


@dataclass(frozen=True)
class Seat:
    """A structural post; `boss` is the index of the superior's seat, None for the head, whose superior is elsewhere."""

    post: str
    echelon: str
    boss: int | None
    roles: tuple[Role, ...] = ()
    leads_staff: bool = False


_TENAYAN = "Kompleks Perkantoran Tenayan Raya, Pekanbaru 28285"
"""Where an office is unless it has a street of its own."""


def plans() -> tuple[Plan, ...]:
    """Every unit of the city, parents before their parts."""
    offices = json.loads((DATA / "offices.json").read_text(encoding="utf-8"))
    with (DATA / "pekanbaru-units.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_plan(row, offices[row["code"]]) for row in csv.DictReader(file))


def _plan(row: dict[str, str], office: dict[str, Any]) -> Plan:
    domain = f"{row['code'].lower()}.example.go.id"
    return Plan(
        UnitId(row["code"]),
        row["name"],
        row["kind"],
        row["direct_service"] == "true",
        UnitId(row["parent"]) if row["parent"] else None,
        office["staff"],
        tuple(office["sections"]),
        tuple(office.get("specialists", ())),
        (office.get("street", _TENAYAN), f"Laman {domain}, surel kantor@{domain}"),
    )


def seats_of(plan: Plan) -> tuple[Seat, ...]:
    """The structural posts of a unit, its head first and its secretary second.

    Levels: II.a city secretary; II.b heads of Dinas and Badan; III.a unit secretaries, camat, kabag; III.b kabid;
    IV.a lurah and kasubbag (PP 18/2016 as commonly applied).
    """
    if plan.id == CITY_SECRETARIAT:
        return _city_secretariat(plan)
    if plan.id == COUNCIL_SECRETARIAT:
        return _council_secretariat(plan)
    return _SEATS_BY_KIND[plan.kind](plan)


def _head(post: str, echelon: str) -> Seat:
    return Seat(post, echelon, None, (Role.HEAD,))


def _secretary(post: str, echelon: str, *, leads_staff: bool = False) -> Seat:
    return Seat(post, echelon, 0, (Role.SECRETARY,), leads_staff)


def _sections(sections: tuple[str, ...], called: str, echelon: str, boss: int = 0) -> tuple[Seat, ...]:
    return tuple(Seat(f"{called} {section}", echelon, boss, leads_staff=True) for section in sections)


def _office(echelon: str, *names: str) -> tuple[Seat, ...]:
    """The sub-divisions that report to the secretary."""
    return tuple(Seat(f"Kepala Subbagian {name}", echelon, 1, leads_staff=True) for name in names)


def _city_secretariat(plan: Plan) -> tuple[Seat, ...]:
    assistants = ("Asisten Pemerintahan dan Kesejahteraan Rakyat", "Asisten Perekonomian dan Pembangunan")
    middle = len(plan.sections) // 2 + 1
    return (
        _head("Sekretaris Daerah", "II.a"),
        _secretary("Asisten Administrasi Umum", "II.b"),
        *(Seat(post, "II.b", 0) for post in assistants),
        *_sections(plan.sections[:middle], "Kepala Bagian", "III.a", boss=2),
        *_sections(plan.sections[middle:], "Kepala Bagian", "III.a", boss=3),
        *_office("IV.a", "Tata Usaha Pimpinan"),
    )


def _council_secretariat(plan: Plan) -> tuple[Seat, ...]:
    return (
        _head("Sekretaris DPRD", "II.b"),
        _secretary("Kepala Bagian Umum dan Keuangan", "III.a"),
        *_office("IV.a", "Tata Usaha dan Kepegawaian", "Keuangan"),
        *_sections(plan.sections, "Kepala Bagian", "III.a"),
    )


def _agency(plan: Plan) -> tuple[Seat, ...]:
    called = "Kepala Pelaksana" if plan.id == "BPBD" else "Kepala"
    return (
        _head(f"{called} {plan.name}", "II.b"),
        _secretary(f"Sekretaris {plan.name}", "III.a"),
        *_office("IV.a", "Umum dan Kepegawaian", "Keuangan dan Perencanaan"),
        *_sections(plan.sections, "Kepala Bidang", "III.b"),
    )


def _inspectorate(plan: Plan) -> tuple[Seat, ...]:
    return (
        _head("Inspektur", "II.b"),
        _secretary("Sekretaris Inspektorat", "III.a"),
        *_office("IV.a", "Umum dan Keuangan", "Perencanaan dan Evaluasi"),
        *_sections(plan.sections, "Inspektur Pembantu", "III.a"),
    )


def _district(plan: Plan) -> tuple[Seat, ...]:
    return (
        _head(f"Camat {plan.name.removeprefix('Kecamatan ')}", "III.a"),
        _secretary(f"Sekretaris {plan.name}", "III.b"),
        *_office("IV.b", "Umum dan Kepegawaian"),
        *_sections(plan.sections, "Kepala Seksi", "IV.a"),
    )


def _ward(plan: Plan) -> tuple[Seat, ...]:
    return (
        _head(f"Lurah {plan.name.removeprefix('Kelurahan ')}", "IV.a"),
        _secretary(f"Sekretaris {plan.name}", "IV.b", leads_staff=True),
        *_sections(plan.sections, "Kepala Seksi", "IV.b"),
    )


def _division(plan: Plan) -> tuple[Seat, ...]:
    """A Bagian of the city secretariat is too small for a secretary: a kasubbag does that work."""
    return (
        _head(f"Kepala {plan.name}", "III.a"),
        _secretary("Kepala Subbagian Tata Usaha", "IV.a", leads_staff=True),
        *_sections(plan.sections, "Kepala Subbagian", "IV.a"),
    )


_SEATS_BY_KIND = {
    "dinas": _agency,
    "badan": _agency,
    "satuan": _agency,
    "inspektorat": _inspectorate,
    "kecamatan": _district,
    "kelurahan": _ward,
    "bagian": _division,
}
