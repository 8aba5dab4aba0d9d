"""Loads of any store: what changed alone, whole or not at all, and what they changed is in the log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gis.catalog import Catalog
from gis.errors import RefusedRows, SourceError, UnexportedEdits, UnknownFeature
from gis.inventory import Edit
from gis.io import geojson
from gis.store import Store, store_at
from gis.store.protocol import WHOLE_LAYER, Action
from tests.gis.folders import edited, plots
from tests.gis.small import plot
from tests.gis.store.contract.conftest import AnyStore


def names(store: Store, catalog: Catalog, layer: str = "plots") -> dict[str, str]:
    """What a layer's features are called."""
    found = store.load(catalog, [layer]).layers[layer]
    return {key: str(found.properties(row)["name"]) for row, key in enumerate(found.ids)}


def test_a_first_load_takes_all_and_the_next_one_nothing(fresh: AnyStore, catalog: Catalog) -> None:
    assert not fresh.missing()
    first = fresh.sync(catalog, geojson.read, "loader")
    assert (set(first.loaded), first.kept, first.dropped, first.new) == ({"plots", "parks"}, (), (), True)
    again = fresh.sync(catalog, geojson.read, "loader")
    assert (again.loaded, set(again.kept), again.new) == ((), {"plots", "parks"}, False)
    assert not fresh.missing()
    assert fresh.place
    assert isinstance(fresh.local, Path)


def test_what_is_loaded_is_what_the_source_says(store: AnyStore, catalog: Catalog) -> None:
    layer = store.load(catalog).layers["plots"]
    for row, feature in enumerate(geojson.read(catalog.folder / "plots.geojson", catalog.collections["plots"])):
        assert (layer.ids[row], layer.geometries[row]) == (feature.id, feature.geometry)
        known = {name: value for name, value in feature.properties.items() if value is not None}
        assert known.items() <= layer.properties(row).items()
    assert list(store.load(catalog, ["parks"]).layers) == ["parks"]
    assert list(store.load(catalog).layers) == list(catalog.collections)


def test_a_load_notes_each_layer_and_each_feature_that_it_changed(store: AnyStore, catalog: Catalog) -> None:
    """A first load is one entry a layer: its features have no story yet."""
    before = store.log()
    assert [(each.id, each.action, each.author, each.before) for each in before] == [
        (WHOLE_LAYER, Action.LOAD, "loader", None)
    ] * 2
    given = plots(4)
    given[1] = given[1]._replace(properties={**given[1].properties, "name": "new name"})
    geojson.write(catalog.folder / "plots.geojson", [*given[1:], plot("B1", name="added")])
    assert store.sync(catalog, geojson.read, "other").loaded == ("plots",)
    whole, *features = store.log(after=before[-1].seq)
    assert (whole.id, whole.collection, whole.before is None) == (WHOLE_LAYER, "plots", False)
    assert {each.id: (each.before is None, each.after is None) for each in features} == {
        "A0": (False, True),
        "A1": (False, False),
        "B1": (True, False),
    }
    assert {each.change_set for each in features} == {whole.seq}
    assert "new name" in str(next(each.after for each in features if each.id == "A1"))
    assert store.edits(unexported=True) == []
    assert len(store.edits()) == 3
    assert store.verified().bad is None


def test_a_declaration_of_fewer_fields_changes_no_feature(store: AnyStore, catalog: Catalog) -> None:
    last = store.state(catalog).edit
    fewer = replace(catalog.collections["plots"], fields=catalog.collections["plots"].fields[:4])
    synced = store.sync(replace(catalog, collections={"plots": fewer}), geojson.read, "loader")
    assert (synced.loaded, synced.dropped) == (("plots",), ("parks",))
    assert {(each.collection, each.id) for each in store.log(after=last)} == {("plots", ""), ("parks", "")}
    with pytest.raises(SourceError):
        store.state(catalog)
    with pytest.raises(SourceError):
        store.apply(catalog, [edited("plots", "A1", name="by the old catalog")], "me")


