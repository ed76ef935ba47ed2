"""What a file is by its content, whatever its name says, and whether it is taken.

Of an archive (office files are archives) only the table of contents is read, and one entry of a fixed size: nothing is
unpacked. What is taken is still only ever handed out as an attachment.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.domain.texts import text
from chalicelib.domain.uploads import FileType, Unfit

if TYPE_CHECKING:
    from zipfile import ZipFile

MEGABYTE = 1024 * 1024
BUCKET_TAKES = 20 * MEGABYTE
"""What the bucket takes: more than any page, so that our page says what is too large and not the bucket's."""

_BEGINNINGS = {FileType.PDF: b"%PDF-", FileType.JPEG: b"\xff\xd8\xff", FileType.PNG: b"\x89PNG\r\n\x1a\n"}
_ARCHIVE = b"PK\x03\x04"
_HEARTS = {
    "word/document.xml": FileType.DOCX,
    "xl/workbook.xml": FileType.XLSX,
    "ppt/presentation.xml": FileType.PPTX,
}
"""The entry without which an archive is no office file of its kind (ECMA-376, OPC)."""
_OPEN_DOCUMENTS = (FileType.ODT, FileType.ODS)
_MACROS = "vbaproject.bin"
_NEAR_BEGINNING = 1024
"""Where readers of PDF still look for its beginning."""


class Taking(Struct, frozen=True):
    """What one page takes."""

    types: frozenset[FileType]
    most: int
    """Bytes."""
    other_type: str
    """What is said of any other type."""
    too_large: str


def refuse_size(size: int | None, taking: Taking) -> None:
    """Raises Unfit for a file that did not arrive, is empty or larger than is taken, before anything of it is read."""
    if size is None:
        raise Unfit(text("Berkas belum sampai. Pilih berkasnya, lalu unggah sekali lagi."))
    if size == 0:
        raise Unfit(text("Berkas ini kosong. Pilih berkas yang berisi, lalu unggah."))
    if size > taking.most:
        raise Unfit(taking.too_large)


def type_of(content: bytes, taking: Taking) -> FileType:
    """What `content` is. Raises Unfit for anything that is not taken, and for what is two things at once."""
    found = next((kind for kind, beginning in _BEGINNINGS.items() if content.startswith(beginning)), None)
    if found and _is_archive(content):
        raise _two_at_once()
    if found is None and content.startswith(_ARCHIVE):
        found = _type_of_archive(content)
    if found not in taking.types:
        raise Unfit(taking.other_type)
    return found


def _is_archive(content: bytes) -> bool:
    from zipfile import is_zipfile

    return is_zipfile(BytesIO(content))


def _type_of_archive(content: bytes) -> FileType | None:
    from zipfile import BadZipFile, ZipFile

    if _BEGINNINGS[FileType.PDF] in content[:_NEAR_BEGINNING]:
        raise _two_at_once()
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _type_by_entries(archive)
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Unfit(text("Berkas ini rusak dan tidak dapat dibuka. Simpan ulang berkasnya, lalu unggah.")) from None


def _type_by_entries(archive: "ZipFile") -> FileType | None:
    names = set(archive.namelist())
    if any(name.lower().rpartition("/")[2] == _MACROS for name in names):
        raise Unfit(text("Berkas ini berisi makro. Simpan tanpa makro, lalu unggah."))
    if "[Content_Types].xml" in names:
        return next((kind for heart, kind in _HEARTS.items() if heart in names), None)
    if "mimetype" not in names or "content.xml" not in names:
        return None
    with archive.open("mimetype") as told:
        said = told.read(100)
    return next((kind for kind in _OPEN_DOCUMENTS if said == kind.encode()), None)


def _two_at_once() -> Unfit:
    return Unfit(text("Berkas ini berisi lebih dari satu jenis berkas. Simpan ulang berkasnya, lalu unggah."))
