"""Lines of the trail as CSV, for spreadsheets."""

import csv
from collections.abc import Sequence
from datetime import UTC
from io import StringIO

from chalicelib.domain.trail import TrailEntry
from chalicelib.papers.month_csv import guarded

COLUMNS = (
    "waktu_utc",
    "tentang",
    "urutan",
    "tindakan",
    "id_pelaku",
    "pelaku",
    "bertindak_sebagai",
    "cara",
    "alamat_jaringan",
    "pegawai_terkait",
    "catatan",
)


def trail_csv(lines: Sequence[TrailEntry]) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as Indonesian spreadsheets expect; times in UTC, to the second."""
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(COLUMNS)
    out.writerows([guarded(cell) for cell in _cells(line)] for line in lines)
    return ("\ufeff" + written.getvalue()).encode()


def _cells(line: TrailEntry) -> tuple[str, ...]:
    return (
        f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        line.about,
        "" if line.number is None else str(line.number),
        line.what,
        line.who,
        line.who_name,
        line.as_whom,
        line.origin.means,
        line.origin.source,
        line.concerns,
        line.note,
    )
