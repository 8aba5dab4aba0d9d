"""A data folder may come from anyone: a pipe, a link or a folder where the store keeps its files is never waited for.

What would break: the start hangs for ever, without a word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gis.folder import synced_folder
from tests.gis.folders import two_layers

STORE = ("landstock.gpkg", "landstock.gpkg-wal", "landstock.gpkg-shm")
SECONDS = 60


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was opened once, with all that is kept beside it."""
    folder = two_layers(tmp_path_factory.mktemp("piped") / "layers").folder
    synced_folder(folder).inventory()
    return folder


def started(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command that opens a folder, in a process that can be ended where it waits for a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "api", *command],
        env={**os.environ, "LANDSTOCK_LAYERS": str(folder)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture
def folder(opened: Path, tmp_path: Path) -> Path:
    return shutil.copytree(opened, tmp_path / "layers")


@pytest.mark.parametrize("odd", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
@pytest.mark.parametrize("name", STORE)
def test_what_stands_in_the_place_of_the_store_is_named(folder: Path, name: str, odd: Callable[[Path], None]) -> None:
    path = folder / ".store" / name
    path.unlink(missing_ok=True)
    odd(path)
    said = started(folder, "query", "plots")
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert name in said.stderr
    assert ("a device or a pipe" if odd is os.mkfifo else "a folder") in said.stderr


@pytest.mark.parametrize("command", [("query", "plots"), ("check",)])
def test_what_stands_in_the_place_of_what_is_made_again_is_put_out(folder: Path, command: tuple[str, ...]) -> None:
    shelf = next(path for path in (folder / ".store").iterdir() if path.is_dir())
    found = [path for path in shelf.iterdir() if path.name != ".lock"]
    assert {path.suffix for path in found} >= {".arrays", ".prepared", ".sound"}
    for path in (*found, shelf / ".lock", folder / ".store" / "landstock.sources.json"):
        path.unlink(missing_ok=True)
        os.mkfifo(path)
    said = started(folder, *command)
    assert said.returncode == 0, said.stderr
    assert not [path for path in shelf.iterdir() if not path.is_file()]
    assert synced_folder(folder).inventory().layer("plots").ids
