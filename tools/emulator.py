"""The AWS emulator: started, watched, and stopped so that it writes its state.

It keeps its state in memory and writes it when it is stopped with SIGTERM; a hard kill loses
what came since the start. Its own environment is nearly empty on purpose: functions inherit it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from tools.environments import EMULATOR, PROJECT
from tools.places import EMULATOR_PORT, LOOPBACK, REGION

CREDENTIALS: Final = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
"""The emulator's root: deploys and loads data. Functions run with their own roles' credentials."""

_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 120


class EmulatorError(Exception):
    """The emulator did not start; the message holds the end of its log."""


@dataclass
class Emulator:
    """One emulator process on the loopback interface, with its state under `home`."""

    home: Path
    port: int
    persist: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _log: IO[bytes] | None = field(default=None, init=False)

    @property
    def endpoint(self) -> str:
        """Where AWS's APIs answer."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def log_file(self) -> Path:
        """What the emulator and the functions wrote."""
        return self.home / "emulator.log"

    @property
    def pid_file(self) -> Path:
        """Holds the process id while the emulator runs."""
        return self.home / "emulator.pid"

    def start(self) -> None:
        """Start and wait until it answers. Raises EmulatorError."""
        _forget_stream_positions(self.home / "state" / "lambda.json")
        scratch = self.home / "tmp"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        self._log = self.log_file.open("wb")
        self.process = subprocess.Popen(
            [str(EMULATOR.python), "-m", "ministack"],
            cwd=self.home,
            env=self._surroundings(scratch),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal reaches us alone, and we stop the emulator in order.
            start_new_session=True,
        )
        self.pid_file.write_text(str(self.process.pid), encoding="utf-8")
        self._await_health()

    def _surroundings(self, scratch: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        return kept | {
            "HOME": str(self.home),
            "TMPDIR": str(scratch),
            "PYTHONUNBUFFERED": "1",
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            "AUTH": "true",
            "PERSIST_STATE": "1" if self.persist else "0",
            "STATE_DIR": str(self.home / "state"),
            "S3_PERSIST": "1" if self.persist else "0",
            "S3_DATA_DIR": str(self.home / "files"),
            "LAMBDA_WARM_TTL_SECONDS": "3600",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "INFO",
        }

    def _await_health(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                self.ask("/_ministack/health")
                return
            time.sleep(0.1)
        end = self.log_file.read_text(encoding="utf-8", errors="replace")[-3000:]
        self.stop()
        raise EmulatorError(f"The emulator did not start on port {self.port}. The end of {self.log_file}:\n{end}")

    def ask(self, path: str) -> Any:
        """Read one of the emulator's own JSON pages. Raises OSError."""
        return ask(self.endpoint, path)

    def stop(self) -> None:
        """Stop it, waiting while it writes the state it keeps; kill it when it keeps none, or hangs."""
        if self.process is not None:
            _end(self.process, patience=_STOP_SECONDS if self.persist else 0)
            self.process = None
        if self._log is not None:
            self._log.close()
            self._log = None
        self.pid_file.unlink(missing_ok=True)
        shutil.rmtree(self.home / "tmp", ignore_errors=True)


def ask(endpoint: str, path: str) -> Any:
    """Read one of an emulator's own JSON pages. Raises OSError."""
    with urllib.request.urlopen(endpoint + path, timeout=10) as answer:  # noqa: S310  # our own http address
        return json.load(answer)


def _forget_stream_positions(state: Path) -> None:
    """Let streams be read from their beginning again.

    The emulator keeps how far a stream was read, but not the stream: after a restart it would skip
    as many new records as there were old ones.
    """
    if state.exists():
        kept = json.loads(state.read_text(encoding="utf-8"))
        kept.get("payload", {}).pop("dynamodb_stream_positions", None)
        state.write_text(json.dumps(kept), encoding="utf-8")


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def stop_left_over(pid_file: Path) -> None:
    """Stop an emulator that outlived its `make run` (a closed terminal, a kill), keeping its state."""
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text(encoding="utf-8"))
    deadline = time.monotonic() + _STOP_SECONDS
    while _is_ours(pid) and time.monotonic() < deadline:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        time.sleep(0.5)
    pid_file.unlink(missing_ok=True)


def _is_ours(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return str(PROJECT).encode() in command and b"ministack" in command


def port_near(usual: int = EMULATOR_PORT) -> int:
    """The usual port when it is free, otherwise the next free one: addresses in mail outlive a restart."""
    for candidate in (*range(usual, usual + 10), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, candidate))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise EmulatorError("No free port on the loopback interface.")
