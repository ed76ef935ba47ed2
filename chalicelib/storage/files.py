"""The bucket: letters, summaries, exports, scans, and staff lists that were handed in."""

from typing import TYPE_CHECKING, TypeVar

import msgspec
from botocore.exceptions import ClientError
from msgspec import Struct

from chalicelib.domain.refusals import NotFound
from chalicelib.domain.scans import Upload
from chalicelib.domain.texts import text

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

P = TypeVar("P")
LINK_SECONDS = 120
UPLOAD_SECONDS = 1800
"""How long an upload form may lie open on a phone."""
MISSING = frozenset({"403", "404", "NoSuchKey", "AccessDenied"})


class Bucket(Struct, frozen=True):
    """One bucket; `client` signs with s3v4 and addresses it by its own host."""

    client: "S3Client"
    name: str

    def save(self, name: str, content: bytes, media_type: str) -> None:
        """Keeps `content` under `name`."""
        self.client.put_object(Bucket=self.name, Key=name, Body=content, ContentType=media_type)

    def read(self, name: str) -> bytes:
        """What is kept under `name`. Raises NotFound when nothing is (any more)."""
        try:
            return self.client.get_object(Bucket=self.name, Key=name)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise NotFound(text("Berkasnya sudah tidak disimpan.")) from None
            raise

    def save_plan(self, name: str, plan: Struct) -> None:
        """Keeps what an import would do."""
        self.save(name, msgspec.json.encode(plan), "application/json")

    def plan(self, name: str, kind: type[P]) -> P:
        """What an import would do. Raises NotFound when it is not kept any more."""
        return msgspec.json.decode(self.read(name), type=kind)

    def exists(self, name: str) -> bool:
        """Whether something is kept under `name`."""
        return self.size(name) is not None

    def size(self, name: str) -> int | None:
        """Bytes of what is kept under `name`; S3 answers 403 for what is missing to those who may not list."""
        try:
            return self.client.head_object(Bucket=self.name, Key=name)["ContentLength"]
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise

    def link(self, name: str, shown_as: str) -> str:
        """An address that downloads the file as an attachment for two minutes."""
        disposition = f'attachment; filename="{shown_as}"'
        wanted = {"Bucket": self.name, "Key": name, "ResponseContentDisposition": disposition}
        return self.client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_SECONDS)

    def offer(self, name: str, most: int, back: str) -> Upload:
        """A form that brings one file of 1 to `most` bytes under `name`, and the browser on to `back`."""
        redirect = {"success_action_redirect": back}
        made = self.client.generate_presigned_post(
            self.name,
            name,
            Fields=dict(redirect),
            Conditions=[redirect, ["content-length-range", 1, most]],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return Upload(made["url"], made["fields"])
