"""Cold starts, side by side: each a new process, from its start to the moment it says that it is done."""

from __future__ import annotations

import compileall
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3

from tools.places import PROJECT

LIBRARIES: Final = Path(boto3.__file__).parents[1]

_CLIENTS_OWN: Final = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "urllib3")
"""What boto3's client imports; the development environment is installed without bytecode."""

_DONE: Final = "import time; print(time.process_time(), file=sys.stderr, flush=True)"
_PAGE: Final = """
import sys
sys.path[:0] = sys.argv[1:]
import json
import app
answer = app.app(json.load(sys.stdin), None)
assert answer["statusCode"] == 200, answer
"""
_CLIENT: Final = """
import sys
sys.path[:0] = sys.argv[1:]
import boto3
boto3.client("dynamodb")
"""


@dataclass(frozen=True)
class Start:
    """How long a process took to be done."""

    seconds: float
    cpu: float


@dataclass(frozen=True)
class Starter:
    """A kind of process to start: its program, and where its modules are."""

    program: str
    places: tuple[Path, ...]
    options: tuple[str, ...] = ()

    def start(self, event: dict[str, Any], surroundings: dict[str, str]) -> Start:
        """Starts one and waits until it is done. Raises RuntimeError when it fails."""
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-S", *self.options, "-c", self.program + _DONE, *map(str, self.places)],
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        said, complained = process.stdin, process.stderr
        if said is None or complained is None:
            raise AssertionError("pipes were asked for")
        with process, said, complained:
            said.write(json.dumps(event))
            said.close()
            line = complained.readline()
            took = time.perf_counter() - began
            rest = complained.read()
        try:
            return Start(took, float(line))
        except ValueError:
            raise RuntimeError(line + rest) from None


def finished(package: Path) -> Starter:
    """The unpacked finished package, up to the first page."""
    return Starter(_PAGE, (package,))


def unfinished() -> Starter:
    """The same code as Chalice would package it: no bytecode, every service's data, templates as they are written."""
    nowhere = tempfile.gettempdir() + "/giliran-without-bytecode"
    return Starter(_PAGE, (PROJECT, LIBRARIES), ("-B", "-X", f"pycache_prefix={nowhere}"))


def bare_client() -> Starter:
    """A stock boto3 client for DynamoDB, from bytecode like ours, and nothing else."""
    for name in _CLIENTS_OWN:
        compileall.compile_dir(LIBRARIES / name, quiet=2)
    compileall.compile_file(LIBRARIES / "six.py", quiet=2)
    return Starter(_CLIENT, (LIBRARIES,))
