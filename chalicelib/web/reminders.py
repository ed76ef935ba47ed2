"""How one wants to be reminded of the day's report."""

from chalice.app import Response
from wtforms import Form, RadioField
from wtforms.validators import InputRequired

from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.reminders import How
from chalicelib.domain.texts import text
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import reminding


class ReminderForm(Form):
    """The choice."""

    how = RadioField(
        text("Ingatkan saya"),
        [InputRequired(text("Pilih salah satu."))],
        choices={
            How.MAIL.value: text("Lewat surel, satu setengah jam sebelum batas laporan"),
            How.CALENDAR.value: text("Lewat kalender saya sendiri, dengan berkas yang saya unduh"),
            How.NOTHING.value: text("Tidak perlu"),
        },
        validate_choice=False,
    )

    def chosen(self) -> How:
        """The choice; only after validation. Raises Invalid for one that was not on offer."""
        if self.how.data not in list(How):
            raise Invalid(problem("how", text("Pilih salah satu.")))
        return How(self.how.data)


def show(request: Request) -> Response:
    """What is chosen now."""
    form = ReminderForm(data={"how": reminding.chosen(request.office, request.actor).value})
    return _form(request, form, saved="saved" in request.query)


def save(request: Request) -> Response:
    """Keeps the choice."""
    form = ReminderForm(request.form)
    try:
        refuse_misread(form)
        reminding.choose(request.office, request.actor, form.chosen())
        return redirect(request, "/reminders?saved=1")
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _form(request, form, status=422)


def download_calendar(request: Request) -> Response:
    """The home days to come with an alarm each, by a short-lived address."""
    return redirect(request, reminding.calendar_link(request.office, request.actor, request.at))


def _form(request: Request, form: ReminderForm, *, status: int = 200, saved: bool = False) -> Response:
    return page(
        request, "reminders/reminders.html", status, here="today", form=form, saved=saved, has_errors=bool(form.errors)
    )
