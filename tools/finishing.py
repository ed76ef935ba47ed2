"""What makes the package quick to start, done to its files before they are zipped.

A function's folder is read-only and `chalice package` ships no bytecode, so without this every cold start would compile
every module again. `slim` is for the libraries and drops what no request reads; `compile_templates` and `compile_code`
leave nothing to compile; `pack` zips a folder so that the same files give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

SERVICES: Final = ("dynamodb", "s3", "secretsmanager", "sesv2", "sqs", "sts")
"""Services whose models ship, as botocore names them. `sts` is there for credentials."""
ENDPOINT_NAMES: Final = frozenset({"dynamodb", "s3", "secretsmanager", "email", "sqs", "sts"})
"""The same as `endpoints.json` names them."""
PARTITION: Final = "aws"
MODEL_FILES: Final = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2", "service-2.sdk-extras")
LOCALES: Final = frozenset({"root.dat", "id.dat", "en.dat"})
COUNTRY: Final = "indonesia"
HOLIDAY_LANGUAGE: Final = "id"
"""Of the holidays package."""
RUN_IN: Final = "/var/task"
"""Where the functions' files lie in the cloud, as tracebacks name them."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNREAD: Final = ("*.pyi", "py.typed", "*.dist-info/RECORD")
_TEMPLATES: Final = """
from jinja2 import FileSystemLoader
from chalicelib.domain.texts import Language
from chalicelib.rendering import COMPILED, TEMPLATES, environment
sources = environment(Language.INDONESIAN).overlay(loader=FileSystemLoader(TEMPLATES))
sources.compile_templates(COMPILED, extensions=("html", "txt"), zip=None, ignore_errors=False)
"""


class UnfinishedError(Exception):
    """A step of finishing failed; the message holds what it said."""


def slim(libraries: Path) -> None:
    """Drop from an unpacked folder of libraries what nobody reads at run time."""
    _slim_botocore(libraries / "botocore" / "data")
    for locale in (libraries / "babel" / "locale-data").glob("*.dat"):
        if locale.name not in LOCALES:
            locale.unlink()
    _slim_holidays(libraries / "holidays")
    for pattern in _UNREAD:
        for file in libraries.rglob(pattern):
            file.unlink()


def compile_templates(application: Path) -> None:
    """Compile the templates in an unpacked application, by the settings it renders them with."""
    _python(application, "-c", _TEMPLATES)


def compile_code(folder: Path, *, keep_sources: bool) -> None:
    """Compile every module to bytecode that is trusted as it stands: nobody looks at dates, nobody compiles again.

    Without its source a module is found with fewer questions to the disk, but a traceback cannot quote it.
    One process and a fixed hash seed: two workers, or two seeds, would give the same code in other bytes.
    """
    here = str(folder.resolve())
    how = ["--invalidation-mode", "unchecked-hash", "-s", here, "-p", RUN_IN, *([] if keep_sources else ["-b"])]
    _python(folder, "-m", "compileall", "-q", *how, here)
    if not keep_sources:
        for source in folder.rglob("*.py"):
            source.unlink()


def unpack(packed: Path, folder: Path) -> None:
    """Unpack a zip into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(packed) as given:
        given.extractall(folder)


def pack(folder: Path, packed: Path) -> None:
    """Zip a folder: sorted names, one date, readable by everybody, so that the same files give the same bytes."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        append(folder, made)


def append(folder: Path, made: zipfile.ZipFile) -> None:
    """Add a folder's files to an open zip, as `pack` would."""
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (0o100755 if os.access(file, os.X_OK) else 0o100644) << 16
        made.writestr(entry, file.read_bytes())


def _slim_holidays(package: Path) -> None:
    """One country of two hundred and fifty; asked for any, the package would import them all."""
    for folder, kept, content in (("countries", COUNTRY, f"from .{COUNTRY} import *\n"), ("financial", "", "")):
        for module in (package / folder).glob("*.py"):
            if module.stem != kept:
                module.unlink()
        (package / folder / "__init__.py").write_text(content, encoding="utf-8")
    for language in (package / "locale").iterdir():
        if language.name != HOLIDAY_LANGUAGE:
            shutil.rmtree(language)


def _slim_botocore(data: Path) -> None:
    for service in [each for each in data.iterdir() if each.is_dir()]:
        if service.name not in SERVICES:
            shutil.rmtree(service)
            continue
        *older, newest = sorted(service.iterdir())
        for version in older:
            shutil.rmtree(version)
        for file in newest.iterdir():
            _slim_model(file)
    endpoints = data / "endpoints.json"
    _write(endpoints, _slim_endpoints(json.loads(endpoints.read_text(encoding="utf-8"))))


def _slim_model(file: Path) -> None:
    """Models are read faster without their documentation, and without being unzipped first."""
    name = file.name.removesuffix(".gz").removesuffix(".json")
    if name not in MODEL_FILES:
        file.unlink()
        return
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    file.unlink()
    _write(file.with_name(f"{name}.json"), _undocumented(json.loads(content)))


def _undocumented(model: Any) -> Any:
    """The model with empty `documentation` texts, since botocore asks for some; a member of that name is no text."""
    if isinstance(model, dict):
        return {
            key: "" if key == "documentation" and isinstance(value, str) else _undocumented(value)
            for key, value in model.items()
        }
    return [_undocumented(each) for each in model] if isinstance(model, list) else model


def _slim_endpoints(endpoints: dict[str, Any]) -> dict[str, Any]:
    """The one partition we deploy to, and its endpoints of the services we use."""
    partitions = [each for each in endpoints["partitions"] if each["partition"] == PARTITION]
    for partition in partitions:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in ENDPOINT_NAMES}
    return {**endpoints, "partitions": partitions}


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")


def _python(folder: Path, *arguments: str) -> None:
    """Run this Python in `folder`, which comes before whatever is installed."""
    surroundings = {"PYTHONPATH": ".", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnfinishedError(f"{done.stdout}{done.stderr}")
