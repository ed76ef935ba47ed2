"""Photos without what the camera noted in them: where and when they were taken, and with what.

No location is collected (UU 27/2022 on personal data), and a phone writes it into every photo. What is drawn stays byte
for byte; which way up it is drawn is told again. A file that cannot be followed is left as it is: nothing can show it.

Sources: ITU-T T.81 annex B (JPEG), Exif 2.32 section 4, ISO/IEC 15948 (PNG).
"""

import re
from struct import error, pack, unpack_from

from chalicelib.domain.uploads import FileType

_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""After entropy-coded data, in which FF is followed by 00 or counts intervals (D0 to D7)."""
_MARKED, _SCAN, _END, _APP1 = 0xFF, 0xDA, 0xD9, 0xE1
_NOTES = {_APP1, *range(0xE3, 0xEE), 0xFE}
"""APP1 (Exif, XMP), what cameras and editors add (APP13: IPTC), comments; not JFIF, colour profiles and Adobe's."""
_MORE_PICTURES, _COLOURS = 0xE2, b"ICC_PROFILE\0"
_EXIF, _ORIENTATION, _SHORT, _WAYS_UP = b"Exif\0\0", 0x0112, 3, range(2, 9)
_DRAWN = re.compile(rb"[A-Z]|[a-z](?:RNS|KGD|AMA|HRM|RGB|CCP|BIT)|acTL|fcTL|fdAT|pHYs|cICP")
"""Chunks of a PNG without which it would look otherwise: the critical ones, and colour, transparency, motion, size."""
_PNG_HEADER = 8


def without_notes(media_type: FileType, content: bytes) -> bytes:
    """A photo without the camera's notes, and without what was hung on behind its end; other files as they are."""
    clean = {FileType.JPEG: _jpeg, FileType.PNG: _png}.get(media_type)
    try:
        return clean(content) if clean else content
    except (error, IndexError, ValueError):
        return content


def _jpeg(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    while place < len(content) and content[place + 1] != _END:
        marker, (length,) = content[place + 1], unpack_from(">H", content, place + 2)
        end = place + 2 + length
        if content[place] != _MARKED or end > len(content):
            raise ValueError(place)
        body = content[place + 4 : end]
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, end)
            end = found.start() if found else len(content)
        if marker == _APP1 and body.startswith(_EXIF):
            kept.append(_way_up(body[len(_EXIF) :]))
        elif marker not in _NOTES and (marker != _MORE_PICTURES or body.startswith(_COLOURS)):
            kept.append(content[place:end])
        place = end
    return b"".join((*kept, bytes((_MARKED, _END))))


def _way_up(notes: bytes) -> bytes:
    """A segment that says nothing but which way up the photo is; nothing where that is the usual one."""
    order = "<" if notes.startswith(b"II") else ">"
    (first,) = unpack_from(order + "I", notes, 4)
    (count,) = unpack_from(order + "H", notes, first)
    for number in range(count):
        tag, kind, _, value = unpack_from(order + "HHIH", notes, first + 2 + 12 * number)
        if (tag, kind) == (_ORIENTATION, _SHORT) and value in _WAYS_UP:
            said = b"MM\0*" + pack(">IHHHIHHI", 8, 1, _ORIENTATION, _SHORT, 1, value, 0, 0)
            return pack(">BBH", _MARKED, _APP1, 2 + len(_EXIF) + len(said)) + _EXIF + said
    return b""


def _png(content: bytes) -> bytes:
    kept, place, name = [content[:_PNG_HEADER]], _PNG_HEADER, b""
    while name != b"IEND":
        length, name = unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content):
            raise ValueError(place)
        if _DRAWN.match(name):
            kept.append(content[place:end])
        place = end
    return b"".join(kept)
