"""Objecting to a day of one's month, and answering that."""

from datetime import date

from chalice.app import Response
from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.calendars import parse_month
from chalicelib.domain.objections import LONGEST_TEXT, Answer
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Invalid, Refusal, problem
from chalicelib.domain.texts import text
from chalicelib.web.forms import Longest, refuse_misread, show_refusal
from chalicelib.web.months import CLASSES
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.written import day_of
from chalicelib.workflows import objections

ANSWERS = {Answer.ACCEPTED: text("Terima"), Answer.DECLINED: text("Tidak diterima")}


class ObjectionForm(Form):
    """What is not as it was."""

    words = TextAreaField(text("Apa yang tidak sesuai"), [Longest(LONGEST_TEXT)])


class AnswerForm(Form):
    """What becomes of it; nothing is preselected."""

    choice = RadioField(
        text("Jawaban Anda"),
        [InputRequired(text("Pilih salah satu jawaban."))],
        choices={answer.value: label for answer, label in ANSWERS.items()},
        validate_choice=False,
    )
    words = TextAreaField(text("Penjelasan"), [Longest(LONGEST_TEXT)])

    def made(self) -> Answer:
        """The choice. Raises Invalid when it is none of those offered."""
        refuse_misread(self)
        if self.choice.data not in {each.value for each in Answer}:
            raise Invalid(problem("choice", text("Pilih salah satu jawaban.")))
        return Answer(self.choice.data)


def new_objection(request: Request, month: str) -> Response:
    """The form for one day."""
    return _form(request, month, day_of(request.query.get("day", "")), ObjectionForm())


def raise_objection(request: Request, month: str) -> Response:
    """Sends it to the unit's secretary."""
    form, day, wanted = ObjectionForm(request.form), day_of(request.form.one("day")), parse_month(month)
    try:
        refuse_misread(form)
        office, actor, origin = request.office, request.actor, request.origin()
        words = (form.words.data or "").strip()
        shown = objections.raise_objection(office, actor, wanted, day, words, request.sent, origin, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _form(request, month, day, form, refusal)


def show_objection(request: Request, unit: str, month: str, employee: str) -> Response:
    """Somebody's objection, for the unit's secretary."""
    return _answering(request, unit, month, employee, day_of(request.query.get("day", "")), AnswerForm())


def answer(request: Request, unit: str, month: str, employee: str) -> Response:
    """Answers it."""
    form, day = AnswerForm(request.form), day_of(request.form.one("day"))
    of, wanted, whose = UnitId(unit), parse_month(month), EmployeeId(employee)
    try:
        choice, words = form.made(), (form.words.data or "").strip()
        office, actor, origin = request.office, request.actor, request.origin()
        shown = objections.answer(
            office, actor, of, wanted, whose, day, choice, words, request.sent, origin, request.at
        )
        return redirect(request, shown)
    except Invalid as refusal:
        return _answering(request, unit, month, employee, day, form, refusal)


def _form(request: Request, month: str, day: date, form: ObjectionForm, refusal: Refusal | None = None) -> Response:
    desk = objections.open_form(request.office, request.actor, parse_month(month), day, request.at)
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "objections/new.html",
        422 if refusal else 200,
        here="today",
        desk=desk,
        day=day,
        month=month,
        classes=CLASSES,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _answering(
    request: Request,
    unit: str,
    month: str,
    employee: str,
    day: date,
    form: AnswerForm,
    refusal: Refusal | None = None,
) -> Response:
    of, wanted, whose, origin = UnitId(unit), parse_month(month), EmployeeId(employee), request.origin()
    desk = objections.see(request.office, request.actor, of, wanted, whose, day, origin, request.at)
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "objections/answer.html",
        422 if refusal else 200,
        here="months",
        desk=desk,
        day=day,
        base=f"/months/{unit}/{month}",
        about=f"employee={employee}&day={day}",
        zone=desk.sheet.zone,
        classes=CLASSES,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
