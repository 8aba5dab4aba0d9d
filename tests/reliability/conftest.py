"""The service as a planner starts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving import running


@pytest.fixture(scope="session")
def service(demo_folder: Path) -> Iterator[str]:
    """Address of the command over the demonstration, in a process of its own."""
    with running(demo_folder) as (_, address):
        yield address