@pytest.mark.parametrize("content", [None, b"{", b'{"type":"FeatureCollection","features":[{"type":"Feature"}]}'])
def test_a_source_that_cannot_be_used_changes_nothing(store: AnyStore, catalog: Catalog, content: bytes | None) -> None:
    before, log = store.state(catalog), store.log()
    geojson.write(catalog.folder / "parks.geojson", plots(1))
    path = catalog.folder / "plots.geojson"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises((SourceError, RefusedRows)):
        store.sync(catalog, geojson.read)
    assert (store.state(catalog), store.log()) == (before, log)
    assert len(names(store, catalog, "parks")) == 2


def test_edits_that_are_not_in_their_source_are_never_loaded_over(store: AnyStore, catalog: Catalog) -> None:
    store.apply(catalog, [edited("plots", "A1", name="mine"), edited("plots", "A2", name="mine")], "me")
    geojson.write(catalog.folder / "plots.geojson", plots(2))
    with pytest.raises(UnexportedEdits) as refused:
        store.sync(catalog, geojson.read)
    assert (refused.value.where["collection"], refused.value.where["count"]) == ("plots", 2)
    with pytest.raises(UnexportedEdits):
        store.sync(replace(catalog, collections={"parks": catalog.collections["parks"]}), geojson.read)
    assert names(store, catalog)["A1"] == "mine"


def test_edits_that_were_exported_may_be_loaded_over(store: AnyStore, catalog: Catalog) -> None:
    """Marks count by number, a mark never goes back, and the version says what is not in the sources."""
    version = store.state(catalog).version
    store.apply(catalog, [edited("plots", "A1", name="first")], "me")
    store.apply(catalog, [edited("plots", "A2", name="second")], "me")
    first, second = store.edits(unexported=True)
    both = store.state(catalog).version
    store.mark_exported({"plots": first.seq})
    assert store.edits(unexported=True) == [second]
    assert store.edits() == [first, second]
    assert len({version, both, store.state(catalog).version}) == 3
    store.mark_exported({"plots": second.seq})
    store.mark_exported({"plots": first.seq})
    assert store.edits(unexported=True) == []
    geojson.write(catalog.folder / "plots.geojson", plots(2))
    assert store.sync(catalog, geojson.read, "loader").loaded == ("plots",)
    assert set(names(store, catalog)) == {"A0", "A1"}
    store.apply(catalog, [edited("plots", "A1", name="third")], "me")
    assert [each.id for each in store.edits(unexported=True)] == ["A1"]


def test_the_state_names_the_content(store: AnyStore, catalog: Catalog) -> None:
    before = store.state(catalog)
    assert set(before.marks) == {"plots", "parks"}
    assert store.state(catalog) == before == store.load(catalog).state
    store.apply(catalog, [edited("plots", "A1", name="x")], "me")
    after = store.state(catalog)
    assert (after.marks, after.edit, after.version == before.version) == (before.marks, before.edit + 1, False)


def test_who_listens_hears_every_change_and_no_question(store: AnyStore, catalog: Catalog) -> None:
    watch = store.watch()
    assert not watch.changed()
    names(store, catalog)
    assert not watch.changed()
    store.apply(catalog, [edited("plots", "A1", name="x")], "me")
    assert (watch.changed(), watch.changed()) == (True, False)
    geojson.write(catalog.folder / "parks.geojson", plots(1))
    store.sync(catalog, geojson.read)
    assert (watch.changed(), watch.changed()) == (True, False)
    with pytest.raises(UnknownFeature):
        store.apply(catalog, [Edit(collection="plots", id="nowhere", feature=None)], "me")
    assert not watch.changed()
    watch.close()


@pytest.mark.parametrize("address", ["postgresql://db.example/land", "memory:", "https://example.org/s.gpkg"])
def test_an_address_that_no_store_answers_to_is_refused_by_name(tmp_path: Path, address: str) -> None:
    with pytest.raises(SourceError) as refused:
        store_at(address, tmp_path)
    assert refused.value.where["store"] == address.partition(":")[0]
    assert all("LANDSTOCK_STORE" in words for words in (refused.value.remedy.zh, refused.value.remedy.en))
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_a_store_in_a_file_whatever_it_is_called(tmp_path: Path) -> None:
    assert store_at(None, tmp_path).place == str(tmp_path / ".store" / "landstock.gpkg")
    for path in (str(tmp_path / "a.gpkg"), "C", "rel/a.gpkg"):
        assert store_at(path, tmp_path).place == path
    assert store_at(Path("postgresql:") / "a", tmp_path).place == "postgresql:/a"
