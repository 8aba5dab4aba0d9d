"""The embedded store: what it promised about disk and transactions, and that it is a GeoPackage."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from gis.catalog import Catalog, read_catalog
from gis.crs import STORAGE
from gis.errors import RefusedRows, SourceError, UnexportedEdits, UnknownCollection, UnknownFeature
from gis.fields import DType, Role
from gis.inventory import Edit
from gis.io import geojson
from gis.keeping.backup import copy_store
from gis.layer import Feature
from gis.store import blob
from gis.store.geopackage import GeoPackageStore
from gis.store.schema import Table
from tests.gis.folders import data_folder, edited, plots, two_layers
from tests.gis.small import cell, field

AWKWARD = ["ID", "id", "fid", "FID", "geom", 'with "quotes"', "中文", "select"]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return two_layers(tmp_path / "layers")


@pytest.fixture
def store(catalog: Catalog) -> GeoPackageStore:
    made = GeoPackageStore(catalog.folder / ".store" / "landstock.gpkg")
    made.sync(catalog, geojson.read)
    return made


def test_every_connection_has_the_promises_switched_on(store: GeoPackageStore) -> None:
    """NORMAL instead of FULL loses answered edits when the power goes, and no kill -9 shows it: so the pragma is read back."""
    with store.connected() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA busy_timeout").fetchone() == (5000,)
        assert db.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_write_takes_the_lock_at_once(store: GeoPackageStore, catalog: Catalog) -> None:
    """A transaction that only takes it later fails in its middle when another writer was quicker."""
    said: list[str] = []
    with store.writer.connected() as db:
        db.set_trace_callback(said.append)
    store.apply(catalog, [edited("plots", "A1", name="x")], "me")
    assert "BEGIN IMMEDIATE" in said
    assert not any(sql.startswith("BEGIN") and sql != "BEGIN IMMEDIATE" for sql in said)


def test_what_is_loaded_is_what_was_in_the_source(store: GeoPackageStore, catalog: Catalog) -> None:
    """Every type of value, unknown of every type, and geometry to the last bit."""
    layers = store.load(catalog).layers
    source = geojson.read(catalog.folder / "plots.geojson", catalog.collections["plots"])
    for row, feature in enumerate(source):
        assert layers["plots"].ids[row] == feature.id
        assert layers["plots"].geometries[row] == feature.geometry
        known = {name: value for name, value in feature.properties.items() if value is not None}
        assert known.items() <= layers["plots"].properties(row).items()
    assert layers["plots"].properties(2)["site_area_m2"] is None


def test_the_measured_area_is_kept(store: GeoPackageStore, catalog: Catalog) -> None:
    measured = store.load(catalog).layers["plots"].numbers(Role.MEASURED_AREA)
    assert measured[0] == pytest.approx(994_000, rel=0.02)


def test_only_changed_sources_are_loaded_again(store: GeoPackageStore, catalog: Catalog) -> None:
    assert store.sync(catalog, geojson.read).loaded == ()
    geojson.write(catalog.folder / "parks.geojson", plots(1))
    synced = store.sync(catalog, geojson.read)
    assert (synced.loaded, synced.kept) == (("parks",), ("plots",))
    assert len(store.load(catalog).layers["parks"]) == 1


def test_a_changed_declaration_loads_again_and_a_dropped_collection_goes(
    store: GeoPackageStore, catalog: Catalog
) -> None:
    fewer = replace(catalog.collections["plots"], fields=catalog.collections["plots"].fields[:4])
    smaller = replace(catalog, collections={"plots": fewer})
    synced = store.sync(smaller, geojson.read)
    assert (synced.loaded, synced.dropped) == (("plots",), ("parks",))
    with store.connected() as db:
        assert db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchall() == [
            ("plots",)
        ]


@pytest.mark.parametrize("content", [None, b"{", b'{"type":"FeatureCollection","features":[{"type":"Feature"}]}'])
def test_a_missing_or_broken_source_changes_nothing(
    store: GeoPackageStore, catalog: Catalog, content: bytes | None
) -> None:
    """Also not the other layers, whose sources changed soundly meanwhile."""
    before, version = len(store.load(catalog).layers["parks"]), store.state(catalog).version
    geojson.write(catalog.folder / "parks.geojson", plots(1))
    path = catalog.folder / "plots.geojson"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises((SourceError, RefusedRows), match=r"plots\.geojson"):
        store.sync(catalog, geojson.read)
    assert len(store.load(catalog).layers["parks"]) == before
    assert store.state(catalog).version == version


def test_a_load_that_fails_while_writing_changes_nothing(
    store: GeoPackageStore, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction is one: the first collection is not there without the second."""
    version = store.state(catalog).version
    for name in ("plots", "parks"):
        geojson.write(catalog.folder / f"{name}.geojson", plots(1))
    with store.connected() as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON landstock_sources WHEN NEW.collection = 'parks' BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(SourceError, match="disk full"):
        store.sync(catalog, geojson.read)
    assert store.state(catalog).version == version
    assert len(store.load(catalog).layers["plots"]) == 4


