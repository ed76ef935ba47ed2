"""The bucket: letters, summaries, exports."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS = 120


@dataclass(frozen=True)
class Bucket:
    """One bucket; `client` signs with s3v4 and addresses it by its own host."""

    client: "S3Client"
    name: str

    def save(self, name: str, content: bytes, media_type: str) -> None:
        """Keeps `content` under `name`."""
        self.client.put_object(Bucket=self.name, Key=name, Body=content, ContentType=media_type)

    def exists(self, name: str) -> bool:
        """Whether something is kept under `name`; S3 answers 403 for what is missing to those who may not list."""
        try:
            self.client.head_object(Bucket=self.name, Key=name)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("403", "404", "NoSuchKey", "AccessDenied"):
                return False
            raise
        return True

    def link(self, name: str, shown_as: str) -> str:
        """An address that downloads the file as an attachment for two minutes."""
        disposition = f'attachment; filename="{shown_as}"'
        wanted = {"Bucket": self.name, "Key": name, "ResponseContentDisposition": disposition}
        return self.client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_SECONDS)
