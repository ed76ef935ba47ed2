"""Leave, sickness, travel and training of a unit's staff, for those who do its paperwork."""

from datetime import datetime

from chalice.app import Response

from chalicelib.domain.absences import AbsenceId
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Conflict, Invalid, Refusal
from chalicelib.domain.scans import ATTACHED
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.web.absence_forms import CorrectionForm, NewAbsenceForm, WithdrawalForm
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.tags import ABSENCE_NAMES, PARTS
from chalicelib.web.written import asked_day
from chalicelib.workflows import absences
from chalicelib.workflows.once import Sent

LONGEST_PLACE = 120
"""Characters of what names the next page."""
ACT_NAMES = {
    "enter_absence": text("Dicatat"),
    "correct_absence": text("Diperbaiki"),
    "withdraw_absence": text("Ditarik"),
    "apply_absence": text("Diterapkan pada bulan unit"),
    ATTACHED: text("Pindaian dilampirkan"),
}


def list_absences(request: Request, unit: str) -> Response:
    """The unit's absences, a page at a time."""
    after = request.query.get("after", "")[:LONGEST_PLACE] or None
    listed = absences.listed(request.office, request.actor, UnitId(unit), after, request.origin(), request.at)
    return page(
        request,
        "absences/list.html",
        here="months",
        listed=listed,
        kinds=ABSENCE_NAMES,
        parts=PARTS,
        writes=request.actor.writes_for(UnitId(unit)),
    )


def new_absence(request: Request, unit: str) -> Response:
    """The form for one more."""
    day, whose = asked_day(request.query), request.query.get("employee")
    return _new(request, UnitId(unit), NewAbsenceForm(data={"part": "f", "employee": whose, "first": day, "last": day}))


def enter(request: Request, unit: str) -> Response:
    """Enters an absence."""
    form, of = NewAbsenceForm(request.form), UnitId(unit)
    try:
        refuse_misread(form)
        office, actor, origin = request.office, request.actor, request.origin()
        shown = absences.enter(office, actor, of, form.whose, form.draft(), request.sent, origin, request.at)
        return redirect(request, shown)
    except (Invalid, Conflict) as refusal:
        return _new(request, of, form, refusal)


def show_absence(request: Request, unit: str, employee: str, absence: str) -> Response:
    """An absence with its history."""
    view = _view(request, unit, employee, absence)
    return page(
        request,
        "absences/absence.html",
        here="months",
        view=view,
        writes=request.actor.writes_for(view.unit.id),
        shows_scan=view.absence.shows_scan_to(request.actor),
        kinds=ABSENCE_NAMES,
        parts=PARTS,
        acts=ACT_NAMES,
    )


def edit_absence(request: Request, unit: str, employee: str, absence: str) -> Response:
    """The forms that put an absence right or take it back."""
    return _edit(request, unit, employee, absence)


def correct(request: Request, unit: str, employee: str, absence: str) -> Response:
    """Puts an absence right."""
    form = CorrectionForm(request.form)
    try:
        refuse_misread(form)
        office, actor, named = request.office, request.actor, (UnitId(unit), EmployeeId(employee), AbsenceId(absence))
        seen, sent, origin, at = _sending(request)
        shown = absences.correct(office, actor, *named, form.draft(), form.words, seen, sent, origin, at)
        return redirect(request, shown)
    except (Invalid, Conflict) as refusal:
        return _edit(request, unit, employee, absence, correction=form, refusal=refusal)


def withdraw(request: Request, unit: str, employee: str, absence: str) -> Response:
    """Takes an absence back."""
    form = WithdrawalForm(request.form)
    try:
        refuse_misread(form)
        office, actor, named = request.office, request.actor, (UnitId(unit), EmployeeId(employee), AbsenceId(absence))
        seen, sent, origin, at = _sending(request)
        shown = absences.withdraw(office, actor, *named, form.words, seen, sent, origin, at)
        return redirect(request, shown)
    except (Invalid, Conflict) as refusal:
        return _edit(request, unit, employee, absence, withdrawal=form, refusal=refusal)


def _sending(request: Request) -> tuple[int, Sent, Origin, datetime]:
    """Which revision was seen, and what was sent from where and when."""
    return seen_revision(request.form.one("seen")), request.sent, request.origin(), request.at


def _view(request: Request, unit: str, employee: str, absence: str, *, to_write: bool = False) -> absences.AbsenceView:
    office, actor, origin = request.office, request.actor, request.origin()
    of, whose, name = UnitId(unit), EmployeeId(employee), AbsenceId(absence)
    return absences.view(office, actor, of, whose, name, origin, request.at, to_write=to_write)


def _new(request: Request, unit: UnitId, form: NewAbsenceForm, refusal: Refusal | None = None) -> Response:
    desk = absences.open_desk(request.office, request.actor, unit)
    form.offer(desk.staff)
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "absences/new.html",
        409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
        here="months",
        desk=desk,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _edit(
    request: Request,
    unit: str,
    employee: str,
    absence: str,
    correction: CorrectionForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """Both forms; what was refused is said above or in the one that was sent, and what was typed is kept."""
    view = _view(request, unit, employee, absence, to_write=True)
    wrong = correction or withdrawal
    if wrong and refusal:
        show_refusal(wrong, refusal)
    return page(
        request,
        "absences/edit.html",
        409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
        here="months",
        view=view,
        wrong=wrong,
        correction=correction or CorrectionForm.of(view.absence),
        withdrawal=withdrawal or WithdrawalForm(),
        kinds=ABSENCE_NAMES,
        correction_key=request.office.new_id(),
        withdrawal_key=request.office.new_id(),
        has_errors=bool(wrong and wrong.errors),
    )
