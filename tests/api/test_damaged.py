"""Snapshots that somebody cuts or alters, while they are served and between two starts: no wrong answer, and the service mends itself.

What would break: one flipped byte is another owner in a list; a file cut short takes the service down with it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import Folder, synced_folder
from tests.api.serving import process, running, served
from tests.gis.folders import two_layers

ITEMS = "/collections/plots/items?limit=100"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = synced_folder(two_layers(tmp_path / "layers").folder)
    made.inventory()
    return made


def snapshots(folder: Folder, suffix: str) -> list[Path]:
    found = sorted(folder.shelf.folder.glob(f"*{suffix}"))
    assert found
    return found


def flip(path: Path) -> None:
    """Alter every byte of the content in place."""
    size = path.stat().st_size
    with path.open("r+b") as out:
        content = out.read(size * 3 // 5)
        out.seek(0)
        out.write(bytes(byte ^ 0x5A for byte in content))


def names(address: str) -> tuple[int, list[str]]:
    answer = httpx.get(f"{address}{ITEMS}", trust_env=False, timeout=20)
    found = answer.json().get("features", [])
    return answer.status_code, [feature["properties"]["name"] for feature in found]


@pytest.mark.parametrize("suffix", [".arrays", ".prepared"])
def test_what_was_altered_between_two_starts_is_made_anew_before_the_first_answer(folder: Folder, suffix: str) -> None:
    before = folder.inventory()
    ids = {name: list(layer.ids) for name, layer in before.layers.items()}
    files = snapshots(folder, suffix)
    for path in files:
        flip(path)
    again = synced_folder(folder.catalog.folder).inventory()
    assert {name: list(layer.ids) for name, layer in again.layers.items()} == ids
    if suffix == ".arrays":
        assert not synced_folder(folder.catalog.folder).shelf.damaged()


def test_what_nobody_touched_is_not_read_whole_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """To hash gigabytes at every start would take seconds."""
    monkeypatch.setattr("gis.snapshot.file.Arrays.sound", lambda _: pytest.fail("read whole"))
    assert synced_folder(folder.catalog.folder).inventory().layers


def test_an_altered_snapshot_is_noticed_while_it_is_served(folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    inventory = folder.inventory()
    with served(create_app(Settings(), inventory, folder)) as address:
        right = names(address)
        assert right[0] == 200
        time.sleep(0.3)
        for path in snapshots(folder, ".arrays"):
            flip(path)
        time.sleep(0.3)
        end = time.monotonic() + 20
        while (found := names(address)) != right:
            assert found[0] == 503, "no answer is better than a wrong one"
            assert time.monotonic() < end
        assert "damaged snapshots" in caplog.text


def test_a_snapshot_cut_short_takes_no_service_down(tmp_path: Path) -> None:
    """The system ends a process that reads where a file ends no more; another takes its place and makes the file anew."""
    layers = two_layers(tmp_path / "layers").folder
    with running(layers, 1) as (_, address):
        right = names(address)
        process(address)
        for path in (layers / ".store").rglob("*.arrays"):
            os.truncate(path, 4096)
        end = time.monotonic() + 30
        while True:
            try:
                if (found := names(address)) == right:
                    break
                assert found[0] == 503
            except httpx.TransportError:
                pass
            assert time.monotonic() < end, "it never came back"
