"""The mail the application sent, kept in files: the emulator forgets it when it stops.

`collect` asks the emulator for what it holds and writes what is new, one JSON file per mail, named
so that the names sort by time. Bodies stay as they were sent; showing them safely is the page's job.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One mail as it was sent. `sent` is an ISO time in UTC."""

    id: str
    sent: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str

    def links(self) -> list[str]:
        """The addresses in the text part, in order."""
        return re.findall(r"https?://[^\s<>\"]+", self.text)


class Mailbox:
    """A folder of mails, newest first when read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._known = {_id_in(file) for file in self.folder.glob("*.json")}
        self._collecting = threading.Lock()

    def collect(self, ask: Callable[[str], Any]) -> int:
        """Keep what the emulator has sent since the last time; how many there were. Raises OSError."""
        with self._collecting:
            sent = [
                _read(record) for records in ask("/_ministack/ses/messages")["messages"].values() for record in records
            ]
            fresh = [mail for mail in sent if mail.id not in self._known]
            for mail in fresh:
                self._keep(mail)
            return len(fresh)

    def _keep(self, mail: Mail) -> None:
        file = self.folder / f"{re.sub('[^0-9]', '', mail.sent)[:17]:0<17}_{mail.id}.json"
        half = file.with_suffix(".part")
        half.write_text(json.dumps(asdict(mail), ensure_ascii=False), encoding="utf-8")
        half.rename(file)
        self._known.add(mail.id)

    def mails(self) -> list[Mail]:
        """Every mail kept, newest first."""
        files = sorted(self.folder.glob("*.json"), reverse=True)
        return [_load(file) for file in files]

    def find(self, mail_id: str) -> Mail | None:
        """The mail of that id, if there is one."""
        return next((_load(file) for file in self.folder.glob("*.json") if _id_in(file) == mail_id), None)


def _read(record: dict[str, Any]) -> Mail:
    raw_id = re.sub(r"[^0-9A-Za-z-]", "-", str(record["MessageId"]))
    return Mail(
        id=raw_id,
        sent=_as_utc(record["Timestamp"]),
        sender=str(record["Source"]),
        to=tuple(record.get("To") or []),
        subject=str(record.get("Subject") or ""),
        text=str(record.get("BodyText") or ""),
        html=str(record.get("BodyHtml") or ""),
    )


def _as_utc(timestamp: str | float) -> str:
    """The emulator gives either seconds since 1970 or an ISO text."""
    if isinstance(timestamp, int | float):
        return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="milliseconds")
    moment = datetime.fromisoformat(timestamp)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds")


def _id_in(file: Path) -> str:
    return file.stem.partition("_")[2]


def _load(file: Path) -> Mail:
    record = json.loads(file.read_text(encoding="utf-8"))
    return Mail(**{**record, "to": tuple(record["to"])})
