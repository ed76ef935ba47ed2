"""Evidence (bukti dukung) of a day's work: files beside the report, whichever of its revisions stands.

One small record for each day. It is not part of the report's own, so that a form that lies open on a phone knows
nothing of a file that arrives meanwhile, and a correction need not carry the files along.
"""

from datetime import date
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.file_types import MEGABYTE, Taking
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Conflict, NotFound
from chalicelib.domain.texts import text
from chalicelib.domain.uploads import FileType, StoredFile, Unfit

MOST_PIECES = 5
LONGEST_CAPTION = 80
ID_LENGTH = 16

EVIDENCE = Taking(
    frozenset(FileType),
    10 * MEGABYTE,
    text("Berkas ini bukan foto (JPEG, PNG), PDF, atau berkas kantor (docx, xlsx, pptx, odt, ods). Pilih berkas lain."),
    text("Berkas terlalu besar; paling besar 10 MB. Perkecil berkasnya, lalu unggah."),
)
"""What is taken."""

ATTACHED, REMOVED = "attach_evidence", "remove_evidence"
"""What the trail calls it."""


class Piece(Struct, frozen=True):
    """One file, and what its owner says it is."""

    stored: StoredFile
    caption: str

    @property
    def id(self) -> str:
        """How pages name it: by its content."""
        return self.stored.content_hash[:ID_LENGTH]


class Evidence(Struct, frozen=True):
    """The files of one employee's day."""

    employee: EmployeeId
    date: date
    pieces: tuple[Piece, ...] = ()
    revision: int = 0
    """0 before anything was attached."""

    def piece(self, name: str) -> Piece:
        """The piece that pages name so. Raises NotFound when there is none."""
        found = next((each for each in self.pieces if each.id == name), None)
        if found is None:
            raise NotFound(text("Berkas ini tidak (lagi) dilampirkan."))
        return found

    def shown_as(self, piece: Piece) -> str:
        """What the file is called when it is downloaded; nothing that anybody typed."""
        return f"bukti-{self.date}-{self.pieces.index(piece) + 1}.{piece.stored.media_type.ending}"


def refuse_more(evidence: Evidence) -> None:
    """Raises Conflict when the day has as many files as it may have."""
    if len(evidence.pieces) >= MOST_PIECES:
        raise Conflict(text("Sudah ada %(most)s berkas; hapus salah satu bila perlu menggantinya."), most=MOST_PIECES)


def attached(evidence: Evidence, stored: StoredFile, caption: str) -> Evidence:
    """The evidence with one more file. Raises Conflict when there are enough, Unfit for the same file again."""
    refuse_more(evidence)
    piece = Piece(stored, caption_of(caption))
    if any(each.id == piece.id for each in evidence.pieces):
        raise Unfit(text("Berkas yang sama sudah dilampirkan. Pilih berkas lain."))
    return replace(evidence, pieces=(*evidence.pieces, piece), revision=evidence.revision + 1)


def removed(evidence: Evidence, name: str) -> Evidence:
    """The evidence without one of its files. Raises NotFound when it is not there."""
    gone = evidence.piece(name)
    return replace(
        evidence, pieces=tuple(each for each in evidence.pieces if each is not gone), revision=evidence.revision + 1
    )


def caption_of(typed: str) -> str:
    """A caption in one line; of a name with a path in it the last part."""
    one_line = " ".join(typed.split())
    return PurePosixPath(one_line.replace("\\", "/")).name[:LONGEST_CAPTION]
