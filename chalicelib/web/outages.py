"""Outages: the administrator says when reports could not be sent."""

from datetime import date, datetime, time
from typing import Any

from chalice.app import Response
from wtforms import DateField, Form, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.texts import text
from chalicelib.web.forms import ClockField, Longest, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import outages


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


def list_outages(request: Request) -> Response:
    """Every outage, and the form for one more."""
    return _page(request, OutageForm())


def enter(request: Request) -> Response:
    """Records an outage."""
    form = OutageForm(request.form)
    try:
        refuse_misread(form)
        zone = request.actor.zone.info
        first, last = (_moment(day, clock, zone) for day, clock in _typed(form))
        why = " ".join((form.why.data or "").split())
        where = (request.sent, request.origin(), request.at)
        return redirect(request, outages.enter(request.office, request.actor, first, last, why, *where))
    except Invalid as refusal:
        return _page(request, form, refusal)


def _typed(form: OutageForm) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (form.first.data, form.first_time.data), (form.last.data, form.last_time.data)


def _moment(day: date, clock: time, zone: Any) -> datetime:
    return datetime.combine(day, clock, zone)


def _page(request: Request, form: OutageForm, refusal: Refusal | None = None) -> Response:
    known, carried = outages.outages(request.office, request.actor)
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "outages/list.html",
        422 if refusal else 200,
        here="circulars",
        form=form,
        outages=known,
        carried=carried,
        at=request.at,
        zone=request.actor.zone,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
