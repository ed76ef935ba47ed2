"""Signing a closed month: signed in, or by the link in the mail.

Mail scanners open links and run their scripts: opening shows, and only a choice posted from the page signs. A browser
that is not known for whom the link was sent to sees no figures, and can have a code sent to their address.
"""

from chalice.app import Response
from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.calendars import first_day, parse_month
from chalicelib.domain.closing import LONGEST_REASON, Step
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Means
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import Longest, refuse_misread, show_refusal
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.sign_in import browser_of
from chalicelib.workflows import sign_in, signing
from chalicelib.workflows.decisions import LinkState
from chalicelib.workflows.signing import SignChoice, SignView

PAGE_SIZE = 60
CHOICES = {"sign": text("Tanda tangani"), "return": text("Kembalikan kepada sekretaris")}


class SignForm(Form):
    """Signing or returning; nothing is preselected."""

    choice = RadioField(
        text("Keputusan Anda"),
        [InputRequired(text("Pilih salah satu."))],
        choices=CHOICES,
        validate_choice=False,
    )
    reason = TextAreaField(text("Alasan"), [Longest(LONGEST_REASON, text("Alasan paling panjang %(most)s huruf."))])

    def made(self) -> SignChoice:
        """The choice with its words. Raises Invalid when it is none of those offered."""
        refuse_misread(self)
        if self.choice.data not in CHOICES:
            raise Invalid(problem("choice", text("Pilih salah satu.")))
        step = Step.SIGN if self.choice.data == "sign" else Step.RETURN
        return SignChoice(step, (self.reason.data or "").strip())


def open_page(request: Request, unit: str, month: str) -> Response:
    """The closed month, for who signs it."""
    return _shown(request, unit, month, SignForm())


def sign(request: Request, unit: str, month: str) -> Response:
    """Signs it or gives it back."""
    form, of, wanted = SignForm(request.form), UnitId(unit), parse_month(month)
    seen, sent, origin = seen_revision(request.form.one("seen")), request.sent, request.origin()
    try:
        office, actor = request.office, request.actor
        return redirect(request, signing.sign(office, actor, of, wanted, form.made(), seen, sent, origin, request.at))
    except Invalid as refusal:
        return _shown(request, unit, month, form, refusal)


def show_outcome(request: Request, unit: str, month: str) -> Response:
    """What became of it."""
    wanted = parse_month(month)
    closing = signing.outcome(request.office, request.actor, UnitId(unit), wanted)
    return page(request, "closings/signed.html", closing=closing, first=first_day(wanted))


def open_link(request: Request, unit: str, month: str, token: str) -> Response:
    """What the link finds."""
    return _linked(request, unit, month, token, SignForm())


def sign_by_link(request: Request, unit: str, month: str, token: str) -> Response:
    """Signs by the link, once. Whether the sender may is told by the link and the session together."""
    form, actor = SignForm(request.form), request.session.actor if request.session else None
    sent, origin = request.sent_by(actor.id if actor else unit), request.origin(Means.LINK)
    of, wanted = UnitId(unit), parse_month(month)
    try:
        shown = signing.sign_by_link(request.office, actor, of, wanted, token, form.made(), sent, origin, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _linked(request, unit, month, token, form, refusal)


def send_code(request: Request, unit: str, month: str, token: str) -> Response:
    """Sends a code to the registered address of whom the link was sent to, whoever asks."""
    _, link = signing.linked(request.office, UnitId(unit), parse_month(month), token)
    here = _address(unit, month, token)
    sign_in.send_code_to(request.office, link.assignee, browser_of(request), here, request.source, request.at)
    return redirect(request, "/sign-in/code")


def _shown(request: Request, unit: str, month: str, form: SignForm, refusal: Invalid | None = None) -> Response:
    office, origin = request.office, request.origin()
    view = signing.open_page(office, request.actor, UnitId(unit), parse_month(month), origin, request.at)
    return _page(request, view, f"/months/{unit}/{month}/closing/sign", form, refusal)


def _linked(
    request: Request, unit: str, month: str, token: str, form: SignForm, refusal: Invalid | None = None
) -> Response:
    viewer, origin = request.session.actor if request.session else None, request.origin(Means.LINK)
    found = signing.open_link(request.office, UnitId(unit), parse_month(month), token, viewer, origin, request.at)
    base = _address(unit, month, token)
    if found.state is LinkState.STRANGER:
        return page(request, "decisions/stranger.html", base=base)
    if found.view:
        return _page(request, found.view, base, form, refusal)
    if found.state is LinkState.DECIDED:
        return page(request, "closings/signed.html", closing=found.closing, first=first_day(found.closing.month))
    return page(request, "closings/stale.html", closing=found.closing, is_expired=found.state is LinkState.EXPIRED)


def _page(request: Request, view: SignView, action: str, form: SignForm, refusal: Invalid | None) -> Response:
    if refusal and refusal.problems:
        show_refusal(form, refusal)
    lines = view.recap.table.lines
    pager = Pager.of(request, action, len(lines), PAGE_SIZE)
    return page(
        request,
        "closings/sign.html",
        422 if refusal else 200,
        view=view,
        closing=view.closing,
        edition=view.closing.editions[-1],
        table=view.recap.table,
        lines=list(enumerate(lines, 1))[pager.part],
        pager=pager,
        first=first_day(view.closing.month),
        action=request.url(action),
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _address(unit: str, month: str, token: str) -> str:
    return f"/sign/{unit}/{month}/{token}"
