"""Verifying daily reports: the list of what waits, one report in full, and the files that bear it out."""

from chalice.app import Response

from chalicelib.domain.deciding import refuse_words
from chalicelib.domain.people import EmployeeId, Role
from chalicelib.domain.refusals import Invalid
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.door import is_secretary_today, need_todays_code
from chalicelib.web.forms import show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.trail import WHAT
from chalicelib.web.verification_forms import CHOICES, VerificationForm, VerificationsForm, picked_report
from chalicelib.web.written import day_of
from chalicelib.workflows import verification_lists, verifications
from chalicelib.workflows.picked import MOST_SHOWN
from chalicelib.workflows.verifications import ReportView


def list_waiting(request: Request) -> Response:
    """What waits for the person's verification, to be picked."""
    return _list(request, VerificationsForm())


def look_over(request: Request) -> Response:
    """Shows the picked reports once more with what would be found of them, for one confirmation."""
    _need_code(request)
    form = VerificationsForm(request.form)
    if request.form.one("change"):
        return _list(request, form)
    try:
        finding = form.finding()
        refuse_words(finding.note, needed=not finding.accepted)
        picked = form.reports.data
        reports = verification_lists.look_over(request.office, request.actor, picked, request.origin(), request.at)
    except Invalid as refusal:
        return _list(request, form, refusal)
    return page(
        request,
        "verifications/check.html",
        here="verifications",
        reports=reports,
        finding=finding,
        choice=form.choice.data,
        label=CHOICES[form.choice.data],
        picked=picked_report,
        form_key=request.form.one("form_key") or request.office.new_id(),
    )


def verify_all(request: Request) -> Response:
    """Verifies what was picked; a line says what became of each."""
    _need_code(request)
    form = VerificationsForm(request.form)
    finding, picked, origin = form.finding(), form.reports.data, request.origin()
    outcomes = verification_lists.verify_all(
        request.office, request.actor, picked, finding, request.sent, origin, request.at
    )
    return page(
        request,
        "verifications/verified.html",
        here="verifications",
        outcomes=[(each.report, request.words.told(each.refused) if each.refused else "") for each in outcomes],
    )


def show_report(request: Request, employee: str, day: str) -> Response:
    """A report with its evidence and history, to be verified by whoever may."""
    return _report(request, employee, day, VerificationForm())


def verify_one(request: Request, employee: str, day: str) -> Response:
    """Verifies one report."""
    _need_code(request)
    form, seen = VerificationForm(request.form), seen_revision(request.form.one("seen"))
    office, actor, origin = request.office, request.actor, request.origin()
    try:
        finding = form.finding()
        owner, on = EmployeeId(employee), day_of(day)
        shown = verifications.verify(office, actor, owner, on, seen, finding, request.sent, origin, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _report(request, employee, day, form, refusal)


def download_piece(request: Request, employee: str, day: str, piece: str) -> Response:
    """A file of a day's evidence, by a short-lived address, as an attachment only."""
    if employee != request.actor.id:
        _need_code(request)
    owner, on = EmployeeId(employee), day_of(day)
    link = verifications.piece_link(request.office, request.actor, owner, on, piece, request.origin(), request.at)
    return redirect(request, link)


def report_page(
    request: Request, view: ReportView, action: str, form: VerificationForm, refusal: Invalid | None = None
) -> Response:
    """A report in full, and a choice that nobody made before for whoever may verify it."""
    if refusal and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "verifications/report.html",
        422 if refusal else 200,
        here="verifications",
        view=view,
        report=view.report,
        zone=request.actor.zone,
        acts=WHAT,
        action=action,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _report(
    request: Request, employee: str, day: str, form: VerificationForm, refusal: Invalid | None = None
) -> Response:
    _need_code(request)
    owner, on = EmployeeId(employee), day_of(day)
    view = verifications.see(request.office, request.actor, owner, on, request.origin(), request.at)
    return report_page(request, view, verifications.address_of(view.report), form, refusal)


def _list(request: Request, form: VerificationsForm, refusal: Invalid | None = None) -> Response:
    _need_code(request)
    if refusal and refusal.problems:
        show_refusal(form, refusal)
    holder = request.query.get("for") or request.form.one("for")
    reports = verification_lists.to_verify(
        request.office,
        request.actor,
        request.at,
        as_secretary=is_secretary_today(request),
        holder=EmployeeId(holder) if holder else None,
    )
    return page(
        request,
        "verifications/list.html",
        422 if refusal else 200,
        here="verifications",
        reports=reports,
        chosen={each.name for each in form.reports.data},
        name=verification_lists.name_of,
        picked=picked_report,
        most=MOST_SHOWN,
        holder=holder,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _need_code(request: Request) -> None:
    """A secretary reads others' reports with a code of today."""
    if request.actor.has(Role.SECRETARY):
        need_todays_code(request)
