"""The evening's mail to whoever verifies: one for each post, whichever units its reports come from."""

from datetime import date, datetime, timedelta

from chalicelib.domain.attention import counted
from chalicelib.domain.calendars import local_date, month_of, preceding
from chalicelib.domain.outbox import Errand, entry_due
from chalicelib.domain.people import Employee, EmployeeId, UnitId
from chalicelib.domain.records import Create, employee_key, mandates_key, outbox_key, report_key, unit_key
from chalicelib.domain.refusals import NotFound, Stale
from chalicelib.domain.report_links import report_token
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.schedule import EVENING_MAIL_AFTER
from chalicelib.workflows.address_mails import reachable
from chalicelib.workflows.attention import AttentionView, to_tell
from chalicelib.workflows.picked import MOST_SHOWN
from chalicelib.workflows.ports import Backroom, Office

BATCH = 90
"""Reports read in one request."""
NEWS = timedelta(days=1)
"""A post is asked on evenings on which something new waits: nobody is mailed the same list every day."""
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
    """Mails what waits for a post to who holds it or acts in it; silent when nothing does or they have no mail.

    To a secretary who holds the post the mail also says what the unit needs, which is then not mailed by itself.
    """
    office = backroom.office
    reports = office.reports.to_verify(holder, MOST_SHOWN)
    found = office.records.read(employee_key(holder), mandates_key(holder))
    mandates = found.find(mandates_key(holder))
    mandate = mandates.on(local_date(at, mandates.zone.info)) if mandates else None
    to = found.get(employee_key(holder))
    if mandate:
        to = office.records.read(employee_key(mandate.acting)).get(employee_key(mandate.acting))
    asked = [each for each in reports if each.employee != to.id]
    if not to.email:
        return
    told = None if mandate else _told_beside(office, to, at)
    if asked:
        keys = office.keys()
        tokens = tuple((each, report_token(keys, each, to.id)) for each in asked)
        beside = (told.unit, counted(told.found)) if told else None
        backroom.post.verify_digest(reachable(to), tokens, holder, beside)
    elif told:
        backroom.post.attention(reachable(to), told.unit, told.today, counted(told.found))


def tells(office: Office, secretary: EmployeeId, today: date) -> bool:
    """Whether the mail of what waits for a secretary's verification tells them what their unit needs. One request."""
    name = outbox_key(_name(secretary, today))
    found = office.records.read(name, mandates_key(secretary))
    mandates = found.find(mandates_key(secretary))
    return found.find(name) is not None and not (mandates and mandates.on(today))


def _told_beside(office: Office, to: Employee, at: datetime) -> AttentionView | None:
    unit = office.records.read(unit_key(to.unit)).find(unit_key(to.unit))
    return to_tell(office, unit.id, at) if unit and unit.secretary == to.id else None


def _name(holder: EmployeeId, today: date) -> str:
    return f"verify-{holder}-{today}"


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
    errand = entry_due(_name(holder, today), Errand.VERIFY_DIGEST, at, at + EVENING_MAIL_AFTER, holder=holder)
    try:
        office.records.commit(Create(errand))
    except Stale:  # another unit's round, or this one's earlier attempt, has asked already
        return False
    return True
