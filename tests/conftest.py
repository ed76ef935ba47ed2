"""How the tests are shared out when several processes run them (`make test`)."""

from __future__ import annotations

import pytest

TOGETHER = {"deployed": "package", "tools": "package", "storage": "storage"}
"""Rooms that stay in one process: what packages the application, and what shares an emulator."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays in one process too."""
    for item in items:
        room = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(TOGETHER.get(room, f"{room}/{item.path.name}")))
