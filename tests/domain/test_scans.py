"""Scans: what of a letter is taken, and which orders take one."""

import pytest

from chalicelib.domain.deciding import scanned
from chalicelib.domain.file_types import BUCKET_TAKES, refuse_size, type_of
from chalicelib.domain.orders import Status
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.scans import SCANS
from chalicelib.domain.uploads import FileType, StoredFile, Unfit
from tests.factories import FRIDAY_MORNING, an_order

SCAN = StoredFile("scans/o/1.pdf", FileType.PDF, "0" * 64, 1000, FRIDAY_MORNING, EmployeeId("siti"), "Siti")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", FileType.PDF),
        (b"\xff\xd8\xff\xe0JFIF", FileType.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: FileType) -> None:
    assert type_of(content, SCANS) is kind


@pytest.mark.parametrize("content", [b"MZ", b"<html>%PDF-", b" %PDF-1.7", b"GIF89a", b"<svg>", b"\x89PNG"])
def test_anything_else_is_not_taken(content: bytes) -> None:
    with pytest.raises(Unfit, match="bukan PDF"):
        type_of(content, SCANS)


def test_size_is_judged_before_reading() -> None:
    refuse_size(SCANS.most, SCANS)
    with pytest.raises(Unfit, match="terlalu besar"):
        refuse_size(SCANS.most + 1, SCANS)
    with pytest.raises(Unfit, match="kosong"):
        refuse_size(0, SCANS)
    with pytest.raises(Unfit, match="belum sampai"):
        refuse_size(None, SCANS)


def test_the_bucket_takes_more_than_we_do_so_that_our_page_speaks() -> None:
    assert SCANS.most < BUCKET_TAKES


def test_an_approved_order_takes_a_scan_and_stays_approved() -> None:
    order = an_order(status=Status.APPROVED)

    becomes = scanned(order, SCAN)

    assert (becomes.scan, becomes.status, becomes.revision) == (SCAN, Status.APPROVED, order.revision + 1)
    assert becomes.letter == order.letter


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.APPROVED])
def test_no_other_order_takes_one(status: Status) -> None:
    with pytest.raises(Conflict):
        scanned(an_order(status=status), SCAN)
