"""Acting officers of a unit."""

from chalice.app import Response

from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.web.approval_forms import LONGEST_NAME, MandateForm
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import mandates


def list_mandates(request: Request, unit: str) -> Response:
    """The unit's posts with their acting officers, and a form for one more."""
    return _page(request, UnitId(unit), MandateForm())


def grant(request: Request, unit: str) -> Response:
    """Records a mandate."""
    form, of = MandateForm(request.form), UnitId(unit)
    try:
        refuse_misread(form)
        shown = mandates.grant(
            request.office, request.actor, of, form.grant(), request.sent, request.origin(), request.at
        )
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _page(request, of, form, refusal)


def end(request: Request, unit: str) -> Response:
    """Ends a mandate before its time."""
    holder, mandate = EmployeeId(request.form.one("holder")[:LONGEST_NAME]), request.form.one("mandate")
    shown = mandates.end(
        request.office, request.actor, UnitId(unit), holder, mandate, request.sent, request.origin(), request.at
    )
    return redirect(request, shown)


def _page(request: Request, unit: UnitId, form: MandateForm, refusal: Refusal | None = None) -> Response:
    desk = mandates.open_mandates(request.office, request.actor, unit, request.at)
    form.offer(tuple(post.holder for post in desk.posts))
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    return page(
        request,
        "units/mandates.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="months",
        desk=desk,
        form=form,
        addresses=[each.email for each in desk.officers if each.email],
        new_key=request.office.new_id,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
