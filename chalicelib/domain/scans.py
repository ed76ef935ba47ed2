"""A letter that was printed, signed by hand and scanned (tanda tangan basah), attached to its order or absence."""

from chalicelib.domain.file_types import MEGABYTE, Taking
from chalicelib.domain.texts import text
from chalicelib.domain.uploads import FileType

SCANS = Taking(
    frozenset({FileType.PDF, FileType.JPEG, FileType.PNG}),
    4 * MEGABYTE,
    text("Berkas ini bukan PDF, JPEG, atau PNG. Pindai surat dalam salah satu bentuk itu."),
    text("Berkas terlalu besar; paling besar 4 MB. Pindai dengan resolusi lebih rendah, lalu unggah."),
)
"""What is taken."""

ATTACHED = "attach_scan"
"""What the trail calls it; the order's status stays what it is."""
