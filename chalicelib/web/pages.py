"""All pages, for `app.py` to register: each route, answered behind the door."""

from chalice.app import Blueprint, Response

from chalicelib.web import door
from chalicelib.web.routes import ROUTES, Route

pages = Blueprint(__name__)


def _serve(route: Route) -> None:
    def answer(**parameters: str) -> Response:
        return door.answer(pages.current_request, route, parameters)

    accepted = [route.form_type] if route.method == "POST" else ["application/json"]
    pages.route(route.path, methods=[route.method], content_types=accepted)(answer)


for each in ROUTES:
    _serve(each)
