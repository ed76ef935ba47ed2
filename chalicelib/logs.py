"""One JSON line for each thing worth a line. Never a path, a query, a cookie or an address."""

import logging
import sys
from typing import Any

import msgspec

FIELDS = ("route", "method", "status", "ms", "reference", "errand", "entry", "handed_out", "trouble", "marked")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON with the fields we know, and the traceback of an unexpected exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        told: dict[str, Any] = {"level": record.levelname, "message": record.getMessage()}
        told |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(told).decode()


def configure() -> None:
    """Sends our own log lines to standard output, which is where Lambda takes them from."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("chalicelib")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False
