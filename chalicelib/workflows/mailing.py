"""The mails that errands ask for: each is made of what is on record at the moment it is sent."""

from collections.abc import Callable
from datetime import date, datetime

from chalicelib.domain.access import code_of
from chalicelib.domain.calendars import Month, local_date
from chalicelib.domain.closures import ClosureId
from chalicelib.domain.links import decision_token
from chalicelib.domain.orders import OrderId, Status
from chalicelib.domain.outbox import Errand, OutboxEntry, Undeliverable
from chalicelib.domain.people import Employee, EmployeeId, UnitId
from chalicelib.domain.recalls import RecallId
from chalicelib.domain.records import (
    Put,
    challenge_key,
    closure_key,
    employee_key,
    meeting_key,
    order_key,
    recall_key,
    report_key,
    rota_key,
    swap_key,
    unit_key,
)
from chalicelib.domain.texts import Message, text
from chalicelib.domain.waiting import Desk
from chalicelib.workflows import desk, urging
from chalicelib.workflows.address_mails import reachable
from chalicelib.workflows.ports import Backroom


def send(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    """Sends the mail, if it still has something to say. Raises whatever prevents it."""
    MAILS.get(entry.errand, _tell_employee)(backroom, entry, at)


def _send_code(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    name = challenge_key(entry.about["challenge"])
    challenge = backroom.office.records.read(name).find(name)
    if challenge is None or challenge.employee is None or at >= challenge.expires:
        return
    to = _person(backroom, challenge.employee)
    signing = next(iter(backroom.office.keys().values()))
    backroom.post.sign_in_code(to, code_of(signing, challenge))


def _ask_for_decision(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    """Asks one of those whose turn it is, unless the morning's digest will; silent when the turn is somebody else's."""
    order_id, to = OrderId(entry.about["order"]), EmployeeId(entry.about["to"])
    order = backroom.office.records.read(order_key(order_id)).get(order_key(order_id))
    assignee = order.step.assigned(to)
    if order.status is Status.SUBMITTED and assignee:
        backroom.office.records.commit(Put(Desk(to)))
        if urging.hold_back(backroom.office, order, to, at):
            return
        token = decision_token(backroom.office.keys(), order, to)
        backroom.post.order_submitted(_person(backroom, to), order, assignee, token)


def _send_digest(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Lists what waits for one person; silent when they have decided everything."""
    to = EmployeeId(entry.about["to"])
    orders = desk.waiting_for(backroom.office, to)
    if orders:
        keys = backroom.office.keys()
        asked = tuple((order, decision_token(keys, order, to)) for order in orders)
        backroom.post.waiting_digest(_person(backroom, to), asked)


def _tell_secretary(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Lists what waits too long in a unit; silent when it was decided meanwhile."""
    unit_id = UnitId(entry.about["unit"])
    unit = backroom.office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    orders = urging.waiting_long(backroom.office, unit_id)
    if orders and unit.secretary:
        backroom.post.waiting_long(_person(backroom, unit.secretary), unit, orders)


def _send_invitation(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    name = meeting_key(entry.about["meeting"])
    meeting = backroom.office.records.read(name).get(name)
    backroom.post.meeting(_person(backroom, EmployeeId(entry.about["to"])), meeting)


def _remind_of_report(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    """Reminds somebody of the day's report; silent once it is there, and for those without mail."""
    from chalicelib.workflows import reminding

    owed = reminding.to_report(backroom.office, dict(entry.about), at)
    whose = employee_key(EmployeeId(entry.about["employee"]))
    person = backroom.office.records.read(whose).get(whose) if owed else None
    if owed and person and person.email:
        backroom.post.report_reminder(reachable(person), owed)


def _tell_of_needs(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    """Tells the secretary what needs attention; silent where nothing does, on days off, before a month is open, and
    where the list of reports to verify tells it.
    """
    from chalicelib.domain.attention import counted
    from chalicelib.workflows import attention, verification_rounds

    told = attention.to_tell(backroom.office, UnitId(entry.about["unit"]), at)
    if told and told.unit.secretary:
        to = _person(backroom, told.unit.secretary)
        asked_on = local_date(entry.created_at, told.unit.zone.info)
        if not verification_rounds.tells(backroom.office, to.id, asked_on):
            backroom.post.attention(to, told.unit, told.today, counted(told.found))


def _tell_employee(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells the employee what became of their order; of one that a rota made, whoever published that."""
    order_id = OrderId(entry.about["order"])
    order = backroom.office.records.read(order_key(order_id)).get(order_key(order_id))
    person = backroom.office.records.read(employee_key(order.keeper)).get(employee_key(order.keeper))
    if person.email:
        backroom.post.order_told(reachable(person), order, entry.errand)


def _tell_absentee(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells somebody who is absent which home days no longer hold; silent for those without mail."""
    name, whose = order_key(OrderId(entry.about["order"])), employee_key(EmployeeId(entry.about["to"]))
    found = backroom.office.records.read(name, whose)
    person = found.get(whose)
    if person.email:
        backroom.post.order_told(reachable(person), found.get(name), entry.errand)


def _send_summary(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    unit_id, month = UnitId(entry.about["unit"]), Month(entry.about["month"])
    unit = backroom.office.records.read(unit_key(unit_id)).get(unit_key(unit_id))
    if unit.secretary is None:
        raise Undeliverable(f"unit {unit_id} has no secretary")
    backroom.post.summary_ready(_person(backroom, unit.secretary), backroom.office.ledger.month(unit_id, month))


def _tell_of_recall(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Calls somebody in, or no longer; silent for those without mail."""
    whose = employee_key(EmployeeId(entry.about["employee"]))
    name = recall_key(EmployeeId(entry.about["employee"]), RecallId(entry.about["recall"]))
    found = backroom.office.records.read(name, whose)
    person = found.get(whose)
    if person.email:
        backroom.post.recalled(reachable(person), found.get(name), entry.errand)


def _send_rota(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Sends one person their days, as they were published; silent for those without mail."""
    about = entry.about
    name = rota_key(UnitId(about["unit"]), date.fromisoformat(about["first"]), int(about["version"]))
    whose = employee_key(EmployeeId(about["to"]))
    found = backroom.office.records.read(name, whose)
    person = found.get(whose)
    if person.email:
        from chalicelib.domain.rota_absences import followed

        rota = followed(found.get(name), backroom.office.absences.of_employee(person.id))
        backroom.post.rota_days(reachable(person), rota)


def _send_closure(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells one of those whom a closure touches, as it stands now; silent for those without mail."""
    name = closure_key(UnitId(entry.about["unit"]), ClosureId(entry.about["closure"]))
    whose = employee_key(EmployeeId(entry.about["to"]))
    found = backroom.office.records.read(name, whose)
    person = found.get(whose)
    if person.email:
        backroom.post.closure(reachable(person), found.get(name))


CHANGED = {"calendar": text("Kalender berubah."), "circular": text("Surat edaran yang berlaku berubah.")}
"""Why a rota was drafted anew, besides a closure."""


def _send_redraft(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells who answers for a unit that its rota follows what has changed; silent once the draft is published."""
    about, unit = entry.about, UnitId(entry.about["unit"])
    name = rota_key(unit, date.fromisoformat(about["first"]), int(about["version"]))
    which = closure_key(unit, ClosureId(about.get("closure", "")))
    whose = employee_key(EmployeeId(about["to"]))
    found = backroom.office.records.read(name, whose, *([which] if "closure" in about else []))
    person, rota, closure = found.get(whose), found.get(name), found.find(which)
    shut = text("%(what)s ditutup sementara.")
    why = Message(shut, {"what": closure.called}) if closure else Message(CHANGED[about["why"]])
    if person.email and rota.is_draft:
        backroom.post.rota_redrafted(reachable(person), rota, why)


def _send_swap(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells one of those whom a swap concerns; silent for those without mail."""
    name, whose = swap_key(entry.about["swap"]), employee_key(EmployeeId(entry.about["to"]))
    found = backroom.office.records.read(name, whose)
    person = found.get(whose)
    if person.email:
        backroom.post.rota_swap(reachable(person), found.get(name))


def _ask_to_verify(backroom: Backroom, entry: OutboxEntry, at: datetime) -> None:
    """Lists the reports that wait for one post; silent when nothing does any more."""
    from chalicelib.workflows import verification_rounds

    verification_rounds.send(backroom, EmployeeId(entry.about["holder"]), at)


def _tell_of_return(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Tells somebody that their report is to be corrected; silent for those without mail, and once it was."""
    owner, day = EmployeeId(entry.about["employee"]), date.fromisoformat(entry.about["date"])
    found = backroom.office.records.read(report_key(owner, day), employee_key(owner))
    person, report = found.get(employee_key(owner)), found.get(report_key(owner, day))
    if person.email and report.is_returned:
        backroom.post.report_returned(reachable(person), report)


def _send_receipt(backroom: Backroom, entry: OutboxEntry, _: datetime) -> None:
    """Mails the receipt of a report as it stands now; silent for those without mail."""
    whose = employee_key(EmployeeId(entry.about["employee"]))
    name = report_key(EmployeeId(entry.about["employee"]), date.fromisoformat(entry.about["day"]))
    found = backroom.office.records.read(name, whose)
    person = found.get(whose)
    if person.email:
        report = found.get(name)
        unit = backroom.office.records.read(unit_key(report.unit)).get(unit_key(report.unit))
        backroom.post.report_received(reachable(person), report, unit.zone)


def _person(backroom: Backroom, employee: EmployeeId) -> Employee:
    return reachable(backroom.office.records.read(employee_key(employee)).get(employee_key(employee)))


MAILS: dict[Errand, Callable[[Backroom, OutboxEntry, datetime], None]] = {
    Errand.SIGN_IN_CODE: _send_code,
    Errand.ORDER_SUBMITTED: _ask_for_decision,
    Errand.ORDER_FREED: _tell_absentee,
    Errand.WAITING_DIGEST: _send_digest,
    Errand.WAITING_LONG: _tell_secretary,
    Errand.MEETING: _send_invitation,
    Errand.RECALLED: _tell_of_recall,
    Errand.RECALL_WITHDRAWN: _tell_of_recall,
    Errand.SUMMARY_READY: _send_summary,
    Errand.REPORT_REMINDER: _remind_of_report,
    Errand.ATTENTION: _tell_of_needs,
    Errand.ROTA_DAYS: _send_rota,
    Errand.REPORT_RECEIPT: _send_receipt,
    Errand.ROTA_SWAP: _send_swap,
    Errand.VERIFY_DIGEST: _ask_to_verify,
    Errand.REPORT_RETURNED: _tell_of_return,
    Errand.CLOSURE: _send_closure,
    Errand.ROTA_REDRAFTED: _send_redraft,
}
"""Every mail but those that tell what was decided of an order."""
