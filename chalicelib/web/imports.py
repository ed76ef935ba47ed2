"""Units and staff from CSV, for the administrator.

Only the routes are here. What they do is imported when one of them is asked for: to read staff lists takes modules that
no other page should have to wait for when a function starts.
"""

from chalice.app import Blueprint, Response

from chalicelib.web.door import Who, get, post, upload
from chalicelib.web.request import Request

pages = Blueprint(__name__)


@get(pages, "/imports", Who.ADMINISTRATOR)
def list_imports(request: Request) -> Response:
    """The form, and the latest imports."""
    from chalicelib.web import import_pages

    return import_pages.list_imports(request)


@upload(pages, "/imports", Who.ADMINISTRATOR)
def hand_in(request: Request) -> Response:
    """Looks at what was handed in; nothing of the city changes."""
    from chalicelib.web import import_pages

    return import_pages.hand_in(request)


@get(pages, "/imports/{import_id}", Who.ADMINISTRATOR)
def show_import(request: Request, import_id: str) -> Response:
    """What an import would do or did, every bad row, and how far it is."""
    from chalicelib.web import import_pages

    return import_pages.show_import(request, import_id)


@post(pages, "/imports/{import_id}/confirm", Who.ADMINISTRATOR)
def confirm(request: Request, import_id: str) -> Response:
    """Has it applied."""
    from chalicelib.web import import_pages

    return import_pages.confirm(request, import_id)


@post(pages, "/imports/{import_id}/resume", Who.ADMINISTRATOR)
def resume(request: Request, import_id: str) -> Response:
    """Has one that came to a stop go on."""
    from chalicelib.web import import_pages

    return import_pages.resume(request, import_id)


@get(pages, "/exports/{name}", Who.ADMINISTRATOR)
def export(request: Request, name: str) -> Response:
    """The city's units or staff, in the shape an import reads."""
    from chalicelib.web import import_pages

    return import_pages.export(request, name)


@get(pages, "/samples/{name}", Who.ADMINISTRATOR)
def sample(request: Request, name: str) -> Response:
    """A made-up file to start from."""
    from chalicelib.web import import_pages

    return import_pages.sample(request, name)
