"""What binds the city: its circulars, from `data/circulars.json`, and its calendars, from the `holidays` package.

Metro's policy of April 2021 is applied to a few units and Pekanbaru's to all others, never both to one. The policies of
2021 end with that year here; what is in force today are copies of them, named as copies wherever they are cited.
"""

import json
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from chalicelib.domain.calendars import Span, YearCalendar
from chalicelib.domain.circulars import ChainStep, Circular, CircularRegister, Pattern, Post
from chalicelib.domain.people import UnitId
from chalicelib.workflows.almanac import fasting_before_eid, holidays_of
from tools.city_staff import FEW_CONTRACT_WORKERS
from tools.city_units import DATA

METRO_UNITS = FEW_CONTRACT_WORKERS
"""Units that alternate days as in Metro; its policy names civil servants only."""

END_OF_2021 = date(2021, 12, 31)
"""Neither source names an end (Pekanbaru's: until further notice); the demonstration ends both with the year."""
METRO_START = date(2021, 4, 26)
"""The source names no first day; it appeared on this one."""
PEKANBARU_START = date(2021, 5, 3)

_DEADLINE = time(17)
_GRACE_DAYS = 3
"""Deadline and grace are the demonstration's own: the sources ask for a daily report and name neither."""


@dataclass(frozen=True)
class _Wording:
    """How one city's policy is cited, and what it tells people to do."""

    title: str
    citation: str
    instructions: tuple[str, ...]
    chain: tuple[ChainStep, ...]
    """The demonstration's own: no source says who signs."""


_METRO = _Wording(
    "Kerja dari Rumah bagi ASN",
    "Surat Edaran Wali Kota Metro bulan April 2021 tentang Kerja dari Rumah bagi ASN",
    (
        "menyampaikan laporan harian pada hari yang sama",
        "tetap berada di tempat tinggal selama jam kerja, dan bagi pejabat struktural mengenakan pakaian dinas",
        "tetap dapat dihubungi dan hadir di kantor apabila dipanggil",
    ),
    (ChainStep((Post.SUPERVISOR,)), ChainStep((Post.HEAD,))),
)
_PEKANBARU = _Wording(
    "Penyesuaian Sistem Kerja ASN dan THL",
    "Surat Edaran Wali Kota Pekanbaru tanggal 2 Mei 2021 tentang Penyesuaian Sistem Kerja ASN dan THL",
    (
        "menyampaikan laporan harian pada hari yang sama",
        "mengutamakan rapat jarak jauh; rapat tatap muka paling banyak 15 orang",
        "tetap dapat dihubungi dan hadir di kantor apabila dipanggil",
        "mematuhi protokol kesehatan",
    ),
    (ChainStep((Post.SUPERVISOR,)),),
)


def register(units: tuple[UnitId, ...], copies_from: date) -> CircularRegister:
    """The circulars of 2021, and their copies in force from `copies_from` until further notice."""
    policies = {policy["city"]: policy for policy in json.loads((DATA / "circulars.json").read_text(encoding="utf-8"))}
    metro = tuple(unit for unit in units if unit in METRO_UNITS)
    pekanbaru = tuple(unit for unit in units if unit not in METRO_UNITS)
    originals = (
        _circular("metro-2021", _METRO, policies["Metro"], metro, METRO_START, END_OF_2021),
        _circular("pekanbaru-2021", _PEKANBARU, policies["Pekanbaru"], pekanbaru, PEKANBARU_START, END_OF_2021),
    )
    copies = (
        _circular("salinan-metro", _copy(_METRO), policies["Metro"], metro, copies_from, None),
        _circular("salinan-pekanbaru", _copy(_PEKANBARU), policies["Pekanbaru"], pekanbaru, copies_from, None),
    )
    return CircularRegister((*originals, *copies))


def _copy(wording: _Wording) -> _Wording:
    return _Wording(
        f"{wording.title} (salinan untuk peragaan)",
        f"Salinan untuk peragaan dari {wording.citation}",
        wording.instructions,
        wording.chain,
    )


def _circular(
    name: str, wording: _Wording, policy: dict[str, Any], units: tuple[UnitId, ...], start: date, end: date | None
) -> Circular:
    return Circular(
        id=name,
        title=wording.title,
        citation=wording.citation,
        units=units,
        start=start,
        end=end,
        max_home_pct=policy["max_home_pct"],
        max_office_pct=policy["max_office_pct"],
        pattern=Pattern(policy["pattern"]),
        report_deadline=_DEADLINE,
        report_grace_days=_GRACE_DAYS,
        instructions=wording.instructions,
        chain=wording.chain,
    )


_FASTING = (
    Span(date(2021, 4, 13), date(2021, 5, 12)),
    Span(date(2024, 3, 12), date(2024, 4, 9)),
    Span(date(2025, 3, 1), date(2025, 3, 30)),
    Span(date(2026, 2, 19), date(2026, 3, 20)),
)
"""Fasting months as they were kept in Indonesia."""


def calendar_of(year: int) -> YearCalendar:
    """The city's calendar of a year: public holidays and collective leave (SKB 3 Menteri), and the fasting month."""
    holidays = holidays_of(year)
    known = tuple(span for span in _FASTING if span.last.year == year)
    fasting = known or fasting_before_eid(year)
    return YearCalendar(year, holidays, fasting, imported=holidays, fasting_estimated=not known and bool(fasting))
