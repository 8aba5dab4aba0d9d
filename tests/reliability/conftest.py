"""The service as a planner starts it, and where figures are taken down."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.api.serving import running
from tests.reliability.figures import keep

Keep = Callable[[str, str, str, str], None]


@pytest.fixture(scope="session")
def service(demo_folder: Path) -> Iterator[str]:
    """Address of the command over the demonstration, in a process of its own."""
    with running(demo_folder) as (_, address):
        yield address


@pytest.fixture
def take_down() -> Keep:
    """Takes down check, question, figure and bound where ``make soak`` says where to."""
    file = os.environ.get("LANDSTOCK_FIGURES")
    return partial(keep, Path(file)) if file else lambda *_: None
