"""What stands in addresses, read."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text


def day_of(written: str) -> date:
    """A date as addresses write it. Raises NotFound for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound(text("Tanggal ini tidak dikenal.")) from None


def asked_day(query: Mapping[str, str]) -> date | None:
    """The date that a link fills into a form, None without one."""
    with suppress(ValueError):
        return date.fromisoformat(query.get("day", ""))
    return None
