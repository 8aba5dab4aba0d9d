"""A data folder over any store: its inventories, its snapshots, its past, and what is taken back."""

from __future__ import annotations

import errno

import pytest

from gis.catalog import Catalog
from gis.errors import SourceError, TouchedSince
from gis.folder import Folder
from gis.inventory import Edit
from gis.io import geojson
from gis.recalling.undo import undo
from gis.snapshot import Shelf
from gis.snapshot import shelf as shelf_module
from tests.gis.folders import edited, plots
from tests.gis.recalling.test_past import stands
from tests.gis.store.contract.conftest import AnyStore


@pytest.fixture
def folder(fresh: AnyStore, catalog: Catalog) -> Folder:
    synced = fresh.sync(catalog, geojson.read, "loader")
    return Folder(catalog=catalog, store=fresh, synced=synced, shelf=Shelf(fresh.local))


def test_an_inventory_follows_its_store_and_keeps_what_did_not_change(folder: Folder) -> None:
    first = folder.inventory()
    assert set(first.layer("plots").ids) == {"A0", "A1", "A2", "A3"}
    assert folder.inventory(first) is first
    folder.store.apply(folder.catalog, [edited("plots", "A1", name="edited")], "me")
    second = folder.inventory(first)
    assert second.version != first.version
    assert second.layer("plots").properties(1)["name"] == "edited"
    assert second.layer("parks") is first.layer("parks")
    assert stands(folder.inventory()) == stands(second)


def test_snapshots_written_anew_say_the_same(folder: Folder) -> None:
    folder.inventory()
    changes = [
        edited("plots", "A1", name="edited"),
        edited("plots", "B1", name="new"),
        Edit(collection="plots", id="A0", feature=None),
    ]
    folder.store.apply(folder.catalog, changes, "me")
    patched = stands(folder.inventory())
    folder._write(list(folder.catalog.collections), anew=True)
    assert stands(folder.inventory()) == patched
    assert patched == {
        name: {key: (layer.properties(row), layer.geometries[row]) for row, key in enumerate(layer.ids)}
        for name, layer in folder.store.load(folder.catalog).layers.items()
    }
    assert folder.shelf.damaged() == []


def test_the_past_is_what_stood(folder: Folder) -> None:
    store, catalog = folder.store, folder.catalog
    seen = {store.state(catalog).edit: stands(folder.inventory())}
    store.apply(catalog, [edited("plots", "A1", name="edited"), edited("parks", "A0", name="edited")], "me")
    seen[store.state(catalog).edit] = stands(folder.inventory())
    store.apply(catalog, [Edit(collection="plots", id="A2", feature=None)], "me")
    seen[store.state(catalog).edit] = stands(folder.inventory())
    upto = store.state(catalog).edit
    store.mark_exported({"plots": upto, "parks": upto})
    geojson.write(catalog.folder / "plots.geojson", plots(2))
    store.sync(catalog, geojson.read)
    now = folder.inventory()
    for seq, stood in seen.items():
        assert stands(folder.inventory_after(seq, now)) == stood


def test_a_change_set_is_taken_back_by_any_store(folder: Folder) -> None:
    store, catalog = folder.store, folder.catalog
    before = stands(folder.inventory())
    store.apply(catalog, [edited("plots", "A1", name="edited"), Edit(collection="plots", id="A2", feature=None)], "me")
    number = store.log()[-1].change_set
    taken_back = undo(store, folder.inventory(), number, "other")
    assert stands(folder.inventory()) == before
    assert {each.undoes for each in store.change_set(taken_back)} == {number}
    with pytest.raises(TouchedSince):
        undo(store, folder.inventory(), number, "other")


def test_half_of_a_snapshot_leaves_nothing_on_the_disk(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is prepared beside a snapshot that could not be written would take the room that the next edit needs."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(shelf_module, "write", full)
    with pytest.raises(SourceError):
        folder.inventory()
    assert [
        path.name for path in folder.shelf.folder.iterdir() if path.suffix != ".lock" and path.name != ".lock"
    ] == []
