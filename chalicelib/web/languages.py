"""The switch between languages that stands on top of every page."""

from chalice.app import Response

from chalicelib.domain.refusals import Refusal
from chalicelib.domain.texts import Language, text
from chalicelib.web.door import speak
from chalicelib.web.request import Request, our_page
from chalicelib.web.responses import redirect
from chalicelib.workflows import languages


def choose_language(request: Request) -> Response:
    """Keeps the choice in the browser, and for who is signed in on their record, and shows the page again."""
    try:
        language = Language(request.form.one("language"))
    except ValueError:
        raise Refusal(text("Pilih salah satu bahasa.")) from None
    if request.session:
        languages.choose(request.office, request.session.employee, language)
    speak(request, language)
    return redirect(request, our_page(request.form.one("goes_to")))
