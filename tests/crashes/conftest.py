"""Worlds in moto; those in the emulator are killed in `tests/storage`, which has one."""

from __future__ import annotations

from tests.storage.conftest import mocked, moto_client

__all__ = ["mocked", "moto_client"]
