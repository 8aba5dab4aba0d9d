"""A disk that is read-only, full or held by another program: reads go on, edits are refused by name with what to do, and nothing is half done.

What would break: a service that stops with its disk, an edit that waits for ever, a traceback in the planner's face, a lost store that nobody notices.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.errors import LandstockError, SourceError
from gis.folder import Folder, open_folder, synced_folder
from gis.source_files import export_to_sources
from tests.api.serving import served
from tests.disks import Disk, disk
from tests.gis.folders import edited, two_layers

EDIT = edited("plots", "A0", name="edited")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk", 4) as made:
        yield made


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as a planner runs it; whatever happens, no traceback."""
    program = Path(sys.executable).with_name("landstock")
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def apply(folder: Folder) -> None:
    folder.store.apply(folder.catalog, [EDIT], "planner")


def refused(folder: Folder, words: str) -> LandstockError:
    """The refusal of an edit, within the time that a planner waits."""
    began = time.monotonic()
    with pytest.raises(SourceError, match=words) as mistake:
        apply(folder)
    assert time.monotonic() - began < 8, "about five seconds, on a machine with other work"
    return mistake.value


def test_a_read_only_disk_with_a_finished_store_is_served(small: Disk, caplog: pytest.LogCaptureFixture) -> None:
    """A data folder on a share that planners may only read."""
    layers = two_layers(small.folder / "layers").folder
    before = open_folder(layers)
    small.read_only()
    folder = synced_folder(layers)
    inventory = folder.inventory()
    assert inventory.version == before.version
    with served(create_app(Settings(), inventory, folder)) as address:
        found = httpx.get(f"{address}/collections/plots/items", trust_env=False)
        assert found.json()["numberMatched"] == 4
        time.sleep(0.3)
    assert not [record for record in caplog.records if record.exc_info], "whoever listens to the store must not stumble"
    assert "LANDSTOCK_STORE" in refused(folder, "read-only").remedy.en
    assert command("query", "plots", "--layers", str(layers)).returncode == 0
    assert (
        command("export", "plots", "--layers", str(layers), "--out", str(small.folder.parent / "l.csv")).returncode == 0
    )


def test_a_read_only_disk_without_a_store_says_where_to_put_it(small: Disk, tmp_path: Path) -> None:
    layers = two_layers(small.folder / "layers").folder
    small.read_only()
    with pytest.raises(SourceError, match="read-only") as mistake:
        open_folder(layers)
    assert "LANDSTOCK_STORE" in mistake.value.remedy.en
    done = command("query", "plots", "--layers", str(layers))
    assert (done.returncode, "LANDSTOCK_STORE" in done.stderr) == (1, True)
    assert len(open_folder(layers, tmp_path / "elsewhere" / "s.gpkg").layers) == 2


def test_a_read_only_disk_with_snapshots_of_older_sources_says_what_to_do(small: Disk) -> None:
    layers = two_layers(small.folder / "layers").folder
    synced_folder(layers)
    small.read_only()
    with pytest.raises(SourceError, match="snapshot") as mistake:
        open_folder(layers)
    assert "LANDSTOCK_STORE" in mistake.value.remedy.en


def test_edits_that_stand_in_the_log_of_a_read_only_store_are_not_overlooked(small: Disk) -> None:
    """What a process left that was killed: who read the file alone would answer with what was before the edit."""
    layers = two_layers(small.folder.parent / "made").folder
    folder = synced_folder(layers)
    folder.inventory()
    with sqlite3.connect(Path(folder.store.place)) as holding:
        holding.execute("SELECT * FROM landstock_log").fetchall()
        apply(folder)
        shutil.copytree(layers, small.folder / "layers")
    holding.close()
    small.read_only()
    copied = small.folder / "layers"
    assert (copied / ".store" / "landstock.gpkg-wal").stat().st_size > 0
    plots = open_folder(copied).layers["plots"]
    assert plots.properties(plots.row("A0"))["name"] == "edited"


def test_a_full_disk_refuses_the_first_start_by_name_and_takes_the_next(small: Disk, tmp_path: Path) -> None:
    layers = two_layers(tmp_path / "layers").folder
    store = small.folder / "s.gpkg"
    small.fill()
    with pytest.raises(SourceError, match="full") as mistake:
        open_folder(layers, store)
    assert "room" in mistake.value.remedy.en
    small.free()
    assert len(open_folder(layers, store).layers) == 2


def test_a_full_disk_refuses_edits_while_reads_go_on_and_recovers_unaided(small: Disk, tmp_path: Path) -> None:
    layers = two_layers(tmp_path / "layers").folder
    store = small.folder / "s.gpkg"
    folder = synced_folder(layers, store)
    before = folder.inventory()
    small.fill()
    refused(folder, "full")
    assert folder.inventory(before) is before
    assert open_folder(layers, store).version == before.version, "a process that starts now reads too"
    small.free()
    apply(folder)
    after = folder.inventory(before)
    assert after.layers["plots"].properties(after.layers["plots"].row("A0"))["name"] == "edited"
    with folder.store.connected() as db:  # type: ignore[attr-defined]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_full_disk_keeps_the_sources_as_they_are_and_the_edits_to_be_written(small: Disk, tmp_path: Path) -> None:
    layers = two_layers(small.folder / "layers").folder
    store = tmp_path / "s.gpkg"
    folder = synced_folder(layers, store)
    apply(folder)
    before = (layers / "plots.geojson").read_bytes()
    small.fill()
    with pytest.raises(SourceError, match=r"plots\.geojson"):
        export_to_sources(layers, store)
    done = command("export", "--sources", "--layers", str(layers), "--store", str(store))
    assert done.returncode == 1
    assert (layers / "plots.geojson").read_bytes() == before
    assert not list(layers.glob(".*.part"))
    small.free()
    assert export_to_sources(layers, store) == {"plots": 1}


