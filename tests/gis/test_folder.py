"""A data folder opened: sources, store and edits agree, or it says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import CatalogError, SourceError, UnexportedEdits
from gis.folder import export_to_sources, open_folder, synced_folder
from gis.io import geojson
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
