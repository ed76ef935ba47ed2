"""What a unit's letters look like, for those who do its paperwork."""

from chalice.app import Response

from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.web.forms import StyleForm, refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import letter_styles


def show_style(request: Request, unit: str) -> Response:
    """The form, filled with the style in use."""
    return _form(request, UnitId(unit), None)


def save_style(request: Request, unit: str) -> Response:
    """Saves the style, or makes a sample letter by what was typed."""
    form, of = StyleForm(request.form), UnitId(unit)
    style = form.style(of, _seen(request))
    try:
        refuse_misread(form)
        if request.form.one("sample"):
            sample = letter_styles.make_sample(request.office, request.actor, style, request.at)
            return _form(request, of, form, sample=sample, seen=style.revision)
        letter_styles.save(request.office, request.actor, style, request.sent, request.origin(), request.at)
        return redirect(request, f"/units/{unit}/letter")
    except Invalid as refusal:
        return _form(request, of, form, refusal, seen=style.revision)
    except Stale as refusal:
        return _form(request, of, form, refusal)


def download_sample(request: Request, unit: str, sample: str) -> Response:
    """A sample letter as PDF, by a short-lived address."""
    return redirect(request, letter_styles.sample_link(request.office, request.actor, UnitId(unit), sample))


def _seen(request: Request) -> int:
    """The revision the form was filled from; what is no number has seen nothing."""
    typed = request.form.one("seen")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len("999999") else -1


def _form(
    request: Request,
    unit: UnitId,
    form: StyleForm | None,
    refusal: Refusal | None = None,
    sample: str = "",
    seen: int | None = None,
) -> Response:
    """The page; `seen` keeps what the writer saw, and without it a lost race continues from what is saved now."""
    desk = letter_styles.open_desk(request.office, request.actor, unit)
    form = form or StyleForm.of(desk.style)
    has_lost = isinstance(refusal, Stale)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    status = 409 if has_lost else 422 if refusal else 200
    return page(
        request,
        "letters/style.html",
        status,
        here="months",
        form=form,
        desk=desk,
        has_lost=has_lost,
        seen=desk.style.revision if seen is None else seen,
        sample=sample,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
