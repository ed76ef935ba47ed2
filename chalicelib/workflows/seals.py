"""What anyone who holds the paper of a closed month may learn."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.closing import MonthClosing
from chalicelib.domain.letters import Signatory
from chalicelib.domain.people import UnitId, Zone
from chalicelib.domain.records import closing_key
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.texts import text
from chalicelib.workflows.ports import Office


class PublicSeal(Struct, frozen=True):
    """Enough to compare, no figures of anybody (UU 27/2022)."""

    unit_name: str
    zone: Zone
    number: int
    content_hash: str
    closed_at: datetime
    signer: Signatory | None
    signed_at: datetime | None
    replaced_by: int
    """The edition that is in force in its place; 0 where none is."""
    is_reopened: bool
    """Whether it was signed and is being corrected now, with nothing in its place yet."""


def verify(office: Office, unit: UnitId, month: Month, seal: str) -> PublicSeal:
    """What the page shows. One request. Raises NotFound unless the month was closed with that very content.

    The address holds a part of the content's hash: whoever does not hold the paper finds nothing.
    """
    closing: MonthClosing | None = office.records.read(closing_key(unit, month)).find(closing_key(unit, month))
    edition = next((each for each in closing.editions if each.seal_name == seal), None) if closing else None
    if closing is None or edition is None:
        raise NotFound(text("Rekap ini tidak tercatat. Periksa kembali alamat pada kode QR."))
    later = closing.in_force
    replaced_by = later.number if later and later.number != edition.number else 0
    return PublicSeal(
        closing.unit_name,
        closing.zone,
        edition.number,
        edition.content_hash,
        edition.closed_at,
        edition.signer,
        edition.signed_at,
        replaced_by,
        is_reopened=edition.is_replaced and not replaced_by,
    )
