"""Employees whom mail does not reach, for the unit's secretary."""

from chalice.app import Response
from wtforms import Form, StringField

from chalicelib.domain.import_staff import weekly_written
from chalicelib.domain.mail_health import Trouble
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Invalid
from chalicelib.domain.texts import text
from chalicelib.web.forms import show_refusal
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import mail_health, own_weeks, staff

TROUBLES = {
    Trouble.BOUNCED: text("Server penerima menolak alamat ini."),
    Trouble.COMPLAINED: text("Penerima menandai surel kami sebagai tidak diinginkan."),
}

PAGE_SIZE = 20


class WeekForm(Form):
    """A week's hours of one person."""

    weekly = StringField(text("Jam per minggu"))


def list_unmailed(request: Request) -> Response:
    """Whose address does not work, whom the secretary enters orders and reports for, and what is to be entered."""
    found = staff.unmailed(request.office, request.actor, request.at)
    pager = Pager.of(request, "/staff", len(found.without_mail), PAGE_SIZE)
    return page(
        request,
        "staff/list.html",
        here="staff",
        people=found.without_mail[pager.part],
        pager=pager,
        unreachable=found.unreachable,
        own_weeks=found.own_weeks,
        troubles=TROUBLES,
        zone=request.actor.zone,
    )


def ask_week(request: Request, employee: str) -> Response:
    """The form for a week's hours of one person."""
    return _week(request, EmployeeId(employee), WeekForm())


def save_week(request: Request, employee: str) -> Response:
    """Gives somebody a week's hours of their own."""
    form, office, actor, origin = WeekForm(request.form), request.office, request.actor, request.origin()
    try:
        written = (form.weekly.data or "").strip()
        who = EmployeeId(employee)
        return redirect(request, own_weeks.save(office, actor, who, written, request.sent, origin, request.at))
    except Invalid as refusal:
        return _week(request, EmployeeId(employee), form, refusal)


def _week(request: Request, employee: EmployeeId, form: WeekForm, refusal: Invalid | None = None) -> Response:
    person = own_weeks.view(request.office, request.actor, employee, request.origin(), request.at)
    if refusal:
        show_refusal(form, refusal)
    else:
        form.weekly.data = weekly_written(person.weekly)
    return page(
        request,
        "staff/week.html",
        422 if refusal else 200,
        here="staff",
        person=person,
        form=form,
        form_key=request.office.new_id(),
    )


def try_address_again(request: Request, employee: str) -> Response:
    """Gives an address that is said to work again another try."""
    mail_health.try_again(request.office, request.actor, EmployeeId(employee), request.origin(), request.at)
    return redirect(request, "/staff")
