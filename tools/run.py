"""`make run`: the whole application on one machine, until Ctrl-C.

    package ─► emulator ─► stack ─► demonstration city (when the table is empty) ─► mail page ─► wait

Everything lives under `.local/`. Ctrl-C and SIGTERM stop it in order, so that the emulator writes
its state; a second start keeps the data and takes the new code.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from tools import environments
from tools.dependencies import UnfitPackageError
from tools.deployment import Deployment, deploy
from tools.emulator import CREDENTIALS, Emulator, EmulatorError, ask, port_near, stop_left_over
from tools.mail_page import MailPage
from tools.mailbox import Mailbox
from tools.packaging import package
from tools.places import LOCAL, MAIL_PORT, PROJECT, REGION
from tools.stack import DeploymentError

RUNNING: Final = LOCAL / "running.json"
"""Where the running instance answers, for the other tools."""

_CITY: Final = LOCAL / "city.json"


class StoppedError(Exception):
    """Somebody asked us to stop."""


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"  {what} ...", end="", flush=True)
    began = time.monotonic()
    yield
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def load_city(deployed: Deployment, listing: Path) -> list[dict[str, str]]:
    """Load the demonstration city; the accounts to sign in as, with `role`, `name` and `mail`.

    They are listed in the file given, too. Raises DeploymentError when the city's program fails.
    """
    command = [sys.executable, "-m", "tools.city", "--endpoint", deployed.endpoint, "--out", str(listing)]
    command += ["--table", deployed.table, "--trail", deployed.trail]
    surroundings = {
        **os.environ,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
    }
    done = subprocess.run(command, cwd=PROJECT, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeploymentError(f"The demonstration city could not be loaded:\n{done.stdout}{done.stderr}")
    return accounts(listing)


def accounts(listing: Path) -> list[dict[str, str]]:
    """The accounts a city was loaded with, none when there is no city."""
    known: list[dict[str, str]] = json.loads(listing.read_text(encoding="utf-8")) if listing.exists() else []
    return known


def run() -> None:
    """Bring everything up, print where it is, and stay until told to stop."""
    print("Giliran on this machine:", flush=True)
    environments.ensure(environments.EMULATOR)
    with step("Packaging the application"):
        made = package("local")
    mailbox = Mailbox(LOCAL / "mail")
    _stop_left_over(mailbox)
    emulator = Emulator(LOCAL, port_near())
    pages: MailPage | None = None
    try:
        with step("Starting the emulator"):
            emulator.start()
        with step("Deploying the package by CloudFormation"):
            deployed = deploy(made, emulator.endpoint)
        _load_city_once(deployed)
        pages = MailPage(mailbox, emulator.ask, port_near(MAIL_PORT))
        pages.start()
        RUNNING.write_text(json.dumps({"endpoint": emulator.endpoint}), encoding="utf-8")
        print(_welcome(deployed, pages.address), flush=True)
        _wait(emulator)
    finally:
        # A second Ctrl-C must not interrupt the emulator while it writes.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _stop(emulator, pages)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of this folder. Raises EmulatorError when another `make run` holds it."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            raise EmulatorError("Giliran is already running from this folder; stop that one first.") from held
        yield


def _stop_left_over(mailbox: Mailbox) -> None:
    """Stop an emulator that outlived its `make run` (a closed terminal, a kill), keeping what it holds."""
    if RUNNING.exists():
        endpoint = json.loads(RUNNING.read_text(encoding="utf-8"))["endpoint"]
        with contextlib.suppress(OSError):
            mailbox.collect(lambda path: ask(endpoint, path))
    stop_left_over(LOCAL / "emulator.pid")


def _load_city_once(deployed: Deployment) -> None:
    if not deployed.is_empty():
        return
    if importlib.util.find_spec("tools.city") is None:
        print("  There is no demonstration city to load (tools/city.py); the tables stay empty.")
        return
    with step("Loading the demonstration city"):
        load_city(deployed, _CITY)


def _wait(emulator: Emulator) -> None:
    while emulator.process is not None and emulator.process.poll() is None:
        time.sleep(0.5)
    raise EmulatorError(f"The emulator ended by itself; its log is {emulator.log_file.relative_to(PROJECT)}.")


def _stop(emulator: Emulator, pages: MailPage | None) -> None:
    print("\nStopping; the data is being written (some seconds) ...", flush=True)
    RUNNING.unlink(missing_ok=True)
    if pages is not None:
        pages.stop()
    emulator.stop()
    print("Stopped. Everything is kept under .local/ for the next `make run`.", flush=True)


def _welcome(deployed: Deployment, mail_address: str) -> str:
    lines = ["", f"  Application   {deployed.base_url}/", f"  Mail          {mail_address}"]
    known = accounts(_CITY)
    if known:
        lines += ["", "  Sign in with one of these addresses; the code arrives on the mail page:"]
        lines += [f"    {account['role']:<14}{account['mail']:<44}{account['name']}" for account in known]
    lines += [
        "",
        "  Logs          make logs   (the emulator's own: .local/emulator.log)",
        "  Ctrl-C stops everything and keeps the data.",
        "",
    ]
    return "\n".join(lines)


def _stop_asked(_number: int, _frame: FrameType | None) -> NoReturn:
    raise StoppedError


def main() -> None:
    """Run until Ctrl-C or SIGTERM; a failure is one message, not a traceback."""
    signal.signal(signal.SIGTERM, _stop_asked)
    signal.signal(signal.SIGINT, _stop_asked)
    try:
        with alone():
            run()
    except StoppedError:
        return
    except (UnfitPackageError, EmulatorError, DeploymentError) as failure:
        sys.exit(f"\n{failure}")


if __name__ == "__main__":
    main()
