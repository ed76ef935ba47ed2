"""A letter that was printed, signed by hand and scanned (tanda tangan basah), attached to its order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.people import EmployeeId

MOST_BYTES = 4 * 1024 * 1024
"""What we take."""
BUCKET_TAKES = 20 * 1024 * 1024
"""What the bucket takes: more, so that our page says what is too large and not the bucket's."""

ATTACHED = "attach_scan"
"""What the trail calls it; the order's status stays what it is."""


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


def type_of(content: bytes) -> ScanType | None:
    """What `content` is by its first bytes, whatever its name says; None for anything we do not take."""
    return next((kind for kind, beginning in _BEGINNINGS.items() if content.startswith(beginning)), None)


@dataclass(frozen=True)
class Scan:
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


@dataclass(frozen=True)
class Upload:
    """A form that brings one file straight to the bucket: its address, and what it sends along."""

    url: str
    fields: dict[str, str]
