"""Signing in, staying known, signing out."""

from chalice.app import Response

from chalicelib.domain.access import CODE_LIFE
from chalicelib.domain.people import Role
from chalicelib.domain.refusals import Gone, Invalid, Refusal, TooMany
from chalicelib.domain.texts import text
from chalicelib.web.door import VISITOR_COOKIE, device_of, forget, remember
from chalicelib.web.forms import CodeForm, EmailForm, show_refusal
from chalicelib.web.request import Request, our_page
from chalicelib.web.responses import cookie, forgetting, page, redirect
from chalicelib.workflows import languages, sign_in

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What a user agent betrays itself by, the more particular first."""


def ask_address(request: Request) -> Response:
    """Asks whose code is to be sent."""
    if request.session:
        return redirect(request, our_page(request.query.get("next", "/")))
    return page(request, "sign_in/address.html", form=EmailForm(), goes_to=our_page(request.query.get("next", "/")))


def send_code(request: Request) -> Response:
    """Sends a code, if anybody has the address, and says the same if nobody has."""
    form = EmailForm(request.form)
    goes_to = our_page(request.form.one("goes_to"))
    if form.validate():
        address = (form.email.data or "").strip().lower()
        try:
            sign_in.send_code(request.office, address, browser_of(request), goes_to, request.source, request.at)
            return redirect(request, "/sign-in/code")
        except TooMany as refusal:
            show_refusal(form, refusal)
    return page(request, "sign_in/address.html", 422, form=form, goes_to=goes_to, has_errors=True)


def ask_fresh(request: Request) -> Response:
    """Explains why a code is asked for again, and offers to send it."""
    return page(request, "sign_in/fresh.html", goes_to=our_page(request.query.get("next", "/")))


def send_fresh(request: Request) -> Response:
    """Sends the day's code to the signed-in person's registered address."""
    goes_to = our_page(request.form.one("goes_to"))
    person = request.actor.id
    sign_in.send_code_to(request.office, person, browser_of(request), goes_to, request.source, request.at)
    return redirect(request, "/sign-in/code")


def ask_code(request: Request) -> Response:
    """Asks for the code, in the browser that wanted it."""
    return _code_page(request, CodeForm())


def enter_code(request: Request) -> Response:
    """Signs in."""
    form = CodeForm(request.form)
    if not form.validate():
        return _code_page(request, form, 422)
    try:
        signed_in = sign_in.enter_code(
            request.office,
            request.visitor,
            form.digits,
            device_label(request.headers.get("user-agent", "")),
            device_of(request),
            request.at,
        )
    except (Invalid, Gone, TooMany) as refusal:
        show_refusal(form, refusal)
        return _code_page(request, form, 422)
    remember(request, signed_in)
    if request.chosen and signed_in.language is None:
        languages.choose(request.office, signed_in.session.employee, request.chosen)
    return redirect(request, _first_page(signed_in))


def sign_out(request: Request) -> Response:
    """Ends the session and forgets this browser."""
    sign_in.sign_out(request.office, request.signed_in)
    forget(request)
    return forgetting(redirect(request, "/sign-in"))


def list_devices(request: Request) -> Response:
    """The browsers known for the person."""
    known = sign_in.devices(request.office, request.signed_in, request.at)
    here = request.signed_in.device
    return page(request, "devices/list.html", here="devices", devices=known, this=here, zone=request.actor.zone)


def forget_device(request: Request) -> Response:
    """Forgets one of the person's browsers."""
    device = request.form.one("device")
    if not device:
        raise Refusal(text("Pilih perangkat yang akan dilupakan."))
    sign_in.forget_device(request.office, request.signed_in, device)
    return redirect(request, "/devices")


def sign_out_everywhere(request: Request) -> Response:
    """Ends every session of the person and forgets every browser."""
    sign_in.sign_out_everywhere(request.office, request.signed_in)
    forget(request)
    return forgetting(redirect(request, "/sign-in"))


def browser_of(request: Request) -> str:
    """The secret a code is bound to: this browser's, made now if it has none."""
    if not request.visitor:
        request.visitor = request.office.new_secret()
        request.set_cookies.append(cookie(VISITOR_COOKIE, request.visitor, int(CODE_LIFE.total_seconds())))
    return request.visitor


def device_label(user_agent: str) -> str:
    """What a browser is called in the owner's list, e.g. "Chrome, Android"."""
    names = [next((name for sign, name in known if sign in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or text("Perangkat tanpa nama")


def _first_page(signed_in: sign_in.SignedIn) -> str:
    """Where somebody goes who came for nothing else: to what needs attention in their unit or city, or to today."""
    actor = signed_in.session.actor
    if signed_in.goes_to != "/":
        return signed_in.goes_to
    if actor.has(Role.SECRETARY) or actor.has(Role.HEAD):
        return f"/units/{actor.unit}/attention"
    return "/overview" if actor.has(Role.ADMINISTRATOR) else "/"


def _code_page(request: Request, form: CodeForm, status: int = 200) -> Response:
    minutes = int(CODE_LIFE.total_seconds()) // 60
    return page(request, "sign_in/code.html", status, form=form, minutes=minutes, has_errors=bool(form.errors))
