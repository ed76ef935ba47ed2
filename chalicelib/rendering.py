"""Templates and texts: one environment for pages and mails, and how dates, times and minutes are written.

Texts are Indonesian in the source, so the Indonesian catalogue is the texts themselves.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

from chalicelib.domain.letters import nip_printed
from chalicelib.domain.texts import Message, Value

TEMPLATES = Path(__file__).parents[1] / "templates"
COMPILED = Path(__file__).parents[1] / "compiled"
"""The same templates as Python modules: packaging fills it, the source tree does without."""

TRANSLATIONS = NullTranslations()

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
"""As CLDR has them. For nineteen words Babel would cost the first page 7 % of its time."""


@cache
def environment() -> Environment:
    """The environment all templates are rendered in."""
    made = Environment(
        loader=ChoiceLoader([ModuleLoader(COMPILED), FileSystemLoader(TEMPLATES)]),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(TRANSLATIONS, newstyle=True)  # type: ignore[attr-defined]
    filters: dict[str, Callable[..., Any]] = {
        "long_date": long_date,
        "day_month": day_month,
        "month_name": month_name,
        "clock": clock,
        "moment": moment,
        "hours": hours,
        "decimal_hours": decimal_hours,
        "message": message,
        "nip": nip_printed,
    }
    made.filters.update(filters)
    return made


def render(template: str, **values: Any) -> str:
    """`template` filled with `values`; a name it uses and does not get is an error."""
    return environment().get_template(template).render(**values)


def message(said: Message) -> str:
    """A rule's text with its values written out."""
    values = {name: _written(value) for name, value in said.values.items()}
    return TRANSLATIONS.gettext(said.msgid) % values if values else TRANSLATIONS.gettext(said.msgid)


def long_date(day: date) -> str:
    """ "Senin, 26 April 2021" """
    return f"{WEEKDAYS[day.weekday()]}, {_day_of_year(day)}"


def day_month(day: date) -> str:
    """ "Senin, 26 April" """
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"


def month_name(day: date) -> str:
    """ "April 2021" """
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock(at: time) -> str:
    """ "07.30" """
    return f"{at:%H.%M}"


def moment(at: datetime, zone: Any) -> str:
    """ "26 April 2021 pukul 07.30 WIB", in the unit's zone."""
    local = at.astimezone(zone.info)
    return f"{_day_of_year(local)} pukul {clock(local.time())} {zone.name}"


def hours(minutes: int) -> str:
    """ "7 jam 30 menit" """
    whole, rest = divmod(abs(minutes), 60)
    parts = [f"{whole:,} jam".replace(",", ".")] * bool(whole or not rest) + [f"{rest} menit"] * bool(rest)
    return ("-" if minutes < 0 else "") + " ".join(parts)


def decimal_hours(minutes: int) -> str:
    """ "7,5": hours with at most two decimals, a comma between."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _day_of_year(day: date) -> str:
    return f"{day.day} {month_name(day)}"


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return _joined(day_month(day) for day in value)
    if isinstance(value, date):
        return long_date(value)
    return clock(value) if isinstance(value, time) else str(value)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
