"""A month's activities of one person, as CSV to copy from and as PDF to attach."""

import csv
from io import StringIO

from chalicelib.domain.activity_lists import ActivityLine, ActivityList
from chalicelib.domain.ledger import Verdict
from chalicelib.domain.letters import nip_printed
from chalicelib.papers.month_csv import guarded
from chalicelib.papers.recap_pdf import compiled
from chalicelib.papers.words import clean, month_named, written_date

COLUMNS = ("Tanggal", "Mulai", "Selesai", "Waktu (menit)", "Kegiatan", "Hasil", "Volume", "Satuan", "Tugas", "Laporan")
PRINTED = ("Hari/Tanggal", "Waktu", "Kegiatan", "Hasil", "Volume", "Laporan")
VERDICTS = {Verdict.NONE: "Terkirim", Verdict.ACCEPTED: "Diterima", Verdict.RETURNED: "Perlu perbaikan"}


def activities_csv(done: ActivityList) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as Indonesian spreadsheets expect; a line for each activity."""
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(COLUMNS)
    for line in done.lines:
        out.writerow(
            [
                f"{line.date:%d-%m-%Y}",
                f"{line.start:%H.%M}" if line.start else "",
                f"{line.end:%H.%M}" if line.end else "",
                line.minutes if line.minutes is not None else "",
                guarded(clean(line.activity)),
                guarded(clean(line.output)),
                line.volume,
                guarded(clean(line.measure)),
                guarded(clean(line.task)),
                VERDICTS[line.verdict],
            ]
        )
    return ("\ufeff" + written.getvalue()).encode()


def activities_pdf(done: ActivityList) -> bytes:
    """A4 landscape, tagged for screen readers and fit for the archive, as the recapitulations are."""
    name, unit = clean(done.name), clean(done.unit_name)
    contents: dict[str, object] = {
        "title": f"Kegiatan {name}, {month_named(done.month)}",
        "foot": f"{name}, {month_named(done.month)}",
        "unit": unit,
        "person": (
            ("Nama", name),
            ("NIP", nip_printed(done.nip) or "–"),
            ("Jabatan", clean(done.post)),
            ("Bulan", month_named(done.month)),
        ),
        "headings": PRINTED,
        "rows": [_row(line) for line in done.lines],
        "empty": "Belum ada laporan pada bulan ini.",
    }
    return compiled("activities.typ", contents, done.month)


def _row(line: ActivityLine) -> list[str]:
    when = f"{line.start:%H.%M}–{line.end:%H.%M}" if line.start and line.end else "–"
    return [
        written_date(line.date, "EEEE, d MMMM y"),
        f"{when} ({line.minutes} menit)" if line.minutes is not None else when,
        clean(line.activity),
        clean(line.output),
        f"{line.volume} {clean(line.measure)}",
        VERDICTS[line.verdict],
    ]
