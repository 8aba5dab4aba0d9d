"""Last night's backup brought back where nothing is: an empty folder, an environment without a setting, one command; then the service starts and answers.

What would break: a restore that leans on what was lost with the machine, or takes longer than an office can wait.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bench.folder import COLLECTION, prepared
from gis.editing.change import setting
from gis.folder import Folder, open_folder, synced_folder
from gis.keeping.backup import make_backup
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from tests.gis.folders import two_layers
from tests.reliability.figures import Keep

CHECK = "A restore where nothing is"
ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 300
PROGRAM = [sys.executable, "-c", "from api.cli import main; main()"]
SIZES = [4, pytest.param(100_000, marks=[pytest.mark.soak, pytest.mark.timeout(3_600)])]


def lived_in(place: Path, size: int) -> tuple[Folder, str, list[str]]:
    """A folder of so many features, some of them edited; its layer, and the ids of those."""
    folder = synced_folder(two_layers(place / "layers").folder if size == 4 else prepared(size, place).layers)
    name = "plots" if size == 4 else COLLECTION
    ids = list(folder.inventory().layer(name).ids[: min(size, 400)])
    for key in ids:
        folder.edit([setting(name, key, {"name": f"改 {key}"})], author="李工")
    return folder, name, ids


def anew(place: Path) -> dict[str, str]:
    """An environment in which nobody has ever worked; where the program stands is all it says."""
    home = place / "home"
    home.mkdir(exist_ok=True)
    return {"PATH": os.defpath, "HOME": str(home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


@contextmanager
def serving(layers: Path, environment: dict[str, str]) -> Iterator[str]:
    """The service over a folder; its address."""
    command = [*PROGRAM, "serve", "--layers", str(layers), "--port", "0", "--quiet"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=environment["HOME"])
    assert server.stderr
    try:
        yield next(line for line in server.stderr if "http://" in line).split()[-1].rstrip("/")
    finally:
        server.kill()
        server.wait(20)
        server.stderr.close()


@pytest.mark.parametrize("size", SIZES)
def test_one_command_brings_it_back_and_the_service_answers_as_before(
    tmp_path: Path, take_down: Keep, size: int
) -> None:
    folder, name, ids = lived_in(tmp_path, size)
    backup, again, environment = tmp_path / "backup", tmp_path / "again", anew(tmp_path)
    version = folder.inventory().version
    store = GeoPackageStore(folder.catalog.folder / DEFAULT_FILE)
    make_backup(store, folder.catalog.folder, backup, with_key=True)
    shutil.rmtree(folder.catalog.folder)
    began = time.monotonic()
    command = [*PROGRAM, "restore", str(backup), str(again), "--lang", "en"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=environment["HOME"], timeout=600
    )
    restored = time.monotonic() - began
    assert done.returncode == 0, done.stderr
    assert "the log is sound" in done.stderr
    assert "what stands is what the log says" in done.stderr
    with serving(again, environment) as address:
        last = httpx.get(f"{address}/collections/{name}/items/{ids[-1]}", trust_env=False, timeout=120).json()
        answered = time.monotonic() - began
        assert last["properties"]["name"] == f"改 {ids[-1]}"
        assert httpx.get(f"{address}/version", trust_env=False).json()["inventory"] == version
    assert answered < MOST_SECONDS
    figure = f"brought back and looked over in {restored:.1f} s, the service answers {answered:.1f} s after the command was given"
    asked = f"{size:,} features, {len(ids)} of them edited, into an empty folder and an environment without a setting"
    take_down(CHECK, asked, figure, f"≤ {MOST_SECONDS // 60} min")


def test_the_layer_files_alone_would_not_do(tmp_path: Path) -> None:
    """The mutation kept beside the check: edits stand in the store."""
    folder, name, ids = lived_in(tmp_path, 4)
    again = tmp_path / "again"
    shutil.copytree(folder.catalog.folder, again, ignore=shutil.ignore_patterns(DEFAULT_FILE.parent.name))
    layer = open_folder(again).layer(name)
    assert layer.properties(layer.row(ids[-1]))["name"] != f"改 {ids[-1]}"
