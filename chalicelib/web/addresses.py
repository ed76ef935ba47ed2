"""A person's own mail address: whether it works, and changing it by a code that only the new one receives."""

from chalice.app import Response

from chalicelib.domain.access import CODE_LIFE
from chalicelib.domain.refusals import Gone, Invalid, TooMany
from chalicelib.web.forms import CodeForm, EmailForm, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.staff import TROUBLES
from chalicelib.workflows import addresses


def show_address(request: Request) -> Response:
    """The registered address, what is known of it, and the forms that change it."""
    return _address_page(request, EmailForm(), CodeForm())


def send_code(request: Request) -> Response:
    """Sends a code to the typed address."""
    form = EmailForm(request.form)
    if form.validate():
        typed = (form.email.data or "").strip().lower()
        try:
            addresses.ask(request.office, request.signed_in, typed, request.source, request.at)
            return redirect(request, "/address")
        except (Invalid, TooMany) as refusal:
            show_refusal(form, refusal)
    return _address_page(request, form, CodeForm(), 422)


def enter_code(request: Request) -> Response:
    """Makes the address theirs."""
    form = CodeForm(request.form)
    if form.validate():
        try:
            addresses.confirm(request.office, request.signed_in, form.digits, request.origin(), request.at)
            return redirect(request, "/address")
        except (Invalid, Gone, TooMany) as refusal:
            show_refusal(form, refusal)
    return _address_page(request, EmailForm(), form, 422)


def _address_page(request: Request, email: EmailForm, code: CodeForm, status: int = 200) -> Response:
    """Both forms, of which only one was posted and can have errors."""
    view = addresses.view(request.office, request.signed_in, request.at)
    wrong = code if code.errors else email
    return page(
        request,
        "addresses/address.html",
        status,
        here="devices",
        view=view,
        email=email,
        code=code,
        wrong=wrong,
        has_errors=bool(wrong.errors),
        troubles=TROUBLES,
        minutes=int(CODE_LIFE.total_seconds()) // 60,
        zone=request.actor.zone,
    )