def test_an_edit_that_was_answered_is_there_with_before_and_after(store: GeoPackageStore, catalog: Catalog) -> None:
    version = store.state(catalog).version
    store.apply(
        catalog,
        [
            edited("plots", "A1", name="新名"),
            edited("plots", "B9", name="新增"),
            Edit(collection="plots", id="A0", feature=None),
        ],
        "李工",
    )
    again = GeoPackageStore(store.path)
    layer = again.load(catalog).layers["plots"]
    assert set(layer.ids) == {"A1", "A2", "A3", "B9"}
    assert layer.properties(layer.row("A1"))["name"] == "新名"
    changed, added, removed = again.edits(unexported=True)
    assert (changed.author, changed.before is None, "新名" in str(changed.after)) == ("李工", False, True)
    assert (added.before, removed.after) == (None, None)
    assert again.state(catalog).version != version


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (Edit(collection="plots", id="nowhere", feature=None), UnknownFeature),
        (Edit(collection="nowhere", id="A", feature=None), UnknownCollection),
        (edited("plots", "A2", floors="many"), RefusedRows),
        (
            Edit(
                collection="plots",
                id="A2",
                feature=Feature("A2", shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), {}),
            ),
            RefusedRows,
        ),
    ],
)
def test_a_batch_with_one_bad_edit_changes_nothing(
    store: GeoPackageStore, catalog: Catalog, edit: Edit, error: type[Exception]
) -> None:
    version = store.state(catalog).version
    with pytest.raises(error):
        store.apply(catalog, [edited("plots", "A1", name="half"), edit], "me")
    assert store.state(catalog).version == version
    assert store.edits() == []


def test_unexported_edits_are_never_overwritten(store: GeoPackageStore, catalog: Catalog) -> None:
    """A changed source, a changed declaration, a dropped collection: each would lose the planner's work."""
    store.apply(catalog, [edited("plots", "A1", name="mine"), edited("plots", "A2", name="mine")], "me")
    fewer = replace(catalog.collections["plots"], fields=catalog.collections["plots"].fields[:4])
    cases = [
        replace(catalog, collections={**catalog.collections, "plots": fewer}),
        replace(catalog, collections={"parks": catalog.collections["parks"]}),
    ]
    for changed in cases:
        with pytest.raises(UnexportedEdits):
            store.sync(changed, geojson.read)
    geojson.write(catalog.folder / "plots.geojson", plots(2))
    with pytest.raises(UnexportedEdits) as refused:
        store.sync(catalog, geojson.read)
    assert (refused.value.where["collection"], refused.value.where["count"]) == ("plots", 2)
    assert "landstock export --sources" in refused.value.remedy.en
    assert store.load(catalog).layers["plots"].properties(1)["name"] == "mine"


