"""The evening's mail to whoever verifies: one for each post, whichever units its reports come from."""

from datetime import date, datetime, timedelta

from chalicelib.domain.calendars import local_date, month_of, preceding
from chalicelib.domain.outbox import Errand, entry_due
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.records import Create, employee_key, mandates_key, report_key, unit_key
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.report_links import report_token
from chalicelib.domain.reports import DailyReport
from chalicelib.workflows.address_mails import reachable
from chalicelib.workflows.picked import MOST_SHOWN
from chalicelib.workflows.ports import Backroom, Office

BATCH = 90
"""Reports read in one request."""
NEWS = timedelta(days=1)
"""A post is asked on evenings on which something new waits: nobody is mailed the same list every day."""
MAIL_AFTER = timedelta(minutes=5)
"""By then the other units' rounds are through, and the mail says what it finds."""
LONGEST_GRACE = 10
"""Days of a month on which reports of the last one may still arrive."""


def ask(office: Office, unit: UnitId, moment: datetime, at: datetime) -> int:
    """Has everybody mailed whom new reports of the unit wait for at `moment`; returns how many were not asked yet.

    A query or two, a request for each ninety reports that wait, and one for each supervisor.
    """
    zone = office.records.read(unit_key(unit)).get(unit_key(unit)).zone
    today = local_date(moment, zone.info)
    waiting = _waiting(office, unit, today)
    holders = {each.supervisor for each in waiting if each.supervisor and each.received_at >= moment - NEWS}
    return sum(_asked(office, holder, today, at) for holder in sorted(holders))


def send(backroom: Backroom, holder: EmployeeId, at: datetime) -> None:
    """Mails what waits for a post to who holds it or acts in it; silent when nothing does or they have no mail."""
    office = backroom.office
    reports = office.reports.to_verify(holder, MOST_SHOWN)
    found = office.records.read(employee_key(holder), mandates_key(holder))
    mandates = found.find(mandates_key(holder))
    mandate = mandates.on(local_date(at, mandates.zone.info)) if mandates else None
    to = found.get(employee_key(holder))
    if mandate:
        to = office.records.read(employee_key(mandate.acting)).get(employee_key(mandate.acting))
    asked = [each for each in reports if each.employee != to.id]
    if asked and to.email:
        keys = office.keys()
        tokens = tuple((each, report_token(keys, each, to.id)) for each in asked)
        backroom.post.verify_digest(reachable(to), tokens, holder)


def _waiting(office: Office, unit: UnitId, today: date) -> list[DailyReport]:
    this = month_of(today)
    names = []
    for month in (preceding(this), this) if today.day <= LONGEST_GRACE else (this,):
        try:
            rows = office.ledger.month(unit, month).rows
        except NotFound:
            continue
        names += [
            report_key(row.employee, date.fromisoformat(f"{month}-{day}"))
            for row in rows
            for day, mark in sorted(row.marks.items())
            if mark.awaits_verification
        ]
    waiting: list[DailyReport] = []
    for start in range(0, len(names), BATCH):
        found = office.records.read(*names[start : start + BATCH])
        waiting += [report for name in names[start : start + BATCH] if (report := found.find(name))]
    return waiting


def _asked(office: Office, holder: EmployeeId, today: date, at: datetime) -> bool:
    errand = entry_due(f"verify-{holder}-{today}", Errand.VERIFY_DIGEST, at, at + MAIL_AFTER, holder=holder)
    try:
        office.records.commit(Create(errand))
    except Stale:  # another unit's round, or this one's earlier attempt, has asked already
        return False
    return True
