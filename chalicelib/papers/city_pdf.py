"""The city's month as PDF: charts, each above the table of the same figures."""

from chalicelib import charts
from chalicelib.domain.city_recap import CityRecap, Total
from chalicelib.papers.recap_pdf import compiled
from chalicelib.papers.words import clean, month_named, written_date
from chalicelib.wording import INDONESIAN

FIGURES = (
    "Unit",
    "Pegawai",
    "Di rumah",
    "Tepat waktu",
    "Terlambat",
    "Belum lapor",
    "Jam wajib",
    "Jam diakui",
    "Belum ada data",
)
DAYS = ("Tanggal", "Pegawai", "Di rumah", "Persen", "Batas", "Unit melebihi batas")


def city_pdf(recap: CityRecap) -> bytes:
    """A4 landscape, tagged for screen readers (PDF/UA-1) and fit for the archive (PDF/A-2a)."""
    month = month_named(recap.month)
    contents: dict[str, object] = {
        "title": f"Rekap kota {clean(recap.city)}, {month}",
        "foot": f"Rekap kota {clean(recap.city)}, {month}",
        "unit": f"Pemerintah Kota {clean(recap.city)}",
        "month": month,
        "unseen": ", ".join(map(clean, recap.unseen)),
        "charts": _charts(recap),
        "kinds": [("Jenis unit", *FIGURES), [*map(_row, recap.kinds), _row(recap.total, "Jumlah")]],
        "units": [("Unit", *FIGURES[1:]), [[row[0], *row[2:]] for row in map(_row, recap.alone)]],
        "days": [DAYS, [_day_row(recap, at) for at in range(len(recap.days))]],
    }
    return compiled("city.typ", contents, recap.month)


def _charts(recap: CityRecap) -> list[tuple[str, str]]:
    """Each chart's name and drawing."""
    days = [charts.Column(str(day.date.day), day.home_share, day.most_share) for day in recap.days]
    reports = [charts.Bar(kind.name, kind.reports, _reported(kind)) for kind in recap.kinds]
    hours = [charts.Bar(kind.name, (kind.counted, 0, 0, kind.left), _hours(kind)) for kind in recap.kinds]
    at_home = "Persen pegawai di rumah setiap hari (kolom) dan batas paling banyak menurut surat edaran (garis)"
    filed = "Laporan tepat waktu, terlambat, dan belum dikirim menurut jenis unit"
    worked = "Jam diakui dari jam wajib menurut jenis unit"
    return [
        (at_home, charts.columns(at_home, days, charts.PAPER)),
        (filed, charts.bars(filed, reports, charts.PAPER)),
        (worked, charts.bars(worked, hours, charts.PAPER)),
    ]


def _reported(kind: Total) -> str:
    in_time, late, missing = map(_grouped, kind.reports)
    return f"{in_time} tepat, {late} terlambat, {missing} belum"


def _hours(kind: Total) -> str:
    return f"{_grouped(kind.counted // 60)} dari {_grouped(kind.required // 60)} jam"


def _row(total: Total, name: str = "") -> list[str]:
    counts = (len(total.units), total.staff)
    shown = [_grouped(each) for each in counts] + [f"{INDONESIAN.decimal(total.home_share)}%"]
    hours = [_grouped(round(minutes / 60)) for minutes in (total.required, total.counted)]
    return [name or clean(total.name), *shown, *map(_grouped, total.reports), *hours, _grouped(total.without_data)]


def _day_row(recap: CityRecap, at: int) -> list[str]:
    day = recap.days[at]
    most = "–" if day.most_share is None else f"{INDONESIAN.decimal(day.most_share)}%"
    over = ", ".join(map(clean, day.over)) or "–"
    named = written_date(day.date, "EEEE, d MMMM")
    return [named, _grouped(day.staff), _grouped(day.home), f"{INDONESIAN.decimal(day.home_share)}%", most, over]


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
