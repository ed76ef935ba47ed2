"""Files that people bring straight to the bucket: the form that brings one, and what is kept of it on a record."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Refusal


class Unfit(Refusal):
    """What arrived cannot be attached; another file can."""


class FileType(StrEnum):
    """What may be attached somewhere; the value is the media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"

    @property
    def ending(self) -> str:
        """How its file names end."""
        return "jpg" if self is FileType.JPEG else self.name.lower()


class StoredFile(Struct, frozen=True):
    """A file that was attached."""

    file: str
    media_type: FileType
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
