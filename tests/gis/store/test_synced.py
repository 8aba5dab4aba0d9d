"""SAFETY check 13: an edit that was answered is on disk. No kill -9 shows where it is not, for the system keeps what a process wrote: so syncs are counted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.gis.folders import two_layers
from tests.reliability.figures import Keep

CHECK = "Answered edits are on disk"
COUNTER = Path(__file__).with_name("syncs.c")
FULL = 2
"""What ``PRAGMA synchronous`` answers where every commit is synced."""
WAYS = ["store", "http"]
SIZES = [50, pytest.param(1_000, marks=[pytest.mark.soak, pytest.mark.timeout(1_800)])]


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What counts syncs, made for this machine."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("syncs are counted by a library that a C compiler makes, on Linux")
    made = tmp_path_factory.mktemp("counter") / "syncs.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(COUNTER), "-ldl"], check=True)
    return made


def seen(counter: Path, place: Path, times: int, *way: str) -> dict[str, Any]:
    """What a program saw that committed so often, one way."""
    two_layers(place / "layers")
    syncs = place / "syncs"
    syncs.touch()
    command = [sys.executable, "-m", "tests.gis.store.syncing", str(place / "layers"), str(times), *way]
    environment = {**os.environ, "LD_PRELOAD": str(counter), "LANDSTOCK_SYNCS": str(syncs)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1_700)
    assert done.returncode == 0, done.stderr[-2_000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "syncs": syncs.stat().st_size}


@pytest.mark.parametrize("times", SIZES)
@pytest.mark.parametrize("way", WAYS)
def test_the_disk_was_asked_to_keep_an_edit_before_it_was_answered(
    counter: Path, tmp_path: Path, take_down: Keep, way: str, times: int
) -> None:
    found = seen(counter, tmp_path, times, way)
    assert found["set"] == [["wal", FULL]]
    assert (found["commits"], found["early"]) == (times, 0)
    assert found["syncs"] >= times
    by = "by the store" if way == "store" else "over HTTP"
    figure = f"none before a sync; {found['syncs']:,} syncs of the log; journal_mode wal, synchronous FULL on each connection that wrote"
    take_down(CHECK, f"{times:,} commits answered {by}", figure, "0 before a sync")


@pytest.mark.parametrize("way", WAYS)
def test_syncing_at_checkpoints_alone_would_be_seen(counter: Path, tmp_path: Path, way: str) -> None:
    """The mutation kept beside the check: ``NORMAL`` loses what was answered when the power goes."""
    found = seen(counter, tmp_path, 20, way, "NORMAL")
    assert found["set"] == [["wal", 1]]
    assert (found["commits"], found["early"] > 10) == (20, True)
