"""What a file is by its content: what is taken as evidence, and what is refused whatever it is called."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from chalicelib.domain.evidence import EVIDENCE
from chalicelib.domain.file_types import type_of
from chalicelib.domain.uploads import FileType, Unfit
from tests.factories import A_DOCUMENT, A_PHOTO, an_archive

AN_ODT, AN_ODS = (
    an_archive("mimetype", "content.xml", mimetype=kind.encode()) for kind in (FileType.ODT, FileType.ODS)
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (A_PHOTO, FileType.JPEG),
        (b"%PDF-1.7 x", FileType.PDF),
        (A_DOCUMENT, FileType.DOCX),
        (an_archive("[Content_Types].xml", "xl/workbook.xml"), FileType.XLSX),
        (an_archive("[Content_Types].xml", "ppt/presentation.xml"), FileType.PPTX),
        (AN_ODT, FileType.ODT),
        (AN_ODS, FileType.ODS),
    ],
    ids=lambda each: each.name if isinstance(each, FileType) else "",
)
def test_evidence_is_photos_papers_and_office_files(content: bytes, kind: FileType) -> None:
    assert type_of(content, EVIDENCE) is kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ program", "bukan foto"),
        (b"MZ" + A_DOCUMENT, "bukan foto"),
        (b"<html><script>", "bukan foto"),
        (an_archive("program.exe"), "bukan foto"),
        (an_archive("[Content_Types].xml", "other.xml"), "bukan foto"),
        (an_archive("mimetype", "content.xml", mimetype=b"application/zip"), "bukan foto"),
        (an_archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "makro"),
        (A_PHOTO + A_DOCUMENT, "lebih dari satu"),
        (b"%PDF-1.7" + an_archive("program.exe"), "lebih dari satu"),
        (an_archive("%PDF-1.7", "[Content_Types].xml", "word/document.xml"), "lebih dari satu"),
        (A_DOCUMENT[:-30], "rusak"),
        (b"PK\x03\x04", "rusak"),
    ],
)
def test_anything_else_and_what_is_two_things_at_once_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        type_of(content, EVIDENCE)


def test_an_entry_that_swells_is_not_unpacked() -> None:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", "<x/>")
        archive.writestr("mimetype", FileType.ODT.encode() + b" " * 50_000_000)

    with pytest.raises(Unfit):
        type_of(made.getvalue(), EVIDENCE)
