"""The examples in the docstrings run, on a copy of the demonstration."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import gis.matching
import gis.matching.portfolio
import gis.matching.rules.building.column_grid
import gis.matching.scheme.values


@pytest.mark.parametrize(
    "module",
    [gis.matching, gis.matching.scheme.values, gis.matching.rules.building.column_grid, gis.matching.portfolio],
    ids=lambda module: module.__name__,
)
def test_docstring_examples_run(module: object, demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo_folder.parent)
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted
    assert not found.failed
