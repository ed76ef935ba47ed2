"""What differs between a city's stages: read once from the environment, which the stack's template fills."""

from collections.abc import Mapping

from msgspec import Struct


class MissingSetting(RuntimeError):
    """A variable the deployment should have set."""


class Settings(Struct, frozen=True):
    """What every function needs."""

    table: str
    trail: str
    bucket: str
    keys: str
    """The secret that holds the keys of links and codes, by ARN."""
    city: str
    public_url: str = ""
    """Address of a domain of our own, without a slash at the end; "" where the gateway's own address is used."""


class PostSettings(Struct, frozen=True):
    """What only workers need, who write to people and to the queue."""

    base_url: str
    """Where pages are reached, without a slash at the end."""
    sender: str
    queue_url: str


def settings(environment: Mapping[str, str]) -> Settings:
    """The settings of any function. Raises MissingSetting naming the first variable that is not set."""
    table, trail, bucket, keys, city = (
        _read(environment, name) for name in ("TABLE", "TRAIL", "BUCKET", "KEYS", "CITY")
    )
    return Settings(table, trail, bucket, keys, city, environment.get("GILIRAN_PUBLIC_URL", "").rstrip("/"))


def post_settings(environment: Mapping[str, str]) -> PostSettings:
    """The settings of a worker. Raises MissingSetting naming the first variable that is not set."""
    base_url, sender, queue_url = (_read(environment, name) for name in ("BASE_URL", "SENDER", "QUEUE_URL"))
    return PostSettings(base_url.rstrip("/"), sender, queue_url)


def _read(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(f"GILIRAN_{name}", "")
    if not value:
        raise MissingSetting(f"GILIRAN_{name} is not set")
    return value
