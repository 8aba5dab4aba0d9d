"""A data folder opened: sources, store and edits agree, or it says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.catalog import Collection, read_catalog
from gis.errors import CatalogError, SourceError, UnexportedEdits
from gis.folder import open_folder, synced_folder
from gis.inventory import Edit
from gis.io import geojson
from gis.layer import Feature
from gis.source_files import export_to_sources
from gis.store.geopackage import GeoPackageStore
from tests.gis.folders import edited, plots, two_layers
from tests.gis.small import cell


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    return two_layers(tmp_path / "layers").folder


def test_a_folder_opens_and_opens_again_the_same(layers: Path) -> None:
    first = open_folder(layers)
    assert synced_folder(layers).synced.loaded == ()
    again = open_folder(layers)
    assert first.version == again.version
    assert list(first.layers) == list(again.layers) == ["plots", "parks"]


def test_the_store_may_lie_elsewhere(layers: Path, tmp_path: Path) -> None:
    """A data folder on a read-only share is served from a store on the local disk."""
    open_folder(layers, tmp_path / "elsewhere" / "s.gpkg")
    assert not (layers / ".store").exists()


def test_a_folder_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="nowhere"):
        open_folder(tmp_path / "nowhere")


def test_a_missing_layer_file_names_file_and_layer(layers: Path) -> None:
    (layers / "parks.geojson").unlink()
    with pytest.raises(SourceError, match=r"parks\.geojson"):
        open_folder(layers)
    assert not (layers / ".store" / "landstock.gpkg").exists() or synced_tables(layers) == []


def synced_tables(layers: Path) -> list[str]:
    import sqlite3

    db = sqlite3.connect(layers / ".store" / "landstock.gpkg")
    try:
        return [name for (name,) in db.execute("SELECT collection FROM landstock_sources")]
    finally:
        db.close()


def test_edits_go_back_to_the_sources_and_the_way_is_free_again(layers: Path) -> None:
    """The remedy that the refusal names is one that works, also where the source was changed meanwhile."""
    folder = synced_folder(layers)
    folder.store.apply(
        folder.catalog,
        [edited("plots", "A1", cell(1, 0), name="mine"), edited("plots", "B9", cell(9, 9), name="new")],
        "me",
    )
    theirs = [feature._replace(properties={**feature.properties, "name": "theirs"}) for feature in plots(4)]
    geojson.write(layers / "plots.geojson", theirs)
    with pytest.raises(UnexportedEdits):
        open_folder(layers)
    assert export_to_sources(layers) == {"plots": 2}
    plots_layer = open_folder(layers).layers["plots"]
    names = {key: plots_layer.properties(plots_layer.row(key))["name"] for key in plots_layer.ids}
    assert names == {"A0": "theirs", "A1": "mine", "A2": "theirs", "A3": "theirs", "B9": "new"}
    assert export_to_sources(layers) == {}


def test_a_removed_feature_leaves_the_source(layers: Path) -> None:
    from gis.inventory import Edit

    folder = synced_folder(layers)
    folder.store.apply(folder.catalog, [Edit(collection="plots", id="A0", feature=None)], "me")
    export_to_sources(layers)
    assert "A0" not in open_folder(layers).layers["plots"].ids


def test_columns_that_the_catalog_does_not_declare_survive_an_export(layers: Path) -> None:
    """The source is the planner's: what we do not know of is not ours to drop."""
    extra = [feature._replace(properties={**feature.properties, "memo": "keep me"}) for feature in plots(4)]
    geojson.write(layers / "plots.geojson", extra)
    folder = synced_folder(layers)
    folder.store.apply(folder.catalog, [edited("plots", "A1", cell(1, 0), name="mine")], "me")
    export_to_sources(layers)
    assert (layers / "plots.geojson").read_text("utf-8").count("keep me") == 4


def test_a_version_is_made_of_what_was_read_and_not_of_what_stands_on_disk_by_now(layers: Path) -> None:
    """Two processes, one started before a change of the catalog and one after it, must not claim one version."""
    before = synced_folder(layers)
    catalog = layers / "catalog.toml"
    catalog.write_text(catalog.read_text("utf-8").replace("地块", "宗地"), "utf-8")
    before.store.apply(before.catalog, [edited("plots", "A0", name="new")], "planner")
    after = synced_folder(layers)
    assert before.inventory().catalog.collections["plots"].title.zh == "地块"
    assert after.inventory().catalog.collections["plots"].title.zh == "宗地"
    assert before.inventory().version != after.inventory().version
    assert after.inventory(before.inventory()).layers["plots"].collection.title.zh == "宗地", (
        "nothing old is taken over"
    )


def test_the_table_of_procedures_is_part_of_the_version(layers: Path) -> None:
    """A pre-check sheet names the inventory that it was made from, and is made from that table too."""
    versions = []
    for text in (None, 'version = "1"\n', 'version = "2"\n'):
        if text is not None:
            (layers / "procedures.toml").write_text(text, "utf-8")
        versions.append(open_folder(layers).version)
    assert len(set(versions)) == 3


def test_a_store_that_another_process_loaded_by_another_declaration_is_neither_read_nor_written(layers: Path) -> None:
    """What was text is a number by now: an edit by the old declaration would put words there."""
    before = synced_folder(layers)
    served = before.inventory()
    catalog = layers / "catalog.toml"
    catalog.write_text(catalog.read_text("utf-8").replace('name = "name"', 'name = "called"'), "utf-8")
    synced_folder(layers)
    with pytest.raises(SourceError, match=r"catalog\.toml"):
        before.inventory(served)
    with pytest.raises(SourceError, match=r"catalog\.toml"):
        before.store.apply(before.catalog, [edited("plots", "A0", name="new")], "planner")
    assert synced_folder(layers).store.edits() == []


def test_what_was_added_and_removed_again_does_not_stop_the_next_version(layers: Path) -> None:
    """A service once stayed with its data for ever, because the snapshot did not know what was to be removed from it."""
    folder = synced_folder(layers)
    first = folder.inventory()
    for edit in (edited("plots", "N1", cell(5, 5)), Edit(collection="plots", id="N1", feature=None)):
        folder.store.apply(folder.catalog, [edit], "planner")
    assert list(folder.inventory(first).layers["plots"].ids) == list(first.layers["plots"].ids)


def test_a_source_that_changes_while_it_is_read_is_not_loaded(layers: Path) -> None:
    """Its fingerprint would name other features than those in the store."""
    catalog = read_catalog(layers)
    store = GeoPackageStore(layers / "s.gpkg")

    def read(path: Path, collection: Collection) -> list[Feature]:
        found = geojson.read(path, collection)
        geojson.write(path, found[:1])
        return found

    with pytest.raises(SourceError, match="changed while it was read"):
        store.sync(catalog, read)
