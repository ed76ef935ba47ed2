"""What a signed month no longer takes."""

from chalicelib.domain.ledger import MonthSheet
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.texts import text


def refuse_signed(sheet: MonthSheet | None) -> None:
    """Raises Conflict for a month whose account is signed: nothing of it is recorded, corrected or verified any more.

    The one rule for reports, verifications, attendance and absences; what workers carry to a month, an outage or a
    calendar, goes on, and the month's page tells that records changed since.
    """
    if sheet and sheet.signed:
        raise Conflict(
            text(
                "Rekap bulan itu untuk %(unit)s sudah ditandatangani, sehingga catatannya tidak dapat diubah lagi."
                " Ajukan keberatan, atau mintalah sekretaris unit membukanya kembali dengan alasan."
            ),
            unit=sheet.unit_name,
        )
