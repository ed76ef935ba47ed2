"""What the closing of a month adds to its costs: the hourly figures, drafts, papers, signatures, mails, objections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Assumption:
    """So much, and of what."""

    amount: float
    what: str


CLOSING: Final = {
    "snapshots": Assumption(286, "times that a unit's day and month are counted for the city (13 hours, 22 days)"),
    "row_bytes": Assumption(700, "bytes of ledger per person and month (`make bench`: 653)"),
    "readings": Assumption(20, "times that a unit's month is read for its closing: drafts, pages, papers, signature"),
    "pages": Assumption(14, "requests per unit: the secretary's explaining and closing, the head's signature"),
    "looks": Assumption(1.5, "requests per person: one's own month, how it was counted"),
    "own_papers": Assumption(0.2, "papers per person: one's own month as PDF, workbook or CSV"),
    "unit_mails": Assumption(3, "mails per unit: the draft, the link that signs, that it is signed"),
    "mails": Assumption(1, "mail per person with address: that one's own month is there"),
    "objections": Assumption(0.03, "objections per person, each of four requests and two mails"),
    "revisions": Assumption(1.1, "revisions of a month that are printed"),
    "papers": Assumption(4, "files of each revision: frozen content, PDF, workbook, CSV"),
    "paper_bytes": Assumption(9_000, "bytes per person in those files"),
    "worker_ms": Assumption(6, "milliseconds per person of making a summary in all formats (`make bench`), at 2 GB"),
    "own_paper_ms": Assumption(300, "milliseconds of a person's paper, at 1 GB"),
}
READ_UNIT, WRITE_UNIT = 4_096, 1_024
UNITS_WRITTEN_BY_SNAPSHOT: Final = 3
"""The day's snapshot in one, the month's figures in two."""
UNITS_WRITTEN_BY_CLOSING: Final = 60
"""The heading and the closing, drafted, closed and signed in transactions, each with its trail and errands."""
UNITS_WRITTEN_BY_PERSON: Final = 5
"""The year's tally and the next row that carries it; a part of an objection."""


def closing_usage(
    staff: int, units: float, *, mail_reads: float, mail_writes: float, page_reads: float, months_kept: float
) -> dict[str, float]:
    """How much of each priced thing the closing of `staff` people in `units` uses in a month."""
    objections = staff * much("objections")
    requests = units * much("pages") + staff * much("looks") + 4 * objections
    mails = units * much("unit_mails") + staff * much("mails") + 2 * objections
    own_papers = staff * much("own_papers")
    month_reads = max(1.0, staff / units * much("row_bytes") / READ_UNIT)
    pages = much("papers") * much("revisions")
    return {
        "gateway": requests + own_papers,
        "invocation": requests + own_papers + 2 * mails + units * (much("snapshots") + 3),
        "compute": own_papers * much("own_paper_ms") / 1000
        + requests * 0.12
        + 0.5 * mails * 0.4
        + 2 * (staff * much("worker_ms") / 1000 * much("revisions") + units)
        + 2 * units * much("snapshots") * 0.05,
        "read": units * month_reads * (much("snapshots") + much("readings"))
        + requests * page_reads
        + mails * mail_reads,
        "write": units * (much("snapshots") * UNITS_WRITTEN_BY_SNAPSHOT + UNITS_WRITTEN_BY_CLOSING)
        + staff * UNITS_WRITTEN_BY_PERSON
        + mails * mail_writes,
        "mail": mails,
        "object": units * pages + own_papers,
        "file": (staff * much("paper_bytes") * much("revisions") + own_papers * 30_000) * months_kept,
        "queue": 3 * units * (much("snapshots") + 3),
        "traffic": requests * 6_000 + own_papers * 30_000 + staff * much("paper_bytes"),
    }


def much(name: str) -> float:
    """The amount of an assumption."""
    return CLOSING[name].amount
