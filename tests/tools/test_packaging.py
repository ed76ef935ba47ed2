"""What a package may hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tools import gateway_pages, packaging
from tools.dependencies import UnfitPackageError
from tools.packaging import Package

SHIPPED = ("templates/layout.html", "static/giliran.css", "locale/giliran.pot")


def a_package(folder: Path, *, wheel_tag: str = "cp311-cp311-manylinux_2_28_x86_64", leave_out: str = "") -> Package:
    made = Package("local", folder)
    with zipfile.ZipFile(made.code, "w") as code:
        code.writestr("some-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {wheel_tag}\n")
        for name in SHIPPED:
            if not leave_out or not name.startswith(leave_out):
                code.writestr(name, "x")
    return made


@pytest.mark.parametrize("tag", ["py3-none-any", "cp311-cp311-manylinux_2_28_x86_64"])
def test_a_wheel_made_for_everybody_is_accepted(tmp_path: Path, tag: str) -> None:
    packaging._check(a_package(tmp_path, wheel_tag=tag))


def test_a_wheel_built_on_this_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitPackageError, match="built on this machine"):
        packaging._check(a_package(tmp_path, wheel_tag="cp311-cp311-linux_x86_64"))


@pytest.mark.parametrize("folder", ["templates", "static", "locale"])
def test_a_package_without_what_the_pages_need_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(UnfitPackageError, match=f"vendor/{folder}"):
        packaging._check(a_package(tmp_path, leave_out=folder))


def test_every_gateway_page_is_merged_into_the_definition() -> None:
    definition = packaging.resources()["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    pages = definition["x-amazon-apigateway-gateway-responses"]

    assert pages["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == 404
    assert pages["REQUEST_TOO_LARGE"]["statusCode"] == 413
    assert pages["INTEGRATION_TIMEOUT"]["statusCode"] == 504
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "INTEGRATION_FAILURE"} <= pages.keys()


@pytest.mark.parametrize("page", gateway_pages.PAGES, ids=lambda page: page.response_type)
def test_a_gateway_page_says_the_same_in_both_languages(page: gateway_pages.GatewayPage) -> None:
    html = page.html()

    assert '<html lang="id">' in html
    assert f"<h1>{page.title}</h1>" in html
    assert '<div lang="en">' in html
    assert len({page.title, page.text, page.english_title, page.english, ""}) == 5
    assert html.count(gateway_pages.HOME) == 2
