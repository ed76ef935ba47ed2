"""Where things lie on a developer's machine, and the names they go by."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent
BUILD: Final = PROJECT / "build"
LOCAL: Final = PROJECT / ".local"

REGION: Final = "ap-southeast-3"
STACK: Final = "giliran"
CITY: Final = "Pekanbaru"
SENDER: Final = "noreply@giliran.example.go.id"
DOOR: Final = "giliran.localhost"
"""The host the application answers at on one machine; browsers resolve it to the loopback address."""
STAGE_PATH: Final = "api"
"""The gateway's stage, which is also the first part of every path."""
LOOPBACK: Final = "127.0.0.1"

EMULATOR_PORT: Final = 4566
MAIL_PORT: Final = 4580
