"""What stands in addresses, read."""

from datetime import date

from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text


def day_of(written: str) -> date:
    """A date as addresses write it. Raises NotFound for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound(text("Tanggal ini tidak dikenal.")) from None
