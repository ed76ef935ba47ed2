"""Every mail there is, a function each, in the language its receiver reads.

Texts are in `templates/mail/<name>/{subject.txt,body.txt,body.html}`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.attention import NAMES, Need
from chalicelib.domain.closures import Closure
from chalicelib.domain.ledger import UnitMonth
from chalicelib.domain.meetings import Meeting
from chalicelib.domain.orders import Assignee, Order, Status
from chalicelib.domain.outbox import Errand, Undeliverable
from chalicelib.domain.people import Employee, EmployeeId, Unit, Zone
from chalicelib.domain.recalls import Recall, Stage
from chalicelib.domain.reminders import ToReport
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.rota_swaps import RotaSwap, SwapState
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.texts import Message, text
from chalicelib.rendering import render
from chalicelib.wording import wording

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

STILL_TRUE = {
    Errand.ORDER_APPROVED: (Status.APPROVED,),
    Errand.ORDER_RETURNED: (Status.RETURNED,),
    Errand.ORDER_REJECTED: (Status.REJECTED,),
    Errand.ORDER_CANCELLED: (Status.APPROVED, Status.CANCELLED),
    Errand.ORDER_LAPSED: (Status.LAPSED,),
    Errand.ORDER_FREED: (Status.SUBMITTED, Status.APPROVED, Status.CANCELLED, Status.LAPSED),
}
"""What an order must still be for a mail to say so."""

SWAP_STATES = {
    SwapState.ASKED: text("Menunggu jawaban rekan"),
    SwapState.AGREED: text("Menunggu persetujuan"),
    SwapState.DECLINED: text("Tidak disanggupi"),
    SwapState.WITHDRAWN: text("Ditarik kembali"),
    SwapState.APPROVED: text("Disetujui"),
    SwapState.REFUSED: text("Ditolak"),
}


class Mails(Struct, frozen=True):
    """Mail from `sender`, with links to the pages under `base_url` (no slash at its end)."""

    client: "SESV2Client"
    sender: str
    base_url: str
    city: str

    def sign_in_code(self, to: Employee, code: str) -> None:
        """The eight digits that make a browser known; a thread of its own each time."""
        self._send(Errand.SIGN_IN_CODE, to, None, code=code)

    def order_submitted(self, to: Employee, order: Order, assignee: Assignee, token: str) -> None:
        """The whole content of an order for its approver, and the one link that decides."""
        link = f"{self.base_url}/decide/{order.id}/{token}"
        self._send(Errand.ORDER_SUBMITTED, to, f"order-{order.id}", order=order, assignee=assignee, link=link)

    def order_told(self, to: Employee, order: Order, errand: Errand) -> None:
        """What became of the employee's order; silent when it has moved on since."""
        if order.status in STILL_TRUE[errand]:
            link = f"{self.base_url}/orders/{order.id}"
            self._send(errand, to, f"order-{order.id}", order=order, link=link)

    def recalled(self, to: Employee, recall: Recall, errand: Errand) -> None:
        """The employee is called in, or no longer; silent when it has moved on since."""
        if (recall.stage is Stage.WITHDRAWN) is (errand is Errand.RECALL_WITHDRAWN):
            link = f"{self.base_url}/recalls/{recall.employee}/{recall.id}"
            self._send(errand, to, f"recall-{recall.id}", recall=recall, link=link)

    def waiting_digest(self, to: Employee, asked: Sequence[tuple[Order, str]]) -> None:
        """Everything that waits for one person: the desk, and each order by its own link, the one it always had."""
        listed = tuple((order, f"{self.base_url}/decide/{order.id}/{token}") for order, token in asked)
        self._send(Errand.WAITING_DIGEST, to, f"desk-{to.id}", listed=listed, link=f"{self.base_url}/desk")

    def waiting_long(self, to: Employee, unit: Unit, orders: Sequence[Order]) -> None:
        """What waits too long in a unit, for its secretary."""
        link = f"{self.base_url}/units/{unit.id}/waiting"
        self._send(Errand.WAITING_LONG, to, f"waiting-{unit.id}", unit=unit, orders=orders, link=link)

    def meeting(self, to: Employee, meeting: Meeting) -> None:
        """An invitation to a meeting as it is now, or that it is cancelled."""
        link = f"{self.base_url}/meetings/{meeting.id}"
        invited = meeting.invited(to.id)
        self._send(Errand.MEETING, to, f"meeting-{meeting.id}", meeting=meeting, invited=invited, link=link)

    def report_reminder(self, to: Employee, owed: ToReport) -> None:
        """The day's report is not there yet."""
        link = f"{self.base_url}/reports/{owed.day}/new"
        zone = Zone(str(owed.deadline.tzinfo))
        self._send(Errand.REPORT_REMINDER, to, f"report-{to.id}-{owed.day}", owed=owed, zone=zone, link=link)

    def attention(self, to: Employee, unit: Unit, day: date, needs: Mapping[Need, int]) -> None:
        """How much needs attention in a unit, by need."""
        link = f"{self.base_url}/units/{unit.id}/attention"
        told = [(NAMES[need], count) for need, count in needs.items()]
        self._send(Errand.ATTENTION, to, f"attention-{unit.id}", unit=unit, day=day, needs=told, link=link)

    def summary_ready(self, to: Employee, month: UnitMonth) -> None:
        """The month's summary waits for the secretary."""
        sheet = month.sheet
        link = f"{self.base_url}/months/{sheet.unit}/{sheet.month}"
        self._send(Errand.SUMMARY_READY, to, f"month-{sheet.unit}-{sheet.month}", sheet=sheet, link=link)

    def report_received(self, to: Employee, report: DailyReport, zone: Zone) -> None:
        """The receipt of the person's report, with what was counted."""
        link = f"{self.base_url}/reports/{report.date}"
        self._send(Errand.REPORT_RECEIPT, to, f"report-{to.id}-{report.date}", report=report, zone=zone, link=link)

    def rota_days(self, to: Employee, rota: UnitRota) -> None:
        """The person's days of a published rota; silent for somebody who is not on it."""
        line = rota.line_of(to.id)
        if line:
            days, closed = rota.days_of(line, Place.HOME), rota.days_of(line, Place.CLOSED)
            values = {"rota": rota, "days": days, "closed": closed, "link": f"{self.base_url}/my-rota"}
            self._send(Errand.ROTA_DAYS, to, f"rota-{rota.unit}-{rota.first}", **values)

    def rota_redrafted(self, to: Employee, rota: UnitRota, why: Message) -> None:
        """A rota's next version, drafted by the clock, waits to be published."""
        link = f"{self.base_url}/units/{rota.unit}/rotas/{rota.first}"
        self._send(Errand.ROTA_REDRAFTED, to, f"rota-{rota.unit}-{rota.first}", rota=rota, why=why, link=link)

    def closure(self, to: Employee, closure: Closure) -> None:
        """A closure as it stands, for somebody it sends home."""
        link = f"{self.base_url}/unit/{closure.unit}"
        self._send(Errand.CLOSURE, to, f"closure-{closure.id}", closure=closure, link=link)

    def verify_digest(
        self,
        to: Employee,
        asked: Sequence[tuple[DailyReport, str]],
        holder: EmployeeId,
        beside: tuple[Unit, Mapping[Need, int]] | None = None,
    ) -> None:
        """The reports that wait for verification: the list, and each report by its own link; and what a unit needs."""
        listed = tuple(
            (report, f"{self.base_url}/verify/{report.employee}/{report.date}/{token}") for report, token in asked
        )
        link = f"{self.base_url}/verifications" + ("" if holder == to.id else f"?for={holder}")
        unit, needs = beside or (None, {})
        told = [(NAMES[need], count) for need, count in needs.items()]
        unit_link = f"{self.base_url}/units/{unit.id}/attention" if unit else ""
        values = {"listed": listed, "link": link, "unit": unit, "needs": told, "unit_link": unit_link}
        self._send(Errand.VERIFY_DIGEST, to, f"verify-{to.id}", **values)

    def report_returned(self, to: Employee, report: DailyReport) -> None:
        """The employee's report is to be corrected; what was found of it is in the mail."""
        link = f"{self.base_url}/reports/{report.date}"
        self._send(Errand.REPORT_RETURNED, to, f"report-{to.id}-{report.date}", report=report, link=link)

    def rota_swap(self, to: Employee, swap: RotaSwap) -> None:
        """A swap of home days as it stands now."""
        link = f"{self.base_url}/swaps/{swap.id}"
        self._send(Errand.ROTA_SWAP, to, f"swap-{swap.id}", swap=swap, state=SWAP_STATES[swap.state], link=link)

    def address_code(self, person: Employee, email: str, code: str) -> None:
        """The eight digits that make `email` the person's address. Its owner asks for it, so no old bounce stops it."""
        self._stop_suppressing(email)
        self._send(Errand.ADDRESS_CODE, replace(person, email=email), None, code=code)

    def address_changed(self, to: Employee, person: Employee, email: str) -> None:
        """The person has another address now; `email` is where this goes, the address before or the secretary's."""
        values = {"person": person, "is_own": to.id == person.id, "link": f"{self.base_url}/"}
        self._send(Errand.ADDRESS_CHANGED, replace(to, email=email), f"address-{person.id}", **values)

    def address_failed(self, to: Employee, person: Employee) -> None:
        """Mail to the person does not arrive; the secretary sees to it."""
        link = f"{self.base_url}/staff"
        self._send(Errand.ADDRESS_FAILED, to, f"address-{person.id}", person=person, link=link)

    def address_tried(self, to: Employee) -> None:
        """The person's address is given another try; what bounces is marked again."""
        self._stop_suppressing(to.email or "")
        self._send(Errand.ADDRESS_TRIED, to, f"address-{to.id}", link=f"{self.base_url}/address")

    def _stop_suppressing(self, email: str) -> None:
        """SES keeps a list of its own of addresses that bounced, and would accept this mail without sending it."""
        try:
            self.client.delete_suppressed_destination(EmailAddress=email)
        except self.client.exceptions.NotFoundException:
            pass
        except (ClientError, BotoCoreError) as refused:
            raise Undeliverable(f"SES: {refused}") from refused

    def _send(self, name: Errand, to: Employee, thread: str | None, **values: Any) -> None:
        """Sends one mail. SES replaces the Message-ID, so a thread is held together by a reference of our own."""
        city = wording(to.reads).told(Message(text("Kota %(city)s"), {"city": self.city}))
        subject, plain, html = (
            render(to.reads, f"mail/{name}/{part}", to=to, city=city, **values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        domain = self.sender.rpartition("@")[2]
        headers = [{"Name": "Auto-Submitted", "Value": "auto-generated"}]
        if thread:
            headers.append({"Name": "References", "Value": f"<{thread}@{domain}>"})
        content: Any = {
            "Simple": {
                "Subject": {"Data": " ".join(subject.split()), "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": plain, "Charset": "UTF-8"},
                    "Html": {"Data": html, "Charset": "UTF-8"},
                },
                "Headers": headers,
            }
        }
        try:
            self.client.send_email(
                FromEmailAddress=self.sender, Destination={"ToAddresses": [to.email or ""]}, Content=content
            )
        except (ClientError, BotoCoreError) as refused:
            raise Undeliverable(f"SES: {refused}") from refused
