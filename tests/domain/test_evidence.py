"""The evidence of a day: how much of it there may be, and what it is called."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.evidence import MOST_PIECES, Evidence, attached, caption_of, removed
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Conflict, NotFound
from chalicelib.domain.uploads import FileType, StoredFile, Unfit
from tests.factories import MONDAY, MONDAY_AFTERNOON

SITI = EmployeeId("siti")
EMPTY = Evidence(SITI, MONDAY)


def a_file(number: int) -> StoredFile:
    return StoredFile(f"evidence/{number}", FileType.JPEG, f"{number:064d}"[::-1], 9, MONDAY_AFTERNOON, SITI, "Siti")


def test_a_day_takes_five_files_and_no_more() -> None:
    evidence = EMPTY
    for number in range(1, MOST_PIECES + 1):
        evidence = attached(evidence, a_file(number), "")

    assert (len(evidence.pieces), evidence.revision) == (MOST_PIECES, MOST_PIECES)
    with pytest.raises(Conflict):
        attached(evidence, a_file(9), "")
    assert len(attached(removed(evidence, evidence.pieces[0].id), a_file(9), "").pieces) == MOST_PIECES


def test_the_same_file_is_attached_once() -> None:
    with pytest.raises(Unfit, match="sama"):
        attached(attached(EMPTY, a_file(1), "a"), replace(a_file(1), file="elsewhere"), "b")


def test_what_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(NotFound):
        removed(EMPTY, "0" * 16)


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        ("  Notulen \n rapat ", "Notulen rapat"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\siti\\foto.jpg", "foto.jpg"),
        ("x" * 200, "x" * 80),
        ("", ""),
    ],
)
def test_a_caption_is_one_line_and_never_a_path(typed: str, caption: str) -> None:
    assert caption_of(typed) == caption


def test_a_download_is_called_by_its_day_and_its_type() -> None:
    evidence = attached(EMPTY, a_file(1), '"; rm.exe')

    assert evidence.shown_as(evidence.pieces[0]) == "bukti-2021-04-26-1.jpg"
