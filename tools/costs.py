"""`make costs`: what a month costs, from assumptions, list prices and what `make bench` counts; writes docs/costs.md.

With `--check` it only tells whether the page is stale. To try other assumptions, change `HABITS` and look.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from tools.places import PROJECT

PAGE: Final = PROJECT / "docs" / "costs.md"
LOOKED_UP: Final = "22 November 2026"
STAFF: Final = (1_000, 50_000)
MARGIN: Final = 1.25
"""Jakarta over N. Virginia."""

_MILLION: Final = 1_000_000
_GB: Final = 1_000_000_000
_MINUTES: Final = 30 * 24 * 60


@dataclass(frozen=True)
class Price:
    """A list price in US dollars of N. Virginia for so many of a unit."""

    dollars: float
    per: float
    unit: str
    source: str


PRICES: Final = {
    "gateway": Price(3.50, _MILLION, "REST requests", "easecloud.io, 2026"),
    "invocation": Price(0.20, _MILLION, "invocations", "aws.amazon.com/lambda/pricing"),
    "compute": Price(0.0000166667, 1, "GB-second, x86", "aws.amazon.com/lambda/pricing"),
    "read": Price(0.125, _MILLION, "read request units", "airbyte.com, July 2025, after the halving of November 2024"),
    "write": Price(
        0.625, _MILLION, "write request units", "airbyte.com, July 2025, after the halving of November 2024"
    ),
    "table": Price(0.25, _GB, "bytes in tables, a month", "known list price, not looked up anew"),
    "backup": Price(0.20, _GB, "bytes under point-in-time recovery, a month", "known list price, not looked up anew"),
    "mail": Price(0.10, 1_000, "mails", "known list price, not looked up anew"),
    "object": Price(0.005, 1_000, "objects written", "known list price, not looked up anew"),
    "file": Price(0.023, _GB, "bytes in the bucket, a month", "known list price, not looked up anew"),
    "queue": Price(0.40, _MILLION, "queue requests", "known list price, not looked up anew"),
    "traffic": Price(0.09, _GB, "bytes to the internet", "easecloud.io, 2026"),
    "log": Price(0.50, _GB, "bytes logged", "cloudburn.io, February 2026"),
    "alarm": Price(0.10, 1, "alarm, a month", "cloudburn.io, February 2026"),
    "metric": Price(0.30, 1, "metric of our own, a month", "signoz.io, February 2026"),
    "secret": Price(0.40, 1, "secret, a month", "known list price, not looked up anew"),
}


@dataclass(frozen=True)
class Habit:
    """An assumption: so much, and of what."""

    amount: float
    what: str


HABITS: Final = {
    "home_days": Habit(8, "days at home per person"),
    "orders": Habit(2, "requests for duty orders per person"),
    "pages_per_order": Habit(7, "requests to the application for each order, the supervisor's decision included"),
    "pages_per_report": Habit(3, "requests for each day's report"),
    "looks": Habit(22, "times per person that Hari ini is opened"),
    "other_pages": Habit(6, "other requests per person: signing in, styles, the month, letters"),
    "writes_per_order": Habit(3, "transactions for each order: submitted, decided, its errands marked"),
    "drafts": Habit(4, "times that the draft of each day's report is saved, the script's savings included"),
    "receipts": Habit(1, "mails per person with a report's receipt, which some tick"),
    "evidence": Habit(2, "files of evidence per person, each looked at and attached in four requests"),
    "evidence_bytes": Habit(400_000, "bytes of each such file, photos scaled down"),
    "mails": Habit(5, "other mails per person: to decide, decided, codes, reminders"),
    "milliseconds": Habit(120, "milliseconds a request takes in a function of 1 GB, starts from cold spread over all"),
    "mail_milliseconds": Habit(400, "milliseconds a mail or a letter takes in a function of 0.5 GB"),
    "staff_per_unit": Habit(32, "people per unit, as in the demonstration city (1,200 in 37)"),
    "bytes_per_page": Habit(6_000, "bytes a page on the wire, compressed"),
    "bytes_logged": Habit(800, "bytes logged per invocation, the platform's own lines included"),
    "bytes_kept": Habit(25_000, "bytes in the tables per person and month, with index and trail"),
    "bytes_of_files": Habit(150_000, "bytes in the bucket per person and month: letters, a scan now and then"),
    "months_kept": Habit(12, "months of records that lie there already"),
}
"""What a person, and the city as a whole, does in a month."""

READ_UNITS_OF_A_PAGE: Final = 14.0
READ_UNITS_OF_A_SUBMISSION: Final = 17.0
WRITE_UNITS_OF_A_SUBMISSION: Final = 21.0
READ_UNITS_OF_A_REPORT: Final = 8.0
WRITE_UNITS_OF_A_REPORT: Final = 13.0
"""As `make bench` counts them: `page_read_units`, `submit_read_units`, `file_write_units` and so on."""
READ_UNITS_OF_A_DRAFT: Final = 8.0
WRITE_UNITS_OF_A_DRAFT: Final = 2.0
"""The session and what the form reads of the day; one small item written."""
REQUESTS_OF_A_PIECE: Final = 4
READ_UNITS_OF_AN_ERRAND: Final = 4.0
WRITE_UNITS_OF_AN_ERRAND: Final = 6.0
"""Claimed and marked as done, each with its line in the index, and the record that it is about."""


def usage(staff: int) -> dict[str, float]:
    """How much of each priced thing `staff` people use in a month."""
    reports = staff * _much("home_days")
    orders = staff * _much("orders")
    drafts = reports * _much("drafts")
    pieces = staff * _much("evidence")
    submissions = pieces + orders * _much("writes_per_order")
    mails = staff * (_much("mails") + _much("receipts"))
    requests = (
        orders * _much("pages_per_order")
        + reports * _much("pages_per_report")
        + drafts
        + pieces * REQUESTS_OF_A_PIECE
        + staff * (_much("looks") + _much("other_pages"))
    )
    units = staff / _much("staff_per_unit")
    clock = _MINUTES + _MINUTES / 15
    clock_seconds = _MINUTES * 0.1 + _MINUTES / 15 * (0.2 + units * 0.005)
    kept = staff * _much("bytes_kept") * _much("months_kept")
    invocations = requests + 2 * mails + clock + units
    return {
        "gateway": requests,
        "invocation": invocations,
        "compute": requests * _much("milliseconds") / 1000
        + 0.5 * (mails * _much("mail_milliseconds") / 1000 + clock_seconds)
        + 2 * units * 5,
        "read": (requests - submissions - reports - drafts) * READ_UNITS_OF_A_PAGE
        + reports * READ_UNITS_OF_A_REPORT
        + drafts * READ_UNITS_OF_A_DRAFT
        + submissions * READ_UNITS_OF_A_SUBMISSION
        + mails * READ_UNITS_OF_AN_ERRAND
        + _MINUTES
        + _MINUTES / 15 * (1 + units),
        "write": submissions * WRITE_UNITS_OF_A_SUBMISSION
        + reports * WRITE_UNITS_OF_A_REPORT
        + drafts * WRITE_UNITS_OF_A_DRAFT
        + mails * WRITE_UNITS_OF_AN_ERRAND
        + staff,
        "table": kept,
        "backup": kept,
        "mail": mails,
        # What is put aside, and what is kept of it once it is attached.
        "object": orders + units * 6 + 2 * pieces,
        "file": (staff * _much("bytes_of_files") + pieces * _much("evidence_bytes")) * _much("months_kept"),
        # Five pollers of Lambda's, each of which asks an idle queue every 20 seconds.
        "queue": _MINUTES * 5 * 3 + 3 * units,
        "traffic": requests * _much("bytes_per_page")
        + staff * _much("bytes_of_files")
        + pieces * _much("evidence_bytes"),
        "log": invocations * _much("bytes_logged"),
        "alarm": 11,
        "metric": 3,
        "secret": 1,
    }


def bill(staff: int) -> dict[str, float]:
    """US dollars a month by priced thing, at Jakarta's prices as assumed."""
    used = usage(staff)
    return {name: MARGIN * used[name] / price.per * price.dollars for name, price in PRICES.items()}


