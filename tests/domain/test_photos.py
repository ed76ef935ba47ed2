"""What the camera noted in a photo is gone; what is drawn stays byte for byte."""

from struct import pack
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.photos import without_notes
from chalicelib.domain.uploads import FileType

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
PLACE = b"GPS 0.5333 N 101.45 E"


def a_segment(marker: int, body: bytes) -> bytes:
    return pack(">BBH", 0xFF, marker, len(body) + 2) + body


def notes(way_up: int, order: str = ">") -> bytes:
    """Exif with a place, and which way up the photo is."""
    tiff = (b"MM" if order == ">" else b"II") + pack(order + "HI", 42, 8)
    entries = pack(order + "HHII", 0x010F, 2, len(PLACE), 38), pack(order + "HHIHH", 0x0112, 3, 1, way_up, 0)
    return b"Exif\0\0" + tiff + pack(order + "H", 2) + b"".join(entries) + pack(order + "I", 0) + PLACE


JFIF, COLOURS = a_segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), a_segment(0xE2, b"ICC_PROFILE\0\1\1sRGB")
FRAME, TABLE = a_segment(0xC2, b"\x08\0\1\0\1\1\1\x11\0"), a_segment(0xC4, b"\0" * 17)
FIRST_SCAN = a_segment(0xDA, b"\1\1\0\0\0\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
SECOND_SCAN = a_segment(0xDA, b"\1\1\0\1\x3f\0") + b"\x78\xff\xd7\x9a"
DRAWN = JFIF + COLOURS + FRAME + TABLE + FIRST_SCAN + TABLE + SECOND_SCAN
UPRIGHT = SOI + DRAWN + EOI


def a_photo(*more: bytes, tail: bytes = b"") -> bytes:
    return SOI + b"".join(more) + DRAWN + EOI + tail


@pytest.mark.parametrize(
    "photo",
    [
        a_photo(a_segment(0xE1, notes(1))),
        a_photo(a_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + PLACE)),
        a_photo(a_segment(0xED, b"Photoshop 3.0\0" + PLACE), a_segment(0xFE, PLACE)),
        a_photo(a_segment(0xE2, b"MPF\0" + PLACE), tail=a_photo(a_segment(0xE1, notes(1)))),
        a_photo(tail=b"\0\0\0\x18ftypmp42" + PLACE),
        a_photo(),
    ],
    ids=["Exif", "XMP", "IPTC and a comment", "a second picture", "a film", "none"],
)
def test_of_a_jpeg_only_what_is_drawn_stays(photo: bytes) -> None:
    assert without_notes(FileType.JPEG, photo) == UPRIGHT


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("way_up", [3, 6, 8])
def test_which_way_up_it_is_stays_told_and_nothing_else(way_up: int, order: str) -> None:
    cleaned = without_notes(FileType.JPEG, a_photo(a_segment(0xE1, notes(way_up, order))))

    assert PLACE not in cleaned
    assert len(cleaned) == len(UPRIGHT) + 36
    assert pack(">HHIH", 0x0112, 3, 1, way_up) in cleaned
    assert without_notes(FileType.JPEG, cleaned) == cleaned


def a_chunk(name: bytes, body: bytes = b"") -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", crc32(name + body))


def test_of_a_png_only_what_is_drawn_stays() -> None:
    begins, header, ends = b"\x89PNG\r\n\x1a\n", a_chunk(b"IHDR", b"\0" * 13), a_chunk(b"IEND")
    drawn = a_chunk(b"pHYs", b"\0" * 9) + a_chunk(b"tRNS", b"\0") + a_chunk(b"IDAT", b"pixels")
    told = a_chunk(b"eXIf", PLACE) + a_chunk(b"tEXt", PLACE) + a_chunk(b"iTXt", PLACE) + a_chunk(b"tIME", PLACE)

    cleaned = without_notes(FileType.PNG, begins + header + told + drawn + ends + PLACE)

    assert cleaned == begins + header + drawn + ends


@pytest.mark.parametrize("kind", [FileType.JPEG, FileType.PNG])
@given(content=st.binary(max_size=200))
def test_what_cannot_be_followed_makes_no_trouble(kind: FileType, content: bytes) -> None:
    assert isinstance(without_notes(kind, SOI + content), bytes)


@pytest.mark.parametrize("cut", [len(SOI + JFIF) + 3, len(SOI + JFIF + COLOURS)])
def test_half_a_photo_is_not_made_more_of(cut: int) -> None:
    assert without_notes(FileType.JPEG, UPRIGHT[:cut]).startswith(UPRIGHT[: len(SOI + JFIF)])


def test_other_files_are_left_alone() -> None:
    assert without_notes(FileType.PDF, PLACE) == PLACE
