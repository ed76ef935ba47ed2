"""Scans: what a file is by its content, and which orders take one."""

import pytest

from chalicelib.domain.deciding import scanned
from chalicelib.domain.orders import Status
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Conflict
from chalicelib.domain.scans import BUCKET_TAKES, MOST_BYTES, Scan, ScanType, Unfit, refuse_unfit, type_of
from tests.factories import FRIDAY_MORNING, an_order

SCAN = Scan("scans/o/1.pdf", ScanType.PDF, "0" * 64, 1000, FRIDAY_MORNING, EmployeeId("siti"), "Siti")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", ScanType.PDF),
        (b"\xff\xd8\xff\xe0JFIF", ScanType.JPEG),
        (b"\x89PNG\r\n\x1a\n", ScanType.PNG),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: ScanType) -> None:
    assert type_of(content) is kind


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ", b"<html>%PDF-", b" %PDF-1.7", b"GIF89a", b"<svg>", b"PK\x03\x04", b"\x89PNG"],
)
def test_anything_else_is_not_taken(content: bytes) -> None:
    with pytest.raises(Unfit, match="bukan PDF"):
        type_of(content)


def test_size_is_judged_before_reading() -> None:
    refuse_unfit(MOST_BYTES)
    with pytest.raises(Unfit, match="terlalu besar"):
        refuse_unfit(MOST_BYTES + 1)
    with pytest.raises(Unfit, match="belum sampai"):
        refuse_unfit(None)


def test_the_bucket_takes_more_than_we_do_so_that_our_page_speaks() -> None:
    assert BUCKET_TAKES > MOST_BYTES


def test_an_approved_order_takes_a_scan_and_stays_approved() -> None:
    order = an_order(status=Status.APPROVED)

    becomes = scanned(order, SCAN)

    assert (becomes.scan, becomes.status, becomes.revision) == (SCAN, Status.APPROVED, order.revision + 1)
    assert becomes.letter == order.letter


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.APPROVED])
def test_no_other_order_takes_one(status: Status) -> None:
    with pytest.raises(Conflict):
        scanned(an_order(status=status), SCAN)
