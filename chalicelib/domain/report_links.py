"""The links in the evening's mail that lead to one report each.

They are made as those that ask for a decision (see `links`): deterministic, proving only that the mail reached someone,
with the report's record the authority. A correction makes the older link stale, a verification ends it.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.domain.links import KID_LENGTH, Keys, mac_of
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.reports import DailyReport

LINK_LIFE = timedelta(days=14)
"""After the report arrived; after that the list, signed in, still has it."""


class ReportLink(Struct, frozen=True):
    """What a token was made for."""

    assignee: EmployeeId
    content: int
    """Which sending of the report."""


def report_token(keys: Keys, report: DailyReport, assignee: EmployeeId) -> str:
    """The token by which `assignee` opens the report as it stands now."""
    kid = next(iter(keys))
    return kid + _mac(keys[kid], report, ReportLink(assignee, report.content))


def report_link_of(keys: Keys, report: DailyReport, token: str, assignees: Iterable[EmployeeId]) -> ReportLink | None:
    """The link that `token` was made for, to one of `assignees`, for this sending or an earlier one; None for none."""
    kid, mac = token[:KID_LENGTH], token[KID_LENGTH:]
    key = keys.get(kid)
    if key is None:
        return None
    links = (ReportLink(each, content) for each in assignees for content in range(1, report.content + 1))
    return next((each for each in links if hmac.compare_digest(mac.encode(), _mac(key, report, each).encode())), None)


def has_expired(report: DailyReport, at: datetime) -> bool:
    """Whether links to the report, as it was sent last, are too old."""
    return at >= report.received_at + LINK_LIFE


def _mac(key: bytes, report: DailyReport, link: ReportLink) -> str:
    return mac_of(key, "verify", "1", report.employee, report.date.isoformat(), link.assignee, str(link.content))
