"""What a warm request costs: CPU seconds of one process that answers the same visit in several ways, in turns.

Run as `python -m tools.bench.warm PACKAGE PLAN RESULT`: the product comes from the unpacked package, and what only the
comparisons need (Flask) from the development environment. All of them speak to the same stand-in.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from tools.bench.stand_in import in_base64

Call = tuple[str, dict[str, Any]]
"""An operation of DynamoDB as a method's name, and what it was asked."""

Rendered = tuple[str, dict[str, Any]]
"""A template's name and the values it was filled with."""

ROUNDS: Final = 240
VISITS: Final = 2
"""In each round, by each way."""


def minimal(calls: list[Call], method: str) -> Callable[[dict[str, Any]], Any]:
    """A Chalice application that makes the same calls and answers a word."""
    import boto3
    from chalice.app import Chalice, Response

    app = Chalice(app_name="minimal")
    client = boto3.client("dynamodb")
    accepted = ["application/x-www-form-urlencoded"] if method == "POST" else ["application/json"]

    @app.route("/minimal", methods=[method], content_types=accepted)
    def answer() -> Response:
        for operation, asked in calls:
            getattr(client, operation)(**asked)
        return Response("ok", {"Content-Type": "text/html; charset=utf-8"})

    def visit(event: dict[str, Any]) -> Any:
        context = {**event["requestContext"], "resourcePath": "/minimal"}
        return app({**event, "resource": "/minimal", "path": "/minimal", "requestContext": context}, None)

    return visit


def flask_page(cookie: str, rendered: Rendered) -> Callable[[dict[str, Any]], Any]:
    """A Flask application that makes the same reads, builds the same form and renders the same template.

    It reads through a stock boto3 client, writes its line in the log like ours, and has nothing else of our door: no
    check who may enter, no careful headers.
    """
    from datetime import UTC, datetime

    import boto3
    from flask import Flask, render_template, request
    from jinja2 import ChoiceLoader, FileSystemLoader, ModuleLoader
    from msgspec.structs import replace

    from chalicelib.domain.access import csrf_token
    from chalicelib.domain.texts import Language
    from chalicelib.rendering import COMPILED, TEMPLATES, environment
    from chalicelib.storage.table import Table
    from chalicelib.web import orders as pages
    from chalicelib.web.forms import OrderForm
    from chalicelib.wiring import office
    from chalicelib.wording import INDONESIAN
    from chalicelib.workflows import orders, sign_in

    app = Flask("flask_page")
    ours = environment(Language.INDONESIAN)
    app.jinja_env.loader = ChoiceLoader([ModuleLoader(COMPILED), FileSystemLoader(TEMPLATES)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update({name: ours.globals[name] for name in ("_", "gettext", "ngettext", "lang")})
    app.jinja_env.filters.update(ours.filters)
    template, values = rendered
    names = os.environ["GILIRAN_TABLE"], os.environ["GILIRAN_TRAIL"]
    theirs = replace(office(), records=Table(boto3.client("dynamodb"), *names))
    log = logging.getLogger("chalicelib.flask_page")

    @app.get("/orders/new")
    def page() -> str:
        at = datetime.now(UTC)
        employee, _, secret = request.cookies["__Host-sesi"].partition(".")
        session = sign_in.session_of(theirs, employee, secret, at)
        assert session is not None  # noqa: S101 - a comparison that is not signed in compares nothing
        desk = orders.open_desk(theirs, session.actor, at)
        form = OrderForm()
        weeks = list(pages._weeks(INDONESIAN, desk, frozenset()))  # noqa: SLF001 - the same work as our page, not another's idea of it
        anew = {"csrf": csrf_token(session.csrf_secret), "form_key": office().new_id()}
        shown = render_template(template, **(values | anew | {"desk": desk, "form": form, "groups": weeks}))
        log.info("request", extra={"route": "/orders/new", "method": "GET", "status": 200, "ms": 0})
        return shown

    surroundings = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/orders/new",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_COOKIE": cookie,
        "wsgi.url_scheme": "http",
    }

    def visit(_event: dict[str, Any]) -> Any:
        environ = {**surroundings, "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
        return b"".join(app.wsgi_app(environ, lambda *_: lambda _: None))

    return visit


@contextmanager
def _overheard(calls: list[Call], rendered: list[Rendered]) -> Iterator[None]:
    """Notes the DynamoDB calls the product makes meanwhile, and what it renders."""
    from botocore import xform_name
    from jinja2 import Template

    from chalicelib.wiring import office

    events = cast(Any, office().records).client.meta.events
    render = Template.render

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((xform_name(model.name), dict(params)))

    def noting(template: Template, **values: Any) -> str:
        rendered.append((template.name or "", values))
        return render(template, **values)

    events.register("before-parameter-build.dynamodb", note)
    Template.render = noting  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        events.unregister("before-parameter-build.dynamodb", note)
        Template.render = render  # type: ignore[method-assign]


def _cpu(visit: Callable[[dict[str, Any]], Any], event: dict[str, Any]) -> float:
    began = time.process_time()
    for _ in range(VISITS):
        visit(event)
    return (time.process_time() - began) / VISITS


def _compare(event: dict[str, Any], ways: dict[str, Callable[[dict[str, Any]], Any]]) -> dict[str, list[float]]:
    for visit in ways.values():
        _cpu(visit, event)
    orders = (list(ways.items()), list(reversed(ways.items())))
    rounds = [{name: _cpu(visit, event) for name, visit in orders[turn % 2]} for turn in range(ROUNDS)]
    return {name: [each[name] for each in rounds] for name in ways}


def main(package: str, plan: str, result: str) -> None:
    """Measures the visits of the plan; writes what they cost, what they asked of DynamoDB, and what they answered."""
    sys.path.insert(0, package)
    import app

    def ours(event: dict[str, Any]) -> Any:
        return app.app(event, None)

    measured: dict[str, Any] = {}
    for name, event in json.loads(Path(plan).read_text(encoding="utf-8")).items():
        calls: list[Call] = []
        rendered: list[Rendered] = []
        with _overheard(calls, rendered):
            answer = ours(event)
        measured[name] = {"answer": answer, "calls": calls}
        if name in ("page", "submit"):
            ways = {"ours": ours, "minimal": minimal(calls, event["httpMethod"])}
            if name == "page":
                ways["flask"] = flask_page(event["headers"]["cookie"], rendered[-1])
                if len(ways["flask"](event)) != len(answer["body"].encode()):
                    raise RuntimeError("Flask renders another page")
            measured[name]["cpu"] = _compare(event, ways)
    Path(result).write_text(json.dumps(measured, default=in_base64), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