def test_an_export_is_on_the_disk_with_its_name_before_the_store_forgets_the_edits(tmp_path: Path) -> None:
    """The power may go at any moment: a mark that outlives the rename would lose the edits. Told by the system, call by call."""
    layers = two_layers(tmp_path / "layers").folder
    apply(synced_folder(layers))
    called = tmp_path / "calls"
    watch = ["strace", "-f", "-y", "-o", str(called), "-e", "trace=fsync,fdatasync,rename,renameat,renameat2"]
    program = f"from pathlib import Path; from gis.source_files import export_to_sources; export_to_sources(Path({str(layers)!r}))"
    try:
        subprocess.run([*watch, sys.executable, "-c", program], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no strace here that may look into a process")
    lines = called.read_text("utf-8", "replace").splitlines()
    renamed = next(number for number, line in enumerate(lines) if "rename" in line and "plots.geojson" in line)
    before, after = lines[:renamed], lines[renamed + 1 :]
    assert any("fsync" in line and "plots.geojson" in line for line in before)
    folder = next(number for number, line in enumerate(after) if "fsync" in line and f"<{layers}>" in line)
    marked = next(number for number, line in enumerate(after) if "sync" in line and "landstock.gpkg-wal" in line)
    assert folder < marked


def test_the_command_that_a_refusal_names_does_what_it_says(tmp_path: Path) -> None:
    """It once named a flag that no command has."""
    layers = two_layers(tmp_path / "layers").folder
    apply(synced_folder(layers))
    plots = layers / "plots.geojson"
    plots.write_bytes(plots.read_bytes().replace("地块 1".encode(), "地块 X".encode()))
    refusal = command("query", "plots", "--layers", str(layers))
    assert refusal.returncode == 1
    named = next(line for line in refusal.stderr.splitlines() if "run landstock" in line)
    words = named.partition("run landstock ")[2].partition(" to ")[0].split()
    assert command(*words, "--layers", str(layers)).returncode == 0
    assert command("query", "plots", "--layers", str(layers)).returncode == 0


def test_half_a_snapshot_does_not_take_the_room_of_a_full_disk(small: Disk, tmp_path: Path) -> None:
    layers = two_layers(tmp_path / "layers").folder
    store = small.folder / "s.gpkg"
    folder = synced_folder(layers, store)
    small.fill()
    with pytest.raises(SourceError, match="snapshot"):
        folder.inventory()
    assert not list(folder.shelf.folder.glob("*.part"))
    small.free()
    assert len(folder.inventory().layers) == 2


@pytest.mark.parametrize("seconds", [0, pytest.param(60, marks=pytest.mark.soak)])
def test_a_lock_that_another_program_holds_stops_edits_alone(tmp_path: Path, seconds: int) -> None:
    """Edits are refused in time for as long as it is held, reads of a service and of a command go on, and nobody has to help afterwards."""
    layers = two_layers(tmp_path / "layers").folder
    folder = synced_folder(layers)
    before = folder.inventory()
    holder = sqlite3.connect(Path(folder.store.place), isolation_level=None)
    with served(create_app(Settings(), before, folder)) as address:
        holder.execute("BEGIN IMMEDIATE")
        held = time.monotonic()
        try:
            refused(folder, "another program")
            while True:
                began = time.monotonic()
                assert open_folder(layers).version == before.version
                assert httpx.get(f"{address}/collections/plots/items", trust_env=False).json()["numberMatched"] == 4
                assert time.monotonic() - began < 4, "a read does not wait for who writes"
                if time.monotonic() - held >= seconds:
                    break
                refused(folder, "another program")
        finally:
            holder.close()
        apply(folder)
        assert folder.inventory().version != before.version


@pytest.mark.parametrize("lost", ["deleted", "emptied", "emptied with its snapshots", "deleted with its snapshots"])
def test_a_store_that_is_gone_is_said_and_not_only_made_anew(
    tmp_path: Path, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The sources say nothing of edits that were only in the store."""
    layers = two_layers(tmp_path / "layers").folder
    folder = synced_folder(layers)
    folder.inventory()
    apply(folder)
    if lost == "deleted with its snapshots":
        time.sleep(2.1)
        synced_folder(layers)
        assert Path(folder.store.place).with_suffix(".sources.json").exists(), (
            "what was read is noted once the clock has moved on"
        )
    assert not caplog.records, "a first start is no loss"
    Path(folder.store.place).unlink()
    if lost.startswith("emptied"):
        Path(folder.store.place).write_bytes(b"")
    if lost.endswith("snapshots"):
        shutil.rmtree(folder.shelf.folder)
    open_folder(layers)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "landstock.gpkg" in caplog.text
    assert "已丢失" in caplog.text
    assert "are lost" in caplog.text
    open_folder(layers)
    assert len(caplog.records) == 1, "said once"


def test_a_store_that_is_deleted_while_it_is_served_is_not_replaced_behind_the_planners_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    layers = two_layers(tmp_path / "layers").folder
    folder = synced_folder(layers)
    with served(create_app(Settings(), folder.inventory(), folder)) as address:
        time.sleep(0.2)
        for path in Path(folder.store.place).parent.glob("landstock.gpkg*"):
            path.unlink()
        time.sleep(0.2)
        assert httpx.get(f"{address}/collections/plots/items", trust_env=False).json()["numberMatched"] == 4
        refused(folder, "deleted or made anew")
        time.sleep(0.3)
        assert httpx.get(f"{address}/collections/plots/items", trust_env=False).json()["numberMatched"] == 4
    assert not [record for record in caplog.records if record.exc_info]
