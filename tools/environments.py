"""Virtual environments: made when missing, rebuilt when their requirement files change.

The only tool that runs on the machine's own Python, so it stays within the standard library.
Two environments, because the emulator pins a botocore of its own::

    .venv                  requirements.txt and requirements-dev.txt
    .local/emulator-venv   tools/emulator-requirements.txt

A stamp inside each holds the hash of the requirement files it was made from.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  # the one place that may meet an older Python
    sys.exit(
        f"Giliran needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).\n"
        "Name another one like this:  make PYTHON=python3.12 ..."
    )

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """A virtual environment and the files that say what is in it."""

    purpose: str
    folder: Path
    requirements: tuple[Path, ...]

    @property
    def python(self) -> Path:
        """The interpreter inside."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The file that tells what the environment was made from."""
        return self.folder / "made-from"

    def fingerprint(self) -> str:
        """Hash of the interpreter's version and of every requirement file."""
        digest = hashlib.sha256(sys.version.encode())
        for file in self.requirements:
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def is_current(self) -> bool:
        """Whether it exists and was made from the files as they are now."""
        return (
            self.python.exists()
            and self.stamp.exists()
            and self.stamp.read_text(encoding="utf-8") == self.fingerprint()
        )


DEVELOPMENT = Environment(
    "development", PROJECT / ".venv", (PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt")
)
EMULATOR = Environment(
    "emulator", PROJECT / ".local" / "emulator-venv", (PROJECT / "tools" / "emulator-requirements.txt",)
)


def ensure(environment: Environment) -> None:
    """Make the environment unless it is current; a half-made one is made again."""
    if environment.is_current():
        return
    print(f"Preparing the {environment.purpose} environment (once; about a minute) ...", flush=True)
    shutil.rmtree(environment.folder, ignore_errors=True)
    try:
        venv.EnvBuilder(with_pip=True).create(environment.folder)
    except subprocess.CalledProcessError:
        sys.exit("Python cannot make virtual environments here. On Debian and Ubuntu:  apt-get install python3-venv")
    install = [
        str(environment.python),
        "-m",
        "pip",
        "install",
        "--no-compile",
        "--quiet",
        "--disable-pip-version-check",
    ]
    for file in environment.requirements:
        install += ["--requirement", str(file)]
    if subprocess.run(install, check=False).returncode:
        sys.exit(f"pip could not install the {environment.purpose} environment; its message stands above.")
    environment.stamp.write_text(environment.fingerprint(), encoding="utf-8")


def main(names: list[str]) -> None:
    """Ensure the environments named: `development`, `emulator`."""
    known = {environment.purpose: environment for environment in (DEVELOPMENT, EMULATOR)}
    for name in names or list(known):
        ensure(known[name])


if __name__ == "__main__":
    main(sys.argv[1:])
