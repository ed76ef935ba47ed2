"""A letter that was printed, signed by hand and scanned (tanda tangan basah), attached to its order."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.texts import text

MOST_BYTES = 4 * 1024 * 1024
"""What we take."""
BUCKET_TAKES = 20 * 1024 * 1024
"""What the bucket takes: more, so that our page says what is too large and not the bucket's."""

ATTACHED = "attach_scan"
"""What the trail calls it; the order's status stays what it is."""


class Unfit(Refusal):
    """What arrived cannot be attached; another file can."""


class ScanType(StrEnum):
    """What may be attached; the value is the media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def ending(self) -> str:
        """How its file names end."""
        return {ScanType.PDF: "pdf", ScanType.JPEG: "jpg", ScanType.PNG: "png"}[self]


_BEGINNINGS = {ScanType.PDF: b"%PDF-", ScanType.JPEG: b"\xff\xd8\xff", ScanType.PNG: b"\x89PNG\r\n\x1a\n"}


def type_of(content: bytes) -> ScanType:
    """What `content` is by its first bytes, whatever its name says. Raises Unfit for anything we do not take."""
    for kind, beginning in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    raise Unfit(text("Berkas ini bukan PDF, JPEG, atau PNG. Pindai surat dalam salah satu bentuk itu."))


def refuse_unfit(size: int | None) -> None:
    """Raises Unfit for a file that did not arrive or is larger than what we take, before anything of it is read."""
    if size is None:
        raise Unfit(text("Berkas belum sampai. Pilih berkasnya, lalu unggah sekali lagi."))
    if size > MOST_BYTES:
        raise Unfit(text("Berkas terlalu besar; paling besar 4 MB. Pindai dengan resolusi lebih rendah, lalu unggah."))


class Scan(Struct, frozen=True):
    """An attached scan."""

    file: str
    media_type: ScanType
    content_hash: str
    """SHA-256 (hex) of the file."""
    size: int
    """Bytes."""
    attached_at: datetime
    by: EmployeeId
    by_name: str


class Upload(Struct, frozen=True):
    """A form that brings one file straight to the bucket: its address, and what it sends along."""

    url: str
    fields: dict[str, str]
