"""Circulars to start from: what the sources of the field say, to be completed by the city's own number and dates.

Metro and Pekanbaru by press reports of April and May 2021; the national rules are PermenPANRB 4/2025 (flexible work,
art. 13 and 25) and SE Menteri PANRB 3/2026 (home every Friday). What the sources do not name is left at what is usual:
a report on the same day, three days of grace, the direct superior decides.
"""

from datetime import date, time
from enum import StrEnum

from msgspec.structs import replace

from chalicelib.domain.circulars import ChainStep, Circular, Pattern, Post
from chalicelib.domain.texts import text


class Preset(StrEnum):
    """What a circular may begin as."""

    BLANK = "blank"
    METRO = "metro-2021"
    PEKANBARU = "pekanbaru-2021"
    TWO_DAYS = "two-days"
    FRIDAY = "friday"


PRESET_NAMES = {
    Preset.METRO: text("Metro 2021: paling banyak 50 persen di rumah, selang-seling"),
    Preset.PEKANBARU: text("Pekanbaru 2021: paling banyak 50 persen di kantor"),
    Preset.TWO_DAYS: text("Fleksibel nasional: dua hari sepekan (PermenPANRB 4/2025)"),
    Preset.FRIDAY: text("Jumat nasional: setiap Jumat dari rumah (SE Menteri PANRB 3/2026)"),
    Preset.BLANK: text("Kosong"),
}

MEETING_CAP = 15
RECALL_MINUTES = 5
"""SE Menteri PANRB 3/2026 asks for an answer within five minutes."""
FRIDAY = 4

_REPORT = "menyampaikan laporan harian pada hari yang sama"
_REACHABLE = "tetap dapat dihubungi dan hadir di kantor apabila dipanggil"
_AT_HOME = "tetap berada di tempat tinggal selama jam kerja"


def preset(name: Preset, start: date) -> Circular:
    """A circular to fill a form with, from `start` on; it binds no unit yet."""
    blank = Circular(
        id="",
        title="",
        citation="",
        units=(),
        start=start,
        end=None,
        max_home_pct=None,
        max_office_pct=None,
        pattern=Pattern.SET_BY_HEAD,
        report_deadline=time(17),
        report_grace_days=3,
        instructions=(_REPORT, _REACHABLE),
        meeting_cap=MEETING_CAP,
    )
    if name is Preset.METRO:
        return replace(
            blank,
            title="Kerja dari Rumah bagi ASN",
            max_home_pct=50,
            pattern=Pattern.ALTERNATE_DAYS,
            chain=(ChainStep((Post.SUPERVISOR,)), ChainStep((Post.HEAD,))),
            instructions=(_REPORT, _AT_HOME, _REACHABLE),
            reachability=("mengenakan pakaian dinas", "tetap berada di rumah", "dapat dipanggil ke kantor"),
        )
    if name is Preset.PEKANBARU:
        return replace(
            blank,
            title="Penyesuaian Sistem Kerja ASN dan THL",
            max_office_pct=50,
            protocol=("mematuhi protokol kesehatan",),
        )
    if name is Preset.TWO_DAYS:
        return replace(
            blank,
            title="Pelaksanaan Tugas Kedinasan secara Fleksibel",
            most_per_week=2,
            settling_days=30,
        )
    if name is Preset.FRIDAY:
        return replace(
            blank,
            title="Bekerja dari Rumah pada Hari Jumat",
            pattern=Pattern.FIXED_WEEKDAYS,
            weekdays=(FRIDAY,),
            recall_minutes=RECALL_MINUTES,
            always_in_posts=("Camat", "Lurah"),
        )
    return blank