def page() -> str:
    """docs/costs.md as it should be now."""
    bills = {staff: bill(staff) for staff in STAFF}
    lines = [
        "# What a month costs",
        "",
        "Computed by `make costs` (tools/costs.py): change an assumption there and look again. US dollars, before tax,",
        f"no free tier counted, prices looked up on {LOOKED_UP}.",
        "",
        f"| | {' | '.join(f'{staff:,} staff' for staff in STAFF)} |",
        "|---|" + "---:|" * len(STAFF),
        *(_row(PRICES[name].unit, [bills[staff][name] for staff in STAFF]) for name in PRICES),
        _row("**together**", [sum(bills[staff].values()) for staff in STAFF], "**"),
        _row("per 1,000 staff", [1000 * sum(bills[staff].values()) / staff for staff in STAFF]),
        "",
        "## Prices",
        "",
        "AWS publishes prices by region on pages that only a browser can read, so these are the list prices of",
        "N. Virginia as others quoted them. Other regions can be 10 to 25 % dearer (cloudburn.io, February 2026), so",
        f"everything is multiplied by {MARGIN}. **Before promising anybody a sum, put the amounts below into AWS's",
        "price calculator for Asia Pacific (Jakarta).**",
        "",
        "| what | US$ | for | source |",
        "|---|---:|---|---|",
        *(_price_row(price) for price in PRICES.values()),
        "",
        "## Assumptions",
        "",
        "In a month:",
        "",
        *(f"- {habit.amount:,g} {habit.what}" for habit in HABITS.values()),
        f"- {READ_UNITS_OF_A_PAGE:g} units read by a page (`make bench`)",
        f"- {READ_UNITS_OF_A_SUBMISSION:g} read and {WRITE_UNITS_OF_A_SUBMISSION:g} written by a submission (the same)",
        f"- {READ_UNITS_OF_A_REPORT:g} read and {WRITE_UNITS_OF_A_REPORT:g} written by filing a report (the same)",
        f"- {READ_UNITS_OF_A_DRAFT:g} read and {WRITE_UNITS_OF_A_DRAFT:g} written by saving its draft",
        f"- {READ_UNITS_OF_AN_ERRAND:g} read and {WRITE_UNITS_OF_AN_ERRAND:g} written by an errand of the worker",
        "- the sweep runs every minute (0.1 s) and the tick every 15 minutes (0.2 s and 5 ms a unit), whatever happens",
        "",
        "## Amounts",
        "",
        f"| | {' | '.join(f'{staff:,} staff' for staff in STAFF)} |",
        "|---|" + "---:|" * len(STAFF),
        *_amounts(),
        "",
        "Not counted: a support plan, the domain and its DNS, what leaves the bucket beyond one reading of each file,",
        "and restoring a backup, which is paid by the GB and by the units of copying back.",
        "",
    ]
    return "\n".join(lines)


def _row(name: str, dollars: list[float], mark: str = "") -> str:
    return f"| {name} | {' | '.join(f'{mark}{each:,.2f}{mark}' for each in dollars)} |"


def _price_row(price: Price) -> str:
    return f"| {price.unit} | {f'{price.dollars:.10f}'.rstrip('0')} | {price.per:,.0f} | {price.source} |"


def _amounts() -> list[str]:
    used = [usage(staff) for staff in STAFF]
    return [f"| {price.unit} | {' | '.join(f'{each[name]:,.0f}' for each in used)} |" for name, price in PRICES.items()]


def _much(habit: str) -> float:
    return HABITS[habit].amount


def main(arguments: list[str]) -> None:
    """Write the page, or with `--check` fail when it is stale."""
    current = page()
    if "--check" not in arguments:
        PAGE.write_text(current, encoding="utf-8")
        for staff in STAFF:
            print(f"{staff:>6,} staff: US$ {sum(bill(staff).values()):,.2f} a month")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != current:
        sys.exit("docs/costs.md is stale: run `make costs` and commit what it wrote.")


if __name__ == "__main__":
    main(sys.argv[1:])
