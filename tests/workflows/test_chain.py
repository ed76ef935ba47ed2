"""The main job from end to end, everyone doing their part as they would."""

from datetime import date, timedelta

from chalicelib.domain.access import Address
from chalicelib.domain.deciding import Choice
from chalicelib.domain.months import DayClass
from chalicelib.domain.orders import Act, OrderId
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.today import Todo
from chalicelib.workflows import (
    asking,
    decisions,
    deliveries,
    letters,
    months,
    orders,
    queued,
    reports,
    schedule,
    sign_in,
    today,
)
from chalicelib.workflows.decisions import LinkState
from tests.factories import APRIL, FRIDAY_MORNING, MONDAY, MONDAY_AFTERNOON, a_draft, local
from tests.fakes import Mail
from tests.workflows.stage import (
    BUDI,
    BY_LINK,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_draft_order,
    a_form,
    a_stage,
    delivered,
    the_order,
)

TEN_MINUTES = timedelta(minutes=10)
FIRST_OF_MAY = local(date(2021, 5, 1), 1)


def test_a_duty_order_travels_the_whole_way() -> None:
    backroom = a_stage(Address("budi@kota.example", BUDI.id))
    office = backroom.office
    schedule.tick(office, FRIDAY_MORNING, FRIDAY_MORNING)

    # Siti asks.
    first_page = today.open_today(office, SITI, FRIDAY_MORNING).today
    assert first_page
    assert first_page.todo is Todo.REQUEST_ORDER
    asking.check(office, asking.open_desk(office, SITI, FRIDAY_MORNING), a_draft_order())
    shown = asking.submit(office, SITI, a_draft_order(), a_form("request"), ORIGIN, FRIDAY_MORNING)
    order = OrderId(shown.removeprefix("/orders/"))

    # Budi reads the mail on a browser that nobody knows yet, proves who he is, and approves.
    at = FRIDAY_MORNING + TEN_MINUTES
    (asked,) = delivered(backroom, at)
    assert asked == Mail(Errand.ORDER_SUBMITTED, BUDI.id, asked.secret)
    assert decisions.open_link(office, order, asked.secret, None, BY_LINK, at).state is LinkState.STRANGER
    assignee = decisions.linked(office, order, asked.secret)[1].assignee
    sign_in.send_code_to(office, assignee, "browser", f"/decide/{order}/{asked.secret}", "10.0.0.1", at)
    (code,) = delivered(backroom, at + timedelta(seconds=1))
    known = sign_in.enter_code(office, "browser", code.secret, "Chrome, Android", ("", ""), at + timedelta(minutes=1))
    assert known.goes_to == f"/decide/{order}/{asked.secret}"
    budi = known.session.actor
    assert decisions.open_link(office, order, asked.secret, budi, BY_LINK, at).state is LinkState.OPEN
    decisions.decide(office, budi, order, asked.secret, Choice(Act.APPROVE, ""), a_form("decision"), BY_LINK, at)

    # The letter comes out, is downloaded and verified.
    assert delivered(backroom, at + TEN_MINUTES) == [Mail(Errand.ORDER_APPROVED, SITI.id)]
    downloaded, address = letters.letter_link(office, SITI, order, ORIGIN, at + TEN_MINUTES)
    issued = the_order(office, order).letter
    assert issued
    assert downloaded.letter == issued
    assert issued.content_hash[:16] in address
    assert letters.verify(office, order, at).content_hash == issued.content_hash

    # Siti reports the day.
    monday = today.open_today(office, SITI, MONDAY_AFTERNOON).today
    assert monday
    assert (monday.todo, monday.report_day) == (Todo.FILE_REPORT, MONDAY)
    reports.file_report(office, SITI, MONDAY, a_draft(), a_form("report"), ORIGIN, MONDAY_AFTERNOON)
    assert reports.receipt(office, SITI, MONDAY).minutes == 390

    # Rina watches the month, and gets its summary on the 1st, though the tick comes twice.
    running = months.view(office, RINA, UNIT, APRIL, ORIGIN, MONDAY_AFTERNOON)
    (line,) = [line for line in running.lines if line.employee == SITI.id]
    assert (line.cells[25].kind, line.counted) == (DayClass.HOME, 390)
    for _ in range(2):
        schedule.tick(office, FIRST_OF_MAY, FIRST_OF_MAY)
    deliveries.sweep(backroom, FIRST_OF_MAY + TEN_MINUTES)
    for errand in backroom.queue.entries:
        queued.work(office, errand, FIRST_OF_MAY + TEN_MINUTES)
    told = delivered(backroom, FIRST_OF_MAY + 2 * TEN_MINUTES)
    assert {mail.name for mail in told} == {Errand.SUMMARY_READY}
    assert sorted(mail.to for mail in told) == [RINA.id, TUTI.id]
    summary = months.view(office, RINA, UNIT, APRIL, ORIGIN, FIRST_OF_MAY).month.sheet.summary
    assert summary
    assert summary.counted == 390

    # Nothing is left over, and every act has a name.
    assert {entry.delivery for entry in office.records.all(OutboxEntry)} == {Delivery.DONE}
    history = orders.view(office, SITI, order, ORIGIN, FIRST_OF_MAY).history
    assert [(line.who, line.what) for line in history] == [("siti", "submit"), ("budi", "approve")]
