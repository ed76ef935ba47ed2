"""`make logs`: what the functions of the running local instance write, as it comes.

One line per entry: time, function, text. The platform's own START, END and REPORT lines are left out.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tools.deployment import Deployment, describe
from tools.run import RUNNING
from tools.stack import DeploymentError

FUNCTIONS: Final = ("api", "deliver", "sweep", "tick", "work")
_PLATFORM: Final = ("START RequestId", "END RequestId", "REPORT RequestId", "INIT_START")


@dataclass(frozen=True, order=True)
class Line:
    """One log entry; `at` is in milliseconds since 1970."""

    at: int
    function: str
    text: str

    def __str__(self) -> str:
        moment = datetime.fromtimestamp(self.at / 1000, UTC).strftime("%H:%M:%S")
        return f"{moment} {self.function:<8}{self.text.rstrip()}"


def lines(deployed: Deployment, since: int = 0) -> list[Line]:
    """Every function's entries from a moment (milliseconds since 1970) on, in order."""
    logs = deployed.clients.logs()
    found = []
    for name in FUNCTIONS:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{deployed.function(name)}", startTime=since
        )
        for page in pages:
            found += [
                Line(event["timestamp"], name, event["message"])
                for event in page["events"]
                if not event["message"].startswith(_PLATFORM)
            ]
    return sorted(found)


def follow(deployed: Deployment) -> Iterator[Line]:
    """The entries so far, then each new one."""
    seen: set[Line] = set()
    since = 0
    while True:
        for line in lines(deployed, since):
            if line not in seen:
                seen.add(line)
                since = max(since, line.at - 10_000)
                yield line
        time.sleep(1)


def main() -> None:
    """Follow the running instance until Ctrl-C."""
    if not RUNNING.exists():
        sys.exit("Nothing is running. Start it first:  make run")
    endpoint = json.loads(RUNNING.read_text(encoding="utf-8"))["endpoint"]
    with contextlib.suppress(KeyboardInterrupt):
        try:
            for line in follow(describe(endpoint)):
                print(line, flush=True)
        except DeploymentError as failure:
            sys.exit(str(failure))


if __name__ == "__main__":
    main()
