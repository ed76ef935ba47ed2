"""Packages the application for one stage: what goes to the cloud, and what `make run` deploys.

The pipeline::

    requirements.txt ─► chalice package ─► finished libraries, kept ──────────────┐
    app.py, chalicelib/, vendor/ ─► chalice package ─► finished application ──────┴► deployment.zip ─► check
    .chalice/resources.yaml + gateway pages ─► merge.json ┴► template.json

Finished means quick to start: see `finishing`.

It leaves `build/<stage>/deployment.zip` and `build/<stage>/template.json`. A package whose inputs
have not changed is left as it is, so a second start costs a hash.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from tools import finishing, gateway_pages
from tools.dependencies import UnfitPackageError, chalice_package, dependencies, refuse_own_machine
from tools.places import BUILD, PROJECT

STAGES: Final = ("local", "prod")

_INPUTS: Final = (
    "app.py",
    "chalicelib",
    "templates",
    "static",
    "locale",
    "vendor",
    "requirements.txt",
    ".chalice/config.json",
    ".chalice/resources.yaml",
    "tools/dependencies.py",
    "tools/finishing.py",
    "tools/gateway_pages.py",
    "tools/packaging.py",
)
_SHIPPED: Final = ("templates", "static", "locale")


@dataclass(frozen=True)
class Package:
    """A zip of code and the CloudFormation template that deploys it."""

    stage: str
    folder: Path

    @property
    def code(self) -> Path:
        """The zip every function runs from."""
        return self.folder / "deployment.zip"

    @property
    def template(self) -> Path:
        """The template, with `CodeUri` still naming the local zip."""
        return self.folder / "template.json"

    @property
    def stamp(self) -> Path:
        """The file that tells what the package was made from."""
        return self.folder / "made-from"

    def code_hash(self) -> str:
        """SHA-256 of the zip, in hex: the name it is uploaded under."""
        return hashlib.sha256(self.code.read_bytes()).hexdigest()


def package(stage: str, *, project: Path = PROJECT, build: Path = BUILD) -> Package:
    """Package the application for a stage unless that was done from the very same inputs.

    One at a time in one folder: whoever comes second waits and finds it done.
    Raises UnfitPackageError for a wheel made for this machine only, or a missing file.
    """
    build.mkdir(parents=True, exist_ok=True)
    with (build / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _packaged(Package(stage, build / stage), project, build)


def _packaged(made: Package, project: Path, build: Path) -> Package:
    fingerprint = _fingerprint(project)
    if made.stamp.exists() and made.stamp.read_text(encoding="utf-8") == fingerprint:
        return made
    shutil.rmtree(made.folder, ignore_errors=True)
    made.folder.mkdir(parents=True)
    libraries = dependencies(project / "requirements.txt", build)
    merge = made.folder / "merge.json"
    merge.write_text(json.dumps(resources(project)), encoding="utf-8")
    _package_application(made, merge, project)
    _finish(made, libraries)
    _check(made)
    made.stamp.write_text(fingerprint, encoding="utf-8")
    return made


def resources(project: Path = PROJECT) -> dict[str, Any]:
    """What is merged over Chalice's template: our resources and the gateway's pages."""
    text = (project / ".chalice" / "resources.yaml").read_text(encoding="utf-8")
    merged: dict[str, Any] = yaml.safe_load(text)
    api = merged["Resources"]["RestAPI"]["Properties"]
    api["DefinitionBody"] = {"x-amazon-apigateway-gateway-responses": gateway_pages.as_definition()}
    return merged


def _package_application(made: Package, merge: Path, project: Path) -> None:
    """Let Chalice package what is ours, seen through links and without any requirement."""
    ours = made.folder / "application"
    (ours / ".chalice").mkdir(parents=True)
    for name in ("app.py", "chalicelib", "vendor"):
        (ours / name).symlink_to(project / name)
    for file in [project / ".chalice" / "config.json", *_policies(project)]:
        (ours / ".chalice" / file.name).symlink_to(file)
    (ours / "requirements.txt").touch()
    chalice_package(ours, made.folder, made.stage, merge)
    shutil.rmtree(ours)
    (made.folder / "sam.json").rename(made.template)


def _finish(made: Package, libraries: Path) -> None:
    """Make one zip of both: a copy of the libraries, to which our few files are added, compiled like them."""
    ours = made.folder / "unpacked"
    finishing.unpack(made.code, ours)
    finishing.compile_templates(ours)
    finishing.compile_code(ours, keep_sources=True)
    shutil.copyfile(libraries, made.code)
    with zipfile.ZipFile(made.code, "a") as whole:
        finishing.append(ours, whole)
    shutil.rmtree(ours)


def _check(made: Package) -> None:
    refuse_own_machine(made.code)
    with zipfile.ZipFile(made.code) as code:
        names = code.namelist()
    if len(names) != len(set(names)):
        raise UnfitPackageError("A file of ours has the name of a library's file.")
    for folder in _SHIPPED:
        if not any(name.startswith(f"{folder}/") for name in names):
            raise UnfitPackageError(f"{folder}/ is not in the package: is vendor/{folder} a link to ../{folder}?")


def _fingerprint(project: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in _input_files(project):
        digest.update(f"\0{file.relative_to(project)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _input_files(project: Path) -> Iterator[Path]:
    for name in _INPUTS:
        place = project / name
        if not place.exists():
            raise UnfitPackageError(f"{name} is missing." + (" `make texts` makes it." if name == "locale" else ""))
        yield from sorted(_files_under(place)) if place.is_dir() else [place]
    yield from _policies(project)


def _policies(project: Path) -> list[Path]:
    return sorted((project / ".chalice").glob("policy-*.json"))


def _files_under(folder: Path) -> Iterator[Path]:
    for place in folder.rglob("*"):
        if place.is_file() and "__pycache__" not in place.parts:
            yield place


def main(arguments: list[str]) -> None:
    """Package the stage named, `prod` unless said otherwise."""
    stage = arguments[0] if arguments else "prod"
    if stage not in STAGES:
        sys.exit(f"There is no stage {stage!r}; there are {' and '.join(STAGES)}.")
    try:
        made = package(stage)
    except UnfitPackageError as unfit:
        sys.exit(str(unfit))
    size = made.code.stat().st_size / 1_000_000
    print(f"{made.code.relative_to(PROJECT)} ({size:.1f} MB)\n{made.template.relative_to(PROJECT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
