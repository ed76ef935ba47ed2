"""The NIP of a civil servant (18 digits `YYYYMMDD YYYYMM S NNN`) and of PPPK staff (a contract code in place of the
month): what looks wrong in one.

It changes with the employer, has no check digit and is nobody's key here, so what looks wrong is pointed out and never
stops anyone.
"""

from datetime import date

from chalicelib.domain.people import Kind
from chalicelib.domain.texts import text

DIGITS = 18
MONTHS = frozenset(f"{month:02d}" for month in range(1, 13))
SEXES = frozenset("12")
CIVIL_SERVANTS = frozenset({Kind.PNS, Kind.PPPK, Kind.PART_TIME})


def nip_doubts(nip: str | None, kind: Kind) -> tuple[str, ...]:
    """What looks wrong in a NIP of bare digits, as texts for people; nothing when it looks right."""
    if nip is None:
        return (text("PNS dan PPPK biasanya memiliki NIP; di sini kosong."),) if kind in CIVIL_SERVANTS else ()
    if kind is Kind.THL:
        return (text("THL biasanya tidak memiliki NIP."),)
    if len(nip) != DIGITS:
        return (text("NIP biasanya 18 angka."),)
    doubts = (
        (not _is_date(nip[:8]), text("Delapan angka pertama NIP bukan tanggal lahir.")),
        (kind is Kind.PNS and nip[12:14] not in MONTHS, text("Angka ke-13 dan ke-14 bukan bulan; mungkin ini PPPK.")),
        (nip[14] not in SEXES, text("Angka ke-15 NIP biasanya 1 atau 2.")),
        (nip.endswith("000"), text("Tiga angka terakhir NIP 000; mungkin sudah dibulatkan Excel.")),
    )
    return tuple(doubt for is_so, doubt in doubts if is_so)


def _is_date(digits: str) -> bool:
    try:
        date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return True