def test_the_version_names_the_content(catalog: Catalog, tmp_path: Path) -> None:
    """The same folder elsewhere has the same version; another code list has another."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(catalog.folder, elsewhere)
    stores = [GeoPackageStore(folder / "s.gpkg") for folder in (catalog.folder, elsewhere)]
    other = replace(catalog, folder=elsewhere)
    stores[0].sync(catalog, geojson.read)
    stores[1].sync(other, geojson.read)
    assert stores[0].state(catalog).version == stores[1].state(other).version
    (elsewhere / "codelists").mkdir(exist_ok=True)
    (elsewhere / "codelists" / "x.toml").write_text("title = 'x'\n")
    assert stores[0].state(catalog).version == stores[1].state(other).version, "what was read has not changed"
    assert stores[0].state(catalog).version != stores[1].state(read_catalog(elsewhere)).version


def test_other_programs_read_a_copy(store: GeoPackageStore, catalog: Catalog, tmp_path: Path) -> None:
    """QGIS and GDAL open it without complaint; the live file is never theirs."""
    copy = tmp_path / "copy.gpkg"
    store.apply(catalog, [edited("plots", "B9", geometry=cell(50, 50))], "me")
    copy_store(store.path, copy)
    frame = pyogrio.read_dataframe(copy, layer="plots")
    assert frame.crs.to_string() == STORAGE
    assert len(frame) == 5
    assert pyogrio.read_info(copy, layer="plots")["total_bounds"] == pytest.approx(tuple(frame.total_bounds))
    with sqlite3.connect(copy) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert db.execute("PRAGMA user_version").fetchone() == (10300,)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    if shutil.which("ogrinfo"):
        said = subprocess.run(["ogrinfo", "-so", str(copy), "plots"], capture_output=True, text=True, check=False)
        assert said.returncode == 0
        assert "Warning" not in said.stderr


def test_a_file_that_is_no_store_is_refused_and_left_alone(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "store.gpkg"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(SourceError, match="cannot be used"):
        GeoPackageStore(path).sync(catalog, geojson.read)
    assert path.read_bytes() == b"not a database" * 100


def test_names_that_sqlite_or_the_format_would_confuse_are_kept_apart(tmp_path: Path) -> None:
    """SQLite does not tell id from ID; a column may be called as the key or the geometry is."""
    fields = tuple(field(name, role=Role.ID if name == "ID" else None) for name in AWKWARD)
    catalog = data_folder(
        tmp_path / "awkward",
        {"odd-name": fields},
        {"odd-name": [Feature("A", cell(0, 0), {name: f"v-{name}" for name in AWKWARD} | {"ID": "A"})]},
    )
    store = GeoPackageStore(tmp_path / "s.gpkg")
    store.sync(catalog, geojson.read)
    layer = store.load(catalog).layers["odd-name"]
    assert layer.properties(0) == {name: f"v-{name}" for name in AWKWARD} | {"ID": "A"}
    names = Table(catalog.collections["odd-name"]).names
    assert len({name.casefold() for name in names}) == len(AWKWARD) + 2


def test_blobs_hold_every_geometry_and_none() -> None:
    shapes: Sequence[object] = [shapely.box(1, 2, 3, 4), None, shapely.Point(1, 2), shapely.from_wkt("POLYGON EMPTY")]
    made = blob.encode_blobs(np.array(shapes, dtype=object))
    assert made[1] is None
    assert list(blob.decode_blobs(made)) == list(shapes)


def test_an_empty_collection_is_kept_empty(tmp_path: Path) -> None:
    fields = (field("id", role=Role.ID), field("n", DType.NUMBER))
    catalog = data_folder(tmp_path / "empty", {"none": fields}, {"none": []})
    store = GeoPackageStore(tmp_path / "s.gpkg")
    store.sync(catalog, geojson.read)
    assert len(store.load(catalog).layers["none"]) == 0
