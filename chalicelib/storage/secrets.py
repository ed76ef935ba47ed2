"""The keys of links and codes.

The secret's current and previous versions are the two active keys: rotating makes the current one previous, so links
that are still young go on working.
"""

import json
import time
from typing import TYPE_CHECKING

from msgspec import Struct, field

from chalicelib.storage.table import reached

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_SECONDS = 300
VERSIONS = ("AWSCURRENT", "AWSPREVIOUS")


class KeyRing(Struct):
    """The active keys by id, the signing one first; read when first needed and kept for five minutes."""

    client: "SecretsManagerClient"
    secret: str
    _keys: dict[str, bytes] = field(default_factory=dict)
    _read_at: float = float("-inf")

    def __call__(self) -> dict[str, bytes]:
        """The keys. Raises Busy when Secrets Manager is out of reach, what it raises when there is no current one."""
        if time.monotonic() - self._read_at > KEPT_SECONDS:
            self._keys = dict(key for version in VERSIONS for key in self._version(version))
            self._read_at = time.monotonic()
        return self._keys

    def _version(self, stage: str) -> list[tuple[str, bytes]]:
        missing = self.client.exceptions.ResourceNotFoundException
        try:
            with reached():
                answer = self.client.get_secret_value(SecretId=self.secret, VersionStage=stage)
        except missing:
            if stage == VERSIONS[0]:
                raise
            return []
        content = json.loads(answer["SecretString"])
        return [(content["kid"], content["key"].encode())]
