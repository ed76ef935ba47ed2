"""Outages: the administrator says when reports could not be sent, and puts it right."""

from datetime import date, datetime, time
from typing import Any, Self, cast

from chalice.app import Response
from wtforms import DateField, Form, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.circulars import Outage
from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import ClockField, Longest, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import outages
from chalicelib.workflows.outages import OutageDraft


class DayField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads an ISO date, keeping what was typed when it is none."""
        try:
            super().process_formdata([typed.strip() for typed in valuelist])
        except ValueError:
            raise ValueError(text("Tuliskan tanggal seperti 2026-11-30.")) from None


class OutageForm(Form):
    """From when until when what did not work; by the administrator's clock."""

    first = DayField(text("Mulai tanggal"), [InputRequired(text("Isi tanggal mulai."))])
    first_time = ClockField(text("Pukul"), [InputRequired(text("Isi jam mulai."))])
    last = DayField(text("Sampai tanggal"), [InputRequired(text("Isi tanggal berakhir."))])
    last_time = ClockField(text("Pukul"), [InputRequired(text("Isi jam berakhir."))])
    why = TextAreaField(
        text("Apa yang terganggu"),
        [InputRequired(text("Tuliskan apa yang terganggu.")), Longest(outages.LONGEST_WHY)],
    )

    @classmethod
    def of(cls, outage: Outage, zone: Any) -> Self:
        """The form with what stands."""
        first, last = outage.first.astimezone(zone), outage.last.astimezone(zone)
        return cls(
            data={
                "first": first.date(),
                "first_time": first.time(),
                "last": last.date(),
                "last_time": last.time(),
                "why": outage.why,
            }
        )

    def draft(self, zone: Any) -> OutageDraft:
        """What was typed; only after validation."""
        first = _moment(cast(date, self.first.data), cast(time, self.first_time.data), zone)
        last = _moment(cast(date, self.last.data), cast(time, self.last_time.data), zone)
        return OutageDraft(first, last, " ".join((self.why.data or "").split()))


class CorrectionForm(OutageForm):
    """An outage as it should have been, and why."""

    reason = TextAreaField(text("Alasan"), [Longest(outages.LONGEST_WHY)])

    @property
    def words(self) -> str:
        """Why."""
        return " ".join((self.reason.data or "").split())


class WithdrawalForm(Form):
    """Why an outage is taken back. It stands on one page with the other form, so its field has an id of its own."""

    reason = TextAreaField(text("Alasan"), [Longest(outages.LONGEST_WHY)], id="withdrawal-reason")

    @property
    def words(self) -> str:
        """Why."""
        return " ".join((self.reason.data or "").split())


def list_outages(request: Request) -> Response:
    """Every outage, and the form for one more."""
    return _page(request, OutageForm())


def enter(request: Request) -> Response:
    """Records an outage."""
    form = OutageForm(request.form)
    try:
        refuse_misread(form)
        where = (request.sent, request.origin(), request.at)
        draft = form.draft(request.actor.zone.info)
        return redirect(request, outages.enter(request.office, request.actor, *draft, *where))
    except Invalid as refusal:
        return _page(request, form, refusal)


def edit(request: Request, outage: str) -> Response:
    """The forms that put an outage right or take it back."""
    return _edit(request, outage)


def correct(request: Request, outage: str) -> Response:
    """Puts an outage right."""
    form, seen = CorrectionForm(request.form), outages.Seen(outage, seen_revision(request.form.one("seen")))
    try:
        refuse_misread(form)
        draft, where = form.draft(request.actor.zone.info), (request.sent, request.origin(), request.at)
        return redirect(request, outages.correct(request.office, request.actor, seen, draft, form.words, *where))
    except Invalid as refusal:
        return _edit(request, outage, correction=form, refusal=refusal)


def withdraw(request: Request, outage: str) -> Response:
    """Takes an outage back."""
    form, seen = WithdrawalForm(request.form), outages.Seen(outage, seen_revision(request.form.one("seen")))
    try:
        refuse_misread(form)
        where = (request.sent, request.origin(), request.at)
        return redirect(request, outages.withdraw(request.office, request.actor, seen, form.words, *where))
    except Invalid as refusal:
        return _edit(request, outage, withdrawal=form, refusal=refusal)


def _moment(day: date, clock: time, zone: Any) -> datetime:
    return datetime.combine(day, clock, zone)


def _edit(
    request: Request,
    name: str,
    correction: CorrectionForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    refusal: Invalid | None = None,
) -> Response:
    """Both forms; what was refused is said in the one that was sent, and what was typed is kept."""
    known = outages.outage(request.office, request.actor, name)
    wrong = correction or withdrawal
    if wrong and refusal and refusal.problems:
        show_refusal(wrong, refusal)
    return page(
        request,
        "outages/edit.html",
        422 if refusal else 200,
        here="circulars",
        outage=known,
        zone=request.actor.zone,
        wrong=wrong,
        correction=correction or CorrectionForm.of(known, request.actor.zone.info),
        withdrawal=withdrawal or WithdrawalForm(),
        correction_key=request.office.new_id(),
        withdrawal_key=request.office.new_id(),
        has_errors=bool(wrong and wrong.errors),
    )


def _page(request: Request, form: OutageForm, refusal: Refusal | None = None) -> Response:
    known = outages.outages(request.office, request.actor)
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "outages/list.html",
        422 if refusal else 200,
        here="circulars",
        form=form,
        known=known,
        at=request.at,
        zone=request.actor.zone,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
