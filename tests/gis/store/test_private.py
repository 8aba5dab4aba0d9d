"""A store holds what no table of rights of the web sees: nobody else on the machine may look into its files.

What would break: whoever has an account on the planners' machine reads the register, or an older store stays open to all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gis.folder import open_folder, synced_folder
from tests.gis.folders import edited, two_layers


@contextmanager
def umask(given: int) -> Iterator[None]:
    before = os.umask(given)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}


def open_to_others(folder: Path) -> list[str]:
    return [name for name, mode in modes(folder).items() if mode & 0o077]


def in_use(layers: Path) -> None:
    """A store with an edit in its log, its shared memory and its snapshots, as another process would see it; then closed."""
    folder = synced_folder(layers)
    watch = folder.store.watch()
    folder.store.apply(folder.catalog, [edited("plots", "A0", name="edited")], "planner")
    folder.inventory()
    assert {"landstock.gpkg-wal", "landstock.gpkg-shm"} <= {
        path.name for path in Path(folder.store.place).parent.iterdir()
    }
    assert open_to_others(Path(folder.store.place).parent) == []
    watch.close()


@pytest.mark.parametrize("given", [0, 0o022, 0o077])
def test_no_file_of_a_store_is_open_to_others_whatever_the_system_gives(tmp_path: Path, given: int) -> None:
    with umask(given):
        layers = two_layers(tmp_path / "layers").folder
        in_use(layers)
    found = modes(layers / ".store")
    assert found[".store"] == found["landstock.snapshots"] == 0o700
    assert found["landstock.gpkg"] == 0o600
    assert len(found) > 6
    assert set(found.values()) == {0o600, 0o700}
    assert modes(layers)["plots.geojson"] == 0o666 & ~given, "sources are the planner's own matter"


def test_a_store_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    layers = two_layers(tmp_path / "layers").folder
    before = open_folder(layers).version
    for path in (layers / ".store", *(layers / ".store").rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert open_folder(layers).version == before
    assert open_to_others(layers / ".store") == []


def test_the_folder_of_a_store_elsewhere_stays_as_it_is(tmp_path: Path) -> None:
    """It may be one that many use."""
    layers = two_layers(tmp_path / "layers").folder
    (tmp_path / "common").mkdir()
    (tmp_path / "common").chmod(0o755)
    (tmp_path / "common" / "other.txt").touch(0o644)
    with umask(0):
        synced_folder(layers, tmp_path / "common" / "s.gpkg").inventory()
    assert open_to_others(tmp_path / "common") == ["common", "other.txt"]


def test_a_store_of_another_user_goes_on_working(tmp_path: Path) -> None:
    """It is theirs to close."""
    if os.geteuid() != 0:
        pytest.skip("only root may give a file away")
    layers = two_layers(tmp_path / "layers").folder
    before = open_folder(layers).version
    for path in (layers / ".store", *(layers / ".store").rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
        os.chown(path, 12345, 12345)
    assert open_folder(layers).version == before
    assert "landstock.gpkg" in open_to_others(layers / ".store")


def test_nothing_is_closed_through_a_link(tmp_path: Path) -> None:
    """A data folder may come from anyone: it must not change who may read what lies elsewhere."""
    layers = two_layers(tmp_path / "layers").folder
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine").chmod(0o755)
    (layers / ".store").symlink_to(tmp_path / "mine")
    open_folder(layers)
    assert modes(tmp_path / "mine")["mine"] == 0o755
