"""An edit is answered with by every process that serves, whichever process made it, and a page that was begun goes on.

What would break: a process that keeps answering with data of yesterday; a snapshot rebuilt for each edit; a fold that loses edits.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis import tiles
from gis.errors import SourceError
from gis.folder import FOLD_AT, fold_folder, synced_folder
from gis.intake.register import import_register
from gis.inventory import Edit
from gis.keeping.backup import copy_store
from gis.layer import Feature
from gis.renewing.renewal import Place, renew_layer
from gis.renewing.wishes import Wishes
from gis.snapshot import StoredLayer
from tests.api.serving import served
from tests.gis.folders import edited, two_layers
from tests.gis.intake.registers import HEAD, ID, mapping_file, source_file, text_field
from tests.gis.small import cell

_ASK = build_opener(ProxyHandler({}))
PATIENCE = 20.0


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    return two_layers(tmp_path / "layers").folder


@pytest.fixture
def two_processes(layers: Path) -> Iterator[str]:
    """The address of a service of two processes."""
    program = Path(sys.executable).with_name("landstock")
    command = [str(program), "serve", "--layers", str(layers), "--port", "0", "--workers", "2", "--quiet"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr
        said = next(line for line in server.stderr if "http://" in line)
        address = said.split()[-1].rstrip("/")
        until(lambda: len(versions(address)) == 2)
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)
        if server.stderr:
            server.stderr.close()


def asked(url: str) -> Any:
    """A JSON answer over a connection of its own, or None where nobody answers yet."""
    try:
        with _ASK.open(url, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


def versions(address: str) -> dict[int, str]:
    """Version of the inventory by process: connections go to whichever process takes them."""
    ready = [asked(f"{address}/readyz") for _ in range(30)]
    return {found["process"]: found["inventory"] for found in ready if found}


def until(reached: Callable[[], bool]) -> None:
    """Wait for something, not longer than patience lasts."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)


def test_every_process_answers_with_an_edit_that_another_made(two_processes: str, layers: Path) -> None:
    folder = synced_folder(layers)
    before = versions(two_processes)
    assert set(before.values()) == {folder.inventory().version}
    folder.store.apply(folder.catalog, [edited("plots", "A0", name="renamed by another process")], "planner")
    after = folder.inventory().version
    assert after not in before.values()
    until(lambda: versions(two_processes) == dict.fromkeys(before, after))
    names = {asked(f"{two_processes}/collections/plots/items/A0")["properties"]["name"] for _ in range(20)}
    assert names == {"renamed by another process"}


def test_layers_that_no_edit_touched_are_taken_over(layers: Path) -> None:
    folder = synced_folder(layers)
    first = folder.inventory()
    assert folder.inventory(first) is first
    folder.store.apply(folder.catalog, [edited("plots", "A0", name="new")], "planner")
    second = folder.inventory(first)
    assert second.layers["parks"] is first.layers["parks"]
    assert first.layers["plots"].properties(first.layers["plots"].row("A0"))["name"] != "new"
    assert second.layers["plots"].properties(second.layers["plots"].row("A0"))["name"] == "new"


def test_versions_that_nobody_reads_are_let_go(layers: Path) -> None:
    """A service that kept the mapping of every version would fill its address space in a day of edits."""
    folder = synced_folder(layers)
    inventory = folder.inventory()
    for turn in range(12):
        folder.store.apply(folder.catalog, [edited("plots", "A0", name=f"version {turn}")], "planner")
        inventory = folder.inventory(inventory)
        assert len(tiles.source_of(inventory.layers["plots"])) > 0
    gc.collect()
    maps = Path("/proc/self/maps").read_text("utf-8").splitlines()
    assert sum("plots@" in line for line in maps) <= 4, "one of the file, one of the version, and what was prepared"


