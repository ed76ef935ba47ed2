"""Templates: one environment for pages and mails in each language.

They share nothing: compiled templates remember the environment that loaded them, and the filters are the language's.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

from chalicelib.domain.letters import nip_printed
from chalicelib.domain.texts import Language
from chalicelib.wording import wording

TEMPLATES = Path(__file__).parents[1] / "templates"
COMPILED = Path(__file__).parents[1] / "compiled"
"""The same templates as Python modules: packaging fills it, the source tree does without."""


@cache
def environment(language: Language) -> Environment:
    """The environment a language's templates are rendered in, made when it is first needed."""
    made = Environment(
        loader=ChoiceLoader([ModuleLoader(COMPILED), FileSystemLoader(TEMPLATES)]),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = wording(language)
    made.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    filters: dict[str, Callable[..., Any]] = {
        "told": words.told,
        "long_date": words.long_date,
        "day_month": words.day_month,
        "month_name": words.month_name,
        "clock": words.clock,
        "moment": words.moment,
        "hours": words.hours,
        "decimal": words.decimal,
        "decimal_hours": words.decimal_hours,
        "work_days": words.work_days,
        "nip": nip_printed,
    }
    made.filters.update(filters)
    made.globals["lang"] = language.value
    return made


def render(language: Language, template: str, **values: Any) -> str:
    """`template` in `language`, filled with `values`; a name it uses and does not get is an error."""
    return environment(language).get_template(template).render(**values)
