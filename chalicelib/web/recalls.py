"""Calling somebody in to the office, and answering."""

from datetime import date, time
from typing import Any, cast

from chalice.app import Response
from wtforms import Form, SelectField, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.recalls import LONGEST_PURPOSE, Act, RecallId, Stage
from chalicelib.domain.refusals import Conflict, Invalid, NotFound, Refusal, problem
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.door import need_todays_code
from chalicelib.web.forms import ClockField, Longest, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.wording import Wording
from chalicelib.workflows import recalls
from chalicelib.workflows.recalls import Call, HomeDay

LONGEST_PICK = 80
STAGES = {
    Stage.CALLED: (text("Belum dikonfirmasi"), "waiting"),
    Stage.ACKNOWLEDGED: (text("Dikonfirmasi"), "info"),
    Stage.ARRIVED: (text("Sudah hadir"), "good"),
    Stage.WITHDRAWN: (text("Ditarik"), "neutral"),
}
SHUT = text("unit ditutup")
ACT_NAMES = {
    "call_in": text("Dipanggil"),
    "acknowledge_recall": text("Dikonfirmasi"),
    "arrive_recall": text("Hadir di kantor"),
    "withdraw_recall": text("Ditarik"),
}


class CallForm(Form):
    """Calling somebody in."""

    pick = SelectField(text("Pegawai dan tanggal"), [InputRequired(text("Pilih pegawainya."))], validate_choice=False)
    hour = ClockField(text("Pukul"), [InputRequired(text("Isi jamnya."))])
    purpose = TextAreaField(
        text("Keperluan"), [Longest(LONGEST_PURPOSE, text("Keperluan paling panjang %(most)s huruf."))]
    )

    def offer(self, home_days: tuple[HomeDay, ...], words: Wording) -> None:
        """Fills the choices, by day."""
        days: dict[str, list[tuple[str, str]]] = {"": [("", text("Pilih…"))]}
        for each in home_days:
            days.setdefault(words.long_date(each.day), []).append((f"{each.day}.{each.employee}", _called(each, words)))
        self.pick.choices = cast(Any, days)

    def call(self) -> Call:
        """What was typed; only after validation. Raises Invalid for a choice that was not on offer."""
        day, _, employee = (self.pick.data or "")[:LONGEST_PICK].partition(".")
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise Invalid(problem("pick", text("Pilih pegawainya."))) from None
        purpose = " ".join((self.purpose.data or "").split())
        return Call(EmployeeId(employee), on, cast(time, self.hour.data), purpose)


def _called(each: HomeDay, words: Wording) -> str:
    return f"{each.name} ({words.told(SHUT)})" if each.is_closed else each.name


def list_recalls(request: Request, unit: str) -> Response:
    """Whom the unit called in, and the form that calls."""
    return _desk(request, UnitId(unit), CallForm())


def call(request: Request, unit: str) -> Response:
    """Calls somebody in."""
    form, of = CallForm(request.form), UnitId(unit)
    try:
        refuse_misread(form)
        office, actor, origin = request.office, request.actor, request.origin()
        return redirect(request, recalls.call(office, actor, of, form.call(), request.sent, origin, request.at))
    except (Invalid, Conflict) as refusal:
        return _desk(request, of, form, refusal)


def show_recall(request: Request, employee: str, recall: str) -> Response:
    """A recall, and what can be done about it; opening it changes nothing."""
    _need_code_for_others(request, employee)
    name, origin = RecallId(recall), request.origin()
    found = recalls.view(request.office, request.actor, EmployeeId(employee), name, origin, request.at)
    return page(
        request,
        "recalls/recall.html",
        here="today" if found.is_own else "months",
        view=found,
        stages=STAGES,
        acts=ACT_NAMES,
        new_key=request.office.new_id,
    )


def act(request: Request, employee: str, recall: str) -> Response:
    """Acknowledges, notes the arrival, or withdraws."""
    _need_code_for_others(request, employee)
    asked = request.form.one("act")
    if asked not in list(Act):
        raise NotFound
    seen, origin = seen_revision(request.form.one("seen")), request.origin()
    office, actor, whose, name = request.office, request.actor, EmployeeId(employee), RecallId(recall)
    return redirect(
        request, recalls.act(office, actor, whose, name, Act(asked), seen, request.sent, origin, request.at)
    )


def _need_code_for_others(request: Request, employee: str) -> None:
    if request.actor.id != employee:
        need_todays_code(request)


def _desk(request: Request, unit: UnitId, form: CallForm, refusal: Refusal | None = None) -> Response:
    found = recalls.open_desk(request.office, request.actor, unit, request.origin(), request.at)
    form.offer(found.home_days, request.words)
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "recalls/list.html",
        409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
        here="months",
        desk=found,
        form=form,
        stages=STAGES,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