def test_many_edits_are_folded_into_a_new_snapshot_and_nothing_is_lost(layers: Path) -> None:
    """Also additions beyond the room that a snapshot has."""
    folder = synced_folder(layers)
    plots_before = folder.inventory().layers["plots"]
    assert isinstance(plots_before, StoredLayer)
    count = plots_before.room + FOLD_AT
    new = [Feature(f"N{n}", cell(n % 50, n // 50), {"name": f"new {n}"}) for n in range(count)]
    folder.store.apply(folder.catalog, [Edit(collection="plots", id=each.id, feature=each) for each in new], "planner")
    patched = folder.inventory().layers["plots"]
    assert folder.heavy() == ["plots"]
    fold_folder(folder.catalog, folder.address)
    assert folder.heavy() == []
    folded = folder.inventory().layers["plots"]
    assert isinstance(folded, StoredLayer)
    assert not folded.changes
    assert set(folded.ids) == set(patched.ids) == {*plots_before.ids, *(each.id for each in new)}
    assert len(list(folder.shelf.folder.glob("plots@*.arrays"))) == 1, "the snapshot before is not kept"


def test_a_snapshot_that_is_damaged_cut_short_or_deleted_is_written_again(layers: Path) -> None:
    folder = synced_folder(layers)
    whole = folder.inventory()
    path = next(folder.shelf.folder.glob("plots@*.arrays"))
    path.write_bytes(path.read_bytes()[:-40])
    assert sorted(folder.inventory().layers["plots"].ids) == sorted(whole.layers["plots"].ids)
    content = bytearray(next(folder.shelf.folder.glob("plots@*.arrays")).read_bytes())
    content[len(content) // 3] ^= 0xFF
    next(folder.shelf.folder.glob("plots@*.arrays")).write_bytes(content)
    assert [found.name.partition("@")[0] for found in folder.shelf.damaged()] == ["plots"]
    assert folder.shelf.damaged() == []
    for found in folder.shelf.folder.glob("*.arrays"):
        found.unlink()
    assert folder.inventory().version == whole.version


def test_a_damaged_snapshot_is_found_behind_the_first_answers_and_replaced(layers: Path) -> None:
    """What a failing disk did to a snapshot must not be answered with until somebody notices."""
    folder = synced_folder(layers)
    folder.inventory()
    path = next(folder.shelf.folder.glob("plots@*.arrays"))
    whole = path.read_bytes()
    # Of the features that answers are joined from, one has another name now; the file's length is what it was.
    path.write_bytes(whole.replace('"name":"地块 1"'.encode(), '"name":"地块 X"'.encode()))
    assert path.read_bytes() != whole
    with served(create_app(Settings(layers=layers), folder.inventory(), folder)) as address:

        def names() -> set[str]:
            found = asked(f"{address}/collections/plots/items")
            return {feature["properties"]["name"] for feature in found["features"]}

        until(lambda: names() == {f"地块 {n}" for n in range(4)})
    assert folder.shelf.damaged() == []


def test_a_store_that_another_file_replaces_is_listened_to_again(layers: Path, tmp_path: Path) -> None:
    """A restored backup takes the place of the file that was listened to; edits in it must be heard."""
    folder = synced_folder(layers)
    before = folder.inventory()
    with served(create_app(Settings(layers=layers), before, folder)) as address:
        copy = tmp_path / "copy.gpkg"
        copy_store(Path(folder.store.place), copy)
        for beside in Path(folder.store.place).parent.glob("landstock.gpkg-*"):
            beside.unlink()
        copy.replace(Path(folder.store.place))
        folder.store.apply(folder.catalog, [edited("plots", "A0", name="after the restore")], "planner")
        until(lambda: asked(f"{address}/version")["inventory"] == folder.store.state(folder.catalog).version)
        found = asked(f"{address}/collections/plots/items/A0")
        assert found["properties"]["name"] == "after the restore"


def test_a_place_that_cannot_be_written_is_named(layers: Path) -> None:
    """Not a stack of calls but what is wrong, where, and what to do."""
    folder = synced_folder(layers)
    folder.shelf.folder.write_text("a file where a folder should be")
    with pytest.raises(SourceError, match="snapshots"):
        folder.inventory()


def test_a_layer_that_is_added_and_one_that_grows_are_answered_without_a_restart(
    two_processes: str, layers: Path, tmp_path: Path
) -> None:
    """What would break: a ledger is brought in, and whoever serves has to be told to start again."""
    names = {each["id"] for each in asked(f"{two_processes}/collections")["collections"]}
    source = source_file(tmp_path, [{"KEY": "A"}, {"KEY": "B"}])
    import_register([source], mapping_file(tmp_path, ID, head=HEAD), layers)
    synced_folder(layers)
    until(lambda: len(set(versions(two_processes).values())) == 1 and _counted(two_processes, "sites") == 2)
    assert {each["id"] for each in asked(f"{two_processes}/collections")["collections"]} == names | {"sites"}
    plan = mapping_file(tmp_path, ID, text_field("more", column="MORE"), head=HEAD)
    source = source_file(tmp_path, [{"KEY": "A", "MORE": "x"}, {"KEY": "B"}, {"KEY": "C"}])
    renew_layer([source], plan, Place(into=layers), Wishes(apply=True))
    until(lambda: _counted(two_processes, "sites") == 3)
    until(lambda: asked(f"{two_processes}/collections/sites/items/A")["properties"].get("more") == "x")


def _counted(address: str, collection: str) -> int | None:
    """How many features every process that answers finds; None where one of them finds none."""
    found = [asked(f"{address}/collections/{collection}/items?limit=1") for _ in range(10)]
    counts = {each["numberMatched"] for each in found if each}
    return counts.pop() if len(counts) == 1 and all(found) else None
