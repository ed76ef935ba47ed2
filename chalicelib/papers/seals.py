"""What papers say of their standing: a draft, closed and waiting, or signed; the same words in every format."""

from datetime import datetime

from chalicelib.domain.people import Zone
from chalicelib.domain.recaps import Seal, Standing
from chalicelib.papers.words import clean, written_date

STANDINGS = {
    Standing.DRAFT: "Draf, belum ditandatangani",
    Standing.CLOSED: "Menunggu tanda tangan",
    Standing.SIGNED: "Ditandatangani",
}
NO_CERTIFICATE = "Persetujuan tercatat dalam sistem; bukan tanda tangan elektronik tersertifikasi."
SHORT = 16


def standing_of(seal: Seal | None) -> str:
    """The standing in a few words: "Ditandatangani, revisi 2"."""
    if seal is None:
        return STANDINGS[Standing.DRAFT]
    return f"{STANDINGS[seal.standing]}, revisi {seal.revision}"


def seal_lines(seal: Seal | None, zone: Zone) -> tuple[str, ...]:
    """Whole sentences: who signed when, that it is no certificate, and why there is a revision after the first."""
    if seal is None:
        return (f"{STANDINGS[Standing.DRAFT]}.",)
    lines = [f"{STANDINGS[Standing.CLOSED]}. Ditutup {moment(seal.closed_at, zone)}, revisi {seal.revision}."]
    if seal.signer and seal.signed_at:
        post = " ".join(clean(line) for line in seal.signer.post_line).rstrip(",")
        by = f"{clean(seal.signer.name)} ({post})" if post else clean(seal.signer.name)
        lines = [f"Ditandatangani oleh {by}, {moment(seal.signed_at, zone)}, revisi {seal.revision}.", NO_CERTIFICATE]
    if seal.reason:
        lines.append(f"Revisi {seal.revision} menggantikan revisi {seal.revision - 1}: {clean(seal.reason)}")
    return tuple(lines)


def seal_foot(seal: Seal | None) -> str:
    """The revision and the whole hash of the content, for the foot of each page."""
    if seal is None:
        return STANDINGS[Standing.DRAFT]
    return f"Revisi {seal.revision}. Isi (SHA-256): {seal.content_hash}"


def short_foot(seal: Seal | None) -> str:
    """The same in the space a workbook has."""
    return STANDINGS[Standing.DRAFT] if seal is None else f"Revisi {seal.revision}, isi {seal.content_hash[:SHORT]}"


def seal_said(seal: Seal | None, zone: Zone) -> dict[str, object]:
    """What the templates set: the standing, its sentences, the foot, and the QR code of the public page."""
    from chalicelib.papers.qr import qr_svg

    return {
        "standing": standing_of(seal),
        "lines": seal_lines(seal, zone),
        "foot": seal_foot(seal),
        "qr": qr_svg(seal.address).decode() if seal else None,
        "address": seal.address if seal else "",
        "signed_at": moment(seal.signed_at, zone) if seal and seal.signed_at else None,
        "signed_on": written_date(seal.signed_at.astimezone(zone.info).date()) if seal and seal.signed_at else None,
    }


def moment(at: datetime, zone: Zone) -> str:
    """ "3 Mei 2021 pukul 08.05 WIB" """
    local = at.astimezone(zone.info)
    return f"{written_date(local.date())} pukul {local:%H.%M} {zone.name}"
