"""What the holidays package knows of a year. Importing it takes a page's time several times over: workers only."""

from datetime import date, timedelta

from chalicelib.domain.calendars import Holiday, Span

PUBLIC, COLLECTIVE = "public", "government"
"""The package's categories: the second one is collective leave (cuti bersama)."""
EID = "Hari Raya Idul Fitri"
FASTING_DAYS = 30
ESTIMATED = " (perkiraan)"
MISSPELT, RIGHT = "Pegangti", "Pengganti"
"""A day in lieu, as the package writes it and as it is written."""


def holidays_of(year: int) -> tuple[Holiday, ...]:
    """Public holidays and collective leave of a year by date; what was only computed is marked as such."""
    public, leave = _dates(year, PUBLIC), _dates(year, COLLECTIVE)
    found = {day: _holiday(day, name, collective=True) for day, name in leave.items()}
    found |= {day: _holiday(day, name) for day, name in public.items()}
    return tuple(holiday for _, holiday in sorted(found.items()))


def fasting_before_eid(year: int) -> tuple[Span, ...]:
    """The thirty days before each Eid that touches `year`: an estimate, until the minister announces the month."""
    eids = sorted(
        day for near in (year, year + 1) for day, name in _dates(near, PUBLIC).items() if name.startswith(EID)
    )
    spans = (Span(eid - timedelta(days=FASTING_DAYS), eid - timedelta(days=1)) for eid in eids)
    return tuple(span for span in spans if year in (span.first.year, span.last.year))


def _holiday(day: date, name: str, *, collective: bool = False) -> Holiday:
    plain = name.replace(MISSPELT, RIGHT)
    return Holiday(day, plain.replace(ESTIMATED, ""), collective, estimated=ESTIMATED in plain)


def _dates(year: int, category: str) -> dict[date, str]:
    from holidays import country_holidays

    return dict(country_holidays("ID", years=year, categories=(category,), language="id"))
