"""The libraries of the package, built by Chalice once per `requirements.txt`.

Chalice fetches every wheel again whenever a line of the application changes. So the libraries are
packaged by themselves, with a bare application, and kept; packaging the application then adds its
own files to a copy, which takes seconds instead of a minute. They are kept finished: slim and compiled.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

from tools import finishing
from tools.places import REGION

BARE: Final = """\
from chalice import Chalice

app = Chalice(app_name="giliran")


@app.lambda_function()
def nothing(event, context):
    pass
"""
_APPLICATION: Final = ("app.py", "chalice")


class UnfitPackageError(Exception):
    """The package would not run in the cloud; the message says why."""


def dependencies(requirements: Path, build: Path) -> Path:
    """A finished zip of the libraries the requirements name, made unless it is there. Raises UnfitPackageError."""
    kept = build / "dependencies" / f"{_fingerprint(requirements)}.zip"
    if kept.exists():
        return kept
    shutil.rmtree(kept.parent, ignore_errors=True)
    project = kept.parent / "project"
    (project / ".chalice").mkdir(parents=True)
    (project / "app.py").write_text(BARE, encoding="utf-8")
    (project / ".chalice" / "config.json").write_text(json.dumps({"version": "2.0", "app_name": "giliran"}))
    shutil.copyfile(requirements, project / "requirements.txt")
    chalice_package(project, kept.parent / "out", "dependencies")
    refuse_own_machine(kept.parent / "out" / "deployment.zip")
    libraries = kept.parent / "libraries"
    finishing.unpack(kept.parent / "out" / "deployment.zip", libraries)
    _drop_application(libraries)
    finishing.slim(libraries)
    finishing.compile_code(libraries, keep_sources=False)
    half = kept.with_suffix(".part")
    finishing.pack(libraries, half)
    half.rename(kept)
    for folder in (project, kept.parent / "out", libraries):
        shutil.rmtree(folder)
    return kept


def chalice_package(project: Path, out: Path, stage: str, merge: Path | None = None) -> None:
    """Run `chalice package`; `out` then holds `deployment.zip` and `sam.json`. Raises UnfitPackageError."""
    chalice = [sys.executable, "-c", "from chalice.cli import main; raise SystemExit(main())"]
    arguments = ["package", "--pkg-format", "cloudformation", "--stage", stage]
    if merge is not None:
        arguments += ["--merge-template", str(merge.resolve())]
    # Chalice asks for a region to write service names, and imports the application to find its routes.
    surroundings = {**os.environ, "AWS_DEFAULT_REGION": REGION}
    done = subprocess.run(
        [*chalice, *arguments, str(out.resolve())],
        cwd=project,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnfitPackageError(f"`chalice package` failed:\n{done.stdout}{done.stderr}")


def refuse_own_machine(code: Path) -> None:
    """Raise UnfitPackageError for a wheel that was silently built here and may not run in the cloud."""
    with zipfile.ZipFile(code) as opened:
        for name in opened.namelist():
            if name.endswith(".dist-info/WHEEL"):
                _refuse_tags(name, opened.read(name).decode())


def _refuse_tags(name: str, wheel: str) -> None:
    for line in wheel.splitlines():
        key, _, tag = line.partition(":")
        if key == "Tag" and tag.strip().endswith(("-linux_x86_64", "-linux_aarch64")):
            raise UnfitPackageError(
                f"{name} was built on this machine ({tag.strip()}) and may not run in the cloud. "
                "Pin a version in requirements.txt that has a manylinux wheel for this Python."
            )


def _drop_application(unpacked: Path) -> None:
    """What Chalice packs with any application comes again with ours."""
    for name in _APPLICATION:
        place = unpacked / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()


def _fingerprint(requirements: Path) -> str:
    made_by = Path(finishing.__file__).read_bytes()
    return hashlib.sha256(sys.version.encode() + made_by + requirements.read_bytes()).hexdigest()[:16]
