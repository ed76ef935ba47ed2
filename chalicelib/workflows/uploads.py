"""Files that are brought straight to the bucket, looked at there, and then kept with a record.

The bucket's form only puts a file aside. It counts when the person, back on our page, attaches what arrived; its type
is what its content says, whatever its name. What nobody attaches expires.
"""

import re
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from chalicelib.domain.file_types import BUCKET_TAKES, Taking, refuse_size, type_of
from chalicelib.domain.people import Actor
from chalicelib.domain.photos import without_notes
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.uploads import FileType, StoredFile, Upload
from chalicelib.workflows.ports import Office

_UPLOAD = re.compile(r"[a-z2-7]{16}")


class Folder(StrEnum):
    """Where files of a kind lie in the bucket; what is put aside lies in its `incoming` and expires there."""

    SCANS = "scans"
    EVIDENCE = "evidence"


def offer(office: Office, folder: Folder, owner: str, upload: str, back: str) -> Upload:
    """A form that brings one file for the record `owner` to the bucket, and the browser on to `back`."""
    return office.files.offer(_set_aside(folder, owner, upload), BUCKET_TAKES, back)


def judged(office: Office, folder: Folder, owner: str, upload: str, taking: Taking) -> tuple[FileType, bytes]:
    """What was put aside for the record `owner`, and its type by its content. Raises Unfit saying what is wrong."""
    name = _set_aside(folder, owner, upload)
    refuse_size(office.files.size(name), taking)
    content = office.files.read(name)
    return type_of(content, taking), content


def keep(
    office: Office, folder: Folder, owner: str, media_type: FileType, content: bytes, actor: Actor, at: datetime
) -> StoredFile:
    """Keeps what arrived for `owner` under a name of its own content, where no upload form leads; photos without what
    the camera noted in them.

    One request; the record is still to be written.
    """
    content = without_notes(media_type, content)
    digest = sha256(content).hexdigest()
    name = f"{folder}/{owner}/{digest[:16]}.{media_type.ending}"
    office.files.save(name, content, media_type.value)
    return StoredFile(name, media_type, digest, len(content), at, actor.id, actor.name)


def _set_aside(folder: Folder, owner: str, upload: str) -> str:
    if not _UPLOAD.fullmatch(upload):
        raise NotFound
    return f"{folder}/incoming/{owner}/{upload}"
